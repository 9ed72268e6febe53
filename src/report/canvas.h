/* Where charts draw: shapes and letters, in colours that are named by what they mean.
 *
 * Two drivers: cairo (page.c: PDF and PNG) and text (canvas_svg.c: SVG). Lengths are points, y grows downwards. Failures stick in the
 * driver's own state. */
#ifndef RI_REPORT_CANVAS_H
#define RI_REPORT_CANVAS_H
#include "base/text.h"

/* Colours for light and for dark surroundings; none of two series is told by hue alone under deutan, protan and tritan sight. */
#define RI_INK_MAP(X)                                                                     \
    X(RI_INK_NONE, "none", 0, 0)                                                          \
    X(RI_INK_TEXT, "ink", 0x17191c, 0xeceef0)                                             \
    X(RI_INK_TEXT2, "ink2", 0x43484e, 0xbfc4ca)                                           \
    X(RI_INK_TEXT3, "ink3", 0x656a71, 0x979da5)                                           \
    X(RI_INK_LINE, "line", 0xe2e2de, 0x2c3136)                                            \
    X(RI_INK_LINE2, "line2", 0xc6c6c0, 0x444b52)                                          \
    X(RI_INK_GRID, "grid", 0xecece8, 0x262a2e)                                            \
    X(RI_INK_SURFACE, "surface", 0xffffff, 0x191c1f)                                      \
    X(RI_INK_SUNKEN, "sunken", 0xefefec, 0x23272b)                                        \
    X(RI_INK_S1, "s1", 0x1f63bd, 0x6aa5f5) /* this period */                              \
    X(RI_INK_S2, "s2", 0x9f4725, 0xe8813d)                                                \
    X(RI_INK_S3, "s3", 0x189260, 0x4fcf9f)                                                \
    X(RI_INK_S4, "s4", 0xa473b7, 0x9a5cc0)                                                \
    X(RI_INK_S5, "s5", 0x763b52, 0xffd7e4)                                                \
    X(RI_INK_CMP, "cmp", 0x80858c, 0x868c94)   /* what it is compared with */             \
    X(RI_INK_GOOD, "good", 0x0b6a5a, 0x4fc4ae) /* better for the business, not just up */ \
    X(RI_INK_BAD, "bad", 0xb03a0e, 0xf5935f)                                              \
    X(RI_INK_WARN, "warn", 0x855600, 0xe2b34f)                                            \
    X(RI_INK_HEAT1, "h1", 0xe8effa, 0x1f2a3a) /* one hue, five steps */                   \
    X(RI_INK_HEAT2, "h2", 0xbcd1f0, 0x28446b)                                             \
    X(RI_INK_HEAT3, "h3", 0x86abe0, 0x34629f)                                             \
    X(RI_INK_HEAT4, "h4", 0x4d83cd, 0x4a86d6)                                             \
    X(RI_INK_HEAT5, "h5", 0x1657b0, 0x7db0f7)
#define RI_INK_ENUM_(code, name, light, dark) code,
typedef enum ri_ink { RI_INK_MAP(RI_INK_ENUM_) RI_INK_COUNT } ri_ink;
#undef RI_INK_ENUM_
struct ri_ink_colour {
    const char *name;        /* of the class in SVG and HTML */
    unsigned    light, dark; /* 0xRRGGBB */
};
const struct ri_ink_colour *ri_ink_colour(ri_ink ink);

typedef enum ri_page_align { RI_ALIGN_LEFT, RI_ALIGN_RIGHT, RI_ALIGN_CENTRE } ri_page_align;

struct ri_point {
    double x, y;
};
struct ri_paint { /* zeroed members: not filled, no line */
    ri_ink fill, stroke;
    double opacity; /* of the fill; 0: full */
    double width;   /* of the line */
    bool   dashed;
};
struct ri_letters {
    double        size;
    bool          bold;
    ri_ink        ink;
    ri_page_align align; /* which end of the text lies at x */
};
struct ri_canvas;
struct ri_canvas_driver {
    void (*path)(struct ri_canvas *canvas, const struct ri_point *points, size_t count, bool closed,
                 const struct ri_paint *paint);
    void (*text)(struct ri_canvas *canvas, double x, double y, const struct ri_letters *letters,
                 const char *text); /* y: the baseline */
    double (*width)(struct ri_canvas *canvas, const struct ri_letters *letters, const char *text);
    void (*group)(struct ri_canvas *canvas,
                  const char       *title); /* what follows is `title`; NULL ends it */
};
struct ri_canvas {
    const struct ri_canvas_driver *driver;
    void                          *state;
};

/* SVG: shapes are added to `out`, between ri_svg_begin and ri_svg_end. */
struct ri_canvas ri_svg_canvas(struct ri_text *out);
/* `alone`: a file of its own, with its rules for dark surroundings; otherwise the page brings them. alt: what a person who does not see
 * it must know. */
void ri_svg_begin(struct ri_text *out, double width, double height, const char *title,
                  const char *alt, bool alone);
void ri_svg_end(struct ri_text *out);
/* The rules of style that turn light colours into dark ones. */
void ri_svg_style(struct ri_text *out);
/* Text with <, >, & and " as entities; characters that XML does not have are left out. */
void ri_text_xml(struct ri_text *out, const char *text);

void ri_draw_line(struct ri_canvas *canvas, double x1, double y1, double x2, double y2,
                  const struct ri_paint *paint);
void ri_draw_box(struct ri_canvas *canvas, double x, double y, double width, double height,
                 const struct ri_paint *paint);
/* Cut with an ellipsis to at most `width`. */
void ri_draw_text(struct ri_canvas *canvas, double x, double y, double width,
                  const struct ri_letters *letters, const char *text);
#endif
