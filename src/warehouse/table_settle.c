/* From `stage` into the table: what is there already, what replaces, what is new.
 *
 * Of the stage's rows `fate` holds those that meet an older one (record_no, new_row, old_row, old_import, same), and
 * `revised` the records that replace something. Statements are made from the kind's columns. */
#include "table_writer.h"

static ri_status run(struct ri_import *import, struct ri_text *sql, struct ri_error *err)
{
    ri_status status = ri_text_check(sql, err);
    if (status == RI_OK)
        status = ri_connection_execute(import->connection, sql->at, warehouse_no_binds,
                                       import->task, NULL, err);
    ri_text_clear(sql);
    return status;
}

/* "s.a IS NOT DISTINCT FROM o.a AND ..." over the columns whose role has all bits of `role`, or for COLUMN_VALUE is it. */
static void put_equal(struct ri_text *sql, const struct kind_table *table, unsigned role,
                      const char *left, const char *right)
{
    const char *and = "";
    for (const struct kind_column *column = table->columns; column->column; column++) {
        const bool value = column->role == COLUMN_VALUE && column->cell != CELL_SOURCE;
        if (role == COLUMN_VALUE ? !value : (column->role & role) != role) continue;
        ri_text_printf(sql, "%s%s.%s IS NOT DISTINCT FROM %s.%s", and, left, column->column, right,
                       column->column);
        and = " AND ";
    }
}

static void put_names(struct ri_text *sql, const struct kind_table *table, unsigned role,
                      const char *prefix)
{
    const char *comma = "";
    for (const struct kind_column *column = table->columns; column->column; column++) {
        if ((column->role & role) != role) continue;
        ri_text_printf(sql, "%s%s%s", comma, prefix, column->column);
        comma = ", ";
    }
}

/* Within a file the last row of a key counts. */
static ri_status keep_last(struct ri_import *import, const struct kind_table *table,
                           struct ri_text *sql, struct ri_error *err)
{
    ri_text_puts(sql,
                 "DELETE FROM stage WHERE rowid NOT IN (SELECT max(rowid) FROM stage GROUP BY ");
    put_names(sql, table, COLUMN_KEY, "");
    ri_text_puts(sql, ")");
    return run(import, sql, err);
}

/* ---- Versions ------------------------------------------------------------------------------------------ */

/* fate: the records of the stage whose member is described already, and by which import last. */
static void compare_versions(struct ri_text *sql, const struct kind_table *table)
{
    const char *id = table->columns[0].column;
    ri_text_puts(
        sql,
        "CREATE TEMP TABLE fate AS SELECT s.record_no, s.rowid AS new_row, s.record_no AS old_row, "
        "o.old_import, true");
    for (const struct kind_column *column = table->columns + 1; column->column; column++)
        ri_text_printf(sql, " AND (s.%s IS NULL OR s.%s IS NOT DISTINCT FROM v.%s)", column->column,
                       column->column, column->column);
    ri_text_printf(
        sql,
        " AND (s.attributes IS NULL OR s.attributes IS NOT DISTINCT FROM v.attributes) AS same"
        " FROM stage s JOIN %s v USING (%s) JOIN (SELECT %s, max(import_id) AS old_import FROM %s"
        " WHERE described GROUP BY ALL) o USING (%s) WHERE v.described",
        table->view, id, id, table->table, id);
}

/* ---- Facts --------------------------------------------------------------------------------------------- */

static bool has_groups(const struct kind_table *table)
{
    for (const struct kind_column *column = table->columns; column->column; column++) {
        if (column->role == COLUMN_GROUP) return true;
    }
    return false;
}

static void compare_facts(struct ri_text *sql, const struct kind_table *table)
{
    ri_text_puts(
        sql, "CREATE TEMP TABLE fate AS SELECT s.record_no, s.rowid AS new_row, o.rowid AS old_row,"
             " o.import_id AS old_import, ");
    put_equal(sql, table, COLUMN_VALUE, "s", "o");
    ri_text_printf(
        sql,
        " AND s.attributes IS NOT DISTINCT FROM o.attributes AS same FROM stage s JOIN %s o ON ",
        table->table);
    put_equal(sql, table, COLUMN_KEY, "s", "o");
    ri_text_puts(sql, " WHERE o.superseded_by IS NULL");
}

/* changed: groups whose rows are not the same on both sides. */
static void find_changed(struct ri_text *sql, const struct kind_table *table)
{
    ri_text_puts(sql, "CREATE TEMP TABLE changed AS SELECT n.* EXCLUDE (lines) FROM (SELECT ");
    put_names(sql, table, COLUMN_GROUP, "");
    ri_text_puts(sql, ", count(*) AS lines FROM stage GROUP BY ALL) n JOIN (SELECT ");
    put_names(sql, table, COLUMN_GROUP, "");
    ri_text_printf(sql,
                   ", count(*) AS lines FROM %s WHERE superseded_by IS NULL GROUP BY ALL) o ON ",
                   table->table);
    put_equal(sql, table, COLUMN_GROUP, "n", "o");
    ri_text_puts(sql, " LEFT JOIN (SELECT ");
    put_names(sql, table, COLUMN_GROUP, "s.");
    ri_text_puts(sql,
                 ", count(*) AS lines FROM stage s JOIN fate f ON f.new_row = s.rowid WHERE f.same"
                 " GROUP BY ALL) m ON ");
    put_equal(sql, table, COLUMN_GROUP, "n", "m");
    ri_text_puts(sql, " WHERE n.lines <> o.lines OR n.lines <> coalesce(m.lines, 0)");
}

static ri_status settle_groups(struct ri_import *import, const struct kind_table *table,
                               struct ri_text *sql, struct ri_error *err)
{
    find_changed(sql, table);
    RI_TRY(run(import, sql, err));
    ri_text_puts(
        sql, "DELETE FROM fate WHERE new_row IN (SELECT s.rowid FROM stage s JOIN changed c ON ");
    put_equal(sql, table, COLUMN_GROUP, "s", "c");
    ri_text_puts(sql, ")");
    RI_TRY(run(import, sql, err));
    ri_text_printf(sql,
                   "INSERT INTO fate SELECT NULL, NULL, o.rowid, o.import_id, false FROM %s o JOIN "
                   "changed c ON ",
                   table->table);
    put_equal(sql, table, COLUMN_GROUP, "o", "c");
    ri_text_puts(sql, " WHERE o.superseded_by IS NULL");
    RI_TRY(run(import, sql, err));
    ri_text_puts(
        sql,
        "CREATE TEMP TABLE revised AS SELECT DISTINCT s.record_no FROM stage s JOIN changed c ON ");
    put_equal(sql, table, COLUMN_GROUP, "s", "c");
    return run(import, sql, err);
}

static ri_status mark_replaced(struct ri_import *import, const struct kind_table *table,
                               struct ri_text *sql, struct ri_error *err)
{
    ri_text_printf(sql,
                   "UPDATE %s SET superseded_by = %lld WHERE rowid IN (SELECT old_row FROM fate "
                   "WHERE NOT same)",
                   table->table, (long long)import->ledger.import_id);
    RI_TRY(run(import, sql, err));
    return import_count(import, "SELECT count(DISTINCT old_row) FROM fate WHERE NOT same",
                        &import->ledger.superseded, err);
}

static ri_status settle_facts(struct ri_import *import, const struct kind_table *table,
                              struct ri_text *sql, struct ri_error *err)
{
    RI_TRY(keep_last(import, table, sql, err));
    compare_facts(sql, table);
    RI_TRY(run(import, sql, err));
    if (has_groups(table)) {
        RI_TRY(settle_groups(import, table, sql, err));
    } else {
        ri_text_puts(
            sql, "CREATE TEMP TABLE revised AS SELECT DISTINCT record_no FROM fate WHERE NOT same");
        RI_TRY(run(import, sql, err));
    }
    return mark_replaced(import, table, sql, err);
}

/* ---- All of them --------------------------------------------------------------------------------------- */

static ri_status settle_versions(struct ri_import *import, const struct kind_table *table,
                                 struct ri_text *sql, struct ri_error *err)
{
    RI_TRY(keep_last(import, table, sql, err));
    compare_versions(sql, table);
    RI_TRY(run(import, sql, err));
    ri_text_puts(sql,
                 "CREATE TEMP TABLE revised AS SELECT DISTINCT record_no FROM fate WHERE NOT same");
    return run(import, sql, err);
}

static ri_status settle_levels(struct ri_import *import, const struct kind_table *table,
                               struct ri_text *sql, struct ri_error *err)
{
    RI_TRY(keep_last(import, table, sql, err));
    return import_run(import, "stock_compare", err);
}

/* What stands where the file says nothing, and what only the whole file shows. */
static ri_status prepare(struct ri_import *import, const struct kind_table *table,
                         struct ri_text *sql, struct ri_error *err)
{
    for (const struct kind_column *column = table->columns; column->column; column++) {
        if (!column->missing) continue;
        ri_text_printf(sql, "UPDATE stage SET %s = %s WHERE %s IS NULL", column->column,
                       column->missing, column->column);
        RI_TRY(run(import, sql, err));
    }
    return table->prepare ? import_run(import, table->prepare, err) : RI_OK;
}

ri_status table_settle(struct ri_import *import, RI_UNUSED const struct ri_offer *offer,
                       struct ri_error *err)
{
    static ri_status (*const settle[])(struct ri_import *, const struct kind_table *,
                                       struct ri_text *,
                                       struct ri_error *) = {[SETTLE_VERSIONS] = settle_versions,
                                                             [SETTLE_LEVELS] = settle_levels,
                                                             [SETTLE_FACTS] = settle_facts};
    struct table_state      *state = import->state;
    const struct kind_table *table = state->table;
    struct ri_ledger        *ledger = &import->ledger;
    uint64_t                 accepted = 0;
    RI_TRY(ri_appender_finish(&state->appender, err));
    RI_TRY(prepare(import, table, &state->sql, err));
    RI_TRY(settle[table->settling](import, table, &state->sql, err));
    ri_text_puts(&state->sql,
                 "DELETE FROM stage WHERE rowid IN (SELECT new_row FROM fate WHERE same)");
    RI_TRY(run(import, &state->sql, err));
    ri_text_printf(&state->sql, "INSERT INTO %s SELECT * FROM stage", table->table);
    RI_TRY(run(import, &state->sql, err));
    RI_TRY(import_run(import, "link_fates", err));
    RI_TRY(import_count(import, "SELECT count(*) FROM stage", &ledger->facts, err));
    RI_TRY(import_count(import, "SELECT count(DISTINCT record_no) FROM stage", &accepted, err));
    RI_TRY(import_count(
        import, "SELECT count(*) FROM revised WHERE record_no IN (SELECT record_no FROM stage)",
        &ledger->replaced, err));
    ledger->inserted = accepted - ledger->replaced;
    ledger->duplicates = state->appended - accepted;
    return RI_OK;
}
