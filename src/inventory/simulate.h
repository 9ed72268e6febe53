/* A past span played again, period by period, for one thing in one place under one policy.
 *
 *     before period t   what arrives is on the shelf; at a review the policy looks and orders (on the shelf before t + lead_time)
 *     in period t       demand is met from the shelf, the rest is lost
 *     after period t    what has been there for shelf_life periods is thrown away, the oldest first
 *
 *     opening + received = sold + wasted + closing, in every period
 *
 * A policy sees the stock, what is on its way, and what was known when it orders (ri_policy_settings, made by the caller from the
 * past of that moment); it never sees demand that is still to come. Units of the thing, periods of the demand. */
#ifndef RI_INVENTORY_SIMULATE_H
#define RI_INVENTORY_SIMULATE_H
#include "base/arena.h"

struct ri_play {          /* the world, the same for every policy */
    const double *demand; /* [periods] units wanted; NAN counts as 0: closed, not known */
    size_t        periods;
    size_t        skipped; /* the first ones are played and not counted: all policies start alike */
    size_t        lead_time;    /* 0: ordered before the doors open, there when they do */
    size_t        review;       /* periods between orders, at least 1 */
    size_t        first_review; /* the first order is made before this period */
    size_t        shelf_life;   /* periods that a unit can be sold; 0: it keeps */
    double        opening;      /* units on the shelf before period 0, fresh */
    const double *arrivals;     /* [arrival_count] on their way already: there before period i */
    size_t        arrival_count;
    double        pack, minimum; /* units in a pack, > 0; fewest units of an order, 0: none */
};
/* How many times a policy is asked. */
size_t ri_play_reviews(const struct ri_play *play);

struct ri_policy_settings { /* what a policy was told; [reviews] as ri_play_reviews */
    const double
        *rate; /* [reviews] mean units a period by what was known: the simple rules' forecast */
    double
        cover; /* weeks_of_cover: periods of rate to order up to; min_max: periods of the minimum */
    double beyond; /* min_max: periods of rate from the minimum to the maximum */
    /* forecast: equally likely sums over lead_time + review and over lead_time periods, rising, at each review. */
    const double *draws,
        *lead_draws; /* [reviews][draw_count]; lead_draws NULL when lead_time is 0 */
    size_t        draw_count;
    const double *mean;    /* (optional) [reviews][lead_time + review] expected units by period */
    double        service; /* as in ri_order_input; NAN: by costs */
    double        shortage_cost, holding_cost; /* of a unit lost; of a unit held for one period */
    double        order_cost;                  /* of one order line; 0: none */
};
struct ri_play_moment { /* what a policy sees */
    size_t review, period;
    double on_hand, on_way;
    const double *
        arrivals; /* [arrival_count] there before period `period` + i; the first is on_hand already and 0 */
    size_t arrival_count;
};
struct ri_policy {
    const char *name, *summary;
    /* Units to order before rounding to packs; not above 0: nothing. Room from scratch, given back by the caller. */
    ri_status (*wanted)(const struct ri_play *play, const struct ri_policy_settings *settings,
                        const struct ri_play_moment *now, struct ri_arena *scratch, double *ret,
                        struct ri_error *err);
};
extern const struct ri_policy *const ri_policies[];                    /* ends with NULL */
const struct ri_policy              *ri_policy_find(const char *name); /* NULL: there is none */

struct ri_play_day {
    double opening, received, wanted, sold, wasted, closing;
    double ordered;  /* before this period */
    double adjusted; /* a record only: what stock was out by */
};
struct ri_play_result {          /* over the counted periods */
    size_t periods, orders, out; /* out: periods whose demand was not met */
    double opening, received, wanted, sold, lost, wasted, closing, ordered, adjusted;
    double held; /* units at the end of each period, summed: unit-periods */
};
/* Plays `play` under a policy. days[periods] (optional) is the diary. Takes room from scratch and gives it back. RI_EUSAGE: a
 * review or pack of 0, more skipped periods than there are; RI_EDATA: demand, stock, arrivals negative or not finite; what
 * the policy says. */
RI_MUST_CHECK ri_status ri_play_policy(const struct ri_play *play, const struct ri_policy *policy,
                                       const struct ri_policy_settings *settings,
                                       struct ri_arena *scratch, struct ri_play_day *days,
                                       struct ri_play_result *ret, struct ri_error *err);

/* What really happened: goods received and sold, [play->periods] each; counted[periods] (optional) is the stock found after a
 * period, NAN: nobody counted. Where a count differs, or the record would make stock negative, it is out: it is put right by
 * `adjusted`. Lost is wanted less sold. Orders are those of ordered[periods] (optional). */
struct ri_play_history {
    const double *received, *sold, *counted, *ordered;
};
RI_MUST_CHECK ri_status ri_play_record(const struct ri_play         *play,
                                       const struct ri_play_history *history,
                                       struct ri_play_day *days, struct ri_play_result *ret,
                                       struct ri_error *err);
/* Stock before period 0, reckoned back from the first count; NAN: there is none. */
double ri_play_opening(const struct ri_play_history *history, size_t periods);

/* What a result cost, major units; prices NAN count as 0. */
struct ri_play_prices {
    double margin, unit_cost; /* lost with a unit not sold; of a unit thrown away */
    double holding;           /* of a unit held for one period */
    double order;             /* of an order line */
};
struct ri_play_money {
    double lost_margin, holding, waste, orders, total;
};
struct ri_play_money ri_play_cost(const struct ri_play_result *result,
                                  const struct ri_play_prices *prices);
#endif
