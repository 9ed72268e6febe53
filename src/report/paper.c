/* A report on paper: pages of A4 as PDF, or one long page as a picture. Laid out twice and more for PDF: the first time tells how many
 * pages there are, and closer together it may take one page less. */
#include "figure.h"
#include "page.h"
#include "rendering.h"

#include <math.h>

#define MARGIN 40.0 /* 14 mm */
#define WIDTH  (RI_PAGE_WIDTH - 2 * MARGIN)
#define GAP    16.0
#define FLOOR  (RI_PAGE_HEIGHT - 54)

static const struct ri_page_style
    firm = {.size = 8.4, .bold = true, .ink = RI_INK_TEXT},
    small = {.size = 8.4, .ink = RI_INK_TEXT2},
    small_right = {.size = 8.4, .ink = RI_INK_TEXT2, .align = RI_ALIGN_RIGHT},
    sentence = {.size = 15, .bold = true, .ink = RI_INK_TEXT, .lines = 4},
    lead = {.size = 9.4, .ink = RI_INK_TEXT2, .lines = 12},
    heading = {.size = 9.8, .bold = true, .ink = RI_INK_TEXT},
    beside = {.size = 7.8, .ink = RI_INK_TEXT3},
    note = {.size = 7.4, .ink = RI_INK_TEXT3, .lines = 12},
    label = {.size = 7.6, .ink = RI_INK_TEXT3},
    value = {.size = 14, .bold = true, .ink = RI_INK_TEXT},
    foot = {.size = 7.2, .ink = RI_INK_TEXT3},
    foot_right = {.size = 7.2, .ink = RI_INK_TEXT3, .align = RI_ALIGN_RIGHT};

struct paper {
    const struct ri_report *report;
    struct ri_pages        *pages;
    struct ri_canvas        canvas;
    double                  y;
    bool                    endless, close;   /* close: less air, so that a page less may do */
    size_t                  page, page_count; /* count 0: not known yet */
};

static const ri_ink tone_inks[] = {[RI_TONE_PLAIN] = RI_INK_TEXT,
                                   [RI_TONE_GOOD] = RI_INK_GOOD,
                                   [RI_TONE_BAD] = RI_INK_BAD,
                                   [RI_TONE_WARN] = RI_INK_WARN};

static void rule(struct paper *paper, double x, double y, double width, double weight, ri_ink ink)
{
    ri_draw_line(&paper->canvas, x, y, x + width, y,
                 &(struct ri_paint){.stroke = ink, .width = weight});
}

/* ---- Pages ------------------------------------------------------------------------------------------------------------------ */

static void put_head(struct paper *paper)
{
    const struct ri_report *report = paper->report;
    const double            name = paper->canvas.driver->width(
        &paper->canvas, &(struct ri_letters){.size = firm.size, .bold = true}, report->firm);
    ri_pages_text(paper->pages, MARGIN, 30, WIDTH * 0.45, &firm, report->firm);
    ri_pages_text(paper->pages, MARGIN + fmin(name, WIDTH * 0.45) + 10, 30, WIDTH * 0.3, &small,
                  report->title);
    ri_pages_text(paper->pages, MARGIN + WIDTH * 0.55, 30, WIDTH * 0.45, &small_right,
                  report->scope ? report->scope : "");
    rule(paper, MARGIN, 46, WIDTH, 1.5, RI_INK_TEXT);
    paper->y = 57;
}

static void put_foot(struct paper *paper, double y)
{
    char pages[64] = "", left[512];
    rule(paper, MARGIN, y, WIDTH, 0.6, RI_INK_LINE2);
    if (!paper->endless)
        snprintf(pages, sizeof pages, "Page %zu of %zu", paper->page, paper->page_count);
    snprintf(left, sizeof left, "%s%s%s", paper->report->data_to ? paper->report->data_to : "",
             paper->report->command ? "  ·  the same again: " : "",
             paper->report->command ? paper->report->command : "");
    ri_pages_text(paper->pages, MARGIN, y + 6, WIDTH - 70, &foot, left);
    ri_pages_text(paper->pages, MARGIN + WIDTH - 66, y + 6, 66, &foot_right, pages);
}

static void next_page(struct paper *paper)
{
    put_foot(paper, RI_PAGE_HEIGHT - 42);
    ri_pages_next(paper->pages);
    paper->page++;
    put_head(paper);
}

static double gap(const struct paper *paper)
{
    return paper->close ? GAP * 0.6 : GAP;
}

/* Charts over time may be lower; bars and grids have the height of their rows. */
static double chart_height(const struct paper *paper, const struct ri_chart *chart, double width)
{
    const bool   over_time = chart->kind == RI_CHART_LINES || chart->kind == RI_CHART_COLUMNS;
    const double height = ri_chart_height(chart, width);
    return paper->close && over_time ? height * 0.8 : height;
}

static bool fits(const struct paper *paper, double height)
{
    return paper->endless || paper->y + height <= FLOOR;
}

/* ---- Blocks: each is drawn at (x, paper->y), `width` wide, and returns its height ---------------------------------------------- */

static double put_heading(struct paper *paper, double x, double width, const char *title,
                          const char *text)
{
    if (!title || !*title) return 0;
    const double wide =
        fmin(width,
             paper->canvas.driver->width(
                 &paper->canvas, &(struct ri_letters){.size = heading.size, .bold = true}, title) +
                 2);
    ri_pages_text(paper->pages, x, paper->y, wide, &heading, title);
    if (text && *text && width - wide > 30)
        ri_pages_text(paper->pages, x + wide + 7, paper->y + 1.8, width - wide - 7, &beside, text);
    return 17;
}

static double put_tiles(struct paper *paper, const struct ri_block *block)
{
    const double width = WIDTH / (double)block->tile_count, y = paper->y;
    bool         sparks = false, changes = false;
    rule(paper, MARGIN, y, WIDTH, 0.6, RI_INK_LINE2);
    for (size_t i = 0; i < block->tile_count; i++) {
        const struct ri_tile *tile = &block->tiles[i];
        const double x = MARGIN + width * (double)i + (i ? 8 : 0), wide = width - (i ? 12 : 4);
        if (i)
            ri_draw_line(&paper->canvas, MARGIN + width * (double)i, y + 5,
                         MARGIN + width * (double)i, y + 36,
                         &(struct ri_paint){.stroke = RI_INK_LINE, .width = 0.6});
        ri_pages_text(paper->pages, x, y + 6, wide, &label, tile->label);
        ri_pages_text(paper->pages, x, y + 17, wide, &value, tile->value);
        if (tile->change)
            ri_pages_text(paper->pages, x, y + 36, wide,
                          &(struct ri_page_style){.size = 7.8, .ink = tone_inks[tile->tone]},
                          tile->change);
        changes |= tile->change || tile->against;
        if (tile->against) ri_pages_text(paper->pages, x, y + 46.5, wide, &label, tile->against);
        if (tile->spark.count > 1) {
            ri_chart_draw(&tile->spark, &paper->canvas, x, y + 61, wide, 14);
            sparks = true;
        }
    }
    const double height = sparks ? 81 : changes ? 61 : 41;
    rule(paper, MARGIN, y + height, WIDTH, 0.6, RI_INK_LINE2);
    return height;
}

static struct ri_page_style text_style(const struct ri_block *block)
{
    struct ri_page_style style = lead;
    style.lines = 40;
    if (block->tone != RI_TONE_PLAIN) style.ink = tone_inks[block->tone];
    return style;
}

static double put_text(struct paper *paper, double x, double width, const struct ri_block *block)
{
    const struct ri_page_style style = text_style(block);
    const double               head = put_heading(paper, x, width, block->title, block->note);
    return head + ri_pages_text(paper->pages, x, paper->y + head, width, &style, block->text);
}

static double put_chart(struct paper *paper, double x, double width, const struct ri_block *block)
{
    struct ri_text unit = {0};
    ri_chart_unit(&block->chart, &unit);
    if (block->note) ri_text_printf(&unit, "%s%s", unit.length ? "; " : "", block->note);
    const double head = put_heading(
        paper, x, width, block->title ? block->title : block->chart.title, unit.at ? unit.at : "");
    const double height = chart_height(paper, &block->chart, width);
    ri_text_release(&unit);
    ri_chart_draw(&block->chart, &paper->canvas, x, paper->y + head, width, height);
    return head + height;
}

/* ---- Tables ------------------------------------------------------------------------------------------------------------------- */

#define ROW  13.6
#define HEAD 15.0

static double column_x(const struct ri_report_table *table, size_t c, double width)
{
    double before = 0, all = 0;
    for (size_t i = 0; i < table->column_count; i++) {
        const double weight = table->columns[i].weight > 0 ? table->columns[i].weight : 1;
        if (i < c) before += weight;
        all += weight;
    }
    return width * before / all;
}

static void put_table_head(struct paper *paper, double x, double width,
                           const struct ri_report_table *table)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const double         from = column_x(table, c, width), to = column_x(table, c + 1, width);
        struct ri_page_style style = label;
        const double         indent = c == 0 ? 0 : table->columns[c].look == RI_LOOK_FIGURE ? 2 : 8;
        if (table->columns[c].look == RI_LOOK_FIGURE) style.align = RI_ALIGN_RIGHT;
        ri_pages_text(paper->pages, x + from + indent, paper->y + 1, to - from - indent - 2, &style,
                      table->columns[c].name);
    }
    rule(paper, x, paper->y + HEAD - 1.5, width, 0.8, RI_INK_LINE2);
}

static void put_bar(struct paper *paper, double x, double y, double width, double most,
                    const struct ri_report_cell *cell)
{
    if (cell->number > 0)
        ri_draw_box(&paper->canvas, x, y + 2.6, width * cell->number / most, ROW - 5.8,
                    &(struct ri_paint){.fill = RI_INK_S1});
    if (cell->against >= 0) {
        const double at = x + width * cell->against / most;
        ri_draw_line(&paper->canvas, at, y + 1, at, y + ROW - 1.8,
                     &(struct ri_paint){.stroke = RI_INK_TEXT, .width = 1.3});
    }
}

/* Where the text of a cell stands in its row, and how. */
static double cell_place(const struct ri_report_table *table, size_t r, size_t c, double width,
                         double *ret_x, struct ri_page_style *ret_style)
{
    const bool   figure = table->columns[c].look == RI_LOOK_FIGURE;
    const double from = column_x(table, c, width) + (c ? (figure ? 2 : 8) : 0);
    *ret_style =
        (struct ri_page_style){.size = 8,
                               .bold = table->total && r + 1 == table->row_count,
                               .ink = tone_inks[table->cells[r * table->column_count + c].tone],
                               .align = figure ? RI_ALIGN_RIGHT : RI_ALIGN_LEFT,
                               .lines = figure ? 1 : 4};
    *ret_x = from;
    return column_x(table, c + 1, width) - from - 2;
}

/* A text that is longer than its column goes on in further lines: a reason is never cut. */
static double row_height(struct paper *paper, const struct ri_report_table *table, size_t r,
                         double width)
{
    double highest = ROW;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct ri_report_cell *cell = &table->cells[r * table->column_count + c];
        struct ri_page_style         style;
        double                       x;
        if (table->columns[c].look != RI_LOOK_TEXT || !cell->text) continue;
        const double wide = cell_place(table, r, c, width, &x, &style);
        highest = fmax(highest, ri_pages_measure(paper->pages, wide, &style, cell->text) + 4.2);
    }
    return highest;
}

static void put_row(struct paper *paper, double x, double width,
                    const struct ri_report_table *table, size_t r, double height)
{
    const bool sum = table->total && r + 1 == table->row_count;
    if (sum) rule(paper, x, paper->y, width, 0.8, RI_INK_LINE2);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct ri_report_cell *cell = &table->cells[r * table->column_count + c];
        struct ri_page_style         style;
        double                       from;
        const double                 wide = cell_place(table, r, c, width, &from, &style);
        if (table->columns[c].look == RI_LOOK_BAR) {
            if (!sum)
                put_bar(paper, x + from, paper->y, wide - 6, ri_report_widest(table, c), cell);
        } else if (cell->text) {
            ri_pages_text(paper->pages, x + from, paper->y + 1.6, wide, &style, cell->text);
        }
    }
    if (!sum) rule(paper, x, paper->y + height, width, 0.4, RI_INK_LINE);
}

static double table_height(struct paper *paper, const struct ri_block *block, double width)
{
    double rows = 0;
    for (size_t r = 0; r < block->table.row_count; r++)
        rows += row_height(paper, &block->table, r, width);
    return (block->title ? 17 : 0) + HEAD + rows + (block->table.more ? 13 : 0);
}

/* Moves paper->y itself: a table may go over pages, its head on each. */
static void put_table(struct paper *paper, double x, double width, const struct ri_block *block)
{
    const struct ri_report_table *table = &block->table;
    paper->y += put_heading(paper, x, width, block->title, block->note);
    put_table_head(paper, x, width, table);
    paper->y += HEAD;
    for (size_t r = 0; r < table->row_count; r++) {
        const double height = row_height(paper, table, r, width);
        if (!fits(paper, height)) {
            next_page(paper);
            paper->y += put_heading(paper, x, width, block->title, "continued");
            put_table_head(paper, x, width, table);
            paper->y += HEAD;
        }
        put_row(paper, x, width, table, r, height);
        paper->y += height;
    }
    if (table->more) {
        char text[64];
        snprintf(text, sizeof text, "and %zu more", table->more);
        ri_pages_text(paper->pages, x, paper->y + 2, width, &note, text);
        paper->y += 13;
    }
}

/* ---- The whole ----------------------------------------------------------------------------------------------------------------- */

static double block_height(struct paper *paper, const struct ri_block *block, double width)
{
    const struct ri_page_style style = text_style(block);
    switch (block->kind) {
    case RI_BLOCK_TILES:
        return 82;
    case RI_BLOCK_TEXT:
        return (block->title ? 17 : 0) + ri_pages_measure(paper->pages, width, &style, block->text);
    case RI_BLOCK_TABLE:
        return table_height(paper, block, width);
    default:
        return 17 + chart_height(paper, &block->chart, width);
    }
}

static void put_block(struct paper *paper, const struct ri_block *block, double x, double width)
{
    const double y = paper->y;
    switch (block->kind) {
    case RI_BLOCK_TILES:
        paper->y = y + put_tiles(paper, block);
        break;
    case RI_BLOCK_TEXT:
        paper->y = y + put_text(paper, x, width, block);
        break;
    case RI_BLOCK_TABLE:
        put_table(paper, x, width, block);
        break;
    default:
        paper->y = y + put_chart(paper, x, width, block);
        break;
    }
}

static void put_pair(struct paper *paper, const struct ri_block *pair, double height)
{
    const double width = (WIDTH - GAP) / 2;
    if (!fits(paper, height)) next_page(paper);
    const double y = paper->y;
    put_block(paper, pair, MARGIN, width);
    const double left = paper->y;
    paper->y = y;
    put_block(paper, pair + 1, MARGIN + width + GAP, width);
    paper->y = fmax(left, paper->y);
}

static void put_blocks(struct paper *paper)
{
    const struct ri_report *report = paper->report;
    for (size_t i = 0; i < report->block_count; i++) {
        const struct ri_block *block = &report->blocks[i];
        if (block->half && i + 1 < report->block_count && report->blocks[i + 1].half) {
            const double half = (WIDTH - GAP) / 2,
                         height = fmax(block_height(paper, block, half),
                                       block_height(paper, block + 1, half));
            if (height < FLOOR - 60) {
                put_pair(paper, block, height);
                paper->y += gap(paper);
                i++;
                continue;
            }
        }
        const double height = block_height(paper, block, WIDTH),
                     least = block->kind == RI_BLOCK_TABLE ? fmin(height, 100) : height;
        if (!fits(paper, least) && paper->y > 60) next_page(paper);
        put_block(paper, block, MARGIN, WIDTH);
        paper->y += gap(paper);
    }
}

/* In two columns: the first half of them at the left. */
static void put_notes(struct paper *paper)
{
    const struct ri_report *report = paper->report;
    const double            width = (WIDTH - GAP) / 2;
    double                  heights[2] = {0, 0};
    const size_t            half = (report->note_count + 1) / 2;
    if (!report->note_count) return;
    for (size_t i = 0; i < report->note_count; i++)
        heights[i >= half] += ri_pages_measure(paper->pages, width, &note, report->notes[i]) + 3;
    if (!fits(paper, fmax(heights[0], heights[1]) + 18)) next_page(paper);
    paper->y += put_heading(paper, MARGIN, WIDTH, "How to read this", NULL);
    double y[2] = {paper->y, paper->y};
    for (size_t i = 0; i < report->note_count; i++) {
        const size_t column = i >= half;
        y[column] += ri_pages_text(paper->pages, MARGIN + (column ? width + GAP : 0), y[column],
                                   width, &note, report->notes[i]) +
                     3;
    }
    paper->y = fmax(y[0], y[1]);
}

static void put_report(struct paper *paper)
{
    const struct ri_report *report = paper->report;
    paper->page = 1;
    put_head(paper);
    if (report->period)
        paper->y +=
            ri_pages_text(paper->pages, MARGIN, paper->y, WIDTH, &small, report->period) + 3;
    if (report->sentence)
        paper->y +=
            ri_pages_text(paper->pages, MARGIN, paper->y, WIDTH, &sentence, report->sentence) + 5;
    if (report->lead && *report->lead)
        paper->y += ri_pages_text(paper->pages, MARGIN, paper->y, WIDTH, &lead, report->lead);
    paper->y += 12;
    put_blocks(paper);
    put_notes(paper);
    put_foot(paper, paper->endless ? paper->y + 14 : RI_PAGE_HEIGHT - 42);
}

static ri_status pdf_once(const struct ri_report *report, bool close, size_t *pages,
                          struct ri_text *out, struct ri_error *err)
{
    struct paper paper = {.report = report, .close = close, .page_count = *pages};
    RI_TRY(ri_pages_new(report->title, report->made_us, &paper.pages, err));
    paper.canvas = ri_pages_canvas(paper.pages);
    put_report(&paper);
    const ri_status status = ri_pages_finish(paper.pages, out, err);
    ri_pages_free(paper.pages);
    *pages = paper.page;
    return status;
}

static ri_status pdf_count(const struct ri_report *report, bool close, size_t *ret_pages,
                           struct ri_error *err)
{
    struct ri_text  thrown_away = {0};
    const ri_status status = pdf_once(report, close, ret_pages, &thrown_away, err);
    ri_text_release(&thrown_away);
    return status;
}

static ri_status pdf_write(const struct ri_report *report, struct ri_text *out,
                           struct ri_error *err)
{
    size_t pages = 0, closer = 0;
    RI_TRY(pdf_count(report, false, &pages, err));
    if (pages > 1) RI_TRY(pdf_count(report, true, &closer, err));
    const bool close = closer && closer < pages;
    return pdf_once(report, close, close ? &closer : &pages, out, err);
}

static ri_status png_write(const struct ri_report *report, struct ri_text *out,
                           struct ri_error *err)
{
    struct paper paper = {.report = report, .endless = true};
    RI_TRY(ri_pages_picture(RI_PAGE_WIDTH, 24, &paper.pages, err));
    paper.canvas = ri_pages_canvas(paper.pages);
    put_report(&paper);
    const ri_status status = ri_pages_finish(paper.pages, out, err);
    ri_pages_free(paper.pages);
    return status;
}

const struct ri_rendering ri_report_pdf = {"pdf", "application/pdf", pdf_write};
const struct ri_rendering ri_report_png = {"png", "image/png", png_write};
