/* How what came lay around the learner's forecasts at its held-back origins: period by period, and summed over the spans that an
 * order must cover, so that the correlation between periods is in it. */
#ifndef RI_DEMAND_GLOBAL_SPREAD_H
#define RI_DEMAND_GLOBAL_SPREAD_H
#include "global_band.h"
#include "global_frame.h"

enum { GLOBAL_SPANS_MOST = 16 };
struct global_span {
    size_t             periods;
    struct global_band band; /* its levels are those of the draws */
};
struct global_spread {
    const float       *variation; /* [series] before the end */
    const uint8_t     *classes;   /* [series] classes of demand at the end */
    const size_t      *group;     /* [series] */
    const float       *turn;      /* [group][horizon] what may come or not, as a pair's */
    size_t             horizon;
    struct global_band band; /* of single periods; no levels: none */
    size_t             span_count, draw_count;
    struct global_span spans[GLOBAL_SPANS_MOST];
};
struct global_looked { /* what the spread is learnt from */
    const struct global_frame *frame;
    const float               *past; /* as ri_learnt's */
    size_t                     past_count, horizon;
};
/* spans[span_count]: different periods, rising; more than GLOBAL_SPANS_MOST are thinned out and served by the nearest. RI_ENOMEM;
 * RI_EDATA: nothing came that was forecast. */
RI_MUST_CHECK ri_status global_spread_make(const struct global_looked *looked, const double *levels,
                                           size_t level_count, const size_t *spans,
                                           size_t span_count, size_t draws, struct ri_arena *work,
                                           struct ri_arena *mem, struct global_spread **ret,
                                           struct ri_error *err);
#endif
