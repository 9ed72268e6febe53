/* Minor units to exact amounts. */
#include "base/test.h"
#include "builder.h"
#include "money.h"

static void make(struct ArrowArray *ret_batch, struct ArrowSchema *ret_schema,
                 struct ri_table_view *view, struct ri_arena *mem)
{
    static const struct ri_table_column columns[] = {{"currency", RI_COLUMN_TEXT, 0, NULL, NULL},
                                                     {"net", RI_COLUMN_INTEGER, 0, NULL, NULL}};
    static const struct {
        const char *currency;
        int64_t     minor;
    } rows[] = {{"TRY", 6855136591}, {"JPY", 1200}, {"KWD", -1234567}, {"EUR", 0}};
    struct ri_table_builder *table;
    CHECK_STATUS(ri_table_builder_new(columns, 2, &table, NULL), RI_OK);
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        ri_put_string(table, rows[i].currency);
        if (rows[i].minor)
            ri_put_int(table, rows[i].minor);
        else
            ri_put_null(table);
    }
    CHECK_STATUS(ri_table_builder_schema(table, ret_schema, NULL), RI_OK);
    CHECK_STATUS(ri_table_builder_finish(table, ret_batch, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_init(view, ret_schema, mem, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_batch(view, ret_batch, NULL), RI_OK);
    ri_table_builder_free(table);
}

TEST(digits_of_each_rows_currency)
{
    static const uint8_t exponents[] = {2, 0, 3, 2};
    static const char   *want[] = {"68551365.910", "1200.000", "-1234.567", ""};
    struct ri_arena      mem;
    struct ArrowSchema   schema;
    struct ArrowArray    batch, column, whole;
    struct ri_table_view view;
    struct ri_text       out = {0};
    ri_arena_init(&mem, SIZE_MAX);
    make(&batch, &schema, &view, &mem);
    CHECK_STATUS(ri_money_column(&view.columns[1], view.rows, exponents, 3, &column, NULL), RI_OK);
    CHECK_STATUS(ri_batch_replace(&batch, 1, &column, &whole, NULL), RI_OK);
    CHECK(!batch.release && !column.release);
    CHECK_STATUS(ri_schema_set_money(&schema, 1, 3, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_batch(&view, &whole, NULL), RI_OK);
    for (size_t r = 0; r < 4; r++) {
        ri_text_clear(&out);
        ri_cell_print(&view.columns[1], r, &out);
        CHECK_TEXT(out.at, want[r]);
    }
    CHECK(ri_view_is(ri_cell_text(&view.columns[0], 2),
                     "KWD")); /* the other column has moved along */
    whole.release(&whole);
    schema.release(&schema);
    ri_text_release(&out);
    ri_arena_release(&mem);
}

TEST(what_money_cannot_be)
{
    static const uint8_t too_fine[] = {2, 0, 3, 2};
    struct ri_arena      mem;
    struct ArrowSchema   schema;
    struct ArrowArray    batch, column = {0};
    struct ri_table_view view;
    struct ri_error      err;
    ri_arena_init(&mem, SIZE_MAX);
    make(&batch, &schema, &view, &mem);
    CHECK_STATUS(ri_money_column(&view.columns[1], 4, too_fine, 2, &column, &err), RI_EDATA);
    CHECK_TEXT(err.message,
               "column net, row 2: an amount with 3 digits after the point does not fit 2");
    CHECK_STATUS(ri_money_column(&view.columns[0], 4, NULL, 2, &column, &err), RI_EDATA);
    CHECK(!column.release);
    CHECK_STATUS(ri_money_column(&view.columns[1], 4, NULL, 2, &column, NULL), RI_OK);
    column.length = 3;
    CHECK_STATUS(ri_batch_replace(&batch, 1, &column, &batch, NULL), RI_EINTERNAL);
    CHECK(batch.release && column.release); /* both stay the caller's */
    column.release(&column);
    batch.release(&batch);
    schema.release(&schema);
    ri_arena_release(&mem);
}

TEST(a_slice_stays_a_slice)
{
    struct ri_arena      mem;
    struct ArrowSchema   schema;
    struct ArrowArray    batch, column, whole;
    struct ri_table_view view;
    ri_arena_init(&mem, SIZE_MAX);
    make(&batch, &schema, &view, &mem);
    batch.offset = 1, batch.length = 2;
    CHECK_STATUS(ri_table_view_batch(&view, &batch, NULL), RI_OK);
    CHECK_STATUS(ri_money_column(&view.columns[1], view.rows, NULL, 3, &column, NULL), RI_OK);
    CHECK_STATUS(ri_batch_replace(&batch, 1, &column, &whole, NULL), RI_OK);
    CHECK_STATUS(ri_schema_set_money(&schema, 1, 3, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_init(&view, &schema, &mem, NULL), RI_OK);
    CHECK_STATUS(ri_table_view_batch(&view, &whole, NULL), RI_OK);
    CHECK_INT(view.rows, 2);
    CHECK(ri_view_is(ri_cell_text(&view.columns[0], 1), "KWD"));
    CHECK(ri_cell_decimal(&view.columns[1], 1) == -1234567);
    whole.release(&whole);
    schema.release(&schema);
    ri_arena_release(&mem);
}
