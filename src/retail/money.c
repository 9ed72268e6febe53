/* Exact arithmetic of amounts. */
#include "money.h"

bool ri_money_parse(struct ri_view text, const struct ri_currency *currency, int64_t *ret_minor)
{
    return ri_parse_decimal(text, currency->digits, ret_minor);
}

void ri_text_money(struct ri_text *text, ri_int128 minor, const struct ri_currency *currency)
{
    ri_text_decimal(text, minor, currency->digits);
}

ri_int128 ri_divide_half_away(ri_int128 a, ri_int128 b)
{
    const ri_int128 quotient = a / b, rest = a % b, size = rest < 0 ? -rest : rest;
    if (size < b - size) return quotient; /* not 2 * size: b may be large */
    return a < 0 ? quotient - 1 : quotient + 1;
}

bool ri_money_times(int64_t price_millionths, int64_t quantity_thousandths, int digits,
                    int64_t *ret_minor)
{
    ri_int128 scale = 1;
    for (int i = digits; i < 9; i++) scale *= 10;
    const ri_int128 minor =
        ri_divide_half_away((ri_int128)price_millionths * quantity_thousandths, scale);
    if (minor > INT64_MAX || minor < INT64_MIN) return false;
    *ret_minor = (int64_t)minor;
    return true;
}

int64_t ri_money_tax_inside(int64_t minor, int64_t rate_millionths)
{
    const ri_int128 whole = (ri_int128)1000000 + rate_millionths;
    return (int64_t)(minor - ri_divide_half_away((ri_int128)minor * 1000000, whole));
}

bool ri_money_split(int64_t minor, const int64_t *weights, size_t n, int64_t *ret_parts)
{
    ri_int128       sum = 0;
    const ri_int128 amount = minor < 0 ? -(ri_int128)minor : minor;
    for (size_t i = 0; i < n; i++) {
        if (weights[i] < 0) return false;
        sum += weights[i];
    }
    const bool equal = sum == 0;
    if (equal) sum = (ri_int128)n;
    ri_int128 left = amount;
    for (size_t i = 0; i < n; i++) {
        const ri_int128 part = amount * (equal ? 1 : weights[i]) / sum;
        ret_parts[i] = (int64_t)part;
        left -= part;
    }
    for (; left > 0;
         left--) { /* fewer than n: one more to the largest remainder that has none yet */
        size_t    best = n;
        ri_int128 largest = -1;
        for (size_t i = 0; i < n; i++) {
            const ri_int128 exact = amount * (equal ? 1 : weights[i]), rest = exact % sum;
            if (ret_parts[i] > exact / sum || rest <= largest) continue;
            largest = rest;
            best = i;
        }
        ret_parts[best]++;
    }
    if (minor < 0) {
        for (size_t i = 0; i < n; i++) ret_parts[i] = -ret_parts[i];
    }
    return true;
}
