/* Around alerts. */
#include "app/alert_ask.h"

#include <pwd.h>
#include <unistd.h>

ri_status ri_call_alerts(struct ri_call *call, struct ri_alerts **ret, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    RI_TRY(ri_call_warehouse(call, &warehouse, err)); /* says what helps when there is none */
    return ri_workspace_alerts(ri_call_workspace(call), true, ret, err);
}

const char *const *ri_call_scope(const struct ri_call *call)
{
    const struct ri_principal *principal = ri_call_principal(call);
    return principal ? principal->stores : NULL;
}

const char *ri_call_author(struct ri_call *call)
{
    const struct ri_principal *principal = ri_call_principal(call);
    const char                *said = ri_call_text(call, "author");
    if (said) return said;
    if (principal) return principal->name;
    const struct passwd *user = getpwuid(getuid());
    const char          *name = user ? user->pw_name : "owner", *copy;
    copy = ri_arena_copy(ri_call_mem(call), name, strlen(name));
    return copy ? copy : "owner";
}

void ri_put_instant_or_null(struct ri_table_builder *table, int64_t us)
{
    if (us == INT64_MIN)
        ri_put_null(table);
    else
        ri_put_instant(table, us);
}

bool ri_minute_parse(const char *text, int *ret)
{
    int hour, minute, used = 0;
    if (!text || sscanf(text, "%2d:%2d%n", &hour, &minute, &used) != 2 || text[used]) return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    *ret = hour * 60 + minute;
    return true;
}
