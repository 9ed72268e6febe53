/* Calendars of the trade: which period a day lies in, and which day it is compared with.
 *
 *     gregorian      months, quarters, years as everybody's; weeks are ISO weeks, which may cross a year's end
 *     iso            whole ISO weeks (Monday to Sunday): a week belongs to the month, quarter and year of its Thursday
 *     retail         4-5-4 (NRF): weeks Sunday to Saturday, the year ends on the Saturday nearest 31 January; month 1
 *                    is February; quarters of 4 + 5 + 4 weeks; a 53rd week belongs to month 12
 *     retail-4-4-5, retail-5-4-4   the same years with the weeks of a quarter dealt differently
 *
 * In iso and the retail calendars every period is made of whole weeks. */
#ifndef RI_RETAIL_CALENDAR_H
#define RI_RETAIL_CALENDAR_H
#include "base/date.h"

#define RI_CALENDAR_MAP(X)                    \
    X(RI_CALENDAR_GREGORIAN, "gregorian")     \
    X(RI_CALENDAR_ISO, "iso")                 \
    X(RI_CALENDAR_RETAIL, "retail")           \
    X(RI_CALENDAR_RETAIL_445, "retail-4-4-5") \
    X(RI_CALENDAR_RETAIL_544, "retail-5-4-4")
#define RI_CALENDAR_ENUM_(code, text) code,
typedef enum ri_calendar { RI_CALENDAR_MAP(RI_CALENDAR_ENUM_) RI_CALENDAR_COUNT } ri_calendar;

#define RI_GRAIN_MAP(X)            \
    X(RI_GRAIN_DAY, "day")         \
    X(RI_GRAIN_WEEK, "week")       \
    X(RI_GRAIN_MONTH, "month")     \
    X(RI_GRAIN_QUARTER, "quarter") \
    X(RI_GRAIN_YEAR, "year")
typedef enum ri_grain { RI_GRAIN_MAP(RI_CALENDAR_ENUM_) RI_GRAIN_COUNT } ri_grain;

/* How a day finds its day of the year before (a fourth, by holidays, needs a table of them).
 *     calendar  the same place in the calendar: same date (29 February: the 28th), or same week number and weekday;
 *               a day of a 53rd week has none when the year before has 52
 *     weekday   364 days before: the same weekday
 *     restated  years of whole weeks: a year of 53 weeks is compared with the next without its first, the others move
 *               up by one (364 days before); a 53rd week has none. Gregorian: as weekday */
#define RI_COMPARE_MAP(X)              \
    X(RI_COMPARE_CALENDAR, "calendar") \
    X(RI_COMPARE_WEEKDAY, "weekday")   \
    X(RI_COMPARE_RESTATED, "restated")
typedef enum ri_compare { RI_COMPARE_MAP(RI_CALENDAR_ENUM_) RI_COMPARE_COUNT } ri_compare;
#undef RI_CALENDAR_ENUM_

const char *ri_calendar_text(ri_calendar calendar);
bool        ri_calendar_parse(struct ri_view text, ri_calendar *ret);
const char *ri_grain_text(ri_grain grain);
bool        ri_grain_parse(struct ri_view text, ri_grain *ret);
const char *ri_compare_text(ri_compare mode);
bool        ri_compare_parse(struct ri_view text, ri_compare *ret);

struct ri_calendar_period {
    int    year;   /* the calendar's own: retail year 2026 begins on 1 February 2026 */
    int    number; /* day 1..371, week 1..53, month 1..12, quarter 1..4 of the year; year: 1 */
    ri_day first, last;
    bool   week53; /* it is a 53rd week, or longer by one */
    char   label
        [16]; /* sorts by time: 2026-11-20, 2026-W47, 2026-11, 2026-Q4, 2026; retail: FY2026-W01, FY2026-P01, ... */
};
/* The period that holds `day`. Days of the years 2 to 9998. */
struct ri_calendar_period ri_calendar_period_of(ri_calendar calendar, ri_grain grain, ri_day day);

/* The day of the year before, or RI_DAY_NONE. Days of the years 3 to 9998. */
ri_day ri_compare_day(ri_compare mode, ri_calendar calendar, ri_day day);
#endif
