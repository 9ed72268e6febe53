/* Periods against hand-computed days. */
#include "period_text.h"

#include "base/test.h"

TEST(periods_are_read)
{
    static const struct {
        const char *text;
        int         from[3], to[3];
    } cases[] = {
        {"2026", {2026, 1, 1}, {2026, 12, 31}},
        {"2026-02", {2026, 2, 1}, {2026, 2, 28}},
        {"2024/2", {2024, 2, 1}, {2024, 2, 29}},
        {"12/2026", {2026, 12, 1}, {2026, 12, 31}},
        {"03.2026", {2026, 3, 1}, {2026, 3, 31}},
        {"202611", {2026, 11, 1}, {2026, 11, 30}},
        {"Jan 2026", {2026, 1, 1}, {2026, 1, 31}},
        {"2026 December", {2026, 12, 1}, {2026, 12, 31}},
        {"März 2026", {2026, 3, 1}, {2026, 3, 31}},
        {"2026-Q1", {2026, 1, 1}, {2026, 3, 31}},
        {"2026Q4", {2026, 10, 1}, {2026, 12, 31}},
        {"Q2 2026", {2026, 4, 1}, {2026, 6, 30}},
        {"2026-W01", {2025, 12, 29}, {2026, 1, 4}},
        {"2026W53", {2026, 12, 28}, {2027, 1, 3}},
        {"KW 5/2026", {2026, 1, 26}, {2026, 2, 1}},
        {"2021-W01", {2021, 1, 4}, {2021, 1, 10}},
        {"1960-W10", {1960, 3, 7}, {1960, 3, 13}},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        ri_day first = 0, last = 0;
        if (!ingest_period_parse(ri_view_of(cases[i].text), &first, &last))
            ri_test_fail(__FILE__, __LINE__, "%s is no period", cases[i].text);
        const int *from = cases[i].from, *to = cases[i].to;
        CHECK_INT(first, ri_day_of(from[0], from[1], from[2]));
        CHECK_INT(last, ri_day_of(to[0], to[1], to[2]));
    }
}

TEST(what_is_no_period)
{
    static const char *const texts[] = {
        "",         "2026-13",  "2026-00",   "26-01",      "2025-W53",   "2026-W00",
        "2026-Q5",  "Q1",       "January",   "2026-01-05", "20261301",   "2026-W54",
        "12345678", "2026-100", "soon 2026", "2026:01",    "Q1 W2 2026", "1 2 2026"};
    for (size_t i = 0; i < RI_COUNT(texts); i++) {
        ri_day first, last;
        if (ingest_period_parse(ri_view_of(texts[i]), &first, &last))
            ri_test_fail(__FILE__, __LINE__, "'%s' is read as a period", texts[i]);
    }
}
