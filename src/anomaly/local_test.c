#include "detectors.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

enum { DAYS = 420, WEEK = 7, QUIET_DAY = 200, BUSY_DAY = 300 };

/* Weekdays from 100 to 400; what a day stands away from its usual grows with `power` of it, 6 % of the mean of all in the middle. */
static void make(double power, double *y)
{
    static const double usual[WEEK] = {100, 120, 150, 200, 320, 400, 260};
    struct ri_random    random;
    ri_random_init(&random, 385, 2);
    for (size_t t = 0; t < DAYS; t++)
        y[t] =
            usual[t % WEEK] + 13.3 * pow(usual[t % WEEK] / 221, power) * ri_random_normal(&random);
}

static size_t found(const double *y, struct ri_judged *judged)
{
    const struct ri_watched        watched = {y, DAYS, WEEK};
    const struct ri_detect_options options = {.alpha = 0.05};
    struct ri_arena                scratch;
    size_t                         count = 0;
    ri_arena_init(&scratch, SIZE_MAX);
    CHECK_STATUS(ri_detect(&ri_local, &watched, &options, &scratch, judged, NULL), RI_OK);
    ri_arena_release(&scratch);
    for (size_t t = 0; t < DAYS; t++) count += judged[t].anomaly;
    return count;
}

/* 200 % 7 is 4, so the quiet one is moved back to a day of 100: ten of its own deviations, four of the mean one. */
TEST(quiet_days_are_held_against_less)
{
    static double           y[DAYS];
    static struct ri_judged judged[DAYS];
    const size_t quiet = QUIET_DAY - QUIET_DAY % WEEK, busy = BUSY_DAY - BUSY_DAY % WEEK + 5;
    make(1, y);
    y[quiet] += 60;
    y[busy] += 60; /* two and a half of its own */
    CHECK_INT(found(y, judged), 1);
    CHECK(judged[quiet].anomaly);
    CHECK(!judged[busy].anomaly);
    const double narrow = judged[quiet].high - judged[quiet].low,
                 wide = judged[busy].high - judged[busy].low;
    CHECK_NEAR(wide / narrow, 4, 0.15);
}

TEST(where_all_days_vary_alike_all_are_held_against_the_same)
{
    static double           y[DAYS];
    static struct ri_judged judged[DAYS];
    const size_t quiet = QUIET_DAY - QUIET_DAY % WEEK, busy = BUSY_DAY - BUSY_DAY % WEEK + 5;
    make(0, y);
    y[quiet] += 110;
    y[busy] += 110;
    CHECK_INT(found(y, judged), 2);
    CHECK(judged[quiet].anomaly && judged[busy].anomaly);
    const double narrow = judged[quiet].high - judged[quiet].low,
                 wide = judged[busy].high - judged[busy].low;
    CHECK(wide / narrow < 1.35);
}
