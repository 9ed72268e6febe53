/* Exact decompositions of change. */
#include "math/decompose.h"

#include <math.h>

double ri_log_mean(double a, double b)
{
    if (a == b) return a;
    /* log1p keeps what a nearly equal pair would lose in the difference of logarithms. */
    return (a - b) / log1p((a - b) / b);
}

bool ri_split_change(const double *before, const double *after, size_t n, double *ret_parts)
{
    double product_before = 1, product_after = 1;
    for (size_t i = 0; i < n; i++) {
        if (!(before[i] > 0) || !(after[i] > 0)) return false;
        product_before *= before[i];
        product_after *= after[i];
    }
    const double mean = ri_log_mean(product_after, product_before);
    for (size_t i = 0; i < n; i++) ret_parts[i] = mean * log1p((after[i] - before[i]) / before[i]);
    return true;
}

void ri_split_price(const struct ri_mix_group *groups, size_t n, double *ret_price, double *ret_mix)
{
    double price = 0, mix = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ri_mix_group *g = &groups[i];
        const double before = isnan(g->price_before) ? g->price_after : g->price_before;
        const double after = isnan(g->price_after) ? g->price_before : g->price_after;
        if (isnan(before)) continue; /* sold in neither */
        price += (g->share_before + g->share_after) / 2 * (after - before);
        mix += (before + after) / 2 * (g->share_after - g->share_before);
    }
    *ret_price = price;
    *ret_mix = mix;
}

/* The part that is furthest below (up) or above (down) its rounded value. */
static size_t furthest(const double *parts, const int64_t *rounded, size_t n, bool up)
{
    size_t best = 0;
    double most = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        const double gap = up ? parts[i] - (double)rounded[i] : (double)rounded[i] - parts[i];
        if (gap > most) {
            most = gap;
            best = i;
        }
    }
    return best;
}

void ri_round_to_total(const double *parts, size_t n, int64_t total, int64_t *ret)
{
    if (n == 0) return;
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) sum += ret[i] = (int64_t)floor(parts[i]);
    const int64_t each = (total - sum) / (int64_t)n;
    if (each > 1 || each < -1) { /* more than rounding: evenly first */
        for (size_t i = 0; i < n; i++) ret[i] += each;
        sum += each * (int64_t)n;
    }
    for (; sum != total; sum += sum < total ? 1 : -1)
        ret[furthest(parts, ret, n, sum < total)] += sum < total ? 1 : -1;
}
