/* What the kinds of charts share. */
#ifndef RI_REPORT_CHART_INTERNAL_H
#define RI_REPORT_CHART_INTERNAL_H
#include "chart.h"
#include "figure.h"

#define CHART_SMALL 7.6 /* points: axes and labels */

struct chart_box {
    double x, y, width, height;
};
typedef void chart_fn(const struct ri_chart *chart, struct ri_canvas *canvas, struct chart_box box);
chart_fn     chart_lines, chart_columns, chart_bars, chart_shares, chart_waterfall, chart_heat,
    chart_spark;

extern const ri_ink chart_series_inks[];
/* The colour of series i: comparison grey, the others in order. */
ri_ink chart_ink(const struct ri_chart *chart, size_t i);
/* Smallest and largest value that will be drawn; false: there is none. */
bool chart_range(const struct ri_chart *chart, double *ret_low, double *ret_high);
/* A value of the chart as text, in `room` bytes. */
void chart_value(const struct ri_chart *chart, double value, char *to, size_t room);
/* The name of place i along x. */
void   chart_place(const struct ri_chart *chart, size_t i, char *to, size_t room);
void   chart_label(struct ri_canvas *canvas, double x, double y, ri_page_align align, ri_ink ink,
                   bool bold, const char *text);
double chart_label_width(struct ri_canvas *canvas, const char *text);
/* Diagonal lines in a box: not known, or not over. */
void chart_hatch(struct ri_canvas *canvas, struct chart_box box, ri_ink ink);
#endif
