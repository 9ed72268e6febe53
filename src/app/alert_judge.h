/* What the rules of stock alerts say of one product in one store. Pure: no data, no clock.
 *
 *     crossed   it is so: an alert opens
 *     held      it is not over yet, which asks for a margin (hysteresis); what is crossed opens nothing unless it is held too
 *
 *     rule                 crossed                                        held besides, and what the margin is
 *     below_reorder_point  position <= x reorder points                  a tenth of it more, a unit at least
 *     runs_out             cover < days to the next delivery + x         a day more; half a unit is wanted until then
 *     never_sold           x days since stock was first seen there       there is stock, and none was ever sold
 *     phantom              probability >= x                               0.1 less; there is stock, none sold since the count
 *     overstock            cover > x days                                 a tenth less; more is there than would be ordered up to
 *     forecast_jump        demand changed by more than x of what it was   a fifth less; three units and more over the span */
#ifndef RI_APP_ALERT_JUDGE_H
#define RI_APP_ALERT_JUDGE_H
#include "control/alerts.h"

struct ri_standing {            /* units, days; NAN: not known */
    double on_hand;             /* last count, less what was sold, with what came since */
    double available, on_order; /* on_hand less what is reserved; on its way in time */
    double position;            /* their sum, exact to a thousandth of a unit */
    double days_on_shelf;       /* since stock was first seen there */
    double days_to_delivery;    /* of the next order line, or of one placed today; 1 and more */
    double reorder_point, order_up_to;     /* thresholds of the last run of orders, as all below */
    double daily, daily_before, span_days; /* expected demand; lead time and review */
    double phantom;                        /* probability that the stock is not there */
    bool   sells, ever_sold;               /* since the last count; at all */
};
struct ri_judged {
    double value, threshold; /* what is held against what */
    bool   crossed, held;
};
/* Days that the stock lasts; NAN: no demand is expected, or none is known. */
double ri_standing_cover(const struct ri_standing *standing);
/* x: the threshold of the rule as a person sets it; NAN: the rule is off. One that is not of stock is never held. */
struct ri_judged ri_alert_judge(ri_alert_rule_id rule, double x,
                                const struct ri_standing *standing);
#endif
