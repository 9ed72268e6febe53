/* Pictures: JPEG, PNG and WebP from bytes of strangers into rows of red, green, blue; and back to PNG.
 *
 * Limits hold before anything large is taken: bytes of the file, pixels, a side, scans of a progressive JPEG. A file that is cut
 * short, damaged, animated or of another kind is RI_EDATA with the reason; one beyond the limits is RI_ETOOLARGE. Transparent
 * parts lie on white. The orientation that a camera noted is applied. */
#ifndef RI_VISION_PICTURE_H
#define RI_VISION_PICTURE_H
#include "base/text.h"

enum {
    RI_PICTURE_BYTES_MOST = 32 << 20,
    RI_PICTURE_PIXELS_MOST = 40000000, /* 120 MB of colours */
    RI_PICTURE_SIDE_MOST = 20000,
};
struct ri_picture { /* from a decoder: malloc'ed, ri_picture_release */
    unsigned width, height;
    uint8_t *rgb; /* [height][width][3] */
};
void ri_picture_release(struct ri_picture *picture);

/* least: both sides may be made smaller while decoding as long as neither falls below it (fast for JPEG); 0: as it is. */
RI_MUST_CHECK ri_status ri_picture_decode(struct ri_view bytes, unsigned least,
                                          struct ri_picture *ret, struct ri_error *err);
/* Is it a file that the decoder reads, by its first bytes? "JPEG", "PNG", "WebP", or NULL. */
const char *ri_picture_kind(struct ri_view bytes);
/* Opens, reads and decodes; messages begin with the name. RI_ENOTFOUND, RI_EIO beside the above. */
RI_MUST_CHECK ri_status ri_picture_read(const char *path, unsigned least, struct ri_picture *ret,
                                        struct ri_error *err);
/* Appends a PNG. */
RI_MUST_CHECK ri_status ri_picture_png(const struct ri_picture *picture, struct ri_text *out,
                                       struct ri_error *err);

/* Averages over areas (bilinear where it grows): `from` squeezed into ret [height][width][3]. Room for scratch is taken from
 * the heap: RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_picture_resize(const struct ri_picture *from, unsigned width,
                                          unsigned height, uint8_t *ret, struct ri_error *err);
#endif
