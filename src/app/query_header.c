/* Reads the header comment of a SQL file into an operation. */
#include "app/query.h"

#include "app/query_internal.h"

enum { MOST = 32 }; /* parameters, columns, examples of one file */

struct header {
    struct ri_arena    *mem;
    struct ri_operation operation;
    struct ri_param     params[MOST];
    struct ri_column    columns[MOST];
    const char         *when[MOST]; /* by column: shown only when this parameter is not "none" */
    const char         *examples[MOST + 1], *notes[MOST + 1];
    const char         *needs;
    ri_query_file_fn   *file;
    size_t              param_count, column_count, example_count, note_count;
};

/* Next blank-separated word; a word that begins with '(' inside runs to its ')'. */
static struct ri_view next_word(struct ri_view *rest)
{
    *rest = ri_view_trim(*rest);
    size_t n = 0;
    bool   open = false;
    for (; n < rest->length && (open || rest->at[n] != ' '); n++) {
        if (rest->at[n] == '(') open = true;
        if (rest->at[n] == ')') open = false;
    }
    const struct ri_view word = {rest->at, n};
    rest->at += n;
    rest->length -= n;
    return word;
}

static char *kept(struct header *header, struct ri_view text)
{
    return ri_arena_copy(header->mem, text.at, text.length);
}

/* "quoted help" in a line; *ret_after, if wanted, is what follows it. */
static const char *help_of(struct header *header, struct ri_view *rest, struct ri_view *ret_after)
{
    const char *quote = rest->length ? memchr(rest->at, '"', rest->length) : NULL;
    if (!quote) return "";
    const char *end = rest->at + rest->length, *close = end - 1;
    while (close > quote && *close != '"') close--;
    if (ret_after) *ret_after = (struct ri_view){close + 1, (size_t)(end - close - 1)};
    rest->length = (size_t)(quote - rest->at);
    return kept(header,
                (struct ri_view){quote + 1, close > quote ? (size_t)(close - quote - 1) : 0});
}

/* 0: no role is called that. */
static unsigned role_of(struct ri_view word)
{
    unsigned    role;
    const char *name;
    for (size_t i = 0; (name = ri_role_name(i, &role)); i++)
        if (ri_view_is(word, name)) return role;
    return ri_view_is(word, "all") ? RI_ROLE_ALL : 0;
}

static ri_status roles_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    for (struct ri_view word = next_word(&rest); word.length; word = next_word(&rest)) {
        const unsigned role = role_of(word);
        if (!role) return ri_fail(err, RI_EDATA, "unknown role '%.*s'", (int)word.length, word.at);
        header->operation.info.roles |= role;
    }
    header->operation.info.roles |= RI_ROLE_ADMIN;
    return RI_OK;
}

static ri_status uses_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    for (struct ri_view word = next_word(&rest); word.length; word = next_word(&rest)) {
        const char            *equals = memchr(word.at, '=', word.length);
        const size_t           length = equals ? (size_t)(equals - word.at) : word.length;
        size_t                 count;
        const struct ri_param *group = ri_param_group((struct ri_view){word.at, length}, &count);
        if (!group) return ri_fail(err, RI_EDATA, "unknown group '%.*s'", (int)length, word.at);
        if (header->param_count + count > MOST)
            return ri_fail(err, RI_EDATA, "more than %d parameters", MOST);
        memcpy(header->params + header->param_count, group, count * sizeof *group);
        header->param_count += count;
        if (equals) /* limit=20: the fallback of the group's one parameter */
            header->params[header->param_count - 1].fallback =
                kept(header, (struct ri_view){equals + 1, word.length - length - 1});
    }
    return RI_OK;
}

/* enum(a,b,c) -> its words; other types by their names. */
static ri_status type_of(struct header *header, struct ri_view word, struct ri_param *param,
                         struct ri_error *err)
{
    const char  *open = memchr(word.at, '(', word.length);
    const size_t length = open ? (size_t)(open - word.at) : word.length;
    size_t       type = 0;
    while (type < RI_PARAM_TYPE_COUNT &&
           !ri_view_is((struct ri_view){word.at, length}, ri_param_type_text((ri_param_type)type)))
        type++;
    if (type == RI_PARAM_TYPE_COUNT)
        return ri_fail(err, RI_EDATA, "unknown type '%.*s'", (int)length, word.at);
    param->type = (ri_param_type)type;
    if (!open) return RI_OK;
    const char **values;
    size_t       count = 0;
    RI_ARENA_NEW(values, header->mem, MOST + 1, err);
    for (const char *at = open + 1, *end = word.at + word.length - 1; at < end && count < MOST;) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        values[count++] = kept(header, (struct ri_view){at, (size_t)(stop - at)});
        at = stop + 1;
    }
    param->values = values;
    return RI_OK;
}

static ri_status param_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    if (header->param_count == MOST) return ri_fail(err, RI_EDATA, "more than %d parameters", MOST);
    struct ri_param *param = &header->params[header->param_count++];
    *param = (struct ri_param){.help = help_of(header, &rest, NULL)};
    param->name = kept(header, next_word(&rest));
    RI_TRY(type_of(header, next_word(&rest), param, err));
    for (struct ri_view word = next_word(&rest); word.length; word = next_word(&rest)) {
        if (ri_view_is(word, "required"))
            param->flags |= RI_PARAM_REQUIRED;
        else if (ri_view_is(word, "positional"))
            param->flags |= RI_PARAM_POSITIONAL;
        else if (ri_view_is(word, "list"))
            param->flags |= RI_PARAM_LIST;
        else if (ri_view_is(word, "default"))
            param->fallback = kept(header, next_word(&rest));
        else
            return ri_fail(err, RI_EDATA, "unknown word '%.*s'", (int)word.length, word.at);
    }
    return RI_OK;
}

static ri_status column_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    if (header->column_count == MOST) return ri_fail(err, RI_EDATA, "more than %d columns", MOST);
    struct ri_view    after = {0};
    struct ri_column *column = &header->columns[header->column_count++];
    column->help = help_of(header, &rest, &after);
    if (ri_view_is(next_word(&after), "when"))
        header->when[header->column_count - 1] = kept(header, next_word(&after));
    column->name = kept(header, next_word(&rest));
    const struct ri_view word = next_word(&rest);
    for (size_t type = 0; type < RI_COLUMN_TYPE_COUNT; type++) {
        if (!ri_view_is(word, ri_column_type_text((ri_column_type)type))) continue;
        column->type = (ri_column_type)type;
        return RI_OK;
    }
    return ri_fail(err, RI_EDATA, "unknown column type '%.*s'", (int)word.length, word.at);
}

static ri_status operation_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    header->operation.info.name = kept(header, ri_view_trim(rest));
    return header->operation.info.name ? RI_OK : ri_fail(err, RI_ENOMEM, "no room");
}

static ri_status summary_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    (void)err;
    header->operation.info.summary = kept(header, ri_view_trim(rest));
    return RI_OK;
}

static ri_status details_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    char *text = kept(header, ri_view_trim(rest));
    if (!text) return ri_fail(err, RI_ENOMEM, "no room");
    header->operation.info.details = text;
    return RI_OK;
}

static ri_status example_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    if (header->example_count == MOST) return ri_fail(err, RI_EDATA, "more than %d examples", MOST);
    header->examples[header->example_count++] = kept(header, ri_view_trim(rest));
    return RI_OK;
}

static ri_status note_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    if (header->note_count == MOST) return ri_fail(err, RI_EDATA, "more than %d notes", MOST);
    header->notes[header->note_count++] = kept(header, ri_view_trim(rest));
    return RI_OK;
}

static ri_status needs_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    if (!ri_view_is(ri_view_trim(rest), "import"))
        return ri_fail(err, RI_EDATA, "only an import can be needed");
    header->needs = kept(header, ri_view_trim(rest));
    return RI_OK;
}

static const struct {
    const char       *name;
    ri_query_file_fn *file;
} files[] = {{"top of customers", ri_customer_top_of_file}};

static ri_status file_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        if (!ri_view_is(ri_view_trim(rest), files[i].name)) continue;
        header->file = files[i].file;
        header->operation.info.flags |= RI_STANDALONE;
        return RI_OK;
    }
    return ri_fail(err, RI_EDATA, "nothing answers '%.*s' out of a file", (int)rest.length,
                   rest.at);
}

static ri_status scope_line(struct header *header, struct ri_view rest, struct ri_error *err)
{
    if (!ri_view_is(ri_view_trim(rest), "stores"))
        return ri_fail(err, RI_EDATA, "a scope is 'stores' or not said");
    header->operation.info.flags |= RI_SCOPED;
    return RI_OK;
}

static const struct {
    const char *key;
    ri_status (*read)(struct header *header, struct ri_view rest, struct ri_error *err);
} lines[] = {
    {"operation:", operation_line}, {"summary:", summary_line}, {"details:", details_line},
    {"roles:", roles_line},         {"uses:", uses_line},       {"param:", param_line},
    {"column:", column_line},       {"example:", example_line}, {"note:", note_line},
    {"needs:", needs_line},         {"scope:", scope_line},     {"file:", file_line},
};

/* "-- key: rest", or a continuation of details. */
static ri_status header_line(struct header *header, struct ri_view line, struct ri_error *err)
{
    line.at += 2;
    line.length -= 2;
    const bool continues = line.length > 3 && memcmp(line.at, "   ", 3) == 0;
    if (continues && header->operation.info.details) {
        const struct ri_view more = ri_view_trim(line);
        header->operation.info.details = ri_arena_printf(
            header->mem, "%s %.*s", header->operation.info.details, (int)more.length, more.at);
        return RI_OK;
    }
    const struct ri_view key = next_word(&line);
    for (size_t i = 0; i < RI_COUNT(lines); i++) {
        if (ri_view_is(key, lines[i].key)) return lines[i].read(header, line, err);
    }
    return ri_fail(err, RI_EDATA, "unknown header '%.*s'", (int)key.length, key.at);
}

static void *copied(struct ri_arena *mem, const void *items, size_t count, size_t size)
{
    void *copy = ri_arena_take(mem, count, size);
    return copy ? memcpy(copy, items, count * size) : NULL;
}

static ri_status complete(struct header *header, const char *sql, struct ri_operation *ret,
                          struct ri_error *err)
{
    struct ri_operation_info *info = &header->operation.info;
    if (!info->name || !info->summary || !info->roles || !header->column_count ||
        !header->example_count)
        return ri_fail(err, RI_EDATA,
                       "the header needs operation, summary, roles, columns and an example");
    struct ri_query *query;
    RI_ARENA_NEW(query, header->mem, 1, err);
    RI_TRY(ri_query_whole(sql, header->mem, &query->sql, err));
    query->needs = header->needs;
    query->file = header->file;
    query->when = copied(header->mem, header->when, MOST, sizeof *header->when);
    query->notes = copied(header->mem, header->notes, MOST + 1, sizeof *header->notes);
    info->params = copied(header->mem, header->params, header->param_count, sizeof *header->params);
    info->param_count = header->param_count;
    info->columns =
        copied(header->mem, header->columns, header->column_count, sizeof *header->columns);
    info->column_count = header->column_count;
    info->examples = copied(header->mem, header->examples, MOST + 1, sizeof *header->examples);
    if (!query->notes || !query->when || !info->params || !info->columns || !info->examples)
        return ri_fail(err, RI_ENOMEM, "no room");
    header->operation.run = ri_query_run;
    header->operation.data = query;
    *ret = header->operation;
    return RI_OK;
}

ri_status ri_query_operation(const char *path, const char *text, struct ri_arena *mem,
                             struct ri_operation *ret, struct ri_error *err)
{
    struct header header = {.mem = mem};
    size_t        number = 1;
    const char   *at = text;
    for (; at[0] == '-' && at[1] == '-'; number++) {
        const char  *end = strchr(at, '\n');
        const size_t length = end ? (size_t)(end - at) : strlen(at);
        if (header_line(&header, (struct ri_view){at, length}, err) != RI_OK)
            return ri_error_prefix(err, "%s line %zu", path, number);
        at = end ? end + 1 : at + length;
    }
    if (complete(&header, at, ret, err) != RI_OK) return ri_error_prefix(err, "%s", path);
    return RI_OK;
}
