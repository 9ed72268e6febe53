/* Word wrap by display width. */
#include "wrap.h"

#include "table/display.h"

static void wrap_line(struct ri_text *out, struct ri_view text, size_t *at, size_t indent,
                      size_t width)
{
    bool begun = false;
    while (text.length) {
        const char          *blank = memchr(text.at, ' ', text.length);
        const size_t         n = blank ? (size_t)(blank - text.at) : text.length;
        const struct ri_view word = {text.at, n};
        const size_t         columns = ri_utf8_width(word);
        if (n) {
            if (begun && *at + 1 + columns > width) {
                ri_text_putc(out, '\n');
                ri_display_pad(out, indent);
                *at = indent;
                begun = false;
            }
            if (begun) ri_text_putc(out, ' ');
            *at += columns + begun;
            ri_display_text(out, word);
            begun = true;
        }
        text.at += n + (blank != NULL);
        text.length -= n + (blank != NULL);
    }
}

void cli_wrap(struct ri_text *out, struct ri_view text, size_t at, size_t indent, size_t width)
{
    for (;;) {
        const char          *end = text.length ? memchr(text.at, '\n', text.length) : NULL;
        const struct ri_view line = {text.at, end ? (size_t)(end - text.at) : text.length};
        wrap_line(out, line, &at, indent, width);
        ri_text_putc(out, '\n');
        if (!end) return;
        text.length -= line.length + 1;
        text.at = end + 1;
        at = indent;
        if (text.length && text.at[0] != '\n') ri_display_pad(out, indent);
    }
}

void cli_item(struct ri_text *out, const char *name, const char *text, size_t column, size_t width)
{
    const size_t used = 2 + ri_utf8_width(ri_view_of(name));
    ri_text_puts(out, "  ");
    ri_text_puts(out, name);
    if (used + 2 > column) {
        ri_text_putc(out, '\n');
        ri_display_pad(out, column);
    } else {
        ri_display_pad(out, column - used);
    }
    cli_wrap(out, ri_view_of(text), column, column, width);
}
