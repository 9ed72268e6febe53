#include "test.h"

#include "date.h"

TEST(date_known_days)
{
    CHECK_INT(ri_day_of(1970, 1, 1), 0);
    CHECK_INT(ri_day_of(2000, 3, 1), 11017);
    CHECK_INT(ri_day_of(1969, 12, 31), -1);
    CHECK_INT(ri_day_weekday(0), 3);
    CHECK_INT(ri_day_weekday(-1), 2);
    CHECK_INT(ri_day_weekday(ri_day_of(2026, 11, 20)), 4); /* a Friday */
    CHECK_INT(ri_day_of(2025, 2, 29), RI_DAY_NONE);
    CHECK_INT(ri_day_of(1900, 2, 29), RI_DAY_NONE);
    CHECK(ri_day_of(2000, 2, 29) != RI_DAY_NONE);
    CHECK_INT(ri_day_of(0, 1, 1), RI_DAY_NONE);
    CHECK_INT(ri_day_of(10000, 1, 1), RI_DAY_NONE);
    CHECK_INT(ri_day_of(2026, 13, 1), RI_DAY_NONE);
    CHECK_INT(ri_day_of(2026, 0, 1), RI_DAY_NONE);
    CHECK_INT(ri_day_of(2026, 4, 31), RI_DAY_NONE);
}

TEST(date_every_day_in_order)
{
    ri_day day = ri_day_of(1, 1, 1);
    int    weekday = ri_day_weekday(day);
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            const int             last = ri_days_in_month(year, month);
            const struct ri_civil c = ri_day_civil(day), end = ri_day_civil(day + last - 1);
            if (ri_day_of(year, month, 1) != day || ri_day_weekday(day) != weekday ||
                c.year != year || c.month != month || c.day != 1 || end.day != last ||
                end.month != month)
                ri_test_fail(__FILE__, __LINE__, "%d-%02d", year, month);
            day += last;
            weekday = (weekday + last) % 7;
        }
    }
}

TEST(date_text)
{
    static const char *const bad[] = {
        "2026-1-20",  "2026-11-2",  "20261120",   "2026-11-20 ", "2026/11/20",
        "2026-02-30", "0000-01-01", "-026-01-01", "2026-11-2x",  ""};
    ri_day         day = 4711;
    struct ri_text text = {0};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        if (ri_day_parse(ri_view_of(bad[i]), &day))
            ri_test_fail(__FILE__, __LINE__, "\"%s\" was read", bad[i]);
    }
    CHECK_INT(day, 4711);
    CHECK(ri_day_parse(RI_VIEW("2026-11-20"), &day));
    ri_text_day(&text, day);
    CHECK_TEXT(text.at, "2026-11-20");
    ri_text_clear(&text);
    ri_text_instant(&text, -1);
    CHECK_TEXT(text.at, "1969-12-31T23:59:59.999999Z");
    ri_text_clear(&text);
    ri_text_instant(&text, day * RI_US_PER_DAY + 29700 * RI_US_PER_SECOND);
    CHECK_TEXT(text.at, "2026-11-20T08:15:00Z");
    ri_text_release(&text);
}

/* What an engine calls infinity is a day like another; expected by Python's proleptic arithmetic shifted by 400-year eras. */
TEST(date_the_last_days_of_all)
{
    struct ri_text text = {0};
    ri_text_day(&text, INT32_MAX);
    CHECK_TEXT(text.at, "5881580-07-11");
    ri_text_clear(&text);
    ri_text_day(&text, INT32_MIN);
    CHECK_TEXT(text.at, "-5877641-06-23");
    ri_text_clear(&text);
    ri_text_instant(&text, INT64_MAX);
    CHECK_TEXT(text.at, "294247-01-10T04:00:54.775807Z");
    ri_text_clear(&text);
    ri_text_instant(&text, INT64_MIN);
    CHECK_TEXT(text.at, "-290308-12-21T19:59:05.224192Z");
    ri_text_release(&text);
}

TEST(date_floor_division)
{
    CHECK_INT(ri_floor_div(7, 2), 3);
    CHECK_INT(ri_floor_div(-7, 2), -4);
    CHECK_INT(ri_floor_div(-8, 2), -4);
    CHECK_INT(ri_floor_div(7, -2), -4);
    CHECK_INT(ri_floor_div(0, 5), 0);
}
