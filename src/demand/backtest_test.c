#include "demand.h"
#include "hierarchy.h"
#include "score.h"

#include "base/test.h"

enum { LENGTH = 140, HORIZON = 7 };

struct pair {
    double           y[2][LENGTH];
    struct ri_series series[2];
    struct ri_panel  panel;
};
static void open_pair(struct pair *pair)
{
    for (size_t t = 0; t < LENGTH; t++) {
        pair->y[0][t] = 10 + (double)(t % 7);
        pair->y[1][t] = 3 + fmod((double)(t * t * 13), 7.3);
    }
    for (size_t i = 0; i < 2; i++)
        pair->series[i] = (struct ri_series){.n = LENGTH, .y = pair->y[i]};
    pair->panel = (struct ri_panel){
        .frequency = RI_DAILY, .series_count = 2, .series = pair->series, .last = LENGTH - 1};
}

static const double levels[] = {0.1, 0.5, 0.9};

TEST(scores_by_hand)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_arena                  mem;
    open_pair(&pair);
    ri_arena_init(&mem, 1 << 26);
    pair.y[0][LENGTH - 1] += 6; /* the only thing that seasonal naive cannot know */
    pair.panel.series_count = 1;
    const struct ri_demand_options options = {
        .horizon = HORIZON, .model = "seasonal_naive", .levels = levels, .level_count = 3};
    const struct ri_backtest_options backtest = {.folds = 2, .each_series = true};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    CHECK_INT(result.model_count, 1);
    CHECK_INT(result.score_count, 1 + 2 + HORIZON + RI_DEMAND_CLASS_COUNT);
    const struct ri_score *all = &result.scores[0], *early = &result.scores[1],
                          *late = &result.scores[2];
    CHECK_TEXT(all->model, "seasonal_naive");
    CHECK_INT(all->values, 14);
    CHECK_INT(all->series, 2);
    CHECK_NEAR(all->wape, 6.0 / (2 * 91 + 6), 1e-12);
    CHECK_NEAR(all->bias, -6.0 / (2 * 91 + 6), 1e-12);
    CHECK_NEAR(all->mae, 6.0 / 14, 1e-12);
    CHECK_NEAR(all->fva, 0, 1e-12);
    CHECK_NEAR(early->wape, 0, 0);
    CHECK_INT(early->origin, LENGTH - 1 - 14);
    CHECK_INT(late->origin, LENGTH - 1 - 7);
    CHECK_INT(late->fold, 1);
    CHECK(isnan(all->mase)); /* its seasonal differences are all 0 */
    /* 133 periods: 114 steps of 1 and 18 of -6 */
    CHECK_NEAR(late->rmsse, sqrt(36.0 / 7 / (762.0 / 132)), 1e-12);
    const struct ri_score *last_step = &result.scores[3 + HORIZON - 1];
    CHECK_INT(last_step->step, HORIZON);
    CHECK_NEAR(last_step->mae, 3, 1e-12); /* 0 and 6 */
    CHECK_NEAR(late->inside, 6.0 / 7, 1e-12);
    CHECK_NEAR(late->under[1], 0.5 * 6 / 7, 1e-12); /* six ties count half */
    CHECK_NEAR(late->pinball, 6 * (0.1 + 0.5 + 0.9) / 21, 1e-12);
    CHECK_INT(result.by_series[0].values, 14);
    CHECK_NEAR(result.by_series[0].wape, all->wape, 0);
    ri_arena_release(&mem);
}

TEST(auto_is_scored_beside_its_candidates_and_classes_add_up)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_arena                  mem;
    static const char *const         names[] = {"seasonal_level", "naive"};
    open_pair(&pair);
    ri_arena_init(&mem, 1 << 26);
    const struct ri_demand_options options = {
        .horizon = HORIZON, .candidates = names, .candidate_count = 2};
    const struct ri_backtest_options backtest = {.folds = 3};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    CHECK_INT(result.model_count, 3);
    CHECK_TEXT(result.models[0], "auto");
    const size_t cells = result.score_count / 3;
    CHECK_NEAR(result.scores[0].wape, result.scores[cells].wape,
               1e-12); /* auto took seasonal_level */
    CHECK(result.scores[2 * cells].wape > result.scores[0].wape && result.scores[0].fva > 0);
    for (size_t model = 0; model < 3; model++) {
        double forecast = 0;
        size_t values = 0, by_step = 0, by_fold = 0;
        for (size_t i = model * cells; i < (model + 1) * cells; i++) {
            const struct ri_score *s = &result.scores[i];
            if (s->demand_class != RI_BACKTEST_ALL) values += s->values, forecast += s->forecast;
            if (s->step != RI_BACKTEST_ALL) by_step += s->values;
            if (s->fold != RI_BACKTEST_ALL) by_fold += s->values;
        }
        CHECK_INT(values, 42);
        CHECK_INT(by_step, 42);
        CHECK_INT(by_fold, 42);
        CHECK_NEAR(forecast, result.scores[model * cells].forecast, 1e-12);
    }
    ri_arena_release(&mem);
}

TEST(a_planted_future_gains_nothing)
{
    struct pair                      pair;
    struct ri_demand_backtest_result before, after;
    struct ri_arena                  mem;
    open_pair(&pair);
    ri_arena_init(&mem, 1 << 26);
    const struct ri_demand_options options = {
        .horizon = HORIZON, .levels = levels, .level_count = 3};
    const struct ri_backtest_options backtest = {.folds = 1, .each_series = true};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &before, NULL),
                 RI_OK);
    for (size_t t = LENGTH - HORIZON; t < LENGTH; t++) pair.y[0][t] = 4711, pair.y[1][t] = -5;
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &after, NULL),
                 RI_OK);
    for (size_t i = 0; i < 2 * before.model_count; i++)
        CHECK_NEAR(after.by_series[i].forecast, before.by_series[i].forecast, 0);
    ri_arena_release(&mem);
}

TEST(threads_do_not_matter_and_missing_values_are_not_scored)
{
    struct pair                      pair;
    struct ri_demand_backtest_result one, two;
    struct ri_arena                  mem;
    struct ri_task                   task = {.threads = 3};
    uint8_t                          cut[LENGTH] = {0};
    open_pair(&pair);
    ri_arena_init(&mem, 1 << 26);
    pair.y[0][LENGTH - 2] = (double)NAN;
    cut[LENGTH - 3] = 1;
    pair.series[0].censored = cut;
    const struct ri_demand_options options = {
        .horizon = HORIZON, .levels = levels, .level_count = 3};
    const struct ri_backtest_options backtest = {.folds = 4, .step = 5};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &one, NULL),
                 RI_OK);
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, &task, &mem, &two, NULL),
                 RI_OK);
    CHECK_INT(one.scores[1].origin, LENGTH - 1 - HORIZON - 15);
    CHECK_INT(one.scores[4].values, 12); /* the newest fold: 14 less two */
    for (size_t i = 0; i < one.score_count; i++) {
        CHECK(memcmp(&one.scores[i].actual, &two.scores[i].actual, 5 * sizeof(double)) == 0);
        CHECK_INT(one.scores[i].values, two.scores[i].values);
    }
    ri_arena_release(&mem);
}

TEST(backtest_statuses)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_error                  err;
    open_pair(&pair);
    static const struct {
        struct ri_backtest_options backtest;
        size_t                     horizon, limit;
        ri_status                  want;
    } rows[] = {
        {{.folds = 1}, HORIZON, 1 << 26, RI_OK},
        {{.folds = 20}, HORIZON, 1 << 26, RI_EUSAGE}, /* 140 periods back: the series begin there */
        {{.folds = 101}, HORIZON, 1 << 26, RI_EUSAGE},
        {{.step = 100000}, HORIZON, 1 << 26, RI_EUSAGE},
        {{.folds = 1}, 0, 1 << 26, RI_EUSAGE},
        {{0}, HORIZON, 1 << 26, RI_OK}, /* one fold */
        {{.folds = 1}, HORIZON, 10000, RI_ENOMEM}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_arena                mem;
        const struct ri_demand_options options = {.horizon = rows[i].horizon};
        ri_arena_init(&mem, rows[i].limit);
        CHECK_STATUS(
            ri_demand_backtest(&pair.panel, &options, &rows[i].backtest, NULL, &mem, &result, &err),
            rows[i].want);
        if (rows[i].want == RI_OK) CHECK_INT(result.fold_count, 1);
        ri_arena_release(&mem);
    }
}

TEST(groups_are_scored_like_their_series)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_arena                  mem;
    static const uint32_t            apart[] = {1, 0}, together[] = {0, 0};
    open_pair(&pair);
    ri_arena_init(&mem, 1 << 26);
    const struct ri_demand_options options = {
        .horizon = HORIZON, .model = "ses", .levels = levels, .level_count = 3};
    const struct ri_backtest_grouping groupings[] = {{apart, 2}, {together, 1}};
    const struct ri_backtest_options  backtest = {
         .folds = 2, .each_series = true, .groupings = groupings, .grouping_count = 2};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    const struct ri_score *groups = &result.scores[result.score_count - 3];
    CHECK_INT(groups[0].grouping, 0);
    CHECK_INT(groups[1].group, 1);
    CHECK_INT(groups[2].grouping, 1);
    CHECK_INT(result.scores[0].grouping == RI_BACKTEST_ALL, true);
    for (size_t g = 0; g < 2; g++) { /* group 1 is the first series */
        CHECK_NEAR(groups[g].wape, result.by_series[1 - g].wape, 1e-12);
        CHECK_NEAR(groups[g].pinball, result.by_series[1 - g].pinball, 1e-12);
        CHECK_NEAR(groups[g].rmsse, result.by_series[1 - g].rmsse, 1e-12);
    }
    CHECK_NEAR(groups[2].wape, result.scores[0].wape, 1e-12);
    CHECK_INT(groups[2].values, result.scores[0].values);
    ri_arena_release(&mem);
}

TEST(weighted_scores_follow_their_weights)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_hierarchy              hierarchy;
    struct ri_arena                  mem;
    static const char *const names[] = {"shop"}, *const a[] = {"a"}, *const b[] = {"b"};
    const double weights[] = {0, 3.5};
    open_pair(&pair);
    pair.series[0].keys = a, pair.series[1].keys = b;
    pair.panel.key_count = 1, pair.panel.key_names = names;
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_hierarchy_make(&pair.panel, "shop", &mem, &hierarchy, NULL), RI_OK);
    static const double            three[] = {0.1, 0.5, 0.9};
    const struct ri_demand_options options = {
        .horizon = HORIZON, .model = "ses", .levels = three, .level_count = 3};
    const struct ri_backtest_options backtest = {
        .folds = 2, .each_series = true, .hierarchy = &hierarchy, .weights = weights};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    const size_t width = hierarchy.level_count + 1;
    CHECK_INT(result.levels_scored_count, 3 * width); /* over all, and two folds */
    const struct ri_level_score *all = result.levels_scored, *own = &all[width - 1];
    CHECK_INT(own->level, hierarchy.level_count - 1);
    CHECK_NEAR(own->rmsse, result.by_series[1].rmsse, 1e-12);
    CHECK_NEAR(own->rmsse, (own[width].rmsse + own[2 * width].rmsse) / 2, 1e-12);
    CHECK_NEAR(all->rmsse, (all[1].rmsse + own->rmsse) / 2, 1e-12); /* all, and series */
    CHECK(all[1].rmsse > 0 && all[1].level == 0);
    /* and of the quantiles: each fold's own, their mean, the mean over the levels */
    CHECK(all->fold == RI_BACKTEST_ALL && own[width].fold == 0 && own[2 * width].fold == 1);
    for (size_t l = 1; l < width; l++) {
        CHECK(all[l].spl > 0 && all[width + l].spl > 0 && all[width + l].level == l - 1);
        CHECK_NEAR(all[l].spl, (all[width + l].spl + all[2 * width + l].spl) / 2, 1e-12);
    }
    for (size_t f = 0; f < 3; f++)
        CHECK_NEAR(all[f * width].spl, (all[f * width + 1].spl + all[f * width + 2].spl) / 2,
                   1e-12);
    ri_arena_release(&mem);
}

/* Counts that often lie on a quantile: with calibration the law itself says how much of a tie lies below, in the cell of each step as in
 * that of all. */
TEST(the_steps_count_ties_as_the_whole_does)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result, halves;
    struct ri_arena                  mem;
    double                           under[3] = {0}, least = 1, most = 0;
    open_pair(&pair);
    for (size_t t = 0; t < LENGTH; t++) { /* weekends sell two or three, other days one or none */
        pair.y[0][t] = (double)(t * t * 7 % 11 > 4) + (t % 7 > 4 ? 2 : 0);
        pair.y[1][t] = (double)(t * t * 5 % 13 % 3) * (t % 7 > 4 ? 2 : 1);
    }
    ri_arena_init(&mem, 1 << 26);
    const struct ri_demand_options options = {
        .horizon = HORIZON, .model = "seasonal_average", .levels = levels, .level_count = 3};
    const struct ri_backtest_options backtest = {.folds = 4, .calibration = true},
                                     plain = {.folds = 4};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &plain, NULL, &mem, &halves, NULL),
                 RI_OK);
    const struct ri_score *all = &result.scores[0], *steps = &result.scores[1 + 4];
    for (size_t j = 0; j < HORIZON; j++) {
        CHECK_INT(steps[j].values, 2 * 4);
        for (size_t l = 0; l < 3; l++) under[l] += steps[j].under[l] / HORIZON;
        least = fmin(least, steps[j].under[1]), most = fmax(most, steps[j].under[1]);
    }
    for (size_t l = 0; l < 3; l++) CHECK_NEAR(under[l], all->under[l], 1e-12);
    CHECK(most - least > 0.1); /* steps differ, so that one's ties are not another's */
    CHECK(fabs(halves.scores[0].under[2] - all->under[2]) > 0.02); /* halves say something else */
    ri_arena_release(&mem);
}

TEST(who_fell_back_is_told_with_the_reason)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_arena                  mem;
    open_pair(&pair);
    pair.series[1].start = LENGTH - 2 * HORIZON - 10; /* ten periods before the first origin */
    pair.series[1].n = 2 * HORIZON + 10;
    ri_arena_init(&mem, 1 << 26);
    const struct ri_demand_options   options = {.horizon = HORIZON, .model = "holt_winters"};
    const struct ri_backtest_options backtest = {.folds = 2, .falls = true};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    CHECK_INT(result.fall_count, 1);
    CHECK_INT(result.falls[0].series, 1);
    CHECK_INT(result.falls[0].fold, 0);
    CHECK_INT(result.falls[0].origin, LENGTH - 1 - 2 * HORIZON);
    CHECK_INT(result.falls[0].rung, RI_RUNG_SEASONAL_NAIVE);
    CHECK_TEXT(result.falls[0].model, "seasonal_naive");
    CHECK(strstr(result.falls[0].reason, "holt_winters needs") != NULL);
    ri_arena_release(&mem);
}

/* The scale is the mean seasonal step of what was known; each series counts as one. */
TEST(mase_by_hand)
{
    struct pair                      pair;
    struct ri_demand_backtest_result result;
    struct ri_arena                  mem;
    double                           want = 0;
    open_pair(&pair);
    for (size_t t = 0; t < LENGTH; t++) pair.y[0][t] += 2.5 * (double)(t % 14 == 3);
    ri_arena_init(&mem, 1 << 26);
    const struct ri_demand_options   options = {.horizon = HORIZON, .model = "naive"};
    const struct ri_backtest_options backtest = {.folds = 1};
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    for (size_t i = 0; i < 2; i++) {
        const size_t  n = LENGTH - HORIZON;
        const double *y = pair.y[i];
        double        scale = 0, error = 0;
        for (size_t t = 7; t < n; t++) scale += fabs(y[t] - y[t - 7]) / (double)(n - 7);
        for (size_t t = n; t < LENGTH; t++) error += fabs(y[t] - y[n - 1]) / HORIZON;
        want += error / scale / 2;
    }
    CHECK_NEAR(result.scores[0].mase, want, 1e-12);
    /* a smooth series and an erratic or lumpy one: each is scored in the class of its own */
    for (size_t k = 0; k < result.score_count; k++) {
        const struct ri_score *s = &result.scores[k];
        if (s->demand_class != RI_BACKTEST_ALL)
            CHECK_INT(s->values, s->demand_class == RI_DEMAND_SMOOTH ? 2 * HORIZON : 0);
    }
    for (size_t t = 0; t < LENGTH; t++) pair.y[1][t] = t % 3 ? 0 : 4;
    CHECK_STATUS(ri_demand_backtest(&pair.panel, &options, &backtest, NULL, &mem, &result, NULL),
                 RI_OK);
    for (size_t k = 0; k < result.score_count; k++) {
        const struct ri_score *s = &result.scores[k];
        if (s->demand_class != RI_BACKTEST_ALL)
            CHECK_INT(s->values, s->demand_class == RI_DEMAND_SMOOTH ||
                                         s->demand_class == RI_DEMAND_INTERMITTENT
                                     ? HORIZON
                                     : 0);
    }
    ri_arena_release(&mem);
}

TEST(an_empty_shelf_is_no_outcome)
{
    double                 y[6] = {3, 4.5, 2, 0, 7, NAN}, came[4];
    const uint8_t          cut[6] = {0, 0, 0, 1, 0, 0};
    const struct ri_series series = {.start = 10, .n = 6, .y = y, .censored = cut};
    ri_came_after(&series, 11, 4, came); /* periods 12 .. 15 */
    CHECK_NEAR(came[0], 2, 0);
    CHECK(isnan(came[1]) && isnan(came[3]));
    CHECK_NEAR(came[2], 7, 0);
}

/* Two series, of 1.5 and 0.5 units of error against scales of 0.5 and 1. */
TEST(scaled_errors_are_means_over_the_series)
{
    const double         y[] = {1, 2}, said[] = {2, 4}, other[] = {5, 5}, more[] = {5, 6};
    const struct ri_said first = {.mean = said}, second = {.mean = more};
    double               under[1] = {0}, read[1];
    struct ri_tally      tally = {.under = under};
    struct ri_score      score = {0};
    ri_tally_add(&tally, y, 2, &first, (struct ri_scale){0.5, 0.625});
    ri_tally_add(&tally, other, 2, &second, (struct ri_scale){1, 0.5});
    ri_tally_read(&tally, &tally, 0, read, &score);
    CHECK_NEAR(score.mase, (3 + 0.5) / 2, 1e-12);
    CHECK_NEAR(score.rmsse, (2 + 1) / 2.0, 1e-12);
    CHECK_NEAR(score.mae, 1, 1e-12);
    CHECK_NEAR(score.rmse, sqrt(1.5), 1e-12); /* 1, 2, 0, 1 */
    CHECK_INT(score.values, 4);
}
