/* The coding itself: features by column, words by code, JSON. The table of cells: coded_table.c. */
#include "coding.h"

static const struct {
    const char *text;
    size_t      features;
} types[] = {
#define TYPE(code, text, features) [code] = {text, features},
    RI_CODED_MAP(TYPE)
#undef TYPE
};
static const char *const date_parts[] = {"", ".month", ".day", ".weekday"};

const char *ri_coded_text(ri_coded type)
{
    return types[type].text;
}

size_t ri_coding_features(const struct ri_coding *coding)
{
    size_t count = 0;
    for (size_t c = 0; c < coding->column_count; c++)
        count += types[coding->columns[c].type].features;
    return count;
}

const char *ri_coding_feature_name(const struct ri_coding *coding, size_t feature,
                                   struct ri_arena *mem)
{
    size_t c = 0;
    for (; feature >= types[coding->columns[c].type].features; c++)
        feature -= types[coding->columns[c].type].features;
    return ri_arena_printf(mem, "%s%s", coding->columns[c].name, date_parts[feature]);
}

void ri_coding_categorical(const struct ri_coding *coding, uint8_t *ret)
{
    size_t f = 0;
    for (size_t c = 0; c < coding->column_count; c++)
        for (size_t i = 0; i < types[coding->columns[c].type].features; i++)
            ret[f++] = coding->columns[c].type == RI_CODED_CATEGORY;
}

static int compare(struct ri_view a, const char *b)
{
    const size_t length = strlen(b);
    const int    by_bytes = memcmp(a.at, b, a.length < length ? a.length : length);
    return by_bytes ? by_bytes : (a.length > length) - (a.length < length);
}

size_t ri_coding_code(const struct ri_coded_column *column, struct ri_view word)
{
    size_t low = 0, high = column->word_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int    order = compare(word, column->words[middle]);
        if (order == 0) return middle;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return SIZE_MAX;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------- */

void ri_coding_write(const struct ri_coding *coding, struct ri_json *json)
{
    ri_json_array(json);
    for (size_t c = 0; c < coding->column_count; c++) {
        const struct ri_coded_column *column = &coding->columns[c];
        ri_json_object(json);
        ri_json_key(json, "name");
        ri_json_text(json, column->name);
        ri_json_key(json, "type");
        ri_json_text(json, ri_coded_text(column->type));
        if (column->type == RI_CODED_CATEGORY) {
            ri_json_key(json, "words");
            ri_json_array(json);
            for (size_t w = 0; w < column->word_count; w++) ri_json_text(json, column->words[w]);
            ri_json_end(json);
        }
        ri_json_end(json);
    }
    ri_json_end(json);
}

static ri_status read_words(const struct ri_json_value *json, struct ri_arena *mem,
                            struct ri_coded_column *column, struct ri_error *err)
{
    if (!ri_json_is_array(json) || ri_json_count(json) > RI_CODING_WORDS_MOST)
        return ri_fail(err, RI_EDATA, "column '%s' has no list of words", column->name);
    column->word_count = ri_json_count(json);
    RI_ARENA_NEW(column->words, mem, column->word_count, err);
    for (size_t w = 0; w < column->word_count; w++) {
        const char *word = ri_json_string(ri_json_at(json, w, NULL));
        if (!word || (w && strcmp(column->words[w - 1], word) >= 0))
            return ri_fail(err, RI_EDATA, "column '%s': words must be texts and rise",
                           column->name);
        column->words[w] = ri_arena_copy(mem, word, strlen(word));
        if (!column->words[w]) return ri_fail(err, RI_ENOMEM, "no room for words");
    }
    return RI_OK;
}

static ri_status read_column(const struct ri_json_value *json, struct ri_arena *mem,
                             struct ri_coded_column *ret, struct ri_error *err)
{
    const char *name = ri_json_string(ri_json_member(json, "name"));
    const char *type = ri_json_string(ri_json_member(json, "type"));
    if (!name || !type) return ri_fail(err, RI_EDATA, "a column without name or type");
    ret->name = ri_arena_copy(mem, name, strlen(name));
    if (!ret->name) return ri_fail(err, RI_ENOMEM, "no room for columns");
    for (size_t t = 0; t < RI_COUNT(types); t++)
        if (strcmp(types[t].text, type) == 0) {
            ret->type = (ri_coded)t;
            return ret->type == RI_CODED_CATEGORY
                       ? read_words(ri_json_member(json, "words"), mem, ret, err)
                       : RI_OK;
        }
    return ri_fail(err, RI_EDATA, "column '%s' has the unknown type '%s'", name, type);
}

ri_status ri_coding_read(const struct ri_json_value *json, struct ri_arena *mem,
                         struct ri_coding *ret, struct ri_error *err)
{
    struct ri_coding coding = {.column_count = ri_json_count(json)};
    if (!ri_json_is_array(json) || !coding.column_count ||
        coding.column_count > RI_CODING_COLUMNS_MOST)
        return ri_fail(err, RI_EDATA, "no list of columns");
    RI_ARENA_NEW(coding.columns, mem, coding.column_count, err);
    for (size_t c = 0; c < coding.column_count; c++)
        RI_TRY(read_column(ri_json_at(json, c, NULL), mem, &coding.columns[c], err));
    *ret = coding;
    return RI_OK;
}
