/* Currencies: codes and digits of the minor unit (ISO 4217, 2024-06-25), and the signs written beside amounts. */
#include "currency.h"

#include "number_text.h"

static const char codes[][4] = {
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD",
    "CDF", "CHF", "CLP", "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD",
    "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ",
    "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD",
    "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR",
    "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN",
    "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR",
    "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB",
    "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS",
    "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "XXX"};

unsigned ingest_currency_find(struct ri_view code)
{
    char upper[3];
    if (code.length != 3) return 0;
    for (size_t i = 0; i < 3; i++)
        upper[i] = (char)(code.at[i] >= 'a' && code.at[i] <= 'z' ? code.at[i] - 32 : code.at[i]);
    for (unsigned i = 0; i < RI_COUNT(codes); i++) {
        if (memcmp(codes[i], upper, 3) == 0) return i + 1;
    }
    return 0;
}

const char *ingest_currency_code(unsigned currency)
{
    return currency ? codes[currency - 1] : "XXX";
}

int ingest_currency_digits(unsigned currency)
{
    static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND";
    const char       *code = ingest_currency_code(currency);
    if (!currency) return 2;
    return strstr(none, code) ? 0 : strstr(three, code) ? 3 : 2;
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
