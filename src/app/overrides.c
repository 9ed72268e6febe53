/* Reads overrides and applies them. */
#include "app/overrides.h"

#include "app/operation.h"
#include "demand/interval.h"
#include "warehouse/warehouse.h"

#include <math.h>

struct reading {
    struct ri_call      *call;
    struct ri_overrides *overrides;
    size_t               room;
};

static ri_status text_at(struct ri_call *call, const struct ri_row *row, size_t column,
                         const char **ret, struct ri_error *err)
{
    *ret = NULL;
    if (ri_row_missing(row, column)) return RI_OK;
    const struct ri_view text = ri_row_text(row, column);
    *ret = ri_arena_copy(ri_call_mem(call), text.at, text.length);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for overrides");
}

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct reading      *reading = context;
    struct ri_overrides *overrides = reading->overrides;
    if (overrides->count == reading->room) {
        struct ri_override *grown;
        reading->room = reading->room * 2 + 64;
        RI_ARENA_NEW(grown, ri_call_mem(reading->call), reading->room, err);
        if (overrides->count) memcpy(grown, overrides->at, overrides->count * sizeof *grown);
        overrides->at = grown;
    }
    struct ri_override *override = &overrides->at[overrides->count++];
    *override =
        (struct ri_override){.id = ri_row_int64(row, 0),
                             .first = (ri_day)ri_row_int64(row, 4),
                             .last = (ri_day)ri_row_int64(row, 5),
                             .factor = ri_row_missing(row, 6) ? (double)NAN : ri_row_double(row, 6),
                             .units = ri_row_missing(row, 7) ? (double)NAN : ri_row_double(row, 7),
                             .known_on = (ri_day)ri_row_int64(row, 10)};
    RI_TRY(text_at(reading->call, row, 1, &override->product, err));
    RI_TRY(text_at(reading->call, row, 2, &override->store, err));
    RI_TRY(text_at(reading->call, row, 3, &override->series_id, err));
    RI_TRY(text_at(reading->call, row, 8, &override->reason, err));
    return text_at(reading->call, row, 9, &override->author, err);
}

static bool fits(const struct ri_override *override, const struct ri_panel *panel, size_t series)
{
    const char *const *keys = panel->series[series].keys;
    if (panel->key_count == 1)
        return override->series_id && strcmp(override->series_id, keys[0]) == 0;
    return !override->series_id &&
           (!override->product || strcmp(override->product, keys[0]) == 0) &&
           (!override->store || strcmp(override->store, keys[1]) == 0);
}

ri_status ri_overrides_load(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            struct ri_overrides *ret, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_overrides  overrides = {0};
    struct reading       reading = {.call = call, .overrides = &overrides};
    const char          *sql;
    *ret = overrides;
    if (loaded->from_file) return RI_OK;
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find("sql/panel/overrides.sql", &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, ri_call_task(call), take_row,
                             &reading, err));
    *ret = overrides;
    return RI_OK;
}

const struct ri_override *ri_override_of(const struct ri_overrides    *overrides,
                                         const struct ri_loaded_panel *loaded, size_t series,
                                         ri_day day, ri_day known)
{
    for (size_t o = overrides->count; o-- > 0;) {
        const struct ri_override *override = &overrides->at[o];
        if (day < override->first || day > override->last) continue;
        if (known != RI_DAY_NONE && override->known_on > known) continue;
        if (fits(override, &loaded->panel, series)) return override;
    }
    return NULL;
}

static ri_day first_day(const struct ri_panel *panel, int64_t period)
{
    return (ri_day)ri_floor_div(ri_period_start_us(panel->frequency, panel->week_start, period),
                                RI_US_PER_DAY);
}

double ri_override_mean(const struct ri_overrides *overrides, const struct ri_loaded_panel *loaded,
                        size_t series, int64_t period, ri_day known, double mean, bool *ret_units)
{
    const ri_day from = first_day(&loaded->panel, period),
                 to = first_day(&loaded->panel, period + 1);
    const double days = to > from ? (double)(to - from) : 1; /* hours: of a day */
    double       sum = 0;
    bool         any = false;
    *ret_units = false;
    for (ri_day day = from; day == from || day < to; day++) {
        const struct ri_override *override = ri_override_of(overrides, loaded, series, day, known);
        any = any || override;
        *ret_units = *ret_units || (override && isnan(override->factor));
        sum += !override                 ? mean / days
               : isnan(override->factor) ? override->units
                                         : override->factor * mean / days;
    }
    return any ? sum : mean;
}

ri_status ri_overrides_apply(struct ri_call *call, const struct ri_overrides *overrides,
                             const struct ri_loaded_panel *loaded, ri_day known,
                             const struct ri_demand_result *result, const double **ret_added,
                             struct ri_error *err)
{
    double *added;
    bool    any = false;
    *ret_added = NULL;
    if (!overrides->count) return RI_OK;
    RI_ARENA_NEW(added, ri_call_mem(call), result->series_count * result->horizon, err);
    for (size_t i = 0; i < result->series_count; i++) {
        const struct ri_series_forecast *forecast = &result->series[i];
        for (size_t h = 0; h < result->horizon; h++) {
            const double mean = forecast->mean[h];
            bool         units;
            const double adjusted = ri_override_mean(
                overrides, loaded, i, result->first + (int64_t)h, known, mean, &units);
            if (adjusted == mean) continue;
            any = true;
            added[i * result->horizon + h] = adjusted - mean;
            ((double *)(uintptr_t)forecast->mean)[h] = adjusted;
            ri_quantiles_follow((double *)(uintptr_t)forecast->quantiles + h * result->level_count,
                                result->level_count, mean, adjusted, units, forecast->whole);
        }
    }
    if (any) *ret_added = added;
    return RI_OK;
}
