/* One model tried on one series at rolling origins: its past forecasts, their errors; several of them combined.
 *
 *     origins   o_0 < o_1 < ... < o_{k-1} < n: a forecast "made after o_i periods" knows y[0 .. o_i - 1]
 *     past      [k][steps]; those beyond the history have nothing to be compared with
 *
 * Parameters are fitted once to the history before the earliest origin, so that no past forecast knows more than it
 * could have, and once more to all of it for the forecast that is handed out. */
#ifndef RI_DEMAND_CANDIDATE_H
#define RI_DEMAND_CANDIDATE_H
#include "clean.h"
#include "combine.h"

struct ri_origins {
    size_t count, first, spacing; /* o_i = first + i spacing */
    size_t steps;                 /* periods forecast from each */
};
/* At most `most` origins in the newer half of the history, a season apart where there is room. */
struct ri_origins ri_origins_spread(size_t n, size_t season, size_t steps, size_t most);

struct ri_candidate {
    const char                 *name;
    const struct ri_forecaster *model;   /* NULL: a combination of members */
    struct ri_fitted     before, fitted; /* to the history before the first origin, to all of it */
    ri_combination       combination;
    size_t               member_count;
    struct ri_candidate *members; /* of a combination, its own copies */
    double              *weights; /* [member_count], sum 1 */
    double *past;  /* [origins.count][origins.steps]; NULL: too short a history to try */
    double *loss;  /* [origins.count] mean squared error; NAN: nothing to compare */
    double  error; /* RMSSE over the origins, NAN: not measured */
};
/* Tries a model. A history too short for it, or a forecast that is not finite, gives a candidate without past. */
RI_MUST_CHECK ri_status ri_candidate_try(const struct ri_forecaster *model,
                                         const struct ri_cleaned    *cleaned,
                                         const struct ri_origins *origins, struct ri_arena *scratch,
                                         struct ri_candidate *ret, struct ri_error *err);
/* Combines those of the members[count] that could be tried; costs no evaluation. The weights at an origin come from the
 * origins whose outcomes were known by then, those of the forecast from all of them. No member has a past: nor has it. */
RI_MUST_CHECK ri_status ri_candidate_combine(ri_combination             combination,
                                             const struct ri_candidate *members, size_t count,
                                             const struct ri_cleaned *cleaned,
                                             const struct ri_origins *origins,
                                             struct ri_arena *scratch, struct ri_candidate *ret,
                                             struct ri_error *err);
/* Whether a forecast can be made from that history. */
bool ri_candidate_can(const struct ri_candidate *candidate, const struct ri_history *history);
/* Fits a candidate without past to the whole history, for which it must be able to forecast. */
RI_MUST_CHECK ri_status ri_candidate_fit(struct ri_candidate     *candidate,
                                         const struct ri_history *history, struct ri_arena *scratch,
                                         struct ri_error *err);
/* Means of the periods after `known`, by the parameters fitted to the history before the first origin or to all of it; where nothing
 * was ever below 0, neither is a mean. Not finite where the model fails. */
RI_MUST_CHECK ri_status ri_candidate_ahead(const struct ri_candidate *candidate, bool before,
                                           const struct ri_history *known, bool never_negative,
                                           size_t steps, struct ri_arena *scratch, double *ret,
                                           struct ri_error *err);
/* Mean squared error of forecast[steps] made after `origin` periods; NAN: nothing is known there. */
double ri_candidate_loss(const struct ri_cleaned *cleaned, size_t origin, size_t steps,
                         const double *forecast);
#endif
