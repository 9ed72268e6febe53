/* purchasing pdf: orders as their suppliers get them. */
#include "app/operation.h"
#include "app/purchasing.h"
#include "app/workspace.h"
#include "report/order_form.h"
#include "retail/money.h"

static const struct ri_param params[] = {
    {"order", RI_PARAM_TEXT, RI_PARAM_LIST | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "numbers of orders, see 'purchasing list'"},
    {"supplier", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL,
     "orders to these suppliers that are drafts or on their way"},
};

/* What the document holds; it comes instead of rows. */
static const struct ri_column columns[] = {
    {"document", RI_COLUMN_TEXT, "a PDF, one form an order"},
};

static int64_t amount_of(const struct ri_purchase_line *line)
{
    int64_t minor;
    if (line->unit_cost_micro == INT64_MIN ||
        !ri_money_times(line->unit_cost_micro, line->quantity_milli, line->digits, &minor))
        return INT64_MIN;
    return minor;
}

static ri_status draw(struct ri_call *call, struct ri_pages *pages,
                      const struct ri_purchase_line *lines, size_t count, struct ri_error *err)
{
    const char *buyer =
        ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_COMPANY);
    struct ri_order_form_line *printed;
    RI_ARENA_NEW(printed, ri_call_mem(call), count, err);
    for (size_t i = 0; i < count; i++)
        printed[i] = (struct ri_order_form_line){
            .product = lines[i].product,
            .gtin = lines[i].gtin,
            .name = lines[i].name,
            .quantity_milli = lines[i].quantity_milli,
            .pack_milli = lines[i].pack_milli == INT64_MIN ? 0 : lines[i].pack_milli,
            .unit_cost_micro = lines[i].unit_cost_micro,
            .amount_minor = amount_of(&lines[i])};
    const struct ri_order_form form = {.order = lines->order,
                                       .state = lines->status,
                                       .buyer = *buyer ? buyer : NULL,
                                       .supplier = lines->supplier,
                                       .supplier_name = lines->supplier_name,
                                       .store = lines->store,
                                       .store_name = lines->store_name,
                                       .city = lines->city,
                                       .ordered_on = lines->ordered_on,
                                       .expected_on = lines->expected_on,
                                       .currency = lines->currency,
                                       .digits = lines->digits,
                                       .lines = printed,
                                       .count = count};
    ri_order_form_draw(pages, &form);
    return RI_OK;
}

static ri_status draw_all(struct ri_call *call, struct ri_pages *pages,
                          const struct ri_purchase_lines *lines, struct ri_error *err)
{
    for (size_t from = 0, to; from < lines->count; from = to) {
        for (to = from + 1;
             to < lines->count && strcmp(lines->at[to].order, lines->at[from].order) == 0; to++) {}
        if (from) ri_pages_next(pages);
        RI_TRY(draw(call, pages, lines->at + from, to - from, err));
    }
    return RI_OK;
}

static ri_status print(struct ri_call *call, const struct ri_purchase_lines *lines,
                       struct ri_error *err)
{
    struct ri_pages *pages;
    struct ri_text   bytes = {0};
    const bool       one = strcmp(lines->at[0].order, lines->at[lines->count - 1].order) == 0;
    char             name[160], file[170];
    snprintf(name, sizeof name, "%s%.100s", one ? "Purchase order " : "Purchase orders from ",
             lines->at[0].order);
    snprintf(file, sizeof file, "%.100s.pdf", lines->at[0].order);
    RI_TRY(ri_pages_new(name, ri_task_now_us(ri_call_task(call)), &pages, err));
    ri_status status = draw_all(call, pages, lines, err);
    if (status == RI_OK) status = ri_pages_finish(pages, &bytes, err);
    ri_pages_free(pages);
    if (status == RI_OK)
        status = ri_call_document(call, "application/pdf", file, bytes.at, bytes.length, err);
    ri_text_release(&bytes);
    return status;
}

static ri_status pdf_run(struct ri_call *call, struct ri_error *err)
{
    static const char *const alive[] = {"draft", "open", NULL};
    struct ri_purchase_lines lines = {.count = 0};
    const bool               by_number = ri_call_given(call, "order"),
               by_supplier = ri_call_given(call, "supplier");
    if (by_number == by_supplier)
        return ri_fail(err, RI_EUSAGE, "give numbers of orders, or --supplier");
    RI_TRY(ri_purchase_read(call, by_number ? ri_call_list(call, "order", NULL) : NULL,
                            by_supplier ? ri_call_list(call, "supplier", NULL) : NULL,
                            by_supplier ? alive : NULL, &lines, err));
    const char *const *orders = by_number ? ri_call_list(call, "order", NULL) : NULL;
    for (size_t i = 0; orders && orders[i]; i++) {
        bool known = false;
        for (size_t j = 0; j < lines.count; j++) known |= strcmp(lines.at[j].order, orders[i]) == 0;
        if (!known) return ri_fail(err, RI_ENOTFOUND, "there is no order '%.60s'", orders[i]);
    }
    if (!lines.count)
        return ri_fail(err, RI_ENOTFOUND, "no order to '%.60s' is a draft or on its way",
                       ri_call_text(call, "supplier"));
    return print(call, &lines, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "purchasing.pdf",
              .summary = "Orders as a PDF for their suppliers, one form an order",
              .details = "The name at the head is company.name of the settings. Fonts travel with "
                         "the document.",
              .flags = RI_VOLATILE | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight purchasing pdf PO-01-0001 -o PO-01-0001.pdf",
                          "retailinsight purchasing pdf --supplier SUP-01 -o atlantic.pdf")},
     .run = pdf_run},
};
const struct ri_operation_table ri_purchasing_pdf_operations = RI_OPERATION_TABLE(operations);
