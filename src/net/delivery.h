/* Sending something to another system once: how it ended, and what that means for a second try. */
#ifndef RI_NET_DELIVERY_H
#define RI_NET_DELIVERY_H
#include "base/task.h"
#include "base/text.h"

struct ri_delivery {
    long    code;          /* the other side's last answer (SMTP, HTTP); 0: none */
    bool    permanent;     /* trying again is of no use */
    bool    gone;          /* it wants nothing more, ever (HTTP 410) */
    int64_t retry_after_s; /* it asked for so much time; 0: it did not say */
};
enum { RI_DELIVERY_SECONDS = 30 }; /* one try, at most */
#endif
