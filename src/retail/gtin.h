/* Bar code numbers (GS1 GTIN-8, 12, 13, 14; GLN has the same check digit). Numbers are text: leading zeros count. */
#ifndef RI_RETAIL_GTIN_H
#define RI_RETAIL_GTIN_H
#include "base/text.h"

/* The check digit of the digits before it; -1 when they are none, more than 17 or not all digits. */
int ri_gtin_check_digit(struct ri_view digits);
/* The 14-digit form, by which numbers are compared. False: not 8, 12, 13 or 14 digits, or a wrong check digit. */
bool ri_gtin_normalise(struct ri_view text, char ret[15]);
/* A number for use inside one company (it may hold a price or weight): not the same product elsewhere. */
bool ri_gtin_is_restricted(const char gtin14[15]);
#endif
