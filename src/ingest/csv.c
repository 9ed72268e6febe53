/* The record reader. */
#include "csv.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 64, NARROW_LOOKAHEAD = 1 << 16 };
#define NO_BLOCK (SIZE_MAX / 2) /* far from every position, also when subtracted */

const char *ingest_delimiter_text(char delimiter)
{
    switch (delimiter) {
    case ',':
        return "comma";
    case ';':
        return "semicolon";
    case '\t':
        return "tab";
    case '|':
        return "pipe";
    case ' ':
        return "space";
    default:
        return "none";
    }
}

const char *ingest_quote_text(char quote)
{
    return quote == '"' ? "double" : quote == '\'' ? "single" : "none";
}

ri_status ingest_csv_open(struct ingest_csv *csv, struct ingest_source *source,
                          const struct ingest_dialect *dialect, ingest_charset charset, size_t bom,
                          size_t most, struct ri_error *err)
{
    *csv = (struct ingest_csv){
        .source = source, .dialect = *dialect, .charset = charset, .line = 1, .offset = bom};
    csv->most = most ? most : INGEST_RECORD_MOST;
    if (csv->most > INGEST_RECORD_LIMIT) csv->most = INGEST_RECORD_LIMIT;
    csv->room = 2 * INGEST_CHUNK;
    csv->field_room = 64;
    csv->buffer = malloc(csv->room + BLOCK);
    csv->fields = malloc(csv->field_room * sizeof *csv->fields);
    csv->long_head = malloc(INGEST_LONG_HEAD);
    csv->utf16.big = charset == INGEST_UTF16BE;
    const bool wide = charset == INGEST_UTF16LE || charset == INGEST_UTF16BE;
    if (wide) csv->raw = malloc(INGEST_CHUNK);
    if (!csv->buffer || !csv->fields || !csv->long_head || (wide && !csv->raw))
        return ri_fail(err, RI_ENOMEM, "%s: no room to read it", source->name);
    csv->block = NO_BLOCK;
    while (csv->position < bom) { /* the mark, and what stands before the table */
        char         mark[4096];
        const size_t left = bom - (size_t)csv->position;
        size_t       n;
        RI_TRY(ingest_source_read(source, &csv->position, mark,
                                  left < sizeof mark ? left : sizeof mark, &n, err));
        if (!n) break;
    }
    return RI_OK;
}

/* One read into the buffer's free space, which is at least INGEST_CHUNK. */
static ri_status read_more(struct ingest_csv *csv, struct ri_error *err)
{
    size_t n;
    if (!csv->raw) {
        RI_TRY(ingest_source_read(csv->source, &csv->position, csv->buffer + csv->end,
                                  csv->room - csv->end, &n, err));
        csv->ended = n == 0;
        csv->end += n;
    } else {
        const size_t most = (csv->room - csv->end - 16) / 3 * 2;
        RI_TRY(ingest_source_read(csv->source, &csv->position, csv->raw,
                                  most < INGEST_CHUNK ? most : INGEST_CHUNK, &n, err));
        csv->ended = n == 0;
        csv->end +=
            ingest_utf16_decode(&csv->utf16, csv->raw, n, csv->ended, csv->buffer + csv->end);
    }
    memset(csv->buffer + csv->end, 0, BLOCK);
    csv->block = NO_BLOCK;
    return RI_OK;
}

/* More bytes behind the record at hand: moves it to the front, makes the buffer larger if it must. */
static ri_status fill(struct ingest_csv *csv, struct ri_error *err)
{
    const size_t kept = csv->end - csv->at;
    if (csv->at && kept + INGEST_CHUNK <= csv->room) {
        memmove(csv->buffer, csv->buffer + csv->at, kept);
        csv->at = 0;
        csv->end = kept;
    } else if (csv->room - csv->end < INGEST_CHUNK) {
        const size_t room = csv->room * 2;
        char        *buffer = realloc(csv->buffer, room + BLOCK);
        if (!buffer)
            return ri_fail(err, RI_ENOMEM, "%s: no room for a record of %zu bytes",
                           csv->source->name, kept);
        csv->buffer = buffer;
        csv->room = room;
    }
    do RI_TRY(read_more(csv, err));
    while (!csv->ended && csv->end < csv->room / 2);
    return RI_OK;
}

/* Bits of the bytes that end or open something. */
static inline uint64_t specials(const char *at, const struct ingest_dialect *dialect)
{
    uint64_t bits = 0;
#ifdef __SSE2__
    const __m128i delimiter = _mm_set1_epi8(dialect->delimiter),
                  quote = _mm_set1_epi8(dialect->quote);
    const __m128i line_end = _mm_set1_epi8(dialect->line_end), nul = _mm_setzero_si128();
    for (int i = 0; i < 4; i++) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
        const __m128i either =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, quote));
        const __m128i or =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, line_end), _mm_cmpeq_epi8(bytes, nul));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_or_si128(either, or)) << (16 * i);
    }
#else
    for (int i = 0; i < BLOCK; i++) {
        const char c = at[i];
        bits |= (uint64_t)(c == dialect->delimiter || c == dialect->quote ||
                           c == dialect->line_end || !c)
                << i;
    }
#endif
    return bits;
}

/* Position of the first special byte at or after `from`; csv->end or more when there is none. */
static inline size_t next_special(struct ingest_csv *csv, size_t from)
{
    if (from - csv->block >= BLOCK) {
        csv->block = from;
        csv->mask = specials(csv->buffer + from, &csv->dialect);
    } else {
        csv->mask &= ~UINT64_C(0) << (from - csv->block);
    }
    while (!csv->mask) {
        csv->block += BLOCK;
        if (csv->block >= csv->end) {
            const size_t none = csv->block;
            csv->block = NO_BLOCK;
            return none;
        }
        csv->mask = specials(csv->buffer + csv->block, &csv->dialect);
    }
    return csv->block + (size_t)__builtin_ctzll(csv->mask);
}

static bool more_fields(struct ingest_csv *csv)
{
    struct ingest_field *fields = realloc(csv->fields, 2 * csv->field_room * sizeof *fields);
    if (!fields) return false;
    csv->fields = fields;
    csv->field_room *= 2;
    return true;
}

typedef enum outcome { DONE, NEEDS_MORE, BROKEN, NO_ROOM } outcome;

struct cut { /* of one record, while it is read; positions in the buffer */
    size_t start, stop, count, lines;
    bool   nul, quoted;
};

static inline bool push(struct ingest_csv *csv, struct cut *cut, size_t from, size_t to,
                        bool doubled)
{
    if (csv->dialect.delimiter == ' ' && from == to && !doubled) return true;
    if (cut->count == csv->field_room && !more_fields(csv)) return false;
    csv->fields[cut->count++] =
        (struct ingest_field){(uint32_t)(from - cut->start), (uint32_t)(to - from), doubled};
    return true;
}

/* Where the field after a closing quote at `close` ends: a delimiter, a line end, the end of input. */
static outcome after_quote(struct ingest_csv *csv, size_t close, size_t *ret)
{
    size_t at = close + 1;
    while (at < csv->end && csv->buffer[at] == ' ' && csv->dialect.delimiter != ' ') at++;
    if (at < csv->end && csv->buffer[at] == '\r' && csv->dialect.line_end == '\n') at++;
    if (at >= csv->end) {
        *ret = csv->end;
        return csv->ended ? DONE : NEEDS_MORE;
    }
    const char c = csv->buffer[at];
    if (c != csv->dialect.delimiter && c != csv->dialect.line_end) return BROKEN;
    if (c == csv->dialect.delimiter && csv->buffer[at - 1] == '\r') return BROKEN;
    *ret = at;
    return DONE;
}

/* A quoted field that opens at `open`; *ret_next is the delimiter or line end behind it. */
static outcome read_quoted(struct ingest_csv *csv, struct cut *cut, size_t open, size_t *ret_next)
{
    bool         doubled = false;
    const size_t lookahead =
        csv->wasted > 8 * (csv->position - (csv->end - csv->at)) + (UINT64_C(64) << 20)
            ? NARROW_LOOKAHEAD
            : csv->most;
    cut->quoted = true;
    for (size_t at = open + 1;;) {
        const size_t hit = next_special(csv, at);
        cut->stop = hit < csv->end ? hit : csv->end;
        if (cut->stop - cut->start > lookahead) return BROKEN;
        if (hit >= csv->end) return csv->ended ? BROKEN : NEEDS_MORE;
        at = hit + 1;
        const char c = csv->buffer[hit];
        if (c == csv->dialect.line_end) cut->lines++;
        if (!c) cut->nul = true;
        if (c != csv->dialect.quote || !c) continue;
        if (at >= csv->end && !csv->ended) return NEEDS_MORE;
        if (at < csv->end && csv->buffer[at] == csv->dialect.quote) {
            doubled = true;
            at++;
            continue;
        }
        const outcome result = after_quote(csv, hit, ret_next);
        if (result != DONE) return result;
        return push(csv, cut, open + 1, hit, doubled) ? DONE : NO_ROOM;
    }
}

/* True when a quote at `at` opens the field that begins at `from`: only blanks may stand between. */
static bool opens(const struct ingest_csv *csv, size_t from, size_t at)
{
    while (from < at && csv->buffer[from] == ' ') from++;
    return from == at;
}

/* Cuts the record that begins at csv->at. */
static outcome cut_record(struct ingest_csv *csv, struct cut *cut)
{
    const struct ingest_dialect dialect = csv->dialect;
    size_t                      from = csv->at, at = csv->at;
    *cut = (struct cut){.start = csv->at};
    for (;;) {
        size_t     hit = next_special(csv, at);
        const bool past = hit >= csv->end;
        bool       pushed = true;
        if (past && !csv->ended) return NEEDS_MORE;
        if (past) hit = csv->end;
        char c = past ? dialect.line_end : csv->buffer[hit];
        if (c == dialect.delimiter && c) {
            pushed = push(csv, cut, from, hit, false);
            from = at = hit + 1;
        } else if (c == dialect.line_end) {
            const bool crlf =
                dialect.line_end == '\n' && hit > from && csv->buffer[hit - 1] == '\r';
            pushed = push(csv, cut, from, hit - crlf, false);
            cut->stop = past ? hit : hit + 1;
            cut->lines += !past;
            return pushed ? DONE : NO_ROOM;
        } else if (!c) {
            cut->nul = true;
            at = hit + 1;
        } else if (!opens(csv, from, hit)) {
            at = hit + 1;
        } else {
            const outcome result = read_quoted(csv, cut, hit, &hit);
            if (result != DONE) return result;
            c = hit < csv->end ? csv->buffer[hit] : dialect.line_end;
            if (c == dialect.line_end) {
                cut->lines += hit < csv->end;
                cut->stop = hit < csv->end ? hit + 1 : hit;
                return DONE;
            }
            from = at = hit + 1;
        }
        if (!pushed) return NO_ROOM;
    }
}

/* The end of the record's first line, behind its line end; 0: not in the buffer. */
static size_t first_line(const struct ingest_csv *csv)
{
    const char *found = memchr(csv->buffer + csv->at, csv->dialect.line_end, csv->end - csv->at);
    if (found) return (size_t)(found - csv->buffer) + 1;
    return csv->ended ? csv->end : 0;
}

static uint64_t raw_size(const struct ingest_csv *csv, struct ri_view text)
{
    return csv->raw ? ingest_utf16_size(text) : text.length;
}

/* Hands out what lies between at and stop, and goes on behind it. */
static void emit(struct ingest_csv *csv, size_t stop, size_t lines, struct ingest_record *ret)
{
    ret->text = (struct ri_view){csv->buffer + csv->at, stop - csv->at};
    ret->number = ++csv->records;
    ret->offset = csv->offset;
    ret->line = csv->line;
    ret->length = raw_size(csv, ret->text);
    csv->offset += ret->length;
    csv->line += csv->dialect.sheet ? 1 : lines;
    csv->at = stop;
}

/* Passes over a record longer than allowed without holding it. */
static ri_status skip_long(struct ingest_csv *csv, struct ingest_record *ret, struct ri_error *err)
{
    size_t head = 0;
    *ret = (struct ingest_record){.rule = "too_long",
                                  .message = "the record is longer than allowed",
                                  .number = ++csv->records,
                                  .offset = csv->offset,
                                  .line = csv->line};
    for (;;) {
        const char *found =
            memchr(csv->buffer + csv->at, csv->dialect.line_end, csv->end - csv->at);
        const size_t upto = found ? (size_t)(found - csv->buffer) + 1 : csv->end;
        const size_t part = upto - csv->at,
                     keep = part < INGEST_LONG_HEAD - head ? part : INGEST_LONG_HEAD - head;
        memcpy(csv->long_head + head, csv->buffer + csv->at, keep);
        head += keep;
        ret->length += raw_size(csv, (struct ri_view){csv->buffer + csv->at, part});
        csv->at = upto;
        csv->block = NO_BLOCK;
        if (found || csv->ended) break;
        csv->at = csv->end = 0;
        RI_TRY(fill(csv, err));
    }
    ret->text = (struct ri_view){csv->long_head, head};
    csv->offset += ret->length;
    csv->line++;
    return RI_OK;
}

/* A record whose quotes are broken: its first line alone, unless even that is too long. */
static ri_status recover(struct ingest_csv *csv, const char *message, struct ingest_record *ret,
                         struct ri_error *err)
{
    size_t stop;
    while (!(stop = first_line(csv)) && csv->end - csv->at <= csv->most) RI_TRY(fill(csv, err));
    csv->block = NO_BLOCK;
    if (!stop || stop - csv->at > csv->most) return skip_long(csv, ret, err);
    *ret = (struct ingest_record){.rule = "quote", .message = message};
    emit(csv, stop, 1, ret);
    return RI_OK;
}

static bool is_blank(const struct ingest_csv *csv, const struct cut *cut)
{
    if (cut->count > 1 || cut->quoted || cut->nul) return false;
    for (size_t i = cut->start; i < cut->stop; i++) {
        const char c = csv->buffer[i];
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return false;
    }
    return true;
}

static void skip_blank(struct ingest_csv *csv, const struct cut *cut)
{
    csv->offset +=
        raw_size(csv, (struct ri_view){csv->buffer + cut->start, cut->stop - cut->start});
    csv->line += cut->lines;
    csv->at = cut->stop;
    csv->blank_lines++;
}

/* The cells at the end of a row that a sheet leaves out. */
static bool pad(struct ingest_csv *csv, struct cut *cut)
{
    while (cut->count < csv->width) {
        if (!push(csv, cut, cut->stop, cut->stop, false)) return false;
    }
    return true;
}

static ri_status finish(struct ingest_csv *csv, struct cut *cut, struct ingest_record *ret,
                        struct ri_error *err)
{
    if (csv->dialect.sheet && !pad(csv, cut))
        return ri_fail(err, RI_ENOMEM, "%s: no room for %zu fields of one record",
                       csv->source->name, csv->width);
    if (cut->quoted && cut->lines > 1 && csv->width && cut->count != csv->width &&
        !csv->dialect.sheet) {
        csv->wasted += cut->stop - cut->start;
        return recover(csv,
                       "a quoted text runs over several lines and the record then has another "
                       "number of fields",
                       ret, err);
    }
    if (cut->stop - cut->start > csv->most) return skip_long(csv, ret, err);
    *ret = (struct ingest_record){.fields = csv->fields, .count = cut->count};
    if (cut->nul) {
        ret->rule = "nul";
        ret->message = "the record contains a NUL byte";
    }
    emit(csv, cut->stop, cut->lines, ret);
    return RI_OK;
}

ri_status ingest_csv_next(struct ingest_csv *csv, struct ingest_record *ret, bool *ret_more,
                          struct ri_error *err)
{
    for (;;) {
        struct cut cut;
        *ret_more = csv->at < csv->end;
        if (!*ret_more && csv->ended) return RI_OK;
        const outcome result = *ret_more ? cut_record(csv, &cut) : NEEDS_MORE;
        if (result == DONE && is_blank(csv, &cut)) {
            skip_blank(csv, &cut);
        } else if (result == DONE) {
            return finish(csv, &cut, ret, err);
        } else if (result == NO_ROOM) {
            return ri_fail(err, RI_ENOMEM, "%s: no room for %zu fields of one record",
                           csv->source->name, cut.count);
        } else if (result == BROKEN) {
            csv->wasted += cut.stop - cut.start;
            return recover(csv, "a quoted text has no proper end", ret, err);
        } else if (csv->end - csv->at > csv->most) {
            *ret_more = true;
            return cut.quoted ? recover(csv, "a quoted text has no end", ret, err)
                              : skip_long(csv, ret, err);
        } else {
            RI_TRY(fill(csv, err));
        }
    }
}

void ingest_csv_uncount(struct ingest_csv *csv)
{
    csv->records--;
}

struct ri_view ingest_csv_raw(struct ingest_csv *csv, const struct ingest_record *record)
{
    struct ri_view text = record->text;
    if (!csv->raw) return text;
    ri_text_clear(&csv->raw_text);
    ingest_utf16_encode(text, csv->charset == INGEST_UTF16BE, &csv->raw_text);
    return csv->raw_text.failed ? (struct ri_view){NULL, 0}
                                : (struct ri_view){csv->raw_text.at, csv->raw_text.length};
}

void ingest_csv_release(struct ingest_csv *csv)
{
    free(csv->buffer);
    free(csv->raw);
    free(csv->fields);
    free(csv->long_head);
    ri_text_release(&csv->raw_text);
    *csv = (struct ingest_csv){.at = 0};
}
