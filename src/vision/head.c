/* The loop of training without pictures: rows of features in, a row of scores out. */
#include "head.h"

#include <math.h>

enum { BATCH = 32 };

struct loop {
    const struct ri_head_data *data;
    struct ri_network         *learning, *asking;
    size_t                    *order;
    float                     *targets; /* [BATCH][classes] */
};

ri_status ri_head_shape(size_t features, size_t classes, struct ri_network_shape *ret,
                        struct ri_error *err)
{
    struct ri_layer_size sizes[RI_LAYERS_MOST + 1];
    *ret = (struct ri_network_shape){
        .channels = (unsigned)features, .height = 1, .width = 1, .layer_count = 3};
    ret->layers[0] = (struct ri_layer){.kind = RI_LAYER_NORM};
    ret->layers[1] = (struct ri_layer){.kind = RI_LAYER_DROPOUT, .rate = 0.2f};
    ret->layers[2] = (struct ri_layer){.kind = RI_LAYER_DENSE, .width = (unsigned)classes};
    return ri_network_sizes(ret, sizes, err);
}

static ri_status step(struct loop *loop, const size_t *rows, const struct ri_optimiser *optimiser,
                      float rate, uint64_t number, uint64_t seed, struct ri_epoch *line,
                      struct ri_error *err)
{
    static const float         smoothing = 0.1f;
    const struct ri_head_data *data = loop->data;
    float                     *input = ri_network_input(loop->learning);
    for (size_t i = 0; i < BATCH; i++) {
        memcpy(input + i * data->features, data->learn + rows[i] * data->features,
               data->features * sizeof *input);
        for (size_t k = 0; k < data->classes; k++)
            loop->targets[i * data->classes + k] = smoothing / (float)data->classes;
        loop->targets[i * data->classes + data->learn_labels[rows[i]]] += 1 - smoothing;
    }
    RI_TRY(ri_network_forward(loop->learning, seed + number, err));
    const float *scores = ri_network_output(loop->learning);
    line->loss += ri_softmax_loss(scores, loop->targets, BATCH, data->classes, NULL,
                                  ri_network_output_gradient(loop->learning));
    for (size_t i = 0; i < BATCH; i++) {
        const float *row = scores + i * data->classes;
        size_t       best = 0;
        for (size_t k = 1; k < data->classes; k++)
            if (row[k] > row[best]) best = k;
        line->accuracy += best == data->learn_labels[rows[i]];
    }
    RI_TRY(ri_network_backward(loop->learning, err));
    return ri_network_update(loop->learning, optimiser, rate, number, err);
}

static ri_status ask_held(struct loop *loop, struct ri_progress_of_training *at,
                          struct ri_epoch *line, struct ri_error *err)
{
    const struct ri_head_data *data = loop->data;
    double                     loss = 0, right = 0;
    RI_TRY(ri_network_get_all(loop->learning, RI_PART_VALUE, at->values, err));
    line->held_loss = line->held_accuracy = (double)NAN;
    if (!data->held_count) return RI_OK;
    RI_TRY(ri_network_set_all(loop->asking, RI_PART_VALUE, at->values, err));
    for (size_t start = 0; start < data->held_count; start += BATCH) {
        const size_t here = data->held_count - start < BATCH ? data->held_count - start : BATCH;
        memcpy(ri_network_input(loop->asking), data->held + start * data->features,
               here * data->features * sizeof(float));
        RI_TRY(ri_network_forward(loop->asking, 0, err));
        for (size_t i = 0; i < here; i++) {
            const float   *row = ri_network_output(loop->asking) + i * data->classes;
            const uint32_t label = data->held_labels[start + i];
            size_t         best = 0;
            double         sum = 0;
            for (size_t k = 1; k < data->classes; k++)
                if (row[k] > row[best]) best = k;
            for (size_t k = 0; k < data->classes; k++) sum += exp((double)(row[k] - row[best]));
            loss += log(sum) - (double)(row[label] - row[best]);
            right += best == label;
        }
    }
    line->held_loss = loss / (double)data->held_count;
    line->held_accuracy = right / (double)data->held_count;
    return RI_OK;
}

static ri_status run(struct loop *loop, unsigned epochs, uint64_t seed, struct ri_task *task,
                     struct ri_progress_of_training *at, struct ri_error *err)
{
    const struct ri_head_data *data = loop->data;
    const size_t               n = data->learn_count, steps = (n + BATCH - 1) / BATCH;
    const struct ri_optimiser  adamw = {RI_OPTIMISER_ADAMW, 3e-3f, 0.05f, 0.9f, 0.999f, 1e-8f};
    const struct ri_schedule   schedule = {
          .rate = adamw.rate, .warm_up = steps, .steps = epochs * steps, .cosine = true};
    for (unsigned epoch = 0; epoch < epochs; epoch++) {
        struct ri_epoch *line = &at->curve[epoch];
        struct ri_random random;
        *line = (struct ri_epoch){.epoch = epoch + 1, .rate = (double)adamw.rate};
        for (size_t i = 0; i < n; i++) loop->order[i] = i;
        ri_random_init(&random, seed + ((uint64_t)epoch << 32), 1);
        ri_random_shuffle(&random, loop->order, n);
        for (size_t i = n; i < steps * BATCH; i++) loop->order[i] = loop->order[i % n];
        RI_TRY(ri_task_check(task, err));
        for (size_t s = 0; s < steps; s++, at->steps++)
            RI_TRY(step(loop, loop->order + s * BATCH, &adamw,
                        ri_schedule_rate(&schedule, at->steps), at->steps + 1, seed, line, err));
        line->loss /= (double)steps;
        line->accuracy /= (double)(steps * BATCH);
        RI_TRY(ask_held(loop, at, line, err));
        at->epochs_done = epoch + 1;
        if (task) ri_task_progress(task, "training the head", epoch + 1, epochs, "epochs");
    }
    return RI_OK;
}

ri_status ri_head_train(const struct ri_network_shape *shape, const struct ri_head_data *data,
                        unsigned epochs, uint64_t seed, struct ri_task *task,
                        struct ri_progress_of_training *at, struct ri_error *err)
{
    struct ri_network_options options = {
        .batch = BATCH, .training = true, .threads = task ? ri_task_threads(task) : 1};
    struct loop loop = {.data = data};
    if (!data->learn_count) return ri_fail(err, RI_EDATA, "there is no picture to learn from");
    loop.order = calloc(data->learn_count + BATCH, sizeof *loop.order);
    loop.targets = calloc(BATCH * data->classes, sizeof *loop.targets);
    ri_status status =
        loop.order && loop.targets ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a head");
    if (status == RI_OK) status = ri_network_new(shape, &options, &loop.learning, err);
    options.training = false;
    if (status == RI_OK) status = ri_network_new(shape, &options, &loop.asking, err);
    if (status == RI_OK) status = ri_network_initialise(loop.learning, seed, false, err);
    if (status == RI_OK) status = run(&loop, epochs, seed, task, at, err);
    ri_network_free(loop.learning);
    ri_network_free(loop.asking);
    free(loop.order);
    free(loop.targets);
    return status;
}
