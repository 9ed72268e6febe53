/* The batch: what a caller relies on. */
#include "demand.h"
#include "forecaster.h"
#include "interval.h"
#include "plan.h"

#include "base/test.h"
#include "base/thread.h"
#include "math/stats.h"

enum { SERIES = 12, LENGTH = 210, HORIZON = 21 };

struct shop {
    double           y[SERIES][LENGTH];
    uint8_t          cut[LENGTH];
    struct ri_series series[SERIES];
    struct ri_panel  panel;
};

/* Twelve series, from well-behaved to broken. */
static void open_shop(struct shop *shop)
{
    static const size_t lengths[SERIES] = {LENGTH, LENGTH, LENGTH, LENGTH, 5, 1,
                                           LENGTH, LENGTH, LENGTH, LENGTH, 9, 0};
    memset(shop, 0, sizeof *shop);
    for (size_t i = 0; i < SERIES; i++) {
        for (size_t t = 0; t < LENGTH; t++) {
            const double wave = 1 + 0.4 * sin(0.8975979 * (double)t),
                         noise = fmod((double)(t * t * (7 + i)), 5.7);
            const double by_kind[SERIES] = {round(20 * wave + noise),
                                            round(noise / 4.6) * (double)(t % 3 == 0),
                                            7.385 + 0.05 * (double)t,
                                            4.5,
                                            noise,
                                            3,
                                            0,
                                            (double)NAN,
                                            t == 150 ? 1e15 : noise,
                                            wave - 1,
                                            t < 3 ? 1 : 0,
                                            0};
            shop->y[i][t] = by_kind[i];
        }
        shop->series[i] = (struct ri_series){
            .start = 1000 + LENGTH - (int64_t)lengths[i], .n = lengths[i], .y = shop->y[i]};
    }
    shop->cut[100] = 1;
    shop->series[0].censored = shop->cut;
    shop->panel = (struct ri_panel){.frequency = RI_DAILY,
                                    .series_count = SERIES,
                                    .series = shop->series,
                                    .last = 1000 + LENGTH - 1};
}

static const double             levels[] = {0.025, 0.1, 0.5, 0.9, 0.975};
static struct ri_demand_options usual(void)
{
    return (struct ri_demand_options){
        .horizon = HORIZON, .levels = levels, .level_count = 5, .protection_all = 10};
}

static void check_sane(const struct ri_demand_result *result, const struct shop *shop)
{
    for (size_t i = 0; i < result->series_count; i++) {
        const struct ri_series_forecast *s = &result->series[i];
        for (size_t j = 0; j < result->horizon; j++) {
            const double *q = s->quantiles + j * result->level_count;
            CHECK(isfinite(s->mean[j]));
            for (size_t l = 0; l < result->level_count; l++) {
                CHECK(isfinite(q[l]) && (l == 0 || q[l] >= q[l - 1]));
                if (i != 9) CHECK(q[l] >= 0);
            }
            if (i != 9) CHECK(s->mean[j] >= 0);
        }
        for (size_t k = 0; s->draws && k < result->draw_count; k++)
            CHECK(isfinite(s->draws[k]) && (k == 0 || s->draws[k] >= s->draws[k - 1]) &&
                  (i == 9 || s->draws[k] >= 0));
        CHECK(s->reason[0] != '\0');
        CHECK_INT(s->known + s->missing <= shop->series[i].n + LENGTH, true);
    }
}

TEST(every_series_gets_a_forecast_and_a_reason)
{
    struct shop              shop;
    struct ri_demand_result  result;
    struct ri_demand_options options = usual();
    struct ri_arena          mem;
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_INT(result.first, 1000 + LENGTH);
    CHECK_INT(result.season, 7);
    CHECK_INT(result.series_count, SERIES);
    check_sane(&result, &shop);
    static const ri_demand_rung want[SERIES] = {
        RI_RUNG_MODEL, RI_RUNG_MODEL, RI_RUNG_MODEL, RI_RUNG_MODEL, RI_RUNG_MODEL, RI_RUNG_MODEL,
        RI_RUNG_ZERO,  RI_RUNG_ZERO,  RI_RUNG_MODEL, RI_RUNG_MODEL, RI_RUNG_MODEL, RI_RUNG_ZERO};
    for (size_t i = 0; i < SERIES; i++) CHECK_INT(result.series[i].rung, want[i]);
    CHECK_TEXT(result.series[6].reason, "nothing but zeros in 210 periods");
    CHECK_TEXT(result.series[7].reason, "no known value in 210 periods");
    CHECK_INT(result.series[0].censored, 1);
    for (size_t j = 0; j < HORIZON; j++) CHECK_NEAR(result.series[3].mean[j], 4.5, 1e-9);
    CHECK_NEAR(result.series[3].draws[7], 45, 1e-6);
    CHECK(result.series[0].error < result.series[0].naive_error);
    ri_arena_release(&mem);
}

TEST(a_model_asked_for_falls_down_the_ladder)
{
    struct shop              shop;
    struct ri_demand_result  result;
    struct ri_demand_options options = usual();
    struct ri_arena          mem;
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 26);
    for (const struct ri_forecaster *const *model = ri_forecasters; *model; model++) {
        options.model = (*model)->name;
        CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL), RI_OK);
        CHECK_TEXT(result.series[0].model, (*model)->name);
        check_sane(&result, &shop);
    }
    options.model =
        "seasonal_level"; /* wants 2 seasons: 9 days allow seasonal naive, 4 only the mean */
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_TEXT(result.series[10].model, "seasonal_naive");
    CHECK_INT(result.series[10].rung, RI_RUNG_SEASONAL_NAIVE);
    CHECK_TEXT(result.series[4].model, "mean");
    CHECK_TEXT(result.series[4].reason,
               "seasonal_level needs 4 known values in 2 seasons of 7; 4 of 4 periods are known");
    CHECK_INT(result.rungs[RI_RUNG_SEASONAL_NAIVE], 1);
    CHECK_INT(result.rungs[RI_RUNG_MEAN], 2);
    CHECK_INT(result.rungs[RI_RUNG_ZERO], 3);
    ri_arena_release(&mem);
}

static void check_equal(const struct ri_series_forecast *a, const struct ri_series_forecast *b,
                        size_t h, size_t q)
{
    CHECK(memcmp(a->mean, b->mean, h * sizeof(double)) == 0);
    CHECK(memcmp(a->quantiles, b->quantiles, h * q * sizeof(double)) == 0);
    CHECK(memcmp(a->draws, b->draws, 200 * sizeof(double)) == 0);
    CHECK_TEXT(a->model, b->model);
    CHECK_TEXT(a->params, b->params);
    CHECK_TEXT(a->reason, b->reason);
}

TEST(threads_and_order_do_not_matter)
{
    struct shop              shop;
    struct ri_demand_result  one, other;
    struct ri_demand_options options = usual();
    struct ri_arena          mem;
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &one, NULL), RI_OK);
    for (unsigned threads = 2; threads <= 4; threads += 2) {
        struct ri_task task = {.threads = threads};
        CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, &task, &mem, &other, NULL), RI_OK);
        for (size_t i = 0; i < SERIES; i++)
            check_equal(&one.series[i], &other.series[i], HORIZON, 5);
    }
    struct ri_series backwards[SERIES];
    for (size_t i = 0; i < SERIES; i++) backwards[i] = shop.series[SERIES - 1 - i];
    shop.panel.series = backwards;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &other, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++)
        check_equal(&one.series[i], &other.series[SERIES - 1 - i], HORIZON, 5);
    ri_arena_release(&mem);
}

TEST(options_are_checked)
{
    struct shop                    shop;
    struct ri_demand_result        result;
    struct ri_error                err;
    struct ri_arena                mem;
    static const double            falling[] = {0.5, 0.1}, outside[] = {0.5, 1};
    static const char *const       twice[] = {"ses", "ses"};
    static const size_t            far[SERIES] = {0, 9999999};
    const struct ri_demand_options rows[] = {
        {.horizon = 0},
        {.horizon = RI_DEMAND_HORIZON_MOST + 1},
        {.horizon = 7, .season = 1000000},
        {.horizon = 7, .season = 7, .more_seasons = {30, 1000000}},
        {.horizon = 7, .model = "optimised_teta"},
        {.horizon = 7, .levels = falling, .level_count = 2},
        {.horizon = 7, .levels = outside, .level_count = 2},
        {.horizon = 7, .candidates = twice, .candidate_count = 2},
        {.horizon = 7, .candidates = twice, .candidate_count = 0},
        {.horizon = 7, .origins = 99999},
        {.horizon = 7, .budget = 25},
        {.horizon = 7, .draws = RI_DEMAND_DRAWS_MOST + 1},
        {.horizon = 7, .protection = far},
    };
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 24);
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_STATUS(ri_demand_forecast(&shop.panel, &rows[i], NULL, &mem, &result, &err),
                     RI_EUSAGE);
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &rows[4], NULL, &mem, &result, &err), RI_EUSAGE);
    CHECK_TEXT(err.message,
               "no forecasting model \"optimised_teta\"; did you mean \"optimised_theta\"?");
    CHECK_INT(ri_demand_memory(&shop.panel, &rows[0], 1), 0);
    ri_arena_release(&mem);
}

TEST(memory_runs_out_politely_and_the_estimate_holds)
{
    struct shop              shop;
    struct ri_demand_result  result = {0};
    struct ri_demand_options options = usual();
    ri_status                status = RI_ENOMEM;
    open_shop(&shop);
    const size_t estimate = ri_demand_memory(&shop.panel, &options, 1);
    for (size_t limit = 0; status != RI_OK && limit <= estimate; limit += 1 + limit / 16) {
        struct ri_arena mem;
        ri_arena_init(&mem, limit);
        status = ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL);
        CHECK(status == RI_OK || (status == RI_ENOMEM && result.series == NULL));
        ri_arena_release(&mem);
    }
    CHECK_STATUS(status, RI_OK);
}

/* 26 origins: 60 evaluations pay for two models, 1000 for every one in the list; each answer stays sane. */
TEST(a_budget_cuts_the_list_or_lengthens_it)
{
    static const size_t budgets[] = {26, 60, 1000};
    double              least = INFINITY;
    for (size_t b = 0; b < RI_COUNT(budgets); b++) {
        struct shop              shop;
        struct ri_demand_result  result;
        struct ri_arena          mem;
        struct ri_demand_options options = usual();
        options.budget = budgets[b];
        open_shop(&shop);
        ri_arena_init(&mem, 1 << 26);
        CHECK(ri_demand_memory(&shop.panel, &options, 1) < 1 << 26);
        CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL), RI_OK);
        check_sane(&result, &shop);
        if (b == 0)
            for (size_t i = 0; i < SERIES; i++)
                CHECK(result.series[i].rung != RI_RUNG_MODEL ||
                      strcmp(result.series[i].model, "seasonal_level") == 0);
        /* series 2 is a line: a richer list finds what follows it */
        CHECK(result.series[2].error <= least + 1e-12);
        least = result.series[2].error;
        ri_arena_release(&mem);
    }
    CHECK(least < 0.1);
}

/* Every 26 evaluations pay for one model more, in the order of trust, as long as there are any; without a budget there are six. */
TEST(a_budget_pays_for_models_in_their_order)
{
    static const char *const order[] = {"seasonal_level",
                                        "seasonal_ses",
                                        "seasonal_average",
                                        "optimised_theta",
                                        "average",
                                        "ses",
                                        "ets",
                                        "tsb",
                                        "count",
                                        "dynamic_theta",
                                        "imapa",
                                        "arima",
                                        "damped_holt",
                                        "sba"};
    struct shop              shop;
    open_shop(&shop);
    for (size_t k = 0; k < RI_COUNT(order) + 6; k++) {
        struct ri_demand_options options = usual();
        struct ri_demand_plan    plan;
        options.budget = k ? 26 * k + 25 : 0;
        CHECK_STATUS(ri_demand_plan_make(&shop.panel, &options, &plan, NULL), RI_OK);
        const size_t want = k == 0 ? 6 : k < RI_COUNT(order) ? k : RI_COUNT(order);
        CHECK_INT(plan.model_count, want);
        CHECK_INT(plan.combination_count, want > 2);
        for (size_t i = 0; i < want; i++) CHECK_TEXT(ri_demand_plan_name(&plan, i), order[i]);
        if (want > 2) CHECK_TEXT(ri_demand_plan_name(&plan, want), "median");
    }
}

TEST(cancel_and_deadline_stop_it)
{
    struct shop              shop;
    struct ri_demand_result  result;
    struct ri_demand_options options = usual();
    struct ri_arena          mem;
    struct ri_task           cancelled = {0}, late = {.deadline_us = 1};
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 24);
    ri_task_cancel(&cancelled);
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, &cancelled, &mem, &result, NULL),
                 RI_ECANCELLED);
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, &late, &mem, &result, NULL),
                 RI_ETIMEOUT);
    const struct ri_backtest_options backtest = {0};
    struct ri_demand_backtest_result scores;
    CHECK_STATUS(
        ri_demand_backtest(&shop.panel, &options, &backtest, &cancelled, &mem, &scores, NULL),
        RI_ECANCELLED);
    ri_arena_release(&mem);
}

TEST(protection_is_per_series_and_may_reach_beyond_the_horizon)
{
    struct shop              shop;
    struct ri_demand_result  result;
    struct ri_demand_options options = usual();
    size_t                   protection[SERIES] = {3, 0, 60, 7};
    struct ri_arena          mem;
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 26);
    options.protection = protection;
    options.draws = 40;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_INT(result.draw_count, 40);
    CHECK(result.series[0].draws && !result.series[1].draws && result.series[2].draws);
    CHECK_NEAR(result.series[3].draws[20], 7 * 4.5, 1e-9);
    double sum = 0;
    for (size_t j = 0; j < 3; j++) sum += result.series[0].mean[j];
    CHECK(result.series[0].draws[0] < sum && sum < result.series[0].draws[39]);
    /* the spread of a sum: far below the sum of the spreads when errors are independent */
    double spread = 0;
    for (size_t j = 0; j < 3; j++)
        spread += result.series[0].quantiles[j * 5 + 3] - result.series[0].quantiles[j * 5 + 1];
    CHECK(result.series[0].draws[35] - result.series[0].draws[3] < spread);
    ri_arena_release(&mem);
}

/* A store that is closed on a day sells nothing on it, and no less on the others. */
TEST(nothing_is_expected_of_a_closed_day)
{
    struct shop              shop;
    struct ri_demand_result  open, result;
    struct ri_demand_options options = usual();
    static uint8_t           closed[SERIES][HORIZON];
    struct ri_arena          mem;
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 26);
    options.protection_all = HORIZON;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &open, NULL), RI_OK);
    memset(closed, 0, sizeof closed);
    closed[3][2] = closed[0][2] = 1; /* 0: sales that vary */
    options.closed = closed[0];
    options.closed_steps = HORIZON;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &result, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t j = 0; j < HORIZON; j++) {
            const bool shut = (i == 3 || i == 0) && j == 2;
            CHECK_NEAR(result.series[i].mean[j], shut ? 0 : open.series[i].mean[j], 1e-9);
            for (size_t l = 0; l < result.level_count; l++)
                CHECK_NEAR(result.series[i].quantiles[j * result.level_count + l],
                           shut ? 0 : open.series[i].quantiles[j * result.level_count + l], 1e-9);
        }
    CHECK_NEAR(result.series[3].draws[7], open.series[3].draws[7] - 4.5, 1e-6);
    CHECK_NEAR(result.series[2].draws[7], open.series[2].draws[7], 1e-9);
    ri_arena_release(&mem);
}

TEST(the_lead_time_is_drawn_beside_the_protection)
{
    struct shop              shop;
    struct ri_demand_result  both, alone;
    struct ri_demand_options options = usual();
    const size_t             whole[SERIES] = {9, 9, 9, 9}, lead[SERIES] = {4, 0, 9, 4},
                 four[SERIES] = {4, 4, 4, 4};
    struct ri_arena mem;
    open_shop(&shop);
    ri_arena_init(&mem, 1 << 26);
    options.protection = whole;
    options.lead = lead;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &both, NULL), RI_OK);
    options.protection = four;
    options.lead = NULL;
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &options, NULL, &mem, &alone, NULL), RI_OK);
    CHECK(!both.series[1].lead_draws && both.series[1].draws && !alone.series[0].lead_draws);
    CHECK_INT(both.series[3].lead, 4);
    for (size_t k = 0; k < both.draw_count;
         k++) { /* the same as a protection period of that length */
        CHECK_NEAR(both.series[0].lead_draws[k], alone.series[0].draws[k], 0);
        CHECK_NEAR(both.series[2].lead_draws[k], both.series[2].draws[k], 0);
    }
    CHECK(both.series[0].lead_draws[100] < both.series[0].draws[100]);
    ri_arena_release(&mem);
}

TEST(a_history_shorter_than_the_protection_grows_single_deviations)
{
    double                y[] = {4.5, 5.5, 4.5, 5.5, 4.5, 5.5, 4.5, 5.5, 4.5, 5.5};
    struct ri_series      series = {.n = 10, .y = y};
    const struct ri_panel panel = {
        .frequency = RI_DAILY, .series_count = 1, .series = &series, .last = 9};
    const struct ri_demand_options options = {.horizon = 2, .model = "mean", .protection_all = 9};
    struct ri_demand_result        result;
    struct ri_arena                mem;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_NEAR(result.series[0].draws[0], 45 - 0.5 * 3, 1e-9);
    CHECK_NEAR(result.series[0].draws[199], 45 + 0.5 * 3, 1e-9);
    ri_arena_release(&mem);
}

TEST(names_of_classes_and_rungs)
{
    CHECK_TEXT(ri_demand_class_text(RI_DEMAND_LUMPY), "lumpy");
    CHECK_TEXT(ri_demand_class_text(RI_DEMAND_CLASS_COUNT), "unknown");
    CHECK_TEXT(ri_demand_rung_text(RI_RUNG_SEASONAL_NAIVE), "seasonal naive");
    CHECK_TEXT(ri_demand_rung_text(RI_RUNG_COUNT), "unknown");
}

/* Draws of a sum are the errors of sums forecast at past origins, by who knew nothing of their windows: twin for the naive forecast of a
 * walk, whose days err together. */
TEST(sums_keep_the_correlation_of_their_days)
{
    enum { N = 200, SPAN = 10 };
    double           y[N], outcomes[N];
    struct ri_series walk = {.n = N, .y = y};
    for (size_t t = 0; t < N; t++)
        y[t] = (t ? y[t - 1] : -0.5) + 3 * sin((double)(t * t) * 0.7) + 2 * sin((double)t * 0.05);
    const struct ri_panel panel = {
        .frequency = RI_DAILY, .series_count = 1, .series = &walk, .last = N - 1};
    const struct ri_demand_options options = {
        .horizon = 3, .model = "naive", .protection_all = SPAN, .draws = 9};
    const struct ri_origins origins = ri_origins_of_sums(N, 7, SPAN);
    struct ri_demand_result result;
    struct ri_arena         mem;
    for (size_t i = 0; i < origins.count; i++) {
        const size_t origin = origins.first + i * origins.spacing;
        double       error = 0;
        for (size_t j = 0; j < SPAN; j++) error += y[origin + j] - y[origin - 1];
        outcomes[i] = SPAN * y[N - 1] + error;
    }
    ri_sort(outcomes, origins.count);
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &result, NULL), RI_OK);
    for (size_t k = 0; k < 9; k++)
        CHECK_NEAR(result.series[0].draws[k],
                   ri_quantile_weibull(outcomes, origins.count, ((double)k + 0.5) / 9), 1e-9);
    ri_arena_release(&mem);
}

/* Errors at the rolling origins, the newest first: of the naive forecast each is the way from the newest known value. */
TEST(errors_are_those_of_the_origins_newest_first)
{
    enum { N = 120, STEPS = 5, ORIGINS = 6 };
    double           y[N];
    struct ri_series walk = {.n = N, .y = y};
    for (size_t t = 0; t < N; t++) y[t] = -0.5 + 3 * sin((double)(t * t) * 0.7);
    const struct ri_panel panel = {
        .frequency = RI_DAILY, .series_count = 1, .series = &walk, .last = N - 1};
    const struct ri_demand_options options = {
        .horizon = STEPS, .model = "naive", .origins = ORIGINS, .errors = true};
    struct ri_demand_result result;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_INT(result.origin_count, ORIGINS);
    for (size_t k = 0; k < ORIGINS; k++)
        for (size_t j = 0; j < STEPS; j++) {
            const size_t origin = N - 7 * (k + 1);
            CHECK_NEAR((double)result.series[0].errors[k * STEPS + j],
                       y[origin + j] - y[origin - 1], 1e-6);
        }
    ri_arena_release(&mem);
}

TEST(the_count_model_answers_with_its_own_law)
{
    enum { N = 150, STEPS = 4 };
    double           y[N], mean[STEPS], want[STEPS * 5];
    struct ri_series slow = {.n = N, .y = y};
    struct ri_fitted fitted;
    for (size_t t = 0; t < N; t++)
        y[t] = floor(fmax(0, 1.4 + 1.1 * sin((double)t * 0.09) + 2 * sin((double)(t * t) * 0.71)));
    y[0] = 1;
    const struct ri_panel panel = {
        .frequency = RI_DAILY, .series_count = 1, .series = &slow, .last = N - 1};
    const struct ri_history        history = {.y = y, .n = N, .season = 7};
    const struct ri_demand_options options = {
        .horizon = STEPS, .model = "count", .levels = levels, .level_count = 5};
    struct ri_demand_result result;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 24);
    const struct ri_forecaster *count = ri_forecaster_find("count");
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_STATUS(ri_forecaster_run(count, &history, STEPS, &mem, mean, &fitted, NULL), RI_OK);
    count->quantiles(&history, &fitted, STEPS, levels, 5, want);
    for (size_t j = 0; j < STEPS; j++) {
        CHECK_NEAR(result.series[0].mean[j], mean[j],
                   0.05); /* fitted twice: before the origins too */
        for (size_t l = 0; l < 5; l++)
            CHECK_NEAR(result.series[0].quantiles[5 * j + l], want[5 * j + l], 0);
    }
    ri_arena_release(&mem);
}

/* A hundred weeks around a level: before the origins no profile of a year could be made, and who repeats last year errs the most. */
TEST(two_years_of_weeks_are_told_apart)
{
    enum { SHOPS = 24, N = 100 };
    static double            y[SHOPS][N];
    struct ri_series         shops[SHOPS];
    struct ri_demand_result  result;
    struct ri_demand_options options = {.horizon = 4};
    struct ri_panel          panel = {
                 .frequency = RI_WEEKLY, .series_count = SHOPS, .series = shops, .last = N - 1};
    size_t          last_year = 0;
    struct ri_arena mem;
    for (size_t i = 0; i < SHOPS; i++) {
        for (size_t t = 0; t < N; t++)
            y[i][t] = 40 + (double)i + 9 * sin((double)((t + 1) * (t + 3) * (i + 2)) * 0.37);
        shops[i] = (struct ri_series){.n = N, .y = y[i]};
    }
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &result, NULL), RI_OK);
    for (size_t i = 0; i < SHOPS; i++)
        last_year += strcmp(result.series[i].model, "seasonal_average") == 0;
    CHECK_INT(last_year, 0);
    panel.series_count = 1; /* and alone */
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &result, NULL), RI_OK);
    CHECK_TEXT(result.series[0].model, "median");
    ri_arena_release(&mem);
}

/* Forty walks, for which the newest value is much better than the mean; a history of one alone does not always show it. */
TEST(a_class_is_learnt_from_the_panel)
{
    enum { WALKS = 40, N = 60 };
    static double            y[WALKS][N];
    static const char *const names[] = {"mean", "naive"};
    struct ri_series         walks[WALKS];
    struct ri_demand_result  together, alone;
    struct ri_demand_options options = {.horizon = 7, .candidates = names, .candidate_count = 2};
    struct ri_panel          panel = {.frequency = RI_DAILY, .series = walks, .last = N - 1};
    size_t                   naive = 0, naive_alone = 0;
    struct ri_arena          mem;
    for (size_t i = 0; i < WALKS; i++) {
        for (size_t t = 0; t < N; t++)
            y[i][t] = fmax(1, (t ? y[i][t - 1] : 40) +
                                  2 * sin((double)((t + 1) * (t + 3) * (i + 2)) * 0.37) +
                                  sin((double)(t + 7 * i) * 0.11));
        walks[i] = (struct ri_series){.n = N, .y = y[i]};
    }
    ri_arena_init(&mem, 1 << 26);
    panel.series_count = WALKS;
    CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &together, NULL), RI_OK);
    for (size_t i = 0; i < WALKS; i++) naive += strcmp(together.series[i].model, "naive") == 0;
    panel.series_count = 1;
    for (size_t i = 0; i < WALKS; i++) {
        panel.series = &walks[i];
        CHECK_STATUS(ri_demand_forecast(&panel, &options, NULL, &mem, &alone, NULL), RI_OK);
        naive_alone += strcmp(alone.series[0].model, "naive") == 0;
    }
    if (!(naive > naive_alone))
        ri_test_fail(__FILE__, __LINE__, "%zu by the class, %zu each alone", naive, naive_alone);
    ri_arena_release(&mem);
}
