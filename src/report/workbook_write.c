/* A report as a workbook: a sheet that is read like the first page, then one sheet a table and a chart, with figures that count. */
#include "rendering.h"

#include "table/workbook.h"

#include <math.h>

enum { NARROW = 12, WIDEST = 46 };

static const unsigned tone_looks[] = {[RI_TONE_GOOD] = RI_WORKBOOK_GOOD,
                                      [RI_TONE_BAD] = RI_WORKBOOK_BAD,
                                      [RI_TONE_WARN] = RI_WORKBOOK_BAD};

static unsigned put_tiles(struct ri_workbook *book, unsigned row, const struct ri_block *block)
{
    static const char *const heads[] = {"Key figure", "Value", "Change", "Against"};
    for (unsigned c = 0; c < RI_COUNT(heads); c++)
        ri_workbook_text(book, row, c, heads[c], RI_WORKBOOK_HEAD);
    for (size_t i = 0; i < block->tile_count; i++) {
        const struct ri_tile *tile = &block->tiles[i];
        row++;
        ri_workbook_text(book, row, 0, tile->label, 0);
        ri_workbook_text(book, row, 1, tile->value, RI_WORKBOOK_BOLD);
        ri_workbook_text(book, row, 2, tile->change, tone_looks[tile->tone]);
        ri_workbook_text(book, row, 3, tile->against, RI_WORKBOOK_GREY);
    }
    return row + 2;
}

static void put_summary(struct ri_workbook *book, const struct ri_report *report)
{
    unsigned row = 0;
    ri_workbook_sheet(book, "Summary");
    ri_workbook_width(book, 0, 34);
    for (unsigned c = 1; c < 4; c++) ri_workbook_width(book, c, 24);
    ri_workbook_text(book, row++, 0, report->title, RI_WORKBOOK_GREY);
    ri_workbook_text(book, row++, 0, report->scope, RI_WORKBOOK_GREY);
    ri_workbook_text(book, row++, 0, report->period, RI_WORKBOOK_GREY);
    ri_workbook_text(book, row++, 0, report->sentence, RI_WORKBOOK_LARGE | RI_WORKBOOK_BOLD);
    ri_workbook_text(book, row++, 0, report->lead, 0);
    row++;
    for (size_t i = 0; i < report->block_count; i++) {
        const struct ri_block *block = &report->blocks[i];
        if (block->kind == RI_BLOCK_TILES) row = put_tiles(book, row, block);
        if (block->kind == RI_BLOCK_TEXT) {
            ri_workbook_text(book, row, 0, block->title, RI_WORKBOOK_BOLD);
            ri_workbook_text(book, row + 1, 0, block->text, 0);
            row += 3;
        }
    }
    if (report->note_count) ri_workbook_text(book, row++, 0, "How to read this", RI_WORKBOOK_BOLD);
    for (size_t i = 0; i < report->note_count; i++)
        ri_workbook_text(book, row++, 0, report->notes[i], RI_WORKBOOK_GREY);
    ri_workbook_text(book, row + 1, 0, report->data_to, RI_WORKBOOK_GREY);
    ri_workbook_text(book, row + 2, 0, report->command, RI_WORKBOOK_GREY);
}

static void put_table(struct ri_workbook *book, const struct ri_block *block)
{
    const struct ri_report_table *table = &block->table;
    unsigned                      column = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        double widest = NARROW;
        if (table->columns[c].look == RI_LOOK_BAR) continue; /* its figure stands beside it */
        ri_workbook_text(book, 0, column, table->columns[c].name, RI_WORKBOOK_HEAD);
        for (size_t r = 0; r < table->row_count; r++) {
            const struct ri_report_cell *cell = &table->cells[r * table->column_count + c];
            const unsigned               look =
                tone_looks[cell->tone] |
                (table->total && r + 1 == table->row_count ? RI_WORKBOOK_BOLD : 0);
            if (isfinite(cell->number))
                ri_workbook_number(book, (unsigned)r + 1, column, cell->number,
                                   table->columns[c].format, look);
            else
                ri_workbook_text(book, (unsigned)r + 1, column, cell->text, look);
            if (cell->text)
                widest = fmax(widest, (double)ri_utf8_width(ri_view_of(cell->text)) + 2);
        }
        ri_workbook_width(book, column++, fmin(widest, WIDEST));
    }
    ri_workbook_freeze(book, 1);
}

/* What a workbook draws itself; the others are only figures there. */
static const int drawings[RI_CHART_KINDS] = {
    [RI_CHART_LINES] = RI_WORKBOOK_LINES,       [RI_CHART_COLUMNS] = RI_WORKBOOK_COLUMNS,
    [RI_CHART_BARS] = RI_WORKBOOK_BARS,         [RI_CHART_SHARES] = RI_WORKBOOK_LINES,
    [RI_CHART_WATERFALL] = RI_WORKBOOK_COLUMNS, [RI_CHART_HEAT] = -1,
    [RI_CHART_SPARK] = RI_WORKBOOK_LINES};

static void put_chart(struct ri_workbook *book, const struct ri_chart *chart)
{
    static const char *const names[] = {"", " low", " high"};
    unsigned                 column = 1;
    ri_workbook_width(book, 0, 22);
    for (size_t i = 0; i < chart->count; i++) {
        const double day =
            chart->days ? (double)chart->days[i] - (double)ri_day_of(1899, 12, 30) : 0;
        if (chart->labels)
            ri_workbook_text(book, (unsigned)i + 1, 0, chart->labels[i], 0);
        else
            ri_workbook_number(book, (unsigned)i + 1, 0, day, "yyyy-mm-dd", 0);
    }
    for (size_t s = 0; s < chart->series_count; s++) {
        const struct ri_series *series = &chart->series[s];
        const double *const     values[] = {series->values, series->low, series->high};
        for (size_t v = 0; v < RI_COUNT(values); v++) {
            char name[128];
            if (!values[v]) continue;
            snprintf(name, sizeof name, "%s%s", series->name ? series->name : "", names[v]);
            ri_workbook_text(book, 0, column, name, RI_WORKBOOK_HEAD);
            ri_workbook_width(book, column, NARROW + 4);
            for (size_t i = 0; i < chart->count; i++)
                if (isfinite(values[v][i]))
                    ri_workbook_number(book, (unsigned)i + 1, column, values[v][i],
                                       chart->share ? "0.0%" : "#,##0.##", 0);
            column++;
        }
    }
    ri_workbook_freeze(book, 1);
    if (drawings[chart->kind] >= 0)
        ri_workbook_chart(book, (ri_workbook_drawing)drawings[chart->kind], chart->title,
                          (unsigned)chart->count, column - 1);
}

static ri_status xlsx_write(const struct ri_report *report, struct ri_text *out,
                            struct ri_error *err)
{
    struct ri_workbook *book;
    RI_TRY(ri_workbook_new(&book, err));
    put_summary(book, report);
    for (size_t i = 0; i < report->block_count; i++) {
        const struct ri_block *block = &report->blocks[i];
        if (block->kind == RI_BLOCK_TABLE) {
            ri_workbook_sheet(book, block->title ? block->title : "Table");
            put_table(book, block);
        } else if (block->kind == RI_BLOCK_CHART) {
            ri_workbook_sheet(book, block->title ? block->title : block->chart.title);
            put_chart(book, &block->chart);
        }
    }
    const ri_status status = ri_workbook_finish(book, out, err);
    ri_workbook_free(book);
    return status;
}

const struct ri_rendering ri_report_xlsx = {
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_write};
