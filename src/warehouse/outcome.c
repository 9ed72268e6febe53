/* What became of each record of an import: asked while the helpers of its writer are still there. */
#include "import_internal.h"

static const struct {
    const char *outcome;
    unsigned    status;
} outcomes[] = {{"inserted", 201}, {"replaced", 200}, {"rejected", 422}};

static const char *landed(const struct ri_import *import)
{
    if (import->options.kind == RI_SALES)
        return "CREATE TEMP TABLE landed AS SELECT record_no, revision > 0 AS replaced FROM "
               "sale_line WHERE import_id = $import";
    if (import->options.kind != RI_DEMAND)
        return "CREATE TEMP TABLE landed AS SELECT DISTINCT record_no, record_no IN (SELECT "
               "record_no FROM revised) AS replaced FROM stage";
    if (import->options.wide)
        return "CREATE TEMP TABLE landed AS SELECT record_no, record_no IN (SELECT record_no FROM "
               "fate WHERE NOT same) AS replaced FROM demand_series WHERE import_id = $import";
    return "CREATE TEMP TABLE landed AS SELECT record_no, record_no IN (SELECT record_no FROM "
           "fate) AS replaced FROM stage WHERE record_no NOT IN (SELECT record_no FROM fate WHERE "
           "same)";
}

static ri_status tell(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct ri_import *import = context;
    struct ri_import_item   item = {.record = (uint64_t)ri_row_int64(row, 0)};
    if (!ri_row_missing(row, 2)) item.rule = ri_row_text(row, 2);
    if (!ri_row_missing(row, 3)) item.message = ri_row_text(row, 3);
    for (size_t i = 0; i < RI_COUNT(outcomes); i++) {
        if (!ri_view_is(ri_row_text(row, 1), outcomes[i].outcome)) continue;
        item.outcome = outcomes[i].outcome;
        item.status = outcomes[i].status;
    }
    return import->items(import->items_context, &item, err);
}

void ri_import_watch_items(struct ri_import *import, uint64_t most, ri_import_item_fn *each,
                           void *context)
{
    import->items = each;
    import->items_context = context;
    import->items_most = most;
}

ri_status import_tell_items(struct ri_import *import, struct ri_error *err)
{
    const struct ri_bind binds[] = {import->binds[0],
                                    ri_bind_int64("most", (int64_t)import->items_most)};
    if (!import->items) return RI_OK;
    RI_TRY(ri_connection_execute(import->connection, landed(import), IMPORT_BINDS(import),
                                 import->task, NULL, err));
    return ri_connection_rows(import->connection, warehouse_sql("items"), RI_BINDS(binds),
                              import->task, tell, import, err);
}
