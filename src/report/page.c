/* Pages over cairo's PDF surface, pictures over its recording surface, letters over pango. */
#include <pango/pangocairo.h>

#include <cairo-pdf.h>

#include "page.h"

#include <math.h>
#include <time.h>

#ifdef __SANITIZE_ADDRESS__ /* cairo keeps a pattern of fontconfig's for the life of the program */
RI_API const char *__lsan_default_suppressions(void);
const char        *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
RI_API const char *__lsan_default_options(void);
const char        *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

struct ri_pages {
    struct ri_text   bytes;
    cairo_surface_t *surface;
    cairo_t         *cairo;
    PangoFontMap    *fonts; /* of its own: shared ones live as long as the thread */
    PangoLayout     *layout;
    double           width, margin; /* of a picture; width 0: PDF */
};

static cairo_status_t take(void *context, const unsigned char *bytes, unsigned length)
{
    struct ri_text *text = context;
    ri_text_add(text, (const char *)bytes, length);
    return text->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void say_about(struct ri_pages *pages, const char *title, int64_t made_us)
{
    char         made[32];
    const time_t seconds = (time_t)(made_us / 1000000);
    struct tm    utc;
    gmtime_r(&seconds, &utc);
    strftime(made, sizeof made, "%Y-%m-%dT%H:%M:%SZ", &utc);
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_CREATOR, "RetailInsight");
    cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
}

static ri_status new_over(cairo_surface_t *surface, struct ri_pages *pages, struct ri_pages **ret)
{
    pages->surface = surface;
    pages->cairo = cairo_create(surface);
    pages->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    PangoContext *context = pango_font_map_create_context(pages->fonts);
    pango_cairo_update_context(pages->cairo, context);
    pages->layout = pango_layout_new(context);
    g_object_unref(context);
    *ret = pages;
    return RI_OK;
}

ri_status ri_pages_new(const char *title, int64_t made_us, struct ri_pages **ret,
                       struct ri_error *err)
{
    struct ri_pages *pages = calloc(1, sizeof *pages);
    if (!pages) return ri_fail(err, RI_ENOMEM, "no room for pages");
    RI_TRY(new_over(
        cairo_pdf_surface_create_for_stream(take, &pages->bytes, RI_PAGE_WIDTH, RI_PAGE_HEIGHT),
        pages, ret));
    say_about(pages, title, made_us);
    return RI_OK;
}

ri_status ri_pages_picture(double width, double margin, struct ri_pages **ret, struct ri_error *err)
{
    struct ri_pages *pages = calloc(1, sizeof *pages);
    if (!pages) return ri_fail(err, RI_ENOMEM, "no room for a picture");
    pages->width = width;
    pages->margin = margin;
    return new_over(cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, NULL), pages, ret);
}

void ri_pages_free(struct ri_pages *pages)
{
    if (!pages) return;
    g_object_unref(pages->layout);
    g_object_unref(pages->fonts);
    cairo_destroy(pages->cairo);
    cairo_surface_destroy(pages->surface);
    ri_text_release(&pages->bytes);
    free(pages);
}

void ri_pages_next(struct ri_pages *pages)
{
    if (pages->width <= 0) cairo_show_page(pages->cairo);
}

static void set_style(PangoLayout *layout, const struct ri_page_style *style, double width)
{
    static const PangoAlignment aligns[] = {
        [RI_ALIGN_LEFT] = PANGO_ALIGN_LEFT,
        [RI_ALIGN_RIGHT] = PANGO_ALIGN_RIGHT,
        [RI_ALIGN_CENTRE] = PANGO_ALIGN_CENTER,
    };
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "DejaVu Sans");
    pango_font_description_set_stretch(font, PANGO_STRETCH_CONDENSED);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, aligns[style->align]);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -(style->lines > 0 ? style->lines : 1));
}

static double layout_height(struct ri_pages *pages)
{
    int wide, high;
    pango_layout_get_size(pages->layout, &wide, &high);
    return (double)high / PANGO_SCALE;
}

static void use_ink(cairo_t *cairo, ri_ink ink, double opacity)
{
    const unsigned rgb = ri_ink_colour(ink)->light;
    cairo_set_source_rgba(cairo, (double)(rgb >> 16) / 255, (double)(rgb >> 8 & 255) / 255,
                          (double)(rgb & 255) / 255, opacity > 0 ? opacity : 1);
}

double ri_pages_text(struct ri_pages *pages, double x, double y, double width,
                     const struct ri_page_style *style, const char *text)
{
    set_style(pages->layout, style, width);
    pango_layout_set_text(pages->layout, text, -1);
    if (style->ink != RI_INK_NONE)
        use_ink(pages->cairo, style->ink, 1);
    else
        cairo_set_source_rgb(pages->cairo, style->grey, style->grey, style->grey);
    cairo_move_to(pages->cairo, x, y);
    pango_cairo_show_layout(pages->cairo, pages->layout);
    return layout_height(pages);
}

double ri_pages_measure(struct ri_pages *pages, double width, const struct ri_page_style *style,
                        const char *text)
{
    set_style(pages->layout, style, width);
    pango_layout_set_text(pages->layout, text, -1);
    return layout_height(pages);
}

/* ---- The page as a canvas ------------------------------------------------------------------------------------------------ */

static void page_path(struct ri_canvas *canvas, const struct ri_point *points, size_t count,
                      bool closed, const struct ri_paint *paint)
{
    cairo_t *cairo = ((struct ri_pages *)canvas->state)->cairo;
    cairo_new_path(cairo); /* where the last text ended is no part of it */
    for (size_t i = 0; i < count; i++) cairo_line_to(cairo, points[i].x, points[i].y);
    if (closed) cairo_close_path(cairo);
    if (paint->fill != RI_INK_NONE) {
        use_ink(cairo, paint->fill, paint->opacity);
        cairo_fill(cairo);
    } else {
        static const double dashes[] = {4, 3};
        use_ink(cairo, paint->stroke, 1);
        cairo_set_line_width(cairo, paint->width);
        cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
        cairo_set_dash(cairo, dashes, paint->dashed ? 2 : 0, 0);
        cairo_stroke(cairo);
    }
}

static void set_letters(struct ri_pages *pages, const struct ri_letters *letters, const char *text)
{
    set_style(pages->layout, &(struct ri_page_style){.size = letters->size, .bold = letters->bold},
              -1);
    pango_layout_set_width(pages->layout, -1);
    pango_layout_set_text(pages->layout, text, -1);
}

static double page_width(struct ri_canvas *canvas, const struct ri_letters *letters,
                         const char *text)
{
    struct ri_pages *pages = canvas->state;
    int              wide, high;
    set_letters(pages, letters, text);
    pango_layout_get_size(pages->layout, &wide, &high);
    return (double)wide / PANGO_SCALE;
}

static void page_text(struct ri_canvas *canvas, double x, double y,
                      const struct ri_letters *letters, const char *text)
{
    static const double shifts[] = {
        [RI_ALIGN_LEFT] = 0, [RI_ALIGN_RIGHT] = 1, [RI_ALIGN_CENTRE] = 0.5};
    struct ri_pages *pages = canvas->state;
    const double     wide = page_width(canvas, letters, text);
    use_ink(pages->cairo, letters->ink, 1);
    cairo_move_to(pages->cairo, x - wide * shifts[letters->align],
                  y - (double)pango_layout_get_baseline(pages->layout) / PANGO_SCALE);
    pango_cairo_show_layout(pages->cairo, pages->layout);
}

static void page_group(struct ri_canvas *canvas, const char *title)
{
    (void)canvas, (void)title;
}

struct ri_canvas ri_pages_canvas(struct ri_pages *pages)
{
    static const struct ri_canvas_driver driver = {page_path, page_text, page_width, page_group};
    return (struct ri_canvas){&driver, pages};
}

void ri_pages_rule(struct ri_pages *pages, double x, double y, double width, double weight,
                   double grey)
{
    ri_pages_fill(pages, x, y - weight / 2, width, weight, grey);
}

void ri_pages_fill(struct ri_pages *pages, double x, double y, double width, double height,
                   double grey)
{
    cairo_set_source_rgb(pages->cairo, grey, grey, grey);
    cairo_rectangle(pages->cairo, x, y, width, height);
    cairo_fill(pages->cairo);
}

static ri_status drawn(cairo_status_t status, struct ri_error *err)
{
    if (status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED) return RI_OK;
    return ri_fail(err, status == CAIRO_STATUS_NO_MEMORY ? RI_ENOMEM : RI_EINTERNAL,
                   "the document cannot be drawn: %s", cairo_status_to_string(status));
}

/* What was recorded, played onto white paper. */
static ri_status take_picture(struct ri_pages *pages, struct ri_error *err)
{
    enum { MOST_PIXELS = 30000, PIXELS = 2 };
    double x, y, wide, high;
    cairo_recording_surface_ink_extents(pages->surface, &x, &y, &wide, &high);
    const double height = y + high + pages->margin,
                 scale = fmin(PIXELS, MOST_PIXELS / fmax(height, pages->width));
    cairo_surface_t *image = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(pages->width * scale), (int)ceil(height * scale));
    cairo_t *cairo = cairo_create(image);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    cairo_set_source_surface(cairo, pages->surface, 0, 0);
    cairo_paint(cairo);
    cairo_status_t status = cairo_status(cairo);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(image, take, &pages->bytes);
    cairo_destroy(cairo);
    cairo_surface_destroy(image);
    return drawn(status, err);
}

ri_status ri_pages_finish(struct ri_pages *pages, struct ri_text *out, struct ri_error *err)
{
    if (pages->width > 0)
        RI_TRY(take_picture(pages, err));
    else
        cairo_surface_finish(pages->surface);
    RI_TRY(drawn(cairo_status(pages->cairo), err));
    RI_TRY(drawn(cairo_surface_status(pages->surface), err));
    ri_text_add(out, pages->bytes.at ? pages->bytes.at : "", pages->bytes.length);
    return ri_text_check(out, err);
}
