/* The global forecaster: what a row may see, what is learnt, how it ends. */
#include "global_frame.h"
#include "global_internal.h"
#include "global_testing.h"
#include "global_total.h"

static ri_status forecast(const struct ri_covariates *covariates, unsigned threads,
                          struct ri_arena *mem, struct ri_demand_result *ret, struct ri_error *err)
{
    struct ri_task task = {.threads = threads};
    return forecast_shop("boost", covariates, &task, mem, ret, err);
}

static double error_of(const struct ri_demand_result *result)
{
    double errors = 0, sum = 0;
    for (size_t i = 0; i < SERIES; i++)
        for (size_t h = 0; h < HORIZON; h++) {
            errors += fabs(result->series[i].mean[h] - shop.truth[i][DAYS + h]);
            sum += shop.truth[i][DAYS + h];
        }
    return errors / sum;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

static void row_of(size_t series, size_t origin, size_t step, float *x, double *base)
{
    struct ri_arena      mem;
    struct global_frame  frame;
    struct global_series one;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(global_frame_make(&shop.panel, &shop.covariates, 7, 1000, &mem, &frame, NULL),
                 RI_OK);
    CHECK_STATUS(global_series_new(&frame, &mem, &one, NULL), RI_OK);
    global_series_load(&frame, series, &one);
    *base = global_row(&frame, &one, origin, step, x);
    ri_arena_release(&mem);
}

/* Whatever is planted at or after the origin, in any series, a row does not change; one period earlier it does. */
TEST(rows_see_nothing_after_their_origin)
{
    static const size_t steps[] = {1, 6, 7, 8, 14};
    float               x[GLOBAL_FEATURES_MOST] = {0}, planted[GLOBAL_FEATURES_MOST] = {0};
    double              base, planted_base;
    const size_t        origin = 250;
    for (size_t s = 0; s < RI_COUNT(steps); s++) {
        make_shop(3);
        row_of(5, origin, steps[s], x, &base);
        for (size_t i = 0; i < SERIES; i++)
            for (size_t t = origin; t < DAYS; t++) shop.y[i][t] = 7777;
        for (size_t t = origin + steps[s]; t < PERIODS; t++) shop.promotion[5][t] = 9;
        for (size_t t = origin; t < PERIODS; t++)
            shop.weather[t] = 99; /* known up to the origin only */
        row_of(5, origin, steps[s], planted, &planted_base);
        CHECK(memcmp(x, planted, sizeof x) == 0 && base == planted_base);
        shop.y[5][origin - 1] = 7777;
        row_of(5, origin, steps[s], planted, &planted_base);
        CHECK(memcmp(x, planted, sizeof x) != 0 && base != planted_base);
        make_shop(3);
        shop.weather[origin - 1] = 99;
        row_of(5, origin, steps[s], planted, &planted_base);
        CHECK(memcmp(x, planted, sizeof x) != 0 && base == planted_base);
    }
}

TEST(what_an_empty_shelf_sold_is_no_value)
{
    static uint8_t cut[DAYS];
    float          x[GLOBAL_FEATURES_MOST], without[GLOBAL_FEATURES_MOST];
    double         base, other;
    make_shop(3);
    memset(cut, 0, sizeof cut);
    cut[249] = cut[240] = 1;
    shop.y[5][249] = shop.y[5][240] = NAN;
    row_of(5, 250, 3, without, &other);
    shop.y[5][249] = shop.y[5][240] = 0;
    row_of(5, 250, 3, x, &base);
    CHECK(base != other);
    shop.series[5].censored = cut;
    row_of(5, 250, 3, x, &base);
    CHECK(base == other && memcmp(x, without, sizeof(float) * 10) == 0);
}

/* What it sold all the same is at least so many: no part of what its group sold. */
TEST(what_an_empty_shelf_sold_is_no_part_of_a_sum)
{
    static uint8_t      cut[DAYS];
    struct ri_arena     mem;
    struct global_frame frame;
    double              all = 0, kin = 0;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    memset(cut, 0, sizeof cut);
    cut[249] = 1;
    shop.y[5][249] = 4.5;
    shop.series[5].censored = cut;
    CHECK_STATUS(global_frame_make(&shop.panel, &shop.covariates, 7, 1000, &mem, &frame, NULL),
                 RI_OK);
    for (size_t i = 0; i < SERIES; i++) {
        if (i == 5) continue;
        all += frame.group.of[i] == frame.group.of[5] ? shop.y[i][249] : 0;
        kin += frame.kin.of[i] == frame.kin.of[5] ? shop.y[i][249] : 0;
    }
    CHECK(all > 0 && kin > 0);
    CHECK_NEAR(frame.group.totals[frame.group.of[5] * frame.n + 249], all, 1e-9);
    CHECK_NEAR(frame.kin.totals[frame.kin.of[5] * frame.n + 249], kin, 1e-9);
    ri_arena_release(&mem);
}

TEST(rows_hold_levels_by_hand)
{
    float  x[GLOBAL_FEATURES_MOST];
    double base;
    make_shop(3);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < DAYS; t++)
            shop.y[i][t] = t % 7 == 5 ? 15 : 2.5; /* mean of a week 30 / 7 */
    for (size_t t = 0; t < PERIODS; t++) shop.open[t] = 1;
    row_of(0, 7 * 40, 6, x, &base);
    /* the target is a 5th day: base = (30/7 + 0.02) x 15 / (30/7), and the level is ln(30/7 + 0.02) */
    CHECK_NEAR(x[0], log(30.0 / 7 + 0.02), 1e-6);
    for (size_t m = 1; m <= 6; m++) CHECK_NEAR(x[m], 0, 1e-6);
    CHECK_NEAR(base, (30.0 / 7 + 0.02) * 3.5, 1e-6);
    CHECK_NEAR(x[11], log(15.02) - log(30.0 / 7 + 0.02), 1e-6); /* position_4 */
}

/* ---- Forecasts ------------------------------------------------------------------------------------------------------- */

TEST(promotions_that_are_known_are_learnt)
{
    struct ri_arena         mem;
    struct ri_demand_result with, without;
    make_shop(11);
    ri_arena_init(&mem, SIZE_MAX);
    struct ri_covariates unknown = shop.covariates;
    unknown.known = &shop.known[1];
    unknown.known_count = 1;
    CHECK_STATUS(forecast(&shop.covariates, 1, &mem, &with, NULL), RI_OK);
    CHECK_STATUS(forecast(&unknown, 1, &mem, &without, NULL), RI_OK);
    if (!(error_of(&with) < 0.15 &&
          error_of(&without) > 2 * error_of(&with))) /* measured 0.08 and 0.4 */
        ri_test_fail(__FILE__, __LINE__, "error with promotions %.3f, without %.3f",
                     error_of(&with), error_of(&without));
    CHECK_TEXT(with.series[3].model, "boost");
    CHECK_INT(with.rungs[RI_RUNG_MODEL], SERIES);
    CHECK(with.series[3].error < with.series[3].naive_error);
    for (size_t h = 0; h < HORIZON; h++)
        if ((DAYS + h) % 50 == 31)
            CHECK(with.series[3].mean[h] == 0 && with.series[3].quantiles[3 * h + 2] == 0);
    ri_arena_release(&mem);
}

TEST(the_global_forecast_is_the_same_for_any_threads)
{
    struct ri_arena         mem;
    struct ri_demand_result one, two;
    make_shop(5);
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(forecast(&shop.covariates, 1, &mem, &one, NULL), RI_OK);
    CHECK_STATUS(forecast(&shop.covariates, 3, &mem, &two, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++) {
        CHECK(memcmp(one.series[i].mean, two.series[i].mean, HORIZON * sizeof(double)) == 0);
        CHECK(memcmp(one.series[i].quantiles, two.series[i].quantiles,
                     3 * HORIZON * sizeof(double)) == 0);
    }
    ri_arena_release(&mem);
}

TEST(odd_series_are_answered_and_named)
{
    struct ri_arena         mem;
    struct ri_demand_result result;
    make_shop(6);
    for (size_t t = 0; t < DAYS; t++) {
        shop.y[0][t] = 0;
        shop.y[1][t] = t == 150 ? 1 : 0;
        shop.y[2][t] = NAN;
        if (t % 9 == 0) shop.y[3][t] = -4;
        if (t < 290) shop.y[4][t] = NAN;
        shop.y[5][t] *= 1e9;
    }
    shop.series[6].n = 1;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(forecast(&shop.covariates, 1, &mem, &result, NULL), RI_OK);
    CHECK_TEXT(result.series[0].model, "zero");
    CHECK_TEXT(result.series[2].reason, "no known value in 300 periods");
    CHECK(strstr(result.series[3].reason, "below 0") != NULL);
    CHECK_INT(result.rungs[RI_RUNG_ZERO], 2);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t h = 0; h < HORIZON; h++) {
            const double *q = result.series[i].quantiles + 3 * h;
            CHECK(isfinite(result.series[i].mean[h]) && result.series[i].mean[h] >= 0);
            CHECK(q[0] >= 0 && q[0] <= q[1] && q[1] <= q[2]);
        }
    ri_arena_release(&mem);
}

TEST(the_band_holds_what_it_says)
{
    struct ri_arena         mem;
    struct ri_demand_result result;
    struct ri_random        random;
    double                  below[3] = {0}, up_to[3] = {0}, count = 0;
    ri_random_init(&random, 99, 0);
    for (uint64_t seed = 20; seed < 24; seed++) {
        make_shop(seed);
        ri_arena_init(&mem, SIZE_MAX);
        CHECK_STATUS(forecast(&shop.covariates, 1, &mem, &result, NULL), RI_OK);
        for (size_t i = 0; i < SERIES; i++)
            for (size_t h = 0; h < HORIZON; h++) {
                if (shop.open[DAYS + h] == 0) continue;
                const double y = (double)ri_random_poisson(&random, shop.truth[i][DAYS + h]);
                for (size_t l = 0; l < 3; l++) {
                    below[l] += y < result.series[i].quantiles[3 * h + l];
                    up_to[l] += y <= result.series[i].quantiles[3 * h + l];
                }
                count++;
            }
        ri_arena_release(&mem);
    }
    for (size_t l = 0; l < 3; l++) /* about 1,300 counts: two standard errors are 0.02 to 0.03 */
        if (!(below[l] / count <= levels[l] + 0.03 && up_to[l] / count >= levels[l] - 0.03))
            ri_test_fail(__FILE__, __LINE__, "level %g: P(y < q) %.3f, P(y <= q) %.3f", levels[l],
                         below[l] / count, up_to[l] / count);
}

TEST(the_global_forecast_refuses_what_cannot_be)
{
    struct ri_arena         mem;
    struct ri_demand_result result;
    struct ri_error         err;
    make_shop(8);
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = DAYS + 3; t < PERIODS; t++) shop.promotion[i][t] = NAN;
    CHECK_STATUS(forecast(&shop.covariates, 1, &mem, &result, &err), RI_EDATA);
    CHECK_TEXT(err.message,
               "'promotion' is known up to 3 periods after the history; the forecast needs 14");
    make_shop(8);
    for (size_t i = 0; i < SERIES; i++)
        shop.series[i] = (struct ri_series){
            .keys = shop.keys[i], .start = 10000 + DAYS - 100, .n = 100, .y = shop.y[i]};
    CHECK_STATUS(forecast(&shop.covariates, 1, &mem, &result, &err), RI_EDATA);
    CHECK(strstr(err.message, "100 periods of history are too few") != NULL);
    make_shop(8);
    struct ri_task cancelled = {0};
    ri_task_cancel(&cancelled);
    CHECK_STATUS(forecast_shop("boost", NULL, &cancelled, &mem, &result, &err), RI_ECANCELLED);
    struct ri_demand_options wrong = options;
    wrong.horizon = 0;
    wrong.model = "boost";
    CHECK_STATUS(ri_demand_forecast(&shop.panel, &wrong, NULL, &mem, &result, &err), RI_EUSAGE);
    ri_arena_release(&mem);
}

TEST(strategies_have_names)
{
    ri_strategy strategy = RI_STRATEGY_DIRECT;
    CHECK(ri_strategy_parse("both", &strategy) && strategy == RI_STRATEGY_BOTH);
    CHECK(ri_strategy_parse("recursive", &strategy) && strategy == RI_STRATEGY_RECURSIVE);
    CHECK(!ri_strategy_parse("sideways", &strategy) && strategy == RI_STRATEGY_RECURSIVE);
}

/* ---- Strategies ------------------------------------------------------------------------------------------------------ */

/* Both ways forecast well, differ, and "both" is their mean: each learns from half of its rows. */
TEST(a_recursive_forecast_walks_on_what_it_said)
{
    struct ri_arena         mem;
    struct ri_demand_result result[RI_STRATEGY_COUNT];
    double                  apart = 0;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(11);
    for (int s = RI_STRATEGY_DIRECT; s < RI_STRATEGY_COUNT; s++) {
        struct ri_demand_options asked = options;
        struct ri_global_options learner = small;
        learner.strategy = (ri_strategy)s;
        if (s == RI_STRATEGY_BOTH) learner.rows *= 2;
        learner.without_total = true;
        asked.model = "boost";
        asked.covariates = &shop.covariates;
        asked.learner = &learner;
        CHECK_STATUS(ri_demand_forecast(&shop.panel, &asked, NULL, &mem, &result[s], NULL), RI_OK);
        if (!(error_of(&result[s]) < 0.15))
            ri_test_fail(__FILE__, __LINE__, "strategy %d: error %.3f", s, error_of(&result[s]));
    }
    for (size_t i = 0; i < SERIES; i++)
        for (size_t h = 0; h < HORIZON; h++) {
            const double direct = result[RI_STRATEGY_DIRECT].series[i].mean[h],
                         recursive = result[RI_STRATEGY_RECURSIVE].series[i].mean[h];
            CHECK_NEAR(result[RI_STRATEGY_BOTH].series[i].mean[h], (direct + recursive) / 2,
                       1e-4 * (1 + direct));
            apart += fabs(direct - recursive);
        }
    CHECK(apart > 1); /* they are not one and the same */
    ri_arena_release(&mem);
}

/* A series that begins before the frame, one that begins and ends inside it, one that is over before it, what is cut short, what is no number. */
TEST(a_series_is_loaded_as_the_panel_holds_it)
{
    enum { MOST = 100, CUT = 50, ENDLESS = 60, CLOSED = 31 };
    static uint8_t       cut[DAYS];
    struct ri_arena      mem;
    struct global_frame  frame;
    struct global_series series;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    for (size_t t = 0; t < DAYS; t++) shop.open[t] = t != DAYS - MOST + CLOSED;
    shop.y[1][DAYS - MOST + ENDLESS] = INFINITY;
    cut[DAYS - MOST + CUT] = 1;
    shop.series[1].censored = cut;
    shop.series[2].start += DAYS - MOST + 7;
    shop.series[2].n = 20;
    shop.series[3].n = DAYS - MOST - 5;
    CHECK_STATUS(global_frame_make(&shop.panel, &shop.covariates, 7, MOST, &mem, &frame, NULL),
                 RI_OK);
    CHECK_STATUS(global_series_new(&frame, &mem, &series, NULL), RI_OK);
    for (size_t i = 0; i < 4; i++) {
        const size_t first = i == 2 ? 7 : 0, end = i == 2 ? 27 : i == 3 ? 0 : MOST;
        size_t       wrong = 0;
        double       sum = 0;
        bool         sold = false;
        global_series_load(&frame, i, &series);
        for (size_t t = 0; t < MOST; t++) {
            bool         known = t >= first && t < end && t != CLOSED;
            const double y = known ? shop.y[i][i == 2 ? t - first : DAYS - MOST + t] : NAN;
            if (i == 1 && (t == CUT || t == ENDLESS)) known = false;
            if (known && y != 0 && !sold) sold = true, wrong += series.first != t;
            const bool told = known && sold;
            sum += told ? y : 0;
            wrong += told ? series.y[t] != y : !isnan(series.y[t]);
            wrong += series.sum[t + 1] != sum || (told && y != 0 && series.quiet[t] != 0);
        }
        if (!sold) wrong += series.first != MOST;
        CHECK_INT(wrong, 0);
    }
    ri_arena_release(&mem);
}

TEST(an_extended_frame_forgets_what_came_and_knows_what_was_said)
{
    struct ri_arena      mem;
    struct global_frame  frame, longer, other;
    struct global_series series;
    float                said[SERIES];
    const size_t         origin = 250;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    CHECK_STATUS(global_frame_make(&shop.panel, &shop.covariates, 7, 1000, &mem, &frame, NULL),
                 RI_OK);
    CHECK_STATUS(global_frame_extend(&frame, origin, 3, &mem, &longer, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++) said[i] = 2.385f;
    global_frame_say(&longer, origin, said);
    CHECK_STATUS(global_series_new(&longer, &mem, &series, NULL), RI_OK);
    global_series_load(&longer, 5, &series);
    CHECK_INT(series.n, origin + 3);
    CHECK_NEAR(series.y[origin - 1], shop.y[5][origin - 1], 0);
    CHECK_NEAR(series.y[origin], 2.385, 1e-6);
    CHECK(isnan(series.y[origin + 1]));
    CHECK_NEAR(series.zeros[origin + 1] - series.zeros[origin], exp(-2.385), 1e-6);
    CHECK_NEAR(series.squares[origin + 1] - series.squares[origin], 2.385 * 2.385 + 2.385, 1e-5);
    double total = 0;
    for (size_t i = 0; i < SERIES; i++)
        total += longer.group.of[i] == longer.group.of[5] ? 2.385 : 0;
    CHECK_NEAR(longer.group.totals[longer.group.of[5] * longer.n + origin], total, 1e-4);
    float x[GLOBAL_FEATURES_MOST] = {0}, planted[GLOBAL_FEATURES_MOST] = {0};
    (void)global_row(&longer, &series, origin + 1, 1, x);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = origin; t < DAYS; t++) shop.y[i][t] = 7777;
    for (size_t t = origin; t < PERIODS; t++)
        shop.weather[t] = 99; /* nor what came of the weather */
    CHECK_STATUS(global_frame_make(&shop.panel, &shop.covariates, 7, 1000, &mem, &frame, NULL),
                 RI_OK);
    CHECK_STATUS(global_frame_extend(&frame, origin, 3, &mem, &other, NULL), RI_OK);
    global_frame_say(&other, origin, said);
    global_series_load(&other, 5, &series);
    (void)global_row(&other, &series, origin + 1, 1, planted);
    CHECK(memcmp(x, planted, sizeof x) == 0);
    CHECK(memcmp(longer.group.totals, other.group.totals,
                 longer.group.count * longer.n * sizeof(double)) == 0);
    CHECK(memcmp(longer.group.running, other.group.running,
                 longer.group.count * (longer.n + 1) * sizeof(double)) == 0);
    ri_arena_release(&mem);
}

/* ---- The sum ----------------------------------------------------------------------------------------------------------- */

/* Two series of a level each; what was said is half of what came, the sum's own forecast is right. */
TEST(what_is_said_is_drawn_towards_the_sum)
{
    static const struct ri_covariates none = {0};
    struct ri_arena                   mem;
    struct global_frame               frame;
    float                             past[SERIES * HORIZON], ahead[SERIES * HORIZON];
    double                            share = 0;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < DAYS; t++) shop.y[i][t] = 2.385 + (double)(i % 2);
    CHECK_STATUS(global_frame_make(&shop.panel, &none, 7, 1000, &mem, &frame, NULL), RI_OK);
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = ahead[i] = i % 2 ? 1.4425f : NAN;
    for (size_t i = 0; i < SERIES; i++) ahead[i * HORIZON + 3] = 0; /* closed */
    const struct global_said back = {DAYS - HORIZON, past}, now = {DAYS, ahead};
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(share, 2.0 / 3, 1e-9); /* never more */
    CHECK(isnan(ahead[0]) && ahead[3] == 0);
    /* a feast that the learner alone knew is one day of many */
    for (size_t i = 0; i < SERIES; i++)
        shop.y[i][DAYS - 5] = 0, past[i * HORIZON + HORIZON - 5] = 0;
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(share, 2.0 / 3, 1e-9);
    for (size_t i = 0; i < SERIES; i++) shop.y[i][DAYS - 5] = 2.385 + (double)(i % 2);
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = ahead[i] = i % 2 ? 1.4425f : NAN;
    for (size_t i = 0; i < SERIES; i++) ahead[i * HORIZON + 3] = 0;
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(ahead[1], 1.4425 * 5 / 3,
               1e-5); /* the ratio, 2 x 24 x 2.885 / (24 x 1.4425), is cut at 2 */
    CHECK_NEAR(past[1], 1.4425 * 5 / 3, 1e-5);
    /* a sixth of it is said: the ratio is no more than 2 */
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = ahead[i] = 0.48f;
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(ahead[1], 0.48 * 5 / 3, 1e-5);
    /* and where four times too much is said, at a half: 1/3 + 2/3 x 1/2 */
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = ahead[i] = 11.54f;
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(share, 2.0 / 3, 1e-9);
    CHECK_NEAR(ahead[1], 11.54 * 2 / 3, 1e-5);
    CHECK_NEAR(past[1], 11.54 * 2 / 3, 1e-5);
    /* said as it came: the sum has nothing to add */
    for (size_t i = 0; i < SERIES * HORIZON; i++)
        past[i] = ahead[i] = 2.385f + (float)(i / HORIZON % 2);
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(ahead[5], 2.385, 1e-4);
    /* a feast that only the learner knows stays one: a fifth beyond the days around; what is a tenth off is drawn as ever */
    for (size_t i = 0; i < SERIES * HORIZON; i++) {
        const size_t h = i % HORIZON;
        past[i] = 1.4425f;
        ahead[i] = (2.385f + (float)(i / HORIZON % 2)) * (h == 5 ? 0.1f : h == 9 ? 1 / 1.1f : 1);
    }
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(share, 2.0 / 3, 1e-9);
    CHECK_NEAR(ahead[5], 0.2385 * (1 + 2 * exp(0.2)) / 3, 1e-5);
    CHECK_NEAR(ahead[9], 2.385 / 1.1 * (1 + 2 * 1.1) / 3, 1e-4);
    CHECK_NEAR(ahead[1], 2.385, 1e-4);
    /* half a horizon is no feast: those around are as far away */
    for (size_t i = 0; i < SERIES * HORIZON; i++)
        ahead[i] = (2.385f + (float)(i / HORIZON % 2)) / (i % HORIZON < 9 ? 1 : 1.5f);
    CHECK_STATUS(global_total_draw(&frame, &back, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(ahead[13], 2.385 / 1.5 * (1 + 2 * 1.5) / 3, 1e-4);
    for (size_t i = 0; i < SERIES * HORIZON; i++) past[i] = ahead[i] = 2.385f;
    /* no history to speak of: nothing changes */
    const struct global_said young = {1, past};
    ahead[5] = 7.25f;
    CHECK_STATUS(global_total_draw(&frame, &young, 1, &now, HORIZON, &share, NULL), RI_OK);
    CHECK_NEAR(share, 0, 0);
    CHECK_NEAR(ahead[5], 7.25, 0);
    ri_arena_release(&mem);
}

/* A month's first day on which everybody buys twice as much; kin are those of one kind. */
TEST(paydays_and_kin_are_told_by_hand)
{
    float                x[GLOBAL_FEATURES_MOST];
    struct ri_arena      mem;
    struct global_frame  frame;
    struct global_series one;
    size_t               month_day = 0, kin_trend = 0;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t t = 0; t < DAYS; t++)
            shop.y[i][t] = ri_day_civil((ri_day)(10000 + t)).day == 1 ? 5
                           : t >= DAYS - 28                           ? 2.75
                                                                      : 2.5;
    shop.covariates.open = NULL;
    CHECK_STATUS(global_frame_make(&shop.panel, &shop.covariates, 7, 1000, &mem, &frame, NULL),
                 RI_OK);
    CHECK_INT(frame.kin.count, 3);
    for (size_t f = 0; f < frame.feature_count; f++) {
        if (strcmp(frame.names[f], "month_day") == 0) month_day = f;
        if (strcmp(frame.names[f], "kin_trend") == 0) kin_trend = f;
    }
    CHECK_STATUS(global_series_new(&frame, &mem, &one, NULL), RI_OK);
    global_series_load(&frame, 5, &one);
    size_t step = 1;
    while (ri_day_civil((ri_day)(10000 + DAYS - 14 + step - 1)).day != 1 && step < 28) step++;
    (void)global_row(&frame, &one, DAYS - 14, step, x);
    CHECK(x[month_day] > 0.35 && x[month_day] < (float)log(2)); /* pulled towards nothing */
    (void)global_row(&frame, &one, DAYS - 14, step + 1, x);
    CHECK(fabsf(x[month_day]) < 0.05f);
    CHECK(x[kin_trend] > 0.01);
    ri_arena_release(&mem);
}

/* Four weeks of 8 after weeks of 2: seven parts of the newest four weeks, three of the newest sixteen. */
TEST(the_base_leans_on_the_newest_weeks)
{
    float  x[GLOBAL_FEATURES_MOST] = {0};
    double base;
    make_shop(3);
    for (size_t t = 0; t < DAYS; t++) shop.y[5][t] = t + 28 < DAYS ? 2 : 8;
    shop.covariates.open = NULL;
    row_of(5, DAYS, 1, x, &base);
    CHECK_NEAR(x[0], log(0.7 * 8 + 0.3 * (28 * 8 + 84 * 2) / 112.0 + 0.02), 1e-5);
}

/* ---- Rows to learn from ------------------------------------------------------------------------------------------------ */

TEST(rows_are_of_what_was_known)
{
    static const struct ri_covariates none = {0};
    const size_t                      known = 40;
    const struct global_plan          plan = {.horizon = HORIZON, .span = 90};
    struct global_frame               frame;
    struct global_series              series;
    struct ri_random                  random;
    struct ri_arena                   mem;
    size_t                            found = 0, oldest = known, newest = 0;
    ri_arena_init(&mem, SIZE_MAX);
    make_shop(3);
    CHECK_STATUS(global_frame_make(&shop.panel, &none, 7, 1000, &mem, &frame, NULL), RI_OK);
    CHECK_STATUS(global_series_new(&frame, &mem, &series, NULL), RI_OK);
    global_series_load(&frame, 2, &series);
    ri_random_init(&random, 5, 0);
    for (size_t j = 0; j < 900; j++) {
        struct global_place place = {0};
        if (!global_place(&frame, &plan, known, 900, j, &series, &random, &place)) continue;
        CHECK(place.target < known && place.step >= 1 && place.step <= HORIZON);
        CHECK_INT(place.origin + place.step - 1, place.target);
        CHECK(place.origin >= series.first + 7); /* a season before it */
        oldest = place.target < oldest ? place.target : oldest;
        newest = place.target > newest ? place.target : newest;
        found++;
    }
    CHECK(found > 200 && newest == known - 1 && oldest < 12);
    ri_arena_release(&mem);
}

TEST(the_learner_is_tweedie_and_few_rows_go_one_way)
{
    struct global_run run;
    make_shop(3);
    CHECK_STATUS(global_run_init(&run, &shop.panel, NULL, &options, &small, NULL, NULL), RI_OK);
    CHECK_INT(run.global.settings.objective, RI_OBJECTIVE_TWEEDIE);
    CHECK_INT(run.global.strategy, RI_STRATEGY_DIRECT);
    CHECK_INT(run.global.settings.trees, 60);
    global_run_release(&run);
}

/* 400 series, each a thousand rows of the 1,144 that its 286 days bear: from RI_GLOBAL_BOTH_ROWS on there are two ways, which share the
 * rows. */
TEST(many_rows_are_shared_by_two_ways)
{
    enum { WIDE = 400 };
    static struct ri_series series[WIDE];
    make_shop(3);
    for (size_t i = 0; i < WIDE; i++) series[i] = shop.series[i % SERIES];
    shop.panel.series = series;
    shop.panel.series_count = WIDE;
    for (size_t turn = 0; turn < 2; turn++) {
        const struct ri_global_options asked = {.rows = RI_GLOBAL_BOTH_ROWS - turn};
        struct global_run              run;
        CHECK_STATUS(global_run_init(&run, &shop.panel, NULL, &options, &asked, NULL, NULL), RI_OK);
        CHECK_INT(run.global.strategy, turn ? RI_STRATEGY_DIRECT : RI_STRATEGY_BOTH);
        CHECK_INT(global_rows_each(&run.frame, &run.global), turn ? 999 : 500);
        global_run_release(&run);
    }
}
