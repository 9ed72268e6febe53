/* Every calendar but the Gregorian is whole weeks in years of 52 or 53, so one routine serves them: where the year
 * begins, on which weekday, and how many weeks each month has. */
#include "calendar.h"

enum { THURSDAY = 3, SATURDAY = 5 };

/* ---- names ----------------------------------------------------------------------------------------------- */

#define TEXT_(code, text) [code] = text,
static const char *const calendar_names[] = {RI_CALENDAR_MAP(TEXT_)};
static const char *const grain_names[] = {RI_GRAIN_MAP(TEXT_)};
static const char *const compare_names[] = {RI_COMPARE_MAP(TEXT_)};
#undef TEXT_

static int find(struct ri_view text, const char *const *names, int n)
{
    int i = 0;
    while (i < n && !ri_view_is(text, names[i])) i++;
    return i;
}

const char *ri_calendar_text(ri_calendar calendar)
{
    return calendar_names[calendar];
}

const char *ri_grain_text(ri_grain grain)
{
    return grain_names[grain];
}

const char *ri_compare_text(ri_compare mode)
{
    return compare_names[mode];
}

bool ri_calendar_parse(struct ri_view text, ri_calendar *ret)
{
    const int i = find(text, calendar_names, RI_CALENDAR_COUNT);
    if (i < RI_CALENDAR_COUNT) *ret = (ri_calendar)i;
    return i < RI_CALENDAR_COUNT;
}

bool ri_grain_parse(struct ri_view text, ri_grain *ret)
{
    const int i = find(text, grain_names, RI_GRAIN_COUNT);
    if (i < RI_GRAIN_COUNT) *ret = (ri_grain)i;
    return i < RI_GRAIN_COUNT;
}

bool ri_compare_parse(struct ri_view text, ri_compare *ret)
{
    const int i = find(text, compare_names, RI_COMPARE_COUNT);
    if (i < RI_COMPARE_COUNT) *ret = (ri_compare)i;
    return i < RI_COMPARE_COUNT;
}

/* ---- years of whole weeks --------------------------------------------------------------------------------- */

static ri_day nearest_saturday(ri_day day) /* at most three days off */
{
    return day + (SATURDAY - ri_day_weekday(day) + 7 + 3) % 7 - 3;
}

static ri_day year_start(ri_calendar calendar, int year)
{
    if (calendar >= RI_CALENDAR_RETAIL) return nearest_saturday(ri_day_of(year, 1, 31)) + 1;
    const ri_day fourth = ri_day_of(year, 1, 4); /* ISO week 1 holds 4 January */
    return fourth - ri_day_weekday(fourth);
}

struct place {         /* of a day in a year of whole weeks */
    int    year, week; /* week from 0 */
    int    weeks;      /* of the year: 52 or 53 */
    ri_day start;      /* of the year */
};

static struct place place_of(ri_calendar calendar, ri_day day)
{
    int    year = ri_day_civil(day).year + 1;
    ri_day next = year_start(calendar, year + 1), start = year_start(calendar, year);
    while (start > day) {
        next = start;
        start = year_start(calendar, --year);
    }
    return (struct place){year, (day - start) / 7, (next - start) / 7, start};
}

struct span { /* weeks from first up to but without end, counted from 0 */
    int number, first, end;
};

/* Month of a week by the pattern of its quarter; the 53rd week is the last month's. */
static struct span month_by_pattern(ri_calendar calendar, const struct place *place)
{
    static const int starts[][4] = {
        [RI_CALENDAR_RETAIL] = {0, 4, 9, 13},
        [RI_CALENDAR_RETAIL_445] = {0, 4, 8, 13},
        [RI_CALENDAR_RETAIL_544] = {0, 5, 9, 13},
    };
    const int *in_quarter = starts[calendar];
    const int  quarter = place->week / 13 < 4 ? place->week / 13 : 3,
              week = place->week - quarter * 13;
    int month = 2;
    while (in_quarter[month] > week) month--;
    const bool last = quarter == 3 && month == 2;
    return (struct span){quarter * 3 + month + 1, quarter * 13 + in_quarter[month],
                         last ? place->weeks : quarter * 13 + in_quarter[month + 1]};
}

static int thursday_month(const struct place *place, int week)
{
    return ri_day_civil(place->start + week * 7 + THURSDAY).month;
}

static struct span quarter_of(ri_calendar calendar, const struct place *place)
{
    if (calendar != RI_CALENDAR_ISO) {
        const int quarter = place->week / 13 < 4 ? place->week / 13 : 3;
        return (struct span){quarter + 1, quarter * 13,
                             quarter == 3 ? place->weeks : quarter * 13 + 13};
    }
    const int   quarter = (thursday_month(place, place->week) - 1) / 3;
    struct span span = {quarter + 1, place->week, place->week + 1};
    while (span.first > 0 && (thursday_month(place, span.first - 1) - 1) / 3 == quarter)
        span.first--;
    while (span.end < place->weeks && (thursday_month(place, span.end) - 1) / 3 == quarter)
        span.end++;
    return span;
}

static struct span month_of(ri_calendar calendar, const struct place *place)
{
    if (calendar != RI_CALENDAR_ISO) return month_by_pattern(calendar, place);
    struct span span = {thursday_month(place, place->week), place->week, place->week + 1};
    while (span.first > 0 && thursday_month(place, span.first - 1) == span.number) span.first--;
    while (span.end < place->weeks && thursday_month(place, span.end) == span.number) span.end++;
    return span;
}

static struct ri_calendar_period by_weeks(ri_calendar calendar, ri_grain grain, ri_day day)
{
    const struct place        place = place_of(calendar, day);
    struct ri_calendar_period p = {
        .year = place.year, .number = day - place.start + 1, .first = day, .last = day};
    struct span span = {1, 0, place.weeks}; /* the year */
    p.week53 = place.week == 52;
    if (grain == RI_GRAIN_DAY) return p;
    if (grain == RI_GRAIN_WEEK) span = (struct span){place.week + 1, place.week, place.week + 1};
    if (grain == RI_GRAIN_MONTH) span = month_of(calendar, &place);
    if (grain == RI_GRAIN_QUARTER) span = quarter_of(calendar, &place);
    p.number = span.number;
    p.first = place.start + span.first * 7;
    p.last = place.start + span.end * 7 - 1;
    p.week53 = span.end == 53;
    return p;
}

/* ---- the Gregorian calendar --------------------------------------------------------------------------------- */

static struct ri_calendar_period by_dates(ri_grain grain, ri_day day)
{
    const struct ri_civil     c = ri_day_civil(day);
    const ri_day              january = ri_day_of(c.year, 1, 1);
    struct ri_calendar_period p = {
        .year = c.year, .number = day - january + 1, .first = day, .last = day};
    if (grain == RI_GRAIN_DAY) return p;
    int from = 1, to = 12;
    p.number = 1;
    if (grain == RI_GRAIN_MONTH) p.number = from = to = c.month;
    if (grain == RI_GRAIN_QUARTER) {
        p.number = (c.month - 1) / 3 + 1;
        from = p.number * 3 - 2;
        to = p.number * 3;
    }
    p.first = ri_day_of(c.year, from, 1);
    p.last = ri_day_of(c.year, to, ri_days_in_month(c.year, to));
    return p;
}

/* ---- periods and comparisons --------------------------------------------------------------------------------- */

static void label(struct ri_calendar_period *p, ri_calendar calendar, ri_grain grain, ri_day day)
{
    const bool   retail = calendar >= RI_CALENDAR_RETAIL;
    const char  *head = retail ? "FY" : "", *month = retail ? "P" : "";
    const int    year = p->year, number = p->number;
    const size_t room = sizeof p->label;
    if (grain == RI_GRAIN_DAY) {
        const struct ri_civil c = ri_day_civil(day);
        snprintf(p->label, room, "%04d-%02u-%02u", c.year, (unsigned)c.month % 100,
                 (unsigned)c.day % 100);
    } else if (grain == RI_GRAIN_WEEK) {
        snprintf(p->label, room, "%s%04d-W%02d", head, year, number);
    } else if (grain == RI_GRAIN_MONTH) {
        snprintf(p->label, room, "%s%04d-%s%02d", head, year, month, number);
    } else if (grain == RI_GRAIN_QUARTER) {
        snprintf(p->label, room, "%s%04d-Q%d", head, year, number);
    } else {
        snprintf(p->label, room, "%s%04d", head, year);
    }
}

struct ri_calendar_period ri_calendar_period_of(ri_calendar calendar, ri_grain grain, ri_day day)
{
    const bool                dates = calendar == RI_CALENDAR_GREGORIAN && grain != RI_GRAIN_WEEK;
    struct ri_calendar_period p = dates ? by_dates(grain, day) : by_weeks(calendar, grain, day);
    label(&p, calendar, grain, day);
    return p;
}

ri_day ri_compare_day(ri_compare mode, ri_calendar calendar, ri_day day)
{
    const bool weeks = calendar != RI_CALENDAR_GREGORIAN;
    if (mode == RI_COMPARE_WEEKDAY || (mode == RI_COMPARE_RESTATED && !weeks)) return day - 364;
    if (!weeks) {
        const struct ri_civil c = ri_day_civil(day);
        const int             last = ri_days_in_month(c.year - 1, c.month);
        return ri_day_of(c.year - 1, c.month, c.day < last ? c.day : last);
    }
    const struct place place = place_of(calendar, day);
    if (mode == RI_COMPARE_RESTATED) return day - place.start < 364 ? day - 364 : RI_DAY_NONE;
    const ri_day before = year_start(calendar, place.year - 1) + (day - place.start);
    return before < place.start ? before : RI_DAY_NONE;
}
