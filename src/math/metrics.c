/* Accuracy: sums that can be merged, scales, pinball. */
#include "metrics.h"

#include <math.h>

void ri_accuracy_add(struct ri_accuracy *accuracy, double y, double f)
{
    if (isnan(y)) return;
    accuracy->n++;
    accuracy->actual += y;
    accuracy->forecast += f;
    accuracy->absolute_actual += fabs(y);
    accuracy->absolute_error += fabs(y - f);
    accuracy->squared_error += (y - f) * (y - f);
}

void ri_accuracy_merge(struct ri_accuracy *into, const struct ri_accuracy *from)
{
    into->n += from->n;
    into->actual += from->actual;
    into->forecast += from->forecast;
    into->absolute_actual += from->absolute_actual;
    into->absolute_error += from->absolute_error;
    into->squared_error += from->squared_error;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : (double)NAN;
}

double ri_accuracy_wape(const struct ri_accuracy *accuracy)
{
    return ratio(accuracy->absolute_error, accuracy->absolute_actual);
}

double ri_accuracy_bias(const struct ri_accuracy *accuracy)
{
    return ratio(accuracy->forecast - accuracy->actual, accuracy->absolute_actual);
}

double ri_accuracy_mae(const struct ri_accuracy *accuracy)
{
    return ratio(accuracy->absolute_error, (double)accuracy->n);
}

double ri_accuracy_mse(const struct ri_accuracy *accuracy)
{
    return ratio(accuracy->squared_error, (double)accuracy->n);
}

double ri_scale_absolute(const double *y, size_t n, size_t lag)
{
    double sum = 0;
    size_t pairs = 0;
    for (size_t t = lag; t < n; t++) {
        const double change = y[t] - y[t - lag];
        if (isnan(change)) continue;
        sum += fabs(change);
        pairs++;
    }
    return ratio(sum, (double)pairs);
}

double ri_scale_squared(const double *y, size_t n, size_t lag)
{
    double sum = 0;
    size_t pairs = 0;
    for (size_t t = lag; t < n; t++) {
        const double change = y[t] - y[t - lag];
        if (isnan(change)) continue;
        sum += change * change;
        pairs++;
    }
    return ratio(sum, (double)pairs);
}

double ri_pinball(double y, double q, double level)
{
    return y >= q ? level * (y - q) : (1 - level) * (q - y);
}
