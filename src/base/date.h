/* Days and instants. A day is the number of days since 1970-01-01; an instant is microseconds since then, UTC. */
#ifndef RI_BASE_DATE_H
#define RI_BASE_DATE_H
#include "text.h"

typedef int32_t ri_day; /* proleptic Gregorian; years 1 to 9999 */
enum { RI_DAY_NONE = INT32_MIN };
#define RI_US_PER_SECOND INT64_C(1000000)
#define RI_US_PER_DAY    (INT64_C(86400) * RI_US_PER_SECOND)

struct ri_civil {
    int year, month, day; /* 2026, 1..12, 1..31 */
};
ri_day          ri_day_of(int year, int month, int day); /* RI_DAY_NONE when there is no such day */
struct ri_civil ri_day_civil(ri_day day);
int             ri_day_weekday(ri_day day); /* 0 = Monday .. 6 = Sunday (ISO) */
int             ri_days_in_month(int year, int month);
bool            ri_day_parse(struct ri_view text, ri_day *ret); /* 2026-11-20 exactly */
void            ri_text_day(struct ri_text *text, ri_day day);  /* 2026-11-20 */
void ri_text_instant(struct ri_text *text, int64_t us); /* 2026-11-20T08:15:00Z, .ffffff if any */
int64_t ri_floor_div(int64_t a, int64_t b);
#endif
