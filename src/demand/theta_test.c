/* Standard Theta beside R's thetaf (tools/goldens/theta_golden.R): its forecasts from its own weights, and a fit that is no worse. */
#include "base/golden.h"
#include "models.h"
#include "season.h"
#include "smooth.h"

#include <math.h>

enum { MOST = 400, STEPS = 10, BURN_IN = 3 };

struct compared {
    size_t count, alike, better, worse;
};

/* The model is that smoothing: half the line, the season put back. */
static void check_model(const struct ri_history *history, const struct ri_profile *profile,
                        const struct ri_smooth *own)
{
    double           mean[STEPS], want[STEPS];
    struct ri_fitted fitted;
    struct ri_arena  mem;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_forecaster_run(&ri_theta, history, STEPS, &mem, mean, &fitted, NULL), RI_OK);
    ri_smooth_forecast(own, STEPS, want);
    for (size_t j = 0; j < STEPS; j++)
        CHECK_NEAR(mean[j], ri_profile_apply(profile, history->n + j, want[j]), 1e-9);
    ri_arena_release(&mem);
}

/* R's smoothing starts at `level0`; in the form of Fiorucci et al. (2016) half the line's intercept is kept apart. */
static void check_forecasts(const struct ri_json_value *one, const struct ri_history *history,
                            const double *x, const struct ri_profile *profile, struct compared *all)
{
    const size_t     n = history->n;
    double           want[STEPS], mean[STEPS], far = 0;
    struct ri_smooth theirs = {.trend = RI_TREND_FIXED,
                               .alpha = golden_number(one, "alpha"),
                               .u = 0.5,
                               .level0 = golden_number(one, "level0")};
    (void)golden_numbers(ri_json_member(one, "mean"), want, STEPS);
    ri_smooth_run(x, n, BURN_IN, false, false, &theirs);
    theirs.level0 -= theirs.u * theirs.intercept;
    ri_smooth_run(x, n, BURN_IN, false, false, &theirs);
    ri_smooth_forecast(&theirs, STEPS, mean);
    for (size_t j = 0; j < STEPS; j++) {
        mean[j] = ri_profile_apply(profile, n + j, mean[j]);
        far = fmax(far, fabs(mean[j] / want[j] - 1));
    }
    all->alike += far < 5e-4; /* R's weights were written with 12 digits */
    struct ri_smooth own = {.trend = RI_TREND_FIXED, .u = 0.5};
    ri_smooth_fit(x, n, BURN_IN, 1e-4, false, &own);
    check_model(history, profile, &own);
    all->better += own.sse < theirs.sse * (1 - 1e-4);
    all->worse += own.sse > theirs.sse * (1 + 1e-4);
}

TEST(R_forecasts_the_same_from_its_weights_and_fits_no_better)
{
    struct ri_json_document    *document;
    const struct ri_json_value *cases =
        golden_cases("theta_golden.json", "RI_THETA_GOLDEN", &document);
    struct compared all = {.count = ri_json_count(cases)};
    CHECK(all.count >= 25);
    for (size_t i = 0; i < all.count; i++) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        double                      y[MOST], x[MOST], trend[MOST], at[12] = {0};
        const size_t                n = golden_numbers(ri_json_member(one, "y"), y, MOST);
        const struct ri_history     history = {
                .y = y, .n = n, .season = (size_t)golden_number(one, "m")};
        struct ri_profile profile = {.season = history.season, .additive = true, .at = at};
        char              seasonal[8];
        CHECK(golden_text(one, "seasonal", seasonal, sizeof seasonal));
        const bool shows = ri_season_shows(y, n, history.season);
        CHECK_INT(shows, strcmp(seasonal, "true") == 0);
        if (shows) ri_profile_of_decomposition(&history, trend, at, &profile);
        for (size_t t = 0; t < n; t++) x[t] = ri_profile_remove(&profile, t, y[t]);
        check_forecasts(one, &history, x, &profile, &all);
    }
    if (getenv("RI_THETA_GOLDEN"))
        printf(
            "%zu series: %zu forecasts alike from R's weights; squared errors of the fit less in "
            "%zu, more in %zu\n",
            all.count, all.alike, all.better, all.worse);
    CHECK(all.count >= 200);
    CHECK(all.alike == all.count && all.worse == 0);
    ri_json_document_free(document);
}

TEST(a_gap_takes_the_level_before_it)
{
    double           y[40], mean[4], filled[4];
    struct ri_fitted fitted;
    struct ri_arena  mem;
    ri_arena_init(&mem, 1 << 20);
    for (size_t turn = 0; turn < 2; turn++) {
        for (size_t t = 0; t < 40; t++) y[t] = 30.385 + 0.7 * (double)t + 4 * sin((double)(t * t));
        y[17] = turn ? y[16] : (double)NAN;
        const struct ri_history history = {.y = y, .n = 40, .season = 1};
        CHECK_STATUS(ri_forecaster_run(&ri_dynamic_theta, &history, 4, &mem, turn ? filled : mean,
                                       &fitted, NULL),
                     RI_OK);
    }
    for (size_t j = 0; j < 4; j++) CHECK_NEAR(mean[j], filled[j], 1e-12);
    ri_arena_release(&mem);
}
