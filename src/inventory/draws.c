/* Whole numbers that lie close together are counted instead of compared; others are dealt into even bins first, so that little is
 * left to compare. Sums run in lanes, which is allowed where nothing is rounded. */
#include "draws.h"

#include "math/stats.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { LANES = 4, BINS = 256, RANGE = 1024 };
static const double WHOLE = 0x1.8p52; /* added and taken away again, it rounds to a whole number */

/* Comparisons of floating point may trap, so compilers do them one by one; of the bits of numbers they do many at a time. */
static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

bool draws_whole(const double *x, size_t n)
{
    uint64_t odd = 0;
    for (size_t i = 0; i < n; i++) odd |= bits_of((x[i] + WHOLE) - WHOLE) ^ bits_of(x[i] + 0.0);
    return !odd;
}

bool draws_sound(const double *x, size_t n, bool rising)
{
    static const uint64_t sign = (uint64_t)1 << 63, exponent = (uint64_t)1 << 52;
    uint64_t bad = 0; /* infinity and more, one added to the exponent, reach the sign */
    for (size_t i = 0; i < n; i++) bad |= bits_of(x[i]) | (bits_of(x[i]) + exponent);
    for (size_t i = 1; rising && i < n; i++) bad |= bits_of(x[i]) - bits_of(x[i - 1]);
    return !(bad & sign);
}

double draws_mean(const double *x, size_t n)
{
    double sum[LANES] = {0}, size[LANES] = {0};
    size_t i = 0;
    if (n == 0 || !draws_whole(x, n)) return ri_mean(x, n);
    for (; i + LANES <= n; i += LANES) {
        for (size_t k = 0; k < LANES; k++) sum[k] += x[i + k];
        for (size_t k = 0; k < LANES; k++) size[k] += fabs(x[i + k]);
    }
    for (; i < n; i++) {
        sum[0] += x[i];
        size[0] += fabs(x[i]);
    }
    if (!(size[0] + size[1] + size[2] + size[3] < 0x1p53)) return ri_mean(x, n);
    return (sum[0] + sum[1] + sum[2] + sum[3]) / (double)n;
}

double draws_variance(const double *x, size_t n)
{
    const double mean = draws_mean(x, n);
    double       squares = 0;
    if (n < 2) return (double)NAN;
    for (size_t i = 0; i < n; i++) squares += (x[i] - mean) * (x[i] - mean);
    return squares / (double)(n - 1);
}

/* ---- Order ------------------------------------------------------------------------------------------------------- */

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double greater(double a, double b)
{
    return a > b ? a : b;
}

static void ends_of(const double *x, size_t n, double *ret_low, double *ret_high)
{
    double low[LANES] = {x[0], x[0], x[0], x[0]}, high[LANES] = {x[0], x[0], x[0], x[0]};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        for (size_t k = 0; k < LANES; k++) {
            low[k] = lesser(low[k], x[i + k]);
            high[k] = greater(high[k], x[i + k]);
        }
    }
    for (; i < n; i++) {
        low[0] = lesser(low[0], x[i]);
        high[0] = greater(high[0], x[i]);
    }
    *ret_low = lesser(lesser(low[0], low[1]), lesser(low[2], low[3]));
    *ret_high = greater(greater(high[0], high[1]), greater(high[2], high[3]));
}

/* Whole numbers from `low` up to less than RANGE more. */
static void sort_counted(double *x, size_t n, double low, double high)
{
    uint16_t     count[RANGE];
    const size_t range = (size_t)(high - low) + 1;
    size_t       to = 0;
    memset(count, 0, range * sizeof *count);
    for (size_t i = 0; i < n; i++) count[(size_t)(int32_t)(x[i] - low)]++;
    for (size_t at = 0; at < range; at++) {
        const double value = low + (double)(int32_t)at;
        for (size_t k = count[at]; k > 0; k--) x[to++] = value;
    }
}

static void insert_each(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const double value = x[i];
        size_t       at = i;
        for (; at > 0 && x[at - 1] > value; at--) x[at] = x[at - 1];
        x[at] = value;
    }
}

/* Even bins between the ends; a value never falls into a bin before that of a smaller one, so what is left out of order lies
 * within a bin. False: too many of them fall into few bins, so that comparing them all is as good. */
static bool sort_binned(double *x, size_t n, double low, double high)
{
    enum { MOST = 1024, CROWD = 32 };
    double       kept[MOST];
    uint8_t      bin[MOST];
    uint16_t     end[BINS] = {0};
    const double scale = (BINS - 1) / (high - low);
    if (n > MOST || !isfinite(scale)) return false;
    for (size_t i = 0; i < n; i++) {
        bin[i] = (uint8_t)(int32_t)((x[i] - low) * scale);
        end[bin[i]]++;
    }
    for (size_t b = 0, sum = 0, most = n / CROWD + CROWD; b < BINS; b++) {
        if (end[b] > most) return false;
        sum += end[b];
        end[b] = (uint16_t)sum;
    }
    memcpy(kept, x, n * sizeof *x);
    for (size_t i = n; i-- > 0;) x[--end[bin[i]]] = kept[i];
    insert_each(x, n);
    return true;
}

void draws_sort(double *x, size_t n)
{
    double low, high;
    if (n < 2) return;
    ends_of(x, n, &low, &high);
    if (high - low < RANGE && n <= UINT16_MAX && draws_whole(x, n))
        sort_counted(x, n, low, high);
    else if (!sort_binned(x, n, low, high))
        ri_sort(x, n);
}
