/* Records that are not one fact each: carried down, shared out, joined, unrolled, totals. */
#include "testing.h"

#include "base/random.h"

#define ORDERS "order,date,sku,qty,price,discount,tax,total,subtotal,shipping,refund\n"
static const char *const order_sets[] = {"transaction=order",       "group=order",
                                         "carry=sold_at",           "spread=discount tax",
                                         "taxes=by_total",          "order_total=total",
                                         "order_subtotal=subtotal", "order_shipping=shipping",
                                         "order_refund=refund",     NULL};

static int64_t sum_of(const struct ri_ingest_batch *batch, size_t field)
{
    int64_t sum = 0;
    for (size_t r = 0; r < batch->columns.rows; r++)
        sum += batch->columns.cells[field].valid[r] ? batch->columns.cells[field].number[r] : 0;
    return sum;
}

TEST(amounts_of_an_order_are_shared_out_over_its_lines)
{
    struct import all;
    import_text(&all, RI_SALES,
                ORDERS "1,2026-01-02,A,2,16.00,5.00,3.29,56.29,47.00,6.00,\n1,,B,1,20.00,,,,,,\n"
                       "2,2026-01-03,A,1,24.00,0,4.00,24.00,24.00,0,\n",
                order_sets);
    CHECK_INT(all.status, RI_OK);
    if (all.status != RI_OK) return;
    CHECK_INT(cell(&all, RI_SALE_DISCOUNT, 0), 308); /* 5.00 x 32/52 */
    CHECK_INT(cell(&all, RI_SALE_DISCOUNT, 1), 192);
    CHECK_INT(cell(&all, RI_SALE_TAX, 0), 202); /* 3.29 x 28.92/47.00 = 2.0244 */
    CHECK_INT(cell(&all, RI_SALE_TAX, 1), 127);
    CHECK_INT(cell(&all, RI_SALE_NET, 0), 2892); /* tax on top: 47 + 6 + 3.29 = 56.29 */
    CHECK_INT(cell(&all, RI_SALE_NET, 2), 2000); /* inside: 24 + 0 = 24 */
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 1), cell(&all, RI_SALE_SOLD_AT, 0));
    CHECK_SAYS(note_about(&all, "taxes")->evidence,
               "on top of the lines in 1 orders, inside them in 1");
    CHECK(!note_about(&all, "subtotals"));
    import_close(&all);
}

TEST(what_was_paid_back_makes_returned_lines)
{
    struct import all;
    import_text(
        &all, RI_SALES,
        ORDERS
        "1,2026-01-02,A,2,10.00,,2.40,54.00,50.00,4.00,10.00\n1,,B,1,30.00,,,,,,\n"
        "2,2026-01-03,A,3,5.00,1.50,,13.50,13.50,,13.50\n3,2026-01-03,A,1,7.00,,,7.00,8.00,,\n",
        order_sets);
    CHECK_INT(all.status, RI_OK);
    if (all.status != RI_OK) return;
    CHECK_INT(all.summary->offered, 7); /* 4 lines, 2 + 1 of them back */
    CHECK_INT(all.returns, 3);
    CHECK_INT(all.gross, 5000 + 1500 + 700 - 1000 - 1500);
    CHECK_TEXT(text_cell(&all, RI_SALE_KIND, 2), "return");
    CHECK_INT(cell(&all, RI_SALE_GROSS, 2), -400); /* 10.00 x 20/50 */
    CHECK_INT(cell(&all, RI_SALE_TAX, 2), -19);    /* 0.96 inside 20.00: 0.96 x 4/20 */
    CHECK_INT(cell(&all, RI_SALE_NET, 2), -381);
    CHECK_INT(cell(&all, RI_SALE_QUANTITY, 2), 0);
    CHECK_INT(cell(&all, RI_SALE_GROSS, 3), -600);
    CHECK_SAYS(note_about(&all, "refunds")->evidence, "2 orders were paid back, 1 of them in part");
    CHECK_SAYS(note_about(&all, "subtotals")->evidence,
               "differ from their subtotal: 1, the first 3");
    import_close(&all);
}

/* Whatever the order: the parts add up, also where an order lies across two batches. */
TEST(parts_add_up_to_the_order)
{
    struct ri_random random;
    struct ri_text   text = {0};
    int64_t          discount = 0, tax = 0, back = 0;
    ri_random_init(&random, 7, 0);
    ri_text_puts(&text, ORDERS);
    for (int order = 0; order < 900; order++) {
        const int     lines = 1 + (int)ri_random_below(&random, 9);
        const int64_t d = (int64_t)ri_random_below(&random, 90),
                      t = (int64_t)ri_random_below(&random, 70),
                      r = order % 5 ? 0 : 1 + (int64_t)ri_random_below(&random, 100);
        for (int line = 0; line < lines; line++) {
            ri_text_printf(&text, "%d,%s,SKU%d,%d,%d.%02d,", order, line ? "" : "2026-01-02", line,
                           1 + (int)ri_random_below(&random, 4),
                           1 + (int)ri_random_below(&random, 50),
                           (int)ri_random_below(&random, 100));
            if (line)
                ri_text_puts(&text, ",,,,,\n");
            else
                ri_text_printf(&text, "0.%02d,0.%02d,9999.00,,,%d.%02d\n", (int)d, (int)t,
                               (int)(r / 100), (int)(r % 100));
        }
        discount += d;
        tax += t;
        back += r;
    }
    struct ri_ingest              *ingest = NULL;
    const struct ri_ingest_batch  *batch;
    const struct ri_ingest_options options = {.sets = order_sets};
    struct ri_error                err = {0};
    const int                      fd = fd_of(text.at, text.length);
    CHECK_INT(ri_ingest_open(fd, "t.csv", RI_SALES, &options, NULL, &ingest, &err), RI_OK);
    int64_t seen_discount = 0, seen_tax = 0, seen_back = 0, batches = 0;
    while (ingest && ri_ingest_next(ingest, &batch, &err) == RI_OK && batch) {
        batches++;
        seen_discount += sum_of(batch, RI_SALE_DISCOUNT);
        for (size_t r = 0; r < batch->columns.rows; r++) {
            const bool returned = ri_view_is(batch->columns.cells[RI_SALE_KIND].text[r], "return");
            if (returned)
                seen_back -= batch->columns.cells[RI_SALE_GROSS].number[r];
            else
                seen_tax += batch->columns.cells[RI_SALE_TAX].number[r];
        }
        CHECK_INT(batch->reject_count, 0);
    }
    CHECK(batches > 2);
    CHECK_INT(seen_discount, discount);
    CHECK_INT(seen_tax, tax);
    CHECK_INT(seen_back, back); /* taxes are inside: gross is what was paid */
    ri_ingest_close(ingest);
    ri_text_release(&text);
    close(fd);
}

TEST(an_order_of_too_many_lines_is_refused_whole)
{
    struct ri_text text = {0};
    struct import  all;
    ri_text_puts(&text, ORDERS);
    for (int i = 0; i < 4500; i++) ri_text_printf(&text, "9,2026-01-02,A,1,1.00,,,,,,\n");
    ri_text_puts(&text, "10,2026-01-02,A,1,1.00,,,,,,\n");
    import_text(&all, RI_SALES, text.at, order_sets);
    CHECK_INT(all.status, RI_OK);
    CHECK_INT(all.summary->rejected, 4500);
    CHECK_INT(all.summary->accepted, 1);
    CHECK_TEXT(all.summary->rules[0].rule, "group");
    import_close(&all);
    ri_text_release(&text);
}

TEST(fields_are_joined_chosen_and_carried)
{
    static const char *const sets[] = {
        "sold_at=day + hour",   "product=sku | title", "group=no",
        "carry=sold_at store",  "transaction=no",      "unit_price=price",
        "kinds=ok:sale *:void", "kind=state",          NULL};
    struct import all;
    import_text(&all, RI_SALES,
                "no,day,hour,sku,title,price,store,state\n1,25/08/2026,14:05,,Milk,1.5,North,ok\n"
                "1,,,B,Bread,2,,Void?\n,,,C,,3,,ok\n2,26/08/2026,,D,,4,,ok\n",
                sets);
    CHECK_INT(all.status, RI_OK);
    CHECK_TEXT(all.err.message, "");
    if (all.status != RI_OK) return;
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 0), cell(&all, RI_SALE_SOLD_AT, 2));
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 0) % RI_US_PER_DAY, INT64_C(50700) * 1000000);
    CHECK_INT(cell(&all, RI_SALE_SOLD_AT, 3) % RI_US_PER_DAY, 0);
    CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 0), "Milk");
    CHECK_TEXT(text_cell(&all, RI_SALE_PRODUCT, 1), "B");
    CHECK_TEXT(text_cell(&all, RI_SALE_TRANSACTION, 2), "1");
    CHECK_TEXT(text_cell(&all, RI_SALE_STORE, 2), "North");
    CHECK_TEXT(text_cell(&all, RI_SALE_STORE, 3), "(missing)");
    CHECK_TEXT(text_cell(&all, RI_SALE_KIND, 1), "void");
    CHECK_TEXT(text_cell(&all, RI_SALE_KIND, 2), "sale");
    CHECK_TEXT(all.plan->fields[RI_SALE_SOLD_AT].column, "day + hour");
    import_close(&all);
}

/* Wide stock, and the mapping it gives, read back. */
TEST(a_column_a_store_makes_a_record_a_store)
{
    static const char *const sets[] = {"wide=Stock *", "product=sku", NULL};
    static const char text[] = "sku,Stock North,Stock South,note\nA,5,,x\nB,,-,y\nC,\"'7\",2.5,\n";
    struct import     all, again;
    struct ri_arena   mem;
    const char       *yaml;
    import_text(&all, RI_STOCK, text, sets);
    CHECK_INT(all.status, RI_OK);
    CHECK_TEXT(all.err.message, "");
    if (all.status != RI_OK) return;
    CHECK_INT(all.summary->offered, 4);
    CHECK_INT(all.summary->accepted, 3);
    CHECK_TEXT(text_cell(&all, 0, 2), "South");
    CHECK_INT(cell(&all, 3, 1), 7000);
    CHECK_INT(cell(&all, 3, 2), 2500);
    CHECK_TEXT(all.rejects, "2@40 required;");
    ri_arena_init(&mem, 1 << 20);
    CHECK_INT(ri_ingest_mapping(all.ingest, &mem, &yaml, NULL), RI_OK);
    CHECK_SAYS(yaml, "wide: \"Stock *\"");
    const struct ri_ingest_options options = {.mapping = yaml};
    import_options(&again, RI_STOCK, fd_of(text, strlen(text)), &options);
    CHECK_INT(again.status, RI_OK);
    CHECK_INT(again.summary->accepted, 3);
    import_close(&again);
    ri_arena_release(&mem);
    import_close(&all);
}

TEST(a_total_is_no_record)
{
    static const char *const keep[] = {"totals=keep", NULL};
    static const char        text[] = "product,on_hand,value\nTotal,3,1.50\nTotal "
                                      "yoghurt,4,\nTotal,,\nA,5,6\nGrand Total,,\"$1,234.50\"\n";
    struct import            all;
    import_text(&all, RI_STOCK, text, none);
    CHECK_INT(all.status, RI_OK);
    CHECK_TEXT(all.rejects, "1@22 total;3@52 required;5@66 total;");
    CHECK_SAYS(note_about(&all, "totals")->evidence, "others: 2, the first is record 1");
    import_close(&all);
    import_text(&all, RI_STOCK, text, keep);
    CHECK_INT(all.summary->accepted, 3);
    import_close(&all);
}

TEST(settings_of_the_shape_are_checked)
{
    static const struct {
        ri_record_kind kind;
        const char    *set[3];
        ri_status      status;
        const char    *says;
    } cases[] = {
        {RI_SALES,
         {"group=ordr", NULL},
         RI_EUSAGE,
         "there is no column 'ordr'; did you mean 'order'?"},
        {RI_SALES,
         {"group=order", "carry=sold", NULL},
         RI_EUSAGE,
         "carry=sold: 'sold' is no field of sales"},
        {RI_SALES,
         {"group=order", "spread=quantity", NULL},
         RI_EUSAGE,
         "only discount and tax can be shared out"},
        {RI_SALES,
         {"taxes=no", NULL},
         RI_EUSAGE,
         "taxes=no: must be one of included, excluded, by_total"},
        {RI_SALES, {"totals=no", NULL}, RI_EUSAGE, "must be one of reject, keep"},
        {RI_SALES, {"wide=qty *", NULL}, RI_EUSAGE, "only stock can have a column a store"},
        {RI_STOCK, {"wide=qty", NULL}, RI_EUSAGE, "must be `Name of columns *`"},
        {RI_STOCK, {"wide=level *", NULL}, RI_EDATA, "there is no such column"},
        {RI_STOCK,
         {"wide=after:date", "product=ordr + sku", NULL},
         RI_EUSAGE,
         "there is no column 'ordr'"},
        {RI_SALES, {"skip=x", NULL}, RI_EUSAGE, "must be a number of lines"},
        {RI_SALES, {"skip=9", NULL}, RI_EDATA, "nothing follows that many lines"},
    };
    for (size_t i = 0; i < RI_COUNT(cases); i++) {
        struct import all;
        import_text(&all, cases[i].kind, ORDERS "1,2026-01-02,A,2,16.00,,,,,,\n", cases[i].set);
        CHECK_STATUS(all.status, cases[i].status);
        CHECK_SAYS(all.err.message, cases[i].says);
        import_close(&all);
    }
}

TEST(a_category_may_be_a_path)
{
    static const char *const whole[] = {"department=", NULL};
    static const char        text[] =
        "sku,category\nA,Home > Kitchen > Mugs > Tall\nB,Bags > Totes\nC,Beans\nD,\n";
    static const char *const wanted[][3] = {{"Home", "Kitchen", "Mugs > Tall"},
                                            {"Bags", "Totes", "(missing)"},
                                            {"(missing)", "Beans", "(missing)"},
                                            {"(missing)", "(missing)", "(missing)"}};
    struct import            all;
    const size_t first = ri_record_field(ri_record_of(RI_PRODUCTS), RI_VIEW("department"));
    import_text(&all, RI_PRODUCTS, text, none);
    CHECK_INT(all.status, RI_OK);
    for (size_t r = 0; r < 4 && all.status == RI_OK; r++) {
        for (size_t f = 0; f < 3; f++) CHECK_TEXT(text_cell(&all, first + f, r), wanted[r][f]);
    }
    CHECK_SAYS(note_about(&all, "category paths")->evidence, "2 categories are paths");
    import_close(&all);
    import_text(&all, RI_PRODUCTS, text, whole);
    CHECK_TEXT(text_cell(&all, first + 1, 1), "Bags > Totes");
    import_close(&all);
}
