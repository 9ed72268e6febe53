/* Draws of demand as arrays of hundreds: sums, means and order, quick where they are whole numbers, as counts are.
 *
 * Kernels: no room is taken, nothing fails. Values are finite. */
#ifndef RI_INVENTORY_DRAWS_H
#define RI_INVENTORY_DRAWS_H
#include <stdbool.h>
#include <stddef.h>

/* Each of x[0 .. n) is a whole number. */
bool draws_whole(const double *x, size_t n);
/* As ri_mean to the last bit: whole numbers add up without rounding in any order. NAN when n is 0. */
double draws_mean(const double *x, size_t n);
/* As ri_variance to the last bit. NAN when n is below 2. */
double draws_variance(const double *x, size_t n);
/* Brings x[0 .. n) into rising order. */
void draws_sort(double *x, size_t n);
/* None is below 0, infinite or not a number and, with `rising`, none is smaller than the one before it. (False for -0, too.) */
bool draws_sound(const double *x, size_t n, bool rising);
#endif
