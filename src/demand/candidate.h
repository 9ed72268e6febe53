/* One model tried on one series at rolling origins: its past forecasts, their errors, the choice among several.
 *
 *     origins   o_0 < o_1 < ... < o_{k-1} < n: a forecast "made after o_i periods" knows y[0 .. o_i - 1]
 *     past      [k][steps]; those beyond the history have nothing to be compared with
 *
 * Parameters are fitted once to the history before the earliest origin, so that no past forecast knows more than it
 * could have, and once more to all of it for the forecast that is handed out. */
#ifndef RI_DEMAND_CANDIDATE_H
#define RI_DEMAND_CANDIDATE_H
#include "clean.h"

struct ri_origins {
    size_t count, first, spacing; /* o_i = first + i spacing */
    size_t steps;                 /* periods forecast from each */
};
/* At most `most` origins in the newer half of the history, a season apart where there is room. */
struct ri_origins ri_origins_spread(size_t n, size_t season, size_t steps, size_t most);

struct ri_candidate {
    const struct ri_forecaster *model;
    struct ri_fitted before, fitted; /* to the history before the first origin, to all of it */
    double          *past;  /* [origins.count][origins.steps]; NULL: too short a history to try */
    double          *loss;  /* [origins.count] mean squared error; NAN: nothing to compare */
    double           error; /* RMSSE over the origins, NAN: not measured */
};
/* Tries a model. A history too short for it, or a forecast that is not finite, gives a candidate without past. */
RI_MUST_CHECK ri_status ri_candidate_try(const struct ri_forecaster *model,
                                         const struct ri_cleaned    *cleaned,
                                         const struct ri_origins *origins, struct ri_arena *scratch,
                                         struct ri_candidate *ret, struct ri_error *err);
/* Index of the candidate to use. The first that could be tried holds the seat; a later one takes it when its loss is
 * less by more than two standard errors of the paired difference (counting overlapping origins as what they are worth),
 * so that noise does not choose. `count` when none could be tried. */
size_t ri_candidate_choose(const struct ri_candidate *candidates, size_t count,
                           const struct ri_origins *origins);
#endif
