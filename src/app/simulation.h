/* A past span played for every series of a panel under several policies: what inventory simulate shows, and what advice is valued
 * with. Forecasts are those that would have been known at each review (demand/rolling.h); the simple rules are tuned on
 * the time before the span and on nothing else. Totals do not depend on the number of threads. */
#ifndef RI_APP_SIMULATION_H
#define RI_APP_SIMULATION_H
#include "app/stock_record.h"
#include "base/task.h"
#include "demand/event_lift.h"
#include "inventory/simulate.h"
#include "table/panel.h"

enum { RI_PLAYERS_MOST = 16, RI_SETTING_ROOM = 96 };

struct ri_simulation_terms {      /* of a series; money in major units */
    bool                  played; /* false: left out */
    size_t                lead_time, review, shelf_life;
    double                pack, minimum;
    double                unit_cost; /* NAN: stock has no value */
    struct ri_play_prices prices;
};
struct ri_player { /* a policy with its setting; results are by player */
    const char             *policy;
    char                    setting[RI_SETTING_ROOM];
    const struct ri_policy *rule;          /* NULL: the record */
    double                  service;       /* forecast: NAN by costs */
    size_t                  window;        /* simple rules: periods of the mean */
    double                  cover, beyond; /* in times of lead time and review */
};
struct ri_simulation {
    const struct ri_panel            *panel;
    const struct ri_stock_records    *records;  /* NULL: nobody wrote down what happened */
    const struct ri_simulation_terms *terms;    /* by series */
    int64_t                           from, to; /* periods counted: from .. to - 1 */
    size_t tuned; /* periods before `from` that rules are tuned on; set by the run */
    /* (optional) Days known to be closed, [series][closed_count] from period closed_first on; what promotions and prices do. */
    const uint8_t               *closed;
    int64_t                      closed_first;
    size_t                       closed_count;
    const struct ri_event_lifts *lifts;
    size_t                       season, refit, draws;
    const double                *services; /* levels that the forecast policy is played at too */
    size_t                       service_count;
    struct ri_task              *task;
    /* results */
    bool                   silences; /* hidden, as where nobody recorded the stock */
    struct ri_player       player[RI_PLAYERS_MOST];
    size_t                 player_count;
    struct ri_play_result *result; /* [series][player_count]; 0 periods: not played */
};
/* Chooses players, tunes, plays. Results in mem. RI_EUSAGE, RI_EDATA as the kernels; RI_ENOMEM, RI_ECANCELLED, RI_ETIMEOUT. */
RI_MUST_CHECK ri_status ri_simulation_run(struct ri_simulation *simulation, struct ri_arena *mem,
                                          struct ri_error *err);
#endif
