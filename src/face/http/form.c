/* Boundary, heads of parts, quoted names. */
#include "form.h"

#include <strings.h>

enum { BOUNDARY_MOST = 70, HEAD_LINES = 8, LINE_MOST = 2000, MARK = BOUNDARY_MOST + 8 };

/* ---- The boundary ----------------------------------------------------------------------------------------------- */

static ri_status wrong(struct ri_error *err, const char *what)
{
    return ri_fail(err, RI_EUSAGE, "the form is not well-formed: %s", what);
}

/* "\r\n--boundary" */
static ri_status read_boundary(const char *content_type, char mark[MARK], struct ri_error *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ";
    const char *at = strcasestr(content_type, "boundary=");
    if (!at || strcasestr(at + 1, "boundary=")) return wrong(err, "it wants one boundary");
    at += strlen("boundary=");
    const bool   quoted = *at == '"';
    const size_t length = quoted ? strcspn(at + 1, "\"") : strcspn(at, "; \t");
    at += quoted;
    if (!length || length > BOUNDARY_MOST || strspn(at, allowed) < length ||
        at[length - 1] == ' ' || (quoted && at[length] != '"'))
        return wrong(err, "its boundary");
    snprintf(mark, MARK, "\r\n--%.*s", (int)length, at);
    return RI_OK;
}

/* ---- Heads ------------------------------------------------------------------------------------------------------- */

/* A quoted text after `at`, with \" and \\ as curl writes them; *end behind it. NULL: it is none. */
static const char *read_quoted(const char *at, const char *end, const char **ret_end,
                               struct ri_arena *mem)
{
    if (at == end || *at++ != '"') return NULL;
    char  *text = ri_arena_copy(mem, at, (size_t)(end - at));
    size_t n = 0;
    if (!text) return NULL;
    for (; at < end && *at != '"'; at++) {
        if (*at == '\\' && at + 1 < end && (at[1] == '"' || at[1] == '\\')) at++;
        if ((unsigned char)*at < 32 || *at == 127) return NULL;
        text[n++] = *at;
    }
    text[n] = '\0';
    if (at == end || ri_utf8_valid(text, n) != n) return NULL;
    *ret_end = at + 1;
    return text;
}

/* form-data; name="input"; filename="a.jpg" */
static ri_status read_disposition(struct ri_view line, struct form_part *part, struct ri_arena *mem,
                                  struct ri_error *err)
{
    static const char lead[] = "form-data";
    const char       *at = line.at + strlen(lead), *end = line.at + line.length;
    if (line.length < strlen(lead) || strncasecmp(line.at, lead, strlen(lead)) != 0 || part->name)
        return wrong(err, "a part is no form-data");
    while (at < end) {
        while (at < end && (*at == ' ' || *at == '\t')) at++;
        if (at == end) break;
        if (*at++ != ';') return wrong(err, "the head of a part");
        while (at < end && (*at == ' ' || *at == '\t')) at++;
        const char *equals = memchr(at, '=', (size_t)(end - at));
        if (!equals) return wrong(err, "the head of a part");
        const struct ri_view word = {at, (size_t)(equals - at)};
        const char         **into = ri_view_is(word, "name")       ? &part->name
                                    : ri_view_is(word, "filename") ? &part->file_name
                                                                   : NULL;
        const char          *text = into && !*into ? read_quoted(equals + 1, end, &at, mem) : NULL;
        if (!text) return wrong(err, "the name of a part");
        *into = text;
    }
    return part->name && *part->name ? RI_OK : wrong(err, "a part without a name");
}

static ri_status read_line(struct ri_view line, struct form_part *part, struct ri_arena *mem,
                           struct ri_error *err)
{
    const char *colon = memchr(line.at, ':', line.length);
    if (!colon) return wrong(err, "the head of a part");
    const struct ri_view name = {line.at, (size_t)(colon - line.at)};
    const struct ri_view value =
        ri_view_trim((struct ri_view){colon + 1, line.length - name.length - 1});
    if (name.length == 19 && strncasecmp(name.at, "Content-Disposition", 19) == 0)
        return read_disposition(value, part, mem, err);
    if (name.length == 25 && strncasecmp(name.at, "Content-Transfer-Encoding", 25) == 0)
        return wrong(err, "a part is encoded for transfer");
    return RI_OK;
}

/* The lines up to the empty one; *rest: what follows. */
static ri_status read_head(struct ri_view *rest, struct form_part *part, struct ri_arena *mem,
                           struct ri_error *err)
{
    for (int i = 0; i <= HEAD_LINES; i++) {
        const char *end =
            memmem(rest->at, rest->length < LINE_MOST ? rest->length : LINE_MOST, "\r\n", 2);
        if (!end) return wrong(err, "the head of a part");
        const struct ri_view line = {rest->at, (size_t)(end - rest->at)};
        rest->at += line.length + 2;
        rest->length -= line.length + 2;
        if (!line.length) return part->name ? RI_OK : wrong(err, "a part without a name");
        RI_TRY(read_line(line, part, mem, err));
    }
    return wrong(err, "the head of a part is too long");
}

/* ---- Parts -------------------------------------------------------------------------------------------------------- */

static bool starts(struct ri_view view, const char *text)
{
    return view.length >= strlen(text) && memcmp(view.at, text, strlen(text)) == 0;
}

static void skip(struct ri_view *view, size_t length)
{
    view->at += length;
    view->length -= length;
}

ri_status form_parse(const char *content_type, struct ri_view body, struct ri_arena *mem,
                     struct form *ret, struct ri_error *err)
{
    char        mark[MARK];
    struct form form = {0};
    RI_TRY(read_boundary(content_type, mark, err));
    if (!starts(body, mark + 2)) return wrong(err, "it does not begin with its boundary");
    RI_ARENA_NEW(form.parts, mem, FORM_PARTS, err);
    skip(&body, strlen(mark + 2));
    while (!starts(body, "--")) {
        if (form.count == FORM_PARTS)
            return ri_fail(err, RI_ETOOLARGE, "the form has more than %d parts", FORM_PARTS);
        struct form_part *part = &form.parts[form.count++];
        if (!starts(body, "\r\n")) return wrong(err, "a boundary that goes on");
        skip(&body, 2);
        RI_TRY(read_head(&body, part, mem, err));
        const char *end = memmem(body.at, body.length, mark, strlen(mark));
        if (!end) return wrong(err, "its last part has no end");
        part->bytes = (struct ri_view){body.at, (size_t)(end - body.at)};
        skip(&body, part->bytes.length + strlen(mark));
    }
    skip(&body, 2);
    if (body.length && !ri_view_is(body, "\r\n")) return wrong(err, "something follows its end");
    *ret = form;
    return RI_OK;
}
