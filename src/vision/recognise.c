/* Answers of a network: temperature, alternatives, the examples that look most alike. */
#include "recognise.h"

#include "backbone.h"
#include "features.h"
#include "trees.h"

#include <math.h>

struct ri_recogniser {
    const struct ri_picture_model *model;
    struct ri_network             *network;  /* NULL: trees. Norms are folded into it */
    struct ri_trees               *trees;    /* of RI_EYE_TREES */
    struct ri_backbone            *backbone; /* of RI_EYE_BACKBONE */
    unsigned                       batch;
    size_t                         look_layer, features;
    float  *scores, *look; /* [batch][classes]; [batch][features or look_size] */
    int8_t *bytes;         /* [look_size] */
};

/* The layer whose output the last, dense one reads. Dropout passes it on. */
static size_t look_layer(const struct ri_network_shape *shape)
{
    size_t layer = shape->layer_count > 1 ? shape->layer_count - 2 : 0;
    while (layer > 0 && shape->layers[layer].kind == RI_LAYER_DROPOUT) layer--;
    return layer;
}

unsigned ri_look_size(const struct ri_picture_model *model)
{
    const struct ri_network_shape *shape = &model->shape;
    struct ri_layer_size           sizes[RI_LAYERS_MOST + 1];
    if (model->eye == RI_EYE_TREES) return RI_FEATURES;
    if (model->eye == RI_EYE_BACKBONE) return (unsigned)model->feature_count;
    if (shape->layer_count < 2 || ri_network_sizes(shape, sizes, NULL) != RI_OK) return 0;
    const struct ri_layer_size *size = &sizes[look_layer(shape) + 1];
    const size_t                n = (size_t)size->channels * size->height * size->width;
    return n <= RI_LOOK_MOST ? (unsigned)n : 0;
}

static ri_status make_eye(struct ri_recogniser *at, unsigned threads, struct ri_error *err)
{
    const struct ri_picture_model *model = at->model;
    const struct ri_view           extra = {model->extra, model->extra_size};
    if (model->eye == RI_EYE_TREES) {
        at->features = RI_FEATURES;
        return ri_trees_load(extra, model->class_count, &at->trees, err);
    }
    if (model->eye == RI_EYE_NETWORK) return RI_OK;
    at->features = model->feature_count;
    RI_TRY(ri_backbone_open(extra, threads, &at->backbone, err));
    return ri_backbone_count(at->backbone) == at->features
               ? RI_OK
               : ri_fail(err, RI_EDATA,
                         "the model's backbone makes %zu features, its head takes %zu",
                         ri_backbone_count(at->backbone), at->features);
}

static ri_status make_network(struct ri_recogniser *at, unsigned threads, struct ri_error *err)
{
    const struct ri_network_options options = {.batch = at->batch, .threads = threads};
    struct ri_network_shape         shape;
    float                          *weights = NULL;
    RI_TRY(ri_network_fold(&at->model->shape, at->model->weights, &shape, &weights, err));
    at->look_layer = look_layer(&shape);
    ri_status status = ri_network_new(&shape, &options, &at->network, err);
    if (status == RI_OK) status = ri_network_set_all(at->network, RI_PART_VALUE, weights, err);
    free(weights);
    return status;
}

static ri_status make(struct ri_recogniser *at, unsigned threads, struct ri_error *err)
{
    const struct ri_picture_model *model = at->model;
    RI_TRY(make_eye(at, threads, err));
    if (model->eye != RI_EYE_TREES) RI_TRY(make_network(at, threads, err));
    const size_t wide = at->features > model->look_size ? at->features : model->look_size;
    at->scores = calloc((size_t)at->batch * model->class_count, sizeof *at->scores);
    at->look = calloc((size_t)at->batch * (wide + 1), sizeof *at->look);
    at->bytes = calloc(model->look_size + 1, 1);
    return at->scores && at->look && at->bytes ? RI_OK
                                               : ri_fail(err, RI_ENOMEM, "no room for answers");
}

ri_status ri_recogniser_new(const struct ri_picture_model *model, unsigned batch, unsigned threads,
                            struct ri_recogniser **ret, struct ri_error *err)
{
    struct ri_recogniser *at = calloc(1, sizeof *at);
    if (!at) return ri_fail(err, RI_ENOMEM, "no room for a recogniser");
    at->model = model;
    at->batch = batch;
    const ri_status status = make(at, threads, err);
    if (status != RI_OK) {
        ri_recogniser_free(at);
        return status;
    }
    *ret = at;
    return RI_OK;
}

void ri_recogniser_free(struct ri_recogniser *at)
{
    if (!at) return;
    ri_network_free(at->network);
    ri_trees_free(at->trees);
    ri_backbone_close(at->backbone);
    free(at->scores);
    free(at->look);
    free(at->bytes);
    free(at);
}

unsigned ri_recogniser_batch(const struct ri_recogniser *at)
{
    return at->batch;
}

/* ---- Scores ------------------------------------------------------------------------------------------------- */

static ri_status tree_scores(struct ri_recogniser *at, const struct ri_picture_set *set,
                             const size_t *order, size_t n, float *ret, struct ri_error *err)
{
    const size_t size = (size_t)set->side * set->side * 3;
    for (size_t i = 0; i < n; i++) {
        float *features = at->look + i * RI_FEATURES;
        RI_TRY(ri_features_make(set->pixels + order[i] * size, set->side, features, err));
        RI_TRY(ri_trees_scores(at->trees, features, ret + i * at->model->class_count, err));
    }
    return RI_OK;
}

static ri_status head_scores(struct ri_recogniser *at, const struct ri_picture_set *set,
                             const size_t *order, size_t n, float *ret, struct ri_error *err)
{
    RI_TRY(ri_backbone_features(at->backbone, set, order, n, NULL, at->look, err));
    memcpy(ri_network_input(at->network), at->look, n * at->features * sizeof *at->look);
    RI_TRY(ri_network_forward(at->network, 0, err));
    memcpy(ret, ri_network_output(at->network), n * at->model->class_count * sizeof *ret);
    return RI_OK;
}

/* n <= batch pictures: ret [n][classes]; what they look like lies in at->look afterwards. */
static ri_status batch_scores(struct ri_recogniser *at, const struct ri_picture_set *set,
                              const size_t *order, size_t n, unsigned views, struct ri_task *task,
                              float *ret, struct ri_error *err)
{
    const struct ri_picture_model *model = at->model;
    if (model->eye == RI_EYE_TREES) return tree_scores(at, set, order, n, ret, err);
    if (model->eye == RI_EYE_BACKBONE) return head_scores(at, set, order, n, ret, err);
    RI_TRY(ri_network_scores(at->network, at->batch, &model->input, views, set, order, n,
                             model->class_count, task, ret, err));
    return model->look_size ? ri_network_layer_output(at->network, at->look_layer, at->look, err)
                            : RI_OK;
}

ri_status ri_recogniser_scores(struct ri_recogniser *at, const struct ri_picture_set *set,
                               const size_t *order, size_t count, struct ri_task *task, float *ret,
                               struct ri_error *err)
{
    for (size_t start = 0; start < count; start += at->batch) {
        const size_t here = count - start < at->batch ? count - start : at->batch;
        RI_TRY(ri_task_check(task, err));
        RI_TRY(batch_scores(at, set, order + start, here, at->model->views, task,
                            ret + start * at->model->class_count, err));
    }
    return RI_OK;
}

/* ---- Looks ------------------------------------------------------------------------------------------------- */

/* A vector of length 1 in whole 127ths. */
static void to_bytes(const float *look, size_t n, int8_t *ret)
{
    double square = 0;
    for (size_t k = 0; k < n; k++) square += (double)look[k] * (double)look[k];
    const double scale = square > 0 ? 127 / sqrt(square) : 0;
    for (size_t k = 0; k < n; k++) ret[k] = (int8_t)lrint((double)look[k] * scale);
}

ri_status ri_recogniser_looks(struct ri_recogniser *at, const struct ri_picture_set *set,
                              const size_t *order, size_t count, struct ri_task *task, int8_t *ret,
                              struct ri_error *err)
{
    const size_t n = at->model->look_size;
    if (!n) return RI_OK;
    for (size_t start = 0; start < count; start += at->batch) {
        const size_t here = count - start < at->batch ? count - start : at->batch;
        RI_TRY(batch_scores(at, set, order + start, here, 1, task, at->scores, err));
        for (size_t i = 0; i < here; i++) to_bytes(at->look + i * n, n, ret + (start + i) * n);
    }
    return RI_OK;
}

static void find_nearest(struct ri_recogniser *at, const float *look, struct ri_answer *ret)
{
    const struct ri_picture_model *model = at->model;
    const size_t                   n = model->look_size;
    int32_t                        best[RI_NEAREST];
    to_bytes(look, n, at->bytes);
    for (size_t e = 0; n && e < model->example_count; e++) {
        const int8_t *other = model->looks + e * n;
        int32_t       alike = 0;
        for (size_t k = 0; k < n; k++) alike += at->bytes[k] * other[k];
        size_t place = ret->nearest_count;
        while (place > 0 && alike > best[place - 1]) place--;
        if (place == RI_NEAREST) continue;
        if (ret->nearest_count < RI_NEAREST) ret->nearest_count++;
        for (size_t k = ret->nearest_count - 1; k > place; k--) {
            best[k] = best[k - 1];
            ret->nearest[k] = ret->nearest[k - 1];
        }
        best[place] = alike;
        ret->nearest[place] = e;
    }
}

/* ---- Answers ------------------------------------------------------------------------------------------------- */

static void rank(const float *probability, size_t classes, struct ri_answer *ret)
{
    for (size_t k = 0; k < classes; k++) {
        const double p = (double)probability[k];
        size_t       place = ret->count;
        while (place > 0 && p > ret->confidence[place - 1]) place--;
        if (place == RI_ALTERNATIVES) continue;
        if (ret->count < RI_ALTERNATIVES) ret->count++;
        for (size_t j = ret->count - 1; j > place; j--) {
            ret->confidence[j] = ret->confidence[j - 1];
            ret->classes[j] = ret->classes[j - 1];
        }
        ret->confidence[place] = p;
        ret->classes[place] = (uint32_t)k;
    }
}

ri_status ri_recognise(struct ri_recogniser *at, const struct ri_picture_set *set,
                       const size_t *order, size_t n, struct ri_answer *ret, float *probability,
                       struct ri_error *err)
{
    const struct ri_picture_model *model = at->model;
    const size_t                   classes = model->class_count;
    RI_TRY(batch_scores(at, set, order, n, model->views, NULL, at->scores, err));
    ri_softmax(at->scores, n, classes, model->temperature, at->scores);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct ri_answer){.count = 0};
        rank(at->scores + i * classes, classes, &ret[i]);
        ret[i].unsure = ret[i].confidence[0] < model->threshold;
        find_nearest(at, at->look + i * model->look_size, &ret[i]);
    }
    if (probability) memcpy(probability, at->scores, n * classes * sizeof *probability);
    return RI_OK;
}

/* ---- What it looked at ------------------------------------------------------------------------------------------- */

enum { PATCHES = 9, SHOWN = 256 }; /* a side */

/* Copies of the picture, each with one place covered by grey, are asked as pictures. */
static ri_status cover(struct ri_recogniser *at, const uint8_t *rgb, unsigned side, uint32_t label,
                       double *ret, struct ri_error *err)
{
    const struct ri_picture_model *model = at->model;
    const size_t                   size = (size_t)side * side * 3, classes = model->class_count;
    const unsigned                 width = side * 2 / PATCHES + 1;
    uint8_t                       *pixels = malloc(at->batch * size);
    size_t                        *order = calloc(at->batch, sizeof *order);
    ri_status status = pixels && order ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a heat map");
    for (size_t start = 0; status == RI_OK && start < PATCHES * PATCHES; start += at->batch) {
        const size_t left = PATCHES * PATCHES - start, here = left < at->batch ? left : at->batch;
        for (size_t i = 0; i < here; i++) {
            const unsigned x = (unsigned)((start + i) % PATCHES) * (side - width) / (PATCHES - 1),
                           y = (unsigned)((start + i) / PATCHES) * (side - width) / (PATCHES - 1);
            order[i] = i;
            memcpy(pixels + i * size, rgb, size);
            for (unsigned row = y; row < y + width; row++)
                memset(pixels + i * size + ((size_t)row * side + x) * 3, 128, (size_t)width * 3);
        }
        const struct ri_picture_set set = {.side = side, .count = here, .pixels = pixels};
        status = batch_scores(at, &set, order, here, 1, NULL, at->scores, err);
        if (status == RI_OK) ri_softmax(at->scores, here, classes, model->temperature, at->scores);
        for (size_t i = 0; status == RI_OK && i < here; i++)
            ret[start + i] = 1 - (double)at->scores[i * classes + label];
    }
    free(pixels);
    free(order);
    return status;
}

/* Grey picture below, red to yellow above, by what covering that place costs. */
static void paint(const double *cost, const uint8_t *rgb, unsigned side, struct ri_picture *ret)
{
    double low = cost[0], high = cost[0];
    for (size_t i = 1; i < PATCHES * PATCHES; i++) {
        low = fmin(low, cost[i]);
        high = fmax(high, cost[i]);
    }
    for (unsigned y = 0; y < SHOWN; y++)
        for (unsigned x = 0; x < SHOWN; x++) {
            const uint8_t *from = rgb + ((size_t)(y * side / SHOWN) * side + x * side / SHOWN) * 3;
            uint8_t       *to = ret->rgb + ((size_t)y * SHOWN + x) * 3;
            const double   px = (double)x * (PATCHES - 1) / SHOWN,
                         py = (double)y * (PATCHES - 1) / SHOWN;
            const size_t ix = (size_t)px, iy = (size_t)py;
            const double ax = px - (double)ix, ay = py - (double)iy, *c = cost + iy * PATCHES + ix;
            const double value = (1 - ay) * ((1 - ax) * c[0] + ax * c[1]) +
                                 ay * ((1 - ax) * c[PATCHES] + ax * c[PATCHES + 1]);
            const double heat = high > low ? (value - low) / (high - low) : 0,
                         grey = 0.299 * from[0] + 0.587 * from[1] + 0.114 * from[2];
            const double share = 0.65 * heat, colour[3] = {255, 220 * fmax(0, 2 * heat - 1), 0};
            for (int k = 0; k < 3; k++) to[k] = (uint8_t)((1 - share) * grey + share * colour[k]);
        }
}

ri_status ri_explain(struct ri_recogniser *at, const uint8_t *rgb, unsigned side, uint32_t label,
                     struct ri_picture *ret, struct ri_error *err)
{
    double            cost[PATCHES * PATCHES];
    struct ri_picture picture = {SHOWN, SHOWN, NULL};
    RI_TRY(cover(at, rgb, side, label, cost, err));
    picture.rgb = malloc((size_t)SHOWN * SHOWN * 3);
    if (!picture.rgb) return ri_fail(err, RI_ENOMEM, "no room for a heat map");
    paint(cost, rgb, side, &picture);
    *ret = picture;
    return RI_OK;
}
