/* demand explain and demand features: where a number comes from, and what the global learner learns from. */
#include "demand/explain.h"

#include "app/covariates.h"
#include "app/demand_parts.h"
#include "app/explain_around.h"
#include "app/files.h"
#include "app/global_forecast.h"
#include "app/operation.h"
#include "app/series_model.h"
#include "base/json.h"
#include "demand/global_table.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048 };

static const struct ri_param explain_params[] = {
    {"key", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "the series, by its key: SKU-1,S01"},
    {"date", RI_PARAM_DATE, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "a day of the forecast"},
    {"hierarchy", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "explain the forecast among sums that must add up, as 'demand forecast --hierarchy' makes it"},
    {"reconcile", RI_PARAM_ENUM, 0, NULL, "structural", ri_reconcile_words,
     "with --hierarchy: how forecasts are made to add up"},
    RI_USE_PARAM,
};
static const struct ri_column explain_columns[] = {
    {"part", RI_COLUMN_TEXT,
     "level, season, trend, a covariate, stock-out correction, reconciliation, override ...; "
     "forecast is their sum"},
    {"units", RI_COLUMN_NUMBER, "what it adds, units"},
    {"share", RI_COLUMN_SHARE, "of the forecast"},
};
static const struct ri_param features_params[] = {
    {"rows", RI_PARAM_COUNT, 0, NULL, "200000", NULL, "about how many rows to draw"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "42", NULL, "another seed draws other rows"},
    {"transform", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "also write here, as JSON, how features are made: names, words of categories, horizon; a "
     "Parquet file says so in its metadata, too"},
};
static const struct ri_column features_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series"},
    {"origin", RI_COLUMN_DATE, "last period that the row's features may know"},
    {"ahead", RI_COLUMN_INTEGER, "periods from the origin to the target"},
    {"target", RI_COLUMN_DATE, "period of the value"},
    {"value", RI_COLUMN_NUMBER, "units in it: what is learnt"},
    {"base", RI_COLUMN_NUMBER, "level times profile at the origin: what a learner starts from"},
    {"*", RI_COLUMN_NUMBER, "features; levels are logarithms relative to feature `level`"},
};

/* ---- demand explain ------------------------------------------------------------------------------------------------ */

/* "a,b" against the keys of a series. */
static bool is_called(const struct ri_panel *panel, const struct ri_series *series, const char *key)
{
    for (size_t k = 0; k < panel->key_count; k++) {
        const size_t length = strlen(series->keys[k]);
        if (strncmp(key, series->keys[k], length) != 0) return false;
        key += length;
        if (k + 1 < panel->key_count && *key++ != ',') return false;
    }
    return *key == '\0';
}

/* Says how a key reads, with one that is there: the first that begins as the key does, else the first. */
static ri_status no_series(const struct ri_panel *panel, const char *key, struct ri_error *err)
{
    struct ri_text names = {.most = 200}, example = {.most = 200};
    size_t         like = 0;
    for (size_t i = panel->series_count; i-- > 0;)
        if (strncmp(panel->series[i].keys[0], key, strcspn(key, ",")) == 0) like = i;
    for (size_t k = 0; k < panel->key_count; k++)
        ri_text_printf(&names, "%s%s", k ? "," : "", panel->key_names[k]);
    for (size_t k = 0; k < panel->key_count && panel->series_count; k++)
        ri_text_printf(&example, "%s%s", k ? "," : "", panel->series[like].keys[k]);
    const ri_status status =
        ri_fail(err, RI_ENOTFOUND, "there is no series '%s' (a key is %s, as %s)", key,
                names.at ? names.at : "", example.at ? example.at : "");
    ri_text_release(&names);
    ri_text_release(&example);
    return status;
}

static ri_status find_series(const struct ri_panel *panel, const char *key, size_t *ret,
                             struct ri_error *err)
{
    for (size_t i = 0; i < panel->series_count; i++)
        if (is_called(panel, &panel->series[i], key)) return *ret = i, RI_OK;
    return no_series(panel, key, err);
}

static ri_status find_step(struct ri_call *call, const struct ri_panel *panel, size_t *ret,
                           struct ri_error *err)
{
    const ri_day  day = ri_call_day(call, "date", RI_DAY_NONE);
    const int64_t period =
        ri_period_of(panel->frequency, panel->week_start, (int64_t)day * RI_US_PER_DAY);
    const int64_t most = ri_call_integer(call, "horizon", RI_DEMAND_HORIZON_MOST);
    if (period <= panel->last)
        return ri_fail(err, RI_EUSAGE, "%s is not after the history: there is nothing to forecast",
                       ri_call_text(call, "date"));
    if (period - panel->last > most)
        return ri_fail(err, RI_EUSAGE, "%s is %lld periods ahead; the horizon is %lld",
                       ri_call_text(call, "date"), (long long)(period - panel->last),
                       (long long)most);
    *ret = (size_t)(period - panel->last);
    return RI_OK;
}

/* What "auto" chose for the series among all of them, or what the learner makes of it: a series alone would be forecast otherwise.
 * *ret_mean: the forecast itself; *ret_reason: why that model, untouched where one was asked for. */
static ri_status find_model(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            size_t series, size_t step, struct ri_demand_options *options,
                            double *ret_mean, const char **ret_reason, struct ri_error *err)
{
    struct ri_demand_options  all = *options;
    struct ri_demand_result   result;
    struct ri_global_options *settled;
    if (strcmp(options->model, "auto") != 0 && !ri_is_global(options->model)) return RI_OK;
    RI_TRY(ri_learner_prepare(call, loaded, &all, err));
    RI_TRY(ri_series_model_strangers(call, &all, err));
    RI_TRY(ri_demand_forecast(&loaded->panel, &all, ri_call_task(call), ri_call_mem(call), &result,
                              err));
    if (result.series[series].rung == RI_RUNG_MODEL) options->model = result.series[series].model;
    *ret_mean = result.series[series].mean[step - 1];
    *ret_reason = result.series[series].reason;
    RI_ARENA_NEW(settled, ri_call_mem(call), 1, err);
    ri_demand_learner(&loaded->panel, &all, settled);
    options->learner = settled;
    options->covariates = all.covariates;
    return RI_OK;
}

/* What the forecast has beside the learner's look from here: the mean with its steps one after another, the total of all series. */
static ri_status put_rest(double mean, struct ri_arena *mem, struct ri_explained *explained,
                          struct ri_error *err)
{
    struct ri_part *parts;
    if (explained->count == 0) return RI_OK; /* closed */
    RI_ARENA_NEW(parts, mem, explained->count + 1, err);
    memcpy(parts, explained->parts, explained->count * sizeof *parts);
    parts[explained->count++] =
        (struct ri_part){"steps and total of all series", mean - explained->mean};
    explained->parts = parts;
    explained->mean = mean;
    return RI_OK;
}

static ri_status explain_model(struct ri_call *call, const struct ri_loaded_panel *loaded,
                               const struct ri_demand_options *asked, size_t series, size_t step,
                               struct ri_explained *ret, struct ri_error *err)
{
    struct ri_demand_options options = *asked;
    double                   mean = NAN;
    const char              *reason = NULL;
    RI_TRY(find_model(call, loaded, series, step, &options, &mean, &reason, err));
    if (ri_is_global(options.model)) {
        RI_TRY(ri_global_explain(&loaded->panel, options.covariates, &options, options.learner,
                                 series, step, ri_call_task(call), ri_call_mem(call), ret, err));
        RI_TRY(put_rest(mean, ri_call_mem(call), ret, err));
    } else {
        RI_TRY(ri_demand_explain(&loaded->panel, &options, series, step, ri_call_task(call),
                                 ri_call_mem(call), ret, err));
    }
    if (reason) ret->reason = reason;
    return RI_OK;
}

static ri_status explain_either(struct ri_call *call, const struct ri_loaded_panel *loaded,
                                struct ri_global_kept *kept, struct ri_explained *ret,
                                struct ri_error *err)
{
    struct ri_demand_options options = {.model = ri_call_text(call, "model")};
    struct ri_global_options learner;
    size_t                   series = 0, step = 0;
    RI_TRY(find_series(&loaded->panel, ri_call_text(call, "key"), &series, err));
    RI_TRY(find_step(call, &loaded->panel, &step, err));
    RI_TRY(ri_demand_read_seasons(call, &options, err));
    options.horizon = (size_t)ri_call_integer(call, "horizon", (int64_t)(step < 28 ? 28 : step));
    RI_TRY(ri_series_model_use(call, &options, &learner, kept, err));
    if (ri_call_given(call, "hierarchy") && (kept->trained || ri_is_global(options.model)))
        return ri_fail(err, RI_EUSAGE, "--hierarchy goes with models of one series");
    RI_TRY(explain_model(call, loaded, &options, series, step, ret, err));
    return ri_explain_around(call, loaded, &options, series, step, ret, err);
}

static int by_size(const void *a, const void *b)
{
    const struct ri_part *x = a, *y = b;
    const double          p = fabs(x->units), q = fabs(y->units);
    return p > q ? -1 : p < q ? 1 : strcmp(x->name, y->name);
}

static void put_part(struct ri_table_builder *table, const char *name, double units, double mean)
{
    ri_put_string(table, name);
    ri_put_number(table, units);
    ri_put_number(table, mean > 0 ? units / mean : NAN);
}

static ri_status explain_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_panel   loaded;
    struct ri_explained      explained;
    struct ri_global_kept    kept = {0};
    struct ri_table_builder *table;
    RI_TRY(ri_panel_load(call, &loaded, err));
    const ri_status status = explain_either(call, &loaded, &kept, &explained, err);
    ri_global_kept_release(&kept);
    RI_TRY(status);
    RI_TRY(ri_call_builder(call, &table, err));
    ri_call_note(call, "model %s: %s", explained.model, explained.reason);
    if (explained.count > 1)
        qsort(explained.parts + 1, explained.count - 1, sizeof *explained.parts, by_size);
    for (size_t p = 0; p < explained.count;
         p++) /* the level first; what adds nothing is left out */
        if (p == 0 || explained.parts[p].units != 0)
            put_part(table, explained.parts[p].name, explained.parts[p].units, explained.mean);
    put_part(table, "forecast", explained.mean, explained.mean);
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- demand features -------------------------------------------------------------------------------------------------- */

struct writing {
    struct ri_call               *call;
    const struct ri_loaded_panel *loaded;
    const struct ri_covariates   *covariates;
    struct ri_table_builder      *table;
    size_t                        feature_count, horizon;
    struct ri_text                transform; /* how the features are made, as JSON */
};

static void put_transform(const struct writing *writing, const struct ri_global_table *table,
                          struct ri_json *json)
{
    const struct ri_covariates *covariates = writing->covariates;
    ri_json_object(json);
    ri_json_key(json, "format");
    ri_json_int(json, 1);
    ri_json_key(json, "horizon");
    ri_json_int(json, (int64_t)writing->horizon);
    ri_json_key(json, "frequency");
    ri_json_text(json, ri_frequency_text(writing->loaded->panel.frequency));
    ri_json_key(json, "features");
    ri_json_array(json);
    for (size_t f = 0; f < table->feature_count; f++) {
        ri_json_object(json);
        ri_json_key(json, "name");
        ri_json_text(json, table->names[f]);
        ri_json_key(json, "categorical");
        ri_json_bool(json, table->categorical[f] != 0);
        ri_json_end(json);
    }
    ri_json_end(json);
    ri_json_key(json, "words");
    ri_json_object(json);
    for (size_t a = 0; a < covariates->attribute_count; a++) {
        ri_json_key(json, covariates->attributes[a].name);
        ri_json_array(json);
        for (size_t w = 0; w < covariates->attributes[a].word_count; w++)
            ri_json_text(json, covariates->attributes[a].words[w]);
        ri_json_end(json);
    }
    ri_json_end(json);
    ri_json_end(json);
}

static ri_status write_transform(struct writing *writing, const struct ri_global_table *table,
                                 struct ri_error *err)
{
    const char     *path = ri_call_text(writing->call, "transform");
    struct ri_text *text = &writing->transform;
    struct ri_json  json = {.out = text};
    if (path && ri_call_principal(writing->call))
        return ri_fail(err, RI_EFORBIDDEN,
                       "--transform writes a file: only the owner at the machine may");
    put_transform(writing, table, &json);
    ri_text_putc(text, '\n');
    RI_TRY(ri_text_check(text, err));
    return path ? ri_write_file(path, text->at, text->length, err) : RI_OK;
}

static ri_status begin_table(void *context, const struct ri_global_table *from,
                             struct ri_error *err)
{
    struct writing         *writing = context;
    const struct ri_panel  *panel = &writing->loaded->panel;
    struct ri_table_column *columns;
    size_t                  count = 0;
    writing->feature_count = from->feature_count;
    RI_ARENA_NEW(columns, ri_call_mem(writing->call), panel->key_count + 5 + from->feature_count,
                 err);
    for (size_t k = 0; k < panel->key_count; k++)
        columns[count++] =
            (struct ri_table_column){.name = panel->key_names[k], .type = RI_COLUMN_TEXT};
    for (size_t c = 1; c < 6; c++) {
        const bool time = features_columns[c].type == RI_COLUMN_DATE;
        columns[count++] = (struct ri_table_column){
            .name = features_columns[c].name,
            .type = time ? ri_panel_time_type(writing->loaded) : features_columns[c].type,
            .help = features_columns[c].help};
    }
    const size_t own = count;
    for (size_t f = 0; f < from->feature_count; f++) {
        const char *name = from->names[f];
        for (size_t c = 0; c < own; c++) /* a key column that is a feature too: its code */
            if (strcmp(columns[c].name, from->names[f]) == 0)
                name = ri_arena_printf(ri_call_mem(writing->call), "code.%s", from->names[f]);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for names");
        columns[count++] = (struct ri_table_column){.name = name, .type = RI_COLUMN_NUMBER};
    }
    RI_TRY(write_transform(writing, from, err));
    RI_TRY(ri_call_columns_made(writing->call, columns, count,
                                (struct ri_view){writing->transform.at, writing->transform.length},
                                err));
    return ri_table_builder_new(columns, count, &writing->table, err);
}

static ri_status put_feature_row(void *context, const struct ri_global_row *row,
                                 struct ri_error *err)
{
    struct writing        *writing = context;
    const struct ri_panel *panel = &writing->loaded->panel;
    for (size_t k = 0; k < panel->key_count; k++)
        ri_put_string(writing->table, panel->series[row->series].keys[k]);
    ri_panel_put_time(writing->table, writing->loaded, row->origin);
    ri_put_int(writing->table, (int64_t)row->step);
    ri_panel_put_time(writing->table, writing->loaded, row->target);
    ri_put_number(writing->table, row->value);
    ri_put_number(writing->table, row->base);
    for (size_t f = 0; f < writing->feature_count; f++)
        ri_put_number(writing->table, (double)row->features[f]);
    if (ri_table_builder_rows(writing->table) < ROWS_A_BATCH) return RI_OK;
    return ri_call_emit_builder(writing->call, writing->table, err);
}

static ri_status features_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_panel loaded;
    struct ri_covariates   covariates;
    struct writing         writing = {.call = call, .loaded = &loaded, .covariates = &covariates};
    RI_TRY(ri_panel_load(call, &loaded, err));
    struct ri_demand_options options = {.horizon = (size_t)ri_call_integer(call, "horizon", 28)};
    const struct ri_global_options global = {.rows = (size_t)ri_call_integer(call, "rows", 0),
                                             .seed = (uint64_t)ri_call_integer(call, "seed", 42)};
    writing.horizon = options.horizon;
    RI_TRY(ri_demand_read_seasons(call, &options, err));
    RI_TRY(ri_covariates_load(call, &loaded, options.horizon, &covariates, err));
    const struct ri_global_visitor visitor = {begin_table, put_feature_row, &writing};
    ri_status status = ri_global_table_visit(&loaded.panel, &covariates, &options, &global,
                                             ri_call_task(call), &visitor, err);
    if (status == RI_OK) status = ri_call_emit_builder(call, writing.table, err);
    if (status == RI_OK && !ri_call_given(call, "transform") && !ri_call_principal(call))
        ri_call_note(call, "how the features are made (words of categories, horizon) is in the "
                           "metadata of Parquet and Arrow files (-o x.parquet), and goes into a "
                           "file of its own with --transform FILE.json");
    ri_table_builder_free(writing.table);
    ri_text_release(&writing.transform);
    return status;
}

/* ---- The table ----------------------------------------------------------------------------------------------------------- */

static const struct ri_operation operations[] = {
    {.info = {.name = "demand.explain",
              .summary = "Where the forecast of a series on a day comes from, in units",
              .details = "The parts add up to the forecast. For models of one series: level (mean "
                         "of the first season), trend, season, "
                         "stock-out correction. For --model boost, which is trained for it: level, "
                         "season, recent sales, last year, "
                         "calendar and every covariate and attribute by name, from the "
                         "contributions of the trees.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(explain_params),
              RI_COLUMNS(explain_columns),
              RI_EXAMPLES("retailinsight demand explain SKU-1,S01 2024-12-24",
                          "retailinsight demand explain 7 2015-07-01 --input train.csv --series "
                          "Store --time Date --value Sales "
                          "--model boost --future known.csv",
                          "retailinsight demand explain SKU-1,S01 2024-12-24 --use weekly")},
     .run = explain_run,
     .uses = "panel model known"},
    {.info = {.name = "demand.features",
              .summary = "The training table of the learner over all series, free of leaks",
              .details = "Each row knows its series and the group up to its origin, covariates up "
                         "to its target, and nothing later. "
                         "Rows are those that --model boost would draw. A Parquet or Arrow file "
                         "holds how the features are made (their names, words of categories by "
                         "code, horizon) in its metadata, under retailinsight.transform; "
                         "--transform writes the same beside it.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_SCIENCE | RI_ROLE_ANALYST | RI_ROLE_ADMIN,
              RI_PARAMS(features_params),
              RI_COLUMNS(features_columns),
              RI_EXAMPLES(
                  "retailinsight demand features --horizon 28 -o x.parquet --transform x.json")},
     .run = features_run,
     .uses = "panel model known"},
};
const struct ri_operation_table ri_explain_operations = RI_OPERATION_TABLE(operations);
