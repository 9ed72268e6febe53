/* Every learner of the table, and the goldens from LightGBM through Python and scikit-learn. */
#include "library.h"
#include "lightgbm.h"
#include "testing.h"

#include <dirent.h>
#include <sys/resource.h>

static struct test_table table;

static struct ri_learned *train(const struct ri_learner *learner, struct ri_learn_settings settings,
                                unsigned threads)
{
    struct ri_learned *learned = NULL;
    struct ri_task     task = {.threads = threads};
    struct ri_error    err = {0};
    if (ri_learn_train(learner, &table.data, &settings, &task, &learned, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s: %s", learner->name, err.message);
    return learned;
}

static void predict(const struct ri_learned *learned, double *ret)
{
    CHECK_STATUS(ri_learned_predict(learned, &table.held, 1, ret, NULL), RI_OK);
}

static double r2(const float *y, const double *f, size_t n)
{
    double mean = 0, errors = 0, squares = 0;
    for (size_t i = 0; i < n; i++) mean += (double)y[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        errors += ((double)y[i] - f[i]) * ((double)y[i] - f[i]);
        squares += ((double)y[i] - mean) * ((double)y[i] - mean);
    }
    return 1 - errors / squares;
}

/* The library is the same and so are its parameters: the only difference is how numbers came in, so nothing beyond rounding may differ. */
static void check_golden(const char *name, const double *f)
{
    const struct ri_json_value *golden = ri_json_member(ri_json_root(table.golden), name);
    for (size_t i = 0; i < TEST_HELD; i++)
        CHECK_NEAR(f[i], test_number(ri_json_at(golden, i, NULL)), 1e-10);
}

TEST(learners_predict_what_python_predicts)
{
    static const struct {
        const char  *golden;
        ri_objective objective;
        double       quantile;
    } cases[] = {{"squares", RI_OBJECTIVE_SQUARES, 0.5},
                 {"tweedie", RI_OBJECTIVE_TWEEDIE, 0.5},
                 {"quantile", RI_OBJECTIVE_QUANTILE, 0.9}};
    double f[TEST_HELD];
    test_table_open(&table);
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ri_learn_settings settings;
        ri_learn_defaults(&ri_learner_boost, &settings);
        settings.objective = cases[i].objective;
        settings.quantile = cases[i].quantile;
        settings.seed = 42;
        struct ri_learned *learned = train(&ri_learner_boost, settings, 1);
        predict(learned, f);
        check_golden(cases[i].golden, f);
        ri_learned_free(learned);
    }
    test_table_close(&table);
}

TEST(forest_predicts_what_python_predicts)
{
    struct ri_learn_settings settings;
    double                   f[TEST_HELD];
    test_table_open(&table);
    ri_learn_defaults(&ri_learner_forest, &settings);
    settings.seed = 42;
    struct ri_learned *learned = train(&ri_learner_forest, settings, 1);
    predict(learned, f);
    check_golden("forest", f);
    ri_learned_free(learned);
    test_table_close(&table);
}

/* R2 on the rows of one fifth, learnt from the four others. */
static double fold_r2(size_t fold)
{
    static double            x[TEST_TRAINED * TEST_COLUMNS];
    static float             y[TEST_TRAINED];
    double                   f[TEST_HELD];
    struct ri_learn_settings settings;
    struct ri_learned       *learned = NULL;
    size_t                   n = 0;
    for (size_t i = 0; i < TEST_ROWS; i++) {
        if (i / TEST_HELD == fold) continue;
        memcpy(x + n * TEST_COLUMNS, table.x + i * TEST_COLUMNS, sizeof(double) * TEST_COLUMNS);
        y[n++] = table.y[i];
    }
    struct ri_learn_data data = table.data;
    data.in.x64 = x;
    data.target = y;
    ri_learn_defaults(&ri_learner_forest, &settings);
    settings.trees = 40; /* theirs has 100; more changes little */
    CHECK_STATUS(ri_learn_train(&ri_learner_forest, &data, &settings, NULL, &learned, NULL), RI_OK);
    table.held.x64 = table.x + fold * TEST_HELD * TEST_COLUMNS;
    predict(learned, f);
    ri_learned_free(learned);
    return r2(table.y + fold * TEST_HELD, f, TEST_HELD);
}

TEST(forest_is_not_worse_than_scikit_learn)
{
    double ours = 0, theirs = 0;
    test_table_open(&table);
    const struct ri_json_value *golden =
        ri_json_member(ri_json_root(table.golden), "sklearn_forest_r2");
    for (size_t fold = 0; fold < 5; fold++) {
        ours += fold_r2(fold) / 5;
        theirs += test_number(ri_json_at(golden, fold, NULL)) / 5;
    }
    if (!(ours >= theirs)) /* measured 0.71 and 0.65 */
        ri_test_fail(__FILE__, __LINE__, "R2 %.4f, scikit-learn %.4f", ours, theirs);
    test_table_close(&table);
}

/* ---- Properties over the table of learners ------------------------------------------------------------------------ */

TEST(learners_give_the_same_model_for_any_threads)
{
    setenv("OMP_WAIT_POLICY", "passive", 1);
    test_table_open(&table);
    for (size_t i = 0; ri_learners[i]; i++) {
        struct ri_learn_settings settings;
        struct ri_text           one = {0}, two = {0};
        ri_learn_defaults(ri_learners[i], &settings);
        settings.trees = 20;
        struct ri_learned *a = train(ri_learners[i], settings, 1);
        struct ri_learned *b = train(ri_learners[i], settings, 2);
        CHECK_STATUS(ri_learned_save(a, &one, NULL), RI_OK);
        CHECK_STATUS(ri_learned_save(b, &two, NULL), RI_OK);
        CHECK(one.length > 1000);
        CHECK(one.length == two.length && memcmp(one.at, two.at, one.length) == 0);
        ri_text_release(&one);
        ri_text_release(&two);
        ri_learned_free(a);
        ri_learned_free(b);
    }
    test_table_close(&table);
    unsetenv("OMP_WAIT_POLICY");
}

TEST(learners_read_back_what_they_save)
{
    double now[TEST_HELD], then[TEST_HELD];
    test_table_open(&table);
    for (size_t i = 0; ri_learners[i]; i++) {
        struct ri_learn_settings settings;
        struct ri_text           text = {0};
        struct ri_learned       *again = NULL;
        ri_learn_defaults(ri_learners[i], &settings);
        settings.trees = 10;
        struct ri_learned *learned = train(ri_learners[i], settings, 1);
        predict(learned, now);
        CHECK_STATUS(ri_learned_save(learned, &text, NULL), RI_OK);
        const struct ri_view view = {text.at, text.length};
        CHECK_STATUS(ri_learned_load(ri_learners[i], view, TEST_COLUMNS, &again, NULL), RI_OK);
        predict(again, then);
        CHECK(memcmp(now, then, sizeof now) == 0);
        struct ri_learned *other = NULL;
        CHECK_STATUS(ri_learned_load(ri_learners[i], view, TEST_COLUMNS + 1, &other, NULL),
                     RI_EDATA);
        CHECK_STATUS(ri_learned_load(ri_learners[i], (struct ri_view){text.at, text.length / 2},
                                     TEST_COLUMNS, &other, NULL),
                     RI_EDATA);
        ri_text_release(&text);
        ri_learned_free(learned);
        ri_learned_free(again);
    }
    test_table_close(&table);
}

TEST(contributions_sum_to_the_prediction_and_importances_are_found)
{
    static double            parts[TEST_HELD * (TEST_COLUMNS + 1)];
    double                   f[TEST_HELD], gains[TEST_COLUMNS];
    struct ri_learn_settings settings;
    test_table_open(&table);
    ri_learn_defaults(&ri_learner_boost, &settings);
    struct ri_learned *learned = train(&ri_learner_boost, settings, 1);
    predict(learned, f);
    CHECK_STATUS(ri_learned_contributions(learned, &table.held, 1, parts, NULL), RI_OK);
    for (size_t i = 0; i < TEST_HELD; i++) {
        double sum = 0;
        for (size_t c = 0; c <= TEST_COLUMNS; c++) sum += parts[i * (TEST_COLUMNS + 1) + c];
        CHECK_NEAR(sum, f[i], 1e-6);
    }
    CHECK_STATUS(ri_learned_importance(learned, gains, NULL), RI_OK);
    for (size_t c = 0; c < TEST_COLUMNS; c++) CHECK(gains[1] >= gains[c]); /* the price made it */
    ri_learned_free(learned);
    test_table_close(&table);
}

TEST(missing_values_and_floats_are_read)
{
    static float             x32[TEST_ROWS * TEST_COLUMNS];
    double                   wide[TEST_HELD], narrow[TEST_HELD];
    struct ri_learn_settings settings;
    struct ri_learned       *learned = NULL;
    test_table_open(&table);
    ri_learn_defaults(&ri_learner_boost, &settings);
    settings.trees = 50;
    for (size_t i = 0; i < TEST_ROWS * TEST_COLUMNS; i++) x32[i] = (float)table.x[i];
    struct ri_learn_data data = table.data;
    data.in.x64 = NULL;
    data.in.x32 = x32;
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, NULL), RI_OK);
    predict(learned, wide);
    const struct ri_learn_rows held = {
        .rows = TEST_HELD, .columns = TEST_COLUMNS, .x32 = x32 + TEST_TRAINED * TEST_COLUMNS};
    CHECK_STATUS(ri_learned_predict(learned, &held, 1, narrow, NULL), RI_OK);
    CHECK(r2(table.y + TEST_TRAINED, wide, TEST_HELD) > 0.5);
    CHECK(r2(table.y + TEST_TRAINED, narrow, TEST_HELD) > 0.5);
    ri_learned_free(learned);
    test_table_close(&table);
}

TEST(learners_refuse_what_they_cannot_learn)
{
    struct ri_learn_settings settings;
    struct ri_learned       *learned = NULL;
    struct ri_error          err;
    test_table_open(&table);
    ri_learn_defaults(&ri_learner_boost, &settings);
    struct ri_learn_data data = table.data;
    data.in.rows = 0;
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, &err),
                 RI_EDATA);
    data = table.data;
    table.y[6] = NAN;
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, &err),
                 RI_EDATA);
    CHECK_TEXT(err.message, "row 7 has no target");
    table.y[6] = -2.5F;
    settings.objective = RI_OBJECTIVE_TWEEDIE;
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, &err),
                 RI_EDATA);
    CHECK(strstr(err.message, "row 7") != NULL && strstr(err.message, "-2.5") != NULL);
    CHECK_STATUS(ri_learn_train(&ri_learner_forest, &data, &settings, NULL, &learned, &err),
                 RI_EDATA);
    table.y[6] = 2.5F;
    CHECK_STATUS(ri_learn_train(&ri_learner_forest, &data, &settings, NULL, &learned, &err),
                 RI_EUSAGE);
    struct ri_task cancelled = {0};
    ri_task_cancel(&cancelled);
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, &cancelled, &learned, &err),
                 RI_ECANCELLED);
    settings.objective = RI_OBJECTIVE_SQUARES;
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, NULL), RI_OK);
    double               answer[TEST_HELD];
    struct ri_learn_rows narrow = table.held;
    narrow.columns--;
    CHECK_STATUS(ri_learned_predict(learned, &narrow, 1, answer, &err), RI_EUSAGE);
    CHECK_TEXT(err.message, "the model was trained on 8 columns; got 7");
    ri_learned_free(learned);
    const struct ri_learner *found;
    CHECK_STATUS(ri_learner_find("forst", &found, &err), RI_EUSAGE);
    CHECK(strstr(err.message, "did you mean 'forest'") != NULL);
    test_table_close(&table);
}

/* The first hundred rows twice over say what the same rows said once with a weight of 2; a weight that is none is refused. */
TEST(weights_count_as_that_many_rows)
{
    enum { ONCE = 200, TWICE = 100 };
    static double            x[(ONCE + TWICE) * TEST_COLUMNS];
    static float             y[ONCE + TWICE], weight[ONCE];
    double                   weighted[TEST_HELD], repeated[TEST_HELD], plain[TEST_HELD], apart = 0;
    struct ri_learn_settings settings;
    struct ri_error          err;
    test_table_open(&table);
    ri_learn_defaults(&ri_learner_boost, &settings);
    settings.trees = 1;
    settings.leaves = 2; /* one split, wherever the sums of both sides say */
    settings.row_share = settings.column_share = settings.rate = 1;
    settings.min_leaf = 1; /* rows, whatever they weigh */
    for (size_t i = 0; i < ONCE + TWICE; i++) {
        memcpy(x + i * TEST_COLUMNS, table.x + i % ONCE * TEST_COLUMNS, TEST_COLUMNS * sizeof *x);
        y[i] = table.y[i % ONCE];
        if (i < ONCE) weight[i] = i < TWICE ? 2 : 1;
    }
    const float *const weights[] = {weight, NULL, NULL};
    const size_t       rows[] = {ONCE, ONCE + TWICE, ONCE};
    double *const      answers[] = {weighted, repeated, plain};
    for (size_t k = 0; k < RI_COUNT(rows); k++) {
        const struct ri_learn_data data = {
            .in = {.rows = rows[k], .columns = TEST_COLUMNS, .x64 = x},
            .target = y,
            .weight = weights[k]};
        struct ri_learned *learned = NULL;
        CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, NULL),
                     RI_OK);
        predict(learned, answers[k]);
        ri_learned_free(learned);
    }
    for (size_t i = 0; i < TEST_HELD; i++) {
        CHECK_NEAR(weighted[i], repeated[i], 1e-4);
        apart += fabs(weighted[i] - plain[i]);
    }
    CHECK(apart > 1);
    weight[5] = -1;
    const struct ri_learn_data data = {
        .in = {.rows = ONCE, .columns = TEST_COLUMNS, .x64 = x}, .target = y, .weight = weight};
    struct ri_learned *learned = NULL;
    CHECK_STATUS(ri_learn_train(&ri_learner_boost, &data, &settings, NULL, &learned, &err),
                 RI_EDATA);
    CHECK_TEXT(err.message, "row 6: -1 is no weight");
    test_table_close(&table);
}

/* ---- Threads -------------------------------------------------------------------------------------------------------- */

static size_t threads_of_process(void)
{
    size_t count = 0;
    DIR   *tasks = opendir("/proc/self/task");
    while (tasks && readdir(tasks)) count++;
    if (tasks) closedir(tasks);
    return count;
}

/* As a library nobody has told OpenMP to sleep while it waits; then training keeps to the thread of its caller, whatever the task allows. */
TEST(a_library_trains_on_one_thread_unless_told)
{
    struct ri_learn_settings settings;
    struct rusage            before, after;
    test_table_open(&table);
    unsetenv("OMP_WAIT_POLICY");
    CHECK_INT(library_threads(4), 1);
    setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
    CHECK_INT(library_threads(4), 4);
    unsetenv("OMP_WAIT_POLICY");
    ri_learn_defaults(&ri_learner_boost, &settings);
    const size_t  threads = threads_of_process();
    const int64_t start = ri_monotonic_us();
    getrusage(RUSAGE_SELF, &before);
    ri_learned_free(train(&ri_learner_boost, settings, 4));
    getrusage(RUSAGE_SELF, &after);
    const double wall = (double)(ri_monotonic_us() - start) / 1e6;
    const double cpu = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
                       (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6 +
                       (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
                       (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
    CHECK_INT(threads_of_process(), threads);
    CHECK(cpu <= 1.5 * wall + 0.05);
    test_table_close(&table);
}

/* ---- Settings --------------------------------------------------------------------------------------------------------- */

TEST(settings_are_read_back_and_bounded)
{
    struct ri_learn_settings settings, again;
    struct ri_error          err;
    char                     text[32];
    ri_learn_defaults(&ri_learner_boost, &settings);
    CHECK_STATUS(ri_learn_set(&settings, "trees", "385", &err), RI_OK);
    CHECK_STATUS(ri_learn_set(&settings, "rate", "0.0385", &err), RI_OK);
    CHECK_STATUS(ri_learn_set(&settings, "objective", "tweedie", &err), RI_OK);
    ri_learn_defaults(&ri_learner_forest, &again);
    for (size_t i = 0; i < ri_learn_setting_count(); i++) {
        ri_learn_setting_text(&settings, i, text);
        CHECK_STATUS(ri_learn_set(&again, ri_learn_setting_name(i), text, &err), RI_OK);
    }
    CHECK(memcmp(&settings, &again, sizeof again) == 0);
    static const struct {
        const char *name, *text, *says;
    } bad[] = {{"tree", "3", "did you mean 'trees'"}, {"trees", "0", "from 1 to 100000; got '0'"},
               {"trees", "3.5", "a whole number"},    {"rate", "nan", "a number"},
               {"rate", "1.5", "from 1e-06 to 1"},    {"objective", "l2", "squares, absolute"}};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        CHECK_STATUS(ri_learn_set(&settings, bad[i].name, bad[i].text, &err), RI_EUSAGE);
        if (!strstr(err.message, bad[i].says))
            ri_test_fail(__FILE__, __LINE__, "'%s' lacks '%s'", err.message, bad[i].says);
    }
    /* the ends of each range are in it */
    static const char *const ends[][2] = {
        {"trees", "1"},  {"trees", "100000"},   {"depth", "0"},     {"rate", "1"},
        {"bins", "2"},   {"bins", "65535"},     {"row-share", "1"}, {"l2", "0"},
        {"leaves", "2"}, {"tweedie-power", "1"}};
    for (size_t i = 0; i < RI_COUNT(ends); i++)
        CHECK_STATUS(ri_learn_set(&settings, ends[i][0], ends[i][1], &err), RI_OK);
}
