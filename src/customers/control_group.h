/* A control group: exactly so many of a list, each set of that size equally likely. */
#ifndef RI_CUSTOMERS_CONTROL_GROUP_H
#define RI_CUSTOMERS_CONTROL_GROUP_H
#include "base/error.h"

/* ret[count]: 1 for `control` of them (control <= count). The same seed draws the same places. Selection sampling: Fan, Muller
 * & Rezucha (1962). */
void ri_control_group_draw(size_t count, size_t control, uint64_t seed, unsigned char *ret);
#endif
