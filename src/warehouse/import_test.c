/* Imports of sales: keys, repeats, corrections, undo, time. */
#include "warehouse_test.h"

static const struct test_sale day_one[] = {
    {"R1", "S1", "2026-11-20 14:05", "A", "c7", 2, 2385, 1, "Apple", "Fruit", NULL},
    {"R1", "S1", "2026-11-20 14:05", "B", "c7", 1, 129, 2, "Bread", NULL, "{\"shelf\":\"4\"}"},
    {"R2", "S2", "2026-11-20 15:30", "A", NULL, 3, 3577, 1, NULL, NULL, NULL},
    {"R3", "S1", "2026-11-21 09:00", NULL, "c8", -1, -129, 1, NULL, "Other", NULL},
};

#define IMPORT(place, rows, want, options, ledger) \
    CHECK_STATUS(test_import_sales((place), (rows), RI_COUNT(rows), (options), (ledger)), (want))

static void check_ledger(const struct ri_ledger *ledger, uint64_t inserted, uint64_t replaced,
                         uint64_t duplicates)
{
    CHECK_INT(ledger->inserted, inserted);
    CHECK_INT(ledger->replaced, replaced);
    CHECK_INT(ledger->duplicates, duplicates);
    CHECK_INT(ledger->accepted, inserted + replaced);
}

TEST(lines_come_in_with_members_and_time)
{
    struct place_test place;
    struct ri_ledger  ledger;
    if (!test_open(&place, false)) return;
    IMPORT(&place, day_one, RI_OK, ((struct ri_import_options){.key_mode = RI_KEY_LINE}), &ledger);
    check_ledger(&ledger, 4, 0, 0);
    CHECK_INT(ledger.import_id, 1);
    CHECK_INT(ledger.facts, 4);
    CHECK_INT(ledger.new_stores, 2);
    CHECK_INT(ledger.new_products, 2);
    CHECK_INT(ledger.new_customers, 2);
    CHECK_INT(test_int64(&place, "SELECT sum(net_minor)::BIGINT FROM sale"), 5962);
    CHECK_INT(
        test_int64(&place,
                   "SELECT count(*) FROM sale WHERE product_name = 'Apple' AND category = 'Fruit'"),
        2);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE category = 'Other' AND kind = "
                                 "'return' AND product IS NULL"),
              1);
    CHECK_INT(
        test_int64(&place,
                   "SELECT count(*) FROM sale WHERE sold_at = TIMESTAMP '2026-11-20 13:05:00'"),
        2); /* Berlin */
    CHECK_INT(
        test_int64(&place,
                   "SELECT count(*) FROM sale WHERE currency = 'EUR' AND currency_digits = 2"),
        4);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE attributes->>'shelf' = '4'"), 1);
    CHECK_INT(test_int64(&place, "SELECT count(DISTINCT receipt_key) FROM sale"), 3);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM product WHERE described"), 0);
    CHECK_INT(test_int64(&place, "SELECT version FROM data_version"), 2);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

/* In each key mode the same file again adds nothing, in the same process and after a restart. */
TEST(the_same_file_twice_adds_nothing)
{
    for (int mode = RI_KEY_LINE; mode <= RI_KEY_CONTENT; mode++) {
        struct place_test              place;
        struct ri_ledger               ledger;
        const struct ri_import_options options = {.key_mode = (ri_key_mode)mode};
        char                           once[65], twice[65];
        if (!test_open(&place, false)) return;
        IMPORT(&place, day_one, RI_OK, options, &ledger);
        test_fingerprint(&place, once);
        IMPORT(&place, day_one, RI_OK, options, &ledger);
        check_ledger(&ledger, 0, 0, 4);
        CHECK_INT(ledger.facts, 0);
        if (!test_reopen(&place)) return;
        IMPORT(&place, day_one, RI_OK, options, &ledger);
        check_ledger(&ledger, 0, 0, 4);
        test_fingerprint(&place, twice);
        CHECK_TEXT(twice, once);
        CHECK_INT(test_verify(&place), 0);
        test_close(&place);
    }
}

TEST(a_changed_line_replaces_and_undo_restores)
{
    static const struct test_sale corrected[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", "c7", 2, 2385, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "B", "c7", 1, 139, 2, NULL, NULL, "{\"shelf\":\"4\"}"},
        {"R4", "S3", "2026-11-22 10:00", "Z", "c9", 1, 777, 1, "Zebra", NULL, NULL},
    };
    const struct ri_import_options options = {.key_mode = RI_KEY_LINE};
    struct place_test              place;
    struct ri_ledger               ledger;
    struct ri_undone               undone;
    char                           before[65], after[65];
    if (!test_open(&place, false)) return;
    IMPORT(&place, day_one, RI_OK, options, &ledger);
    test_fingerprint(&place, before);
    IMPORT(&place, corrected, RI_OK, options, &ledger);
    check_ledger(&ledger, 1, 1, 1);
    CHECK_INT(ledger.superseded, 1);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_line"), 5);
    CHECK_INT(test_int64(&place, "SELECT revision FROM sale_line WHERE net_minor = 139"), 1);
    CHECK_INT(
        test_int64(&place, "SELECT superseded_by FROM sale_line_superseded WHERE net_minor = 129"),
        2);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 1, NULL, &undone, &place.err), RI_ECONFLICT);
    CHECK(strstr(place.err.message, "import 2"));
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, &undone, &place.err), RI_OK);
    CHECK_INT(undone.removed, 2);
    CHECK_INT(undone.restored, 1);
    test_fingerprint(&place, after);
    CHECK_TEXT(after, before);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, &undone, &place.err), RI_ECONFLICT);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 9, NULL, &undone, &place.err), RI_ENOTFOUND);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 1, NULL, NULL, &place.err), RI_OK);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM product"), 0);
    CHECK_INT(test_verify(&place), 0);
    CHECK_INT(test_int64(&place, "SELECT version FROM data_version"), 5);
    test_close(&place);
}

/* Figures are asked of receipts: after each change they are the sums of their lines, whatever became of those. */
TEST(receipts_are_the_sums_of_their_lines)
{
    static const struct test_sale first[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", "C1", 2, 200, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "B", "C1", 1, 250, 2, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "C", "C1", -1, -99, 3, NULL, NULL, NULL},
        {"R2", "S2", "2026-11-21 14:06", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
    };
    static const struct test_sale later[] = {
        {"R1", "S1", "2026-11-20 14:05", "B", "C1", 1, 299, 2, NULL, NULL, NULL},
        {"R3", "S1", "2026-11-20 14:07", "B", "C2", 1, 250, 1, NULL, NULL, NULL},
    };
    static const char              sums[] = "SELECT sum(lines * 100000 + net_minor)::BIGINT FROM sale_receipt WHERE kind = 'sale'";
    const struct ri_import_options options = {.key_mode = RI_KEY_LINE},
                                   cut_off = {.key_mode = RI_KEY_LINE, .day_cutoff = 15 * 60}; /* to the day before */
    struct place_test              place;
    struct ri_ledger               ledger;
    if (!test_open(&place, false)) return;
    IMPORT(&place, first, RI_OK, options, &ledger);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_receipt"), 3); /* sales and returns of a receipt stand apart */
    CHECK_INT(test_int64(&place, sums), 300700);
    CHECK_INT(test_verify(&place), 0);
    IMPORT(&place, later, RI_OK, cut_off, &ledger);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_receipt"), 5);
    CHECK_INT(test_int64(&place, sums), 400999);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, NULL, &place.err), RI_OK);
    CHECK_INT(test_int64(&place, sums), 300700);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 1, NULL, NULL, &place.err), RI_OK);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale_receipt"), 0);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(a_receipt_with_other_lines_replaces_the_whole_one)
{
    static const struct test_sale first[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 2, NULL, NULL,
         NULL}, /* equal line, second occurrence */
        {"R1", "S1", "2026-11-20 14:05", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
        {"R2", "S1", "2026-11-20 14:06", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
    };
    static const struct test_sale later[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "C", NULL, 1, 300, 1, NULL, NULL, NULL},
        {"R2", "S1", "2026-11-20 14:06", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
        {"R3", "S1", "2026-11-20 14:07", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
    };
    const struct ri_import_options options = {.key_mode = RI_KEY_RECEIPT};
    struct place_test              place;
    struct ri_ledger               ledger;
    char                           before[65], after[65];
    if (!test_open(&place, false)) return;
    IMPORT(&place, first, RI_OK, options, &ledger);
    check_ledger(&ledger, 4, 0, 0);
    test_fingerprint(&place, before);
    IMPORT(&place, later, RI_OK, options, &ledger);
    check_ledger(&ledger, 1, 2, 1);
    CHECK_INT(ledger.superseded, 3);
    CHECK_INT(test_int64(&place, "SELECT sum(net_minor)::BIGINT FROM sale"), 900);
    CHECK_INT(test_int64(&place, "SELECT sum(revision)::BIGINT FROM sale_line"), 2);
    IMPORT(&place, later, RI_OK, options, &ledger);
    check_ledger(&ledger, 0, 0, 4);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, NULL, &place.err), RI_ECONFLICT);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 3, NULL, NULL, &place.err), RI_OK);
    CHECK_STATUS(ri_warehouse_undo(place.warehouse, 2, NULL, NULL, &place.err), RI_OK);
    test_fingerprint(&place, after);
    CHECK_TEXT(after, before);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(a_receipt_that_lost_a_line_replaces_too)
{
    static const struct test_sale both[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
    };
    const struct ri_import_options options = {.key_mode = RI_KEY_RECEIPT};
    struct place_test              place;
    struct ri_ledger               ledger;
    if (!test_open(&place, true)) return;
    IMPORT(&place, both, RI_OK, options, &ledger);
    CHECK_STATUS(test_import_sales(&place, both, 1, options, &ledger), RI_OK);
    check_ledger(&ledger, 0, 1, 0);
    CHECK_INT(ledger.superseded, 2);
    CHECK_INT(test_int64(&place, "SELECT sum(net_minor)::BIGINT FROM sale"), 100);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(repeats_within_a_file)
{
    static const struct test_sale twice[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 150, 1, NULL, NULL,
         NULL}, /* the last version counts */
    };
    static const struct test_sale equal[] = {
        {NULL, "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 2, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 3, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:06", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
    };
    struct place_test place;
    struct ri_ledger  ledger;
    if (!test_open(&place, true)) return;
    IMPORT(&place, twice, RI_OK,
           ((struct ri_import_options){.key_mode = RI_KEY_LINE, .source = "a"}), &ledger);
    check_ledger(&ledger, 1, 0, 2);
    CHECK_INT(test_int64(&place, "SELECT net_minor FROM sale_line"), 150);
    IMPORT(&place, equal, RI_OK,
           ((struct ri_import_options){.key_mode = RI_KEY_CONTENT, .source = "b"}), &ledger);
    check_ledger(&ledger, 4, 0, 0);
    IMPORT(&place, equal, RI_OK,
           ((struct ri_import_options){
               .key_mode = RI_KEY_CONTENT, .source = "c", .drop_repeats = true}),
           &ledger);
    check_ledger(&ledger, 2, 0, 2);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

TEST(business_days_follow_the_shop)
{
    static const struct test_sale night[] = {
        {"R1", "S1", "2026-10-25 02:30", "A", NULL, 1, 1, 1, NULL, NULL,
         NULL}, /* the hour that comes twice in Berlin */
        {"R2", "S1", "2026-03-29 02:30", "A", NULL, 1, 1, 1, NULL, NULL,
         NULL}, /* the one that is left out */
        {"R3", "S9", "2026-11-21 03:59", "A", NULL, 1, 1, 1, NULL, NULL,
         NULL}, /* Tokyo, day begins at 04:00 */
        {"R4", "S9", "2026-11-21 04:00", "A", NULL, 1, 1, 1, NULL, NULL, NULL},
    };
    static const char *const      stores[] = {"S9",  "Ginza", "East", NULL, "JPY", "Asia/Tokyo",
                                              "240", NULL,    NULL,   NULL, NULL};
    static const struct test_sale dates[] = {
        {"R5", "S9", "2026-11-21", "A", NULL, 1, 1, 1, NULL, NULL, NULL}};
    struct place_test place;
    struct ri_ledger  ledger;
    if (!test_open(&place, true)) return;
    CHECK_STATUS(test_import_texts(&place, (struct ri_import_options){.kind = RI_STORES}, stores, 1,
                                   &ledger),
                 RI_OK);
    IMPORT(&place, night, RI_OK, ((struct ri_import_options){.key_mode = RI_KEY_LINE}), &ledger);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE transaction_no = 'R1' AND "
                                 "sold_at = TIMESTAMP '2026-10-25 00:30:00'"),
              1);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE transaction_no = 'R2' AND "
                                 "sold_at = TIMESTAMP '2026-03-29 01:30:00'"),
              1);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE transaction_no = 'R3' AND "
                                 "business_date = DATE '2026-11-20' AND "
                                 "sold_at = TIMESTAMP '2026-11-20 18:59:00' AND currency = 'JPY' "
                                 "AND currency_digits = 0"),
              1);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE transaction_no = 'R4' AND "
                                 "business_date = DATE '2026-11-21'"),
              1);
    IMPORT(&place, dates, RI_OK,
           ((struct ri_import_options){.key_mode = RI_KEY_LINE, .dates_only = true}), &ledger);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE transaction_no = 'R5' AND "
                                 "business_date = DATE '2026-11-21'"),
              1);
    static const char *const bad[] = {"S8", NULL, NULL, NULL, NULL, "Mars/Olympus",
                                      NULL, NULL, NULL, NULL, NULL};
    CHECK_STATUS(
        test_import_texts(&place, (struct ri_import_options){.kind = RI_STORES}, bad, 1, &ledger),
        RI_OK);
    CHECK_STATUS(test_import_sales(&place, night, 1, (struct ri_import_options){0}, &ledger),
                 RI_ENOTFOUND);
    CHECK(strstr(place.err.message, "S8"));
    test_close(&place);
}

TEST(the_ledger_must_balance)
{
    struct place_test              place;
    struct ri_import              *import;
    struct ri_ledger               ledger;
    const struct ri_import_options options = {
        .kind = RI_SALES, .file_name = "a.csv", .source = "till"};
    if (!test_open(&place, true)) return;
    CHECK_STATUS(ri_import_begin(place.warehouse, &options, NULL, &import, &place.err), RI_OK);
    struct ri_import *second;
    CHECK_STATUS(ri_import_begin(place.warehouse, &options, NULL, &second, &place.err),
                 RI_ECONFLICT);
    CHECK_STATUS(ri_import_reject(import, 1, 0, RI_VIEW("\xff\0x"), "number", "record 1: no number",
                                  &place.err),
                 RI_OK);
    const struct ri_offer wrong = {.offered = 2};
    CHECK_STATUS(ri_import_commit(import, &wrong, &ledger, &place.err), RI_EINTERNAL);
    ri_import_free(import);
    CHECK_INT(
        test_int64(&place,
                   "SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM quarantine)"),
        0);
    CHECK_STATUS(ri_import_begin(place.warehouse, &options, NULL, &import, &place.err), RI_OK);
    CHECK_STATUS(ri_import_reject(import, 1, 0, RI_VIEW("\xff\0x"), "number", "record 1: no number",
                                  &place.err),
                 RI_OK);
    const struct ri_offer right = {.offered = 3, .dropped = 2};
    CHECK_STATUS(ri_import_commit(import, &right, &ledger, &place.err), RI_OK);
    CHECK_STATUS(ri_import_commit(import, &right, &ledger, &place.err), RI_EUSAGE);
    ri_import_free(import);
    CHECK_INT(ledger.quarantined, 1);
    CHECK_INT(ledger.duplicates, 2);
    CHECK_INT(test_int64(&place, "SELECT octet_length(raw) FROM quarantine"), 3);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

static ri_status hide(void *context, struct ri_view natural_id, struct ri_view *ret,
                      RI_UNUSED bool *ret_erased, RI_UNUSED struct ri_error *err)
{
    char *buffer = context;
    snprintf(buffer, 32, "p-%zu-%c", natural_id.length, natural_id.at[1]);
    *ret = ri_view_of(buffer);
    return RI_OK;
}

TEST(customers_come_under_pseudonyms)
{
    struct place_test place;
    struct ri_ledger  ledger;
    char              buffer[32];
    if (!test_open(&place, true)) return;
    const struct ri_import_options options = {
        .key_mode = RI_KEY_RECEIPT, .pseudonym = hide, .pseudonym_context = buffer};
    IMPORT(&place, day_one, RI_OK, options, &ledger);
    CHECK_INT(
        test_int64(&place, "SELECT count(*) FROM customer WHERE pseudonym IN ('p-2-7', 'p-2-8')"),
        2);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM sale WHERE customer = 'p-2-7'"), 2);
    test_close(&place);
}

TEST(equal_lines_are_numbered_here_when_the_reader_could_not)
{
    static const struct test_sale equal[] = {
        {NULL, "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:05", "B", NULL, 1, 100, 1, NULL, NULL, NULL},
    };
    struct place_test        place;
    struct ri_ledger         ledger;
    struct ri_import_options options = {.key_mode = RI_KEY_CONTENT};
    if (!test_open(&place, true)) return;
    place.occurrences_unknown = true;
    IMPORT(&place, equal, RI_OK, options, &ledger);
    check_ledger(&ledger, 3, 0, 0);
    CHECK_INT(test_int64(&place, "SELECT max(line_no) FROM sale_line"), 2);
    IMPORT(&place, equal, RI_OK, options, &ledger);
    check_ledger(&ledger, 0, 0, 3);
    options.source = "other";
    options.drop_repeats = true;
    IMPORT(&place, equal, RI_OK, options, &ledger);
    check_ledger(&ledger, 2, 0, 1);
    CHECK_INT(test_verify(&place), 0);
    test_close(&place);
}

/* In mode line a line without number or receipt is known by its content, not lost among its like. */
TEST(lines_without_a_number_are_kept)
{
    static const struct test_sale bare[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", NULL, 1, 100, 0, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "B", NULL, 1, 200, 0, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:05", "C", NULL, 1, 300, 1, NULL, NULL, NULL},
        {NULL, "S1", "2026-11-20 14:05", "D", NULL, 1, 400, 1, NULL, NULL, NULL},
    };
    struct place_test              place;
    struct ri_ledger               ledger;
    const struct ri_import_options options = {.key_mode = RI_KEY_LINE};
    if (!test_open(&place, true)) return;
    IMPORT(&place, bare, RI_OK, options, &ledger);
    check_ledger(&ledger, 4, 0, 0);
    IMPORT(&place, bare, RI_OK, options, &ledger);
    check_ledger(&ledger, 0, 0, 4);
    test_close(&place);
}

TEST(a_cancelled_import_leaves_nothing)
{
    struct place_test              place;
    struct ri_import              *import;
    struct ri_ledger               ledger;
    struct ri_task                 task = {0};
    const struct ri_import_options options = {.kind = RI_SALES};
    if (!test_open(&place, true)) return;
    CHECK_STATUS(ri_import_begin(place.warehouse, &options, &task, &import, &place.err), RI_OK);
    CHECK_STATUS(ri_import_reject(import, 1, 0, RI_VIEW("x"), "rule", "why", &place.err), RI_OK);
    ri_task_cancel(&task);
    CHECK_STATUS(ri_import_append(import, &(struct ri_columns){0}, &place.err), RI_ECANCELLED);
    CHECK_STATUS(ri_import_commit(import, &(struct ri_offer){.offered = 1}, &ledger, &place.err),
                 RI_ECANCELLED);
    ri_import_free(import);
    CHECK_INT(
        test_int64(&place,
                   "SELECT (SELECT count(*) FROM import) + (SELECT count(*) FROM quarantine)"),
        0);
    IMPORT(&place, day_one, RI_OK, ((struct ri_import_options){0}), &ledger);
    CHECK_INT(ledger.import_id, 1);
    test_close(&place);
}

TEST(tills_may_count_from_one_each_day)
{
    static const struct test_sale monday[] = {
        {"1", "S1", "2026-11-16 09:05", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"2", "S1", "2026-11-16 09:07", "B", NULL, 1, 250, 1, NULL, NULL, NULL},
    };
    static const struct test_sale tuesday[] = {
        {"1", "S1", "2026-11-17 09:11", "A", NULL, 1, 100, 1, NULL, NULL, NULL},
        {"1", "S1", "2026-11-18 09:02", "C", NULL, 1, 300, 1, NULL, NULL, NULL},
    };
    static const ri_key_mode modes[] = {RI_KEY_LINE, RI_KEY_RECEIPT};
    for (size_t i = 0; i < RI_COUNT(modes); i++) {
        const struct ri_import_options options = {.key_mode = modes[i]};
        struct place_test              place;
        struct ri_ledger               ledger;
        if (!test_open(&place, false)) return;
        IMPORT(&place, monday, RI_OK, options, &ledger);
        IMPORT(&place, tuesday, RI_OK, options, &ledger);
        check_ledger(&ledger, 2, 0, 0);
        CHECK_INT(test_int64(&place, "SELECT count(DISTINCT receipt_key) FROM sale_line"), 4);
        CHECK_INT(test_int64(&place, "SELECT sum(net_minor)::BIGINT FROM sale"), 750);
        CHECK_INT(test_verify(&place), 0);
        test_close(&place);
    }
}
