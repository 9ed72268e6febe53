/* Pictures as a network takes them: [channel][row][column] of floats, cut, turned, mirrored and coloured by chance. */
#ifndef RI_VISION_AUGMENT_H
#define RI_VISION_AUGMENT_H
#include "picture.h"

#include "base/random.h"

struct ri_augment { /* zeroed: nothing happens */
    float area;     /* smallest share of the picture that a cut keeps; 0: the whole */
    float stretch;  /* a cut's width to height is 1/stretch .. stretch; 0: square */
    float degrees;  /* turned by at most this */
    float colour;   /* brightness, contrast, saturation change by at most this share */
    float erase;    /* chance that a part is blotted out with grey */
    bool  flip;     /* left and right change places, half the time */
};
struct ri_input { /* how bytes become numbers: (byte / 255 - centre) / spread */
    unsigned side;
    float    centre, spread;
};
/* The picture (square, of any side) as input.side x input.side. */
void ri_input_make(const struct ri_input *input, const uint8_t *rgb, unsigned side, bool flip,
                   float *ret);
/* The same by chance. */
void ri_augment_make(const struct ri_input *input, const struct ri_augment *augment,
                     struct ri_random *random, const uint8_t *rgb, unsigned side, float *ret);
#endif
