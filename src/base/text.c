/* Views, growable text, exact numbers from text, nearest names. */
#include "text.h"

#include <errno.h>
#include <stdarg.h>

struct ri_view ri_view_of(const char *text)
{
    return (struct ri_view){text, text ? strlen(text) : 0};
}

bool ri_view_is(struct ri_view view, const char *text)
{
    return ri_view_equal(view, ri_view_of(text));
}

bool ri_view_equal(struct ri_view a, struct ri_view b)
{
    return a.length == b.length && (!a.length || memcmp(a.at, b.at, a.length) == 0);
}

static bool blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct ri_view ri_view_trim(struct ri_view view)
{
    while (view.length && blank(view.at[0])) view.at++, view.length--;
    while (view.length && blank(view.at[view.length - 1])) view.length--;
    return view;
}

void ri_text_release(struct ri_text *text)
{
    free(text->at);
    *text = (struct ri_text){.most = text->most};
}

void ri_text_clear(struct ri_text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->at) text->at[0] = '\0';
}

static bool reserve(struct ri_text *text, size_t more)
{
    if (text->failed || more > SIZE_MAX / 4 - text->length) return !(text->failed = true);
    const size_t need = text->length + more + 1;
    if (text->most && need - 1 > text->most) return !(text->failed = true);
    if (need <= text->room) return true;
    size_t room = text->room ? text->room * 2 : 64;
    if (room < need) room = need;
    char *at = realloc(text->at, room);
    if (!at) return !(text->failed = true);
    text->at = at;
    text->room = room;
    return true;
}

void ri_text_add(struct ri_text *text, const char *bytes, size_t length)
{
    if (!reserve(text, length)) return;
    if (length) memcpy(text->at + text->length, bytes, length);
    text->length += length;
    text->at[text->length] = '\0';
}

void ri_text_puts(struct ri_text *text, const char *string)
{
    ri_text_add(text, string, strlen(string));
}

void ri_text_putc(struct ri_text *text, char c)
{
    ri_text_add(text, &c, 1);
}

void ri_text_printf(struct ri_text *text, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (length >= 0 && reserve(text, (size_t)length)) {
        vsnprintf(text->at + text->length, (size_t)length + 1, fmt, again);
        text->length += (size_t)length;
    }
    va_end(again);
}

ri_status ri_text_check(const struct ri_text *text, struct ri_error *err)
{
    if (!text->failed) return RI_OK;
    return ri_fail(err, RI_ENOMEM, "no room for a text of more than %zu bytes", text->length);
}

static bool take_sign(struct ri_view *text)
{
    const bool negative = text->length && text->at[0] == '-';
    if (text->length && (text->at[0] == '-' || text->at[0] == '+')) text->at++, text->length--;
    return negative;
}

bool ri_parse_decimal(struct ri_view text, int scale, int64_t *ret)
{
    const bool negative = take_sign(&text);
    int64_t    value = 0;
    int        left = scale, digits = 0;
    bool       point = false;
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.at[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9') return false;
        digits++;
        if (point && left == 0) {
            if (c != '0') return false;
            continue;
        }
        if (point) left--;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, c - '0', &value))
            return false; /* counted downwards: the most negative value fits too */
    }
    for (; left > 0; left--) {
        if (__builtin_mul_overflow(value, 10, &value)) return false;
    }
    if (!digits || (!negative && value == INT64_MIN)) return false;
    *ret = negative ? value : -value;
    return true;
}

bool ri_parse_int(struct ri_view text, int64_t *ret)
{
    return !memchr(text.length ? text.at : "", '.', text.length) && ri_parse_decimal(text, 0, ret);
}

bool ri_parse_double(struct ri_view text, double *ret)
{
    char copy[64], *end;
    if (!text.length || text.length >= sizeof copy) return false;
    for (size_t i = 0; i < text.length; i++) { /* no blanks, no hexadecimal, no "nan" */
        if (!memchr("0123456789+-.eE", text.at[i], 15)) return false;
    }
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    const double value = strtod(copy, &end); /* the C locale: nothing here ever sets another */
    if (*end || !__builtin_isfinite(value)) return false;
    *ret = value;
    return true;
}

void ri_text_decimal(struct ri_text *text, ri_int128 value, int scale)
{
    char       digits[64];
    size_t     n = sizeof digits;
    ri_uint128 rest = value < 0 ? -(ri_uint128)value : (ri_uint128)value;
    int        at = 0;
    for (; rest > UINT64_MAX; at++, rest /= 10) { /* rare: division in 128 bits is slow */
        if (at == scale && scale) digits[--n] = '.';
        digits[--n] = (char)('0' + (int)(rest % 10));
    }
    for (uint64_t low = (uint64_t)rest; low || at <= scale; at++, low /= 10) {
        if (at == scale && scale) digits[--n] = '.';
        digits[--n] = (char)('0' + (int)(low % 10));
    }
    if (value < 0) digits[--n] = '-';
    ri_text_add(text, digits + n, sizeof digits - n);
}

size_t ri_edit_distance(struct ri_view a, struct ri_view b, size_t most)
{
    enum { LONGEST = 64 };
    size_t rows[3][LONGEST + 1];
    if (a.length > LONGEST || b.length > LONGEST) return most + 1;
    for (size_t j = 0; j <= b.length; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            size_t best = up[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            if (up[j] + 1 < best) best = up[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            const bool swapped =
                i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped && up2[j - 2] + 1 < best) best = up2[j - 2] + 1;
            row[j] = best;
        }
    }
    const size_t distance = rows[a.length % 3][b.length];
    return distance > most ? most + 1 : distance;
}

const char *ri_nearest(const char *name, const char *const *names)
{
    const struct ri_view view = ri_view_of(name);
    const char          *best = NULL;
    size_t               nearest = view.length < 3 ? 1 : view.length / 3 + 1;
    for (size_t i = 0; names[i]; i++) {
        const size_t distance = ri_edit_distance(view, ri_view_of(names[i]), nearest);
        if (distance > nearest || (best && distance == nearest)) continue;
        nearest = distance;
        best = names[i];
    }
    return best;
}
