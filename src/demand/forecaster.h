/* One way to forecast one series: the driver table of the room.
 *
 * A model is fitted to a history and then forecasts from any origin with the fitted parameters, so that
 * rolling origins cost one fit. y may hold NAN (closed, gap): every model skips such periods, keeps time and season
 * running through them, and says so where it does something else. */
#ifndef RI_DEMAND_FORECASTER_H
#define RI_DEMAND_FORECASTER_H
#include "demand.h"

struct ri_history {
    const double *y; /* units per period, oldest first; NAN: not known, never infinite */
    size_t        n;
    size_t        season; /* periods of the season, at least 1 */
    size_t
        more[RI_DEMAND_MORE_SEASONS]; /* further seasons, for models that carry several; 0: none */
};

enum { RI_PARAMS_MOST = 6, RI_HIDDEN_MOST = 32, RI_FORM_ROOM = 32 };
struct ri_fitted { /* fitted parameters by name, for reports and as the start of the next fit */
    char form[RI_FORM_ROOM]; /* what was chosen within the model: "A,Ad,N"; "": nothing to choose */
    double hidden[RI_HIDDEN_MOST]; /* first states and the like, in an order the model knows */
    size_t count;
    struct ri_fitted_value {
        const char *name; /* static text */
        double      value;
    } at[RI_PARAMS_MOST];
};

enum {                                  /* what a property test may expect */
       RI_FORECASTER_SEASONAL = 1 << 0, /* uses the season */
       RI_FORECASTER_SHIFTS = 1 << 1,   /* y + c gives forecast + c */
       RI_FORECASTER_FLAT = 1 << 2,     /* the same forecast for every period ahead */
       RI_FORECASTER_COUNTS =
           1 << 3, /* a law of counts: twice the units is not twice the forecast */
       RI_FORECASTER_LOWERS = 1 << 4 /* forecasts a constant too low, on purpose */
};
struct ri_forecaster {
    const char *name, *summary;
    unsigned    flags;
    size_t      min_obs;     /* fewest known values */
    size_t      min_seasons; /* fewest whole seasons of history */
    /* (optional; default: nothing to fit) Fits to the history. params->count > 0 on entry: start there. Takes its
     * room from scratch. RI_ENOMEM. */
    ri_status (*fit)(const struct ri_history *history, struct ri_arena *scratch,
                     struct ri_fitted *params, struct ri_error *err);
    /* Means of the h periods after the history into ret_mean[h], always finite for a history of at least
     * min_obs known values and min_seasons seasons. RI_ENOMEM. */
    ri_status (*forecast)(const struct ri_history *history, const struct ri_fitted *params,
                          size_t h, struct ri_arena *scratch, double *ret_mean,
                          struct ri_error *err);
    /* (optional) Quantiles [h][level_count] of the model's own law of whole numbers, in place of past errors, for series
     * of counts. */
    void (*quantiles)(const struct ri_history *history, const struct ri_fitted *params, size_t h,
                      const double *levels, size_t level_count, double *ret);
};

extern const struct ri_forecaster *const ri_forecasters[]; /* simplest first; ends with NULL */
const struct ri_forecaster *ri_forecaster_find(const char *name); /* NULL: there is none */
/* Fails the calling function: RI_EUSAGE, with the nearest name or all of them; `beside`: others that are taken there, ends with NULL. */
RI_MUST_CHECK ri_status ri_forecaster_unknown(const char *name, const char *const *beside,
                                              struct ri_error *err);
/* Whether the history is long enough for the model. */
bool ri_forecaster_accepts(const struct ri_forecaster *forecaster,
                           const struct ri_history    *history);
/* Fit and forecast in one. RI_EDATA: the history is too short for the model or not finite; RI_ENOMEM. *params and
 * ret_mean[h] are set only on success. scratch is given back. */
RI_MUST_CHECK ri_status ri_forecaster_run(const struct ri_forecaster *forecaster,
                                          const struct ri_history *history, size_t h,
                                          struct ri_arena *scratch, double *ret_mean,
                                          struct ri_fitted *params, struct ri_error *err);
#endif
