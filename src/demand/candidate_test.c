#include "candidate.h"

#include "base/test.h"
#include "models.h"

TEST(origins_stay_in_the_newer_half)
{
    for (size_t n = 0; n < 400; n += 3)
        for (size_t most = 1; most < 40; most += 5) {
            const struct ri_origins o = ri_origins_spread(n, 7, 28, most);
            CHECK(o.count <= most);
            if (o.count == 0) continue;
            CHECK(o.first >= n / 2);
            CHECK_INT(o.first + o.count * o.spacing,
                      n); /* the newest is one spacing before the end */
        }
    CHECK_INT(ri_origins_spread(1, 7, 28, 26).count, 0);
    CHECK_INT(ri_origins_spread(1000, 7, 28, 26).spacing, 7);
    CHECK_INT(ri_origins_spread(1000, 7, 60, 26).spacing, 7); /* a season, however far ahead */
}

static void try_on(const double *y, size_t n, const struct ri_forecaster *model,
                   struct ri_arena *mem, struct ri_origins *origins, struct ri_candidate *ret)
{
    const struct ri_cleaned cleaned = {
        .history = {.y = y, .n = n, .season = 7}, .raw = y, .never_negative = true};
    *origins = ri_origins_spread(n, 7, 14, 10);
    CHECK_STATUS(ri_candidate_try(model, &cleaned, origins, mem, ret, NULL), RI_OK);
}

TEST(past_forecasts_know_nothing_later)
{
    double          y[140], z[140];
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 24);
    for (size_t t = 0; t < 140; t++) y[t] = 20 + fmod((double)(t * t * 13), 17.3) + (double)(t % 7);
    for (const struct ri_forecaster *const *model = ri_forecasters; *model; model++) {
        struct ri_origins   origins;
        struct ri_candidate a, b;
        try_on(y, 140, *model, &mem, &origins, &a);
        for (size_t i = 0; i < origins.count; i++) {
            const size_t origin = origins.first + i * origins.spacing;
            for (size_t t = 0; t < 140; t++) z[t] = t < origin ? y[t] : 5000; /* another future */
            try_on(z, 140, *model, &mem, &origins, &b);
            CHECK(memcmp(a.past, b.past, (i + 1) * origins.steps * sizeof *a.past) == 0);
        }
    }
    ri_arena_release(&mem);
}

TEST(losses_by_hand)
{
    double              y[28];
    struct ri_origins   origins;
    struct ri_candidate candidate;
    struct ri_arena     mem;
    ri_arena_init(&mem, 1 << 20);
    for (size_t t = 0; t < 28; t++) y[t] = t < 21 ? 4 : 7;
    try_on(y, 28, &ri_naive, &mem, &origins, &candidate); /* spacing 1: origins 18 .. 27 */
    CHECK_INT(origins.first, 18);
    CHECK_INT(origins.count, 10);
    CHECK_NEAR(candidate.loss[0], 9.0 * 7 / 10,
               1e-12); /* knows 18 periods; 3 fours and 7 sevens follow */
    CHECK_NEAR(candidate.loss[4], 0, 1e-12);
    ri_arena_release(&mem);
}

static void try_combined(const double *y, size_t n, ri_combination combination,
                         struct ri_arena *mem, struct ri_origins *origins,
                         struct ri_candidate *members, struct ri_candidate *ret)
{
    static const struct ri_forecaster *const models[] = {&ri_naive, &ri_average,
                                                         &ri_seasonal_level};
    const struct ri_cleaned                  cleaned = {
                         .history = {.y = y, .n = n, .season = 7}, .raw = y, .never_negative = true};
    for (size_t m = 0; m < RI_COUNT(models); m++)
        try_on(y, n, models[m], mem, origins, &members[m]);
    CHECK_STATUS(ri_candidate_combine(combination, members, 3, &cleaned, origins, mem, ret, NULL),
                 RI_OK);
}

TEST(a_combination_is_what_its_members_say)
{
    double              y[140], ahead[14], of[3][14];
    struct ri_origins   origins;
    struct ri_candidate members[3], all;
    struct ri_arena     mem;
    ri_arena_init(&mem, 1 << 24);
    for (size_t t = 0; t < 140; t++) y[t] = 20 + fmod((double)(t * t * 13), 17.3) + (double)(t % 7);
    const struct ri_history known = {.y = y, .n = 140, .season = 7};
    for (int combination = 0; combination < RI_COMBINATION_COUNT; combination++) {
        try_combined(y, 140, (ri_combination)combination, &mem, &origins, members, &all);
        CHECK_INT(all.member_count, 3);
        for (size_t m = 0; m < 3; m++)
            CHECK_STATUS(
                ri_candidate_ahead(&members[m], false, &known, true, 14, &mem, of[m], NULL), RI_OK);
        CHECK_STATUS(ri_candidate_ahead(&all, false, &known, true, 14, &mem, ahead, NULL), RI_OK);
        for (size_t j = 0; j < 14; j++) {
            const double low = fmin(of[0][j], fmin(of[1][j], of[2][j]));
            const double high = fmax(of[0][j], fmax(of[1][j], of[2][j]));
            const double want = combination == RI_MEDIAN
                                    ? of[0][j] + of[1][j] + of[2][j] - low - high
                                    : all.weights[0] * of[0][j] + all.weights[1] * of[1][j] +
                                          all.weights[2] * of[2][j];
            CHECK_NEAR(ahead[j], want, 1e-12);
        }
        CHECK(all.error > 0);
    }
    CHECK(all.weights[2] > all.weights[0]); /* the naive forecast of such a series is the worst */
    ri_arena_release(&mem);
}

/* Weights at an origin come from what was over by then: another future changes no forecast made before it. */
TEST(combined_past_forecasts_know_nothing_later)
{
    double              y[140], z[140];
    struct ri_origins   origins;
    struct ri_candidate members[3], a, b;
    struct ri_arena     mem;
    ri_arena_init(&mem, 1 << 24);
    for (size_t t = 0; t < 140; t++) y[t] = 20 + fmod((double)(t * t * 13), 17.3) + (double)(t % 7);
    for (int combination = 0; combination < RI_COMBINATION_COUNT; combination++) {
        try_combined(y, 140, (ri_combination)combination, &mem, &origins, members, &a);
        for (size_t i = 0; i < origins.count; i++) {
            const size_t origin = origins.first + i * origins.spacing;
            for (size_t t = 0; t < 140; t++) z[t] = t < origin ? y[t] : 5000 + (double)(t * t);
            try_combined(z, 140, (ri_combination)combination, &mem, &origins, members, &b);
            CHECK(memcmp(a.past, b.past, (i + 1) * origins.steps * sizeof *a.past) == 0);
        }
    }
    ri_arena_release(&mem);
}

TEST(a_combination_does_without_members_that_are_too_young)
{
    double              y[16], ahead[3];
    struct ri_origins   origins;
    struct ri_candidate members[2], all;
    struct ri_arena     mem;
    ri_arena_init(&mem, 1 << 24);
    for (size_t t = 0; t < 16; t++) y[t] = 4.5 + (double)(t % 3);
    const struct ri_cleaned cleaned = {
        .history = {.y = y, .n = 16, .season = 7}, .raw = y, .never_negative = true};
    try_on(y, 16, &ri_naive, &mem, &origins, &members[0]);
    try_on(y, 16, &ri_holt_winters, &mem, &origins,
           &members[1]); /* wants two seasons before the first origin */
    CHECK(members[0].past && !members[1].past);
    CHECK_STATUS(ri_candidate_combine(RI_MEDIAN, members, 2, &cleaned, &origins, &mem, &all, NULL),
                 RI_OK);
    CHECK_INT(all.member_count, 1);
    CHECK_STATUS(ri_candidate_ahead(&all, false, &cleaned.history, true, 3, &mem, ahead, NULL),
                 RI_OK);
    CHECK_NEAR(ahead[2], 4.5, 0); /* y[15] */
    ri_arena_release(&mem);
}
