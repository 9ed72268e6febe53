/* Around users, keys and links. */
#include "app/gate_call.h"

#include "app/workspace.h"
#include "control/access.h"

const char *const ri_role_words[] = {"analyst",    "inventory", "marketing", "science",
                                     "management", "staff",     "admin",     NULL};

ri_status ri_call_gate(struct ri_call *call, struct ri_gate **ret, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    RI_TRY(ri_call_warehouse(call, &warehouse, err)); /* says what helps when there is none */
    return ri_workspace_gate(ri_call_workspace(call), true, ret, err);
}

unsigned ri_call_roles(struct ri_call *call)
{
    const char *const *words = ri_call_list(call, "role", NULL);
    unsigned           roles = 0, role;
    const char        *name;
    for (; *words; words++)
        for (size_t i = 0; (name = ri_role_name(i, &role)); i++)
            if (strcmp(name, *words) == 0) roles |= role;
    return roles;
}

ri_status ri_call_stores(struct ri_call *call, const char *const **ret, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    *ret = NULL;
    if (!ri_call_given(call, "store")) return RI_OK;
    const struct ri_filter filter = {.stores = ri_call_list(call, "store", NULL)};
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_warehouse_filter(warehouse, &filter, ri_call_mem(call), &ids, err));
    *ret = filter.stores;
    return RI_OK;
}

void ri_put_roles(struct ri_table_builder *table, unsigned roles)
{
    char        text[160] = "";
    size_t      at = 0;
    unsigned    role;
    const char *name;
    for (size_t i = 0; (name = ri_role_name(i, &role)); i++)
        if (roles & role)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? ", " : "", name);
    ri_put_string(table, text);
}

void ri_put_link(struct ri_call *call, struct ri_table_builder *table, const char *secret)
{
    const char *directory = ri_workspace_directory(ri_call_workspace(call));
    char        address[RI_ACCESS_ADDRESS_SIZE], link[RI_ACCESS_ADDRESS_SIZE + 128];
    if (ri_access_address(directory, address, NULL) != RI_OK) {
        ri_call_note(
            call, "no server runs, so there is nothing to open: 'retailinsight serve' starts one");
        ri_put_null(table);
        return;
    }
    snprintf(link, sizeof link, "%s/login?token=%s", address, secret);
    ri_put_string(table, link);
}

void ri_put_seconds(struct ri_table_builder *table, int64_t at)
{
    if (at)
        ri_put_instant(table, at * 1000000);
    else
        ri_put_null(table);
}
