/* The loop of training. */
#include "train.h"

#include "base/thread.h"

#include <math.h>

enum { ASKED_AT_ONCE = 64, STREAM_SHUFFLE = 1, STREAM_BATCH = 2 };

struct loop {
    const struct ri_training       *training;
    struct ri_task                 *task;
    struct ri_progress_of_training *at;
    struct ri_network              *network, *asking;
    size_t                         *order;            /* of the epoch */
    float                          *targets, *values; /* [batch][classes]; [total] */
    float                          *class_weight, *row_weight, *scores;
    const size_t                   *now; /* pictures of the batch that is made */
    unsigned                        epoch;
    uint64_t                        steps_an_epoch;
    int64_t                         started_us;
    char                            stage[128];
};

/* ---- Batches ------------------------------------------------------------------------------------------- */

static const uint8_t *pixels_of(const struct ri_picture_set *set, size_t i)
{
    return set->pixels + i * set->side * set->side * 3;
}

static ri_status make_one(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct loop        *loop = context;
    const struct ri_training *training = loop->training;
    const struct ri_recipe   *recipe = training->recipe;
    const size_t     plane = (size_t)recipe->side * recipe->side * 3, picture = loop->now[i];
    struct ri_random random;
    ri_random_init(&random, training->seed + ((uint64_t)loop->epoch << 32), 16 + picture);
    ri_augment_make(&recipe->input, &recipe->augment, &random, pixels_of(training->learn, picture),
                    training->learn->side, ri_network_input(loop->network) + i * plane);
    return RI_OK;
}

/* Two pictures become one, labels likewise: x = share a + (1 - share) b (Zhang et al. 2018, share uniform). */
static void mix_batch(struct loop *loop, struct ri_random *random)
{
    const struct ri_recipe *recipe = loop->training->recipe;
    const size_t            plane = (size_t)recipe->side * recipe->side * 3,
                 classes = loop->training->class_count;
    float *input = ri_network_input(loop->network);
    if (!(recipe->mix > 0) || ri_random_uniform(random) >= (double)recipe->mix) return;
    const float share = 0.5f + 0.5f * (float)ri_random_uniform(random);
    for (size_t i = 0; i < recipe->batch / 2; i++) {
        const size_t j = recipe->batch - 1 - i;
        float       *a = input + i * plane, *b = input + j * plane;
        float       *p = loop->targets + i * classes, *q = loop->targets + j * classes;
        for (size_t k = 0; k < plane; k++) {
            const float x = a[k], y = b[k];
            a[k] = share * x + (1 - share) * y;
            b[k] = share * y + (1 - share) * x;
        }
        for (size_t k = 0; k < classes; k++) {
            const float x = p[k], y = q[k];
            p[k] = share * x + (1 - share) * y;
            q[k] = share * y + (1 - share) * x;
        }
    }
}

static void make_targets(struct loop *loop)
{
    const struct ri_training *training = loop->training;
    const size_t              classes = training->class_count;
    const float               rest = training->recipe->smoothing / (float)classes;
    for (size_t i = 0; i < training->recipe->batch; i++) {
        const uint32_t label = training->learn->labels[loop->now[i]];
        float         *row = loop->targets + i * classes;
        for (size_t k = 0; k < classes; k++) row[k] = rest;
        row[label] += 1 - training->recipe->smoothing;
        loop->row_weight[i] = loop->class_weight[label];
    }
}

/* Rare classes count more: size ^ -balance, so that a picture counts 1 on average. */
static void weigh_classes(struct loop *loop)
{
    const struct ri_training *training = loop->training;
    double                    sum = 0;
    for (size_t i = 0; i < training->learn_count; i++)
        loop->class_weight[training->learn->labels[training->learn_order[i]]] += 1;
    for (size_t k = 0; k < training->class_count; k++) {
        const double n = (double)loop->class_weight[k];
        if (n < 1) continue;
        const double weight = pow(n, -(double)training->recipe->balance);
        loop->class_weight[k] = (float)weight;
        sum += n * weight;
    }
    for (size_t k = 0; k < training->class_count; k++)
        loop->class_weight[k] *= (float)((double)training->learn_count / sum);
}

/* ---- One step ------------------------------------------------------------------------------------------ */

struct sums {
    double loss, right, pictures;
};

static void count_right(const struct loop *loop, const float *scores, struct sums *sums)
{
    const size_t classes = loop->training->class_count;
    for (size_t i = 0; i < loop->training->recipe->batch; i++) {
        const float *row = scores + i * classes;
        size_t       best = 0;
        for (size_t k = 1; k < classes; k++)
            if (row[k] > row[best]) best = k;
        sums->right += best == loop->training->learn->labels[loop->now[i]];
    }
}

static ri_status step(struct loop *loop, struct sums *sums, struct ri_error *err)
{
    const struct ri_training *training = loop->training;
    const struct ri_recipe   *recipe = training->recipe;
    const size_t              batch = recipe->batch, classes = training->class_count;
    const struct ri_schedule  schedule = {
         .rate = recipe->optimiser.rate,
         .warm_up = (uint64_t)(recipe->warm_up * (float)loop->steps_an_epoch),
         .steps = recipe->epochs * loop->steps_an_epoch,
         .cosine = recipe->cosine};
    float           *gradient = ri_network_output_gradient(loop->network);
    struct ri_random random;
    ri_random_init(&random, training->seed + loop->at->steps, STREAM_BATCH);
    RI_TRY(ri_parallel(loop->task, batch, make_one, loop, err));
    make_targets(loop);
    mix_batch(loop, &random);
    RI_TRY(ri_network_forward(loop->network, ri_random_u64(&random), err));
    const float *scores = ri_network_output(loop->network);
    sums->loss +=
        (double)batch * ri_softmax_loss(scores, loop->targets, batch, classes, NULL, gradient);
    sums->pictures += (double)batch;
    count_right(loop, scores, sums);
    for (size_t i = 0; i < batch; i++)
        for (size_t k = 0; k < classes; k++) gradient[i * classes + k] *= loop->row_weight[i];
    RI_TRY(ri_network_backward(loop->network, err));
    const float rate = ri_schedule_rate(&schedule, loop->at->steps);
    loop->at->steps++;
    return ri_network_update(loop->network, &recipe->optimiser, rate, loop->at->steps, err);
}

static void say_progress(struct loop *loop, const struct sums *sums, double per_s)
{
    const struct ri_training *training = loop->training;
    const struct ri_recipe   *recipe = training->recipe;
    const uint64_t            total = recipe->epochs * loop->steps_an_epoch * recipe->batch;
    const uint64_t            done = loop->at->steps * recipe->batch;
    const double              left = per_s > 0 ? (double)(total - done) / per_s : 0;
    snprintf(loop->stage, sizeof loop->stage,
             "training %u/%u, loss %.3f, right %.1f %%, %.0f pictures/s, %.0f s left",
             loop->epoch + 1, recipe->epochs, sums->loss / sums->pictures,
             100 * sums->right / sums->pictures, per_s, left);
    ri_task_progress(loop->task, loop->stage, done, total, "pictures");
}

/* ---- One epoch ------------------------------------------------------------------------------------------- */

static ri_status ask_held(struct loop *loop, struct ri_epoch *line, struct ri_error *err)
{
    const struct ri_training *training = loop->training;
    const size_t              classes = training->class_count;
    double                    loss = 0, right = 0;
    line->held_loss = line->held_accuracy = (double)NAN;
    if (!training->held_count) return RI_OK;
    RI_TRY(ri_network_set_all(loop->asking, RI_PART_VALUE, loop->at->values, err));
    RI_TRY(ri_network_scores(loop->asking, ASKED_AT_ONCE, &training->recipe->input,
                             training->recipe->views, training->held, training->held_order,
                             training->held_count, classes, loop->task, loop->scores, err));
    for (size_t i = 0; i < training->held_count; i++) {
        const float   *row = loop->scores + i * classes;
        const uint32_t label = training->held->labels[training->held_order[i]];
        double         most = (double)row[0], sum = 0;
        size_t         best = 0;
        for (size_t k = 1; k < classes; k++)
            if (row[k] > row[best]) best = k;
        most = (double)row[best];
        for (size_t k = 0; k < classes; k++) sum += exp((double)row[k] - most);
        loss += most + log(sum) - (double)row[label];
        right += best == label;
    }
    line->held_loss = loss / (double)training->held_count;
    line->held_accuracy = right / (double)training->held_count;
    return RI_OK;
}

static ri_status read_state(struct loop *loop, struct ri_error *err)
{
    RI_TRY(ri_network_get_all(loop->network, RI_PART_VALUE, loop->at->values, err));
    RI_TRY(ri_network_get_all(loop->network, RI_PART_FIRST, loop->at->first, err));
    return ri_network_get_all(loop->network, RI_PART_SECOND, loop->at->second, err);
}

static void order_epoch(struct loop *loop, size_t room)
{
    const struct ri_training *training = loop->training;
    const size_t              n = training->learn_count;
    struct ri_random          random;
    memcpy(loop->order, training->learn_order, n * sizeof *loop->order);
    ri_random_init(&random, training->seed + ((uint64_t)loop->epoch << 32), STREAM_SHUFFLE);
    ri_random_shuffle(&random, loop->order, n);
    for (size_t i = n; i < room; i++)
        loop->order[i] = loop->order[i % n]; /* fills the last batch */
}

static ri_status run_epoch(struct loop *loop, struct ri_error *err)
{
    const struct ri_recipe *recipe = loop->training->recipe;
    const size_t            room = loop->steps_an_epoch * recipe->batch;
    const int64_t           start = ri_monotonic_us();
    struct sums             sums = {0};
    struct ri_epoch        *line = &loop->at->curve[loop->epoch];
    double                  per_s = 0;
    order_epoch(loop, room);
    for (size_t b = 0; b < loop->steps_an_epoch; b++) {
        RI_TRY(ri_task_check(loop->task, err));
        loop->now = loop->order + b * recipe->batch;
        RI_TRY(step(loop, &sums, err));
        per_s = sums.pictures / (1e-6 * (double)(ri_monotonic_us() - start) + 1e-9);
        say_progress(loop, &sums, per_s);
    }
    RI_TRY(read_state(loop, err));
    *line = (struct ri_epoch){.epoch = loop->epoch + 1,
                              .loss = sums.loss / sums.pictures,
                              .accuracy = sums.right / sums.pictures,
                              .rate = (double)recipe->optimiser.rate,
                              .pictures_per_s = per_s};
    if (!isfinite(line->loss))
        return ri_fail(err, RI_ENOCONV, "training lost its way in epoch %u: the loss is no number",
                       line->epoch);
    return ask_held(loop, line, err);
}

/* Whether it is time to stop; remembers the best weights. */
static bool judge(struct loop *loop)
{
    struct ri_progress_of_training *at = loop->at;
    const double                    loss = at->curve[loop->epoch].held_loss;
    if (!loop->training->patience || isnan(loss)) return false;
    if (!at->best_epoch || loss < at->best_loss) {
        at->best_epoch = loop->epoch + 1;
        at->best_loss = loss;
        memcpy(at->best, at->values, at->total * sizeof *at->best);
    }
    return loop->epoch + 1 - at->best_epoch >= loop->training->patience;
}

static ri_status run_epochs(struct loop *loop, struct ri_error *err)
{
    const struct ri_training *training = loop->training;
    bool                      stop = false;
    for (loop->epoch = loop->at->epochs_done; !stop && loop->epoch < training->recipe->epochs;
         loop->epoch++) {
        RI_TRY(run_epoch(loop, err));
        loop->at->epochs_done = loop->epoch + 1;
        stop = judge(loop);
        if (training->each) RI_TRY(training->each(training->each_context, loop->at, err));
    }
    if (stop) memcpy(loop->at->values, loop->at->best, loop->at->total * sizeof(float));
    return RI_OK;
}

/* ---- Around ------------------------------------------------------------------------------------------------- */

ri_status ri_training_begin(const struct ri_training *training, struct ri_arena *mem,
                            struct ri_progress_of_training *ret, struct ri_error *err)
{
    struct ri_weight_info          weights[RI_WEIGHTS_MOST];
    size_t                         count;
    struct ri_progress_of_training at = {0};
    RI_TRY(ri_network_weights(training->shape, weights, &count, err));
    for (size_t w = 0; w < count; w++) at.total += weights[w].count;
    RI_ARENA_NEW(at.values, mem, at.total, err);
    RI_ARENA_NEW(at.first, mem, at.total, err);
    RI_ARENA_NEW(at.second, mem, at.total, err);
    if (training->patience) RI_ARENA_NEW(at.best, mem, at.total, err);
    RI_ARENA_NEW(at.curve, mem, training->recipe->epochs, err);
    *ret = at;
    return RI_OK;
}

static ri_status make_rooms(struct loop *loop, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_training *training = loop->training;
    const size_t              batch = training->recipe->batch, classes = training->class_count;
    loop->steps_an_epoch = (training->learn_count + batch - 1) / batch;
    RI_ARENA_NEW(loop->order, mem, loop->steps_an_epoch * batch, err);
    RI_ARENA_NEW(loop->targets, mem, batch * classes, err);
    RI_ARENA_NEW(loop->class_weight, mem, classes, err);
    RI_ARENA_NEW(loop->row_weight, mem, batch, err);
    RI_ARENA_NEW(loop->scores, mem, training->held_count * classes, err);
    weigh_classes(loop);
    return RI_OK;
}

static ri_status make_networks(struct loop *loop, size_t *ret_memory, struct ri_error *err)
{
    const struct ri_training *training = loop->training;
    struct ri_network_options options = {.batch = training->recipe->batch,
                                         .training = true,
                                         .brief = !training->single,
                                         .threads = ri_task_threads(loop->task),
                                         .memory_limit = training->memory_limit};
    RI_TRY(ri_network_new(training->shape, &options, &loop->network, err));
    options.training = false;
    options.batch = ASKED_AT_ONCE;
    RI_TRY(ri_network_new(training->shape, &options, &loop->asking, err));
    const size_t state = (loop->at->best ? 4 : 3) * loop->at->total * sizeof(float);
    const size_t memory =
        ri_network_memory(loop->network) + ri_network_memory(loop->asking) + state;
    if (ret_memory) *ret_memory = memory;
    if (training->planned) training->planned(training->each_context, memory);
    if (!loop->at->epochs_done)
        return ri_network_initialise(loop->network, training->seed, training->recipe->he, err);
    RI_TRY(ri_network_set_all(loop->network, RI_PART_VALUE, loop->at->values, err));
    RI_TRY(ri_network_set_all(loop->network, RI_PART_FIRST, loop->at->first, err));
    return ri_network_set_all(loop->network, RI_PART_SECOND, loop->at->second, err);
}

ri_status ri_training_run(const struct ri_training *training, struct ri_task *task,
                          struct ri_progress_of_training *at, size_t *ret_memory,
                          struct ri_error *err)
{
    struct loop     loop = {.training = training, .task = task, .at = at};
    struct ri_arena mem;
    if (!training->learn_count) return ri_fail(err, RI_EDATA, "there is no picture to learn from");
    ri_arena_init(&mem, SIZE_MAX);
    ri_status status = make_rooms(&loop, &mem, err);
    if (status == RI_OK) status = make_networks(&loop, ret_memory, err);
    if (status == RI_OK) status = run_epochs(&loop, err);
    ri_network_free(loop.network);
    ri_network_free(loop.asking);
    ri_arena_release(&mem);
    return status;
}

/* ---- Asking --------------------------------------------------------------------------------------------------- */

struct asking {
    struct ri_network           *network;
    const struct ri_input       *input;
    const struct ri_picture_set *set;
    const size_t                *order;
    bool                         flip;
};

static ri_status fill_one(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    (void)worker, (void)err;
    const struct asking *at = context;
    const size_t         plane = (size_t)at->input->side * at->input->side * 3;
    ri_input_make(at->input, pixels_of(at->set, at->order[i]), at->set->side, at->flip,
                  ri_network_input(at->network) + i * plane);
    return RI_OK;
}

ri_status ri_network_scores(struct ri_network *network, unsigned batch,
                            const struct ri_input *input, unsigned views,
                            const struct ri_picture_set *set, const size_t *order, size_t count,
                            size_t classes, struct ri_task *task, float *ret, struct ri_error *err)
{
    struct asking at = {.network = network, .input = input, .set = set};
    for (size_t start = 0; start < count; start += batch) {
        const size_t n = count - start < batch ? count - start : batch;
        float       *rows = ret + start * classes;
        at.order = order + start;
        for (unsigned view = 0; view < views; view++) {
            at.flip = view + 1 < views; /* the picture as it is comes last */
            RI_TRY(ri_parallel(task, n, fill_one, &at, err));
            RI_TRY(ri_network_forward(network, 0, err));
            const float *scores = ri_network_output(network);
            for (size_t k = 0; k < n * classes; k++)
                rows[k] = (view ? rows[k] : 0) + scores[k] / (float)views;
        }
    }
    return RI_OK;
}
