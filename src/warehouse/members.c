/* Codes of shops, products, customers and suppliers as the numbers that facts carry. All are held in memory
 * while an import runs, so that a row costs one look-up. */
#include "import_internal.h"

const struct member_table warehouse_stores = {
    "store_identity", "SELECT store_id, code FROM store_identity ORDER BY 1"};
const struct member_table warehouse_products = {
    "product_identity", "SELECT product_id, sku FROM product_identity ORDER BY 1"};
const struct member_table warehouse_customers = {
    "customer_identity", "SELECT customer_id, pseudonym FROM customer_identity ORDER BY 1"};
const struct member_table warehouse_suppliers = {
    "supplier_identity", "SELECT supplier_id, code FROM supplier_identity ORDER BY 1"};

static ri_status set_id(struct members *members, size_t index, int64_t id, struct ri_error *err)
{
    if (index >= members->room) {
        const size_t room = members->room ? members->room * 2 : 256;
        int64_t     *ids = realloc(members->ids, room * sizeof *ids);
        if (!ids) return ri_fail(err, RI_ENOMEM, "no room for %zu members", room);
        members->ids = ids;
        members->room = room;
    }
    members->ids[index] = id;
    if (id >= members->next_id) members->next_id = id + 1;
    return RI_OK;
}

static ri_status load_one(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct members *members = context;
    size_t          index;
    RI_TRY(ri_intern_put(members->codes, ri_row_text(row, 1), &index, NULL, err));
    return set_id(members, index, ri_row_int64(row, 0), err);
}

ri_status members_load(struct members *members, const struct member_table *table,
                       struct ri_connection *connection, struct ri_error *err)
{
    *members = (struct members){.table = table, .next_id = 1};
    RI_TRY(ri_intern_new(&members->codes, err));
    RI_TRY(ri_connection_rows(connection, table->load, warehouse_no_binds, NULL, load_one, members,
                              err));
    members->known = ri_intern_count(members->codes);
    return RI_OK;
}

ri_status members_put(struct members *members, struct ri_view code, size_t *ret_index,
                      struct ri_error *err)
{
    bool is_new;
    RI_TRY(ri_intern_put(members->codes, code, ret_index, &is_new, err));
    return is_new ? set_id(members, *ret_index, members->next_id, err) : RI_OK;
}

size_t members_new(const struct members *members)
{
    return members->codes ? ri_intern_count(members->codes) - members->known : 0;
}

static ri_status append_new(const struct members *members, struct ri_appender *appender,
                            int64_t import_id, struct ri_error *err)
{
    const size_t count = ri_intern_count(members->codes);
    for (size_t start = members->known; start < count; start += RI_APPEND_ROWS) {
        const size_t rows = count - start < RI_APPEND_ROWS ? count - start : RI_APPEND_ROWS;
        memcpy(ri_appender_column(appender, 0).data, members->ids + start,
               rows * sizeof *members->ids);
        for (size_t r = 0; r < rows; r++)
            ri_appender_set_text(appender, 1, r, ri_intern_at(members->codes, start + r));
        ri_appender_fill_int64(appender, 2, import_id);
        RI_TRY(ri_appender_flush(appender, rows, err));
    }
    return RI_OK;
}

ri_status members_save(const struct members *members, struct ri_connection *connection,
                       int64_t import_id, struct ri_error *err)
{
    struct ri_appender *appender;
    if (members_new(members) == 0) return RI_OK;
    RI_TRY(ri_appender_open(connection, NULL, members->table->table, &appender, err));
    const ri_status status = append_new(members, appender, import_id, err);
    if (status == RI_OK) return ri_appender_finish(&appender, err);
    ri_appender_abandon(appender);
    return status;
}

void members_release(struct members *members)
{
    ri_intern_free(members->codes);
    free(members->ids);
    *members = (struct members){0};
}
