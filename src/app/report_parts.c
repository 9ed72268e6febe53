/* Parts that several reports have: key figures, causes, trend, rankings, plan. */
#include "app/report_draft.h"

#include <ctype.h>
#include <math.h>

/* ---- Key figures ------------------------------------------------------------------------------------------------------------------ */

static const struct measure {
    const char *label, *column, *before;
    bool        money, share, good;
    int         digits;
} measures[] = {
    {"Net sales", "net_sales", "net_sales_before", true, false, true, 0},
    {"Transactions", "transactions", "transactions_before", false, false, true, 0},
    {"Sales per transaction", "average_transaction", "average_transaction_before", true, false,
     true, 0},
    {"Units per transaction", "units_per_transaction", "units_per_transaction_before", false, false,
     true, 2},
    {"Price per unit", "average_price", "average_price_before", true, false, true, 0},
    {"Units returned", "return_rate", "return_rate_before", false, true, false, 0},
};

static const char *shown(struct ri_draft *draft, const struct measure *measure, double value)
{
    if (measure->share) return ri_draft_figure(draft, ri_figure_percent, value);
    if (measure->money) return ri_draft_figure(draft, ri_figure_money, value);
    return ri_draft_number(draft, value, measure->digits);
}

/* Shares that change by less than what is shown of them are neither better nor worse. */
static ri_tone tone_of(const struct measure *measure, double now, double before)
{
    if (measure->share && fabs(now - before) * 100 < 0.05) return RI_TONE_PLAIN;
    return ri_draft_tone(now, before, measure->good);
}

/* Shares change in points; the rest in per cent. */
static const char *change_of(struct ri_draft *draft, const struct measure *measure, double now,
                             double before)
{
    if (!measure->share) return ri_draft_change(draft, now, before);
    const double points = (now - before) * 100;
    if (!isfinite(points)) return "–";
    if (fabs(points) < 0.05) return "■ unchanged";
    return ri_draft_text(draft, "%s %s points", points > 0 ? "▲" : "▼",
                         ri_draft_signed(draft, points, 1));
}

static ri_status key_rows(struct ri_draft *draft, struct ri_gathered *ret, struct ri_error *err)
{
    RI_TRY(ri_draft_ask(draft, "sales.kpis", RI_ASK("compare", draft->compare), ret, err));
    size_t best = 0;
    if (!ret->rows || !(ri_gathered_number(ret, 0, "lines") > 0))
        return ri_fail(err, RI_ENOTFOUND,
                       "nothing was sold from %s to %s: there is nothing to report",
                       ri_draft_iso(draft, draft->from), ri_draft_iso(draft, draft->to - 1));
    for (size_t i = 1; i < ret->rows; i++)
        if (ri_gathered_number(ret, i, "lines") > ri_gathered_number(ret, best, "lines")) best = i;
    for (size_t i = 0; i < ret->rows; i++)
        if (i != best)
            ri_draft_note(draft, "Amounts in %s are left out; --currency %s reports them.",
                          ri_gathered_text(ret, i, "currency"),
                          ri_gathered_text(ret, i, "currency"));
    draft->currency = ri_gathered_text(ret, best, "currency");
    ret->cells += best * ret->column_count;
    ret->rows = 1;
    draft->net_sales =
        ri_draft_figure(draft, ri_figure_money, ri_gathered_number(ret, 0, "net_sales"));
    return RI_OK;
}

ri_status ri_draft_key_figures(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered rows;
    struct ri_tile    *tiles;
    size_t             count = 0;
    RI_TRY(key_rows(draft, &rows, err));
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TILES, NULL);
    RI_ARENA_NEW(tiles, draft->mem, RI_COUNT(measures), err);
    for (size_t i = 0; block && i < RI_COUNT(measures); i++) {
        const struct measure *m = &measures[i];
        const double          now = ri_gathered_number(&rows, 0, m->column),
                     before = ri_gathered_number(&rows, 0, m->before);
        if (!isfinite(now)) continue;
        tiles[count] = (struct ri_tile){
            .label = m == measures ? ri_draft_text(draft, "%s, %s", m->label, draft->currency)
                                   : m->label, /* in all of them it is the same */
            .value = shown(draft, m, now)};
        if (isfinite(before)) {
            tiles[count].change = change_of(draft, m, now, before);
            tiles[count].tone = tone_of(m, now, before);
            tiles[count].against =
                ri_draft_text(draft, "%s %s", draft->versus, shown(draft, m, before));
        }
        count++;
    }
    if (block) block->tiles = tiles;
    if (block) block->tile_count = count;
    return RI_OK;
}

/* ---- Spans beside one another ------------------------------------------------------------------------------------------------------ */

static ri_status put_measure_row(struct ri_draft *draft, const struct measure *m,
                                 const struct ri_gathered *rows, const struct ri_draft_span *spans,
                                 size_t count, struct ri_report_cell *cells)
{
    const double now = ri_gathered_number(&rows[0], 0, m->column);
    size_t       c = 0;
    cells[c++] = (struct ri_report_cell){
        .text =
            m == measures ? ri_draft_text(draft, "%s, %s", m->label, draft->currency) : m->label,
        .number = NAN,
        .against = NAN};
    for (size_t s = 0; s < count; s++) {
        const double value = ri_gathered_number(&rows[s], 0, m->column),
                     before = ri_gathered_number(&rows[s], 0, m->before);
        cells[c++] = (struct ri_report_cell){
            .text = shown(draft, m, value), .number = value, .against = NAN};
        const bool against = spans[s].against && ri_draft_compares(draft);
        if (against)
            cells[c++] = (struct ri_report_cell){
                .text = shown(draft, m, before), .number = before, .against = NAN};
        if (spans[s].against != against) continue;
        const double left = against ? value : now, right = against ? before : value;
        cells[c++] = (struct ri_report_cell){.text = change_of(draft, m, left, right),
                                             .tone = tone_of(m, left, right),
                                             .number = NAN,
                                             .against = NAN};
    }
    return RI_OK;
}

ri_status ri_draft_comparison(struct ri_draft *draft, const struct ri_draft_span *spans,
                              size_t count, struct ri_error *err)
{
    enum { MOST = 4 };
    struct ri_gathered       rows[MOST];
    struct ri_report_column *columns;
    struct ri_report_cell   *cells;
    size_t                   width = 0;
    struct ri_block         *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Key figures");
    if (!block || count > MOST) return RI_OK;
    RI_ARENA_NEW(columns, draft->mem, 1 + 3 * count, err);
    columns[width++] = (struct ri_report_column){"", RI_LOOK_TEXT, 2.1, NULL};
    for (size_t s = 0; s < count; s++) {
        RI_TRY(ri_draft_ask(draft, "sales.kpis",
                            RI_ASK("from", ri_draft_iso(draft, spans[s].from), "to",
                                   ri_draft_iso(draft, spans[s].to), "compare", draft->compare),
                            &rows[s], err));
        columns[width++] =
            (struct ri_report_column){spans[s].name, RI_LOOK_FIGURE, 1.2, "#,##0.00"};
        const bool against = spans[s].against && ri_draft_compares(draft);
        if (against)
            columns[width++] = (struct ri_report_column){ri_draft_heading(draft, draft->versus),
                                                         RI_LOOK_FIGURE, 1.2, "#,##0.00"};
        if (spans[s].against == against)
            columns[width++] = (struct ri_report_column){"Change", RI_LOOK_FIGURE, 1.3, NULL};
    }
    RI_ARENA_NEW(cells, draft->mem, width * RI_COUNT(measures), err);
    for (size_t i = 0; i < RI_COUNT(measures); i++)
        RI_TRY(put_measure_row(draft, &measures[i], rows, spans, count, &cells[i * width]));
    block->table = (struct ri_report_table){
        .columns = columns, .column_count = width, .cells = cells, .row_count = RI_COUNT(measures)};
    return RI_OK;
}

/* ---- Causes ------------------------------------------------------------------------------------------------------------------------- */

/* "two thirds of it is a higher price per unit", where the whole sentence says so. */
static const char *main_cause(const char *text)
{
    const char *cause = strstr(text, "; ");
    return cause && strstr(cause, " of it is ") ? cause + 2 : NULL;
}

static const char *amount_text(struct ri_draft *draft, double amount)
{
    return ri_draft_signed(draft, amount, fabs(amount) < 1000 ? 2 : 0);
}

/* "Net sales rose 4.9 % (+28,288) against last year; two thirds of it is a higher price per unit." */
static const char *what_happened(struct ri_draft *draft, const struct ri_gathered *rows)
{
    const double now = ri_gathered_number(rows, 0, "now"),
                 before = ri_gathered_number(rows, 0, "before"),
                 amount = ri_gathered_number(rows, 0, "amount");
    const char *cause = main_cause(ri_gathered_text(rows, 0, "sentence"));
    if (!(fabs(amount) > 0))
        return ri_draft_text(draft, "Net sales did not change against %s.", draft->versus);
    return ri_draft_text(
        draft, "Net sales %s %s (%s) against %s%s%s.", amount > 0 ? "rose" : "fell",
        before > 0 ? ri_draft_figure(draft, ri_figure_percent, fabs(now / before - 1)) : "",
        amount_text(draft, amount), draft->versus, cause ? "; " : "", cause ? cause : "");
}

/* "Visitors gave +130, conversion +118 and price per unit −164; together +133." */
static const char *what_caused(struct ri_draft *draft, const struct ri_gathered *rows,
                               const size_t *parts, size_t count)
{
    const char *text = "";
    for (size_t i = 0; i < count; i++) {
        const char *name = ri_draft_heading(draft, ri_gathered_text(rows, parts[i], "cause"));
        text = ri_draft_text(draft, "%s%s%c%s%s %s", text,
                             i == 0           ? ""
                             : i + 1 == count ? " and "
                                              : ", ",
                             i ? tolower((unsigned char)*name) : *name, name + 1, i ? "" : " gave",
                             amount_text(draft, ri_gathered_number(rows, parts[i], "amount")));
    }
    return ri_draft_text(draft, "%s; together %s.", text,
                         amount_text(draft, ri_gathered_number(rows, 0, "amount")));
}

static ri_status waterfall(struct ri_draft *draft, const struct ri_gathered *rows,
                           const size_t *parts, size_t count, struct ri_error *err)
{
    struct ri_block  *block = ri_draft_block(draft, RI_BLOCK_CHART, "What made the change");
    const char      **labels;
    double           *values;
    struct ri_series *series;
    RI_ARENA_NEW(labels, draft->mem, count + 1, err);
    RI_ARENA_NEW(values, draft->mem, count + 1, err);
    RI_ARENA_NEW(series, draft->mem, 1, err);
    for (size_t i = 0; i < count; i++) {
        labels[i] = ri_draft_heading(draft, ri_gathered_text(rows, parts[i], "cause"));
        values[i] = ri_gathered_number(rows, parts[i], "amount");
    }
    labels[count] = "Change of net sales";
    values[count] = ri_gathered_number(rows, 0, "amount");
    *series = (struct ri_series){.name = "amount", .values = values};
    if (!block) return RI_OK;
    block->chart =
        (struct ri_chart){.kind = RI_CHART_WATERFALL,
                          .title = "What made the change",
                          .unit = ri_draft_text(draft, "%s; parts add up", draft->currency),
                          .alt = draft->report.sentence,
                          .labels = labels,
                          .count = count + 1,
                          .series = series,
                          .series_count = 1};
    return RI_OK;
}

ri_status ri_draft_causes(struct ri_draft *draft, struct ri_error *err)
{
    enum { MOST = 8 };
    struct ri_gathered rows = {0};
    size_t             parts[MOST], count = 0;
    if (ri_draft_compares(draft))
        RI_TRY(ri_draft_ask_if(draft, "Causes", "sales.drivers", RI_ASK("compare", draft->compare),
                               &rows, err));
    for (size_t i = 0; i < rows.rows && count < MOST; i++) {
        if (strcmp(ri_gathered_text(&rows, i, "part_of"), "net_sales") != 0) continue;
        parts[count++] = i;
    }
    if (!rows.rows || !*ri_gathered_text(&rows, 0, "sentence")) {
        draft->report.sentence =
            ri_draft_text(draft, "Net sales were %s %s; there is no year before to compare with.",
                          draft->net_sales, draft->currency);
        return RI_OK;
    }
    draft->report.sentence = what_happened(draft, &rows);
    if (!count) return RI_OK;
    draft->report.lead = what_caused(draft, &rows, parts, count);
    ri_draft_note(draft, "Causes: shares of the logarithms of visitors, conversion, units per "
                         "transaction and price per unit; they add up exactly.");
    return waterfall(draft, &rows, parts, count, err);
}

/* ---- Trend -------------------------------------------------------------------------------------------------------------------------- */

static const char *alt_of(struct ri_draft *draft, const char *by, ri_day from,
                          const struct ri_series *now, const struct ri_series *before, size_t last)
{
    const char *text = ri_draft_text(draft, "Net sales by %s from %s; the last is %s", by,
                                     ri_draft_day(draft, ri_figure_day, from),
                                     ri_draft_figure(draft, ri_figure_money, now->values[last]));
    if (!isfinite(before->values[last])) return ri_draft_text(draft, "%s.", text);
    return ri_draft_text(draft, "%s against %s a year before.", text,
                         ri_draft_figure(draft, ri_figure_money, before->values[last]));
}

ri_status ri_draft_trend(struct ri_draft *draft, const char *by, ri_day from, struct ri_error *err)
{
    struct ri_gathered rows;
    struct ri_series  *series;
    const bool         weekly = strcmp(by, "week") == 0, compared = ri_draft_compares(draft);
    RI_TRY(ri_draft_ask(draft, "sales.trend",
                        RI_ASK("by", by, "from", ri_draft_iso(draft, from), "to",
                               ri_draft_iso(draft, draft->to), "compare", draft->compare,
                               "calendar", weekly ? "iso" : "gregorian"),
                        &rows, err));
    if (rows.rows < 2) return RI_OK;
    struct ri_block *block =
        ri_draft_block(draft, RI_BLOCK_CHART, ri_draft_text(draft, "Net sales by %s", by));
    RI_ARENA_NEW(series, draft->mem, 2, err);
    series[0] = (struct ri_series){.name = "this year",
                                   .values = ri_draft_values(draft, &rows, "net_sales")};
    series[1] = (struct ri_series){.name = draft->versus,
                                   .values = ri_draft_values(draft, &rows, "net_sales_before"),
                                   .compared = true};
    ri_day *days = ri_draft_days(draft, &rows, "first_day");
    if (!block || !days || !series[0].values || !series[1].values)
        return ri_fail(err, RI_ENOMEM, "no room for a chart");
    const size_t last = rows.rows - 1;
    block->chart = (struct ri_chart){
        .kind = rows.rows > 40 ? RI_CHART_LINES : RI_CHART_COLUMNS,
        .title = block->title,
        .unit = draft->currency,
        .alt = alt_of(draft, by, days[0], &series[0], &series[1], last),
        .days = days,
        .count = rows.rows,
        .series = series,
        .series_count = compared ? 2 : 1,
        .incomplete = strcmp(ri_gathered_text(&rows, last, "complete"), "false") == 0};
    if (compared) block->note = ri_draft_text(draft, "tick: %s", draft->versus);
    if (block->chart.kind == RI_CHART_LINES) block->note = NULL;
    if (block->chart.incomplete) ri_draft_note(draft, "The last %s, hatched, is not over.", by);
    return RI_OK;
}

/* ---- Rankings ----------------------------------------------------------------------------------------------------------------------- */

/* "S01 gained most among stores (+75), S02 lost most (-57)." */
static void say_extremes(struct ri_draft *draft, const struct ri_gathered *rows, const char *key,
                         const char *title)
{
    size_t most = 0, least = 0;
    if (rows->rows < 2 || !isfinite(ri_gathered_number(rows, 0, "change_amount"))) return;
    for (size_t i = 1; i < rows->rows; i++) {
        const double change = ri_gathered_number(rows, i, "change_amount");
        if (change > ri_gathered_number(rows, most, "change_amount")) most = i;
        if (change < ri_gathered_number(rows, least, "change_amount")) least = i;
    }
    const double gain = ri_gathered_number(rows, most, "change_amount"),
                 loss = ri_gathered_number(rows, least, "change_amount");
    const char *lead = draft->report.lead ? draft->report.lead : "";
    if (gain > 0)
        lead = ri_draft_text(draft, "%s%s%s gained most among %s (%s)%s", lead, *lead ? " " : "",
                             ri_gathered_text(rows, most, key), title,
                             ri_draft_signed(draft, gain, fabs(gain) < 1000 ? 2 : 0),
                             loss < 0 ? "" : ".");
    if (loss < 0)
        lead = ri_draft_text(draft, "%s%s%s lost most%s%s (%s).", lead,
                             gain > 0 ? ", "
                             : *lead  ? " "
                                      : "",
                             ri_gathered_text(rows, least, key), gain > 0 ? "" : " among ",
                             gain > 0 ? "" : title,
                             ri_draft_signed(draft, loss, fabs(loss) < 1000 ? 2 : 0));
    draft->report.lead = lead;
}

ri_status ri_draft_ranking(struct ri_draft *draft, const char *operation, const char *key,
                           const char *title, bool half, size_t most, struct ri_error *err)
{
    struct ri_gathered           rows;
    char                         plural[32];
    const struct ri_draft_column columns[] = {
        {ri_draft_heading(draft, key), key, RI_LOOK_TEXT, half ? 2.4 : 3, DRAFT_TEXT, NULL, false},
        {"Net sales", "net_sales", RI_LOOK_FIGURE, 1.35, DRAFT_MONEY, NULL, false},
        {"", "net_sales", RI_LOOK_BAR, half ? 1.5 : 3, DRAFT_MONEY, "net_sales_before", false},
        {"Change", "change_amount", RI_LOOK_FIGURE, 1.4, DRAFT_AMOUNT, NULL, false},
        {"%", "net_sales", RI_LOOK_FIGURE, 1.7, DRAFT_CHANGE, "net_sales_before", false},
    };
    RI_TRY(ri_draft_ask(draft, operation, RI_ASK("compare", draft->compare, "limit", "0"), &rows,
                        err));
    if (!rows.rows) return RI_OK;
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, title);
    if (!block) return RI_OK;
    snprintf(plural, sizeof plural, "%s", title);
    plural[0] = (char)tolower((unsigned char)plural[0]);
    say_extremes(draft, &rows, key, plural);
    block->half = half;
    if (ri_draft_compares(draft))
        block->note = ri_draft_text(draft, "bar: this span, tick: %s", draft->versus);
    return ri_draft_table(draft, block, &rows, columns, ri_draft_compares(draft) ? 5 : 3, most,
                          rows.rows > 1, err);
}

/* ---- Plan --------------------------------------------------------------------------------------------------------------------------- */

/* The plan's lines, summed by version: only the first is shown. */
ri_status ri_draft_plan(struct ri_draft *draft, struct ri_error *err)
{
    struct ri_gathered                   rows;
    const struct ri_civil                civil = ri_day_civil(draft->to - 1);
    const ri_day                         from = ri_day_of(civil.year, civil.month, 1);
    struct ri_report_cell               *cells;
    static const struct ri_report_column columns[] = {
        {"Plan of the month", RI_LOOK_TEXT, 2, NULL}, {"Sold so far", RI_LOOK_FIGURE, 1, "#,##0"},
        {"Plan so far", RI_LOOK_FIGURE, 1, "#,##0"},  {"Difference", RI_LOOK_FIGURE, 1, "#,##0"},
        {"Reached", RI_LOOK_FIGURE, 1, "0.0%"},       {"Whole month", RI_LOOK_FIGURE, 1, "#,##0"}};
    RI_TRY(ri_draft_ask_if(
        draft, "Plan", "sales.plan",
        RI_ASK("from", ri_draft_iso(draft, from), "to",
               ri_draft_iso(draft, from + ri_days_in_month(civil.year, civil.month))),
        &rows, err));
    if (!rows.rows) {
        ri_draft_note(draft, "No plan for %s is imported.",
                      ri_draft_day(draft, ri_figure_month, from));
        return RI_OK;
    }
    const char  *version = ri_gathered_text(&rows, 0, "version");
    const double sold = ri_gathered_sum(&rows, "net_sales", "version", version),
                 planned = ri_gathered_sum(&rows, "net_sales_plan", "version", version),
                 so_far = ri_gathered_sum(&rows, "net_sales_plan_so_far", "version", version);
    struct ri_block *block = ri_draft_block(draft, RI_BLOCK_TABLE, "Against plan");
    RI_ARENA_NEW(cells, draft->mem, RI_COUNT(columns), err);
    if (!block) return RI_OK;
    const double values[] = {NAN,    sold, so_far, sold - so_far, so_far > 0 ? sold / so_far : NAN,
                             planned};
    cells[0] = (struct ri_report_cell){
        .text = ri_draft_text(draft, "%s, %s", ri_draft_day(draft, ri_figure_month, from), version),
        .number = NAN};
    for (size_t c = 1; c < RI_COUNT(columns); c++)
        cells[c] = (struct ri_report_cell){
            .text = c == 4   ? ri_draft_figure(draft, ri_figure_percent, values[c])
                    : c == 3 ? ri_draft_signed(draft, values[c], 0)
                             : ri_draft_number(draft, values[c], 0),
            .number = values[c],
            .tone = c == 3 ? ri_draft_tone(values[c], 0, true) : RI_TONE_PLAIN};
    block->table = (struct ri_report_table){
        .columns = columns, .column_count = RI_COUNT(columns), .cells = cells, .row_count = 1};
    block->note =
        ri_draft_text(draft, "%s; the plan is spread evenly over its days", draft->currency);
    return RI_OK;
}
