/* A text as squares that a camera reads (QR, ISO/IEC 18004). */
#ifndef RI_REPORT_CODE_H
#define RI_REPORT_CODE_H
#include "base/text.h"

struct ri_code;
/* Error correction M: 15 % may be covered. RI_ETOOLARGE: more than about 2,300 bytes; RI_EUSAGE: an empty text. */
RI_MUST_CHECK ri_status ri_code_new(const char *text, struct ri_code **ret, struct ri_error *err);
int                     ri_code_width(const struct ri_code *code); /* squares a side */
bool ri_code_is_dark(const struct ri_code *code, int x, int y);    /* false outside */
void ri_code_free(struct ri_code *code);
/* Two rows of squares a line, by half blocks, with the margin that cameras want. inverted: for a terminal of dark letters on a light
 * ground. */
void ri_code_text(const struct ri_code *code, bool inverted, struct ri_text *out);
/* An SVG picture of its own, black on white, 4 mm a square, to be printed. title: what it opens, read out by screen readers. */
void ri_code_svg(const struct ri_code *code, const char *title, struct ri_text *out);
#endif
