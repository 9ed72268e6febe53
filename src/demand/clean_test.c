#include "clean.h"

#include "base/test.h"

static struct ri_cleaned clean(double *y, const uint8_t *censored, size_t n, int64_t start,
                               int64_t last, size_t most, struct ri_arena *mem)
{
    const struct ri_series series = {.start = start, .n = n, .y = y, .censored = censored};
    struct ri_cleaned      cleaned = {0};
    CHECK_STATUS(ri_clean(&series, last, most, 2, mem, &cleaned, NULL), RI_OK);
    return cleaned;
}

TEST(history_is_cut_padded_and_begins_with_demand)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    double            y[] = {0, NAN, 0, 2.5, 0, 7, 1.5};
    struct ri_cleaned c =
        clean(y, NULL, 7, 100, 108, 99, &mem); /* periods 100..106, panel up to 108 */
    CHECK_INT(c.history.n, 6);
    CHECK_INT(c.known, 4);
    CHECK_INT(c.missing, 2);
    CHECK(c.history.y[0] == 2.5 && c.history.y[3] == 1.5 && isnan(c.history.y[5]));
    CHECK(c.never_negative && !c.whole);
    CHECK_NEAR(c.mean_size, 11.0 / 4, 1e-15);
    c = clean(y, NULL, 7, 100, 105, 2,
              &mem); /* sees nothing after 105 and no more than two periods */
    CHECK_INT(c.history.n, 1);
    CHECK(c.history.y[0] == 7 && c.whole);
    c = clean(y, NULL, 7, 100, 99, 99, &mem); /* before the series began */
    CHECK_INT(c.history.n, 0);
    c = clean(y, NULL, 3, 100, 102, 99, &mem); /* nothing but zeros and a gap */
    CHECK_INT(c.history.n, 3);
    CHECK_INT(c.demand_class, RI_DEMAND_NONE);
    ri_arena_release(&mem);
}

TEST(what_is_not_a_number_is_refused)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    double                  y[] = {3, INFINITY, -4, 2e15, -INFINITY, 1e15};
    const struct ri_cleaned c = clean(y, NULL, 6, 0, 5, 99, &mem);
    CHECK_INT(c.refused, 3);
    CHECK_INT(c.missing, 3);
    CHECK(!c.never_negative);
    ri_arena_release(&mem);
}

TEST(censored_values_are_lifted_never_lowered)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    double  y[40];
    uint8_t cut[40] = {0};
    for (size_t t = 0; t < 40; t++) y[t] = t % 2 ? 15 : 5;
    y[20] = 0, cut[20] = 1;  /* would have been 5 */
    y[31] = 2, cut[31] = 1;  /* would have been 15 */
    y[33] = 90, cut[33] = 1; /* sold more than expected although it ran out */
    const struct ri_cleaned c = clean(y, cut, 40, 0, 39, 99, &mem);
    CHECK_INT(c.censored, 3);
    CHECK_NEAR(c.history.y[20], 5, 1e-9);
    CHECK_NEAR(c.history.y[31], 15, 1e-9);
    CHECK_NEAR(c.history.y[33], 90, 0);
    CHECK_NEAR(c.estimated, 5 + 13, 1e-9); /* what was added to the units that did sell */
    CHECK(isnan(c.raw[20]) && isnan(c.raw[33]) && c.raw[19] == 15);
    ri_arena_release(&mem);
}

TEST(classes_by_interval_and_variation)
{
    static const struct {
        double          y[8];
        ri_demand_class want;
    } rows[] = {{{4, 5, 6, 5, 4, 6, 5, 5}, RI_DEMAND_SMOOTH},
                {{1, 9, 1, 1, 14, 1, 2, 1}, RI_DEMAND_ERRATIC},
                {{1, 1, 1, 1, 5, 1, 1, 1}, RI_DEMAND_ERRATIC}, /* 1.75 / 2.25 */
                {{2, 1, 2, 1, 5, 3, 2, 2}, RI_DEMAND_SMOOTH},  /* 1.44 / 5.06 */
                {{5, 0, 0, 4, 0, 6, 0, 0}, RI_DEMAND_INTERMITTENT},
                {{5, 5, 0, 4, 6, 6, 0, 4}, RI_DEMAND_INTERMITTENT}, /* 8 / 6 is just over 1.32 */
                {{5, 5, 5, 4, 6, 6, 0, 4}, RI_DEMAND_SMOOTH},
                {{1, 0, 0, 19, 0, 2, 0, 0}, RI_DEMAND_LUMPY}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_arena mem;
        double          y[8];
        ri_arena_init(&mem, 1 << 16);
        memcpy(y, rows[i].y, sizeof y);
        CHECK_INT(clean(y, NULL, 8, 0, 7, 99, &mem).demand_class, rows[i].want);
        ri_arena_release(&mem);
    }
}
