/* purchasing send, receive, cancel: what becomes of our orders to suppliers. */
#include "app/purchasing.h"

#include "app/import_text.h"
#include "app/operation.h"

static const unsigned buyers = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
                      takers =
                          RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF | RI_ROLE_ADMIN;

#define ORDER_PARAM                                           \
    {"order",                                                 \
     RI_PARAM_TEXT,                                           \
     RI_PARAM_LIST | RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, \
     NULL,                                                    \
     NULL,                                                    \
     NULL,                                                    \
     "numbers of orders, see 'purchasing list'"}
static const struct ri_column result_columns[] = {
    {"order", RI_COLUMN_TEXT, "number of the order"},
    {"supplier", RI_COLUMN_TEXT, "code of the supplier"},
    {"store", RI_COLUMN_STORE, "store it is for"},
    {"lines", RI_COLUMN_INTEGER, "lines of the order"},
    {"changed", RI_COLUMN_INTEGER, "lines that changed; 0: it was so already"},
    {"open", RI_COLUMN_INTEGER, "lines sent and not here yet"},
    {"import_id", RI_COLUMN_INTEGER, "import that wrote it; 'imports undo' takes it back; not shown to who may see some stores only"},
};

/* ---- Around every change -------------------------------------------------------------------------------------------- */

struct change {
    struct ri_call          *call;
    struct ri_purchase_lines lines;
    ri_day                   on; /* day of the change */
};
typedef ri_status change_fn(struct change *change, struct ri_purchase_line *line,
                            struct ri_error *err);

static bool knows(const struct ri_purchase_lines *lines, const char *order)
{
    for (size_t i = 0; i < lines->count; i++) {
        if (strcmp(lines->at[i].order, order) == 0) return true;
    }
    return false;
}

/* The day that --on says, or today. */
static ri_day day_of(const struct ri_call *call, struct ri_task *task)
{
    return ri_call_day(call, "on", (ri_day)(ri_task_now_us(task) / RI_US_PER_DAY));
}

static ri_status read_orders(struct change *change, struct ri_error *err)
{
    const char *const *orders = ri_call_list(change->call, "order", NULL);
    RI_TRY(ri_purchase_read(change->call, orders, NULL, NULL, &change->lines, err));
    for (size_t i = 0; orders && orders[i]; i++) {
        if (!knows(&change->lines, orders[i]))
            return ri_fail(err, RI_ENOTFOUND, "there is no order '%.60s'", orders[i]);
    }
    return RI_OK;
}

static void put_order(const struct ri_call *call, struct ri_table_builder *table,
                      const struct ri_purchase_line *lines, size_t count, int64_t import_id)
{
    int64_t changed = 0, open = 0;
    for (size_t i = 0; i < count; i++) {
        changed += lines[i].changed;
        open += strcmp(lines[i].status, "open") == 0;
    }
    ri_put_string(table, lines->order);
    ri_put_string(table, lines->supplier);
    ri_put_string(table, lines->store);
    ri_put_int(table, (int64_t)count);
    ri_put_int(table, changed);
    ri_put_int(table, open);
    ri_put_import(table, call, changed ? import_id : 0);
}

/* A row an order: its lines follow each other. */
static ri_status answer(struct ri_call *call, const struct ri_purchase_lines *lines,
                        int64_t import_id, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t from = 0, to; from < lines->count; from = to) {
        for (to = from + 1;
             to < lines->count && strcmp(lines->at[to].order, lines->at[from].order) == 0; to++) {}
        put_order(call, table, lines->at + from, to - from, import_id);
    }
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status change_run(struct ri_call *call, change_fn *each, ri_day on, struct ri_error *err)
{
    struct change change = {.call = call, .on = on};
    int64_t       import_id = 0;
    RI_TRY(read_orders(&change, err));
    for (size_t i = 0; i < change.lines.count; i++) RI_TRY(each(&change, &change.lines.at[i], err));
    RI_TRY(ri_purchase_write(call, &change.lines, &import_id, err));
    return answer(call, &change.lines, import_id, err);
}

/* ---- send ------------------------------------------------------------------------------------------------------------ */

static const struct ri_param send_params[] = {
    ORDER_PARAM,
    {"on", RI_PARAM_DATE, 0, NULL, NULL, NULL, "day it was sent; today when not given"},
};

static ri_status send_line(struct change *change, struct ri_purchase_line *line,
                           RI_UNUSED struct ri_error *err)
{
    if (strcmp(line->status, "draft") != 0) return RI_OK;
    line->status = "open";
    line->ordered_on = change->on;
    if (line->expected_on == RI_DAY_NONE && line->lead_days != INT64_MIN)
        line->expected_on = change->on + (ri_day)line->lead_days;
    line->changed = true;
    return RI_OK;
}

static ri_status send_run(struct ri_call *call, struct ri_error *err)
{
    return change_run(call, send_line, day_of(call, ri_call_task(call)), err);
}

/* ---- receive ---------------------------------------------------------------------------------------------------------- */

static const struct ri_param receive_params[] = {
    ORDER_PARAM,
    {"line", RI_PARAM_PAIR, RI_PARAM_LIST, NULL, NULL, NULL,
     "what came, product=units; everything that is open when not given"},
    {"on", RI_PARAM_DATE, 0, NULL, NULL, NULL, "day it came; today when not given"},
    {"close", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "what is still missing will not come"},
};

/* Units of a line by --line product=units; INT64_MIN: it is not named. */
static ri_status units_of(struct ri_call *call, const char *product, int64_t *ret,
                          struct ri_error *err)
{
    const char *const *pairs = ri_call_list(call, "line", NULL);
    const size_t       length = strlen(product);
    *ret = INT64_MIN;
    for (size_t i = 0; pairs && pairs[i]; i++) {
        if (strncmp(pairs[i], product, length) != 0 || pairs[i][length] != '=') continue;
        if (!ri_parse_decimal(ri_view_of(pairs[i] + length + 1), 3, ret) || *ret < 0)
            return ri_fail(err, RI_EUSAGE, "--line wants product=units, 0 or more; got '%.80s'",
                           pairs[i]);
    }
    return RI_OK;
}

static ri_status receive_line(struct change *change, struct ri_purchase_line *line,
                              struct ri_error *err)
{
    const bool    some = ri_call_given(change->call, "line");
    const int64_t before = line->received_milli == INT64_MIN ? 0 : line->received_milli;
    int64_t       came = line->quantity_milli - before;
    if (strcmp(line->status, "draft") == 0)
        return ri_fail(err, RI_ECONFLICT, "%s was not sent yet: 'purchasing send %s'", line->order,
                       line->order);
    if (strcmp(line->status, "open") != 0) return RI_OK;
    if (some) RI_TRY(units_of(change->call, line->product, &came, err));
    const bool close = ri_call_flag(change->call, "close");
    if (some && came == INT64_MIN) came = 0;
    if (came == 0 && !close) return RI_OK;
    if (line->ordered_on != RI_DAY_NONE && change->on < line->ordered_on)
        return ri_fail(err, RI_EUSAGE, "%s was ordered after the day it came", line->order);
    line->received_milli = before + came;
    line->changed = true;
    if (line->received_milli < line->quantity_milli && !close) return RI_OK;
    line->status = line->received_milli ? "received" : "cancelled";
    if (line->received_milli) line->received_on = change->on;
    return RI_OK;
}

/* A product that no open line has is a mistake, not nothing. */
static ri_status check_products(struct ri_call *call, const struct ri_purchase_lines *lines,
                                struct ri_error *err)
{
    const char *const *pairs = ri_call_list(call, "line", NULL);
    for (size_t i = 0; pairs && pairs[i]; i++) {
        const size_t length = strcspn(pairs[i], "=");
        bool         known = false;
        for (size_t j = 0; j < lines->count; j++)
            known |= ri_view_is((struct ri_view){pairs[i], length}, lines->at[j].product);
        if (!known)
            return ri_fail(err, RI_ENOTFOUND, "no line of these orders is for '%.*s'", (int)length,
                           pairs[i]);
    }
    return RI_OK;
}

static ri_status receive_run(struct ri_call *call, struct ri_error *err)
{
    struct change change = {.call = call};
    size_t        orders = 0;
    (void)ri_call_list(call, "order", &orders);
    if (ri_call_given(call, "line") && orders > 1)
        return ri_fail(err, RI_EUSAGE, "--line goes with one order");
    RI_TRY(read_orders(&change, err));
    RI_TRY(check_products(call, &change.lines, err));
    return change_run(call, receive_line, day_of(call, ri_call_task(call)), err);
}

/* ---- cancel ----------------------------------------------------------------------------------------------------------- */

static const struct ri_param cancel_params[] = {ORDER_PARAM};

static ri_status cancel_line(RI_UNUSED struct change *change, struct ri_purchase_line *line,
                             struct ri_error *err)
{
    const bool open = strcmp(line->status, "open") == 0 || strcmp(line->status, "draft") == 0;
    if (open && line->received_milli != INT64_MIN && line->received_milli > 0)
        return ri_fail(err, RI_ECONFLICT,
                       "some of %s came: 'purchasing receive %s --line %s=0 --close' ends it",
                       line->order, line->order, line->product);
    if (!open) return RI_OK;
    line->status = "cancelled";
    line->changed = true;
    return RI_OK;
}

static ri_status cancel_run(struct ri_call *call, struct ri_error *err)
{
    return change_run(call, cancel_line, RI_DAY_NONE, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "purchasing.send",
              .summary = "Mark orders as sent: from now on they count as supply",
              .details =
                  "Sends nothing by itself: 'purchasing pdf' and 'purchasing lines -o x.csv' "
                  "make what the supplier gets. An order that was sent already stays as it "
                  "is.",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = buyers,
              RI_PARAMS(send_params),
              RI_COLUMNS(result_columns),
              RI_EXAMPLES("retailinsight purchasing send PO-01-0001 PO-01-0002")},
     .run = send_run},
    {.info = {.name = "purchasing.receive",
              .summary = "Goods came: all of an order, or some of it",
              .details =
                  "What came whole is closed and teaches the supplier's lead time; what came "
                  "in part stays open for the rest, unless --close says that the rest will "
                  "not come.",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = takers,
              RI_PARAMS(receive_params),
              RI_COLUMNS(result_columns),
              RI_EXAMPLES("retailinsight purchasing receive PO-01-0001",
                          "retailinsight purchasing receive PO-01-0001 --line P00078=40 --on "
                          "2026-11-28")},
     .run = receive_run},
    {.info = {.name = "purchasing.cancel",
              .summary = "Cancel drafts, and orders of which nothing came",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = buyers,
              RI_PARAMS(cancel_params),
              RI_COLUMNS(result_columns),
              RI_EXAMPLES("retailinsight purchasing cancel PO-01-0001")},
     .run = cancel_run},
};
const struct ri_operation_table ri_purchasing_operations = RI_OPERATION_TABLE(operations);
