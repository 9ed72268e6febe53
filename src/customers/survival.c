/* Kaplan-Meier. */
#include "survival.h"

#include "math/distribution.h"

#include <math.h>

static int by_time_events_first(const void *left, const void *right)
{
    const struct ri_wait *a = left, *b = right;
    if (a->time != b->time) return a->time < b->time ? -1 : 1;
    return (b->happened > a->happened) - (b->happened < a->happened);
}

/* Bounds of a survival, by log(-log S): where S is 1 or 0 there is nothing to bound. */
static void set_bounds(struct ri_survival_step *step, double greenwood, double z)
{
    step->low = step->high = step->survival;
    if (step->survival <= 0 || step->survival >= 1) return;
    const double log_s = log(step->survival), spread = exp(z * sqrt(greenwood) / fabs(log_s));
    step->low = exp(log_s * spread);
    step->high = exp(log_s / spread);
}

static ri_status check(const struct ri_wait *waits, size_t count, double confidence,
                       struct ri_error *err)
{
    if (!count) return ri_fail(err, RI_EDATA, "there is nobody to wait for");
    if (!(confidence > 0 && confidence < 1))
        return ri_fail(err, RI_EUSAGE, "a confidence lies between 0 and 1; got %g", confidence);
    for (size_t i = 0; i < count; i++)
        if (!(waits[i].time >= 0 && isfinite(waits[i].time)))
            return ri_fail(err, RI_EDATA, "wait %zu cannot be: %g", i, waits[i].time);
    return RI_OK;
}

ri_status ri_survival_estimate(struct ri_wait *waits, size_t count, double confidence,
                               struct ri_arena *mem, struct ri_survival *ret, struct ri_error *err)
{
    struct ri_survival survival = {0};
    double             alive = 1, greenwood = 0;
    size_t             times = 0;
    RI_TRY(check(waits, count, confidence, err));
    const double z = ri_normal_quantile((1 + confidence) / 2);
    qsort(waits, count, sizeof *waits, by_time_events_first);
    for (size_t i = 0; i < count; i++)
        times += waits[i].happened &&
                 (!i || !waits[i - 1].happened || waits[i - 1].time != waits[i].time);
    RI_ARENA_NEW(survival.step, mem, times, err);
    for (size_t i = 0; i < count;) {
        const size_t at_risk = count - i;
        const double time = waits[i].time;
        size_t       events = 0;
        for (; i < count && waits[i].time == time; i++) events += waits[i].happened;
        if (!events) continue;
        const double left = (double)(at_risk - events);
        alive *= left / (double)at_risk;
        greenwood += left > 0 ? (double)events / ((double)at_risk * left) : 0;
        struct ri_survival_step *step = &survival.step[survival.count++];
        *step = (struct ri_survival_step){time, at_risk, events, alive, alive, alive};
        set_bounds(step, greenwood, z);
    }
    for (size_t i = 0; i < count; i++) survival.waiting += !waits[i].happened;
    survival.longest = waits[count - 1].time;
    *ret = survival;
    return RI_OK;
}

const struct ri_survival_step *ri_survival_at(const struct ri_survival *survival, double time)
{
    size_t low = 0, high = survival->count; /* steps before low are at or before time */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (survival->step[middle].time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &survival->step[low - 1] : NULL;
}

double ri_survival_quantile(const struct ri_survival *survival, double part)
{
    for (size_t i = 0; i < survival->count; i++)
        if (survival->step[i].survival <= part) return survival->step[i].time;
    return INFINITY;
}
