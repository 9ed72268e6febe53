/* Parts of forecasts: they add up, and they are what was put in. */
#include "explain.h"

#include "global_table.h"
#include "global_testing.h"

static double sum_of(const struct ri_explained *explained)
{
    double sum = 0;
    for (size_t p = 0; p < explained->count; p++) sum += explained->parts[p].units;
    return sum;
}

static double part(const struct ri_explained *explained, const char *name)
{
    for (size_t p = 0; p < explained->count; p++)
        if (strcmp(explained->parts[p].name, name) == 0) return explained->parts[p].units;
    return NAN;
}

TEST(parts_of_a_season_and_a_trend_by_hand)
{
    enum { N = 70 };
    static const char *const key_names[] = {"item"}, *keys[] = {"a"};
    double                   y[N];
    uint8_t                  censored[N] = {0};
    struct ri_arena          mem;
    struct ri_explained      explained;
    for (size_t t = 0; t < N; t++) y[t] = t % 7 == 3 ? 16.5 : 10;
    struct ri_series               series = {.keys = keys, .start = 0, .n = N, .y = y};
    const struct ri_panel          panel = {.frequency = RI_DAILY,
                                            .key_count = 1,
                                            .key_names = key_names,
                                            .series_count = 1,
                                            .series = &series,
                                            .last = N - 1};
    const struct ri_demand_options plain = {
        .horizon = 10, .season = 7, .model = "seasonal_average"};
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_demand_explain(&panel, &plain, 0, 4, NULL, &mem, &explained, NULL), RI_OK);
    CHECK_TEXT(explained.model, "seasonal_average");
    CHECK_NEAR(part(&explained, "level"), (6 * 10 + 16.5) / 7, 1e-12);
    CHECK_NEAR(part(&explained, "season"), 16.5 - (6 * 10 + 16.5) / 7, 1e-12);
    CHECK_NEAR(part(&explained, "trend"), 0, 1e-12);
    CHECK_NEAR(sum_of(&explained), 16.5, 1e-12);
    /* seven units more each week: the seventh day still belongs to the first week, the eighth to the second */
    const struct ri_demand_options line = {.horizon = 10, .season = 7, .model = "drift"};
    for (size_t t = 0; t < N; t++) y[t] = 10 + (double)t;
    for (size_t step = 6; step <= 8; step++) {
        CHECK_STATUS(ri_demand_explain(&panel, &line, 0, step, NULL, &mem, &explained, NULL),
                     RI_OK);
        CHECK_NEAR(part(&explained, "level"), 10 + N - 1 + 4, 1e-9);
        CHECK_NEAR(part(&explained, "trend"), step > 7 ? 7 : 0, 1e-9);
        CHECK_NEAR(part(&explained, "season"), (double)((step - 1) % 7) - 3, 1e-9);
    }
    for (size_t t = 0; t < N; t++) y[t] = t % 7 == 3 ? 16.5 : 10;
    /* the newest week sold out at 2: what is lifted there is named */
    for (size_t t = N - 7; t < N; t++) y[t] = 2, censored[t] = 1;
    series.censored = censored;
    CHECK_STATUS(ri_demand_explain(&panel, &plain, 0, 4, NULL, &mem, &explained, NULL), RI_OK);
    CHECK(part(&explained, "stock-out correction") > 1);
    CHECK_NEAR(sum_of(&explained), explained.mean, 1e-9);
    ri_arena_release(&mem);
}

TEST(parts_of_the_global_learner_add_up_and_name_the_promotion)
{
    struct ri_arena         mem;
    struct ri_explained     explained;
    struct ri_demand_result result;
    size_t                  promoted = SIZE_MAX, usual = SIZE_MAX;
    make_shop(11);
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t h = 0; h < HORIZON; h++) {
        if (shop.open[DAYS + h] == 0) continue;
        if (shop.promotion[4][DAYS + h] > 0)
            promoted = h;
        else
            usual = h;
    }
    CHECK(promoted != SIZE_MAX && usual != SIZE_MAX);
    struct ri_demand_options asked = options;
    struct ri_global_options alone = small;
    alone.without_total = true;
    asked.model = "boost";
    asked.covariates = &shop.covariates;
    asked.learner = &alone;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &asked, NULL, &mem, &result, NULL), RI_OK);
    CHECK_STATUS(ri_global_explain(&shop.panel, &shop.covariates, &options, &small, 4, promoted + 1,
                                   NULL, &mem, &explained, NULL),
                 RI_OK);
    CHECK_NEAR(sum_of(&explained), explained.mean, 1e-9);
    CHECK_NEAR(explained.mean, result.series[4].mean[promoted], 1e-4);
    CHECK(part(&explained, "promotion") > 0.3 * explained.mean);
    CHECK_STATUS(ri_global_explain(&shop.panel, &shop.covariates, &options, &small, 4, usual + 1,
                                   NULL, &mem, &explained, NULL),
                 RI_OK);
    CHECK_NEAR(sum_of(&explained), explained.mean, 1e-9);
    CHECK(part(&explained, "promotion") < 0);
    static uint8_t cut
        [DAYS]; /* a fortnight of empty shelves at the end: without them more is expected, and that is a part */
    memset(cut, 0, sizeof cut);
    for (size_t t = DAYS - 14; t < DAYS; t++) shop.y[4][t] = 0, cut[t] = 1;
    shop.series[4].censored = cut;
    CHECK_STATUS(ri_global_explain(&shop.panel, &shop.covariates, &options, &small, 4, usual + 1,
                                   NULL, &mem, &explained, NULL),
                 RI_OK);
    CHECK_NEAR(sum_of(&explained), explained.mean, 1e-9);
    CHECK(part(&explained, "stock-out correction") > 0.2 * explained.mean);
    shop.series[4].censored = NULL;
    for (size_t t = 0; t < DAYS; t++) shop.y[4][t] = 0;
    CHECK_STATUS(ri_global_explain(&shop.panel, &shop.covariates, &options, &small, 4, 1, NULL,
                                   &mem, &explained, NULL),
                 RI_EDATA);
    ri_arena_release(&mem);
}

struct seen {
    size_t rows, features, late;
};

static ri_status see_table(void *context, const struct ri_global_table *from, struct ri_error *err)
{
    (void)err;
    ((struct seen *)context)->features = from->feature_count;
    CHECK_TEXT(from->names[0], "level");
    return RI_OK;
}

static ri_status see_row(void *context, const struct ri_global_row *row, struct ri_error *err)
{
    struct seen *seen = context;
    (void)err;
    seen->rows++;
    seen->late += row->target > shop.panel.last ||
                  row->origin + (int64_t)row->step != row->target || row->step < 1;
    CHECK(row->value == shop.y[row->series][row->target - 10000] && row->base > 0);
    return RI_OK;
}

TEST(the_training_table_has_the_values_and_origins_it_says)
{
    struct seen                    seen = {0};
    const struct ri_global_visitor visitor = {see_table, see_row, &seen};
    make_shop(4);
    CHECK_STATUS(ri_global_table_visit(&shop.panel, &shop.covariates, &options, &small, NULL,
                                       &visitor, NULL),
                 RI_OK);
    CHECK(seen.rows > 4000 && seen.rows <= 6000);
    CHECK_INT(seen.features, 11 + 4 + 7 + 4 + 4 + 2 * 3 + 2 + 1);
    CHECK_INT(seen.late, 0);
}
