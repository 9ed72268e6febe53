/* Asking: queries, strangers' SQL, filters. */
#include "warehouse_test.h"

static const struct test_sale sales[] = {
    {"R1", "S1", "2026-11-20 14:05", "A", "c7", 2, 2385, 1, "Apple", "Fruit", NULL},
    {"R2", "S2", "2026-11-20 15:30", "B", NULL, 3, 3577, 1, "Bread", "Bakery", NULL},
    {"R3", "S3", "2026-11-21 09:00", "C", "c8", 1, 129, 1, "Cherry", "Fruit", NULL},
};
static const char *const stores[] = {"S1", NULL, "North", NULL, NULL,    NULL, NULL,    NULL, NULL,
                                     NULL, NULL, "S2",    NULL, "North", NULL, NULL,    NULL, NULL,
                                     NULL, NULL, NULL,    NULL, "S3",    NULL, "South", NULL, NULL,
                                     NULL, NULL, NULL,    NULL, NULL,    NULL};

static bool open_filled(struct place_test *place)
{
    struct ri_ledger ledger;
    if (!test_open(place, true)) return false;
    CHECK_STATUS(test_import_sales(place, sales, 3,
                                   (struct ri_import_options){.key_mode = RI_KEY_LINE}, &ledger),
                 RI_OK);
    CHECK_STATUS(
        test_import_texts(place, (struct ri_import_options){.kind = RI_STORES}, stores, 3, &ledger),
        RI_OK);
    return true;
}

static ri_status add_up(void *context, const struct ri_row *row, RI_UNUSED struct ri_error *err)
{
    *(int64_t *)context += ri_row_int64(row, 0);
    return RI_OK;
}

TEST(filters_become_ids)
{
    static const char *const s1[] = {"S1", NULL}, *const s4[] = {"S4", NULL},
                             *const north[] = {"North", NULL}, *const nort[] = {"Nort", NULL},
                             *const fruit[] = {"Fruit", "Bakery", NULL},
                             *const a[] = {"A", "B", NULL}, *const only_fruit[] = {"Fruit", NULL},
                             *const west[] = {"region=South", "city=Kiel", NULL},
                             *const south[] = {"region=South", "category=Fruit", NULL},
                             *const either[] = {"region=South", "region=North", NULL},
                             *const pear[] = {"category=Pear", NULL}, *const blank[] = {"=x", NULL},
                             *const scope[] = {"S2", "S3", NULL}, *const nobody[] = {NULL};
    static const struct {
        struct ri_filter filter;
        ri_status        want;
        int64_t          net;
    } rows[] = {
        {{0}, RI_OK, 6091},
        {{.stores = s1}, RI_OK, 2385},
        {{.regions = north}, RI_OK, 5962},
        {{.regions = north, .scope = scope}, RI_OK, 3577},
        {{.scope = scope}, RI_OK, 3706},
        {{.scope = nobody}, RI_OK, 0},
        {{.products = a}, RI_OK, 5962},
        {{.categories = fruit}, RI_OK, 6091},
        {{.categories = only_fruit, .products = a}, RI_OK, 2385},
        {{.stores = s1, .regions = north}, RI_OK, 2385},
        {{.stores = s4}, RI_ENOTFOUND, 0},
        {{.regions = nort}, RI_ENOTFOUND, 0},
        {{.products = nort}, RI_ENOTFOUND, 0},
        {{.stores = s1, .scope = scope}, RI_EFORBIDDEN, 0},
        {{.wheres = south}, RI_OK, 129},
        {{.wheres = south, .stores = s1}, RI_OK, 0},
        {{.wheres = either}, RI_OK, 6091},
        {{.wheres = either, .scope = scope}, RI_OK, 3706},
        {{.wheres = west}, RI_ENOTFOUND, 0},
        {{.wheres = pear}, RI_ENOTFOUND, 0},
        {{.wheres = blank}, RI_EUSAGE, 0},
    };
    struct place_test place;
    struct ri_arena   mem;
    if (!open_filled(&place)) return;
    ri_arena_init(&mem, 1 << 20);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_filter_ids ids;
        int64_t              net = 0;
        CHECK_STATUS(ri_warehouse_filter(place.warehouse, &rows[i].filter, &mem, &ids, &place.err),
                     rows[i].want);
        if (rows[i].want != RI_OK) continue;
        const struct ri_bind binds[] = {ri_bind_ids("stores", &ids.stores),
                                        ri_bind_ids("products", &ids.products)};
        CHECK_STATUS(
            ri_warehouse_rows(place.warehouse,
                              "SELECT net_minor FROM sale WHERE ($stores IS NULL OR "
                              "list_contains($stores, store_id)) "
                              "AND ($products IS NULL OR list_contains($products, product_id))",
                              RI_BINDS(binds), NULL, add_up, &net, &place.err),
            RI_OK);
        CHECK_INT(net, rows[i].net);
    }
    struct ri_filter_ids ids;
    CHECK_STATUS(ri_warehouse_filter(place.warehouse, &(struct ri_filter){.regions = nort}, &mem,
                                     &ids, &place.err),
                 RI_ENOTFOUND);
    CHECK(strstr(place.err.message, "\"North\""));
    ri_arena_release(&mem);
    test_close(&place);
}

/* Raises the arena's limit until the filter succeeds; every earlier step is RI_ENOMEM. */
TEST(filters_stay_within_their_arena)
{
    static const char *const north[] = {"North", NULL};
    struct place_test        place;
    struct ri_arena          mem;
    struct ri_filter_ids     ids;
    ri_status                status = RI_ENOMEM;
    if (!open_filled(&place)) return;
    for (size_t limit = 0; status != RI_OK && limit < 1 << 20; limit += 4096) {
        ri_arena_init(&mem, limit);
        status = ri_warehouse_filter(place.warehouse, &(struct ri_filter){.regions = north}, &mem,
                                     &ids, &place.err);
        if (status != RI_OK) CHECK_INT(status, RI_ENOMEM);
        ri_arena_release(&mem);
    }
    CHECK_INT(status, RI_OK);
    test_close(&place);
}

TEST(strangers_see_the_public_views_only)
{
    static const struct {
        const char *sql;
        ri_status   want;
    } rows[] = {
        {"SELECT store, sum(net_minor) FROM sale GROUP BY store", RI_OK},
        {"SELECT * FROM product JOIN sale USING (product_id)", RI_OK},
        {"SELECT count(DISTINCT series_id), sum(units) FROM demand_history", RI_OK},
        {"SELECT * FROM import_list", RI_OK},
        {"SELECT * FROM calendar_period", RI_ETOOLARGE},
        {"SELECT * FROM sale_line", RI_EFORBIDDEN},
        {"SELECT * FROM quarantine", RI_EFORBIDDEN},
        {"SELECT * FROM customer_identity", RI_EFORBIDDEN},
        {"DELETE FROM sale_line", RI_EFORBIDDEN},
        {"SELECT * FROM read_text('/etc/passwd')", RI_EFORBIDDEN},
    };
    struct place_test place;
    if (!open_filled(&place)) return;
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ArrowArrayStream stream;
        ri_status got = ri_warehouse_guarded_query(place.warehouse, rows[i].sql, 1000, NULL,
                                                   &stream, &place.err);
        if (got == RI_OK) got = ri_stream_rows(&stream, NULL, NULL, &place.err);
        if (got != rows[i].want)
            ri_test_fail(__FILE__, __LINE__, "%s gives %s: %s", rows[i].sql, ri_status_name(got),
                         place.err.message);
    }
    size_t count = 0;
    for (const char *const *view = ri_warehouse_public_views(place.warehouse); *view; view++)
        count++;
    CHECK_INT(count, 19);
    uint64_t version = 0;
    CHECK_STATUS(ri_warehouse_data_version(place.warehouse, &version, &place.err), RI_OK);
    CHECK_INT(version, 3);
    test_close(&place);
}
