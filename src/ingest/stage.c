/* Staging. */
#include "stage.h"

const char *ingest_stage_check(struct ingest_stage *stage, struct ri_view text, bool *ret_convert)
{
    *ret_convert = false;
    if (ingest_is_ascii(text.at, text.length)) return NULL;
    if (stage->charset == INGEST_WINDOWS_1252) {
        *ret_convert = true;
        return NULL;
    }
    if (ri_utf8_valid(text.at, text.length) == text.length) {
        stage->ascii_so_far = false;
        return NULL;
    }
    if (stage->charset != INGEST_UTF8 || !stage->ascii_so_far)
        return "the record is not valid text of the encoding";
    stage->charset = INGEST_WINDOWS_1252; /* the first byte beyond ASCII is none of UTF-8 */
    stage->switched = *ret_convert = true;
    return NULL;
}

size_t ingest_stage_size(const struct ingest_record *record, bool convert)
{
    return record->text.length * (convert ? 3 : 1);
}

static size_t undouble(char *text, size_t length, char quote)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        text[n++] = text[i];
        i += text[i] == quote;
    }
    return n;
}

static inline struct ri_view trimmed(const char *at, size_t length)
{
    struct ri_view view = {at, length};
    const bool     edges =
        length && ((unsigned char)at[0] <= ' ' || (unsigned char)at[length - 1] <= ' ');
    return edges ? ri_view_trim(view) : view;
}

ri_status ingest_stage_room(struct ingest_stage *stage, size_t n, struct ri_error *err)
{
    if (n <= stage->room) return RI_OK;
    struct ri_view *fields = realloc(stage->fields, 2 * n * sizeof *fields);
    if (!fields) return ri_fail(err, RI_ENOMEM, "no room for %zu fields", n);
    stage->fields = fields;
    stage->room = 2 * n;
    return RI_OK;
}

struct ri_view ingest_plain(struct ri_view value)
{
    const char *at = value.at;
    if (value.length < 2) return value;
    if (at[0] == '\'' && ((at[1] >= '0' && at[1] <= '9') || memchr("=+-@(", at[1], 5)) &&
        !memchr(at, ' ', value.length))
        return (struct ri_view){at + 1, value.length - 1};
    if (at[0] == '=' && at[1] == '"' && value.length > 3 && at[value.length - 1] == '"')
        return (struct ri_view){at + 2, value.length - 3};
    return value;
}

ri_status ingest_stage_put(struct ingest_stage *stage, const struct ingest_record *record,
                           char quote, bool convert, char *to, size_t *ret_used,
                           struct ri_error *err)
{
    RI_TRY(ingest_stage_room(stage, record->count, err));
    stage->count = record->count;
    char *at = to;
    if (!convert) {
        memcpy(to, record->text.at, record->text.length);
        at += record->text.length;
    }
    for (size_t i = 0; i < record->count; i++) {
        const struct ingest_field *field = &record->fields[i];
        char                      *text = convert ? at : to + field->at;
        size_t                     length = field->length;
        if (convert) at += length = ingest_windows_1252(record->text.at + field->at, length, text);
        if (__builtin_expect(field->doubled, 0)) length = undouble(text, length, quote);
        stage->fields[i] = trimmed(text, length);
    }
    *ret_used = (size_t)(at - to);
    return RI_OK;
}
