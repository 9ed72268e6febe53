/* Against statsforecast: tools/goldens/forecast_golden.py. Its optimum comes from a simplex search and its alpha for Theta
 * stays above 0.1, so ours must be at least as good, and equal where the two optima are the same. */
#include "models.h"
#include "season.h"
#include "smooth.h"

#include "base/json.h"
#include "base/test.h"

enum { LENGTH_MOST = 400, STEPS = 14 };

static double number(const struct ri_json_value *object, const char *key)
{
    struct ri_arena mem;
    double          value = (double)NAN;
    ri_arena_init(&mem, 4096);
    const char *text = ri_json_scalar(ri_json_member(object, key), &mem);
    if (text) CHECK(ri_parse_double(ri_view_of(text), &value));
    ri_arena_release(&mem);
    return value;
}

static bool truth(const struct ri_json_value *object, const char *key)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 4096);
    const char *text = ri_json_scalar(ri_json_member(object, key), &mem);
    const bool  value = text && strcmp(text, "true") == 0;
    ri_arena_release(&mem);
    return value;
}

static size_t numbers(const struct ri_json_value *array, double *ret)
{
    struct ri_arena mem;
    ri_arena_init(&mem, 1 << 20);
    const size_t n = ri_json_count(array);
    for (size_t i = 0; i < n; i++)
        CHECK(
            ri_parse_double(ri_view_of(ri_json_scalar(ri_json_at(array, i, NULL), &mem)), &ret[i]));
    ri_arena_release(&mem);
    return n;
}

static void check_ses(const struct ri_json_value *want, const double *y, size_t n)
{
    struct ri_smooth smooth = {.trend = RI_TREND_NONE};
    ri_smooth_fit(y, n, 0, 0, false, &smooth);
    CHECK(smooth.sse <= number(want, "sse") * (1 + 1e-6));
    if (number(want, "sse") > smooth.sse * (1 + 1e-4)) return; /* theirs stopped early */
    CHECK_NEAR(smooth.alpha, number(want, "alpha"), 0.03);
    CHECK_NEAR(smooth.level, number(want, "next"), 5e-3);
}

static void check_given(double want, ri_trend trend, const double *y, size_t n)
{
    struct ri_smooth smooth = {.trend = trend, .alpha = 0.37, .u = 1 - 1 / 2.75, .level0 = 20.5};
    ri_smooth_run(y, n, 3, false, false, &smooth);
    CHECK_NEAR(smooth.sse, want, 1e-9);
}

static void check_theta(const struct ri_json_value *want, const struct ri_forecaster *model,
                        ri_trend trend, const struct ri_history *history, struct ri_arena *mem)
{
    double           mean[STEPS], theirs[STEPS], at[7], trend_room[LENGTH_MOST], x[LENGTH_MOST];
    struct ri_fitted fitted;
    CHECK_STATUS(ri_forecaster_run(model, history, STEPS, mem, mean, &fitted, NULL), RI_OK);
    CHECK_INT(fitted.at[3].value > 0, truth(want, "seasonal"));
    struct ri_profile profile = {.season = 7, .additive = true, .at = (double[7]){0}};
    if (fitted.at[3].value > 0) ri_profile_of_decomposition(history, trend_room, at, &profile);
    for (size_t t = 0; t < history->n; t++) x[t] = ri_profile_remove(&profile, t, history->y[t]);
    struct ri_smooth smooth = {
        .trend = trend, .alpha = fitted.at[0].value, .u = 1 - 1 / fitted.at[1].value};
    ri_smooth_run(x, history->n, 3, false, true, &smooth);
    CHECK(smooth.sse <= number(want, "sse") * (1 + 1e-6));
    (void)numbers(ri_json_member(want, "mean"), theirs);
    if (number(want, "sse") > smooth.sse * (1 + 1e-4) || trend == RI_TREND_DYNAMIC) return;
    for (size_t j = 0; j < STEPS; j++) CHECK_NEAR(mean[j], theirs[j], 0.02);
}

TEST(statsforecast_agrees_or_is_beaten)
{
    size_t      length;
    const char *text = ri_test_data("forecast_golden.json", &length);
    CHECK(text != NULL);
    if (!text) return;
    struct ri_json_document *document;
    struct ri_arena          mem;
    CHECK_STATUS(ri_json_read(text, length, &document, NULL), RI_OK);
    ri_arena_init(&mem, 1 << 22);
    const struct ri_json_value *cases = ri_json_member(ri_json_root(document), "cases");
    CHECK_INT(ri_json_count(cases), 24);
    for (size_t i = 0; i < ri_json_count(cases); i++) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        double                      y[LENGTH_MOST], mean[STEPS], snaive[STEPS];
        const size_t                n = numbers(ri_json_member(one, "y"), y);
        const struct ri_history     history = {.y = y, .n = n, .season = 7};
        struct ri_fitted            fitted;
        check_ses(ri_json_member(one, "ses"), y, n);
        check_given(number(one, "given"), RI_TREND_FIXED, y, n);
        check_given(number(one, "given_dynamic"), RI_TREND_DYNAMIC, y, n);
        check_theta(ri_json_member(one, "optimised_theta"), &ri_optimised_theta, RI_TREND_FIXED,
                    &history, &mem);
        check_theta(ri_json_member(one, "dynamic_theta"), &ri_dynamic_theta, RI_TREND_DYNAMIC,
                    &history, &mem);
        CHECK_STATUS(
            ri_forecaster_run(&ri_seasonal_naive, &history, STEPS, &mem, mean, &fitted, NULL),
            RI_OK);
        (void)numbers(ri_json_member(one, "snaive"), snaive);
        for (size_t j = 0; j < STEPS; j++) CHECK_NEAR(mean[j], snaive[j], 1e-12);
    }
    ri_arena_release(&mem);
    ri_json_document_free(document);
}
