/* People expected in each store: by day from the forecasters of demand, by hour from the course of the weekday in the weeks before. */
#ifndef RI_APP_FOOTFALL_AHEAD_H
#define RI_APP_FOOTFALL_AHEAD_H
#include "app/footfall_course.h"
#include "app/panel_load.h"
#include "demand/demand.h"

struct ri_people_ahead { /* lives in the call's memory */
    struct ri_call          *call;
    struct ri_loaded_panel   loaded;
    struct ri_demand_options options;
    struct ri_demand_result  result;
    struct ri_hour_course
        *course; /* [series]; NULL: periods are hours already, or hours are not asked for */
    bool    hourly;                /* the periods of the file are hours: what is answered too */
    int64_t first_hour, last_hour; /* wanted, since 1970; of days: none is left out */
};
/* An hour, or a day (hour -1), of one series. */
struct ri_people_expected {
    size_t        series;
    ri_day        day;
    int           hour;
    double        mean;
    const double *quantiles; /* [options.level_count] */
    const char   *model;
};
/* Reads the history of the workspace or of --input and forecasts it; with `hours` also how the days go. RI_EUSAGE: hours of a file of days. */
RI_MUST_CHECK ri_status ri_people_ahead(struct ri_call *call, bool hours,
                                        struct ri_people_ahead *ret, struct ri_error *err);
typedef ri_status       ri_people_fn(void *context, const struct ri_people_expected *expected,
                                     struct ri_error *err);
/* Hours in which nobody is expected (closed) are left out. */
RI_MUST_CHECK ri_status ri_people_each(const struct ri_people_ahead *ahead, ri_people_fn *each,
                                       void *context, struct ri_error *err);
const char             *ri_people_measure(
                const struct ri_people_ahead *ahead); /* visitors, receipts; a file's value column */
#endif
