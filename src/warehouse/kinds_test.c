/* Imports of everything but sales: dimensions, stock, demand. */
#include "warehouse_test.h"

static ri_status import(struct place_test *place, ri_record_kind kind, bool wide,
                        const char *const *cells, size_t count, struct ri_ledger *ret)
{
    return test_import_texts(place, (struct ri_import_options){.kind = kind, .wide = wide}, cells,
                             count, ret);
}

static void check_ledger(const struct ri_ledger *ledger, uint64_t inserted, uint64_t replaced,
                         uint64_t duplicates)
{
    CHECK_INT(ledger->inserted, inserted);
    CHECK_INT(ledger->replaced, replaced);
    CHECK_INT(ledger->duplicates, duplicates);
}

/* product gtin name department category subcategory brand unit_cost list_price pack min shelf supplier status successor attributes */
#define PRODUCT(sku, name, cost, supplier, successor)                                              \
    sku, "4006381333931", name, "Food", "Dairy", NULL, NULL, cost, "1290000", "12000", NULL, "14", \
        supplier, "active", successor, NULL

TEST(products_have_versions)
{
    static const char *const first[] = {PRODUCT("A", "Milk", "800000", "SUP", "B"),
                                        PRODUCT("C", "Cream", NULL, NULL, NULL)};
    static const char *const second[] = {
        PRODUCT("A", "Milk", "850000", "SUP", NULL), PRODUCT("C", "Cream", NULL, NULL, NULL),
        PRODUCT("D", "Quark", NULL, NULL, NULL), PRODUCT("D", "Curd", NULL, NULL, NULL)};
    static const struct test_sale sold[] = {
        {"R1", "S1", "2026-11-20", "A", NULL, 1, 1, 1, "a name from the till", "x", NULL},
        {"R1", "S1", "2026-11-20", "E", NULL, 1, 1, 2, "Egg", NULL, NULL}};
    struct place_test place;
    struct ri_ledger  ledger;
    char              before[65], after[65];
    if (!test_open(&place, true)) return;
    CHECK_STATUS(import(&place, RI_PRODUCTS, false, first, 2, &ledger), RI_OK);
    check_ledger(&ledger, 2, 0, 0);
    CHECK_INT(ledger.new_products, 3); /* B is named as a successor */
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM product p JOIN supplier s USING "
                                 "(supplier_id) WHERE p.sku = 'A' AND s.code = 'SUP' "
                                 "AND gtin14 = '04006381333931' AND unit_cost = 0.8 AND pack_size "
                                 "= 12 AND shelf_life_days = 14"),
              1);
    CHECK_STATUS(test_import_sales(&place, sold, 2,
                                   (struct ri_import_options){.key_mode = RI_KEY_LINE}, &ledger),
                 RI_OK);
    CHECK_INT(
        test_int64(&place,
                   "SELECT count(*) FROM product WHERE sku = 'A' AND name = 'Milk' AND described"),
        1);
    CHECK_INT(
        test_int64(
            &place,
            "SELECT count(*) FROM product WHERE sku = 'E' AND name = 'Egg' AND NOT described"),
        1);
    test_fingerprint(&place, before);
    CHECK_STATUS(import(&place, RI_PRODUCTS, false, second, 4, &ledger), RI_OK);
    check_ledger(&ledger, 1, 1, 2); /* the first line about D is said again later in the file */
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM product WHERE sku = 'A' AND unit_cost = "
                                 "0.85 AND successor_id IS NOT NULL"),
              1);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM product WHERE sku = 'D' AND name = 'Curd'"),
              1);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(import(&place, RI_PRODUCTS, false, second, 4, &ledger), RI_OK);
    check_ledger(&ledger, 0, 0, 4);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 3, NULL, NULL, &place.err), RI_ECONFLICT);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 4, NULL, NULL, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 3, NULL, NULL, &place.err), RI_OK);
    test_fingerprint(&place, after);
    CHECK_TEXT(after, before);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(customers_and_suppliers)
{
    static const char *const customers[] = {
        "C1", NULL, NULL, NULL, NULL, NULL, NULL, NULL, "f",  "1984", "{\"club\":\"gold\"}",
        "C2", NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,   NULL};
    static const char *const suppliers[] = {"SUP",     "Dairy Union", "2500", "7000",
                                            "mon thu", "15000",       NULL};
    struct place_test        place;
    struct ri_ledger         ledger;
    if (!test_open(&place, true)) return;
    for (int again = 0; again < 2; again++) {
        CHECK_STATUS(import(&place, RI_CUSTOMERS, false, customers, 2, &ledger), RI_OK);
        check_ledger(&ledger, again ? 0 : 2, 0, again ? 2 : 0);
        CHECK_STATUS(import(&place, RI_SUPPLIERS, false, suppliers, 1, &ledger), RI_OK);
        check_ledger(&ledger, again ? 0 : 1, 0, again ? 1 : 0);
    }
    CHECK_INT(
        test_int64(&place, "SELECT birth_year FROM customer WHERE pseudonym = 'C1' AND described"),
        1984);
    CHECK_INT(
        test_int64(&place, "SELECT minimum_order_minor FROM supplier WHERE lead_time_days = 2.5"),
        15000);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(stock_is_known_by_its_latest_level)
{
    static const char *const timed[] = {
        "S1", "A", "2026-11-20 21:00", "12000", "24000", NULL, NULL, NULL,
        "S1", "A", "2026-11-19 21:00", "99000", NULL,    NULL, NULL, NULL};
    static const char *const corrected[] = {
        /* the same moment, as an instant */
        "S1", "A", NULL, "11000", "24000", NULL, "2026-11-20 20:00", NULL};
    static const char *const untimed[] = {"S1", "A", NULL, "11000", "24000", NULL, NULL, NULL,
                                          "S1", "B", NULL, "5000",  NULL,    NULL, NULL, NULL};
    struct place_test        place;
    struct ri_ledger         ledger;
    char                     before[65], after[65];
    if (!test_open(&place, true)) return;
    CHECK_STATUS(import(&place, RI_STOCK, false, timed, 2, &ledger), RI_OK);
    check_ledger(&ledger, 2, 0, 0);
    CHECK_INT(test_int64(&place, "SELECT on_hand::BIGINT FROM stock_now WHERE product = 'A' AND "
                                 "counted_at = TIMESTAMP '2026-11-20 20:00:00'"),
              12);
    CHECK_STATUS(import(&place, RI_STOCK, false, timed, 2, &ledger), RI_OK);
    check_ledger(&ledger, 0, 0, 2);
    test_fingerprint(&place, before);
    CHECK_STATUS(import(&place, RI_STOCK, false, corrected, 1, &ledger), RI_OK);
    check_ledger(&ledger, 0, 1, 0);
    CHECK_INT(test_int64(&place, "SELECT on_hand::BIGINT FROM stock_now WHERE product = 'A'"), 11);
    CHECK_STATUS(import(&place, RI_STOCK, false, untimed, 2, &ledger), RI_OK);
    check_ledger(&ledger, 1, 0, 1);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 4, NULL, NULL, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 3, NULL, NULL, &place.err), RI_OK);
    test_fingerprint(&place, after);
    CHECK_TEXT(after, before);
    test_close(&place);
}

TEST(wide_demand_is_compared_by_series)
{
    static const char *const first[] = {
        "a", "2026-01-01", "1000", NULL, NULL,
        "a", "2026-01-02", "0",    "1",  NULL,
        "b", "2026-01-01", "2385", NULL, "{\"dept\":\"X\"}",
        "b", NULL,         NULL,   NULL, NULL,
        "c", NULL,         NULL,   NULL, NULL}; /* a record without a single value */
    static const char *const second[] = {
        "a", "2026-01-01", "1000", NULL, NULL, "a", "2026-01-02", "0",    "1",  NULL,
        "b", "2026-01-01", "2385", NULL, NULL, "b", "2026-01-02", "7000", NULL, NULL,
        "d", "2026-01-01", "4000", NULL, NULL};
    struct place_test place;
    struct ri_ledger  ledger;
    char              before[65], after[65];
    if (!test_open(&place, true)) return;
    CHECK_STATUS(import(&place, RI_DEMAND, true, first, 5, &ledger), RI_OK);
    check_ledger(&ledger, 3, 0, 0);
    CHECK_INT(ledger.facts, 3);
    CHECK_INT(
        test_int64(&place, "SELECT count(*) FROM demand_history WHERE censored AND units = 0"), 1);
    CHECK_INT(
        test_int64(
            &place,
            "SELECT count(*) FROM demand_series WHERE attributes->>'dept' = 'X' AND facts = 1"),
        1);
    test_fingerprint(&place, before);
    CHECK_STATUS(import(&place, RI_DEMAND, true, second, 5, &ledger), RI_OK);
    check_ledger(&ledger, 1, 1, 1);
    CHECK_INT(ledger.superseded, 1);
    CHECK_INT(test_int64(&place, "SELECT sum(units * 1000)::BIGINT FROM demand_history"), 14385);
    CHECK_STATUS(import(&place, RI_DEMAND, true, second, 5, &ledger), RI_OK);
    check_ledger(&ledger, 0, 0, 3);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 3, NULL, NULL, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, NULL, &place.err), RI_OK);
    test_fingerprint(&place, after);
    CHECK_TEXT(after, before);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(a_series_twice_in_a_wide_file_is_quarantined)
{
    static const char *const twice[] = {"a", "2026-01-01", "1000", NULL, NULL,
                                        "b", "2026-01-01", "1000", NULL, NULL,
                                        "a", "2026-01-01", "9000", NULL, NULL};
    struct place_test        place;
    struct ri_ledger         ledger;
    if (!test_open(&place, true)) return;
    CHECK_STATUS(import(&place, RI_DEMAND, true, twice, 3, &ledger), RI_OK);
    check_ledger(&ledger, 2, 0, 0);
    CHECK_INT(ledger.quarantined, 1);
    CHECK_INT(
        test_int64(&place,
                   "SELECT count(*) FROM quarantine WHERE rule = 'series_twice' AND record_no = 3"),
        1);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(long_demand_is_compared_by_day)
{
    static const char *const first[] = {"a", "2026-01-01", "1000", NULL, NULL,
                                        "a", "2026-01-02", "2000", NULL, NULL,
                                        "a", "2026-01-02", "3000", NULL, NULL};
    static const char *const second[] = {"a", "2026-01-01", "1000", NULL, NULL,
                                         "a", "2026-01-02", "4000", NULL, NULL,
                                         "b", "2026-01-01", "5000", NULL, NULL};
    struct place_test        place;
    struct ri_ledger         ledger;
    char                     before[65], after[65];
    if (!test_open(&place, true)) return;
    CHECK_STATUS(import(&place, RI_DEMAND, false, first, 3, &ledger), RI_OK);
    check_ledger(&ledger, 2, 0, 1);
    test_fingerprint(&place, before);
    CHECK_STATUS(import(&place, RI_DEMAND, false, second, 3, &ledger), RI_OK);
    check_ledger(&ledger, 1, 1, 1);
    CHECK_INT(test_int64(&place, "SELECT sum(units)::BIGINT FROM demand_history"), 10);
    CHECK_STATUS(import(&place, RI_DEMAND, true, second, 3, &ledger),
                 RI_OK); /* the same series, now whole */
    check_ledger(&ledger, 0, 2, 0);
    CHECK_INT(ledger.superseded, 3);
    CHECK_INT(test_int64(&place, "SELECT sum(units)::BIGINT FROM demand_history"), 10);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, NULL, &place.err), RI_ECONFLICT);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 3, NULL, NULL, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, NULL, &place.err), RI_OK);
    test_fingerprint(&place, after);
    CHECK_TEXT(after, before);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}
