/* Overrides of the forecast: kept beside the ledger; rows are added and marked as removed, never changed otherwise. */
#include "warehouse_internal.h"

struct change {
    const struct ri_forecast_override *add;    /* or */
    int64_t                            remove; /* this one */
    const char                        *author;
    int64_t                            now_us;
};

static struct ri_bind text_or_null(const char *name, const char *text)
{
    return text ? ri_bind_string(name, text) : ri_bind_null(name);
}

static ri_status insert(struct ri_connection *connection, const struct change *change, int64_t id,
                        struct ri_error *err)
{
    const struct ri_forecast_override *add = change->add;
    const struct ri_bind               each[] = {
        ri_bind_int64("id", id),
        text_or_null("product", add->product),
        text_or_null("category", add->category),
        text_or_null("store", add->store),
        text_or_null("series", add->series_id),
        ri_bind_date("first", add->first_day),
        ri_bind_date("last", add->last_day),
        add->by_factor ? ri_bind_double("factor", add->amount) : ri_bind_null("factor"),
        add->by_factor ? ri_bind_null("units") : ri_bind_double("units", add->amount),
        ri_bind_string("reason", add->reason),
        ri_bind_string("author", change->author),
        ri_bind_date("known", add->known_on),
        ri_bind_timestamp("now", change->now_us)};
    return ri_connection_execute(
        connection,
        "INSERT INTO forecast_override VALUES ($id, $product, $category, $store, $series, $first, "
        "$last, $factor, $units, $reason, $author, $known, $now, NULL, NULL)",
        RI_BINDS(each), NULL, NULL, err);
}

static ri_status apply(struct ri_connection *connection, const struct change *change,
                       int64_t *ret_id, struct ri_error *err)
{
    const struct ri_bind each[] = {ri_bind_int64("id", change->remove),
                                   ri_bind_string("author", change->author),
                                   ri_bind_timestamp("now", change->now_us)};
    uint64_t             rows = 1;
    *ret_id = change->remove;
    if (change->add) {
        RI_TRY(ri_connection_int64(
            connection, "SELECT coalesce(max(override_id), 0) + 1 FROM forecast_override",
            warehouse_no_binds, ret_id, err));
        RI_TRY(insert(connection, change, *ret_id, err));
    } else {
        RI_TRY(ri_connection_execute(connection,
                                     "UPDATE forecast_override SET removed_at = $now, removed_by = "
                                     "$author WHERE override_id = $id AND removed_at IS NULL",
                                     RI_BINDS(each), NULL, &rows, err));
    }
    if (!rows)
        return ri_fail(err, RI_ENOTFOUND, "there is no override %lld that holds",
                       (long long)change->remove);
    return warehouse_touch(connection, change->now_us, err);
}

static ri_status run(struct ri_warehouse *warehouse, const struct change *change, int64_t *ret_id,
                     struct ri_error *err)
{
    struct ri_connection *connection = warehouse->writer;
    RI_TRY(claim_take(&warehouse->claim, CLAIM_BRIEF, err));
    ri_status status = ri_connection_script(connection, "BEGIN TRANSACTION", err);
    if (status == RI_OK) {
        status = apply(connection, change, ret_id, err);
        if (status == RI_OK)
            status = ri_connection_script(connection, "COMMIT", err);
        else
            warehouse_rollback(connection);
    }
    warehouse_give_up(warehouse);
    return status;
}

ri_status ri_warehouse_override(struct ri_warehouse               *warehouse,
                                const struct ri_forecast_override *override, const char *author,
                                struct ri_task *task, int64_t *ret_id, struct ri_error *err)
{
    const struct change change = {
        .add = override, .author = author, .now_us = ri_task_now_us(task)};
    return run(warehouse, &change, ret_id, err);
}

ri_status ri_warehouse_override_remove(struct ri_warehouse *warehouse, int64_t override_id,
                                       const char *author, struct ri_task *task,
                                       struct ri_error *err)
{
    const struct change change = {
        .remove = override_id, .author = author, .now_us = ri_task_now_us(task)};
    int64_t id;
    return run(warehouse, &change, &id, err);
}
