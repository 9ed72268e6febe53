/* Sums, moments, order statistics, autocorrelation. */
#include "stats.h"

#include <math.h>

double ri_sum(const double *x, size_t n)
{
    double sum = 0, lost = 0;
    for (size_t i = 0; i < n; i++) {
        const double next = sum + x[i];
        lost += fabs(sum) >= fabs(x[i]) ? (sum - next) + x[i] : (x[i] - next) + sum;
        sum = next;
    }
    return sum + lost;
}

double ri_mean(const double *x, size_t n)
{
    return n ? ri_sum(x, n) / (double)n : (double)NAN;
}

double ri_variance(const double *x, size_t n)
{
    if (n < 2) return (double)NAN;
    const double mean = ri_mean(x, n);
    double       squares = 0;
    for (size_t i = 0; i < n; i++) squares += (x[i] - mean) * (x[i] - mean);
    return squares / (double)(n - 1);
}

double ri_mean_known(const double *x, size_t n, size_t *ret_known)
{
    double sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i])) continue;
        sum += x[i];
        known++;
    }
    *ret_known = known;
    return known ? sum / (double)known : (double)NAN;
}

/* Shell's sort with the gaps of Knuth (1, 4, 13, 40 ...): no calls, no room, quick for the hundreds of values that
 * quantiles are taken of. */
void ri_sort(double *x, size_t n)
{
    size_t gap = 1;
    while (gap < n / 3) gap = 3 * gap + 1;
    for (; gap > 0; gap /= 3) {
        for (size_t i = gap; i < n; i++) {
            const double value = x[i];
            size_t       at = i;
            for (; at >= gap && x[at - gap] > value; at -= gap) x[at] = x[at - gap];
            x[at] = value;
        }
    }
}

/* Bits that rise as values do: those of negative ones turned over, of others the sign alone. */
static uint64_t rising_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

void ri_sort_many(double *x, size_t n, double *room)
{
    enum { DIGITS = 8, WORDS = 256 };
    size_t  counts[DIGITS][WORDS] = {0};
    double *from = x, *to = room;
    for (size_t i = 0; i < n; i++) {
        const uint64_t bits = rising_bits(x[i]);
        for (size_t d = 0; d < DIGITS; d++) counts[d][bits >> 8 * d & 255]++;
    }
    for (size_t d = 0; d < DIGITS; d++) {
        size_t *count = counts[d], before = 0;
        if (n && count[rising_bits(x[0]) >> 8 * d & 255] == n) continue; /* all have it */
        for (size_t w = 0; w < WORDS; w++) {
            const size_t here = count[w];
            count[w] = before;
            before += here;
        }
        for (size_t i = 0; i < n; i++) to[count[rising_bits(from[i]) >> 8 * d & 255]++] = from[i];
        double *const swap = from;
        from = to;
        to = swap;
    }
    if (from != x) memcpy(x, from, n * sizeof *x);
}

/* The value at a rank counted from 0, between its neighbours where it is not whole. */
static double at_rank(const double *sorted, size_t n, double rank)
{
    if (n == 0) return (double)NAN;
    if (rank <= 0) return sorted[0];
    if (rank >= (double)(n - 1)) return sorted[n - 1];
    const size_t below = (size_t)rank;
    return sorted[below] + (rank - (double)below) * (sorted[below + 1] - sorted[below]);
}

double ri_quantile(const double *sorted, size_t n, double p)
{
    return at_rank(sorted, n, p * ((double)n - 1));
}

double ri_quantile_weibull(const double *sorted, size_t n, double p)
{
    return at_rank(sorted, n, p * ((double)n + 1) - 1);
}

double ri_quantile_inverse(const double *sorted, size_t n, double p)
{
    /* 0.07 * 100 is a hair above 7: a rank that is whole but for rounding counts as whole. */
    return at_rank(sorted, n, ceil(p * (double)n - 1e-9) - 1);
}

double ri_median(const double *sorted, size_t n)
{
    return ri_quantile(sorted, n, 0.5);
}

static void swap(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

double ri_select(double *x, size_t n, size_t k)
{
    ptrdiff_t       low = 0, high = (ptrdiff_t)n - 1;
    const ptrdiff_t at = (ptrdiff_t)k;
    while (low < high) {
        const ptrdiff_t mid = low + (high - low) / 2;
        if (x[mid] < x[low]) swap(&x[mid], &x[low]);
        if (x[high] < x[low]) swap(&x[high], &x[low]);
        if (x[high] < x[mid]) swap(&x[high], &x[mid]);
        const double pivot = x[mid];
        ptrdiff_t    i = low, j = high;
        while (i <= j) {
            while (x[i] < pivot) i++;
            while (x[j] > pivot) j--;
            if (i <= j) swap(&x[i++], &x[j--]);
        }
        if (at > j && at < i) break; /* between them all equal the pivot */
        if (at <= j)
            high = j;
        else
            low = i;
    }
    return x[at];
}

double ri_median_of(double *x, size_t n)
{
    if (n == 0) return (double)NAN;
    const double upper = ri_select(x, n, n / 2);
    if (n % 2) return upper;
    double lower = x[0];
    for (size_t i = 1; i < n / 2; i++)
        if (x[i] > lower) lower = x[i];
    return lower + (upper - lower) / 2;
}

double ri_autocorrelation(const double *x, size_t n, size_t lag)
{
    if (n == 0 || lag >= n) return (double)NAN;
    const double mean = ri_mean(x, n);
    double       products = 0, squares = 0;
    for (size_t t = 0; t < n; t++) {
        squares += (x[t] - mean) * (x[t] - mean);
        if (t >= lag) products += (x[t] - mean) * (x[t - lag] - mean);
    }
    return squares > 0 ? products / squares : (double)NAN;
}
