/* Stock alerts: which rules there are, what crossed them, and what people did about it. Kept in control.sqlite, beside the
 * outbox (outbox.h), so that an alert and what is told of it are one transaction.
 *
 *     found by a check -> open -> acknowledged | snoozed (-> open again) -> resolved
 *                           \___________ the condition is over: cleared, resolved __________/
 *
 * One alert a crossing: a second one for the same rule, store and product opens only after the condition was over, however
 * often data arrive and whatever people did with the first. A condition is over when it is no longer `held`, which asks for
 * a margin more than not being crossed (hysteresis). Safe for many threads: a store has a connection and a lock of its own. */
#ifndef RI_CONTROL_ALERTS_H
#define RI_CONTROL_ALERTS_H
#include "base/text.h"

typedef enum ri_severity { RI_INFO = 1, RI_WARNING = 2, RI_CRITICAL = 3 } ri_severity;
extern const char *const ri_severity_names[]; /* info, warning, critical; NULL-terminated */
const char              *ri_severity_name(ri_severity severity);
bool                     ri_severity_parse(const char *name, ri_severity *ret);
extern const char
    *const ri_alert_states[]; /* open, acknowledged, snoozed, resolved; NULL-terminated */

/* rule, severity, threshold, least and most threshold, unit, what it means */
#define RI_ALERT_RULE_MAP(X)                                                             \
    X(RI_BELOW_REORDER_POINT, "below_reorder_point", RI_WARNING, 1, 0.1, 10,             \
      "of the reorder point",                                                            \
      "stock and what is on its way are at or below this share of the reorder point")    \
    X(RI_RUNS_OUT, "runs_out", RI_CRITICAL, 0, 0, 60, "days",                            \
      "stock runs out before the next delivery, or fewer than so many days after it")    \
    X(RI_NEVER_SOLD, "never_sold", RI_INFO, 28, 1, 3650, "days",                         \
      "in stock for so many days and never sold in that store")                          \
    X(RI_PHANTOM, "phantom", RI_WARNING, 0.95, 0.5, 1, "probability",                    \
      "the stock on the books is probably not there: it does not sell though it should") \
    X(RI_OVERSTOCK, "overstock", RI_INFO, 120, 7, 3650, "days",                          \
      "stock lasts longer than so many days and is above what would be ordered up to")   \
    X(RI_FORECAST_JUMP, "forecast_jump", RI_INFO, 0.5, 0.05, 10, "share",                \
      "expected demand changed by more than this share from one run to the next")        \
    X(RI_NO_DATA, "no_data", RI_CRITICAL, 1, 0, 720, "hours",                            \
      "the sales of a store did not come by their usual hour, by more than so many hours") \
    X(RI_REPORT_FAILED, "report_failed", RI_WARNING, 1, 1, 20, "runs",                   \
      "a scheduled report failed so many times in a row") \
    X(RI_LATE_FILE, "late_file", RI_WARNING, 1, 0, 720, "hours",                         \
      "a file that keeps coming is late by more than so many hours ('imports expected')") \
    X(RI_DATA_FAULT, "data_fault", RI_WARNING, 0, 0, 1e12, "of money",                   \
      "a fault of the data that looks like sales ('anomaly events') costs so much or more") \
    X(RI_UNUSUAL_SALES, "unusual_sales", RI_WARNING, 300, 0, 1e12, "of money",           \
      "sales are unusual ('anomaly events') by so much or more")
#define RI_ALERT_RULE_ENUM_(code, ...) code,
typedef enum ri_alert_rule_id {
    RI_ALERT_RULE_MAP(RI_ALERT_RULE_ENUM_) RI_ALERT_RULES
} ri_alert_rule_id;
#undef RI_ALERT_RULE_ENUM_
extern const char *const ri_alert_rule_names[]; /* NULL-terminated */
/* It is about a product in a store, which imports change; the others are of a store or of the program itself. */
bool ri_alert_rule_is_of_product(ri_alert_rule_id rule);

struct ri_alert_rule {              /* as it holds now */
    const char *name, *unit, *help; /* static */
    ri_severity severity;
    bool        on, changed; /* changed: a person has set it */
    double      threshold, least, most;
};
struct ri_alert { /* texts live until the next one; NAN, NULL, INT64_MIN: missing */
    int64_t     id;
    const char *rule, *store, *product, *category, *state, *message;
    ri_severity severity;
    double      value, threshold, on_hand, on_order, cover_days;
    int64_t     stake_minor; /* estimate of the margin at stake */
    int64_t     opened_us, changed_us, snoozed_until_us, cleared_us;
    const char *author, *note; /* of the last thing that a person did */
};
typedef ri_status ri_alert_fn(void *context, const struct ri_alert *alert, struct ri_error *err);

struct ri_alerts;
/* directory NULL: in memory. create false and no file: RI_ENOTFOUND. Errors as ri_control_open. */
RI_MUST_CHECK ri_status ri_alerts_open(const char *directory, bool create, struct ri_alerts **ret,
                                       struct ri_error *err);
void                    ri_alerts_close(struct ri_alerts *alerts);

/* ---- Rules ------------------------------------------------------------------------------------------------------- */

RI_MUST_CHECK ri_status ri_alerts_rules(struct ri_alerts    *alerts,
                                        struct ri_alert_rule ret[RI_ALERT_RULES],
                                        struct ri_error     *err);
/* Sets severity, threshold and on of a rule. RI_EUSAGE: unknown, or a threshold out of its range. */
RI_MUST_CHECK ri_status ri_alerts_set_rule(struct ri_alerts           *alerts,
                                           const struct ri_alert_rule *rule, const char *author,
                                           int64_t now_us, struct ri_error *err);

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

/* A check collects what it found and settles it at once. Begin waits for another check; settle or abandon ends it. */
struct ri_finding { /* a condition that holds for a product in a store */
    ri_alert_rule_id rule;
    const char      *store, *product, *category, *message;
    ri_severity      severity;
    bool             crossed; /* false: only not yet over; keeps an alert, opens none */
    double           value, threshold, on_hand, on_order, cover_days;
    int64_t          stake_minor;
};
RI_MUST_CHECK ri_status ri_alerts_begin(struct ri_alerts *alerts, struct ri_error *err);
RI_MUST_CHECK ri_status ri_alerts_look(struct ri_alerts *alerts, const char *store,
                                       const char *product, struct ri_error *err);
RI_MUST_CHECK ri_status ri_alerts_find(struct ri_alerts *alerts, const struct ri_finding *finding,
                                       struct ri_error *err);
struct ri_alerts_settled {
    int64_t opened, cleared;
};
struct ri_alerts_scope {
    bool    whole;                 /* everything was looked at, not just the pairs said */
    bool    rules[RI_ALERT_RULES]; /* which rules were checked: only their alerts can be over */
    int64_t version;               /* of the data that were looked at ... */
    int64_t after; /* ... if those up to this version were checked before; -1: whatever was */
};
/* Opens, updates and clears alerts, fills the outbox, remembers the version; `each` (may be NULL) gets the `most` worst
 * opened ones after the commit. */
RI_MUST_CHECK ri_status ri_alerts_settle(struct ri_alerts             *alerts,
                                         const struct ri_alerts_scope *scope, int64_t now_us,
                                         int64_t most, ri_alert_fn *each, void *context,
                                         struct ri_alerts_settled *ret, struct ri_error *err);
void                    ri_alerts_abandon(struct ri_alerts *alerts);
/* The data version up to which everything was checked; 0: never. */
RI_MUST_CHECK ri_status ri_alerts_checked(struct ri_alerts *alerts, int64_t *ret_version,
                                          struct ri_error *err);

/* ---- People ------------------------------------------------------------------------------------------------------ */

struct ri_alert_filter {      /* NULL-terminated lists, NULL: any */
    int64_t            id;    /* 0: any */
    const char *const *scope; /* stores that the caller may see */
    const char *const *stores;
    const char *const *products;
    const char *const *categories;
    const char *const *rules;
    const char *const *states;
    ri_severity        severity; /* at least; 0: any */
    int64_t            limit;    /* 0: all */
};
/* Worst first. */
RI_MUST_CHECK ri_status ri_alerts_each(struct ri_alerts             *alerts,
                                       const struct ri_alert_filter *filter, ri_alert_fn *each,
                                       void *context, struct ri_error *err);
struct ri_alert_change {
    const char *state;         /* acknowledged, snoozed, resolved */
    const char *author, *note; /* note may be NULL */
    int64_t     until_us;      /* snoozed */
};
/* RI_ENOTFOUND (also one out of scope); RI_ECONFLICT: it is resolved. The same state again changes nothing: *ret_changed. */
RI_MUST_CHECK ri_status ri_alerts_change(struct ri_alerts *alerts, int64_t id,
                                         const char *const            *scope,
                                         const struct ri_alert_change *change, int64_t now_us,
                                         bool *ret_changed, struct ri_error *err);
/* Snoozes that are over open their alerts again and fill the outbox. */
RI_MUST_CHECK ri_status ri_alerts_wake(struct ri_alerts *alerts, int64_t now_us, int64_t *ret_woken,
                                       struct ri_error *err);
struct ri_alert_event {
    int64_t     at_us;
    const char *event, *author, *note;
};
typedef ri_status       ri_alert_event_fn(void *context, const struct ri_alert_event *event,
                                          struct ri_error *err);
RI_MUST_CHECK ri_status ri_alerts_history(struct ri_alerts *alerts, int64_t id,
                                          ri_alert_event_fn *each, void *context,
                                          struct ri_error *err);
struct ri_alert_counts {
    int64_t open, critical, warning, attended; /* attended: acknowledged or snoozed */
};
RI_MUST_CHECK ri_status ri_alerts_count(struct ri_alerts *alerts, struct ri_alert_counts *ret,
                                        struct ri_error *err);
#endif
