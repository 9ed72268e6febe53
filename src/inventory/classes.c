#include "classes.h"

#include <math.h>

static int larger(const void *a, const void *b, void *context)
{
    const double *values = context;
    const size_t  i = *(const size_t *)a, j = *(const size_t *)b;
    const double  x = isnan(values[i]) ? -INFINITY : values[i],
                 y = isnan(values[j]) ? -INFINITY : values[j];
    if (x != y) return x < y ? 1 : -1;
    return (i > j) - (i < j);
}

void ri_abc_classes(const double *values, size_t n, double a, double b, size_t *order, char *ret)
{
    double sum = 0, before = 0;
    for (size_t i = 0; i < n; i++) {
        order[i] = i;
        if (values[i] > 0) sum += values[i];
    }
    if (n) qsort_r(order, n, sizeof *order, larger, (void *)values);
    for (size_t k = 0; k < n; k++) {
        const double value = values[order[k]];
        ret[order[k]] = !(value > 0) ? 'C' : before < a * sum ? 'A' : before < b * sum ? 'B' : 'C';
        if (value > 0) before += value;
    }
}

char ri_xyz_class(double variation, double x, double y)
{
    return variation < x ? 'X' : variation < y ? 'Y' : 'Z';
}
