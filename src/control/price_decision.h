/* Prices that people accepted or turned down, with what was expected of them then. Kept in control.sqlite; nothing is removed, what is taken
 * back is marked. */
#ifndef RI_CONTROL_PRICE_DECISION_H
#define RI_CONTROL_PRICE_DECISION_H
#include "alerts.h"
#include "base/date.h"

struct ri_price_decision { /* texts live until the next one */
    int64_t     id;        /* rising from 1 */
    const char *product;
    bool        accepted;
    ri_day      starts_on;
    int         digits;                                       /* of the minor units: 2 are cents */
    int64_t     price_minor, new_minor, gain_minor;           /* gain: expected a week */
    double      units, expected_units, units_low, units_high; /* a week */
    const char *author, *note;                                /* note may be NULL */
    int64_t     set_us, undone_us;                            /* undone_us INT64_MIN: it holds */
};
/* id and the times of `decision` are not read. */
RI_MUST_CHECK ri_status ri_price_decision_put(struct ri_alerts               *alerts,
                                              const struct ri_price_decision *decision,
                                              int64_t now_us, int64_t *ret_id,
                                              struct ri_error *err);
/* RI_ENOTFOUND; RI_ECONFLICT: it was taken back before. */
RI_MUST_CHECK ri_status ri_price_decision_undo(struct ri_alerts *alerts, int64_t id, int64_t now_us,
                                               struct ri_error *err);
typedef ri_status ri_price_decision_fn(void *context, const struct ri_price_decision *decision,
                                       struct ri_error *err);
/* Newest first. */
RI_MUST_CHECK ri_status ri_price_decision_each(struct ri_alerts *alerts, ri_price_decision_fn *each,
                                               void *context, struct ri_error *err);
#endif
