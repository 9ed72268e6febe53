/* A message of alerts as its recipient reads it: a text for people, a JSON event for programs. */
#ifndef RI_APP_ALERT_MESSAGE_H
#define RI_APP_ALERT_MESSAGE_H
#include "control/outbox.h"

enum { RI_MESSAGE_ALERTS_MOST = 100 }; /* written out; of the others only the number is said */
struct ri_alert_writing {
    bool           json; /* for programs */
    struct ri_text rows;
    size_t         count, written, by_severity[RI_CRITICAL + 1];
    char           first[160]; /* store and beginning of the worst one */
};
/* Alerts one after the other, worst first; context: a struct ri_alert_writing that was zeroed but for `json`. */
RI_MUST_CHECK ri_status ri_alert_write(void *context, const struct ri_alert *alert,
                                       struct ri_error *err);
/* Subject (event type) and body; releases nothing. */
RI_MUST_CHECK ri_status ri_alert_written(const struct ri_alert_writing *writing, int64_t now_us,
                                         struct ri_text *subject, struct ri_text *body,
                                         struct ri_error *err);
#endif
