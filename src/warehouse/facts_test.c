/* Keyed facts: footfall, prices, promotions, orders, holidays, plans, rates. One table of hand-computed cases, and what
 * each kind has of its own. */
#include "warehouse_test.h"

enum { MOST_ROWS = 4, MOST_CELLS = 15 };

struct file { /* rows of texts; the first NULL row ends */
    size_t      rows;
    const char *cells[MOST_ROWS][MOST_CELLS];
};

struct facts_case {
    ri_record_kind kind;
    struct file    first; /* all new */
    struct file
        second;      /* its first record is said again, its second is changed, its third is new */
    const char *sum; /* of what stands: one number */
    int64_t     after_first, after_second;
};

static const struct facts_case cases[] = {
    {RI_FOOTFALL,
     {2,
      {{"S1", "main", "2026-11-20 14:00", NULL, "60", "37", "35"},
       {"S1", "main", "2026-11-20 15:00", NULL, "60", "41", NULL}}},
     {3,
      {{"S1", "main", "2026-11-20 14:00", NULL, "60", "37", "35"},
       {"S1", "main", "2026-11-20 15:00", NULL, "60", "44", NULL},
       {"S1", "back", "2026-11-20 15:00", NULL, "60", "7", NULL}}},
     "SELECT sum(counted_in)::BIGINT FROM footfall",
     78,
     88},
    {RI_PRICES,
     {2,
      {{"A", "S1", "list", "2026-11-01", NULL, "1290000", "EUR"},
       {"A", NULL, NULL, NULL, NULL, "1390000", NULL}}},
     {3,
      {{"A", "S1", "list", "2026-11-01", NULL, "1290000", "EUR"},
       {"A", NULL, "list", NULL, NULL, "1350000", NULL},
       {"A", "S1", "promotion", "2026-11-01", "2026-11-07", "990000", NULL}}},
     "SELECT sum(price * 100)::BIGINT FROM price",
     268,
     363},
    {RI_PROMOTIONS,
     {2,
      {{"P1", "Winter", "2026-11-20", "2026-11-27", "percent off", "20000", NULL, NULL, NULL,
        "A; B", NULL},
       {"P2", NULL, "2026-12-01", NULL, NULL, "10000", NULL, NULL, "Dairy", NULL, "S1|S2"}}},
     {3,
      {{"P1", "Winter", "2026-11-20", "2026-11-27", "percent off", "20000", NULL, NULL, NULL,
        "A; B", NULL},
       {"P2", NULL, "2026-12-01", NULL, NULL, "15000", NULL, NULL, "Dairy", NULL, "S1|S2"},
       {"P3", NULL, "2026-12-01", NULL, NULL, "5000", NULL, NULL, NULL, "A,B,C", "S1,S2"}}},
     "SELECT sum(discount_percent)::BIGINT FROM promotion",
     60,
     100},
    {RI_ORDERS,
     {2,
      {{"PO1", "1", "S1", "SUP", "A", "2026-11-18", NULL, "2026-11-20", NULL, "48000", NULL,
        "800000", NULL, "open"},
       {"PO1", "2", "S1", "SUP", "B", "2026-11-18", NULL, "2026-11-20", NULL, "24000", NULL, NULL,
        NULL, "open"}}},
     {3,
      {{"PO1", "1", "S1", "SUP", "A", "2026-11-18", NULL, "2026-11-20", NULL, "48000", NULL,
        "800000", NULL, "open"},
       {"PO1", "2", "S1", "SUP", "B", "2026-11-18", NULL, "2026-11-20", "2026-11-21", "24000",
        "20000", NULL, NULL, "received"},
       {"PO2", "1", "S1", "SUP", "A", "2026-11-19", NULL, NULL, NULL, "12000", NULL, NULL, NULL,
        NULL}}},
     "SELECT sum(quantity - coalesce(received, 0))::BIGINT FROM purchase_order_line",
     72,
     64},
    {RI_HOLIDAYS,
     {2,
      {{NULL, "2026-12-25", "Christmas Day", "public", NULL},
       {"North", "2026-12-28", "St Stephen's Day", NULL, "0"}}},
     {3,
      {{NULL, "2026-12-25", "Christmas Day", "public", NULL},
       {"North", "2026-12-28", "St Stephen's Day", "public", "1"},
       {"North", "2026-12-24", NULL, "closed", NULL}}},
     "SELECT 10 * count(*) + count(*) FILTER (WHERE moved) FROM holiday",
     20,
     31},
    {RI_PLAN,
     {2,
      {{"budget", "S1", "Dairy", "2026-01", "12500000", NULL, NULL, "EUR"},
       {NULL, NULL, NULL, "2026-Q1", "90000000", NULL, NULL, NULL}}},
     {3,
      {{"budget", "S1", "Dairy", "2026-01", "12500000", NULL, NULL, "EUR"},
       {"plan", NULL, NULL, "2026-Q1", "91000000", NULL, NULL, NULL},
       {"budget", "S1", "Dairy", "2026-02", "11000000", "5000", "3000000", NULL}}},
     "SELECT sum(revenue_minor)::BIGINT FROM plan",
     102500000,
     114500000},
    {RI_RATES,
     {2,
      {{"EUR", "USD", "2026-11-20", "1084200000"}, {"EUR", "JPY", "2026-11-20", "167310000000"}}},
     {3,
      {{"EUR", "USD", "2026-11-20", "1084200000"},
       {"EUR", "JPY", "2026-11-20", "167290000000"},
       {"KRW", "EUR", "2026-11-20", "675123"}}},
     "SELECT (sum(rate)::DECIMAL(38, 9) * 1000000000)::BIGINT FROM fx_rate",
     168394200000,
     168374875123},
    {RI_FORECAST,
     {2,
      {{NULL, "A", "S1", "2026-11-20", "2026-11-21", "3500"},
       {"north", NULL, NULL, NULL, "2026-11-21", "12250"}}},
     {3,
      {{NULL, "A", "S1", "2026-11-20", "2026-11-21", "3500"},
       {"north", NULL, NULL, NULL, "2026-11-21", "12750"},
       {NULL, "A", "S1", "2026-11-21", "2026-11-21", "3125"}}},
     "SELECT sum(mean * 1000)::BIGINT FROM forecast",
     15750,
     19375},
};

static ri_status import(struct place_test *place, ri_record_kind kind, const struct file *file,
                        struct ri_ledger *ret)
{
    const size_t width = ri_record_of(kind)->field_count + 1;
    const char  *cells[MOST_ROWS * (MOST_CELLS + 1)] = {0};
    for (size_t r = 0; r < file->rows; r++) {
        for (size_t f = 0; f + 1 < width; f++) cells[r * width + f] = file->cells[r][f];
    }
    return test_import_texts(place, (struct ri_import_options){.kind = kind}, cells, file->rows,
                             ret);
}

static void check_ledger(const struct ri_ledger *ledger, uint64_t inserted, uint64_t replaced,
                         uint64_t duplicates)
{
    CHECK_INT(ledger->inserted, inserted);
    CHECK_INT(ledger->replaced, replaced);
    CHECK_INT(ledger->duplicates, duplicates);
}

static void check_case(struct place_test *place, const struct facts_case *c)
{
    struct ri_ledger first, again, second;
    char             empty[65], before[65], after[65];
    test_fingerprint(place, empty);
    CHECK_STATUS(import(place, c->kind, &c->first, &first), RI_OK);
    check_ledger(&first, 2, 0, 0);
    CHECK_INT(test_int64(place, c->sum), c->after_first);
    CHECK_STATUS(import(place, c->kind, &c->first, &again), RI_OK);
    check_ledger(&again, 0, 0, 2);
    test_fingerprint(place, before);
    CHECK_STATUS(import(place, c->kind, &c->second, &second), RI_OK);
    check_ledger(&second, 1, 1, 1);
    CHECK(second.superseded >= 1);
    CHECK_INT(test_int64(place, c->sum), c->after_second);
    CHECK_INT(test_verify(place), 0);
    struct ri_warehouse *warehouse = place->warehouse;
    CHECK_STATUS(ri_warehouse_undo(warehouse, first.import_id, NULL, NULL, &place->err),
                 RI_ECONFLICT);
    CHECK_STATUS(ri_warehouse_undo(warehouse, second.import_id, NULL, NULL, &place->err), RI_OK);
    CHECK_INT(test_int64(place, c->sum), c->after_first);
    test_fingerprint(place, after);
    CHECK_TEXT(after, before);
    CHECK_INT(test_verify(place), 0);
    CHECK_STATUS(ri_warehouse_undo(warehouse, again.import_id, NULL, NULL, &place->err), RI_OK);
    CHECK_STATUS(ri_warehouse_undo(warehouse, first.import_id, NULL, NULL, &place->err), RI_OK);
    test_fingerprint(place, after);
    CHECK_TEXT(after, empty); /* and the members that only they named are gone */
    CHECK_INT(test_verify(place), 0);
}

TEST(facts_are_inserted_replaced_and_brought_back)
{
    struct place_test place;
    if (!test_open(&place, true)) return;
    for (size_t i = 0; i < RI_COUNT(cases); i++) check_case(&place, &cases[i]);
    test_close(&place);
}

/* What was changed behind the program's back is found. */
TEST(facts_are_recounted)
{
    static const char *const changes[] = {
        "UPDATE footfall_record SET counted_in = counted_in + 1",
        "UPDATE price_record SET price = price + 0.000001",
        "UPDATE promotion_record SET ends_on = DATE '2026-12-31'",
        "UPDATE purchase_order_record SET supplier_id = supplier_id + 1",
        "UPDATE holiday_record SET moved = true",
        "UPDATE plan_record SET last_day = last_day + 1",
        "UPDATE fx_rate_record SET rate = rate * 2",
        "UPDATE forecast_record SET mean = mean + 0.001"};
    struct place_test place;
    struct ri_ledger  ledger;
    if (!test_open(&place, true)) return;
    CHECK_INT(RI_COUNT(changes), RI_COUNT(cases));
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        CHECK_STATUS(import(&place, cases[i].kind, &cases[i].first, &ledger), RI_OK);
        CHECK_INT(test_verify(&place), i);
        CHECK_STATUS(ri_connection_script(place.warehouse->writer, changes[i], &place.err), RI_OK);
        CHECK_INT(test_verify(&place), i + 1);
    }
    test_close(&place);
}

/* A promotion comes whole in a store: a product that is no longer named has left it. */
TEST(a_promotion_comes_whole)
{
    static const struct file first = {
        1, {{"P1", NULL, "2026-11-20", NULL, NULL, NULL, NULL, NULL, NULL, "A\nB\nB\nC", "S1;S2"}}};
    static const struct file second = {
        2,
        {{"P1", NULL, "2026-11-20", NULL, NULL, NULL, NULL, NULL, NULL, "A", "S1"},
         {"P1", NULL, "2026-11-20", NULL, NULL, NULL, NULL, NULL, NULL, "D", "S1"}}};
    struct place_test place;
    struct ri_ledger  ledger;
    if (!test_open(&place, true)) return;
    CHECK_STATUS(import(&place, RI_PROMOTIONS, &first, &ledger), RI_OK);
    CHECK_INT(ledger.facts, 6);
    CHECK_STATUS(import(&place, RI_PROMOTIONS, &second, &ledger), RI_OK);
    check_ledger(&ledger, 0, 2, 0); /* both records took the place of older rows */
    CHECK_INT(ledger.superseded, 3);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM promotion WHERE store = 'S1' AND product IN "
                                 "('A', 'D')"),
              2);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM promotion"), 5);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

/* Thousands of rows of a few records: chunks of the appender end within a record. */
TEST(a_promotion_of_many_products)
{
    struct place_test place;
    struct ri_ledger  ledger;
    struct ri_text    products = {0};
    if (!test_open(&place, true)) return;
    for (int i = 0; i < 1500; i++) ri_text_printf(&products, "SKU-%d;", i);
    const struct file many = {
        2,
        {{"P1", NULL, "2026-11-20", NULL, NULL, NULL, NULL, NULL, NULL, products.at, "S1;S2"},
         {"P2", NULL, "2026-11-20", NULL, NULL, NULL, NULL, NULL, NULL, products.at, NULL}}};
    CHECK_STATUS(import(&place, RI_PROMOTIONS, &many, &ledger), RI_OK);
    check_ledger(&ledger, 2, 0, 0);
    CHECK_INT(ledger.facts, 4500);
    CHECK_INT(
        test_int64(&place, "SELECT count(DISTINCT (promotion, store, product)) FROM promotion"),
        4500);
    CHECK_INT(test_verify(&place), 0);
    ri_text_release(&products);
    test_close(&place);
}

/* The shop's clock and cut-off decide, as for its sales. */
TEST(footfall_has_a_business_day)
{
    static const char *const stores[] = {"BAR", NULL, NULL, NULL, NULL, "America/New_York",
                                         "240", NULL, NULL, NULL, NULL};
    static const struct file hours = {3,
                                      {{"BAR", NULL, "2026-11-21 01:00", NULL, NULL, "9", NULL},
                                       {"BAR", NULL, "2026-11-20 23:00", NULL, NULL, "20", NULL},
                                       {"BAR", NULL, "2026-11-21 00:00", NULL, NULL, "14", NULL}}};
    static const char *const day[] = {"S2", NULL, "2026-11-20", NULL, NULL, "801", NULL, NULL};
    struct place_test        place;
    struct ri_ledger         ledger;
    if (!test_open(&place, true)) return;
    CHECK_STATUS(test_import_texts(&place, (struct ri_import_options){.kind = RI_STORES}, stores, 1,
                                   &ledger),
                 RI_OK);
    CHECK_STATUS(import(&place, RI_FOOTFALL, &hours, &ledger), RI_OK);
    CHECK_INT(test_int64(&place, "SELECT sum(counted_in)::BIGINT FROM footfall WHERE business_date "
                                 "= DATE '2026-11-20' AND minutes = 60"),
              43);
    CHECK_INT(test_int64(&place,
                         "SELECT count(*) FROM footfall WHERE interval_start_at = TIMESTAMP "
                         "'2026-11-21 06:00:00' AND counted_in = 9"),
              1);
    CHECK_STATUS(test_import_texts(&place,
                                   (struct ri_import_options){
                                       .kind = RI_FOOTFALL, .dates_only = true, .day_cutoff = 300},
                                   day, 1, &ledger),
                 RI_OK);
    CHECK_INT(test_int64(&place, "SELECT counted_in FROM footfall WHERE minutes = 1440 AND "
                                 "business_date = DATE '2026-11-20'"),
              801);
    test_close(&place);
}

/* Lines without numbers: two of one product are two. An order without a number is its day. */
TEST(order_lines_are_numbered)
{
    static const struct file file = {
        3,
        {{"PO1", NULL, "S1", NULL, "A", "2026-11-18", NULL, NULL, NULL, "10000"},
         {"PO1", NULL, "S1", NULL, "A", "2026-11-18", NULL, NULL, NULL, "20000"},
         {NULL, NULL, "S1", NULL, "A", "2026-11-18", NULL, NULL, NULL, "5000"}}};
    struct place_test place;
    struct ri_ledger  ledger;
    if (!test_open(&place, true)) return;
    for (int again = 0; again < 2; again++) {
        CHECK_STATUS(import(&place, RI_ORDERS, &file, &ledger), RI_OK);
        check_ledger(&ledger, again ? 0 : 3, 0, again ? 3 : 0);
    }
    CHECK_INT(test_int64(&place, "SELECT sum(quantity * line_no)::BIGINT FROM purchase_order_line"),
              55);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM purchase_order_line WHERE order_no = "
                                 "'2026-11-17'"),
              1); /* midnight in Berlin is the evening before in UTC */
    test_close(&place);
}

/* Months and weeks written by their first day. */
TEST(plans_by_first_days)
{
    static const struct {
        const char *days[3];
        const char *last;
    } files[] = {{{"2026-01-01", "2026-02-01", "2026-03-01"}, "2026-02-28"},
                 {{"2026-01-05", "2026-01-12", "2026-01-26"}, "2026-01-18"},
                 {{"2026-01-01", "2026-01-02", "2026-01-03"}, "2026-01-02"}};
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        const struct file file = {3,
                                  {{NULL, NULL, NULL, files[i].days[0], "100", NULL, NULL, "EUR"},
                                   {NULL, NULL, NULL, files[i].days[1], "200", NULL, NULL, "EUR"},
                                   {NULL, NULL, NULL, files[i].days[2], "300", NULL, NULL, "EUR"}}};
        struct place_test place;
        struct ri_ledger  ledger;
        char              sql[120];
        if (!test_open(&place, true)) return;
        CHECK_STATUS(import(&place, RI_PLAN, &file, &ledger), RI_OK);
        snprintf(sql, sizeof sql, "SELECT revenue_minor FROM plan WHERE last_day = DATE '%s'",
                 files[i].last);
        CHECK_INT(test_int64(&place, sql), 200);
        test_close(&place);
    }
}

/* Rows of overrides only grow; each change raises the data version and verify knows of it. */
TEST(overrides_are_set_and_taken_back)
{
    static const struct ri_forecast_override override = {.product = "A",
                                                         .first_day = 20000,
                                                         .last_day = 20002,
                                                         .by_factor = true,
                                                         .amount = 1.375,
                                                         .reason = "fair",
                                                         .known_on = 19990};
    struct place_test                        place;
    uint64_t                                 before = 0, after = 0;
    int64_t                                  id = 0;
    if (!test_open(&place, true)) return;
    CHECK_STATUS(ri_warehouse_data_version(place.warehouse, &before, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_override(place.warehouse, &override, "Ann", NULL, &id, &place.err),
                 RI_OK);
    CHECK_STATUS(ri_warehouse_override(place.warehouse, &override, "Bo", NULL, &id, &place.err),
                 RI_OK);
    CHECK_INT(id, 2);
    CHECK_STATUS(ri_warehouse_override_remove(place.warehouse, 1, "Cy", NULL, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_override_remove(place.warehouse, 1, "Cy", NULL, &place.err),
                 RI_ENOTFOUND);
    CHECK_TEXT(place.err.message, "there is no override 1 that holds");
    CHECK_STATUS(ri_warehouse_override_remove(place.warehouse, 3, "Cy", NULL, &place.err),
                 RI_ENOTFOUND);
    CHECK_STATUS(ri_warehouse_data_version(place.warehouse, &after, &place.err), RI_OK);
    CHECK_INT(after, before + 3);
    CHECK_INT(test_int64(&place,
                         "SELECT (sum(factor) * 1000000)::BIGINT FROM forecast_override WHERE "
                         "removed_at IS NULL AND units IS NULL AND author = 'Bo'"),
              1375000);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM forecast_override WHERE removed_by = 'Cy'"),
              1);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}
