/* The signs and codes written beside amounts; the currencies themselves are in retail/money.h. */
#include "currency.h"

#include "number_text.h"
#include "retail/money.h"

/* Numbers are positions in the trade's table, counted from 1. */
unsigned ingest_currency_find(struct ri_view code)
{
    const struct ri_currency *currency = ri_currency_find(code);
    return currency ? (unsigned)(currency - ri_currency_at(0)) + 1 : 0;
}

const char *ingest_currency_code(unsigned currency)
{
    return currency ? ri_currency_at(currency - 1)->code : "XXX";
}

int ingest_currency_digits(unsigned currency)
{
    return currency ? ri_currency_at(currency - 1)->digits : 2;
}

/* "$" is the US dollar's unless another sign says so ("A$"). Longest first. */
static const struct {
    const char *sign;
    char        code[4];
} signs[] = {{"US$", "USD"},          {"A$", "AUD"},
             {"C$", "CAD"},           {"NZ$", "NZD"},
             {"HK$", "HKD"},          {"S$", "SGD"},
             {"R$", "BRL"},           {"$", "USD"},
             {"\xe2\x82\xac", "EUR"}, {"\xc2\xa3", "GBP"},
             {"\xc2\xa5", "JPY"},     {"\xe2\x82\xba", "TRY"},
             {"\xe2\x82\xb9", "INR"}, {"\xe2\x82\xbd", "RUB"},
             {"\xe2\x82\xa9", "KRW"}, {"\xe2\x82\xaa", "ILS"},
             {"\xe2\x82\xb4", "UAH"}, {"\xe0\xb8\xbf", "THB"},
             {"z\xc5\x82", "PLN"},    {"K\xc4\x8d", "CZK"},
             {"TL", "TRY"},           {"Fr.", "CHF"}};

static bool starts(struct ri_view text, struct ri_view with)
{
    return text.length >= with.length && memcmp(text.at, with.at, with.length) == 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

size_t ingest_currency_before(struct ri_view text, unsigned *ret)
{
    for (size_t i = 0; i < RI_COUNT(signs); i++) {
        const struct ri_view sign = ri_view_of(signs[i].sign);
        if (!starts(text, sign)) continue;
        *ret = ingest_currency_find(ri_view_of(signs[i].code));
        return sign.length;
    }
    if (text.length < 3 || (text.length > 3 && is_letter(text.at[3]))) return 0;
    *ret = ingest_currency_find((struct ri_view){text.at, 3});
    return *ret ? 3 : 0;
}

size_t ingest_currency_after(struct ri_view text, unsigned *ret)
{
    for (size_t i = 0; i < RI_COUNT(signs); i++) {
        const struct ri_view sign = ri_view_of(signs[i].sign);
        if (text.length < sign.length) continue;
        if (!starts((struct ri_view){text.at + text.length - sign.length, sign.length}, sign))
            continue;
        *ret = ingest_currency_find(ri_view_of(signs[i].code));
        return sign.length;
    }
    if (text.length < 3) return 0;
    *ret = ingest_currency_find((struct ri_view){text.at + text.length - 3, 3});
    return *ret ? 3 : 0;
}
