/* The ingest as its own files see it. */
#ifndef RI_INGEST_INTERNAL_H
#define RI_INGEST_INTERNAL_H
#include "batch.h"
#include "group.h"
#include "mapping.h"
#include "occurrence.h"
#include "stage.h"
#include "survey.h"

enum { INGEST_MESSAGE = 400, INGEST_SAMPLE_ROWS = 5 };

struct ingest_input { /* one field read from one column */
    size_t            field, column;
    ri_field_type     type;
    bool              required;
    enum ingest_order order;
    enum ingest_mark  mark;
    size_t            utc; /* field that takes times which carry their offset; INGEST_NONE: none */
    const struct ri_limit *limit;    /* NULL: any number is fine */
    bool                   words;    /* its text is one of a few words */
    char                   last[32]; /* the time text read last, and what it meant */
    size_t                 last_length;
    struct ingest_time     last_time;
};

struct ingest_fault { /* why a record is rejected */
    const char *rule;
    char        message[INGEST_MESSAGE];
};

/* What the rows showed; becomes notes at the end. */
struct ingest_findings {
    uint64_t paths; /* categories split */
    uint64_t zero_prices, negative_prices, test_rows, rounded, turned, missing_words,
        prefix_returns, foreign_prefix;
    unsigned currencies[4]; /* the first that differ */
    size_t   currency_count;
};

/* Does any customer come twice? Watched until one does. */
struct ingest_visits {
    uint64_t *customers, *visits;
    size_t    count;
    bool      repeats, given_up;
};

struct ingest_sale {
    enum ingest_price price;
    bool              prefix_c;
    unsigned          currency;                             /* of rows that name none */
    bool              has[RI_SALE_FIELDS];                  /* read from a column or constant */
    size_t            hashed[RI_SALE_FIELDS], hashed_count; /* fields that make two lines equal */
    struct ri_text    key;
    uint64_t          hashes[RI_BATCH_ROWS]; /* of the batch at hand */
    int               digits;                /* of digits_of, the currency asked for last */
    unsigned          digits_of;
    struct ri_view    last_code; /* currency text read last */
    char              last_code_text[4];
    unsigned          last_currency;
    struct ingest_visits visits;
};

/* Fields of the record before, of the same group (shape.h). */
struct ingest_carried {
    struct ri_text key, values[INGEST_CARRY_MOST];
};

struct ri_ingest {
    const char                     *name;
    const struct ri_ingest_options *options;
    struct ri_ingest_options        no_options;
    struct ri_arena                 mem;
    struct ingest_settings          settings;
    struct ingest_notes             notes;
    struct ingest_source            source;
    struct ingest_charset_guess     guess;
    size_t                          lead;       /* bytes before the table, the mark included */
    uint64_t                        lead_lines; /* above it */
    struct ingest_sniffed           sniffed;
    const char                    **columns;
    size_t                          column_count;
    struct ingest_mapping           mapping;
    struct ingest_look             *looks;
    size_t                          look_count;
    struct ingest_csv               csv;
    struct ingest_stage             stage;
    struct ingest_input            *inputs;
    size_t                          input_count;
    size_t                         *attribute_columns; /* that no field claims */
    size_t                          attribute_count;
    struct ri_view                 *last_attributes; /* of the row before, in the same batch */
    unsigned                        row_currency;    /* seen beside an amount of the row at hand */
    int64_t                         row_us;          /* its time; INT64_MIN: none */
    struct ingest_sale              sale;
    struct ingest_findings          findings;
    struct ingest_occurrences       occurrences;
    struct ingest_record            record; /* at hand */
    bool                            held;   /* it waits for the next batch */
    struct ingest_carried           carried;
    struct ingest_group            *group; /* NULL: records come one by one */
    struct ingest_share             share; /* of the record at hand */
    uint64_t logical; /* records handed out, where one of the file can make several */
    size_t   place;   /* wide stock: store of the record at hand */
    bool     unrolling;
    struct { /* wide: facts of the record at hand not handed out yet */
        int64_t *units;
        ri_day  *days;
        size_t   at, count;
    } facts;
    struct ingest_batch      batches[2];
    unsigned                 next_batch;
    bool                     first_ready, ended;
    struct ri_ingest_plan    plan;
    struct ri_ingest_summary summary;
};

/* shape_row.c: the record at hand (ingest->record), by way of orders or of the stores of a wide file. */
RI_MUST_CHECK ri_status ingest_next_record(struct ri_ingest *ingest, bool *ret_more,
                                           struct ri_error *err);
/* Bytes that the fields of a record may need beyond those staged. */
size_t ingest_shape_extra(const struct ri_ingest *ingest, size_t staged);
/* Completes the staged fields: carried, joined; what they need is put at pool + *used. */
RI_MUST_CHECK ri_status ingest_shape_fill(struct ri_ingest *ingest, char *pool, size_t *used,
                                          struct ri_error *err);
/* Is the value of a column a number or date by itself (of a sheet, not quoted)? */
bool ingest_column_bare(const struct ri_ingest *ingest, size_t column);
/* Products: a category that is a path, "Home > Kitchen > Mugs", becomes department, category and subcategory where no column
 * holds those. */
void ingest_split_path(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r);
/* Is the staged record the sum of others? Its first text is "Total" and the rest are numbers. */
bool ingest_is_total(const struct ri_ingest *ingest);

/* row.c: parses the staged fields into row r of the batch; false: *ret_fault says why not. */
bool ingest_row_parse(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                      struct ingest_fault *ret_fault);
/* Completes a parsed row of any kind but sales: order of days, currency, money to minor units. */
bool ingest_row_finish(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                       struct ingest_fault *ret_fault);
/* What a text means for a field with few meanings; NULL: nothing. */
const char *ingest_word(const struct ri_record *record, size_t field, struct ri_view text);
void        ingest_fault(struct ingest_fault *fault, const char *rule, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The attributes of row r. */
void ingest_row_attributes(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r);

/* sale.c: amounts, kind, currency of a parsed row. */
bool ingest_sale_finish(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                        struct ingest_fault *ret_fault);
/* currency_decide.c: of rows that name none. */
RI_MUST_CHECK ri_status ingest_currency_decide(struct ri_ingest *ingest, struct ri_error *err);
/* sale_decide.c: price, returns, key mode. */
RI_MUST_CHECK ri_status ingest_sale_decide(struct ri_ingest *ingest, struct ri_view text,
                                           bool whole, struct ri_error *err);
/* repeats.c: numbers equal lines, those to be kept when their batch is complete (the set is larger than any cache, so
 * its places are fetched ahead). False: the row is a repeat to drop. Watches customers. */
bool ingest_repeat_check(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r);
void ingest_repeat_finish(struct ri_ingest *ingest, struct ingest_batch *batch);
void ingest_repeat_release(struct ri_ingest *ingest);
/* wide.c */
bool ingest_wide_parse(struct ri_ingest *ingest, struct ingest_fault *ret_fault);
/* Hands out facts of the record at hand; *ret_done false when the batch is full before them. */
RI_MUST_CHECK ri_status ingest_wide_emit(struct ri_ingest *ingest, struct ingest_batch *batch,
                                         bool *ret_done, struct ri_error *err);
/* findings.c: notes of what the whole file showed. */
/* That the encoding turned out another in the middle, where it did. */
RI_MUST_CHECK ri_status ingest_encoding_say(struct ri_ingest *ingest, struct ri_error *err);
/* What the sheet of a workbook showed. */
RI_MUST_CHECK ri_status ingest_sheet_say(struct ri_ingest *ingest, struct ri_error *err);
RI_MUST_CHECK ri_status ingest_findings_say(struct ri_ingest *ingest, struct ri_error *err);
/* head.c: what the beginning says (settings and source are there), the survey of ingest->looks, the first record. */
struct ingest_head {
    struct ri_view  text;  /* the head as UTF-8 */
    bool            whole; /* it is all there is */
    struct ri_view *first; /* fields of the first record */
};
RI_MUST_CHECK ri_status ingest_head_read(struct ri_ingest *ingest, struct ingest_head *ret,
                                         struct ri_error *err);
RI_MUST_CHECK ri_status ingest_head_survey(struct ri_ingest *ingest, const struct ingest_head *head,
                                           struct ri_error *err);
RI_MUST_CHECK ri_status ingest_head_start(struct ri_ingest *ingest, struct ri_error *err);
/* ingest.c: a zeroed ingest with settings (record may be NULL) and source. On failure release it as well. */
RI_MUST_CHECK ri_status ingest_begin(struct ri_ingest *ingest, int fd, const char *name,
                                     const struct ri_record         *record,
                                     const struct ri_ingest_options *options, struct ri_task *task,
                                     struct ri_error *err);
void                    ingest_end(struct ri_ingest *ingest);
/* plan.c, plan_view.c */
RI_MUST_CHECK ri_status ingest_decide(struct ri_ingest *ingest, struct ri_error *err);
RI_MUST_CHECK ri_status ingest_plan_make(struct ri_ingest *ingest, struct ri_error *err);
#endif
