/* Percent-decoding with nothing forgiven. */
#include "target.h"

#include "base/text.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Text up to end, decoded. NULL: malformed, or no room. A decoded text is never longer than it was. */
static char *decode(const char *at, const char *end, bool query, struct ri_arena *mem)
{
    char *text = ri_arena_new(mem, char, (size_t)(end - at) + 1), *to = text;
    if (!text) return NULL;
    for (; at < end; at++) {
        char c = *at;
        if (c == '%') {
            const int high = end - at > 2 ? hex_digit(at[1]) : -1,
                      low = high < 0 ? -1 : hex_digit(at[2]);
            if (low < 0) return NULL;
            c = (char)(high * 16 + low);
            at += 2;
            if (!query && (c == '/' || c == '\\')) return NULL;
        } else if (query && c == '+') {
            c = ' ';
        } else if ((unsigned char)c <= 32 || (unsigned char)c >= 127 || c == '\\' || c == '#') {
            return NULL; /* must be encoded */
        }
        const bool line =
            query && (c == '\n' || c == '\r' || c == '\t'); /* a text of several lines */
        if (((unsigned char)c < 32 && !line) || c == 127) return NULL;
        *to++ = c;
    }
    *to = '\0';
    const size_t length = (size_t)(to - text);
    return ri_utf8_valid(text, length) == length ? text : NULL;
}

static bool is_plain_path(const char *path)
{
    for (const char *at = path; *at;) {
        const size_t length = strcspn(at + 1, "/");
        const bool   last = !at[1 + length];
        if (length == 0 && !(last && at == path)) return false; /* "//", or a slash at the end */
        if ((length == 1 && at[1] == '.') || (length == 2 && at[1] == '.' && at[2] == '.'))
            return false;
        at += 1 + length;
    }
    return true;
}

static ri_status parse_pairs(const char *query, struct ri_arena *mem, struct http_target *ret,
                             struct ri_error *err)
{
    size_t count = 1;
    for (const char *at = query; *at; at++) count += *at == '&';
    if (count > TARGET_PAIRS)
        return ri_fail(err, RI_ETOOLARGE, "more than %d parameters", TARGET_PAIRS);
    RI_ARENA_NEW(ret->pairs, mem, count, err);
    for (const char *at = query; *at;) {
        const char *end = at + strcspn(at, "&"), *equals = memchr(at, '=', (size_t)(end - at));
        if (end > at) {
            struct http_pair *pair = &ret->pairs[ret->count++];
            pair->name = decode(at, equals ? equals : end, true, mem);
            pair->value = equals ? decode(equals + 1, end, true, mem) : "";
            if (!pair->name || !*pair->name || !pair->value)
                return ri_fail(err, RI_EUSAGE, "the query is not well-formed: parameter %zu",
                               ret->count);
        }
        at = *end ? end + 1 : end;
    }
    return RI_OK;
}

ri_status target_parse(const char *text, struct ri_arena *mem, struct http_target *ret,
                       struct ri_error *err)
{
    struct http_target target = {0};
    const size_t       length = strcspn(text, "?");
    if (text[0] == '/') target.path = decode(text, text + length, false, mem);
    if (!target.path || !is_plain_path(target.path))
        return ri_fail(err, RI_EUSAGE, "the path is not well-formed");
    if (text[length]) RI_TRY(parse_pairs(text + length + 1, mem, &target, err));
    *ret = target;
    return RI_OK;
}

const char *target_value(const struct http_target *target, const char *name)
{
    for (size_t i = 0; i < target->count; i++) {
        if (strcmp(target->pairs[i].name, name) == 0) return target->pairs[i].value;
    }
    return NULL;
}
