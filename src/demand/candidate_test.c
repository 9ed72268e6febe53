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

TEST(noise_does_not_choose)
{
    struct ri_origins   origins = {.count = 16, .first = 100, .spacing = 7, .steps = 7};
    double              first[16], second[16], past[1] = {0};
    struct ri_candidate candidates[2] = {{.past = past, .loss = first},
                                         {.past = past, .loss = second}};
    for (size_t i = 0; i < 16; i++) {
        first[i] = 10;
        second[i] = i % 2 ? 5 : 14.5; /* a quarter better on average, but only by luck */
    }
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 0);
    for (size_t i = 0; i < 16; i++) second[i] = i % 2 ? 9.5 : 9.9;
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 1);
    origins.steps =
        28; /* gains of 0.3 +- 0.2 at 16 origins that overlap four times: 4 independent ones still do */
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 1);
    for (size_t i = 0; i < 16; i++) second[i] = i % 2 ? 9 : 10.2;
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 0); /* 0.4 +- 0.6: not with 4 */
    origins.steps = 7;
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 1); /* but with 16 */
    candidates[0].past = NULL;
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 1);
    candidates[1].past = NULL;
    CHECK_INT(ri_candidate_choose(candidates, 2, &origins), 2);
}
