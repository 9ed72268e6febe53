/* Purchases to histories: one sort, one walk. */
#include "history.h"

#include "survival.h"

static int by_customer_day_receipt(const void *left, const void *right)
{
    const struct ri_purchase *a = left, *b = right;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->receipt > b->receipt) - (a->receipt < b->receipt);
}

enum { FEW = 24 }; /* purchases that are faster put in place one by one */

static void sort_few(struct ri_purchase *at, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct ri_purchase own = at[i];
        size_t                   to = i;
        for (; to && by_customer_day_receipt(&at[to - 1], &own) > 0; to--) at[to] = at[to - 1];
        at[to] = own;
    }
}

/* By customer, counted; each customer's few by day and receipt. */
static ri_status sort_purchases(struct ri_purchase *purchases, size_t count, size_t customer_count,
                                struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    size_t                    *end, ordered = 1;
    struct ri_purchase        *placed;
    while (ordered < count &&
           by_customer_day_receipt(&purchases[ordered - 1], &purchases[ordered]) <= 0)
        ordered++;
    if (ordered >= count) return RI_OK;
    RI_ARENA_NEW(end, mem, customer_count + 1, err);
    RI_ARENA_NEW(placed, mem, count, err);
    for (size_t i = 0; i < count; i++) end[purchases[i].customer + 1]++;
    for (size_t c = 0; c < customer_count; c++) end[c + 1] += end[c];
    for (size_t i = 0; i < count; i++) placed[end[purchases[i].customer]++] = purchases[i];
    if (count) memcpy(purchases, placed, count * sizeof *purchases);
    for (size_t c = 0, first = 0; c < customer_count; first = end[c++])
        if (end[c] - first > FEW)
            qsort(purchases + first, end[c] - first, sizeof *purchases, by_customer_day_receipt);
        else
            sort_few(purchases + first, end[c] - first);
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

static ri_status add_money(int64_t *sum, int64_t minor, uint32_t customer, struct ri_error *err)
{
    if (!__builtin_add_overflow(*sum, minor, sum)) return RI_OK;
    return ri_fail(err, RI_EDATA, "the money of customer %u does not fit 64 bits", customer);
}

ri_status ri_purchases_merge(struct ri_purchase *purchases, size_t *count, size_t customer_count,
                             struct ri_arena *mem, struct ri_error *err)
{
    size_t kept = 0;
    RI_TRY(sort_purchases(purchases, *count, customer_count, mem, err));
    for (size_t i = 0; i < *count; i++) {
        if (kept && by_customer_day_receipt(&purchases[kept - 1], &purchases[i]) == 0)
            RI_TRY(add_money(&purchases[kept - 1].minor, purchases[i].minor, purchases[i].customer,
                             err));
        else
            purchases[kept++] = purchases[i];
    }
    *count = kept;
    return RI_OK;
}

/* One purchase after the one before of the same customer (NULL: the first that is no return). */
static void count_purchase(struct ri_history_of_customer *history, const struct ri_purchase *before,
                           const struct ri_purchase *at)
{
    const bool new_day = !before || before->day != at->day;
    if (!before) history->first = at->day;
    history->last = at->day;
    history->occasions += new_day;
    history->receipts += new_day || before->receipt != at->receipt;
}

ri_status ri_customer_histories(struct ri_purchase *purchases, size_t count, size_t customer_count,
                                ri_day until, struct ri_arena *mem,
                                struct ri_history_of_customer **ret, struct ri_error *err)
{
    struct ri_history_of_customer *histories;
    RI_ARENA_NEW(histories, mem, customer_count, err);
    for (size_t i = 0; i < customer_count; i++)
        histories[i].first = histories[i].last = RI_DAY_NONE;
    RI_TRY(sort_purchases(purchases, count, customer_count, mem, err));
    const struct ri_purchase *before = NULL; /* newest purchase of the customer at hand */
    for (size_t i = 0; i < count; i++) {
        const struct ri_purchase      *at = &purchases[i];
        struct ri_history_of_customer *history = &histories[at->customer];
        if (before && before->customer != at->customer) before = NULL;
        if (until != RI_DAY_NONE && at->day > until) continue;
        RI_TRY(add_money(&history->minor, at->minor, at->customer, err));
        if (at->minor >= 0) {
            count_purchase(history, before, at);
            before = at;
        }
        if (history->first != RI_DAY_NONE && at->day != history->first)
            RI_TRY(add_money(&history->repeat_minor, at->minor, at->customer, err));
    }
    *ret = histories;
    return RI_OK;
}

size_t ri_customer_waits(const struct ri_purchase *purchases, size_t count, uint32_t nth,
                         ri_day until, struct ri_wait *waits)
{
    size_t   n = 0;
    uint32_t occasions = 0;
    ri_day   newest = RI_DAY_NONE; /* day of the newest occasion of the customer at hand */
    for (size_t i = 0; i < count; i++) {
        const struct ri_purchase *at = &purchases[i];
        if (i && at->customer != at[-1].customer) {
            occasions = 0;
            newest = RI_DAY_NONE;
        }
        if (at->minor < 0 || at->day > until || (occasions && at->day == newest)) continue;
        occasions++;
        if (occasions == nth - 1) waits[n++] = (struct ri_wait){until - at->day, false};
        if (occasions == nth) waits[n - 1] = (struct ri_wait){at->day - newest, true};
        newest = at->day;
    }
    return n;
}
