/* QR codes over libqrencode. */
#include "report/code.h"

#include <errno.h>
#include <qrencode.h>

enum { MARGIN = 4, SQUARE = 4 };

struct ri_code {
    QRcode *squares;
};

ri_status ri_code_new(const char *text, struct ri_code **ret, struct ri_error *err)
{
    if (!*text) return ri_fail(err, RI_EUSAGE, "a code of nothing");
    struct ri_code *code = calloc(1, sizeof *code);
    if (code) code->squares = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    if (code && code->squares) {
        *ret = code;
        return RI_OK;
    }
    const int number = code ? errno : ENOMEM;
    free(code);
    if (number == ERANGE)
        return ri_fail(err, RI_ETOOLARGE, "%zu bytes are too many for a code", strlen(text));
    return ri_fail(err, ri_status_of_errno(number), "a code: %s", strerror(number));
}

int ri_code_width(const struct ri_code *code)
{
    return code->squares->width;
}

bool ri_code_is_dark(const struct ri_code *code, int x, int y)
{
    const int width = code->squares->width;
    if (x < 0 || y < 0 || x >= width || y >= width) return false;
    return code->squares->data[y * width + x] & 1;
}

void ri_code_free(struct ri_code *code)
{
    if (!code) return;
    QRcode_free(code->squares);
    free(code);
}

void ri_code_text(const struct ri_code *code, bool inverted, struct ri_text *out)
{
    static const char *const blocks[] = {" ", "▄", "▀", "█"}; /* lit: upper 2, lower 1 */
    const int                width = ri_code_width(code);
    for (int y = -MARGIN; y < width + MARGIN; y += 2) {
        for (int x = -MARGIN; x < width + MARGIN; x++) {
            const bool upper = ri_code_is_dark(code, x, y) == inverted;
            const bool lower = ri_code_is_dark(code, x, y + 1) == inverted;
            ri_text_puts(out, blocks[2 * upper + lower]);
        }
        ri_text_putc(out, '\n');
    }
}

static void put_escaped(struct ri_text *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("<>&\"", *text))
            ri_text_printf(out, "&#%d;", *text);
        else
            ri_text_putc(out, *text);
    }
}

void ri_code_svg(const struct ri_code *code, const char *title, struct ri_text *out)
{
    const int width = ri_code_width(code), whole = width + 2 * MARGIN;
    ri_text_printf(out,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%dmm\" height=\"%dmm\" "
                   "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\" role=\"img\"><title>",
                   whole * SQUARE / 2, whole * SQUARE / 2, whole, whole);
    put_escaped(out, title);
    ri_text_printf(
        out, "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
        whole, whole);
    for (int y = 0; y < width; y++) {
        for (int x = 0; x < width; x++)
            if (ri_code_is_dark(code, x, y))
                ri_text_printf(out, "M%d %dh1v1h-1z", x + MARGIN, y + MARGIN);
    }
    ri_text_puts(out, "\"/></svg>\n");
}
