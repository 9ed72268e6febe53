/* Counting and reading the measures of a backtest. */
#include "score.h"

#include <math.h>

void ri_tally_add(struct ri_tally *tally, const double *y, size_t steps, const struct ri_said *said,
                  struct ri_scale scale)
{
    struct ri_accuracy own = {0};
    const size_t       level_count = said->level_count;
    for (size_t j = 0; j < steps; j++) {
        const double *q = said->quantiles + j * level_count;
        const double *ties = said->ties ? said->ties + j * level_count : NULL;
        if (isnan(y[j])) continue;
        ri_accuracy_add(&own, y[j], said->mean[j]);
        for (size_t l = 0; l < level_count; l++) {
            tally->pinball += ri_pinball(y[j], q[l], said->levels[l]);
            tally->under[l] += y[j] < q[l] ? 1 : y[j] > q[l] ? 0 : ties ? ties[l] : 0.5;
        }
        if (level_count) tally->inside += y[j] >= q[0] && y[j] <= q[level_count - 1];
    }
    if (own.n == 0) return;
    ri_accuracy_merge(&tally->accuracy, &own);
    tally->series++;
    if (scale.absolute > 0) {
        tally->mase += ri_accuracy_mae(&own) / scale.absolute;
        tally->mase_count++;
    }
    if (scale.squared > 0) {
        tally->rmsse += sqrt(ri_accuracy_mse(&own) / scale.squared);
        tally->rmsse_count++;
    }
}

void ri_tally_merge(struct ri_tally *into, const struct ri_tally *from, size_t level_count)
{
    ri_accuracy_merge(&into->accuracy, &from->accuracy);
    into->series += from->series;
    into->pinball += from->pinball;
    into->mase += from->mase;
    into->rmsse += from->rmsse;
    into->mase_count += from->mase_count;
    into->rmsse_count += from->rmsse_count;
    into->inside += from->inside;
    if (from->origin > into->origin) into->origin = from->origin;
    for (size_t l = 0; l < level_count; l++) into->under[l] += from->under[l];
}

static double share(double part, size_t of)
{
    return of ? part / (double)of : (double)NAN;
}

void ri_tally_read(const struct ri_tally *tally, const struct ri_tally *naive, size_t level_count,
                   double *under, struct ri_score *ret)
{
    const size_t n = tally->accuracy.n;
    for (size_t l = 0; l < level_count; l++) under[l] = share(tally->under[l], n);
    ret->origin = tally->origin;
    ret->series = tally->series;
    ret->values = n;
    ret->actual = tally->accuracy.actual;
    ret->forecast = tally->accuracy.forecast;
    ret->wape = ri_accuracy_wape(&tally->accuracy);
    ret->bias = ri_accuracy_bias(&tally->accuracy);
    ret->mae = ri_accuracy_mae(&tally->accuracy);
    ret->rmse = sqrt(ri_accuracy_mse(&tally->accuracy));
    ret->mase = share(tally->mase, tally->mase_count);
    ret->rmsse = share(tally->rmsse, tally->rmsse_count);
    ret->fva = ri_accuracy_wape(&naive->accuracy) - ret->wape;
    ret->pinball = level_count ? share(tally->pinball, n * level_count) : (double)NAN;
    ret->inside = level_count ? share((double)tally->inside, n) : (double)NAN;
    ret->under = under;
}

void ri_came_after(const struct ri_series *series, int64_t last, size_t steps, double *ret_y)
{
    for (size_t j = 0; j < steps; j++) {
        const int64_t i = last + 1 + (int64_t)j - series->start;
        const bool    there = i >= 0 && (uint64_t)i < series->n && isfinite(series->y[i]);
        ret_y[j] = there && !(series->censored && series->censored[i]) ? series->y[i] : (double)NAN;
    }
}
