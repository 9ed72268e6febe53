/* The band of the global forecaster: quantiles out of pairs of said and came, by class of demand, variation and size. */
#include "clean.h"
#include "global_band.h"
#include "global_frame.h"
#include "global_internal.h"
#include "global_spread.h"
#include "global_testing.h"

TEST(quantiles_of_pairs_by_hand)
{
    struct ri_arena    mem;
    struct global_band band;
    struct global_pair pairs[9];
    double             q[3];
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t i = 0; i < 9; i++)
        pairs[i] = (struct global_pair){0.5, 2, 2 * (double)(9 - i), RI_DEMAND_SMOOTH,
                                        0}; /* ratios 9 .. 1 */
    CHECK_STATUS(global_band_make(pairs, 9, 1, levels, 3, &mem, &band, NULL), RI_OK);
    global_band_quantiles(&band, RI_DEMAND_SMOOTH, 0.5, 0, 2.385, false,
                          q); /* ranks ceil(0.1 x 10), ceil(0.5 x 10), ceil(0.9 x 10) */
    CHECK_NEAR(q[0], 2.385, 1e-12);
    CHECK_NEAR(q[1], 2.385 * 5, 1e-12);
    CHECK_NEAR(q[2], 2.385 * 9, 1e-12);
    global_band_quantiles(&band, RI_DEMAND_SMOOTH, 0.5, 0, 2.385, true, q);
    CHECK(q[1] == 12);
    CHECK_STATUS(global_band_make(pairs, 0, 1, levels, 3, &mem, &band, NULL), RI_EDATA);
    ri_arena_release(&mem);
}

/* Two classes in one group, one with twice the spread: each gets its own quantiles where it has shown enough, and those of all where not.
 * Half of the second are nothing, so that places within ties count. */
TEST(a_class_of_demand_has_levels_of_its_own)
{
    enum { EACH = 140 };
    static struct global_pair pairs[2 * EACH];
    double                    q[3], other[3], all[3];
    for (size_t together = 1; together <= EACH; together += EACH - 1) {
        struct global_band band;
        struct ri_arena    mem;
        ri_arena_init(&mem, SIZE_MAX);
        for (size_t i = 0; i < 2 * EACH; i++) {
            const double place = ((double)(i / 2) + 0.5) / EACH, forecast = 2 + 1e-9 * (double)i;
            pairs[i] =
                i % 2 ? (struct global_pair){0.5, forecast, place < 0.5 ? 0 : forecast * 4 * place,
                                             RI_DEMAND_LUMPY, 0}
                      : (struct global_pair){0.5, forecast, forecast * (0.75 + place / 2),
                                             RI_DEMAND_SMOOTH, 0};
        }
        CHECK_STATUS(global_band_make(pairs, 2 * EACH, together, levels, 3, &mem, &band, NULL),
                     RI_OK);
        CHECK_INT(band.strata * band.bins, 1);
        global_band_quantiles(&band, RI_DEMAND_SMOOTH, 0.5, 0, 2, false, q);
        global_band_quantiles(&band, RI_DEMAND_LUMPY, 0.5, 0, 2, false, other);
        global_band_quantiles(&band, RI_DEMAND_ERRATIC, 0.5, 0, 2, false, all); /* never seen */
        CHECK(q[0] <= q[1] && q[1] <= q[2] && other[0] <= other[1] && other[1] <= other[2]);
        CHECK(all[0] == 0 && all[2] > 5.5 && all[2] < 7);
        if (together == 1) { /* 140 against 100 that are believed: most of the way */
            CHECK(q[2] < all[2] - 1.5);
            CHECK(other[2] > all[2] + 0.4 && other[0] == 0);
        } else { /* one series alone has shown next to nothing */
            CHECK_NEAR(q[2], all[2], 0.1);
            CHECK_NEAR(other[2], all[2], 0.1);
        }
        ri_arena_release(&mem);
    }
}

static double part(size_t i)
{
    return fmod((double)i * 0.6180339887, 1);
}

/* What varies more has a wider band, what is small a wider one than what is large. */
TEST(bands_are_chosen_by_variation_and_size)
{
    enum { COUNT = 2400 };
    static struct global_pair pairs[COUNT];
    static const double       asked[3][2] = {{0.9, 1}, {0.2, 1}, {0.2, 8}};
    struct global_band        band;
    struct ri_arena           mem;
    double                    q[3], width[3];
    for (size_t i = 0; i < COUNT; i++) {
        const double variation = i % 2 ? 0.9 : 0.2, forecast = 1 + (double)(i / 2 % 8);
        const double ratio = 1 + variation * (part(i) - 0.5) * (forecast < 4.5 ? 1 : 0.2);
        pairs[i] = (struct global_pair){variation, forecast, forecast * ratio, RI_DEMAND_SMOOTH, 0};
    }
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(global_band_make(pairs, COUNT, 1, levels, 3, &mem, &band, NULL), RI_OK);
    CHECK(band.strata == 2 && band.bins == 4);
    for (size_t k = 0; k < 3; k++) {
        global_band_quantiles(&band, RI_DEMAND_SMOOTH, asked[k][0], 0, asked[k][1], false, q);
        width[k] = (q[2] - q[0]) / asked[k][1];
    }
    CHECK_NEAR(width[0], 0.72, 0.05);
    CHECK_NEAR(width[1], 0.16, 0.02);
    CHECK_NEAR(width[2], 0.032, 0.01);
    ri_arena_release(&mem);
}

/* Nine of ten small ones sell nothing: their ties, spread over their places, do not pull the large ones' quantiles down. */
TEST(ties_have_places_all_over_their_step)
{
    enum { COUNT = 600 };
    static struct global_pair pairs[COUNT];
    struct global_band        band;
    struct ri_arena           mem;
    double                    q[3];
    for (size_t i = 0; i < COUNT; i++) {
        const bool   small_one = i < COUNT / 2;
        const double forecast = (small_one ? 1 : 10) + 1e-9 * (double)i;
        const double ratio = small_one ? (i % 10 ? 0 : 10 * part(i)) : 0.5 + part(i);
        pairs[i] = (struct global_pair){0.5, forecast, forecast * ratio, RI_DEMAND_LUMPY, 0};
    }
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(global_band_make(pairs, COUNT, 1, levels, 3, &mem, &band, NULL), RI_OK);
    CHECK_INT(band.strata * band.bins, 2);
    global_band_quantiles(&band, RI_DEMAND_LUMPY, 0.5, 0, 12, false, q);
    CHECK_NEAR(q[0] / 12, 0.6, 0.04);
    CHECK_NEAR(q[1] / 12, 1, 0.04);
    CHECK_NEAR(q[2] / 12, 1.4, 0.04);
    ri_arena_release(&mem);
}

/* Forecasts are usually a tenth of a normal law off (median .1, so .14826); where as much may come or not, errors are root of two times as
 * wide: on plain days their ratios count to the power 1 / 1.414, and back. */
TEST(before_feasts_the_band_is_wider)
{
    struct ri_arena    mem;
    struct global_band band;
    struct global_pair pairs[9];
    double             plain[3], feast[3];
    const double       usual = 1.4826 * 0.1;
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t i = 0; i < 9; i++)
        pairs[i] = (struct global_pair){0.5, 10, 10 + (i % 2 ? 0.5 : -0.5) * (double)(i / 2),
                                        RI_DEMAND_SMOOTH, 0};
    CHECK_STATUS(global_band_make(pairs, 9, 1, levels, 3, &mem, &band, NULL), RI_OK);
    CHECK_NEAR(band.usual[0], usual, 1e-9);
    global_band_quantiles(&band, RI_DEMAND_SMOOTH, 0.5, 0, 20, false, plain);
    global_band_quantiles(&band, RI_DEMAND_SMOOTH, 0.5, usual, 20, false, feast);
    for (size_t l = 0; l < 3; l++)
        CHECK_NEAR(log(feast[l] / 20), sqrt(2) * log(plain[l] / 20), 1e-9);
    CHECK(feast[0] < plain[0] && feast[2] > plain[2]);
    for (size_t i = 0; i < 9; i++)
        pairs[i].turn = -usual; /* errors of a feast, asked about a plain day */
    CHECK_STATUS(global_band_make(pairs, 9, 1, levels, 3, &mem, &band, NULL), RI_OK);
    global_band_quantiles(&band, RI_DEMAND_SMOOTH, 0.5, 0, 20, false, feast);
    for (size_t l = 0; l < 3; l++)
        CHECK_NEAR(log(feast[l] / 20), log(plain[l] / 20) / sqrt(2), 1e-9);
    ri_arena_release(&mem);
}

/* A year of 140 days ago the week around the fourth day ahead sold twice what the month before had; the fourteenth is a plain day. */
TEST(feasts_ahead_are_known_by_last_year)
{
    enum { YEAR = 140, FEAST = 3, PLAIN = HORIZON - 1 };
    static const struct ri_covariates none = {0};
    static float                      past[SERIES * HORIZON];
    struct ri_arena                   mem;
    struct global_frame               frame;
    struct global_spread             *spread;
    double                            mean[HORIZON], q[HORIZON][3];
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < DAYS; t++)
            shop.y[i][t] = t + YEAR >= DAYS && t + YEAR < DAYS + 7 ? 4 : t % 2 ? 1.8 : 2.2;
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = 2;
    for (size_t h = 0; h < HORIZON; h++) mean[h] = 2;
    CHECK_STATUS(global_frame_make(&shop.panel, &none, 7, 1000, &mem, &frame, NULL), RI_OK);
    frame.year = YEAR;
    const struct global_looked looked = {&frame, past, 1, HORIZON};
    CHECK_STATUS(global_spread_make(&looked, levels, 3, NULL, 0, 10, &mem, &mem, &spread, NULL),
                 RI_OK);
    const struct ri_learnt learnt = {
        .series_count = SERIES, .horizon = HORIZON, .past_count = 1, .spread = spread};
    CHECK_NEAR(spread->turn[FEAST], log(2), 0.02);
    CHECK_NEAR(spread->turn[PLAIN], 0, 0.02);
    ri_learnt_quantiles(&learnt, 5, HORIZON, mean, false, q[0]);
    CHECK_NEAR(q[PLAIN][2], 2.2, 0.01); /* what came was a tenth off */
    CHECK_NEAR(log(q[FEAST][2] / 2) / log(q[PLAIN][2] / 2), hypot(1, log(2) / 0.14826), 0.15);
    CHECK_NEAR(log(q[FEAST][0] / 2) / log(q[PLAIN][0] / 2), hypot(1, log(2) / 0.14826), 0.15);
    ri_arena_release(&mem);
}

/* The learner's classes are those that the models of one series are chosen by. */
TEST(classes_of_pairs_are_those_of_the_series)
{
    static const struct ri_covariates none = {0};
    static float                      past[SERIES * HORIZON];
    struct ri_arena                   mem;
    struct global_frame               frame;
    struct global_spread             *spread;
    size_t                            seen[RI_DEMAND_CLASS_COUNT] = {0};
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < DAYS; t++)
            if (i % 4 && t % (i % 4 + 1)) shop.y[i][t] = i % 2 ? 0 : fmod((double)t, 31);
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = 2;
    CHECK_STATUS(global_frame_make(&shop.panel, &none, 7, 1000, &mem, &frame, NULL), RI_OK);
    const struct global_looked looked = {&frame, past, 1, HORIZON};
    CHECK_STATUS(global_spread_make(&looked, levels, 3, NULL, 0, 10, &mem, &mem, &spread, NULL),
                 RI_OK);
    for (size_t i = 0; i < SERIES; i++) {
        struct ri_cleaned c;
        CHECK_STATUS(ri_clean(&shop.series[i], shop.panel.last, 1000, 7, &mem, &c, NULL), RI_OK);
        CHECK_INT(spread->classes[i], c.demand_class);
        seen[c.demand_class]++;
    }
    CHECK((seen[RI_DEMAND_SMOOTH] > 0) + (seen[RI_DEMAND_ERRATIC] > 0) +
              (seen[RI_DEMAND_INTERMITTENT] > 0) + (seen[RI_DEMAND_LUMPY] > 0) >=
          3);
    ri_arena_release(&mem);
}

/* Sums of three days that came to a tenth, two tenths, ... of what was said: equally likely draws are their conformal quantiles, and
 * a span of another length has its own. */
TEST(draws_of_a_span_are_quantiles_of_its_sums)
{
    static const struct ri_covariates none = {0};
    static const size_t               spans[] = {3, 9};
    static const double   want[] = {0.4, 1, 1.6, 2.2}; /* ranks 4, 10, 16 and 22 of 24 */
    static float          past[SERIES * HORIZON];
    struct ri_arena       mem;
    struct global_frame   frame;
    struct global_spread *spread;
    double                draws[4];
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < DAYS; t++)
            shop.y[i][t] = t < DAYS - HORIZON       ? 2
                           : t < DAYS - HORIZON + 3 ? 0.2 * (double)(i + 1)
                                                    : 2;
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = 2;
    CHECK_STATUS(global_frame_make(&shop.panel, &none, 7, 1000, &mem, &frame, NULL), RI_OK);
    const struct global_looked looked = {&frame, past, 1, HORIZON};
    CHECK_STATUS(global_spread_make(&looked, NULL, 0, spans, 2, 4, &mem, &mem, &spread, NULL),
                 RI_OK);
    const struct ri_learnt learnt = {
        .series_count = SERIES, .horizon = HORIZON, .past_count = 1, .spread = spread};
    for (size_t periods = 2; periods < 4;
         periods++) { /* two days have no span of theirs: the nearest serves */
        ri_learnt_draws(&learnt, 5, periods, 12, false, draws);
        for (size_t k = 0; k < 4; k++) CHECK_NEAR(draws[k], 12 * want[k], 1e-6);
    }
    ri_learnt_draws(&learnt, 5, 8, 12, false, draws); /* nine days: six of them as said */
    for (size_t k = 0; k < 4; k++) CHECK_NEAR(draws[k], 12 * (6 + 3 * want[k]) / 9, 1e-6);
    ri_learnt_draws(&learnt, 5, 3, 0, false, draws);
    CHECK(draws[0] == 0 && draws[3] == 0);
    ri_arena_release(&mem);
}
