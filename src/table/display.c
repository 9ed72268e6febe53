/* Escaping, cutting and grouping for terminals. */
#include "display.h"

/* The code point of a valid sequence of n bytes. */
static uint32_t decode(const unsigned char *at, size_t n)
{
    if (n == 1) return at[0];
    uint32_t code = at[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) code = code << 6 | (at[i] & 0x3F);
    return code;
}

static size_t sequence_length(unsigned char first)
{
    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* Code points from..to that are shown as escapes. */
static const struct {
    uint32_t from, to;
} unsafe[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C}, {0x200E, 0x200F},
    {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE007F},
};

static bool is_unsafe(uint32_t code)
{
    for (size_t i = 0; i < RI_COUNT(unsafe); i++) {
        if (code >= unsafe[i].from && code <= unsafe[i].to) return true;
    }
    return false;
}

static void add_escape(struct ri_text *out, uint32_t code)
{
    if (code == '\n')
        ri_text_puts(out, "\\n");
    else if (code == '\t')
        ri_text_puts(out, "\\t");
    else if (code == '\r')
        ri_text_puts(out, "\\r");
    else if (code < 0x80)
        ri_text_printf(out, "\\x%02x", code);
    else
        ri_text_printf(out, "\\u%04x", code);
}

static void display_valid(struct ri_text *out, struct ri_view text)
{
    size_t from = 0;
    for (size_t at = 0; at < text.length;) {
        const unsigned char *here = (const unsigned char *)text.at + at;
        const size_t         n = sequence_length(here[0]);
        const uint32_t       code = decode(here, n);
        if (is_unsafe(code)) {
            ri_text_add(out, text.at + from, at - from);
            add_escape(out, code);
            from = at + n;
        }
        at += n;
    }
    ri_text_add(out, text.at + from, text.length - from);
}

void ri_display_text(struct ri_text *out, struct ri_view text)
{
    while (text.length) {
        const size_t good = ri_utf8_valid(text.at, text.length);
        display_valid(out, (struct ri_view){text.at, good});
        if (good == text.length) return;
        ri_text_printf(out, "\\x%02x", (unsigned)(unsigned char)text.at[good]);
        text.at += good + 1;
        text.length -= good + 1;
    }
}

size_t ri_display_fit(struct ri_view text, size_t width)
{
    size_t used = 0, at = 0;
    while (at < text.length) {
        size_t n = sequence_length((unsigned char)text.at[at]);
        if (n > text.length - at) n = text.length - at;
        used += ri_utf8_width((struct ri_view){text.at + at, n});
        if (used > width) break;
        at += n;
    }
    return at;
}

void ri_display_cut(struct ri_text *out, struct ri_view text, size_t width)
{
    if (text.length <= width || ri_utf8_width(text) <= width) {
        ri_text_add(out, text.at, text.length);
    } else if (width) {
        ri_text_add(out, text.at, ri_display_fit(text, width - 1));
        ri_text_puts(out, "…");
    }
}

void ri_display_thousands(struct ri_text *out, struct ri_view number)
{
    size_t at = number.length && number.at[0] == '-', digits = 0;
    while (at + digits < number.length && isdigit((unsigned char)number.at[at + digits])) digits++;
    ri_text_add(out, number.at, at);
    for (; digits; at++) {
        ri_text_putc(out, number.at[at]);
        if (--digits && digits % 3 == 0) ri_text_putc(out, ',');
    }
    ri_text_add(out, number.at + at, number.length - at);
}

void ri_display_pad(struct ri_text *out, size_t n)
{
    static const char blanks[] = "                                ";
    for (; n >= sizeof blanks; n -= sizeof blanks - 1) ri_text_add(out, blanks, sizeof blanks - 1);
    ri_text_add(out, blanks, n);
}
