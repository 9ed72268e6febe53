/* The weekdays on which a supplier takes orders, as files write them: "mon thu", "Monday, Thursday", "Mo-Fr", "1;4",
 * "daily". Words of English, German, French, Spanish and Italian by their first letters; 1 is Monday. */
#ifndef RI_RETAIL_ORDER_DAYS_H
#define RI_RETAIL_ORDER_DAYS_H
#include "base/date.h"

/* *ret_days: bit 0 is Monday; 0 for an empty text: not known. False: a word that is no weekday. */
bool ri_order_days_parse(struct ri_view text, unsigned *ret_days);
/* Days from `from` to the first such weekday on or after it, 0 .. 6; 0 when days is 0. */
int ri_order_days_until(unsigned days, ri_day from);
#endif
