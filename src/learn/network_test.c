/* Networks: sizes, numbers computed by hand, gradients beside differences, learning, limits. */
#include "network_testing.h"

TEST(sizes_follow_from_the_table)
{
    struct ri_layer_size  sizes[RI_LAYERS_MOST + 1];
    struct ri_weight_info weights[RI_WEIGHTS_MOST];
    size_t                count;
    CHECK_STATUS(ri_network_sizes(&every_kind, sizes, NULL), RI_OK);
    CHECK_INT(sizes[5].height, 4);
    CHECK_INT(sizes[5].width, 4);
    CHECK_INT(sizes[6].height, 2);
    CHECK_INT(sizes[10].height, 1);
    CHECK_STATUS(ri_network_weights(&every_kind, weights, &count, NULL), RI_OK);
    CHECK_INT(count, 2 + 1 + 4 + 1 + 4 + 2 + 2 + 2);
    CHECK_INT(weights[0].count, 5 * 3 * 9);
    CHECK_INT(weights[0].inputs, 27);
    CHECK_INT(weights[count - 2].count, 4 * 7);
}

TEST(shapes_that_do_not_fit_are_refused)
{
    static const struct {
        struct ri_layer layer;
        const char     *says;
    } wrong[] = {
        {{RI_LAYER_CONVOLUTION, .kernel = 3}, "has no width"},
        {{RI_LAYER_CONVOLUTION, .width = 4}, "window that is empty"},
        {{RI_LAYER_CONVOLUTION, .width = 4, .kernel = 12}, "larger than its input"},
        {{RI_LAYER_MAX_POOL, .kernel = 12, .stride = 1}, "larger than its input"},
        {{RI_LAYER_ADD, .also = 5}, "before the picture"},
        {{RI_LAYER_DROPOUT, .rate = 1}, "drops a share"},
        {{.kind = RI_LAYER_KINDS}, "no known kind"},
        {{.kind = RI_LAYER_NORM}, "last and not dense"},
    };
    struct ri_layer_size sizes[RI_LAYERS_MOST + 1];
    for (size_t i = 0; i < RI_COUNT(wrong); i++) {
        struct ri_error         err = {0};
        struct ri_network_shape shape = {.channels = 3, .height = 9, .width = 8, .layer_count = 1};
        shape.layers[0] = wrong[i].layer;
        CHECK_STATUS(ri_network_sizes(&shape, sizes, &err), RI_EUSAGE);
        CHECK(strstr(err.message, wrong[i].says) != NULL);
    }
}

/* A 2x2 kernel over 3x3 with a bias, ReLU, then the sum by a dense layer of ones: worked out on paper. */
TEST(a_convolution_by_hand)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape shape = {
        .channels = 1,
        .height = 3,
        .width = 3,
        .layer_count = 2,
        .layers = {{RI_LAYER_CONVOLUTION, .width = 1, .kernel = 2, .relu = true},
                   {RI_LAYER_DENSE, .width = 1}}};
    static const float picture[] = {1.5f, -2, 0.25f, 3, 4, -1, 0.5f, 2, 7};
    static const float kernel[] = {0.5f, -1, 2, 0.25f}, bias[] = {-5.5f},
                       ones[] = {1, 10, 100, 1000};
    static const float nothing[] = {0};
    struct ri_network *network = open_network(&shape, 1, false);
    CHECK_STATUS(ri_network_set(network, 0, RI_PART_VALUE, kernel, NULL), RI_OK);
    CHECK_STATUS(ri_network_set(network, 1, RI_PART_VALUE, bias, NULL), RI_OK);
    CHECK_STATUS(ri_network_set(network, 2, RI_PART_VALUE, ones, NULL), RI_OK);
    CHECK_STATUS(ri_network_set(network, 3, RI_PART_VALUE, nothing, NULL), RI_OK);
    memcpy(ri_network_input(network), picture, sizeof picture);
    CHECK_STATUS(ri_network_forward(network, 0, NULL), RI_OK);
    /* upper left .75 + 2 + 6 + 1 - 5.5 = 4.25, upper right -1 - .25 + 8 - .25 - 5.5 = 1,
     * lower left 1.5 - 4 + 1 + .5 - 5.5 < 0, lower right 2 + 1 + 4 + 1.75 - 5.5 = 3.25 */
    CHECK_NEAR((double)ri_network_output(network)[0], 4.25 + 10 + 0 + 3250, 1e-6);
    ri_network_free(network);
}

/* ---- Gradients ------------------------------------------------------------------------------------------- */

/* (loss(w + h) - loss(w - h)) / 2h of some numbers of every weight. Small steps: larger ones cross the kinks of ReLU and max. */
static void check_gradients(const struct ri_network_shape *shape)
{
    static const float    targets[BATCH * CLASSES] = {1, 0, 0, 0, .1f, .2f, .3f, .4f, 0, 0, 1, 0};
    struct ri_weight_info weights[RI_WEIGHTS_MOST];
    size_t                count;
    struct ri_network    *network = open_network(shape, BATCH, true);
    CHECK_STATUS(ri_network_weights(shape, weights, &count, NULL), RI_OK);
    CHECK_STATUS(ri_network_initialise(network, 5, true, NULL), RI_OK);
    fill(ri_network_input(network), BATCH * 3 * 9 * 8, 11);
    (void)loss_of(network, targets, ri_network_output_gradient(network));
    CHECK_STATUS(ri_network_backward(network, NULL), RI_OK);
    for (size_t w = 0; w < count; w++) {
        const size_t n = weights[w].count;
        float       *value = calloc(n, sizeof *value), *gradient = calloc(n, sizeof *gradient);
        double       off = 0, size = 1e-2;
        if (weights[w].role >= RI_WEIGHT_MEAN) { /* not learnt by gradients */
            free(value);
            free(gradient);
            continue;
        }
        CHECK_STATUS(ri_network_get(network, w, RI_PART_VALUE, value, NULL), RI_OK);
        CHECK_STATUS(ri_network_get(network, w, RI_PART_GRADIENT, gradient, NULL), RI_OK);
        for (size_t k = 0; k < n; k += n / 7 + 1) {
            const float kept = value[k], h = 2e-4f;
            value[k] = kept + h;
            CHECK_STATUS(ri_network_set(network, w, RI_PART_VALUE, value, NULL), RI_OK);
            const double above = loss_of(network, targets, NULL);
            value[k] = kept - h;
            CHECK_STATUS(ri_network_set(network, w, RI_PART_VALUE, value, NULL), RI_OK);
            const double below = loss_of(network, targets, NULL);
            value[k] = kept;
            const double want = (above - below) / (2 * (double)h);
            off = fmax(off, fabs((double)gradient[k] - want));
            size = fmax(size, fabs(want));
        }
        CHECK_STATUS(ri_network_set(network, w, RI_PART_VALUE, value, NULL), RI_OK);
        if (!(off <= 0.02 * size))
            ri_test_fail(__FILE__, __LINE__, "weight %zu (layer %zu): off by %g of %g", w,
                         weights[w].layer, off, size);
        free(value);
        free(gradient);
    }
    ri_network_free(network);
}

TEST(gradients_are_the_slopes_of_the_loss)
{
    NEEDS_ONEDNN;
    check_gradients(&every_kind);
}

TEST(gradients_through_mean_pools_and_dropout)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape shape = {
        .channels = 3,
        .height = 9,
        .width = 8,
        .layer_count = 6,
        .layers = {{RI_LAYER_NORM},
                   {RI_LAYER_CONVOLUTION, .width = 17, .kernel = 3, .relu = true},
                   {RI_LAYER_MEAN_POOL, .kernel = 2, .stride = 2},
                   {RI_LAYER_DROPOUT, .rate = 0.25f},
                   {RI_LAYER_DENSE, .width = 9, .relu = true},
                   {RI_LAYER_DENSE, .width = CLASSES}}};
    check_gradients(&shape);
}

/* Both pools with windows that reach over the rim: what lies there counts for nothing. */
TEST(gradients_through_pools_over_the_rim)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape shape = {
        .channels = 3,
        .height = 9,
        .width = 8,
        .layer_count = 5,
        .layers = {{RI_LAYER_CONVOLUTION, .width = 17, .kernel = 2},
                   {RI_LAYER_MAX_POOL, .kernel = 3, .stride = 1, .pad = 1},
                   {RI_LAYER_MEAN_POOL, .kernel = 3, .stride = 2, .pad = 1},
                   {RI_LAYER_DENSE, .width = 9, .relu = true},
                   {RI_LAYER_DENSE, .width = CLASSES}}};
    check_gradients(&shape);
}

TEST(a_mean_over_the_rim_by_hand)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape shape = {
        .channels = 1,
        .height = 3,
        .width = 3,
        .layer_count = 2,
        .layers = {{RI_LAYER_MEAN_POOL, .kernel = 3, .stride = 2, .pad = 1},
                   {RI_LAYER_DENSE, .width = 1}}};
    static const float picture[] = {1.5f, -2, 0.25f, 3, 4, -1, 0.5f, 2, 7};
    static const float ones[] = {1, 10, 100, 1000}, nothing[] = {0};
    struct ri_network *network = open_network(&shape, 1, false);
    CHECK_STATUS(ri_network_set(network, 0, RI_PART_VALUE, ones, NULL), RI_OK);
    CHECK_STATUS(ri_network_set(network, 1, RI_PART_VALUE, nothing, NULL), RI_OK);
    memcpy(ri_network_input(network), picture, sizeof picture);
    CHECK_STATUS(ri_network_forward(network, 0, NULL), RI_OK);
    /* means of the four pixels in each corner: 6.5, 1.25, 9.5, 12, each over 4 */
    CHECK_NEAR((double)ri_network_output(network)[0], (6.5 + 12.5 + 950 + 12000) / 4, 1e-3);
    ri_network_free(network);
}

/* ---- Learning ---------------------------------------------------------------------------------------------- */

/* A few steps on a few pictures; the weights afterwards. */
static float *learn(unsigned threads, ri_optimiser_kind kind, double *ret_loss)
{
    const struct ri_network_options options = {
        .batch = BATCH, .training = true, .threads = threads};
    struct ri_optimiser optimiser = ri_optimiser_adam();
    optimiser.kind = kind;
    optimiser.decay = 0.01f;
    optimiser.rate = kind == RI_OPTIMISER_SGD ? 0.02f : 0.01f;
    return learn_a_batch(&every_kind, &options, &optimiser, ret_loss);
}

TEST(optimisers_learn_and_learn_the_same_again)
{
    NEEDS_ONEDNN;
    for (int kind = RI_OPTIMISER_ADAM; kind <= RI_OPTIMISER_SGD; kind++)
        for (unsigned threads = 1; threads <= 2; threads++) {
            double loss, again;
            float *a = learn(threads, (ri_optimiser_kind)kind, &loss);
            float *b = learn(threads, (ri_optimiser_kind)kind, &again);
            CHECK(loss < 0.2);
            CHECK_INT(memcmp(a, b, 100 * sizeof *a), 0);
            CHECK_NEAR(loss, again, 0);
            free(a);
            free(b);
        }
}

/* Adam's first step is the rate, whatever the gradient's size; sgd's is the gradient; decay pulls kernels only. */
TEST(first_steps_by_hand)
{
    NEEDS_ONEDNN;
    const struct ri_network_shape shape = {.channels = 1,
                                           .height = 1,
                                           .width = 1,
                                           .layer_count = 1,
                                           .layers = {{RI_LAYER_DENSE, .width = 2}}};
    static const struct {
        struct ri_optimiser optimiser;
        double              kernel, bias;
    } cases[] = {
        /* gradient of the first score: (1/2 - 1) = -0.5, times the picture's 2.385 for the kernel */
        {{RI_OPTIMISER_SGD, .decay = 0.5f, .beta1 = 0.9f},
         0.75 + 0.1 * (0.5 * 2.385 - 0.5 * 0.75),
         0.05},
        {{RI_OPTIMISER_ADAM, .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-9f}, 0.75 + 0.1, 0.1},
        {{RI_OPTIMISER_ADAMW, .decay = 0.5f, .beta1 = 0.9f, .beta2 = 0.999f, .epsilon = 1e-9f},
         0.75 * 0.95 + 0.1,
         0.1},
    };
    static const float kernel[] = {0.75f, 0.75f}, targets[] = {1, 0};
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        float              now[2];
        struct ri_network *network = open_network(&shape, 1, true);
        CHECK_STATUS(ri_network_set(network, 0, RI_PART_VALUE, kernel, NULL), RI_OK);
        ri_network_input(network)[0] = 2.385f;
        CHECK_STATUS(ri_network_forward(network, 0, NULL), RI_OK);
        (void)ri_softmax_loss(ri_network_output(network), targets, 1, 2, NULL,
                              ri_network_output_gradient(network));
        CHECK_STATUS(ri_network_backward(network, NULL), RI_OK);
        CHECK_STATUS(ri_network_update(network, &cases[i].optimiser, 0.1f, 1, NULL), RI_OK);
        CHECK_STATUS(ri_network_get(network, 0, RI_PART_VALUE, now, NULL), RI_OK);
        CHECK_NEAR((double)now[0], cases[i].kernel, 1e-6);
        CHECK_STATUS(ri_network_get(network, 1, RI_PART_VALUE, now, NULL), RI_OK);
        CHECK_NEAR((double)now[0], cases[i].bias, 1e-6);
        ri_network_free(network);
    }
}

TEST(running_statistics_serve_when_not_training)
{
    NEEDS_ONEDNN;
    struct ri_network *training = open_network(&every_kind, BATCH, true);
    struct ri_network *serving = open_network(&every_kind, BATCH, false);
    float             *weights = calloc(ri_network_weight_total(training), sizeof *weights);
    CHECK_STATUS(ri_network_initialise(training, 9, true, NULL), RI_OK);
    fill(ri_network_input(training), BATCH * 3 * 9 * 8, 4);
    fill(ri_network_input(serving), BATCH * 3 * 9 * 8, 4);
    for (int i = 0; i < 200; i++) /* the running statistics come close to the batch's */
        CHECK_STATUS(ri_network_forward(training, 0, NULL), RI_OK);
    CHECK_STATUS(ri_network_get_all(training, RI_PART_VALUE, weights, NULL), RI_OK);
    CHECK_STATUS(ri_network_set_all(serving, RI_PART_VALUE, weights, NULL), RI_OK);
    CHECK_STATUS(ri_network_forward(serving, 0, NULL), RI_OK);
    for (size_t i = 0; i < BATCH * CLASSES; i++)
        CHECK_NEAR((double)ri_network_output(serving)[i], (double)ri_network_output(training)[i],
                   1e-4);
    free(weights);
    ri_network_free(training);
    ri_network_free(serving);
}

TEST(the_plan_is_checked_before_it_is_taken)
{
    NEEDS_ONEDNN;
    struct ri_error           err = {0};
    struct ri_network        *network = NULL;
    struct ri_network_options options = {.batch = BATCH, .training = true, .memory_limit = 1000};
    CHECK_STATUS(ri_network_new(&every_kind, &options, &network, &err), RI_ENOMEM);
    CHECK(strstr(err.message, "above the limit") != NULL);
    options.memory_limit = 0;
    CHECK_STATUS(ri_network_new(&every_kind, &options, &network, NULL), RI_OK);
    options.memory_limit = ri_network_memory(network);
    ri_network_free(network);
    CHECK_STATUS(ri_network_new(&every_kind, &options, &network, NULL), RI_OK);
    ri_network_free(network);
    options.batch = 0;
    CHECK_STATUS(ri_network_new(&every_kind, &options, &network, NULL), RI_EUSAGE);
}

TEST(softmax_and_its_loss_by_hand)
{
    static const float scores[] = {0, 0.6931472f, 1.3862944f}, targets[] = {0, 0.25f, 0.75f};
    float              p[3], gradient[3];
    /* e^score = 1, 2, 4: shares 1/7, 2/7, 4/7 */
    const double loss = ri_softmax_loss(scores, targets, 1, 3, p, gradient);
    CHECK_NEAR(loss, -0.25 * log(2 / 7.0) - 0.75 * log(4 / 7.0), 1e-6);
    CHECK_NEAR((double)p[1], 2 / 7.0, 1e-6);
    CHECK_NEAR((double)gradient[2], 4 / 7.0 - 0.75, 1e-6);
    ri_softmax(scores, 1, 3, 0.5, p); /* 1, 4, 16 */
    CHECK_NEAR((double)p[2], 16 / 21.0, 1e-6);
    /* scores of thousands: what counts is how far they lie apart */
    static const float far[] = {-3000, 2000, 2000.6931472f};
    ri_softmax(far, 1, 3, 1, p);
    CHECK(p[0] == 0 && fabs((double)p[1] - 1 / 3.0) < 1e-4 && fabs((double)p[2] - 2 / 3.0) < 1e-4);
    CHECK_NEAR(ri_softmax_loss(far, targets, 1, 3, p, NULL), 0.25 * log(3) + 0.75 * log(1.5), 1e-4);
    CHECK_NEAR((double)p[2], 2 / 3.0, 1e-4);
}

TEST(schedules_warm_up_and_cool_down)
{
    const struct ri_schedule schedule = {
        .rate = 0.8f, .last = 0.1f, .warm_up = 4, .steps = 24, .cosine = true};
    CHECK_NEAR((double)ri_schedule_rate(&schedule, 0), 0.2, 1e-6);
    CHECK_NEAR((double)ri_schedule_rate(&schedule, 3), 0.8, 1e-6);
    CHECK_NEAR((double)ri_schedule_rate(&schedule, 14), 0.08 + 0.36, 1e-6);
    CHECK_NEAR((double)ri_schedule_rate(&schedule, 24), 0.08, 1e-6);
}
