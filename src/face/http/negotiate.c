/* Accept, Accept-Encoding, If-None-Match, Cookie (RFC 9110, RFC 6265). */
#include "negotiate.h"

#include "base/text.h"
#include "face/rows.h"

#include <strings.h>

#define WORKBOOK "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define PARQUET  "application/vnd.apache.parquet"
static const struct {
    const char             *type; /* as asked for */
    const struct ri_writer *writer;
    const char             *content_type;
} formats[] = {
    /* the first is what "anything" means */
    {"application/json", &ri_write_json, "application/json"},
    {"application/x-ndjson", &ri_write_ndjson, "application/x-ndjson"},
    {"text/csv", &ri_write_csv, "text/csv; charset=utf-8; header=present"},
    {"application/vnd.apache.arrow.stream", &ri_write_arrow, "application/vnd.apache.arrow.stream"},
    {WORKBOOK, &ri_write_xlsx, WORKBOOK},
    {PARQUET, &face_write_parquet, PARQUET},
};

struct item { /* of a list: "text/csv;q=0.5" */
    struct ri_view name;
    double         q;
};

static double quality(struct ri_view parameters)
{
    const char *end = parameters.at + parameters.length;
    for (const char *at = parameters.at; at < end; at++) {
        if (*at != ';') continue;
        do at++;
        while (at < end && (*at == ' ' || *at == '\t'));
        if (end - at < 2 || (*at != 'q' && *at != 'Q') || at[1] != '=') continue;
        const char          *stop = memchr(at, ';', (size_t)(end - at));
        double               q = 0;
        const struct ri_view number = {at + 2, (size_t)((stop ? stop : end) - at - 2)};
        return ri_parse_double(ri_view_trim(number), &q) && q >= 0 && q <= 1 ? q : 0;
    }
    return 1;
}

/* The next item of the list; false at the end. */
static bool next_item(const char **at, struct item *ret)
{
    if (!*at || !**at) return false;
    const size_t         length = strcspn(*at, ","), name = strcspn(*at, ",;");
    const struct ri_view whole = {*at, length};
    *ret = (struct item){ri_view_trim((struct ri_view){*at, name}), quality(whole)};
    *at += length + ((*at)[length] == ',');
    return true;
}

static bool is(struct ri_view view, const char *word)
{
    return view.length == strlen(word) && strncasecmp(view.at, word, view.length) == 0;
}

/* How closely a range means a type: 0 not at all, 1 any, 2 its main type, 3 itself. */
static int closeness(struct ri_view range, const char *type)
{
    const size_t main_length = strcspn(type, "/") + 1;
    if (is(range, type)) return 3;
    if (range.length == main_length + 1 && range.at[main_length] == '*' &&
        strncasecmp(range.at, type, main_length) == 0)
        return 2;
    return is(range, "*/*") || is(range, "*") ? 1 : 0;
}

/* The quality that Accept gives a type: that of the closest range. */
static double wanted(const char *accept, const char *type)
{
    struct item item;
    double      q = 0;
    int         closest = 0;
    for (const char *at = accept; next_item(&at, &item);) {
        const int close = closeness(item.name, type);
        if (close <= closest) continue;
        closest = close;
        q = item.q;
    }
    return q;
}

bool negotiate_format(const char *accept, const struct ri_writer **ret)
{
    double best = 0;
    if (!accept || !*accept) {
        *ret = formats[0].writer;
        return true;
    }
    for (size_t i = 0; i < RI_COUNT(formats); i++) {
        const double q = wanted(accept, formats[i].type);
        if (q <= best) continue;
        best = q;
        *ret = formats[i].writer;
    }
    return best > 0;
}

const char *negotiate_types(void)
{
    return "application/json, application/x-ndjson, text/csv, "
           "application/vnd.apache.arrow.stream, " WORKBOOK ", " PARQUET;
}

const char *negotiate_content_type(const struct ri_writer *writer)
{
    for (size_t i = 0; i < RI_COUNT(formats); i++) {
        if (formats[i].writer == writer) return formats[i].content_type;
    }
    return "application/octet-stream";
}

bool negotiate_html(const char *accept)
{
    struct item item;
    for (const char *at = accept; next_item(&at, &item);) {
        if (is(item.name, "text/html") && item.q > 0) return true;
    }
    return false;
}

static bool accepts_coding(const char *header, const char *coding)
{
    struct item item;
    double      q = 0;
    bool        named = false;
    for (const char *at = header; next_item(&at, &item);) {
        if (is(item.name, coding)) {
            q = item.q;
            named = true;
        } else if (is(item.name, "*") && !named) {
            q = item.q;
        }
    }
    return q > 0;
}

bool negotiate_gzip(const char *accept_encoding)
{
    return accepts_coding(accept_encoding, "gzip");
}

bool negotiate_brotli(const char *accept_encoding)
{
    return accepts_coding(accept_encoding, "br");
}

bool negotiate_matches(const char *if_none_match, const char *etag)
{
    for (const char *at = if_none_match; at && *at;) {
        const size_t   length = strcspn(at, ",");
        struct ri_view tag = ri_view_trim((struct ri_view){at, length});
        if (tag.length > 2 && tag.at[0] == 'W' && tag.at[1] == '/') /* weak comparison (13.1.2) */
            tag = (struct ri_view){tag.at + 2, tag.length - 2};
        if (ri_view_is(tag, etag) || ri_view_is(tag, "*")) return true;
        at += length + (at[length] == ',');
    }
    return false;
}

bool cookie_value(const char *cookies, const char *name, char *ret, size_t size)
{
    const size_t name_length = strlen(name);
    for (const char *at = cookies; at && *at;) {
        at += strspn(at, " \t;");
        const size_t length = strcspn(at, ";");
        if (length > name_length && at[name_length] == '=' && strncmp(at, name, name_length) == 0) {
            const size_t value = length - name_length - 1;
            if (value >= size) return false;
            memcpy(ret, at + name_length + 1, value);
            ret[value] = '\0';
            return true;
        }
        at += length;
    }
    return false;
}
