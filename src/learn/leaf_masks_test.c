/* Equal to LightGBM's own answers to the last bit: numbers of double go to the library, the same numbers as float to the masks. */
#include "leaf_masks.h"

#include "base/random.h"
#include "base/test.h"
#include "lightgbm.h"

#include <math.h>

enum { ROWS = 900, COLUMNS = 5, WORDS = 70 };
struct made {
    float   x[ROWS * COLUMNS], y[ROWS];
    double  same[ROWS * COLUMNS], from_masks[ROWS], from_library[ROWS];
    uint8_t categorical[COLUMNS];
};

/* Columns: two numbers, one of them often missing, a few codes, many codes, and one with zeros. */
static void make_rows(struct made *made)
{
    struct ri_random random;
    ri_random_init(&random, 7, 0);
    *made = (struct made){.categorical = {0, 0, 1, 1, 0}};
    for (size_t r = 0; r < ROWS; r++) {
        float *x = made->x + r * COLUMNS;
        x[0] = (float)(ri_random_uniform(&random) * 10 - 5);
        x[1] = ri_random_below(&random, 4) ? (float)ri_random_uniform(&random) : NAN;
        x[2] = (float)ri_random_below(&random, 7);
        x[3] = ri_random_below(&random, 9) ? (float)ri_random_below(&random, WORDS) : NAN;
        x[4] = (float)ri_random_below(&random, 3) - 1;
        made->y[r] = fabsf(x[0]) + (isnan(x[1]) ? 3 : x[1]) + (x[2] == 3 ? 4.0f : 0) +
                     (isnan(x[3]) ? 1 : fmodf(x[3], 5)) + (x[4] > 0 ? 2.0f : 0);
    }
    for (size_t i = 0; i < ROWS * COLUMNS; i++) made->same[i] = (double)made->x[i];
}

static struct ri_learned *train(const struct made *made, ri_objective objective, int64_t leaves)
{
    struct ri_learn_settings settings;
    struct ri_learned       *learned = NULL;
    ri_learn_defaults(&ri_learner_boost, &settings);
    settings.objective = objective;
    settings.trees = 40;
    settings.leaves = leaves;
    settings.min_leaf = 5;
    const struct ri_learn_data data = {.in = {.rows = ROWS, .columns = COLUMNS, .x32 = made->x},
                                       .target = made->y,
                                       .categorical = made->categorical};
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, NULL), RI_OK);
    return learned;
}

static void ask_both(struct made *made, const struct ri_learned *learned, unsigned threads)
{
    const struct ri_learn_rows floats = {.rows = ROWS, .columns = COLUMNS, .x32 = made->x};
    const struct ri_learn_rows doubles = {.rows = ROWS, .columns = COLUMNS, .x64 = made->same};
    CHECK_STATUS(ri_learned_predict(learned, &floats, threads, made->from_masks, NULL), RI_OK);
    CHECK_STATUS(ri_learned_predict(learned, &doubles, threads, made->from_library, NULL), RI_OK);
    size_t apart = 0;
    for (size_t r = 0; r < ROWS; r++) apart += made->from_masks[r] != made->from_library[r];
    CHECK_INT((int64_t)apart, 0);
}

static bool serves(const struct ri_learned *learned, size_t columns)
{
    struct ri_text     text = {0};
    struct leaf_masks *masks = NULL;
    CHECK_STATUS(ri_learned_save(learned, &text, NULL), RI_OK);
    CHECK_STATUS(leaf_masks_read((struct ri_view){text.at, text.length}, columns, &masks, NULL),
                 RI_OK);
    const bool found = masks != NULL;
    leaf_masks_free(masks);
    ri_text_release(&text);
    return found;
}

TEST(every_objective_answers_as_the_library)
{
    static struct made made;
    make_rows(&made);
    for (int objective = 0; objective < RI_OBJECTIVE_COUNT; objective++) {
        struct ri_learned *learned = train(&made, (ri_objective)objective, 31);
        CHECK(serves(learned, COLUMNS));
        ask_both(&made, learned, 1 + (unsigned)objective % 2);
        ri_learned_free(learned);
    }
}

TEST(values_that_training_never_saw)
{
    static struct made made;
    static const float odd[] = {NAN,    INFINITY, -INFINITY, 0,  -0.0f, 1e-36f, -1e-36f,
                                1e-35f, -0.5f,    -1,        31, 32,    63,     64,
                                69,     70,       95,        96, 1e9f,  3e38f};
    make_rows(&made);
    struct ri_learned *learned = train(&made, RI_OBJECTIVE_SQUARES, 32);
    struct ri_random   random;
    ri_random_init(&random, 8, 0);
    for (size_t i = 0; i < ROWS * COLUMNS; i++) {
        if (ri_random_below(&random, 2)) made.x[i] = odd[ri_random_below(&random, RI_COUNT(odd))];
        made.same[i] = (double)made.x[i];
    }
    ask_both(&made, learned, 2);
    ri_learned_free(learned);
}

/* The floats around every threshold of a model, in the place of column 0. */
struct thresholds {
    struct made *made;
    size_t       row;
};
static ri_status no_head(void *context, const struct lightgbm_head *head, struct ri_error *err)
{
    (void)context, (void)head, (void)err;
    return RI_OK;
}

static ri_status take_thresholds(void *context, const struct lightgbm_tree *tree,
                                 struct ri_error *err)
{
    struct thresholds *at = context;
    struct ri_view     list = tree->threshold, word;
    double             threshold;
    while (at->row + 3 <= ROWS && lightgbm_cut(&list, ' ', &word) &&
           lightgbm_number(word, &threshold))
        for (int side = -1; side <= 1; side++)
            at->made->x[at->row++ * COLUMNS] =
                side ? nextafterf((float)threshold, (float)side * INFINITY) : (float)threshold;
    (void)err;
    return RI_OK;
}

TEST(the_floats_around_every_threshold)
{
    static struct made made;
    struct ri_text     text = {0};
    make_rows(&made);
    for (size_t r = 0; r < ROWS; r++) made.y[r] = fabsf(made.x[r * COLUMNS]);
    struct ri_learned *learned = train(&made, RI_OBJECTIVE_SQUARES, 8);
    CHECK_STATUS(ri_learned_save(learned, &text, NULL), RI_OK);
    struct thresholds            at = {.made = &made};
    const struct lightgbm_reader reader = {&at, no_head, take_thresholds};
    CHECK_STATUS(lightgbm_read_text((struct ri_view){text.at, text.length}, COLUMNS, &reader, NULL),
                 RI_OK);
    CHECK(at.row > 600);
    for (size_t i = 0; i < ROWS * COLUMNS; i++) made.same[i] = (double)made.x[i];
    ask_both(&made, learned, 1);
    ri_text_release(&text);
    ri_learned_free(learned);
}

TEST(other_models_stay_with_the_library)
{
    static struct made made;
    make_rows(&made);
    struct ri_learned *large = train(&made, RI_OBJECTIVE_TWEEDIE, 33);
    CHECK(!serves(large, COLUMNS));
    ask_both(&made, large, 2);
    ri_learned_free(large);
}

TEST(few_rows_and_none)
{
    static struct made made;
    make_rows(&made);
    struct ri_learned *learned = train(&made, RI_OBJECTIVE_POISSON, 8);
    double             whole[ROWS];
    ask_both(&made, learned, 1);
    memcpy(whole, made.from_masks, sizeof whole);
    for (size_t rows = 0; rows < 70; rows += 23) {
        const struct ri_learn_rows some = {.rows = rows, .columns = COLUMNS, .x32 = made.x};
        made.from_masks[rows] = -1;
        CHECK_STATUS(ri_learned_predict(learned, &some, 2, made.from_masks, NULL), RI_OK);
        for (size_t r = 0; r < rows; r++) CHECK_NEAR(made.from_masks[r], whole[r], 0);
        CHECK_NEAR(made.from_masks[rows], -1, 0);
    }
    ri_learned_free(learned);
}
