/* "auto" on a panel that is big enough to learn from: who is chosen, what is known, what is drawn, what happens without. */
#include "global_testing.h"

enum { COPIES = 5, MANY = COPIES * SERIES };

static struct many { /* the shop's series several times over: enough to learn from */
    struct ri_panel      panel;
    struct ri_series     series[MANY];
    size_t               own[MANY], all[MANY];
    float                kind[MANY];
    struct ri_known      known[RI_COUNT(shop.known)], past;
    struct ri_attribute  attribute;
    struct ri_covariates covariates;
} many;

static void make_many(uint64_t seed)
{
    make_shop(seed);
    for (size_t i = 0; i < MANY; i++) {
        many.series[i] = shop.series[i / COPIES];
        many.own[i] = i / COPIES;
        many.all[i] = 0;
        many.kind[i] = shop.kind[i / COPIES];
    }
    many.panel = shop.panel;
    many.panel.series = many.series;
    many.panel.series_count = MANY;
    many.covariates = shop.covariates;
    for (size_t k = 0; k < RI_COUNT(shop.known); k++) {
        many.known[k] = shop.known[k];
        many.known[k].group = shop.known[k].group == shop.own ? many.own : many.all;
    }
    many.past = shop.past;
    many.past.group = many.all;
    many.attribute = shop.attribute;
    many.attribute.code = many.kind;
    many.covariates.attributes = &many.attribute;
    many.covariates.known = many.known;
    many.covariates.past = &many.past;
    many.covariates.open = &many.known[1];
}

static struct ri_demand_options usual(const char *model)
{
    struct ri_demand_options asked = options;
    asked.model = model;
    asked.covariates = &many.covariates;
    asked.learner = &small;
    asked.protection_all = 6;
    return asked;
}

static double error_of(const struct ri_demand_result *result)
{
    double errors = 0, sum = 0;
    for (size_t i = 0; i < MANY; i++)
        for (size_t h = 0; h < HORIZON; h++) {
            errors += fabs(result->series[i].mean[h] - shop.truth[i / COPIES][DAYS + h]);
            sum += shop.truth[i / COPIES][DAYS + h];
        }
    return errors / sum;
}

static size_t chosen(const struct ri_demand_result *result, const char *model)
{
    size_t count = 0;
    for (size_t i = 0; i < MANY; i++) count += strcmp(result->series[i].model, model) == 0;
    return count;
}

TEST(auto_learns_where_there_is_enough_to_learn_from)
{
    struct ri_arena          mem;
    struct ri_demand_result  learnt, alone;
    struct ri_demand_options asked = usual("auto");
    make_many(11);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK(ri_demand_learns(&many.panel, &asked));
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &learnt, NULL), RI_OK);
    asked.series_only = true;
    CHECK(!ri_demand_learns(&many.panel, &asked));
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &alone, NULL), RI_OK);
    /* promotions decide these sales, and only the learner knows them */
    CHECK(chosen(&learnt, "boost") > MANY * 9 / 10);
    CHECK_INT(chosen(&alone, "boost"), 0);
    if (!(error_of(&learnt) < 0.15 && error_of(&alone) > 2 * error_of(&learnt)))
        ri_test_fail(__FILE__, __LINE__, "error with the learner %.3f, without %.3f",
                     error_of(&learnt), error_of(&alone));
    CHECK(learnt.note == NULL);
    CHECK(strstr(learnt.series[0].reason, "held-back origins") != NULL);
    ri_arena_release(&mem);
}

TEST(a_small_panel_is_not_learnt_from)
{
    struct ri_demand_options asked = usual("auto");
    make_many(3);
    many.panel.series_count = RI_DEMAND_LEARN_SERIES;
    CHECK(ri_demand_learns(&many.panel, &asked));
    many.panel.series_count--;
    CHECK(!ri_demand_learns(&many.panel, &asked)); /* too few series */
    make_many(3);
    asked.horizon = 62;
    CHECK(!ri_demand_learns(&many.panel, &asked)); /* 300 days are less than 4 x 62 + 8 x 7 */
    asked.horizon = HORIZON;
    for (size_t i = 0; i < MANY; i++) many.series[i].n = i ? 160 : DAYS;
    CHECK(!ri_demand_learns(&many.panel, &asked)); /* 19,340 values */
    for (size_t i = 0; i < MANY; i++) many.series[i].n = i ? 170 : DAYS;
    CHECK(ri_demand_learns(&many.panel, &asked));
    for (size_t i = 0; i < MANY; i++) many.series[i].n = 1;
    asked.model = "boost";
    CHECK(ri_demand_learns(&many.panel, &asked)); /* who asks is answered, if with an error */
}

/* 35,990 values; the budget is over the usual one of 6 models at 26 origins. */
TEST(the_learner_grows_with_what_there_is_to_learn_from)
{
    static const struct {
        size_t budget, rows, trees, leaves;
        double rate;
    } cases[] = {{0, 70000, 80, 15, 0.12},
                 {156 * 20, 89975, 80, 15, 0.12},
                 {156 * 40, 179950, 120, 31, 0.1},
                 {156 * 200, 899750, 120, 31, 0.1},
                 {156 * 5000, 4800000, 120, 31, 0.1}};
    static const struct ri_global_options own = {.rows = 500, .trees = 7, .leaves = 3, .rate = 0.3};
    struct ri_global_options              settings;
    struct ri_demand_options              asked = usual("auto");
    make_many(3);
    asked.learner = NULL;
    for (size_t c = 0; c < 2 * RI_COUNT(cases); c++) {
        const size_t k = c / 2;
        asked.model = c % 2 ? "boost" : "auto";
        asked.budget = cases[k].budget;
        ri_demand_learner(&many.panel, &asked, &settings);
        CHECK_INT(settings.rows, cases[k].rows);
        CHECK_INT(settings.trees, cases[k].trees);
        CHECK_INT(settings.leaves, cases[k].leaves);
        CHECK_NEAR(settings.rate, cases[k].rate, 0);
        const double evaluations = 35990.0 * (double)asked.budget / 156;
        /* What each value costs does not rise: rows x trees, both ways. */
        if (settings.rows > 70000)
            CHECK((double)(settings.rows * settings.trees) <= 15 * evaluations);
    }
    asked.learner = &own;
    ri_demand_learner(&many.panel, &asked, &settings);
    CHECK(memcmp(&settings, &own, sizeof own) == 0); /* what is given stays */
}

/* Ten series: to two years of days as ever; from there trees in proportion, to 300, in steps smaller by the root; only of large tables. */
TEST(long_histories_of_large_panels_are_learnt_with_more_trees)
{
    static const struct {
        size_t n, budget, rows, trees;
        double rate;
    } cases[] = {{728, 156 * 1000, 910000, 120, 0.1},
                 {1092, 156 * 1000, 1365000, 180, 0.0816496581},
                 {1456, 156 * 1000, 1820000, 240, 0.0707106781},
                 {1820, 156 * 1000, 2275000, 300, 0.0632455532},
                 {2000, 156 * 1000, 2500000, 300, 0.0632455532},
                 {2000, 156 * 3000, 4800000, 300, 0.0632455532},
                 {2000, 156 * 40, 100000, 80, 0.12}};
    static double            y[2000];
    struct ri_series         series[10];
    struct ri_global_options settings;
    struct ri_demand_options asked = usual("auto");
    for (size_t t = 0; t < RI_COUNT(y); t++) y[t] = 1;
    asked.learner = NULL;
    for (size_t c = 0; c < RI_COUNT(cases); c++) {
        for (size_t i = 0; i < RI_COUNT(series); i++)
            series[i] = (struct ri_series){.n = cases[c].n, .y = y};
        const struct ri_panel panel = {.series_count = RI_COUNT(series), .series = series};
        asked.budget = cases[c].budget;
        ri_demand_learner(&panel, &asked, &settings);
        CHECK_INT(settings.rows, cases[c].rows);
        CHECK_INT(settings.trees, cases[c].trees);
        CHECK_NEAR(settings.rate, cases[c].rate, 1e-8);
    }
}

/* With this budget the days before the newest fold make a small table, all days a large one, which is learnt with more leaves. */
TEST(a_fold_is_forecast_as_by_a_file_that_ends_there)
{
    static const struct ri_global_options own = {.trees = 8, .rate = 0.3};
    struct ri_global_options              whole, early;
    struct ri_arena                       mem;
    struct ri_demand_backtest_result      both, cut;
    struct ri_demand_options              asked = usual("boost");
    make_many(5);
    ri_arena_init(&mem, SIZE_MAX);
    asked.learner = &own;
    asked.budget = 3557;
    many.series[7].start += DAYS - 4; /* not yet on sale at the older origin */
    many.series[7].n = 4;
    ri_demand_learner(&many.panel, &asked, &whole);
    CHECK_STATUS(ri_demand_backtest(&many.panel, &asked, &(struct ri_backtest_options){.folds = 2},
                                    NULL, &mem, &both, NULL),
                 RI_OK);
    many.panel.last -= HORIZON;
    for (size_t i = 0; i < MANY; i++)
        many.series[i].n -= many.series[i].n > HORIZON ? HORIZON : many.series[i].n;
    ri_demand_learner(&many.panel, &asked, &early);
    CHECK_INT(whole.leaves, 31);
    CHECK_INT(early.leaves, 15);
    CHECK_STATUS(ri_demand_backtest(&many.panel, &asked, &(struct ri_backtest_options){.folds = 1},
                                    NULL, &mem, &cut, NULL),
                 RI_OK);
    const struct ri_score *fold = &both.scores[1], *alone = &cut.scores[1];
    CHECK_INT(fold->origin, alone->origin);
    CHECK_INT(fold->values, (MANY - 1) * HORIZON);
    CHECK_NEAR(fold->actual, alone->actual, 0);
    CHECK_NEAR(fold->forecast, alone->forecast, 0);
    CHECK_NEAR(fold->wape, alone->wape, 0);
    CHECK_NEAR(fold->pinball, alone->pinball, 0);
    for (size_t l = 0; l < RI_COUNT(levels); l++) CHECK_NEAR(fold->under[l], alone->under[l], 0);
    ri_arena_release(&mem);
}

TEST(auto_does_without_a_learner_that_cannot_and_says_so)
{
    struct ri_arena          mem;
    struct ri_demand_result  result;
    struct ri_error          err;
    struct ri_demand_options asked = usual("auto");
    make_many(8);
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = DAYS + 3; t < PERIODS; t++) shop.promotion[i][t] = NAN;
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &result, &err), RI_OK);
    CHECK_TEXT(result.note,
               "the learner over all series was left out: 'promotion' is known up to 3 "
               "periods after the history; the forecast needs 14");
    CHECK_INT(chosen(&result, "boost"), 0);
    CHECK_INT(result.rungs[RI_RUNG_MODEL], MANY);
    asked.model = "boost";
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &result, &err), RI_EDATA);
    ri_arena_release(&mem);
}

TEST(auto_is_the_same_for_any_threads)
{
    struct ri_arena          mem;
    struct ri_demand_result  one, two;
    struct ri_task           single = {.threads = 1}, several = {.threads = 3};
    struct ri_demand_options asked = usual("auto");
    make_many(5);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, &single, &mem, &one, NULL), RI_OK);
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, &several, &mem, &two, NULL), RI_OK);
    for (size_t i = 0; i < MANY; i++) {
        CHECK_TEXT(one.series[i].model, two.series[i].model);
        CHECK(memcmp(one.series[i].mean, two.series[i].mean, HORIZON * sizeof(double)) == 0);
        CHECK(memcmp(one.series[i].quantiles, two.series[i].quantiles,
                     3 * HORIZON * sizeof(double)) == 0);
        CHECK(memcmp(one.series[i].draws, two.series[i].draws, one.draw_count * sizeof(double)) ==
              0);
    }
    ri_arena_release(&mem);
}

/* The sum's draws hold what they say, rise, and are whole; a span of another length has others. */
TEST(the_learner_draws_sums)
{
    struct ri_arena          mem;
    struct ri_demand_result  result;
    struct ri_random         random;
    struct ri_demand_options asked = usual("boost");
    size_t                   lead[MANY];
    double                   below = 0, up_to = 0, count = 0;
    for (size_t i = 0; i < MANY; i++) lead[i] = 1 + i % 3;
    asked.lead = lead;
    ri_random_init(&random, 7, 0);
    for (uint64_t seed = 30; seed < 33; seed++) {
        make_many(seed);
        ri_arena_init(&mem, SIZE_MAX);
        CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &result, NULL), RI_OK);
        for (size_t i = 0; i < MANY; i++) {
            const struct ri_series_forecast *s = &result.series[i];
            double                           sum = 0, mean = 0;
            for (size_t h = 0; h < 6; h++) {
                sum += (double)ri_random_poisson(&random, shop.truth[i / COPIES][DAYS + h]);
                mean += s->mean[h];
            }
            for (size_t k = 0; k < result.draw_count; k++)
                CHECK(s->draws[k] >= 0 && s->draws[k] == round(s->draws[k]) &&
                      (k == 0 || s->draws[k] >= s->draws[k - 1]));
            CHECK(s->draws[result.draw_count / 2] > 0.5 * mean &&
                  s->draws[result.draw_count / 2] < 1.6 * mean);
            CHECK(s->lead_draws[result.draw_count / 2] < s->draws[result.draw_count / 2]);
            const double q = s->draws[result.draw_count * 9 / 10];
            below += sum < q;
            up_to += sum <= q;
            count++;
        }
        ri_arena_release(&mem);
    }
    if (!(below / count <= 0.9 + 0.06 &&
          up_to / count >= 0.9 - 0.06)) /* three independent months */
        ri_test_fail(__FILE__, __LINE__, "sums below their 0.9 draw: %.3f to %.3f", below / count,
                     up_to / count);
}

TEST(the_backtest_scores_the_learner_and_sees_no_future)
{
    struct ri_arena                  mem;
    struct ri_demand_backtest_result before, after;
    const struct ri_backtest_options folds = {.folds = 2, .each_series = true};
    struct ri_demand_options         asked = usual("auto");
    make_many(4);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_demand_backtest(&many.panel, &asked, &folds, NULL, &mem, &before, NULL), RI_OK);
    CHECK_TEXT(before.models[0], "auto");
    CHECK_TEXT(before.models[before.model_count - 1], "boost");
    CHECK_TEXT(before.models[before.model_count - 2], "median");
    const size_t           cells = before.score_count / before.model_count;
    const struct ri_score *all = &before.scores[0],
                          *boost = &before.scores[(before.model_count - 1) * cells],
                          *level = &before.scores[cells];
    CHECK(boost->wape < 0.7 * level->wape && all->wape < 0.7 * level->wape);
    CHECK(boost->values == level->values && boost->inside > 0.7);
    /* the newest fold's outcomes replaced: no forecast of either fold may change */
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = DAYS - HORIZON; t < DAYS; t++) shop.y[i][t] = 4711;
    CHECK_STATUS(ri_demand_backtest(&many.panel, &asked, &folds, NULL, &mem, &after, NULL), RI_OK);
    for (size_t k = 0; k < before.model_count; k++) {
        CHECK_NEAR(after.scores[k * cells].forecast, before.scores[k * cells].forecast, 1e-6);
        CHECK(after.scores[k * cells].wape > before.scores[k * cells].wape);
    }
    ri_arena_release(&mem);
}

/* Days on which a shop will be closed: the learner's mean is nothing on them, its sums are of the days that are open. */
TEST(the_learner_expects_nothing_of_a_closed_day)
{
    static uint8_t           closed[MANY][HORIZON];
    struct ri_arena          mem;
    struct ri_demand_result  open, shut;
    struct ri_demand_options asked = usual("boost");
    make_many(11);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &open, NULL), RI_OK);
    memset(closed, 0, sizeof closed);
    for (size_t j = 1; j < 6; j++) closed[7][j] = 1; /* five days of the six that are drawn */
    asked.closed = closed[0];
    asked.closed_steps = HORIZON;
    CHECK_STATUS(ri_demand_forecast(&many.panel, &asked, NULL, &mem, &shut, NULL), RI_OK);
    for (size_t i = 0; i < MANY; i++)
        for (size_t j = 0; j < HORIZON; j++)
            CHECK_NEAR(shut.series[i].mean[j], closed[i][j] ? 0 : open.series[i].mean[j], 1e-9);
    for (size_t l = 0; l < 3; l++) CHECK_NEAR(shut.series[7].quantiles[3 * 4 + l], 0, 0);
    const double middle = shut.series[7].draws[shut.draw_count / 2];
    CHECK(middle > 0.3 * open.series[7].mean[0] && middle < 2 * open.series[7].mean[0] + 1);
    CHECK(middle < 0.5 * open.series[7].draws[open.draw_count / 2]);
    CHECK_NEAR(shut.series[8].draws[100], open.series[8].draws[100], 0);
    ri_arena_release(&mem);
}
