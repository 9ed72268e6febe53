/* Ridge regression on standardised columns, their squares and products; how hard it is pulled to zero by generalised
 * cross-validation (Golub, Heath & Wahba 1979). What debias.c cleans with inside a group. */
#ifndef RI_PRICING_RIDGE_H
#define RI_PRICING_RIDGE_H
#include "base/arena.h"

/* Learns y from rows `known` of feature[features][n] and says `asked`: ret[asked_count]. Missing values are at the mean. */
RI_MUST_CHECK ri_status pricing_ridge(const double *feature, size_t features, size_t n,
                                      const double *y, const uint32_t *known, size_t known_count,
                                      const uint32_t *asked, size_t asked_count,
                                      struct ri_arena *mem, double *ret, struct ri_error *err);
#endif
