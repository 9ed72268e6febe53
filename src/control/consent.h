/* Consent: by which channel a customer may be addressed, since when, and where that was said.
 *
 * Every statement is kept with its time and source; the latest counts. Who never said yes has not consented. A file that
 * says yes does not override a no, unless it says a later day: a withdrawal stands until the customer speaks again. */
#ifndef RI_CONTROL_CONSENT_H
#define RI_CONTROL_CONSENT_H
#include "control.h"

struct ri_consent { /* one statement */
    ri_channel  channel;
    bool        granted;
    int64_t     set_at; /* seconds since 1970 UTC */
    const char *source; /* "import customers.csv", "form at the till" */
};
/* Says it now, in one change with its audit row. RI_ENOTFOUND: nobody is known under that pseudonym. */
RI_MUST_CHECK ri_status ri_consent_set(struct ri_control *control, const char *pseudonym,
                                       const struct ri_consent *consent, const char *who,
                                       struct ri_error *err);
/* All statements of a customer, by channel, oldest first. */
typedef ri_status       ri_consent_fn(void *context, const struct ri_consent *consent,
                                      struct ri_error *err);
RI_MUST_CHECK ri_status ri_consent_history(struct ri_control *control, const char *pseudonym,
                                           ri_consent_fn *each, void *context,
                                           struct ri_error *err);
/* The pseudonyms of all who consent to a channel now, rising. */
typedef ri_status       ri_pseudonym_each_fn(void *context, struct ri_view pseudonym,
                                             struct ri_error *err);
RI_MUST_CHECK ri_status ri_consent_each(struct ri_control *control, ri_channel channel,
                                        ri_pseudonym_each_fn *each, void *context,
                                        struct ri_error *err);
#endif
