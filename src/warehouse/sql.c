/* SQL longer than a line lives in sql/warehouse/ and travels inside the program. */
#include "warehouse_internal.h"

#include "base/embedded.h"

const char *warehouse_sql(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "sql/warehouse/%s.sql", name);
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (strcmp(ri_embedded_sql[i].path, path) == 0) return ri_embedded_sql[i].text;
    }
    return NULL;
}

/* The end of the statement at `sql`: past the ';' that ends a line. */
static const char *statement_end(const char *sql)
{
    const char *end = strstr(sql, ";\n");
    return end ? end + 2 : sql + strlen(sql);
}

/* Has it anything but blanks and remarks? */
static bool is_statement(const char *sql, const char *end)
{
    while (sql < end) {
        if (sql[0] == '-' && sql[1] == '-')
            sql += strcspn(sql, "\n");
        else if (strchr(" \t\n;", *sql))
            sql++;
        else
            return true;
    }
    return false;
}

ri_status warehouse_run(struct ri_connection *connection, const char *name, struct ri_binds binds,
                        struct ri_task *task, struct ri_error *err)
{
    const char    *at = warehouse_sql(name);
    struct ri_text one = {0};
    ri_status      status = RI_OK;
    if (!at) return ri_fail(err, RI_EINTERNAL, "there is no sql/warehouse/%s.sql", name);
    while (status == RI_OK && *at) {
        const char *end = statement_end(at);
        if (is_statement(at, end)) {
            ri_text_clear(&one);
            ri_text_add(&one, at, (size_t)(end - at));
            status = ri_text_check(&one, err);
            if (status == RI_OK)
                status = ri_connection_execute(connection, one.at, binds, task, NULL, err);
        }
        at = end;
    }
    ri_text_release(&one);
    return status == RI_OK ? RI_OK : ri_error_prefix(err, "%s: ", name);
}
