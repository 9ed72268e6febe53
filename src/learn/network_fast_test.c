/* Ways that are faster answer as the plain one: bfloat16, folded norms, tiles, ReLU after pools, parts of a batch. */
#include "network_testing.h"

/* As wide as blocks of channels are, so that norms may be brief. */
static struct ri_network_shape wide_shape(void)
{
    struct ri_network_shape shape = every_kind;
    for (size_t i = 0; i < 10; i++) shape.layers[i].width *= 16;
    return shape;
}

static double length_of(const float *a, const float *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += pow((double)a[i] - (b ? (double)b[i] : 0), 2);
    return sqrt(sum);
}

static float *gradients_of(const struct ri_network_shape *shape, bool brief, bool *ret_brief)
{
    static const float              targets[BATCH * CLASSES] = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    const struct ri_network_options options = {
        .batch = BATCH, .training = true, .threads = 1, .brief = brief};
    struct ri_network *network = NULL;
    CHECK_STATUS(ri_network_new(shape, &options, &network, NULL), RI_OK);
    *ret_brief = ri_network_brief(network);
    CHECK_STATUS(ri_network_initialise(network, 5, true, NULL), RI_OK);
    fill(ri_network_input(network), BATCH * 3 * 9 * 8, 11);
    (void)loss_of(network, targets, ri_network_output_gradient(network));
    CHECK_STATUS(ri_network_backward(network, NULL), RI_OK);
    float *ret = calloc(ri_network_weight_total(network), sizeof *ret);
    CHECK_STATUS(ri_network_get_all(network, RI_PART_GRADIENT, ret, NULL), RI_OK);
    ri_network_free(network);
    return ret;
}

/* bfloat16 keeps eight bits: a gradient points where the single one points, within a few per cent of its length. */
TEST(brief_gradients_point_where_single_ones_do)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape shape = wide_shape();
    struct ri_weight_info         weights[RI_WEIGHTS_MOST];
    size_t                        count, at = 0;
    bool                          brief, single;
    float *a = gradients_of(&shape, false, &single), *b = gradients_of(&shape, true, &brief);
    CHECK(!single);
    CHECK_STATUS(ri_network_weights(&shape, weights, &count, NULL), RI_OK);
    for (size_t w = 0; brief && w < count; at += weights[w++].count) {
        const double size = length_of(a + at, NULL, weights[w].count),
                     off = length_of(a + at, b + at, weights[w].count);
        if (!(off <= 0.1 * size + 1e-3))
            ri_test_fail(__FILE__, __LINE__, "weight %zu (layer %zu): off by %g of %g", w,
                         weights[w].layer, off, size);
    }
    free(a);
    free(b);
}

TEST(norms_of_odd_widths_stay_single)
{
    NEEDS_ONEDNN;
    bool brief;
    free(gradients_of(&every_kind, true, &brief));
    CHECK(!brief);
}

static float *learn_briefly(unsigned threads, double *ret_loss)
{
    const struct ri_network_shape   shape = wide_shape();
    const struct ri_network_options options = {
        .batch = BATCH, .training = true, .threads = threads, .brief = true};
    const struct ri_optimiser optimiser = ri_optimiser_adam();
    return learn_a_batch(&shape, &options, &optimiser, ret_loss);
}

TEST(brief_networks_learn_and_learn_the_same_again)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape   shape = wide_shape();
    const struct ri_network_options options = {.batch = BATCH, .training = true, .brief = true};
    struct ri_network              *network = NULL;
    CHECK_STATUS(ri_network_new(&shape, &options, &network, NULL), RI_OK);
    const bool brief = ri_network_brief(network);
    ri_network_free(network);
    if (!brief) return; /* the other tests learn in single numbers */
    for (unsigned threads = 1; threads <= 2; threads++) {
        double loss, again;
        float *a = learn_briefly(threads, &loss), *b = learn_briefly(threads, &again);
        CHECK(loss < 0.05);
        CHECK_INT(memcmp(a, b, 1000 * sizeof *a), 0);
        CHECK_NEAR(loss, again, 0);
        free(a);
        free(b);
    }
}

static void random_weights(const struct ri_network_shape *shape, struct ri_network *network)
{
    struct ri_weight_info weights[RI_WEIGHTS_MOST];
    size_t                count;
    CHECK_STATUS(ri_network_weights(shape, weights, &count, NULL), RI_OK);
    for (size_t w = 0; w < count; w++) {
        const float scale =
            weights[w].role == RI_WEIGHT_KERNEL ? 1 / sqrtf((float)weights[w].inputs) : 0.5f;
        float *values = calloc(weights[w].count, sizeof *values);
        fill(values, weights[w].count, w + 1);
        for (size_t k = 0; k < weights[w].count; k++) {
            values[k] *= scale;
            if (weights[w].role == RI_WEIGHT_VARIANCE) values[k] = values[k] * values[k] + 0.25f;
        }
        CHECK_STATUS(ri_network_set(network, w, RI_PART_VALUE, values, NULL), RI_OK);
        free(values);
    }
}

TEST(folded_norms_answer_the_same)
{
    NEEDS_ONEDNN;
    struct ri_network_shape shape = every_kind, folded;
    struct ri_network      *whole, *fast;
    float                  *weights, *fewer;
    shape.layers[7].no_bias = true; /* a convolution without a bias and without a norm stays */
    whole = open_network(&shape, BATCH, false);
    random_weights(&shape, whole);
    fill(ri_network_input(whole), BATCH * 3 * 9 * 8, 4);
    weights = calloc(ri_network_weight_total(whole), sizeof *weights);
    CHECK_STATUS(ri_network_get_all(whole, RI_PART_VALUE, weights, NULL), RI_OK);
    CHECK_STATUS(ri_network_fold(&shape, weights, &folded, &fewer, NULL), RI_OK);
    CHECK_INT(folded.layer_count, shape.layer_count - 2);
    fast = open_network(&folded, BATCH, false);
    CHECK_STATUS(ri_network_set_all(fast, RI_PART_VALUE, fewer, NULL), RI_OK);
    fill(ri_network_input(fast), BATCH * 3 * 9 * 8, 4);
    CHECK_STATUS(ri_network_forward(whole, 0, NULL), RI_OK);
    CHECK_STATUS(ri_network_forward(fast, 0, NULL), RI_OK);
    for (size_t i = 0; i < BATCH * CLASSES; i++)
        CHECK_NEAR((double)ri_network_output(fast)[i], (double)ri_network_output(whole)[i], 1e-5);
    free(weights);
    free(fewer);
    ri_network_free(whole);
    ri_network_free(fast);
}

/* The first norm's convolution is read by another layer too, the second's has its own ReLU: both stay. */
TEST(norms_that_cannot_be_folded_stay)
{
    const struct ri_network_shape shape = {
        .channels = 1,
        .height = 4,
        .width = 4,
        .layer_count = 6,
        .layers = {{RI_LAYER_CONVOLUTION, .width = 2, .kernel = 1},
                   {RI_LAYER_NORM},
                   {RI_LAYER_ADD, .also = 2},
                   {RI_LAYER_CONVOLUTION, .width = 2, .kernel = 1, .relu = true},
                   {RI_LAYER_NORM},
                   {RI_LAYER_DENSE, .width = 2}}};
    static const float      weights[200] = {0};
    struct ri_network_shape folded;
    float                  *same;
    CHECK_STATUS(ri_network_fold(&shape, weights, &folded, &same, NULL), RI_OK);
    CHECK_INT(folded.layer_count, 6);
    free(same);
}

/* A sum whose second part is the layer just before, as 0 says, with a norm folded between it and its first part. */
TEST(a_folded_sum_by_hand)
{
    const struct ri_network_shape shape = {
        .channels = 1,
        .height = 2,
        .width = 3,
        .layer_count = 4,
        .layers = {{RI_LAYER_CONVOLUTION, .width = 1, .kernel = 1},
                   {RI_LAYER_NORM},
                   {RI_LAYER_ADD, .back = 3, .also = 0},
                   {RI_LAYER_DENSE, .width = 2}}};
    /* kernel, bias; scale, shift, mean, variance */
    static const float      weights[6 + 14] = {2.5f, 0.75f, 1.2f, -0.4f, 0.35f, 0.56f};
    const double            factor = 1.2 / sqrt(0.56 + (double)RI_NORM_EPSILON);
    struct ri_network_shape folded;
    float                  *fewer;
    CHECK_INT(ri_network_takers(&shape, 0), 1);
    CHECK_INT(ri_network_takers(&shape, 1), 1);
    CHECK_STATUS(ri_network_fold(&shape, weights, &folded, &fewer, NULL), RI_OK);
    CHECK_INT(folded.layer_count, 3);
    CHECK_INT(folded.layers[1].kind, RI_LAYER_ADD);
    CHECK_INT(folded.layers[1].back, 2);
    CHECK_INT(folded.layers[1].also, 1);
    CHECK_NEAR((double)fewer[0], factor * 2.5, 1e-6);
    CHECK_NEAR((double)fewer[1], factor * (0.75 - 0.35) - 0.4, 1e-6);
    free(fewer);
}

/* What is dropped is 0, what is kept is worth more by its share; each seed drops others; who answers drops nothing. */
TEST(dropout_keeps_the_mean)
{
    NEEDS_ONEDNN;
    enum { VALUES = 3 * 9 * 8, ALL = BATCH * VALUES };
    const struct ri_network_shape shape = {
        .channels = 3,
        .height = 9,
        .width = 8,
        .layer_count = 2,
        .layers = {{RI_LAYER_DROPOUT, .rate = 0.3f}, {RI_LAYER_DENSE, .width = CLASSES}}};
    static float x[ALL], y[4][ALL];
    fill(x, ALL, 6);
    for (int k = 0; k < 4; k++) { /* in single numbers, brief, another seed, when answering */
        const struct ri_network_options options = {
            .batch = BATCH, .training = k < 3, .threads = 1, .brief = k == 1};
        struct ri_network *network = NULL;
        size_t             dropped = 0;
        float *const       at = y[k];
        CHECK_STATUS(ri_network_new(&shape, &options, &network, NULL), RI_OK);
        CHECK_STATUS(ri_network_initialise(network, 5, true, NULL), RI_OK);
        memcpy(ri_network_input(network), x, sizeof x);
        CHECK_STATUS(ri_network_forward(network, k == 2 ? 8 : 7, NULL), RI_OK);
        CHECK_STATUS(ri_network_layer_output(network, 0, at, NULL), RI_OK);
        const double kept = k < 3 ? 1 / 0.7 : 1, near = k == 1 ? 0.01 : 1e-6;
        for (size_t i = 0; i < ALL; i++) {
            const double want = kept * (double)x[i];
            if (!(fabsf(at[i]) > 0))
                dropped++;
            else
                CHECK_NEAR((double)at[i], want, near * fabs(want));
        }
        /* three deviations of 648 draws */
        if (k < 3) CHECK(fabs((double)dropped - 0.3 * ALL) < 35);
        if (k == 3) CHECK_INT(dropped, 0);
        if (k == 2) CHECK(memcmp(y[0], y[2], sizeof y[0]) != 0);
        ri_network_free(network);
    }
}

/* Outputs of 400 KB a picture, a residual block that ends where the tiles end, and a later layer that takes two of theirs. */
static const struct ri_network_shape large_pictures = {
    .channels = 3,
    .height = 80,
    .width = 80,
    .layer_count = 10,
    .layers = {{RI_LAYER_CONVOLUTION, .width = 32, .kernel = 3, .pad = 1, .relu = true},
               {RI_LAYER_MAX_POOL, .kernel = 2, .stride = 1},
               {RI_LAYER_CONVOLUTION, .width = 32, .kernel = 3, .pad = 1, .relu = true},
               {RI_LAYER_MAX_POOL, .kernel = 2, .stride = 2},
               {RI_LAYER_MEAN_POOL, .back = 2, .kernel = 4, .stride = 4},
               {RI_LAYER_MEAN_POOL, .back = 2, .kernel = 2, .stride = 2},
               {RI_LAYER_ADD, .also = 2},
               {RI_LAYER_CONVOLUTION, .width = 16, .kernel = 3, .stride = 2},
               {RI_LAYER_MEAN_POOL},
               {RI_LAYER_DENSE, .width = CLASSES}}};

static void check_tiles(unsigned pictures)
{
    enum { PLANE = 3 * 80 * 80 };
    struct ri_layer_size sizes[RI_LAYERS_MOST + 1];
    struct ri_network   *many = open_network(&large_pictures, pictures, false),
                      *one = open_network(&large_pictures, 1, false);
    random_weights(&large_pictures, many);
    random_weights(&large_pictures, one);
    CHECK_STATUS(ri_network_sizes(&large_pictures, sizes, NULL), RI_OK);
    fill(ri_network_input(many), (size_t)pictures * PLANE, 4);
    CHECK_STATUS(ri_network_forward(many, 0, NULL), RI_OK);
    for (size_t layer = 0; layer < large_pictures.layer_count; layer++) {
        const size_t n =
            (size_t)sizes[layer + 1].channels * sizes[layer + 1].height * sizes[layer + 1].width;
        float *all = calloc(pictures * n, sizeof *all), *each = calloc(n, sizeof *each);
        CHECK_STATUS(ri_network_layer_output(many, layer, all, NULL), RI_OK);
        for (size_t i = 0; i < pictures; i++) {
            memcpy(ri_network_input(one), ri_network_input(many) + i * PLANE,
                   PLANE * sizeof(float));
            CHECK_STATUS(ri_network_forward(one, 0, NULL), RI_OK);
            CHECK_STATUS(ri_network_layer_output(one, layer, each, NULL), RI_OK);
            CHECK(length_of(all + i * n, each, n) <= 1e-5 * length_of(each, NULL, n));
            CHECK(length_of(each, NULL, n) > 0);
        }
        free(all);
        free(each);
    }
    ri_network_free(many);
    ri_network_free(one);
}

TEST(pictures_in_tiles_answer_as_one_by_one)
{
    NEEDS_ONEDNN;
    check_tiles(6); /* three tiles of two */
    check_tiles(5); /* which two do not divide */
}

/* ReLU waits for the pool, but who asks for the layer's output sees it cut off at 0; a second reader sees it too. */
TEST(relu_before_a_pool_is_seen_by_all)
{
    NEEDS_ONEDNN;
    struct ri_network *plain = open_network(&large_pictures, 1, false);
    float             *output = calloc((size_t)32 * 80 * 80, sizeof *output);
    size_t             zeros = 0;
    random_weights(&large_pictures, plain);
    fill(ri_network_input(plain), 3 * 80 * 80, 4);
    CHECK_STATUS(ri_network_forward(plain, 0, NULL), RI_OK);
    for (size_t layer = 0; layer < 6; layer++) { /* of the last two: means of what was cut off */
        CHECK_STATUS(ri_network_layer_output(plain, layer, output, NULL), RI_OK);
        for (size_t i = 0; i < (size_t)32 * 19 * 19; i++) {
            CHECK(output[i] >= 0);
            zeros += layer == 0 && output[i] <= 0;
        }
    }
    CHECK(zeros > 1000);
    free(output);
    ri_network_free(plain);
}

/* Without norms two parts of a batch give the gradients of the whole one, and the same steps. */
TEST(parts_of_a_batch_learn_as_the_whole)
{
    NEEDS_ONEDNN;
    enum { MANY = 16, STEPS = 3 };
    const struct ri_network_shape shape = {
        .channels = 3,
        .height = 9,
        .width = 8,
        .layer_count = 4,
        .layers = {{RI_LAYER_CONVOLUTION, .width = 17, .kernel = 3, .relu = true},
                   {RI_LAYER_MAX_POOL, .kernel = 2, .stride = 2},
                   {RI_LAYER_DENSE, .width = 70, .relu = true},
                   {RI_LAYER_DENSE, .width = CLASSES}}};
    static float              targets[MANY * CLASSES];
    const struct ri_optimiser adam = ri_optimiser_adam();
    struct ri_network        *networks[2];
    float                    *found[2][2];
    for (size_t i = 0; i < MANY; i++) targets[i * CLASSES + i % CLASSES] = 1;
    for (unsigned k = 0; k < 2; k++) {
        const struct ri_network_options options = {
            .batch = MANY, .training = true, .threads = k + 1};
        CHECK_STATUS(ri_network_new(&shape, &options, &networks[k], NULL), RI_OK);
        CHECK_STATUS(ri_network_initialise(networks[k], 5, true, NULL), RI_OK);
        fill(ri_network_input(networks[k]), MANY * 3 * 9 * 8, 11);
        for (uint64_t step = 1; step <= STEPS; step++) {
            CHECK_STATUS(ri_network_forward(networks[k], step, NULL), RI_OK);
            (void)ri_softmax_loss(ri_network_output(networks[k]), targets, MANY, CLASSES, NULL,
                                  ri_network_output_gradient(networks[k]));
            CHECK_STATUS(ri_network_backward(networks[k], NULL), RI_OK);
            CHECK_STATUS(ri_network_update(networks[k], &adam, 0.01f, step, NULL), RI_OK);
        }
        for (int part = 0; part < 2; part++) {
            found[k][part] = calloc(ri_network_weight_total(networks[k]), sizeof(float));
            CHECK_STATUS(
                ri_network_get_all(networks[k], (ri_weight_part)part, found[k][part], NULL), RI_OK);
        }
    }
    const size_t n = ri_network_weight_total(networks[0]);
    for (int part = 0; part < 2; part++) {
        CHECK(length_of(found[0][part], found[1][part], n) <=
              1e-3 * length_of(found[0][part], NULL, n));
        free(found[0][part]);
        free(found[1][part]);
    }
    ri_network_free(networks[0]);
    ri_network_free(networks[1]);
}

/* Both parts answer and remember alike after a step: their running statistics are joined. */
TEST(parts_of_a_batch_share_what_norms_saw)
{
    NEEDS_ONEDNN;
    enum { MANY = 16 };
    const struct ri_network_options options = {.batch = MANY, .training = true, .threads = 2};
    const struct ri_network_shape   shape = {
          .channels = 3,
          .height = 9,
          .width = 8,
          .layer_count = 2,
          .layers = {{RI_LAYER_NORM}, {RI_LAYER_DENSE, .width = CLASSES}}};
    const struct ri_optimiser adam = ri_optimiser_adam();
    struct ri_network        *network = NULL;
    float                     mean[3], want[3] = {0};
    CHECK_STATUS(ri_network_new(&shape, &options, &network, NULL), RI_OK);
    CHECK_STATUS(ri_network_initialise(network, 5, true, NULL), RI_OK);
    float *input = ri_network_input(network);
    fill(input, MANY * 3 * 72, 11);
    for (size_t i = MANY / 2 * 3 * 72; i < MANY * 3 * 72; i++) input[i] += 4; /* the second part */
    for (size_t i = 0; i < MANY * 3 * 72; i++) want[i / 72 % 3] += input[i] / (MANY * 72);
    for (uint64_t step = 1; step <= 100; step++) {
        CHECK_STATUS(ri_network_forward(network, step, NULL), RI_OK);
        CHECK_STATUS(ri_network_update(network, &adam, 0, step, NULL), RI_OK);
    }
    CHECK_STATUS(ri_network_get(network, 2, RI_PART_VALUE, mean, NULL), RI_OK);
    for (size_t k = 0; k < 3; k++) CHECK_NEAR((double)mean[k], (double)want[k], 1e-3);
    ri_network_free(network);
}

/* ---- Sums of two of bfloat16 ------------------------------------------------------------------------------------- */

/* Networks that answer multiply single numbers as sums of two of bfloat16 where the processor can; those that train do not (brief is
 * false). Random shapes, and weights set again after the first answer. */
TEST(answers_of_split_numbers_are_those_of_single_ones)
{
    NEEDS_ONEDNN;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct ri_random random;
        ri_random_init(&random, seed, 3);
        const unsigned width = 16 * (1 + (unsigned)ri_random_below(&random, 3)),
                       stride = 1 + (unsigned)ri_random_below(&random, 2),
                       pad = (unsigned)ri_random_below(&random, 2);
        const struct ri_network_shape shape = {
            .channels = 3,
            .height = 9,
            .width = 8,
            .layer_count = 4,
            .layers = {{RI_LAYER_CONVOLUTION, .width = width, .kernel = 2, .relu = seed % 2},
                       {RI_LAYER_CONVOLUTION, .width = 8 + 8 * (unsigned)(seed % 5), .kernel = 3,
                        .stride = stride, .pad = pad, .no_bias = seed % 3 == 0},
                       {RI_LAYER_MAX_POOL, .kernel = 2, .stride = 1},
                       {RI_LAYER_DENSE, .width = CLASSES}}};
        struct ri_network *single = open_network(&shape, BATCH, true),
                          *split = open_network(&shape, BATCH, false);
        float *weights = calloc(ri_network_weight_total(single), sizeof *weights);
        for (uint64_t again = 0; again < 2; again++) {
            double most = 1, off = 0;
            CHECK_STATUS(ri_network_initialise(single, seed + 100 * again, true, NULL), RI_OK);
            CHECK_STATUS(ri_network_get_all(single, RI_PART_VALUE, weights, NULL), RI_OK);
            CHECK_STATUS(ri_network_set_all(split, RI_PART_VALUE, weights, NULL), RI_OK);
            fill(ri_network_input(single), BATCH * 3 * 9 * 8, seed);
            fill(ri_network_input(split), BATCH * 3 * 9 * 8, seed);
            CHECK_STATUS(ri_network_forward(single, 0, NULL), RI_OK);
            CHECK_STATUS(ri_network_forward(split, 0, NULL), RI_OK);
            for (size_t i = 0; i < BATCH * CLASSES; i++) {
                const double want = (double)ri_network_output(single)[i];
                most = fmax(most, fabs(want));
                off = fmax(off, fabs(want - (double)ri_network_output(split)[i]));
            }
            if (!(off <= 2e-5 * most))
                ri_test_fail(__FILE__, __LINE__, "seed %d: off by %g of %g", (int)seed, off, most);
        }
        free(weights);
        ri_network_free(single);
        ri_network_free(split);
    }
}
