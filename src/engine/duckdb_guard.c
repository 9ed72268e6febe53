/* Is a stranger's statement one SELECT that reads nothing but the views it may? The parse tree decides, not
 * the text: DuckDB writes it as JSON, and refuses to for anything but a SELECT. Names are checked wherever
 * the tree has a table or a function. */
#include <duckdb.h>

#include "duckdb_internal.h"

#include "base/json.h"

#include <strings.h>

enum { MOST_SQL = 64 * 1024, MOST_TREE = 64 * 1024 * 1024 };

/* Table functions that only make rows. */
static const char *const table_functions[] = {"range", "generate_series", "unnest", NULL};
/* Scalar functions and prefixes (ending in '*') that look outside the data. */
static const char *const denied[] = {"current_setting",
                                     "getvariable",
                                     "getenv",
                                     "nextval",
                                     "currval",
                                     "read_*",
                                     "duckdb_*",
                                     "pragma_*",
                                     "pg_*",
                                     "query",
                                     "query_table",
                                     "glob",
                                     "parquet_*",
                                     "sniff_csv",
                                     "json_execute_serialized_sql",
                                     "json_serialize_plan",
                                     "which_secret",
                                     "set_*",
                                     "write_*",
                                     "txid_current",
                                     "current_database",
                                     "current_schemas",
                                     "version",
                                     "inet_*",
                                     "has_*",
                                     "in_search_path",
                                     NULL};
/* What has a sample clause and holds no table itself; SHOW and all that may come are not here. */
static const char *const open_nodes[] = {"SELECT_NODE", "SUBQUERY", "JOIN", "EXPRESSION_LIST",
                                         "EMPTY",       "PIVOT",    NULL};

struct walk {
    const struct ri_guard *guard;
    const char            *names[64]; /* of WITH, that may stand where a table may */
    size_t                 name_count;
    struct ri_error       *err;
};

static bool listed(const char *name, const char *const *list)
{
    for (; *list; list++) {
        const size_t n = strlen(*list);
        if ((*list)[n - 1] == '*' ? strncasecmp(name, *list, n - 1) == 0
                                  : strcasecmp(name, *list) == 0)
            return true;
    }
    return false;
}

static const char *text_of(const struct ri_json_value *object, const char *key)
{
    const char *text = ri_json_string(ri_json_member(object, key));
    return text ? text : "";
}

/* ---- Tables and functions ----------------------------------------------------------------------------- */

static ri_status check_table(const struct walk *walk, const struct ri_json_value *ref)
{
    const char *name = text_of(ref, "table_name");
    if (text_of(ref, "schema_name")[0] || text_of(ref, "catalog_name")[0])
        return ri_fail(walk->err, RI_EFORBIDDEN, "sql: write %s without schema or database", name);
    for (size_t i = 0; i < walk->name_count; i++) {
        if (strcasecmp(walk->names[i], name) == 0) return RI_OK;
    }
    if (listed(name, walk->guard->views)) return RI_OK;
    const char *nearest = ri_nearest(name, walk->guard->views);
    return ri_fail(walk->err, RI_EFORBIDDEN, "sql: there is no view %s%s%s", name,
                   nearest ? "; did you mean " : "", nearest ? nearest : "");
}

static ri_status check_ref(const struct walk *walk, const struct ri_json_value *ref)
{
    const char *type = text_of(ref, "type");
    if (strcmp(type, "BASE_TABLE") == 0) return check_table(walk, ref);
    if (strcmp(type, "TABLE_FUNCTION") == 0) {
        const char *name = text_of(ri_json_member(ref, "function"), "function_name");
        if (listed(name, table_functions)) return RI_OK;
        return ri_fail(walk->err, RI_EFORBIDDEN, "sql: the table function %s is not allowed", name);
    }
    if (listed(type, open_nodes)) return RI_OK;
    return ri_fail(walk->err, RI_EFORBIDDEN, "sql: only SELECT over the views is allowed (%s)",
                   type);
}

static ri_status check_function(const struct walk *walk, const struct ri_json_value *node)
{
    const char *name = text_of(node, "function_name"), *schema = text_of(node, "schema");
    const bool  plain = (!schema[0] || strcmp(schema, "main") == 0) && !text_of(node, "catalog")[0];
    if (plain && !listed(name, denied)) return RI_OK;
    return ri_fail(walk->err, RI_EFORBIDDEN, "sql: the function %s is not allowed", name);
}

static ri_status check_node(struct walk *walk, const struct ri_json_value *node);

static ri_status add_name(struct walk *walk, const char *name)
{
    if (walk->name_count == RI_COUNT(walk->names))
        return ri_fail(walk->err, RI_EUSAGE, "sql: more than %zu names in WITH", walk->name_count);
    walk->names[walk->name_count++] = name;
    return RI_OK;
}

/* A name of WITH is known in the entries after it and in the statement, in its own entry only when that is
 * recursive; anywhere else the same name would mean a table. */
static ri_status check_with(struct walk *walk, const struct ri_json_value *map)
{
    for (size_t i = 0; i < ri_json_count(map); i++) {
        const struct ri_json_value *entry = ri_json_at(map, i, NULL),
                                   *value = ri_json_member(entry, "value");
        const struct ri_json_value *query = ri_json_member(ri_json_member(value, "query"), "node");
        const bool recursive = strcmp(text_of(query, "type"), "RECURSIVE_CTE_NODE") == 0;
        if (recursive) RI_TRY(add_name(walk, text_of(entry, "key")));
        RI_TRY(check_node(walk, value));
        if (!recursive) RI_TRY(add_name(walk, text_of(entry, "key")));
    }
    return RI_OK;
}

static ri_status check_node(struct walk *walk, const struct ri_json_value *node)
{
    const size_t outer = walk->name_count;
    if (ri_json_is_object(node)) {
        RI_TRY(check_with(walk, ri_json_member(ri_json_member(node, "cte_map"), "map")));
        if (ri_json_member(node, "sample")) RI_TRY(check_ref(walk, node));
        if (ri_json_member(node, "function_name")) RI_TRY(check_function(walk, node));
    }
    for (size_t i = 0; i < ri_json_count(node); i++) {
        const char                 *key = "";
        const struct ri_json_value *child = ri_json_at(node, i, &key);
        if (ri_json_is_object(node) && strcmp(key, "cte_map") == 0) continue;
        RI_TRY(check_node(walk, child));
    }
    walk->name_count = outer;
    return RI_OK;
}

static ri_status check_tree(const struct ri_json_value *root, const struct ri_guard *guard,
                            struct ri_error *err)
{
    const struct ri_json_value *statements = ri_json_member(root, "statements");
    struct walk                 walk = {.guard = guard, .err = err};
    const char                 *message = ri_json_string(ri_json_member(root, "error_message"));
    if (message && strncmp(message, "Only SELECT", 11) == 0)
        return ri_fail(err, RI_EFORBIDDEN, "sql: only SELECT is allowed");
    if (message) return ri_fail(err, RI_EUSAGE, "sql: %s", message);
    if (ri_json_count(statements) != 1)
        return ri_fail(err, RI_EUSAGE, "sql: one statement is wanted, not %zu",
                       ri_json_count(statements));
    return check_node(&walk, statements);
}

ri_status duck_guard(struct ri_connection *connection, const char *sql,
                     const struct ri_guard *guard, struct ri_error *err)
{
    if (strlen(sql) > MOST_SQL)
        return ri_fail(err, RI_ETOOLARGE, "sql: longer than %d bytes", MOST_SQL);
    struct ri_arena          mem;
    struct ri_json_document *document = NULL;
    const char              *tree = NULL;
    const struct ri_bind     binds[] = {ri_bind_string("sql", sql)};
    ri_arena_init(&mem, MOST_TREE);
    ri_status status = ri_connection_text(connection, "SELECT json_serialize_sql($sql::VARCHAR)",
                                          RI_BINDS(binds), &mem, &tree, err);
    if (status == RI_OK) status = ri_json_read(tree, strlen(tree), &document, err);
    if (status == RI_OK) status = check_tree(ri_json_root(document), guard, err);
    ri_json_document_free(document);
    ri_arena_release(&mem);
    return status;
}
