#include "base/test.h"

#include "business_day.h"

static int64_t wall(int month, int day, int hour, int minute)
{
    return ri_day_of(2026, month, day) * RI_US_PER_DAY +
           (hour * 60 + minute) * 60 * RI_US_PER_SECOND;
}

TEST(business_day_changes_at_the_cutoff)
{
    static const struct {
        int hour, minute, cutoff, day;
    } rows[] = {{14, 5, 0, 20},    {0, 0, 0, 20},    {23, 59, 0, 20},
                {3, 59, 240, 19},  {4, 0, 240, 20},  {0, 0, 240, 19},
                {23, 59, 240, 20}, {5, 29, 330, 19}, {5, 30, 330, 20}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        CHECK_INT(ri_business_day(wall(11, 20, rows[i].hour, rows[i].minute), rows[i].cutoff),
                  ri_day_of(2026, 11, rows[i].day));
    }
    CHECK_INT(ri_business_day(-1, 0), -1); /* before 1970 */
    CHECK_INT(ri_business_day(wall(1, 1, 0, 30), 60), ri_day_of(2025, 12, 31));
}

TEST(business_day_of_an_instant)
{
    struct ri_zone *zone = NULL;
    if (ri_zone_load("Europe/Berlin", &zone, NULL) != RI_OK) TEST_SKIP("no time zones installed");
    /* the night in which the clock goes back: both readings of 02:30 lie before a cut-off of 04:00 */
    CHECK_INT(ri_business_day_at(zone, wall(10, 25, 0, 30), 240), ri_day_of(2026, 10, 24));
    CHECK_INT(ri_business_day_at(zone, wall(10, 25, 1, 30), 240), ri_day_of(2026, 10, 24));
    CHECK_INT(ri_business_day_at(zone, wall(10, 25, 3, 0), 240), ri_day_of(2026, 10, 25));
    CHECK_INT(ri_business_day_at(zone, wall(7, 1, 22, 30), 0), ri_day_of(2026, 7, 2));
    ri_zone_free(zone);
}
