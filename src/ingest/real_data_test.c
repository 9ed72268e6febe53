/* Real files: the totals counted on them by others. */
#include "testing.h"

/* false: the file is not there. */
static bool import_shared(struct import *all, ri_record_kind kind, const char *folder,
                          const char *file)
{
    const int fd = fd_of_shared(folder, file);
    if (fd < 0) return false;
    import_options(all, kind, fd, NULL);
    if (all->status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%s: %s", file, all->err.message);
    return true;
}

TEST(real_istanbul)
{
    struct import all;
    if (!import_shared(&all, RI_SALES, "istanbul_shopping", "customer_shopping_data.csv.zst"))
        TEST_SKIP("no shared data");
    CHECK_TEXT(all.plan->layout, "istanbul_shopping");
    CHECK_TEXT(all.plan->compression, "zstd");
    CHECK_TEXT(all.plan->price, "line_total");
    CHECK_TEXT(all.plan->date_order, "dmy");
    CHECK_TEXT(all.plan->currency, "TRY");
    CHECK_INT(all.rows, 99457);
    CHECK_INT(all.gross, 6855136591);
    CHECK_INT(all.net, 6855136591);
    CHECK(note_about(&all, "price")->trap);
    CHECK(note_about(&all, "customers") != NULL);
    CHECK_INT(all.summary->first_us, ri_day_of(2021, 1, 1) * RI_US_PER_DAY);
    CHECK_INT(all.summary->last_us, ri_day_of(2023, 3, 8) * RI_US_PER_DAY);
    import_close(&all);
}

TEST(real_online_retail)
{
    static const char *const files[] = {"online_retail.csv.zst",
                                        "online_retail_latin1_crlf.csv.zst"};
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        struct import all;
        if (!import_shared(&all, RI_SALES, "online_retail", files[i])) TEST_SKIP("no shared data");
        CHECK_TEXT(all.plan->layout, "uci_online_retail");
        CHECK_TEXT(all.plan->date_order, "mdy");
        CHECK_INT(all.summary->offered, 541909);
        CHECK_INT(all.rows, 541909);
        CHECK_INT(all.clean_rows, 397884);
        CHECK_INT(all.clean, 891140790);
        CHECK_INT(all.gross, 974774793);
        CHECK_INT(all.returns, 10624);
        CHECK_INT(all.summary->repeats, 5268);
        CHECK_SAYS(note_about(&all, "zero prices")->evidence, "2515 lines");
        CHECK_SAYS(note_about(&all, "negative prices")->evidence, "2 sold lines");
        import_close(&all);
    }
}

TEST(real_cdnow)
{
    struct import all;
    if (!import_shared(&all, RI_SALES, "cdnow", "CDNOW_master.txt.zst"))
        TEST_SKIP("no shared data");
    CHECK_TEXT(all.plan->layout, "cdnow_master");
    CHECK_INT(all.plan->key_mode, RI_KEY_CONTENT);
    CHECK_INT(all.rows, 69659);
    CHECK_INT(all.summary->repeats, 255);
    CHECK_SAYS(note_about(&all, "zero prices")->evidence, "80 lines");
    CHECK_INT(all.gross, 250031563);
    import_close(&all);
    CHECK(import_shared(&all, RI_SALES, "cdnow", "CDNOW_sample.txt"));
    CHECK_TEXT(all.plan->layout, "cdnow_sample");
    CHECK(!all.plan->header);
    CHECK_INT(all.rows, 6919);
    import_close(&all);
    CHECK(import_shared(&all, RI_SALES, "cdnow", "cdnowElog.csv"));
    CHECK_INT(all.rows, 6919);
    import_close(&all);
}

TEST(real_m5)
{
    struct import all;
    if (!import_shared(&all, RI_DEMAND, "m5", "sales_train_validation.csv.zst"))
        TEST_SKIP("no shared data");
    CHECK_INT(all.plan->wide_days, 1913);
    CHECK_INT(all.summary->offered, 30490);
    CHECK_INT(all.rows, 58327370);
    CHECK_INT(all.units, INT64_C(65695409000));
    import_close(&all);
}

TEST(real_rossmann)
{
    struct import all;
    if (!import_shared(&all, RI_DEMAND, "rossmann", "train.csv.zst")) TEST_SKIP("no shared data");
    CHECK_TEXT(all.plan->layout, "rossmann");
    CHECK_INT(all.rows, 1017209);
    CHECK_INT(all.summary->rejected, 0);
    import_close(&all);
}
