/* Networks as tables: what they look like, what they are fed and how they learn. */
#ifndef RI_VISION_RECIPE_H
#define RI_VISION_RECIPE_H
#include "augment.h"

#include "learn/network.h"

struct ri_recipe {
    const char *name, *summary;
    unsigned    side, epochs, batch;
    unsigned
        stored; /* pictures are kept this many percent larger than the network takes, to be cut from */
    struct ri_input     input; /* its side is set by ri_recipe_make */
    struct ri_augment   augment, gentle; /* gentle: in its place where pictures are small */
    struct ri_optimiser optimiser;
    float               warm_up; /* epochs */
    bool                cosine, he;
    float               smoothing; /* of labels */
    float               mix;     /* chance that a picture is mixed with another one of its batch */
    float               balance; /* classes count by their size to the power -balance */
    unsigned            views;   /* when asked: 2 also looks at the mirror picture */
    /* Appends the layers for pictures of that side. */
    void (*layers)(unsigned side, unsigned classes, struct ri_network_shape *shape);
};
extern const struct ri_recipe ri_recipes[]; /* reference, default; the last has no name */
/* RI_EUSAGE names those there are. */
RI_MUST_CHECK ri_status ri_recipe_find(const char *name, struct ri_recipe *ret,
                                       struct ri_error *err);
/* side 0: the recipe's own. RI_EUSAGE: the picture is too small for the network. */
RI_MUST_CHECK ri_status ri_recipe_shape(struct ri_recipe *recipe, unsigned side, unsigned classes,
                                        struct ri_network_shape *ret, struct ri_error *err);
#endif
