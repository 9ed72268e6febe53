/* Rows of a file as rows of numbers, the same way at training and at prediction.
 *
 *     column    what a file gives: numbers, flags, dates, or words (a category)
 *     feature   what a learner gets: a number or flag as it is; a category as its code in a dictionary that the training rows
 *               fixed (bytewise order; a word not in it is missing); a date as days since 1970, month, day of the month, weekday
 *
 * Cells are kept as read, columns of double, until features are asked for. */
#ifndef RI_LEARN_CODING_H
#define RI_LEARN_CODING_H
#include "base/json.h"
#include "learner.h"

#define RI_CODED_MAP(X)             \
    X(RI_CODED_NUMBER, "number", 1) \
    X(RI_CODED_FLAG, "flag", 1)     \
    X(RI_CODED_DATE, "date", 4)     \
    X(RI_CODED_CATEGORY, "category", 1)
#define RI_CODED_ENUM_(code, text, features) code,
typedef enum ri_coded { RI_CODED_MAP(RI_CODED_ENUM_) RI_CODED_COUNT } ri_coded;
#undef RI_CODED_ENUM_
const char *ri_coded_text(ri_coded type);

enum { RI_CODING_COLUMNS_MOST = 4096, RI_CODING_WORDS_MOST = 1000000 };

struct ri_coding { /* lives in one arena */
    size_t column_count;
    struct ri_coded_column {
        const char  *name;
        ri_coded     type;
        size_t       word_count; /* of a category */
        const char **words;      /* rising bytewise; the code of a word is its index */
    } *columns;
};
size_t      ri_coding_features(const struct ri_coding *coding);
const char *ri_coding_feature_name(
    const struct ri_coding *coding, size_t feature,
    struct ri_arena *mem); /* "price", "day.weekday"; NULL: no room */
void ri_coding_categorical(const struct ri_coding *coding, uint8_t *ret); /* [features] */
/* Code of a word or SIZE_MAX. */
size_t ri_coding_code(const struct ri_coded_column *column, struct ri_view word);

/* As JSON: [{"name":..,"type":..,"words":[..]}], and back. RI_EDATA names what is wrong. */
void                    ri_coding_write(const struct ri_coding *coding, struct ri_json *json);
RI_MUST_CHECK ri_status ri_coding_read(const struct ri_json_value *json, struct ri_arena *mem,
                                       struct ri_coding *ret, struct ri_error *err);

/* ---- A table of cells -------------------------------------------------------------------------------- */

struct
    ri_cell { /* number: of numbers, flags (0, 1), dates (days since 1970); text: of categories */
    bool           known;
    double         number;
    struct ri_view text;
};
struct ri_coded_table;
/* Of a coding to make (its categories have no words yet: they come from the rows), or of one that is settled. The coding
 * must outlive the table. */
RI_MUST_CHECK ri_status ri_coded_table_new(const struct ri_coding *coding, bool settled,
                                           struct ri_coded_table **ret, struct ri_error *err);
void                    ri_coded_table_free(struct ri_coded_table *table);
/* One row, a cell a column. RI_ENOMEM; RI_EDATA: a number that is not finite; RI_ETOOLARGE: more different words than allowed. */
RI_MUST_CHECK ri_status ri_coded_table_add(struct ri_coded_table *table,
                                           const struct ri_cell *cells, struct ri_error *err);
size_t                  ri_coded_table_rows(const struct ri_coded_table *table);
/* Words that were not in the settled coding, counted by cell. */
size_t ri_coded_table_strangers(const struct ri_coded_table *table, size_t column);
/* Different words of a category of an unsettled table so far; 0 for other columns. */
size_t ri_coded_table_words(const struct ri_coded_table *table, size_t column);
/* The coding of an unsettled table: words sorted, cells recoded, columns without keep[column] dropped. ret lives in mem and must outlive
 * the table, which is settled from now on. RI_EUSAGE: no column is left. */
RI_MUST_CHECK ri_status ri_coded_table_settle(struct ri_coded_table *table, const bool *keep,
                                              struct ri_arena *mem, struct ri_coding *ret,
                                              struct ri_error *err);
void ri_coded_table_clear(struct ri_coded_table *table); /* no rows; the room stays */
const struct ri_coding *ri_coded_table_coding(const struct ri_coded_table *table);
/* Cells of a column by row: numbers, flags, days, codes of words; NAN: missing. Until a row is added. */
const double *ri_coded_table_cells(const struct ri_coded_table *table, size_t column);
/* Features of rows[0..count) (NULL: the first `count`) into ret[count][features]. Of a settled table. */
void ri_coded_table_features(const struct ri_coded_table *table, const size_t *rows, size_t count,
                             double *ret);
#endif
