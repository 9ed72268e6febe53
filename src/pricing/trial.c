/* Difference in differences, and what it will be able to see. */
#include "trial.h"

#include "base/random.h"
#include "math/student.h"

#include <math.h>
#include <stdlib.h>

enum { STEP = 7 }; /* days from one window of the past to the next: whole weeks stay whole */

static double mean_of(const struct ri_price_trial_panel *panel, size_t store, size_t first,
                      size_t last)
{
    double sum = 0;
    for (size_t t = first; t < last; t++) sum += panel->value[store * panel->days + t];
    return sum / (double)(last - first);
}

/* NAN: nothing was sold before or during. */
static double change_of(const struct ri_price_trial_panel *panel, size_t store, size_t from,
                        size_t first, size_t last)
{
    const double before = mean_of(panel, store, from, first),
                 during = mean_of(panel, store, first, last);
    return before > 0 && during > 0 ? log(during) - log(before) : (double)NAN;
}

/* ---- Which stores ---------------------------------------------------------------------------------------------------- */

static int largest_first(const void *left, const void *right, void *context)
{
    const double *size = context;
    const size_t  a = *(const size_t *)left, b = *(const size_t *)right;
    if (size[a] != size[b]) return size[a] > size[b] ? -1 : 1;
    return (a > b) - (a < b);
}

ri_status ri_price_trial_assign(const struct ri_price_trial_panel *panel, size_t test,
                                uint64_t seed, struct ri_arena *mem, bool *ret,
                                struct ri_error *err)
{
    const size_t     n = panel->stores;
    struct ri_random random;
    double          *size;
    size_t          *order;
    if (!test || test >= n)
        return ri_fail(err, RI_EUSAGE, "%zu test stores of %zu: some, and not all, must be chosen",
                       test, n);
    RI_ARENA_NEW(size, mem, n, err);
    RI_ARENA_NEW(order, mem, n, err);
    for (size_t s = 0; s < n; s++) {
        size[s] = mean_of(panel, s, 0, panel->days);
        order[s] = s;
        ret[s] = false;
    }
    qsort_r(order, n, sizeof *order, largest_first, size);
    ri_random_init(&random, seed, 1);
    for (size_t block = 0; block < test; block++) {
        const size_t first = block * n / test, last = (block + 1) * n / test;
        ret[order[first + ri_random_below(&random, last - first)]] = true;
    }
    return RI_OK;
}

/* ---- What can be seen ------------------------------------------------------------------------------------------------ */

ri_status ri_price_trial_noise(const struct ri_price_trial_panel *panel, size_t before,
                               size_t during, double *ret, struct ri_error *err)
{
    const size_t step = during < STEP ? during : STEP;
    double       squares = 0;
    size_t       free = 0;
    for (size_t last = panel->days; last >= before + during; last -= step) {
        double sum = 0, square = 0;
        size_t known = 0;
        for (size_t s = 0; s < panel->stores; s++) {
            const double d = change_of(panel, s, last - during - before, last - during, last);
            if (isnan(d)) continue;
            sum += d;
            square += d * d;
            known++;
        }
        if (known < 2) continue;
        squares += fmax(square - sum * sum / (double)known, 0);
        free += known - 1;
    }
    if (!free)
        return ri_fail(err, RI_EDATA,
                       "%zu days of the past are fewer than the %zu before a trial and its %zu",
                       panel->days, before, during);
    *ret = sqrt(squares / (double)free);
    return RI_OK;
}

static double error_of(const struct ri_price_trial_design *design)
{
    return design->noise * sqrt(1 / (double)design->test + 1 / (double)design->control);
}

static double df_of(const struct ri_price_trial_design *design)
{
    return (double)(design->test + design->control) - 2;
}

double ri_price_trial_detectable(const struct ri_price_trial_design *design)
{
    const double df = df_of(design);
    return (ri_student_quantile((1 + design->confidence) / 2, df) +
            ri_student_quantile(design->power, df)) *
           error_of(design);
}

double ri_price_trial_power(const struct ri_price_trial_design *design, double effect)
{
    const double df = df_of(design);
    return ri_student_cdf(fabs(effect) / error_of(design) -
                              ri_student_quantile((1 + design->confidence) / 2, df),
                          df);
}

/* ---- What it made ---------------------------------------------------------------------------------------------------- */

struct side { /* test stores, or the others */
    double sum, square, before, during;
    size_t n;
};

static void add(struct side *side, double d, double before, double during)
{
    side->sum += d;
    side->square += d * d;
    side->before += before;
    side->during += during;
    side->n++;
}

static double variance_of_mean(const struct side *side)
{
    const double n = (double)side->n;
    return fmax(side->square - side->sum * side->sum / n, 0) / (n - 1) / n;
}

ri_status ri_price_trial_measure(const struct ri_price_trial_panel *panel, const bool *is_test,
                                 size_t first, double confidence, struct ri_price_trial_effect *ret,
                                 struct ri_error *err)
{
    struct side sides[2] = {0}; /* the others, test stores */
    size_t      left_out = 0;
    for (size_t s = 0; s < panel->stores; s++) {
        const double d = change_of(panel, s, 0, first, panel->days);
        if (isnan(d))
            left_out++;
        else
            add(&sides[is_test[s]], d, mean_of(panel, s, 0, first),
                mean_of(panel, s, first, panel->days));
    }
    const struct side *control = &sides[0], *test = &sides[1];
    if (test->n < 2 || control->n < 2)
        return ri_fail(err, RI_EDATA,
                       "%zu test and %zu other stores sold before and during the trial: at least "
                       "two of each are needed",
                       test->n, control->n);
    const double u = variance_of_mean(test), v = variance_of_mean(control),
                 spread = u * u / (double)(test->n - 1) + v * v / (double)(control->n - 1);
    const double effect = test->sum / (double)test->n - control->sum / (double)control->n,
                 error = sqrt(u + v);
    const double df = spread > 0 ? (u + v) * (u + v) / spread : (double)(test->n + control->n - 2);
    const double t = ri_student_quantile((1 + confidence) / 2, df);
    *ret = (struct ri_price_trial_effect){
        .effect = effect,
        .error = error,
        .df = df,
        .low = effect - t * error,
        .high = effect + t * error,
        .chance = error > 0 ? 2 * ri_student_cdf(-fabs(effect) / error, df) : effect == 0,
        .test_before = test->before / (double)test->n,
        .test_during = test->during / (double)test->n,
        .control_before = control->before / (double)control->n,
        .control_during = control->during / (double)control->n,
        .test = test->n,
        .control = control->n,
        .left_out = left_out};
    return RI_OK;
}
