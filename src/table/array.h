/* Arrow arrays that own their buffers: what this room builds out of malloc'ed memory. */
#ifndef RI_TABLE_ARRAY_H
#define RI_TABLE_ARRAY_H
#include "base/error.h"

enum { RI_ARRAY_BUFFERS = 3 };

/* Takes the malloc'ed buffers (NULL entries allowed: no validity bitmap) on success. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_array_take(int64_t length, int64_t null_count, size_t buffer_count,
                                      void *const *buffers, struct ArrowArray *ret,
                                      struct ri_error *err);
/* A struct array whose children are all zeroed (released): fill them in. Its release frees what children
 * it then has. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_array_struct(int64_t length, size_t child_count, struct ArrowArray *ret,
                                        struct ri_error *err);
/* Bitmaps: least significant bit first. */
static inline bool ri_bit(const void *bits, size_t i)
{
    return ((const unsigned char *)bits)[i / 8] >> (i % 8) & 1;
}
static inline void ri_bit_put(void *bits, size_t i, bool on)
{
    unsigned char *byte = (unsigned char *)bits + i / 8;
    *byte = (unsigned char)((*byte & ~(1U << (i % 8))) | (unsigned)on << (i % 8));
}
#endif
