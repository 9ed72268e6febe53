/* What became of each record, in every way that records settle; and how long the text of rejected ones is kept. */
#include "warehouse_test.h"

struct told { /* "1 inserted, 3 rejected" */
    struct ri_text text;
    size_t         count;
};

static ri_status tell(void *context, const struct ri_import_item *item,
                      RI_UNUSED struct ri_error *err)
{
    struct told *told = context;
    ri_text_printf(&told->text, "%s%llu %s %u", told->count++ ? ", " : "",
                   (unsigned long long)item->record, item->outcome, item->status);
    if (item->rule.at) ri_text_printf(&told->text, " %.*s", (int)item->rule.length, item->rule.at);
    return RI_OK;
}

static bool open_told(struct place_test *place, struct told *told)
{
    if (!test_open(place, true)) return false;
    place->items = tell;
    place->items_context = told;
    return true;
}

/* What was told since the last time. */
static void want(struct told *told, const char *text)
{
    CHECK_TEXT(told->text.at ? told->text.at : "", text);
    ri_text_clear(&told->text);
    if (told->text.at) told->text.at[0] = '\0';
    told->count = 0;
}

TEST(what_became_of_each_sale_in_every_mode)
{
    static const struct test_sale first[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", "c7", 2, 2385, 1, NULL, NULL, NULL},
        {"R1", "S1", "2026-11-20 14:05", "B", "c7", 1, 129, 2, NULL, NULL, NULL},
        {"R2", "S2", "2026-11-20 15:30", "A", NULL, 3, 3577, 1, NULL, NULL, NULL},
    };
    static const struct test_sale second[] = {
        {"R1", "S1", "2026-11-20 14:05", "A", "c7", 2, 2385, 1, NULL, NULL, NULL}, /* as before */
        {"R1", "S1", "2026-11-20 14:05", "B", "c7", 1, 139, 2, NULL, NULL, NULL},  /* dearer */
        {"R9", "S2", "2026-11-21 09:00", "C", NULL, 1, 77, 1, NULL, NULL, NULL},   /* new */
    };
    static const char *const wanted[] = {"2 replaced 200, 3 inserted 201",
                                         "1 replaced 200, 2 replaced 200, 3 inserted 201",
                                         "2 inserted 201, 3 inserted 201"};
    for (int mode = RI_KEY_LINE; mode <= RI_KEY_CONTENT; mode++) {
        const struct ri_import_options options = {.key_mode = (ri_key_mode)mode};
        struct place_test              place;
        struct ri_ledger               ledger;
        struct told                    told = {0};
        if (!open_told(&place, &told)) return;
        CHECK_STATUS(test_import_sales(&place, first, 3, options, &ledger), RI_OK);
        want(&told, "1 inserted 201, 2 inserted 201, 3 inserted 201");
        CHECK_STATUS(test_import_sales(&place, second, 3, options, &ledger), RI_OK);
        want(&told, wanted[mode]);
        CHECK_STATUS(test_import_sales(&place, second, 3, options, &ledger), RI_OK);
        want(&told, ""); /* all there already */
        ri_text_release(&told.text);
        test_close(&place);
    }
}

TEST(what_became_of_records_of_other_kinds)
{
    const struct ri_record *record = ri_record_of(RI_STORES);
    const char             *store[40] = {0}, *renamed[40] = {0};
    struct place_test       place;
    struct ri_ledger        ledger;
    struct told             told = {0};
    if (!open_told(&place, &told)) return;
    store[ri_record_field(record, RI_VIEW("store"))] = "S1";
    store[ri_record_field(record, RI_VIEW("name"))] = "Corner";
    renamed[ri_record_field(record, RI_VIEW("store"))] = "S1";
    renamed[ri_record_field(record, RI_VIEW("name"))] = "Market";
    const struct ri_import_options options = {.kind = RI_STORES};
    CHECK_STATUS(test_import_texts(&place, options, store, 1, &ledger), RI_OK);
    want(&told, "1 inserted 201");
    CHECK_STATUS(test_import_texts(&place, options, store, 1, &ledger), RI_OK);
    want(&told, "");
    CHECK_STATUS(test_import_texts(&place, options, renamed, 1, &ledger), RI_OK);
    want(&told, "1 replaced 200");
    ri_text_release(&told.text);
    test_close(&place);
}

/* An import by hand, with rejected records. */
static struct ri_ledger with_rejects(struct place_test *place, struct told *told, size_t rejects,
                                     uint64_t most)
{
    const struct ri_import_options options = {.kind = RI_STORES};
    struct ri_import              *import = NULL;
    struct ri_ledger               ledger = {0};
    const struct ri_offer          offer = {.offered = rejects};
    CHECK_STATUS(ri_import_begin(place->warehouse, &options, NULL, &import, NULL), RI_OK);
    ri_import_watch_items(import, most, tell, told);
    for (size_t i = 0; i < rejects; i++)
        CHECK_STATUS(ri_import_reject(import, i + 1, i * 10, RI_VIEW("raw text"), "number",
                                      "'x' is not a number", NULL),
                     RI_OK);
    CHECK_STATUS(ri_import_commit(import, &offer, &ledger, NULL), RI_OK);
    ri_import_free(import);
    return ledger;
}

TEST(rejected_records_are_told_and_their_number_is_bounded)
{
    struct place_test place;
    struct told       told = {0};
    if (!open_told(&place, &told)) return;
    with_rejects(&place, &told, 2, 100);
    want(&told, "1 rejected 422 number, 2 rejected 422 number");
    CHECK_INT(with_rejects(&place, &told, 9, 4).quarantined, 9);
    CHECK_INT(told.count, 4);
    ri_text_release(&told.text);
    test_close(&place);
}

TEST(the_text_of_rejected_records_goes_when_it_is_old_and_nothing_else_does)
{
    struct place_test place;
    struct told       told = {0};
    int64_t           count = 0, bytes = 0;
    const int64_t     now = ri_task_now_us(NULL), hour = INT64_C(3600) * 1000000;
    if (!open_told(&place, &told)) return;
    with_rejects(&place, &told, 3, 100);
    CHECK_STATUS(
        ri_warehouse_forget_rejects(place.warehouse, now - hour, true, NULL, &count, &bytes, NULL),
        RI_OK);
    CHECK_INT(count, 0); /* too young */
    CHECK_STATUS(
        ri_warehouse_forget_rejects(place.warehouse, now + hour, false, NULL, &count, &bytes, NULL),
        RI_OK);
    CHECK_INT(count, 3);
    CHECK_INT(bytes, 3 * 8);
    CHECK_INT(test_int64(&place, "SELECT count(raw) FROM quarantine"), 3); /* only counted */
    CHECK_STATUS(
        ri_warehouse_forget_rejects(place.warehouse, now + hour, true, NULL, &count, &bytes, NULL),
        RI_OK);
    CHECK_INT(test_int64(&place, "SELECT count(raw) FROM quarantine"), 0);
    CHECK_INT(test_int64(&place, "SELECT count(*) FROM quarantine WHERE message LIKE '%number'"),
              3);
    CHECK_INT(test_verify(&place), 0);
    CHECK_STATUS(
        ri_warehouse_forget_rejects(place.warehouse, now + hour, true, NULL, &count, &bytes, NULL),
        RI_OK);
    CHECK_INT(count, 0);
    ri_text_release(&told.text);
    test_close(&place);
}
