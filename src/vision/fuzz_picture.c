/* Fuzz target: pictures from strangers, whole and made smaller. */
#include "picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned leasts[] = {0, 16};
    struct ri_view        bytes = {(const char *)data, size};
    uint8_t               small[16 * 16 * 3];
    for (size_t i = 0; i < RI_COUNT(leasts); i++) {
        struct ri_picture picture = {0};
        if (ri_picture_decode(bytes, leasts[i], &picture, NULL) == RI_OK)
            (void)!ri_picture_resize(&picture, 16, 16, small, NULL);
        ri_picture_release(&picture);
    }
    return 0;
}
