/* Kaplan-Meier: the remission times of Freireich et al. (1963), as every textbook has them. */
#include "survival.h"

#include "base/random.h"
#include "base/test.h"

TEST(survival_of_the_textbook)
{
    struct ri_wait waits[] = {
        {6, true},   {6, true},   {6, true},   {6, false},  {7, true},   {9, false},  {10, true},
        {10, false}, {11, false}, {13, true},  {16, true},  {17, false}, {19, false}, {20, false},
        {22, true},  {23, true},  {25, false}, {32, false}, {32, false}, {34, false}, {35, false}};
    static const struct {
        double time, survival;
        size_t at_risk;
    } want[] = {{6, 0.857143, 21},  {7, 0.806723, 17}, {10, 0.752941, 15}, {13, 0.690196, 12},
                {16, 0.627451, 11}, {22, 0.537815, 7}, {23, 0.448179, 6}};
    struct ri_survival survival;
    struct ri_arena    mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_survival_estimate(waits, RI_COUNT(waits), 0.95, &mem, &survival, NULL), RI_OK);
    CHECK_INT(survival.count, RI_COUNT(want));
    CHECK_INT(survival.waiting, 12);
    for (size_t i = 0; i < RI_COUNT(want) && i < survival.count; i++) {
        CHECK_NEAR(survival.step[i].time, want[i].time, 1e-12);
        CHECK_NEAR(survival.step[i].survival, want[i].survival, 1e-6);
        CHECK_INT(survival.step[i].at_risk, want[i].at_risk);
    }
    /* at 6: greenwood 3 / (21 * 18); log(-log) bounds worked out by hand: .6197, .9516 */
    CHECK_NEAR(survival.step[0].low, 0.6197, 2e-4);
    CHECK_NEAR(survival.step[0].high, 0.9516, 2e-4);
    CHECK_NEAR(ri_survival_quantile(&survival, 0.5), 23, 1e-12);
    CHECK(isinf(ri_survival_quantile(&survival, 0.4)));
    CHECK(ri_survival_at(&survival, 5.9) == NULL);
    CHECK_NEAR(ri_survival_at(&survival, 12.9)->time, 10, 1e-12);
    CHECK_NEAR(survival.longest, 35, 1e-12);
    ri_arena_release(&mem);
}

/* Nobody censored: the part that still waits is simply counted. */
TEST(survival_without_censoring_is_a_count)
{
    enum { WAITS = 500 };
    struct ri_wait     waits[WAITS];
    struct ri_survival survival;
    struct ri_random   random;
    struct ri_arena    mem;
    ri_arena_init(&mem, 1 << 18);
    ri_random_init(&random, 5, 0);
    for (size_t i = 0; i < WAITS; i++)
        waits[i] = (struct ri_wait){(double)ri_random_below(&random, 90), true};
    CHECK_STATUS(ri_survival_estimate(waits, WAITS, 0.9, &mem, &survival, NULL), RI_OK);
    for (size_t s = 0; s < survival.count; s++) {
        size_t longer = 0;
        for (size_t i = 0; i < WAITS; i++) longer += waits[i].time > survival.step[s].time;
        CHECK_NEAR(survival.step[s].survival, (double)longer / WAITS, 1e-12);
        CHECK(survival.step[s].low <= survival.step[s].survival);
        CHECK(survival.step[s].high >= survival.step[s].survival);
    }
    ri_arena_release(&mem);
}

TEST(survival_refuses_what_cannot_be)
{
    struct ri_wait     waits[] = {{-1, true}};
    struct ri_survival survival;
    struct ri_error    err = {0};
    struct ri_arena    mem;
    ri_arena_init(&mem, 1 << 16);
    CHECK_STATUS(ri_survival_estimate(waits, 0, 0.95, &mem, &survival, &err), RI_EDATA);
    CHECK_STATUS(ri_survival_estimate(waits, 1, 0.95, &mem, &survival, &err), RI_EDATA);
    CHECK_TEXT(err.message, "wait 0 cannot be: -1");
    CHECK_STATUS(ri_survival_estimate(waits, 1, 1, &mem, &survival, &err), RI_EUSAGE);
    ri_arena_release(&mem);
    waits[0].time = 2.385;
    ri_arena_init(&mem, 16);
    CHECK_STATUS(ri_survival_estimate(waits, 1, 0.95, &mem, &survival, &err), RI_ENOMEM);
    ri_arena_release(&mem);
}
