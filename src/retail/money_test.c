#include "base/test.h"

#include "base/random.h"
#include "money.h"

static const struct ri_currency *currency(const char *code)
{
    return ri_currency_find(ri_view_of(code));
}

TEST(money_currencies)
{
    CHECK_INT(currency("EUR")->digits, 2);
    CHECK_INT(currency("jpy")->digits, 0);
    CHECK_INT(currency("KWD")->digits, 3);
    CHECK_INT(currency("BHD")->digits, 3);
    CHECK(!currency("XYZ") && !currency("EU") && !currency("EURO") && !currency(""));
    for (size_t i = 0; i < ri_currency_count(); i++) {
        const struct ri_currency *c = ri_currency_at(i);
        CHECK(currency(c->code) == c);
        CHECK(c->digits == 0 || c->digits == 2 || c->digits == 3);
        CHECK(i == 0 || strcmp(ri_currency_at(i - 1)->code, c->code) < 0);
    }
    CHECK(!ri_currency_at(ri_currency_count()));
    CHECK_TEXT(ri_currency_of_symbol(RI_VIEW("\xE2\x82\xAC"))->code, "EUR");
    CHECK(!ri_currency_of_symbol(RI_VIEW("$")) && !ri_currency_of_symbol(RI_VIEW("")) &&
          !ri_currency_of_symbol(RI_VIEW("?")));
}

TEST(money_text)
{
    static const struct {
        const char *code, *text;
        bool        ok;
        int64_t     minor;
        const char *back;
    } rows[] = {
        {"EUR", "12.34", true, 1234, "12.34"},
        {"EUR", "-0.05", true, -5, "-0.05"},
        {"EUR", "7", true, 700, "7.00"},
        {"EUR", "1.005", false, 0, NULL},
        {"JPY", "1500", true, 1500, "1500"},
        {"JPY", "15.5", false, 0, NULL},
        {"KWD", "1.2345", false, 0, NULL},
        {"KWD", "1.234", true, 1234, "1.234"},
        {"EUR", "68551365.91", true, 6855136591, "68551365.91"},
    };
    struct ri_text text = {0};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t minor = 0;
        CHECK_INT(ri_money_parse(ri_view_of(rows[i].text), currency(rows[i].code), &minor),
                  rows[i].ok);
        CHECK_INT(minor, rows[i].minor);
        if (!rows[i].ok) continue;
        ri_text_clear(&text);
        ri_text_money(&text, minor, currency(rows[i].code));
        CHECK_TEXT(text.at, rows[i].back);
    }
    ri_text_release(&text);
}

TEST(money_quantity_times_price)
{
    static const struct {
        int64_t price, quantity;
        int     digits;
        bool    ok;
        int64_t minor;
    } rows[] = {
        {1290000, 2000, 2, true, 258},
        {1290000, -2000, 2, true, -258},
        {9990000, 350, 2, true, 350}, /* 3.4965 */
        {1005000, 1000, 2, true, 101},
        {-1005000, 1000, 2, true, -101},
        {1004999, 1000, 2, true, 100},
        {1234567, 1000, 3, true, 1235},
        {1500000, 1000, 0, true, 2},
        {1499999, 1000, 0, true, 1},
        {INT64_MAX, INT64_MAX, 2, false, 0},
        {INT64_MIN, 1000, 2, true, INT64_MIN / 10000 - 1},
        {0, 5000, 2, true, 0},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        int64_t minor = 0;
        CHECK_INT(ri_money_times(rows[i].price, rows[i].quantity, rows[i].digits, &minor),
                  rows[i].ok);
        CHECK_INT(minor, rows[i].minor);
    }
}

TEST(money_rounding_is_half_away_from_zero)
{
    CHECK_INT(ri_divide_half_away(5, 2), 3);
    CHECK_INT(ri_divide_half_away(-5, 2), -3);
    CHECK_INT(ri_divide_half_away(7, 3), 2);
    CHECK_INT(ri_divide_half_away(-7, 3), -2);
    CHECK_INT(ri_divide_half_away(8, 3), 3);
    CHECK_INT(ri_divide_half_away(0, 3), 0);
    CHECK_INT(ri_divide_half_away(1, 3), 0);
}

TEST(money_tax)
{
    CHECK_INT(ri_money_tax_inside(11900, 190000), 1900);
    CHECK_INT(ri_money_tax_inside(10700, 70000), 700);
    CHECK_INT(ri_money_tax_inside(999, 190000), 160); /* 839.4957 net */
    CHECK_INT(ri_money_tax_inside(-999, 190000), -160);
    CHECK_INT(ri_money_tax_inside(999, 0), 0);
}

TEST(money_split_adds_up)
{
    int64_t       parts[4];
    const int64_t thirds[] = {1, 1, 1}, shares[] = {50, 30, 20}, none[] = {0, 0, 0},
                  wrong[] = {1, -1};
    CHECK(ri_money_split(100, thirds, 3, parts));
    CHECK(parts[0] == 34 && parts[1] == 33 && parts[2] == 33);
    CHECK(ri_money_split(-100, thirds, 3, parts));
    CHECK(parts[0] == -34 && parts[1] == -33 && parts[2] == -33);
    CHECK(ri_money_split(101, shares, 3, parts));
    CHECK(parts[0] == 51 && parts[1] == 30 && parts[2] == 20); /* 50.5, 30.3, 20.2 */
    CHECK(ri_money_split(2, none, 3, parts));
    CHECK(parts[0] == 1 && parts[1] == 1 && parts[2] == 0);
    CHECK(!ri_money_split(1, wrong, 2, parts));
    struct ri_random random;
    ri_random_init(&random, 17, 4);
    for (int round = 0; round < 2000; round++) { /* each part within one of its exact share */
        int64_t weights[20], split[20],
            amount = (int64_t)(ri_random_u64(&random) >> (1 + round % 60)), sum = 0, total = 0;
        const size_t n = 1 + (size_t)ri_random_below(&random, 20);
        for (size_t i = 0; i < n; i++)
            total += weights[i] = (int64_t)ri_random_below(&random, 1000);
        if (round % 2) amount = -amount;
        CHECK(ri_money_split(amount, weights, n, split));
        for (size_t i = 0; i < n; i++) {
            sum += split[i];
            const ri_int128 off = (ri_int128)split[i] * total - (ri_int128)amount * weights[i];
            if (total) CHECK(off < total && off > -total);
        }
        CHECK_INT(sum, amount);
    }
    CHECK(ri_money_split(INT64_MIN, thirds, 3, parts));
    CHECK(parts[0] + parts[1] + parts[2] == INT64_MIN);
}
