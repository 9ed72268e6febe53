/* Bad input: a clear error or a quarantined record with its place, and nothing lost. */
#include "testing.h"

TEST(ingest_quarantines_with_its_place)
{
    static const char text[] =
        SALES "R1,2024-03-25,A,1,1\nR2,2024-03-25,A,x,1\nR3,2024-03-25,A,1\nR4,,A,1,1\nR5,nope,A,1,"
              "1\nR6,2024-03-25,\"A,1,1\n"
              "R7,2024-03-25,A,1,99999999999999999\nR8,2024-03-25,\xc3\xa9\xff,1,1\nR9,2024-03-25,"
              "A,1,1,,\nR10,2024-03-25,A,1,1,extra\n";
    struct import all;
    import_text(&all, RI_SALES, text, none);
    CHECK_STATUS(all.status, RI_OK);
    CHECK_TEXT(all.rejects, "2@47 number;3@67 fields;4@85 required;5@95 date;6@109 quote;7@130 "
                            "range;8@166 encoding;10@210 fields;");
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
        {RI_SALES, "PK\x03\x04", none, RI_EDATA, "begins like a workbook"},
        {RI_SALES, "a,b\n1,2\n", none, RI_EDATA, "no column is known to be 'sold_at'"},
        {RI_SALES, "a,b\n1,2\n", none, RI_EDATA,
         "there are: a, b; say which with --set sold_at=COLUMN"},
        {RI_SALES, "date,sku,qty\n2024-03-25,A,1\n", none, RI_EDATA, "an amount"},
        {RI_SALES, SALES "R1,17,A,1,1\nR2,18,A,1,1\n", none, RI_EDATA,
         "'date' must hold dates, but holds '17'"},
        {RI_SALES, SALES "R1,2024-03-25,A,one,1\n", none, RI_EDATA,
         "'qty' must hold numbers, but holds 'one'"},
        {RI_SALES, "date,Stock,qty,price\n2024-03-25,A,1,1\n", bad_column, RI_EUSAGE,
         "no column 'Stok'; did you mean 'Stock'?"},
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

/* A field of hundreds of megabytes is passed over, not held. */
TEST(ingest_survives_a_huge_field)
{
    enum { BLOCKS = 100, BLOCK = 1 << 20 };
    int   ends[2];
    char *block = malloc(BLOCK);
    memset(block, 'x', BLOCK);
    CHECK(pipe(ends) == 0);
    if (fork() == 0) {
        static const char begin[] = SALES "R1,2024-03-25,A,1,1\nR2,2024-03-25,\"",
                          end[] = "\",1,1\nR3,2024-03-25,A,1,1\n";
        ssize_t n = write(ends[1], begin, sizeof begin - 1);
        for (int i = 0; i < BLOCKS && n > 0; i++) {
            for (ssize_t at = 0; at < BLOCK && n > 0; at += n)
                n = write(ends[1], block + at, (size_t)(BLOCK - at));
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
