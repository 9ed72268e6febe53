/* From stock and draws of demand to the distribution of what would be missing.
 *
 * Under backorders the two marginal distributions are enough. Lost sales need their joint one: what is left at the end
 * of the lead time depends on its demand, and what is asked for afterwards is the rest of the same future. Unpaired
 * draws are joined by reordering ranks to the correlation that independent periods have, sd(lead) / sd(protection):
 * Iman & Conover (1982), with evenly spread scores instead of random ones. */
#include "order_internal.h"

#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>

static double arrivals_between(const struct ri_order_input *in, size_t from,
                               size_t to) /* periods from .. to, from 1 */
{
    double sum = 0;
    for (size_t period = from; period <= to && period <= in->arrival_count; period++)
        sum += in->arrivals[period - 1];
    return sum;
}

static double stock_now(const struct ri_order_input *in)
{
    return fmax(in->on_hand, 0) - in->reserved;
}

/* ---- joining lead-time and protection draws ----------------------------------------------------------------- */

static void sort_keys(uint64_t *keys, size_t n) /* Shell's method: a few hundred keys, no calls */
{
    static const size_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1}; /* Ciura 2001 */
    for (size_t g = 0; g < RI_COUNT(gaps); g++) {
        for (size_t i = gaps[g]; i < n; i++) {
            const uint64_t key = keys[i];
            size_t         at = i;
            for (; at >= gaps[g] && keys[at - gaps[g]] > key; at -= gaps[g])
                keys[at] = keys[at - gaps[g]];
            keys[at] = key;
        }
    }
}

/* keys[j] & UINT32_MAX becomes the index of the lead draw that goes with the j-th protection draw. */
static void rank_together(double correlation, size_t n, uint64_t *keys)
{
    const double rest = sqrt(1 - correlation * correlation);
    for (size_t i = 0; i < n; i++) {
        const double own = ((double)i + 0.5) / (double)n - 0.5,
                     turn = (double)(i + 1) * 0.61803398874989485;
        const double score =
            correlation * own + rest * (turn - floor(turn) - 0.5); /* within (-1, 1) */
        keys[i] = (uint64_t)((score + 1) * 0x1p31) << 32 | i;
    }
    sort_keys(keys, n);
}

/* after[i]: demand in the periods after the lead time, in the future whose lead-time demand is lead[i]. */
static void join(const struct ri_order_input *in, uint64_t *keys, double *after)
{
    const size_t n = in->draw_count;
    const double spread = n > 1 ? ri_variance(in->protection, n) : 0,
                 early = n > 1 ? ri_variance(in->lead, n) : 0;
    rank_together(spread > 0 ? sqrt(fmin(early / spread, 1)) : 0, n, keys);
    for (size_t j = 0; j < n; j++) {
        const size_t i = (size_t)(keys[j] & UINT32_MAX);
        after[i] = fmax(in->protection[j] - in->lead[i], 0);
    }
    const double want = fmax(ri_mean(in->protection, n) - ri_mean(in->lead, n), 0),
                 have = ri_mean(after, n);
    for (size_t i = 0; have > 0 && i < n; i++)
        after[i] *= want / have; /* what the cut at 0 added */
}

static ri_status demand_after(const struct ri_order_input *in, struct ri_arena *scratch,
                              double **ret, struct ri_error *err)
{
    double *after;
    RI_ARENA_NEW(after, scratch, in->draw_count, err);
    if (in->lead_time && !in->paired) {
        uint64_t *keys;
        RI_ARENA_NEW(keys, scratch, in->draw_count, err);
        join(in, keys, after);
    } else {
        for (size_t i = 0; i < in->draw_count; i++)
            after[i] = in->protection[i] - (in->lead_time ? in->lead[i] : 0);
    }
    *ret = after;
    return RI_OK;
}

/* ---- lost sales ------------------------------------------------------------------------------------------------ */

static double share_of(const struct ri_order_input *in,
                       size_t                       period) /* of the lead time's demand */
{
    const double sum = in->mean ? ri_sum(in->mean, in->lead_time) : 0;
    return sum > 0 ? in->mean[period] / sum : 1 / (double)in->lead_time;
}

/* Sells through the lead time, its demand spread over the periods as expected demand is. */
static ri_status need_lost(const struct ri_order_input *in, struct ri_arena *scratch,
                           struct order_need *need, struct ri_error *err)
{
    const size_t n = in->draw_count, lead_time = in->lead_time;
    double      *left, *missing, lost = 0;
    size_t       out = 0;
    RI_TRY(demand_after(in, scratch, &missing, err));
    RI_ARENA_NEW(left, scratch, n, err);
    for (size_t i = 0; i < n; i++) left[i] = stock_now(in);
    for (size_t period = 0; period < lead_time; period++) {
        const double share = share_of(in, period),
                     arrival = arrivals_between(in, period + 1, period + 1);
        for (size_t i = 0; i < n; i++) {
            const double have = left[i] + arrival, wanted = in->lead[i] * share,
                         sold = fmin(fmax(have, 0), wanted);
            left[i] = have - sold;
            lost += wanted - sold;
        }
    }
    const double late = arrivals_between(in, lead_time + 1, lead_time + in->review);
    for (size_t i = 0; i < n; i++) {
        out += lead_time && left[i] <= 0 && in->lead[i] > 0;
        missing[i] -= left[i] + late;
    }
    ri_sort(missing, n);
    *need = (struct order_need){.sorted = missing, .n = n};
    need->lost_before = lost / (double)n;
    need->out_before = (double)out / (double)n;
    return RI_OK;
}

/* ---- backorders -------------------------------------------------------------------------------------------------- */

static ri_status rising_copy(const double *draws, size_t n, struct ri_arena *scratch, double **ret,
                             struct ri_error *err)
{
    RI_ARENA_NEW(*ret, scratch, n, err);
    memcpy(*ret, draws, n * sizeof **ret);
    ri_sort(*ret, n);
    return RI_OK;
}

static ri_status need_backordered(const struct ri_order_input *in, struct ri_arena *scratch,
                                  struct order_need *need, struct ri_error *err)
{
    const size_t n = in->draw_count;
    const double early = stock_now(in) + arrivals_between(in, 1, in->lead_time);
    const double late = arrivals_between(in, in->lead_time + 1, in->lead_time + in->review);
    double      *missing, *lead = NULL;
    if (in->paired) {
        RI_TRY(rising_copy(in->protection, n, scratch, &missing, err));
        if (in->lead_time) RI_TRY(rising_copy(in->lead, n, scratch, &lead, err));
    } else {
        RI_ARENA_NEW(missing, scratch, n, err);
        memcpy(missing, in->protection, n * sizeof *missing);
    }
    for (size_t i = 0; i < n; i++) missing[i] -= early + late;
    *need = (struct order_need){.sorted = missing, .n = n, .early = early + late};
    if (!in->lead_time) return RI_OK;
    need->lead = lead ? lead : in->lead;
    need->lost_before = ri_empirical_loss(need->lead, n, fmax(early, 0));
    need->out_before = 1 - ri_empirical_cdf(need->lead, n, early);
    return RI_OK;
}

ri_status order_need_of(const struct ri_order_input *in, struct ri_arena *scratch,
                        struct order_need *ret, struct ri_error *err)
{
    struct order_need need;
    if (in->lost_sales)
        RI_TRY(need_lost(in, scratch, &need, err));
    else
        RI_TRY(need_backordered(in, scratch, &need, err));
    const double before = in->lead_time ? ri_mean(in->lead, in->draw_count) : 0;
    need.mean_after = fmax(ri_mean(in->protection, in->draw_count) - before, 0);
    *ret = need;
    return RI_OK;
}

double order_short(const struct order_need *need, double q)
{
    const double at_end = ri_empirical_loss(need->sorted, need->n, q);
    const double owed = need->lead ? ri_empirical_loss(need->lead, need->n, need->early + q) : 0;
    return fmax(at_end - owed,
                0); /* what was already owed when the goods came belongs to the periods before */
}
