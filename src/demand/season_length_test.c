#include "season_length.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

enum { PERIODS = 400, SERIES = 3 };

static double                y[SERIES][PERIODS];
static struct ri_series      series[SERIES];
static const struct ri_panel panel = {
    .frequency = RI_DAILY, .series_count = SERIES, .series = series, .last = 1000 + PERIODS - 1};
static struct ri_season_length found;

static void find(size_t usual)
{
    struct ri_arena scratch;
    ri_arena_init(&scratch, SIZE_MAX);
    CHECK_STATUS(ri_season_length_find(&panel, usual, &scratch, &found, NULL), RI_OK);
    ri_arena_release(&scratch);
}

/* Each series its own level and noise of a third of the season's height; it sells on a third of the days of a season. */
static void fill(size_t season, uint64_t seed)
{
    struct ri_random random;
    ri_random_init(&random, seed, 1);
    for (size_t i = 0; i < SERIES; i++) {
        series[i] = (struct ri_series){.start = 1000, .n = PERIODS, .y = y[i]};
        for (size_t t = 0; t < PERIODS; t++)
            y[i][t] = 10 * (double)(i + 1) + 3 * (double)(t % season < season / 3) +
                      ri_random_normal(&random);
    }
}

TEST(a_season_is_found_whatever_its_length)
{
    static const size_t lengths[] = {3, 5, 10, 12, 15, 30, 45};
    for (size_t k = 0; k < RI_COUNT(lengths); k++) {
        fill(lengths[k], 7 + k);
        find(7);
        CHECK_INT(found.periods, lengths[k]);
        CHECK(found.explains > 0.5 && found.usual < 0.2);
    }
}

TEST(the_usual_season_and_its_multiples_are_not_told)
{
    static const size_t lengths[] = {7, 14, 21};
    for (size_t k = 0; k < RI_COUNT(lengths); k++) {
        fill(lengths[k], 11 + k);
        find(7);
        CHECK_INT(found.periods, 0);
    }
    fill(7, 3); /* beside a second one that is clear, but not clearer */
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < PERIODS; t++) y[i][t] += 2.5 * (double)(t % 10 < 4);
    find(7);
    CHECK_INT(found.periods, 0);
    find(13);
    CHECK(found.explains > 0.3);
    fill(7, 3);
    find(12);
    CHECK_INT(found.periods, 7);
    CHECK(found.usual < 0.1);
}

TEST(trends_gaps_and_late_series_do_not_hide_a_season)
{
    fill(10, 5);
    for (size_t t = 0; t < PERIODS; t++) {
        y[0][t] += 0.5 * (double)t;
        if (t % 7 == 6) y[0][t] = y[1][t] = y[2][t] = (double)NAN; /* closed */
    }
    series[2].start += 250;
    series[2].n -= 250;
    find(7);
    CHECK_INT(found.periods, 10);
}

/* One of 200 at most: noise, walks at random, and what dies away. */
TEST(no_season_is_found_where_none_is)
{
    size_t wrong = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct ri_random random;
        ri_random_init(&random, seed, 2);
        fill(1, seed);
        for (size_t i = 0; i < SERIES; i++)
            for (size_t t = 1; t < PERIODS && seed % 2; t++)
                y[i][t] = y[i][t - 1] * (seed % 4 == 1 ? 1 : 0.9) + ri_random_normal(&random);
        find(7);
        wrong += found.periods != 0;
    }
    if (wrong > 1) ri_test_fail(__FILE__, __LINE__, "%zu seasons found of 200 without", wrong);
}

TEST(short_constant_empty_and_unknown_panels_have_no_season)
{
    fill(10, 5);
    for (size_t i = 0; i < SERIES; i++) series[i].n = 79, series[i].start = panel.last - 78;
    find(7);
    CHECK(found.periods != 10); /* 80 periods are eight seasons of ten */
    for (size_t i = 0; i < SERIES; i++) series[i].n = 80, series[i].start = panel.last - 79;
    find(7);
    CHECK_INT(found.periods, 10);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < PERIODS; t++) y[i][t] = i ? (double)NAN : 4;
    find(7);
    CHECK(found.periods == 0 && found.usual == 0);
    for (size_t t = 0; t < PERIODS; t++) y[0][t] = 1e300 * (double)(t % 3);
    find(7);
    CHECK(found.periods == 0 && isfinite(found.usual)); /* squares of it are no numbers */
    for (size_t i = 0; i < SERIES; i++) series[i].n = 0;
    find(7);
    CHECK(found.periods == 0 && found.explains == 0);
}

/* A season that ended before the newest 4,096 periods is not the season now. */
TEST(long_histories_count_by_their_newest_part)
{
    enum { LONG = 20000, NEWEST = 4096 };
    static double         values[LONG];
    struct ri_series      one = {.n = LONG, .y = values};
    const struct ri_panel all = {.series_count = 1, .series = &one, .last = LONG - 1};
    struct ri_arena       scratch;
    struct ri_random      random;
    ri_random_init(&random, 1, 1);
    for (size_t t = 0; t < LONG; t++)
        values[t] =
            ri_random_normal(&random) + 8 * (double)(t < LONG - NEWEST ? t % 11 < 4 : t % 9 < 3);
    ri_arena_init(&scratch, 16 * sizeof(double) * NEWEST);
    CHECK_STATUS(ri_season_length_find(&all, 7, &scratch, &found, NULL), RI_OK);
    CHECK_INT(found.periods, 9);
    ri_arena_release(&scratch);
}

TEST(a_season_needs_room)
{
    struct ri_arena scratch;
    fill(10, 5);
    ri_arena_init(&scratch, 100);
    CHECK_STATUS(ri_season_length_find(&panel, 7, &scratch, &found, NULL), RI_ENOMEM);
    ri_arena_release(&scratch);
}
