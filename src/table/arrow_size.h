/* How much a batch holds. */
#ifndef RI_TABLE_ARROW_SIZE_H
#define RI_TABLE_ARROW_SIZE_H
#include <stddef.h>

struct ArrowSchema;
struct ArrowArray;
/* Bytes of the values of a column or of a batch with all its columns: texts as long as they are, everything else 8 a value. */
size_t ri_arrow_bytes(const struct ArrowSchema *schema, const struct ArrowArray *array);
#endif
