/* JSON records into CSV text: read twice, first for the names, then for the values. */
#include "app/import_format_internal.h"

#include "base/intern.h"
#include "base/json_exact.h"

#include <errno.h>
#include <unistd.h>

enum { RECORD_MOST = 16 << 20, NAMES_MOST = 1000, FIRST_ROOM = 1 << 16 };

/* ---- One record after the other -------------------------------------------------------------------------------- */

struct source { /* bytes[start .. start + length) are unread */
    int      fd;
    char    *bytes;
    size_t   start, length, room;
    bool     is_array, begun, over, end; /* end: nothing more comes out of fd */
    uint64_t record;
};

static ri_status more(struct source *source, struct ri_error *err)
{
    if (source->start) memmove(source->bytes, source->bytes + source->start, source->length);
    source->start = 0;
    if (source->length == source->room) {
        const size_t room = source->room ? source->room * 2 : FIRST_ROOM;
        if (source->room > RECORD_MOST)
            return ri_fail(err, RI_ETOOLARGE, "record %llu is larger than %d MiB",
                           (unsigned long long)source->record + 1, RECORD_MOST >> 20);
        char *bytes = realloc(source->bytes, room);
        if (!bytes) return ri_fail(err, RI_ENOMEM, "no room for a record of %zu bytes", room);
        source->bytes = bytes;
        source->room = room;
    }
    for (;;) {
        const ssize_t n =
            read(source->fd, source->bytes + source->length, source->room - source->length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ri_fail(err, ri_status_of_errno(errno), "%s", strerror(errno));
        source->length += (size_t)n;
        source->end = n == 0;
        return RI_OK;
    }
}

static void use(struct source *source, size_t bytes)
{
    source->start += bytes;
    source->length -= bytes;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Passes over blanks; *ret: the byte behind them, 0 at the end. */
static ri_status next_byte(struct source *source, char *ret, struct ri_error *err)
{
    for (;;) {
        while (source->length && is_blank(source->bytes[source->start])) use(source, 1);
        *ret = source->length ? source->bytes[source->start] : '\0';
        if (source->length || source->end) return RI_OK;
        RI_TRY(more(source, err));
    }
}

/* Where the value that the text begins with ends; SIZE_MAX: not within it. */
static size_t value_end(const char *at, size_t length)
{
    size_t depth = 0;
    bool   quoted = false;
    for (size_t i = 0; i < length; i++) {
        const char c = at[i];
        if (quoted) {
            if (c == '\\') i++;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if ((c == ',' || c == ']' || c == '}') && !depth) {
            return i;
        } else if ((c == '}' || c == ']') && !--depth) {
            return i + 1;
        }
    }
    return SIZE_MAX;
}

static ri_status broken_array(const struct source *source, const char *what, struct ri_error *err)
{
    return ri_fail(err, RI_EDATA, "json: %s item %llu of the array", what,
                   (unsigned long long)source->record + 1);
}

/* What is between two items: the bracket it begins with, a comma, or its end. */
static ri_status pass_mark(struct source *source, struct ri_error *err)
{
    char c;
    RI_TRY(next_byte(source, &c, err));
    if (c == ']' && source->begun) {
        use(source, 1);
        source->over = true;
        RI_TRY(next_byte(source, &c, err));
        return c ? broken_array(source, "text behind its end, after", err) : RI_OK;
    }
    if (c != (source->begun ? ',' : '[')) return broken_array(source, "no comma before", err);
    use(source, 1);
    const bool first = !source->begun;
    source->begun = true;
    RI_TRY(next_byte(source, &c, err));
    if (first && c == ']') return pass_mark(source, err);
    return c && c != ']' && c != ',' ? RI_OK
                                     : broken_array(source, "nothing where there should be", err);
}

static ri_status next_item(struct source *source, struct ri_view *ret, struct ri_error *err)
{
    size_t end;
    RI_TRY(pass_mark(source, err));
    if (source->over) return RI_OK;
    while ((end = value_end(source->bytes + source->start, source->length)) == SIZE_MAX) {
        if (source->end) return broken_array(source, "no end of", err);
        RI_TRY(more(source, err));
    }
    *ret = (struct ri_view){source->bytes + source->start, end};
    use(source, end);
    return RI_OK;
}

static ri_status next_line(struct source *source, struct ri_view *ret, struct ri_error *err)
{
    char        c;
    const char *stop;
    RI_TRY(next_byte(source, &c, err));
    while (!(stop = source->length ? memchr(source->bytes + source->start, '\n', source->length)
                                   : NULL) &&
           !source->end)
        RI_TRY(more(source, err));
    const char  *at = source->bytes + source->start;
    const size_t length = stop ? (size_t)(stop - at) : source->length;
    source->over = !length;
    *ret = ri_view_trim((struct ri_view){at, length});
    use(source, length);
    return RI_OK;
}

/* source->over: there was none. The view lives until the next one. */
static ri_status next_record(struct source *source, struct ri_view *ret, struct ri_error *err)
{
    RI_TRY((source->is_array ? next_item : next_line)(source, ret, err));
    source->record += !source->over;
    return RI_OK;
}

static ri_status begin(struct source *source, int fd, bool is_array, off_t from,
                       struct ri_error *err)
{
    free(source->bytes);
    *source = (struct source){.fd = fd, .is_array = is_array};
    if (lseek(fd, from, SEEK_SET) < 0)
        return ri_fail(err, RI_EIO, "cannot be read again: %s", strerror(errno));
    RI_TRY(more(source, err));
    if (source->length >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0) use(source, 3);
    return RI_OK;
}

/* ---- Names ------------------------------------------------------------------------------------------------------ */

/* *ret NULL: the record is no object. In an array that is the end of it. */
static ri_status read_record(const struct source *source, struct ri_view text,
                             struct ri_json_document **ret, struct ri_error *err)
{
    struct ri_error why = {0};
    *ret = NULL;
    ri_status status = ri_json_read_exact(text.at, text.length, ret, &why);
    if (status == RI_OK && !ri_json_is_object(ri_json_root(*ret))) {
        ri_json_document_free(*ret);
        *ret = NULL;
        status = ri_fail(&why, RI_EDATA, "json: no object");
    }
    if (status == RI_OK || (status == RI_EDATA && !source->is_array)) return RI_OK;
    return ri_fail(err, status, "item %llu: %s", (unsigned long long)source->record, why.message);
}

static ri_status add_names(struct ri_intern *names, const struct ri_json_value *object,
                           struct ri_error *err)
{
    for (size_t i = 0; i < ri_json_count(object); i++) {
        const char *name = NULL;
        size_t      index;
        (void)ri_json_at(object, i, &name);
        RI_TRY(ri_intern_put(names, ri_view_of(name), &index, NULL, err));
    }
    if (ri_intern_count(names) <= NAMES_MOST) return RI_OK;
    return ri_fail(err, RI_EDATA, "json: more than %d different names in its records", NAMES_MOST);
}

static ri_status find_names(struct source *source, struct ri_intern *names, struct ri_error *err)
{
    for (;;) {
        struct ri_view           text;
        struct ri_json_document *record;
        RI_TRY(next_record(source, &text, err));
        if (source->over) break;
        RI_TRY(read_record(source, text, &record, err));
        if (!record) continue;
        const ri_status status = add_names(names, ri_json_root(record), err);
        ri_json_document_free(record);
        RI_TRY(status);
    }
    return ri_intern_count(names) ? RI_OK
                                  : ri_fail(err, RI_EDATA, "json: there is no record in it");
}

/* ---- Values ----------------------------------------------------------------------------------------------------- */

static ri_status put_value(struct format_csv *csv, const struct ri_json_value *value,
                           struct ri_arena *mem, struct ri_error *err)
{
    if (!value || ri_json_is_null(value)) {
        format_empty(csv);
        return RI_OK;
    }
    if (ri_json_string(value)) {
        format_cell(csv, (struct ri_view){ri_json_string(value), ri_json_string_length(value)});
        return RI_OK;
    }
    const char *scalar = ri_json_scalar(value, mem);
    if (scalar) {
        format_cell(csv, ri_view_of(scalar));
        return RI_OK;
    }
    struct ri_text  text = {0};
    const ri_status status = ri_json_print(value, &text, err);
    if (status == RI_OK) format_cell(csv, (struct ri_view){text.at, text.length});
    ri_text_release(&text);
    return status;
}

static ri_status put_record(struct format_csv *csv, const struct ri_intern *names,
                            const struct ri_json_value *object, struct ri_error *err)
{
    const struct ri_json_value *values[NAMES_MOST] = {0};
    struct ri_arena             mem;
    ri_status                   status = RI_OK;
    for (size_t i = 0; i < ri_json_count(object); i++) {
        const char                 *name = NULL;
        size_t                      index = 0;
        const struct ri_json_value *value = ri_json_at(object, i, &name);
        if (ri_intern_find(names, ri_view_of(name), &index)) values[index] = value;
    }
    ri_arena_init(&mem, 1 << 20);
    for (size_t i = 0; status == RI_OK && i < csv->columns; i++)
        status = put_value(csv, values[i], &mem, err);
    ri_arena_release(&mem);
    return status == RI_OK ? format_record(csv, err) : status;
}

static ri_status put_all(struct source *source, const struct ri_intern *names,
                         struct format_csv *csv, struct ri_error *err)
{
    csv->columns = ri_intern_count(names);
    for (size_t i = 0; i < csv->columns; i++) format_cell(csv, ri_intern_at(names, i));
    RI_TRY(format_record(csv, err));
    for (;;) {
        struct ri_view           text;
        struct ri_json_document *record;
        RI_TRY(next_record(source, &text, err));
        if (source->over) return RI_OK;
        RI_TRY(read_record(source, text, &record, err));
        const ri_status status = record ? put_record(csv, names, ri_json_root(record), err)
                                        : format_broken(csv, text, err);
        ri_json_document_free(record);
        RI_TRY(status);
    }
}

static ri_status convert(int fd, bool is_array, struct format_csv *csv, struct ri_error *err)
{
    struct source     source = {0};
    struct ri_intern *names;
    const off_t       from = lseek(fd, 0, SEEK_CUR);
    RI_TRY(ri_intern_new(&names, err));
    ri_status status = begin(&source, fd, is_array, from, err);
    if (status == RI_OK) status = find_names(&source, names, err);
    if (status == RI_OK) status = begin(&source, fd, is_array, from, err);
    if (status == RI_OK) status = put_all(&source, names, csv, err);
    free(source.bytes);
    ri_intern_free(names);
    return status;
}

ri_status format_json_array(int fd, struct format_csv *csv, struct ri_error *err)
{
    return convert(fd, true, csv, err);
}

ri_status format_json_lines(int fd, struct format_csv *csv, struct ri_error *err)
{
    return convert(fd, false, csv, err);
}
