/* report daily|weekly|...: documents that are made from what the other operations print. */
#include "app/operation.h"
#include "app/query.h"
#include "app/report_kinds.h"
#include "app/workspace.h"
#include "warehouse/warehouse.h"

static const char *const formats[] = {"pdf", "html", "xlsx", "png", "txt", NULL};
static const char *const comparisons[] = {"weekday",  "calendar", "holiday",
                                          "restated", "none",     NULL};

/* clang-format off */ /* a row that all have */
#define FORMAT {"format", RI_PARAM_ENUM, 0, NULL, "pdf", formats, "kind of document; by the extension of -o when not given"}
/* clang-format on */
static const struct ri_param day_params[] = {FORMAT};
static const struct ri_param span_params[] = {
    {"period", RI_PARAM_PERIOD, 0, NULL, "last_3_months", NULL,
     "span by name: 2022, 2022-Q1, last_12_months, this_year, all"},
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "first business date; wins over --period"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "business date after the last one; wins over --period"},
    {"compare", RI_PARAM_ENUM, 0, NULL, "weekday", comparisons, "how the year before is aligned"},
    FORMAT,
};
static const struct ri_column columns[] = {
    {"document", RI_COLUMN_TEXT, "the document as PDF, HTML, XLSX, PNG or text"},
};

/* ---- What it is about -------------------------------------------------------------------------------------------------------------- */

static ri_status look_at_span(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct ri_span_used  span = {.from = 0};
    if (!ri_call_has(draft->call, "period")) return RI_OK;
    RI_TRY(ri_call_warehouse(draft->call, &warehouse, err));
    RI_TRY(ri_call_span(draft->call, warehouse, &span, err));
    draft->from = span.from;
    draft->to = span.to;
    ri_draft_compare(draft, ri_call_text(draft->call, "compare"));
    draft->report.period = ri_draft_span(draft, span.from, span.to - 1);
    return RI_OK;
}

/* "all stores · EUR", or the filters that were given. */
static void say_scope(struct ri_draft *draft)
{
    static const char *const filters[] = {"store", "region", "category", "product", "where"};
    const char              *scope = "";
    for (size_t i = 0; i < RI_COUNT(filters); i++) {
        if (!ri_call_given(draft->call, filters[i])) continue;
        const char *const *values = ri_call_list(draft->call, filters[i], NULL);
        for (; values && *values; values++)
            scope =
                ri_draft_text(draft, "%s%s%s %s", scope, *scope ? ", " : "", filters[i], *values);
    }
    for (size_t i = 0; draft->who.stores && draft->who.stores[i]; i++)
        scope =
            ri_draft_text(draft, "%s%sstore %s", scope, *scope ? ", " : "", draft->who.stores[i]);
    draft->report.scope =
        ri_draft_text(draft, "%s%s%s", *scope ? scope : "all stores", draft->currency ? " · " : "",
                      draft->currency ? draft->currency : "");
}

/* The command line that makes this document again, dates made concrete. */
static void say_command(struct ri_draft *draft, const struct ri_report_kind *kind)
{
    static const char *const filters[] = {"store",   "region", "category",
                                          "product", "where",  "currency"};
    const bool               span = ri_call_has(draft->call, "period");
    const char              *command =
        span ? ri_draft_text(draft, "retailinsight report %s --from %s --to %s", kind->name,
                                          ri_draft_iso(draft, draft->from), ri_draft_iso(draft, draft->to))
                          : ri_draft_text(draft, "retailinsight report %s --as-of %s", kind->name,
                                          ri_draft_iso(draft, draft->as_of));
    if (span && ri_call_given(draft->call, "compare"))
        command = ri_draft_text(draft, "%s --compare %s", command, draft->compare);
    for (size_t i = 0; i < RI_COUNT(filters); i++) {
        if (!ri_call_given(draft->call, filters[i])) continue;
        const char *const *values = ri_call_list(draft->call, filters[i], NULL);
        for (; values && *values; values++)
            command = ri_draft_text(draft, "%s --%s '%s'", command, filters[i], *values);
    }
    draft->report.command = command;
}

/* ---- Running ------------------------------------------------------------------------------------------------------------------------ */

static ri_status hand_over(struct ri_draft *draft, const struct ri_report_kind *kind,
                           struct ri_error *err)
{
    struct ri_text             bytes = {0};
    const struct ri_rendering *rendering = ri_rendering_find(ri_call_text(draft->call, "format"));
    const char                *name = ri_draft_text(draft, "%s-%s.%s", kind->name,
                                                    ri_draft_iso(draft, draft->to - 1), rendering->name);
    ri_status                  status = rendering->write(&draft->report, &bytes, err);
    if (status == RI_OK)
        status = ri_call_document(draft->call, rendering->content_type, name, bytes.at,
                                  bytes.length, err);
    ri_text_release(&bytes);
    return status;
}

static ri_status report_run(struct ri_call *call, struct ri_error *err)
{
    const struct ri_report_kind *kind = ri_call_operation(call)->data;
    struct ri_draft             *draft;
    RI_ARENA_NEW(draft, ri_call_mem(call), 1, err);
    RI_TRY(ri_draft_begin(draft, call, err));
    const char *firm =
        ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_COMPANY);
    draft->report = (struct ri_report){.firm = *firm ? firm : "RetailInsight",
                                       .title = kind->title,
                                       .blocks = draft->blocks,
                                       .notes = draft->notes,
                                       .made_us = ri_task_now_us(ri_call_task(call))};
    RI_TRY(look_at_span(draft, err));
    RI_TRY(kind->fill(draft, err));
    say_scope(draft);
    say_command(draft, kind);
    draft->report.data_to =
        ri_draft_text(draft, "Data to %s", ri_draft_day(draft, ri_figure_weekday, draft->as_of));
    ri_draft_note(draft, "Net sales: after discounts and returns, without tax.");
    return hand_over(draft, kind, err);
}

/* ---- The table ---------------------------------------------------------------------------------------------------------------------- */

static const struct ri_report_kind daily = {"daily", "Daily flash", ri_report_daily},
                                   weekly = {"weekly", "Weekly trading", ri_report_weekly},
                                   kpi = {"kpi", "Key figures", ri_report_kpi},
                                   store = {"store", "Stores", ri_report_store},
                                   category = {"category", "Categories", ri_report_category},
                                   inventory = {"inventory", "Stock", ri_report_inventory},
                                   customers = {"customers", "Customers", ri_report_customers},
                                   management = {"management", "Management summary",
                                                 ri_report_management};

static const char details[] = "Every figure is what another operation prints for the same span; "
                              "the foot names the command that makes the document again. "
                              "PDF has vector charts and its fonts within, HTML is one file that "
                              "needs no network, XLSX has a sheet a table, PNG is one long "
                              "picture, txt is for a terminal or a mail. A part that has nothing "
                              "to show is left out and a note says why.";

/* clang-format off */ /* one row a report */
#define SALES_ROLES (RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN)
#define REPORT(kind, about, own, groups, who, ...)                                                   \
    {.info = {.name = "report." #kind, .summary = about, .details = details,                         \
              .flags = RI_LONG | RI_VOLATILE | RI_SCOPED, .roles = who, RI_PARAMS(own),              \
              RI_COLUMNS(columns), RI_EXAMPLES(__VA_ARGS__)},                                        \
     .uses = groups, .data = &kind, .run = report_run}

static const struct ri_operation operations[] = {
    REPORT(category, "Categories: what they sold, gained and lost, their share over time, margin, movers",
           span_params, "as_of filters", SALES_ROLES | RI_ROLE_INVENTORY,
           "retailinsight report category -o categories.pdf", "retailinsight report category --period 2022 --store S01 -o categories.xlsx"),
    REPORT(customers, "Customers: segments, who comes back, cohorts, the best",
           span_params, "as_of filters", RI_ROLE_MARKETING | SALES_ROLES,
           "retailinsight report customers -o customers.pdf"),
    REPORT(daily, "The day: sales against the same weekday last year, why, month to date, plan",
           day_params, "as_of filters", SALES_ROLES | RI_ROLE_STAFF,
           "retailinsight report daily -o flash.pdf", "retailinsight report daily --as-of 2023-03-07 --format txt"),
    REPORT(inventory, "Stock: what is short, what to order first, what ties up money",
           span_params, "as_of filters", RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
           "retailinsight report inventory -o stock.pdf"),
    REPORT(kpi, "Key figures of any span against the year before, by store, category and payment method",
           span_params, "as_of filters", SALES_ROLES,
           "retailinsight report kpi --period 2022-Q4 -o quarter.pdf", "retailinsight report kpi --period last_month -o month.html"),
    REPORT(management, "In short: the month against plan and last year, what changed and why",
           day_params, "as_of filters", SALES_ROLES,
           "retailinsight report management -o summary.pdf"),
    REPORT(store, "Stores: what they sold, gained and lost, visitors and conversion, margin",
           span_params, "as_of filters", SALES_ROLES,
           "retailinsight report store --period last_12_months -o stores.pdf"),
    REPORT(weekly, "The last whole week against last year and the week before, why, year to date",
           day_params, "as_of filters", SALES_ROLES,
           "retailinsight report weekly -o week.pdf", "retailinsight report weekly --store S01 -o week.html"),
};
/* clang-format on */
const struct ri_operation_table ri_report_operations = RI_OPERATION_TABLE(operations);
