/* Reading from a server of ours on this machine: one GET, its answer handed on as it comes, events too. */
#ifndef RI_NET_FETCH_H
#define RI_NET_FETCH_H
#include "delivery.h"

/* false: enough, the rest is not wanted. */
typedef bool ri_fetch_fn(void *context, const char *bytes, size_t length);
struct ri_fetch {
    const char  *url, *bearer; /* bearer: the secret of a key, or NULL */
    int          seconds;      /* at most */
    ri_fetch_fn *each;
    void        *context;
};
/* RI_OK also when `each` had enough. RI_EUPSTREAM: no server, or an answer other than 200 (ret->code); RI_ETIMEOUT,
 * RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_fetch(const struct ri_fetch *fetch, const struct ri_task *task,
                                 struct ri_delivery *ret, struct ri_error *err);
#endif
