/* Pages over cairo's PDF surface, letters over pango. */
#include <pango/pangocairo.h>

#include <cairo-pdf.h>

#include "page.h"

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

ri_status ri_pages_new(const char *title, int64_t made_us, struct ri_pages **ret,
                       struct ri_error *err)
{
    struct ri_pages *pages = calloc(1, sizeof *pages);
    if (!pages) return ri_fail(err, RI_ENOMEM, "no room for pages");
    pages->surface =
        cairo_pdf_surface_create_for_stream(take, &pages->bytes, RI_PAGE_WIDTH, RI_PAGE_HEIGHT);
    pages->cairo = cairo_create(pages->surface);
    pages->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    PangoContext *context = pango_font_map_create_context(pages->fonts);
    pango_cairo_update_context(pages->cairo, context);
    pages->layout = pango_layout_new(context);
    g_object_unref(context);
    say_about(pages, title, made_us);
    *ret = pages;
    return RI_OK;
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
    cairo_show_page(pages->cairo);
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
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_alignment(layout, aligns[style->align]);
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -(style->lines > 0 ? style->lines : 1));
}

double ri_pages_text(struct ri_pages *pages, double x, double y, double width,
                     const struct ri_page_style *style, const char *text)
{
    int wide, high;
    set_style(pages->layout, style, width);
    pango_layout_set_text(pages->layout, text, -1);
    cairo_set_source_rgb(pages->cairo, style->grey, style->grey, style->grey);
    cairo_move_to(pages->cairo, x, y);
    pango_cairo_show_layout(pages->cairo, pages->layout);
    pango_layout_get_size(pages->layout, &wide, &high);
    return (double)high / PANGO_SCALE;
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

ri_status ri_pages_finish(struct ri_pages *pages, struct ri_text *out, struct ri_error *err)
{
    cairo_surface_finish(pages->surface);
    cairo_status_t status = cairo_status(pages->cairo);
    if (status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED)
        status = cairo_surface_status(pages->surface);
    if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED)
        return ri_fail(err, status == CAIRO_STATUS_NO_MEMORY ? RI_ENOMEM : RI_EINTERNAL,
                       "the document cannot be drawn: %s", cairo_status_to_string(status));
    ri_text_add(out, pages->bytes.at ? pages->bytes.at : "", pages->bytes.length);
    return ri_text_check(out, err);
}
