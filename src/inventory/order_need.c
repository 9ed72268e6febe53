/* From stock and draws of demand to the distribution of what would be missing.
 *
 * Under backorders the sums are enough. Lost sales depend on when demand comes: what is left at the end of the lead time,
 * and what is asked for afterwards in the same future. So each draw is spread over blocks of periods (up to the next
 * arrival; the last block is what the order serves) by shares that are exact where periods are independent and gamma
 * distributed: Dirichlet, with the draws' own mean and variance (Lukacs 1955). The gamma numbers behind the shares
 * are evenly spread instead of random: a lattice, normal scores, Wilson & Hilferty (1931). */
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

/* ---- lost sales ------------------------------------------------------------------------------------------------ */

enum { BLOCKS_MOST = 12 };

struct block {             /* periods in a row with no arrival but at their beginning */
    double arrival, share; /* share: of expected demand */
    double step;           /* of the lattice */
    double own, centre,
        spread; /* gamma law of this block: shape, and Wilson & Hilferty's terms of it */
};
struct blocks {
    size_t       count; /* the last one is the periods that the order serves */
    bool         whole; /* demand comes in whole units */
    struct block at[BLOCKS_MOST];
};

static double mean_share(const struct ri_order_input *in, size_t period, double sum)
{
    return sum > 0 ? in->mean[period] / sum : 1 / (double)(in->lead_time + in->review);
}

static struct blocks blocks_of(const struct ri_order_input *in)
{
    static const double steps[BLOCKS_MOST] = {0.618034, 0.414214, 0.732051, 0.236068,
                                              0.645751, 0.316625, 0.605551, 0.123106,
                                              0.358899, 0.795832, 0.385165, 0.567764};
    const size_t        horizon = in->lead_time + in->review;
    const double        sum = in->mean ? ri_sum(in->mean, horizon) : 0;
    struct blocks       blocks = {.count = 0};
    for (size_t period = 0; period < horizon; period++) {
        const double arrival = arrivals_between(in, period + 1, period + 1);
        const bool   last = period >= in->lead_time, begin = period == 0 || period == in->lead_time;
        if (begin || (!last && arrival > 0 && blocks.count < BLOCKS_MOST - 1)) blocks.count++;
        struct block *block = &blocks.at[blocks.count - 1];
        block->step = steps[blocks.count - 1];
        block->arrival += arrival;
        block->share += mean_share(in, period, sum);
    }
    const size_t n = in->draw_count;
    const double mean = ri_mean(in->protection, n),
                 variance = n > 1 ? ri_variance(in->protection, n) : 0;
    const double shape = variance > 0 ? mean * mean / variance : 1e6; /* of the sum's gamma law */
    for (size_t b = 0; b < blocks.count; b++) {
        struct block *block = &blocks.at[b];
        block->own = shape * block->share;
        if (!(block->own > 0)) continue;
        block->centre = 1 - 1 / (9 * block->own);
        block->spread = 1 / (3 * sqrt(block->own));
    }
    blocks.whole = true;
    for (size_t i = 0; i < n && blocks.whole; i++)
        blocks.whole = in->protection[i] < 1e15 && in->protection[i] == floor(in->protection[i]);
    return blocks;
}

static double normal_score(double u) /* of [0, 1), in 64 steps */
{
    static const double upper[32] = {
        0.019584, 0.058783, 0.098072, 0.137513, 0.177170, 0.217107, 0.257394, 0.298102,
        0.339312, 0.381105, 0.423576, 0.466825, 0.510966, 0.556126, 0.602449, 0.650104,
        0.699283, 0.750215, 0.803173, 0.858484, 0.916557, 0.977898, 1.043158, 1.113194,
        1.189164, 1.272699, 1.366204, 1.473468, 1.601009, 1.761670, 1.987428, 2.417559};
    const int i = (int)(u * 64) - 32;
    return i >= 0 ? upper[i] : -upper[-1 - i];
}

/* The i-th draw's demand by block, adding up to `total`; whole units stay whole. */
static void spread(const struct blocks *blocks, size_t i, double total, double *ret_demand)
{
    double sum = 0;
    for (size_t b = 0; b < blocks->count; b++) {
        const struct block *block = &blocks->at[b];
        const double        turn = (double)(i + 1) * block->step;
        const double        root =
            block->centre + normal_score(turn - (double)(int64_t)turn) * block->spread;
        sum += ret_demand[b] = root > 0 ? block->own * root * root * root : 0;
    }
    double exact = 0, given = 0; /* up to and with this block */
    for (size_t b = 0; b < blocks->count; b++) {
        exact += total * (sum > 0 ? ret_demand[b] / sum : blocks->at[b].share);
        const double upto = blocks->whole ? (double)(int64_t)(exact + 0.5) : exact;
        ret_demand[b] = upto - given;
        given = upto;
    }
}

/* As spread, but the part before the order comes is known to be `lead`. */
static void spread_paired(const struct blocks *blocks, size_t i, double lead, double total,
                          double *ret_demand)
{
    const size_t last = blocks->count - 1;
    double       before = 0;
    spread(blocks, i, total, ret_demand);
    for (size_t b = 0; b < last; b++) before += ret_demand[b];
    for (size_t b = 0; b < last; b++)
        ret_demand[b] = before > 0 ? ret_demand[b] * lead / before : lead / (double)last;
    ret_demand[last] = total - lead;
}

static void sort_nearly(double *x,
                        size_t  n) /* Shell's method: what nearly rises already takes few steps */
{
    static const size_t gaps[] = {1750, 701, 301, 132, 57, 23, 10, 4, 1}; /* Ciura 2001 */
    for (size_t g = 0; g < RI_COUNT(gaps); g++) {
        for (size_t i = gaps[g]; i < n; i++) {
            const double value = x[i];
            size_t       at = i;
            for (; at >= gaps[g] && x[at - gaps[g]] > value; at -= gaps[g]) x[at] = x[at - gaps[g]];
            x[at] = value;
        }
    }
}

static ri_status need_lost(const struct ri_order_input *in, struct ri_arena *scratch,
                           struct order_need *need, struct ri_error *err)
{
    const size_t        n = in->draw_count;
    const struct blocks blocks = blocks_of(in);
    const double        start = stock_now(in);
    double             *missing, lost = 0, out = 0, demand[BLOCKS_MOST];
    RI_ARENA_NEW(missing, scratch, n, err);
    for (size_t i = 0; i < n; i++) {
        double left = start;
        if (in->paired && in->lead_time)
            spread_paired(&blocks, i, in->lead[i], in->protection[i], demand);
        else
            spread(&blocks, i, in->protection[i], demand);
        for (size_t b = 0; b + 1 < blocks.count; b++) {
            left += blocks.at[b].arrival;
            const double there = left > 0 ? left : 0, sold = there < demand[b] ? there : demand[b];
            left -= sold;
            lost += demand[b] - sold;
        }
        out += in->lead_time && left <= 0;
        missing[i] = demand[blocks.count - 1] - left - blocks.at[blocks.count - 1].arrival;
    }
    sort_nearly(missing, n);
    *need = (struct order_need){
        .sorted = missing, .n = n, .lost_before = lost / (double)n, .out_before = out / (double)n};
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
