/* What promotions and prices multiply demand by, learnt from all series together: 1 on a plain day. A history divided by it is that of plain
 * days at today's price; a forecast of it times the lift is one of the days as they are planned.
 *
 *     promotion   E y = b exp(a + c log(1 - discount)) on days of promotions, b the mean of plain days of the same place in the season, up to
 *                 four seasons to either side: Poisson regression of all such days, both coefficients leaning on 0
 *     series      its own days of promotions against that, as if 20 more units had sold just as expected
 *     price       (price / price today)^e where the price differs from today's: e by least squares of log sales before and after
 *                 lasting changes, weighed by what counts tell, leaning on 0, never above 0
 *
 * Known values: numbers called promotion (1 while one lasts), discount (percent off) and price. */
#ifndef RI_DEMAND_EVENT_LIFT_H
#define RI_DEMAND_EVENT_LIFT_H
#include "base/arena.h"
#include "covariate.h"

struct ri_event_lifts {
    int64_t             first; /* period of at[..][0] */
    size_t              periods;
    const float *const *at;        /* [series][periods], 0.05 to 20; NULL: always 1 */
    double              promotion; /* a, c and e as above */
    double              discount;
    double              price;
    size_t              series; /* that have days other than plain ones */
};
/* Learns from the periods up to `until`, whose price is today's; says lifts for all periods of the covariates. In mem. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_event_lifts_learn(const struct ri_panel      *panel,
                                             const struct ri_covariates *covariates, size_t season,
                                             int64_t until, struct ri_arena *mem,
                                             struct ri_event_lifts *ret, struct ri_error *err);
#endif
