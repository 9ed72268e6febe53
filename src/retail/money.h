/* Money is whole minor units (cents) in int64; prices of one unit are millionths of the major unit, quantities
 * thousandths. Nothing passes through binary floating point. Rounding is half away from zero. */
#ifndef RI_RETAIL_MONEY_H
#define RI_RETAIL_MONEY_H
#include "base/text.h"

struct ri_currency {
    char        code[4]; /* ISO 4217 */
    int         digits;  /* of the minor unit after the point: JPY 0, EUR 2, KWD 3 */
    const char *symbol;  /* what tills print; NULL: the code */
    const char *name;
};
size_t                    ri_currency_count(void);
const struct ri_currency *ri_currency_at(size_t i); /* ordered by code; NULL past the end */
/* By its code in any case; NULL when there is none. */
const struct ri_currency *ri_currency_find(struct ri_view code);
/* By a symbol that belongs to one currency alone; NULL otherwise ("$", "kr"). */
const struct ri_currency *ri_currency_of_symbol(struct ri_view symbol);

/* "12.34" to 1234 and back. False: not a plain decimal, more digits than the currency has, or too large. */
bool ri_money_parse(struct ri_view text, const struct ri_currency *currency, int64_t *ret_minor);
void ri_text_money(struct ri_text *text, ri_int128 minor, const struct ri_currency *currency);

ri_int128 ri_divide_half_away(ri_int128 a, ri_int128 b); /* b > 0 */
/* Quantity times price. False when it does not fit. */
bool ri_money_times(int64_t price_millionths, int64_t quantity_thousandths, int digits,
                    int64_t *ret_minor);
/* The tax inside an amount that includes it: amount - amount / (1 + rate). rate >= 0. */
int64_t ri_money_tax_inside(int64_t minor, int64_t rate_millionths);
/* Splits an amount by weights (>= 0; all zero counts as equal) so that the parts add up to it: largest remainder,
 * the earlier part first where remainders are equal. n >= 1, of a receipt's size: time grows with its square. False: a
 * negative weight. */
bool ri_money_split(int64_t minor, const int64_t *weights, size_t n, int64_t *ret_parts);
#endif
