/* Customers measured and grouped. */
#include "app/customer_crowd.h"

#include <math.h>

ri_status ri_crowd_count(struct ri_call *call, struct ri_loaded_purchases *loaded,
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
    return RI_OK;
}

/* Customers whose purchases were all taken back, or who only brought something back, have no recency: left out and said. */
ri_status ri_crowd_measure(struct ri_call *call, struct ri_loaded_purchases *loaded,
                           struct ri_crowd *crowd, struct ri_error *err)
{
    RI_TRY(ri_crowd_count(call, loaded, crowd, err));
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

/* ---- Figures of each customer, or of each group ---------------------------------------------------------- */

const char *const ri_each_words[] = {"segment", "customer", NULL};

ri_status ri_customer_groups_make(struct ri_call *call, struct ri_loaded_purchases *loaded,
                                  const char *each, const char *clusters,
                                  struct ri_customer_groups *ret, struct ri_error *err)
{
    size_t k = 0;
    *ret = (struct ri_customer_groups){.of_customers = strcmp(each, "customer") == 0,
                                       .count = loaded->customers};
    RI_TRY(ri_clusters_read(clusters, &k, err));
    if (ret->of_customers) return RI_OK;
    RI_TRY(ri_crowd_measure(call, loaded, &ret->crowd, err));
    RI_TRY(ri_crowd_group(&ret->crowd, k, err));
    ret->count = ret->crowd.model.count;
    RI_ARENA_NEW(ret->people, ri_call_mem(call), ret->count, err);
    for (size_t i = 0; i < ret->crowd.count; i++) ret->people[ret->crowd.label[i]]++;
    return RI_OK;
}

size_t ri_customer_group_of(const struct ri_customer_groups *groups, size_t customer)
{
    if (groups->of_customers) return customer;
    const uint32_t point = groups->crowd.point[customer];
    return point == UINT32_MAX ? SIZE_MAX : groups->crowd.label[point];
}

size_t ri_customer_group_people(const struct ri_customer_groups *groups, size_t group)
{
    return groups->people ? groups->people[group] : 1;
}

struct ri_column ri_customer_group_column(const struct ri_customer_groups *groups)
{
    if (groups->of_customers)
        return (struct ri_column){"customer", RI_COLUMN_CUSTOMER,
                                  "customer number; a pseudonym for those who may not see it"};
    return (struct ri_column){"segment", RI_COLUMN_TEXT, "name of the group"};
}

void ri_customer_group_put(struct ri_customer_groups *groups, struct ri_loaded_purchases *loaded,
                           struct ri_table_builder *table, size_t group)
{
    if (groups->of_customers)
        ri_purchases_put_name(loaded, table, group);
    else
        ri_put_string(table, groups->crowd.model.at[group].name);
}
