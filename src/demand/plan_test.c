/* What is taken where nothing is asked for: seasons, history, what a kept learner changes. */
#include "plan.h"

#include "base/test.h"
#include "forecaster.h"
#include "global_kept.h"

static struct ri_demand_plan plan_of(ri_frequency frequency, struct ri_demand_options options)
{
    double                y[] = {1};
    struct ri_series      series = {.n = 1, .y = y};
    const struct ri_panel panel = {.frequency = frequency, .series_count = 1, .series = &series};
    struct ri_demand_plan plan = {0};
    options.horizon = 7;
    CHECK_STATUS(ri_demand_plan_make(&panel, &options, &plan, NULL), RI_OK);
    return plan;
}

/* History is three years of days, four of weeks, ten of months; never less than four of the longest season. */
TEST(usual_seasons_and_histories)
{
    static const struct {
        ri_frequency frequency;
        size_t       season, more, history;
    } rows[] = {{RI_HOURLY, 24, 168, 1344},
                {RI_DAILY, 7, 365, 1092},
                {RI_WEEKLY, 52, 0, 208},
                {RI_MONTHLY, 12, 0, 120}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_demand_plan plan =
            plan_of(rows[i].frequency, (struct ri_demand_options){0});
        CHECK_INT(plan.season, rows[i].season);
        CHECK_INT(plan.more[0], rows[i].more);
        CHECK_INT(plan.history, rows[i].history);
        CHECK_INT(plan.origins, 26);
        CHECK_INT(plan.draws, 200);
    }
    struct ri_demand_plan asked = plan_of(RI_DAILY, (struct ri_demand_options){.season = 400});
    CHECK(asked.season == 400 && asked.more[0] == 0 && asked.history == 1600);
    asked = plan_of(RI_DAILY, (struct ri_demand_options){.season = 7, .more_seasons = {500}});
    CHECK(asked.more[0] == 500 && asked.history == 2000);
    asked = plan_of(RI_DAILY, (struct ri_demand_options){.season = 400, .history = 90});
    CHECK_INT(asked.history, 90);
}

/* Who brings a learner is answered by it, however little there is to learn from. */
TEST(a_kept_learner_needs_no_panel_to_learn_from)
{
    double                         y[] = {1};
    struct ri_series               series = {.n = 1, .y = y};
    const struct ri_panel          panel = {.series_count = 1, .series = &series};
    struct ri_global_kept          kept = {0};
    const struct ri_global_options learner = {.kept = &kept}, none = {0};
    struct ri_demand_options       options = {.horizon = 7, .learner = &none};
    CHECK(!ri_demand_learns(&panel, &options));
    options.learner = &learner;
    CHECK(ri_demand_learns(&panel, &options));
    options.series_only = true;
    CHECK(!ri_demand_learns(&panel, &options));
    options.series_only = false;
    options.model = "ets";
    CHECK(!ri_demand_learns(&panel, &options));
}
