/* Source: Arrow C data interface; a text's place is said by its offsets, of 32 or 64 bits. */
#include "arrow_size.h"

#include <nanoarrow/nanoarrow.h>

enum { FIXED = 8 };

static size_t text_bytes(char format, const struct ArrowArray *array)
{
    const void  *offsets = array->n_buffers > 1 ? array->buffers[1] : NULL;
    const size_t from = (size_t)array->offset, to = from + (size_t)array->length;
    if (!offsets || !array->length) return 0;
    if (format == 'u' || format == 'z')
        return (size_t)(((const int32_t *)offsets)[to] - ((const int32_t *)offsets)[from]);
    return (size_t)(((const int64_t *)offsets)[to] - ((const int64_t *)offsets)[from]);
}

size_t ri_arrow_bytes(const struct ArrowSchema *schema, const struct ArrowArray *array)
{
    const char format = schema->format[0];
    size_t     bytes = (size_t)array->length * FIXED;
    if (format == 'u' || format == 'z' || format == 'U' || format == 'Z')
        bytes += text_bytes(format, array);
    for (int64_t i = 0; i < schema->n_children && i < array->n_children; i++)
        bytes += ri_arrow_bytes(schema->children[i], array->children[i]);
    return bytes;
}
