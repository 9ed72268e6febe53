/* Reads the filters of a call. */
#include "app/filters.h"

const char ri_newest_business_day[] = "SELECT max(business_date) FROM sale_line";

/* The values of a list parameter; NULL: none given, not limited. */
static const char *const *values(struct ri_call *call, const char *parameter)
{
    if (!ri_call_has(call, parameter)) return NULL;
    const char *const *list = ri_call_list(call, parameter, NULL);
    return list[0] ? list : NULL;
}

ri_status ri_call_filter(struct ri_call *call, struct ri_warehouse *warehouse,
                         struct ri_filter_ids *ret, struct ri_error *err)
{
    const struct ri_principal *principal = ri_call_principal(call);
    const struct ri_filter     filter = {.stores = values(call, "store"),
                                         .regions = values(call, "region"),
                                         .categories = values(call, "category"),
                                         .products = values(call, "product"),
                                         .wheres = values(call, "where"),
                                         .scope = principal ? principal->stores : NULL};
    return ri_warehouse_filter(warehouse, &filter, ri_call_mem(call), ret, err);
}

struct ri_bind ri_scope_bind(const struct ri_call *call)
{
    const struct ri_principal *principal = ri_call_principal(call);
    const char *const         *stores = principal ? principal->stores : NULL;
    size_t                     count = 0;
    while (stores && stores[count]) count++;
    return stores ? ri_bind_text_list("scope", stores, count) : ri_bind_null("scope");
}

void ri_filter_binds(const struct ri_filter_ids *ids, struct ri_bind ret[RI_FILTER_BINDS])
{
    ret[0] = ri_bind_ids("stores", &ids->stores);
    ret[1] = ri_bind_ids("products", &ids->products);
    ret[2] = ri_bind_text_list("where_paths", ids->line_paths, ids->line_path_count);
    ret[3] = ri_bind_text_list("where_pairs", ids->line_pairs, ids->line_pair_count);
}

static ri_status day_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    if (!ri_row_missing(row, 0)) *(ri_day *)context = (ri_day)ri_row_int64(row, 0);
    return RI_OK;
}

ri_status ri_scoped_rows(struct ri_call *call, struct ri_warehouse *warehouse, const char *sql,
                         ri_row_fn *each, void *context, struct ri_error *err)
{
    static const char where[] = " WHERE store_id IN (SELECT store_id FROM store_identity WHERE code IN "
                                "(SELECT unnest(CAST($scope AS VARCHAR[]))))";
    const struct ri_principal *principal = ri_call_principal(call);
    const struct ri_bind       binds[] = {ri_scope_bind(call)};
    const bool                 limited = principal && principal->stores;
    const char *whole = limited ? ri_arena_printf(ri_call_mem(call), "%s%s", sql, where) : sql;
    if (!whole) return ri_fail(err, RI_ENOMEM, "no room for a question");
    return ri_warehouse_rows(warehouse, whole, RI_BINDS(binds), ri_call_task(call), each, context,
                             err);
}

ri_status ri_newest_day(struct ri_call *call, struct ri_warehouse *warehouse, const char *sql,
                        ri_day *ret, struct ri_error *err)
{
    *ret = RI_DAY_NONE;
    if (!strstr(sql, "business_date")) /* rows without stores */
        return ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, ri_call_task(call), day_row,
                                 ret, err);
    return ri_scoped_rows(call, warehouse, sql, day_row, ret, err);
}

ri_status ri_call_file_alone(const struct ri_call *call, struct ri_error *err)
{
    static const char *const names[] = {"store",    "region", "category", "product", "where",
                                        "currency", "as-of",  "period",   "from",    "to"};
    const bool               span = ri_call_has(call, "period");
    for (size_t i = 0; i < RI_COUNT(names); i++) {
        const bool of_span = strcmp(names[i], "from") == 0 || strcmp(names[i], "to") == 0;
        if ((!of_span || span) && ri_call_has(call, names[i]) && ri_call_given(call, names[i]))
            return ri_fail(err, RI_EUSAGE, "--%s chooses in the workspace: it says nothing of a file",
                           names[i]);
    }
    return RI_OK;
}
