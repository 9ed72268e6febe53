/* WRMSSE by hand. */
#include "weighted.h"

#include "base/test.h"

enum { SERIES = 3, LENGTH = 8, STEPS = 2 };

static const char *const names[] = {"shop", "item"};
static const char *const keys[SERIES][2] = {{"a", "1"}, {"a", "2"}, {"b", "1"}};

struct shops {
    double              y[SERIES][LENGTH];
    struct ri_series    series[SERIES];
    struct ri_panel     panel, nodes;
    struct ri_arena     mem;
    struct ri_hierarchy h;
};

static void open_shops(struct shops *s)
{
    static const double y[SERIES][LENGTH] = {
        {0, 2, 4, 3, 5, 4, 6.5, 2}, {1, 1, 3, 1, 0, 2, 1.25, 4}, {0, 0, 0, 10, 14, 12, 9, 15}};
    *s = (struct shops){
        .panel = {.key_count = 2, .key_names = names, .series_count = SERIES, .last = 107}};
    memcpy(s->y, y, sizeof y);
    for (size_t i = 0; i < SERIES; i++)
        s->series[i] = (struct ri_series){.keys = keys[i], .start = 100, .n = LENGTH, .y = s->y[i]};
    s->panel.series = s->series;
    ri_arena_init(&s->mem, 1 << 20);
    CHECK_STATUS(ri_hierarchy_make(&s->panel, "shop", &s->mem, &s->h, NULL), RI_OK);
    CHECK_STATUS(ri_hierarchy_panel(&s->h, &s->panel, &s->mem, &s->nodes, NULL), RI_OK);
}

TEST(levels_by_hand)
{
    struct shops s;
    const double forecasts[SERIES * STEPS] = {5, 3, 2, 2, 10, 10}, given[SERIES] = {2, 1, 5};
    double       levels[3];
    open_shops(&s);
    CHECK_INT(s.h.level_count, 3); /* all, shop, series */
    struct ri_weighting w = {.hierarchy = &s.h, .nodes = &s.nodes, .weights = given};
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &s.mem, levels, NULL), RI_OK);
    /* errors 1.5 -1, -0.75 2, -1 5; scales from the first sale: 2 4 3 5 4; 1 1 3 1 0 2; 10 14 12 */
    const double a = sqrt((2.25 + 1) / 2 / ((4 + 1 + 4 + 1) / 4.0));
    const double b = sqrt((0.5625 + 4) / 2 / ((0 + 4 + 4 + 1 + 4) / 5.0));
    const double c = sqrt((1 + 25) / 2.0 / ((16 + 4) / 2.0));
    CHECK_NEAR(levels[2], (2 * a + b + 5 * c) / 8, 1e-12);
    /* shop a: 1 3 7 4 5 6, errors 0.75 1; all: 1 3 7 14 19 18, errors -0.25 6 */
    const double shop = sqrt((0.5625 + 1) / 2 / ((4 + 16 + 9 + 1 + 1) / 5.0));
    CHECK_NEAR(levels[1], (3 * shop + 5 * c) / 8, 1e-12);
    CHECK_NEAR(levels[0], sqrt((0.0625 + 36) / 2 / ((4 + 16 + 49 + 25 + 1) / 5.0)), 1e-12);
    w.weights = NULL; /* units of the newest two periods: 9, 2, 26 */
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &s.mem, levels, NULL), RI_OK);
    CHECK_NEAR(levels[2], (9 * a + 2 * b + 26 * c) / 37, 1e-12);
    ri_arena_release(&s.mem);
}

TEST(what_is_not_known_leaves_both_sums)
{
    struct shops s;
    double       forecasts[SERIES * STEPS] = {5, 3, 2, 2, 10, 10}, levels[3];
    const double none[SERIES] = {0}, one[SERIES] = {0, 0, 4};
    open_shops(&s);
    s.y[2][7] = (double)NAN;
    struct ri_weighting w = {.hierarchy = &s.h, .nodes = &s.nodes, .weights = one};
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &s.mem, levels, NULL), RI_OK);
    CHECK_NEAR(levels[2], sqrt(1 / ((16 + 4) / 2.0)), 1e-12); /* the first step alone */
    CHECK_NEAR(levels[0], sqrt((0.0625 + 1) / 2 / ((4 + 16 + 49 + 25 + 1) / 5.0)), 1e-12);
    w.weights = none;
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &s.mem, levels, NULL), RI_OK);
    for (size_t l = 0; l < 3; l++) CHECK(isnan(levels[l]));
    struct ri_arena small;
    ri_arena_init(&small, 64);
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &small, levels, NULL), RI_ENOMEM);
    ri_arena_release(&small);
    ri_arena_release(&s.mem);
}

/* A step of which nothing was said, a series that never changed: neither says anything of the error. */
TEST(what_was_not_said_and_what_never_moved_say_nothing)
{
    struct shops s;
    const double second[SERIES] = {0, 4, 0};
    double       forecasts[SERIES * STEPS] = {5, 3, 2, NAN, 10, 10}, levels[3];
    open_shops(&s);
    struct ri_weighting w = {.hierarchy = &s.h, .nodes = &s.nodes, .weights = second};
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &s.mem, levels, NULL), RI_OK);
    CHECK_NEAR(levels[2], sqrt(0.5625 / ((0 + 4 + 4 + 1 + 4) / 5.0)), 1e-12);
    for (size_t t = 0; t < LENGTH; t++) s.y[1][t] = t < 6 ? 3 : 5;
    forecasts[3] = 2;
    CHECK_STATUS(ri_hierarchy_panel(&s.h, &s.panel, &s.mem, &s.nodes, NULL), RI_OK);
    CHECK_STATUS(ri_weighted_rmsse(&w, 105, STEPS, forecasts, &s.mem, levels, NULL), RI_OK);
    CHECK_NEAR(levels[2], 0, 0);
    ri_arena_release(&s.mem);
}
