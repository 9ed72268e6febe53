/* Empirical Bayes for a family of estimates. */
#include "shrink.h"

#include <math.h>

enum { FEWEST = 3, HALVINGS = 200 };

static bool told(double value, double error)
{
    return isfinite(value) && isfinite(error) && error > 0;
}

/* Weighted mean for a variance between, and how far the estimates lie from it: falls as the variance grows. */
static double distance(const double *value, const double *error, size_t n, double between,
                       double *ret_mean, double *ret_weight)
{
    double weight = 0, mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (!told(value[i], error[i])) continue;
        const double w = 1 / (error[i] * error[i] + between);
        weight += w;
        mean += w * (value[i] - mean) / weight;
    }
    for (size_t i = 0; i < n; i++)
        if (told(value[i], error[i]))
            sum += (value[i] - mean) * (value[i] - mean) / (error[i] * error[i] + between);
    *ret_mean = mean;
    *ret_weight = weight;
    return sum;
}

struct ri_family ri_family_of(const double *value, const double *error, size_t n)
{
    struct ri_family family = {.mean = NAN, .mean_error = NAN};
    double           weight, low = 0, high = 1;
    for (size_t i = 0; i < n; i++) family.count += told(value[i], error[i]);
    if (!family.count) return family;
    const double want = (double)family.count - 1;
    while (distance(value, error, n, high, &family.mean, &weight) > want && high < 1e12) high *= 4;
    if (distance(value, error, n, 0, &family.mean, &weight) <= want) high = 0;
    for (size_t i = 0; i < HALVINGS && high - low > 1e-14 * high; i++) {
        const double middle = (low + high) / 2;
        if (distance(value, error, n, middle, &family.mean, &weight) > want)
            low = middle;
        else
            high = middle;
    }
    distance(value, error, n, high, &family.mean, &weight);
    family.spread = sqrt(high);
    family.mean_error = 1 / sqrt(weight);
    return family;
}

void ri_draw_towards(const struct ri_family *family, double value, double error, double *ret_value,
                     double *ret_error)
{
    const double between = family->spread * family->spread,
                 unsure = family->mean_error * family->mean_error;
    *ret_value = value;
    *ret_error = error;
    if (family->count < FEWEST) return;
    if (!told(value, error)) {
        *ret_value = family->mean;
        *ret_error = sqrt(between + unsure);
        return;
    }
    const double own = between / (between + error * error);
    *ret_value = own * value + (1 - own) * family->mean;
    *ret_error = sqrt(own * error * error + (1 - own) * (1 - own) * unsure);
}
