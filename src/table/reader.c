/* Views over Arrow arrays: formats are parsed once, cells are read by offset and validity. */
#include "reader.h"

#include "array.h"
#include "base/json.h"
#include "decimal.h"

/* Formats that are a whole word; the first column is the text of the Arrow specification. */
static const struct format {
    const char  *text;
    ri_cell_kind kind;
    int64_t      buffers;
} words[] = {
    {"n", RI_CELL_NULL, 0},  {"b", RI_CELL_BOOL, 2},   {"c", RI_CELL_INT, 2},
    {"C", RI_CELL_INT, 2},   {"s", RI_CELL_INT, 2},    {"S", RI_CELL_INT, 2},
    {"i", RI_CELL_INT, 2},   {"I", RI_CELL_INT, 2},    {"l", RI_CELL_INT, 2},
    {"L", RI_CELL_INT, 2},   {"f", RI_CELL_NUMBER, 2}, {"g", RI_CELL_NUMBER, 2},
    {"u", RI_CELL_TEXT, 3},  {"U", RI_CELL_TEXT, 3},   {"vu", RI_CELL_TEXT, 3},
    {"tdD", RI_CELL_DAY, 2}, {"tdm", RI_CELL_DAY, 2},  {"+l", RI_CELL_LIST, 2},
    {"+L", RI_CELL_LIST, 2},
};

static bool instant_format(struct ri_column_view *view)
{
    static const struct {
        const char *text;
        int64_t     per_second;
    } units[] = {{"tss:", 1}, {"tsm:", 1000}, {"tsu:", 1000000}, {"tsn:", 1000000000}};
    for (size_t i = 0; i < RI_COUNT(units); i++) {
        if (strncmp(view->format, units[i].text, 4) != 0) continue;
        view->kind = RI_CELL_INSTANT;
        view->per_second = units[i].per_second;
        view->local = !view->format[4];
        return true;
    }
    return false;
}

static bool decimal_format(struct ri_column_view *view)
{
    char      *end;
    const long digits =
        strncmp(view->format, "d:", 2) == 0 ? strtol(view->format + 2, &end, 10) : 0;
    if (digits < 1 || digits > RI_DECIMAL_DIGITS || *end != ',') return false;
    const long scale = strtol(end + 1, &end, 10);
    if (scale < 0 || scale > digits || (*end && strcmp(end, ",128") != 0)) return false;
    view->kind = RI_CELL_DECIMAL;
    view->scale = (int)scale;
    return true;
}

static ri_status column_init(struct ri_column_view *view, const struct ArrowSchema *field,
                             struct ri_arena *mem, struct ri_error *err)
{
    *view = (struct ri_column_view){.name = field->name ? field->name : "",
                                    .type = ri_schema_type(field),
                                    .format = field->format};
    ri_schema_value(field, "ri:unit", &view->unit);
    ri_schema_value(field, "ri:help", &view->help);
    if (field->dictionary)
        return ri_fail(err, RI_EDATA, "column %s: dictionaries are not read", view->name);
    size_t w = 0;
    while (w < RI_COUNT(words) && strcmp(words[w].text, field->format) != 0) w++;
    if (w < RI_COUNT(words))
        view->kind = words[w].kind;
    else if (!instant_format(view) && !decimal_format(view))
        return ri_fail(err, RI_EDATA, "column %s: Arrow format \"%s\" is not read", view->name,
                       field->format);
    if (view->kind != RI_CELL_LIST) return RI_OK;
    if (field->n_children != 1)
        return ri_fail(err, RI_EDATA, "column %s: a list of nothing", view->name);
    RI_ARENA_NEW(view->items, mem, 1, err);
    return column_init(view->items, field->children[0], mem, err);
}

ri_status ri_table_view_init(struct ri_table_view *view, const struct ArrowSchema *schema,
                             struct ri_arena *mem, struct ri_error *err)
{
    if (strcmp(schema->format, "+s") != 0)
        return ri_fail(err, RI_EDATA, "a table is a struct (+s), not \"%s\"", schema->format);
    struct ri_table_view made = {.column_count = (size_t)schema->n_children};
    RI_ARENA_NEW(made.columns, mem, made.column_count, err);
    for (size_t i = 0; i < made.column_count; i++)
        RI_TRY(column_init(&made.columns[i], schema->children[i], mem, err));
    *view = made;
    return RI_OK;
}

static int64_t least_buffers(const struct ri_column_view *view)
{
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (strcmp(words[i].text, view->format) == 0) return words[i].buffers;
    }
    return 2;
}

static ri_status column_point(struct ri_column_view *view, const struct ArrowArray *array,
                              int64_t shift, int64_t rows, struct ri_error *err)
{
    if (array->n_buffers < least_buffers(view) || shift + rows > array->length)
        return ri_fail(err, RI_EDATA,
                       "column %s: %lld rows in %lld buffers do not fit format \"%s\"", view->name,
                       (long long)array->length, (long long)array->n_buffers, view->format);
    view->array = array;
    view->shift = (size_t)(array->offset + shift);
    if (view->kind != RI_CELL_LIST) return RI_OK;
    if (array->n_children != 1)
        return ri_fail(err, RI_EDATA, "column %s: a list of nothing", view->name);
    return column_point(view->items, array->children[0], 0, array->children[0]->length, err);
}

ri_status ri_table_view_batch(struct ri_table_view *view, const struct ArrowArray *batch,
                              struct ri_error *err)
{
    if (batch->n_children != (int64_t)view->column_count)
        return ri_fail(err, RI_EDATA, "a batch of %lld columns, want %zu",
                       (long long)batch->n_children, view->column_count);
    for (size_t i = 0; i < view->column_count; i++)
        RI_TRY(
            column_point(&view->columns[i], batch->children[i], batch->offset, batch->length, err));
    view->rows = (size_t)batch->length;
    return RI_OK;
}

size_t ri_table_view_find(const struct ri_table_view *view, const char *name)
{
    for (size_t i = 0; i < view->column_count; i++) {
        if (strcmp(view->columns[i].name, name) == 0) return i;
    }
    return SIZE_MAX;
}

/* ---- Cells ------------------------------------------------------------------------------------------- */

static const void *values(const struct ri_column_view *column)
{
    return column->array->buffers[1];
}

bool ri_cell_valid(const struct ri_column_view *column, size_t row)
{
    if (column->kind == RI_CELL_NULL) return false;
    const void *bits = column->array->buffers[0];
    return !bits || ri_bit(bits, column->shift + row);
}

bool ri_cell_bool(const struct ri_column_view *column, size_t row)
{
    return ri_bit(values(column), column->shift + row);
}

static ri_int128 integer_at(const struct ri_column_view *column, size_t at)
{
    switch (column->format[0]) {
    case 'c':
        return ((const int8_t *)values(column))[at];
    case 'C':
        return ((const uint8_t *)values(column))[at];
    case 's':
        return ((const int16_t *)values(column))[at];
    case 'S':
        return ((const uint16_t *)values(column))[at];
    case 'i':
        return ((const int32_t *)values(column))[at];
    case 'I':
        return ((const uint32_t *)values(column))[at];
    case 'L':
        return ((const uint64_t *)values(column))[at];
    default:
        return ((const int64_t *)values(column))[at];
    }
}

static int64_t instant_at(const struct ri_column_view *column, size_t at)
{
    const int64_t ticks = ((const int64_t *)values(column))[at];
    if (column->per_second > RI_US_PER_SECOND)
        return ri_floor_div(ticks, column->per_second / RI_US_PER_SECOND);
    int64_t us;
    if (__builtin_mul_overflow(ticks, RI_US_PER_SECOND / column->per_second, &us))
        us = ticks < 0 ? INT64_MIN : INT64_MAX;
    return us;
}

static int64_t day_at(const struct ri_column_view *column, size_t at)
{
    if (column->format[2] == 'D') return ((const int32_t *)values(column))[at];
    return ri_floor_div(((const int64_t *)values(column))[at], 86400000); /* tdm: milliseconds */
}

int64_t ri_cell_int(const struct ri_column_view *column, size_t row)
{
    const size_t at = column->shift + row;
    switch (column->kind) {
    case RI_CELL_BOOL:
        return ri_bit(values(column), at);
    case RI_CELL_DAY:
        return day_at(column, at);
    case RI_CELL_INSTANT:
        return instant_at(column, at);
    default:
        return (int64_t)integer_at(column, at);
    }
}

ri_int128 ri_cell_decimal(const struct ri_column_view *column, size_t row)
{
    if (column->kind != RI_CELL_DECIMAL) return integer_at(column, column->shift + row);
    ri_int128 value; /* the buffer need not be aligned to 16 */
    memcpy(&value, (const char *)values(column) + (column->shift + row) * sizeof value,
           sizeof value);
    return value;
}

double ri_cell_number(const struct ri_column_view *column, size_t row)
{
    const size_t at = column->shift + row;
    switch (column->kind) {
    case RI_CELL_BOOL:
        return ri_bit(values(column), at);
    case RI_CELL_DECIMAL:
        return ri_decimal_double(ri_cell_decimal(column, row), column->scale);
    case RI_CELL_NUMBER:
        if (column->format[0] == 'f') return (double)((const float *)values(column))[at];
        return ((const double *)values(column))[at];
    default:
        return (double)integer_at(column, at);
    }
}

/* Utf8View: 16 bytes a row: int32 length, then up to 12 bytes inline, or 4 bytes of prefix, the index of a
 * data buffer (after validity and views) and an offset in it. */
static struct ri_view view_at(const struct ri_column_view *column, size_t at)
{
    const char *slot = (const char *)values(column) + at * 16;
    int32_t     head[4];
    memcpy(head, slot, sizeof head);
    if (head[0] <= 12) return (struct ri_view){slot + 4, (size_t)head[0]};
    return (struct ri_view){(const char *)column->array->buffers[2 + head[2]] + head[3],
                            (size_t)head[0]};
}

/* Where item `at` of a text or list column begins and ends in what it refers to. */
static void range_at(const struct ri_column_view *column, size_t at, size_t *ret_from,
                     size_t *ret_to)
{
    const bool large = strchr("UL", column->format[strlen(column->format) - 1]) != NULL;
    if (large) {
        *ret_from = (size_t)((const int64_t *)values(column))[at];
        *ret_to = (size_t)((const int64_t *)values(column))[at + 1];
    } else {
        *ret_from = (size_t)((const int32_t *)values(column))[at];
        *ret_to = (size_t)((const int32_t *)values(column))[at + 1];
    }
}

struct ri_view ri_cell_text(const struct ri_column_view *column, size_t row)
{
    const size_t at = column->shift + row;
    size_t       from, to;
    if (column->format[0] == 'v') return view_at(column, at);
    range_at(column, at, &from, &to);
    const char *bytes = column->array->buffers[2];
    return bytes ? (struct ri_view){bytes + from, to - from} : RI_VIEW("");
}

/* ---- As text ----------------------------------------------------------------------------------------- */

void ri_cell_items(const struct ri_column_view *column, size_t row, size_t *ret_from,
                   size_t *ret_to)
{
    range_at(column, column->shift + row, ret_from, ret_to);
}

static void print_number(double value, struct ri_text *out)
{
    char number[32];
    if (value != value)
        ri_text_puts(out, "nan"); /* printf may say -nan */
    else
        ri_text_add(out, number, ri_double_text(value, number));
}

static void print_list(const struct ri_column_view *column, size_t row, struct ri_text *out)
{
    size_t from, to;
    ri_cell_items(column, row, &from, &to);
    ri_text_putc(out, '[');
    for (size_t i = from; i < to; i++) {
        if (i > from) ri_text_puts(out, ", ");
        ri_cell_print(column->items, i, out);
    }
    ri_text_putc(out, ']');
}

static void print_instant(const struct ri_column_view *column, size_t row, struct ri_text *out)
{
    ri_text_instant(out, ri_cell_int(column, row));
    if (!column->local || out->failed) return;
    out->at[--out->length] = '\0'; /* a local clock has no Z */
}

void ri_cell_print(const struct ri_column_view *column, size_t row, struct ri_text *out)
{
    if (!ri_cell_valid(column, row)) return;
    struct ri_view text;
    switch (column->kind) {
    case RI_CELL_NULL:
        break;
    case RI_CELL_BOOL:
        ri_text_puts(out, ri_cell_bool(column, row) ? "true" : "false");
        break;
    case RI_CELL_INT:
        ri_text_decimal(out, ri_cell_decimal(column, row), 0);
        break;
    case RI_CELL_DECIMAL:
        ri_text_decimal(out, ri_cell_decimal(column, row), column->scale);
        break;
    case RI_CELL_NUMBER:
        print_number(ri_cell_number(column, row), out);
        break;
    case RI_CELL_DAY:
        ri_text_day(out, (ri_day)ri_cell_int(column, row));
        break;
    case RI_CELL_INSTANT:
        print_instant(column, row, out);
        break;
    case RI_CELL_LIST:
        print_list(column, row, out);
        break;
    case RI_CELL_TEXT:
        text = ri_cell_text(column, row);
        ri_text_add(out, text.at, text.length);
        break;
    }
}
