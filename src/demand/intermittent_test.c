#include "intermittent.h"

#include "base/golden.h"
#include "models.h"

TEST(demands_by_hand)
{
    const double            y[] = {0, 3.5, 0, NAN, 0, 2, 0, 0, 5.5, 0};
    const struct ri_demands d = ri_demands_smooth(y, 10, 0.2, 0.3, 0.4);
    CHECK_INT(d.count, 3);
    CHECK_NEAR(d.size, (3.5 + 0.2 * (2 - 3.5)) * 0.8 + 0.2 * 5.5, 1e-14);
    CHECK_NEAR(d.interval, (2 + 0.3 * (3 - 2)) * 0.7 + 0.3 * 3,
               1e-14); /* 2, 3, 3: the gap is not time */
    CHECK_NEAR(d.mean_interval, 8 / 3.0, 1e-14);
    double chance = 0; /* 0 1 0 0 1 0 0 1 0 */
    for (int i = 1; i < 9; i++) chance += 0.4 * ((i % 3 == 1) - chance);
    CHECK_NEAR(d.chance, chance, 1e-14);
}

TEST(buckets_count_from_the_end)
{
    const double y[] = {100, 1,   NAN, 2,
                        3,   4.5, 0}; /* buckets of 2: {1 2} {3 4.5}... of the last six known */
    double       sums[6];
    (void)ri_bucket_level(y, 7, 2, sums);
    CHECK_NEAR(sums[0], 101, 1e-14);
    CHECK_NEAR(sums[2], 4.5, 1e-14);
    (void)ri_bucket_level(y, 7, 4, sums);
    CHECK_NEAR(sums[0], 9.5, 1e-14);
}

TEST(statsforecast_finds_the_same_for_intermittent_demand)
{
    enum { MOST = 400 };
    static const char *const    names[] = {"croston", "sba", "adida", "imapa"};
    struct ri_json_document    *document;
    const struct ri_json_value *cases =
        golden_cases("intermittent_golden.json", "RI_INTERMITTENT_GOLDEN", &document);
    CHECK(ri_json_count(cases) >= 20);
    for (size_t i = 0; i < ri_json_count(cases); i++) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        double                      y[MOST], mean[3];
        struct ri_history           history = {.y = y, .season = 7};
        struct ri_fitted            fitted;
        struct ri_arena             mem;
        history.n = golden_numbers(ri_json_member(one, "y"), y, MOST);
        ri_arena_init(&mem, 1 << 20);
        for (size_t k = 0; k < RI_COUNT(names); k++) {
            CHECK_STATUS(ri_forecaster_run(ri_forecaster_find(names[k]), &history, 3, &mem, mean,
                                           &fitted, NULL),
                         RI_OK);
            /* sums: their search, golden sections alone, now and then ends in another valley */
            CHECK_NEAR(mean[2], golden_number(one, names[k]), k < 2 ? 1e-9 : 4e-3);
        }
        const struct ri_demands d = ri_demands_smooth(y, history.n, 0.15, 0.1, 0.05);
        CHECK_NEAR(d.size * d.chance, golden_number(one, "tsb"), 1e-9);
        ri_arena_release(&mem);
    }
    ri_json_document_free(document);
}

/* The twin: states of ever longer beginnings, over the same grid. */
TEST(tsb_weights_have_the_least_error)
{
    enum { N = 70 };
    static const double weights[] = {0.02, 0.05, 0.1, 0.2, 0.3};
    double              y[N], mean[1], best = INFINITY;
    struct ri_fitted    fitted;
    struct ri_arena     mem;
    for (size_t t = 0; t < N; t++) {
        const double wave = sin((double)(t * t) * 0.7) + (t < 35 ? 0.5 : -0.3);
        y[t] = wave > 0.4 ? floor(2 + 6 * wave + (double)t * 0.1) : 0;
    }
    y[20] = (double)NAN;
    const struct ri_history history = {.y = y, .n = N, .season = 7};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_forecaster_run(&ri_tsb, &history, 1, &mem, mean, &fitted, NULL), RI_OK);
    for (size_t i = 0; i < RI_COUNT(weights); i++)
        for (size_t k = 0; k < RI_COUNT(weights); k++) {
            double squares = 0, count = 0;
            for (size_t t = 1; t < N; t++) {
                const struct ri_demands d = ri_demands_smooth(y, t, weights[i], 0.1, weights[k]);
                if (isnan(y[t])) continue;
                squares += pow(y[t] - d.size * d.chance, 2), count++;
            }
            CHECK_NEAR(ri_demands_error(y, N, weights[i], weights[k]), squares / count, 1e-12);
            best = fmin(best, squares / count);
        }
    CHECK_NEAR(ri_demands_error(y, N, fitted.at[0].value, fitted.at[1].value), best, 1e-12);
    const struct ri_demands d =
        ri_demands_smooth(y, N, fitted.at[0].value, 0.1, fitted.at[1].value);
    CHECK_NEAR(mean[0], d.size * d.chance, 1e-12);
    ri_arena_release(&mem);
}
