/* The decoders, one a kind. Inside the room. */
#ifndef RI_VISION_PICTURE_KINDS_H
#define RI_VISION_PICTURE_KINDS_H
#include "picture.h"

/* RI_ETOOLARGE when a picture of that size is not to be decoded; RI_EDATA when it has no pixel. */
RI_MUST_CHECK ri_status picture_check_size(uint64_t width, uint64_t height, struct ri_error *err);
/* ret->rgb for width x height. */
RI_MUST_CHECK ri_status picture_new(unsigned width, unsigned height, struct ri_picture *ret,
                                    struct ri_error *err);
typedef ri_status picture_decode_fn(struct ri_view bytes, unsigned least, struct ri_picture *ret,
                                    struct ri_error *err);
picture_decode_fn picture_decode_jpeg, picture_decode_png, picture_decode_webp;
/* Turns as EXIF's orientation (1 to 8) says. */
RI_MUST_CHECK ri_status picture_orient(struct ri_picture *picture, int orientation,
                                       struct ri_error *err);
#endif
