/* Which candidate forecasts a series: by what its own rolling origins say, shrunk towards what works for its class of demand.
 *
 *     gain      of a candidate over the first of the list (over the median where the series is too young for that), on one series:
 *               logarithm of the ratio of their mean losses over the same origins, whatever the series' units
 *     noise     variance of that (delta method); origins whose outcomes overlap count as what they are worth; with few of them pulled
 *               towards what is usual for the class
 *     prior     of a class, by whom they are over: how gains of its series lie around their mean, beyond what noise explains
 *     expected  (spread x gain + noise x mean) / (spread + noise): the normal-normal empirical Bayes estimate
 *
 * The prior is itself shrunk, with few series, towards a small loss: whoever stands later in the list must earn the seat. The learner
 * where there is one, else the best of the class, is used, unless another's expected gain lies above its own by more than the standard
 * error that is left: months in a row err alike, so that origins tell less than their noise says, and the learner that was held
 * back saw fewer rows than the one that is used. Efron & Morris (1975); moments as DerSimonian & Laird (1986). */
#ifndef RI_DEMAND_CHOICE_H
#define RI_DEMAND_CHOICE_H
#include "plan.h"

enum {
    RI_CHOICE_SAMPLE = 1024
}; /* series that priors are learnt from, spread evenly over the panel */

struct ri_gain {
    double gain,
        noise; /* noise: INFINITY where nothing could be compared, NAN where there is no forecast */
    double occasions; /* independent ones behind it */
};
struct ri_evidence { /* of one series */
    ri_demand_class demand_class;
    bool            learner; /* the last candidate is the learner */
    size_t          count;
    size_t          reference;        /* whom gains are over: the first, or who stands for it */
    struct ri_gain  of[RI_PLAN_MOST]; /* the reference: 0, 0 */
};
struct ri_prior {
    struct ri_prior_of {
        double mean, spread, noise; /* spread: variance between series; noise: its mean */
    } of[RI_PLAN_MOST][RI_DEMAND_CLASS_COUNT][RI_PLAN_MOST]; /* [reference][class][candidate] */
};

/* Of losses at the same occasions (NAN: not known). overlap: how many neighbouring occasions share an outcome, at least 1. floor is
 * added to both mean losses: a share of the usual loss where occasions are few and may all be quiet, or 0. */
struct ri_gain ri_gain_of(const double *reference, const double *loss, size_t occasions,
                          double overlap, double floor);
/* From evidence[count] in the order given; no evidence: what is believed of every candidate beforehand. */
void ri_prior_make(const struct ri_evidence *evidence, size_t count, struct ri_prior *ret);
/* Expected gains into ret[evidence->count] (NAN: no forecast) and the variance that is left of each. */
void ri_expect(const struct ri_prior *prior, const struct ri_evidence *evidence, double *ret,
               double *ret_variance);
/* Index of the candidate to use; evidence->count when none has a forecast. */
size_t ri_choose(const struct ri_prior *prior, const struct ri_evidence *evidence);
#endif
