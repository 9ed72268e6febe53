/* What people said of events in the sales: that one is no problem. Kept in control.sqlite beside the alerts, with who said it and when; nothing is
 * removed, what is taken back is marked. */
#ifndef RI_CONTROL_VERDICT_H
#define RI_CONTROL_VERDICT_H
#include "alerts.h"

struct ri_verdict {                /* texts live until the next one */
    int64_t     id;                /* rising from 1 */
    const char *pattern;           /* what events have in common that are alike */
    const char *event;             /* the one it was said of */
    const char *store;             /* NULL: no single one */
    const char *message;           /* what that event said */
    int64_t     daily_minor;       /* money a day of that event, without sign */
    const char *author, *note;     /* note may be NULL */
    int64_t     set_us, undone_us; /* undone_us INT64_MIN: it holds */
};
/* id and the times of `verdict` are not read. */
RI_MUST_CHECK ri_status ri_verdict_put(struct ri_alerts *alerts, const struct ri_verdict *verdict,
                                       int64_t now_us, int64_t *ret_id, struct ri_error *err);
/* RI_ENOTFOUND; RI_ECONFLICT: it was taken back before. scope: stores that the caller may see, NULL-terminated; NULL: all. */
RI_MUST_CHECK ri_status ri_verdict_undo(struct ri_alerts *alerts, int64_t id,
                                        const char *const *scope, const char *author,
                                        int64_t now_us, struct ri_error *err);
typedef ri_status       ri_verdict_fn(void *context, const struct ri_verdict *verdict,
                                      struct ri_error *err);
/* Newest first; with a scope only those of one of its stores. */
RI_MUST_CHECK ri_status ri_verdict_each(struct ri_alerts *alerts, const char *const *scope,
                                        ri_verdict_fn *each, void *context, struct ri_error *err);
#endif
