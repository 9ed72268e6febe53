/* Charts: which kind draws how, axes, and what all kinds share. */
#include "chart_internal.h"

#include <float.h>
#include <math.h>

static const struct {
    chart_fn *draw;
    double    height, row; /* least; and of one row, for kinds that grow with their rows */
    bool      zero;
} kinds[RI_CHART_KINDS] = {
    [RI_CHART_LINES] = {chart_lines, 130, 0, false},
    [RI_CHART_COLUMNS] = {chart_columns, 130, 0, true},
    [RI_CHART_BARS] = {chart_bars, 6, 15, true},
    [RI_CHART_SHARES] = {chart_shares, 130, 0, true},
    [RI_CHART_WATERFALL] = {chart_waterfall, 6, 17, true},
    [RI_CHART_HEAT] = {chart_heat, 18, 15, false},
    [RI_CHART_SPARK] = {chart_spark, 20, 0, false},
};

const ri_ink chart_series_inks[] = {RI_INK_S1, RI_INK_S2, RI_INK_S3,
                                    RI_INK_S4, RI_INK_S5, RI_INK_CMP};

double ri_chart_height(const struct ri_chart *chart, double width)
{
    const size_t rows = chart->kind == RI_CHART_HEAT ? chart->series_count : chart->count;
    const double fixed = kinds[chart->kind].height;
    if (kinds[chart->kind].row > 0) return fixed + kinds[chart->kind].row * (double)rows;
    return width > 300 && chart->kind != RI_CHART_SPARK ? fixed + (width - 300) * 0.1 : fixed;
}

void ri_chart_draw(const struct ri_chart *chart, struct ri_canvas *canvas, double x, double y,
                   double width, double height)
{
    double low, high;
    if (!chart->count || !chart_range(chart, &low, &high)) {
        chart_label(canvas, x, y + 12, RI_ALIGN_LEFT, RI_INK_TEXT3, false, "no data in this span");
        return;
    }
    kinds[chart->kind].draw(chart, canvas, (struct chart_box){x, y, width, height});
}

/* ---- Axes --------------------------------------------------------------------------------------------------------------- */

static double nice_step(double rough)
{
    const double power = pow(10, floor(log10(rough))), times = rough / power;
    return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

struct ri_axis ri_axis_of(double low, double high, bool zero, size_t most)
{
    struct ri_axis axis = {.divisor = 1};
    if (zero || (low > 0 && low < (high - low) * 0.6)) low = fmin(low, 0);
    if (zero) high = fmax(high, 0);
    if (!(high > low)) { /* one value: some room around it */
        const double room = fmax(fabs(high) * 0.1, 1e-6);
        high += room;
        if (low != 0) low -= room;
    }
    axis.step = nice_step((high - low) / (double)most);
    axis.from = floor(low / axis.step + 1e-9) * axis.step;
    axis.to = ceil(high / axis.step - 1e-9) * axis.step;
    const double largest = fmax(fabs(axis.from), fabs(axis.to));
    axis.divisor = largest >= 5e6 ? 1e6 : largest >= 2e4 ? 1e3 : 1;
    const double step = axis.step / axis.divisor;
    axis.digits = step >= 1 ? 0 : (int)ceil(-log10(step) - 1e-9);
    return axis;
}

static void extend(const double *values, size_t count, double *low, double *high)
{
    for (size_t i = 0; values && i < count; i++) {
        if (!isfinite(values[i])) continue;
        *low = fmin(*low, values[i]);
        *high = fmax(*high, values[i]);
    }
}

bool chart_range(const struct ri_chart *chart, double *ret_low, double *ret_high)
{
    double low = DBL_MAX, high = -DBL_MAX;
    for (size_t s = 0; s < chart->series_count; s++) {
        extend(chart->series[s].values, chart->count, &low, &high);
        extend(chart->series[s].low, chart->count, &low, &high);
        extend(chart->series[s].high, chart->count, &low, &high);
    }
    *ret_low = low;
    *ret_high = high;
    return low <= high;
}

static bool has_axis(const struct ri_chart *chart)
{
    return chart->kind == RI_CHART_LINES || chart->kind == RI_CHART_COLUMNS;
}

void ri_chart_unit(const struct ri_chart *chart, struct ri_text *out)
{
    double     low, high;
    const bool any = has_axis(chart) && !chart->share && chart_range(chart, &low, &high);
    if (any) {
        const struct ri_axis axis = ri_axis_of(low, high, kinds[chart->kind].zero, 5);
        if (axis.divisor > 1) ri_text_puts(out, axis.divisor > 1e3 ? "million " : "thousand ");
        ri_text_puts(out, chart->unit ? chart->unit : "");
        if (axis.from > 0) {
            ri_text_puts(out, "; the axis starts at ");
            ri_figure(out, axis.from / axis.divisor, axis.digits);
        }
    } else {
        ri_text_puts(out, chart->unit ? chart->unit : "");
    }
}

/* ---- Shared ------------------------------------------------------------------------------------------------------------ */

ri_ink chart_ink(const struct ri_chart *chart, size_t i)
{
    size_t before = 0;
    if (chart->series[i].compared) return RI_INK_CMP;
    for (size_t s = 0; s < i; s++) before += !chart->series[s].compared;
    return chart_series_inks[before < RI_CHART_SERIES ? before : RI_CHART_SERIES - 1];
}

void chart_value(const struct ri_chart *chart, double value, char *to, size_t room)
{
    struct ri_text text = {0};
    if (chart->share)
        ri_figure_percent(&text, value);
    else
        ri_figure(&text, value, fabs(value) < 1000 ? chart->digits : 0);
    snprintf(to, room, "%s", text.at ? text.at : "");
    ri_text_release(&text);
}

void chart_place(const struct ri_chart *chart, size_t i, char *to, size_t room)
{
    struct ri_text text = {0};
    if (chart->labels)
        ri_text_puts(&text, chart->labels[i] ? chart->labels[i] : "–");
    else
        ri_figure_day(&text, chart->days[i]);
    snprintf(to, room, "%s", text.at ? text.at : "");
    ri_text_release(&text);
}

void chart_label(struct ri_canvas *canvas, double x, double y, ri_page_align align, ri_ink ink,
                 bool bold, const char *text)
{
    canvas->driver->text(
        canvas, x, y,
        &(struct ri_letters){.size = CHART_SMALL, .bold = bold, .ink = ink, .align = align}, text);
}

double chart_label_width(struct ri_canvas *canvas, const char *text)
{
    return canvas->driver->width(canvas, &(struct ri_letters){.size = CHART_SMALL}, text);
}

void chart_hatch(struct ri_canvas *canvas, struct chart_box box, ri_ink ink)
{
    const struct ri_paint paint = {.stroke = ink, .width = 0.8};
    for (double at = 4; at < box.width + box.height;
         at += 4) { /* from the left or bottom edge up to the right */
        const double x1 = fmin(at, box.width), y1 = fmax(0, at - box.width),
                     x2 = fmax(0, at - box.height), y2 = fmin(at, box.height);
        ri_draw_line(canvas, box.x + x1, box.y + y1, box.x + x2, box.y + y2, &paint);
    }
}
