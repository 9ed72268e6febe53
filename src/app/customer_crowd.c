/* Customers measured and grouped. */
#include "app/customer_crowd.h"

#include <math.h>

/* Customers whose purchases were all taken back, or who only brought something back, have no recency: left out and said. */
ri_status ri_crowd_measure(struct ri_call *call, struct ri_loaded_purchases *loaded,
                           struct ri_crowd *crowd, struct ri_error *err)
{
    struct ri_arena               *mem = ri_call_mem(call);
    struct ri_history_of_customer *histories;
    const double                   unit = pow(10, loaded->digits);
    RI_TRY(ri_customer_histories(loaded->at, loaded->count, loaded->customers, loaded->until, mem,
                                 &histories, err));
    *crowd = (struct ri_crowd){.call = call, .loaded = loaded};
    RI_ARENA_NEW(crowd->customer, mem, loaded->customers, err);
    RI_ARENA_NEW(crowd->rfm, mem, loaded->customers, err);
    RI_ARENA_NEW(crowd->minor, mem, loaded->customers, err);
    RI_ARENA_NEW(crowd->label, mem, loaded->customers, err);
    RI_ARENA_NEW(crowd->point, mem, loaded->customers, err);
    for (size_t i = 0; i < loaded->customers; i++) {
        const struct ri_history_of_customer *history = &histories[i];
        crowd->point[i] = UINT32_MAX;
        if (!history->occasions) continue;
        const size_t at = crowd->count++;
        crowd->point[i] = (uint32_t)at;
        crowd->customer[at] = i;
        crowd->minor[at] = history->minor;
        crowd->rfm[at].value[RI_RECENCY] = (double)(loaded->until + 1 - history->last);
        crowd->rfm[at].value[RI_FREQUENCY] = history->receipts;
        crowd->rfm[at].value[RI_MONETARY] = (double)history->minor / unit;
    }
    if (crowd->count < loaded->customers)
        ri_call_note(
            call, "%zu customers only brought goods back, or bought after the last day: left out",
            loaded->customers - crowd->count);
    return RI_OK;
}

ri_status ri_clusters_read(const char *text, size_t *ret, struct ri_error *err)
{
    int64_t k = 0;
    if (strcmp(text, "auto") != 0 &&
        (!ri_parse_int(ri_view_of(text), &k) || k < 2 || k > RI_CLUSTERS_MOST))
        return ri_fail(err, RI_EUSAGE, "--clusters wants 2 to %d, or auto; got '%.40s'",
                       RI_CLUSTERS_MOST, text);
    *ret = (size_t)k;
    return RI_OK;
}

static void say_left_out(const struct ri_crowd *crowd)
{
    for (size_t f = 0; f < RI_RFM; f++) {
        if (!crowd->model.used[f])
            ri_call_note(
                crowd->call,
                "%s is the same for every customer (%g): it tells nothing and was left out%s",
                ri_rfm_names[f], crowd->rfm[0].value[f],
                f == RI_FREQUENCY ? "; with one purchase each, nothing here speaks of loyalty"
                                  : "");
    }
}

ri_status ri_crowd_group(struct ri_crowd *crowd, size_t clusters, struct ri_error *err)
{
    struct ri_task *task = ri_call_task(crowd->call);
    RI_TRY(ri_segments_fit(crowd->rfm, crowd->count, clusters, task->seed, task,
                           ri_call_mem(crowd->call), &crowd->model, crowd->label, crowd->trials,
                           &crowd->trial_count, err));
    say_left_out(crowd);
    return RI_OK;
}
