/* A transform as JSON, and back: the file may come from anywhere. */
#include "transform.h"

#include <math.h>

enum { FORMAT = 1 };

static void write_column(struct ri_json *json, const struct ri_transformed *column)
{
    ri_json_object(json);
    ri_json_key(json, "name");
    ri_json_text(json, column->name);
    ri_json_key(json, "type");
    ri_json_text(json, ri_coded_text(column->type));
    if (column->type == RI_CODED_CATEGORY) {
        ri_json_key(json, "encode");
        ri_json_text(json, column->ordinal ? "ordinal" : "onehot");
        ri_json_key(json, "other");
        ri_json_bool(json, column->has_other);
        ri_json_key(json, "words");
        ri_json_array(json);
        for (size_t w = 0; w < column->word_count; w++) ri_json_text(json, column->words[w]);
        ri_json_end(json);
    } else {
        ri_json_key(json, "centre");
        ri_json_number(json, column->centre);
        ri_json_key(json, "spread");
        ri_json_number(json, column->spread);
        ri_json_key(json, "missing");
        ri_json_bool(json, column->has_missing);
    }
    ri_json_end(json);
}

void ri_transform_write(const struct ri_transform *transform, struct ri_text *out)
{
    struct ri_json json = {.out = out};
    ri_json_object(&json);
    ri_json_key(&json, "feature_transform");
    ri_json_int(&json, FORMAT);
    ri_json_key(&json, "columns");
    ri_json_array(&json);
    for (size_t c = 0; c < transform->count; c++) write_column(&json, &transform->columns[c]);
    ri_json_end(&json);
    ri_json_end(&json);
}

/* ---- Reading ------------------------------------------------------------------------------------------------------------ */

static ri_status wrong(const char *name, const char *what, struct ri_error *err)
{
    return ri_fail(err, RI_EDATA, "feature transform: column '%.60s': %s", name, what);
}

static bool read_type(const char *text, ri_coded *ret)
{
    for (ri_coded type = 0; text && type < RI_CODED_COUNT; type++) {
        if (strcmp(ri_coded_text(type), text) != 0) continue;
        *ret = type;
        return true;
    }
    return false;
}

static bool read_bool(const struct ri_json_value *value, struct ri_arena *mem, bool *ret)
{
    const char *text = ri_json_scalar(value, mem);
    *ret = text && strcmp(text, "true") == 0;
    return text && (*ret || strcmp(text, "false") == 0);
}

static bool read_number(const struct ri_json_value *value, struct ri_arena *mem, double *ret)
{
    const char *text = ri_json_scalar(value, mem);
    return text && ri_parse_double(ri_view_of(text), ret);
}

static ri_status read_category(const struct ri_json_value *json, struct ri_arena *mem,
                               struct ri_transformed *column, struct ri_error *err)
{
    const struct ri_json_value *words = ri_json_member(json, "words");
    const char                 *encode = ri_json_string(ri_json_member(json, "encode"));
    if (!encode || (strcmp(encode, "ordinal") != 0 && strcmp(encode, "onehot") != 0))
        return wrong(column->name, "'encode' wants onehot or ordinal", err);
    column->ordinal = strcmp(encode, "ordinal") == 0;
    if (!read_bool(ri_json_member(json, "other"), mem, &column->has_other))
        return wrong(column->name, "'other' wants true or false", err);
    if (!ri_json_is_array(words)) return wrong(column->name, "'words' wants a list", err);
    column->word_count = ri_json_count(words);
    RI_ARENA_NEW(column->words, mem, column->word_count, err);
    for (size_t w = 0; w < column->word_count; w++) {
        const char *word = ri_json_string(ri_json_at(words, w, NULL));
        if (!word || (w && strcmp(column->words[w - 1], word) >= 0))
            return wrong(column->name, "'words' wants texts, rising", err);
        column->words[w] = ri_arena_printf(mem, "%s", word);
        if (!column->words[w]) return ri_fail(err, RI_ENOMEM, "no room for words");
    }
    return RI_OK;
}

static ri_status read_column(const struct ri_json_value *json, struct ri_arena *mem,
                             struct ri_transformed *column, struct ri_error *err)
{
    const char *name = ri_json_string(ri_json_member(json, "name"));
    if (!name || !*name) return ri_fail(err, RI_EDATA, "feature transform: a column has no name");
    column->name = ri_arena_printf(mem, "%s", name);
    column->spread = 1;
    if (!column->name) return ri_fail(err, RI_ENOMEM, "no room for a transform");
    if (!read_type(ri_json_string(ri_json_member(json, "type")), &column->type))
        return wrong(name, "'type' wants number, flag, date or category", err);
    if (column->type == RI_CODED_CATEGORY) return read_category(json, mem, column, err);
    if (!read_number(ri_json_member(json, "centre"), mem, &column->centre))
        return wrong(name, "'centre' wants a number", err);
    if (!read_number(ri_json_member(json, "spread"), mem, &column->spread) || !(column->spread > 0))
        return wrong(name, "'spread' wants a number above 0", err);
    return read_bool(ri_json_member(json, "missing"), mem, &column->has_missing)
               ? RI_OK
               : wrong(name, "'missing' wants true or false", err);
}

static ri_status read_all(const struct ri_json_value *root, struct ri_arena *mem,
                          struct ri_transform *ret, struct ri_error *err)
{
    const struct ri_json_value *columns = ri_json_member(root, "columns");
    if (!ri_json_member(root, "feature_transform"))
        return ri_fail(err, RI_EDATA, "this is no transform of features");
    ret->count = ri_json_count(columns);
    if (!ri_json_is_array(columns) || !ret->count || ret->count > RI_CODING_COLUMNS_MOST)
        return ri_fail(err, RI_EDATA, "feature transform: wants 1 to %d columns",
                       RI_CODING_COLUMNS_MOST);
    RI_ARENA_NEW(ret->columns, mem, ret->count, err);
    for (size_t c = 0; c < ret->count; c++)
        RI_TRY(read_column(ri_json_at(columns, c, NULL), mem, &ret->columns[c], err));
    return RI_OK;
}

ri_status ri_transform_read(const char *text, size_t length, struct ri_arena *mem,
                            struct ri_transform *ret, struct ri_error *err)
{
    struct ri_json_document *document;
    struct ri_transform      transform = {0};
    RI_TRY(ri_json_read(text, length, &document, err));
    const ri_status status = read_all(ri_json_root(document), mem, &transform, err);
    ri_json_document_free(document);
    if (status == RI_OK) *ret = transform;
    return status;
}
