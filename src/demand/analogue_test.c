/* Borrowing: by hand, fading with own sales, launch curves, refusals. */
#include "analogue.h"

#include "base/random.h"
#include "base/test.h"

#include <math.h>

enum { OLD_ONES = 6, ALL = OLD_ONES + 1, DAYS = 280, SEASON = 7, AHEAD = 14 };

static struct {
    struct ri_panel  panel;
    struct ri_series series[ALL];
    double           y[ALL][DAYS];
    size_t           alike[OLD_ONES];
} shelf;

/* Six look-alikes of level 4 (twice that on one day of the week, sum 32 a week), and one that began `age` days ago selling `each`. */
static void fill(size_t age, double each)
{
    memset(&shelf, 0, sizeof shelf);
    for (size_t i = 0; i < ALL; i++) {
        for (size_t t = 0; t < DAYS; t++)
            shelf.y[i][t] = i < OLD_ONES ? (t % 7 == 3 ? 8 : 4) : t + age >= DAYS ? each : 0;
        shelf.series[i] = (struct ri_series){.start = 7000, .n = DAYS, .y = shelf.y[i]};
        if (i < OLD_ONES) shelf.alike[i] = i;
    }
    shelf.panel = (struct ri_panel){.frequency = RI_DAILY,
                                    .series_count = ALL,
                                    .series = shelf.series,
                                    .last = 7000 + DAYS - 1};
}

static const double             levels[] = {0.1, 0.5, 0.9};
static struct ri_demand_options options = {
    .horizon = AHEAD, .season = SEASON, .levels = levels, .level_count = 3};

static ri_status borrow(size_t count, double *mean, double *quantiles, struct ri_analogue *ret)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const ri_status status = ri_analogue_forecast(&shelf.panel, &options, ALL - 1, shelf.alike,
                                                  count, &mem, mean, quantiles, ret, NULL);
    ri_arena_release(&mem);
    return status;
}

TEST(a_new_series_sells_as_its_like_until_it_speaks)
{
    double             mean[AHEAD], quantiles[AHEAD * 3];
    struct ri_analogue a;
    fill(1, 5); /* one day, which is left out: nothing of its own */
    CHECK(ri_series_is_new(&shelf.panel, ALL - 1, SEASON) &&
          !ri_series_is_new(&shelf.panel, 0, SEASON));
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_OK);
    CHECK_NEAR(a.borrowed, 1, 1e-12);
    CHECK_NEAR(a.level, 32.0 / 7, 1e-9);
    for (size_t h = 0; h < AHEAD; h++) {
        CHECK_NEAR(mean[h], (DAYS + h) % 7 == 3 ? 8 : 4, 1e-9);
        for (size_t l = 0; l < 3; l++)
            CHECK(quantiles[h * 3 + l] == floor(quantiles[h * 3 + l]) &&
                  (!l || quantiles[h * 3 + l] >= quantiles[h * 3 + l - 1]));
        CHECK(quantiles[h * 3] < mean[h] && mean[h] < quantiles[h * 3 + 2]);
    }
    /* 15 days, 14 of them count: two weeks of 32/7 each are its exposure 14, its units 14. spread .05 m^2: shape 20, rate 4.375 */
    fill(15, 1);
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_OK);
    CHECK_INT(a.age, 15);
    CHECK_NEAR(a.level, (20 + 14) / (4.375 + 14), 1e-9);
    CHECK_NEAR(a.borrowed, 4.375 / (4.375 + 14), 1e-9);
}

/* Twelve every other day: variance 36 around a mean of 6, 30 of it beyond what counts vary by. */
TEST(how_unevenly_its_like_sells_is_borrowed_too)
{
    double             mean[AHEAD], even[AHEAD * 3], uneven[AHEAD * 3];
    struct ri_analogue a;
    fill(1, 5);
    for (size_t i = 0; i < OLD_ONES; i++)
        for (size_t t = 0; t < DAYS; t++) shelf.y[i][t] = 6;
    CHECK_STATUS(borrow(OLD_ONES, mean, even, &a), RI_OK);
    CHECK_NEAR(a.variation, 0, 0);
    for (size_t i = 0; i < OLD_ONES; i++)
        for (size_t t = 0; t < DAYS; t++) shelf.y[i][t] = t % 2 ? 12 : 0;
    CHECK_STATUS(borrow(OLD_ONES, mean, uneven, &a), RI_OK);
    CHECK_NEAR(a.variation, 30.0 / 36, 1e-9);
    CHECK(uneven[0] < even[0] && uneven[2] > even[2]);
}

TEST(launches_that_were_seen_shape_the_next)
{
    double             mean[AHEAD], quantiles[AHEAD * 3];
    struct ri_analogue a;
    fill(1, 5);
    /* three of them began later, at a quarter in their first week and a half in the second */
    for (size_t i = 0; i < 3; i++)
        for (size_t t = 0; t < DAYS; t++) {
            if (t < 140) shelf.y[i][t] = 0;
            if (t >= 140 && t < 147) shelf.y[i][t] /= 4;
            if (t >= 147 && t < 154) shelf.y[i][t] /= 2;
        }
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_OK);
    CHECK_INT(a.launches, 3);
    CHECK(mean[0] < 1.6 && mean[0] > 0.7);
    double first = 0, second = 0;
    for (size_t h = 6; h < 13; h++) second += mean[h];
    for (size_t h = 0; h < 6; h++) first += mean[h];
    CHECK_NEAR(second, 16, 0.1); /* half of 32 */
    CHECK(first < 8);
}

TEST(too_few_look_alikes_and_old_series_are_said)
{
    double             mean[AHEAD], quantiles[AHEAD * 3];
    struct ri_analogue a;
    fill(5, 2);
    CHECK_STATUS(borrow(2, mean, quantiles, &a), RI_EDATA);
    CHECK(ri_series_is_new(&shelf.panel, ALL - 1, SEASON));
    for (size_t i = 0; i < ALL; i++) { /* a panel of ten weeks: who knows what was before */
        shelf.series[i].start += DAYS - 70;
        shelf.series[i].y += DAYS - 70;
        shelf.series[i].n = 70;
    }
    CHECK(!ri_series_is_new(&shelf.panel, ALL - 1, SEASON));
    fill(80, 2);
    CHECK(!ri_series_is_new(&shelf.panel, ALL - 1, SEASON));
    fill(0, 0);
    CHECK(!ri_series_is_new(&shelf.panel, ALL - 1, SEASON));
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_EDATA);
}

TEST(sums_of_what_is_new_are_as_wide_as_its_level_is_unknown)
{
    enum { DRAWS = 2000 };
    double                   mean[AHEAD], draws[DRAWS], sum = 0, squares = 0;
    const struct ri_analogue a = {.behind = 20, .variation = 0.3};
    for (size_t h = 0; h < AHEAD; h++) mean[h] = h % 7 == 3 ? 8 : 4;
    for (size_t h = 0; h < 9; h++) {
        sum += mean[h];
        squares += mean[h] * mean[h];
    }
    const double variance = sum + sum * sum / 20 + 0.3 * squares;
    for (int whole = 0; whole < 2; whole++) {
        ri_analogue_draws(&a, mean, 9, whole, DRAWS, draws);
        double m = 0, v = 0;
        for (size_t k = 0; k < DRAWS; k++) m += draws[k] / DRAWS;
        for (size_t k = 0; k < DRAWS; k++) v += (draws[k] - m) * (draws[k] - m) / DRAWS;
        CHECK_NEAR(m / sum, 1, 0.01);
        CHECK_NEAR(v / (whole ? variance : variance - sum + sum / 1000), 1, 0.03);
        for (size_t k = 0; k < DRAWS; k++) CHECK(!whole || draws[k] == floor(draws[k]));
    }
}

/* New is who began 41 days ago or fewer, in a panel that reaches 84 days or more beyond: both sides of both borders. */
TEST(how_old_is_new)
{
    for (size_t age = 42; age < 44; age++) { /* days since, the first one counted */
        fill(age, 2);
        CHECK(ri_series_is_new(&shelf.panel, ALL - 1, SEASON) == (age == 42));
    }
    for (size_t before = 83; before < 85; before++) {
        fill(30, 2);
        for (size_t i = 0; i < ALL; i++) {
            const size_t cut = DAYS - 30 - before;
            shelf.series[i] = (struct ri_series){
                .start = 7000 + (int64_t)cut, .n = DAYS - cut, .y = shelf.y[i] + cut};
        }
        CHECK(ri_series_is_new(&shelf.panel, ALL - 1, SEASON) == (before == 84));
    }
}

/* The day on which its shop is closed sells nothing, and no other series' days are looked at. */
TEST(a_new_series_sells_nothing_on_a_closed_day)
{
    static uint8_t     closed[ALL][3];
    double             mean[AHEAD], open[AHEAD], quantiles[AHEAD * 3];
    struct ri_analogue a;
    fill(15, 3);
    CHECK_STATUS(borrow(OLD_ONES, open, quantiles, &a), RI_OK);
    memset(closed, 0, sizeof closed);
    closed[ALL - 1][1] = 1;
    closed[0][0] = closed[ALL - 2][2] = 1; /* those of others */
    options.closed = closed[0];
    options.closed_steps = 3;
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_OK);
    options.closed = NULL;
    for (size_t h = 0; h < AHEAD; h++) {
        CHECK_NEAR(mean[h], h == 1 ? 0 : open[h], 0);
        CHECK((quantiles[3 * h + 2] > 0) == (h != 1));
    }
}

/* Goods that are weighed have quantiles in thousandths, not in pieces. */
TEST(a_new_series_of_weighed_goods)
{
    double             mean[AHEAD], quantiles[AHEAD * 3];
    struct ri_analogue a;
    fill(15, 0.385);
    for (size_t i = 0; i < OLD_ONES; i++)
        for (size_t t = 0; t < DAYS; t++) shelf.y[i][t] /= 10;
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_OK);
    for (size_t l = 0; l < 3; l++) CHECK(quantiles[l] > 0 && quantiles[l] != floor(quantiles[l]));
    fill(15, 3); /* and whole units are pieces */
    CHECK_STATUS(borrow(OLD_ONES, mean, quantiles, &a), RI_OK);
    for (size_t l = 0; l < 3; l++) CHECK(quantiles[l] == floor(quantiles[l]));
}
