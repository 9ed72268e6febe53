/* Forecasts of one series as they would have been made at review after review of its past.
 *
 *     reviews   the i-th knows the periods up to first + i step, and nothing later
 *     epoch     `refit` reviews: at its first one the model is chosen and fitted; after that its states are carried forward and its
 *               errors grow by what has come to be known
 *
 * The model is the one of a short list whose sums over the protection period were nearest at windows of the past year; the
 * first of the list keeps the seat unless another's squared error is less by a twentieth. A new forecast at every review
 * would cost as much as the batch does, reviews times; this is dozens of times cheaper and as honest. Where nobody recorded the
 * stock, silences are hidden (silence.h); where it is on record, a silence beside goods says that nobody wants them. Counts are
 * drawn from the law of sums (sum_law.h), other series from their past errors (interval.h).
 */
#ifndef RI_DEMAND_ROLLING_H
#define RI_DEMAND_ROLLING_H
#include "base/arena.h"
#include "table/panel.h"

struct ri_rolling {
    size_t             season;  /* periods, at least 1 */
    size_t             history; /* newest periods used, at least 1 */
    const char *const *models;  /* names, most trusted first, NULL-ended; NULL: the short list */
    size_t             refit;   /* reviews of an epoch; 0: fitted once */
    size_t lead, protection; /* periods whose sums are drawn; protection >= 1, lead <= protection */
    size_t draws;            /* equally likely sums, at least 1 */
    int64_t first;           /* last period that the first review knows */
    size_t  step, reviews;   /* periods between reviews, at least 1 */
    bool    silences;        /* runs without sales that chance does not explain are hidden */
    /* (optional) What is known ahead of each review, from closed_first and lift_first on: closed (nothing can be sold), and what promotions and prices
     * multiply demand by (event_lift.h), past periods included. Beyond: open, 1. */
    const uint8_t *closed;
    int64_t        closed_first;
    size_t         closed_count;
    const float   *lift;
    int64_t        lift_first;
    size_t         lift_count;
};
struct ri_rolled {
    double *draws, *lead_draws;    /* [reviews][draws], rising; lead_draws NULL: not wanted */
    double *mean;                  /* [reviews] expected units over the protection period */
    double *ahead;                 /* [reviews][protection] the same by period */
    bool    never_negative, whole; /* of the last review's history: every value >= 0; an integer */
    const char *model; /* of the last epoch; "mean", "zero": too short a history for any */
    size_t      epochs;
};
/* The usual season, history (three years of days, four of weeks, ten of months), refit and draws of a frequency. */
struct ri_rolling ri_rolling_usual(ri_frequency frequency, size_t season);
/* Results are in mem; scratch is given back. RI_EUSAGE: an option out of range, an unknown model; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_roll_forecasts(const struct ri_rolling *rolling,
                                          const struct ri_series *series, struct ri_arena *mem,
                                          struct ri_arena *scratch, struct ri_rolled *ret,
                                          struct ri_error *err);
#endif
