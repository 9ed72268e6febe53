/* Who is told of alerts, and what has been told: recipients, the outbox, messages.
 *
 *     alert opens --same transaction--> outbox row a recipient --bundled--> message --tried, again--> sent | dead
 *
 * An outbox row is one alert for one recipient; a message is what goes over the wire, with an id that stays the same
 * however often it is tried, so that a receiver can tell. At least once: a program that is killed between sending and
 * writing it down sends again under the same id. */
#ifndef RI_CONTROL_OUTBOX_H
#define RI_CONTROL_OUTBOX_H
#include "alerts.h"

/* ---- Recipients -------------------------------------------------------------------------------------------------- */

enum { RI_WEBHOOK_SECRET_SIZE = 32 };
extern const char *const ri_recipient_channels[]; /* email, webhook; NULL-terminated */
extern const char *const ri_recipient_digests[];  /* none, hourly, daily; NULL-terminated */

struct ri_recipient { /* texts live until the next one */
    const char *name, *channel, *address, *time_zone, *digest, *why_off;
    ri_severity severity;             /* least that is sent */
    int         quiet_from, quiet_to; /* minutes of the day; -1: no quiet hours */
    int         digest_at;            /* minute of the day */
    bool        urgent, allow_private, on;
    const unsigned char
               *secret; /* [RI_WEBHOOK_SECRET_SIZE] of a webhook; NULL: none, or as it is */
    const char *stores, *categories; /* listed: comma-separated; NULL: all */
};
typedef ri_status ri_recipient_fn(void *context, const struct ri_recipient *recipient,
                                  struct ri_error *err);
/* One recipient, or all by name when `name` is NULL. */
RI_MUST_CHECK ri_status ri_recipients_each(struct ri_alerts *alerts, const char *name,
                                           ri_recipient_fn *each, void *context,
                                           struct ri_error *err);
/* Makes it or says it anew; stores and categories are NULL-terminated lists here, NULL: all. */
RI_MUST_CHECK ri_status ri_recipients_put(struct ri_alerts          *alerts,
                                          const struct ri_recipient *recipient,
                                          const char *const *stores, const char *const *categories,
                                          int64_t now_us, struct ri_error *err);
/* Takes it away with all that waits for it. RI_ENOTFOUND. */
RI_MUST_CHECK ri_status ri_recipients_remove(struct ri_alerts *alerts, const char *name,
                                             struct ri_error *err);
RI_MUST_CHECK ri_status ri_recipients_off(struct ri_alerts *alerts, const char *name,
                                          const char *why, struct ri_error *err);

/* ---- What waits -------------------------------------------------------------------------------------------------- */

struct ri_waiting {
    const char *recipient;
    int64_t     since_us;
    ri_severity severity; /* the worst */
};
typedef ri_status       ri_waiting_fn(void *context, const struct ri_waiting *waiting,
                                      struct ri_error *err);
RI_MUST_CHECK ri_status ri_outbox_waiting(struct ri_alerts *alerts, ri_waiting_fn *each,
                                          void *context, struct ri_error *err);
/* Alerts that wait for one recipient since at most until_us, of at least that severity, worst first. */
RI_MUST_CHECK ri_status ri_outbox_alerts(struct ri_alerts *alerts, const char *recipient,
                                         ri_severity severity, int64_t until_us, ri_alert_fn *each,
                                         void *context, struct ri_error *err);

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

enum { RI_MESSAGE_ID_SIZE = 40 }; /* "msg_" and 32 hexadecimal digits */
struct ri_message {
    const char *id, *recipient, *channel, *address, *subject, *body, *state, *last_error;
    int64_t     alerts, attempts, next_us, created_us, sent_us;
};
/* Puts what waits for a recipient (as in ri_outbox_alerts) into one message, due now. */
RI_MUST_CHECK ri_status ri_outbox_bundle(struct ri_alerts *alerts, const struct ri_message *message,
                                         ri_severity severity, int64_t until_us, int64_t now_us,
                                         struct ri_error *err);
/* Takes the next message that is due, texts in mem; RI_ENOTFOUND: none. It must be ended within patience_us. */
RI_MUST_CHECK ri_status ri_messages_claim(struct ri_alerts *alerts, int64_t now_us,
                                          int64_t patience_us, struct ri_arena *mem,
                                          struct ri_message *ret, struct ri_error *err);
/* state: sent, waiting (until next_us), dead. why: of a failure. */
RI_MUST_CHECK ri_status ri_messages_end(struct ri_alerts *alerts, const char *id, const char *state,
                                        const char *why, int64_t next_us, int64_t now_us,
                                        struct ri_error *err);
typedef ri_status       ri_message_fn(void *context, const struct ri_message *message,
                                      struct ri_error *err);
/* The latest first; states and recipients NULL-terminated, NULL: any. Bodies are not read. */
RI_MUST_CHECK ri_status ri_messages_each(struct ri_alerts *alerts, const char *const *states,
                                         const char *const *recipients, int64_t limit,
                                         ri_message_fn *each, void *context, struct ri_error *err);
/* Has a message tried again at once, or every dead one when id is NULL. *ret_count of them. */
RI_MUST_CHECK ri_status ri_messages_retry(struct ri_alerts *alerts, const char *id, int64_t now_us,
                                          int64_t *ret_count, struct ri_error *err);
#endif
