/* One chart as a picture: its title, its unit, the plot. */
#include "page.h"
#include "rendering.h"

#define WIDTH  720.0
#define MARGIN 16.0

static void draw(const struct ri_chart *chart, struct ri_canvas *canvas, double height)
{
    struct ri_text          unit = {0};
    const struct ri_letters bold = {.size = 13, .bold = true, .ink = RI_INK_TEXT};
    ri_chart_unit(chart, &unit);
    ri_draw_text(canvas, MARGIN, MARGIN + 10, WIDTH - 2 * MARGIN, &bold, chart->title);
    if (unit.length)
        ri_draw_text(canvas, MARGIN, MARGIN + 24, WIDTH - 2 * MARGIN,
                     &(struct ri_letters){.size = 9, .ink = RI_INK_TEXT3}, unit.at);
    ri_chart_draw(chart, canvas, MARGIN, MARGIN + 34, WIDTH - 2 * MARGIN, height);
    ri_text_release(&unit);
}

static double plot_height(const struct ri_chart *chart)
{
    const double height = ri_chart_height(chart, WIDTH - 2 * MARGIN);
    return height < 150 ? height : height * 1.5 > 900 ? height : height * 1.5;
}

static ri_status svg_write(const struct ri_chart *chart, struct ri_text *out, struct ri_error *err)
{
    const double     height = plot_height(chart);
    struct ri_canvas canvas = ri_svg_canvas(out);
    ri_svg_begin(out, WIDTH, height + 34 + 2 * MARGIN, chart->title, chart->alt, true);
    draw(chart, &canvas, height);
    ri_svg_end(out);
    return ri_text_check(out, err);
}

static ri_status png_write(const struct ri_chart *chart, struct ri_text *out, struct ri_error *err)
{
    struct ri_pages *pages;
    RI_TRY(ri_pages_picture(WIDTH, MARGIN, &pages, err));
    struct ri_canvas canvas = ri_pages_canvas(pages);
    draw(chart, &canvas, plot_height(chart));
    const ri_status status = ri_pages_finish(pages, out, err);
    ri_pages_free(pages);
    return status;
}

ri_status ri_chart_picture(const struct ri_chart *chart, const char *format, struct ri_text *out,
                           const char **ret_content_type, struct ri_error *err)
{
    static const struct {
        const char *format, *content_type;
        ri_status (*write)(const struct ri_chart *chart, struct ri_text *out, struct ri_error *err);
    } rows[] = {{"svg", "image/svg+xml", svg_write}, {"png", "image/png", png_write}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (strcmp(rows[i].format, format) != 0) continue;
        *ret_content_type = rows[i].content_type;
        return rows[i].write(chart, out, err);
    }
    return ri_fail(err, RI_EUSAGE, "a picture is svg or png; not '%.20s'", format);
}
