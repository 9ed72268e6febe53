/* The management summary: the month against plan and last year, what changed and why, stock and advice in money. */
#include "app/report_kinds.h"

#include <math.h>

enum { STORES = 5, CATEGORIES = 4 }; /* that the page shows */

ri_status ri_draft_outlook(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Plan", "version", RI_LOOK_TEXT, 1.4, DRAFT_TEXT, NULL, false},
        {"Month so far", "net_sales_so_far", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false},
        {"Likely end", "expected", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false},
        {"80 %: from", "low", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false},
        {"to", "high", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false},
        {"Plan", "plan", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false},
        {"Difference", "against_plan", RI_LOOK_FIGURE, 1, DRAFT_AMOUNT, NULL, false},
        {"Chance", "chance", RI_LOOK_FIGURE, 0.8, DRAFT_SHARE, NULL, false},
        {"Last year", "last_year", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Outlook", "sales.outlook", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    const char *lead = draft->report.lead ? draft->report.lead : "";
    draft->report.lead = ri_draft_text(draft, "%s.%s%s", ri_gathered_text(&rows, 0, "sentence"),
                                       *lead ? " " : "", lead);
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "The month");
    if (!block) return RI_OK;
    block->note = draft->currency;
    ri_draft_note(draft,
                  "Likely end, range and chance: what the rest of %s earlier months came to from "
                  "the same day on.",
                  ri_gathered_text(&rows, 0, "months"));
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 4, false, err);
}

/* Lists of orders that were kept, and what came of following them or not. */
static ri_status advice(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                   rows;
    struct ri_report_cell               *cells;
    static const char *const             fates[] = {"followed", "ignored"};
    static const struct ri_report_column columns[] = {
        {"Advice on orders", RI_LOOK_TEXT, 2, NULL},
        {"Lines", RI_LOOK_FIGURE, 1, "#,##0"},
        {"Saved, or would have", RI_LOOK_FIGURE, 1.4, "#,##0.00"}};
    RI_TRY(ri_draft_ask_if(draft, "Advice", "inventory.advice", NULL, &rows, err));
    if (!rows.rows) {
        ri_draft_note(draft, "No list of orders was kept ('retailinsight inventory keep'), so "
                             "advice is not valued.");
        return RI_OK;
    }
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Advice followed and ignored");
    if (!block) return RI_OK;
    RI_ARENA_NEW(cells, draft->mem, RI_COUNT(fates) * RI_COUNT(columns), err);
    for (size_t f = 0; f < RI_COUNT(fates); f++) {
        const double money = ri_gathered_sum(&rows, "saved_money", "fate", fates[f]);
        double       lines = 0;
        for (size_t i = 0; i < rows.rows; i++)
            lines += strcmp(ri_gathered_text(&rows, i, "fate"), fates[f]) == 0;
        struct ri_report_cell *row = &cells[f * RI_COUNT(columns)];
        row[0] = (struct ri_report_cell){.text = ri_draft_heading(draft, fates[f]), .number = NAN};
        row[1] = (struct ri_report_cell){.text = ri_draft_number(draft, lines, 0), .number = lines};
        row[2] = (struct ri_report_cell){.text = ri_draft_figure(draft, ri_figure_money, money),
                                         .number = money};
    }
    block->note = draft->currency;
    block->table = (struct ri_report_table){.columns = columns,
                                            .column_count = RI_COUNT(columns),
                                            .cells = cells,
                                            .row_count = RI_COUNT(fates)};
    return RI_OK;
}

/* What changed beside the weeks, so that the whole stands on one page. */
static ri_status charts_beside(struct ri_draft *draft, struct ri_error *err)
{
    const size_t first = draft->report.block_count;
    RI_TRY(ri_draft_causes(draft, err));
    RI_TRY(ri_draft_trend(draft, "week", draft->to - 13 * 7, err));
    for (size_t i = first; i < draft->report.block_count; i++)
        draft->blocks[i].half = draft->blocks[i].kind == RI_BLOCK_CHART;
    return RI_OK;
}

ri_status ri_report_management(struct ri_draft *draft, struct ri_error *err)
{
    const struct ri_civil civil = ri_day_civil(draft->as_of);
    draft->from = ri_day_of(civil.year, civil.month, 1);
    draft->to = draft->as_of + 1;
    ri_draft_compare(draft, "weekday");
    draft->report.period =
        ri_draft_text(draft, "Month to date: %s", ri_draft_span(draft, draft->from, draft->as_of));
    RI_TRY(ri_draft_key_figures(draft, err));
    RI_TRY(charts_beside(draft, err));
    RI_TRY(ri_draft_outlook(draft, err));
    const struct ri_draft_span year[] = {
        {"Year to date", ri_day_of(civil.year, 1, 1), draft->to, true}};
    const size_t blocks = draft->report.block_count;
    RI_TRY(ri_draft_comparison(draft, year, RI_COUNT(year), err));
    RI_TRY(ri_draft_ranking(draft, "sales.stores", "store", "Stores", true, STORES, err));
    RI_TRY(ri_draft_ranking(draft, "sales.categories", "category", "Categories", true, CATEGORIES,
                            err));
    RI_TRY(advice(draft, err));
    for (size_t i = blocks; i < draft->report.block_count; i++) draft->blocks[i].half = true;
    return RI_OK;
}
