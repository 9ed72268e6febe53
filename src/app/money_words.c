/* Amounts in sentences. */
#include "app/money_words.h"

enum { LEAST_WHOLE = 1000 }; /* major units from which on the minor ones are not said */

static void put_grouped(struct ri_text *text, uint64_t value)
{
    char         digits[24];
    const size_t count = (size_t)snprintf(digits, sizeof digits, "%llu", (unsigned long long)value);
    for (size_t i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0) ri_text_putc(text, ',');
        ri_text_putc(text, digits[i]);
    }
}

void ri_text_money_told(struct ri_text *text, int64_t minor, const struct ri_currency *currency)
{
    const int places = currency ? currency->digits : 2;
    int64_t   unit = 1;
    for (int i = 0; i < places; i++) unit *= 10;
    const ri_int128 size = minor < 0 ? -(ri_int128)minor : minor;
    const bool      whole = size >= (ri_int128)LEAST_WHOLE * unit;
    const ri_int128 major = whole ? ri_divide_half_away(size, unit) : size / unit;
    if (minor < 0) ri_text_putc(text, '-');
    put_grouped(text, (uint64_t)major);
    if (!whole && places) ri_text_printf(text, ".%0*lld", places, (long long)(size % unit));
}
