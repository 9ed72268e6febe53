/* The networks. `reference` is what a first course builds; `default` is a small residual network (He et al. 2016) whose rows were
 * settled by measurement: README.md says which. */
#include "recipe.h"

enum { SMALL_PICTURE = 40 }; /* up to this side the stem keeps every pixel, and chance does less to a picture */

static void put(struct ri_network_shape *shape, struct ri_layer layer)
{
    shape->layers[shape->layer_count++] = layer;
}

static void put_head(struct ri_network_shape *shape, unsigned classes)
{
    put(shape, (struct ri_layer){RI_LAYER_DENSE, .width = classes});
}

/* Conv 32, pool, conv 64, pool, dense 64, dense: Keras' own order, no padding. */
static void reference_layers(unsigned side, unsigned classes, struct ri_network_shape *shape)
{
    (void)side;
    put(shape, (struct ri_layer){RI_LAYER_CONVOLUTION, .width = 32, .kernel = 3, .relu = true});
    put(shape, (struct ri_layer){RI_LAYER_MAX_POOL, .kernel = 2, .stride = 2});
    put(shape, (struct ri_layer){RI_LAYER_CONVOLUTION, .width = 64, .kernel = 3, .relu = true});
    put(shape, (struct ri_layer){RI_LAYER_MAX_POOL, .kernel = 2, .stride = 2});
    put(shape, (struct ri_layer){RI_LAYER_DENSE, .width = 64, .relu = true});
    put_head(shape, classes);
}

static void put_convolution(struct ri_network_shape *shape, unsigned width, unsigned kernel,
                            unsigned stride, bool relu)
{
    put(shape, (struct ri_layer){RI_LAYER_CONVOLUTION, .width = width, .kernel = kernel,
                                 .stride = stride, .pad = kernel / 2, .no_bias = true});
    put(shape, (struct ri_layer){RI_LAYER_NORM, .relu = relu});
}

/* Two convolutions beside a shortcut. At half the size the shortcut averages 2 x 2 first (He et al. 2019, ResNet-D), of an odd
 * side 3 x 3 around each second pixel, so that both ways end with the same number of pixels. Returns the side after it. */
static unsigned put_block(struct ri_network_shape *shape, unsigned width, unsigned side,
                          unsigned stride)
{
    const unsigned window = stride == 2 && side % 2 ? 3 : stride;
    put_convolution(shape, width, 3, stride, true);
    put_convolution(shape, width, 3, 1, false);
    if (stride == 1) { /* as wide as before: nothing on the shortcut */
        put(shape, (struct ri_layer){RI_LAYER_ADD, .back = 1, .also = 5, .relu = true});
        return side;
    }
    put(shape,
        (struct ri_layer){RI_LAYER_MEAN_POOL, .back = 5, .kernel = window, .stride = stride,
                          .pad = window / 3});
    put_convolution(shape, width, 1, 1, false);
    put(shape, (struct ri_layer){RI_LAYER_ADD, .back = 1, .also = 4, .relu = true});
    return (side + stride - 1) / stride;
}

static void residual_layers(unsigned side, unsigned classes, struct ri_network_shape *shape)
{
    const unsigned stem = side > SMALL_PICTURE ? 2 : 1;
    put_convolution(shape, 32, 3, stem, true);
    side = put_block(shape, 48, (side + stem - 1) / stem, 2);
    side = put_block(shape, 96, side, 2);
    (void)put_block(shape, 192, side, 2);
    put(shape, (struct ri_layer){.kind = RI_LAYER_MEAN_POOL});
    put(shape, (struct ri_layer){RI_LAYER_DROPOUT, .rate = 0.2f});
    put_head(shape, classes);
}

const struct ri_recipe ri_recipes[] = {
    {.name = "reference",
     .summary = "convolutions of 32 and 64, a dense layer of 64; learns fast, overfits small sets",
     .side = 100,
     .epochs = 10,
     .batch = 32,
     .stored = 100,
     .input = {.spread = 1},
     .optimiser = {RI_OPTIMISER_ADAM, 1e-3f, 0, 0.9f, 0.999f, 1e-7f},
     .views = 1,
     .layers = reference_layers},
    {.name = "default",
     .summary = "a small residual network on pictures cut, turned and coloured by chance",
     .side = 96,
     .epochs = 60,
     .batch = 32,
     .stored = 115,
     .input = {.centre = 0.5f, .spread = 0.25f},
     .augment = {.area = 0.25f, .stretch = 1.333f, .degrees = 15, .colour = 0.3f, .flip = true},
     .gentle = {.area = 0.8f, .stretch = 1.333f, .degrees = 5, .colour = 0.1f, .flip = true},
     .optimiser = {RI_OPTIMISER_ADAMW, 3e-3f, 0.05f, 0.9f, 0.999f, 1e-8f},
     .warm_up = 2,
     .cosine = true,
     .he = true,
     .smoothing = 0.1f,
     .balance = 0.5f,
     .views = 2,
     .layers = residual_layers},
    {.name = NULL},
};

ri_status ri_recipe_find(const char *name, struct ri_recipe *ret, struct ri_error *err)
{
    for (const struct ri_recipe *recipe = ri_recipes; recipe->name; recipe++)
        if (strcmp(recipe->name, name) == 0) {
            *ret = *recipe;
            return RI_OK;
        }
    return ri_fail(err, RI_EUSAGE, "there is no network '%s'; there are reference and default",
                   name);
}

ri_status ri_recipe_shape(struct ri_recipe *recipe, unsigned side, unsigned classes,
                          struct ri_network_shape *ret, struct ri_error *err)
{
    struct ri_layer_size sizes[RI_LAYERS_MOST + 1];
    if (side) recipe->side = side;
    if (recipe->side <= SMALL_PICTURE) recipe->augment = recipe->gentle;
    recipe->input.side = recipe->side;
    *ret = (struct ri_network_shape){.channels = 3, .height = recipe->side, .width = recipe->side};
    recipe->layers(recipe->side, classes, ret);
    if (ri_network_sizes(ret, sizes, err) == RI_OK) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "pictures of %u pixels a side do not fit the network '%s'",
                   recipe->side, recipe->name);
}
