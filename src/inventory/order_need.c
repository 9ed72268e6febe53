/* From stock and draws of demand to the distribution of what would be missing. Under backorders, with a fixed lead time and
 * goods that keep, the sums are enough; everything else depends on when demand comes, and goes through futures. */
#include "draws.h"
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

static ri_status rising_copy(const double *draws, size_t n, struct ri_arena *scratch,
                             const double **ret, struct ri_error *err)
{
    double *copy;
    RI_ARENA_NEW(copy, scratch, n, err);
    memcpy(copy, draws, n * sizeof *copy);
    draws_sort(copy, n);
    *ret = copy;
    return RI_OK;
}

/* ---- futures ----------------------------------------------------------------------------------------------------- */

static ri_status need_by_paths(const struct ri_order_input *in, struct ri_arena *scratch,
                               struct order_need *need, struct ri_error *err)
{
    struct order_paths paths;
    RI_TRY(order_paths_of(in, scratch, &paths, err));
    const size_t n = paths.n;
    double      *missing, *total, *lead = NULL;
    RI_ARENA_NEW(missing, scratch, n, err);
    RI_ARENA_NEW(total, scratch, n, err);
    if (!in->lost_sales && order_lead_most(in)) RI_ARENA_NEW(lead, scratch, n, err);
    for (size_t i = 0; i < n; i++) {
        missing[i] = paths.after[i] - paths.net[i] - paths.late[i];
        total[i] = paths.before[i] + paths.after[i];
        if (lead) lead[i] = -paths.net[i];
        if (paths.life) paths.life[i] -= paths.net[i];
    }
    *need = (struct order_need){.sorted = missing,
                                .n = n,
                                .lead = lead,
                                .mean_after = draws_mean(paths.after, n),
                                .lost_before = paths.lost,
                                .out_before = paths.out,
                                .total = total,
                                .before = order_lead_most(in) ? paths.before : NULL,
                                .life = paths.life,
                                .left_at_arrival = draws_mean(paths.net, n)};
    const double variance = n > 1 ? draws_variance(total, n) : 0;
    need->lead_share = variance > 0 ? fmin(paths.lead_var / variance, 1) : 0;
    if (in->lead && in->lead_time && !in->lead_chance &&
        order_span(in) == in->lead_time + in->review) {
        memcpy(paths.before, in->lead,
               n * sizeof *paths.before); /* known better than by spreading */
        memcpy(total, in->protection, n * sizeof *total);
    }
    double *const sorted[] = {missing, total, paths.before, lead, paths.life};
    for (size_t k = 0; k < RI_COUNT(sorted); k++)
        if (sorted[k]) draws_sort(sorted[k], n);
    return RI_OK;
}

/* ---- sums -------------------------------------------------------------------------------------------------------- */

static ri_status need_by_sums(const struct ri_order_input *in, struct ri_arena *scratch,
                              struct order_need *need, struct ri_error *err)
{
    const size_t n = in->draw_count;
    const double early =
        fmax(in->on_hand, 0) - in->reserved + arrivals_between(in, 1, in->lead_time);
    const double late = arrivals_between(in, in->lead_time + 1, in->lead_time + in->review);
    double      *missing;
    *need = (struct order_need){.n = n, .total = in->protection, .early = early + late};
    if (in->lead_time) need->before = in->lead;
    if (in->paired) {
        RI_TRY(rising_copy(in->protection, n, scratch, &need->total, err));
        if (in->lead_time) RI_TRY(rising_copy(in->lead, n, scratch, &need->before, err));
    }
    RI_ARENA_NEW(missing, scratch, n, err);
    for (size_t i = 0; i < n; i++) missing[i] = need->total[i] - (early + late);
    need->sorted = missing;
    need->left_at_arrival = early;
    need->mean_after = draws_mean(need->total, n);
    if (!in->lead_time) return RI_OK;
    need->lead = need->before;
    need->lost_before = ri_empirical_loss(need->lead, n, fmax(early, 0));
    need->out_before = 1 - ri_empirical_cdf(need->lead, n, early);
    const double before = draws_mean(need->before, n);
    need->left_at_arrival -= before;
    need->mean_after = fmax(need->mean_after - before, 0);
    return RI_OK;
}

bool order_by_sums(const struct ri_order_input *in)
{
    return !in->lost_sales && !in->lead_chance && !in->shelf_life &&
           order_span(in) == in->lead_time + in->review;
}

ri_status order_need_of(const struct ri_order_input *in, struct ri_arena *scratch,
                        struct order_need *ret, struct ri_error *err)
{
    struct order_need need;
    RI_TRY(order_by_sums(in) ? need_by_sums(in, scratch, &need, err)
                             : need_by_paths(in, scratch, &need, err));
    *ret = need;
    return RI_OK;
}

ri_status ri_inventory_demand(const struct ri_order_input *in, struct ri_arena *mem,
                              struct ri_order_demand *ret, struct ri_error *err)
{
    struct order_paths paths;
    double            *total;
    RI_TRY(order_check(in, err));
    RI_TRY(order_paths_of(in, mem, &paths, err));
    RI_ARENA_NEW(total, mem, paths.n, err);
    for (size_t i = 0; i < paths.n; i++) total[i] = paths.before[i] + paths.after[i];
    if (order_by_sums(in)) {
        memcpy(total, in->protection, paths.n * sizeof *total);
        if (in->lead_time) memcpy(paths.before, in->lead, paths.n * sizeof *total);
    }
    draws_sort(total, paths.n);
    draws_sort(paths.before, paths.n);
    draws_sort(paths.after, paths.n);
    *ret = (struct ri_order_demand){.protection = total,
                                    .lead = order_lead_most(in) ? paths.before : NULL,
                                    .cycle = paths.after,
                                    .n = paths.n};
    return RI_OK;
}

double order_short(const struct order_need *need, double q)
{
    const double at_end = ri_empirical_loss(need->sorted, need->n, q);
    const double owed = need->lead ? ri_empirical_loss(need->lead, need->n, need->early + q) : 0;
    return fmax(at_end - owed,
                0); /* what was already owed when the goods came belongs to the periods before */
}

double order_left(const struct order_need *need, double q) /* E(q - need)+ */
{
    return q - draws_mean(need->sorted, need->n) + ri_empirical_loss(need->sorted, need->n, q);
}

/* E min(q, (q - life)+) = E(q - life)+ - E(0 - life)+ : what was there before sells first. */
double order_waste(const struct order_need *need, double q)
{
    if (!need->life) return 0;
    return fmax(q + ri_empirical_loss(need->life, need->n, q) -
                    ri_empirical_loss(need->life, need->n, 0),
                0);
}
