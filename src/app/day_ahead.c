/* One day ahead of a series. */
#include "app/day_ahead.h"

#include "demand/demand.h"

ri_status ri_day_ahead(struct ri_call *call, ri_day first, double *values, size_t count,
                       struct ri_day_ahead *ret, struct ri_error *err)
{
    static const char *const       names[] = {"series"}, *const keys[] = {""};
    static const double            levels[] = {0.1, 0.9};
    struct ri_series               series = {.keys = keys, .start = first, .n = count, .y = values};
    const struct ri_panel          panel = {.frequency = RI_DAILY,
                                            .key_count = 1,
                                            .key_names = names,
                                            .time_name = "day",
                                            .value_name = "value",
                                            .series_count = 1,
                                            .series = &series,
                                            .last = first + (int64_t)count - 1};
    const struct ri_demand_options options = {
        .horizon = 1, .levels = levels, .level_count = RI_COUNT(levels), .series_only = true};
    struct ri_demand_result        result;
    RI_TRY(ri_demand_forecast(&panel, &options, ri_call_task(call), ri_call_mem(call), &result,
                              err));
    const struct ri_series_forecast *made = &result.series[0];
    *ret = (struct ri_day_ahead){.mean = made->mean[0],
                                 .low = made->quantiles[0],
                                 .high = made->quantiles[1],
                                 .model = made->model};
    return RI_OK;
}
