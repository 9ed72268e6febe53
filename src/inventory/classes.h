/* ABC by what things bring in, XYZ by how steadily they sell: the trade's nine classes. Kernels. */
#ifndef RI_INVENTORY_CLASSES_H
#define RI_INVENTORY_CLASSES_H
#include "base/error.h"

/* 'A' up to a share `a` of the sum (0.8), 'B' up to `b` (0.95), then 'C', counted from the largest value; the thing that crosses a
 * border belongs to the better class. Values <= 0 and NAN are 'C'. order[n] is room: numbers from the largest value down. */
void ri_abc_classes(const double *values, size_t n, double a, double b, size_t *order, char *ret);
/* Of a coefficient of variation: 'X' below `x` (0.5), 'Y' below `y` (1), else 'Z'; NAN: 'Z'. */
char ri_xyz_class(double variation, double x, double y);
#endif
