/* Purchases out of the warehouse. Lines come as they lie there, customers by number: nothing is grouped, hashed or named by the engine, so
 * that its memory does not matter. Lines of a receipt lie side by side and are added up as they come, the rest once they are sorted. */
#include "app/filters.h"
#include "app/purchases_internal.h"
#include "app/query.h"
#include "app/workspace.h"
#include "retail/money.h"

enum {
    USUAL_DIGITS = 2,
    RETURNED = 1
}; /* RETURNED: a receipt's lowest bit while lines are added up */

static ri_status check_currency(struct purchase_loading *loading, struct ri_view currency,
                                struct ri_error *err)
{
    if (!loading->currency[0])
        snprintf(loading->currency, sizeof loading->currency, "%.*s", (int)currency.length,
                 currency.at);
    else if (!ri_view_is(currency, loading->currency))
        return ri_fail(err, RI_EDATA, "amounts are in %s and in %.*s: choose one with --currency",
                       loading->currency, (int)currency.length, currency.at);
    return RI_OK;
}

/* A line more of the receipt that came last. */
static bool continues(const struct ri_loaded_purchases *loaded, const struct purchase_line *line)
{
    if (!loaded->count) return false;
    const struct ri_purchase *last = &loaded->at[loaded->count - 1];
    return last->customer == line->customer && last->day == line->purchase.day &&
           last->receipt == line->purchase.receipt;
}

static ri_status too_much(struct ri_error *err)
{
    return ri_fail(err, RI_EDATA, "the money of a receipt does not fit 64 bits");
}

static ri_status plain_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct purchase_loading   *loading = context;
    const uint64_t             returned = ri_row_int64(row, 5) ? RETURNED : 0;
    const struct purchase_line line = {
        .customer = (uint64_t)ri_row_int64(row, 0),
        .purchase = {.day = (int32_t)ri_row_int64(row, 1),
                     .receipt = ((uint64_t)ri_row_int64(row, 2) & ~(uint64_t)RETURNED) | returned,
                     .minor = ri_row_int64(row, 4)}};
    RI_TRY(check_currency(loading, ri_row_text(row, 3), err));
    if (!continues(loading->loaded, &line)) return purchases_add(loading, &line, err);
    int64_t *minor = &loading->loaded->at[loading->loaded->count - 1].minor;
    return __builtin_add_overflow(*minor, line.purchase.minor, minor) ? too_much(err) : RI_OK;
}

static ri_status item_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct purchase_loading   *loading = context;
    const struct purchase_line line = {.customer = (uint64_t)ri_row_int64(row, 0),
                                       .purchase = {.day = (int32_t)ri_row_int64(row, 1),
                                                    .receipt = (uint64_t)ri_row_int64(row, 2),
                                                    .minor = ri_row_int64(row, 4)},
                                       .item = ri_row_text(row, 5),
                                       .promoted = ri_row_int64(row, 6) != 0,
                                       .quantity_milli = ri_row_int64(row, 7)};
    RI_TRY(check_currency(loading, ri_row_text(row, 3), err));
    return purchases_add(loading, &line, err);
}

static ri_status cost_row(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = context;
    loaded->known_minor = ri_row_int64(row, 0);
    loaded->cost_minor = ri_row_int64(row, 1);
    return RI_OK;
}

static ri_status ask(struct purchase_loading *loading, struct ri_warehouse *warehouse,
                     struct ri_error *err)
{
    struct ri_call                *call = loading->call;
    const struct ri_purchase_wish *wish = &loading->wish;
    const struct ri_config        *config = ri_workspace_config(ri_call_workspace(call));
    const char                    *sql, *currency = ri_call_text(call, "currency");
    struct ri_filter_ids           ids;
    struct ri_bind                 binds[RI_FILTER_BINDS + 5];
    size_t                         count = RI_FILTER_BINDS;
    RI_TRY(ri_call_filter(call, warehouse, &ids, err));
    ri_filter_binds(&ids, binds);
    binds[count++] = ri_bind_date("until", loading->loaded->until);
    binds[count++] = currency ? ri_bind_string("currency", currency) : ri_bind_null("currency");
    binds[count++] = wish->by ? ri_bind_string("by", wish->by) : ri_bind_null("by");
    binds[count++] = ri_bind_bool("promotions", wish->promotions);
    binds[count++] = ri_bind_string("time_zone", ri_config_text(config, RI_CONFIG_ZONE));
    const struct ri_binds given = {binds, count};
    RI_TRY(ri_query_text(wish->details ? "sql/panel/purchase_items.sql" : "sql/panel/purchases.sql",
                         ri_call_mem(call), &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, given, ri_call_task(call),
                             wish->details ? item_row : plain_row, loading, err));
    if (!wish->costs) return RI_OK;
    RI_TRY(ri_query_text("sql/panel/purchase_costs.sql", ri_call_mem(call), &sql, err));
    return ri_warehouse_rows(warehouse, sql, given, ri_call_task(call), cost_row, loading->loaded,
                             err);
}

/* ---- Customers -------------------------------------------------------------------------------------------------------- */

struct naming {
    struct ri_loaded_purchases *loaded;
    uint32_t *number; /* by number in the warehouse: UNSEEN, SEEN, or what it is called then */
    size_t    room;
};

#define UNSEEN 0U
#define SEEN   UINT32_MAX

/* Customers in the order of their numbers in the warehouse. */
static void number_as_they_are(struct naming *naming)
{
    uint32_t next = 0;
    for (size_t id = 0; id < naming->room; id++)
        if (naming->number[id] == SEEN) naming->number[id] = next++;
    naming->loaded->customers = next;
}

static ri_status name_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct naming *naming = context;
    const uint64_t id = (uint64_t)ri_row_int64(row, 0);
    size_t         place;
    if (id >= naming->room || naming->number[id] == UNSEEN) return RI_OK;
    RI_TRY(ri_intern_put(naming->loaded->names, ri_row_text(row, 1), &place, NULL, err));
    naming->number[id] = (uint32_t)place;
    return RI_OK;
}

/* Customers in the order of their pseudonyms. */
static ri_status number_by_pseudonym(struct purchase_loading *loading,
                                     struct ri_warehouse *warehouse, struct naming *naming,
                                     struct ri_error *err)
{
    uint32_t *number;
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT customer_id, pseudonym FROM customer_identity",
                             (struct ri_binds){0}, ri_call_task(loading->call), name_row, naming,
                             err));
    RI_TRY(purchases_number_customers(loading, &number, err));
    for (size_t i = 0; i < loading->loaded->count; i++) {
        struct ri_purchase *at = &loading->loaded->at[i];
        if (naming->number[at->customer] == SEEN)
            return ri_fail(err, RI_EDATA, "customer number %u of the warehouse has no pseudonym",
                           at->customer);
        at->customer = number[naming->number[at->customer]];
    }
    return RI_OK;
}

static ri_status number_customers(struct purchase_loading *loading, struct ri_warehouse *warehouse,
                                  struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    struct naming               naming = {.loaded = loaded};
    for (size_t i = 0; i < loaded->count; i++)
        if (loaded->at[i].customer >= naming.room) naming.room = (size_t)loaded->at[i].customer + 1;
    RI_ARENA_NEW(naming.number, ri_call_mem(loading->call), naming.room, err);
    for (size_t i = 0; i < loaded->count; i++) naming.number[loaded->at[i].customer] = SEEN;
    if (!loading->wish.nameless) return number_by_pseudonym(loading, warehouse, &naming, err);
    number_as_they_are(&naming);
    for (size_t i = 0; i < loaded->count; i++)
        loaded->at[i].customer = naming.number[loaded->at[i].customer];
    return RI_OK;
}

/* Lines of a receipt that did not lie side by side; the bit of returns is set for all, which tells no two apart. */
static ri_status add_up(struct purchase_loading *loading, struct ri_error *err)
{
    struct ri_loaded_purchases *loaded = loading->loaded;
    RI_TRY(ri_purchases_merge(loaded->at, &loaded->count, loaded->customers,
                              ri_call_mem(loading->call), err));
    for (size_t i = 0; i < loaded->count; i++) loaded->at[i].receipt |= RETURNED;
    return RI_OK;
}

ri_status purchases_from_warehouse(struct purchase_loading *loading, struct ri_error *err)
{
    struct ri_call      *call = loading->call;
    struct ri_warehouse *warehouse;
    if (ri_call_given(call, "customer") || ri_call_given(call, "time") ||
        ri_call_given(call, "value"))
        return ri_fail(err, RI_EUSAGE, "--customer, --time and --value go with --input FILE");
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_newest_day(call, warehouse, ri_newest_business_day, &loading->last, err));
    loading->loaded->until = ri_call_day(call, "until", loading->last);
    RI_TRY(ask(loading, warehouse, err));
    RI_TRY(number_customers(loading, warehouse, err));
    if (!loading->wish.details) RI_TRY(add_up(loading, err));
    const struct ri_currency *known = ri_currency_find(ri_view_of(loading->currency));
    loading->loaded->digits = known ? known->digits : USUAL_DIGITS;
    loading->loaded->currency = ri_arena_printf(ri_call_mem(call), "%s", loading->currency);
    return RI_OK;
}
