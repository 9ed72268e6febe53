/* Properties of every forecaster in the table, and cases by hand. */
#include "models.h"
#include "season.h"
#include "smooth.h"

#include "base/test.h"

enum { LENGTH = 90, SEASON = 7, STEPS = 60 };

/* Positive, seasonal, trending, with noise that repeats nowhere. */
static void sample(double *y, size_t n)
{
    for (size_t t = 0; t < n; t++)
        y[t] = 52.385 + 0.11 * (double)t + 9.7 * sin(0.8975979 * (double)t) +
               4.1 * sin((double)(t * t) * 0.37);
}

static ri_status run(const struct ri_forecaster *model, const double *y, size_t n, size_t season,
                     size_t h, double *mean)
{
    const struct ri_history history = {.y = y, .n = n, .season = season};
    struct ri_fitted        fitted;
    struct ri_arena         mem;
    ri_arena_init(&mem, 1 << 24);
    const ri_status status = ri_forecaster_run(model, &history, h, &mem, mean, &fitted, NULL);
    ri_arena_release(&mem);
    return status;
}

#define EACH_MODEL(model)                                                                       \
    for (const struct ri_forecaster *const *p_ = ri_forecasters, *model; (model = *p_) != NULL; \
         p_++)

TEST(every_model_scales)
{
    double y[LENGTH], z[LENGTH], a[STEPS], b[STEPS];
    sample(y, LENGTH);
    for (size_t t = 0; t < LENGTH; t++) z[t] = 1024.7 * y[t];
    EACH_MODEL(model)
    {
        if (model->flags & RI_FORECASTER_COUNTS) continue;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, a), RI_OK);
        CHECK_STATUS(run(model, z, LENGTH, SEASON, STEPS, b), RI_OK);
        for (size_t j = 0; j < STEPS; j++)
            if (!(fabs(b[j] / (1024.7 * a[j]) - 1) < 1e-5))
                ri_test_fail(__FILE__, __LINE__, "%s step %zu: %g, want %g", model->name, j, b[j],
                             1024.7 * a[j]);
    }
}

TEST(models_that_shift_do)
{
    double y[LENGTH], z[LENGTH], a[STEPS], b[STEPS];
    sample(y, LENGTH);
    for (size_t t = 0; t < LENGTH; t++) z[t] = y[t] - 311.9;
    EACH_MODEL(model)
    {
        if (!(model->flags & RI_FORECASTER_SHIFTS)) continue;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, a), RI_OK);
        CHECK_STATUS(run(model, z, LENGTH, SEASON, STEPS, b), RI_OK);
        for (size_t j = 0; j < STEPS; j++) CHECK_NEAR(b[j], a[j] - 311.9, 1e-6);
    }
}

TEST(flat_and_seasonal_models_are)
{
    double y[LENGTH], mean[STEPS];
    sample(y, LENGTH);
    EACH_MODEL(model)
    {
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_OK);
        bool flat = true;
        for (size_t j = 1; j < STEPS; j++) flat = flat && mean[j] == mean[0];
        CHECK_INT(flat, (model->flags & RI_FORECASTER_FLAT) != 0);
    }
}

TEST(a_constant_is_continued)
{
    double y[LENGTH], mean[STEPS];
    for (size_t t = 0; t < LENGTH; t++) y[t] = 7.385;
    EACH_MODEL(model)
    {
        if (model->flags & RI_FORECASTER_LOWERS) continue;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_OK);
        for (size_t j = 0; j < STEPS; j++)
            if (!(fabs(mean[j] - 7.385) < 1e-6))
                ri_test_fail(__FILE__, __LINE__, "%s step %zu: %.9g", model->name, j, mean[j]);
    }
}

TEST(every_horizon_begins_like_the_longest)
{
    double y[LENGTH], whole[STEPS], part[STEPS];
    sample(y, LENGTH);
    EACH_MODEL(model)
    {
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, whole), RI_OK);
        for (size_t h = 1; h < STEPS; h++) {
            CHECK_STATUS(run(model, y, LENGTH, SEASON, h, part), RI_OK);
            CHECK(memcmp(part, whole, h * sizeof *part) == 0); /* and again: the same bits */
        }
    }
}

TEST(shortest_history_and_one_less)
{
    double y[LENGTH], mean[STEPS];
    sample(y, LENGTH);
    EACH_MODEL(model)
    {
        const size_t seasons = model->min_seasons * SEASON;
        const size_t least = model->min_obs > seasons ? model->min_obs : seasons;
        CHECK_STATUS(run(model, y, least, SEASON, STEPS, mean), RI_OK);
        for (size_t j = 0; j < STEPS; j++) CHECK(isfinite(mean[j]));
        mean[0] = -1;
        CHECK_STATUS(run(model, y, least - 1, SEASON, STEPS, mean), RI_EDATA);
        CHECK(mean[0] == -1);
    }
}

TEST(missing_infinite_and_huge_values)
{
    double y[LENGTH], mean[STEPS];
    EACH_MODEL(model)
    {
        for (size_t t = 0; t < LENGTH; t++) y[t] = (double)NAN;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_EDATA);
        sample(y, LENGTH);
        y[3] = (double)INFINITY;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_EDATA);
        y[3] = 1e15;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_OK);
        for (size_t j = 0; j < STEPS; j++) CHECK(isfinite(mean[j]));
        sample(y, LENGTH);
        for (size_t t = 0; t < LENGTH; t++)
            if (t % 7 == 6 || t > 80 || t < 5)
                y[t] = (double)NAN; /* closed on Sundays, and at both ends */
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_OK);
        for (size_t j = 0; j < STEPS; j++)
            CHECK(isfinite(mean[j]) && mean[j] > 20 && mean[j] < 110);
    }
}

TEST(zeros_and_negative_values_stay_finite)
{
    double y[LENGTH], mean[STEPS];
    EACH_MODEL(model)
    for (int kind = 0; kind < 3; kind++) {
        for (size_t t = 0; t < LENGTH; t++)
            y[t] = kind == 0 ? 0 : kind == 1 ? (t % 11 == 3) * 2.0 : 5.3 * sin((double)t * 1.3) - 2;
        CHECK_STATUS(run(model, y, LENGTH, SEASON, STEPS, mean), RI_OK);
        for (size_t j = 0; j < STEPS; j++) CHECK(isfinite(mean[j]) && fabs(mean[j]) < 60);
    }
}

TEST(without_a_season_and_with_one_longer_than_history)
{
    double y[LENGTH], mean[STEPS];
    sample(y, LENGTH);
    EACH_MODEL(model)
    {
        CHECK_STATUS(run(model, y, LENGTH, 1, STEPS, mean), RI_OK);
        CHECK_STATUS(run(model, y, LENGTH, 365, STEPS, mean),
                     model->min_seasons ? RI_EDATA : RI_OK);
    }
}

TEST(too_little_memory_is_said_and_leaves_nothing)
{
    double           y[LENGTH], mean[STEPS];
    struct ri_fitted fitted;
    sample(y, LENGTH);
    const struct ri_history history = {.y = y, .n = LENGTH, .season = SEASON};
    EACH_MODEL(model)
    {
        ri_status status = RI_ENOMEM;
        for (size_t limit = 0; limit < 1 << 16 && status != RI_OK; limit += 64) {
            struct ri_arena mem;
            ri_arena_init(&mem, limit);
            mean[0] = -1;
            status = ri_forecaster_run(model, &history, STEPS, &mem, mean, &fitted, NULL);
            CHECK(status == RI_OK || (status == RI_ENOMEM && mean[0] == -1));
            CHECK(status == RI_OK ? mean[0] != -1 : true);
            ri_arena_release(&mem);
        }
        CHECK_STATUS(status, RI_OK);
    }
}

TEST(simple_models_by_hand)
{
    const double y[] = {4.5, 1.25, NAN, 7.75, 2.5, 6.25};
    static const struct {
        const char *name;
        double      want[4]; /* season 3: positions 0 1 2 0 */
    } rows[] = {{"naive", {6.25, 6.25, 6.25, 6.25}},
                {"drift", {6.6, 6.95, 7.3, 7.65}},
                {"mean", {4.45, 4.45, 4.45, 4.45}},
                {"seasonal_naive", {7.75, 2.5, 6.25, 7.75}},
                {"average", {4.45, 4.45, 4.45, 4.45}},
                {"seasonal_average", {6.125, 1.875, 6.25, 6.125}},
                /* level 4.75 under the profile: 22.25 units in 22.25 / 4.75 of it */
                {"seasonal_level", {6.125, 1.875, 6.25, 6.125}}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        double mean[4];
        CHECK_STATUS(run(ri_forecaster_find(rows[i].name), y, 6, 3, 4, mean), RI_OK);
        for (size_t j = 0; j < 4; j++) CHECK_NEAR(mean[j], rows[i].want[j], 1e-6);
    }
}

TEST(seasonal_level_takes_its_shape_from_long_ago_and_its_height_from_now)
{
    double y[30],
        mean[3]; /* ten seasons of 2 4 6, of which the newest four are ten times that, and shapeless */
    for (size_t t = 0; t < 30; t++) y[t] = t < 18 ? 2.0 * (double)(t % 3 + 1) : 40;
    CHECK_STATUS(run(&ri_seasonal_level, y, 30, 3, 3, mean), RI_OK);
    const double means[3] = {17.2, 18.4, 19.6}; /* (6 * 2 + 4 * 40) / 10 ... */
    for (size_t j = 0; j < 3; j++) CHECK_NEAR(mean[j], 40 * means[j] / 18.4, 1e-9);
}

TEST(seasonal_average_takes_four)
{
    const double y[] = {700, 2.5, 800, 4, 1, 2, 3, 4.5, 2, 7, 6, 1.5}; /* six seasons of two */
    double       mean[2];
    CHECK_STATUS(run(&ri_seasonal_average, y, 12, 2, 2, mean), RI_OK);
    CHECK_NEAR(mean[0], (1 + 3 + 2 + 6) / 4.0, 1e-14);
    CHECK_NEAR(mean[1], (2 + 4.5 + 7 + 1.5) / 4.0, 1e-14);
}

TEST(windows_of_averages_are_whole_seasons)
{
    static const struct {
        size_t season, window;
    } rows[] = {{7, 28}, {4, 16}, {12, 12}, {1, 28}};
    double y[60], mean[1];
    for (size_t t = 0; t < 60; t++) y[t] = 2.385 * (double)t;
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        CHECK_STATUS(run(&ri_average, y, 60, rows[i].season, 1, mean), RI_OK);
        CHECK_NEAR(mean[0], 2.385 * (59 - (double)(rows[i].window - 1) / 2), 1e-12);
    }
}

/* Of the newest four seasons only the weak day is known: its units stand for what they are in the profile. */
TEST(the_level_is_what_the_profile_expects)
{
    double y[20], mean[2];
    for (size_t t = 0; t < 20; t++) y[t] = t % 2 ? (t >= 12 ? (double)NAN : 6.5) : 2.5;
    CHECK_STATUS(run(&ri_seasonal_level, y, 20, 2, 2, mean), RI_OK);
    CHECK_NEAR(mean[0], 2.5, 1e-12);
    CHECK_NEAR(mean[1], 6.5, 1e-12);
}

TEST(ses_is_its_smoothing_of_what_is_left_without_the_season)
{
    double            y[LENGTH], *x, mean[1];
    struct ri_profile profile;
    struct ri_arena   mem;
    sample(y, LENGTH);
    const struct ri_history history = {.y = y, .n = LENGTH, .season = SEASON};
    struct ri_smooth        plain = {.trend = RI_TREND_NONE}, left = {.trend = RI_TREND_NONE};
    ri_smooth_fit(y, LENGTH, 0, 0, false, &plain);
    CHECK_STATUS(run(&ri_ses, y, LENGTH, SEASON, 1, mean), RI_OK);
    CHECK_NEAR(mean[0], plain.level, 1e-12);
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_without_season(&history, 52, &mem, &x, &profile, NULL), RI_OK);
    ri_smooth_fit(x, LENGTH, 0, 0, false, &left);
    CHECK_STATUS(run(&ri_seasonal_ses, y, LENGTH, SEASON, 1, mean), RI_OK);
    CHECK_NEAR(mean[0], ri_profile_apply(&profile, LENGTH, left.level), 1e-12);
    ri_arena_release(&mem);
}

/* Two weeks in which every day of the week has the same mean, so that there is no profile: twice this much is sold, 100 times it. */
TEST(a_slow_seller_is_remembered_longer)
{
    static const double sizes[] = {0.01, 0.02, 1, 50};
    double              y[14], mean[1];
    for (size_t i = 0; i < RI_COUNT(sizes); i++) {
        double level = 0, weights = 0;
        for (size_t t = 0; t < 14; t++)
            y[t] = sizes[i] * (t < 7 ? (double)(t + 1) : (double)(18 - t));
        /* 84 units in 14 days and a week of nothing: 4 a day; gain .7 of its root, of a fifth a season */
        const double weight = 0.2 / 7 * fmin(3, fmax(0.05, 0.7 * sqrt(4 * sizes[i])));
        for (size_t t = 0; t < 14; t++) {
            level = (1 - weight) * level + weight * y[t];
            weights = (1 - weight) * weights + weight * (t ? 1 : 7);
        }
        CHECK_STATUS(run(&ri_steady_level, y, 14, 7, 1, mean), RI_OK);
        CHECK_NEAR(mean[0], level / weights, 1e-12);
    }
}

TEST(names_are_unique_and_found)
{
    EACH_MODEL(model) CHECK(ri_forecaster_find(model->name) == model);
    CHECK(ri_forecaster_find("ses ") == NULL);
}

TEST(an_unknown_model_is_answered_with_the_nearest_or_with_all)
{
    static const char *const beside[] = {"auto", "boost", NULL};
    struct ri_error          err = {0};
    CHECK_STATUS(ri_forecaster_unknown("optimised_teta", beside, &err), RI_EUSAGE);
    CHECK_TEXT(err.message,
               "no forecasting model \"optimised_teta\"; did you mean \"optimised_theta\"?");
    CHECK_STATUS(ri_forecaster_unknown("prophet", beside, &err), RI_EUSAGE);
    CHECK(strncmp(err.message, "no forecasting model \"prophet\"; there are: auto, boost, naive, ",
                  62) == 0);
    EACH_MODEL(model) CHECK(strstr(err.message, model->name));
}
