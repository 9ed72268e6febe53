/* How long until something happens, when for some it has not happened yet (Kaplan & Meier 1958).
 *
 *     everybody waits a time; those still waiting at the end of what was seen are censored, not lost
 *
 * Intervals by the log(-log) transformation with Greenwood's variance, so that they stay within 0 and 1. */
#ifndef RI_CUSTOMERS_SURVIVAL_H
#define RI_CUSTOMERS_SURVIVAL_H
#include "base/arena.h"

struct ri_wait {
    double time; /* 0 or more */
    bool   happened;
};
struct ri_survival_step { /* one time at which it happened to somebody */
    double time;
    size_t at_risk, events;
    double survival; /* part that still waits after this time */
    double low, high;
};
struct ri_survival {
    size_t                   count, waiting; /* steps; those to whom it had not happened */
    struct ri_survival_step *step;           /* rising in time */
    double                   longest;        /* time that anybody was watched */
};
/* Sorts the waits. confidence in (0, 1), 0.95 usual. RI_EDATA: nobody, a time below 0 or not finite; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_survival_estimate(struct ri_wait *waits, size_t count, double confidence,
                                             struct ri_arena *mem, struct ri_survival *ret,
                                             struct ri_error *err);
/* The last step at or before a time; NULL: nothing had happened yet. */
const struct ri_survival_step *ri_survival_at(const struct ri_survival *survival, double time);
/* First time at which no more than `part` still wait; INFINITY: not within what was seen. */
double ri_survival_quantile(const struct ri_survival *survival, double part);
#endif
