/* Boosted trees and random forests by LightGBM. A model lives as a booster read back from its own text, so that what is
 * asked now is what a saved file will answer, and training data is not kept. */
#include "lightgbm.h"

#include "leaf_masks.h"
#include "library.h"

enum { FLOAT32, FLOAT64 };                        /* C_API_DTYPE_ */
enum { PREDICT_NORMAL = 0, PREDICT_CONTRIB = 3 }; /* C_API_PREDICT_ */
enum { IMPORTANCE_GAIN = 1 };

#define END_OF_TREES "\nend of trees\n"

struct state {
    const struct lightgbm *library;
    void                  *booster;
    struct leaf_masks     *masks; /* NULL: the booster is asked itself */
};

static const char *const native_objective[] = {
#define NATIVE(code, text, native) native,
    RI_OBJECTIVE_MAP(NATIVE)
#undef NATIVE
};

static ri_status failed(const struct lightgbm *library, const char *doing, struct ri_error *err)
{
    return ri_fail(err, RI_EUPSTREAM, "LightGBM, %s: %s", doing, library->GetLastError());
}

static void release(void *at)
{
    struct state *state = at;
    if (state->booster) state->library->BoosterFree(state->booster);
    leaf_masks_free(state->masks);
    free(state);
}

/* ---- Training -------------------------------------------------------------------------------------------------- */

static void boost_defaults(struct ri_learn_settings *settings)
{
    settings->objective = RI_OBJECTIVE_SQUARES;
    settings->trees = 200;
    settings->leaves = 31;
    settings->min_leaf = 20;
    settings->bins = 255;
    settings->rate = 0.05;
    settings->column_share = 0.8;
    settings->row_share = 0.8;
    settings->l2 = 1;
}

/* Trees grown out, each on 0.632 of the rows (what a bootstrap sample holds of them, without the repeats). */
static void forest_defaults(struct ri_learn_settings *settings)
{
    settings->objective = RI_OBJECTIVE_SQUARES;
    settings->trees = 100;
    settings->leaves = 4096;
    settings->min_leaf = 1;
    settings->bins = 1023;
    settings->rate = 1;
    settings->column_share = 1;
    settings->row_share = 0.632;
    settings->l2 = 0;
}

static void put_parameters(const struct ri_learn_data     *data,
                           const struct ri_learn_settings *settings, const char *kind,
                           unsigned threads, struct ri_text *out)
{
    const bool    bagged = settings->row_share < 1;
    const int64_t fit =
        (int64_t)data->in.rows / settings->min_leaf; /* more leaves only cost room */
    const int64_t leaves = settings->leaves < fit ? settings->leaves : fit > 2 ? fit : 2;
    ri_text_printf(out,
                   "boosting=%s objective=%s num_iterations=%lld num_leaves=%lld max_depth=%lld",
                   kind, native_objective[settings->objective], (long long)settings->trees,
                   (long long)leaves, settings->depth ? (long long)settings->depth : -1);
    ri_text_printf(out, " min_data_in_leaf=%lld min_sum_hessian_in_leaf=0 max_bin=%lld",
                   (long long)settings->min_leaf, (long long)settings->bins);
    ri_text_printf(out, " min_data_in_bin=%d learning_rate=%.17g feature_fraction_bynode=%.17g",
                   settings->min_leaf < 3 ? 1 : 3, settings->rate, settings->column_share);
    ri_text_printf(out, " bagging_fraction=%.17g bagging_freq=%d lambda_l2=%.17g",
                   settings->row_share, bagged, settings->l2);
    ri_text_printf(out, " alpha=%.17g tweedie_variance_power=%.17g seed=%lld", settings->quantile,
                   settings->tweedie_power, (long long)settings->seed);
    ri_text_printf(out,
                   " deterministic=true force_col_wise=true feature_pre_filter=false "
                   "num_threads=%u verbosity=-1",
                   threads);
    if (strcmp(kind, "rf") == 0) /* the usual brakes on splits by category are meant for boosting */
        ri_text_puts(out, " min_data_per_group=5 cat_smooth=1 cat_l2=0");
    const char *lead = " categorical_feature=";
    for (size_t i = 0; data->categorical && i < data->in.columns; i++) {
        if (!data->categorical[i]) continue;
        ri_text_printf(out, "%s%zu", lead, i);
        lead = ",";
    }
}

static ri_status make_dataset(const struct lightgbm *library, const struct ri_learn_data *data,
                              const char *parameters, void **ret, struct ri_error *err)
{
    const struct ri_learn_rows *in = &data->in;
    const int                   rows = (int)in->rows;
    const void                 *x = in->x64 ? (const void *)in->x64 : (const void *)in->x32;
    if (library->DatasetCreateFromMat(x, in->x64 ? FLOAT64 : FLOAT32, rows, (int)in->columns, 1,
                                      parameters, NULL, ret))
        return failed(library, "reading the training data", err);
    if (library->DatasetSetField(*ret, "label", data->target, rows, FLOAT32) ||
        (data->start && library->DatasetSetField(*ret, "init_score", data->start, rows, FLOAT64)) ||
        (data->weight && library->DatasetSetField(*ret, "weight", data->weight, rows, FLOAT32))) {
        library->DatasetFree(*ret);
        return failed(library, "reading targets and weights", err);
    }
    return RI_OK;
}

static ri_status grow(const struct lightgbm *library, void *booster, int64_t trees,
                      struct ri_task *task, struct ri_error *err)
{
    int finished = 0;
    for (int64_t i = 0; i < trees && !finished; i++) { /* finished: no split helps any more */
        RI_TRY(ri_task_check(task, err));
        ri_task_progress(task, "training", (uint64_t)i, (uint64_t)trees, "trees");
        if (library->BoosterUpdateOneIter(booster, &finished))
            return failed(library, "growing a tree", err);
    }
    return RI_OK;
}

static ri_status text_of(const struct lightgbm *library, void *booster, struct ri_text *out,
                         struct ri_error *err)
{
    int64_t length = 0;
    if (library->BoosterSaveModelToString(booster, 0, -1, IMPORTANCE_GAIN, 0, &length, NULL))
        return failed(library, "writing the model", err);
    char *text = malloc((size_t)length);
    if (!text)
        return ri_fail(err, RI_ENOMEM, "no room for a model of %lld bytes", (long long)length);
    const int bad =
        library->BoosterSaveModelToString(booster, 0, -1, IMPORTANCE_GAIN, length, &length, text);
    /* What follows the trees repeats parameters, the number of threads among them: not part of the model. */
    const char *end = bad ? NULL : strstr(text, END_OF_TREES);
    if (!bad)
        ri_text_add(out, text,
                    end ? (size_t)(end - text) + sizeof END_OF_TREES - 1 : (size_t)length - 1);
    free(text);
    return bad ? failed(library, "writing the model", err) : ri_text_check(out, err);
}

static ri_status read_into(struct state *state, const struct ri_text *text, size_t columns,
                           struct ri_error *err)
{
    int         iterations;
    const char *at = text->at ? text->at : "";
    RI_TRY(leaf_masks_read((struct ri_view){at, text->length}, columns, &state->masks, err));
    if (state->library->BoosterLoadModelFromString(at, &iterations, &state->booster)) {
        state->booster = NULL;
        return ri_fail(err, RI_EDATA, "LightGBM cannot read the model: %s",
                       state->library->GetLastError());
    }
    return RI_OK;
}

static ri_status read_back(const struct lightgbm *library, const struct ri_text *text,
                           size_t columns, void **ret, struct ri_error *err)
{
    struct state *state = calloc(1, sizeof *state);
    if (!state) return ri_fail(err, RI_ENOMEM, "no room for a model");
    state->library = library;
    const ri_status status = read_into(state, text, columns, err);
    if (status == RI_OK)
        *ret = state;
    else
        release(state);
    return status;
}

static ri_status grow_text(const struct lightgbm *library, const struct ri_learn_data *data,
                           const struct ri_learn_settings *settings, const char *parameters,
                           struct ri_task *task, struct ri_text *out, struct ri_error *err)
{
    void *dataset = NULL, *booster = NULL;
    RI_TRY(make_dataset(library, data, parameters, &dataset, err));
    ri_status status = library->BoosterCreate(dataset, parameters, &booster)
                           ? failed(library, "starting", err)
                           : RI_OK;
    if (status == RI_OK) status = grow(library, booster, settings->trees, task, err);
    if (status == RI_OK) status = text_of(library, booster, out, err);
    if (booster) library->BoosterFree(booster);
    library->DatasetFree(dataset);
    return status;
}

static ri_status train(const struct ri_learn_data *data, const struct ri_learn_settings *settings,
                       const char *kind, struct ri_task *task, void **ret, struct ri_error *err)
{
    const struct lightgbm *library;
    struct ri_text         parameters = {0}, text = {0};
    RI_TRY(lightgbm_open(&library, err));
    put_parameters(data, settings, kind, library_threads(ri_task_threads(task)), &parameters);
    ri_status status = ri_text_check(&parameters, err);
    if (status == RI_OK)
        status = grow_text(library, data, settings, parameters.at, task, &text, err);
    if (status == RI_OK) status = read_back(library, &text, data->in.columns, ret, err);
    ri_text_release(&parameters);
    ri_text_release(&text);
    return status;
}

static ri_status boost_train(const struct ri_learn_data     *data,
                             const struct ri_learn_settings *settings, struct ri_task *task,
                             void **ret, struct ri_error *err)
{
    return train(data, settings, "gbdt", task, ret, err);
}

static ri_status forest_train(const struct ri_learn_data     *data,
                              const struct ri_learn_settings *settings, struct ri_task *task,
                              void **ret, struct ri_error *err)
{
    if (settings->objective != RI_OBJECTIVE_SQUARES)
        return ri_fail(err, RI_EUSAGE, "a forest learns means: objective squares only");
    if (settings->row_share >= 1)
        return ri_fail(err, RI_EUSAGE, "a forest needs row-share below 1; got %g",
                       settings->row_share);
    return train(data, settings, "rf", task, ret, err);
}

/* ---- Saved and asked --------------------------------------------------------------------------------------------- */

static ri_status save(const void *at, struct ri_text *out, struct ri_error *err)
{
    const struct state *state = at;
    return text_of(state->library, state->booster, out, err);
}

static ri_status load(struct ri_view text, size_t columns, void **ret, struct ri_error *err)
{
    const struct lightgbm *library;
    struct ri_text         copy = {0}; /* the library wants a NUL */
    RI_TRY(lightgbm_open(&library, err));
    ri_text_add(&copy, text.at, text.length);
    ri_status status = ri_text_check(&copy, err);
    if (status == RI_OK) status = read_back(library, &copy, columns, ret, err);
    ri_text_release(&copy);
    return status;
}

static ri_status ask(const struct state *state, const struct ri_learn_rows *rows, int kind,
                     size_t expected, unsigned threads, double *ret, struct ri_error *err)
{
    char        parameters[64];
    int64_t     length = 0;
    const void *x = rows->x64 ? (const void *)rows->x64 : (const void *)rows->x32;
    snprintf(parameters, sizeof parameters, "num_threads=%u verbosity=-1",
             library_threads(threads));
    if (state->library->BoosterPredictForMat(state->booster, x, rows->x64 ? FLOAT64 : FLOAT32,
                                             (int)rows->rows, (int)rows->columns, 1, kind, 0, -1,
                                             parameters, &length, ret))
        return failed(state->library, "predicting", err);
    if ((size_t)length != expected)
        return ri_fail(err, RI_EUPSTREAM, "LightGBM answered %lld numbers, want %zu",
                       (long long)length, expected);
    return RI_OK;
}

static ri_status predict(const void *at, const struct ri_learn_rows *rows, unsigned threads,
                         double *ret, struct ri_error *err)
{
    const struct state *state = at;
    return state->masks && rows->x32
               ? leaf_masks_predict(state->masks, rows, threads, ret, err)
               : ask(state, rows, PREDICT_NORMAL, rows->rows, threads, ret, err);
}

static ri_status contributions(const void *at, const struct ri_learn_rows *rows, unsigned threads,
                               double *ret, struct ri_error *err)
{
    return ask(at, rows, PREDICT_CONTRIB, rows->rows * (rows->columns + 1), threads, ret, err);
}

static ri_status importance(const void *at, size_t columns, double *ret, struct ri_error *err)
{
    const struct state *state = at;
    int                 known = 0;
    if (state->library->BoosterGetNumFeature(state->booster, &known) || (size_t)known != columns ||
        state->library->BoosterFeatureImportance(state->booster, 0, IMPORTANCE_GAIN, ret))
        return failed(state->library, "asking for importances", err);
    return RI_OK;
}

const struct ri_learner ri_learner_boost = {
    .name = "boost",
    .summary = "gradient-boosted trees: squares, absolute, Poisson, Tweedie or a quantile",
    .defaults = boost_defaults,
    .train = boost_train,
    .save = save,
    .load = load,
    .predict = predict,
    .release = release,
    .importance = importance,
    .contributions = contributions};
const struct ri_learner ri_learner_forest = {
    .name = "forest",
    .summary = "random forest: grown-out trees on random shares of the rows, averaged",
    .defaults = forest_defaults,
    .train = forest_train,
    .save = save,
    .load = load,
    .predict = predict,
    .release = release,
    .importance = importance,
    .contributions = contributions};
