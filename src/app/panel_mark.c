/* Marks the days of a panel. */
#include "app/panel_mark.h"

#include "app/config.h"
#include "app/openings.h"
#include "app/operation.h"
#include "app/workspace.h"

#include <math.h>

/* ---- Empty shelves ----------------------------------------------------------------------------------------------- */

struct marking {
    struct ri_call         *call;
    struct ri_loaded_panel *loaded;
};

static int text_order(struct ri_view text, const char *other)
{
    const size_t length = strlen(other);
    const int    order = memcmp(text.at, other, text.length < length ? text.length : length);
    return order ? order : (text.length > length) - (text.length < length);
}

/* First series at or behind (product, store); series are ordered by their keys. */
static size_t first_of(const struct ri_panel *panel, struct ri_view product, struct ri_view store)
{
    size_t low = 0, high = panel->series_count;
    while (low < high) {
        const size_t             middle = (low + high) / 2;
        const char *const *const keys = panel->series[middle].keys;
        const int                order = text_order(product, keys[0]);
        if (order > 0 || (order == 0 && text_order(store, keys[1]) > 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static ri_status censor(struct marking *marking, struct ri_series *series, ri_day day,
                        struct ri_error *err)
{
    const struct ri_panel *panel = &marking->loaded->panel;
    const int64_t period = ri_period_of(panel->frequency, panel->week_start, day * RI_US_PER_DAY);
    if (period < series->start || period >= series->start + (int64_t)series->n) return RI_OK;
    if (!series->censored) {
        uint8_t *flags;
        RI_ARENA_NEW(flags, ri_call_mem(marking->call), series->n, err);
        series->censored = flags;
    }
    uint8_t *flag = (uint8_t *)(uintptr_t)&series->censored[period - series->start];
    marking->loaded->stockouts += !*flag;
    *flag = 1;
    return RI_OK;
}

static ri_status span_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct marking        *marking = context;
    const struct ri_panel *panel = &marking->loaded->panel;
    const struct ri_view   product = ri_row_text(row, 0), store = ri_row_text(row, 1);
    for (size_t i = first_of(panel, product, store); i < panel->series_count; i++) {
        struct ri_series *series = &panel->series[i];
        if (!ri_view_is(product, series->keys[0]) || !ri_view_is(store, series->keys[1])) break;
        for (ri_day day = (ri_day)ri_row_int64(row, 2); day <= (ri_day)ri_row_int64(row, 3); day++)
            RI_TRY(censor(marking, series, day, err));
    }
    return RI_OK;
}

ri_status ri_panel_mark_stockouts(struct ri_call *call, struct ri_warehouse *warehouse,
                                  const struct ri_filter_ids *ids, struct ri_loaded_panel *loaded,
                                  struct ri_error *err)
{
    const char             *sql;
    struct marking          marking = {call, loaded};
    const struct ri_config *config = ri_workspace_config(ri_call_workspace(call));
    const struct ri_bind    binds[] = {
        ri_bind_ids("stores", &ids->stores), ri_bind_ids("products", &ids->products),
        ri_bind_date("as_of", loaded->as_of),
        ri_bind_string("time_zone", ri_config_text(config, RI_CONFIG_ZONE))};
    RI_TRY(ri_embedded_sql_find("sql/panel/stockouts.sql", &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), span_row,
                             &marking, err);
}

/* ---- Closed stores ------------------------------------------------------------------------------------------------- */

ri_status ri_panel_mark_closed(struct ri_call *call, struct ri_warehouse *warehouse,
                               struct ri_loaded_panel *loaded, bool missing, struct ri_error *err)
{
    struct ri_panel    *panel = &loaded->panel;
    struct ri_openings *openings;
    RI_TRY(ri_openings_load(call, warehouse, panel, loaded->as_of, &openings, err));
    loaded->openings = openings;
    for (size_t i = 0; openings && missing && i < panel->series_count; i++) {
        struct ri_series *series = &panel->series[i];
        for (size_t t = 0; t < series->n; t++) {
            const ri_day day = (ri_day)(series->start + (int64_t)t);
            if (series->y[t] != 0 || !ri_closed_on(openings, i, day)) continue;
            series->y[t] = NAN;
            loaded->closed++;
        }
    }
    return RI_OK;
}
