#include "base/test.h"

#include "base/random.h"
#include "demand_law.h"
#include "math/distribution.h"
#include "phantom.h"

enum { N = 728 };

static struct ri_demand_law fitted(const double *y, const uint8_t *censored, size_t n,
                                   size_t season, size_t reach, struct ri_arena *mem)
{
    struct ri_demand_law law = {0};
    struct ri_error      err = {0};
    if (ri_demand_law_fit(y, censored, n, season, reach, mem, &law, &err) != RI_OK)
        ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    return law;
}

TEST(demand_law_at_least_by_hand)
{
    /* Poisson 1: E[D | D >= 1] = 1 / (1 - 1/e); E[D | D >= 2] = (1 - 1/e) / (1 - 2/e) */
    const double e = 2.718281828459045;
    CHECK_NEAR(ri_demand_at_least(0, 1, INFINITY), 1, 1e-12);
    CHECK_NEAR(ri_demand_at_least(1, 1, INFINITY), 1 / (1 - 1 / e), 1e-9);
    CHECK_NEAR(ri_demand_at_least(2, 1, INFINITY), (1 - 1 / e) / (1 - 2 / e), 1e-9);
    CHECK_NEAR(ri_demand_at_least(1.5, 1, INFINITY), (1 - 1 / e) / (1 - 2 / e), 1e-9);
    double sum = 0, chance = 0; /* negative binomial: summed term by term */
    for (int k = 3; k < 400; k++) {
        const double p = ri_negative_binomial_pmf(k, 2.6, 1.7);
        sum += k * p;
        chance += p;
    }
    CHECK_NEAR(ri_demand_at_least(3, 2.6, 1.7), sum / chance, 1e-9);
    CHECK_NEAR(ri_demand_at_least(400, 1, INFINITY), 400,
               1e-12); /* beyond what the law holds possible */
    CHECK_NEAR(ri_demand_at_least(3, 1e7, INFINITY), 1e7, 1e-12); /* as good as certain */
    CHECK_NEAR(ri_demand_none(1.3, INFINITY), exp(-1.3), 1e-12);
    CHECK_NEAR(ri_demand_none(1.3, 2), pow(1 + 1.3 / 2, -2), 1e-12);
    CHECK_NEAR(ri_demand_none(0, 2), 1, 1e-12);
}

/* Without censored days and with one level the mean is the mean, and what was sold was wanted. */
TEST(demand_law_of_plain_days)
{
    const double    y[] = {2, 3, NAN, 4, 1, 0, 2};
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const struct ri_demand_law law = fitted(y, NULL, 7, 1, 7, &mem);
    for (size_t t = 0; t < 7; t++) {
        if (t == 2) continue;
        CHECK_NEAR(law.mean[t], 2, 1e-12);
        CHECK_NEAR(law.wanted[t], y[t], 1e-12);
    }
    CHECK(isnan(law.mean[2]) && isnan(law.wanted[2]) && isinf(law.dispersion));
    ri_arena_release(&mem);
}

/* Demand is made, a shelf cuts it short, and the law finds what was lost; taking sales for demand would find nothing, leaving
 * the cut days out less than half. */
TEST(demand_law_finds_what_was_lost)
{
    static double       y[N];
    static uint8_t      censored[N];
    static const double weekday[] = {0.6, 0.7, 0.8, 0.9, 1.2, 1.8, 1.0};
    double              truth = 0, found = 0, total = 0, estimated = 0;
    struct ri_random    random;
    struct ri_arena     mem;
    ri_random_init(&random, 11, 1);
    ri_arena_init(&mem, 8 << 20);
    for (size_t series = 0; series < 30; series++) {
        const double mean = 0.4 + 0.25 * (double)series;
        for (size_t t = 0; t < N; t++) {
            const double demand =
                (double)ri_random_negative_binomial(&random, mean * weekday[t % 7], 4);
            const double shelf = floor(mean * (double)(1 + ri_random_below(&random, 6)));
            y[t] = fmin(demand, shelf);
            censored[t] = y[t] == shelf;
            truth += demand - y[t];
            total += demand;
        }
        const struct ri_arena_mark mark = ri_arena_mark(&mem);
        const struct ri_demand_law law = fitted(y, censored, N, 7, 28, &mem);
        for (size_t t = 0; t < N; t++) {
            CHECK(law.wanted[t] >= y[t]);
            found += law.wanted[t] - y[t];
            estimated += law.wanted[t];
        }
        ri_arena_rewind(&mem, mark);
    }
    CHECK(truth > 0.08 * total);
    CHECK(fabs(found / truth - 1) < 0.03);
    CHECK(fabs(estimated / total - 1) < 0.005);
    ri_arena_release(&mem);
}

TEST(silence_by_hand)
{
    /* one a day for 28 days, then ten days of nothing, one of them closed and one without stock */
    double            y[38];
    uint8_t           out[38] = {0};
    struct ri_silence silence;
    struct ri_arena   mem;
    struct ri_error   err = {0};
    ri_arena_init(&mem, 1 << 20);
    for (size_t t = 0; t < 38; t++) y[t] = t < 28 ? 1 : 0;
    y[30] = NAN;
    out[31] = 1;
    CHECK_STATUS(ri_silence_of(y, out, 38, 7, 91, 0.02, &mem, &silence, &err), RI_OK);
    CHECK_INT(silence.last_sale, 27);
    CHECK_INT(silence.days, 8);
    CHECK_NEAR(silence.a_day, 1, 1e-12);
    CHECK_NEAR(silence.expected, 8, 1e-12);
    const double chance = pow(1 + 8.0 / 27, -27); /* 28 sales, less the one that it ends with */
    CHECK_NEAR(silence.chance, chance, 1e-12);
    CHECK_NEAR(silence.probability, 0.02 / (0.02 + 0.98 * chance), 1e-12);
    CHECK_STATUS(ri_silence_of(y + 27, NULL, 11, 7, 91, 0.02, &mem, &silence, &err), RI_OK);
    CHECK_NEAR(silence.chance, 1, 1e-12); /* sold once */
    for (size_t t = 0; t < 38; t++) y[t] = 0;
    CHECK_STATUS(ri_silence_of(y, NULL, 38, 7, 91, 0.02, &mem, &silence, &err), RI_OK);
    CHECK(silence.last_sale == SIZE_MAX && silence.days == 0);
    CHECK_NEAR(silence.probability, 0.02, 1e-12);
    ri_arena_release(&mem);
}

/* The weekday counts: closed as good as always on Sundays, a silent Sunday says nothing. */
TEST(silence_knows_the_weekday)
{
    double            y[92];
    struct ri_silence sunday, monday;
    struct ri_arena   mem;
    struct ri_error   err = {0};
    ri_arena_init(&mem, 1 << 20);
    for (size_t t = 0; t < 92; t++) y[t] = t % 7 == 6 ? 0 : 3;
    y[90] = 0; /* 90 % 7 is 6 */
    CHECK_STATUS(ri_silence_of(y, NULL, 91, 7, 84, 0.02, &mem, &sunday, &err), RI_OK);
    y[91] = 0; /* a Monday too */
    CHECK_STATUS(ri_silence_of(y, NULL, 92, 7, 84, 0.02, &mem, &monday, &err), RI_OK);
    CHECK_INT(sunday.days, 1);
    CHECK(sunday.chance > 0.2);
    CHECK_INT(monday.days, 2);
    CHECK(monday.chance < 0.1 * sunday.chance);
    ri_arena_release(&mem);
}

/* Of sellers whose goods are there, chances are honest: a chance below p is met about p of the time, or less. */
TEST(silence_chances_are_honest)
{
    static double    y[200];
    size_t           below[2] = {0, 0}, asked = 0;
    struct ri_random random;
    struct ri_arena  mem;
    struct ri_error  err = {0};
    ri_random_init(&random, 12, 1);
    ri_arena_init(&mem, 8 << 20);
    for (size_t trial = 0; trial < 2000; trial++) {
        const double mean = 0.1 + 0.01 * (double)(trial % 100);
        for (size_t t = 0; t < 200; t++) y[t] = (double)ri_random_poisson(&random, mean);
        struct ri_silence silence;
        CHECK_STATUS(ri_silence_of(y, NULL, 200, 7, 91, 0.02, &mem, &silence, &err), RI_OK);
        asked++;
        below[0] += silence.chance < 0.1;
        below[1] += silence.chance < 0.01;
    }
    CHECK((double)below[0] < 0.14 * (double)asked && (double)below[0] > 0.02 * (double)asked);
    CHECK((double)below[1] < 0.025 * (double)asked);
    ri_arena_release(&mem);
}

TEST(demand_law_statuses_and_arena_sweep)
{
    static const double y[] = {1, 2, 0, 3, 1, 0, 2, 4, 1}, negative[] = {1, -2},
                        endless[] = {INFINITY};
    static const uint8_t censored[] = {0, 1, 0, 0, 1, 0, 0, 0, 1};
    struct ri_demand_law law = {.dispersion = 99};
    struct ri_silence    silence = {.days = 99};
    struct ri_arena      mem;
    struct ri_error      err = {0};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_demand_law_fit(y, NULL, 9, 0, 7, &mem, &law, &err), RI_EUSAGE);
    CHECK_STATUS(ri_demand_law_fit(y, NULL, 9, 7, 0, &mem, &law, &err), RI_EUSAGE);
    CHECK_STATUS(ri_demand_law_fit(negative, NULL, 2, 7, 7, &mem, &law, &err), RI_EDATA);
    CHECK_STATUS(ri_demand_law_fit(endless, NULL, 1, 7, 7, &mem, &law, &err), RI_EDATA);
    CHECK_STATUS(ri_silence_of(y, NULL, 9, 7, 7, 1, &mem, &silence, &err), RI_EUSAGE);
    CHECK_STATUS(ri_silence_of(y, NULL, 9, 7, 0, 0.1, &mem, &silence, &err), RI_EUSAGE);
    CHECK_STATUS(ri_silence_of(negative, NULL, 1, 7, 7, 0.1, &mem, &silence, &err), RI_OK);
    CHECK_NEAR(law.dispersion, 99, 0);
    ri_arena_release(&mem);
    bool done = false;
    for (size_t limit = 0; limit < 1 << 14 && !done; limit += 16) {
        ri_arena_init(&mem, limit);
        const ri_status status = ri_demand_law_fit(y, censored, 9, 7, 3, &mem, &law, &err);
        const ri_status other = ri_silence_of(y, censored, 9, 7, 5, 0.1, &mem, &silence, &err);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        CHECK(other == RI_OK || other == RI_ENOMEM);
        done = status == RI_OK && other == RI_OK;
        ri_arena_release(&mem);
    }
    CHECK(done);
}
