/* Training learns, repeats itself, goes on where it stopped; models and checkpoints come back as they were; answers. */
#include "evaluate.h"
#include "recognise.h"
#include "testing.h"

#define NEEDS_ONEDNN                                                       \
    do {                                                                   \
        if (!ri_network_available(NULL)) TEST_SKIP("oneDNN is not there"); \
    } while (0)
enum { SIDE = 16, CLASSES = 3, EACH = 8, COUNT = CLASSES * EACH };

struct bench { /* a small training on pictures in memory */
    struct ri_arena         mem;
    struct test_folder      folder;
    struct ri_listing       list;
    struct ri_picture_set   set;
    struct ri_recipe        recipe;
    struct ri_network_shape shape;
    struct ri_training      plan;
    size_t                  order[COUNT];
};

static void bench_open(struct bench *b, const char *network, unsigned epochs)
{
    *b = (struct bench){0};
    ri_arena_init(&b->mem, SIZE_MAX);
    test_folder_open(&b->folder);
    test_classes(&b->folder, CLASSES, EACH);
    CHECK_STATUS(ri_listing_folder(b->folder.path, &b->mem, &b->list, NULL), RI_OK);
    CHECK_STATUS(ri_picture_set_read(&b->list, SIDE, 0, NULL, &b->mem, &b->set, NULL), RI_OK);
    CHECK_STATUS(ri_recipe_find(network, &b->recipe, NULL), RI_OK);
    CHECK_STATUS(ri_recipe_shape(&b->recipe, SIDE, CLASSES, &b->shape, NULL), RI_OK);
    for (size_t i = 0; i < COUNT; i++) b->order[i] = i;
    b->recipe.epochs = epochs;
    b->recipe.batch = 8;
    b->plan = (struct ri_training){.recipe = &b->recipe,
                                   .shape = &b->shape,
                                   .learn = &b->set,
                                   .learn_order = b->order,
                                   .learn_count = COUNT,
                                   .held = &b->set,
                                   .held_order = b->order,
                                   .held_count = COUNT,
                                   .class_count = CLASSES,
                                   .seed = 11};
}

static void bench_close(struct bench *b)
{
    ri_picture_set_release(&b->set);
    test_folder_close(&b->folder);
    ri_arena_release(&b->mem);
}

static struct ri_progress_of_training run(struct bench *b)
{
    struct ri_progress_of_training at = {0};
    CHECK_STATUS(ri_training_begin(&b->plan, &b->mem, &at, NULL), RI_OK);
    CHECK_STATUS(ri_training_run(&b->plan, NULL, &at, NULL, NULL), RI_OK);
    return at;
}

TEST(networks_learn_what_tells_classes_apart)
{
    NEEDS_ONEDNN;
    static const char *const names[] = {"reference", "default"};
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        struct bench b;
        bench_open(&b, names[i], 12);
        const struct ri_progress_of_training at = run(&b);
        CHECK_INT(at.epochs_done, 12);
        if (!(at.curve[11].held_accuracy > 0.9))
            ri_test_fail(__FILE__, __LINE__, "%s: %g right", names[i], at.curve[11].held_accuracy);
        bench_close(&b);
    }
}

struct keeper {
    unsigned                at;
    struct ri_text          bytes;
    const struct ri_recipe *recipe;
};

/* Keeps the checkpoint of one epoch, then stops as a kill would. */
static ri_status keep(void *context, const struct ri_progress_of_training *at, struct ri_error *err)
{
    struct keeper *keeper = context;
    if (at->epochs_done != keeper->at) return RI_OK;
    RI_TRY(ri_checkpoint_write(at, "key", keeper->recipe, &keeper->bytes, err));
    return ri_fail(err, RI_ECANCELLED, "killed");
}

TEST(a_training_that_went_on_ends_with_the_same_weights)
{
    NEEDS_ONEDNN;
    struct bench  b;
    struct keeper keeper = {.at = 2};
    bool          fits;
    bench_open(&b, "default", 5);
    keeper.recipe = &b.recipe;
    const struct ri_progress_of_training whole = run(&b), again = run(&b);
    struct ri_progress_of_training       part;
    CHECK_INT(memcmp(whole.values, again.values, whole.total * sizeof(float)), 0);
    b.plan.each = keep;
    b.plan.each_context = &keeper;
    CHECK_STATUS(ri_training_begin(&b.plan, &b.mem, &part, NULL), RI_OK);
    CHECK_STATUS(ri_training_run(&b.plan, NULL, &part, NULL, NULL), RI_ECANCELLED);
    b.plan.each = NULL;
    CHECK_STATUS(ri_training_begin(&b.plan, &b.mem, &part, NULL), RI_OK);
    const struct ri_view    bytes = {keeper.bytes.at, keeper.bytes.length};
    struct ri_training_seen seen;
    CHECK_STATUS(ri_checkpoint_look(bytes, &b.mem, &seen, NULL), RI_OK);
    CHECK_INT(seen.epochs_done, 2);
    CHECK_INT(seen.epochs, 5);
    CHECK_NEAR(seen.curve[1].loss, whole.curve[1].loss, 0);
    CHECK_NEAR(seen.seconds_left, 3 * COUNT / seen.curve[1].pictures_per_s, 1e-9);
    CHECK_STATUS(ri_checkpoint_look((struct ri_view){bytes.at, 150}, &b.mem, &seen, NULL),
                 RI_EDATA);
    CHECK_STATUS(ri_checkpoint_read(bytes, "other", 5, &part, &fits, NULL), RI_OK);
    CHECK(!fits);
    keeper.bytes.at[bytes.length - 9] ^= 1;
    CHECK_STATUS(ri_checkpoint_read(bytes, "key", 5, &part, &fits, NULL), RI_OK);
    CHECK(!fits && !part.epochs_done);
    keeper.bytes.at[bytes.length - 9] ^= 1;
    CHECK_STATUS(ri_checkpoint_read((struct ri_view){bytes.at, bytes.length - 1}, "key", 5, &part,
                                    &fits, NULL),
                 RI_OK);
    CHECK(!fits);
    CHECK_STATUS(ri_checkpoint_read(bytes, "key", 5, &part, &fits, NULL), RI_OK);
    CHECK(fits);
    CHECK_INT(part.epochs_done, 2);
    CHECK_STATUS(ri_training_run(&b.plan, NULL, &part, NULL, NULL), RI_OK);
    CHECK_INT(memcmp(whole.values, part.values, whole.total * sizeof(float)), 0);
    CHECK_NEAR(part.curve[4].loss, whole.curve[4].loss, 0);
    ri_text_release(&keeper.bytes);
    bench_close(&b);
}

TEST(stops_when_nothing_gets_better)
{
    NEEDS_ONEDNN;
    struct bench b;
    bench_open(&b, "reference", 50);
    b.recipe.optimiser.rate = 1e-12f; /* nothing changes, so nothing gets better */
    b.plan.patience = 3;
    const struct ri_progress_of_training at = run(&b);
    CHECK(at.epochs_done < 50);
    CHECK(at.epochs_done >= at.best_epoch + 3);
    bench_close(&b);
}

struct seen { /* weights after the best and after the last epoch */
    float *last;
    size_t total;
};

static ri_status see(void *context, const struct ri_progress_of_training *at, struct ri_error *err)
{
    (void)err;
    struct seen *seen = context;
    memcpy(seen->last, at->values, seen->total * sizeof *seen->last);
    return RI_OK;
}

/* Steps so long that it soon gets worse: the weights of the best epoch come back, not those of the last. */
TEST(stops_with_the_best_weights)
{
    NEEDS_ONEDNN;
    struct bench                   b;
    struct seen                    seen;
    struct ri_progress_of_training at = {0};
    bench_open(&b, "reference", 50);
    b.recipe.optimiser.rate = 0.05f;
    b.plan.patience = 2;
    b.plan.each = see;
    b.plan.each_context = &seen;
    CHECK_STATUS(ri_training_begin(&b.plan, &b.mem, &at, NULL), RI_OK);
    seen = (struct seen){.last = ri_arena_new(&b.mem, float, at.total), .total = at.total};
    CHECK_STATUS(ri_training_run(&b.plan, NULL, &at, NULL, NULL), RI_OK);
    CHECK_INT(at.epochs_done, at.best_epoch + 2);
    CHECK_INT(memcmp(at.values, at.best, at.total * sizeof(float)), 0);
    CHECK(memcmp(at.values, seen.last, at.total * sizeof(float)) != 0);
    bench_close(&b);
}

/* What the last layer adds for the two rare classes, beside what it adds for the one that is four times as frequent. */
static double lean(float balance)
{
    struct bench b;
    bench_open(&b, "reference", 3);
    b.recipe.balance = balance;
    for (size_t i = 0; i < 4; i++) b.order[EACH + i] = (1 + i / 2) * EACH + i % 2;
    b.plan.learn_count = EACH + 4;
    const struct ri_progress_of_training at = run(&b);
    const float                         *bias = at.values + at.total - CLASSES;
    const double ret = (double)bias[1] + (double)bias[2] - 2 * (double)bias[0];
    bench_close(&b);
    return ret;
}

TEST(rare_classes_count_more_where_asked_for)
{
    NEEDS_ONEDNN;
    CHECK(lean(1) > lean(0) + 1e-3);
}

static void make_model(struct bench *b, const struct ri_progress_of_training *at,
                       struct ri_picture_model *model)
{
    struct ri_recogniser *recogniser;
    *model = (struct ri_picture_model){.network = "default",
                                       .shape = b->shape,
                                       .input = b->recipe.input,
                                       .views = 2,
                                       .class_count = CLASSES,
                                       .classes = b->list.classes,
                                       .total = at->total,
                                       .weights = at->values,
                                       .seed = 11,
                                       .learn_count = COUNT,
                                       .fingerprint = "ab12",
                                       .temperature = 0.875,
                                       .threshold = 0.5,
                                       .epoch_count = at->epochs_done,
                                       .curve = at->curve,
                                       .example_count = COUNT,
                                       .examples = b->list.names,
                                       .example_labels = b->set.labels};
    model->accuracy = model->top5 = model->coverage = model->precision = 0.25;
    model->look_size = ri_look_size(model);
    model->looks = ri_arena_new(&b->mem, int8_t, (size_t)COUNT * model->look_size);
    CHECK_STATUS(ri_recogniser_new(model, 8, 1, &recogniser, NULL), RI_OK);
    CHECK_STATUS(
        ri_recogniser_looks(recogniser, &b->set, b->order, COUNT, NULL, model->looks, NULL), RI_OK);
    ri_recogniser_free(recogniser);
}

TEST(models_answer_after_a_file_as_before)
{
    NEEDS_ONEDNN;
    struct bench            b;
    struct ri_picture_model model, again;
    struct ri_recogniser   *one, *other;
    struct ri_answer        a[8], c[8];
    struct ri_text          file = {0}, second = {0};
    bench_open(&b, "default", 10);
    const struct ri_progress_of_training at = run(&b);
    make_model(&b, &at, &model);
    CHECK_STATUS(ri_picture_model_write(&model, &file, NULL), RI_OK);
    CHECK_STATUS(
        ri_picture_model_read((struct ri_view){file.at, file.length}, &b.mem, &again, NULL), RI_OK);
    CHECK_STATUS(ri_picture_model_write(&again, &second, NULL), RI_OK);
    CHECK(file.length == second.length && memcmp(file.at, second.at, file.length) == 0);
    CHECK_STATUS(ri_recogniser_new(&model, 8, 1, &one, NULL), RI_OK);
    CHECK_STATUS(ri_recogniser_new(&again, 1, 2, &other, NULL), RI_OK); /* one by one */
    CHECK_STATUS(ri_recognise(one, &b.set, b.order + 9, 8, a, NULL, NULL), RI_OK);
    for (size_t i = 0; i < 8; i++) {
        CHECK_STATUS(ri_recognise(other, &b.set, b.order + 9 + i, 1, &c[i], NULL, NULL), RI_OK);
        CHECK_INT(a[i].classes[0], c[i].classes[0]);
        CHECK_NEAR(a[i].confidence[0], c[i].confidence[0], 1e-4);
        CHECK_INT(a[i].count, CLASSES);
        CHECK(a[i].confidence[0] >= a[i].confidence[1]);
        CHECK_INT(a[i].nearest_count, RI_NEAREST);
        CHECK_INT(again.example_labels[a[i].nearest[0]], b.set.labels[9 + i]);
    }
    ri_recogniser_free(one);
    ri_recogniser_free(other);
    ri_text_release(&file);
    ri_text_release(&second);
    bench_close(&b);
}

/* Cut anywhere, or with a byte changed: refused or, in a harmless place of the card, read; never anything else. */
TEST(damaged_models_are_refused)
{
    NEEDS_ONEDNN;
    struct bench            b;
    struct ri_picture_model model, again;
    struct ri_text          file = {0};
    bench_open(&b, "reference", 1);
    const struct ri_progress_of_training at = run(&b);
    make_model(&b, &at, &model);
    CHECK_STATUS(ri_picture_model_write(&model, &file, NULL), RI_OK);
    const size_t head = file.length - at.total * sizeof(float) - COUNT * model.look_size;
    for (size_t n = 0; n < file.length; n += n < head ? 61 : 40013) {
        struct ri_arena mem;
        ri_arena_init(&mem, SIZE_MAX);
        CHECK(ri_picture_model_read((struct ri_view){file.at, n}, &mem, &again, NULL) != RI_OK);
        file.at[n] ^= 4;
        const ri_status status =
            ri_picture_model_read((struct ri_view){file.at, file.length}, &mem, &again, NULL);
        if (n >= head) CHECK_STATUS(status, RI_EDATA);
        file.at[n] ^= 4;
        ri_arena_release(&mem);
    }
    ri_text_release(&file);
    bench_close(&b);
}

struct memory {
    size_t planned, before_kb;
};

/* Line "VmHWM:" or "VmRSS:" of /proc/self/status. */
static size_t memory_kb(const char *name)
{
    char   line[256];
    size_t kb = 0;
    FILE  *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0) kb = strtoul(line + strlen(name), NULL, 10);
    if (file) fclose(file);
    return kb;
}

/* Every side fits the default network: where one is odd, both ways through a block end with the same number of pixels. */
TEST(the_default_network_takes_pictures_of_every_side)
{
    for (unsigned side = 8; side <= 130; side++) {
        struct ri_recipe        recipe;
        struct ri_network_shape shape;
        CHECK_STATUS(ri_recipe_find("default", &recipe, NULL), RI_OK);
        if (ri_recipe_shape(&recipe, side, 3, &shape, NULL) != RI_OK)
            ri_test_fail(__FILE__, __LINE__, "%u pixels a side", side);
        CHECK_INT(recipe.augment.area >= 0.8f, side <= 40); /* chance does less to small pictures */
    }
}

static void note_planned(void *context, size_t bytes)
{
    ((struct memory *)context)->planned = bytes;
}

/* The reference network at its own size: what is stated before the first step is what the process then takes; beyond it there is an
 * eighth for AddressSanitizer and what oneDNN compiles. */
TEST(memory_is_stated_before_the_start_and_kept_to)
{
    NEEDS_ONEDNN;
    struct bench  b;
    struct memory memory = {0};
    FILE         *reset = fopen("/proc/self/clear_refs", "w"); /* 5: the peak counts from here */
    bench_open(&b, "reference", 1);
    CHECK_STATUS(ri_recipe_find("reference", &b.recipe, NULL), RI_OK);
    CHECK_STATUS(ri_recipe_shape(&b.recipe, 100, CLASSES, &b.shape, NULL), RI_OK);
    b.recipe.epochs = 1;
    b.plan.planned = note_planned;
    b.plan.each_context = &memory;
    const bool is_reset = reset && fputs("5", reset) >= 0 && fclose(reset) == 0;
    memory.before_kb = memory_kb("VmRSS:");
    run(&b);
    const size_t taken = (memory_kb("VmHWM:") - memory.before_kb) << 10;
    CHECK(memory.planned > (size_t)100 << 20);
    if (is_reset &&
        (taken > memory.planned * 9 / 8 + ((size_t)64 << 20) || taken < memory.planned / 2))
        ri_test_fail(__FILE__, __LINE__, "planned %zu MB, took %zu MB", memory.planned >> 20,
                     taken >> 20);
    b.plan.memory_limit = memory.planned / 4;
    struct ri_progress_of_training at;
    CHECK_STATUS(ri_training_begin(&b.plan, &b.mem, &at, NULL), RI_OK);
    CHECK_STATUS(ri_training_run(&b.plan, NULL, &at, NULL, NULL), RI_ENOMEM);
    bench_close(&b);
}

/* ---- Surety and evaluation, by hand ------------------------------------------------------------------------ */

TEST(temperature_makes_confidence_honest)
{
    enum { ROWS = 400 };
    float    scores[ROWS * 2];
    uint32_t labels[ROWS];
    /* scores of 2 and 0 say 88 %, but only three in four are right: log(3) = 2 / T */
    for (size_t i = 0; i < ROWS; i++) {
        scores[2 * i] = 2;
        scores[2 * i + 1] = 0;
        labels[i] = i % 4 == 0;
    }
    CHECK_NEAR(ri_temperature_fit(scores, labels, ROWS, 2), 2 / log(3),
               0.05); /* the prior pulls a little towards 1 */
    CHECK_NEAR(ri_temperature_fit(scores, labels, 0, 2), 1, 0);
}

TEST(thresholds_keep_their_word)
{
    /* confidences .9 right, .8 right, .7 wrong, .6 right, .55 wrong */
    static const float    p[] = {.9f, .1f, .8f, .2f, .7f, .3f, .6f, .4f, .55f, .45f};
    static const uint32_t labels[] = {0, 0, 1, 0, 1};
    struct ri_surety      sure = ri_surety_choose(p, labels, 5, 2, 0.9);
    CHECK_NEAR(sure.threshold, 0.8, 1e-9);
    CHECK_NEAR(sure.coverage, 0.4, 1e-12);
    CHECK_NEAR(sure.precision, 1, 1e-12);
    sure = ri_surety_choose(p, labels, 5, 2, 0.7);
    CHECK_NEAR(sure.threshold, 0.6, 1e-9);
    CHECK_NEAR(sure.precision, 0.75, 1e-12);
    static const uint32_t wrong[] = {1, 1, 0, 1, 0};
    sure = ri_surety_choose(p, wrong, 5, 2, 0.9); /* never reached: the best there is, 2 of 5 */
    CHECK_NEAR(sure.precision, 0.4, 1e-12);
    CHECK_NEAR(sure.coverage, 1, 1e-12);
}

TEST(evaluation_counts)
{
    static const float    p[] = {.7f, .2f, .1f, .1f, .85f, .05f, .5f, .3f, .2f};
    static const uint32_t labels[] = {0, 2, 1}, of[] = {0, 1, 1};
    struct ri_evaluation  e;
    struct ri_arena       mem;
    float                 joined[6];
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_evaluate(p, labels, 3, 3, &mem, &e, NULL), RI_OK);
    CHECK_INT(e.right, 1);
    CHECK_INT(e.among, 3);
    CHECK_INT(e.confusion[2 * 3 + 1], 1);
    CHECK_INT(e.bins[8].count, 1);
    CHECK_NEAR(e.calibration_error, (0.3 + 0.85 + 0.5) / 3, 1e-6);
    ri_evaluate_join(p, 3, 3, of, 2, joined);
    CHECK_NEAR((double)joined[3], 0.9, 1e-6);
    ri_arena_release(&mem);
    ri_arena_init(&mem, 16);
    CHECK_STATUS(ri_evaluate(p, labels, 3, 3, &mem, &e, NULL), RI_ENOMEM);
    ri_arena_release(&mem);
}
