/* Encodings: detection and conversion. */
#include "charset.h"

#include "workbook.h"

static const char *const names[INGEST_CHARSETS] = {"UTF-8", "Windows-1252", "UTF-16LE", "UTF-16BE"};

const char *ingest_charset_text(ingest_charset charset)
{
    return names[charset];
}

bool ingest_charset_parse(struct ri_view name, ingest_charset *ret)
{
    static const struct {
        const char    *name;
        ingest_charset charset;
    } known[] = {{"utf8", INGEST_UTF8},
                 {"ascii", INGEST_UTF8},
                 {"utf16le", INGEST_UTF16LE},
                 {"utf16be", INGEST_UTF16BE},
                 {"utf16", INGEST_UTF16LE},
                 {"windows1252", INGEST_WINDOWS_1252},
                 {"cp1252", INGEST_WINDOWS_1252},
                 {"latin1", INGEST_WINDOWS_1252},
                 {"iso88591", INGEST_WINDOWS_1252}};
    char   plain[32];
    size_t n = 0;
    for (size_t i = 0; i < name.length && n < sizeof plain - 1; i++) {
        const char c = name.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain[n++] = c;
        if (c >= 'A' && c <= 'Z') plain[n++] = (char)(c | 0x20);
    }
    for (size_t i = 0; i < RI_COUNT(known); i++) {
        if (!ri_view_is((struct ri_view){plain, n}, known[i].name)) continue;
        *ret = known[i].charset;
        return true;
    }
    return false;
}

/* What is often given by mistake. */
static const char *binary_kind(struct ri_view head)
{
    static const struct {
        const char *magic;
        size_t      length;
        const char *kind;
    } kinds[] = {{"PK\x03\x04", 4, "a workbook or zip archive, compressed once more"},
                 {"PAR1", 4, "a Parquet file"},
                 {"%PDF", 4, "a PDF document"},
                 {"BZh", 3, "bzip2 data"},
                 {"\xfd"
                  "7zXZ",
                  5, "xz data"},
                 {"\x89PNG", 4, "a picture"},
                 {"\xff\xd8\xff", 3, "a picture"},
                 {"SQLite format 3", 15, "an SQLite database"},
                 {"\xff\xfe\0\0", 4, "UTF-32 text"},
                 {"\0\0\xfe\xff", 4, "UTF-32 text"}};
    for (size_t i = 0; i < RI_COUNT(kinds); i++) {
        if (head.length >= kinds[i].length && memcmp(head.at, kinds[i].magic, kinds[i].length) == 0)
            return kinds[i].kind;
    }
    return NULL;
}

/* UTF-16 without a mark: mostly ASCII, so every other byte is zero. */
static bool looks_utf16(struct ri_view head, bool *ret_big)
{
    size_t       zeros[2] = {0, 0};
    const size_t n = head.length < 4096 ? head.length & ~(size_t)1 : 4096;
    for (size_t i = 0; i < n; i++) zeros[i & 1] += head.at[i] == '\0';
    *ret_big = zeros[0] > zeros[1];
    const size_t many = zeros[*ret_big ? 0 : 1], few = zeros[*ret_big ? 1 : 0];
    return n >= 4 && many * 10 >= n / 2 * 4 && few * 20 <= many;
}

ri_status ingest_charset_detect(struct ri_view head, const char *name,
                                struct ingest_charset_guess *ret, struct ri_error *err)
{
    const char *kind = binary_kind(head), *advice = ingest_workbook_advice(head);
    bool        big;
    if (advice) return ri_fail(err, RI_EDATA, "%s: %s", name, advice);
    if (kind)
        return ri_fail(err, RI_EDATA, "%s: is %s, not a text table; save it as CSV in UTF-8", name,
                       kind);
    struct ingest_charset_guess guess = {.charset = INGEST_UTF8,
                                         .evidence = "all text of the beginning is valid UTF-8"};
    if (head.length >= 3 && memcmp(head.at, "\xef\xbb\xbf", 3) == 0) {
        guess.bom = 3;
        guess.evidence = "it begins with a byte order mark";
    } else if (head.length >= 2 &&
               (memcmp(head.at, "\xff\xfe", 2) == 0 || memcmp(head.at, "\xfe\xff", 2) == 0)) {
        guess.bom = 2;
        guess.charset = head.at[0] == '\xff' ? INGEST_UTF16LE : INGEST_UTF16BE;
        guess.evidence = "it begins with a byte order mark";
    } else if (looks_utf16(head, &big)) {
        guess.charset = big ? INGEST_UTF16BE : INGEST_UTF16LE;
        guess.evidence = "every other byte is zero";
    } else {
        const size_t valid = ri_utf8_valid(head.at, head.length);
        guess.ascii = ingest_is_ascii(head.at, valid);
        if (guess.ascii) guess.evidence = "the beginning is plain ASCII";
        /* The head may cut a character; an invalid byte before its last three is none of UTF-8. After valid accented
         * text it is damage in one record instead. */
        if (valid + 4 <= head.length && guess.ascii) {
            guess.charset = INGEST_WINDOWS_1252;
            guess.ascii = false;
            guess.evidence = "its accented letters are not valid UTF-8";
        }
    }
    *ret = guess;
    return RI_OK;
}

static size_t put_code(uint32_t code, char *to)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

static uint32_t unit(const unsigned char *bytes, bool big)
{
    return big ? (uint32_t)bytes[0] << 8 | bytes[1] : (uint32_t)bytes[1] << 8 | bytes[0];
}

/* One character of the pending bytes when there is enough to know it; returns its length in `to`. */
static size_t take_pending(struct ingest_utf16 *state, bool last, char *to)
{
    if (state->count < 2) return 0;
    const uint32_t first = unit(state->bytes, state->big);
    const bool     high = first >= 0xd800 && first < 0xdc00;
    if (high && state->count < 4 && !last) return 0;
    const uint32_t second = state->count == 4 ? unit(state->bytes + 2, state->big) : 0;
    if (high && second >= 0xdc00 && second < 0xe000) {
        state->count = 0;
        return put_code(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), to);
    }
    state->count -= 2;
    memmove(state->bytes, state->bytes + 2, state->count);
    return put_code(first, to);
}

size_t ingest_utf16_decode(struct ingest_utf16 *state, const char *from, size_t length, bool last,
                           char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < length;) {
        state->bytes[state->count++] = (unsigned char)from[i++];
        for (size_t taken = 1; taken && !(state->count & 1) && state->count;)
            n += taken = take_pending(state, false, to + n);
    }
    if (!last) return n;
    for (size_t taken = 1; taken;) n += taken = take_pending(state, true, to + n);
    if (state->count == 1) { /* half a character */
        to[n++] = '\xff';
        to[n++] = (char)(0x80 | state->bytes[0] >> 4);
        to[n++] = (char)(0x80 | (state->bytes[0] & 15));
        state->count = 0;
    }
    return n;
}

size_t ingest_utf16_size(struct ri_view text)
{
    size_t size = 0;
    for (size_t i = 0; i < text.length; i++) {
        const unsigned char c = (unsigned char)text.at[i];
        if (c < 0x80 || (c >= 0xc0 && c < 0xf0))
            size += 2;
        else if (c >= 0xf0 && c < 0xff)
            size += 4;
        else if (c == 0xff)
            size += 1;
    }
    return size;
}

static void put_unit(struct ri_text *out, uint32_t code, bool big)
{
    ri_text_putc(out, (char)(big ? code >> 8 : code & 0xff));
    ri_text_putc(out, (char)(big ? code & 0xff : code >> 8));
}

void ingest_utf16_encode(struct ri_view text, bool big, struct ri_text *out)
{
    for (size_t i = 0; i < text.length;) {
        const unsigned char *at = (const unsigned char *)text.at + i;
        const size_t         size = at[0] < 0x80                    ? 1
                                    : at[0] < 0xe0                  ? 2
                                    : at[0] < 0xf0 || at[0] == 0xff ? 3
                                                                    : 4;
        if (i + size > text.length) return; /* cut text: whole characters only */
        i += size;
        if (size == 1)
            put_unit(out, at[0], big);
        else if (size == 2)
            put_unit(out, (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu), big);
        else if (at[0] == 0xff)
            ri_text_putc(out, (char)((at[1] & 15) << 4 | (at[2] & 15)));
        else if (size == 3)
            put_unit(out, (at[0] & 15u) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu), big);
        else {
            const uint32_t code = ((at[0] & 7u) << 18 | (at[1] & 0x3fu) << 12 |
                                   (at[2] & 0x3fu) << 6 | (at[3] & 0x3fu)) -
                                  0x10000;
            put_unit(out, 0xd800 + (code >> 10), big);
            put_unit(out, 0xdc00 + (code & 0x3ff), big);
        }
    }
}

size_t ingest_windows_1252(const char *from, size_t length, char *to)
{
    static const uint16_t upper[32] = {
        /* 0x80 .. 0x9f, WHATWG Encoding Standard, index windows-1252 */
        0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
        0x2039, 0x152,  0x8d,   0x17d,  0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178};
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)from[i];
        n += put_code(c >= 0x80 && c < 0xa0 ? upper[c - 0x80] : c, to + n);
    }
    return n;
}

bool ingest_is_ascii(const char *text, size_t length)
{
    uint64_t high = 0, word;
    size_t   i = 0;
    for (; i + 8 <= length; i += 8) {
        memcpy(&word, text + i, 8);
        high |= word;
    }
    for (; i < length; i++) high |= (unsigned char)text[i];
    return !(high & UINT64_C(0x8080808080808080));
}
