/* Checking and resolving the options of a forecast. */
#include "plan.h"

#include "global_kept.h"

#include <math.h>

enum {
    ORIGINS = 26,
    ORIGINS_MOST = 1000,
    DRAWS = 200,
    SEASONS_LEAST = 4,
    SEASON_MOST = 10000,
    ARENA_SLACK = 1 << 20,
    FITTING = 16384 /* numbers that the largest fit takes whatever the history */
};

/* The most trusted first: each later one must be clearly better. Beyond DEFAULT_CANDIDATES only with a budget for them. */
static const char *const default_candidates[] = {"seasonal_level",
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
enum { DEFAULT_CANDIDATES = 6 };
/* Periods of history by frequency: enough years for the season's profile, few enough to be of today. */
static const size_t default_history[RI_FREQUENCY_COUNT] = {[RI_MINUTELY] = 1440 * 14,
                                                           [RI_HOURLY] = 24 * 7 * 8,
                                                           [RI_DAILY] = 7 * 156,
                                                           [RI_WEEKLY] = 52 * 4,
                                                           [RI_MONTHLY] = 12 * 10};

/* Seasons beside the usual one, for models that carry several. */
static const size_t further_season[RI_FREQUENCY_COUNT] = {[RI_HOURLY] = 168, [RI_DAILY] = 365};

static ri_status within(const char *name, size_t value, size_t least, size_t most,
                        struct ri_error *err)
{
    if (value >= least && value <= most) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "%s is %zu, must be %zu to %zu", name, value, least, most);
}

static ri_status add_model(const char *name, struct ri_demand_plan *plan, struct ri_error *err)
{
    const struct ri_forecaster *model = ri_forecaster_find(name);
    static const char *const beside[] = {"auto", "boost", "median", "weighted", NULL};
    if (!model) return ri_forecaster_unknown(name, beside, err);
    for (size_t i = 0; i < plan->model_count; i++)
        if (plan->models[i] == model)
            return ri_fail(err, RI_EUSAGE, "candidate %s is named twice", name);
    plan->models[plan->model_count++] = model;
    return RI_OK;
}

/* Models that are tried: those named or the usual ones, as many as the budget pays for. */
static ri_status add_candidates(const struct ri_demand_options *options,
                                struct ri_demand_plan *plan, struct ri_error *err)
{
    const bool   own = options->candidates != NULL;
    const size_t all = own ? options->candidate_count : RI_COUNT(default_candidates);
    const size_t usual = own ? all : DEFAULT_CANDIDATES;
    const size_t paid = options->budget ? options->budget / plan->origins : usual;
    const size_t count = paid > all ? all : paid;
    if (options->budget && paid == 0)
        return ri_fail(err, RI_EUSAGE,
                       "a budget of %zu evaluations is less than one model at %zu origins",
                       options->budget, plan->origins);
    const char *const *names = own ? options->candidates : default_candidates;
    RI_TRY(within("the number of candidates", count, 1, RI_DEMAND_CANDIDATES_MOST, err));
    for (size_t i = 0; i < count; i++) RI_TRY(add_model(names[i], plan, err));
    return RI_OK;
}

static ri_status resolve_models(const struct ri_panel          *panel,
                                const struct ri_demand_options *options,
                                struct ri_demand_plan *plan, struct ri_error *err)
{
    const char          *model = options->model ? options->model : "auto";
    const ri_combination combination = ri_combination_find(model);
    plan->automatic = strcmp(model, "auto") == 0;
    plan->learns = ri_demand_learns(panel, options);
    if (strcmp(model, "boost") == 0) return RI_OK;
    if (!plan->automatic && combination == RI_COMBINATION_COUNT) return add_model(model, plan, err);
    RI_TRY(add_candidates(options, plan, err));
    if (!plan->automatic) {
        plan->asked = plan->model_count;
        plan->combinations[plan->combination_count++] = combination;
    } else if (plan->model_count > 2) { /* of one or two there is nothing in the middle */
        plan->combinations[plan->combination_count++] = RI_MEDIAN;
    }
    return RI_OK;
}

static ri_status check_levels(const struct ri_demand_options *options, struct ri_error *err)
{
    RI_TRY(within("the number of quantile levels", options->level_count, 0, RI_DEMAND_LEVELS_MOST,
                  err));
    for (size_t l = 0; l < options->level_count; l++) {
        const double level = options->levels[l];
        if (!(level > 0 && level < 1))
            return ri_fail(err, RI_EUSAGE, "quantile level %g is not between 0 and 1", level);
        if (l && !(level > options->levels[l - 1]))
            return ri_fail(err, RI_EUSAGE, "quantile levels must rise: %g after %g", level,
                           options->levels[l - 1]);
    }
    return RI_OK;
}

/* The further seasons; history enough for all that were asked for. */
static ri_status resolve_seasons(const struct ri_panel          *panel,
                                 const struct ri_demand_options *options,
                                 struct ri_demand_plan *plan, struct ri_error *err)
{
    size_t longest = plan->season;
    RI_TRY(within("the season", plan->season, 1, SEASON_MOST, err));
    for (size_t k = 0; k < RI_DEMAND_MORE_SEASONS; k++) {
        plan->more[k] = options->more_seasons[k];
        RI_TRY(within("a further season", plan->more[k], 0, SEASON_MOST, err));
        longest = plan->more[k] > longest ? plan->more[k] : longest;
    }
    if (options->season == 0 && longest == plan->season)
        plan->more[0] = further_season[panel->frequency];
    if (plan->history) return RI_OK;
    plan->history = default_history[panel->frequency];
    if (plan->history < SEASONS_LEAST * longest) plan->history = SEASONS_LEAST * longest;
    return RI_OK;
}

ri_status ri_demand_plan_make(const struct ri_panel *panel, const struct ri_demand_options *options,
                              struct ri_demand_plan *ret, struct ri_error *err)
{
    struct ri_demand_plan plan = {.horizon = options->horizon,
                                  .season = options->season ? options->season
                                                            : ri_frequency_season(panel->frequency),
                                  .origins = options->origins ? options->origins : ORIGINS,
                                  .history = options->history,
                                  .draws = options->draws ? options->draws : DRAWS,
                                  .levels = options->levels,
                                  .level_count = options->level_count,
                                  .protection = options->protection,
                                  .protection_all = options->protection_all,
                                  .lead = options->lead,
                                  .errors = options->errors,
                                  .closed = options->closed,
                                  .closed_steps = options->closed_steps};
    RI_TRY(within("the horizon", plan.horizon, 1, RI_DEMAND_HORIZON_MOST, err));
    RI_TRY(within("the number of origins", plan.origins, 1, ORIGINS_MOST, err));
    RI_TRY(within("the number of draws", plan.draws, 1, RI_DEMAND_DRAWS_MOST, err));
    RI_TRY(resolve_seasons(panel, options, &plan, err));
    for (size_t i = 0; i < panel->series_count; i++) {
        RI_TRY(within("a protection period", ri_demand_plan_protection(&plan, i), 0,
                      RI_DEMAND_HORIZON_MOST, err));
        if (plan.lead) RI_TRY(within("a lead time", plan.lead[i], 0, RI_DEMAND_HORIZON_MOST, err));
    }
    RI_TRY(check_levels(options, err));
    RI_TRY(resolve_models(panel, options, &plan, err));
    *ret = plan;
    return RI_OK;
}

size_t ri_demand_plan_count(const struct ri_demand_plan *plan)
{
    return plan->model_count + plan->combination_count + plan->learns;
}

const char *ri_demand_plan_name(const struct ri_demand_plan *plan, size_t candidate)
{
    if (candidate < plan->model_count) return plan->models[candidate]->name;
    candidate -= plan->model_count;
    return candidate < plan->combination_count ? ri_combination_text(plan->combinations[candidate])
                                               : "boost";
}

/* ---- When to learn ------------------------------------------------------------------------------------------------- */

static size_t known_values(const struct ri_series *series)
{
    size_t known = 0;
    bool   sold = false;
    for (size_t t = 0; t < series->n; t++) {
        if (!isfinite(series->y[t])) continue;
        sold = sold || series->y[t] != 0;
        known += sold;
    }
    return known;
}

/* What a table is learnt with, by its rows: the smallest in fewer, longer steps of smaller trees. The trees of a large one grow with the
 * length of its series, not with their number, so that as many days of each cost the same however many series there are. */
static const struct learner_size {
    size_t rows; /* up to so many */
    size_t trees, trees_most, leaves;
    double rate;
} learner_sizes[] = {{100000, 80, 80, 15, 0.12}, {SIZE_MAX, 120, 300, 31, 0.1}};

/* values: known ones a series, on average. Beyond two years of days, from which targets are drawn, more is told of each target: in more and
 * smaller steps. */
static void size_learner(double values, struct ri_global_options *ret)
{
    enum { LONG_VALUES = 728 };
    const struct learner_size *size = learner_sizes;
    while (ret->rows > size->rows) size++;
    const double most = (double)size->trees_most / (double)size->trees;
    const double longer = fmax(1, fmin(most, values / LONG_VALUES));
    if (!ret->trees) ret->trees = (size_t)round((double)size->trees * longer);
    if (!ret->leaves) ret->leaves = size->leaves;
    if (!(ret->rate > 0)) ret->rate = size->rate / sqrt(longer);
}

void ri_demand_learner(const struct ri_panel *panel, const struct ri_demand_options *options,
                       struct ri_global_options *ret)
{
    enum { VALUES_A_ROW = 8, LEAST = 70000, MOST = 4800000 };
    *ret = options->learner ? *options->learner : (struct ri_global_options){0};
    if (ret->kept && ret->kept->trained) {
        struct ri_global_kept *kept = ret->kept;
        *ret = kept->settings;
        ret->kept = kept;
        return;
    }
    double values = 0;
    for (size_t i = 0; i < panel->series_count; i++)
        values += (double)known_values(&panel->series[i]);
    const double usual = (double)DEFAULT_CANDIDATES * ORIGINS;
    const double budget = options->budget ? (double)options->budget : usual;
    const double rows = fmax(LEAST, fmin(MOST, values / VALUES_A_ROW * budget / usual));
    if (!ret->rows) ret->rows = (size_t)rows;
    size_learner(values / fmax(1, (double)panel->series_count), ret);
}

bool ri_demand_learns(const struct ri_panel *panel, const struct ri_demand_options *options)
{
    const char *model = options->model ? options->model : "auto";
    if (strcmp(model, "boost") == 0) return true;
    if (strcmp(model, "auto") != 0 || options->series_only || options->horizon == 0) return false;
    if (options->learner && options->learner->kept) return true; /* has learnt already */
    const size_t season = options->season ? options->season : ri_frequency_season(panel->frequency);
    const size_t long_enough = 4 * options->horizon + 8 * season;
    size_t       series = 0, values = 0;
    int64_t      first = panel->last;
    for (size_t i = 0; i < panel->series_count; i++) {
        const size_t known = known_values(&panel->series[i]);
        if (panel->series[i].start < first) first = panel->series[i].start;
        series += known > 0;
        values += known;
    }
    return series >= RI_DEMAND_LEARN_SERIES && values >= RI_DEMAND_LEARN_VALUES &&
           (uint64_t)(panel->last - first) + 1 >= long_enough;
}

size_t ri_demand_plan_protection(const struct ri_demand_plan *plan, size_t series)
{
    return plan->protection ? plan->protection[series] : plan->protection_all;
}

size_t ri_demand_plan_scratch(const struct ri_demand_plan *plan, size_t longest_protection)
{
    const size_t ahead = plan->horizon > longest_protection ? plan->horizon : longest_protection;
    const size_t by_model =
        plan->origins * (plan->horizon + 1) + 8 * (plan->history + plan->season) + ahead;
    size_t seasons = plan->season;
    for (size_t k = 0; k < RI_DEMAND_MORE_SEASONS; k++) seasons += plan->more[k];
    return sizeof(double) * ((plan->model_count + 2 * plan->combination_count + 4) * by_model +
                             40 * plan->history + 16 * seasons + 2 * plan->horizon + FITTING) +
           65536;
}
