/* Exact decimals: value / 10^scale in 128 bits, at most 38 digits (Arrow decimal128). */
#ifndef RI_TABLE_DECIMAL_H
#define RI_TABLE_DECIMAL_H
#include "base/integer.h"

#include <stdbool.h>

enum { RI_DECIMAL_DIGITS = 38 };
/* The same number with another scale; false when digits would be lost or there are more than 38. */
bool ri_decimal_rescale(ri_int128 value, int from, int to, ri_int128 *ret);
/* 10^n, 0 <= n <= 38. */
ri_int128 ri_power_of_ten(int n);
/* The nearest double. */
double ri_decimal_double(ri_int128 value, int scale);
#endif
