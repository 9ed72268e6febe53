/* Whole imports of small files made by hand: what is computed, decided and said. */
#include "testing.h"

TEST(ingest_computes_amounts)
{
    struct import all;
    import_text(&all, RI_SALES,
                SALES
                "R1,2024-03-25, A ,3,1.335\nR1,2024-03-25,B,-2,2.50\nR2,2024-03-26,A,0.385,7.999\n",
                none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_INT(all.rows, 3);
    CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 0), "A");
    CHECK_INT(cell(&all, RI_SALE_QUANTITY, 0), 3000);
    CHECK_INT(cell(&all, RI_SALE_UNIT_PRICE, 0), 1335000);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 0), 401); /* 4.005 */
    CHECK_INT(cell(&all, RI_SALE_NET, 1), -500);
    CHECK_TEXT(text_cell(&all, RI_SALE_KIND, 1), "return");
    CHECK_TEXT(text_cell(&all, RI_SALE_KIND, 0), "sale");
    CHECK_INT(cell(&all, RI_SALE_GROSS, 2), 308); /* 3.079615 */
    CHECK_TEXT(text_cell(&all, RI_SALE_CURRENCY, 0), "XXX");
    CHECK_INT(cell(&all, RI_SALE_LINE, 1), 1);
    CHECK_INT(all.plan->key_mode, RI_KEY_RECEIPT);
    CHECK(note_about(&all, "currency")->trap);
    import_close(&all);
}

TEST(ingest_minor_units_follow_the_currency)
{
    struct import all;
    import_text(&all, RI_SALES,
                "date,sku,qty,unit "
                "price,currency\n2024-03-25,A,3,1.2345,KWD\n2024-03-25,A,3,120.4,JPY\n2024-03-25,A,"
                "3,1.2345,EUR\n2024-03-25,A,3,1.2345,QQQ\n",
                none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 0), 3704);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 1), 361);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 2), 370);
    CHECK_TEXT(all.rejects, "4@110 currency;");
    CHECK_SAYS(note_about(&all, "currencies")->evidence, "KWD, JPY, EUR");
    import_close(&all);
    const char *const yen[] = {"currency=JPY", NULL};
    import_text(&all, RI_SALES, SALES "R1,2024-03-25,A,3,120.4\n", yen);
    CHECK_INT(all.gross, 361);
    import_close(&all);
    import_text(&all, RI_SALES,
                SALES "R1,2024-03-25,A,3,\xc2\xa3"
                      "1.20\n",
                none);
    CHECK_TEXT(all.plan->currency, "GBP");
    import_close(&all);
}

TEST(ingest_discounts_taxes_nets)
{
    struct import all;
    import_text(&all, RI_SALES,
                "receipt,date,sku,qty,gross,discount,tax,cost\nR1,2024-03-25,A,2,10.00,-1.50,0.50,"
                "4\nR1,2024-03-25,A,-1,5.00,0.75,0.25,2\n",
                none);
    CHECK_INT(cell(&all, RI_SALE_DISCOUNT, 0), 150);
    CHECK_INT(cell(&all, RI_SALE_NET, 0), 800);
    CHECK_INT(cell(&all, RI_SALE_UNIT_PRICE, 0), 5000000);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 1), -500); /* a returned line with a positive amount */
    CHECK_INT(cell(&all, RI_SALE_NET, 1), -400);
    CHECK_INT(cell(&all, RI_SALE_COST, 1), -200);
    CHECK(note_about(&all, "signs") != NULL);
    import_close(&all);
    import_text(&all, RI_SALES,
                "receipt,date,sku,qty,net,discount,type\nR1,2024-03-25,A,2,8.00,2.00,Sale\nR1,2024-"
                "03-25,A,2,8.00,2.00,R\xc3\xbc"
                "ckgabe\nR1,2024-03-25,A,2,8.00,2.00,storno\nR1,2024-03-25,A,2,8.00,2.00,what\n",
                none);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 0), 1000);
    CHECK_INT(cell(&all, RI_SALE_NET, 1), -800);
    CHECK_INT(cell(&all, RI_SALE_QUANTITY, 1), -2000);
    CHECK_TEXT(text_cell(&all, RI_SALE_KIND, 2), "return");
    CHECK_TEXT(all.rejects, "4@145 kind;");
    import_close(&all);
}

TEST(ingest_dates_by_the_whole_column)
{
    struct import all;
    import_text(&all, RI_SALES, SALES "R1,5/8/2024,A,1,1\nR2,25/8/2024,A,1,1\nR3,8/26/2024,A,1,1\n",
                none);
    CHECK_STATUS(all.status, RI_EDATA); /* one proves day first, another month first */
    CHECK_SAYS(all.err.message, "mixes orders");
    import_close(&all);
    import_text(&all, RI_SALES, SALES "R1,5/8/2024,A,1,1\nR2,25/8/2024,A,1,1\n", none);
    CHECK_TEXT(all.plan->date_order, "dmy");
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 0), INT64_C(19940) * RI_US_PER_DAY); /* 2024-08-05 */
    import_close(&all);
    import_text(&all, RI_SALES, SALES "R1,5/8/2024,A,1,1\nR2,6/8/2024,A,1,1\n", none);
    CHECK_STATUS(all.status, RI_EDATA);
    CHECK_SAYS(all.err.message, "'5/8/2024' reads both ways");
    CHECK_SAYS(all.err.message, "--set date=dmy|mdy|ymd");
    import_close(&all);
    const char *const mdy[] = {"date=mdy", NULL};
    import_text(&all, RI_SALES, SALES "R1,5/8/2024,A,1,1\nR2,25/8/2024,A,1,1\n", mdy);
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 0), INT64_C(19851) * RI_US_PER_DAY);
    CHECK_TEXT(all.rejects, "2@45 date;");
    import_close(&all);
    import_text(&all, RI_SALES, SALES "R1,2024-08-05T10:00:00+03:00,A,1,1\n", none);
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 0), INT64_MIN);
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT_UTC, 0),
              INT64_C(19940) * RI_US_PER_DAY + 7 * 3600 * RI_US_PER_SECOND);
    import_close(&all);
}

/* A question that the head leaves open is settled by the last record, from a file and from a pipe. */
TEST(ingest_looks_past_the_head)
{
    struct ri_text text = {0};
    ri_text_puts(&text, SALES);
    for (int i = 0; i < 90000; i++)
        ri_text_printf(&text, "R%d,5/8/2024,A%d,1,\"1,250\"\n", i, i % 7);
    ri_text_puts(&text, "R,25/8/2024,A,1,\"1,5\"\n");
    CHECK(text.length > 2 << 20);
    struct import all;
    import_text(&all, RI_SALES, text.at, none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(all.plan->date_order, "dmy");
    CHECK_TEXT(all.plan->decimal, "comma");
    CHECK_INT(all.gross, 90000 * 125 + 150);
    const int64_t gross = all.gross;
    unsigned char sha[32];
    memcpy(sha, all.summary->sha256, sizeof sha);
    import_close(&all);
    int ends[2];
    CHECK(pipe(ends) == 0);
    if (fork() == 0) {
        for (size_t at = 0; at < text.length;) {
            const ssize_t n = write(ends[1], text.at + at, text.length - at);
            if (n <= 0) break;
            at += (size_t)n;
        }
        _exit(0);
    }
    close(ends[1]);
    import_options(&all, RI_SALES, ends[0], NULL);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_INT(all.gross, gross);
    CHECK(memcmp(all.summary->sha256, sha, sizeof sha) == 0);
    CHECK_INT(all.summary->bytes, text.length);
    import_close(&all);
    ri_text_release(&text);
}

TEST(ingest_decimal_marks)
{
    struct import all;
    import_text(&all, RI_SALES,
                "Beleg;Datum;Artikel;Menge;Einzelpreis\n1;25.03.2024;A;1,5;1.234,50 \xe2\x82\xac\n",
                none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(all.plan->delimiter, "semicolon");
    CHECK_TEXT(all.plan->decimal, "comma");
    CHECK_TEXT(all.plan->currency, "EUR");
    CHECK_INT(all.gross, 185175);
    import_close(&all);
    import_text(&all, RI_SALES, "receipt;date;sku;qty;price\n1;2024-03-25;A;1;1,250\n", none);
    CHECK_STATUS(all.status, RI_EDATA);
    CHECK_SAYS(all.err.message, "--set decimal=point|comma");
    import_close(&all);
    const char *const point[] = {"decimal=point", NULL};
    import_text(&all, RI_SALES, "receipt;date;sku;qty;price\n1;2024-03-25;A;1;1,250\n", point);
    CHECK_INT(all.gross, 125000);
    import_close(&all);
}

/* The price of a line is proportional to its quantity: it is the line total. */
TEST(ingest_finds_line_totals)
{
    struct ri_text text = {0};
    struct import  all;
    ri_text_puts(&text, "receipt,date,category,quantity,price\n");
    for (int i = 0; i < 60; i++)
        ri_text_printf(&text, "R%d,2024-03-%02d,%c,%d,%.2f\n", i, 1 + i % 28, 'A' + i % 3,
                       1 + i % 5, (1 + i % 5) * (10.07 + i % 3));
    import_text(&all, RI_SALES, text.at, none);
    CHECK_TEXT(all.plan->price, "line_total");
    CHECK(note_about(&all, "price")->trap);
    CHECK_TEXT(note_about(&all, "price")->change, "--set price=unit_price");
    CHECK_INT(cell(&all, RI_SALE_UNIT_PRICE, 1), 11070000);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 1), 2214);
    CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 1), "B"); /* the category stands for the product */
    CHECK(note_about(&all, "product")->trap);
    const int64_t totals = all.gross;
    import_close(&all);
    const char *const unit[] = {"price=unit_price", NULL};
    import_text(&all, RI_SALES, text.at, unit);
    CHECK_TEXT(all.plan->price, "unit_price");
    CHECK(all.gross > 2 * totals);
    import_close(&all);
    ri_text_release(&text);
}

TEST(ingest_numbers_equal_lines)
{
    static const char text[] = SALES "R1,2024-03-25,A,1,2.50\nR1,2024-03-25,B,1,2.50\nR1,2024-03-"
                                     "25,A,1,2.5\nR2,2024-03-25,A,1,2.50\nR1,2024-03-25,A,1,2.50\n";
    struct import     all;
    import_text(&all, RI_SALES, text, none);
    CHECK_INT(cell(&all, RI_SALE_LINE, 0), 1);
    CHECK_INT(cell(&all, RI_SALE_LINE, 1), 1);
    CHECK_INT(cell(&all, RI_SALE_LINE, 3), 1);
    CHECK_INT(all.summary->repeats, 2);
    CHECK_INT(all.summary->repeats_minor, 500);
    CHECK_SAYS(note_about(&all, "equal lines")->evidence, "5.00 XXX");
    import_close(&all);
    const char *const drop[] = {"repeats=drop", NULL};
    import_text(&all, RI_SALES, text, drop);
    CHECK_INT(all.summary->dropped, 2);
    CHECK_INT(all.rows, 3);
    import_close(&all);
    const struct ri_ingest_options tight = {.occurrence_most = 100};
    import_options(&all, RI_SALES, fd_of(text, strlen(text)), &tight);
    CHECK(all.summary->occurrences_unknown);
    CHECK_INT(all.rows, 5);
    import_close(&all);
    import_text(
        &all, RI_SALES,
        "receipt,line no,date,sku,qty,price\nR1,7,2024-03-25,A,1,2.50\nR1,,2024-03-25,A,1,2.50\n",
        none);
    CHECK_INT(all.plan->key_mode, RI_KEY_LINE);
    CHECK_INT(cell(&all, RI_SALE_LINE, 0), 7);
    CHECK_TEXT(all.rejects, "2@60 required;");
    import_close(&all);
}

TEST(ingest_encodings_agree)
{
    static const char utf8[] =
        "receipt,date,sku,description,qty,price\nR1,2024-03-25,A,caf\xc3\xa9,1,1.50\nR2,2024-03-25,"
        "B,\"\xc2\xa3 \"\"x\"\"\",1,1.50\n";
    char   other[3][600];
    size_t length[3] = {0, 0, 0};
    for (size_t i = 0; i < sizeof utf8 - 1; i++) { /* all characters here are below U+0100 */
        unsigned char c = (unsigned char)utf8[i];
        if (c >= 0xc2) c = (unsigned char)((c & 3) << 6 | (utf8[++i] & 0x3f));
        other[0][length[0]++] = (char)c;
        other[1][length[1]++] = (char)c;
        other[1][length[1]++] = '\0';
        other[2][length[2]++] = '\0';
        other[2][length[2]++] = (char)c;
    }
    static const char *const names[] = {"Windows-1252", "UTF-16LE", "UTF-16BE"};
    for (int i = 0; i < 3; i++) {
        struct import all;
        import_options(&all, RI_SALES, fd_of(other[i], length[i]), NULL);
        CHECK_STATUS(all.status, RI_OK);
        CHECK_TEXT(all.plan->encoding, names[i]);
        CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT_NAME, 0), "caf\xc3\xa9");
        CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT_NAME, 1), "\xc2\xa3 \"x\"");
        CHECK_INT(all.plan->sample->offset[1], i == 0 ? 67 : 134);
        CHECK_INT(all.summary->bytes, length[i]);
        import_close(&all);
    }
}

/* ASCII for longer than the head, then a letter of ISO-8859-1: not mangled, and said. */
TEST(ingest_learns_the_encoding_late)
{
    struct ri_text text = {0};
    struct import  all;
    ri_text_puts(&text, SALES);
    for (int i = 0; i < 60000; i++) ri_text_printf(&text, "R%d,2024-03-25,A%d,1,1.25\n", i, i % 7);
    ri_text_puts(&text, "R,2024-03-25,caf\xe9,1,1.25\n");
    import_text(&all, RI_SALES, text.at, none);
    CHECK_INT(all.rows, 60001);
    CHECK_TEXT(note_about(&all, "encoding")->choice, "UTF-8");
    CHECK_TEXT(all.summary->notes[all.summary->note_count - 1].choice, "Windows-1252");
    import_close(&all);
    ri_text_clear(&text);
    ri_text_puts(
        &text, SALES
        "R,2024-03-25,caf\xc3\xa9,1,1.25\nR,2024-03-25,caf\xe9,1,1.25\n"); /* proven UTF-8, then damage */
    import_text(&all, RI_SALES, text.at, none);
    CHECK_TEXT(all.rejects, "2@53 encoding;");
    import_close(&all);
    ri_text_release(&text);
}

TEST(ingest_wide_demand)
{
    struct import all;
    import_text(&all, RI_DEMAND,
                "id,item_id,dept_id,cat_id,store_id,state_id,d_1,d_2,d_3\nA_1,A,D,C,S,X,3,,12\nB_1,"
                "B,D,C,S,X,0,x,1\nC_1,C,D,C,S,X,0,1.5,1\n",
                none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(all.plan->layout, "m5_days");
    CHECK_INT(all.plan->wide_days, 3);
    CHECK_INT(all.summary->offered, 3);
    CHECK_INT(all.summary->rows, 5);
    CHECK_INT(all.rows, 5);
    CHECK_INT(all.units, 17500);
    CHECK_TEXT(all.rejects, "2@76 number;");
    CHECK_INT(cell(&all, RI_DEMAND_DAY, 0), ri_day_of(2011, 1, 29));
    CHECK_INT(cell(&all, RI_DEMAND_DAY, 1), ri_day_of(2011, 1, 31));
    CHECK_TEXT(text_cell(&all, RI_DEMAND_FIELDS, 1),
               "{\"item_id\":\"A\",\"dept_id\":\"D\",\"cat_id\":\"C\",\"store_id\":\"S\",\"state_"
               "id\":\"X\"}");
    import_close(&all);
    import_text(&all, RI_DEMAND, "sku,2024-01-01,2024-01-02\nA,3,4\nB,5,6\n", none);
    CHECK_INT(all.plan->wide_days, 2);
    CHECK_INT(all.units, 18000);
    import_close(&all);
    import_text(&all, RI_DEMAND, "series,date,value\nA,2024-01-01,3\nA,2024-01-02,4.5\n", none);
    CHECK_INT(all.plan->wide_days, 0);
    CHECK_INT(all.units, 7500);
    import_close(&all);
}

/* One record makes more rows than a batch holds. */
TEST(ingest_wide_over_batches)
{
    struct ri_text text = {0};
    struct import  all;
    ri_text_puts(&text, "id,item_id,dept_id,cat_id,store_id,state_id");
    for (int i = 1; i <= 5000; i++) ri_text_printf(&text, ",d_%d", i);
    for (int r = 0; r < 3; r++) {
        ri_text_printf(&text, "\nS%d,I,D,C,S,X", r);
        for (int i = 1; i <= 5000; i++) ri_text_printf(&text, ",%d", (i + r) % 11);
    }
    const int fd = fd_of(text.at, text.length);
    memset(&all, 0, sizeof all);
    CHECK_STATUS(ri_ingest_open(fd, "t", RI_DEMAND, NULL, NULL, &all.ingest, NULL), RI_OK);
    const struct ri_ingest_batch *batch, *before = NULL;
    size_t                        row = 0;
    for (;;) {
        CHECK_STATUS(ri_ingest_next(all.ingest, &batch, NULL), RI_OK);
        if (before)
            CHECK(before->columns.rows &&
                  before->columns.cells[0].text[0].at[0] == 'S'); /* still readable */
        if (!batch) break;
        for (size_t r = 0; r < batch->columns.rows; r++, row++) {
            const struct ri_cells *c = batch->columns.cells;
            const size_t           series = row / 5000, i = row % 5000 + 1;
            if (c[RI_DEMAND_UNITS].number[r] != (int64_t)((i + series) % 11) * 1000 ||
                c[RI_DEMAND_SERIES].text[r].at[1] != (char)('0' + series) ||
                c[RI_DEMAND_DAY].number[r] != ri_day_of(2011, 1, 28) + (ri_day)i ||
                batch->columns.record[r] != series + 1)
                ri_test_fail(__FILE__, __LINE__, "row %zu", row);
        }
        before = batch;
    }
    CHECK_INT(row, 15000);
    ri_ingest_close(all.ingest);
    close(fd);
    ri_text_release(&text);
}

TEST(ingest_other_kinds)
{
    struct import all;
    import_text(&all, RI_PRODUCTS,
                "sku,name,cost,pack size,lead\nA,Milk,0.805,12,x\n,Bread,1,1,x\n", none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_PRODUCTS), RI_VIEW("unit_cost")), 0),
              805000);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_PRODUCTS), RI_VIEW("pack_size")), 0),
              12000);
    CHECK_TEXT(all.rejects, "2@47 required;");
    import_close(&all);
    import_text(
        &all, RI_STORES,
        "store,opened,day cutoff,area m2\nS1,2020-03-01,04:00,450.5\nS2,2020-03-01,25:00,1\n",
        none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_STORES), RI_VIEW("opened_on")), 0),
              ri_day_of(2020, 3, 1));
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_STORES), RI_VIEW("day_cutoff")), 0), 240);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_STORES), RI_VIEW("area_m2")), 0), 450500);
    CHECK_TEXT(all.rejects, "2@58 time;");
    import_close(&all);
    import_text(&all, RI_SUPPLIERS, "supplier,lead time days,minimum order\nX,2.5,150.005\n", none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_SUPPLIERS), RI_VIEW("lead_time_days")), 0),
              2500);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_SUPPLIERS), RI_VIEW("minimum_order")), 0),
              15001);
    import_close(&all);
    import_text(&all, RI_CUSTOMERS,
                "customer,consent email,birth year\nC1,Yes,1984\nC2,perhaps,1990\nC3,no,19.5\n",
                none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_CUSTOMERS), RI_VIEW("consent_email")), 0),
              1);
    CHECK_TEXT(all.rejects, "2@46 flag;3@62 number;");
    import_close(&all);
    import_text(&all, RI_CUSTOMERS,
                "customer,E-Mail Opt-In,SMS marketing consent,Einwilligung Post,Consent date\n"
                "C1,Opted in,Unsubscribed,ja,2026-10-02\nC2,never subscribed,Inscrit,widerrufen,\n",
                none);
    static const char *const consents[] = {"consent_email", "consent_sms", "consent_post"};
    for (size_t c = 0; c < RI_COUNT(consents); c++) {
        const size_t field = ri_record_field(ri_record_of(RI_CUSTOMERS), ri_view_of(consents[c]));
        CHECK_INT(cell(&all, field, 0), c != 1);
        CHECK_INT(cell(&all, field, 1), c == 1);
    }
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_CUSTOMERS), RI_VIEW("consent_at")), 0),
              20728);
    import_close(&all);
}

TEST(ingest_watches_customers_tests_and_ids)
{
    struct ri_text text = {0};
    struct import  all;
    ri_text_puts(&text, "receipt,date,sku,qty,price,customer\n");
    for (int i = 0; i < 200; i++)
        ri_text_printf(&text, "%d,2024-03-25,A%d,1,1.25,C%d\n", 5000 + i, i % 7, i);
    ri_text_puts(&text, "C5001,2024-03-26,A1,-1,1.25,C900\n5300,2024-03-26,TEST001,1,0,C901\n5301,"
                        "2024-03-26,A,1,-3,C902\n");
    import_text(&all, RI_SALES, text.at, none);
    CHECK_SAYS(note_about(&all, "customers")->evidence, "none of 203 customers");
    CHECK_SAYS(note_about(&all, "test rows")->evidence, "1 lines");
    CHECK_SAYS(note_about(&all, "zero prices")->evidence, "1 lines");
    CHECK_SAYS(note_about(&all, "negative prices")->evidence, "1 sold lines");
    CHECK(note_about(&all, "returns")->trap);
    CHECK_INT(all.returns, 1);
    import_close(&all);
    ri_text_puts(&text, "5302,2024-03-27,A,1,1,C7\n");
    import_text(&all, RI_SALES, text.at, none);
    CHECK(note_about(&all, "customers") == NULL);
    import_close(&all);
    ri_text_release(&text);
}
