/* What the operations around alerts share: the store of alerts, who asks, who did it. */
#ifndef RI_APP_ALERT_ASK_H
#define RI_APP_ALERT_ASK_H
#include "app/alert_check.h"
#include "app/call.h"

/* The store; RI_ENOTFOUND with the words that help when there is no workspace yet. Made when the workspace is there. */
RI_MUST_CHECK ri_status ri_call_alerts(struct ri_call *call, struct ri_alerts **ret,
                                       struct ri_error *err);
/* Who may see which stores; NULL: all. */
const char *const *ri_call_scope(const struct ri_call *call);
/* Parameter `author`, else who asks, else who sits at the machine. */
const char *ri_call_author(struct ri_call *call);
#define RI_AUTHOR_PARAM \
    {"author", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "who does it; who asks when not given"}
/* Instants that may be missing (INT64_MIN), minor units that may be missing. */
void ri_put_instant_or_null(struct ri_table_builder *table, int64_t us);
/* "07:30" as minutes of the day; false: it is none. */
bool ri_minute_parse(const char *text, int *ret);
#endif
