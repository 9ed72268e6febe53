/* demand forecast --hierarchy: forecasts of series and of their sums that add up. */
#include "app/demand_parts.h"
#include "app/demand_words.h"
#include "app/openings.h"
#include "app/operation.h"
#include "app/overrides.h"
#include "app/panel_load.h"
#include "demand/coherent.h"

#include "base/json.h"

enum { COLUMNS_MOST = RI_DEMAND_LEVELS_MOST + 32, ROWS_A_BATCH = 2048 };

#define RECONCILE_WORD(code, text) text,
const char *const ri_reconcile_words[] = {RI_RECONCILE_MAP(RECONCILE_WORD) NULL};

/* Columns: level, keys, time, mean, quantiles, model. */
static ri_status make_columns(struct ri_call *call, const struct ri_loaded_panel *loaded,
                              const struct ri_demand_options *options, bool overridden,
                              struct ri_table_column *columns, size_t *ret_count,
                              struct ri_error *err)
{
    const struct ri_panel *panel = &loaded->panel;
    size_t                 count = 0;
    columns[count++] = (struct ri_table_column){
        .name = "level", .type = RI_COLUMN_TEXT, .help = "columns that a sum has in common"};
    for (size_t k = 0; k < panel->key_count; k++)
        columns[count++] = (struct ri_table_column){.name = panel->key_names[k],
                                                    .type = RI_COLUMN_TEXT,
                                                    .help = "empty where a sum goes over all"};
    columns[count++] = (struct ri_table_column){.name = panel->time_name,
                                                .type = ri_panel_time_type(loaded),
                                                .help = "first day of the period"};
    columns[count++] = (struct ri_table_column){.name = "mean",
                                                .type = RI_COLUMN_NUMBER,
                                                .unit = "units",
                                                .help = "expected units in the period"};
    for (size_t q = 0; q < options->level_count; q++) {
        char level[32];
        level[ri_double_text(options->levels[q], level)] = '\0';
        const char *name = ri_arena_printf(ri_call_mem(call), "q%s", level);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for the names of columns");
        columns[count++] = (struct ri_table_column){.name = name,
                                                    .type = RI_COLUMN_NUMBER,
                                                    .unit = "units",
                                                    .help = "quantile of the units in the period"};
    }
    columns[count++] =
        (struct ri_table_column){.name = "model",
                                 .type = RI_COLUMN_TEXT,
                                 .help = "what made the forecast before it was reconciled"};
    if (overridden)
        columns[count++] = (struct ri_table_column){.name = "override",
                                                    .type = RI_COLUMN_NUMBER,
                                                    .unit = "units",
                                                    .help = "units of the mean that persons added"};
    *ret_count = count;
    return RI_OK;
}

static void put_node(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                     const struct ri_level *level, size_t node,
                     const struct ri_coherent_result *result, size_t j)
{
    const struct ri_series *example = &loaded->panel.series[level->example[node]];
    const size_t            at = (level->first + node) * result->base.horizon + j;
    ri_put_string(table, level->name);
    for (size_t k = 0; k < loaded->panel.key_count; k++) {
        if (level->shown >> k & 1)
            ri_put_string(table, example->keys[k]);
        else
            ri_put_null(table);
    }
    ri_panel_put_time(table, loaded, result->base.first + (int64_t)j);
    ri_put_number(table, result->mean[at]);
    for (size_t q = 0; q < result->level_count; q++)
        ri_put_number(table, result->quantiles[at * result->level_count + q]);
    ri_put_string(table, result->base.series[level->first + node].model);
    if (result->added) ri_put_number(table, result->added[at]);
}

static ri_status put_all(struct ri_call *call, struct ri_table_builder *table,
                         const struct ri_loaded_panel *loaded, const struct ri_hierarchy *hierarchy,
                         const struct ri_coherent_result *result, struct ri_error *err)
{
    for (size_t l = 0; l < hierarchy->level_count; l++)
        for (size_t node = 0; node < hierarchy->levels[l].count; node++)
            for (size_t j = 0; j < result->base.horizon; j++) {
                put_node(table, loaded, &hierarchy->levels[l], node, result, j);
                if (ri_table_builder_rows(table) == ROWS_A_BATCH)
                    RI_TRY(ri_call_emit_builder(call, table, err));
            }
    return ri_call_emit_builder(call, table, err);
}

/* Only the keys that a level may need: those of --series or product and store, and those of the chains. */
ri_status ri_demand_load_hierarchy(struct ri_call *call, const char *chains,
                                   struct ri_loaded_panel *ret, struct ri_hierarchy *ret_hierarchy,
                                   struct ri_error *err)
{
    const char *names[RI_HIERARCHY_NAMES_MOST];
    size_t      count;
    RI_TRY(ri_demand_chains(call, chains, &chains, err));
    RI_TRY(ri_hierarchy_names(chains, ri_call_mem(call), names, &count, err));
    RI_TRY(ri_panel_load_with(call, names, count, ret, err));
    return ri_hierarchy_make(&ret->panel, chains, ri_call_mem(call), ret_hierarchy, err);
}

/* ---- What persons say ---------------------------------------------------------------------------------------------- */

struct overriding {
    const struct ri_loaded_panel *loaded;
    struct ri_overrides           overrides;
};

static double overridden_mean(void *context, size_t series, size_t step, double mean)
{
    const struct overriding *o = context;
    bool                     units;
    return ri_override_mean(&o->overrides, o->loaded, series,
                            o->loaded->panel.last + 1 + (int64_t)step, RI_DAY_NONE, mean, &units);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

static ri_status forecast(struct ri_call *call, const struct ri_loaded_panel *loaded,
                          const struct ri_hierarchy *hierarchy, struct ri_demand_options *options,
                          struct ri_coherent_result *ret, struct ri_error *err)
{
    struct overriding         overriding = {.loaded = loaded};
    struct ri_coherent_change change = {overridden_mean, &overriding};
    ri_reconcile_method       method = RI_STRUCTURAL;
    (void)ri_reconcile_parse(ri_call_text(call, "reconcile"),
                             &method); /* checked when it was set */
    RI_TRY(ri_closed_ahead(loaded->openings, (ri_day)loaded->panel.last, options->horizon,
                           ri_call_mem(call), &options->closed, err));
    options->closed_steps = options->horizon;
    RI_TRY(ri_overrides_load(call, loaded, &overriding.overrides, err));
    RI_TRY(ri_demand_coherent(&loaded->panel, hierarchy, method, options,
                              overriding.overrides.count ? &change : NULL, ri_call_task(call),
                              ri_call_mem(call), ret, err));
    if (ret->added)
        ri_call_note(call,
                     "persons changed this forecast: column override; 'demand adjusted' says why");
    return RI_OK;
}

ri_status ri_demand_hierarchy_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_panel    loaded;
    struct ri_hierarchy       hierarchy;
    struct ri_demand_options  options;
    struct ri_coherent_result result;
    struct ri_table_builder  *table;
    struct ri_table_column    columns[COLUMNS_MOST];
    size_t                    count = 0;
    if (ri_call_flag(call, "report"))
        return ri_fail(err, RI_EUSAGE,
                       "--report tells of series, not of sums: leave --hierarchy out");
    RI_TRY(
        ri_demand_load_hierarchy(call, ri_call_text(call, "hierarchy"), &loaded, &hierarchy, err));
    RI_TRY(ri_demand_read_options(call, &loaded.panel, &options, err));
    RI_TRY(ri_demand_bound_sums(call, &loaded.panel, &hierarchy, &options, err));
    RI_TRY(forecast(call, &loaded, &hierarchy, &options, &result, err));
    RI_TRY(make_columns(call, &loaded, &options, result.added != NULL, columns, &count, err));
    RI_TRY(ri_call_columns(call, columns, count, err));
    RI_TRY(ri_table_builder_new(columns, count, &table, err));
    const ri_status status = put_all(call, table, &loaded, &hierarchy, &result, err);
    ri_table_builder_free(table);
    return status;
}
