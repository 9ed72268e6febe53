/* Reports on trade: the day, the week, any span, stores, categories. */
#include "app/report_kinds.h"

#include <math.h>

/* ---- The day ---------------------------------------------------------------------------------------------------------------------- */

static ri_status rankings(struct ri_draft *draft, size_t most, struct ri_error *err)
{
    RI_TRY(ri_draft_ranking(draft, "sales.stores", "store", "Stores", true, most, err));
    return ri_draft_ranking(draft, "sales.categories", "category", "Categories", true, most, err);
}

ri_status ri_report_daily(struct ri_draft *draft, struct ri_error *err)
{
    const struct ri_civil civil = ri_day_civil(draft->as_of);
    draft->from = draft->as_of;
    draft->to = draft->as_of + 1;
    ri_draft_compare(draft, "weekday");
    draft->report.period = ri_draft_day(draft, ri_figure_weekday, draft->as_of);
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(ri_draft_causes(draft, err));
    const struct ri_draft_span spans[] = {
        {"Day", draft->from, draft->to, true},
        {"Day before", draft->from - 1, draft->from, false},
        {"Month to date", ri_day_of(civil.year, civil.month, 1), draft->to, true}};
    RI_TRY(ri_draft_trend(draft, "day", draft->as_of - 27, err));
    RI_TRY(ri_draft_comparison(draft, spans, RI_COUNT(spans), err));
    RI_TRY(ri_draft_plan(draft, err));
    RI_TRY(rankings(draft, 15, err));
    if (ri_draft_compares(draft))
        ri_draft_note(draft, "Last year: the same weekday, 364 days before (%s).",
                      ri_draft_day(draft, ri_figure_weekday, draft->as_of - 364));
    return RI_OK;
}

/* ---- The week --------------------------------------------------------------------------------------------------------------------- */

ri_status ri_report_weekly(struct ri_draft *draft, struct ri_error *err)
{
    const ri_day to = draft->as_of + 1 - ri_day_weekday(draft->as_of + 1); /* weeks that are over */
    const struct ri_civil civil = ri_day_civil(to - 1);
    draft->from = to - 7;
    draft->to = to;
    ri_draft_compare(draft, "weekday");
    draft->report.period =
        ri_draft_text(draft, "Week of Mon %s", ri_draft_span(draft, draft->from, to - 1));
    RI_TRY(ri_draft_key_figures(draft, err));
    draft->report.block_count = 0; /* the table below says the same and more */
    RI_TRY(ri_draft_causes(draft, err));
    const struct ri_draft_span spans[] = {{"This week", draft->from, to, true},
                                          {"Week before", draft->from - 7, draft->from, false},
                                          {"Year to date", ri_day_of(civil.year, 1, 1), to, true}};
    RI_TRY(ri_draft_comparison(draft, spans, RI_COUNT(spans), err));
    RI_TRY(ri_draft_trend(draft, "week", draft->from - 25 * 7, err));
    RI_TRY(ri_draft_plan(draft, err));
    RI_TRY(rankings(draft, 15, err));
    if (ri_draft_compares(draft))
        ri_draft_note(draft, "Last year: the same weekdays, 364 days before (%s).",
                      ri_draft_span(draft, draft->from - 364, to - 365));
    return RI_OK;
}

/* ---- Any span --------------------------------------------------------------------------------------------------------------------- */

static const char *grain_of(const struct ri_draft *draft)
{
    const int days = draft->to - draft->from;
    return days <= 62 ? "day" : days <= 300 ? "week" : "month";
}

ri_status ri_report_kpi(struct ri_draft *draft, struct ri_error *err)
{
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(ri_draft_causes(draft, err));
    RI_TRY(ri_draft_trend(draft, grain_of(draft), draft->from, err));
    const struct ri_draft_span spans[] = {{"This span", draft->from, draft->to, true}};
    RI_TRY(ri_draft_comparison(draft, spans, RI_COUNT(spans), err));
    RI_TRY(rankings(draft, 12, err));
    return ri_draft_ranking(draft, "sales.payments", "payment_method", "Payment methods", false, 0,
                            err);
}

/* ---- Stores ----------------------------------------------------------------------------------------------------------------------- */

/* Rows of `split` by period as a grid: one series a value, in the order of their sums; at most `most`, the rest in `others`. */
struct grid {
    const char *names[64];
    double      sums[64];
    ri_day      days[64];
    size_t      count, periods;
    double     *values; /* by name, then period */
};
enum { GRID_MOST = 64 };

static size_t index_of_name(struct grid *grid, const char *name)
{
    for (size_t i = 0; i < grid->count; i++)
        if (strcmp(grid->names[i], name) == 0) return i;
    if (grid->count == GRID_MOST) return SIZE_MAX;
    grid->names[grid->count] = name;
    return grid->count++;
}

static size_t index_of_day(struct grid *grid, ri_day day)
{
    for (size_t i = 0; i < grid->periods; i++)
        if (grid->days[i] == day) return i;
    if (grid->periods == GRID_MOST) return SIZE_MAX;
    grid->days[grid->periods] = day;
    return grid->periods++;
}

static ri_status ask_grid(struct ri_draft *draft, const char *split, struct grid *grid,
                          struct ri_error *err)
{
    struct ri_gathered rows;
    *grid = (struct grid){.count = 0};
    RI_TRY(ri_draft_ask(
        draft, "sales.trend",
        RI_ASK("by", strcmp(grain_of(draft), "day") == 0 ? "week" : "month", "split", split), &rows,
        err));
    RI_ARENA_NEW(grid->values, draft->mem, GRID_MOST * GRID_MOST, err);
    for (size_t i = 0; i < GRID_MOST * GRID_MOST; i++) grid->values[i] = NAN;
    for (size_t i = 0; i < rows.rows; i++) {
        const char  *name = ri_gathered_text(&rows, i, "value");
        const double value = ri_gathered_number(&rows, i, "net_sales");
        const size_t p = index_of_day(grid, ri_gathered_day(&rows, i, "first_day"));
        if (!*name || !isfinite(value) || p == SIZE_MAX) continue;
        const size_t n = index_of_name(grid, name);
        if (n == SIZE_MAX) continue;
        grid->values[n * GRID_MOST + p] = value;
        grid->sums[n] += value;
    }
    return RI_OK;
}

static void sort_grid(struct grid *grid, size_t order[GRID_MOST])
{
    for (size_t i = 0; i < grid->count; i++) {
        size_t at = i;
        for (; at > 0 && grid->sums[order[at - 1]] < grid->sums[i]; at--) order[at] = order[at - 1];
        order[at] = i;
    }
}

static ri_status grid_chart(struct ri_draft *draft, const char *split, const char *title,
                            ri_chart_kind kind, size_t most, struct ri_error *err)
{
    struct grid      *grid;
    size_t            order[GRID_MOST];
    struct ri_series *series;
    const char      **labels;
    double           *others;
    RI_ARENA_NEW(grid, draft->mem, 1, err);
    RI_TRY(ask_grid(draft, split, grid, err));
    if (grid->count < 2 || grid->periods < 2) return RI_OK;
    sort_grid(grid, order);
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_CHART, title);
    const size_t     named = grid->count > most ? most : grid->count;
    RI_ARENA_NEW(series, draft->mem, named + 1, err);
    RI_ARENA_NEW(labels, draft->mem, grid->periods, err);
    RI_ARENA_NEW(others, draft->mem, grid->periods, err);
    for (size_t i = 0; i < grid->periods; i++)
        labels[i] = strcmp(grain_of(draft), "day") == 0
                        ? ri_draft_day(draft, ri_figure_day_short, grid->days[i])
                        : ri_draft_day(draft, ri_figure_month, grid->days[i]);
    for (size_t i = 0; i < grid->count; i++) {
        const double *values = &grid->values[order[i] * GRID_MOST];
        if (i < named)
            series[i] = (struct ri_series){.name = grid->names[order[i]], .values = values};
        for (size_t p = 0; i >= named && p < grid->periods; p++)
            if (isfinite(values[p])) others[p] += values[p];
    }
    const bool rest = grid->count > named && kind == RI_CHART_SHARES;
    if (rest)
        series[named] = (struct ri_series){.name = "others", .values = others, .compared = true};
    if (!block) return RI_OK;
    block->chart = (struct ri_chart){
        .kind = kind,
        .title = title,
        .unit = kind == RI_CHART_SHARES ? "share of net sales" : draft->currency,
        .alt = ri_draft_text(draft, "%s; the largest is %s.", title, grid->names[order[0]]),
        .labels = labels,
        .count = grid->periods,
        .series = series,
        .series_count = named + rest};
    return RI_OK;
}

static ri_status margins(struct ri_draft *draft, const char *by, const char *title,
                         struct ri_error *err)
{
    struct ri_gathered           rows;
    const struct ri_draft_column columns[] = {
        {title, "value", RI_LOOK_TEXT, 2, DRAFT_TEXT, NULL, false},
        {"Gross margin", "gross_margin", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false},
        {"", "gross_margin", RI_LOOK_BAR, 2, DRAFT_MONEY, NULL, false},
        {"Margin rate", "margin_rate", RI_LOOK_FIGURE, 1, DRAFT_SHARE, NULL, false},
        {"Share", "share", RI_LOOK_FIGURE, 1, DRAFT_SHARE, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Margin", "sales.margin", RI_ASK("split", by), &rows, err));
    if (!rows.rows || !(ri_gathered_number(&rows, 0, "cost_known") > 0)) {
        ri_draft_note(draft,
                      "Margin is left out: no costs are known (import products with their costs).");
        return RI_OK;
    }
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Gross margin");
    if (!block) return RI_OK;
    block->note =
        ri_draft_text(draft, "%s; net sales less cost, where the cost is known", draft->currency);
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 15, false, err);
}

static ri_status conversion(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered           rows;
    const struct ri_draft_column columns[] = {
        {"Store", "value", RI_LOOK_TEXT, 2, DRAFT_TEXT, NULL, false},
        {"Visitors", "visitors", RI_LOOK_FIGURE, 1.2, DRAFT_COUNT, NULL, false},
        {"", "visitors", RI_LOOK_BAR, 2, DRAFT_COUNT, NULL, false},
        {"Conversion", "conversion", RI_LOOK_FIGURE, 1, DRAFT_SHARE, NULL, false},
        {"Net sales a visitor", "net_sales_a_visitor", RI_LOOK_FIGURE, 1.3, DRAFT_NUMBER, NULL,
         false}};
    RI_TRY(ri_draft_ask_if(draft, "Conversion", "footfall.conversion", NULL, &rows, err));
    double visitors = 0;
    for (size_t i = 0; i < rows.rows; i++)
        visitors = fmax(visitors, ri_gathered_number(&rows, i, "visitors"));
    if (!(visitors > 0)) {
        ri_draft_note(draft, "Conversion is left out: no visitors were counted.");
        return RI_OK;
    }
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Visitors and conversion");
    if (!block) return RI_OK;
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 20, false, err);
}

ri_status ri_report_store(struct ri_draft *draft, struct ri_error *err)
{
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(ri_draft_causes(draft, err));
    RI_TRY(ri_draft_ranking(draft, "sales.stores", "store", "Stores", false, 40, err));
    RI_TRY(grid_chart(draft, "store", "Net sales by store and period", RI_CHART_HEAT, 20, err));
    RI_TRY(conversion(draft, err));
    RI_TRY(margins(draft, "store", "Store", err));
    return ri_draft_trend(draft, grain_of(draft), draft->from, err);
}

/* ---- Categories ------------------------------------------------------------------------------------------------------------------- */

static ri_status movers(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered           rows;
    const struct ri_draft_column columns[] = {
        {"Product", "value", RI_LOOK_TEXT, 1.2, DRAFT_TEXT, NULL, false},
        {"Name", "name", RI_LOOK_TEXT, 3.2, DRAFT_TEXT, NULL, false},
        {"Movement", "movement", RI_LOOK_TEXT, 1, DRAFT_TEXT, NULL, false},
        {"Net sales", "net_sales", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false},
        {"Before", "net_sales_before", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false},
        {"Change", "change_amount", RI_LOOK_FIGURE, 1.2, DRAFT_AMOUNT, NULL, false}};
    if (!ri_draft_compares(draft)) return RI_OK;
    RI_TRY(ri_draft_ask_if(draft, "Movers", "sales.movers",
                           RI_ASK("limit", "15", "compare", draft->compare), &rows, err));
    if (!rows.rows) return RI_OK;
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "What moved most");
    if (!block) return RI_OK;
    block->note = draft->currency;
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 15, false, err);
}

ri_status ri_report_category(struct ri_draft *draft, struct ri_error *err)
{
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(ri_draft_causes(draft, err));
    RI_TRY(ri_draft_ranking(draft, "sales.categories", "category", "Categories", false, 40, err));
    RI_TRY(grid_chart(draft, "category", "Share of the categories", RI_CHART_SHARES, 5, err));
    RI_TRY(margins(draft, "category", "Category", err));
    return movers(draft, err);
}
