/* Cells, one at a time, by nanoarrow's own accessors. */
#include "arrow_rows.h"

#include <stdbool.h>
#include <string.h>

ArrowErrorCode arrow_plain_strings(struct ArrowSchema *schema)
{
    if (strcmp(schema->format, "vu") == 0)
        NANOARROW_RETURN_NOT_OK(ArrowSchemaSetType(schema, NANOARROW_TYPE_STRING));
    for (int64_t i = 0; i < schema->n_children; i++)
        NANOARROW_RETURN_NOT_OK(arrow_plain_strings(schema->children[i]));
    return NANOARROW_OK;
}

static ArrowErrorCode append_cell(struct ArrowArray *to, const struct ArrowArrayView *from,
                                  int64_t i);

static ArrowErrorCode append_list(struct ArrowArray *to, const struct ArrowArrayView *from,
                                  int64_t i)
{
    const int64_t at = from->offset + i;
    const bool    large = from->storage_type == NANOARROW_TYPE_LARGE_LIST;
    const int64_t first =
        large ? from->buffer_views[1].data.as_int64[at] : from->buffer_views[1].data.as_int32[at];
    const int64_t end = large ? from->buffer_views[1].data.as_int64[at + 1]
                              : from->buffer_views[1].data.as_int32[at + 1];
    for (int64_t item = first; item < end; item++)
        NANOARROW_RETURN_NOT_OK(append_cell(to->children[0], from->children[0], item));
    return ArrowArrayFinishElement(to);
}

static ArrowErrorCode append_decimal(struct ArrowArray *to, const struct ArrowArrayView *from,
                                     int64_t i)
{
    struct ArrowDecimal decimal;
    ArrowDecimalInit(&decimal, 128, 38, 0);
    ArrowArrayViewGetDecimalUnsafe(from, i, &decimal);
    return ArrowArrayAppendDecimal(to, &decimal);
}

static ArrowErrorCode append_cell(struct ArrowArray *to, const struct ArrowArrayView *from,
                                  int64_t i)
{
    if (ArrowArrayViewIsNull(from, i)) return ArrowArrayAppendNull(to, 1);
    switch (from->storage_type) {
    case NANOARROW_TYPE_STRING:
    case NANOARROW_TYPE_LARGE_STRING:
    case NANOARROW_TYPE_STRING_VIEW:
        return ArrowArrayAppendString(to, ArrowArrayViewGetStringUnsafe(from, i));
    case NANOARROW_TYPE_BINARY:
    case NANOARROW_TYPE_LARGE_BINARY:
        return ArrowArrayAppendBytes(to, ArrowArrayViewGetBytesUnsafe(from, i));
    case NANOARROW_TYPE_FLOAT:
    case NANOARROW_TYPE_DOUBLE:
        return ArrowArrayAppendDouble(to, ArrowArrayViewGetDoubleUnsafe(from, i));
    case NANOARROW_TYPE_UINT64:
        return ArrowArrayAppendUInt(to, ArrowArrayViewGetUIntUnsafe(from, i));
    case NANOARROW_TYPE_DECIMAL128:
        return append_decimal(to, from, i);
    case NANOARROW_TYPE_LIST:
    case NANOARROW_TYPE_LARGE_LIST:
        return append_list(to, from, i);
    default:
        return ArrowArrayAppendInt(
            to, ArrowArrayViewGetIntUnsafe(from, i)); /* bool, integers, dates, times */
    }
}

ArrowErrorCode arrow_rows_start(struct ArrowArray *rows, const struct ArrowSchema *schema,
                                struct ArrowError *why)
{
    NANOARROW_RETURN_NOT_OK(ArrowArrayInitFromSchema(rows, schema, why));
    return ArrowArrayStartAppending(rows);
}

ArrowErrorCode arrow_append_row(struct ArrowArray *rows, const struct ArrowArrayView *from,
                                int64_t row)
{
    for (int64_t c = 0; c < from->n_children; c++)
        NANOARROW_RETURN_NOT_OK(append_cell(rows->children[c], from->children[c], row));
    return ArrowArrayFinishElement(rows);
}
