/* customers top --input: the customers who bring most, out of a file; of the workspace it is sql/kpi/customers/top.sql. */
#include "app/purchases.h"
#include "app/query_internal.h"

enum { LIMIT = 20 };

struct top {
    struct ri_loaded_purchases           loaded;
    const struct ri_history_of_customer *history; /* by customer */
    int64_t                              total_minor;
};

static int most_money_first(const void *left, const void *right, void *context)
{
    const struct ri_history_of_customer *history = context;
    const size_t                         a = *(const size_t *)left, b = *(const size_t *)right;
    if (history[a].minor != history[b].minor) return history[a].minor > history[b].minor ? -1 : 1;
    return (a > b) - (a < b);
}

static void put_day(struct ri_table_builder *table, ri_day day)
{
    if (day == RI_DAY_NONE)
        ri_put_null(table);
    else
        ri_put_day(table, day);
}

static void put_row(struct top *top, struct ri_table_builder *table, size_t customer)
{
    const struct ri_history_of_customer *history = &top->history[customer];
    const bool                           bought = history->occasions > 0;
    ri_purchases_put_name(&top->loaded, table, customer);
    ri_put_null(table); /* a file does not say its currency, nor units without --quantity */
    ri_put_decimal(table, history->minor, top->loaded.digits);
    ri_put_null(table);
    ri_put_int(table, history->receipts);
    if (top->total_minor)
        ri_put_number(table, (double)history->minor / (double)top->total_minor);
    else
        ri_put_null(table);
    put_day(table, bought ? history->first : RI_DAY_NONE);
    put_day(table, bought ? history->last : RI_DAY_NONE);
}

static ri_status check_options(const struct ri_call *call, struct ri_error *err)
{
    static const char *const of_workspace[] = {"period", "from", "to", "as-of", "refunds"};
    for (size_t i = 0; i < RI_COUNT(of_workspace); i++)
        if (ri_call_given(call, of_workspace[i]))
            return ri_fail(err, RI_EUSAGE, "--%s filters the workspace: a file is taken whole",
                           of_workspace[i]);
    if (ri_call_given(call, "value")) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--input needs --value COLUMN here");
}

static ri_status put_rows(struct ri_call *call, struct top *top, struct ri_error *err)
{
    const struct ri_operation_info *info = &ri_call_operation(call)->info;
    struct ri_loaded_purchases     *loaded = &top->loaded;
    struct ri_history_of_customer  *history;
    struct ri_table_builder        *table;
    size_t                         *order;
    RI_TRY(ri_customer_histories(loaded->at, loaded->count, loaded->customers, loaded->until,
                                 ri_call_mem(call), &history, err));
    RI_ARENA_NEW(order, ri_call_mem(call), loaded->customers, err);
    top->history = history;
    for (size_t i = 0; i < loaded->customers; i++) {
        order[i] = i;
        if (__builtin_add_overflow(top->total_minor, history[i].minor, &top->total_minor))
            return ri_fail(err, RI_EDATA, "the money of all customers does not fit 64 bits");
    }
    qsort_r(order, loaded->customers, sizeof *order, most_money_first, history);
    const int64_t limit = ri_call_integer(call, "limit", LIMIT);
    RI_TRY(ri_purchases_table(loaded, info->columns, info->column_count, &table, err));
    ri_status status = RI_OK;
    for (size_t i = 0; i < loaded->customers && status == RI_OK; i++) {
        if (limit > 0 && i == (size_t)limit) break;
        put_row(top, table, order[i]);
        status = ri_purchases_flush(loaded, table, err);
    }
    return ri_purchases_end_table(loaded, table, status, err);
}

ri_status ri_customer_top_of_file(struct ri_call *call, struct ri_error *err)
{
    const struct ri_purchase_wish wish = {0};
    struct top                    top = {0};
    RI_TRY(check_options(call, err));
    ri_status status = ri_purchases_load(call, &wish, &top.loaded, err);
    if (status == RI_OK) status = put_rows(call, &top, err);
    ri_purchases_release(&top.loaded);
    return status;
}
