/* Values over time: lines with ranges, and columns. */
#include "chart_internal.h"

#include <math.h>

enum { GRIDLINES = 5, MOST_LABELS = 9 };

struct plane { /* the part of the chart that has the axes at its edges */
    const struct ri_chart *chart;
    struct ri_canvas      *canvas;
    struct chart_box       box;
    struct ri_axis         axis;
    bool                   columns;
};

static double x_of(const struct plane *plane, size_t i)
{
    const struct ri_chart *chart = plane->chart;
    if (plane->columns)
        return plane->box.x + plane->box.width * ((double)i + 0.5) / (double)chart->count;
    if (chart->count < 2) return plane->box.x + plane->box.width / 2;
    double part = (double)i / (double)(chart->count - 1);
    if (chart->days && chart->days[chart->count - 1] > chart->days[0])
        part = (double)(chart->days[i] - chart->days[0]) /
               (double)(chart->days[chart->count - 1] - chart->days[0]);
    return plane->box.x + plane->box.width * part;
}

static double y_of(const struct plane *plane, double value)
{
    return plane->box.y + plane->box.height * (1 - (value - plane->axis.from) /
                                                       (plane->axis.to - plane->axis.from));
}

/* ---- Axes --------------------------------------------------------------------------------------------------------------- */

static void axis_text(const struct plane *plane, double value, struct ri_text *out)
{
    if (plane->chart->share) {
        ri_figure(out, value * 100, plane->axis.step * 100 < 1 ? 1 : 0);
        ri_text_puts(out, "\u00a0%");
    } else {
        ri_figure(out, value / plane->axis.divisor, plane->axis.digits);
    }
}

static double axis_width(const struct plane *plane)
{
    double widest = 0;
    for (int i = 0; i < 2; i++) {
        struct ri_text text = {0};
        axis_text(plane, i ? plane->axis.to : plane->axis.from, &text);
        widest = fmax(widest, chart_label_width(plane->canvas, text.at ? text.at : ""));
        ri_text_release(&text);
    }
    return widest + 6;
}

static void draw_gridlines(const struct plane *plane)
{
    const struct ri_axis *axis = &plane->axis;
    const size_t          lines = (size_t)llround((axis->to - axis->from) / axis->step);
    for (size_t i = 0; i <= lines; i++) {
        const double    value = axis->from + axis->step * (double)i, y = y_of(plane, value);
        const bool      zero = fabs(value) < axis->step / 2;
        struct ri_text  text = {0};
        struct ri_paint paint = {.stroke = zero ? RI_INK_LINE2 : RI_INK_GRID,
                                 .width = zero ? 0.8 : 0.6};
        ri_draw_line(plane->canvas, plane->box.x, y, plane->box.x + plane->box.width, y, &paint);
        axis_text(plane, zero ? 0 : value, &text);
        chart_label(plane->canvas, plane->box.x - 5, y + 2.6, RI_ALIGN_RIGHT, RI_INK_TEXT3, false,
                    text.at ? text.at : "");
        ri_text_release(&text);
    }
}

/* Dates begin where a month or year does, once the span is long; otherwise every so many days. */
static bool begins(const struct ri_chart *chart, size_t i, int months)
{
    const struct ri_civil now = ri_day_civil(chart->days[i]);
    const int             index = now.year * 12 + now.month - 1;
    if (i == 0) return now.day <= 7 && index % months == 0;
    const struct ri_civil before = ri_day_civil(chart->days[i - 1]);
    const int             last = before.year * 12 + before.month - 1;
    return index / months != last / months;
}

static void place_text(const struct ri_chart *chart, size_t i, int months, struct ri_text *out)
{
    if (!chart->days) {
        ri_text_puts(out, chart->labels[i] ? chart->labels[i] : "–");
    } else if (months == 12) {
        ri_text_printf(out, "%d", ri_day_civil(chart->days[i]).year);
    } else if (months) {
        ri_figure_month(out, chart->days[i]);
    } else {
        ri_figure_day_short(out, chart->days[i]);
    }
}

/* Months between two labels: 0 means that labels are days. */
static int months_of(const struct ri_chart *chart, size_t most)
{
    static const int steps[] = {1, 2, 3, 6, 12};
    if (!chart->days || chart->count < 2) return 0;
    const int days = chart->days[chart->count - 1] - chart->days[0];
    if (days < 120) return 0;
    for (size_t i = 0; i < RI_COUNT(steps); i++)
        if ((double)days / 30.4 / steps[i] <= (double)most) return steps[i];
    return 12;
}

static void draw_places(const struct plane *plane)
{
    const struct ri_chart *chart = plane->chart;
    const size_t           fits = (size_t)(plane->box.width / 50),
                 most = fits < MOST_LABELS ? fits + 1 : MOST_LABELS;
    const int    months = months_of(chart, most);
    const size_t every = chart->count / most + 1;
    double       free_from = plane->box.x - 30;
    for (size_t i = 0; i < chart->count; i++) {
        const double   x = x_of(plane, i);
        struct ri_text text = {0};
        if (months ? !begins(chart, i, months) : i % every != 0) continue;
        place_text(chart, i, months, &text);
        const double half = chart_label_width(plane->canvas, text.at ? text.at : "") / 2;
        if (x - half >= free_from && x + half <= plane->box.x + plane->box.width + 40) {
            chart_label(plane->canvas, x, plane->box.y + plane->box.height + 11, RI_ALIGN_CENTRE,
                        RI_INK_TEXT3, false, text.at ? text.at : "");
            free_from = x + half + 8;
        }
        ri_text_release(&text);
    }
}

/* ---- Lines -------------------------------------------------------------------------------------------------------------- */

static void draw_band(const struct plane *plane, const double *low, const double *high, ri_ink ink,
                      double opacity)
{
    enum { MOST = 512 };
    struct ri_point points[2 * MOST];
    size_t          n = 0;
    if (!low || !high) return;
    for (size_t i = 0; i <= plane->chart->count; i++) {
        const bool known = i < plane->chart->count && isfinite(low[i]) && isfinite(high[i]);
        if (known && n < MOST) {
            points[n++] = (struct ri_point){x_of(plane, i), y_of(plane, high[i])};
            if (n < MOST && i + 1 < plane->chart->count) continue;
        }
        if (n > 1) { /* back along the lower edge */
            const size_t last = known ? i : i - 1;
            for (size_t j = 0; j < n; j++)
                points[n + j] = (struct ri_point){points[n - 1 - j].x, y_of(plane, low[last - j])};
            plane->canvas->driver->path(plane->canvas, points, 2 * n, true,
                                        &(struct ri_paint){.fill = ink, .opacity = opacity});
        }
        if (n == MOST) i--; /* the next stretch begins where this one ends */
        n = 0;
    }
}

static void draw_run(const struct plane *plane, const struct ri_point *points, size_t n, ri_ink ink,
                     bool compared)
{
    if (n > 1)
        plane->canvas->driver->path(
            plane->canvas, points, n, false,
            &(struct ri_paint){.stroke = ink, .width = compared ? 1.1 : 1.7});
    else if (n == 1)
        ri_draw_box(plane->canvas, points->x - 1.2, points->y - 1.2, 2.4, 2.4,
                    &(struct ri_paint){.fill = ink});
}

static void draw_line(const struct plane *plane, size_t s)
{
    enum { MOST = 1024 };
    const struct ri_series *series = &plane->chart->series[s];
    struct ri_point         points[MOST];
    size_t                  n = 0;
    const ri_ink            ink = chart_ink(plane->chart, s);
    plane->canvas->driver->group(plane->canvas, series->name ? series->name : "");
    draw_band(plane, series->low, series->high, ink, 0.15);
    draw_band(plane, series->low2, series->high2, ink, 0.22);
    for (size_t i = 0; i < plane->chart->count; i++) {
        if (isfinite(series->values[i]))
            points[n++] = (struct ri_point){x_of(plane, i), y_of(plane, series->values[i])};
        if (n && (n == MOST || !isfinite(series->values[i]))) {
            draw_run(plane, points, n, ink, series->compared);
            points[0] = points[n - 1];
            n = n == MOST ? 1 : 0;
        }
    }
    draw_run(plane, points, n, ink, series->compared);
    plane->canvas->driver->group(plane->canvas, NULL);
}

static double last_value(const struct ri_chart *chart, size_t s)
{
    for (size_t i = chart->count; i-- > 0;)
        if (isfinite(chart->series[s].values[i])) return chart->series[s].values[i];
    return NAN;
}

/* Names at the ends of the lines, moved apart where lines end close to one another. */
static void draw_names(const struct plane *plane)
{
    const struct ri_chart *chart = plane->chart;
    double                 ys[32];
    size_t                 order[32], n = 0;
    for (size_t s = 0; s < chart->series_count && n < RI_COUNT(ys); s++) {
        const double value = last_value(chart, s);
        size_t       at = n;
        if (!isfinite(value)) continue;
        const double y = y_of(plane, value) + 2.6;
        for (; at > 0 && ys[at - 1] > y; at--) {
            ys[at] = ys[at - 1];
            order[at] = order[at - 1];
        }
        ys[at] = y;
        order[at] = s;
        n++;
    }
    for (size_t i = 1; i < n; i++) ys[i] = fmax(ys[i], ys[i - 1] + 10);
    const double over = n ? ys[n - 1] - (plane->box.y + plane->box.height + 4) : 0;
    for (size_t i = 0; i < n; i++) {
        const double y = over > 0 ? ys[i] - over : ys[i];
        ri_draw_text(plane->canvas, plane->box.x + plane->box.width + 8, y, 92,
                     &(struct ri_letters){.size = CHART_SMALL,
                                          .bold = !chart->series[order[i]].compared,
                                          .ink = chart->series[order[i]].compared
                                                     ? RI_INK_TEXT3
                                                     : chart_ink(chart, order[i])},
                     chart->series[order[i]].name);
    }
}

static double names_width(const struct plane *plane)
{
    double widest = 0;
    for (size_t s = 0; s < plane->chart->series_count; s++)
        widest = fmax(widest, chart_label_width(plane->canvas, plane->chart->series[s].name) * 1.1);
    return fmin(widest, 92) + 10;
}

static void draw_forecast_mark(const struct plane *plane)
{
    const size_t from = plane->chart->forecast_from;
    if (!from || from >= plane->chart->count) return;
    const double x = (x_of(plane, from) + x_of(plane, from - 1)) / 2;
    ri_draw_line(plane->canvas, x, plane->box.y, x, plane->box.y + plane->box.height,
                 &(struct ri_paint){.stroke = RI_INK_CMP, .width = 0.8, .dashed = true});
    chart_label(plane->canvas, x + 4, plane->box.y + 7, RI_ALIGN_LEFT, RI_INK_TEXT3, false,
                "forecast");
}

/* Axes around `box`; what remains is the plane. */
static struct plane plane_of(const struct ri_chart *chart, struct ri_canvas *canvas,
                             struct chart_box box, bool columns)
{
    double       low, high;
    struct plane plane = {.chart = chart, .canvas = canvas, .columns = columns};
    chart_range(chart, &low, &high);
    plane.axis = ri_axis_of(low, high, columns, GRIDLINES);
    const double left = axis_width(&plane), right = names_width(&plane);
    plane.box =
        (struct chart_box){box.x + left, box.y + 5, box.width - left - right, box.height - 22};
    return plane;
}

void chart_lines(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    const struct plane plane = plane_of(chart, canvas, box, false);
    draw_gridlines(&plane);
    draw_places(&plane);
    draw_forecast_mark(&plane);
    for (int compared = 1; compared >= 0; compared--) { /* what is compared with lies behind */
        for (size_t s = 0; s < chart->series_count; s++)
            if (chart->series[s].compared == (bool)compared) draw_line(&plane, s);
    }
    draw_names(&plane);
}

/* ---- Columns ------------------------------------------------------------------------------------------------------------ */

static void draw_column(const struct plane *plane, size_t s, size_t i, double x, double width)
{
    const struct ri_series *series = &plane->chart->series[s];
    const double            value = series->values[i], zero = y_of(plane, 0);
    char                    text[128], place[64], title[256];
    if (!isfinite(value)) return;
    const double y = y_of(plane, value), top = fmin(y, zero), height = fabs(zero - y);
    chart_value(plane->chart, value, text, sizeof text);
    chart_place(plane->chart, i, place, sizeof place);
    snprintf(title, sizeof title, "%s: %s %s", place, series->name, text);
    plane->canvas->driver->group(plane->canvas, title);
    if (series->compared) { /* a tick */
        ri_draw_line(plane->canvas, x, y, x + width, y,
                     &(struct ri_paint){.stroke = RI_INK_TEXT, .width = 1.2});
    } else if (plane->chart->incomplete && i + 1 == plane->chart->count) {
        chart_hatch(plane->canvas, (struct chart_box){x, top, width, height},
                    chart_ink(plane->chart, s));
    } else {
        ri_draw_box(plane->canvas, x, top, width, height,
                    &(struct ri_paint){.fill = chart_ink(plane->chart, s)});
    }
    plane->canvas->driver->group(plane->canvas, NULL);
}

void chart_columns(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box)
{
    const struct plane plane = plane_of(chart, canvas, box, true);
    size_t             solid = 0;
    for (size_t s = 0; s < chart->series_count; s++) solid += !chart->series[s].compared;
    const double slot = plane.box.width / (double)chart->count, width = slot * 0.72;
    draw_gridlines(&plane);
    draw_places(&plane);
    for (size_t i = 0; i < chart->count; i++) {
        const double x = plane.box.x + slot * (double)i + slot * 0.14;
        size_t       at = 0;
        for (size_t s = 0; s < chart->series_count; s++) {
            if (chart->series[s].compared) continue;
            draw_column(&plane, s, i, x + width * (double)at / (double)solid,
                        width / (double)solid);
            at++;
        }
        for (size_t s = 0; s < chart->series_count; s++)
            if (chart->series[s].compared)
                draw_column(&plane, s, i, x - slot * 0.06, width + slot * 0.12);
    }
    draw_names(&plane);
}
