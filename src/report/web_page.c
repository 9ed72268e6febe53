/* A report as one HTML file: no script, no request, pictures within; dark where the reader's screen is, white on paper. */
#include "rendering.h"

#include <math.h>

static const char style[] =
    ":root { color-scheme: light dark; --ink: #17191c; --ink2: #43484e; --ink3: #656a71; --line: "
    "#e2e2de; --line2: #c6c6c0; --surface: #fff; --s1: #1f63bd; --good: #0b6a5a; --bad: #b03a0e; "
    "--warn: #855600 }\n"
    "@media screen and (prefers-color-scheme: dark) { :root { --ink: #eceef0; --ink2: #bfc4ca; "
    "--ink3: #979da5; --line: #2c3136; --line2: #444b52; --surface: #191c1f; --s1: #6aa5f5; "
    "--good: "
    "#4fc4ae; --bad: #f5935f; --warn: #e2b34f } }\n"
    "* { box-sizing: border-box }\n"
    "body { margin: 0 auto; max-width: 960px; padding: 24px 16px; background: var(--surface); "
    "color: "
    "var(--ink); font: 14px/20px Inter, system-ui, 'DejaVu Sans', sans-serif; "
    "font-variant-numeric: "
    "tabular-nums }\n"
    "header { display: flex; gap: 12px; border-bottom: 2px solid var(--ink); padding-bottom: 8px "
    "}\n"
    "header :last-child { margin-left: auto; text-align: right }\n"
    "header span, .period, .lead { color: var(--ink2) }\n"
    ".period { margin: 16px 0 0 }\n"
    "h1 { font-size: 24px; line-height: 32px; margin: 2px 0 8px; text-wrap: balance }\n"
    ".lead { font-size: 15px; line-height: 22px; margin: 0 0 16px; max-width: 80ch }\n"
    "h2 { font-size: 15px; line-height: 20px; margin: 24px 0 6px }\n"
    "h2 small { font-weight: 400; font-size: 12px; color: var(--ink3); margin-left: 8px }\n"
    ".tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); margin: "
    "0; "
    "border: solid var(--line2); border-width: 1px 0 }\n"
    ".tiles > div { padding: 10px 12px 8px; border-left: 1px solid var(--line); min-width: 0 }\n"
    ".tiles dt { font-size: 12px; color: var(--ink3) } .tiles dd { margin: 0 }\n"
    ".tiles .value { font-size: 22px; line-height: 30px; font-weight: 600 }\n"
    ".tiles .against { font-size: 12px; color: var(--ink3) }\n"
    ".tiles svg { height: 20px }\n"
    ".pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), "
    "1fr)); "
    "gap: 0 24px }\n"
    "svg { display: block; width: 100%; height: auto } figure { margin: 0 }\n"
    ".wide { overflow-x: auto }\n"
    "table { border-collapse: collapse; width: 100%; font-size: 13px }\n"
    "th { text-align: left; font-weight: 400; font-size: 12px; color: var(--ink3); border-bottom: "
    "1px "
    "solid var(--line2); padding: 4px 6px; white-space: nowrap }\n"
    "td { border-bottom: 1px solid var(--line); padding: 4px 6px }\n"
    ".n { text-align: right; white-space: nowrap }\n"
    "tr.total td { font-weight: 600; border-top: 1px solid var(--line2); border-bottom: 0 }\n"
    ".bar { width: 22%; min-width: 70px } .bar i { display: block; position: relative; height: "
    "10px }\n"
    ".bar b, .bar u { position: absolute; top: 0; height: 100% } .bar b { left: 0; background: "
    "var(--s1) } .bar u { width: 2px; top: -2px; height: 14px; background: var(--ink) }\n"
    ".good { color: var(--good) } .bad { color: var(--bad) } .warn { color: var(--warn) }\n"
    "aside { margin-top: 28px; color: var(--ink3); font-size: 12px; line-height: 18px; columns: 2 "
    "340px; column-gap: 24px } aside p { margin: 0 0 4px; break-inside: avoid }\n"
    "footer { margin-top: 20px; border-top: 1px solid var(--line2); padding-top: 8px; font-size: "
    "12px; "
    "color: var(--ink3) } footer code { overflow-wrap: anywhere }\n"
    "@media print { @page { size: A4; margin: 14mm } body { padding: 0; max-width: none; "
    "font-size: "
    "11px; line-height: 15px } figure, .tiles, tr { break-inside: avoid } h2 { break-after: avoid "
    "} "
    "thead { display: table-header-group } }\n";

static const char *const tone_classes[] = {
    [RI_TONE_PLAIN] = "", [RI_TONE_GOOD] = "good", [RI_TONE_BAD] = "bad", [RI_TONE_WARN] = "warn"};

static void element(struct ri_text *out, const char *tag, const char *class_name, const char *text)
{
    if (!text || !*text) return;
    ri_text_printf(out, "<%s", tag);
    if (class_name && *class_name) ri_text_printf(out, " class=\"%s\"", class_name);
    ri_text_putc(out, '>');
    ri_text_xml(out, text);
    ri_text_printf(out, "</%s>\n", tag);
}

static void put_heading(struct ri_text *out, const char *title, const char *note)
{
    if (!title || !*title) return;
    ri_text_puts(out, "<h2>");
    ri_text_xml(out, title);
    element(out, "small", NULL, note);
    ri_text_puts(out, "</h2>\n");
}

static void put_picture(struct ri_text *out, const struct ri_chart *chart, double width,
                        double height)
{
    struct ri_canvas canvas = ri_svg_canvas(out);
    ri_svg_begin(out, width, height, chart->title ? chart->title : "", chart->alt, false);
    ri_chart_draw(chart, &canvas, 0, 0, width, height);
    ri_svg_end(out);
}

static void put_tiles(struct ri_text *out, const struct ri_block *block)
{
    ri_text_puts(out, "<dl class=\"tiles\">\n");
    for (size_t i = 0; i < block->tile_count; i++) {
        const struct ri_tile *tile = &block->tiles[i];
        ri_text_puts(out, "<div>");
        element(out, "dt", NULL, tile->label);
        element(out, "dd", "value", tile->value);
        element(out, "dd", tone_classes[tile->tone], tile->change);
        element(out, "dd", "against", tile->against);
        if (tile->spark.count > 1) {
            ri_text_puts(out, "<dd>");
            put_picture(out, &tile->spark, 140, 20);
            ri_text_puts(out, "</dd>");
        }
        ri_text_puts(out, "</div>\n");
    }
    ri_text_puts(out, "</dl>\n");
}

static void put_chart(struct ri_text *out, const struct ri_block *block)
{
    const double   width = block->half ? 400 : 720;
    struct ri_text unit = {0};
    ri_chart_unit(&block->chart, &unit);
    if (block->note) ri_text_printf(&unit, "%s%s", unit.length ? "; " : "", block->note);
    put_heading(out, block->title ? block->title : block->chart.title, unit.at);
    ri_text_release(&unit);
    ri_text_puts(out, "<figure>");
    put_picture(out, &block->chart, width, ri_chart_height(&block->chart, width));
    ri_text_puts(out, "</figure>\n");
}

static void put_bar(struct ri_text *out, const struct ri_report_cell *cell, double most)
{
    ri_text_puts(out, "<td class=\"bar\"><i>");
    if (cell->number > 0)
        ri_text_printf(out, "<b style=\"width:%.1f%%\"></b>", 100 * cell->number / most);
    if (cell->against >= 0)
        ri_text_printf(out, "<u style=\"left:%.1f%%\"></u>", 100 * cell->against / most);
    ri_text_puts(out, "</i></td>");
}

static void put_row(struct ri_text *out, const struct ri_report_table *table, size_t r)
{
    const bool total = table->total && r + 1 == table->row_count;
    ri_text_puts(out, total ? "<tr class=\"total\">" : "<tr>");
    for (size_t c = 0; c < table->column_count; c++) {
        const struct ri_report_cell *cell = &table->cells[r * table->column_count + c];
        const bool                   figure = table->columns[c].look == RI_LOOK_FIGURE;
        if (table->columns[c].look == RI_LOOK_BAR && !total) {
            put_bar(out, cell, ri_report_widest(table, c));
            continue;
        }
        ri_text_printf(out, "<td class=\"%s%s%s\">", figure ? "n" : "",
                       figure && cell->tone ? " " : "", tone_classes[cell->tone]);
        if (cell->text && table->columns[c].look != RI_LOOK_BAR) ri_text_xml(out, cell->text);
        ri_text_puts(out, "</td>");
    }
    ri_text_puts(out, "</tr>\n");
}

static void put_table(struct ri_text *out, const struct ri_block *block)
{
    const struct ri_report_table *table = &block->table;
    put_heading(out, block->title, block->note);
    ri_text_puts(out, "<div class=\"wide\"><table><thead><tr>");
    for (size_t c = 0; c < table->column_count; c++) {
        ri_text_puts(out, table->columns[c].look == RI_LOOK_FIGURE
                              ? "<th class=\"n\" scope=\"col\">"
                              : "<th scope=\"col\">");
        ri_text_xml(out, table->columns[c].name);
        ri_text_puts(out, "</th>");
    }
    ri_text_puts(out, "</tr></thead>\n<tbody>\n");
    for (size_t r = 0; r < table->row_count; r++) put_row(out, table, r);
    ri_text_puts(out, "</tbody></table></div>\n");
    if (table->more) ri_text_printf(out, "<p class=\"period\">and %zu more</p>\n", table->more);
}

static void put_text(struct ri_text *out, const struct ri_block *block)
{
    put_heading(out, block->title, block->note);
    element(out, "p", tone_classes[block->tone], block->text);
}

static void put_block(struct ri_text *out, const struct ri_block *block)
{
    static void (*const puts_[RI_BLOCK_KINDS])(struct ri_text *, const struct ri_block *) = {
        [RI_BLOCK_TILES] = put_tiles,
        [RI_BLOCK_TEXT] = put_text,
        [RI_BLOCK_TABLE] = put_table,
        [RI_BLOCK_CHART] = put_chart};
    ri_text_puts(out, "<section>\n");
    puts_[block->kind](out, block);
    ri_text_puts(out, "</section>\n");
}

static void put_blocks(struct ri_text *out, const struct ri_report *report)
{
    for (size_t i = 0; i < report->block_count; i++) {
        const bool pair =
            report->blocks[i].half && i + 1 < report->block_count && report->blocks[i + 1].half;
        if (pair) ri_text_puts(out, "<div class=\"pair\">\n");
        put_block(out, &report->blocks[i]);
        if (!pair) continue;
        put_block(out, &report->blocks[++i]);
        ri_text_puts(out, "</div>\n");
    }
}

static void put_end(struct ri_text *out, const struct ri_report *report)
{
    if (report->note_count) {
        put_heading(out, "How to read this", NULL);
        ri_text_puts(out, "<aside style=\"margin-top:0\">\n");
        for (size_t i = 0; i < report->note_count; i++) element(out, "p", NULL, report->notes[i]);
        ri_text_puts(out, "</aside>\n");
    }
    ri_text_puts(out, "<footer>");
    ri_text_xml(out, report->data_to ? report->data_to : "");
    if (report->command) {
        ri_text_puts(out, " · the same again: <code>");
        ri_text_xml(out, report->command);
        ri_text_puts(out, "</code>");
    }
    ri_text_puts(out, "</footer>\n</body>\n</html>\n");
}

static ri_status html_write(const struct ri_report *report, struct ri_text *out,
                            struct ri_error *err)
{
    ri_text_puts(out,
                 "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
                 "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    element(out, "title", NULL, report->title);
    ri_text_printf(out, "<style>\n%s", style);
    ri_svg_style(out);
    ri_text_puts(out, "</style>\n</head>\n<body>\n<header>");
    element(out, "strong", NULL, report->firm);
    element(out, "span", NULL, report->title);
    element(out, "span", NULL, report->scope);
    ri_text_puts(out, "</header>\n");
    element(out, "p", "period", report->period);
    element(out, "h1", NULL, report->sentence);
    element(out, "p", "lead", report->lead);
    put_blocks(out, report);
    put_end(out, report);
    return ri_text_check(out, err);
}

const struct ri_rendering ri_report_html = {"html", "text/html; charset=utf-8", html_write};
