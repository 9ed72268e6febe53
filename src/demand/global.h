/* One learner over all series: trained on the panel's own past, asked for its future. The means are learnt by boosted trees with
 * a Tweedie objective on the features of global_frame.h; the spread comes from the errors that the same learner made at held-back
 * origins, which it had not seen (split conformal, by size of the forecast and by how much a series varies).
 *
 *     held-back origins    past_count of them, a horizon apart, the newest a horizon before the end; a training before each: up to a year of
 *                          them, so that feasts are among them, as long as their trainings are cheap, and three of large panels
 *     ahead                one more with all that is known
 *     total                all of them drawn towards a forecast of the sum (global_total.h)
 *
 * The same for any number of threads. */
#ifndef RI_DEMAND_GLOBAL_H
#define RI_DEMAND_GLOBAL_H
#include "demand.h"

#define RI_STRATEGY_MAP(X)                \
    X(RI_STRATEGY_AUTO, "auto")           \
    X(RI_STRATEGY_DIRECT, "direct")       \
    X(RI_STRATEGY_RECURSIVE, "recursive") \
    X(RI_STRATEGY_BOTH, "both")
#define RI_STRATEGY_ENUM_(code, text) code,
typedef enum ri_strategy { /* how forecasts of many steps are made: global_strategy.h */
                           RI_STRATEGY_MAP(RI_STRATEGY_ENUM_) RI_STRATEGY_COUNT
} ri_strategy;
#undef RI_STRATEGY_ENUM_
bool ri_strategy_parse(const char *text, ri_strategy *ret); /* false: there is none of that name */

struct ri_global_kept;
struct ri_global_options { /* zeroed: the defaults */
    size_t   rows;         /* most training rows, of both ways together; 0: 1,600,000 */
    size_t   trees;        /* 0: 300 */
    size_t   leaves;       /* 0: 31 */
    double   rate;         /* 0: 0.05 */
    uint64_t seed;
    ri_strategy
        strategy; /* auto: both with RI_GLOBAL_BOTH_ROWS training rows, half for each; else direct */
    bool   without_total; /* not drawn towards a forecast of the sum: global_total.h */
    size_t carried; /* of kept learners, 1: their base goes on as last year did (global_frame.h) */
    /* (optional) Where the learners are kept: those that are there are asked, the others trained into it (global_kept.h). */
    struct ri_global_kept *kept;
};
enum { RI_GLOBAL_SERIES_LEAST = 2, RI_GLOBAL_PAST_MOST = 8, RI_GLOBAL_BOTH_ROWS = 400000 };

/* Most held-back origins of a learner of so many rows: as many as have 400,000 rows together, from 3 to RI_GLOBAL_PAST_MOST. */
size_t ri_global_past_most(size_t rows);

struct ri_learnt { /* lives in the caller's arena */
    size_t       series_count, horizon, past_count;
    const float *ahead; /* [series][horizon]; 0 where closed; NAN: no demand was ever seen */
    const float *past;  /* [past_count][series][horizon]: from the end less (k + 1) horizons */
    const char  *params;
    const struct global_spread *spread; /* how what came lay around its forecasts */
};

/* options: horizon, season, levels, spans to be drawn and draws are used; the learner is set as ri_demand_learner says.
 * RI_EUSAGE: as ri_demand_forecast, and kept learners that do not fit the panel; RI_EDATA: a panel that ends before they were trained, a covariate does not reach the horizon, or too little history to learn from (at least
 * four horizons and eight seasons in one series); RI_EUPSTREAM: no learner's library; RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_global_learn(const struct ri_panel          *panel,
                                        const struct ri_demand_options *options,
                                        struct ri_task *task, struct ri_arena *mem,
                                        struct ri_learnt *ret, struct ri_error *err);
/* Quantiles of a series [steps][level_count] around mean[steps] (0: certain). whole: rounded to whole numbers. */
void ri_learnt_quantiles(const struct ri_learnt *learnt, size_t series, size_t steps,
                         const double *mean, bool whole, double *ret);
/* draw_count rising, equally likely sums of the first `periods`, whose mean is `total`. */
void ri_learnt_draws(const struct ri_learnt *learnt, size_t series, size_t periods, double total,
                     bool whole, double *ret);
#endif
