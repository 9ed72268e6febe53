/* The report on customers: who they are, who comes back, who is about to leave. */
#include "app/report_kinds.h"

#include <math.h>

static ri_status segments(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Segment", "profile", RI_LOOK_TEXT, 2, DRAFT_TEXT, NULL, false},
        {"Customers", "customers", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Share", "customers_share", RI_LOOK_FIGURE, 0.8, DRAFT_SHARE, NULL, false},
        {"Net sales", "net_sales", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false},
        {"", "net_sales", RI_LOOK_BAR, 2, DRAFT_MONEY, NULL, false},
        {"Share", "net_sales_share", RI_LOOK_FIGURE, 0.8, DRAFT_SHARE, NULL, false},
        {"Days since", "recency_days", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Purchases", "frequency", RI_LOOK_FIGURE, 1, DRAFT_NUMBER, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Segments", "customers.segments", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    size_t best = 0;
    bool   told = true; /* of all groups: who brings most may be among those withheld */
    for (size_t i = 0; i < rows.rows; i++) {
        told = told && !isnan(ri_gathered_number(&rows, i, "net_sales"));
        if (ri_gathered_number(&rows, i, "net_sales") >
            ri_gathered_number(&rows, best, "net_sales"))
            best = i;
    }
    if (!told)
        draft->report.sentence =
            "Some groups are too small to be shown: figures of fewer than ten people are withheld.";
    else
        draft->report.sentence =
            ri_draft_text(draft, "%s of the customers (%s) bring %s of the net sales.",
                          ri_draft_figure(draft, ri_figure_percent,
                                          ri_gathered_number(&rows, best, "customers_share")),
                          ri_gathered_text(&rows, best, "profile"),
                          ri_draft_figure(draft, ri_figure_percent,
                                          ri_gathered_number(&rows, best, "net_sales_share")));
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Segments");
    if (!block) return RI_OK;
    block->note = "by recency, frequency and money, over all purchases";
    ri_draft_note(draft, "Segments: K-means on recency, frequency and money of all purchases up to "
                         "the last day, not of the span alone.");
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 12, false, err);
}

static ri_status returns(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered rows;
    struct ri_series  *series;
    RI_TRY(ri_draft_ask_if(draft, "Repeat purchases", "customers.repeat", NULL, &rows, err));
    if (rows.rows < 2) return RI_OK;
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_CHART, "Who comes back");
    const char     **labels;
    RI_ARENA_NEW(series, draft->mem, 1, err);
    RI_ARENA_NEW(labels, draft->mem, rows.rows, err);
    for (size_t i = 0; i < rows.rows; i++)
        labels[i] = ri_draft_text(draft, "%s d", ri_gathered_text(&rows, i, "days"));
    *series = (struct ri_series){.name = "came back",
                                 .values = ri_draft_values(draft, &rows, "came_back"),
                                 .low = ri_draft_values(draft, &rows, "low"),
                                 .high = ri_draft_values(draft, &rows, "high")};
    draft->report.lead =
        ri_draft_text(draft, "Within %s days of a first purchase %s come back.",
                      ri_gathered_text(&rows, rows.rows / 2, "days"),
                      ri_draft_figure(draft, ri_figure_percent,
                                      ri_gathered_number(&rows, rows.rows / 2, "came_back")));
    if (!block) return RI_OK;
    block->note = "share of the customers by days since their first purchase; band: 95 %";
    block->chart = (struct ri_chart){.kind = RI_CHART_LINES,
                                     .title = block->title,
                                     .alt = draft->report.lead,
                                     .labels = labels,
                                     .count = rows.rows,
                                     .series = series,
                                     .series_count = 1,
                                     .share = true};
    return RI_OK;
}

/* "2025-11": "Nov 2025". */
static const char *month_of(struct ri_draft *draft, const char *cohort)
{
    int year, month;
    if (sscanf(cohort, "%4d-%2d", &year, &month) != 2 || month < 1 || month > 12) return cohort;
    return ri_draft_day(draft, ri_figure_month, ri_day_of(year, month, 1));
}

/* Ages that any of the cohorts has reached. */
static size_t ages_reached(const struct ri_series *series, size_t count, size_t ages)
{
    size_t reached = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t age = reached; age < ages; age++)
            if (isfinite(series[i].values[age])) reached = age + 1;
    return reached;
}

/* A row a cohort, a column an age. */
static ri_status cohorts(struct ri_draft *draft, struct ri_error *err)
{
    enum { ROWS = 13, AGES = 13 };
    struct ri_gathered rows;
    struct ri_series  *series;
    const char       **labels;
    double            *values;
    size_t             count = 0, first = 0;
    RI_TRY(ri_draft_ask_if(draft, "Cohorts", "customers.cohorts", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    RI_ARENA_NEW(series, draft->mem, rows.rows, err);
    RI_ARENA_NEW(values, draft->mem, rows.rows * AGES, err);
    RI_ARENA_NEW(labels, draft->mem, AGES, err);
    for (size_t i = 0; i < rows.rows * AGES; i++) values[i] = NAN;
    for (int i = 0; i < AGES; i++) labels[i] = ri_draft_text(draft, "%d", i + 1);
    for (size_t i = 0; i < rows.rows; i++) {
        const char  *name = ri_gathered_text(&rows, i, "cohort");
        const double age =
            ri_gathered_number(&rows, i, "age") - 1; /* the first period is all of them */
        if (!*ri_gathered_text(&rows, i, "retention")) continue;
        if (!count || strcmp(series[count - 1].name, name) != 0)
            series[count] = (struct ri_series){.name = name, .values = &values[count * AGES]},
            count++;
        if (age >= 0 && age < AGES && strcmp(ri_gathered_text(&rows, i, "complete"), "false") != 0)
            values[(count - 1) * AGES + (size_t)age] = ri_gathered_number(&rows, i, "retention");
    }
    while (count && !ages_reached(series + count - 1, 1, AGES)) count--; /* too young yet */
    if (!count) return RI_OK;
    if (count > ROWS) first = count - ROWS;
    for (size_t i = first; i < count; i++) series[i].name = month_of(draft, series[i].name);
    struct ri_block *block =
        ri_draft_block(draft, RI_BLOCK_CHART, "Retention by the month of the first purchase");
    if (!block) return RI_OK;
    block->note = "per cent of the cohort who bought, by months since; withheld under ten people";
    block->chart = (struct ri_chart){
        .kind = RI_CHART_HEAT,
        .title = block->title,
        .alt = "Share of each month's new customers who bought again, month by month.",
        .labels = labels,
        .count = ages_reached(series + first, count - first, AGES),
        .series = series + first,
        .series_count = count - first,
        .share = true};
    return RI_OK;
}

static ri_status best(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Customer", "customer", RI_LOOK_TEXT, 2, DRAFT_TEXT, NULL, false},
        {"Net sales", "net_sales", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false},
        {"", "net_sales", RI_LOOK_BAR, 2, DRAFT_MONEY, NULL, false},
        {"Transactions", "transactions", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Last purchase", "last_day", RI_LOOK_TEXT, 1.2, DRAFT_DAY, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Best customers", "customers.top", RI_ASK("limit", "10"), &rows,
                           err));
    if (!rows.rows) return RI_OK;
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Best customers");
    if (!block) return RI_OK;
    block->note = draft->currency;
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 10, false, err);
}

ri_status ri_report_customers(struct ri_draft *draft, struct ri_error *err)
{
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(segments(draft, err));
    RI_TRY(returns(draft, err));
    RI_TRY(cohorts(draft, err));
    RI_TRY(best(draft, err));
    if (!draft->report.sentence)
        draft->report.sentence = "No customer is known in this span: receipts carry no customer.";
    return RI_OK;
}
