/* Roles, and what they may call. */
#include "error.h"

const char *ri_role_name(size_t i, unsigned *ret_role)
{
    static const char *const names[] = {"analyst",    "inventory", "marketing", "science",
                                        "management", "staff",     "admin"}; /* by bit */
    if (i >= RI_COUNT(names)) return NULL;
    *ret_role = 1u << i;
    return names[i];
}

ri_status ri_operation_check(const struct ri_operation_info *info,
                             const struct ri_principal *principal, struct ri_error *err)
{
    if (principal && !(principal->roles & info->roles))
        return ri_fail(err, RI_EFORBIDDEN, "%s: not for this role", info->name);
    if (principal && principal->stores && !(info->flags & RI_SCOPED))
        return ri_fail(err, RI_EFORBIDDEN, "%s: not for those who may see some stores only",
                       info->name);
    return RI_OK;
}
