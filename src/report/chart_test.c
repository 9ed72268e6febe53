#include "base/test.h"
#include "rendering.h"

static const double values[] = {603.14, 574.85, NAN, 700.11, 612.4},
                    before[] = {590.2, 601.7, 583.9, 566.3, 640.8},
                    low[] = {550.1, 540.2, NAN, 640.3, 530.6},
                    high[] = {650.9, 610.4, NAN, 760.7, 700.2};
static const char *const labels[] = {"Kanyon", "<Metro & Co>", "Zorlu", "Forum", "Viaport"};
static ri_day            days[5];

static struct ri_chart chart_of(ri_chart_kind kind, const struct ri_series *series, size_t count)
{
    for (int i = 0; i < 5; i++) days[i] = ri_day_of(2023, 2, 6) + 7 * i;
    const bool dated = kind == RI_CHART_LINES || kind == RI_CHART_COLUMNS;
    return (struct ri_chart){.kind = kind,
                             .title = "Net sales \"by week\"",
                             .unit = "EUR",
                             .alt = "Rose, then fell.",
                             .labels = dated ? NULL : labels,
                             .days = dated ? days : NULL,
                             .count = 5,
                             .series = series,
                             .series_count = count};
}

static size_t times(const char *text, const char *word)
{
    size_t count = 0;
    for (; (text = strstr(text, word)); text++) count++;
    return count;
}

TEST(axes_have_round_steps_around_the_values)
{
    static const struct {
        double low, high;
        bool   zero;
        double from, to, step, divisor;
    } rows[] = {
        {518000, 700112, false, 500000, 750000, 50000, 1000}, /* far from zero: begins above it */
        {518000, 700112, true, 0, 800000, 200000, 1000},
        {-0.31, 0.17, false, -0.4, 0.2, 0.1, 1},
        {12, 12, false, 10.5, 13.5, 0.5, 1}, /* one value: room around it */
        {0, 0, true, 0, 1e-6, 2e-7, 1},
        {3e6, 9.1e6, true, 0, 1e7, 2e6, 1e6},
    };
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        const struct ri_axis axis = ri_axis_of(rows[i].low, rows[i].high, rows[i].zero, 5);
        CHECK_NEAR(axis.from / rows[i].step, rows[i].from / rows[i].step, 1e-9);
        CHECK_NEAR(axis.to / rows[i].step, rows[i].to / rows[i].step, 1e-9);
        CHECK_NEAR(axis.step / rows[i].step, 1, 1e-9);
        CHECK_NEAR(axis.divisor, rows[i].divisor, 0);
    }
}

TEST(axes_hold_their_values_whatever_they_are)
{
    double value = 0.0137;
    for (int i = 0; i < 60; i++, value *= -2.385) {
        const double         other = value * 0.37 + 1;
        const struct ri_axis axis = ri_axis_of(fmin(value, other), fmax(value, other), i % 2, 5);
        CHECK(axis.from <= fmin(value, other) + axis.step * 1e-6);
        CHECK(axis.to >= fmax(value, other) - axis.step * 1e-6);
        CHECK((axis.to - axis.from) / axis.step <= 7.001);
    }
}

TEST(every_kind_is_drawn_as_svg_with_its_words)
{
    const struct ri_series series[] = {
        {.name = "this year", .values = values, .low = low, .high = high},
        {.name = "last year", .values = before, .compared = true}};
    for (int kind = 0; kind < RI_CHART_KINDS; kind++) {
        const struct ri_chart chart =
            chart_of((ri_chart_kind)kind, series, kind == RI_CHART_WATERFALL ? 1 : 2);
        struct ri_text svg = {0};
        const char    *type;
        CHECK_STATUS(ri_chart_picture(&chart, "svg", &svg, &type, NULL), RI_OK);
        CHECK_TEXT(type, "image/svg+xml");
        CHECK(strstr(svg.at, "role=\"img\" aria-label=\"Rose, then fell.\""));
        CHECK(strstr(svg.at, "<title>Net sales &quot;by week&quot;</title>"));
        CHECK(strstr(svg.at, "prefers-color-scheme: dark"));
        CHECK(!strstr(svg.at, "nan") && !strstr(svg.at, "inf") && !strstr(svg.at, "<Metro"));
        CHECK_INT(times(svg.at, "<g>"), times(svg.at, "</g>"));
        CHECK(strcmp(svg.at + svg.length - 7, "</svg>\n") == 0);
        ri_text_release(&svg);
    }
}

TEST(lines_break_where_nothing_is_known)
{
    const struct ri_series series[] = {
        {.name = "this year", .values = values, .low = low, .high = high},
        {.name = "last year", .values = before, .compared = true}};
    struct ri_chart chart = chart_of(RI_CHART_LINES, series, 2);
    struct ri_text  svg = {0};
    const char     *type;
    chart.forecast_from = 3;
    CHECK_STATUS(ri_chart_picture(&chart, "svg", &svg, &type, NULL), RI_OK);
    CHECK_INT(times(svg.at, "class=\"s-s1\""), 2);        /* before and after the gap */
    CHECK_INT(times(svg.at, "fill-opacity=\"0.15\""), 2); /* so the range */
    CHECK_INT(times(svg.at, "class=\"s-cmp\" stroke-width=\"1.1\""), 1);
    CHECK(strstr(svg.at, ">forecast</text>") && strstr(svg.at, ">6 Feb</text>"));
    CHECK(strstr(svg.at, "the axis starts at 500"));
    ri_text_release(&svg);
}

TEST(bars_begin_at_zero_and_keep_their_proportion)
{
    static const double    two[] = {200, 100};
    const struct ri_series series = {.name = "net sales", .values = two};
    struct ri_chart        chart = chart_of(RI_CHART_BARS, &series, 1);
    struct ri_text         svg = {0};
    const char            *type, *at;
    double                 from, to, x[2];
    chart.count = 2;
    CHECK_STATUS(ri_chart_picture(&chart, "svg", &svg, &type, NULL), RI_OK);
    at = strstr(svg.at, "<title>Kanyon: 200</title>");
    for (int i = 0; i < 2; i++) {
        at = strstr(at, "d=\"M");
        CHECK_INT(sscanf(at, "d=\"M%lf %*fL%lf", &from, &to), 2);
        x[i] = to - from;
        at++;
    }
    CHECK_NEAR(x[0] / x[1], 2, 0.002);
    ri_text_release(&svg);
}

TEST(a_chart_without_data_says_so)
{
    static const double    nothing[] = {NAN, NAN, NAN, NAN, NAN};
    const struct ri_series series = {.name = "this year", .values = nothing};
    const struct ri_chart  chart = chart_of(RI_CHART_LINES, &series, 1);
    struct ri_text         svg = {0};
    const char            *type;
    CHECK_STATUS(ri_chart_picture(&chart, "svg", &svg, &type, NULL), RI_OK);
    CHECK(strstr(svg.at, "no data in this span"));
    ri_text_release(&svg);
}

TEST(a_picture_is_svg_or_png)
{
    const struct ri_series series = {.name = "this year", .values = before};
    const struct ri_chart  chart = chart_of(RI_CHART_COLUMNS, &series, 1);
    struct ri_text         out = {0};
    const char            *type;
    CHECK_STATUS(ri_chart_picture(&chart, "png", &out, &type, NULL), RI_OK);
    CHECK(out.length > 2000 && memcmp(out.at, "\x89PNG\r\n", 6) == 0);
    CHECK_STATUS(ri_chart_picture(&chart, "gif", &out, &type, NULL), RI_EUSAGE);
    ri_text_release(&out);
}
