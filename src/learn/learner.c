/* The driver table and what holds for every learner. */
#include "learner.h"

#include "lightgbm.h"

#include <math.h>

const struct ri_learner *const ri_learners[] = {&ri_learner_boost, &ri_learner_forest, NULL};

struct ri_learned {
    const struct ri_learner *learner;
    size_t                   columns;
    void                    *state;
};

ri_status ri_learner_find(const char *name, const struct ri_learner **ret, struct ri_error *err)
{
    const char *names[RI_COUNT(ri_learners)] = {NULL};
    for (size_t i = 0; ri_learners[i]; i++) {
        if (strcmp(ri_learners[i]->name, name) == 0) return *ret = ri_learners[i], RI_OK;
        names[i] = ri_learners[i]->name;
    }
    const char *nearest = ri_nearest(name, names);
    return ri_fail(err, RI_EUSAGE, "there is no learner '%s' (%s%s%s)", name,
                   nearest ? "did you mean '" : "there are: boost, forest", nearest ? nearest : "",
                   nearest ? "'?" : "");
}

/* ---- Training -------------------------------------------------------------------------------------------------- */

static ri_status check_targets(const struct ri_learn_data     *data,
                               const struct ri_learn_settings *settings, struct ri_error *err)
{
    const bool counts =
        settings->objective == RI_OBJECTIVE_POISSON || settings->objective == RI_OBJECTIVE_TWEEDIE;
    for (size_t i = 0; i < data->in.rows; i++) {
        if (!isfinite(data->target[i]))
            return ri_fail(err, RI_EDATA, "row %zu has no target", i + 1);
        if (counts && data->target[i] < 0)
            return ri_fail(err, RI_EDATA,
                           "row %zu: the target %g is below 0, which this objective cannot learn",
                           i + 1, (double)data->target[i]);
        if (data->weight && !(data->weight[i] >= 0 && isfinite(data->weight[i])))
            return ri_fail(err, RI_EDATA, "row %zu: %g is no weight", i + 1,
                           (double)data->weight[i]);
    }
    return RI_OK;
}

ri_status ri_learn_train(const struct ri_learner *learner, const struct ri_learn_data *data,
                         const struct ri_learn_settings *settings, struct ri_task *task,
                         struct ri_learned **ret, struct ri_error *err)
{
    if (!data->in.rows) return ri_fail(err, RI_EDATA, "there is no row to learn from");
    if (!data->in.columns) return ri_fail(err, RI_EDATA, "there is no column to learn from");
    if (data->in.rows > INT32_MAX || data->in.columns > INT32_MAX)
        return ri_fail(err, RI_ETOOLARGE, "%zu rows of %zu columns: at most %d of each",
                       data->in.rows, data->in.columns, INT32_MAX);
    RI_TRY(check_targets(data, settings, err));
    struct ri_learned *learned = calloc(1, sizeof *learned);
    if (!learned) return ri_fail(err, RI_ENOMEM, "no room for a model");
    *learned = (struct ri_learned){.learner = learner, .columns = data->in.columns};
    const ri_status status = learner->train(data, settings, task, &learned->state, err);
    if (status == RI_OK)
        *ret = learned;
    else
        ri_learned_free(learned);
    return status;
}

ri_status ri_learned_load(const struct ri_learner *learner, struct ri_view text, size_t columns,
                          struct ri_learned **ret, struct ri_error *err)
{
    struct ri_learned *learned = calloc(1, sizeof *learned);
    if (!learned) return ri_fail(err, RI_ENOMEM, "no room for a model");
    *learned = (struct ri_learned){.learner = learner, .columns = columns};
    const ri_status status = learner->load(text, columns, &learned->state, err);
    if (status == RI_OK)
        *ret = learned;
    else
        ri_learned_free(learned);
    return status;
}

void ri_learned_free(struct ri_learned *learned)
{
    if (!learned) return;
    if (learned->state) learned->learner->release(learned->state);
    free(learned);
}

/* ---- Asking ---------------------------------------------------------------------------------------------------- */

size_t ri_learned_columns(const struct ri_learned *learned)
{
    return learned->columns;
}

const struct ri_learner *ri_learned_learner(const struct ri_learned *learned)
{
    return learned->learner;
}

ri_status ri_learned_save(const struct ri_learned *learned, struct ri_text *out,
                          struct ri_error *err)
{
    return learned->learner->save(learned->state, out, err);
}

static ri_status check_rows(const struct ri_learned *learned, const struct ri_learn_rows *rows,
                            struct ri_error *err)
{
    if (rows->columns != learned->columns)
        return ri_fail(err, RI_EUSAGE, "the model was trained on %zu columns; got %zu",
                       learned->columns, rows->columns);
    if (rows->rows > INT32_MAX)
        return ri_fail(err, RI_ETOOLARGE, "%zu rows at once: at most %d", rows->rows, INT32_MAX);
    return RI_OK;
}

ri_status ri_learned_predict(const struct ri_learned *learned, const struct ri_learn_rows *rows,
                             unsigned threads, double *ret, struct ri_error *err)
{
    RI_TRY(check_rows(learned, rows, err));
    return rows->rows ? learned->learner->predict(learned->state, rows, threads, ret, err) : RI_OK;
}

ri_status ri_learned_importance(const struct ri_learned *learned, double *ret, struct ri_error *err)
{
    if (!learned->learner->importance)
        return ri_fail(err, RI_EUSAGE, "'%s' does not tell importances", learned->learner->name);
    return learned->learner->importance(learned->state, learned->columns, ret, err);
}

ri_status ri_learned_contributions(const struct ri_learned    *learned,
                                   const struct ri_learn_rows *rows, unsigned threads, double *ret,
                                   struct ri_error *err)
{
    RI_TRY(check_rows(learned, rows, err));
    if (!learned->learner->contributions)
        return ri_fail(err, RI_EUSAGE, "'%s' does not tell contributions", learned->learner->name);
    return rows->rows ? learned->learner->contributions(learned->state, rows, threads, ret, err)
                      : RI_OK;
}
