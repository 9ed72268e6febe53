/* UTF-8: validity and terminal width. Unicode tables come from utf8proc. */
#include "text.h"

#include <utf8proc.h>

/* Length of the valid sequence at text, 0 when it is none (Unicode 15, table 3-7). */
static size_t sequence(const unsigned char *text, size_t length)
{
    const unsigned char c = text[0];
    if (c < 0x80) return 1;
    const size_t need = c >= 0xC2 && c <= 0xDF   ? 2
                        : c >= 0xE0 && c <= 0xEF ? 3
                        : c >= 0xF0 && c <= 0xF4 ? 4
                                                 : 0;
    if (!need || need > length) return 0;
    const unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i < need; i++) {
        if ((text[i] & 0xC0) != 0x80) return 0;
    }
    return need;
}

size_t ri_utf8_valid(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight; /* eight ASCII bytes at a time: most text is */
        if (length - at >= 8 && (memcpy(&eight, text + at, 8), !(eight & 0x8080808080808080u))) {
            at += 8;
            continue;
        }
        const size_t n = sequence((const unsigned char *)text + at, length - at);
        if (!n) return at;
        at += n;
    }
    return at;
}

size_t ri_utf8_width(struct ri_view text)
{
    size_t width = 0;
    for (size_t at = 0; at < text.length;) {
        utf8proc_int32_t       code;
        const utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.at + at,
                                                    (utf8proc_ssize_t)(text.length - at), &code);
        const int              columns = n > 0 ? utf8proc_charwidth(code) : 1;
        width += columns > 0 ? (size_t)columns : 0;
        at += n > 0 ? (size_t)n : 1;
    }
    return width;
}
