/* What a finding says in one sentence. */
#ifndef RI_APP_ALERT_TEXT_H
#define RI_APP_ALERT_TEXT_H
#include "control/alerts.h"

struct ri_alert_figures { /* NAN: not known */
    double value, threshold, on_hand, on_order, cover_days, days_to_delivery, reorder_point, daily,
        daily_before;
};
/* "Oat milk 1 l: 5 left and 0 on the way, the reorder point is 34." name: of the product, or its code. */
void ri_alert_sentence(ri_alert_rule_id rule, const char *name,
                       const struct ri_alert_figures *figures, struct ri_text *out);
/* A number as people write it: at most one digit after the point, two below 1. */
void ri_alert_number(double value, struct ri_text *out);
#endif
