/* Finds an embedded SQL file by its path. */
#include "base/embedded.h"
#include "app/call.h"
#include "app/operation.h"

ri_status ri_embedded_sql_find(const char *path, const char **ret_text, struct ri_error *err)
{
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (strcmp(ri_embedded_sql[i].path, path) != 0) continue;
        *ret_text = ri_embedded_sql[i].text;
        return RI_OK;
    }
    return ri_fail(err, RI_EINTERNAL, "%s is not part of this program", path);
}
