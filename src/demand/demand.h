/* Demand forecasts for many series: a mean, quantiles and the distribution of the sum over the time an
 * order must cover; the model of each series chosen by its own past errors; and the backtest of all that.
 *
 *     panel -> each series: clean -> candidates at rolling origins -> choice -> mean
 *                                        \-> errors -> quantiles per period, draws of the sum
 *
 * "auto" weighs the models of a series by its own rolling origins, shrunk towards what works for its class of demand
 * (choice.h); where the panel is big enough to learn from (ri_demand_learns), one learner over all series (global.h) is
 * among them.
 *
 * Units are those of the panel's values per period. A result does not depend on the number of threads or on
 * the order of the rows that the panel was made from. A series that cannot be forecast in the chosen way
 * falls to the next rung and says why; no series stops a run. */
#ifndef RI_DEMAND_DEMAND_H
#define RI_DEMAND_DEMAND_H
#include "base/arena.h"
#include "base/task.h"
#include "covariate.h"

enum {
    RI_DEMAND_HORIZON_MOST = 3700, /* longest horizon and longest protection period, periods */
    RI_DEMAND_LEVELS_MOST = 99,
    RI_DEMAND_DRAWS_MOST = 10000,
    RI_DEMAND_FOLDS_MOST = 100,
    RI_DEMAND_CANDIDATES_MOST = 16,
    RI_DEMAND_LEARN_SERIES = 100, /* fewest series and values that "auto" learns from */
    RI_DEMAND_LEARN_VALUES = 20000,
    RI_DEMAND_MORE_SEASONS = 3
};

/* Classes of demand by mean interval between demands (1.32) and squared variation of their sizes (0.49):
 * Syntetos & Boylan (2005). */
#define RI_DEMAND_CLASS_MAP(X)                \
    X(RI_DEMAND_NONE, "none")                 \
    X(RI_DEMAND_SMOOTH, "smooth")             \
    X(RI_DEMAND_ERRATIC, "erratic")           \
    X(RI_DEMAND_INTERMITTENT, "intermittent") \
    X(RI_DEMAND_LUMPY, "lumpy")
#define RI_DEMAND_CLASS_ENUM_(code, text) code,
typedef enum ri_demand_class {
    RI_DEMAND_CLASS_MAP(RI_DEMAND_CLASS_ENUM_) RI_DEMAND_CLASS_COUNT
} ri_demand_class;
#undef RI_DEMAND_CLASS_ENUM_
const char *ri_demand_class_text(ri_demand_class demand_class);

/* How far a series fell: the model asked for or chosen, then ever simpler ones. */
#define RI_DEMAND_RUNG_MAP(X)                   \
    X(RI_RUNG_MODEL, "model")                   \
    X(RI_RUNG_SEASONAL_NAIVE, "seasonal naive") \
    X(RI_RUNG_MEAN, "mean")                     \
    X(RI_RUNG_ZERO, "zero")
#define RI_DEMAND_RUNG_ENUM_(code, text) code,
typedef enum ri_demand_rung {
    RI_DEMAND_RUNG_MAP(RI_DEMAND_RUNG_ENUM_) RI_RUNG_COUNT
} ri_demand_rung;
#undef RI_DEMAND_RUNG_ENUM_
const char *ri_demand_rung_text(ri_demand_rung rung);

struct ri_event_lifts;
/* Zeroed but for `horizon`: the defaults. */
struct ri_demand_options {
    size_t horizon; /* periods ahead, 1 .. RI_DEMAND_HORIZON_MOST */
    size_t season;  /* periods; 0: the usual one of the panel's frequency; 1: none */
    /* (optional) Further seasons, for models that carry several (mstl). With season 0 the usual ones: 168 hours beside 24, 365 days
     * beside 7. */
    size_t more_seasons[RI_DEMAND_MORE_SEASONS];

    /* A forecaster's name; "median" or "weighted": the candidates combined; "boost": one learner over all series; NULL or
     * "auto": chosen per series. */
    const char        *model;
    const char *const *candidates; /* what "auto" chooses from, most trusted first; NULL: default */
    size_t             candidate_count;

    const double *levels; /* quantile levels, rising, each in (0, 1); none: no quantiles */
    size_t        level_count;

    /* Evaluations a series that "auto" may spend, one model at one origin being one: the list of candidates is cut or, where
     * they are not given, goes on accordingly; the learner's rows grow and shrink with it. 0: the default list. */
    size_t budget;

    const struct ri_covariates
        *covariates; /* (optional) what the learner may know beside the series */
    const struct ri_global_options *learner;     /* (optional) its settings */
    bool                            series_only; /* "auto" leaves the learner out */

    size_t origins; /* rolling origins per series for choice and errors; 0: 26 */
    /* Newest periods used; 0: 3 years of days, 2 weeks of minutes, 8 of hours, 4 years of weeks, 10 years of
     * months, and at least 4 seasons. */
    size_t history;

    /* Periods whose sum is drawn, by series (0: none for it); NULL: protection_all for each. */
    const size_t *protection;
    size_t        protection_all;
    /* (optional) By series: periods of a second span whose sum is drawn too, the lead time of an order. */
    const size_t *lead;
    size_t        draws; /* per series; 0: 200 */
    /* (optional) [series][closed_steps] 1: nothing can be sold in that period after the panel's last, the store is closed. */
    const uint8_t *closed;
    size_t         closed_steps;
    /* (optional) What promotions and prices multiply demand by, for models that do not learn it themselves: stock_demand.h. */
    const struct ri_event_lifts *lifts;

    bool errors; /* hand out the past errors too */
};

struct ri_series_forecast {
    const double   *mean;       /* horizon values, period result.first on */
    const double   *quantiles;  /* [horizon][level_count], never falling along the levels */
    const double   *draws;      /* draw_count equally likely sums, rising; NULL: none asked */
    size_t          protection; /* periods that `draws` cover */
    const double   *lead_draws; /* the same over `lead` periods; NULL: none asked */
    size_t          lead;
    const char     *model;  /* the forecaster that made it; "zero" on the last rung */
    const char     *params; /* "alpha 0.31, level0 4.2"; "" when it has none */
    ri_demand_rung  rung;
    const char     *reason; /* one sentence: why this model, or why it fell */
    ri_demand_class demand_class;
    size_t          known, missing, censored; /* periods of the history that was used */
    double          estimated;                /* units added to its censored periods */
    /* RMSSE at the rolling origins of this model and of seasonal naive; NAN: not measured. */
    double error, naive_error;
    /* When asked for: [result.origin_count][horizon] value minus forecast at the rolling origins, the newest first; NAN: not
     * known. */
    const float *errors;
    bool never_negative, whole; /* every known value of the history is >= 0; is an integer */
};
/* Lives in the caller's arena; series in the panel's order. */
struct ri_demand_result {
    int64_t                    first; /* first forecast period: panel.last + 1 */
    size_t                     horizon, season, level_count, draw_count, series_count;
    const double              *levels;
    struct ri_series_forecast *series;
    size_t                     rungs[RI_RUNG_COUNT]; /* series on each rung */
    size_t                     origin_count;         /* rows of errors; 0: not asked for */
    const char
        *note; /* why the learner was left out although the panel is big enough; NULL: it was not */
};

/* Whether a forecast of this panel with these options trains the learner, or asks one that is kept: "boost" always; "auto" when at least
 * RI_DEMAND_LEARN_SERIES series with demand hold RI_DEMAND_LEARN_VALUES known values, over four horizons and
 * eight seasons. */
bool ri_demand_learns(const struct ri_panel *panel, const struct ri_demand_options *options);
/* The settings that it trains with, those that are not given by the size of the panel alone: a row for every 8 known values, times the
 * budget over the usual one, 70,000 to 4,800,000 of them; to 100,000 with 80 trees of 15 leaves at rate 0.12, beyond with
 * 120 of 31 at 0.1. From RI_GLOBAL_BOTH_ROWS on two ways share the rows (global.h): training costs each series the same, however many there are.
 * Above 800,000 rows of series with 800 known values and more on average: twice the rows, 300 trees at 0.05. */
void ri_demand_learner(const struct ri_panel *panel, const struct ri_demand_options *options,
                       struct ri_global_options *ret);

/* Forecasts every series of the panel. Parallel over series (task.threads); progress "forecast" in series.
 * Memory: the result (ri_demand_memory) plus a scratch arena a thread, linear in the history used.
 * RI_EUSAGE: an option out of range or an unknown model (the message names the nearest); RI_ENOMEM;
 * RI_ECANCELLED, RI_ETIMEOUT. "boost" also: RI_EDATA, a covariate does not reach the horizon or too little history to learn
 * from; RI_EUPSTREAM: no learner's library. "auto" does without the learner then and says so in `note`. */
RI_MUST_CHECK ri_status ri_demand_forecast(const struct ri_panel          *panel,
                                           const struct ri_demand_options *options,
                                           struct ri_task *task, struct ri_arena *mem,
                                           struct ri_demand_result *ret, struct ri_error *err);
/* Bytes that a forecast will need at most beside the history: result, scratch, learner (memory.h). 0: it cannot be planned. */
size_t ri_demand_memory(const struct ri_panel *panel, const struct ri_demand_options *options,
                        unsigned threads);

struct ri_hierarchy;
struct ri_backtest_grouping;
struct ri_backtest_options { /* zeroed: one fold; the learner is trained anew at each */
    size_t
        folds; /* forecast origins, each `step` before the next; the last is `horizon` before the end; 0: 1 */
    size_t step;        /* periods between origins; 0: the horizon */
    bool   each_series; /* also scores by series */
    /* (optional) Groupings of the series, each with scores of its own. */
    const struct ri_backtest_grouping *groupings;
    size_t                             grouping_count;
    /* (optional) WRMSSE of the sums of a hierarchy of the panel; weights[series] or NULL: see weighted.h. */
    const struct ri_hierarchy *hierarchy;
    const double              *weights;
    bool calibration; /* ties with a quantile count as below it by their part (ties.h), not half */
    bool falls;       /* also which series could not be forecast as they should */
};
struct ri_backtest_grouping {
    const uint32_t *of; /* [series] its group */
    size_t          count;
};

#define RI_BACKTEST_ALL SIZE_MAX /* in a score's fold, step, class: taken over all of them */
struct ri_score {
    const char *model;           /* "auto" or a forecaster's name */
    size_t      fold;            /* 0 is the earliest origin */
    size_t      step;            /* periods ahead, from 1 */
    size_t      demand_class;    /* an ri_demand_class as known at the origin */
    size_t      grouping, group; /* one of those asked for */
    int64_t     origin; /* last period the forecasts knew; of the latest fold when over all */
    size_t      series, values;   /* series-folds and known values scored */
    double      actual, forecast; /* units */
    double      wape, bias;       /* sum|y-f| / sum|y|, sum(f-y) / sum|y| */
    double      mae, rmse;        /* units */
    double      mase,
        rmsse; /* mean over series-folds; scales: seasonal and one-step differences before the origin */
    double fva;     /* wape of seasonal naive minus this wape */
    double pinball; /* mean over values and levels, units; NAN without levels */
    double inside;  /* share of values between the outermost quantiles, ends included */
    const double *
        under; /* by level: share of values below the quantile (a tie counts half, or as `calibration` says) */
};
struct ri_level_score { /* of a level of the hierarchy, weighted; means where over all */
    const char *model;
    size_t      fold, level; /* level RI_BACKTEST_ALL: WRMSSE, the mean over the levels */
    double      rmsse;
    double      spl; /* WSPL of the quantiles; NAN but for the first model, and with `calibration` */
};
struct ri_fall { /* a series that was not forecast by the model that it should have been */
    size_t         series, fold;
    int64_t        origin;
    ri_demand_rung rung;
    const char    *model, *reason;
};
struct ri_demand_backtest_result {
    size_t        level_count, model_count, fold_count, score_count;
    const double *levels;
    const char *const
               *models; /* "auto" first, then the candidates; one name when a model was asked for */
    const char *note;   /* as ri_demand_result's, of any fold */
    const struct ri_score
        *scores; /* by model: all; each fold; each step, class and group over all folds */
    const struct ri_score *by_series; /* [series][model], NULL unless asked for */
    /* By model: over all folds, each fold; WRMSSE first, then its levels. */
    const struct ri_level_score *levels_scored;
    size_t                       levels_scored_count;
    const struct ri_fall        *falls; /* of the first model, by series and fold */
    size_t                       fall_count;
};
/* The last period that fold `fold` knows; `last` is the panel's. */
int64_t ri_backtest_origin(const struct ri_backtest_options *backtest, size_t horizon, int64_t last,
                           size_t fold);
/* Forecasts the panel as it was known at each fold's origin and compares with what came. Nothing after an
 * origin is seen by its forecast: each sees a truncated copy. Values missing after the origin and censored ones
 * are not scored; a measure whose divisor is 0 is NAN. Progress "backtest" in series. RI_EUSAGE also when no series
 * reaches back to the earliest origin. */
RI_MUST_CHECK ri_status ri_demand_backtest(const struct ri_panel            *panel,
                                           const struct ri_demand_options   *options,
                                           const struct ri_backtest_options *backtest,
                                           struct ri_task *task, struct ri_arena *mem,
                                           struct ri_demand_backtest_result *ret,
                                           struct ri_error                  *err);
#endif
