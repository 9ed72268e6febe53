/* Pages of A4 with text, rules and charts, written as one PDF, or one endless page as a picture: the only file that knows cairo and
 * pango is page.c.
 *
 * Lengths are points (1/72 inch) from the upper left corner. Texts are UTF-8 in DejaVu Sans Condensed, embedded as subsets. Failures stick:
 * the first one comes out of ri_pages_finish. Not thread-safe. */
#ifndef RI_REPORT_PAGE_H
#define RI_REPORT_PAGE_H
#include "canvas.h"

#define RI_PAGE_WIDTH  595.28
#define RI_PAGE_HEIGHT 841.89

struct ri_page_style {
    double        size; /* of the letters, points */
    bool          bold;
    double        grey; /* 0 black .. 1 white */
    ri_ink        ink;  /* instead of grey, unless none */
    ri_page_align align;
    int           lines; /* most lines; more is cut with an ellipsis. 0: one */
};
struct ri_pages;
/* The first page is open. made_us: when, for the document's own data. */
RI_MUST_CHECK ri_status ri_pages_new(const char *title, int64_t made_us, struct ri_pages **ret,
                                     struct ri_error *err);
/* A page without an end, `width` points wide: ri_pages_finish gives it as PNG with two pixels a point (fewer where that would be too
 * many), as high as what was drawn and `margin` below it. */
RI_MUST_CHECK ri_status ri_pages_picture(double width, double margin, struct ri_pages **ret,
                                         struct ri_error *err);
void                    ri_pages_free(struct ri_pages *pages);
void                    ri_pages_next(struct ri_pages *pages); /* ends the page, opens another */
/* Text in a box whose upper left corner is (x, y); returns its height. */
double ri_pages_text(struct ri_pages *pages, double x, double y, double width,
                     const struct ri_page_style *style, const char *text);
/* The height that it would have. */
double ri_pages_measure(struct ri_pages *pages, double width, const struct ri_page_style *style,
                        const char *text);
/* The open page as a canvas, as long as the pages live. */
struct ri_canvas ri_pages_canvas(struct ri_pages *pages);
void ri_pages_rule(struct ri_pages *pages, double x, double y, double width, double weight,
                   double grey);
void ri_pages_fill(struct ri_pages *pages, double x, double y, double width, double height,
                   double grey);
/* Ends the document; its bytes are added to `out`. */
RI_MUST_CHECK ri_status ri_pages_finish(struct ri_pages *pages, struct ri_text *out,
                                        struct ri_error *err);
#endif
