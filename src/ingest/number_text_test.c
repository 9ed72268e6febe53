/* Numbers: what is read, what it is evidence of. */
#include "number_text.h"

#include "base/test.h"

TEST(numbers_are_read_exactly)
{
    static const struct {
        const char          *text;
        enum ingest_mark     mark;
        int                  scale;
        ingest_number_result result;
        int64_t              want;
    } cases[] = {
        {"2.385", INGEST_MARK_POINT, 6, INGEST_NUMBER_OK, 2385000},
        {"-17", INGEST_MARK_POINT, 3, INGEST_NUMBER_OK, -17000},
        {"+17", INGEST_MARK_POINT, 3, INGEST_NUMBER_OK, 17000},
        {"2,385", INGEST_MARK_COMMA, 6, INGEST_NUMBER_OK, 2385000},
        {"2,385", INGEST_MARK_POINT, 6, INGEST_NUMBER_OK, 2385000000},
        {"2,385", INGEST_MARK_UNKNOWN, 6, INGEST_NUMBER_UNCLEAR, 0},
        {"2.385", INGEST_MARK_UNKNOWN, 6, INGEST_NUMBER_UNCLEAR, 0},
        {"2.38", INGEST_MARK_UNKNOWN, 2, INGEST_NUMBER_OK, 238},
        {"1,234.56", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 123456},
        {"1.234,56", INGEST_MARK_COMMA, 2, INGEST_NUMBER_OK, 123456},
        {"1.234,56", INGEST_MARK_UNKNOWN, 2, INGEST_NUMBER_OK, 123456},
        {"1.234.567", INGEST_MARK_COMMA, 0, INGEST_NUMBER_OK, 1234567},
        {"1 234,50", INGEST_MARK_COMMA, 2, INGEST_NUMBER_OK, 123450},
        {"1\xc2\xa0"
         "234,50",
         INGEST_MARK_COMMA, 2, INGEST_NUMBER_OK, 123450},
        {"1\xe2\x80\xaf"
         "234,50",
         INGEST_MARK_COMMA, 2, INGEST_NUMBER_OK, 123450},
        {"1'234.50", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 123450},
        {"1,2345", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"12,34.5", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"1.5.2", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"1,5", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"(45.10)", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, -4510},
        {"45.10-", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, -4510},
        {"-45.10-", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"\xe2\x88\x92"
         "45.1",
         INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, -4510},
        {"-$1,234.5", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, -123450},
        {"$-1.5", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, -150},
        {"EUR 12.00", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 1200},
        {"12,00 z\xc5\x82", INGEST_MARK_COMMA, 2, INGEST_NUMBER_OK, 1200},
        {"\xe2\x82\xac"
         "12 EUR",
         INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"1.2E+3", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 120000},
        {"5e-1", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 50},
        {"1e99", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"0.005", INGEST_MARK_POINT, 2, INGEST_NUMBER_ROUNDED, 1},
        {"-0.005", INGEST_MARK_POINT, 2, INGEST_NUMBER_ROUNDED, -1},
        {"0.0049999", INGEST_MARK_POINT, 2, INGEST_NUMBER_ROUNDED, 0},
        {"1.2500", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 125},
        {"9223372036854.775807", INGEST_MARK_POINT, 6, INGEST_NUMBER_OK, INT64_MAX},
        {"9223372036854.775808", INGEST_MARK_POINT, 6, INGEST_NUMBER_RANGE, 0},
        {"12345678901234567", INGEST_MARK_POINT, 6, INGEST_NUMBER_RANGE, 0},
        {"99999999999999999999999", INGEST_MARK_POINT, 0, INGEST_NUMBER_RANGE, 0},
        {"", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"-", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {".5", INGEST_MARK_POINT, 2, INGEST_NUMBER_OK, 50},
        {"5.", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"1-2", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"12abc", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
        {"0x10", INGEST_MARK_POINT, 2, INGEST_NUMBER_BAD, 0},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        int64_t                    got = 0;
        const ingest_number_result result = ingest_number_parse(
            ri_view_of(cases[i].text), cases[i].mark, cases[i].scale, &got, NULL);
        const bool read = result <= INGEST_NUMBER_ROUNDED;
        if (result != cases[i].result || (read && got != cases[i].want))
            ri_test_fail(__FILE__, __LINE__, "'%s' gives %d, %lld", cases[i].text, result,
                         (long long)got);
    }
}

TEST(numbers_name_currencies)
{
    int64_t  value;
    unsigned currency = 0;
    CHECK(ingest_number_parse(RI_VIEW("\xc2\xa3"
                                      "3.20"),
                              INGEST_MARK_POINT, 2, &value, &currency) == INGEST_NUMBER_OK);
    CHECK_TEXT(ingest_currency_code(currency), "GBP");
    CHECK(ingest_number_parse(RI_VIEW("A$3.20"), INGEST_MARK_POINT, 2, &value, &currency) ==
          INGEST_NUMBER_OK);
    CHECK_TEXT(ingest_currency_code(currency), "AUD");
    CHECK(ingest_number_parse(RI_VIEW("3.20 chf"), INGEST_MARK_POINT, 2, &value, &currency) ==
          INGEST_NUMBER_OK);
    CHECK_TEXT(ingest_currency_code(currency), "CHF");
    CHECK_INT(ingest_currency_digits(ingest_currency_find(RI_VIEW("JPY"))), 0);
    CHECK_INT(ingest_currency_digits(ingest_currency_find(RI_VIEW("kwd"))), 3);
    CHECK_INT(ingest_currency_digits(ingest_currency_find(RI_VIEW("BHD"))), 3);
    CHECK_INT(ingest_currency_digits(ingest_currency_find(RI_VIEW("TRY"))), 2);
    CHECK_INT(ingest_currency_digits(0), 2);
    CHECK_TEXT(ingest_currency_code(0), "XXX");
    CHECK_INT(ingest_currency_find(RI_VIEW("QQQ")), 0);
    CHECK_INT(ingest_currency_find(RI_VIEW("EURO")), 0);
}

TEST(numbers_vote_for_their_mark)
{
    static const struct {
        const char *text;
        size_t      point, comma, unclear_point, unclear_comma, unreadable;
    } cases[] = {
        {"1.5", 1, 0, 0, 0, 0},     {"1,5", 0, 1, 0, 0, 0},     {"1.234", 0, 0, 1, 0, 0},
        {"1,234", 0, 0, 0, 1, 0},   {"0,125", 0, 1, 0, 0, 0},   {"1234.567", 1, 0, 0, 0, 0},
        {"1,234.5", 1, 0, 0, 0, 0}, {"1.234,5", 0, 1, 0, 0, 0}, {"1,234,567", 1, 0, 0, 0, 0},
        {"17", 0, 0, 0, 0, 0},      {"x", 0, 0, 0, 0, 1},       {"1 234,567", 0, 1, 0, 0, 0}};
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct ingest_number_vote v = {0};
        ingest_number_vote_add(&v, ri_view_of(cases[i].text));
        if (v.point != cases[i].point || v.comma != cases[i].comma ||
            v.unclear_point != cases[i].unclear_point ||
            v.unclear_comma != cases[i].unclear_comma || v.unreadable != cases[i].unreadable)
            ri_test_fail(__FILE__, __LINE__, "'%s' votes %zu %zu %zu %zu %zu", cases[i].text,
                         v.point, v.comma, v.unclear_point, v.unclear_comma, v.unreadable);
    }
}

TEST(products_round_half_away_from_zero)
{
    int64_t got;
    CHECK(ingest_multiply(6000, 2550000, 7, &got) && got == 1530);
    CHECK(ingest_multiply(1000, 5000, 7, &got) && got == 1); /* 0.005 */
    CHECK(ingest_multiply(-1000, 5000, 7, &got) && got == -1);
    CHECK(ingest_multiply(1000, 4999, 7, &got) && got == 0);
    CHECK(ingest_multiply(3, 7, 0, &got) && got == 21);
    CHECK(ingest_multiply(80995000, 2080000, 9, &got) && got == 168470); /* yen */
    CHECK(ingest_multiply(INT64_MAX, 1000000, 6, &got) && got == INT64_MAX);
    CHECK(!ingest_multiply(INT64_MAX, 1000000, 5, &got));
    CHECK(ingest_multiply(9000000000000, 9000000000000, 12, &got) && got == 81000000000000);
    CHECK(ingest_divide(1000, 3000, 7, &got) && got == 3333333);
    CHECK(ingest_divide(2000, 3000, 7, &got) && got == 6666667);
    CHECK(ingest_divide(-2000, 3000, 7, &got) && got == -6666667);
    CHECK(ingest_divide(2000, -3000, 7, &got) && got == -6666667);
    CHECK(ingest_divide(1, 2, 0, &got) && got == 1);
    CHECK(!ingest_divide(INT64_MAX, 1, 7, &got));
}
