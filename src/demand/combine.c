/* Median and weighted mean. */
#include "combine.h"

#include "math/stats.h"

#include <math.h>

#define TEXT_OF_(code, text) text,
static const char *const texts[] = {RI_COMBINATION_MAP(TEXT_OF_)};
#undef TEXT_OF_

const char *ri_combination_text(ri_combination combination)
{
    return (size_t)combination < RI_COUNT(texts) ? texts[combination] : "unknown";
}

ri_combination ri_combination_find(const char *name)
{
    size_t c = 0;
    while (c < RI_COMBINATION_COUNT && strcmp(texts[c], name) != 0) c++;
    return (ri_combination)c;
}

static double median_at(const double *const *forecasts, size_t count, size_t step)
{
    double values[RI_COMBINE_MOST];
    for (size_t m = 0; m < count; m++) values[m] = forecasts[m][step];
    ri_sort(values, count);
    return ri_median(values, count);
}

static double mean_at(const double *const *forecasts, const double *weights, size_t count,
                      size_t step)
{
    double sum = 0;
    for (size_t m = 0; m < count; m++) sum += weights[m] * forecasts[m][step];
    return sum;
}

void ri_combine(ri_combination combination, const double *const *forecasts, const double *weights,
                size_t count, size_t steps, double *ret)
{
    for (size_t j = 0; j < steps; j++)
        ret[j] = combination == RI_MEDIAN ? median_at(forecasts, count, j)
                                          : mean_at(forecasts, weights, count, j);
}

void ri_combine_weights(const double *const *losses, size_t count, size_t known, double *ret)
{
    const double equal = 1 / (double)count;
    double       loss[RI_COMBINE_MOST] = {0}, all = 0, total = 0, occasions = 0;
    for (size_t i = 0; i < known; i++) {
        bool complete = true;
        for (size_t m = 0; m < count; m++) complete = complete && !isnan(losses[m][i]);
        for (size_t m = 0; m < count && complete; m++) loss[m] += losses[m][i];
        occasions += complete;
    }
    for (size_t m = 0; m < count; m++) all += loss[m];
    const double pull = (double)RI_COMBINE_PRIOR / ((double)RI_COMBINE_PRIOR + occasions);
    for (size_t m = 0; m < count; m++) {
        loss[m] =
            1 / (loss[m] +
                 1e-9 * all); /* a model without any error does not take all by a division by 0 */
        total += loss[m];
    }
    for (size_t m = 0; m < count; m++)
        ret[m] = all > 0 ? pull * equal + (1 - pull) * loss[m] / total : equal;
}
