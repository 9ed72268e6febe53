/* The JSON writer: commas and depth are its only state. */
#include "json.h"

#include <math.h>

static void before_value(struct ri_json *json)
{
    if (json->comma && !json->after_key) ri_text_putc(json->out, ',');
    json->comma = true;
    json->after_key = false;
}

static void open_container(struct ri_json *json, bool array)
{
    before_value(json);
    ri_text_putc(json->out, array ? '[' : '{');
    json->depth++;
    const uint64_t bit = UINT64_C(1) << (json->depth & 63);
    json->is_array = array ? json->is_array | bit : json->is_array & ~bit;
    json->comma = false;
}

void ri_json_object(struct ri_json *json)
{
    open_container(json, false);
}

void ri_json_array(struct ri_json *json)
{
    open_container(json, true);
}

void ri_json_end(struct ri_json *json)
{
    ri_text_putc(json->out, json->is_array >> (json->depth & 63) & 1 ? ']' : '}');
    json->depth--;
    json->comma = true;
}

static void quoted(struct ri_text *out, struct ri_view text)
{
    static const char hex[] = "0123456789abcdef";
    ri_text_putc(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        ri_text_add(out, text.at + from, i - from);
        from = i + 1;
        const char *mark = memchr("\"\\\b\f\n\r\t", c, 7);
        if (mark && c) {
            const char pair[2] = {'\\',
                                  "\"\\bfnrt"[strchr("\"\\\b\f\n\r\t", c) - "\"\\\b\f\n\r\t"]};
            ri_text_add(out, pair, 2);
        } else {
            const char code[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
            ri_text_add(out, code, 6);
        }
    }
    ri_text_add(out, text.at + from, text.length - from);
    ri_text_putc(out, '"');
}

void ri_json_view(struct ri_json *json, struct ri_view text)
{
    before_value(json);
    if (ri_utf8_valid(text.at, text.length) == text.length) {
        quoted(json->out, text);
        return;
    }
    struct ri_text clean = {0};
    while (text.length) {
        const size_t good = ri_utf8_valid(text.at, text.length);
        ri_text_add(&clean, text.at, good);
        if (good == text.length) break;
        ri_text_puts(&clean, "\xEF\xBF\xBD");
        text.at += good + 1;
        text.length -= good + 1;
    }
    quoted(json->out, (struct ri_view){clean.at, clean.length});
    if (clean.failed) json->out->failed = true;
    ri_text_release(&clean);
}

void ri_json_key(struct ri_json *json, const char *key)
{
    before_value(json);
    quoted(json->out, ri_view_of(key));
    ri_text_putc(json->out, ':');
    json->after_key = true;
}

void ri_json_text(struct ri_json *json, const char *text)
{
    if (text)
        ri_json_view(json, ri_view_of(text));
    else
        ri_json_null(json);
}

void ri_json_raw(struct ri_json *json, const char *literal, size_t length)
{
    before_value(json);
    ri_text_add(json->out, literal, length);
}

void ri_json_int(struct ri_json *json, int64_t value)
{
    before_value(json);
    ri_text_printf(json->out, "%lld", (long long)value);
}

size_t ri_double_text(double value, char *buffer)
{
    if (value == floor(value) && fabs(value) < 1e15) {
        return (size_t)snprintf(buffer, 32, "%.0f", value == 0 ? 0.0 : value);
    }
    for (int digits = 15;; digits++) {
        const int length = snprintf(buffer, 32, "%.*g", digits, value);
        if (digits == 17 || strtod(buffer, NULL) == value) return (size_t)length;
    }
}

void ri_json_number(struct ri_json *json, double value)
{
    char buffer[32];
    if (isfinite(value))
        ri_json_raw(json, buffer, ri_double_text(value, buffer));
    else
        ri_json_null(json);
}

void ri_json_bool(struct ri_json *json, bool value)
{
    ri_json_raw(json, value ? "true" : "false", value ? 4 : 5);
}

void ri_json_null(struct ri_json *json)
{
    ri_json_raw(json, "null", 4);
}
