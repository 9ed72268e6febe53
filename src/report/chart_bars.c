/* Categories as bars, and what made up a change. */
#include "chart_internal.h"

#include <math.h>

struct rows { /* names at the left, values at the right, bars between */
    const struct ri_chart *chart;
    struct ri_canvas      *canvas;
    struct chart_box       box;
    double                 names, bars_x, bars_width, low, high, row;
};

static double widest_value(const struct rows *rows)
{
    double widest = 0;
    char   text[128];
    for (size_t i = 0; i < rows->chart->count; i++) {
        chart_value(rows->chart, rows->chart->series[0].values[i], text, sizeof text);
        widest = fmax(widest, chart_label_width(rows->canvas, text));
    }
    return widest * 1.15 + 12;
}

static struct rows rows_of(const struct ri_chart *chart, struct ri_canvas *canvas,
                           struct chart_box box)
{
    struct rows rows = {.chart = chart, .canvas = canvas, .box = box};
    char        text[256];
    for (size_t i = 0; i < chart->count; i++) {
        chart_place(chart, i, text, sizeof text);
        rows.names = fmax(rows.names, chart_label_width(canvas, text) * 1.12); /* bold is wider */
    }
    rows.names = fmin(rows.names, box.width * 0.36) + 8;
    const double values = widest_value(&rows);
    rows.bars_x = box.x + rows.names;
    rows.bars_width = box.width - rows.names - values;
    rows.row = box.height / (double)chart->count;
    chart_range(chart, &rows.low, &rows.high);
    rows.low = fmin(rows.low, 0);
    rows.high = fmax(rows.high, 0);
    if (rows.low == rows.high) rows.high = 1;
    if (rows.low < 0) { /* a value below zero stands to the left of its bar */
        rows.bars_x += values * 0.8;
        rows.bars_width -= values * 0.8;
    }
    return rows;
}

static double along(const struct rows *rows, double value)
{
    return rows->bars_x + rows->bars_width * (value - rows->low) / (rows->high - rows->low);
}

static void name_row(const struct rows *rows, size_t i, double y, bool bold)
{
    char text[256];
    chart_place(rows->chart, i, text, sizeof text);
    ri_draw_text(rows->canvas, rows->box.x, y, rows->names - 8,
                 &(struct ri_letters){.size = CHART_SMALL, .ink = RI_INK_TEXT, .bold = bold}, text);
}

static void draw_bar(const struct rows *rows, size_t i)
{
    const struct ri_chart *chart = rows->chart;
    const double           y = rows->box.y + rows->row * (double)i, middle = y + rows->row / 2;
    const double           value = chart->series[0].values[i];
    char                   text[128], place[192], title[384];
    name_row(rows, i, middle + 2.6, false);
    chart_value(chart, value, text, sizeof text);
    if (!isfinite(value)) {
        chart_label(rows->canvas, along(rows, 0) + 4, middle + 2.6, RI_ALIGN_LEFT, RI_INK_TEXT3,
                    false, "–");
        return;
    }
    chart_place(chart, i, place, sizeof place);
    snprintf(title, sizeof title, "%s: %s", place, text);
    rows->canvas->driver->group(rows->canvas, title);
    const double from = along(rows, fmin(value, 0)), to = along(rows, fmax(value, 0));
    ri_draw_box(rows->canvas, from, y + rows->row * 0.18, to - from, rows->row * 0.64,
                &(struct ri_paint){.fill = RI_INK_S1});
    double end = value < 0 ? from : to;
    for (size_t s = 1; s < chart->series_count; s++) { /* comparisons: ticks with a halo */
        const double x = along(rows, chart->series[s].values[i]);
        if (!isfinite(x)) continue;
        ri_draw_line(rows->canvas, x, y + rows->row * 0.06, x, y + rows->row * 0.94,
                     &(struct ri_paint){.stroke = RI_INK_SURFACE, .width = 3});
        ri_draw_line(rows->canvas, x, y + rows->row * 0.08, x, y + rows->row * 0.92,
                     &(struct ri_paint){.stroke = RI_INK_TEXT, .width = 1.4});
        end = value < 0 ? fmin(end, x) : fmax(end, x);
    }
    chart_label(rows->canvas, value < 0 ? end - 5 : end + 5, middle + 2.6,
                value < 0 ? RI_ALIGN_RIGHT : RI_ALIGN_LEFT, RI_INK_TEXT2, false, text);
    rows->canvas->driver->group(rows->canvas, NULL);
}

void chart_bars(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    const struct rows rows = rows_of(chart, canvas, box);
    for (size_t i = 0; i < chart->count; i++) draw_bar(&rows, i);
    const double zero = along(&rows, 0);
    ri_draw_line(canvas, zero, box.y, zero, box.y + box.height,
                 &(struct ri_paint){.stroke = RI_INK_LINE2, .width = 0.8});
}

/* ---- What made up a change ------------------------------------------------------------------------------------------------ */

/* Bars begin where the one before ends; the last place is the sum. */
void chart_waterfall(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    struct rows rows = rows_of(chart, canvas, box);
    double      at = 0, low = 0, high = 0;
    for (size_t i = 0; i + 1 < chart->count; i++) {
        at += isfinite(chart->series[0].values[i]) ? chart->series[0].values[i] : 0;
        low = fmin(low, at);
        high = fmax(high, at);
    }
    rows.low = fmin(low, rows.low);
    rows.high = fmax(high, rows.high);
    at = 0;
    for (size_t i = 0; i < chart->count; i++) {
        const bool   sum = i + 1 == chart->count;
        const double value = chart->series[0].values[i], from = sum ? 0 : at, to = from + value,
                     y = box.y + rows.row * (double)i, middle = y + rows.row / 2;
        struct ri_text text = {0};
        name_row(&rows, i, middle + 2.6, sum);
        if (!isfinite(value)) continue;
        ri_figure_signed(&text, value, chart->digits);
        canvas->driver->group(canvas, text.at ? text.at : "");
        const double x1 = along(&rows, fmin(from, to)), x2 = along(&rows, fmax(from, to));
        ri_draw_box(canvas, x1, y + rows.row * 0.18, fmax(x2 - x1, 0.6), rows.row * 0.64,
                    &(struct ri_paint){.fill = sum         ? RI_INK_S1
                                               : value < 0 ? RI_INK_BAD
                                                           : RI_INK_GOOD});
        chart_label(canvas, value < 0 ? x1 - 5 : x2 + 5, middle + 2.6,
                    value < 0 ? RI_ALIGN_RIGHT : RI_ALIGN_LEFT, RI_INK_TEXT2, sum,
                    text.at ? text.at : "");
        canvas->driver->group(canvas, NULL);
        ri_text_release(&text);
        at = to;
    }
    const double zero = along(&rows, 0);
    ri_draw_line(canvas, zero, box.y, zero, box.y + box.height,
                 &(struct ri_paint){.stroke = RI_INK_LINE2, .width = 0.8});
}
