/* Builder, schema and reader against each other: what goes in comes out. */
#include "base/test.h"
#include "builder.h"
#include "decimal.h"
#include "reader.h"

static const struct ri_table_column columns[] = {
    {"store", RI_COLUMN_STORE, 0, NULL, "store code"},
    {"open", RI_COLUMN_BOOL, 0, NULL, NULL},
    {"units", RI_COLUMN_INTEGER, 0, "units", NULL},
    {"mean", RI_COLUMN_NUMBER, 0, NULL, NULL},
    {"net_sales", RI_COLUMN_MONEY, 2, "TRY", NULL},
    {"day", RI_COLUMN_DATE, 0, NULL, NULL},
    {"at", RI_COLUMN_TIME, 0, NULL, NULL},
};
enum { COLUMNS = 7 };

static void row(struct ri_table_builder *table, int64_t i)
{
    ri_put_string(table, i % 3 ? "Kanyon" : NULL);
    ri_put_bool(table, i % 2);
    ri_put_int(table, i * 2385 - 7);
    ri_put_number(table, i % 5 ? (double)i * 2.385 : (double)NAN);
    ri_put_decimal(table, -i * 1234567, 2);
    ri_put_day(table, i % 7 ? (ri_day)(19000 + i) : RI_DAY_NONE);
    ri_put_instant(table, -i * 1000001);
}

static void printed(const struct ri_table_view *view, size_t r, struct ri_text *out)
{
    ri_text_clear(out);
    for (size_t c = 0; c < view->column_count; c++) {
        if (c) ri_text_putc(out, '|');
        ri_cell_print(&view->columns[c], r, out);
    }
}

TEST(cells_come_back)
{
    struct ri_table_builder *table;
    struct ri_arena          mem;
    struct ri_table_view     view;
    struct ArrowSchema       schema;
    struct ArrowArray        batch;
    struct ri_text           out = {0};
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_table_builder_new(columns, COLUMNS, &table, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_schema(table, &schema, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    CHECK_INT(ri_table_view_find(&view, "net_sales"), 4);
    CHECK(ri_table_view_find(&view, "net") == SIZE_MAX);
    CHECK_INT(view.columns[4].type, RI_COLUMN_MONEY);
    CHECK(ri_view_is(view.columns[4].unit, "TRY"));
    CHECK(ri_view_is(view.columns[0].help, "store code"));
    CHECK_TEXT(schema.children[4]->format, "d:38,2");
    for (int again = 0; again < 2; again++) { /* a builder is used again */
        for (int64_t i = 0; i < 500; i++) row(table, i);
        CHECK_INT(ri_table_builder_rows(table), 500);
        CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK);
        CHECK_INT(ri_table_builder_rows(table), 0);
        CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
        CHECK_INT(view.rows, 500);
        printed(&view, 0, &out);
        CHECK_TEXT(out.at, "|false|-7||0.00||1970-01-01T00:00:00Z");
        printed(&view, 1, &out);
        CHECK_TEXT(out.at,
                   "Kanyon|true|2378|2.385|-12345.67|2022-01-09|1969-12-31T23:59:58.999999Z");
        printed(&view, 499, &out);
        CHECK_TEXT(out.at, "Kanyon|true|1190108|1190.1149999999998|-6160489.33|2023-05-22|1969-12-"
                           "31T23:51:40.999501Z");
        CHECK_INT(batch.children[0]->null_count, 167);
        batch.release(&batch);
    }
    CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK); /* no rows */
    CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
    CHECK_INT(view.rows, 0);
    batch.release(&batch);
    schema.release(&schema);
    ri_table_builder_free(table);
    ri_text_release(&out);
    ri_arena_release(&mem);
}

TEST(a_slice_reads_its_own_rows)
{
    struct ri_table_builder *table;
    struct ri_arena          mem;
    struct ri_table_view     view;
    struct ArrowSchema       schema;
    struct ArrowArray        batch;
    struct ri_text           out = {0};
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_table_builder_new(columns, COLUMNS, &table, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_schema(table, &schema, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    for (int64_t i = 0; i < 30; i++) row(table, i);
    CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK);
    batch.offset = 9, batch.length = 11; /* the struct is sliced, and one column once more */
    for (int64_t c = 0; c < COLUMNS; c++)
        batch.children[c]->offset = 1, batch.children[c]->length = 29;
    CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
    CHECK_INT(view.rows, 11);
    printed(&view, 0, &out);
    CHECK_TEXT(out.at, "Kanyon|false|23843||-123456.70|2022-01-18|1969-12-31T23:59:49.999990Z");
    batch.length = 21;
    CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_EDATA); /* beyond its columns */
    batch.offset = 0, batch.length = 30;
    for (int64_t c = 0; c < COLUMNS; c++)
        batch.children[c]->offset = 0, batch.children[c]->length = 30;
    batch.release(&batch);
    schema.release(&schema);
    ri_table_builder_free(table);
    ri_text_release(&out);
    ri_arena_release(&mem);
}

TEST(mistakes_stick_until_finish)
{
    static const struct ri_table_column two[] = {{"name", RI_COLUMN_TEXT, 0, NULL, NULL},
                                                 {"price", RI_COLUMN_DECIMAL, 2, NULL, NULL}};
    struct ri_table_builder            *table;
    struct ArrowArray                   batch = {0};
    struct ri_error                     err;
    CHECK_STATUS(ri_table_builder_new(two, 2, &table, NULL), RI_OK);
    ri_put_int(table, 7);
    ri_put_string(table, "never seen");
    CHECK_STATUS(ri_table_builder_finish(table, &batch, &err), RI_EINTERNAL);
    CHECK_TEXT(err.message, "column name is text, not integer");
    ri_put_string(table, "half a row");
    CHECK_STATUS(ri_table_builder_finish(table, &batch, &err), RI_EINTERNAL);
    CHECK_TEXT(err.message, "row 0 has 1 of 2 cells");
    ri_put_string(table, "a");
    ri_put_decimal(table, 12345, 3); /* 12.345 has no two digits */
    CHECK_STATUS(ri_table_builder_finish(table, &batch, &err), RI_EDATA);
    ri_put_string(table, "b");
    ri_put_decimal(table, 12340, 3);
    CHECK_STATUS(ri_table_builder_finish(table, &batch, NULL), RI_OK); /* usable again */
    CHECK_INT(batch.length, 1);
    batch.release(&batch);
    ri_table_builder_free(table);
    const struct ri_table_column bad = {"x", RI_COLUMN_MONEY, 39, NULL, NULL};
    CHECK_STATUS(ri_table_builder_new(&bad, 1, &table, NULL), RI_EINTERNAL);
}

TEST(decimals_change_their_scale_exactly)
{
    ri_int128 got;
    CHECK(ri_decimal_rescale(1234, 2, 4, &got) && got == 123400);
    CHECK(ri_decimal_rescale(-123400, 4, 2, &got) && got == -1234);
    CHECK(!ri_decimal_rescale(1234, 2, 1, &got));
    CHECK(ri_decimal_rescale(ri_power_of_ten(37), 0, 0, &got));
    CHECK(!ri_decimal_rescale(ri_power_of_ten(37), 0, 1, &got)); /* 39 digits */
    CHECK(!ri_decimal_rescale(-ri_power_of_ten(37), 0, 30, &got));
    CHECK_NEAR(ri_decimal_double(6855136591, 2), 68551365.91, 0);
    CHECK_NEAR(ri_decimal_double(ri_power_of_ten(30) + 1, 30), 1, 0);
}

TEST(formats_of_an_engine)
{
    static const int16_t  small[] = {-2385, 7};
    static const uint64_t large[] = {UINT64_MAX, 1};
    static const float    single[] = {0.5F, -2.25F};
    static const int64_t  nano[] = {1500, -1};
    static const int64_t  seconds[] = {86400, -1};
    static const int64_t  ends[] = {0, 3, 5};
    static const struct {
        const char *format;
        const void *values, *bytes;
        const char *first, *second;
    } rows[] = {
        {"s", small, NULL, "-2385", "7"},
        {"L", large, NULL, "18446744073709551615", "1"},
        {"f", single, NULL, "0.5", "-2.25"},
        {"tsn:", nano, NULL, "1970-01-01T00:00:00.000001", "1969-12-31T23:59:59.999999"},
        {"tss:UTC", seconds, NULL, "1970-01-02T00:00:00Z", "1969-12-31T23:59:59Z"},
        {"U", ends, "abcde", "abc", "de"},
        {"n", NULL, NULL, "", ""},
    };
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const void        *buffers[] = {NULL, rows[i].values, rows[i].bytes};
        struct ArrowSchema field = {.format = rows[i].format, .name = "x"}, *fields[] = {&field};
        struct ArrowSchema schema = {.format = "+s", .n_children = 1, .children = fields};
        struct ArrowArray  array = {.length = 2, .n_buffers = 3, .buffers = buffers},
                          *arrays[] = {&array};
        struct ArrowArray    batch = {.length = 2, .n_children = 1, .children = arrays};
        struct ri_table_view view;
        struct ri_text       out = {0};
        CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
        CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
        ri_cell_print(&view.columns[0], 0, &out);
        CHECK_TEXT(out.at ? out.at : "", rows[i].first);
        ri_text_clear(&out);
        ri_cell_print(&view.columns[0], 1, &out);
        CHECK_TEXT(out.at ? out.at : "", rows[i].second);
        ri_text_release(&out);
    }
    ri_arena_release(&mem);
}

TEST(string_views_and_lists)
{
    unsigned char views[32] = {0};
    const int32_t far_view[4] = {13, 0, 0, 2}, near_length = 12;
    memcpy(views, &near_length, 4);
    memcpy(views + 4, "twelve chars", 12);
    memcpy(views + 16, far_view, 16);
    const void          *item_buffers[] = {NULL, views, "..thirteen chars", NULL};
    static const int32_t ends[] = {0, 2};
    const void          *list_buffers[] = {NULL, ends};
    struct ArrowSchema   item = {.format = "vu", .name = "item"}, *items[] = {&item};
    struct ArrowSchema field = {.format = "+l", .name = "tags", .n_children = 1, .children = items},
                       *fields[] = {&field};
    struct ArrowSchema schema = {.format = "+s", .n_children = 1, .children = fields};
    struct ArrowArray  texts = {.length = 2, .n_buffers = 4, .buffers = item_buffers},
                      *text_arrays[] = {&texts};
    struct ArrowArray  list = {.length = 1,
                               .n_buffers = 2,
                               .buffers = list_buffers,
                               .n_children = 1,
                               .children = text_arrays};
    struct ArrowArray *lists[] = {&list}, batch = {.length = 1, .n_children = 1, .children = lists};
    struct ri_table_view view;
    struct ri_text       out = {0};
    struct ri_arena      mem;
    ri_arena_init(&mem, SIZE_MAX);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
    ri_cell_print(&view.columns[0], 0, &out);
    CHECK_TEXT(out.at, "[twelve chars, thirteen char]");
    ri_text_release(&out);
    ri_arena_release(&mem);
}

TEST(formats_that_are_not_read_say_so)
{
    static const char *const bad[] = {"z",          "tin", "+m",   "d:39,2", "d:10,11",
                                      "d:38,2,256", "ttu", "w:16", ""};
    struct ri_arena          mem;
    ri_arena_init(&mem, SIZE_MAX);
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct ArrowSchema   field = {.format = bad[i], .name = "blob"}, *fields[] = {&field};
        struct ArrowSchema   schema = {.format = "+s", .n_children = 1, .children = fields};
        struct ri_table_view view;
        struct ri_error      err;
        CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, &err), RI_EDATA);
        CHECK(strstr(err.message, "blob"));
    }
    ri_arena_release(&mem);
}

TEST(a_description_is_a_copy_with_types)
{
    static const struct ri_table_column plain[] = {{"store", RI_COLUMN_TEXT, 0, NULL, "old"},
                                                   {"q0.05", RI_COLUMN_NUMBER, 0, NULL, NULL},
                                                   {"net", RI_COLUMN_INTEGER, 0, "minor", NULL}};
    static const struct ri_table_column said[] = {{"store", RI_COLUMN_STORE, 0, NULL, "code"},
                                                  {"q*", RI_COLUMN_NUMBER, 0, "units", "quantile"}};
    struct ArrowSchema                  from, made;
    struct ri_view                      text;
    CHECK_STATUS(ri_schema_new(plain, 3, &from, NULL), RI_OK);
    CHECK_STATUS(ri_schema_describe(&from, said, 2, &made, NULL), RI_OK);
    from.release(&from);
    CHECK_INT(ri_schema_type(made.children[0]), RI_COLUMN_STORE);
    CHECK(ri_schema_value(made.children[0], "ri:help", &text) && ri_view_is(text, "code"));
    CHECK(ri_schema_value(made.children[1], "ri:unit", &text) && ri_view_is(text, "units"));
    CHECK_INT(ri_schema_type(made.children[2]), RI_COLUMN_INTEGER);
    CHECK(!ri_schema_value(made.children[2], "ri:help", &text));
    CHECK_STATUS(ri_schema_set_money(&made, 2, 3, NULL), RI_OK);
    CHECK_TEXT(made.children[2]->format, "d:38,3");
    CHECK_TEXT(made.children[2]->name, "net");
    CHECK_INT(ri_schema_type(made.children[2]), RI_COLUMN_MONEY);
    CHECK(ri_schema_value(made.children[2], "ri:unit", &text) && ri_view_is(text, "minor"));
    made.release(&made);
    CHECK(ri_column_fits("q*", "q"));
    CHECK(ri_column_fits("arrives_*_n", "arrives_12_n"));
    CHECK(!ri_column_fits("ab*ba", "aba"));
    CHECK(!ri_column_fits("q*", "mean"));
}

/* What is said of the table stands beside its columns and goes into copies; columns stay as they were. */
TEST(a_schema_says_something_of_its_table)
{
    static const struct ri_table_column plain[] = {{"store", RI_COLUMN_STORE, 0, NULL, "code"}};
    struct ArrowSchema                  schema, copy;
    struct ri_view                      key, value;
    CHECK_STATUS(ri_schema_new(plain, 1, &schema, NULL), RI_OK);
    CHECK(!ri_schema_pair(&schema, 0, &key, &value));
    CHECK_STATUS(ri_schema_say(&schema, "made", RI_VIEW("by {hand}"), NULL), RI_OK);
    CHECK_STATUS(ri_schema_describe(&schema, NULL, 0, &copy, NULL), RI_OK);
    schema.release(&schema);
    CHECK_TEXT(copy.format, "+s");
    CHECK_TEXT(copy.name, "");
    CHECK(ri_schema_pair(&copy, 0, &key, &value));
    CHECK(ri_view_is(key, "made") && ri_view_is(value, "by {hand}"));
    CHECK(!ri_schema_pair(&copy, 1, &key, &value));
    CHECK(ri_schema_value(&copy, "made", &value) && ri_view_is(value, "by {hand}"));
    CHECK(ri_schema_pair(copy.children[0], 1, &key, &value));
    CHECK(ri_view_is(key, "ri:help") && ri_view_is(value, "code"));
    CHECK_INT(ri_schema_type(copy.children[0]), RI_COLUMN_STORE);
    copy.release(&copy);
}

TEST(view_limit_sweep)
{
    struct ArrowSchema schema;
    CHECK_STATUS(ri_schema_new(columns, COLUMNS, &schema, NULL), RI_OK);
    for (size_t limit = 0;; limit += 512) {
        struct ri_arena      mem;
        struct ri_table_view view = {0};
        ri_arena_init(&mem, limit);
        const ri_status status = ri_table_view_init(&view, &schema, &mem, NULL);
        CHECK(status == RI_OK || (status == RI_ENOMEM && !view.columns));
        ri_arena_release(&mem);
        if (status == RI_OK || limit > 1 << 20) break;
    }
    schema.release(&schema);
}
