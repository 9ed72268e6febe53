/* Whole imports: small files by hand, every bad input, what is decided and said. */
#include "testing.h"

static const char *const none[] = {NULL};

static int64_t cell(const struct import *all, size_t field, size_t row)
{
    const struct ri_columns *sample = all->plan->sample;
    if (row >= sample->rows || !sample->cells[field].valid[row]) return INT64_MIN;
    return sample->cells[field].number[row];
}

static const char *text_cell(const struct import *all, size_t field, size_t row)
{
    static char              copies[4][200];
    static unsigned          at;
    const struct ri_columns *sample = all->plan->sample;
    char                    *copy = copies[at++ % 4];
    if (row >= sample->rows || !sample->cells[field].valid[row]) return "(missing)";
    const struct ri_view view = sample->cells[field].text[row];
    snprintf(copy, sizeof copies[0], "%.*s", (int)view.length, view.at);
    return copy;
}

#define SALES "receipt,date,sku,qty,price\n"

TEST(ingest_computes_amounts)
{
    struct import all;
    import_text(&all, RI_SALES, SALES "R1,2024-03-25, A ,3,1.335\nR1,2024-03-25,B,-2,2.50\nR2,2024-03-26,A,0.385,7.999\n", none);
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
    import_text(&all, RI_SALES, "date,sku,qty,unit price,currency\n2024-03-25,A,3,1.2345,KWD\n2024-03-25,A,3,120.4,JPY\n2024-03-25,A,3,1.2345,EUR\n2024-03-25,A,3,1.2345,QQQ\n",
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
    import_text(&all, RI_SALES, SALES "R1,2024-03-25,A,3,\xc2\xa3" "1.20\n", none);
    CHECK_TEXT(all.plan->currency, "GBP");
    import_close(&all);
}

TEST(ingest_discounts_taxes_nets)
{
    struct import all;
    import_text(&all, RI_SALES, "receipt,date,sku,qty,gross,discount,tax,cost\nR1,2024-03-25,A,2,10.00,-1.50,0.50,4\nR1,2024-03-25,A,-1,5.00,0.75,0.25,2\n",
                none);
    CHECK_INT(cell(&all, RI_SALE_DISCOUNT, 0), 150);
    CHECK_INT(cell(&all, RI_SALE_NET, 0), 800);
    CHECK_INT(cell(&all, RI_SALE_UNIT_PRICE, 0), 5000000);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 1), -500); /* a returned line with a positive amount */
    CHECK_INT(cell(&all, RI_SALE_NET, 1), -400);
    CHECK_INT(cell(&all, RI_SALE_COST, 1), -200);
    CHECK(note_about(&all, "signs") != NULL);
    import_close(&all);
    import_text(&all, RI_SALES, "receipt,date,sku,qty,net,discount,type\nR1,2024-03-25,A,2,8.00,2.00,Sale\nR1,2024-03-25,A,2,8.00,2.00,R\xc3\xbc" "ckgabe\nR1,2024-03-25,A,2,8.00,2.00,storno\nR1,2024-03-25,A,2,8.00,2.00,what\n",
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
    import_text(&all, RI_SALES, SALES "R1,5/8/2024,A,1,1\nR2,25/8/2024,A,1,1\nR3,8/26/2024,A,1,1\n", none);
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
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT_UTC, 0), INT64_C(19940) * RI_US_PER_DAY + 7 * 3600 * RI_US_PER_SECOND);
    import_close(&all);
}

/* A question that the head leaves open is settled by the last record, from a file and from a pipe. */
TEST(ingest_looks_past_the_head)
{
    struct ri_text text = {0};
    ri_text_puts(&text, SALES);
    for (int i = 0; i < 90000; i++) ri_text_printf(&text, "R%d,5/8/2024,A%d,1,\"1,250\"\n", i, i % 7);
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
    import_text(&all, RI_SALES, "Beleg;Datum;Artikel;Menge;Einzelpreis\n1;25.03.2024;A;1,5;1.234,50 \xe2\x82\xac\n", none);
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
        ri_text_printf(&text, "R%d,2024-03-%02d,%c,%d,%.2f\n", i, 1 + i % 28, 'A' + i % 3, 1 + i % 5, (1 + i % 5) * (10.07 + i % 3));
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
    static const char text[] = SALES "R1,2024-03-25,A,1,2.50\nR1,2024-03-25,B,1,2.50\nR1,2024-03-25,A,1,2.5\nR2,2024-03-25,A,1,2.50\nR1,2024-03-25,A,1,2.50\n";
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
    import_text(&all, RI_SALES, "receipt,line no,date,sku,qty,price\nR1,7,2024-03-25,A,1,2.50\nR1,,2024-03-25,A,1,2.50\n", none);
    CHECK_INT(all.plan->key_mode, RI_KEY_LINE);
    CHECK_INT(cell(&all, RI_SALE_LINE, 0), 7);
    CHECK_TEXT(all.rejects, "2@60 required;");
    import_close(&all);
}

TEST(ingest_keeps_attributes)
{
    struct import all;
    import_text(&all, RI_SALES, "receipt,date,sku,qty,price,Color,\"We \"\"say\"\"\",Empty\nR1,2024-03-25,A,1,1,red,\"a\tb\",\nR1,2024-03-25,B,1,1,,,\n", none);
    CHECK_TEXT(text_cell(&all, RI_SALE_FIELDS, 0), "{\"Color\":\"red\",\"We \\\"say\\\"\":\"a\\tb\"}");
    CHECK_TEXT(text_cell(&all, RI_SALE_FIELDS, 1), "(missing)");
    CHECK_SAYS(note_about(&all, "attributes")->evidence, "Color, We \"say\", Empty");
    import_close(&all);
}

TEST(ingest_quarantines_with_its_place)
{
    static const char text[] = SALES "R1,2024-03-25,A,1,1\nR2,2024-03-25,A,x,1\nR3,2024-03-25,A,1\nR4,,A,1,1\nR5,nope,A,1,1\nR6,2024-03-25,\"A,1,1\n"
                               "R7,2024-03-25,A,1,99999999999999999\nR8,2024-03-25,\xc3\xa9\xff,1,1\nR9,2024-03-25,A,1,1,,\nR10,2024-03-25,A,1,1,extra\n";
    struct import     all;
    import_text(&all, RI_SALES, text, none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(all.rejects, "2@47 number;3@67 fields;4@85 required;5@95 date;6@109 quote;7@130 range;8@166 encoding;10@210 fields;");
    CHECK_INT(all.summary->accepted, 2);
    CHECK_INT(all.summary->rejected, 8);
    CHECK_TEXT(all.summary->rules[0].rule, "number");
    CHECK_INT(all.summary->rules[1].count, 2);
    CHECK_INT(all.summary->rules[1].first_record, 3);
    CHECK_INT(all.summary->bytes, sizeof text - 1);
    import_close(&all);
}

TEST(ingest_says_what_cannot_be_imported)
{
    static const char *const bad_column[] = {"product=Stok", NULL};
    static const char *const bad_name[] = {"prodct=sku", NULL};
    static const char *const bad_value[] = {"price=cheap", NULL};
    static const char *const bad_currency[] = {"currency=Euro", NULL};
    static const char *const no_sign[] = {"product", NULL};
    static const struct {
        ri_record_kind     kind;
        const char        *text;
        const char *const *sets;
        ri_status          status;
        const char        *says;
    } cases[] = {
        {RI_SALES, "", none, RI_EDATA, "t.csv: is empty"},
        {RI_SALES, " \n\n  ", none, RI_EDATA, "empty but for blanks"},
        {RI_SALES, "PK\x03\x04", none, RI_EDATA, "Excel workbook"},
        {RI_SALES, "a,b\n1,2\n", none, RI_EDATA, "no column is known to be 'sold_at'"},
        {RI_SALES, "a,b\n1,2\n", none, RI_EDATA, "there are: a, b; say which with --set sold_at=COLUMN"},
        {RI_SALES, "date,sku,qty\n2024-03-25,A,1\n", none, RI_EDATA, "an amount"},
        {RI_SALES, SALES "R1,17,A,1,1\nR2,18,A,1,1\n", none, RI_EDATA, "'date' must hold dates, but holds '17'"},
        {RI_SALES, SALES "R1,2024-03-25,A,one,1\n", none, RI_EDATA, "'qty' must hold numbers, but holds 'one'"},
        {RI_SALES, "date,Stock,qty,price\n2024-03-25,A,1,1\n", bad_column, RI_EUSAGE, "no column 'Stok'; did you mean 'Stock'?"},
        {RI_SALES, SALES, bad_name, RI_EUSAGE, "did you mean 'product'?"},
        {RI_SALES, SALES, bad_value, RI_EUSAGE, "must be one of line_total, unit_price"},
        {RI_SALES, SALES, bad_currency, RI_EUSAGE, "no column 'Euro'"},
        {RI_SALES, SALES, no_sign, RI_EUSAGE, "field=column or setting=value"},
        {RI_STOCK, "product,shop\nA,S\n", none, RI_EDATA, "'on_hand'"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct import all;
        import_text(&all, cases[i].kind, cases[i].text, cases[i].sets);
        CHECK_STATUS(all.status, cases[i].status);
        CHECK_SAYS(all.err.message, cases[i].says);
        import_close(&all);
    }
}

TEST(ingest_of_a_header_alone)
{
    struct import all;
    import_text(&all, RI_SALES, SALES, none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_INT(all.summary->offered, 0);
    CHECK_SAYS(note_about(&all, "records")->evidence, "no record");
    import_close(&all);
}

/* A delimiter that is wrong by the person's own word gives no silent single column. */
TEST(ingest_with_a_wrong_delimiter)
{
    static const char *const semicolon[] = {"delimiter=semicolon", NULL};
    struct import            all;
    import_text(&all, RI_SALES, SALES "R1,2024-03-25,A,1,1\n", semicolon);
    CHECK_STATUS(all.status, RI_EDATA);
    CHECK_SAYS(all.err.message, "receipt,date,sku,qty,price");
    import_close(&all);
}

TEST(ingest_encodings_agree)
{
    static const char utf8[] = "receipt,date,sku,description,qty,price\nR1,2024-03-25,A,caf\xc3\xa9,1,1.50\nR2,2024-03-25,B,\"\xc2\xa3 \"\"x\"\"\",1,1.50\n";
    char              other[3][600];
    size_t            length[3] = {0, 0, 0};
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
    ri_text_puts(&text, SALES "R,2024-03-25,caf\xc3\xa9,1,1.25\nR,2024-03-25,caf\xe9,1,1.25\n"); /* proven UTF-8, then damage */
    import_text(&all, RI_SALES, text.at, none);
    CHECK_TEXT(all.rejects, "2@53 encoding;");
    import_close(&all);
    ri_text_release(&text);
}

TEST(ingest_wide_demand)
{
    struct import all;
    import_text(&all, RI_DEMAND, "id,item_id,dept_id,cat_id,store_id,state_id,d_1,d_2,d_3\nA_1,A,D,C,S,X,3,,12\nB_1,B,D,C,S,X,0,x,1\nC_1,C,D,C,S,X,0,1.5,1\n", none);
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
    CHECK_TEXT(text_cell(&all, RI_DEMAND_FIELDS, 1), "{\"item_id\":\"A\",\"dept_id\":\"D\",\"cat_id\":\"C\",\"store_id\":\"S\",\"state_id\":\"X\"}");
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
        if (before) CHECK(before->columns.rows && before->columns.cells[0].text[0].at[0] == 'S'); /* still readable */
        if (!batch) break;
        for (size_t r = 0; r < batch->columns.rows; r++, row++) {
            const struct ri_cells *c = batch->columns.cells;
            const size_t           series = row / 5000, i = row % 5000 + 1;
            if (c[RI_DEMAND_UNITS].number[r] != (int64_t)((i + series) % 11) * 1000 || c[RI_DEMAND_SERIES].text[r].at[1] != (char)('0' + series) ||
                c[RI_DEMAND_DAY].number[r] != ri_day_of(2011, 1, 28) + (ri_day)i || batch->columns.record[r] != series + 1)
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
    import_text(&all, RI_PRODUCTS, "sku,name,cost,pack size,lead\nA,Milk,0.805,12,x\n,Bread,1,1,x\n", none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_PRODUCTS), RI_VIEW("unit_cost")), 0), 805000);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_PRODUCTS), RI_VIEW("pack_size")), 0), 12000);
    CHECK_TEXT(all.rejects, "2@47 required;");
    import_close(&all);
    import_text(&all, RI_STORES, "store,opened,day cutoff,area m2\nS1,2020-03-01,04:00,450.5\nS2,2020-03-01,25:00,1\n", none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_STORES), RI_VIEW("opened_on")), 0), ri_day_of(2020, 3, 1));
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_STORES), RI_VIEW("day_cutoff")), 0), 240);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_STORES), RI_VIEW("area_m2")), 0), 450500);
    CHECK_TEXT(all.rejects, "2@58 time;");
    import_close(&all);
    import_text(&all, RI_SUPPLIERS, "supplier,lead time days,minimum order\nX,2.5,150.005\n", none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_SUPPLIERS), RI_VIEW("lead_time_days")), 0), 2500);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_SUPPLIERS), RI_VIEW("minimum_order")), 0), 15001);
    import_close(&all);
    import_text(&all, RI_CUSTOMERS, "customer,consent email,birth year\nC1,Yes,1984\nC2,perhaps,1990\nC3,no,19.5\n", none);
    CHECK_INT(cell(&all, ri_record_field(ri_record_of(RI_CUSTOMERS), RI_VIEW("consent_email")), 0), 1);
    CHECK_TEXT(all.rejects, "2@46 flag;3@62 number;");
    import_close(&all);
}

TEST(ingest_templates_import)
{
    for (ri_record_kind kind = 0; kind < RI_RECORD_KINDS; kind++) {
        struct ri_arena mem;
        struct import   all;
        const char     *text;
        ri_arena_init(&mem, 1 << 16);
        CHECK_STATUS(ri_ingest_template(kind, &mem, &text, NULL), RI_OK);
        import_text(&all, kind, text, none);
        if (all.status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%s: %s", ri_record_of(kind)->name, all.err.message);
        CHECK_INT(all.rows, 1);
        CHECK_TEXT(all.rejects, "");
        import_close(&all);
        ri_arena_release(&mem);
    }
}

TEST(ingest_mapping_goes_round)
{
    static const char        text[] = "Bon;Tag;Ware;Zahl;Geld;Laden\n1;5.8.2024;A;2;1.250,00;x\n";
    static const char *const sets[] = {"transaction=Bon", "sold_at=Tag", "product=Ware", "quantity=Zahl", "unit_price=#5", "store==S07",
                                       "date=dmy", "currency=EUR", NULL};
    struct import            first, second;
    struct ri_arena          mem;
    const char              *yaml;
    ri_arena_init(&mem, 1 << 16);
    import_text(&first, RI_SALES, text, sets);
    CHECK_STATUS(first.status, RI_OK);
    CHECK_INT(first.gross, 250000);
    CHECK_TEXT(text_cell(&first, RI_SALE_STORE, 0), "S07");
    CHECK_TEXT(text_cell(&first, RI_SALE_FIELDS, 0), "{\"Laden\":\"x\"}");
    CHECK_STATUS(ri_ingest_mapping(first.ingest, &mem, &yaml, NULL), RI_OK);
    CHECK_SAYS(yaml, "unit_price: Geld\n");
    const struct ri_ingest_options stored = {.mapping = yaml, .mapping_name = "m.yaml"};
    import_options(&second, RI_SALES, fd_of(text, sizeof text - 1), &stored);
    CHECK_STATUS(second.status, RI_OK);
    CHECK_INT(second.gross, 250000);
    CHECK_TEXT(text_cell(&second, RI_SALE_STORE, 0), "S07");
    CHECK_TEXT(second.plan->date_order, "dmy");
    CHECK_TEXT(second.plan->currency, "EUR");
    import_close(&first);
    import_close(&second);
    static const struct {
        const char *yaml, *says;
    } bad[] = {{"fields:\n  prodct: x\n", "m.yaml: line 2: 'prodct'"},
               {"fields:\n  product: Nope\n", "m.yaml: line 2: there is no column 'Nope'"},
               {"settings:\n  date: soon\n", "must be one of dmy, mdy, ymd"},
               {"feilds:\n", "'feilds' is none of"},
               {"kind: stock\n", "is a mapping of stock, not of sales"},
               {"fields: [a]\n", "must be a list of name: value"},
               {"fields: {product: [a]}\n", "must be one value"},
               {"a: [", "not YAML"}};
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        const struct ri_ingest_options options = {.mapping = bad[i].yaml, .mapping_name = "m.yaml"};
        import_options(&first, RI_SALES, fd_of(text, sizeof text - 1), &options);
        CHECK_STATUS(first.status, RI_EUSAGE);
        CHECK_SAYS(first.err.message, bad[i].says);
        import_close(&first);
    }
    ri_arena_release(&mem);
}

TEST(ingest_finds_columns_in_many_languages)
{
    static const char *const files[] = {
        "Rechnungsnr;Datum;Artikelnr;Menge;Einzelpreis;Filiale\nR;25.3.2024;A;2;1,25;S\n",
        "facture;date;r\xc3\xa9" "f\xc3\xa9rence;quantit\xc3\xa9;prix unitaire;magasin\nR;25/3/2024;A;2;1,25;S\n",
        "factura;fecha;art\xc3\xad" "culo;cantidad;precio unitario;tienda\nR;25/3/2024;A;2;1,25;S\n",
        "fattura;data;articolo;quantit\xc3\xa0;prezzo unitario;negozio\nR;25/3/2024;A;2;1,25;S\n",
        "recibo;data;produto;quantidade;pre\xc3\xa7o;loja\nR;25/3/2024;A;2;1,25;S\n",
        "bonnummer;datum;artikelnummer;aantal;prijs;winkel\nR;25-3-2024;A;2;1,25;S\n",
        "fi\xc5\x9f no;tarih;\xc3\xbcr\xc3\xbcn kodu;adet;birim fiyat\xc4\xb1;ma\xc4\x9f" "aza\nR;25.3.2024;A;2;1,25;S\n",
        "nr paragonu;data;towar;ilo\xc5\x9b\xc4\x87;cena;sklep\nR;25.3.2024;A;2;1,25;S\n",
    };
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        struct import all;
        import_text(&all, RI_SALES, files[i], none);
        if (all.status != RI_OK) ri_test_fail(__FILE__, __LINE__, "%zu: %s", i, all.err.message);
        CHECK_INT(all.gross, 250);
        if (all.status == RI_OK) {
            CHECK_TEXT(text_cell(&all, RI_SALE_TRANSACTION, 0), "R");
            CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 0), "A");
            CHECK_TEXT(text_cell(&all, RI_SALE_STORE, 0), "S");
        }
        import_close(&all);
    }
}

/* A field of hundreds of megabytes is passed over, not held. */
TEST(ingest_survives_a_huge_field)
{
    enum { BLOCKS = 100, BLOCK = 1 << 20 };
    int   ends[2];
    char *block = malloc(BLOCK);
    memset(block, 'x', BLOCK);
    CHECK(pipe(ends) == 0);
    if (fork() == 0) {
        static const char begin[] = SALES "R1,2024-03-25,A,1,1\nR2,2024-03-25,\"", end[] = "\",1,1\nR3,2024-03-25,A,1,1\n";
        ssize_t           n = write(ends[1], begin, sizeof begin - 1);
        for (int i = 0; i < BLOCKS && n > 0; i++) {
            for (ssize_t at = 0; at < BLOCK && n > 0; at += n) n = write(ends[1], block + at, (size_t)(BLOCK - at));
        }
        if (n > 0) n = write(ends[1], end, sizeof end - 1);
        _exit(n <= 0);
    }
    close(ends[1]);
    free(block);
    struct import all;
    import_options(&all, RI_SALES, ends[0], NULL);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_INT(all.rows, 2);
    CHECK_TEXT(all.rejects, "2@47 too_long;");
    CHECK_INT(all.summary->bytes, 47 + 15 + (int64_t)BLOCKS * BLOCK + 6 + 20);
    import_close(&all);
}

/* Memory that runs out while the arena fills is said, at every step. */
TEST(ingest_cancels)
{
    struct ri_task    task = {0};
    struct ri_ingest *ingest = NULL;
    const int         fd = fd_of(SALES, strlen(SALES));
    ri_task_cancel(&task);
    CHECK_STATUS(ri_ingest_open(fd, "t", RI_SALES, NULL, &task, &ingest, NULL), RI_ECANCELLED);
    CHECK(ingest == NULL);
    close(fd);
}

TEST(ingest_watches_customers_tests_and_ids)
{
    struct ri_text text = {0};
    struct import  all;
    ri_text_puts(&text, "receipt,date,sku,qty,price,customer\n");
    for (int i = 0; i < 200; i++) ri_text_printf(&text, "%d,2024-03-25,A%d,1,1.25,C%d\n", 5000 + i, i % 7, i);
    ri_text_puts(&text, "C5001,2024-03-26,A1,-1,1.25,C900\n5300,2024-03-26,TEST001,1,0,C901\n5301,2024-03-26,A,1,-3,C902\n");
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
