/* demand learn: one learner over all series, trained and kept. */
#include "app/call_config.h"
#include "app/demand_parts.h"
#include "app/global_forecast.h"
#include "app/model_store.h"
#include "app/operation.h"
#include "demand/global_file.h"

#define STRATEGY_WORD(code, text) text,
static const char *const strategies[] = {RI_STRATEGY_MAP(STRATEGY_WORD) NULL};
#undef STRATEGY_WORD

static const struct ri_param learn_params[] = {
    {"save", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "keep the learner under this name, or in a file (./demand.model)"},
    {"horizon", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "farthest period that it will be asked about; 28 days, 8 weeks, 12 months or 48 hours when "
     "not given"},
    {"season", RI_PARAM_COUNT, RI_PARAM_LIST, "periods", NULL, NULL,
     "of the season; 7 days, 52 weeks, 12 months or 24 hours when not given"},
    {"strategy", RI_PARAM_ENUM, 0, NULL, "auto", strategies,
     "how it makes forecasts of many steps, as 'demand forecast'"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "42", NULL, "another seed draws other rows"},
    {"rows", RI_PARAM_COUNT, 0, "rows", NULL, NULL,
     "most rows to learn from; one for every 8 known values, 70,000 to 4,800,000, when not given"},
    {"trees", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "80 or 120 by the rows when not given, up to 300 for histories of more than two years"},
    {"leaves", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "most leaves of a tree; 15 or 31 by the rows when not given"},
    {"rate", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "how much each tree adds; 0.12, 0.1 or 0.05 by the rows when not given"},
    {"memory", RI_PARAM_COUNT, 0, "MB", NULL, NULL,
     "most that it may take beside the history: it then takes fewer rows; what is too large "
     "nevertheless is refused"},
    {"config", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "YAML file of these parameters; what is given here wins"},
};
static const struct ri_column learn_columns[] = {
    {"metric", RI_COLUMN_TEXT,
     "wape, bias, mae, rmse of what it said at earlier origins, each by a learner that knew no "
     "more; values_held_back, origins, series, rows; importance.SUBJECT: share of what was learnt"},
    {"value", RI_COLUMN_NUMBER, "its value"},
};

/* ---- demand learn ----------------------------------------------------------------------------------------------------- */

static ri_status read_rate(struct ri_call *call, double *ret, struct ri_error *err)
{
    *ret = ri_call_number(call, "rate", 0);
    if (!ri_call_given(call, "rate") || (*ret > 0 && *ret <= 1)) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--rate wants a number above 0, at most 1; got %s",
                   ri_call_text(call, "rate"));
}

static ri_status within(struct ri_call *call, const char *name, int64_t least, int64_t most,
                        size_t *ret, struct ri_error *err)
{
    const int64_t value = ri_call_integer(call, name, 0);
    if (ri_call_given(call, name) && (value < least || value > most))
        return ri_fail(err, RI_EUSAGE, "--%s wants %lld to %lld; got %lld", name, (long long)least,
                       (long long)most, (long long)value);
    *ret = (size_t)value;
    return RI_OK;
}

static ri_status read_settings(struct ri_call *call, struct ri_global_options *learner,
                               struct ri_error *err)
{
    RI_TRY(within(call, "rows", 1000, 100000000, &learner->rows, err));
    RI_TRY(within(call, "trees", 1, 10000, &learner->trees, err));
    RI_TRY(within(call, "leaves", 2, 4096, &learner->leaves, err));
    RI_TRY(read_rate(call, &learner->rate, err));
    learner->seed = (uint64_t)ri_call_integer(call, "seed", 42);
    (void)ri_strategy_parse(ri_call_text(call, "strategy"), &learner->strategy); /* checked */
    return RI_OK;
}

static void put(struct ri_table_builder *table, const char *name, double value)
{
    ri_put_string(table, name);
    ri_put_number(table, value);
}

static ri_status put_training(struct ri_call *call, const struct ri_global_kept *kept,
                              struct ri_table_builder *table, struct ri_error *err)
{
    put(table, "wape", kept->wape);
    put(table, "bias", kept->bias);
    put(table, "mae", kept->mae);
    put(table, "rmse", kept->rmse);
    put(table, "values_held_back", (double)kept->values);
    put(table, "origins", (double)kept->past_count);
    put(table, "series", (double)kept->series_count);
    put(table, "rows", (double)kept->rows);
    for (size_t s = 0; s < kept->share_count; s++) {
        const char *name =
            ri_arena_printf(ri_call_mem(call), "importance.%s", kept->shares[s].subject);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for names");
        put(table, name, kept->shares[s].share);
    }
    return RI_OK;
}

static ri_status keep(struct ri_call *call, const struct ri_global_kept *kept, struct ri_error *err)
{
    const char    *name = ri_call_text(call, "save"), *path;
    struct ri_text bytes = {0};
    ri_status      status = ri_task_check(ri_call_task(call), err); /* cancelled: nothing is kept */
    if (status == RI_OK) status = ri_global_file_write(kept, &bytes, err);
    if (status == RI_OK)
        status = ri_model_keep(call, name, (struct ri_view){bytes.at, bytes.length}, &path, err);
    if (status == RI_OK)
        ri_call_note(call, "the learner is kept as '%s'; 'demand forecast --use %s' asks it", name,
                     name);
    ri_text_release(&bytes);
    return status;
}

static ri_status learn(struct ri_call *call, struct ri_global_kept *kept, struct ri_error *err)
{
    struct ri_loaded_panel   loaded;
    struct ri_demand_options options = {.model = "boost"};
    struct ri_global_options learner = {.kept = kept};
    struct ri_learnt         learnt;
    struct ri_table_builder *table;
    RI_TRY(read_settings(call, &learner, err));
    RI_TRY(ri_panel_load(call, &loaded, err));
    RI_TRY(ri_demand_read_horizon(call, &loaded.panel, &options.horizon, err));
    RI_TRY(ri_demand_read_seasons(call, &options, err));
    options.learner = &learner;
    RI_TRY(ri_learner_prepare(call, &loaded, &options, err));
    RI_TRY(ri_global_learn(&loaded.panel, &options, ri_call_task(call), ri_call_mem(call), &learnt,
                           err));
    RI_TRY(keep(call, kept, err));
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table, put_training(call, kept, table, err), err);
}

static ri_status learn_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_global_kept kept = {0};
    RI_TRY(ri_call_config(call, "config", err));
    if (!ri_call_given(call, "save"))
        return ri_fail(err, RI_EUSAGE, "demand.learn needs --save NAME: what it learns is kept");
    RI_TRY(ri_model_name_check(call, ri_call_text(call, "save"), err));
    const ri_status status = learn(call, &kept, err);
    ri_global_kept_release(&kept);
    return status;
}

/* ---- The table ---------------------------------------------------------------------------------------------------------- */

static const struct ri_operation operations[] = {
    {.info =
         {.name = "demand.learn",
          .summary = "Train one learner over all series and keep it for 'demand forecast --use'",
          .details =
              "Boosted trees over lags, seasons, calendar, prices, promotions, holidays and "
              "attributes of all series; and one for each held-back origin, whose errors are the "
              "spread of its forecasts. The kept file holds them with the shape of the series, "
              "their words, the settings and a fingerprint of the data. Asked about the same "
              "series it says what 'demand forecast --model boost' says; asked about later ones it is as "
              "honest, and earlier ones are refused.",
          .flags = RI_LONG | RI_CHANGES | RI_STANDALONE,
          .roles = RI_ROLE_SCIENCE | RI_ROLE_ANALYST | RI_ROLE_ADMIN,
          RI_PARAMS(learn_params),
          RI_COLUMNS(learn_columns),
          RI_EXAMPLES("retailinsight demand learn --save weekly --horizon 28",
                      "retailinsight demand learn --input sales.csv --series sku,store --time day "
                      "--value units --future prices.csv --save ./demand.model")},
     .run = learn_run,
     .uses = "panel known"},
};
const struct ri_operation_table ri_learn_series_operations = RI_OPERATION_TABLE(operations);
