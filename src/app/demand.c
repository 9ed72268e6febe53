/* demand forecast and demand backtest: series in, the demand room's models, rows out. */
#include "demand/demand.h"
#include "demand/season_length.h"

#include "app/as_known.h"
#include "app/demand_parts.h"
#include "app/demand_scores.h"
#include "app/global_forecast.h"
#include "app/handover.h"
#include "app/newcomers.h"
#include "app/openings.h"
#include "app/operation.h"
#include "app/overrides.h"
#include "app/panel_load.h"
#include "app/series_model.h"

#include "base/json.h"

enum {
    LEVELS_MOST = RI_DEMAND_LEVELS_MOST,
    COLUMNS_MOST = LEVELS_MOST + 32,
    ROWS_A_BATCH = 2048,
    NOTES_MOST = 5
};

static const struct ri_param forecast_params[] = {
    {"report", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "a row a series instead: class, model, parameters, errors, why"},
    {"hierarchy", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "forecast sums too, so that all add up: chains of columns from fine to coarse, as "
     "store>region,item>category"},
    {"reconcile", RI_PARAM_ENUM, 0, NULL, "structural", ri_reconcile_words,
     "with --hierarchy: how forecasts are made to add up"},
    RI_USE_PARAM,
};
static const struct ri_param backtest_params[] = {
    {"folds", RI_PARAM_COUNT, 0, NULL, "3", NULL,
     "forecast origins, each a horizon before the next"},
    {"step", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "periods between origins; the horizon when not given"},
    {"by", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "also scores by these columns: keys of the series, or what describes them, as store,category; "
     "by class of demand they are told in any case"},
    {"hierarchy", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "also WRMSSE: sums of series scored level by level: chains of columns from fine to coarse, as "
     "store>region,item>category"},
    {"weights", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "with --hierarchy: a file of weights by series, its key columns and `weight`; units of the "
     "newest horizon when not given"},
    {"report", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "instead a row for every series and fold that fell back: what made the forecast, and why"},
    {"calibration", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "instead a row for every quantile and interval: how much of what came it held, in all, by "
     "fold, class and --by"},
};

/* ---- What both need --------------------------------------------------------------------------------------------- */

static size_t usual_horizon(ri_frequency frequency)
{
    static const size_t usual[RI_FREQUENCY_COUNT] = {
        [RI_MINUTELY] = 120, [RI_HOURLY] = 48, [RI_DAILY] = 28, [RI_WEEKLY] = 8, [RI_MONTHLY] = 12};
    return usual[frequency];
}

static ri_status read_levels(struct ri_call *call, struct ri_demand_options *options,
                             struct ri_error *err)
{
    double            *levels;
    size_t             count;
    const char *const *texts = ri_call_list(call, "quantiles", &count);
    if (count > LEVELS_MOST) return ri_fail(err, RI_EUSAGE, "more than %d quantiles", LEVELS_MOST);
    RI_ARENA_NEW(levels, ri_call_mem(call), count, err);
    for (size_t i = 0; i < count; i++) {
        ri_parse_double(ri_view_of(texts[i]), &levels[i]); /* checked when it was set */
        if (i && levels[i] <= levels[i - 1])
            return ri_fail(err, RI_EUSAGE, "--quantiles must rise; got %s after %s", texts[i],
                           texts[i - 1]);
    }
    options->levels = levels;
    options->level_count = count;
    return RI_OK;
}

ri_status ri_demand_read_seasons(struct ri_call *call, struct ri_demand_options *ret,
                                 struct ri_error *err)
{
    size_t             count;
    const char *const *texts = ri_call_list(call, "season", &count);
    if (count > 1 + RI_DEMAND_MORE_SEASONS)
        return ri_fail(err, RI_EUSAGE, "--season wants at most %d seasons; got %zu",
                       1 + RI_DEMAND_MORE_SEASONS, count);
    for (size_t i = 0; i < count; i++) {
        int64_t season = 0;
        ri_parse_int(ri_view_of(texts[i]), &season); /* checked when it was set */
        if (season > RI_DEMAND_HORIZON_MOST || (season == 0 && count > 1))
            return ri_fail(err, RI_EUSAGE,
                           "--season wants 0 to %d periods, several 1 or more; got %s",
                           RI_DEMAND_HORIZON_MOST, texts[i]);
        if (i)
            ret->more_seasons[i - 1] = (size_t)season;
        else
            ret->season = (size_t)season;
    }
    return RI_OK;
}

static ri_status read_learner(struct ri_call *call, struct ri_demand_options *options,
                              struct ri_error *err)
{
    struct ri_global_options *learner;
    RI_ARENA_NEW(learner, ri_call_mem(call), 1, err);
    *learner = ri_learner_usual;
    (void)ri_strategy_parse(ri_call_text(call, "strategy"), &learner->strategy); /* checked */
    options->learner = learner;
    return RI_OK;
}

ri_status ri_demand_read_horizon(struct ri_call *call, const struct ri_panel *panel, size_t *ret,
                                 struct ri_error *err)
{
    const int64_t horizon =
        ri_call_integer(call, "horizon", (int64_t)usual_horizon(panel->frequency));
    if (horizon < 1 || horizon > RI_DEMAND_HORIZON_MOST)
        return ri_fail(err, RI_EUSAGE, "--horizon wants 1 to %d periods; got %lld",
                       RI_DEMAND_HORIZON_MOST, (long long)horizon);
    *ret = (size_t)horizon;
    return RI_OK;
}

/* A calendar that is not the usual one shows in what sells. It is told, not taken: what was not asked for stays as it was. */
static ri_status note_season(struct ri_call *call, const struct ri_panel *panel,
                             struct ri_error *err)
{
    const size_t               usual = ri_frequency_season(panel->frequency);
    struct ri_arena           *mem = ri_call_mem(call);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ri_season_length    found;
    if (ri_call_given(call, "season")) return RI_OK;
    RI_TRY(ri_season_length_find(panel, usual, mem, &found, err));
    ri_arena_rewind(mem, mark);
    if (found.periods)
        ri_call_note(call,
                     "the values repeat every %zu periods rather than every %zu (the older half of "
                     "the history foretells %.0f %% and %.0f %% of how the newer one varies): "
                     "--season %zu takes it",
                     found.periods, usual, 100 * found.explains,
                     found.usual > 0 ? 100 * found.usual : 0, found.periods);
    return RI_OK;
}

ri_status ri_demand_read_options(struct ri_call *call, const struct ri_panel *panel,
                                 struct ri_demand_options *ret, struct ri_error *err)
{
    struct ri_demand_options options = {.model = ri_call_text(call, "model")};
    RI_TRY(ri_demand_read_horizon(call, panel, &options.horizon, err));
    RI_TRY(ri_demand_read_seasons(call, &options, err));
    RI_TRY(note_season(call, panel, err));
    RI_TRY(read_levels(call, &options, err));
    options.budget = (size_t)ri_call_integer(call, "budget", 0);
    RI_TRY(read_learner(call, &options, err));
    options.candidates = ri_call_list(call, "candidates", &options.candidate_count);
    if (!options.candidate_count) options.candidates = NULL;
    if (!ri_demand_learns(panel, &options)) /* else once it is known what it learns from */
        RI_TRY(ri_demand_bound(call, panel, &options, err));
    *ret = options;
    return RI_OK;
}

/* Adds the panel's key columns; returns how many. */
static size_t key_columns(const struct ri_loaded_panel *loaded, struct ri_table_column *columns)
{
    for (size_t k = 0; k < loaded->panel.key_count; k++) {
        const char *name = loaded->panel.key_names[k];
        const bool  product = strcmp(name, "product") == 0, store = strcmp(name, "store") == 0;
        columns[k] = (struct ri_table_column){.name = name,
                                              .type = product ? RI_COLUMN_PRODUCT
                                                      : store ? RI_COLUMN_STORE
                                                              : RI_COLUMN_TEXT,
                                              .help = "key of the series"};
    }
    return loaded->panel.key_count;
}

static void put_keys(struct ri_table_builder *table, const struct ri_loaded_panel *loaded, size_t i)
{
    for (size_t k = 0; k < loaded->panel.key_count; k++)
        ri_put_string(table, loaded->panel.series[i].keys[k]);
}

static void note_falls(struct ri_call *call, const struct ri_loaded_panel *loaded,
                       const struct ri_demand_result *result)
{
    size_t said = 0, fell = 0;
    for (size_t i = 0; i < result->series_count; i++)
        fell += result->series[i].rung != RI_RUNG_MODEL;
    if (!fell) return;
    ri_call_note(
        call,
        "%zu of %zu series could not be forecast by a model and fell back; --report lists why",
        fell, result->series_count);
    for (size_t i = 0; i < result->series_count && said < NOTES_MOST; i++) {
        const struct ri_series_forecast *forecast = &result->series[i];
        if (forecast->rung == RI_RUNG_MODEL) continue;
        struct ri_text name = {0};
        for (size_t k = 0; k < loaded->panel.key_count; k++)
            ri_text_printf(&name, "%s%s", k ? " " : "", loaded->panel.series[i].keys[k]);
        ri_call_note(call, "%s: %s (%s)", name.at ? name.at : "the series",
                     ri_demand_rung_text(forecast->rung), forecast->reason);
        ri_text_release(&name);
        said++;
    }
}

/* ---- demand forecast --------------------------------------------------------------------------------------------- */

static const struct ri_column forecast_columns[] = {
    {"*", RI_COLUMN_TEXT,
     "the columns that name a series, and the time column, under their own names; with --hierarchy "
     "those that a sum has in common, and its level"},
    {"mean", RI_COLUMN_NUMBER, "expected units in the period"},
    {"q*", RI_COLUMN_NUMBER, "quantile of the units in the period"},
    {"model", RI_COLUMN_TEXT, "what made the forecast"},
    {"override", RI_COLUMN_NUMBER,
     "units of the mean that a person added ('demand adjusted'); only where there are such"},
};

static size_t forecast_table(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             const struct ri_demand_result *result, bool overridden,
                             struct ri_table_column *columns)
{
    size_t count = key_columns(loaded, columns);
    columns[count++] = (struct ri_table_column){.name = loaded->panel.time_name,
                                                .type = ri_panel_time_type(loaded),
                                                .help = "first day of the period"};
    columns[count++] = (struct ri_table_column){.name = "mean",
                                                .type = RI_COLUMN_NUMBER,
                                                .unit = "units",
                                                .help = forecast_columns[1].help};
    for (size_t q = 0; q < result->level_count; q++) {
        char level[32];
        level[ri_double_text(result->levels[q], level)] = '\0';
        columns[count++] =
            (struct ri_table_column){.name = ri_arena_printf(ri_call_mem(call), "q%s", level),
                                     .type = RI_COLUMN_NUMBER,
                                     .unit = "units",
                                     .help = forecast_columns[2].help};
    }
    columns[count++] = (struct ri_table_column){
        .name = "model", .type = RI_COLUMN_TEXT, .help = forecast_columns[3].help};
    if (overridden)
        columns[count++] = (struct ri_table_column){.name = "override",
                                                    .type = RI_COLUMN_NUMBER,
                                                    .unit = "units",
                                                    .help = forecast_columns[4].help};
    return count;
}

static ri_status put_forecasts(struct ri_call *call, struct ri_table_builder *table,
                               const struct ri_loaded_panel  *loaded,
                               const struct ri_demand_result *result, const double *added,
                               struct ri_error *err)
{
    for (size_t i = 0; i < result->series_count; i++) {
        const struct ri_series_forecast *forecast = &result->series[i];
        for (size_t h = 0; h < result->horizon; h++) {
            put_keys(table, loaded, i);
            ri_panel_put_time(table, loaded, result->first + (int64_t)h);
            ri_put_number(table, forecast->mean[h]);
            for (size_t q = 0; q < result->level_count; q++)
                ri_put_number(table, forecast->quantiles[h * result->level_count + q]);
            ri_put_string(table, forecast->model);
            if (added) ri_put_number(table, added[i * result->horizon + h]);
            if (ri_table_builder_rows(table) == ROWS_A_BATCH)
                RI_TRY(ri_call_emit_builder(call, table, err));
        }
    }
    return ri_call_emit_builder(call, table, err);
}

static const struct ri_table_column report_columns[] = {
    {"class", RI_COLUMN_TEXT, 0, NULL, "smooth, erratic, intermittent, lumpy or none"},
    {"model", RI_COLUMN_TEXT, 0, NULL, "what made the forecast"},
    {"parameters", RI_COLUMN_TEXT, 0, NULL, "as fitted"},
    {"rung", RI_COLUMN_TEXT, 0, NULL, "how far it fell: model, seasonal naive, mean, zero"},
    {"error", RI_COLUMN_NUMBER, 0, NULL, "RMSSE at the rolling origins"},
    {"naive_error", RI_COLUMN_NUMBER, 0, NULL, "the same of the seasonal naive forecast"},
    {"known", RI_COLUMN_INTEGER, 0, "periods", "periods of history with a value"},
    {"missing", RI_COLUMN_INTEGER, 0, "periods", "periods without"},
    {"censored", RI_COLUMN_INTEGER, 0, "periods", "periods cut short by an empty shelf"},
    {"estimated", RI_COLUMN_NUMBER, 0, "units",
     "units that would have sold in them beside those that did"},
    {"reason", RI_COLUMN_TEXT, 0, NULL, "why this model, or why it fell"},
};

static ri_status put_report(struct ri_call *call, struct ri_table_builder *table,
                            const struct ri_loaded_panel  *loaded,
                            const struct ri_demand_result *result, struct ri_error *err)
{
    for (size_t i = 0; i < result->series_count; i++) {
        const struct ri_series_forecast *forecast = &result->series[i];
        put_keys(table, loaded, i);
        ri_put_string(table, ri_demand_class_text(forecast->demand_class));
        ri_put_string(table, forecast->model);
        ri_put_string(table, forecast->params);
        ri_put_string(table, ri_demand_rung_text(forecast->rung));
        ri_put_number(table, forecast->error);
        ri_put_number(table, forecast->naive_error);
        ri_put_int(table, (int64_t)forecast->known);
        ri_put_int(table, (int64_t)forecast->missing);
        ri_put_int(table, (int64_t)forecast->censored);
        ri_put_number(table, forecast->estimated);
        ri_put_string(table, forecast->reason);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            RI_TRY(ri_call_emit_builder(call, table, err));
    }
    return ri_call_emit_builder(call, table, err);
}

/* By the model asked for, with what is known of closed days, products replaced and products that are new. */
static ri_status make_forecast(struct ri_call *call, const struct ri_loaded_panel *loaded,
                               struct ri_demand_options *options, struct ri_demand_result *ret,
                               struct ri_error *err)
{
    RI_TRY(ri_closed_ahead(loaded->openings, (ri_day)loaded->panel.last, options->horizon,
                           ri_call_mem(call), &options->closed, err));
    options->closed_steps = options->horizon;
    RI_TRY(ri_learner_prepare(call, loaded, options, err));
    RI_TRY(ri_series_model_strangers(call, options, err));
    RI_TRY(ri_demand_forecast(&loaded->panel, options, ri_call_task(call), ri_call_mem(call), ret,
                              err));
    if (ret->note) ri_call_note(call, "%s", ret->note);
    if (strcmp(options->model, "auto") == 0) RI_TRY(ri_newcomers(call, loaded, options, ret, err));
    return ri_handover_say(call, loaded, ret, err);
}

static ri_status forecast_with(struct ri_call *call, struct ri_global_kept *kept,
                               struct ri_error *err)
{
    struct ri_loaded_panel   loaded;
    struct ri_demand_options options;
    struct ri_global_options learner;
    struct ri_demand_result  result;
    struct ri_overrides      overrides;
    const double            *added;
    struct ri_table_builder *table;
    struct ri_table_column   columns[COLUMNS_MOST];
    RI_TRY(ri_panel_load(call, &loaded, err));
    RI_TRY(ri_demand_read_options(call, &loaded.panel, &options, err));
    RI_TRY(ri_series_model_use(call, &options, &learner, kept, err));
    RI_TRY(make_forecast(call, &loaded, &options, &result, err));
    RI_TRY(ri_overrides_load(call, &loaded, &overrides, err));
    RI_TRY(ri_overrides_apply(call, &overrides, &loaded, RI_DAY_NONE, &result, &added, err));
    if (added)
        ri_call_note(call,
                     "persons changed this forecast: column override; 'demand adjusted' says why");
    const bool report = ri_call_flag(call, "report");
    size_t     count;
    if (report) {
        count = key_columns(&loaded, columns);
        memcpy(columns + count, report_columns, sizeof report_columns);
        count += RI_COUNT(report_columns);
    } else {
        count = forecast_table(call, &loaded, &result, added != NULL, columns);
    }
    RI_TRY(ri_call_columns(call, columns, count, err));
    RI_TRY(ri_table_builder_new(columns, count, &table, err));
    note_falls(call, &loaded, &result);
    const ri_status status = report ? put_report(call, table, &loaded, &result, err)
                                    : put_forecasts(call, table, &loaded, &result, added, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status forecast_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_global_kept kept = {0};
    if (ri_call_given(call, "hierarchy") && ri_call_given(call, "use"))
        return ri_fail(err, RI_EUSAGE,
                       "--hierarchy goes with models of one series, not with --use");
    if (ri_call_given(call, "hierarchy")) return ri_demand_hierarchy_run(call, err);
    const ri_status status = forecast_with(call, &kept, err);
    ri_global_kept_release(&kept);
    return status;
}

/* ---- demand backtest --------------------------------------------------------------------------------------------- */

static const struct ri_column backtest_columns[] = {
    {"model", RI_COLUMN_TEXT, "auto, or a model used for all series"},
    {"scope", RI_COLUMN_TEXT,
     "all, fold, step, class, a column of --by; new: series that were new and had look-alikes, by "
     "their own past and by what they borrow; overridden: series-days that persons changed in "
     "time; level: sums of the hierarchy, weighted RMSSE and WSPL; wrmsse: the mean over its levels"},
    {"at", RI_COLUMN_TEXT,
     "which one: last known period of the fold, periods ahead, class of demand, word of the "
     "column, "
     "level"},
    RI_MEASURE_COLUMNS,
    {"wspl", RI_COLUMN_NUMBER,
     "of sums and their mean, of the first model: pinball loss of the quantiles over the mean "
     "absolute change from period to period, weighted as M5's uncertainty was"},
};

void ri_demand_put_measures(struct ri_table_builder *table, const struct ri_score *score)
{
    ri_put_int(table, (int64_t)score->series);
    ri_put_int(table, (int64_t)score->values);
    const double measures[] = {score->actual, score->forecast, score->wape,  score->bias,
                               score->mae,    score->rmse,     score->mase,  score->rmsse,
                               score->fva,    score->pinball,  score->inside};
    for (size_t i = 0; i < RI_COUNT(measures); i++) ri_put_number(table, measures[i]);
}

static void put_score(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                      const struct ri_scoring *scoring, const struct ri_score *score)
{
    ri_put_string(table, score->model);
    ri_scoring_put_scope(table, loaded, scoring, score);
    ri_demand_put_measures(table, score);
    ri_put_null(table);
}

/* A part of the series-days without and with something beside the model. */
static ri_status put_pair(struct ri_call *call, struct ri_table_builder *table, const char *scope,
                          const char *model, const char *what, const struct ri_score *without,
                          const struct ri_score *with, struct ri_error *err)
{
    const char *named = ri_arena_printf(ri_call_mem(call), "%s with %s", model, what);
    if (!named) return ri_fail(err, RI_ENOMEM, "no room for names");
    for (size_t i = 0; i < 2; i++) {
        ri_put_string(table, i ? named : model);
        ri_put_string(table, scope);
        ri_put_null(table);
        ri_demand_put_measures(table, i ? with : without);
        ri_put_null(table);
    }
    return RI_OK;
}

/* What persons changed in time; what new series borrowed. */
static ri_status put_beside(struct ri_call *call, struct ri_table_builder *table,
                            const struct ri_override_scores *overridden,
                            const struct ri_newcomer_scores *borrowed, const char *model,
                            struct ri_error *err)
{
    if (borrowed->values)
        RI_TRY(put_pair(call, table, "new", model, "look-alikes", &borrowed->own,
                        &borrowed->borrowed, err));
    if (overridden->values)
        RI_TRY(put_pair(call, table, "overridden", model, "overrides", &overridden->without,
                        &overridden->with, err));
    return RI_OK;
}

static ri_status read_backtest(struct ri_call *call, struct ri_backtest_options *ret,
                               struct ri_error *err)
{
    const int64_t folds = ri_call_integer(call, "folds", 1),
                  step = ri_call_integer(call, "step", 0);
    if (folds < 1 || folds > RI_DEMAND_FOLDS_MOST)
        return ri_fail(err, RI_EUSAGE, "--folds wants 1 to %d; got %lld", RI_DEMAND_FOLDS_MOST,
                       (long long)folds);
    if (step < 0 || step > RI_DEMAND_HORIZON_MOST)
        return ri_fail(err, RI_EUSAGE, "--step wants 1 to %d periods; got %lld",
                       RI_DEMAND_HORIZON_MOST, (long long)step);
    *ret = (struct ri_backtest_options){.folds = (size_t)folds, .step = (size_t)step};
    return RI_OK;
}

static ri_status backtest_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_panel           loaded;
    struct ri_demand_options         options;
    struct ri_backtest_options       backtest;
    struct ri_demand_backtest_result result;
    struct ri_override_scores        overridden;
    struct ri_newcomer_scores        borrowed;
    struct ri_scoring                scoring;
    struct ri_table_builder         *table;
    RI_TRY(read_backtest(call, &backtest, err));
    RI_TRY(ri_scoring_load(call, &loaded, &scoring, &backtest, err));
    RI_TRY(ri_demand_read_options(call, &loaded.panel, &options, err));
    RI_TRY(ri_learner_prepare(call, &loaded, &options, err));
    RI_TRY(ri_demand_backtest(&loaded.panel, &options, &backtest, ri_call_task(call),
                              ri_call_mem(call), &result, err));
    if (result.note) ri_call_note(call, "%s", result.note);
    if (backtest.falls) return ri_scoring_report(call, &loaded, &result, err);
    if (backtest.calibration) return ri_scoring_calibration(call, &loaded, &scoring, &result, err);
    RI_TRY(ri_override_score(call, &loaded, &options, &backtest, &overridden, err));
    RI_TRY(ri_newcomer_score(call, &loaded, &options, &backtest, &borrowed, err));
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; i < result.score_count; i++) /* a class of which there is no series is no news */
        if (result.scores[i].values || result.scores[i].demand_class == RI_BACKTEST_ALL)
            put_score(table, &loaded, &scoring, &result.scores[i]);
    ri_scoring_put_levels(table, &loaded, &scoring, &result);
    return ri_call_answer(
        call, table, put_beside(call, table, &overridden, &borrowed, result.models[0], err), err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "demand.forecast",
          .summary = "What will sell: mean and quantiles for every series and period",
          .details = "From the sales of the workspace (by product and store), from imported demand "
                     "history, or straight from a file. "
                     "The model of each series is chosen by its past errors at rolling origins, "
                     "shrunk towards what works for its class of demand; with 100 series and "
                     "20,000 values one learner over all series, with prices, promotions and "
                     "events, is among the candidates. The quantiles come from past "
                     "errors. A short, constant or broken series falls back to a simpler forecast "
                     "and is named in the notes. The "
                     "result does not depend on the number of threads. Models: naive, drift, mean, "
                     "seasonal_naive, average, seasonal_average, seasonal_level, steady_level, "
                     "yearly_level; ses, seasonal_ses, holt, damped_holt, holt_winters, "
                     "damped_holt_winters, ets; theta, optimised_theta, dynamic_theta; arima; mstl; "
                     "of slow sellers croston, sba, tsb, adida, imapa, count.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ALL,
          RI_PARAMS(forecast_params),
          RI_COLUMNS(forecast_columns),
          RI_EXAMPLES(
              "retailinsight demand forecast --horizon 28",
              "retailinsight demand forecast --store S01 --product SKU-1 --quantiles 0.05,0.5,0.95",
              "retailinsight demand forecast --input sales.csv --series sku,store --time day "
              "--value units --horizon 14",
              "retailinsight demand forecast --model median --candidates ets,optimised_theta,tsb",
              "retailinsight demand forecast --use weekly",
              "retailinsight demand forecast --hierarchy \"store>region,product>category\"")},
     .run = forecast_run,
     .uses = "panel model known"},
    {.info = {.name = "demand.backtest",
              .summary = "How good the forecasts would have been: rolling origins, errors, "
                         "coverage, value added",
              .details = "Forecasts the past as it was known at each origin and compares with what "
                         "came. Nothing after an origin is seen by "
                         "its forecast.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(backtest_params),
              RI_COLUMNS(backtest_columns),
              RI_EXAMPLES("retailinsight demand backtest --folds 3",
                          "retailinsight demand backtest --by store,category",
                          "retailinsight demand backtest --calibration --quantiles "
                          "0.05,0.1,0.25,0.5,0.75,0.9,0.95",
                          "retailinsight demand backtest --hierarchy "
                          "\"store>region,product>category\" --weights weights.csv",
                          "retailinsight demand backtest --input sales.csv --series sku --time day "
                          "--value units --horizon 28 --folds 4")},
     .run = backtest_run,
     .uses = "panel model known"},
};
const struct ri_operation_table ri_demand_operations = RI_OPERATION_TABLE(operations);
