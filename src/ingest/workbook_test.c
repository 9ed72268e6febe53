/* Workbooks: what cells become, which sheet, what is refused. */
#include "testing.h"
#include "testing_workbook.h"

#include "cell_text.h"
#include "source.h"
#include "table_input.h"

#define ROWS(rows)                 "<sheetData>" rows "</sheetData>"
#define TEXT(name, text)           "<c r=\"" name "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define NUM(name, value)           "<c r=\"" name "\"><v>" value "</v></c>"
#define STYLED(name, style, value) "<c r=\"" name "\" s=\"" style "\"><v>" value "</v></c>"
#define TYPED(name, type, value)   "<c r=\"" name "\" t=\"" type "\"><v>" value "</v></c>"

static int fd_of_book(const struct book *book)
{
    struct ri_text zip = {0};
    book_make(book, &zip);
    const int fd = fd_of(zip.at, zip.length);
    ri_text_release(&zip);
    return fd;
}

/* The rows of a sheet as text; errors as "error: ...". */
static const char *rows_of(const struct book *book, const char *wanted)
{
    static char          text[20000];
    struct ingest_source source;
    struct ri_error      err = {0};
    uint64_t             at = 0;
    size_t               n = 1, length = 0;
    const int            fd = fd_of_book(book);
    ri_status            status = ingest_source_open(&source, fd, "t.xlsx", NULL, true, &err);
    if (status == RI_OK) status = ingest_source_workbook(&source, wanted, NULL, &err);
    while (status == RI_OK && n && length + 1 < sizeof text) {
        status =
            ingest_source_read(&source, &at, text + length, sizeof text - 1 - length, &n, &err);
        if (status == RI_OK) length += n;
    }
    text[length] = '\0';
    if (status != RI_OK) snprintf(text, sizeof text, "error: %s", err.message);
    ingest_source_release(&source);
    close(fd);
    return text;
}

static const char *rows(const char *sheet1)
{
    return rows_of(&(struct book){.sheet1 = sheet1,
                                  .texts =
                                      "<si><t>Milk, \"fresh\"</t></si><si><r><t>Or</t></r><r>"
                                      "<t xml:space=\"preserve\">ange </t></r><rPh><t>x</t>"
                                      "</rPh></si><si><t/></si><si><t>a_x000A_b_x005F_</t></si>"},
                   NULL);
}

TEST(cells_become_what_they_mean)
{
    static const struct {
        const char *cells, *row;
    } cases[] = {
        {NUM("A1", "2.385") NUM("B1", "1.1000000000000001"), "2.385,1.1\n"},
        {NUM("A1", "0.30000000000000004") NUM("B1", "-99999999999999999"),
         "0.3,-100000000000000000\n"},
        {NUM("A1", "4.006381333931E12") NUM("B1", "1E-3") NUM("C1", "007"),
         "4006381333931,0.001,007\n"},
        {NUM("A1", "123456789012345678"), "123456789012346000\n"},
        {NUM("A1", "1.5E+300"), "1.5e300\n"},
        {NUM("A1", "-0.0") NUM("B1", "+5") NUM("C1", "x"), "-0.0,5,x\n"},
        {TYPED("A1", "s", "0") TYPED("B1", "s", "1"), "\"Milk, \"\"fresh\"\"\",\"Orange \"\n"},
        {TYPED("A1", "s", "2") NUM("B1", "5"), ",5\n"},
        {TYPED("A1", "s", "3"), "\"a\nb_\"\n"},
        {TYPED("A1", "b", "1") TYPED("B1", "b", "0"), "true,false\n"},
        {TYPED("A1", "e", "#DIV/0!") TYPED("B1", "e", "#N/A"), "#DIV/0!,#N/A\n"},
        {TYPED("A1", "str", "=x"), "\"=x\"\n"},
        {TYPED("A1", "d", "2026-11-20T14:05:00"), "2026-11-20T14:05:00\n"},
        {TEXT("A1", "1.234,50") TEXT("B1", "   "), "\"1.234,50\"\n"},
        {STYLED("A1", "1", "46346") STYLED("B1", "2", "46346.586805555555"),
         "2026-11-20,2026-11-20 14:05:00\n"},
        {STYLED("A1", "3", "0.5868055555555556") STYLED("B1", "4", "1.25"), "14:05:00,30:00:00\n"},
        {STYLED("A1", "5", "1") STYLED("B1", "1", "59") STYLED("C1", "1", "61"),
         "1900-01-01,1900-02-28,1900-03-01\n"},
        {STYLED("A1", "1", "60") STYLED("B1", "1", "-1"), "60,-1\n"}, /* days that never were */
        {STYLED("A1", "6", "12.5") STYLED("B1", "7", "0.19") STYLED("C1", "99", "3"),
         "12.5,0.19,3\n"},
        {"<c r=\"A1\"><f>B1*2</f><v>17</v></c><c r=\"B1\"><f>A1</f></c><c "
         "r=\"C1\"><f>A1</f><v/></c>",
         "17,\"#UNCALCULATED! =A1\",\"#UNCALCULATED! =A1\"\n"},
        {"<c r=\"A1\" t=\"str\"><f>\"\"</f><v></v></c>" NUM("B1", "1"), ",1\n"},
        {"<c r=\"B1\"><f t=\"shared\" si=\"0\"/></c>", ",\"#UNCALCULATED!\"\n"},
        {"<c><v>1</v></c><c><v>2</v></c>" NUM("E1", "5") "<c><v>6</v></c>", "1,2,,,5,6\n"},
        {"", "\n"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        char sheet[2000];
        snprintf(sheet, sizeof sheet, "<sheetData><row r=\"1\">%s</row><row>%s</row></sheetData>",
                 cases[i].cells, NUM("A2", "1"));
        char expected[400];
        snprintf(expected, sizeof expected, "%s1\n", cases[i].row);
        CHECK_TEXT(rows(sheet), expected);
    }
}

TEST(rows_keep_their_number_and_prefixes_are_allowed)
{
    CHECK_TEXT(rows(ROWS("<row r=\"2\">" NUM("A2", "1") "</row><row r=\"5\"/><row r=\"6\">" NUM(
                   "C6", "2") "</row>")),
               "\n1\n\n\n\n,,2\n");
    CHECK_TEXT(
        rows_of(
            &(struct book){.sheet1 =
                               "<x:sheetData xmlns:x=\"" BOOK_MAIN
                               "\"><x:row><x:c r=\"A1\"><x:v>7</x:v></x:c></x:row></x:sheetData>"},
            NULL),
        "7\n");
}

TEST(dates_may_count_from_1904)
{
    CHECK_TEXT(rows_of(&(struct book){.sheet1 = ROWS("<row>" STYLED("A1", "1", "44884")
                                                         STYLED("B1", "1", "0") "</row>"),
                                      .since_1904 = true},
                       NULL),
               "2026-11-20,1904-01-01\n");
}

TEST(format_codes_say_what_is_a_date)
{
    static const struct {
        const char        *code;
        ingest_cell_format format;
    } cases[] = {{"General", INGEST_CELL_NUMBER},
                 {"#,##0.00", INGEST_CELL_NUMBER},
                 {"0.00E+00", INGEST_CELL_NUMBER},
                 {"\"day\" 0", INGEST_CELL_NUMBER},
                 {"[Red]0;[Blue]-0", INGEST_CELL_NUMBER},
                 {"0\\d", INGEST_CELL_NUMBER},
                 {"yyyy-mm-dd", INGEST_CELL_DATE},
                 {"[$-409]d-mmm-yy;@", INGEST_CELL_DATE},
                 {"mmm yyyy", INGEST_CELL_DATE},
                 {"mmmm", INGEST_CELL_DATE},
                 {"dd.mm.yyyy hh:mm", INGEST_CELL_DATE},
                 {"h:mm AM/PM", INGEST_CELL_TIME},
                 {"mm:ss.0", INGEST_CELL_TIME},
                 {"[h]:mm:ss", INGEST_CELL_ELAPSED},
                 {"[mm]:ss", INGEST_CELL_ELAPSED},
                 {"_-* #,##0.00_-", INGEST_CELL_NUMBER},
                 {"yyyy\"\xe5\xb9\xb4\"m\"\xe6\x9c\x88\"d\"\xe6\x97\xa5\"", INGEST_CELL_DATE},
                 {"", INGEST_CELL_NUMBER},
                 {"[", INGEST_CELL_NUMBER},
                 {"\"", INGEST_CELL_NUMBER}};
    for (size_t i = 0; i < RI_COUNT(cases); i++)
        CHECK_INT(ingest_cell_format_of(cases[i].code), cases[i].format);
    CHECK_INT(ingest_cell_format_builtin(14), INGEST_CELL_DATE);
    CHECK_INT(ingest_cell_format_builtin(22), INGEST_CELL_DATE);
    CHECK_INT(ingest_cell_format_builtin(21), INGEST_CELL_TIME);
    CHECK_INT(ingest_cell_format_builtin(44), INGEST_CELL_NUMBER);
    CHECK_INT(ingest_cell_format_builtin(46), INGEST_CELL_ELAPSED);
}

TEST(merged_texts_go_down_and_merged_numbers_do_not)
{
    static const char sheet[] =
        ROWS("<row>" TEXT("A1", "store") TEXT("B1", "day") TEXT("C1", "sum") TEXT(
            "D1",
            "x") "</row>"
                 "<row>" TEXT("A2", "North") STYLED("B2", "1", "46346") NUM("C2", "30") NUM(
                     "D2",
                     "1") "</row>"
                          "<row>" NUM("D3", "2") "</row><row>" TEXT("B4", "own") NUM(
                              "D4",
                              "3") "</row>"
                                   "<row>" NUM(
                                       "A5",
                                       "9") "</row>") "<mergeCells><mergeCell "
                                                      "ref=\"A2:A4\"/><mergeCell ref=\"B2:B4\"/>"
                                                      "<mergeCell ref=\"C2:C3\"/><mergeCell "
                                                      "ref=\"A1:D1\"/></mergeCells>";
    CHECK_TEXT(rows(sheet), "\"store\",\"day\",\"sum\",\"x\"\n\"North\",2026-11-20,30,1\n"
                            "\"North\",2026-11-20,,2\n\"North\",\"own\",,3\n9\n");
}

TEST(the_first_visible_sheet_with_cells_is_taken)
{
    struct book book = {.sheets = "<sheet name=\"Old\" state=\"hidden\" r:id=\"r1\"/>"
                                  "<sheet name=\"Sales &amp; more\" r:id=\"r2\"/>",
                        .sheet1 = ROWS("<row>" NUM("A1", "1") "</row>"),
                        .sheet2 = ROWS("<row>" NUM("A1", "2") "</row>")};
    CHECK_TEXT(rows_of(&book, NULL), "2\n");
    CHECK_TEXT(rows_of(&book, "old"), "1\n");
    CHECK_TEXT(rows_of(&book, "#2"), "2\n");
    CHECK_TEXT(rows_of(&book, "New"), "error: t.xlsx: there is no sheet 'New'; there are: Old "
                                      "(hidden), Sales & more");
    book.sheet2 = ROWS("");
    CHECK_TEXT(rows_of(&book, NULL), "error: t.xlsx: no visible sheet has cells; there are: Old "
                                     "(hidden), Sales & more");
    CHECK_TEXT(rows_of(&book, "#2"), "error: t.xlsx: sheet 'Sales & more' has no cells");
}

TEST(damaged_workbooks_are_refused_with_words)
{
    static const struct {
        const char *sheet, *says;
    } cases[] = {
        {"<sheetData><row>", "no sound XML"},
        {ROWS("<row r=\"3\"/><row r=\"2\"/>"), "row '2' follows row 3"},
        {ROWS("<row r=\"9999999\"/>"), "row '9999999' follows"},
        {ROWS("<row>" NUM("B1", "1") NUM("A1", "2") "</row>"), "cell 'A1' is out of place"},
        {ROWS("<row>" NUM("XFE1", "1") "</row>"), "cell 'XFE1' is out of place"},
        {ROWS("<row>" TYPED("A1", "s", "77") "</row>"),
         "names the shared text 77, which is not there"},
        {"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><"
         "a>"
         "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><"
         "a>"
         "<a><a><a><a><a><a><a><a>",
         "nests more than 64 levels"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) CHECK_SAYS(rows(cases[i].sheet), cases[i].says);
}

static ri_status open_zip(const struct book_part *parts, size_t count, size_t cut,
                          struct ri_error *err)
{
    struct ri_text    zip = {0};
    struct ri_ingest *ingest = NULL;
    book_zip(parts, count, &zip);
    const int       fd = fd_of(zip.at, zip.length - cut);
    const ri_status status = ri_ingest_open(fd, "t.xlsx", RI_SALES, NULL, NULL, &ingest, err);
    ri_ingest_close(ingest);
    ri_text_release(&zip);
    close(fd);
    return status;
}

TEST(what_is_no_workbook_is_said_with_advice)
{
    static const struct {
        const char *name, *bytes, *says;
    } cases[] = {
        {"word/document.xml", "<a/>", "neither a workbook nor a table"},
        {"till/june.csv", "a,b", "unpack it and give what is inside, such as till/june.csv"},
        {"content.xml", "<a/>", "OpenDocument"},
        {"xl/workbook.bin", "x", ".xlsb"},
        {"xl/workbook.xml", "<workbook/>", "without sheets"},
        {"xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><workbook>&b;</workbook>",
         "declares a document type"},
        {"xl/workbook.xml", "<workbook>&b;</workbook>", "undefined entity"},
    };
    struct ri_error err = {0};
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        const struct book_part part = {cases[i].name, ri_view_of(cases[i].bytes)};
        CHECK_INT(open_zip(&part, 1, 0, &err), RI_EDATA);
        CHECK_SAYS(err.message, cases[i].says);
        CHECK_SAYS(err.message, "t.xlsx");
    }
    const struct book_part part = {"xl/workbook.xml", RI_VIEW("<workbook/>")};
    CHECK_INT(open_zip(&part, 1, 30, &err), RI_EDATA);
    CHECK_SAYS(err.message, "was it sent or copied to its end?");
}

TEST(old_and_locked_workbooks_are_told_apart)
{
    static const char
        old[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook",
        locked[] =
            "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    struct ri_ingest *ingest = NULL;
    struct ri_error   err = {0};
    int               fd = fd_of(old, sizeof old);
    CHECK_INT(ri_ingest_open(fd, "t.xls", RI_SALES, NULL, NULL, &ingest, &err), RI_EDATA);
    CHECK_SAYS(err.message, "an old Excel workbook (.xls); save it as");
    close(fd);
    fd = fd_of(locked, sizeof locked);
    CHECK_INT(ri_ingest_open(fd, "t.xlsx", RI_SALES, NULL, NULL, &ingest, &err), RI_EDATA);
    CHECK_SAYS(err.message, "protected by a password; open it");
    close(fd);
}

/* A report: title, empty row, names in row 3; a formula without value, an error, a text that is a number, #N/A. */
static const struct book report = {
    .texts = "<si><t>receipt</t></si><si><t>date</t></si><si><t>sku</t></si><si><t>qty</t></"
             "si><si><t>price</t></si>",
    .sheet1 = ROWS("<row r=\"1\">" TEXT(
        "A1",
        "Sales of June") "</row>"
                         "<row r=\"3\">" TYPED("A3", "s", "0") TYPED("B3", "s", "1")
                             TYPED("C3", "s", "2") TYPED("D3", "s", "3") TYPED(
                                 "E3", "s",
                                 "4") "</row>"
                                      "<row r=\"4\">" NUM("A4", "1001") STYLED("B4", "2", "46346.586805555555") TEXT(
                                          "C4",
                                          "00012") NUM("D4", "2")
                                          NUM("E4",
                                              "1.1000000000000001") "</row>"
                                                                    "<row r=\"5\">" NUM(
                                                                        "A5",
                                                                        "1002") STYLED("B5", "1", "46347")
                                                                        TEXT("C5", "M&#10;2") NUM(
                                                                            "D5",
                                                                            "1") "<c "
                                                                                 "r=\"E5\"><f>D5*2<"
                                                                                 "/f></c></row>"
                                                                                 "<row "
                                                                                 "r=\"7\">" NUM(
                                                                                     "A7",
                                                                                     "1003")
                                                                                     STYLED("B7", "1", "46347") TEXT(
                                                                                         "C7",
                                                                                         "M") TYPED("D7", "e", "#REF!")
                                                                                         NUM("E7",
                                                                                             "1") "</row>"
                                                                                                  "<row r=\"8\">" NUM("A8", "1004") STYLED(
                                                                                                      "B8",
                                                                                                      "1",
                                                                                                      "46347") TEXT("C8", "M") TEXT("D8",
                                                                                                                                    "3")
                                                                                                      TEXT(
                                                                                                          "E8",
                                                                                                          "2,50") "</row>"
                                                                                                                  "<row r=\"9\">" NUM(
                                                                                                                      "A9",
                                                                                                                      "1005")
                                                                                                                      STYLED(
                                                                                                                          "B9",
                                                                                                                          "1",
                                                                                                                          "46347")
                                                                                                                          TYPED(
                                                                                                                              "C9",
                                                                                                                              "e",
                                                                                                                              "#N/A")
                                                                                                                              NUM("D9",
                                                                                                                                  "1")
                                                                                                                                  NUM("E9",
                                                                                                                                      "1.234") "</row>")};

TEST(a_report_is_imported_from_a_file_and_from_a_pipe)
{
    for (int piped = 0; piped < 2; piped++) {
        struct import  all;
        struct ri_text zip = {0};
        int            ends[2] = {-1, -1};
        book_make(&report, &zip);
        if (piped)
            CHECK(pipe(ends) == 0 && write(ends[1], zip.at, zip.length) == (ssize_t)zip.length &&
                  close(ends[1]) == 0);
        import_options(&all, RI_SALES, piped ? ends[0] : fd_of(zip.at, zip.length), NULL);
        CHECK_INT(all.status, RI_OK);
        CHECK_TEXT(all.err.message, "");
        if (all.status != RI_OK) return;
        CHECK_INT(all.summary->offered, 5);
        CHECK_INT(all.summary->accepted, 3);
        CHECK_INT(all.summary->bytes_read, zip.length);
        CHECK_INT(all.gross,
                  220 + 750 + 123); /* 2 x 1.10; 3 x 2,50 as text; 1.234 is a number, no thousand */
        CHECK_TEXT(all.plan->sheet, "Sales");
        CHECK_TEXT(all.plan->compression, "xlsx");
        CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 0), "00012");
        CHECK_TEXT(text_cell(&all, RI_SALE_TRANSACTION, 0), "1001");
        CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 2), "(missing)");
        CHECK_SAYS(note_about(&all, "table")->evidence, "2 lines above");
        CHECK_SAYS(note_about(&all, "sheet")->evidence, "the only one");
        CHECK_SAYS(note_about(&all, "numbers")->evidence, "keeps: 1");
        import_close(&all);
        ri_text_release(&zip);
    }
}

TEST(a_rejected_row_says_its_sheet_and_row)
{
    const struct ri_ingest_batch *batch;
    struct ri_ingest             *ingest;
    struct ri_error               err = {0};
    const int                     fd = fd_of_book(&report);
    CHECK_INT(ri_ingest_open(fd, "t.xlsx", RI_SALES, NULL, NULL, &ingest, &err), RI_OK);
    CHECK_INT(ri_ingest_next(ingest, &batch, &err), RI_OK);
    CHECK_INT(batch->reject_count, 2);
    const struct ri_reject *first = &batch->rejects[0], *second = &batch->rejects[1];
    CHECK_TEXT(first->rule, "formula");
    CHECK_INT(first->line, 5);
    CHECK_INT(first->record, 2);
    CHECK_TEXT(first->message,
               "row 5 of sheet 'Sales': column 'price': the formula =D5*2 has no "
               "stored value; open the workbook in a spreadsheet program and save it again");
    CHECK_TEXT(second->message,
               "row 7 of sheet 'Sales': column 'qty': '#REF!' is an error of the spreadsheet");
    static const char raw[] = "1002,2026-11-21,\"M\n2\",1,\"#UNCALCULATED! =D5*2\"\n";
    CHECK(ri_view_is(first->raw, raw));
    /* the offset is that of the rows as text: title, empty row, names, row 4 */
    CHECK_INT(
        first->offset,
        strlen(
            "\"Sales of June\"\n\n\"receipt\",\"date\",\"sku\",\"qty\",\"price\"\n1001,2026-11-20 "
            "14:05:00,\"00012\",2,1.1\n"));
    ri_ingest_close(ingest);
    close(fd);
}

TEST(a_workbook_feeds_a_model)
{
    const struct ri_input_column want[] = {{"date", RI_INPUT_TIME}, {"qty", RI_INPUT_NUMBER}};
    static const struct book     book = {
            .sheet1 = ROWS(
            "<row>" TEXT("A1", "date") TEXT("B1", "qty") "</row><row>" STYLED("A2", "1", "46346")
                NUM("B2", "2.5") "</row>"
                                     "<row>" STYLED("A3", "1", "46347") "</row><row>" STYLED(
                                     "A4", "1", "46348") TEXT("B4", "x") "</row>")};
    struct ri_table_input   *input;
    const struct ri_columns *columns = NULL;
    struct ri_error          err = {0};
    const int                fd = fd_of_book(&book);
    CHECK_INT(ri_table_input_open(fd, "t.xlsx", NULL, NULL, &input, &err), RI_OK);
    CHECK_INT(ri_table_input_choose(input, want, 2, &err), RI_OK);
    CHECK_INT(ri_table_input_next(input, &columns, &err), RI_EDATA);
    CHECK_TEXT(err.message, "t.xlsx: row 4: column 'qty': 'x' is not a number");
    ri_table_input_close(input);
    close(fd);
}

/* More than a head, so the pause, the pipe and the survey's second reader all work; the same text in any chunks. */
TEST(a_long_sheet_is_read_in_pieces)
{
    struct ri_text sheet = {0};
    struct import  all;
    ri_text_puts(&sheet, "<sheetData><row>" TEXT("A1", "date") TEXT("B1", "sku") TEXT("C1", "qty")
                             TEXT("D1", "price") "</row>");
    for (int i = 0; i < 40000; i++)
        ri_text_printf(&sheet,
                       "<row><c t=\"inlineStr\"><is><t>%d/%d/2026</t></is></c><c "
                       "t=\"inlineStr\"><is><t>product %05d and a long name</t></is></c>"
                       "<c><v>2</v></c><c><v>1.5</v></c></row>",
                       1 + i % 12, i < 39000 ? 1 + (i + 5) % 12 : 13 + i % 12, i);
    ri_text_puts(&sheet, "</sheetData>");
    const struct book book = {.sheet1 = sheet.at};
    import_options(&all, RI_SALES, fd_of_book(&book), NULL);
    CHECK_INT(all.status, RI_OK);
    CHECK_INT(all.rows, 40000);
    CHECK_INT(all.gross, 40000 * 300);
    CHECK_TEXT(all.plan->date_order, "mdy");
    import_close(&all);
    ri_text_release(&sheet);
}

TEST(reports_as_text_begin_further_down_too)
{
    struct import all;
    import_text(&all, RI_SALES,
                "Sales of June;;;\n;;;\nmade "
                "2026-07-01;;;\nreceipt;date;sku;price\n1;2026-06-01;A;2,50\n2;2026-06-02;B;3,"
                "50\n3;2026-06-03;;x\n",
                none);
    CHECK_INT(all.status, RI_OK);
    if (all.status != RI_OK) return;
    CHECK_INT(all.gross, 600);
    CHECK_TEXT(all.rejects, "3@103 number;");
    CHECK_SAYS(note_about(&all, "table")->evidence, "3 lines above");
    import_close(&all);
    static const char *const sets[] = {"skip=1", NULL};
    import_text(&all, RI_SALES, "date,sku,price\ndate,sku,price\n2026-06-01,A,2.50\n", sets);
    CHECK_INT(all.status, RI_OK);
    CHECK_INT(all.gross, 250);
    import_close(&all);
}
