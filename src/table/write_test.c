/* Writers: golden output of one small table, properties over all of them. */
#include "base/json.h"
#include "base/test.h"
#include "builder.h"
#include "display.h"
#include "write.h"

#define ESC "\033"

static const struct ri_table_column columns[] = {
    {"store", RI_COLUMN_STORE, 0, NULL, "store code"},
    {"net_sales", RI_COLUMN_MONEY, 2, "TRY", NULL},
    {"units", RI_COLUMN_INTEGER, 0, "units", NULL},
    {"share", RI_COLUMN_SHARE, 0, NULL, NULL},
    {"mean", RI_COLUMN_NUMBER, 0, NULL, NULL},
    {"day", RI_COLUMN_DATE, 0, NULL, NULL},
    {"open", RI_COLUMN_BOOL, 0, NULL, NULL},
    {"fiscal_year", RI_COLUMN_INTEGER, 0, NULL, NULL},
};

struct sink {
    struct ri_text text;
    size_t         most; /* bytes after which writing fails; 0: never */
};

static ri_status sink_write(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    struct sink *sink = context;
    if (sink->most && sink->text.length + length > sink->most)
        return ri_fail(err, RI_ENOSPACE, "the disk is full");
    ri_text_add(&sink->text, bytes, length);
    return ri_text_check(&sink->text, err);
}

static void add_rows(struct ri_table_builder *table)
{
    ri_put_string(table, "Kanyon");
    ri_put_decimal(table, 1371075524, 2);
    ri_put_int(table, 27114);
    ri_put_number(table, 0.19998);
    ri_put_number(table, 12.5);
    ri_put_day(table, ri_day_of(2022, 1, 31));
    ri_put_bool(table, true);
    ri_put_int(table, 2022);

    ri_put_text(table, RI_VIEW("Çar\x1b[31mşı\n\"x\", 東京"));
    ri_put_decimal(table, -705, 2);
    ri_put_int(table, INT64_MIN);
    ri_put_number(table, 1);
    ri_put_number(table, 0.0625);
    ri_put_day(table, ri_day_of(1, 1, 1));
    ri_put_bool(table, false);
    ri_put_int(table, 1999);

    for (size_t c = 0; c < RI_COUNT(columns); c++) ri_put_null(table);
}

/* The rows of `add` through a writer; rows are added `times` times in as many batches. */
static ri_status written_as(const struct ri_table_column *shape, size_t count,
                            const struct ri_writer *writer, const struct ri_write_options *options,
                            void (*add)(struct ri_table_builder *), size_t times, struct sink *sink,
                            struct ri_error *err)
{
    static const char *const notes[] = {"the last month is not whole", "\"quoted\""};
    struct ri_table_builder *table;
    struct ArrowSchema       schema;
    struct ri_write         *write = NULL;
    CHECK_STATUS(ri_table_builder_new(shape, count, &table, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_schema(table, &schema, NULL), RI_OK);
    ri_status status =
        ri_write_open(writer, options, &schema, (struct ri_sink){sink_write, sink}, &write, err);
    for (size_t i = 0; status == RI_OK && i < times; i++) {
        struct ArrowArray batch;
        add(table);
        CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK);
        status = ri_write_batch(write, &batch, err);
        batch.release(&batch);
    }
    if (status == RI_OK) status = ri_write_end(write, notes, 2, err);
    ri_write_free(write);
    schema.release(&schema);
    ri_table_builder_free(table);
    return status;
}

static ri_status written(const struct ri_writer *writer, const struct ri_write_options *options,
                         void (*add)(struct ri_table_builder *), size_t times, struct sink *sink,
                         struct ri_error *err)
{
    return written_as(columns, RI_COUNT(columns), writer, options, add, times, sink, err);
}

static const char *const names[] = {"from", "by"}, *const values[] = {"2022-01-01", "month"};
static const struct ri_write_options plain = {
    .operation = "sales.stores", .names = names, .values = values, .param_count = 2};

static void check_golden(const char *format, const struct ri_write_options *options,
                         const char *want)
{
    struct sink sink = {0};
    CHECK_STATUS(written(ri_writer_find(format), options, add_rows, 1, &sink, NULL), RI_OK);
    CHECK_TEXT(sink.text.at, want);
    ri_text_release(&sink.text);
}

TEST(golden_table)
{
    check_golden("table", &plain,
                 "store                         net_sales                       units   share    "
                 "mean  day         open   fiscal_year\n"
                 "────────────────────────  ─────────────  ──────────────────────────  ──────  "
                 "──────  ──────────  ─────  ───────────\n"
                 "Kanyon                    13,710,755.24                      27,114   20.0%  "
                 "12.500  2022-01-31  true          2022\n"
                 "Çar\\x1b[31mşı\\n\"x\", 東京          -7.05  -9,223,372,036,854,775,808  100.0%  "
                 " 0.062  0001-01-01  false         1999\n"
                 "-                                     -                           -       -      "
                 " -  -           -                -\n");
}

TEST(golden_table_cut_and_colored)
{
    struct ri_write_options options = plain;
    options.width = 60;
    options.color = true;
    check_golden("table", &options,
                 ESC "[1mstore         net_sales                       units   share\n" ESC
                     "[0;2m────────  ─────────────  ──────────────────────────  ──────\n" ESC "[0m"
                     "Kanyon    13,710,755.24                      27,114   20.0%\n"
                     "Çar\\x1b…          -7.05  -9,223,372,036,854,775,808  100.0%\n"
                     "-                     -                           -       -\n"
                     "(no room for: mean, day, open, fiscal_year)\n");
}

static void add_orders(struct ri_table_builder *table)
{
    static const char reason[] =
        "Order 12 (1 pack of 12): 3 on hand, and demand of the next week stays within 14.";
    ri_put_string(table, "P00526");
    ri_put_int(table, 12);
    ri_put_string(table, reason);
    ri_put_string(table, "P00827");
    ri_put_int(table, 0);
    ri_put_null(table);
}

TEST(a_last_column_of_sentences_goes_under_its_row)
{
    static const struct ri_table_column shape[] = {
        {.name = "product", .type = RI_COLUMN_PRODUCT},
        {.name = "order", .type = RI_COLUMN_INTEGER},
        {.name = "reason", .type = RI_COLUMN_TEXT},
    };
    struct ri_write_options options = plain;
    struct sink             sink = {0};
    options.width = 60;
    CHECK_STATUS(written_as(shape, 3, &ri_write_table, &options, add_orders, 1, &sink, NULL),
                 RI_OK);
    CHECK_TEXT(sink.text.at, "product  order\n───────  ─────\nP00526      12\n"
                             "    Order 12 (1 pack of 12): 3 on hand, and demand of the\n    next "
                             "week stays within 14.\n"
                             "P00827       0\n");
    ri_text_release(&sink.text);
}

static void add_one_row(struct ri_table_builder *table)
{
    ri_put_string(table, "a store with a long name");
    ri_put_decimal(table, -5, 2);
    for (size_t c = 2; c < RI_COUNT(columns); c++) ri_put_null(table);
}

TEST(a_single_row_that_does_not_fit_stands_upright)
{
    struct ri_write_options options = plain;
    struct sink             sink = {0};
    options.width = 30;
    CHECK_STATUS(written(&ri_write_table, &options, add_one_row, 1, &sink, NULL), RI_OK);
    CHECK_TEXT(
        sink.text.at,
        "store        a store with a l…\nnet_sales    -0.05\nunits        -\nshare        -\n"
        "mean         -\nday          -\nopen         -\nfiscal_year  -\n");
    ri_text_release(&sink.text);
}

TEST(golden_json)
{
    check_golden(
        "json", &plain,
        "{\"operation\":\"sales.stores\",\"parameters\":{\"from\":\"2022-01-01\",\"by\":\"month\"},"
        "\"columns\":[{\"name\":\"store\",\"type\":\"store\",\"unit\":null},"
        "{\"name\":\"net_sales\",\"type\":\"money\",\"unit\":\"TRY\"},"
        "{\"name\":\"units\",\"type\":\"integer\",\"unit\":\"units\"},"
        "{\"name\":\"share\",\"type\":\"share\",\"unit\":null},"
        "{\"name\":\"mean\",\"type\":\"number\",\"unit\":null},{\"name\":\"day\",\"type\":\"date\","
        "\"unit\":null},"
        "{\"name\":\"open\",\"type\":\"bool\",\"unit\":null},"
        "{\"name\":\"fiscal_year\",\"type\":\"integer\",\"unit\":null}],\"rows\":[\n"
        "{\"store\":\"Kanyon\",\"net_sales\":13710755.24,\"units\":27114,\"share\":0.19998,"
        "\"mean\":12.5,"
        "\"day\":\"2022-01-31\",\"open\":true,\"fiscal_year\":2022},\n"
        "{\"store\":\"Çar\\u001b[31mşı\\n\\\"x\\\", "
        "東京\",\"net_sales\":-7.05,\"units\":-9223372036854775808,"
        "\"share\":1,\"mean\":0.0625,\"day\":\"0001-01-01\",\"open\":false,\"fiscal_year\":1999},\n"
        "{\"store\":null,\"net_sales\":null,\"units\":null,\"share\":null,\"mean\":null,\"day\":"
        "null,"
        "\"open\":null,\"fiscal_year\":null}\n"
        "],\"notes\":[\"the last month is not whole\",\"\\\"quoted\\\"\"]}\n");
}

TEST(golden_ndjson)
{
    check_golden(
        "ndjson", &plain,
        "{\"store\":\"Kanyon\",\"net_sales\":13710755.24,\"units\":27114,\"share\":0.19998,"
        "\"mean\":12.5,"
        "\"day\":\"2022-01-31\",\"open\":true,\"fiscal_year\":2022}\n"
        "{\"store\":\"Çar\\u001b[31mşı\\n\\\"x\\\", "
        "東京\",\"net_sales\":-7.05,\"units\":-9223372036854775808,"
        "\"share\":1,\"mean\":0.0625,\"day\":\"0001-01-01\",\"open\":false,\"fiscal_year\":1999}\n"
        "{\"store\":null,\"net_sales\":null,\"units\":null,\"share\":null,\"mean\":null,\"day\":"
        "null,"
        "\"open\":null,\"fiscal_year\":null}\n");
}

TEST(golden_csv)
{
    check_golden("csv", &plain,
                 "store,net_sales,units,share,mean,day,open,fiscal_year\n"
                 "Kanyon,13710755.24,27114,0.19998,12.5,2022-01-31,true,2022\n"
                 "\"Çar\x1b[31mşı\n\"\"x\"\", "
                 "東京\",-7.05,-9223372036854775808,1,0.0625,0001-01-01,false,1999\n"
                 ",,,,,,,\n");
}

static void add_nothing(struct ri_table_builder *table)
{
    (void)table;
}

TEST(tables_without_rows)
{
    struct sink sink = {0};
    CHECK_STATUS(written(&ri_write_table, &plain, add_nothing, 1, &sink, NULL), RI_OK);
    CHECK(strstr(sink.text.at, "(no rows)\n"));
    ri_text_clear(&sink.text);
    CHECK_STATUS(written(&ri_write_json, &plain, add_nothing, 0, &sink, NULL), RI_OK);
    CHECK(strstr(sink.text.at, "\"rows\":[],\"notes\":[\"the"));
    ri_text_clear(&sink.text);
    CHECK_STATUS(written(&ri_write_csv, &plain, add_nothing, 2, &sink, NULL), RI_OK);
    CHECK_TEXT(sink.text.at, "store,net_sales,units,share,mean,day,open,fiscal_year\n");
    ri_text_release(&sink.text);
}

TEST(json_documents_are_json)
{
    struct sink              sink = {0};
    struct ri_json_document *document;
    CHECK_STATUS(written(&ri_write_json, &plain, add_rows, 700, &sink, NULL),
                 RI_OK); /* over the rows of `table` */
    CHECK_STATUS(ri_json_read(sink.text.at, sink.text.length, &document, NULL), RI_OK);
    CHECK_INT(ri_json_count(ri_json_member(ri_json_root(document), "rows")), 2100);
    CHECK_INT(ri_json_count(ri_json_member(ri_json_root(document), "notes")), 2);
    ri_json_document_free(document);
    ri_text_release(&sink.text);
}

TEST(a_full_sink_ends_every_writer)
{
    const struct ri_writer *writer;
    for (size_t i = 0; (writer = ri_writer_at(i)); i++) {
        struct sink     whole = {0}, small = {0};
        struct ri_error err = {0};
        CHECK_STATUS(written(writer, &plain, add_rows, 3, &whole, NULL), RI_OK);
        for (small.most = 1; small.most < whole.text.length; small.most += whole.text.length / 7) {
            ri_text_clear(&small.text);
            CHECK_STATUS(written(writer, &plain, add_rows, 3, &small, &err), RI_ENOSPACE);
            CHECK_TEXT(err.message, "the disk is full");
        }
        CHECK(ri_writer_find(writer->name) == writer);
        ri_text_release(&whole.text);
        ri_text_release(&small.text);
    }
    CHECK(!ri_writer_find("parquet"));
}

/* ---- CSV ----------------------------------------------------------------------------------------------- */

/* One field of RFC 4180 from *at on, unquoted; *ret_quoted tells "" from nothing. */
static void csv_field(const char **at, struct ri_text *out, bool *ret_quoted)
{
    ri_text_clear(out);
    ri_text_puts(out, "");
    *ret_quoted = **at == '"';
    if (!*ret_quoted) {
        while (**at != ',' && **at != '\n') ri_text_putc(out, *(*at)++);
        return;
    }
    for (++*at; **at != '"' || (*at)[1] == '"'; ++*at) {
        if (**at == '"') ++*at;
        ri_text_putc(out, **at);
    }
    ++*at;
}

static ri_status write_texts(const struct ri_writer *writer, const char *const *texts, size_t count,
                             size_t wide, const struct ri_write_options *options, struct sink *sink)
{
    static const struct ri_table_column two[] = {{"a", RI_COLUMN_TEXT, 0, NULL, NULL},
                                                 {"b", RI_COLUMN_TEXT, 0, NULL, NULL}};
    struct ri_table_builder            *table;
    struct ArrowSchema                  schema;
    struct ArrowArray                   batch;
    struct ri_write                    *write;
    CHECK_STATUS(ri_table_builder_new(two, wide, &table, NULL), RI_OK);
    for (size_t i = 0; i < count; i++) ri_put_string(table, texts[i]);
    CHECK_STATUS(ri_table_builder_schema(table, &schema, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK);
    CHECK_STATUS(
        ri_write_open(writer, options, &schema, (struct ri_sink){sink_write, sink}, &write, NULL),
        RI_OK);
    CHECK_STATUS(ri_write_batch(write, &batch, NULL), RI_OK);
    const ri_status status = ri_write_end(write, NULL, 0, NULL);
    ri_write_free(write);
    batch.release(&batch);
    schema.release(&schema);
    ri_table_builder_free(table);
    return status;
}

TEST(csv_reads_back)
{
    static const char *const texts[] = {"plain",
                                        "",
                                        NULL,
                                        "a,b",
                                        "\"",
                                        "line\nline",
                                        "cr\rlf\n",
                                        " blanks ",
                                        "\"\"",
                                        "ends with,",
                                        "'quoted'",
                                        "3.5",
                                        "-2",
                                        "+1e3",
                                        "tab\tinside",
                                        "ünï",
                                        NULL,
                                        NULL,
                                        "just, \"all\" of\r\nit",
                                        "last"};
    struct sink              sink = {0};
    struct ri_text           field = {0};
    CHECK_STATUS(write_texts(&ri_write_csv, texts, RI_COUNT(texts), 2, &plain, &sink), RI_OK);
    const char *at = strchr(sink.text.at, '\n') + 1;
    for (size_t i = 0; i < RI_COUNT(texts); i++) {
        bool quoted;
        csv_field(&at, &field, &quoted);
        CHECK_TEXT(field.at, texts[i] ? texts[i] : "");
        if (!field.length) CHECK_INT(quoted, texts[i] != NULL); /* empty is not missing */
        CHECK(*at == (i % 2 ? '\n' : ','));
        at++;
    }
    CHECK(!*at);
    ri_text_release(&field);
    ri_text_release(&sink.text);
}

TEST(csv_runs_nothing_in_a_spreadsheet)
{
    static const char *const texts[] = {"=1+1", "+cmd", "-2+3", "@sum(A1)", "\tx",
                                        "\rx",  "-2.5", "-",    "=a,b",     "a=b"};
    struct sink              sink = {0};
    CHECK_STATUS(write_texts(&ri_write_csv, texts, RI_COUNT(texts), 2, &plain, &sink), RI_OK);
    CHECK_TEXT(sink.text.at,
               "a,b\n'=1+1,'+cmd\n'-2+3,'@sum(A1)\n'\tx,\"'\rx\"\n-2.5,'-\n\"'=a,b\",a=b\n");
    ri_text_release(&sink.text);
}

TEST(csv_of_one_column_has_no_empty_line)
{
    static const char *const texts[] = {"a", NULL, "b"};
    struct sink              sink = {0};
    CHECK_STATUS(write_texts(&ri_write_csv, texts, 3, 1, &plain, &sink), RI_OK);
    CHECK_TEXT(sink.text.at, "a\na\n\"\"\nb\n");
    ri_text_release(&sink.text);
}

/* ---- Tables ------------------------------------------------------------------------------------------- */

TEST(lines_fit_the_width)
{
    static const char *const texts[] = {"a text of some length, longer than others",
                                        "東京都千代田区丸の内一丁目",
                                        "short",
                                        "e\xCC\x81\xCC\x81 combining marks and more",
                                        "x",
                                        NULL};
    for (size_t width = 5; width < 80; width++) {
        struct sink             sink = {0};
        struct ri_write_options options = {.width = width};
        size_t                  widest = 0;
        CHECK_STATUS(write_texts(&ri_write_table, texts, 6, 2, &options, &sink), RI_OK);
        for (const char *line = sink.text.at, *end; (end = strchr(line, '\n')); line = end + 1) {
            const size_t used = ri_utf8_width((struct ri_view){line, (size_t)(end - line)});
            if (used > widest) widest = used;
            if (line[0] != '(' &&
                used > (width < 8 ? 8 : width)) /* the first column stays 8 wide */
                ri_test_fail(__FILE__, __LINE__, "%zu columns of %zu: %.*s", used, width,
                             (int)(end - line), line);
        }
        if (width >= 20 && width < 70) CHECK_INT(widest, width); /* and none is given away */
        ri_text_release(&sink.text);
    }
}

static void add_long_rows(struct ri_table_builder *table)
{
    for (int i = 0; i < 400; i++) add_rows(table);
}

TEST(a_long_table_streams_in_the_layout_of_its_beginning)
{
    struct sink sink = {0};
    size_t      lines = 0, width = 0;
    CHECK_STATUS(written(&ri_write_table, &plain, add_long_rows, 3, &sink, NULL), RI_OK);
    for (const char *line = sink.text.at, *end; (end = strchr(line, '\n'));
         line = end + 1, lines++) {
        const size_t used = ri_utf8_width((struct ri_view){line, (size_t)(end - line)});
        if (!lines) width = used;
        CHECK_INT(used, width);
    }
    CHECK_INT(lines, 2 + 3600);
    ri_text_release(&sink.text);
}

static void add_measures(struct ri_table_builder *table)
{
    static const struct {
        const char *name;
        double      value;
    } rows[] = {{"rmse", 0.004217}, {"mae", 2.02831}, {"rows", 960}, {"squares", 14951.23}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        ri_put_string(table, rows[i].name);
        ri_put_number(table, rows[i].value);
    }
}

TEST(each_measure_has_digits_of_its_own)
{
    static const struct ri_table_column shape[] = {{"metric", RI_COLUMN_TEXT, 0, NULL, NULL},
                                                   {"value", RI_COLUMN_NUMBER, 0, NULL, NULL}};
    struct sink                         sink = {0};
    CHECK_STATUS(
        written_as(shape, RI_COUNT(shape), &ri_write_table, &plain, add_measures, 1, &sink, NULL),
        RI_OK);
    CHECK(strstr(sink.text.at, "rmse     0.004217\n"));
    CHECK(strstr(sink.text.at, "mae        2.0283\n"));
    CHECK(strstr(sink.text.at, "rows          960\n"));
    CHECK(strstr(sink.text.at, "squares  14,951.2\n"));
    ri_text_release(&sink.text);
}

TEST(digits_of_number_columns)
{
    static const struct ri_table_column one[] = {{"x", RI_COLUMN_NUMBER, 0, NULL, NULL}};
    static const struct {
        double      first, second;
        const char *shown;
    } rows[] = {
        {1, 12000, "     1|12,000"},
        {0.5, 3, "0.5|3.0"},
        {1.23456789, 10, " 1.235|10.000"},
        {123456.789, 1, "123,456.8|      1.0"},
        {0.00012345, 0.001, "0.0001234|    0.001"},
        {1e18, -1, "1e+18|   -1"},
        {-0.25, 100.125, " -0.25|100.12"},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_table_builder *table;
        struct ArrowSchema       schema;
        struct ArrowArray        batch;
        struct ri_write         *write;
        struct sink              sink = {0};
        CHECK_STATUS(ri_table_builder_new(one, 1, &table, NULL), RI_OK);
        ri_put_number(table, rows[i].first);
        ri_put_number(table, rows[i].second);
        CHECK_STATUS(ri_table_builder_schema(table, &schema, NULL), RI_OK);
        CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK);
        CHECK_STATUS(ri_write_open(&ri_write_table, &plain, &schema,
                                   (struct ri_sink){sink_write, &sink}, &write, NULL),
                     RI_OK);
        CHECK_STATUS(ri_write_batch(write, &batch, NULL), RI_OK);
        CHECK_STATUS(ri_write_end(write, NULL, 0, NULL), RI_OK);
        char *body = strchr(strchr(sink.text.at, '\n') + 1, '\n') + 1;
        *strchr(body, '\n') = '|';
        *strchr(body, '\n') = '\0';
        CHECK_TEXT(body, rows[i].shown);
        ri_write_free(write);
        batch.release(&batch);
        schema.release(&schema);
        ri_table_builder_free(table);
        ri_text_release(&sink.text);
    }
}

/* ---- Arrow -------------------------------------------------------------------------------------------- */

static int32_t int_at(const char *at)
{
    int32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

/* Field `number` of a flatbuffer table, or NULL when it has its default. */
static const char *flat_field(const char *table, int number)
{
    const char *vtable = table - int_at(table);
    uint16_t    size, offset = 0;
    memcpy(&size, vtable, sizeof size);
    if (4 + 2 * number < size) memcpy(&offset, vtable + 4 + 2 * number, sizeof offset);
    return offset ? table + offset : NULL;
}

/* Walks the messages of an Arrow IPC stream (Arrow columnar format, "Encapsulated message format"): rows of
 * each record batch; returns their count, or -1 when the stream does not end as it should. */
static int batches_of(const struct ri_text *stream, int64_t *rows, int most)
{
    enum { RECORD_BATCH = 3, HEADER_TYPE = 1, HEADER = 2, BODY_LENGTH = 3 };
    const char *at = stream->at, *end = stream->at + stream->length;
    int         count = 0;
    while (end - at >= 8 && int_at(at) == -1 && int_at(at + 4)) {
        const char *message = at + 8 + int_at(at + 8), *body = flat_field(message, BODY_LENGTH);
        int64_t     body_length = 0;
        if (body) memcpy(&body_length, body, sizeof body_length);
        if (*flat_field(message, HEADER_TYPE) == RECORD_BATCH && count < most) {
            const char *header = flat_field(message, HEADER);
            memcpy(&rows[count++], flat_field(header + int_at(header), 0), sizeof *rows);
        }
        at += 8 + int_at(at + 4) + body_length;
    }
    return end - at == 8 && int_at(at) == -1 && !int_at(at + 4) ? count : -1;
}

static void add_2048_rows(struct ri_table_builder *table)
{
    for (int i = 0; i < 2046; i += 3) add_rows(table);
    for (size_t c = 0; c < 2 * RI_COUNT(columns); c++) ri_put_null(table);
}

TEST(arrow_batches_are_merged)
{
    struct sink sink = {0};
    int64_t     rows[4] = {0};
    CHECK_STATUS(written(&ri_write_arrow, &plain, add_2048_rows, 40, &sink, NULL), RI_OK);
    CHECK_INT(batches_of(&sink.text, rows, 4), 2);
    CHECK_INT(rows[0], RI_WRITE_BATCH_ROWS);
    CHECK_INT(rows[1], 40 * 2048 - RI_WRITE_BATCH_ROWS);
    ri_text_clear(&sink.text);
    CHECK_STATUS(written(&ri_write_arrow, &plain, add_nothing, 1, &sink, NULL), RI_OK);
    CHECK_INT(batches_of(&sink.text, rows, 4), 0); /* a schema, and the end */
    ri_text_release(&sink.text);
}

static void decimal_rows(ri_column_type type, const char *want)
{
    const struct ri_table_column one = {"x", type, 3, NULL, NULL};
    struct ri_table_builder     *table;
    struct ArrowSchema           schema;
    struct ArrowArray            batch;
    struct ri_write             *write;
    struct sink                  sink = {0};
    CHECK_STATUS(ri_table_builder_new(&one, 1, &table, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_schema(table, &schema, NULL), RI_OK);
    CHECK_STATUS(ri_write_open(&ri_write_table, &plain, &schema,
                               (struct ri_sink){sink_write, &sink}, &write, NULL),
                 RI_OK);
    for (int64_t i = 0; i < RI_WRITE_MEASURED + 2; i++)
        ri_put_decimal(table, i == 1 ? 2500 : i == RI_WRITE_MEASURED ? 1125 : 60000, 3);
    CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK);
    CHECK_STATUS(ri_write_batch(write, &batch, NULL), RI_OK);
    CHECK_STATUS(ri_write_end(write, NULL, 0, NULL), RI_OK);
    CHECK_TEXT(sink.text.at + sink.text.length - strlen(want), want);
    ri_write_free(write);
    batch.release(&batch);
    schema.release(&schema);
    ri_table_builder_free(table);
    ri_text_release(&sink.text);
}

TEST(zeros_that_no_row_needs_are_dropped)
{
    decimal_rows(RI_COLUMN_DECIMAL, "60.0\n60.0\n1.125\n60.0\n"); /* a later row may need more */
    decimal_rows(RI_COLUMN_MONEY, "60.000\n60.000\n 1.125\n60.000\n");
}
