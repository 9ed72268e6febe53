/* One order line: how much of one thing to order now for one place, and why.
 *
 *     now          period 1 .. lead_time        period lead_time + 1 .. lead_time + review
 *     order q  ->  sold from what is there  ->  q is on the shelf; the next order's goods come after this
 *              |------------------- protection period: an order now must cover all of it -------------------|
 *
 * Demand comes as equally likely draws: sums over the lead time and over the protection period. No law is assumed. Where the
 * lead time is random, goods perish or `span` is longer, each draw is spread over the periods (order_path.c).
 * `need` of a draw is what would be missing at the end of the protection period if nothing were ordered. Its quantile
 * at the service level, or at the critical ratio of the costs, is what to order before rounding.
 *
 *     backorders   need = protection demand - position                       (unmet demand waits for the goods)
 *     lost sales   need = demand after the lead time - what is left then     (unmet demand is gone)
 *
 * Snyder & Shen, Fundamentals of Supply Chain Theory, chapters 4 and 5; Silver, Pyke & Thomas (2017), chapter 6. */
#ifndef RI_INVENTORY_ORDER_H
#define RI_INVENTORY_ORDER_H
#include "base/arena.h"

struct
    ri_order_input { /* quantities in units of the thing, times in periods, money in major units */
    double on_hand;  /* below 0 counts as 0, and the reason says so */
    double reserved; /* of on_hand, promised to customers */
    const double *
        arrivals; /* [arrival_count]: arrivals[i] is on the shelf before the demand of period i + 1;
                               * what comes after the protection period does not count */
    size_t arrival_count;
    size_t
        lead_time; /* an order placed now is on the shelf before period lead_time + 1; 0: at once */
    size_t        review;     /* periods between orders, at least 1 */
    const char   *period;     /* (optional) word for one period, "week"; "period" when NULL */
    const double *protection; /* [draw_count] demand over lead_time + review periods, rising */
    const double
          *lead; /* [draw_count] demand over lead_time periods, rising; NULL when lead_time is 0 */
    size_t draw_count;
    bool   paired; /* lead[i] and protection[i] are the same future; then neither needs to rise */
    const double *mean; /* (optional) [lead_time + review] expected demand by period; NULL: even */
    double        pack, minimum; /* units in a pack, > 0; fewest units of an order, 0: none */
    double        unit_cost, unit_price; /* NAN: not known */
    double        service; /* wanted chance of no stock-out in (0, 1); NAN: by costs */
    double        shortage_cost,
        holding_cost; /* of a unit short, and of a unit left at the end of the protection
                                                 * period; > 0; NAN both: by service */
    bool lost_sales;

    /* All below may be left at 0. */
    /* Law of the lead time: lead_chance[l], l < lead_count, that it takes l periods; adds up to 1. lead_time and lead are
     * then not looked at. */
    const double *lead_chance;
    size_t        lead_count;
    /* Periods that `protection` and `mean` cover when they go beyond the (longest) lead time + review; 0: just those. */
    size_t span;
    size_t
        shelf_life; /* periods that a unit can be sold from its arrival on; 0: for ever. Beyond the draws
                         * demand counts with its mean */
    double shelf_space; /* units that fit on the shelf when the goods come; 0: no limit */
    bool   ending;      /* no order will follow: what is left over is worth nothing */
    bool   steps; /* want the value of each step of the order, for budgets and minimum orders */
    const double *quantity; /* (optional) not to be chosen: what is to be expected of this one */
    const char   *remark;   /* (optional) what the reason must say too, a clause without its end */
};

enum { RI_ORDER_STEPS_MOST = 64, RI_ORDER_STEPS_BEYOND = 6 };
#define RI_ORDER_CAP_MAP(X)    \
    X(RI_ORDER_FREE, "none")   \
    X(RI_ORDER_SPACE, "space") \
    X(RI_ORDER_LIFE, "life")
#define RI_ORDER_CAP_ENUM_(code, text) code,
typedef enum ri_order_cap { RI_ORDER_CAP_MAP(RI_ORDER_CAP_ENUM_) RI_ORDER_CAPS } ri_order_cap;
#undef RI_ORDER_CAP_ENUM_

struct ri_order_line {
    double order_quantity; /* whole packs, at least the minimum, or 0 */
    double packs;
    double need;      /* before rounding, >= 0 */
    double level;     /* the service level or critical ratio used */
    double available; /* on hand less reserved */
    double on_order;  /* arrivals within the protection period */
    double
        order_up_to; /* position after an unrounded order; under backorders the quantile of demand */
    double reorder_point;   /* quantile of lead-time demand at `level` */
    double safety_stock;    /* order_up_to less expected protection demand */
    double expected_demand; /* over the protection period */
    /* Of the periods that this order serves, the order placed: */
    double expected_fill_rate;  /* 1 - E[units short] / E[demand]; 1 when no demand is expected */
    double cycle_service;       /* chance of no stock-out */
    double expected_lost_units; /* lost, or late under backorders */
    double expected_left;       /* units left at the end */
    double expected_cost;       /* of the cycle by the two costs; NAN without them */
    double lost_without_order;  /* expected_lost_units if nothing were ordered */
    /* Before it can come: */
    double lost_before_delivery, stock_out_before_delivery; /* units; chance */
    double cover_periods; /* how long `available` lasts at expected demand; INFINITY: for ever */
    double order_value;   /* at cost; NAN: cost not known */
    double
        money_at_stake; /* margin (or shortage cost) of what is short before delivery and without the order;
                                  * NAN: neither known. An estimate: for ranking, not for the books */
    bool        stock_was_negative;
    const char *reason; /* one sentence with numbers, in the arena */

    double       lead_mean, lead_sd; /* of the lead time, periods */
    double       safety_demand;      /* part of safety_stock caused by the spread of demand */
    double       safety_lead_time;   /* and by that of the lead time */
    ri_order_cap cap;                /* what kept the order below `uncapped` */
    double       uncapped;           /* whole packs before shelf space and shelf life */
    double expected_waste; /* units of the order that are past their life before they are sold */
    /* With input.steps: the order in steps of whole packs, the first one to the minimum, up to RI_ORDER_STEPS_BEYOND beyond
     * order_quantity. After step k there are step_units[k] units (rising); step_value[k] is what step k is worth: margin (or
     * shortage cost) of the units it saves, less waste at cost; units where no price is known. */
    size_t        step_count;
    const double *step_units, *step_value;
};

/* Pure: no state, no clock. Keeps only reason and steps in mem; needs room for up to 8 draw_count numbers meanwhile.
 * RI_EUSAGE: a parameter out of range (pack 0, service 1, review 0, no draws ...); RI_EDATA: stock, demand, arrivals or
 * prices not finite or negative, draws that do not rise, chances that do not add up; RI_ENOMEM. Messages carry the value. */
RI_MUST_CHECK ri_status ri_inventory_order(const struct ri_order_input *input, struct ri_arena *mem,
                                           struct ri_order_line *ret, struct ri_error *err);

/* The demand behind a line: equally likely sums over lead time + review, over the lead time (NULL when it is 0), and over the
 * periods that one order serves; each rising. In mem. Errors as above. */
struct ri_order_demand {
    const double *protection, *lead, *cycle;
    size_t        n;
};
RI_MUST_CHECK ri_status ri_inventory_demand(const struct ri_order_input *input,
                                            struct ri_arena *mem, struct ri_order_demand *ret,
                                            struct ri_error *err);
#endif
