/* Charts as vectors, on any canvas. One y axis; bars start at zero; a line's axis says where it starts. Colours tell this period from
 * what it is compared with; labels stand at the marks, so that colour is never the only key.
 *
 *     lines       values over dates, with an inner and an outer range, a comparison, a beginning of the forecast
 *     columns     the same as columns from zero
 *     bars        categories, longest label to the left, value at the end, a tick for the comparison
 *     shares      parts of a whole over periods, at most five series
 *     waterfall   what made up a change: bars that float, and their sum
 *     heat        rows x columns, one hue in five steps, the value in the cell; a triangle of cohorts where cells are missing
 *     spark       a line without axes, for a tile */
#ifndef RI_REPORT_CHART_H
#define RI_REPORT_CHART_H
#include "base/date.h"
#include "canvas.h"

typedef enum ri_chart_kind {
    RI_CHART_LINES,
    RI_CHART_COLUMNS,
    RI_CHART_BARS,
    RI_CHART_SHARES,
    RI_CHART_WATERFALL,
    RI_CHART_HEAT,
    RI_CHART_SPARK,
    RI_CHART_KINDS
} ri_chart_kind;

enum { RI_CHART_SERIES = 6 }; /* most of lines and shares */
struct ri_series {            /* NAN: not known */
    const char   *name;
    const double *values;
    const double *low, *high;   /* (optional) outer range */
    const double *low2, *high2; /* (optional) inner range */
    bool          compared;     /* what the others are compared with: grey, behind */
};
struct ri_chart {
    ri_chart_kind           kind;
    const char             *title, *unit; /* noun; "EUR", "units a week" */
    const char             *alt;          /* what the picture says, one sentence */
    const char *const      *labels;       /* of the places along x (bars: of the bars) */
    const ri_day           *days;         /* or their days */
    size_t                  count;
    const struct ri_series *series; /* heat: one a row */
    size_t                  series_count;
    size_t                  forecast_from; /* place where the forecast begins; 0: none */
    bool                    share;         /* values are shares, 0..1 */
    bool                    incomplete;    /* the last place is not over */
    int                     digits;        /* of values in cells and at bars */
};
/* Height that suits it at this width. */
double ri_chart_height(const struct ri_chart *chart, double width);
void   ri_chart_draw(const struct ri_chart *chart, struct ri_canvas *canvas, double x, double y,
                     double width, double height);
/* "thousand EUR; the axis starts at 400": what stands beside the title. */
void ri_chart_unit(const struct ri_chart *chart, struct ri_text *out);

/* ---- Axes ------------------------------------------------------------------------------------------------------------- */

struct ri_axis {
    double from, to, step; /* of the values; step x 1, 2 or 5 times a power of ten */
    double divisor;        /* 1, 1000 or 1000000: what labels are divided by */
    int    digits;         /* of the labels */
};
/* Round figures around [low, high], at most `most` + 1 gridlines; zero is in it when `zero`, or when it is near. */
struct ri_axis ri_axis_of(double low, double high, bool zero, size_t most);
#endif
