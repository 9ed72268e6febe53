/* Cohorts: one walk over purchases that are sorted by customer. */
#include "cohort.h"

/* The period of a day, SIZE_MAX outside. */
static size_t period_of(const ri_day *begin, size_t periods, ri_day day)
{
    size_t low = 0, high = periods;
    if (day < begin[0] || day >= begin[periods]) return SIZE_MAX;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (begin[middle] <= day)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct walk {                         /* along the purchases of one customer */
    size_t cohort, period;            /* SIZE_MAX: none yet; period of the newest purchase */
    const struct ri_purchase *before; /* newest purchase that is no return */
};

static void count_purchase(struct walk *walk, struct ri_cohort_cell *cell, size_t period,
                           const struct ri_purchase *at)
{
    const struct ri_purchase *before = walk->before;
    cell->customers += walk->period != period;
    cell->receipts += !before || before->day != at->day || before->receipt != at->receipt;
    walk->period = period;
    walk->before = at;
}

ri_status ri_cohorts_count(const struct ri_purchase *purchases, size_t count, const ri_day *begin,
                           size_t periods, struct ri_arena *mem, struct ri_cohorts *ret,
                           struct ri_error *err)
{
    struct ri_cohorts cohorts = {.periods = periods};
    struct walk       walk = {SIZE_MAX, SIZE_MAX, NULL};
    if (periods < 1 || periods > RI_COHORT_PERIODS_MOST)
        return ri_fail(err, RI_ETOOLARGE,
                       "%zu periods: cohorts want 1 to %d; take longer periods or a shorter span",
                       periods, RI_COHORT_PERIODS_MOST);
    RI_ARENA_NEW(cohorts.cell, mem, periods * periods, err);
    for (size_t i = 0; i < count; i++) {
        const struct ri_purchase *at = &purchases[i];
        const size_t              period = period_of(begin, periods, at->day);
        if (i && at->customer != at[-1].customer) walk = (struct walk){SIZE_MAX, SIZE_MAX, NULL};
        if (period == SIZE_MAX) continue;
        if (walk.cohort == SIZE_MAX && at->minor < 0) continue;
        if (walk.cohort == SIZE_MAX) walk.cohort = period;
        struct ri_cohort_cell *cell = ri_cohort_at(&cohorts, walk.cohort, period - walk.cohort);
        if (at->minor >= 0) count_purchase(&walk, cell, period, at);
        if (__builtin_add_overflow(cell->minor, at->minor, &cell->minor))
            return ri_fail(err, RI_EDATA, "the money of a cohort does not fit 64 bits");
    }
    *ret = cohorts;
    return RI_OK;
}
