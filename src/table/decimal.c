/* Exact decimals in 128 bits. */
#include "decimal.h"

#include "base/text.h"

ri_int128 ri_power_of_ten(int n)
{
    ri_int128 power = 1;
    for (; n > 0; n--) power *= 10;
    return power;
}

bool ri_decimal_rescale(ri_int128 value, int from, int to, ri_int128 *ret)
{
    const ri_int128 most = ri_power_of_ten(RI_DECIMAL_DIGITS);
    for (; from > to; from--) {
        if (value % 10) return false;
        value /= 10;
    }
    for (; from < to; from++) {
        if (__builtin_mul_overflow(value, 10, &value)) return false;
    }
    if (value >= most || value <= -most) return false;
    *ret = value;
    return true;
}

double ri_decimal_double(ri_int128 value, int scale)
{
    const ri_int128 exact = (ri_int128)1 << 53;
    if (value < exact && value > -exact && scale <= 22) /* both sides are exact: rounded once */
        return (double)(int64_t)value / (double)ri_power_of_ten(scale);
    /* Through its digits: strtod rounds once, a division would round again. */
    struct ri_text digits = {0};
    ri_text_decimal(&digits, value, scale);
    const double nearest = digits.at ? strtod(digits.at, NULL) : 0;
    ri_text_release(&digits);
    return nearest;
}
