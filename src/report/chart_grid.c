/* Parts of a whole over periods; rows by columns in five steps; a line for a tile. */
#include "chart_internal.h"

#include <math.h>

/* ---- Shares ---------------------------------------------------------------------------------------------------------------- */

static double total_at(const struct ri_chart *chart, size_t i)
{
    double total = 0;
    for (size_t s = 0; s < chart->series_count; s++)
        if (chart->series[s].values[i] > 0) total += chart->series[s].values[i];
    return total;
}

static void share_names(const struct ri_chart *chart, struct ri_canvas *canvas, double x,
                        struct chart_box plane)
{
    const size_t last = chart->count - 1;
    const double total = total_at(chart, last);
    double       at = 0, free_to = plane.y + plane.height + 6;
    for (size_t s = 0; s < chart->series_count; s++) {
        const double share = total > 0 ? fmax(chart->series[s].values[last], 0) / total : 0;
        char         text[160];
        snprintf(text, sizeof text, "%s %.0f\u00a0%%", chart->series[s].name, share * 100);
        double y = plane.y + plane.height * (1 - at - share / 2) + 2.6;
        y = fmin(y, free_to - 10);
        ri_draw_text(
            canvas, x, y, 100,
            &(struct ri_letters){.size = CHART_SMALL, .ink = chart_ink(chart, s), .bold = true},
            text);
        free_to = y;
        at += isfinite(share) ? share : 0;
    }
}

void chart_shares(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    const struct chart_box plane = {box.x, box.y + 5, box.width - 108, box.height - 22};
    const double           slot = plane.width / (double)chart->count;
    const size_t           every = (size_t)((double)chart->count * 50 / plane.width) + 1;
    for (size_t i = 0; i < chart->count; i++) {
        const double total = total_at(chart, i), x = plane.x + slot * (double)i;
        char         place[64];
        double       y = plane.y + plane.height;
        chart_place(chart, i, place, sizeof place);
        for (size_t s = 0; total > 0 && s < chart->series_count; s++) {
            const double share = fmax(chart->series[s].values[i], 0) / total;
            char         title[256];
            if (!(share > 0)) continue;
            snprintf(title, sizeof title, "%s: %s %.1f %%", place, chart->series[s].name,
                     share * 100);
            canvas->driver->group(canvas, title);
            y -= share * plane.height;
            ri_draw_box(canvas, x + slot * 0.08, y, slot * 0.84, share * plane.height - 0.6,
                        &(struct ri_paint){.fill = chart_ink(chart, s)});
            canvas->driver->group(canvas, NULL);
        }
        if (i % every == 0)
            chart_label(canvas, x + slot / 2, plane.y + plane.height + 11, RI_ALIGN_CENTRE,
                        RI_INK_TEXT3, false, place);
    }
    share_names(chart, canvas, plane.x + plane.width + 8, plane);
}

/* ---- Heat ------------------------------------------------------------------------------------------------------------------ */

static void heat_cell(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box cell,
                      double value, double part)
{
    const int step = part >= 1 ? 4 : part <= 0 ? 0 : (int)(part * 5);
    char      text[64];
    ri_draw_box(canvas, cell.x, cell.y, cell.width - 1, cell.height - 1,
                &(struct ri_paint){.fill = (ri_ink)(RI_INK_HEAT1 + step)});
    chart_value(chart, value, text, sizeof text);
    if (chart->share) snprintf(text, sizeof text, "%.0f", value * 100);
    if (chart_label_width(canvas, text) < cell.width - 3)
        chart_label(canvas, cell.x + (cell.width - 1) / 2, cell.y + cell.height / 2 + 2.2,
                    RI_ALIGN_CENTRE, step >= 3 ? RI_INK_SURFACE : RI_INK_TEXT, false, text);
}

void chart_heat(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    double low, high, names = 0;
    char   place[64];
    chart_range(chart, &low, &high);
    for (size_t r = 0; r < chart->series_count; r++)
        names = fmax(names, chart_label_width(canvas, chart->series[r].name));
    names = fmin(names, box.width * 0.3) + 8;
    const double width = (box.width - names) / (double)chart->count,
                 height = (box.height - 14) / (double)chart->series_count;
    double free_from = box.x + names;
    for (size_t c = 0; c < chart->count; c++) {
        const double x = box.x + names + width * ((double)c + 0.5);
        chart_place(chart, c, place, sizeof place);
        const double half = chart_label_width(canvas, place) / 2;
        if (x - half < free_from - 2) continue;
        chart_label(canvas, x, box.y + 8, RI_ALIGN_CENTRE, RI_INK_TEXT3, false, place);
        free_from = x + half + 5;
    }
    for (size_t r = 0; r < chart->series_count; r++) {
        const double y = box.y + 14 + height * (double)r;
        ri_draw_text(canvas, box.x, y + height / 2 + 2.2, names - 6,
                     &(struct ri_letters){.size = CHART_SMALL, .ink = RI_INK_TEXT},
                     chart->series[r].name);
        for (size_t c = 0; c < chart->count; c++) {
            const double value = chart->series[r].values[c];
            if (!isfinite(value)) continue;
            heat_cell(chart, canvas,
                      (struct chart_box){box.x + names + width * (double)c, y, width, height},
                      value, high > low ? (value - low) / (high - low) : 0.5);
        }
    }
}

/* ---- Spark ----------------------------------------------------------------------------------------------------------------- */

void chart_spark(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    enum { MOST = 128 };
    double low, high;
    chart_range(chart, &low, &high);
    if (!(high > low)) high = low + 1;
    for (size_t s = chart->series_count; s-- > 0;) {
        struct ri_point points[MOST];
        size_t          n = 0;
        for (size_t i = 0; i < chart->count && n < MOST; i++) {
            const double value = chart->series[s].values[i];
            if (!isfinite(value)) continue;
            points[n++] = (struct ri_point){
                box.x + box.width * (double)i / (double)(chart->count > 1 ? chart->count - 1 : 1),
                box.y + box.height * (1 - (value - low) / (high - low))};
        }
        if (n > 1)
            canvas->driver->path(canvas, points, n, false,
                                 &(struct ri_paint){.stroke = chart_ink(chart, s), .width = 1.1});
    }
}
