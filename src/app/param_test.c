#include "app/param.h"
#include "base/test.h"

static const char *const words[] = {"none", "calendar", "weekday", NULL};

TEST(every_type_takes_its_good_values_and_refuses_the_bad)
{
    static const struct {
        ri_param_type type;
        const char   *text;
        ri_status     want;
    } rows[] = {
        {RI_PARAM_TEXT, "caf\xc3\xa9", RI_OK},
        {RI_PARAM_TEXT, "caf\xe9", RI_EUSAGE},
        {RI_PARAM_FLAG, "true", RI_OK},
        {RI_PARAM_FLAG, "no", RI_OK},
        {RI_PARAM_FLAG, "maybe", RI_EUSAGE},
        {RI_PARAM_INTEGER, "-12", RI_OK},
        {RI_PARAM_INTEGER, "12.5", RI_EUSAGE},
        {RI_PARAM_COUNT, "0", RI_OK},
        {RI_PARAM_COUNT, "-1", RI_EUSAGE},
        {RI_PARAM_INTEGER, "99999999999999999999", RI_EUSAGE},
        {RI_PARAM_NUMBER, "2.385e-3", RI_OK},
        {RI_PARAM_NUMBER, "nan", RI_EUSAGE},
        {RI_PARAM_MONEY, "12.345678", RI_OK},
        {RI_PARAM_MONEY, "12.3456789", RI_EUSAGE},
        {RI_PARAM_DATE, "2024-02-29", RI_OK},
        {RI_PARAM_DATE, "2023-02-29", RI_EUSAGE},
        {RI_PARAM_DATE, "29/02/2024", RI_EUSAGE},
        {RI_PARAM_PERIOD, "2026-Q4", RI_OK},
        {RI_PARAM_PERIOD, "2026-Q5", RI_EUSAGE},
        {RI_PARAM_DURATION, "14d", RI_OK},
        {RI_PARAM_DURATION, "14", RI_EUSAGE},
        {RI_PARAM_DURATION, "-2w", RI_EUSAGE},
        {RI_PARAM_ENUM, "weekday", RI_OK},
        {RI_PARAM_ENUM, "Weekday", RI_EUSAGE},
        {RI_PARAM_QUANTILES, "0.975", RI_OK},
        {RI_PARAM_QUANTILES, "1", RI_EUSAGE},
        {RI_PARAM_PAIR, "date=dmy", RI_OK},
        {RI_PARAM_PAIR, "=dmy", RI_EUSAGE},
        {RI_PARAM_STORE, "", RI_EUSAGE},
        {RI_PARAM_PATH, "out/x", RI_OK},
    };
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_param param = {.name = "x",
                                       .type = rows[i].type,
                                       .values = rows[i].type == RI_PARAM_ENUM ? words : NULL};
        struct ri_error       err = {0};
        struct ri_value       value;
        const ri_status       got = ri_param_read(&param, rows[i].text, &mem, &value, &err);
        if (got != rows[i].want)
            ri_test_fail(__FILE__, __LINE__, "'%s' as %s gives %s", rows[i].text,
                         ri_param_type_text(rows[i].type), ri_status_name(got));
        if (got == RI_EUSAGE) CHECK(strstr(err.message, "--x wants") != NULL);
    }
    ri_arena_release(&mem);
}

TEST(a_refused_word_is_answered_with_the_nearest)
{
    const struct ri_param param = {.name = "compare", .type = RI_PARAM_ENUM, .values = words};
    struct ri_arena       mem;
    struct ri_error       err = {0};
    struct ri_value       value;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_param_read(&param, "wekday", &mem, &value, &err), RI_EUSAGE);
    CHECK_TEXT(
        err.message,
        "--compare wants one of none, calendar, weekday; got 'wekday' (did you mean 'weekday'?)");
    ri_arena_release(&mem);
}

TEST(no_room_for_a_value_is_a_status)
{
    const struct ri_param param = {.name = "x", .type = RI_PARAM_TEXT};
    struct ri_arena       mem;
    struct ri_value       value;
    ri_arena_init(&mem, 0);
    CHECK_STATUS(ri_param_read(&param, "abc", &mem, &value, NULL), RI_ENOMEM);
}

TEST(spans_by_name_begin_and_end_where_people_expect)
{
    static const struct {
        const char *text;
        int         from[3], to[3];
    } rows[] = {/* as of Saturday 2026-11-21 */
                {"2024", {2024, 1, 1}, {2025, 1, 1}},
                {"2026-Q4", {2026, 10, 1}, {2027, 1, 1}},
                {"2024-02", {2024, 2, 1}, {2024, 3, 1}},
                {"2026-W01", {2025, 12, 29}, {2026, 1, 5}},
                {"2026-W53", {2026, 12, 28}, {2027, 1, 4}},
                {"2026-11-20", {2026, 11, 20}, {2026, 11, 21}},
                {"today", {2026, 11, 21}, {2026, 11, 22}},
                {"this_week", {2026, 11, 16}, {2026, 11, 23}},
                {"last_month", {2026, 10, 1}, {2026, 11, 1}},
                {"this_quarter", {2026, 10, 1}, {2027, 1, 1}},
                {"last_year", {2025, 1, 1}, {2026, 1, 1}},
                {"month_to_date", {2026, 11, 1}, {2026, 11, 22}},
                {"last_7_days", {2026, 11, 15}, {2026, 11, 22}},
                {"last_12_months", {2025, 11, 22}, {2026, 11, 22}}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_span span = {0, 0};
        CHECK_STATUS(ri_span_of_period(rows[i].text, ri_day_of(2026, 11, 21), &span, NULL), RI_OK);
        CHECK_INT(span.from, ri_day_of(rows[i].from[0], rows[i].from[1], rows[i].from[2]));
        CHECK_INT(span.to, ri_day_of(rows[i].to[0], rows[i].to[1], rows[i].to[2]));
    }
}

TEST(twelve_months_back_from_the_last_of_february)
{
    struct ri_span span = {0, 0};
    CHECK_STATUS(ri_span_of_period("last_12_months", ri_day_of(2024, 2, 28), &span, NULL), RI_OK);
    CHECK_INT(span.from, ri_day_of(2023, 2, 28)); /* a leap day ends the span, none begins it */
    CHECK_INT(span.to, ri_day_of(2024, 2, 29));
}

TEST(what_is_no_period_is_refused)
{
    static const char *const bad[] = {"",          "26",          "2026-13",     "2026-Q0",
                                      "2025-W53",  "last_0_days", "last_x_days", "next_year",
                                      "2026-11-31"};
    struct ri_span           span;
    for (size_t i = 0; i < RI_COUNT(bad); i++)
        CHECK_STATUS(ri_span_of_period(bad[i], 20000, &span, NULL), RI_EUSAGE);
}
