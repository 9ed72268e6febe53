#include "rolling.h"

#include "base/random.h"
#include "base/test.h"
#include "math/stats.h"

enum { N = 900, DRAWS = 100 };

static void sample(double *y, size_t n, double mean, uint64_t seed)
{
    static const double weekday[] = {0.6, 0.7, 0.8, 0.9, 1.2, 1.8, 1.0};
    struct ri_random    random;
    ri_random_init(&random, seed, 1);
    for (size_t t = 0; t < n; t++) y[t] = (double)ri_random_poisson(&random, mean * weekday[t % 7]);
}

static struct ri_rolling usual(void)
{
    return (struct ri_rolling){.season = 7,
                               .history = 1092,
                               .refit = 13,
                               .lead = 7,
                               .protection = 14,
                               .draws = DRAWS,
                               .first = 599,
                               .step = 7,
                               .reviews = 40,
                               .silences = true};
}

static struct ri_rolled rolled(const struct ri_rolling *options, const struct ri_series *series,
                               struct ri_arena *mem)
{
    struct ri_arena  scratch;
    struct ri_rolled ret = {0};
    struct ri_error  err = {0};
    ri_arena_init(&scratch, 64 << 20);
    if (ri_roll_forecasts(options, series, mem, &scratch, &ret, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    ri_arena_release(&scratch);
    return ret;
}

/* What comes after a review changes nothing of it, in any epoch. */
TEST(rolling_sees_no_future)
{
    static double           y[N], z[N];
    const struct ri_rolling options = usual();
    struct ri_arena         mem;
    ri_arena_init(&mem, 64 << 20);
    sample(y, N, 3.2, 5);
    static const size_t    reviews[] = {0, 5, 13, 39};
    const struct ri_series whole = {.n = N, .y = y};
    const struct ri_rolled all = rolled(&options, &whole, &mem);
    for (size_t k = 0; k < RI_COUNT(reviews); k++) {
        const size_t r = reviews[k], known = 600 + 7 * r;
        for (size_t t = 0; t < N; t++) z[t] = t < known ? y[t] : 1000 + (double)t;
        const struct ri_series planted = {.n = N, .y = z};
        const struct ri_rolled other = rolled(&options, &planted, &mem);
        for (size_t i = 0; i <= r; i++) {
            CHECK_NEAR(other.mean[i], all.mean[i], 1e-12);
            for (size_t d = 0; d < DRAWS; d++) {
                CHECK_NEAR(other.draws[i * DRAWS + d], all.draws[i * DRAWS + d], 1e-12);
                CHECK_NEAR(other.lead_draws[i * DRAWS + d], all.lead_draws[i * DRAWS + d], 1e-12);
            }
        }
    }
    CHECK_INT(all.epochs, 4); /* 40 reviews, a quarter each */
    ri_arena_release(&mem);
}

/* Of a steady seller the mean is right, and each level holds at least as often as it says: the law is wider than the steadiest. */
TEST(rolling_draws_are_calibrated)
{
    static double       y[N];
    struct ri_rolling   options = usual();
    double              below[3] = {0}, asked = 0, mean = 0;
    static const size_t at[] = {24, 49, 89};
    struct ri_arena     mem;
    ri_arena_init(&mem, 256 << 20);
    for (uint64_t seed = 0; seed < 40; seed++) {
        sample(y, N, 3.2, 100 + seed);
        const struct ri_series series = {.n = N, .y = y};
        const struct ri_rolled one = rolled(&options, &series, &mem);
        for (size_t i = 0; i < options.reviews; i++) {
            const double actual = ri_sum(y + 600 + 7 * i, 14);
            for (size_t l = 0; l < 3; l++) {
                const double draw = one.draws[i * DRAWS + at[l]];
                below[l] += actual < draw ? 1 : actual == draw ? 0.5 : 0;
            }
            mean += one.mean[i];
            asked += 1;
        }
    }
    CHECK_NEAR(mean / asked, 3.2 * 14, 0.03);
    CHECK(below[0] / asked > 0.13 && below[0] / asked < 0.28);
    CHECK(fabs(below[1] / asked - 0.5) < 0.06);
    CHECK(below[2] / asked > 0.88 && below[2] / asked < 0.97);
    ri_arena_release(&mem);
}

/* A shop that is shut on the last day of each week: a plan expects nothing then, at any review. */
TEST(rolling_knows_closed_days_of_every_review)
{
    static double   y[N];
    static uint8_t  closed[N + 14];
    struct ri_arena mem;
    ri_arena_init(&mem, 64 << 20);
    sample(y, N, 3.2, 11);
    for (size_t t = 0; t < N + 14; t++) {
        closed[t] = t % 7 == 6;
        if (t < N && closed[t]) y[t] = NAN;
    }
    struct ri_rolling      options = usual(), open = options;
    const struct ri_series series = {.n = N, .y = y};
    options.closed = closed;
    options.closed_count = N + 14;
    const struct ri_rolled shut = rolled(&options, &series, &mem),
                           blind = rolled(&open, &series, &mem);
    for (size_t i = 0; i < options.reviews; i++) {
        for (size_t j = 0; j < 14; j++)
            CHECK((shut.ahead[i * 14 + j] == 0) == closed[600 + 7 * i + j]);
        CHECK_NEAR(shut.mean[i] / blind.mean[i], 6 / 7.0, 0.02);
        CHECK(shut.draws[i * DRAWS + 50] < blind.draws[i * DRAWS + 50]);
    }
    ri_arena_release(&mem);
}

/* Three a day by rote, now and then two or four: the law of the crowd would keep half a week of stock for it. */
TEST(rolling_of_a_steady_seller_is_narrow)
{
    static double     y[N];
    struct ri_rolling options = usual();
    struct ri_random  random;
    struct ri_arena   mem;
    double            below = 0, asked = 0;
    ri_arena_init(&mem, 64 << 20);
    ri_random_init(&random, 3, 1);
    for (size_t t = 0; t < N; t++) y[t] = 2 + (double)ri_random_below(&random, 3);
    const struct ri_series series = {.n = N, .y = y};
    const struct ri_rolled one = rolled(&options, &series, &mem);
    for (size_t i = 5; i < options.reviews; i++) {
        const double *draws = one.draws + i * DRAWS;
        CHECK(draws[94] - one.mean[i] > 2 &&
              draws[94] - one.mean[i] < 9); /* truly 5: 1.645 sqrt(14 2/3) */
        below += ri_sum(y + 600 + 7 * i, 14) <= draws[94];
        asked++;
    }
    CHECK(below / asked > 0.9);
    ri_arena_release(&mem);
}

TEST(rolling_new_quiet_and_gappy_series)
{
    static double     y[N];
    struct ri_rolling options = usual();
    struct ri_arena   mem;
    ri_arena_init(&mem, 64 << 20);
    const struct ri_series series = {.n = N, .y = y};
    struct ri_rolled       one = rolled(&options, &series, &mem); /* never sold */
    CHECK_TEXT(one.model, "zero");
    for (size_t i = 0; i < options.reviews * DRAWS; i++) CHECK(one.draws[i] == 0);
    for (size_t t = 602; t < N; t++) y[t] = 2; /* begins after the first review */
    one = rolled(&options, &series, &mem);
    CHECK(one.mean[0] == 0);
    CHECK_NEAR(one.mean[1], 14 * 2.0 * 5 / (7 + 4),
               1e-9); /* five days are known, the first counts as seven */
    CHECK_NEAR(one.draws[39 * DRAWS + 50], 28, 1e-9);
    for (size_t t = 0; t < N; t++) y[t] = t % 7 == 6 ? (double)NAN : 2; /* closed on a weekday */
    one = rolled(&options, &series, &mem);
    for (size_t i = 0; i < options.reviews * DRAWS; i++)
        CHECK(isfinite(one.draws[i]) && one.draws[i] >= 0);
    const struct ri_series none = {.n = 0, .start = 2000, .y = y}; /* begins after everything */
    one = rolled(&options, &none, &mem);
    CHECK(one.mean[39] == 0);
    ri_arena_release(&mem);
}

TEST(rolling_statuses_and_arena_sweep)
{
    static double          y[N];
    struct ri_rolling      options = usual(), bad = options;
    const struct ri_series series = {.n = N, .y = y};
    struct ri_arena        mem, scratch;
    struct ri_rolled       ret = {.epochs = 99};
    struct ri_error        err = {0};
    sample(y, N, 1.1, 9);
    ri_arena_init(&mem, 64 << 20);
    ri_arena_init(&scratch, 64 << 20);
    bad.lead = 15;
    CHECK_STATUS(ri_roll_forecasts(&bad, &series, &mem, &scratch, &ret, &err), RI_EUSAGE);
    bad = options;
    bad.models = (const char *const[]){"oracle", NULL};
    CHECK_STATUS(ri_roll_forecasts(&bad, &series, &mem, &scratch, &ret, &err), RI_EUSAGE);
    CHECK_INT(ret.epochs, 99);
    options.reviews = 15;
    bool done = false;
    for (size_t limit = 0; limit < 1 << 20 && !done; limit += 8192) {
        struct ri_arena small;
        ri_arena_init(&small, limit);
        const ri_status status = ri_roll_forecasts(&options, &series, &small, &small, &ret, &err);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        done = status == RI_OK;
        ri_arena_release(&small);
    }
    CHECK(done);
    ri_arena_release(&mem);
    ri_arena_release(&scratch);
}

/* Three years of days, four of weeks, ten of months; two weeks of minutes, eight of hours. */
TEST(rolling_usually)
{
    static const struct {
        ri_frequency frequency;
        size_t       season, history;
    } rows[] = {{RI_MINUTELY, 1440, 20160},
                {RI_HOURLY, 24, 1344},
                {RI_DAILY, 7, 1092},
                {RI_WEEKLY, 52, 208},
                {RI_MONTHLY, 12, 120}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_rolling usually = ri_rolling_usual(rows[i].frequency, 0);
        CHECK_INT(usually.season, rows[i].season);
        CHECK_INT(usually.history, rows[i].history);
        CHECK(usually.refit == 13 && usually.draws == 200 && usually.step == 1);
        CHECK_INT(ri_rolling_usual(rows[i].frequency, 5).season, 5);
    }
}

/* Ten days of weighed goods, one of them closed: the spread is of the days that are known. */
TEST(rolling_of_new_weighed_goods_has_a_spread)
{
    static double     y[N];
    struct ri_rolling options = usual();
    struct ri_arena   mem;
    ri_arena_init(&mem, 64 << 20);
    for (size_t t = 0; t < N; t++)
        y[t] = t < 590 ? 0 : t == 597 ? (double)NAN : t % 2 ? 1.25 : 2.75;
    options.reviews = 1; /* knows ten days */
    const struct ri_series series = {.n = N, .y = y};
    const struct ri_rolled one = rolled(&options, &series, &mem);
    /* 18.75 of nine days, the first of which counts as seven: 1.25 a day. Four days lie at it, five 1.5 above, grown by the root of 14. */
    CHECK_NEAR(one.mean[0], 17.5, 1e-9);
    CHECK_NEAR(one.draws[0], 17.5, 1e-9);
    CHECK_NEAR(one.draws[39], 17.5, 1e-9); /* .395 of ten is below the fourth of nine */
    CHECK_NEAR(one.draws[50], 17.5 + 1.5 * sqrt(14), 1e-9);
    CHECK_NEAR(one.draws[DRAWS - 1], 17.5 + 1.5 * sqrt(14), 1e-9);
    ri_arena_release(&mem);
}
