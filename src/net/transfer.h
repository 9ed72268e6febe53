/* One libcurl transfer with what holds for all of ours: limits of time and size, certificates checked, no redirects, no proxy from
 * the environment, cancelled by the task, private addresses refused. Inside of the room. */
#ifndef RI_NET_TRANSFER_H
#define RI_NET_TRANSFER_H
#include "delivery.h"

#include <curl/curl.h>

enum { TRANSFER_ANSWER = 512 }; /* bytes of the answer that are kept, for messages */
struct transfer {
    CURL                 *curl;
    struct curl_slist    *headers; /* freed with it */
    const struct ri_task *task;
    bool                  allow_private, refused; /* refused: the address was private */
    char                  answer[TRANSFER_ANSWER + 1];
    size_t                answer_length;
    char                  error[CURL_ERROR_SIZE];
};
RI_MUST_CHECK ri_status transfer_open(struct transfer *transfer, const struct ri_task *task,
                                      bool allow_private, struct ri_error *err);
/* Runs it. RI_EUPSTREAM with curl's words (never a secret), RI_ETIMEOUT, RI_ECANCELLED, RI_EFORBIDDEN: a private address.
 * ret->code is the last answer's, also on failure. */
RI_MUST_CHECK ri_status transfer_run(struct transfer *transfer, struct ri_delivery *ret,
                                     struct ri_error *err);
void                    transfer_close(struct transfer *transfer);
#endif
