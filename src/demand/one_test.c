/* One series beside a learner that was made up: what is compared, what is answered, errors, what was said. */
#include "one.h"

#include "base/test.h"
#include "forecaster.h"
#include "math/metrics.h"
#include "models.h"
#include "plan.h"

enum { N = 203, AHEAD = 5, REACH = 7, BACK = 3, SERIES = 2, OWN = 1, ORIGINS = 8 };

static struct beside {
    double                y[SERIES][N];
    struct ri_series      series[SERIES];
    struct ri_panel       panel;
    struct ri_demand_plan plan;
    struct ri_pooled      pooled;
    float                 past[BACK][SERIES][REACH], ahead[SERIES][REACH];
    struct ri_arena       mem;
    struct ri_tried       tried;
} made;

/* The second of two series; the learner looks seven days ahead and was held back three times, five days are asked for. */
static void try_beside(void)
{
    static const char *const       names[] = {"ses", "seasonal_average"};
    const struct ri_demand_options options = {.horizon = AHEAD,
                                              .season = 7,
                                              .origins = ORIGINS,
                                              .candidates = names,
                                              .candidate_count = 2};
    memset(&made, 0, sizeof made);
    ri_arena_init(&made.mem, 1 << 22);
    for (size_t i = 0; i < SERIES; i++) {
        for (size_t t = 0; t < N; t++)
            made.y[i][t] = 20.385 + (double)(t % 7) + 0.07 * (double)t +
                           6 * sin((double)(t * t) * (0.31 + (double)i));
        made.series[i] = (struct ri_series){.n = N, .y = made.y[i]};
        for (size_t j = 0; j < REACH; j++) made.ahead[i][j] = 31.25f + (float)(10 * i + j);
        for (size_t k = 0; k < BACK; k++)
            for (size_t j = 0; j < REACH; j++)
                made.past[k][i][j] = 29.5f + (float)(k + 2 * j) + (float)(100 * (1 - i));
    }
    made.panel = (struct ri_panel){
        .frequency = RI_DAILY, .series_count = SERIES, .series = made.series, .last = N - 1};
    CHECK_STATUS(ri_demand_plan_make(&made.panel, &options, &made.plan, NULL), RI_OK);
    made.plan.learns = true;
    made.pooled = (struct ri_pooled){.panel = &made.panel,
                                     .learned = true,
                                     .learnt = {.series_count = SERIES,
                                                .horizon = REACH,
                                                .past_count = BACK,
                                                .ahead = &made.ahead[0][0],
                                                .past = &made.past[0][0][0],
                                                .params = "made up"}};
    CHECK_STATUS(ri_try_models(&made.plan, &made.pooled, OWN, &made.mem, &made.tried, NULL), RI_OK);
}

/* Mean squared error of forecast[AHEAD] at an origin. */
static double loss_of(const double *forecast, size_t origin)
{
    double sum = 0, known = 0;
    for (size_t j = 0; j < AHEAD && origin + j < N; j++) {
        const double miss = made.y[OWN][origin + j] - forecast[j];
        sum += miss * miss;
        known++;
    }
    return sum / known;
}

/* Of ses with the weight that fits the history before the first of the origins, and of seasonal naive. */
static double loss_of_ses(size_t origin)
{
    struct ri_history before = {.y = made.y[OWN], .n = made.tried.origins.first, .season = 7};
    struct ri_fitted  fitted = {.count = 0};
    double            forecast[AHEAD];
    CHECK_STATUS(ri_ses.fit(&before, &made.mem, &fitted, NULL), RI_OK);
    before.n = origin;
    CHECK_STATUS(ri_ses.forecast(&before, &fitted, AHEAD, &made.mem, forecast, NULL), RI_OK);
    return loss_of(forecast, origin);
}

static double loss_of_naive(size_t origin)
{
    double forecast[AHEAD];
    for (size_t j = 0; j < AHEAD; j++) forecast[j] = made.y[OWN][origin - 7 + j];
    return loss_of(forecast, origin);
}

TEST(a_learner_is_measured_at_its_own_origins)
{
    double learner[BACK], first[BACK], naive = 0, mean = 0, own = 0, usual = 0;
    try_beside();
    const struct ri_origins *o = &made.tried.origins;
    CHECK_INT(o->first, N - 7 * ORIGINS);
    for (size_t k = 0; k < BACK; k++) {
        const size_t origin = N - (k + 1) * REACH;
        double       said[AHEAD];
        for (size_t j = 0; j < AHEAD; j++) said[j] = (double)made.past[k][OWN][j];
        learner[k] = loss_of(said, origin);
        first[k] = loss_of_ses(origin);
        naive += loss_of_naive(origin) / BACK;
        mean += learner[k] / BACK;
    }
    for (size_t i = 0; i < ORIGINS; i++) {
        own += loss_of_ses(o->first + 7 * i) / ORIGINS;
        usual += loss_of_naive(o->first + 7 * i) / ORIGINS;
    }
    const double         scale = ri_scale_squared(made.y[OWN], o->first, 1);
    const struct ri_gain want = ri_gain_of(first, learner, BACK, 1, 0.25 * own);
    CHECK_INT(made.tried.evidence.reference, 0);
    CHECK_INT(made.tried.learner, 2); /* of two there is no median */
    CHECK_NEAR(made.tried.evidence.of[2].gain, want.gain, 1e-9);
    CHECK_NEAR(made.tried.evidence.of[2].noise, want.noise, 1e-9);
    CHECK_NEAR(made.tried.candidates[2].error, sqrt(mean / scale), 1e-9);
    CHECK_NEAR(made.tried.learner_naive_error, sqrt(naive / scale), 1e-9);
    CHECK_NEAR(made.tried.candidates[0].error, sqrt(own / scale), 1e-9);
    CHECK_NEAR(made.tried.candidates[made.tried.naive].error, sqrt(usual / scale), 1e-9);
    ri_arena_release(&made.mem);
}

TEST(a_learner_answers_with_what_it_said)
{
    enum { SAID = 4 };
    double                    mean[AHEAD];
    float                     errors[ORIGINS * AHEAD], said[SAID * AHEAD];
    static const uint8_t      closed[] = {0, 0, 1};
    struct ri_series_forecast forecast;
    try_beside();
    const struct ri_answer answer = {.mean = mean,
                                     .errors = errors,
                                     .said = said,
                                     .said_count = SAID,
                                     .closed = closed,
                                     .closed_steps = RI_COUNT(closed)};
    CHECK_STATUS(ri_answer_series(&made.plan, &made.tried, made.tried.learner, &answer, &made.mem,
                                  &forecast, NULL),
                 RI_OK);
    CHECK_TEXT(forecast.model, "boost");
    CHECK_NEAR(forecast.naive_error, made.tried.learner_naive_error, 0);
    for (size_t j = 0; j < AHEAD; j++)
        CHECK_NEAR(mean[j], j == 2 ? 0 : (double)made.ahead[OWN][j], 0);
    for (size_t k = 0; k < ORIGINS; k++)
        for (size_t j = 0; j < AHEAD; j++) {
            const float error = errors[k * AHEAD + j];
            if (k < BACK)
                CHECK_NEAR((double)error,
                           made.y[OWN][N - (k + 1) * REACH + j] - (double)made.past[k][OWN][j],
                           1e-5);
            else
                CHECK(isnan(error));
        }
    for (size_t k = 0; k < SAID; k++)
        for (size_t j = 0; j < AHEAD; j++)
            CHECK(k < BACK ? said[k * AHEAD + j] == made.past[k][OWN][j]
                           : isnan(said[k * AHEAD + j]));
    ri_arena_release(&made.mem);
}

/* What the model said one, two ... horizons ago, by the weight that fits the history before the first origin; nothing before that. */
TEST(a_model_says_what_it_would_have_said)
{
    enum { SAID = 13 };
    double                    mean[AHEAD];
    float                     said[SAID * AHEAD];
    struct ri_series_forecast forecast;
    char                      params[RI_TEXT_ROOM], want[RI_TEXT_ROOM];
    try_beside();
    const struct ri_answer answer = {
        .mean = mean, .said = said, .said_count = SAID, .params = params};
    CHECK_STATUS(ri_answer_series(&made.plan, &made.tried, 0, &answer, &made.mem, &forecast, NULL),
                 RI_OK);
    const struct ri_candidate *ses = &made.tried.candidates[0];
    snprintf(want, sizeof want, "alpha %.4g, level0 %.4g", ses->fitted.at[0].value,
             ses->fitted.at[1].value);
    CHECK_TEXT(params, want);
    CHECK(ses->fitted.at[0].value != ses->before.at[0].value);
    for (size_t k = 0; k < SAID; k++) {
        const size_t origin = N - (k + 1) * AHEAD;
        double       forecasts[AHEAD];
        for (size_t j = 0; j < AHEAD; j++) forecasts[j] = (double)said[k * AHEAD + j];
        if (origin >= made.tried.origins.first)
            CHECK_NEAR(loss_of(forecasts, origin), loss_of_ses(origin), 1e-4);
        else
            CHECK(isnan(forecasts[0]));
    }
    ri_arena_release(&made.mem);
}
