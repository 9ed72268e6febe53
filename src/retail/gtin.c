/* GS1 General Specifications, 7.9: weights 3, 1, 3 ... from the right. */
#include "gtin.h"

int ri_gtin_check_digit(struct ri_view digits)
{
    int sum = 0;
    if (!digits.length || digits.length > 17) return -1;
    for (size_t i = 0; i < digits.length; i++) {
        const char c = digits.at[digits.length - 1 - i];
        if (c < '0' || c > '9') return -1;
        sum += (c - '0') * (i % 2 ? 1 : 3);
    }
    return (10 - sum % 10) % 10;
}

bool ri_gtin_normalise(struct ri_view text, char ret[15])
{
    const size_t n = text.length;
    if (n != 8 && n != 12 && n != 13 && n != 14) return false;
    const int check = ri_gtin_check_digit((struct ri_view){text.at, n - 1});
    if (check < 0 || text.at[n - 1] != '0' + check) return false;
    memset(ret, '0', 14 - n);
    memcpy(ret + 14 - n, text.at, n);
    ret[14] = '\0';
    return true;
}

bool ri_gtin_is_restricted(const char gtin14[15])
{
    if (memcmp(gtin14, "000000", 6) == 0) return gtin14[6] == '0' || gtin14[6] == '2'; /* GTIN-8 */
    const char a = gtin14[1], b = gtin14[2];
    return gtin14[0] == '0' && (a == '2' || (a == '0' && (b == '2' || b == '4')));
}
