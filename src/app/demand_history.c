/* demand history: the series as the models see them: what sold, when shelves were empty and stores closed, and what is estimated for it. */
#include "demand/clean.h"

#include "app/operation.h"
#include "app/panel_load.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048, COLUMNS_MOST = 24 };

static const struct ri_param history_params[] = {
    {"season", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "of the season that estimates follow; the usual one when not given"},
    {"last", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "only so many of the newest; all when not given"},
};
static const struct ri_column history_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series, and the time column"},
    {"value", RI_COLUMN_NUMBER,
     "units that sold, under the name of the value column; missing where not known"},
    {"state", RI_COLUMN_TEXT, "stock-out: the shelf ran empty; missing: closed, or not known"},
    {"demand", RI_COLUMN_NUMBER,
     "units as models see them: at a stock-out at least what would have been expected"},
};

static size_t make_columns(const struct ri_loaded_panel *loaded, struct ri_table_column *columns)
{
    const struct ri_panel *panel = &loaded->panel;
    size_t                 count = 0;
    for (size_t k = 0; k < panel->key_count; k++)
        columns[count++] = (struct ri_table_column){
            .name = panel->key_names[k], .type = RI_COLUMN_TEXT, .help = "key of the series"};
    columns[count++] = (struct ri_table_column){.name = panel->time_name,
                                                .type = ri_panel_time_type(loaded),
                                                .help = "first day of the period"};
    columns[count++] = (struct ri_table_column){.name = panel->value_name,
                                                .type = RI_COLUMN_NUMBER,
                                                .unit = "units",
                                                .help = history_columns[1].help};
    columns[count++] = (struct ri_table_column){
        .name = "state", .type = RI_COLUMN_TEXT, .help = history_columns[2].help};
    columns[count++] = (struct ri_table_column){.name = "demand",
                                                .type = RI_COLUMN_NUMBER,
                                                .unit = "units",
                                                .help = history_columns[3].help};
    return count;
}

static ri_status put_series(struct ri_call *call, struct ri_table_builder *table,
                            const struct ri_loaded_panel *loaded, size_t i, size_t season,
                            struct ri_arena *scratch, struct ri_error *err)
{
    const struct ri_panel  *panel = &loaded->panel;
    const struct ri_series *series = &panel->series[i];
    const size_t            most = (size_t)ri_call_integer(call, "last", 0);
    struct ri_cleaned       cleaned;
    RI_TRY(ri_clean(series, panel->last, SIZE_MAX / 2, season, scratch, &cleaned, err));
    const int64_t first = panel->last - (int64_t)cleaned.history.n + 1;
    const size_t  skip = most && most < cleaned.history.n ? cleaned.history.n - most : 0;
    for (size_t t = skip; t < cleaned.history.n; t++) {
        const size_t at = (size_t)(first + (int64_t)t - series->start);
        const double y = at < series->n ? series->y[at] : NAN;
        const bool   cut = at < series->n && series->censored && series->censored[at];
        for (size_t k = 0; k < panel->key_count; k++) ri_put_string(table, series->keys[k]);
        ri_panel_put_time(table, loaded, first + (int64_t)t);
        ri_put_number(table, y);
        ri_put_string(table, isnan(y) ? "missing" : cut ? "stock-out" : NULL);
        ri_put_number(table, cleaned.history.y[t]);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            RI_TRY(ri_call_emit_builder(call, table, err));
    }
    return RI_OK;
}

static ri_status put_all(struct ri_call *call, struct ri_table_builder *table,
                         const struct ri_loaded_panel *loaded, struct ri_error *err)
{
    const size_t season = (size_t)ri_call_integer(
        call, "season", (int64_t)ri_frequency_season(loaded->panel.frequency));
    struct ri_arena scratch;
    ri_status       status = RI_OK;
    ri_arena_init(&scratch, SIZE_MAX);
    for (size_t i = 0; i < loaded->panel.series_count && status == RI_OK; i++) {
        const struct ri_arena_mark mark = ri_arena_mark(&scratch);
        status = put_series(call, table, loaded, i, season, &scratch, err);
        ri_arena_rewind(&scratch, mark);
    }
    ri_arena_release(&scratch);
    return status == RI_OK ? ri_call_emit_builder(call, table, err) : status;
}

static ri_status history_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_panel   loaded;
    struct ri_table_column   columns[COLUMNS_MOST];
    struct ri_table_builder *table;
    const int64_t            season = ri_call_integer(call, "season", 1);
    if (season < 1 || season > RI_DEMAND_HORIZON_MOST)
        return ri_fail(err, RI_EUSAGE, "--season wants 1 to %d periods; got %lld",
                       RI_DEMAND_HORIZON_MOST, (long long)season);
    RI_TRY(ri_panel_load(call, &loaded, err));
    const size_t count = make_columns(&loaded, columns);
    RI_TRY(ri_call_columns(call, columns, count, err));
    RI_TRY(ri_table_builder_new(columns, count, &table, err));
    const ri_status status = put_all(call, table, &loaded, err);
    ri_table_builder_free(table);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "demand.history",
              .summary =
                  "The series as models see them: sales, empty shelves, closed days, estimates",
              .details =
                  "Each series from its first demand on. With stock levels in the workspace "
                  "every day is told on which the shelf ran empty, by carrying counts back and "
                  "on with sales, returns and receipts; --stockouts ignore shows the sales alone.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(history_params),
              RI_COLUMNS(history_columns),
              RI_EXAMPLES("retailinsight demand history --product SKU-1 --store S01 --last 60",
                          "retailinsight demand history --input sales.csv --series sku --time day "
                          "--value units --censored empty")},
     .run = history_run,
     .uses = "panel"},
};
const struct ri_operation_table ri_demand_history_operations = RI_OPERATION_TABLE(operations);
