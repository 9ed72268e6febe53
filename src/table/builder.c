/* The table builder: one growing set of Arrow buffers a column, all with room for the same rows. */
#include "builder.h"

#include "array.h"
#include "decimal.h"

#include <math.h>

typedef enum layout { LAYOUT_BITS, LAYOUT_4, LAYOUT_8, LAYOUT_16, LAYOUT_TEXT } layout;
/* Bytes of a row in the values buffer; text has its end offsets there. Bits are counted apart. */
static const size_t widths[] = {
    [LAYOUT_BITS] = 0, [LAYOUT_4] = 4, [LAYOUT_8] = 8, [LAYOUT_16] = 16, [LAYOUT_TEXT] = 4};

static const layout layouts[RI_COLUMN_TYPE_COUNT] = {
    [RI_COLUMN_TEXT] = LAYOUT_TEXT,    [RI_COLUMN_BOOL] = LAYOUT_BITS,
    [RI_COLUMN_INTEGER] = LAYOUT_8,    [RI_COLUMN_NUMBER] = LAYOUT_8,
    [RI_COLUMN_DECIMAL] = LAYOUT_16,   [RI_COLUMN_MONEY] = LAYOUT_16,
    [RI_COLUMN_SHARE] = LAYOUT_8,      [RI_COLUMN_DATE] = LAYOUT_4,
    [RI_COLUMN_TIME] = LAYOUT_8,       [RI_COLUMN_STORE] = LAYOUT_TEXT,
    [RI_COLUMN_PRODUCT] = LAYOUT_TEXT, [RI_COLUMN_CUSTOMER] = LAYOUT_TEXT,
};

struct cells {
    struct ri_table_column about; /* texts belong to the table's arena */
    layout                 layout;
    unsigned char         *valid;  /* bitmap */
    void                  *values; /* rows of widths[layout]; one more for text */
    struct ri_text         bytes;  /* LAYOUT_TEXT */
    int64_t                nulls;
};

struct ri_table_builder {
    struct ri_arena         mem; /* names */
    struct cells           *columns;
    struct ri_table_column *about; /* of all columns, for schemas */
    size_t                  count, at, rows, room;
    ri_status               status; /* the first failure */
    struct ri_error         error;
};

ri_status ri_table_builder_new(const struct ri_table_column *columns, size_t count,
                               struct ri_table_builder **ret, struct ri_error *err)
{
    struct ri_table_builder *table = calloc(1, sizeof *table);
    if (!table) return ri_fail(err, RI_ENOMEM, "no room for a table of %zu columns", count);
    ri_arena_init(&table->mem, SIZE_MAX);
    table->columns = ri_arena_new(&table->mem, struct cells, count);
    table->about = ri_arena_new(&table->mem, struct ri_table_column, count);
    bool ok = table->columns && table->about;
    for (size_t i = 0; ok && i < count; i++) {
        struct ri_table_column about = columns[i];
        const char           **texts[] = {&about.name, &about.unit, &about.help};
        for (size_t t = 0; t < RI_COUNT(texts); t++) {
            if (*texts[t])
                ok = (*texts[t] = ri_arena_copy(&table->mem, *texts[t], strlen(*texts[t]))) && ok;
        }
        table->about[i] = table->columns[i].about = about;
        table->columns[i].layout = layouts[about.type];
        table->columns[i].bytes.most = INT32_MAX;
        table->count++;
        if (layouts[about.type] == LAYOUT_16 && (about.scale < 0 || about.scale > 38)) {
            const ri_status status =
                ri_fail(err, RI_EINTERNAL, "column %s: no decimal has scale %d", columns[i].name,
                        about.scale);
            ri_table_builder_free(table);
            return status;
        }
    }
    if (!ok) {
        ri_table_builder_free(table);
        return ri_fail(err, RI_ENOMEM, "no room for a table of %zu columns", count);
    }
    *ret = table;
    return RI_OK;
}

static void columns_clear(struct ri_table_builder *table)
{
    for (size_t i = 0; i < table->count; i++) {
        struct cells *cells = &table->columns[i];
        free(cells->valid);
        free(cells->values);
        ri_text_release(&cells->bytes);
        cells->valid = NULL;
        cells->values = NULL;
        cells->nulls = 0;
    }
    table->at = table->rows = table->room = 0;
    table->status = RI_OK;
}

void ri_table_builder_free(struct ri_table_builder *table)
{
    if (!table) return;
    columns_clear(table);
    ri_arena_release(&table->mem);
    free(table);
}

ri_status ri_table_builder_schema(const struct ri_table_builder *table, struct ArrowSchema *ret,
                                  struct ri_error *err)
{
    return ri_schema_new(table->about, table->count, ret, err);
}

size_t ri_table_builder_rows(const struct ri_table_builder *table)
{
    return table->rows;
}

/* ---- Cells ------------------------------------------------------------------------------------------- */

#define FAIL(table, code, ...) ((table)->status = ri_fail(&(table)->error, (code), __VA_ARGS__))

static size_t bitmap_size(size_t rows)
{
    return (rows + 7) / 8;
}

static size_t values_size(layout of, size_t rows)
{
    if (of == LAYOUT_BITS) return bitmap_size(rows);
    return (rows + (of == LAYOUT_TEXT)) * widths[of];
}

/* realloc that keeps the old block when it fails. */
static bool resize(void *slot, size_t size)
{
    void *old, *grown;
    memcpy(&old, slot, sizeof old);
    grown = realloc(old, size);
    if (grown) memcpy(slot, &grown, sizeof grown);
    return grown != NULL;
}

static void grow(struct ri_table_builder *table)
{
    const size_t room = table->room ? table->room * 2 : 64;
    for (size_t i = 0; i < table->count; i++) {
        struct cells *cells = &table->columns[i];
        if (!resize(&cells->valid, bitmap_size(room)) ||
            !resize(&cells->values, values_size(cells->layout, room))) {
            FAIL(table, RI_ENOMEM, "no room for a table of %zu rows", room);
            return;
        }
        if (cells->layout == LAYOUT_TEXT && !table->room) memset(cells->values, 0, sizeof(int32_t));
    }
    table->room = room;
}

/* The column of the next cell, which must have the layout; NULL when the table has failed. */
static struct cells *next_cell(struct ri_table_builder *table, const layout *wanted,
                               const char *what)
{
    if (table->status != RI_OK) return NULL;
    if (table->at == 0 && table->rows == table->room) grow(table);
    if (table->status != RI_OK) return NULL;
    struct cells *cells = &table->columns[table->at];
    if (!wanted || cells->layout == *wanted) return cells;
    FAIL(table, RI_EINTERNAL, "column %s is %s, not %s", cells->about.name,
         ri_column_type_text(cells->about.type), what);
    return NULL;
}

static void cell_done(struct ri_table_builder *table, struct cells *cells, bool valid)
{
    ri_bit_put(cells->valid, table->rows, valid);
    cells->nulls += !valid;
    if (cells->layout == LAYOUT_TEXT) {
        const int32_t end = (int32_t)cells->bytes.length;
        memcpy((char *)cells->values + (table->rows + 1) * sizeof end, &end, sizeof end);
    }
    if (++table->at < table->count) return;
    table->at = 0;
    table->rows++;
}

static void put(struct ri_table_builder *table, struct cells *cells, const void *value, size_t size)
{
    memcpy((char *)cells->values + table->rows * size, value, size);
    cell_done(table, cells, true);
}

void ri_put_null(struct ri_table_builder *table)
{
    struct cells *cells = next_cell(table, NULL, "");
    if (!cells) return;
    const size_t width = cells->layout == LAYOUT_TEXT ? 0 : widths[cells->layout];
    memset((char *)cells->values + table->rows * width, 0,
           width); /* no stray bytes leave the program */
    if (cells->layout == LAYOUT_BITS) ri_bit_put(cells->values, table->rows, false);
    cell_done(table, cells, false);
}

void ri_put_text(struct ri_table_builder *table, struct ri_view text)
{
    static const layout wanted = LAYOUT_TEXT;
    struct cells       *cells = next_cell(table, &wanted, "text");
    if (!cells) return;
    ri_text_add(&cells->bytes, text.at, text.length);
    if (cells->bytes.failed)
        FAIL(table, RI_ETOOLARGE, "column %s: more than 2 GiB of text in one batch",
             cells->about.name);
    else
        cell_done(table, cells, true);
}

void ri_put_string(struct ri_table_builder *table, const char *string)
{
    if (string)
        ri_put_text(table, ri_view_of(string));
    else
        ri_put_null(table);
}

void ri_put_bool(struct ri_table_builder *table, bool value)
{
    static const layout wanted = LAYOUT_BITS;
    struct cells       *cells = next_cell(table, &wanted, "bool");
    if (!cells) return;
    ri_bit_put(cells->values, table->rows, value);
    cell_done(table, cells, true);
}

static bool of_type(struct ri_table_builder *table, struct cells *cells, bool fits,
                    const char *what)
{
    if (cells && !fits)
        FAIL(table, RI_EINTERNAL, "column %s is %s, not %s", cells->about.name,
             ri_column_type_text(cells->about.type), what);
    return cells && fits;
}

void ri_put_int(struct ri_table_builder *table, int64_t value)
{
    struct cells *cells = next_cell(table, NULL, "integer");
    if (of_type(table, cells, cells && cells->about.type == RI_COLUMN_INTEGER, "integer"))
        put(table, cells, &value, sizeof value);
}

void ri_put_number(struct ri_table_builder *table, double value)
{
    struct cells *cells = next_cell(table, NULL, "number");
    const bool    fits =
        cells && (cells->about.type == RI_COLUMN_NUMBER || cells->about.type == RI_COLUMN_SHARE);
    if (!of_type(table, cells, fits, "number")) return;
    if (isfinite(value))
        put(table, cells, &value, sizeof value);
    else
        ri_put_null(table);
}

void ri_put_day(struct ri_table_builder *table, ri_day day)
{
    static const layout wanted = LAYOUT_4;
    struct cells       *cells = next_cell(table, &wanted, "date");
    if (!cells) return;
    if (day == RI_DAY_NONE)
        ri_put_null(table);
    else
        put(table, cells, &day, sizeof day);
}

void ri_put_instant(struct ri_table_builder *table, int64_t utc_us)
{
    struct cells *cells = next_cell(table, NULL, "time");
    if (of_type(table, cells, cells && cells->about.type == RI_COLUMN_TIME, "time"))
        put(table, cells, &utc_us, sizeof utc_us);
}

void ri_put_decimal(struct ri_table_builder *table, ri_int128 value, int scale)
{
    static const layout wanted = LAYOUT_16;
    struct cells       *cells = next_cell(table, &wanted, "decimal");
    if (!cells) return;
    if (!ri_decimal_rescale(value, scale, cells->about.scale, &value))
        FAIL(table, RI_EDATA,
             "column %s, row %zu: a value with %d digits after the point does not fit %d",
             cells->about.name, table->rows, scale, cells->about.scale);
    else
        put(table, cells, &value, sizeof value);
}

/* ---- Finish ------------------------------------------------------------------------------------------ */

static ri_status column_take(struct cells *cells, size_t rows, struct ArrowArray *ret,
                             struct ri_error *err)
{
    void *buffers[RI_ARRAY_BUFFERS] = {cells->nulls ? cells->valid : NULL, cells->values, NULL};
    if (cells->layout == LAYOUT_TEXT) {
        if (!cells->bytes.at)
            ri_text_puts(&cells->bytes, ""); /* Arrow wants a buffer, also an empty one */
        if (!cells->values) cells->values = buffers[1] = calloc(1, sizeof(int32_t));
        if (cells->bytes.failed || !cells->values)
            return ri_fail(err, RI_ENOMEM, "no room for an empty column");
        buffers[2] = cells->bytes.at;
    }
    RI_TRY(ri_array_take((int64_t)rows, cells->nulls, cells->layout == LAYOUT_TEXT ? 3 : 2, buffers,
                         ret, err));
    if (!cells->nulls) free(cells->valid);
    cells->valid = NULL;
    cells->values = NULL;
    cells->bytes = (struct ri_text){.most = cells->bytes.most};
    return RI_OK;
}

ri_status ri_table_builder_finish(struct ri_table_builder *table, struct ArrowArray *ret,
                                  struct ri_error *err)
{
    ri_status         status = table->status;
    struct ArrowArray batch = {0};
    if (status != RI_OK && err) *err = table->error;
    if (status == RI_OK && table->at)
        status = ri_fail(err, RI_EINTERNAL, "row %zu has %zu of %zu cells", table->rows, table->at,
                         table->count);
    if (status == RI_OK) status = ri_array_struct((int64_t)table->rows, table->count, &batch, err);
    for (size_t i = 0; status == RI_OK && i < table->count; i++)
        status = column_take(&table->columns[i], table->rows, batch.children[i], err);
    columns_clear(table);
    if (status == RI_OK)
        *ret = batch;
    else if (batch.release)
        batch.release(&batch);
    return status;
}
