/* SVG as text. Colours are attributes (what every viewer understands) with a class beside them, which a style sheet may override for
 * dark surroundings. */
#include "canvas.h"

#include <math.h>

/* Tenths of a point: what an eye can tell. */
static void put_number(struct ri_text *out, double value)
{
    const long tenths = lround(value * 10);
    ri_text_printf(out, "%s%ld", tenths < 0 ? "-" : "", labs(tenths) / 10);
    if (tenths % 10) ri_text_printf(out, ".%ld", labs(tenths) % 10);
}

void ri_text_xml(struct ri_text *out, const char *text)
{
    static const struct {
        char        letter;
        const char *entity;
    } entities[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}};
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        const char         *entity = NULL;
        for (size_t i = 0; i < RI_COUNT(entities); i++)
            if (entities[i].letter == *text) entity = entities[i].entity;
        if (entity)
            ri_text_puts(out, entity);
        else if (c >= ' ' || c == '\n' || c == '\t')
            ri_text_putc(out, *text);
    }
}

static void put_colour(struct ri_text *out, const char *what, char prefix, ri_ink ink)
{
    if (ink == RI_INK_NONE)
        ri_text_printf(out, " %s=\"none\"", what);
    else
        ri_text_printf(out, " %s=\"#%06x\" class=\"%c-%s\"", what, ri_ink_colour(ink)->light,
                       prefix, ri_ink_colour(ink)->name);
}

static void svg_path(struct ri_canvas *canvas, const struct ri_point *points, size_t count,
                     bool closed, const struct ri_paint *paint)
{
    struct ri_text *out = canvas->state;
    ri_text_puts(out, "<path d=\"");
    for (size_t i = 0; i < count; i++) {
        ri_text_putc(out, i ? 'L' : 'M');
        put_number(out, points[i].x);
        ri_text_putc(out, ' ');
        put_number(out, points[i].y);
    }
    if (closed) ri_text_putc(out, 'Z');
    ri_text_putc(out, '"');
    if (paint->fill != RI_INK_NONE) {
        put_colour(out, "fill", 'f', paint->fill);
        if (paint->opacity > 0) ri_text_printf(out, " fill-opacity=\"%.2g\"", paint->opacity);
    } else {
        ri_text_puts(out, " fill=\"none\"");
        put_colour(out, "stroke", 's', paint->stroke);
        ri_text_printf(out, " stroke-width=\"%.3g\" stroke-linejoin=\"round\"", paint->width);
        if (paint->dashed) ri_text_puts(out, " stroke-dasharray=\"4 3\"");
    }
    ri_text_puts(out, "/>\n");
}

static void svg_text(struct ri_canvas *canvas, double x, double y, const struct ri_letters *letters,
                     const char *text)
{
    static const char *const anchors[] = {
        [RI_ALIGN_LEFT] = "", [RI_ALIGN_RIGHT] = "end", [RI_ALIGN_CENTRE] = "middle"};
    struct ri_text *out = canvas->state;
    ri_text_puts(out, "<text x=\"");
    put_number(out, x);
    ri_text_puts(out, "\" y=\"");
    put_number(out, y);
    ri_text_printf(out, "\" font-size=\"%.3g\"", letters->size);
    if (*anchors[letters->align])
        ri_text_printf(out, " text-anchor=\"%s\"", anchors[letters->align]);
    if (letters->bold) ri_text_puts(out, " font-weight=\"600\"");
    put_colour(out, "fill", 'f', letters->ink);
    ri_text_putc(out, '>');
    ri_text_xml(out, text);
    ri_text_puts(out, "</text>\n");
}

/* Which font a viewer has is not known: a letter is taken to be a little wider than in most. */
static double svg_width(struct ri_canvas *canvas, const struct ri_letters *letters,
                        const char *text)
{
    (void)canvas;
    return (double)ri_utf8_width(ri_view_of(text)) * letters->size * (letters->bold ? 0.59 : 0.55);
}

static void svg_group(struct ri_canvas *canvas, const char *title)
{
    struct ri_text *out = canvas->state;
    if (!title) {
        ri_text_puts(out, "</g>\n");
        return;
    }
    ri_text_puts(out, "<g><title>");
    ri_text_xml(out, title);
    ri_text_puts(out, "</title>\n");
}

struct ri_canvas ri_svg_canvas(struct ri_text *out)
{
    static const struct ri_canvas_driver driver = {svg_path, svg_text, svg_width, svg_group};
    return (struct ri_canvas){&driver, out};
}

void ri_svg_style(struct ri_text *out)
{
    ri_text_puts(out, "@media screen and (prefers-color-scheme: dark) {\n");
    for (ri_ink ink = RI_INK_NONE + 1; ink < RI_INK_COUNT; ink++) {
        const struct ri_ink_colour *colour = ri_ink_colour(ink);
        ri_text_printf(out, ".f-%s { fill: #%06x } .s-%s { stroke: #%06x }\n", colour->name,
                       colour->dark, colour->name, colour->dark);
    }
    ri_text_puts(out, "}\n");
}

void ri_svg_begin(struct ri_text *out, double width, double height, const char *title,
                  const char *alt, bool alone)
{
    if (alone) ri_text_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    ri_text_printf(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
                   "width=\"%.0f\" height=\"%.0f\" font-family=\"Inter, system-ui, 'DejaVu Sans', "
                   "sans-serif\" role=\"img\"",
                   width, height, width, height);
    ri_text_puts(out, " aria-label=\"");
    ri_text_xml(out, alt && *alt ? alt : title);
    ri_text_puts(out, "\">\n");
    if (!alone) return;
    ri_text_puts(out, "<title>");
    ri_text_xml(out, title);
    ri_text_puts(out, "</title>\n<style>\n");
    ri_svg_style(out);
    ri_text_puts(out, "</style>\n");
    struct ri_canvas canvas = ri_svg_canvas(out);
    ri_draw_box(&canvas, 0, 0, width, height, &(struct ri_paint){.fill = RI_INK_SURFACE});
}

void ri_svg_end(struct ri_text *out)
{
    ri_text_puts(out, "</svg>\n");
}
