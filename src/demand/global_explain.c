/* Parts of a forecast made by the global learner. */
#include "explain.h"

#include "global_internal.h"
#include "global_kept.h"

#include <math.h>

static size_t part_of(struct ri_explained *explained, const char *name)
{
    for (size_t p = 0; p < explained->count; p++)
        if (strcmp(explained->parts[p].name, name) == 0) return p;
    explained->parts[explained->count] = (struct ri_part){name, 0};
    return explained->count++;
}

/* (a - b) / ln(a / b), and a where they are equal. */
static double logarithmic_mean(double a, double b)
{
    const double ratio = log(a / b);
    return fabs(ratio) < 1e-9 ? a : (a - b) / ratio;
}

/* Logarithms of factors by part, and what they make of the level. */
static ri_status put_parts(const struct global_frame *frame, const double *contributions,
                           double level, double profile, double last_year, struct ri_arena *mem,
                           struct ri_explained *explained, struct ri_error *err)
{
    const size_t constant = frame->feature_count;
    double       sum = log(profile) + last_year;
    RI_ARENA_NEW(explained->parts, mem, frame->feature_count + 5, err);
    part_of(explained, "level");
    explained->parts[part_of(explained, "season")].units = log(profile);
    explained->parts[part_of(explained, "last year")].units = last_year;
    for (size_t f = 0; f <= constant; f++) {
        const char *name = f == constant ? "all series" : global_feature_subject(frame, f);
        explained->parts[part_of(explained, name)].units += contributions[f];
        sum += contributions[f];
    }
    explained->mean = level * exp(sum);
    const double scale = logarithmic_mean(explained->mean, level);
    for (size_t p = 0; p < explained->count; p++) explained->parts[p].units *= scale;
    explained->parts[0].units = level;
    return RI_OK;
}

/* What the mean would be had the empty shelves of this series been days of such demand: the same learner, asked with them. */
static ri_status at_face(struct global_run *run, const struct ri_learned *learned, size_t index,
                         size_t step, struct global_series *series, float *x, double *ret,
                         struct ri_error *err)
{
    struct ri_series          *own = (struct ri_series *)(uintptr_t)&run->panel->series[index];
    const uint8_t             *censored = own->censored;
    double                     answer = 1;
    const struct ri_learn_rows rows = {.rows = 1, .columns = run->frame.feature_count, .x32 = x};
    own->censored = NULL;
    global_series_load(&run->frame, index, series);
    own->censored = censored;
    const double base = global_row(&run->frame, series, run->frame.n, step, x);
    RI_TRY(ri_learned_predict(learned, &rows, 1, &answer, err));
    *ret = base * answer;
    return RI_OK;
}

static bool any_censored(const struct ri_series *series)
{
    for (size_t t = 0; series->censored && t < series->n; t++)
        if (series->censored[t]) return true;
    return false;
}

static ri_status put_correction(struct global_run *run, const struct ri_learned *learned,
                                size_t index, size_t step, struct global_series *series, float *x,
                                struct ri_explained *explained, struct ri_error *err)
{
    double plain = 0;
    if (!any_censored(&run->panel->series[index])) return RI_OK;
    RI_TRY(at_face(run, learned, index, step, series, x, &plain, err));
    explained->parts[part_of(explained, "stock-out correction")].units = explained->mean - plain;
    explained->parts[0].units -= explained->mean - plain;
    return RI_OK;
}

/* The kept learner that looks directly, or one trained for it. */
static ri_status find_learned(struct global_run *run, size_t origin, struct ri_learned **ret,
                              struct ri_error *err)
{
    struct ri_global_kept *kept = run->global.kept;
    if (!kept) return global_train(&run->frame, &run->global, origin, run->task, ret, err);
    *ret = kept->learned[0][0];
    if (*ret) return RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "the kept learner goes step by step on what it said: only one that looks at "
                   "each step directly can be explained");
}

static ri_status explain(struct global_run *run, size_t index, size_t step, struct ri_arena *mem,
                         struct ri_explained *ret, struct ri_error *err)
{
    struct global_series series;
    struct ri_learned   *learned = NULL;
    struct ri_explained  explained = {.model = "boost",
                                      .reason = "one learner over all series, as asked"};
    float               *x;
    double              *contributions;
    const size_t         origin = run->frame.n;
    RI_TRY(global_series_new(&run->frame, &run->work, &series, err));
    RI_ARENA_NEW(x, &run->work, run->frame.feature_count, err);
    RI_ARENA_NEW(contributions, &run->work, run->frame.feature_count + 1, err);
    global_series_load(&run->frame, index, &series);
    if (series.first == origin)
        return ri_fail(err, RI_EDATA, "no demand of this series was ever seen");
    if (global_closed(&run->frame, index, origin + step - 1)) {
        explained.reason = "closed on that day";
        RI_ARENA_NEW(explained.parts, mem, 1, err);
        *ret = explained;
        return RI_OK;
    }
    const double base = global_row(&run->frame, &series, origin, step, x),
                 level = exp((double)x[0]),
                 last_year = global_last_year(&run->frame, index, origin, step);
    RI_TRY(find_learned(run, origin, &learned, err));
    const struct ri_learn_rows rows = {.rows = 1, .columns = run->frame.feature_count, .x32 = x};
    ri_status status = ri_learned_contributions(learned, &rows, 1, contributions, err);
    if (status == RI_OK)
        status = put_parts(&run->frame, contributions, level, base / level / exp(last_year),
                           last_year, mem, &explained, err);
    if (status == RI_OK)
        status = put_correction(run, learned, index, step, &series, x, &explained, err);
    if (!run->global.kept) ri_learned_free(learned);
    if (status == RI_OK) *ret = explained;
    return status;
}

ri_status ri_global_explain(const struct ri_panel *panel, const struct ri_covariates *covariates,
                            const struct ri_demand_options *options,
                            const struct ri_global_options *global, size_t series, size_t step,
                            struct ri_task *task, struct ri_arena *mem, struct ri_explained *ret,
                            struct ri_error *err)
{
    struct global_run run;
    ri_status         status = global_run_init(&run, panel, covariates, options, global, task, err);
    if (status == RI_OK) status = explain(&run, series, step, mem, ret, err);
    global_run_release(&run);
    return status;
}
