/* Alerts on their way to people: what waits in the outbox becomes messages, messages are sent.
 *
 *     outbox row -> (quiet hours, digest: not yet) -> message, one a recipient with all that waits -> tried, again -> sent | dead
 *
 * Tries after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours, each a fifth earlier or later by chance, later when the other
 * side asks for it; then the message is a dead letter, until `alerts retry`. What a mail server refuses for good is one at
 * once. A receiver that answers 410 is switched off. */
#ifndef RI_APP_ALERT_DELIVERY_H
#define RI_APP_ALERT_DELIVERY_H
#include "app/workspace.h"
#include "control/outbox.h"

/* Wakes snoozes that are over and bundles what may be sent now. *ret_messages were made. */
RI_MUST_CHECK ri_status ri_alerts_bundle(struct ri_workspace *workspace, struct ri_task *task,
                                         size_t *ret_messages, struct ri_error *err);
/* Sends the next message that is due and writes down how it ended; RI_ENOTFOUND: none is due. *ret_sent (may be NULL). */
RI_MUST_CHECK ri_status ri_alerts_send_next(struct ri_workspace *workspace, struct ri_task *task,
                                            bool *ret_sent, struct ri_error *err);
/* When may something that waits since since_us be sent? now_us or earlier: now. */
int64_t ri_alerts_due(const struct ri_recipient *recipient, int64_t since_us, int64_t now_us);
/* A message to a recipient that its settings can be tried with; sent like any other. */
RI_MUST_CHECK ri_status ri_alerts_test_message(struct ri_workspace *workspace,
                                               const char *recipient, struct ri_task *task,
                                               char             ret_id[RI_MESSAGE_ID_SIZE],
                                               struct ri_error *err);
#endif
