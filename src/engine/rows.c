/* Small results, row by row: reads the Arrow batches of a stream. Source: Arrow columnar format and C data
 * interface (arrow.apache.org). */
#include "driver.h"

#include "base/integer.h"

#include <math.h>

typedef int64_t integer_fn(const void *values, int64_t i);
struct layout {          /* how a column of one Arrow type is read */
    const char *format;  /* whole, or up to its ':' */
    integer_fn *integer; /* NULL: text */
};

#define READ(name, type)                               \
    static int64_t name(const void *values, int64_t i) \
    {                                                  \
        return (int64_t)((const type *)values)[i];     \
    }
READ(read_int8, int8_t)
READ(read_int16, int16_t)
READ(read_int32, int32_t)
READ(read_int64, int64_t)
READ(read_uint8, uint8_t)
READ(read_uint16, uint16_t)
READ(read_uint32, uint32_t)
READ(read_uint64, uint64_t)
READ(read_int128, ri_int128) /* decimals: unscaled */
#undef READ

static int64_t read_bool(const void *values, int64_t i)
{
    return ((const uint8_t *)values)[i / 8] >> (i % 8) & 1;
}

static int64_t read_double(const void *values, int64_t i)
{
    return (int64_t)((const double *)values)[i];
}

static int64_t read_float(const void *values, int64_t i)
{
    return (int64_t)((const float *)values)[i];
}

static const struct layout layouts[] = {
    {"u", NULL},          {"z", NULL},          {"b", read_bool},     {"c", read_int8},
    {"s", read_int16},    {"i", read_int32},    {"l", read_int64},    {"C", read_uint8},
    {"S", read_uint16},   {"I", read_uint32},   {"L", read_uint64},   {"g", read_double},
    {"f", read_float},    {"tdD", read_int32},  {"ttu", read_int64},  {"tsu:", read_int64},
    {"tss:", read_int64}, {"tsm:", read_int64}, {"tsn:", read_int64}, {"d:", read_int128},
    {"n", NULL},
};

struct column {
    const struct layout *layout;
    double               scale; /* what a decimal is divided by */
};
struct ri_row {
    const struct ArrowArray *batch;
    const struct column     *columns;
    int64_t                  at;
};

static const struct layout *layout_of(const char *format)
{
    for (size_t i = 0; i < RI_COUNT(layouts); i++) {
        const char  *want = layouts[i].format;
        const size_t n = strlen(want);
        const bool   open = want[n - 1] == ':';
        if (open ? strncmp(format, want, n) == 0 : strcmp(format, want) == 0) return &layouts[i];
    }
    return NULL;
}

static double scale_of(
    const char *format) /* "d:38,2" -> 100; also decimals of other widths are not read */
{
    const char *comma = format[0] == 'd' ? strchr(format, ',') : NULL;
    return comma ? pow(10.0, (double)strtol(comma + 1, NULL, 10)) : 1.0;
}

bool ri_row_missing(const struct ri_row *row, size_t column)
{
    const struct ArrowArray *array = row->batch->children[column];
    const uint8_t           *valid = array->buffers[0];
    const int64_t            i = row->at + array->offset;
    if (row->columns[column].layout->format[0] == 'n') return true;
    return valid && !(valid[i / 8] >> (i % 8) & 1);
}

int64_t ri_row_int64(const struct ri_row *row, size_t column)
{
    const struct layout *layout = row->columns[column].layout;
    if (!layout->integer || ri_row_missing(row, column)) return 0;
    const struct ArrowArray *array = row->batch->children[column];
    return layout->integer(array->buffers[1], row->at + array->offset);
}

double ri_row_double(const struct ri_row *row, size_t column)
{
    const struct layout     *layout = row->columns[column].layout;
    const struct ArrowArray *array = row->batch->children[column];
    const int64_t            i = row->at + array->offset;
    if (!layout->integer || ri_row_missing(row, column)) return 0;
    if (layout->integer == read_double) return ((const double *)array->buffers[1])[i];
    if (layout->integer == read_float) return ((const float *)array->buffers[1])[i];
    if (layout->integer == read_int128)
        return (double)((const ri_int128 *)array->buffers[1])[i] / row->columns[column].scale;
    return (double)layout->integer(array->buffers[1], i);
}

struct ri_view ri_row_text(const struct ri_row *row, size_t column)
{
    if (row->columns[column].layout->integer || ri_row_missing(row, column))
        return (struct ri_view){"", 0};
    const struct ArrowArray *array = row->batch->children[column];
    const int32_t           *ends = array->buffers[1];
    const int64_t            i = row->at + array->offset;
    return (struct ri_view){(const char *)array->buffers[2] + ends[i],
                            (size_t)(ends[i + 1] - ends[i])};
}

static ri_status read_layouts(const struct ArrowSchema *schema, struct column *columns,
                              struct ri_error *err)
{
    for (int64_t c = 0; c < schema->n_children; c++) {
        const struct ArrowSchema *child = schema->children[c];
        columns[c] = (struct column){layout_of(child->format), scale_of(child->format)};
        if (!columns[c].layout)
            return ri_fail(err, RI_EDATA, "column %s has the Arrow type %s, which rows do not show",
                           child->name, child->format);
    }
    return RI_OK;
}

static ri_status each_row(struct ArrowArrayStream *stream, const struct column *columns,
                          ri_row_fn *each, void *context, struct ri_error *err)
{
    for (;;) {
        struct ArrowArray batch;
        const int         number = stream->get_next(stream, &batch);
        if (number != 0) return ri_stream_fail(stream, number, err);
        if (!batch.release) return RI_OK;
        ri_status status = RI_OK;
        for (int64_t i = 0; each && status == RI_OK && i < batch.length; i++) {
            const struct ri_row row = {&batch, columns, i + batch.offset};
            status = each(context, &row, err);
        }
        batch.release(&batch);
        RI_TRY(status);
    }
}

ri_status ri_stream_rows(struct ArrowArrayStream *stream, ri_row_fn *each, void *context,
                         struct ri_error *err)
{
    struct ArrowSchema schema;
    struct column     *columns = NULL;
    ri_status          status;
    const int          number = stream->get_schema(stream, &schema);
    if (number != 0) {
        status = ri_stream_fail(stream, number, err);
    } else {
        columns = calloc((size_t)schema.n_children + 1, sizeof *columns);
        status = columns ? read_layouts(&schema, columns, err)
                         : ri_fail(err, RI_ENOMEM, "no room for columns");
        schema.release(&schema);
    }
    if (status == RI_OK) status = each_row(stream, columns, each, context, err);
    free(columns);
    stream->release(stream);
    return status;
}

ri_status ri_connection_rows(struct ri_connection *connection, const char *sql,
                             struct ri_binds binds, struct ri_task *task, ri_row_fn *each,
                             void *context, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    RI_TRY(ri_connection_query(connection, sql, binds, task, &stream, err));
    return ri_stream_rows(&stream, each, context, err);
}

/* ---- The first value ---------------------------------------------------------------------------------- */

struct first {
    bool             found;
    int64_t          integer;
    struct ri_arena *mem;
    const char      *text;
};

static ri_status take_first(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct first *first = context;
    if (first->found) return RI_OK;
    first->found = true;
    first->integer = ri_row_int64(row, 0);
    if (!first->mem) return RI_OK;
    const struct ri_view text = ri_row_text(row, 0);
    first->text = ri_arena_copy(first->mem, text.at, text.length);
    return first->text ? RI_OK
                       : ri_fail(err, RI_ENOMEM, "no room for a text of %zu bytes", text.length);
}

static ri_status first_value(struct ri_connection *connection, const char *sql,
                             struct ri_binds binds, struct first *first, struct ri_error *err)
{
    RI_TRY(ri_connection_rows(connection, sql, binds, NULL, take_first, first, err));
    return first->found ? RI_OK : ri_fail(err, RI_ENOTFOUND, "the query has no row");
}

ri_status ri_connection_int64(struct ri_connection *connection, const char *sql,
                              struct ri_binds binds, int64_t *ret, struct ri_error *err)
{
    struct first first = {0};
    RI_TRY(first_value(connection, sql, binds, &first, err));
    *ret = first.integer;
    return RI_OK;
}

ri_status ri_connection_text(struct ri_connection *connection, const char *sql,
                             struct ri_binds binds, struct ri_arena *mem, const char **ret,
                             struct ri_error *err)
{
    struct first first = {.mem = mem};
    RI_TRY(first_value(connection, sql, binds, &first, err));
    *ret = first.text;
    return RI_OK;
}
