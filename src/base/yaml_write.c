/* The writer of YAML. */
#include "yaml.h"

/* Plain only where no reader of YAML 1.1 or 1.2 could take it for anything but this text. */
static bool is_plain(struct ri_view text)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n"};
    bool                     letter = false;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        const bool alpha =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
        const bool inner =
            c == '_' || c == '-' || c == '.' || c == '/' || c == ' ' || (c >= '0' && c <= '9');
        if (!alpha && (!inner || (i == 0 && (c < '0' || c > '9')))) return false;
        letter = letter || alpha;
    }
    if (!text.length || text.at[text.length - 1] == ' ') return false;
    if (!letter || (text.at[0] >= '0' && text.at[0] <= '9')) { /* numbers: only the plainest */
        int64_t value;
        return ri_parse_int(text, &value) && (text.at[0] != '0' || text.length == 1);
    }
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        const struct ri_view word = ri_view_of(words[i]);
        size_t               same = 0;
        while (same < word.length && same < text.length && (text.at[same] | 0x20) == word.at[same])
            same++;
        if (same == word.length && same == text.length) return false;
    }
    return ri_utf8_valid(text.at, text.length) == text.length;
}

static void put_text(struct ri_text *out, const char *text)
{
    const struct ri_view view = ri_view_of(text);
    if (is_plain(view)) {
        ri_text_add(out, view.at, view.length);
        return;
    }
    ri_text_putc(out, '"');
    for (size_t i = 0; i < view.length; i++) {
        const unsigned char c = (unsigned char)view.at[i];
        if (c == '"' || c == '\\')
            ri_text_printf(out, "\\%c", c);
        else if (c == '\n')
            ri_text_puts(out, "\\n");
        else if (c == '\t')
            ri_text_puts(out, "\\t");
        else if (c < 0x20 || c == 0x7f)
            ri_text_printf(out, "\\x%02X", c);
        else
            ri_text_putc(out, (char)c);
    }
    ri_text_putc(out, '"');
}

static bool bit(uint64_t set, unsigned depth)
{
    return set >> depth & 1;
}

/* What stands before a member: the end of its parent's line, indentation, dash, key. The first member of an item of
 * a list stands beside the dash. */
static void begin(struct ri_yaml_writer *writer, const char *key)
{
    struct ri_text *out = writer->out;
    const unsigned  depth = writer->depth;
    if (!depth) return;
    const bool first = !bit(writer->filled, depth), nested = depth > 1;
    const bool beside = first && nested && bit(writer->is_list, depth - 1);
    writer->filled |= UINT64_C(1) << depth;
    if (first && nested && !beside) ri_text_putc(out, '\n');
    for (unsigned i = 1; i < depth && !beside; i++) ri_text_puts(out, "  ");
    if (bit(writer->is_list, depth)) ri_text_puts(out, "- ");
    if (!key) return;
    put_text(out, key);
    ri_text_putc(out, ':');
}

void ri_yaml_put(struct ri_yaml_writer *writer, const char *key, const char *text)
{
    begin(writer, key);
    if (key) ri_text_putc(writer->out, ' ');
    if (text)
        put_text(writer->out, text);
    else
        ri_text_puts(writer->out, "null");
    ri_text_putc(writer->out, '\n');
}

static void put_container(struct ri_yaml_writer *writer, const char *key, bool list)
{
    begin(writer, key);
    const uint64_t own = UINT64_C(1) << ++writer->depth;
    writer->is_list = list ? writer->is_list | own : writer->is_list & ~own;
    writer->filled &= ~own;
}

void ri_yaml_put_map(struct ri_yaml_writer *writer, const char *key)
{
    put_container(writer, key, false);
}

void ri_yaml_put_list(struct ri_yaml_writer *writer, const char *key)
{
    put_container(writer, key, true);
}

void ri_yaml_end(struct ri_yaml_writer *writer)
{
    const unsigned depth = writer->depth--;
    if (bit(writer->filled, depth)) return;
    if (depth > 1 && !bit(writer->is_list, depth - 1)) ri_text_putc(writer->out, ' ');
    ri_text_puts(writer->out, bit(writer->is_list, depth) ? "[]\n" : "{}\n");
}

void ri_yaml_comment(struct ri_yaml_writer *writer, const char *text)
{
    ri_text_printf(writer->out, "# %s\n", text);
}
