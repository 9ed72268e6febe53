#include "base/test.h"

#include "calendar.h"

static ri_day day_of(const char *text)
{
    ri_day day = RI_DAY_NONE;
    if (!ri_day_parse(ri_view_of(text), &day)) ri_test_fail(__FILE__, __LINE__, "no day: %s", text);
    return day;
}

static void check_period(ri_calendar calendar, ri_grain grain, const char *day, const char *label,
                         const char *first, const char *last, bool week53, int line)
{
    const struct ri_calendar_period p = ri_calendar_period_of(calendar, grain, day_of(day));
    if (strcmp(p.label, label) != 0)
        ri_test_fail(__FILE__, line, "%s: label %s, want %s", day, p.label, label);
    if (p.first != day_of(first))
        ri_test_fail(__FILE__, line, "%s %s: first day %+d", day, label, p.first - day_of(first));
    if (p.last != day_of(last))
        ri_test_fail(__FILE__, line, "%s %s: last day %+d", day, label, p.last - day_of(last));
    if (p.week53 != week53)
        ri_test_fail(__FILE__, line, "%s %s: week53 is %d", day, label, p.week53);
}

TEST(calendar_retail_years) /* NRF's list of 53-week years and the dates around it */
{
    static const struct {
        int         year;
        const char *first, *last;
        int         weeks;
    } rows[] = {
        {2000, "2000-01-30", "2001-02-03", 53}, {2006, "2006-01-29", "2007-02-03", 53},
        {2012, "2012-01-29", "2013-02-02", 53}, {2017, "2017-01-29", "2018-02-03", 53},
        {2023, "2023-01-29", "2024-02-03", 53}, {2024, "2024-02-04", "2025-02-01", 52},
        {2025, "2025-02-02", "2026-01-31", 52}, {2026, "2026-02-01", "2027-01-30", 52},
        {2027, "2027-01-31", "2028-01-29", 52}, {2028, "2028-01-30", "2029-02-03", 53},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        for (int end = 0; end < 2; end++) {
            const struct ri_calendar_period p = ri_calendar_period_of(
                RI_CALENDAR_RETAIL, RI_GRAIN_YEAR, day_of(end ? rows[i].last : rows[i].first));
            CHECK_INT(p.year, rows[i].year);
            CHECK_INT(p.first, day_of(rows[i].first));
            CHECK_INT(p.last, day_of(rows[i].last));
            CHECK_INT(p.week53, rows[i].weeks == 53);
        }
    }
    int listed = 0;
    for (int year = 2000; year <= 2034; year++) {
        const ri_day                    middle = ri_day_of(year, 7, 1);
        const struct ri_calendar_period p =
            ri_calendar_period_of(RI_CALENDAR_RETAIL, RI_GRAIN_YEAR, middle);
        if (!p.week53) continue;
        listed++;
        CHECK(year == 2000 || year == 2006 || year == 2012 || year == 2017 || year == 2023 ||
              year == 2028 || year == 2034);
    }
    CHECK_INT(listed, 7);
}

TEST(calendar_retail_periods)
{
    const ri_calendar r = RI_CALENDAR_RETAIL;
    check_period(r, RI_GRAIN_MONTH, "2026-02-01", "FY2026-P01", "2026-02-01", "2026-02-28", false,
                 __LINE__);
    check_period(r, RI_GRAIN_MONTH, "2026-03-31", "FY2026-P02", "2026-03-01", "2026-04-04", false,
                 __LINE__);
    check_period(r, RI_GRAIN_MONTH, "2026-05-02", "FY2026-P03", "2026-04-05", "2026-05-02", false,
                 __LINE__);
    check_period(r, RI_GRAIN_QUARTER, "2026-04-04", "FY2026-Q1", "2026-02-01", "2026-05-02", false,
                 __LINE__);
    check_period(r, RI_GRAIN_WEEK, "2026-02-07", "FY2026-W01", "2026-02-01", "2026-02-07", false,
                 __LINE__);
    check_period(r, RI_GRAIN_WEEK, "2026-02-08", "FY2026-W02", "2026-02-08", "2026-02-14", false,
                 __LINE__);
    check_period(r, RI_GRAIN_WEEK, "2024-02-03", "FY2023-W53", "2024-01-28", "2024-02-03", true,
                 __LINE__);
    check_period(r, RI_GRAIN_MONTH, "2024-02-03", "FY2023-P12", "2023-12-31", "2024-02-03", true,
                 __LINE__);
    check_period(r, RI_GRAIN_QUARTER, "2024-02-03", "FY2023-Q4", "2023-10-29", "2024-02-03", true,
                 __LINE__);
    check_period(r, RI_GRAIN_MONTH, "2026-01-31", "FY2025-P12", "2026-01-04", "2026-01-31", false,
                 __LINE__);
    check_period(r, RI_GRAIN_DAY, "2026-02-02", "2026-02-02", "2026-02-02", "2026-02-02", false,
                 __LINE__);
    check_period(RI_CALENDAR_RETAIL_445, RI_GRAIN_MONTH, "2026-04-04", "FY2026-P03", "2026-03-29",
                 "2026-05-02", false, __LINE__);
    check_period(RI_CALENDAR_RETAIL_544, RI_GRAIN_MONTH, "2026-03-01", "FY2026-P01", "2026-02-01",
                 "2026-03-07", false, __LINE__);
    CHECK_INT(ri_calendar_period_of(r, RI_GRAIN_DAY, day_of("2024-02-03")).number, 371);
}

TEST(calendar_iso_periods)
{
    const ri_calendar iso = RI_CALENDAR_ISO;
    check_period(iso, RI_GRAIN_WEEK, "2021-01-03", "2020-W53", "2020-12-28", "2021-01-03", true,
                 __LINE__);
    check_period(iso, RI_GRAIN_WEEK, "2021-01-04", "2021-W01", "2021-01-04", "2021-01-10", false,
                 __LINE__);
    check_period(iso, RI_GRAIN_WEEK, "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05", false,
                 __LINE__);
    check_period(iso, RI_GRAIN_YEAR, "2024-12-30", "2025", "2024-12-30", "2025-12-28", false,
                 __LINE__);
    check_period(iso, RI_GRAIN_YEAR, "2026-06-01", "2026", "2025-12-29", "2027-01-03", true,
                 __LINE__);
    check_period(iso, RI_GRAIN_MONTH, "2026-10-31", "2026-10", "2026-09-28", "2026-11-01", false,
                 __LINE__);
    check_period(iso, RI_GRAIN_QUARTER, "2026-11-20", "2026-Q4", "2026-09-28", "2027-01-03", true,
                 __LINE__);
    check_period(RI_CALENDAR_GREGORIAN, RI_GRAIN_WEEK, "2021-01-01", "2020-W53", "2020-12-28",
                 "2021-01-03", true, __LINE__);
}

TEST(calendar_gregorian_periods)
{
    const ri_calendar g = RI_CALENDAR_GREGORIAN;
    check_period(g, RI_GRAIN_DAY, "2026-11-20", "2026-11-20", "2026-11-20", "2026-11-20", false,
                 __LINE__);
    check_period(g, RI_GRAIN_MONTH, "2024-02-29", "2024-02", "2024-02-01", "2024-02-29", false,
                 __LINE__);
    check_period(g, RI_GRAIN_QUARTER, "2026-11-20", "2026-Q4", "2026-10-01", "2026-12-31", false,
                 __LINE__);
    check_period(g, RI_GRAIN_YEAR, "2026-01-01", "2026", "2026-01-01", "2026-12-31", false,
                 __LINE__);
    CHECK_INT(ri_calendar_period_of(g, RI_GRAIN_DAY, day_of("2024-12-31")).number, 366);
}

TEST(
    calendar_periods_tile_time) /* every period begins where the one before ends, and holds its days */
{
    for (int c = 0; c < RI_CALENDAR_COUNT; c++) {
        for (int g = 0; g < RI_GRAIN_COUNT; g++) {
            const ri_calendar         calendar = (ri_calendar)c;
            const ri_grain            grain = (ri_grain)g;
            struct ri_calendar_period p =
                ri_calendar_period_of(calendar, grain, ri_day_of(1999, 6, 1));
            int wrong = 0, number_before = 0, year_before = 0;
            while (p.last < ri_day_of(2040, 1, 1)) {
                const ri_day                    middle = p.first + (p.last - p.first) / 2;
                const struct ri_calendar_period same =
                    ri_calendar_period_of(calendar, grain, middle);
                const struct ri_calendar_period next =
                    ri_calendar_period_of(calendar, grain, p.last + 1);
                const bool whole = c == RI_CALENDAR_GREGORIAN || g == RI_GRAIN_DAY ||
                                   (p.last - p.first + 1) % 7 == 0;
                wrong += same.first != p.first || same.last != p.last ||
                         (g && strcmp(same.label, p.label) != 0);
                wrong += next.first != p.last + 1 || strcmp(p.label, next.label) >= 0 || !whole;
                wrong += year_before == p.year && p.number != number_before + 1;
                year_before = p.year;
                number_before = p.number;
                p = next;
            }
            if (wrong)
                ri_test_fail(__FILE__, __LINE__, "%s %s: %d", ri_calendar_text(calendar),
                             ri_grain_text(grain), wrong);
        }
    }
}

TEST(calendar_comparisons)
{
    static const struct {
        ri_compare  mode;
        ri_calendar calendar;
        const char *day, *before;
    } rows[] = {
        {RI_COMPARE_CALENDAR, RI_CALENDAR_GREGORIAN, "2026-11-20", "2025-11-20"},
        {RI_COMPARE_CALENDAR, RI_CALENDAR_GREGORIAN, "2024-02-29", "2023-02-28"},
        {RI_COMPARE_CALENDAR, RI_CALENDAR_GREGORIAN, "2025-03-01", "2024-03-01"},
        {RI_COMPARE_WEEKDAY, RI_CALENDAR_GREGORIAN, "2026-11-20", "2025-11-21"},
        {RI_COMPARE_WEEKDAY, RI_CALENDAR_RETAIL, "2024-02-04",
         "2023-02-05"}, /* restated: week 1 against week 2 */
        {RI_COMPARE_CALENDAR, RI_CALENDAR_RETAIL, "2024-02-04",
         "2023-01-29"}, /* by week number: 371 days */
        {RI_COMPARE_CALENDAR, RI_CALENDAR_RETAIL, "2026-02-01", "2025-02-02"},
        {RI_COMPARE_CALENDAR, RI_CALENDAR_RETAIL, "2024-02-03", NULL}, /* week 53 */
        {RI_COMPARE_RESTATED, RI_CALENDAR_RETAIL, "2024-02-04",
         "2023-02-05"}, /* its first week left out */
        {RI_COMPARE_RESTATED, RI_CALENDAR_RETAIL, "2025-02-01", "2024-02-03"},
        {RI_COMPARE_RESTATED, RI_CALENDAR_RETAIL, "2024-01-28", NULL}, /* the 53rd week itself */
        {RI_COMPARE_RESTATED, RI_CALENDAR_RETAIL, "2024-01-27", "2023-01-28"},
        {RI_COMPARE_RESTATED, RI_CALENDAR_RETAIL, "2018-02-04", "2017-02-05"},
        {RI_COMPARE_RESTATED, RI_CALENDAR_RETAIL, "2029-02-04", "2028-02-06"},
        {RI_COMPARE_RESTATED, RI_CALENDAR_ISO, "2021-01-04", "2020-01-06"},
        {RI_COMPARE_RESTATED, RI_CALENDAR_ISO, "2020-12-31", NULL},
        {RI_COMPARE_RESTATED, RI_CALENDAR_GREGORIAN, "2020-12-31", "2020-01-02"},
        {RI_COMPARE_CALENDAR, RI_CALENDAR_ISO, "2021-01-04", "2019-12-30"},
        {RI_COMPARE_CALENDAR, RI_CALENDAR_ISO, "2020-12-31", NULL},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const ri_day before = ri_compare_day(rows[i].mode, rows[i].calendar, day_of(rows[i].day));
        CHECK_INT(before, rows[i].before ? day_of(rows[i].before) : RI_DAY_NONE);
    }
}

TEST(calendar_words)
{
    for (int c = 0; c < RI_CALENDAR_COUNT; c++) {
        ri_calendar back = RI_CALENDAR_COUNT;
        CHECK(ri_calendar_parse(ri_view_of(ri_calendar_text((ri_calendar)c)), &back) &&
              (int)back == c);
    }
    for (int g = 0; g < RI_GRAIN_COUNT; g++) {
        ri_grain back = RI_GRAIN_COUNT;
        CHECK(ri_grain_parse(ri_view_of(ri_grain_text((ri_grain)g)), &back) && (int)back == g);
    }
    for (int m = 0; m < RI_COMPARE_COUNT; m++) {
        ri_compare back = RI_COMPARE_COUNT;
        CHECK(ri_compare_parse(ri_view_of(ri_compare_text((ri_compare)m)), &back) &&
              (int)back == m);
    }
    ri_calendar kept = RI_CALENDAR_ISO;
    CHECK(!ri_calendar_parse(RI_VIEW("Retail"), &kept) && kept == RI_CALENDAR_ISO);
    CHECK(!ri_grain_parse(RI_VIEW(""), &(ri_grain){RI_GRAIN_DAY}));
    CHECK(!ri_compare_parse(RI_VIEW("holiday"), &(ri_compare){RI_COMPARE_CALENDAR}));
}
