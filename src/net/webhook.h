/* Webhooks: an event posted as JSON, signed so that the receiver knows who sent it and when.
 *
 *     webhook-id: msg_...      webhook-timestamp: 1764126116      webhook-signature: v1,<base64 HMAC-SHA256 of id.timestamp.body>
 *
 * Standard Webhooks 1.0. The id is the same over all tries of a message; the timestamp is that of the try. */
#ifndef RI_NET_WEBHOOK_H
#define RI_NET_WEBHOOK_H
#include "delivery.h"

enum { RI_WEBHOOK_SECRET_TEXT = 64, RI_WEBHOOK_SIGNATURE = 64 };
/* "whsec_" and base64, as receivers want it. length: at most 32. */
void ri_webhook_secret_text(const unsigned char *secret, size_t length,
                            char ret[RI_WEBHOOK_SECRET_TEXT]);
/* "v1,..." of one body. */
RI_MUST_CHECK ri_status ri_webhook_sign(const unsigned char *secret, size_t length, const char *id,
                                        int64_t timestamp, struct ri_view body,
                                        char ret[RI_WEBHOOK_SIGNATURE], struct ri_error *err);
/* May a URL be called? Without allow_private only https, and no address that is written out as a private one. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_webhook_url_check(const char *url, bool allow_private,
                                             struct ri_error *err);
struct ri_webhook {
    const char          *url, *id;
    const unsigned char *secret;
    size_t               secret_length;
    struct ri_view       body;          /* JSON */
    bool                 allow_private; /* this machine, private networks and plain http too */
    const char          *ca_file;       /* certificates to trust instead of the system's, or NULL */
    int64_t              now_us;
};
/* Posts it. Anything but 2xx is RI_EUPSTREAM with the answer's beginning; 410: ret->gone. RI_EFORBIDDEN: a private address. */
RI_MUST_CHECK ri_status ri_webhook_send(const struct ri_webhook *webhook,
                                        const struct ri_task *task, struct ri_delivery *ret,
                                        struct ri_error *err);
#endif
