/* Names of customers in results. */
#include "app/customer_name.h"

#include "app/workspace.h"

static bool may_see(struct ri_customer_names *names)
{
    const struct ri_principal *principal = ri_call_principal(names->call);
    if (principal && !(principal->roles & (RI_ROLE_MARKETING | RI_ROLE_ADMIN))) return false;
    if (!names->control && !names->unknown)
        names->unknown = ri_workspace_control(ri_call_workspace(names->call), false,
                                              &names->control, NULL) != RI_OK;
    return !names->unknown;
}

void ri_put_customer(struct ri_customer_names *names, struct ri_table_builder *table,
                     struct ri_view pseudonym)
{
    const char *natural;
    if (may_see(names) && ri_identity_natural(names->control, pseudonym, ri_call_mem(names->call),
                                              &natural, NULL) == RI_OK)
        ri_put_string(table, natural);
    else
        ri_put_text(table, pseudonym);
}
