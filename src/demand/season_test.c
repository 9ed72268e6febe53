#include "season.h"

#include "base/test.h"

TEST(profile_of_means_by_hand)
{
    const double y[] = {99, 2, 6, 4, NAN, 10, 4}; /* newest two seasons of three: 2 6 4 / - 10 4 */
    const struct ri_history history = {.y = y, .n = 7, .season = 3};
    double                  at[3];
    struct ri_profile       profile;
    ri_profile_of_means(&history, 9, at, &profile);
    CHECK(!profile.additive);
    CHECK_NEAR(at[1], 2.0 / (14.0 / 3), 1e-15); /* y[1] alone, y[4] is missing */
    CHECK_NEAR(at[2], 8.0 / (14.0 / 3), 1e-15);
    CHECK_NEAR(at[0], 4.0 / (14.0 / 3), 1e-15); /* y[3] and y[6] */
    CHECK_NEAR(ri_profile_apply(&profile, 8, 2.5), 2.5 * at[2], 1e-15);
    CHECK_NEAR(ri_profile_remove(&profile, 8, 2.5 * at[2]), 2.5, 1e-15);
}

TEST(profile_is_additive_below_zero_and_neutral_without_knowledge)
{
    const double            y[] = {-2, 5, 1, 4};
    const struct ri_history history = {.y = y, .n = 4, .season = 2};
    double                  at[9];
    struct ri_profile       profile;
    ri_profile_of_means(&history, 9, at, &profile);
    CHECK(profile.additive);
    CHECK_NEAR(at[0], -2.5, 1e-15);
    CHECK_NEAR(at[1], 2.5, 1e-15);
    const struct ri_history shorter = {.y = y + 1, .n = 3, .season = 9};
    ri_profile_of_means(&shorter, 9, at, &profile);
    for (size_t t = 0; t < 9; t++) CHECK_NEAR(ri_profile_apply(&profile, t, 2.385), 2.385, 0);
}

TEST(decomposition_recovers_what_was_put_in)
{
    static const double index[4] = {0.5, 1.25, 1.5, 0.75};
    double              y[40], trend[40], at[4];
    for (size_t t = 0; t < 40; t++) y[t] = 23.85 * index[t % 4];
    const struct ri_history history = {.y = y, .n = 40, .season = 4};
    struct ri_profile       profile;
    ri_profile_of_decomposition(&history, trend, at, &profile);
    CHECK(!profile.additive);
    for (size_t j = 0; j < 4; j++) CHECK_NEAR(at[j], index[j], 1e-12);
    for (size_t t = 0; t < 40; t++) y[t] = 0.7 * (double)t + (double)(t % 4) - 20;
    ri_profile_of_decomposition(&history, trend, at, &profile);
    CHECK(profile.additive);
    for (size_t j = 0; j < 4; j++) CHECK_NEAR(at[j], (double)j - 1.5, 1e-12);
}

TEST(an_even_season_averages_both_ends_by_half)
{
    double y[12], trend[12], at[4];
    for (size_t t = 0; t < 12; t++) y[t] = fmod((double)(t * t * 7), 11.3) - 4;
    const struct ri_history history = {.y = y, .n = 12, .season = 4};
    struct ri_profile       profile;
    ri_profile_of_decomposition(&history, trend, at, &profile);
    for (size_t t = 2; t < 10; t++) /* trend[] now holds what is left of y */
        CHECK_NEAR(trend[t], y[t] - (y[t - 2] / 2 + y[t - 1] + y[t] + y[t + 1] + y[t + 2] / 2) / 4,
                   1e-12);
    CHECK(isnan(trend[1]) && isnan(trend[10]));
}

TEST(a_season_shows_or_not)
{
    double y[70];
    for (size_t t = 0; t < 70; t++) y[t] = 5 + 3 * sin(0.8975979 * (double)t);
    CHECK(ri_season_shows(y, 70, 7));
    CHECK(!ri_season_shows(y, 13, 7));
    CHECK(!ri_season_shows(y, 70, 1));
    for (size_t t = 0; t < 70; t++) y[t] = fmod((double)(t * t * 31 + 7 * t), 19.7);
    CHECK(!ri_season_shows(y, 70, 7));
    for (size_t t = 0; t < 70; t++) y[t] = 2.385;
    CHECK(!ri_season_shows(y, 70, 7));
}

/* What is taken off is put back on, place by place: sums where values fall below nothing, factors elsewhere. */
TEST(a_profile_comes_off_and_goes_on_again)
{
    double                  adds[] = {1.5, -2.5, 1}, times[] = {0.5, 1.5, 1};
    const struct ri_profile sum = {.season = 3, .additive = true, .at = adds};
    const struct ri_profile share = {.season = 3, .at = times};
    CHECK_NEAR(ri_profile_apply(&sum, 4, 10), 7.5, 1e-12);
    CHECK_NEAR(ri_profile_remove(&sum, 4, 7.5), 10, 1e-12);
    CHECK_NEAR(ri_profile_apply(&share, 4, 10), 15, 1e-12);
    CHECK_NEAR(ri_profile_remove(&share, 4, 15), 10, 1e-12);
}
