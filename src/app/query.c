/* Runs an operation that is one SQL file: binds the call's parameters, brings the rows under their declared types. */
#include "app/filters.h"
#include "app/param.h"
#include "app/query_internal.h"

#include "app/config.h"
#include "app/workspace.h"

/* ---- The span of business dates ------------------------------------------------------------------------------ */

static ri_status data_span_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    struct ri_span_used *span = context;
    if (ri_row_missing(row, 0)) return RI_OK;
    span->data_from = (ri_day)ri_row_int64(row, 0);
    span->data_to = (ri_day)ri_row_int64(row, 1);
    return RI_OK;
}

static void say_used(struct ri_call *call, const char *parameter, ri_day day)
{
    struct ri_text text = {0};
    ri_text_day(&text, day);
    if (text.at) ri_call_used(call, parameter, text.at);
    ri_text_release(&text);
}

ri_status ri_call_span(struct ri_call *call, struct ri_warehouse *warehouse,
                       struct ri_span_used *ret, struct ri_error *err)
{
    struct ri_span_used used = {.data_from = RI_DAY_NONE, .data_to = RI_DAY_NONE};
    RI_TRY(ri_scoped_rows(call, warehouse,
                          "SELECT min(business_date), max(business_date) FROM sale_line",
                          data_span_row, &used, err));
    const bool empty = used.data_to == RI_DAY_NONE;
    used.as_of = ri_call_day(call, "as-of", empty ? 0 : used.data_to);
    struct ri_span span = {empty ? used.as_of : used.data_from, used.as_of + 1};
    if (span.from >= span.to) span.from = used.as_of; /* all data lie after `today` */
    RI_TRY(ri_span_of_period(ri_call_text(call, "period"), used.as_of, &span, err));
    used.from = ri_call_day(call, "from", span.from);
    used.to = ri_call_day(call, "to", span.to);
    if (used.from >= used.to) {
        return ri_fail(err, RI_EUSAGE,
                       "the span is empty: --from %s, --to %s (the day after the last)",
                       ri_call_given(call, "from") ? ri_call_text(call, "from") : "not given",
                       ri_call_given(call, "to") ? ri_call_text(call, "to") : "not given");
    }
    say_used(call, "from", used.from);
    say_used(call, "to", used.to);
    say_used(call, "as-of", used.as_of);
    if (empty) ri_call_note(call, "there are no sales in this workspace yet");
    *ret = used;
    return RI_OK;
}

/* ---- Binding -------------------------------------------------------------------------------------------------- */

struct binding {
    struct ri_call       *call;
    struct ri_warehouse  *warehouse;
    struct ri_query_binds binds;
    struct ri_span_used   span;
    bool                  has_span;
};

ri_status ri_query_bind(struct ri_query_binds *binds, struct ri_bind bind, struct ri_error *err)
{
    if (binds->count == RI_COUNT(binds->at))
        return ri_fail(err, RI_EINTERNAL, "more than %zu parameters to bind", RI_COUNT(binds->at));
    binds->at[binds->count++] = bind;
    return RI_OK;
}

static ri_status add(struct binding *binding, struct ri_bind bind, struct ri_error *err)
{
    return ri_query_bind(&binding->binds, bind, err);
}

static bool is_among(const char *name, const char *const *names)
{
    for (; *names; names++) {
        if (strcmp(*names, name) == 0) return true;
    }
    return false;
}

/* Receipts as a whole say it all: no product and no attribute of a line is asked for, and returns count when they were booked. */
static bool by_receipt(const struct ri_call *call, const struct ri_filter_ids *ids)
{
    static const char *const of_receipts[] = {"none", "store", "region", "city", "payment", NULL};
    if (!ids->products.all || ids->line_pair_count) return false;
    if (ri_call_has(call, "refunds") && strcmp(ri_call_text(call, "refunds"), "booked") != 0)
        return false;
    return !ri_call_has(call, "split") || is_among(ri_call_text(call, "split"), of_receipts);
}

static ri_status bind_filters(struct binding *binding, struct ri_error *err)
{
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS];
    RI_TRY(ri_call_filter(binding->call, binding->warehouse, &ids, err));
    ri_filter_binds(&ids, binds);
    for (size_t i = 0; i < RI_FILTER_BINDS; i++) RI_TRY(add(binding, binds[i], err));
    return add(binding, ri_bind_bool("by_receipt", by_receipt(binding->call, &ids)), err);
}

static ri_status bind_span(struct binding *binding, struct ri_error *err)
{
    RI_TRY(ri_call_span(binding->call, binding->warehouse, &binding->span, err));
    binding->has_span = true;
    RI_TRY(add(binding, ri_bind_date("from", binding->span.from), err));
    RI_TRY(add(binding, ri_bind_date("to", binding->span.to), err));
    return add(binding, ri_bind_date("as_of", binding->span.as_of), err);
}

/* A customer is asked for by natural number and bound by pseudonym. */
static ri_status bind_customer(struct binding *binding, const char *name, const char *text,
                               struct ri_error *err)
{
    struct ri_control *control;
    char              *pseudonym;
    RI_ARENA_NEW(pseudonym, ri_call_mem(binding->call), RI_PSEUDONYM_SIZE, err);
    RI_TRY(ri_workspace_control(ri_call_workspace(binding->call), false, &control, err));
    ri_identity_of(control, ri_view_of(text), pseudonym);
    return add(binding, ri_bind_string(name, pseudonym), err);
}

static ri_status bind_param(struct binding *binding, const struct ri_param *param,
                            struct ri_error *err)
{
    struct ri_call *call = binding->call;
    char           *name = ri_arena_printf(ri_call_mem(call), "%s", param->name);
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for parameters");
    for (char *at = name; *at; at++) *at = *at == '-' ? '_' : *at;
    const char *text = ri_call_text(call, param->name);
    if (!text) return add(binding, ri_bind_null(name), err);
    if (param->flags & RI_PARAM_LIST) {
        size_t             count;
        const char *const *texts = ri_call_list(call, param->name, &count);
        return add(binding, ri_bind_text_list(name, texts, count), err);
    }
    switch (param->type) {
    case RI_PARAM_INTEGER:
    case RI_PARAM_COUNT:
        return add(binding, ri_bind_int64(name, ri_call_integer(call, param->name, 0)), err);
    case RI_PARAM_NUMBER:
        return add(binding, ri_bind_double(name, ri_call_number(call, param->name, 0)), err);
    case RI_PARAM_FLAG:
        return add(binding, ri_bind_bool(name, ri_call_flag(call, param->name)), err);
    case RI_PARAM_DATE:
        return add(binding, ri_bind_date(name, ri_call_day(call, param->name, 0)), err);
    case RI_PARAM_CUSTOMER:
        return bind_customer(binding, name, text, err);
    default:
        return add(binding, ri_bind_string(name, text), err);
    }
}

/* `split` or `attribute`: a known word, or the name of an attribute, which is bound as a path too. */
static ri_status bind_attribute(struct binding *binding, const char *parameter,
                                struct ri_error *err)
{
    const char *name = ri_call_text(binding->call, parameter), *path = NULL;
    if (strcmp(name, "none") != 0)
        RI_TRY(ri_warehouse_attribute(binding->warehouse, name, ri_call_mem(binding->call), &path,
                                      err));
    RI_TRY(add(binding, ri_bind_string("attribute", name), err));
    return add(binding, ri_bind_string("attribute_path", path), err);
}

/* Parameters that stand for rows or dates worked out here; the others bind under their own names. */
static bool worked_out(const char *name, bool span, bool filters)
{
    static const char *const spans[] = {"period", "from", "to", "as-of", "compare", "comp", NULL};
    static const char *const filter[] = {"store", "region",    "category", "product",
                                         "where", "attribute", NULL};
    return (span && is_among(name, spans)) || (filters && is_among(name, filter));
}

/* Settings that queries may name. */
static ri_status bind_settings(struct binding *binding, struct ri_error *err)
{
    const struct ri_config *config = ri_workspace_config(ri_call_workspace(binding->call));
    return add(binding, ri_bind_string("time_zone", ri_config_text(config, RI_CONFIG_ZONE)), err);
}

static ri_status bind_all(struct binding *binding, struct ri_error *err)
{
    RI_TRY(bind_settings(binding, err));
    const struct ri_operation_info *info = &ri_call_operation(binding->call)->info;
    struct ri_call                 *call = binding->call;
    const bool span = ri_call_has(call, "period"), filters = ri_call_has(call, "region");
    if (span) RI_TRY(bind_span(binding, err));
    if (ri_call_has(call, "comp"))
        RI_TRY(add(binding, ri_bind_bool("comp", ri_call_flag(call, "comp")), err));
    if (ri_call_has(call, "compare"))
        RI_TRY(ri_query_compare(call, binding->warehouse, &binding->span, &binding->binds, err));
    if (filters) RI_TRY(bind_filters(binding, err));
    if (ri_call_has(call, "split")) RI_TRY(bind_attribute(binding, "split", err));
    if (ri_call_has(call, "attribute")) RI_TRY(bind_attribute(binding, "attribute", err));
    for (size_t i = 0; i < info->param_count; i++) {
        if (!worked_out(info->params[i].name, span, filters))
            RI_TRY(bind_param(binding, &info->params[i], err));
    }
    return RI_OK;
}

ri_status ri_call_query(struct ri_call *call, const char *path, ri_row_fn *each, void *context,
                        struct ri_error *err)
{
    struct binding *binding;
    const char     *sql;
    RI_ARENA_NEW(binding, ri_call_mem(call), 1, err);
    binding->call = call;
    RI_TRY(ri_query_text(path, ri_call_mem(call), &sql, err));
    RI_TRY(ri_call_warehouse(call, &binding->warehouse, err));
    RI_TRY(bind_all(binding, err));
    return ri_warehouse_rows(binding->warehouse, sql,
                             (struct ri_binds){binding->binds.at, binding->binds.count},
                             ri_call_task(call), each, context, err);
}

static ri_status take_count(void *context, const struct ri_row *row, struct ri_error *err)
{
    (void)err;
    *(int64_t *)context = ri_row_int64(row, 0);
    return RI_OK;
}

static ri_status check_needed(struct binding *binding, struct ri_error *err)
{
    int64_t              found = 0;
    const int64_t        id = ri_call_integer(binding->call, "id", 0);
    const struct ri_bind binds[] = {ri_bind_int64("id", id)};
    RI_TRY(ri_warehouse_rows(binding->warehouse,
                             "SELECT count(*) FROM import WHERE import_id = $id", RI_BINDS(binds),
                             ri_call_task(binding->call), take_count, &found, err));
    return found ? RI_OK : ri_fail(err, RI_ENOTFOUND, "there is no import %lld", (long long)id);
}

/* Columns name what is in a file: without one they would be left unheard. */
static ri_status check_columns(const struct ri_call *call, struct ri_error *err)
{
    size_t                 count;
    const struct ri_param *own = ri_param_group(ri_view_of("purchase_file"), &count);
    for (size_t i = 0; i < count; i++)
        if (own[i].type == RI_PARAM_COLUMN && ri_call_given(call, own[i].name))
            return ri_fail(err, RI_EUSAGE, "--%s goes with --input FILE", own[i].name);
    return RI_OK;
}

/* Of a workspace's own file: it only reads, and what is wrong with it is the file's. What DuckDB shows of the text behind its first line stays here. */
static ri_status ask_own(struct binding *binding, const struct ri_query *query,
                         struct ArrowArrayStream *ret, struct ri_error *err)
{
    struct ri_error own = {0};
    const ri_status status = ri_warehouse_read(
        binding->warehouse, query->sql, (struct ri_binds){binding->binds.at, binding->binds.count},
        ri_call_task(binding->call), ret, &own);
    if (status == RI_OK) return RI_OK;
    const bool of_file = status == RI_EUSAGE || status == RI_EDATA || status == RI_EINTERNAL ||
                         status == RI_EFORBIDDEN || status == RI_ENOTFOUND;
    own.message[strcspn(own.message, "\n")] = '\0';
    return ri_fail(err, of_file ? RI_EDATA : status, "%s: %s", query->own, own.message);
}

ri_status ri_query_run(struct ri_call *call, struct ri_error *err)
{
    const struct ri_query *query = ri_call_operation(call)->data;
    struct binding        *binding;
    if (query->file && ri_call_given(call, "input")) return query->file(call, err);
    if (query->file) RI_TRY(check_columns(call, err));
    RI_ARENA_NEW(binding, ri_call_mem(call), 1, err);
    binding->call = call;
    RI_TRY(ri_call_warehouse(call, &binding->warehouse, err));
    RI_TRY(bind_all(binding, err));
    if (query->needs) RI_TRY(check_needed(binding, err));
    struct ArrowArrayStream stream;
    if (query->own)
        RI_TRY(ask_own(binding, query, &stream, err));
    else
        RI_TRY(ri_warehouse_query(binding->warehouse, query->sql,
                                  (struct ri_binds){binding->binds.at, binding->binds.count},
                                  ri_call_task(call), &stream, err));
    for (size_t i = 0; query->notes[i]; i++) ri_call_note(call, "%s", query->notes[i]);
    return ri_call_emit_declared(call, &stream,
                                 binding->has_span ? binding->span.data_to : RI_DAY_NONE, err);
}
