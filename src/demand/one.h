/* One series through the room: clean it, try the models, answer for any of them. */
#ifndef RI_DEMAND_ONE_H
#define RI_DEMAND_ONE_H
#include "candidate.h"
#include "plan.h"

enum {
    RI_TEXT_ROOM = 160
}; /* bytes of a text of the result, its NUL included; longer ones are cut */
#define RI_CHOOSE SIZE_MAX

struct ri_tried { /* lives in the scratch arena it was made in */
    struct ri_cleaned cleaned;
    struct ri_origins origins;
    size_t            count; /* of the plan's models */
    struct ri_candidate
        candidates[RI_DEMAND_CANDIDATES_MOST + 1]; /* one more: seasonal naive, to compare with */
    size_t naive;                                  /* which one is seasonal naive */
};
/* Sees the series up to period `last` and nothing later. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_try_models(const struct ri_demand_plan *plan,
                                      const struct ri_series *series, int64_t last,
                                      struct ri_arena *scratch, struct ri_tried *ret,
                                      struct ri_error *err);

struct ri_drawn { /* a span of periods and room for draws of its sum */
    size_t  periods;
    double *draws; /* [plan.draws], used when periods > 0 */
};
struct ri_answer {             /* rooms given by the caller */
    double         *mean;      /* [horizon] */
    double         *quantiles; /* [horizon][level_count] */
    struct ri_drawn protection, lead;
    const uint8_t  *closed; /* [closed_steps] 1: closed, nothing is expected; or NULL */
    size_t          closed_steps;
    char           *params, *reason; /* [RI_TEXT_ROOM], or NULL: not wanted */
    float          *errors;          /* [plan.origins][horizon], or NULL: not wanted */
};
/* The forecast by model `which` (RI_CHOOSE: the best), or by the rung that is left; fills the rooms and ret's other
 * members. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_answer_series(const struct ri_demand_plan *plan,
                                         const struct ri_tried *tried, size_t which,
                                         const struct ri_answer *answer, struct ri_arena *scratch,
                                         struct ri_series_forecast *ret, struct ri_error *err);
#endif
