/* One series through the room: clean it, try the models, answer for any of them. */
#ifndef RI_DEMAND_ONE_H
#define RI_DEMAND_ONE_H
#include "candidate.h"
#include "pooled.h"

enum {
    RI_TEXT_ROOM = 160
}; /* bytes of a text of the result, its NUL included; longer ones are cut */
#define RI_CHOOSE SIZE_MAX

struct ri_tried { /* lives in the scratch arena it was made in */
    const struct ri_pooled *pooled;
    size_t                  series;
    struct ri_cleaned       cleaned;
    struct ri_origins       origins;
    size_t                  count; /* of the plan's candidates */
    struct ri_candidate
                       candidates[RI_PLAN_MOST + 1]; /* one more: seasonal naive, to compare with */
    size_t             naive;                        /* which one is seasonal naive */
    size_t             learner; /* which one is the learner, its past elsewhere; SIZE_MAX: none */
    double             learner_naive_error; /* of seasonal naive at the learner's origins */
    struct ri_evidence evidence;
};
/* Tries the candidates on panel->series[series] of the pool. Sees it up to the panel's last period and nothing later. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_try_models(const struct ri_demand_plan *plan,
                                      const struct ri_pooled *pooled, size_t series,
                                      struct ri_arena *scratch, struct ri_tried *ret,
                                      struct ri_error *err);

struct ri_drawn { /* a span of periods and room for draws of its sum */
    size_t  periods;
    double *draws; /* [plan.draws], used when periods > 0 */
};
struct ri_answer {             /* rooms given by the caller */
    float *said; /* (optional) [said_count][horizon] what the model said 1, 2, ... horizons ago; NAN: nothing */
    size_t said_count;
    double         *mean;      /* [horizon] */
    double         *quantiles; /* [horizon][level_count] */
    struct ri_drawn protection, lead;
    const uint8_t  *closed; /* [closed_steps] 1: closed, nothing is expected; or NULL */
    size_t          closed_steps;
    char           *params, *reason; /* [RI_TEXT_ROOM], or NULL: not wanted */
    float          *errors;          /* [plan.origins][horizon], or NULL: not wanted */
};
/* The forecast by candidate `which` (RI_CHOOSE: the best when automatic, else the one asked for), or by the rung that is left; fills
 * the rooms and ret's other members. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_answer_series(const struct ri_demand_plan *plan,
                                         const struct ri_tried *tried, size_t which,
                                         const struct ri_answer *answer, struct ri_arena *scratch,
                                         struct ri_series_forecast *ret, struct ri_error *err);
#endif
