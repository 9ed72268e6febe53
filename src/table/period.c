/* Periods of a time axis, and finding out how long a period is. */
#include "panel.h"
#include "panel_internal.h"

#define RI_FREQUENCY_ROW_(code, text, season) {text, season},
static const struct {
    const char *text;
    size_t      season;
} frequencies[] = {RI_FREQUENCY_MAP(RI_FREQUENCY_ROW_)};

/* Periods shorter than a day, by their length; 0: a day or more. */
static const int64_t clock_us[RI_FREQUENCY_COUNT] = {
    [RI_MINUTELY] = 60 * RI_US_PER_SECOND, [RI_HOURLY] = 3600 * RI_US_PER_SECOND};

const char *ri_frequency_text(ri_frequency frequency)
{
    return frequencies[frequency].text;
}

bool ri_frequency_parse(struct ri_view text, ri_frequency *ret)
{
    for (size_t i = 0; i < RI_FREQUENCY_COUNT; i++) {
        if (!ri_view_is(text, frequencies[i].text)) continue;
        *ret = (ri_frequency)i;
        return true;
    }
    return false;
}

size_t ri_frequency_season(ri_frequency frequency)
{
    return frequencies[frequency].season;
}

bool ri_frequency_has_clock(ri_frequency frequency)
{
    return clock_us[frequency] != 0;
}

/* Days from the first day of week 0, the week that holds 1970-01-01 (a Thursday), to that day. */
static int64_t into_week(int week_start)
{
    return (3 - week_start + 7) % 7;
}

int64_t ri_period_of(ri_frequency frequency, int week_start, int64_t local_us)
{
    if (clock_us[frequency]) return ri_floor_div(local_us, clock_us[frequency]);
    const int64_t day = ri_floor_div(local_us, RI_US_PER_DAY);
    if (frequency == RI_DAILY) return day;
    if (frequency == RI_WEEKLY) return ri_floor_div(day + into_week(week_start), 7);
    const struct ri_civil civil = ri_day_civil((ri_day)day);
    return (int64_t)(civil.year - 1970) * 12 + civil.month - 1;
}

int64_t ri_period_start_us(ri_frequency frequency, int week_start, int64_t period)
{
    if (clock_us[frequency]) return period * clock_us[frequency];
    if (frequency == RI_DAILY) return period * RI_US_PER_DAY;
    if (frequency == RI_WEEKLY) return (period * 7 - into_week(week_start)) * RI_US_PER_DAY;
    const int64_t year = ri_floor_div(period, 12);
    return ri_day_of((int)(1970 + year), (int)(period - year * 12) + 1, 1) * RI_US_PER_DAY;
}

/* ---- Detection --------------------------------------------------------------------------------------- */

static int by_series_and_time(const void *a, const void *b)
{
    const struct panel_stamp *x = a, *y = b;
    if (x->series != y->series) return x->series < y->series ? -1 : 1;
    return (x->local_us > y->local_us) - (x->local_us < y->local_us);
}

ri_frequency panel_detect(struct panel_stamp *stamps, size_t n)
{
    /* Longest step of each frequency; a step of 28 days and more is a month. */
    const int64_t longest[RI_FREQUENCY_COUNT] = {clock_us[RI_MINUTELY], RI_US_PER_DAY - 1,
                                                 7 * RI_US_PER_DAY - 1, 28 * RI_US_PER_DAY - 1,
                                                 INT64_MAX};
    size_t        steps[RI_FREQUENCY_COUNT] = {0}, all = 0;
    size_t        rising = 1; /* most files are in order */
    while (rising < n && by_series_and_time(&stamps[rising - 1], &stamps[rising]) <= 0) rising++;
    if (rising < n) qsort(stamps, n, sizeof *stamps, by_series_and_time);
    for (size_t i = 1; i < n; i++) {
        const int64_t step = stamps[i].local_us - stamps[i - 1].local_us;
        if (stamps[i].series != stamps[i - 1].series || !step) continue;
        size_t f = 0;
        while (step > longest[f]) f++;
        steps[f]++;
        all++;
    }
    if (!all) return RI_DAILY;
    /* Stamps of receipts often follow within a minute: minutes must be the rule, other steps only usual, one in twenty. */
    if (steps[RI_MINUTELY] * 2 >= all) return RI_MINUTELY;
    steps[RI_HOURLY] += steps[RI_MINUTELY];
    size_t f = RI_HOURLY;
    while (steps[f] * 20 < all) f++;
    return (ri_frequency)f;
}
