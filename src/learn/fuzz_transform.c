/* Fuzz target: kept transforms of features, and what they make of a row. */
#include "transform.h"

enum { MOST = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ri_arena     mem;
    struct ri_transform transform;
    ri_arena_init(&mem, 1 << 24);
    if (ri_transform_read((const char *)data, size, &mem, &transform, NULL) == RI_OK &&
        ri_transform_features(&transform) <= MOST) {
        struct ri_cell *cells = ri_arena_new(&mem, struct ri_cell, transform.count);
        double         *features = ri_arena_new(&mem, double, MOST);
        for (size_t c = 0; cells && c < transform.count; c++)
            cells[c] = (struct ri_cell){.known = c % 2 == 0, .number = 2.385, .text = RI_VIEW("b")};
        if (cells && features) ri_transform_apply(&transform, cells, features);
    }
    ri_arena_release(&mem);
    return 0;
}
