/* Rows of a query under the columns its operation declares: types, money in major units, customers by number.
 *
 * Results of such operations are aggregates and small; their batches are held until the largest currency
 * exponent is known, because one Arrow column has one scale. */
#include "app/customer_name.h"
#include "app/query_internal.h"
#include "retail/money.h"
#include "table/reader.h"

enum { ROWS_A_BATCH = 2048 };

struct held { /* one batch of the engine */
    struct ArrowArray array;
    struct held      *next;
};
struct declared {
    struct ri_call                 *call;
    const struct ri_operation_info *info;
    struct ri_table_view            view;
    const struct ri_column        **columns; /* by position in the stream */
    size_t                         *shown;   /* positions that come out, in order */
    size_t                          shown_count;
    size_t                          currency; /* position, SIZE_MAX: none */
    size_t                          complete; /* position of the flag, SIZE_MAX: none */
    int                             scale;    /* of money columns */
    struct ri_customer_names        names;
    bool                            incomplete;
};

/* `when compare`: only where that parameter says something, or is set. */
static bool is_shown(const struct declared *declared, const struct ri_column *column)
{
    const struct ri_query *query = ri_call_operation(declared->call)->data;
    const char            *parameter = query->when[column - declared->info->columns];
    if (!parameter) return true;
    for (size_t i = 0; i < declared->info->param_count; i++) {
        const struct ri_param *param = &declared->info->params[i];
        if (param->type == RI_PARAM_FLAG && strcmp(param->name, parameter) == 0)
            return ri_call_flag(declared->call, parameter);
    }
    const char *text = ri_call_text(declared->call, parameter);
    return text && strcmp(text, "none") != 0;
}

static ri_status match_columns(struct declared *declared, struct ri_error *err)
{
    RI_ARENA_NEW(declared->columns, ri_call_mem(declared->call), declared->view.column_count, err);
    RI_ARENA_NEW(declared->shown, ri_call_mem(declared->call), declared->view.column_count, err);
    for (size_t i = 0; i < declared->view.column_count; i++) {
        const char *name = declared->view.columns[i].name;
        for (size_t j = 0; j < declared->info->column_count && !declared->columns[i]; j++) {
            if (ri_column_fits(declared->info->columns[j].name, name))
                declared->columns[i] = &declared->info->columns[j];
        }
        if (!declared->columns[i])
            return ri_fail(err, RI_EINTERNAL, "%s does not declare its column '%s'",
                           declared->info->name, name);
        if (is_shown(declared, declared->columns[i])) declared->shown[declared->shown_count++] = i;
    }
    declared->currency = ri_table_view_find(&declared->view, "currency");
    declared->complete = ri_table_view_find(&declared->view, "complete");
    return RI_OK;
}

static int exponent_at(const struct declared *declared, size_t row)
{
    if (declared->currency == SIZE_MAX ||
        !ri_cell_valid(&declared->view.columns[declared->currency], row))
        return 2;
    const struct ri_currency *currency =
        ri_currency_find(ri_cell_text(&declared->view.columns[declared->currency], row));
    return currency ? currency->digits : 2;
}

static void emit_cell(struct declared *declared, struct ri_table_builder *table, size_t column,
                      size_t row)
{
    const struct ri_column_view *cell = &declared->view.columns[column];
    if (!ri_cell_valid(cell, row)) {
        ri_put_null(table);
        return;
    }
    switch (declared->columns[column]->type) {
    case RI_COLUMN_MONEY:
        ri_put_decimal(table, ri_cell_decimal(cell, row), exponent_at(declared, row));
        break;
    case RI_COLUMN_DECIMAL:
        ri_put_decimal(table, ri_cell_decimal(cell, row), cell->scale);
        break;
    case RI_COLUMN_INTEGER:
        ri_put_int(table, (int64_t)ri_cell_decimal(cell, row));
        break;
    case RI_COLUMN_NUMBER:
    case RI_COLUMN_SHARE:
        ri_put_number(table, ri_cell_number(cell, row));
        break;
    case RI_COLUMN_BOOL:
        ri_put_bool(table, ri_cell_bool(cell, row));
        break;
    case RI_COLUMN_DATE:
        ri_put_day(table, (ri_day)ri_cell_int(cell, row));
        break;
    case RI_COLUMN_TIME:
        ri_put_instant(table, ri_cell_int(cell, row));
        break;
    case RI_COLUMN_CUSTOMER:
        ri_put_customer(&declared->names, table, ri_cell_text(cell, row));
        break;
    default:
        ri_put_text(table, ri_cell_text(cell, row));
        break;
    }
}

static ri_status emit_batch(struct declared *declared, struct ri_table_builder *table,
                            const struct ArrowArray *batch, struct ri_error *err)
{
    RI_TRY(ri_table_view_batch(&declared->view, batch, err));
    for (size_t row = 0; row < declared->view.rows; row++) {
        if (declared->complete != SIZE_MAX &&
            !ri_cell_bool(&declared->view.columns[declared->complete], row))
            declared->incomplete = true;
        for (size_t i = 0; i < declared->shown_count; i++)
            emit_cell(declared, table, declared->shown[i], row);
        if (ri_table_builder_rows(table) == ROWS_A_BATCH)
            RI_TRY(ri_call_emit_builder(declared->call, table, err));
    }
    return RI_OK;
}

static ri_status look_at(struct declared *declared, const struct ArrowArray *batch,
                         struct ri_error *err)
{
    RI_TRY(ri_table_view_batch(&declared->view, batch, err));
    for (size_t row = 0; row < declared->view.rows; row++) {
        const int exponent = exponent_at(declared, row);
        if (exponent > declared->scale) declared->scale = exponent;
    }
    return RI_OK;
}

static ri_status collect(struct declared *declared, struct ArrowArrayStream *stream,
                         struct held **ret_first, struct ri_error *err)
{
    struct held **end = ret_first;
    for (;;) {
        struct held *held = calloc(1, sizeof *held);
        if (!held) return ri_fail(err, RI_ENOMEM, "no room for a result");
        const int number = stream->get_next(stream, &held->array);
        if (number || !held->array.release) {
            free(held);
            return number ? ri_stream_fail(stream, number, err) : RI_OK;
        }
        *end = held;
        end = &held->next;
        RI_TRY(look_at(declared, &held->array, err));
    }
}

static ri_status new_table(struct declared *declared, struct ri_table_builder **ret,
                           struct ri_error *err)
{
    struct ri_table_column *columns;
    RI_ARENA_NEW(columns, ri_call_mem(declared->call), declared->shown_count, err);
    for (size_t i = 0; i < declared->shown_count; i++) {
        const size_t            at = declared->shown[i];
        const struct ri_column *column = declared->columns[at];
        const bool              money = column->type == RI_COLUMN_MONEY;
        columns[i] = (struct ri_table_column){.name = declared->view.columns[at].name,
                                              .type = column->type,
                                              .scale = money ? declared->scale
                                                             : declared->view.columns[at].scale,
                                              .help = column->help};
    }
    RI_TRY(ri_call_columns(declared->call, columns, declared->shown_count, err));
    return ri_table_builder_new(columns, declared->shown_count, ret, err);
}

static ri_status emit_all(struct declared *declared, const struct held *first, ri_day last_day,
                          struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(new_table(declared, &table, err));
    ri_status status = RI_OK;
    for (const struct held *at = first; at && status == RI_OK; at = at->next)
        status = emit_batch(declared, table, &at->array, err);
    if (status == RI_OK) status = ri_call_emit_builder(declared->call, table, err);
    ri_table_builder_free(table);
    if (declared->incomplete && last_day != RI_DAY_NONE) {
        struct ri_text day = {0};
        ri_text_day(&day, last_day);
        ri_call_note(declared->call,
                     "a period marked incomplete is not whole: it reaches beyond the span, or the "
                     "data, which end on %s",
                     day.at ? day.at : "");
        ri_text_release(&day);
    }
    return status;
}

ri_status ri_call_emit_declared(struct ri_call *call, struct ArrowArrayStream *stream,
                                ri_day last_day, struct ri_error *err)
{
    struct declared declared = {
        .call = call, .info = &ri_call_operation(call)->info, .names = {.call = call}};
    struct ArrowSchema schema = {0};
    struct held       *first = NULL;
    ri_status          status = RI_OK;
    if (stream->get_schema(stream, &schema) != 0) status = ri_stream_fail(stream, 5, err);
    if (status == RI_OK)
        status = ri_table_view_init(&declared.view, &schema, ri_call_mem(call), err);
    if (status == RI_OK) status = match_columns(&declared, err);
    if (status == RI_OK) status = collect(&declared, stream, &first, err);
    if (status == RI_OK) status = emit_all(&declared, first, last_day, err);
    while (first) {
        struct held *next = first->next;
        first->array.release(&first->array);
        free(first);
        first = next;
    }
    if (schema.release) schema.release(&schema);
    stream->release(stream);
    return status;
}
