/* Spans of business dates by name: what --period understands. */
#include "app/param.h"

#include "base/error.h"

static ri_day first_of_month(int year, int month) /* month may run over either end of the year */
{
    const int64_t months = (int64_t)year * 12 + month - 1;
    return ri_day_of((int)ri_floor_div(months, 12),
                     (int)(months - ri_floor_div(months, 12) * 12) + 1, 1);
}

static bool valid(struct ri_span span, struct ri_span *ret)
{
    if (span.from == RI_DAY_NONE || span.to == RI_DAY_NONE || span.from >= span.to) return false;
    *ret = span;
    return true;
}

/* Week 1 of an ISO year is the one with 4 January in it. */
static ri_day iso_week_start(int year, int week)
{
    const ri_day fourth = ri_day_of(year, 1, 4);
    return fourth == RI_DAY_NONE ? RI_DAY_NONE : fourth - ri_day_weekday(fourth) + 7 * (week - 1);
}

/* The fixed ones: 2026, 2026-Q1, 2026-W07, 2026-11, 2026-11-20. */
static bool fixed_span(const char *text, struct ri_span *ret)
{
    int          year, n, end = 0;
    ri_day       day;
    const size_t length = strlen(text);
    if (ri_day_parse(ri_view_of(text), &day)) return valid((struct ri_span){day, day + 1}, ret);
    if (length == 4 && sscanf(text, "%4d%n", &year, &end) == 1 && end == 4)
        return valid((struct ri_span){ri_day_of(year, 1, 1), ri_day_of(year + 1, 1, 1)}, ret);
    if (length == 7 && sscanf(text, "%4d-Q%1d%n", &year, &n, &end) == 2 && end == 7 && n >= 1 &&
        n <= 4)
        return valid(
            (struct ri_span){first_of_month(year, n * 3 - 2), first_of_month(year, n * 3 + 1)},
            ret);
    if (length == 8 && sscanf(text, "%4d-W%2d%n", &year, &n, &end) == 2 && end == 8 && n >= 1 &&
        n <= 53) {
        const ri_day from = iso_week_start(year, n);
        return from < iso_week_start(year + 1, 1) && valid((struct ri_span){from, from + 7}, ret);
    }
    if (length == 7 && sscanf(text, "%4d-%2d%n", &year, &n, &end) == 2 && end == 7 && n >= 1 &&
        n <= 12)
        return valid((struct ri_span){first_of_month(year, n), first_of_month(year, n + 1)}, ret);
    return false;
}

enum unit { DAY, WEEK, MONTH, QUARTER, YEAR };

/* First day of the unit that holds `day`, `back` units earlier. */
static ri_day unit_start(enum unit unit, ri_day day, int back)
{
    const struct ri_civil c = ri_day_civil(day);
    switch (unit) {
    case DAY:
        return day - back;
    case WEEK:
        return day - ri_day_weekday(day) - 7 * back;
    case MONTH:
        return first_of_month(c.year, c.month - back);
    case QUARTER:
        return first_of_month(c.year, (c.month - 1) / 3 * 3 + 1 - 3 * back);
    case YEAR:
        return ri_day_of(c.year - back, 1, 1);
    }
    return RI_DAY_NONE;
}

/* The same day some months back; the last of the month where there is no such day. */
static ri_day months_back(ri_day day, int back)
{
    const struct ri_civil c = ri_day_civil(day);
    const ri_day          first = first_of_month(c.year, c.month - back);
    if (first == RI_DAY_NONE) return RI_DAY_NONE;
    const struct ri_civil f = ri_day_civil(first);
    const int             days = ri_days_in_month(f.year, f.month);
    return first + (c.day < days ? c.day : days) - 1;
}

/* last_N_days|weeks|months: N of them ending with as_of. */
static bool rolling_span(const char *text, ri_day as_of, struct ri_span *ret)
{
    char word[8];
    int  n, end = 0;
    if (sscanf(text, "last_%4d_%7[a-z]%n", &n, word, &end) != 2 || (size_t)end != strlen(text) ||
        n < 1)
        return false;
    const ri_day to = as_of + 1;
    if (strcmp(word, "days") == 0) return valid((struct ri_span){to - n, to}, ret);
    if (strcmp(word, "weeks") == 0) return valid((struct ri_span){to - 7 * n, to}, ret);
    if (strcmp(word, "months") == 0) return valid((struct ri_span){months_back(to, n), to}, ret);
    return false;
}

static bool named_span(const char *text, ri_day as_of, struct ri_span *ret)
{
    static const struct {
        const char *word;
        enum unit   unit;
        int         back;    /* units back of the first day */
        bool        to_date; /* ends with as_of instead of the unit */
    } rows[] = {
        {"today", DAY, 0, false},
        {"yesterday", DAY, 1, false},
        {"this_week", WEEK, 0, false},
        {"last_week", WEEK, 1, false},
        {"this_month", MONTH, 0, false},
        {"last_month", MONTH, 1, false},
        {"this_quarter", QUARTER, 0, false},
        {"last_quarter", QUARTER, 1, false},
        {"this_year", YEAR, 0, false},
        {"last_year", YEAR, 1, false},
        {"month_to_date", MONTH, 0, true},
        {"year_to_date", YEAR, 0, true},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (strcmp(rows[i].word, text) != 0) continue;
        const ri_day to =
            rows[i].to_date ? as_of + 1 : unit_start(rows[i].unit, as_of, rows[i].back - 1);
        return valid((struct ri_span){unit_start(rows[i].unit, as_of, rows[i].back), to}, ret);
    }
    return false;
}

ri_status ri_span_of_period(const char *text, ri_day as_of, struct ri_span *ret,
                            struct ri_error *err)
{
    if (strcmp(text, "all") == 0) return RI_OK;
    if (fixed_span(text, ret) || rolling_span(text, as_of, ret) || named_span(text, as_of, ret))
        return RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "'%.40s' is no period; give 2026, 2026-Q1, 2026-W07, 2026-11, last_12_months, "
                   "this_year or all",
                   text);
}
