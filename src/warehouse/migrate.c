/* Migrations and views. A migration is a file sql/schema/NNNN_name.sql, applied once, in order, for good: its
 * checksum is kept, and a file that was applied may never change. Views are made again when they changed. */
#include "warehouse_internal.h"

#include "base/embedded.h"
#include "base/hash.h"

static bool is_under(const struct ri_embedded *file, const char *folder)
{
    return strncmp(file->path, folder, strlen(folder)) == 0;
}

/* Migration `number` of this program, or NULL. */
static const struct ri_embedded *migration_of(int number)
{
    char prefix[32];
    snprintf(prefix, sizeof prefix, "sql/schema/%04d_", number);
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (is_under(&ri_embedded_sql[i], prefix)) return &ri_embedded_sql[i];
    }
    return NULL;
}

int warehouse_schema_known(void)
{
    int number = 0;
    while (migration_of(number + 1)) number++;
    return number;
}

/* ---- What the file has -------------------------------------------------------------------------------- */

static ri_status compare_migration(void *context, const struct ri_row *row, struct ri_error *err)
{
    int                 *applied = context;
    const int            number = (int)ri_row_int64(row, 0);
    const struct ri_view name = ri_row_text(row, 1), sum = ri_row_text(row, 2),
                         program = ri_row_text(row, 3);
    const struct ri_embedded *file = migration_of(number);
    char                      want[RI_SHA256_TEXT];
    if (number != *applied + 1)
        return ri_fail(err, RI_EDATA, "warehouse: migration %d follows %d", number, *applied);
    *applied = number;
    if (!file)
        return ri_fail(err, RI_ENEWER,
                       "the warehouse has schema %d (%.*s), made by retailinsight %.*s; this is "
                       "%s, which knows %d",
                       number, (int)name.length, name.at, (int)program.length, program.at,
                       ri_version(), warehouse_schema_known());
    RI_TRY(ri_sha256_text((struct ri_view){file->text, file->length}, want, err));
    if (ri_view_is(sum, want)) return RI_OK;
    return ri_fail(
        err, RI_EDATA,
        "%s was changed after it had been applied: its checksum is %.12s..., applied was %.12s...",
        file->path, want, sum.at);
}

ri_status warehouse_schema_check(struct ri_connection *connection, int *ret_applied,
                                 struct ri_error *err)
{
    int64_t tables = 0, ledger = 0;
    int     applied = 0;
    RI_TRY(ri_connection_int64(connection, warehouse_sql("count_tables"), warehouse_no_binds,
                               &tables, err));
    RI_TRY(ri_connection_int64(connection, warehouse_sql("count_migration_table"),
                               warehouse_no_binds, &ledger, err));
    if (tables > 0 && ledger == 0)
        return ri_fail(err, RI_EDATA, "the file is a database, but no warehouse of retailinsight");
    if (ledger > 0)
        RI_TRY(ri_connection_rows(
            connection, "SELECT number, name, checksum, program FROM migration ORDER BY number",
            warehouse_no_binds, NULL, compare_migration, &applied, err));
    *ret_applied = applied;
    return RI_OK;
}

/* ---- Applying ----------------------------------------------------------------------------------------- */

static ri_status apply(struct ri_connection *connection, int number, int64_t now_us,
                       struct ri_error *err)
{
    const struct ri_embedded *file = migration_of(number);
    const char               *name = file->path + strlen("sql/schema/0000_");
    char                      sum[RI_SHA256_TEXT];
    RI_TRY(ri_sha256_text((struct ri_view){file->text, file->length}, sum, err));
    const struct ri_bind binds[] = {
        ri_bind_int64("number", number),
        ri_bind_text("name", (struct ri_view){name, strcspn(name, ".")}),
        ri_bind_string("checksum", sum), ri_bind_string("program", ri_version()),
        ri_bind_timestamp("now", now_us)};
    RI_TRY(ri_connection_script(connection, "BEGIN TRANSACTION", err));
    ri_status status = ri_connection_script(connection, file->text, err);
    if (status == RI_OK)
        status = ri_connection_execute(
            connection, "INSERT INTO migration VALUES ($number, $name, $checksum, $program, $now)",
            RI_BINDS(binds), NULL, NULL, err);
    if (status == RI_OK) status = ri_connection_script(connection, "COMMIT", err);
    if (status == RI_OK) return RI_OK;
    warehouse_rollback(connection);
    return ri_error_prefix(err, "%s: ", file->path);
}

ri_status warehouse_migrate(struct ri_connection *connection, int64_t now_us, struct ri_error *err)
{
    int applied = 0;
    RI_TRY(warehouse_schema_check(connection, &applied, err));
    const int known = warehouse_schema_known();
    if (applied == known) return RI_OK;
    for (int number = applied + 1; number <= known; number++)
        RI_TRY(apply(connection, number, now_us, err));
    RI_TRY(warehouse_fill_calendar(connection, err));
    return ri_connection_script(connection, "CHECKPOINT", err); /* no DDL stays in the log */
}

/* ---- Views -------------------------------------------------------------------------------------------- */

/* The rest of the header line "-- key: rest", or an empty view. */
static struct ri_view header(const struct ri_embedded *file, const char *key)
{
    char        mark[32];
    const int   length = snprintf(mark, sizeof mark, "-- %s: ", key);
    const char *at = strstr(file->text, mark);
    if (!at) return (struct ri_view){"", 0};
    at += length;
    return ri_view_trim((struct ri_view){at, strcspn(at, "\n")});
}

/* Adds what "-- view: NAME" and "-- public: yes, also TABLE TABLE" say to the list. */
static ri_status add_public(const struct ri_embedded *file, struct ri_arena *mem, const char **list,
                            size_t *count, size_t most, struct ri_error *err)
{
    static const char also[] = "yes, also ";
    const struct ri_view public = header(file, "public"), name = header(file, "view");
    if (public.length < 3 || strncmp(public.at, "yes", 3) != 0) return RI_OK;
    struct ri_view rest = {"", 0};
    if (public.length > sizeof also - 1 && strncmp(public.at, also, sizeof also - 1) == 0)
        rest = (struct ri_view){public.at + sizeof also - 1, public.length - (sizeof also - 1)};
    for (struct ri_view word = name; word.length;) {
        if (*count == most) return ri_fail(err, RI_EINTERNAL, "more than %zu public views", most);
        list[*count] = ri_arena_copy(mem, word.at, word.length);
        if (!list[(*count)++]) return ri_fail(err, RI_ENOMEM, "no room for the names of views");
        const char *blank = rest.length ? memchr(rest.at, ' ', rest.length) : NULL;
        word = (struct ri_view){rest.at, blank ? (size_t)(blank - rest.at) : rest.length};
        const size_t used = word.length + (blank ? 1 : 0);
        rest = (struct ri_view){rest.at + used, rest.length - used};
    }
    return RI_OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ri_status public_list(struct ri_arena *mem, const char ***ret, struct ri_error *err)
{
    enum { MOST = 128 };
    const char **list;
    size_t       count = 0;
    RI_ARENA_NEW(list, mem, MOST + 1, err);
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (is_under(&ri_embedded_sql[i], "sql/views/"))
            RI_TRY(add_public(&ri_embedded_sql[i], mem, list, &count, MOST, err));
    }
    qsort((void *)list, count, sizeof *list, by_name);
    *ret = list;
    return RI_OK;
}

static ri_status views_checksum(char ret[RI_SHA256_TEXT], struct ri_error *err)
{
    struct ri_text all = {0};
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (is_under(&ri_embedded_sql[i], "sql/views/"))
            ri_text_add(&all, ri_embedded_sql[i].text, ri_embedded_sql[i].length);
    }
    ri_status status = ri_text_check(&all, err);
    if (status == RI_OK)
        status = ri_sha256_text((struct ri_view){all.at ? all.at : "", all.length}, ret, err);
    ri_text_release(&all);
    return status;
}

static ri_status make_views(struct ri_connection *connection, const char *sum, struct ri_error *err)
{
    const struct ri_bind binds[] = {ri_bind_string("sum", sum)};
    for (size_t i = 0; i < ri_embedded_sql_count; i++) { /* ordered by path: 10_ before 20_ */
        const struct ri_embedded *file = &ri_embedded_sql[i];
        if (!is_under(file, "sql/views/")) continue;
        if (ri_connection_script(connection, file->text, err) != RI_OK)
            return ri_error_prefix(err, "%s: ", file->path);
    }
    RI_TRY(ri_connection_script(connection, "DELETE FROM setting WHERE name = 'views'", err));
    return ri_connection_execute(connection, "INSERT INTO setting VALUES ('views', $sum)",
                                 RI_BINDS(binds), NULL, NULL, err);
}

ri_status warehouse_views(struct ri_connection *connection, struct ri_arena *mem,
                          const char ***ret_public, struct ri_error *err)
{
    char    sum[RI_SHA256_TEXT];
    int64_t same = 0;
    RI_TRY(public_list(mem, ret_public, err));
    RI_TRY(views_checksum(sum, err));
    const struct ri_bind binds[] = {ri_bind_string("sum", sum)};
    RI_TRY(ri_connection_int64(connection,
                               "SELECT count(*) FROM setting WHERE name = 'views' AND value = $sum",
                               RI_BINDS(binds), &same, err));
    if (same) return RI_OK;
    RI_TRY(ri_connection_script(connection, "BEGIN TRANSACTION", err));
    ri_status status = make_views(connection, sum, err);
    if (status == RI_OK)
        status = ri_connection_script(connection, "COMMIT; CHECKPOINT", err);
    else
        warehouse_rollback(connection);
    return status;
}
