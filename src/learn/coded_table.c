/* Cells of many rows, column by column, and the features made of them. */
#include "coding.h"

#include "base/date.h"
#include "base/intern.h"

#include <math.h>

struct ri_coded_table {
    const struct ri_coding *coding;
    size_t                  room_columns; /* columns at the start; fewer may be left */
    bool                    settled;
    size_t                  rows, room;
    double                **cells;     /* [column][row]; NAN: missing */
    struct ri_intern      **words;     /* [column] of categories while unsettled */
    size_t                 *strangers; /* [column] */
};

void ri_coded_table_free(struct ri_coded_table *table)
{
    if (!table) return;
    for (size_t c = 0; c < table->room_columns; c++) {
        if (table->cells) free(table->cells[c]);
        if (table->words) ri_intern_free(table->words[c]);
    }
    free(table->cells);
    free(table->words);
    free(table->strangers);
    free(table);
}

static ri_status prepare(struct ri_coded_table *table, struct ri_error *err)
{
    const size_t count = table->coding->column_count;
    table->cells = calloc(count, sizeof *table->cells);
    table->words = calloc(count, sizeof *table->words);
    table->strangers = calloc(count, sizeof *table->strangers);
    if (!table->cells || !table->words || !table->strangers)
        return ri_fail(err, RI_ENOMEM, "no room for %zu columns", count);
    for (size_t c = 0; c < count; c++) {
        const struct ri_coded_column *column = &table->coding->columns[c];
        if (column->type == RI_CODED_CATEGORY && !table->settled)
            RI_TRY(ri_intern_new(&table->words[c], err));
    }
    return RI_OK;
}

ri_status ri_coded_table_new(const struct ri_coding *coding, bool settled,
                             struct ri_coded_table **ret, struct ri_error *err)
{
    struct ri_coded_table *table = calloc(1, sizeof *table);
    if (!table) return ri_fail(err, RI_ENOMEM, "no room for a table");
    table->coding = coding;
    table->room_columns = coding->column_count;
    table->settled = settled;
    const ri_status status = prepare(table, err);
    if (status == RI_OK)
        *ret = table;
    else
        ri_coded_table_free(table);
    return status;
}

/* ---- Rows in ------------------------------------------------------------------------------------------------------ */

static ri_status grow(struct ri_coded_table *table, struct ri_error *err)
{
    if (table->rows < table->room) return RI_OK;
    const size_t room = table->room ? 2 * table->room : 1024;
    for (size_t c = 0; c < table->coding->column_count; c++) {
        double *cells = realloc(table->cells[c], room * sizeof *cells);
        if (!cells) return ri_fail(err, RI_ENOMEM, "no room for %zu rows", room);
        table->cells[c] = cells;
    }
    table->room = room;
    return RI_OK;
}

static ri_status code_word(struct ri_coded_table *table, size_t c, struct ri_view word, double *ret,
                           struct ri_error *err)
{
    const struct ri_coded_column *column = &table->coding->columns[c];
    size_t                        code;
    if (table->settled) {
        code = ri_coding_code(column, word);
        table->strangers[c] += code == SIZE_MAX;
        *ret = code == SIZE_MAX ? NAN : (double)code;
        return RI_OK;
    }
    RI_TRY(ri_intern_put(table->words[c], word, &code, NULL, err));
    if (code >= RI_CODING_WORDS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "column '%s' has more than %d different words",
                       column->name, RI_CODING_WORDS_MOST);
    *ret = (double)code;
    return RI_OK;
}

ri_status ri_coded_table_add(struct ri_coded_table *table, const struct ri_cell *cells,
                             struct ri_error *err)
{
    RI_TRY(grow(table, err));
    for (size_t c = 0; c < table->coding->column_count; c++) {
        const struct ri_coded_column *column = &table->coding->columns[c];
        double                       *at = &table->cells[c][table->rows];
        *at = NAN;
        if (!cells[c].known) continue;
        if (column->type == RI_CODED_CATEGORY) {
            RI_TRY(code_word(table, c, cells[c].text, at, err));
            continue;
        }
        if (!isfinite(cells[c].number))
            return ri_fail(err, RI_EDATA, "row %zu: column '%s' is not finite", table->rows + 1,
                           column->name);
        *at = cells[c].number + 0.0; /* -0 is 0 */
    }
    table->rows++;
    return RI_OK;
}

size_t ri_coded_table_rows(const struct ri_coded_table *table)
{
    return table->rows;
}

size_t ri_coded_table_strangers(const struct ri_coded_table *table, size_t column)
{
    return table->strangers[column];
}

size_t ri_coded_table_words(const struct ri_coded_table *table, size_t column)
{
    return table->words[column] ? ri_intern_count(table->words[column]) : 0;
}

void ri_coded_table_clear(struct ri_coded_table *table)
{
    table->rows = 0;
    for (size_t c = 0; c < table->coding->column_count; c++) table->strangers[c] = 0;
}

const struct ri_coding *ri_coded_table_coding(const struct ri_coded_table *table)
{
    return table->coding;
}

const double *ri_coded_table_cells(const struct ri_coded_table *table, size_t column)
{
    return table->cells[column];
}

/* ---- Settled ------------------------------------------------------------------------------------------------------- */

struct place { /* a word and the number it had */
    struct ri_view word;
    size_t         number;
};

static int by_word(const void *a, const void *b)
{
    const struct ri_view x = ((const struct place *)a)->word, y = ((const struct place *)b)->word;
    const int            bytes = memcmp(x.at, y.at, x.length < y.length ? x.length : y.length);
    return bytes ? bytes : (x.length > y.length) - (x.length < y.length);
}

static ri_status settle_column(struct ri_coded_table *table, size_t c, struct ri_arena *mem,
                               struct ri_coded_column *column, struct ri_error *err)
{
    const struct ri_intern *words = table->words[c];
    const size_t            count = ri_intern_count(words);
    struct place           *places = malloc((count ? count : 1) * sizeof *places);
    size_t                 *codes = malloc((count ? count : 1) * sizeof *codes);
    ri_status               status =
        places && codes ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for %zu words", count);
    column->word_count = count;
    column->words = status == RI_OK ? ri_arena_new(mem, const char *, count) : NULL;
    if (status == RI_OK && !column->words) status = ri_fail(err, RI_ENOMEM, "no room for words");
    for (size_t w = 0; status == RI_OK && w < count; w++)
        places[w] = (struct place){ri_intern_at(words, w), w};
    if (status == RI_OK) qsort(places, count, sizeof *places, by_word);
    for (size_t w = 0; status == RI_OK && w < count; w++) {
        codes[places[w].number] = w;
        column->words[w] = ri_arena_copy(mem, places[w].word.at, places[w].word.length);
        if (!column->words[w]) status = ri_fail(err, RI_ENOMEM, "no room for words");
    }
    for (size_t r = 0; status == RI_OK && r < table->rows; r++)
        if (!isnan(table->cells[c][r]))
            table->cells[c][r] = (double)codes[(size_t)table->cells[c][r]];
    free(places);
    free(codes);
    return status;
}

/* Moves column `from` to place `to`; what stood there has been dropped. */
static void move_column(struct ri_coded_table *table, size_t from, size_t to)
{
    double           *cells = table->cells[to];
    struct ri_intern *words = table->words[to];
    if (from == to) return;
    table->cells[to] = table->cells[from];
    table->words[to] = table->words[from];
    table->cells[from] = cells;
    table->words[from] = words;
}

ri_status ri_coded_table_settle(struct ri_coded_table *table, const bool *keep,
                                struct ri_arena *mem, struct ri_coding *ret, struct ri_error *err)
{
    struct ri_coding coding = {0};
    RI_ARENA_NEW(coding.columns, mem, table->coding->column_count, err);
    for (size_t c = 0; c < table->coding->column_count; c++) {
        if (!keep[c]) continue;
        const size_t to = coding.column_count++;
        coding.columns[to] = table->coding->columns[c];
        move_column(table, c, to);
        if (coding.columns[to].type == RI_CODED_CATEGORY)
            RI_TRY(settle_column(table, to, mem, &coding.columns[to], err));
    }
    if (!coding.column_count) return ri_fail(err, RI_EUSAGE, "no column is left to learn from");
    *ret = coding;
    table->coding = ret;
    table->settled = true;
    return RI_OK;
}

static size_t put_date(double day, double *ret)
{
    const struct ri_civil civil = ri_day_civil((ri_day)day);
    ret[0] = day;
    ret[1] = civil.month;
    ret[2] = civil.day;
    ret[3] = ri_day_weekday((ri_day)day);
    return 4;
}

void ri_coded_table_features(const struct ri_coded_table *table, const size_t *rows, size_t count,
                             double *ret)
{
    for (size_t i = 0; i < count; i++) {
        const size_t row = rows ? rows[i] : i;
        for (size_t c = 0; c < table->coding->column_count; c++) {
            const double value = table->cells[c][row];
            if (table->coding->columns[c].type != RI_CODED_DATE)
                *ret++ = value;
            else if (isnan(value))
                for (int part = 0; part < 4; part++) *ret++ = NAN;
            else
                ret += put_date(value, ret);
        }
    }
}
