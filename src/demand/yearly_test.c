/* Last year by hand, and what it is worth where years repeat. */
#include "models.h"

#include "base/test.h"

enum { YEAR = 364, HISTORY = YEAR + 56, LONG = 3 * YEAR, STEPS = 40 };

static void ask(const struct ri_forecaster *model, const double *y, size_t n, size_t year, size_t h,
                double *ret, struct ri_fitted *fitted)
{
    const struct ri_history history = {.y = y, .n = n, .season = 7, .more = {year}};
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_forecaster_run(model, &history, h, &mem, ret, fitted, NULL), RI_OK);
    ri_arena_release(&mem);
}

static void fill(double *y, size_t from, size_t to, double value)
{
    for (size_t t = from; t < to; t++) y[t] = value;
}

/* One month beside the same of a year before is all that can be learnt from. */
static void make_year(double *y)
{
    fill(y, 0, 28, 20);
    fill(y, 28, 56, 30);
    fill(y, 56, YEAR, 25);
    fill(y, YEAR, YEAR + 28, 40);
    fill(y, YEAR + 28, HISTORY, 52);
}

TEST(last_year_carries_the_level_by_hand)
{
    double           y[HISTORY], mean[STEPS], plain[STEPS];
    struct ri_fitted fitted;
    const double     x = log(30.0 / 20), came = log(52.0 / 40);
    const double     share = (x * came + 0.005) / (x * x + 0.01);
    make_year(y);
    ask(&ri_yearly_level, y, HISTORY, 365, STEPS, mean, &fitted);
    CHECK_NEAR(fitted.at[0].value, share, 1e-12);
    CHECK_NEAR(mean[0], 52 * exp(share * log((7 * 30.0 + 8 * 25) / 15 / 30)), 1e-9);
    CHECK_NEAR(mean[20], 52 * exp(share * log(25.0 / 30)), 1e-9);
    y[30] = y[60] = NAN; /* what is not known has no part in a mean */
    ask(&ri_seasonal_level, y, HISTORY, 365, STEPS, plain, &fitted);
    ask(&ri_yearly_level, y, HISTORY, 365, STEPS, mean, &fitted);
    CHECK_NEAR(mean[0] / plain[0], exp(share * log((7 * 30.0 + 7 * 25) / 14 / 30)), 1e-12);
}

TEST(without_a_year_it_is_the_seasonal_level)
{
    double           y[HISTORY], mean[STEPS], plain[STEPS];
    struct ri_fitted fitted;
    make_year(y);
    for (size_t t = 0; t < HISTORY; t++) y[t] += (double)(t % 7);
    ask(&ri_seasonal_level, y, HISTORY, 365, STEPS, plain, &fitted);
    const struct {
        size_t n, year;
    } cases[] = {{HISTORY, 0}, {HISTORY, 168}, {HISTORY - 1, 365}};
    for (size_t c = 0; c < RI_COUNT(cases); c++) {
        ask(&ri_seasonal_level, y, cases[c].n, 0, STEPS, plain, &fitted);
        ask(&ri_yearly_level, y, cases[c].n, cases[c].year, STEPS, mean, &fitted);
        CHECK_INT(fitted.count, 0);
        for (size_t j = 0; j < STEPS; j++) CHECK_NEAR(mean[j], plain[j], 0);
    }
}

/* Beyond a year it looks two years back; a year that was another does not run away with the level. */
TEST(years_that_repeat_are_followed_and_others_not)
{
    static double    y[LONG], mean[YEAR], plain[YEAR];
    struct ri_fitted fitted;
    double           off = 0, off_plain = 0;
    for (size_t t = 0; t < LONG; t++)
        y[t] = 100 + 40 * sin(6.283185307 * (double)t / YEAR) + 7 * (double)(t % 7);
    ask(&ri_yearly_level, y, LONG, 365, YEAR, mean, &fitted);
    ask(&ri_seasonal_level, y, LONG, 365, YEAR, plain, &fitted);
    for (size_t j = 0; j < YEAR; j++) {
        off += fabs(mean[j] - y[LONG - YEAR + j]);
        off_plain += fabs(plain[j] - y[LONG - YEAR + j]);
    }
    CHECK(off < 0.2 * off_plain);
    /* every month of the second year went the other way than in the first */
    for (size_t t = 0; t < LONG; t++) y[t] = t / 28 % 2 ? 130 : 70; /* 13 months a year */
    ask(&ri_yearly_level, y, LONG, 365, STEPS, mean, &fitted);
    CHECK_NEAR(fitted.at[0].value, 0, 0);
    ask(&ri_seasonal_level, y, LONG, 365, STEPS, plain, &fitted);
    for (size_t j = 0; j < STEPS; j++) CHECK_NEAR(mean[j], plain[j], 0);
}
