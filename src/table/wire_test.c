/* What goes over the wire comes out the same: every column type, every cut, offsets, views, large batches; and lies do not. */
#include "base/test.h"
#include "builder.h"
#include "wire.h"

enum { TYPES = 8, MOST = 64 << 20 };

static const struct ri_table_column columns[TYPES] = {
    {.name = "store", .type = RI_COLUMN_STORE, .help = "store code"},
    {.name = "open", .type = RI_COLUMN_BOOL},
    {.name = "lines", .type = RI_COLUMN_INTEGER, .unit = "lines"},
    {.name = "rate", .type = RI_COLUMN_NUMBER},
    {.name = "net", .type = RI_COLUMN_MONEY, .scale = 2, .unit = "EUR"},
    {.name = "share", .type = RI_COLUMN_SHARE},
    {.name = "day", .type = RI_COLUMN_DATE},
    {.name = "at", .type = RI_COLUMN_TIME},
};

static ri_status sink_write(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    ri_text_add(context, bytes, length);
    return ri_text_check(context, err);
}

static struct ri_sink sink_of(struct ri_text *text)
{
    return (struct ri_sink){sink_write, text};
}

/* Rows with every kind of cell; each seventh of a column is missing. */
static void make(size_t rows, struct ArrowSchema *ret_schema, struct ArrowArray *ret_batch)
{
    struct ri_table_builder *table = NULL;
    char                     text[32];
    CHECK_STATUS(ri_table_builder_new(columns, TYPES, &table, NULL), RI_OK);
    for (size_t i = 0; i < rows; i++) {
        const int64_t n = (int64_t)i;
        snprintf(text, sizeof text, "Kadıköy %zu", i % 13);
        ri_put_string(table, i % 7 == 0 ? NULL : i % 11 == 0 ? "" : text);
        i % 7 == 1 ? ri_put_null(table) : ri_put_bool(table, i % 3 == 0);
        i % 7 == 2 ? ri_put_null(table) : ri_put_int(table, n * 1000003 - 7);
        i % 7 == 3 ? ri_put_null(table) : ri_put_number(table, (double)n / 7.0);
        i % 7 == 4 ? ri_put_null(table) : ri_put_decimal(table, n * 123457 - 50, 2);
        i % 7 == 5 ? ri_put_null(table) : ri_put_number(table, 1.0 / (double)(n + 1));
        i % 7 == 6 ? ri_put_null(table) : ri_put_day(table, (ri_day)(19000 + n % 900));
        ri_put_instant(table, n * 1000001);
    }
    CHECK_STATUS(ri_table_builder_schema(table, ret_schema, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_finish(table, ret_batch, NULL), RI_OK);
    ri_table_builder_free(table);
}

/* Everything a face shows of the batches, one after the other. */
static void show(const struct ArrowSchema *schema, const struct ArrowArray *batches, size_t count,
                 struct ri_text *ret)
{
    struct ri_write *write = NULL;
    CHECK_STATUS(ri_write_open(&ri_write_json, &(struct ri_write_options){0}, schema, sink_of(ret),
                               &write, NULL),
                 RI_OK);
    for (size_t i = 0; i < count; i++)
        CHECK_STATUS(ri_write_batch(write, &batches[i], NULL), RI_OK);
    CHECK_STATUS(ri_write_end(write, NULL, 0, NULL), RI_OK);
    ri_write_free(write);
}

static void send_all(const struct ArrowSchema *schema, const struct ArrowArray *batches,
                     size_t count, struct ri_text *ret)
{
    struct ri_wire_writer *writer = NULL;
    CHECK_STATUS(ri_wire_writer_new(schema, sink_of(ret), &writer, NULL), RI_OK);
    for (size_t i = 0; i < count; i++)
        CHECK_STATUS(ri_wire_write(writer, &batches[i], NULL), RI_OK);
    ri_wire_writer_free(writer);
}

struct arrived {
    struct ArrowSchema schema;
    struct ArrowArray  batches[8];
    size_t             count;
};

static ri_status receive(const struct ri_text *wire, size_t cut, struct arrived *ret,
                         struct ri_error *err)
{
    struct ri_wire_reader *reader = NULL;
    ri_status              status = ri_wire_reader_new(MOST, &reader, err);
    *ret = (struct arrived){0};
    for (size_t at = 0; status == RI_OK && at < wire->length; at += cut) {
        const size_t length = wire->length - at < cut ? wire->length - at : cut;
        status = ri_wire_feed(reader, wire->at + at, length, err);
        while (status == RI_OK) {
            struct ri_wire_item item;
            status = ri_wire_next(reader, &item, err);
            if (status != RI_OK || (!item.schema.release && !item.batch.release)) break;
            if (item.schema.release) ret->schema = item.schema;
            if (item.batch.release) ret->batches[ret->count++] = item.batch;
        }
    }
    ri_wire_reader_free(reader);
    return status;
}

static void drop(struct arrived *arrived)
{
    if (arrived->schema.release) arrived->schema.release(&arrived->schema);
    for (size_t i = 0; i < arrived->count; i++) arrived->batches[i].release(&arrived->batches[i]);
}

/* Sends, receives in pieces of `cut`, and compares what a face would show. */
static void round_trip(const struct ArrowSchema *schema, const struct ArrowArray *batches,
                       size_t count, size_t cut, size_t want_batches)
{
    struct ri_text  before = {0}, wire = {0}, after = {0};
    struct arrived  arrived;
    struct ri_error err = {0};
    show(schema, batches, count, &before);
    send_all(schema, batches, count, &wire);
    CHECK_STATUS(receive(&wire, cut, &arrived, &err), RI_OK);
    if (err.code) ri_test_fail(__FILE__, __LINE__, "%s", err.message);
    CHECK_INT(arrived.count, want_batches);
    show(&arrived.schema, arrived.batches, arrived.count, &after);
    CHECK_INT(after.length, before.length);
    CHECK(before.at && after.at && strcmp(before.at, after.at) == 0);
    drop(&arrived);
    ri_text_release(&before);
    ri_text_release(&wire);
    ri_text_release(&after);
}

TEST(every_type_arrives_as_it_was_whatever_the_cuts)
{
    static const size_t cuts[] = {1, 7, 8, 4096, 1 << 30};
    struct ArrowSchema  schema;
    struct ArrowArray   batches[3];
    make(57, &schema, &batches[0]);
    for (size_t i = 1; i < 3; i++) {
        struct ArrowSchema again;
        make(i == 1 ? 0 : 200, &again, &batches[i]);
        again.release(&again);
    }
    for (size_t i = 0; i < RI_COUNT(cuts); i++) round_trip(&schema, batches, 3, cuts[i], 3);
    for (size_t i = 0; i < 3; i++) batches[i].release(&batches[i]);
    schema.release(&schema);
}

TEST(a_batch_with_an_offset_arrives_without_it)
{
    struct ArrowSchema schema;
    struct ArrowArray  batch;
    make(100, &schema, &batch);
    batch.offset = 33;
    batch.length = 21;
    round_trip(&schema, &batch, 1, 512, 1);
    batch.offset = 0;
    batch.length = 100;
    for (int64_t i = 0; i < batch.n_children; i++) {
        batch.children[i]->offset = 9;
        batch.children[i]->length = 91;
    }
    batch.length = 91;
    round_trip(&schema, &batch, 1, 512, 1);
    batch.release(&batch);
    schema.release(&schema);
}

TEST(a_large_batch_comes_in_several)
{
    struct ArrowSchema schema;
    struct ArrowArray  batch;
    make(2 * RI_WRITE_BATCH_ROWS + 17, &schema, &batch);
    round_trip(&schema, &batch, 1, 1 << 20, 3);
    batch.release(&batch);
    schema.release(&schema);
}

TEST(what_is_no_stream_is_refused_in_words)
{
    struct ArrowSchema schema;
    struct ArrowArray  batch;
    struct ri_text     wire = {0};
    struct arrived     arrived;
    struct ri_error    err = {0};
    make(40, &schema, &batch);
    send_all(&schema, &batch, 1, &wire);
    struct ri_text garbage = {0};
    ri_text_puts(&garbage, "GET / HTTP/1.1\r\n");
    CHECK_STATUS(receive(&garbage, 100, &arrived, &err), RI_ETOOLARGE);
    CHECK_TEXT(err.message, "arrow: a schema of 542393671 bytes");
    ri_text_release(&garbage);
    uint32_t length;
    memcpy(&length, wire.at, sizeof length);
    const size_t   schema_end = 4 + length;
    struct ri_text second = {.at = wire.at + schema_end, .length = wire.length - schema_end};
    CHECK_STATUS(receive(&second, 100000, &arrived, &err), RI_ETOOLARGE); /* no schema first */
    struct ri_text twice = {0};
    ri_text_add(&twice, wire.at, schema_end);
    ri_text_add(&twice, wire.at, schema_end);
    CHECK_STATUS(receive(&twice, 100000, &arrived, &err), RI_EDATA);
    CHECK_TEXT(err.message, "arrow: no message where one should begin");
    drop(&arrived);
    ri_text_release(&twice);
    struct ri_wire_reader *reader = NULL;
    struct ri_wire_item    item;
    CHECK_STATUS(ri_wire_reader_new(64, &reader, NULL), RI_OK);
    CHECK_STATUS(ri_wire_feed(reader, wire.at, 16, NULL), RI_OK);
    CHECK_STATUS(ri_wire_next(reader, &item, &err), RI_ETOOLARGE);
    ri_wire_reader_free(reader);
    ri_text_release(&wire);
    batch.release(&batch);
    schema.release(&schema);
}

/* Flips every byte in turn: refused or decoded, and then every cell can be read; nothing else (the sanitizers watch). */
TEST(no_flipped_byte_leads_astray)
{
    struct ArrowSchema schema;
    struct ArrowArray  batch;
    struct ri_text     wire = {0};
    size_t             refused = 0;
    make(9, &schema, &batch);
    send_all(&schema, &batch, 1, &wire);
    for (size_t i = 0; i < wire.length; i += 7) { /* 7 meets every place within a word */
        struct arrived arrived;
        wire.at[i] = (char)(wire.at[i] ^ 0x41);
        const ri_status status = receive(&wire, 100000, &arrived, NULL);
        if (status != RI_OK) refused++;
        struct ri_text   after = {0};
        struct ri_write *write = NULL;
        if (arrived.schema.release &&
            ri_write_open(&ri_write_json, &(struct ri_write_options){0}, &arrived.schema,
                          sink_of(&after), &write, NULL) == RI_OK) {
            for (size_t b = 0; b < arrived.count; b++)
                (void)!ri_write_batch(write, &arrived.batches[b], NULL);
            ri_write_free(write);
        }
        ri_text_release(&after);
        drop(&arrived);
        wire.at[i] = (char)(wire.at[i] ^ 0x41);
    }
    CHECK(refused > 20);
    ri_text_release(&wire);
    batch.release(&batch);
    schema.release(&schema);
}

static ri_status full(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    (void)context, (void)bytes;
    return ri_fail(err, RI_ENOSPACE, "no room for %zu bytes", length);
}

TEST(a_sink_that_fails_is_heard)
{
    struct ArrowSchema     schema;
    struct ArrowArray      batch;
    struct ri_wire_writer *writer = NULL;
    struct ri_error        err = {0};
    make(3, &schema, &batch);
    CHECK_STATUS(ri_wire_writer_new(&schema, (struct ri_sink){full, NULL}, &writer, &err),
                 RI_ENOSPACE);
    CHECK(strstr(err.message, "no room for") != NULL);
    batch.release(&batch);
    schema.release(&schema);
}
