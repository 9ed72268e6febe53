/* The report on stock: what is short, what to order, what ties up money. */
#include "app/report_kinds.h"

#include <math.h>

static ri_status stock_tiles(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered rows;
    struct ri_tile    *tiles;
    RI_TRY(ri_draft_ask(draft, "inventory.kpis", RI_ASK("by", "total"), &rows, err));
    if (!rows.rows || !isfinite(ri_gathered_number(&rows, 0, "in_stock")))
        return ri_fail(err, RI_ENOTFOUND,
                       "no stock was counted from %s to %s: 'retailinsight import stock.csv --as "
                       "stock' brings levels",
                       ri_draft_iso(draft, draft->from), ri_draft_iso(draft, draft->to - 1));
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TILES, NULL);
    RI_ARENA_NEW(tiles, draft->mem, 6, err);
    draft->currency = ri_gathered_text(&rows, 0, "currency");
    const struct {
        const char *label, *column;
        int         shown; /* 0 share, 1 money, 2 number */
    } figures[] = {{"In stock", "in_stock", 0},
                   {"Stock at cost", "stock_at_cost", 1},
                   {"Weeks of supply", "weeks_of_supply", 2},
                   {"Stock turn a year", "stock_turn", 2},
                   {"GMROI", "gmroi", 2},
                   {"Sell-through", "sell_through", 0}};
    for (size_t i = 0; i < RI_COUNT(figures); i++) {
        const double value = ri_gathered_number(&rows, 0, figures[i].column);
        tiles[i] = (struct ri_tile){
            .label = figures[i].shown == 1
                         ? ri_draft_text(draft, "%s, %s", figures[i].label, draft->currency)
                         : figures[i].label,
            .value = figures[i].shown == 0   ? ri_draft_figure(draft, ri_figure_percent, value)
                     : figures[i].shown == 1 ? ri_draft_figure(draft, ri_figure_money, value)
                                             : ri_draft_number(draft, value, 1)};
    }
    if (!block) return RI_OK;
    block->tiles = tiles;
    block->tile_count = RI_COUNT(figures);
    return RI_OK;
}

/* Leaves out what needs no order; returns how many rows are left. */
static size_t keep_wanted(struct ri_gathered *rows)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->rows; i++) {
        if (!(ri_gathered_number(rows, i, "order_quantity") > 0)) continue;
        memmove(rows->cells + kept * rows->column_count, rows->cells + i * rows->column_count,
                rows->column_count * sizeof *rows->cells);
        kept++;
    }
    return rows->rows = kept;
}

static ri_status orders(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Product", "product", RI_LOOK_TEXT, 1, DRAFT_TEXT, NULL, false},
        {"Store", "store", RI_LOOK_TEXT, 0.85, DRAFT_TEXT, NULL, false},
        {"Order", "order_quantity", RI_LOOK_FIGURE, 0.8, DRAFT_COUNT, NULL, false},
        {"On hand", "on_hand", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"On order", "on_order", RI_LOOK_FIGURE, 1.05, DRAFT_COUNT, NULL, false},
        {"At stake", "money_at_stake", RI_LOOK_FIGURE, 1.05, DRAFT_MONEY, NULL, false},
        {"Value", "order_value", RI_LOOK_FIGURE, 0.95, DRAFT_MONEY, NULL, false},
        {"Why", "reason", RI_LOOK_TEXT, 7.2, DRAFT_TEXT, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Orders", "inventory.orders", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    const size_t wanted = keep_wanted(&rows);
    if (!wanted) return RI_OK;
    draft->report.sentence = ri_draft_text(
        draft, "%s product-stores want an order, worth %s %s; %s %s of margin is at stake without.",
        ri_draft_number(draft, (double)wanted, 0),
        ri_draft_figure(draft, ri_figure_money, ri_gathered_sum(&rows, "order_value", NULL, NULL)),
        draft->currency,
        ri_draft_figure(draft, ri_figure_money,
                        ri_gathered_sum(&rows, "money_at_stake", NULL, NULL)),
        draft->currency);
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "What to order first");
    if (!block) return RI_OK;
    block->note = ri_draft_text(draft, "%s; by the margin at stake", draft->currency);
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 20, false, err);
}

static ri_status lost(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Product", "product", RI_LOOK_TEXT, 1.3, DRAFT_TEXT, NULL, false},
        {"Store", "store", RI_LOOK_TEXT, 0.8, DRAFT_TEXT, NULL, false},
        {"Days out", "stock_out_days", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Lost units", "lost_units", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Lost sales", "lost_sales", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Lost sales", "inventory.lost", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    draft->report.lead = ri_draft_text(
        draft, "Empty shelves cost about %s %s of sales since the first count.",
        ri_draft_figure(draft, ri_figure_money, ri_gathered_sum(&rows, "lost_sales", NULL, NULL)),
        draft->currency);
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Sales lost to empty shelves");
    if (!block) return RI_OK;
    block->half = true;
    block->note = "estimated";
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 12, false, err);
}

static ri_status dead(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Product", "product", RI_LOOK_TEXT, 1.3, DRAFT_TEXT, NULL, false},
        {"Store", "store", RI_LOOK_TEXT, 0.8, DRAFT_TEXT, NULL, false},
        {"Days still", "days_without_sale", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Value", "stock_value", RI_LOOK_FIGURE, 1, DRAFT_MONEY, NULL, false},
        {"Do", "action", RI_LOOK_TEXT, 2.4, DRAFT_TEXT, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Dead stock", "inventory.dead", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Stock that does not sell");
    if (!block) return RI_OK;
    block->half = true;
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 12, false, err);
}

static ri_status by_category(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Category", "value", RI_LOOK_TEXT, 2, DRAFT_TEXT, NULL, false},
        {"Stock at cost", "stock_at_cost", RI_LOOK_FIGURE, 1.2, DRAFT_MONEY, NULL, false},
        {"", "stock_at_cost", RI_LOOK_BAR, 2, DRAFT_MONEY, NULL, false},
        {"In stock", "in_stock", RI_LOOK_FIGURE, 1, DRAFT_SHARE, NULL, false},
        {"Weeks of supply", "weeks_of_supply", RI_LOOK_FIGURE, 1.35, DRAFT_NUMBER, NULL, false},
        {"Stock turn", "stock_turn", RI_LOOK_FIGURE, 1, DRAFT_NUMBER, NULL, false},
        {"GMROI", "gmroi", RI_LOOK_FIGURE, 1, DRAFT_NUMBER, NULL, false}};
    RI_TRY(ri_draft_ask(draft, "inventory.kpis", RI_ASK("by", "category"), &rows, err));
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Stock by category");
    if (!block) return RI_OK;
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 30, false, err);
}

static ri_status phantoms(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                  rows;
    static const struct ri_draft_column columns[] = {
        {"Product", "product", RI_LOOK_TEXT, 1, DRAFT_TEXT, NULL, false},
        {"Store", "store", RI_LOOK_TEXT, 0.7, DRAFT_TEXT, NULL, false},
        {"On the books", "on_hand", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Silent days", "silent_days", RI_LOOK_FIGURE, 1, DRAFT_COUNT, NULL, false},
        {"Not there", "probability", RI_LOOK_FIGURE, 1, DRAFT_SHARE, NULL, false},
        {"Do", "advice", RI_LOOK_TEXT, 4, DRAFT_TEXT, NULL, false}};
    RI_TRY(ri_draft_ask_if(draft, "Phantom stock", "inventory.phantom", NULL, &rows, err));
    if (!rows.rows) return RI_OK;
    struct ri_block *block =
        ri_draft_block(draft, RI_BLOCK_TABLE, "Stock that is probably not there");
    if (!block) return RI_OK;
    return ri_draft_table(draft, block, &rows, columns, RI_COUNT(columns), 10, false, err);
}

ri_status ri_report_inventory(struct ri_draft *draft, struct ri_error *err)
{
    RI_TRY(stock_tiles(draft, err));
    RI_TRY(orders(draft, err));
    RI_TRY(lost(draft, err));
    RI_TRY(dead(draft, err));
    RI_TRY(phantoms(draft, err));
    RI_TRY(by_category(draft, err));
    if (!draft->report.sentence) draft->report.sentence = "Stock as it was last counted.";
    ri_draft_note(
        draft,
        "At stake: margin that is expected to be lost before the next delivery without an order.");
    ri_draft_note(draft, "Lost sales: what would have sold on days with an empty shelf, estimated "
                         "from the days beside them.");
    return RI_OK;
}
