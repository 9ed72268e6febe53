/* What a backtest keeps beside its tallies when it is asked to: every forecast, for the weighted scores of sums, and the series that
 * fell back. For backtest.c alone. */
#ifndef RI_DEMAND_BACKTEST_EXTRAS_H
#define RI_DEMAND_BACKTEST_EXTRAS_H
#include "plan.h"

struct backtest_extras {
    const struct ri_panel            *panel;
    const struct ri_backtest_options *options;
    size_t                            models, folds, steps;
    double         *forecasts; /* [model][fold][series][steps], NAN: none; NULL: not asked for */
    /* Of the first model, where forecasts and quantiles are asked for: what it said before, and its quantiles. */
    const double *levels;
    size_t        level_count, occasions; /* steps x origins that are looked back to */
    float        *said;                   /* [fold][series][occasions] */
    float        *quantiles;              /* [fold][series][steps][level_count] */
    struct ri_fall *falls;     /* [series][fold]; NULL: not asked for */
    char           *reasons;   /* [series][fold][RI_TEXT_ROOM] */
    int64_t        *origins;   /* [fold] */
};
RI_MUST_CHECK ri_status backtest_extras_new(const struct ri_panel            *panel,
                                            const struct ri_demand_plan      *plan,
                                            const struct ri_backtest_options *options,
                                            size_t models, size_t folds, struct ri_arena *work,
                                            struct backtest_extras *ret, struct ri_error *err);
/* Where the reason of a forecast goes; NULL: not wanted. */
char *backtest_reason(const struct backtest_extras *extras, size_t series, size_t fold);
/* Room for what the first model said before of a series, into an answer; nothing where it is not wanted. */
struct ri_answer;
void backtest_look_back(const struct backtest_extras *extras, size_t model, size_t series,
                        size_t fold, struct ri_answer *answer);
/* Keeps what a model forecast; from any thread, each series and fold once a model. */
void backtest_keep(struct backtest_extras *extras, size_t model, size_t series,
                   const struct ri_series_forecast *forecast, size_t fold);
/* Into the result: weighted scores and falls. */
RI_MUST_CHECK ri_status backtest_extras_read(const struct backtest_extras *extras,
                                             const char *const *models, struct ri_arena *work,
                                             struct ri_arena                  *mem,
                                             struct ri_demand_backtest_result *result,
                                             struct ri_error                  *err);
#endif
