/* Common table expressions that several queries share: a line `-- part: line,` in a query's body stands for
 * the text of sql/part/line.sql, followed by what comes after the name; a part may name parts. Put together once, when the table of
 * operations is made; nothing of a call is ever spliced in. */
#include "app/query_internal.h"

#include "base/embedded.h"
#include "base/text.h"

static const char mark[] = "-- part: ";

static bool is_mark(const char *at)
{
    return strncmp(at, mark, sizeof mark - 1) == 0;
}

/* A part's text after its own comment, without the blanks at its end. It may name other parts. */
static ri_status find_part(struct ri_view name, struct ri_view *ret, struct ri_error *err)
{
    char path[96];
    snprintf(path, sizeof path, "sql/part/%.*s.sql", (int)name.length, name.at);
    for (size_t i = 0; i < ri_embedded_sql_count; i++) {
        if (strcmp(ri_embedded_sql[i].path, path) != 0) continue;
        const char *at = ri_embedded_sql[i].text;
        while (at[0] == '-' && at[1] == '-' && !is_mark(at)) at = at + strcspn(at, "\n") + 1;
        *ret = ri_view_trim(ri_view_of(at));
        return RI_OK;
    }
    return ri_fail(err, RI_EDATA, "there is no %s", path);
}

static ri_status add_text(struct ri_text *text, struct ri_view sql, int depth,
                          struct ri_error *err);

static ri_status add_line(struct ri_text *text, struct ri_view line, int depth,
                          struct ri_error *err)
{
    const struct ri_view bare = ri_view_trim(line);
    const size_t         length = sizeof mark - 1;
    if (bare.length <= length || memcmp(bare.at, mark, length) != 0) {
        ri_text_add(text, line.at, line.length);
        return RI_OK;
    }
    struct ri_view name = {bare.at + length, bare.length - length}, part;
    const bool     comma = name.at[name.length - 1] == ',';
    name.length -= comma;
    RI_TRY(find_part(name, &part, err));
    RI_TRY(add_text(text, part, depth + 1, err));
    ri_text_add(text, comma ? ",\n" : "\n", comma ? 2 : 1);
    return RI_OK;
}

static ri_status add_text(struct ri_text *text, struct ri_view sql, int depth, struct ri_error *err)
{
    enum { DEEPEST = 4 };
    if (depth > DEEPEST) return ri_fail(err, RI_EDATA, "parts of a query name each other");
    while (sql.length) {
        const char  *end = memchr(sql.at, '\n', sql.length);
        const size_t whole = end ? (size_t)(end - sql.at) + 1 : sql.length;
        RI_TRY(add_line(text, (struct ri_view){sql.at, whole}, depth, err));
        sql.at += whole;
        sql.length -= whole;
    }
    return RI_OK;
}

ri_status ri_query_whole(const char *sql, struct ri_arena *mem, const char **ret,
                         struct ri_error *err)
{
    struct ri_text text = {0};
    ri_status      status = add_text(&text, ri_view_of(sql), 0, err);
    if (status == RI_OK) status = ri_text_check(&text, err);
    const char *copy = status == RI_OK ? ri_arena_copy(mem, text.at, text.length) : NULL;
    ri_text_release(&text);
    RI_TRY(status);
    if (!copy) return ri_fail(err, RI_ENOMEM, "no room for a query");
    *ret = copy;
    return RI_OK;
}

ri_status ri_query_text(const char *path, struct ri_arena *mem, const char **ret,
                        struct ri_error *err)
{
    const char *text;
    RI_TRY(ri_embedded_sql_find(path, &text, err));
    return ri_query_whole(text, mem, ret, err);
}
