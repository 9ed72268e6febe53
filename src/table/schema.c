/* Schemas: one block of text a field, metadata as Arrow encodes it (int32 count, then length-prefixed
 * keys and values). Arrow columnar format, "The Arrow C data interface". */
#include "schema.h"

struct saying { /* what the metadata of a field says about its column */
    ri_column_type type;
    struct ri_view unit, help;
};
static const char key_prefix[] = "ri:";

/* ---- Metadata ---------------------------------------------------------------------------------------- */

struct walk { /* over the pairs of a field's metadata */
    const char    *at;
    int32_t        left;
    struct ri_view key, value;
};

static int32_t take_int(const char **at)
{
    int32_t value;
    memcpy(&value, *at, sizeof value);
    *at += sizeof value;
    return value;
}

static struct walk walk_start(const struct ArrowSchema *field)
{
    struct walk walk = {.at = field->metadata};
    if (walk.at) walk.left = take_int(&walk.at);
    return walk;
}

static struct ri_view take_view(const char **at)
{
    const size_t         length = (size_t)take_int(at);
    const struct ri_view view = {*at, length};
    *at += length;
    return view;
}

static bool walk_next(struct walk *walk)
{
    if (walk->left <= 0) return false;
    walk->left--;
    walk->key = take_view(&walk->at);
    walk->value = take_view(&walk->at);
    return true;
}

bool ri_schema_value(const struct ArrowSchema *field, const char *key, struct ri_view *ret)
{
    struct walk walk = walk_start(field);
    while (walk_next(&walk)) {
        if (!ri_view_is(walk.key, key)) continue;
        *ret = walk.value;
        return true;
    }
    return false;
}

bool ri_schema_pair(const struct ArrowSchema *field, size_t i, struct ri_view *ret_key,
                    struct ri_view *ret_value)
{
    struct walk walk = walk_start(field);
    for (size_t at = 0; walk_next(&walk); at++) {
        if (at < i) continue;
        *ret_key = walk.key;
        *ret_value = walk.value;
        return true;
    }
    return false;
}

static void add_int(struct ri_text *out, size_t value)
{
    const int32_t number = (int32_t)value;
    ri_text_add(out, (const char *)&number, sizeof number);
}

static int32_t add_pair(struct ri_text *out, struct ri_view key, struct ri_view value)
{
    add_int(out, key.length);
    ri_text_add(out, key.at, key.length);
    add_int(out, value.length);
    ri_text_add(out, value.at, value.length);
    return 1;
}

/* The metadata of `from` (may be NULL) with our own keys replaced by what is said. */
static void metadata_write(struct ri_text *out, const struct ArrowSchema *from,
                           const struct saying *said)
{
    struct walk walk = from ? walk_start(from) : (struct walk){0};
    int32_t     pairs = 0;
    add_int(out, 0);
    while (walk_next(&walk)) {
        const size_t prefix = sizeof key_prefix - 1;
        const bool ours = walk.key.length > prefix && memcmp(walk.key.at, key_prefix, prefix) == 0;
        if (!said || !ours) pairs += add_pair(out, walk.key, walk.value);
    }
    if (said) {
        pairs += add_pair(out, RI_VIEW("ri:type"), ri_view_of(ri_column_type_text(said->type)));
        if (said->unit.length) pairs += add_pair(out, RI_VIEW("ri:unit"), said->unit);
        if (said->help.length) pairs += add_pair(out, RI_VIEW("ri:help"), said->help);
    }
    if (!out->failed) memcpy(out->at, &pairs, sizeof pairs);
}

/* ---- Fields ------------------------------------------------------------------------------------------ */

static void schema_release(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        struct ArrowSchema *child = schema->children[i];
        if (child->release) child->release(child);
        free(child);
    }
    free(schema->children);
    if (schema->dictionary) {
        if (schema->dictionary->release) schema->dictionary->release(schema->dictionary);
        free(schema->dictionary);
    }
    free(schema->private_data);
    schema->release = NULL;
}

/* A field whose texts lie in one block: format, name, metadata. Children are allocated, zeroed. */
static ri_status field_make(const char *format, const char *name, struct ri_view metadata,
                            size_t child_count, struct ArrowSchema *ret, struct ri_error *err)
{
    const size_t       format_size = strlen(format) + 1, name_size = name ? strlen(name) + 1 : 0;
    char              *block = malloc(format_size + name_size + metadata.length);
    struct ArrowSchema field = {
        .flags = ARROW_FLAG_NULLABLE, .release = schema_release, .private_data = block};
    field.children = calloc(child_count ? child_count : 1, sizeof *field.children);
    for (size_t i = 0; field.children && i < child_count; i++) {
        field.children[i] = calloc(1, sizeof **field.children);
        if (!field.children[i]) break;
        field.n_children++;
    }
    if (!block || !field.children || field.n_children < (int64_t)child_count) {
        field.release(&field);
        return ri_fail(err, RI_ENOMEM, "no room for column %s", name ? name : "");
    }
    field.format = memcpy(block, format, format_size);
    if (name_size) field.name = memcpy(block + format_size, name, name_size);
    if (metadata.length)
        field.metadata = memcpy(block + format_size + name_size, metadata.at, metadata.length);
    *ret = field;
    return RI_OK;
}

/* One field with new metadata (said may be NULL: as in `from`, which may be NULL too). */
static ri_status field_describe(const char *format, const char *name,
                                const struct ArrowSchema *from, const struct saying *said,
                                size_t child_count, struct ArrowSchema *ret, struct ri_error *err)
{
    struct ri_text metadata = {0};
    if (said || (from && from->metadata)) metadata_write(&metadata, from, said);
    ri_status status = ri_text_check(&metadata, err);
    if (status == RI_OK)
        status = field_make(format, name, (struct ri_view){metadata.at, metadata.length},
                            child_count, ret, err);
    ri_text_release(&metadata);
    if (status == RI_OK && from) ret->flags = from->flags;
    return status;
}

static ri_status schema_copy(const struct ArrowSchema *from, const struct saying *said,
                             struct ArrowSchema *ret, struct ri_error *err)
{
    struct ArrowSchema copy;
    RI_TRY(
        field_describe(from->format, from->name, from, said, (size_t)from->n_children, &copy, err));
    ri_status status = RI_OK;
    for (int64_t i = 0; status == RI_OK && i < from->n_children; i++)
        status = schema_copy(from->children[i], NULL, copy.children[i], err);
    if (status == RI_OK && from->dictionary) {
        copy.dictionary = calloc(1, sizeof *copy.dictionary);
        if (copy.dictionary)
            status = schema_copy(from->dictionary, NULL, copy.dictionary, err);
        else
            status = ri_fail(err, RI_ENOMEM, "no room for a dictionary");
    }
    if (status == RI_OK)
        *ret = copy;
    else
        copy.release(&copy);
    return status;
}

/* ---- What others call -------------------------------------------------------------------------------- */

static const char *const formats[RI_COLUMN_TYPE_COUNT] = {
    [RI_COLUMN_TEXT] = "u",   [RI_COLUMN_BOOL] = "b",     [RI_COLUMN_INTEGER] = "l",
    [RI_COLUMN_NUMBER] = "g", [RI_COLUMN_DECIMAL] = NULL, [RI_COLUMN_MONEY] = NULL,
    [RI_COLUMN_SHARE] = "g",  [RI_COLUMN_DATE] = "tdD",   [RI_COLUMN_TIME] = "tsu:UTC",
    [RI_COLUMN_STORE] = "u",  [RI_COLUMN_PRODUCT] = "u",  [RI_COLUMN_CUSTOMER] = "u",
};

static struct saying saying_of(const struct ri_table_column *column)
{
    return (struct saying){column->type, ri_view_of(column->unit), ri_view_of(column->help)};
}

static ri_status column_field(const struct ri_table_column *column, struct ArrowSchema *ret,
                              struct ri_error *err)
{
    char                decimal[16];
    const struct saying said = saying_of(column);
    const char         *format = formats[column->type];
    if (!format) {
        if (column->scale < 0 || column->scale > 38)
            return ri_fail(err, RI_EINTERNAL, "column %s: no decimal has scale %d", column->name,
                           column->scale);
        snprintf(decimal, sizeof decimal, "d:38,%d", column->scale);
        format = decimal;
    }
    return field_describe(format, column->name, NULL, &said, 0, ret, err);
}

ri_status ri_schema_new(const struct ri_table_column *columns, size_t count,
                        struct ArrowSchema *ret, struct ri_error *err)
{
    struct ArrowSchema schema;
    RI_TRY(field_make("+s", "", (struct ri_view){0}, count, &schema, err));
    ri_status status = RI_OK;
    for (size_t i = 0; status == RI_OK && i < count; i++)
        status = column_field(&columns[i], schema.children[i], err);
    if (status == RI_OK)
        *ret = schema;
    else
        schema.release(&schema);
    return status;
}

ri_status ri_schema_say(struct ArrowSchema *schema, const char *key, struct ri_view value,
                        struct ri_error *err)
{
    const size_t   texts = strlen(schema->format) + 1 + strlen(schema->name) + 1;
    struct ri_text block = {0}; /* format and name as they are, then the metadata */
    ri_text_add(&block, schema->private_data, texts);
    add_int(&block, 1);
    add_pair(&block, ri_view_of(key), value);
    const ri_status status = ri_text_check(&block, err);
    if (status != RI_OK) {
        ri_text_release(&block);
        return status;
    }
    free(schema->private_data);
    schema->private_data = block.at;
    schema->format = block.at;
    schema->name = block.at + strlen(block.at) + 1;
    schema->metadata = block.at + texts;
    return RI_OK;
}

bool ri_column_fits(const char *pattern, const char *name)
{
    const char *star = strchr(pattern, '*');
    if (!star) return strcmp(pattern, name) == 0;
    const size_t before = (size_t)(star - pattern), after = strlen(star + 1), length = strlen(name);
    return length >= before + after && memcmp(pattern, name, before) == 0 &&
           memcmp(star + 1, name + length - after, after) == 0;
}

ri_status ri_schema_describe(const struct ArrowSchema *from, const struct ri_table_column *columns,
                             size_t count, struct ArrowSchema *ret, struct ri_error *err)
{
    struct ArrowSchema schema;
    RI_TRY(field_describe(from->format, from->name, from, NULL, (size_t)from->n_children, &schema,
                          err));
    ri_status status = RI_OK;
    for (int64_t i = 0; status == RI_OK && i < from->n_children; i++) {
        const char   *name = from->children[i]->name ? from->children[i]->name : "";
        struct saying said;
        size_t        c = 0;
        while (c < count && !ri_column_fits(columns[c].name, name)) c++;
        if (c < count) said = saying_of(&columns[c]);
        status = schema_copy(from->children[i], c < count ? &said : NULL, schema.children[i], err);
    }
    if (status == RI_OK)
        *ret = schema;
    else
        schema.release(&schema);
    return status;
}

ri_status ri_schema_set_money(struct ArrowSchema *schema, size_t i, int scale, struct ri_error *err)
{
    struct ArrowSchema *field = schema->children[i], made;
    struct saying       said = {.type = RI_COLUMN_MONEY};
    char                format[16];
    snprintf(format, sizeof format, "d:38,%d", scale);
    ri_schema_value(field, "ri:unit", &said.unit);
    ri_schema_value(field, "ri:help", &said.help);
    RI_TRY(field_describe(format, field->name, field, &said, 0, &made, err));
    field->release(field);
    *field = made;
    return RI_OK;
}

/* What an Arrow format suggests, by its first characters; the first row that fits. */
static const struct {
    const char    *prefix;
    ri_column_type type;
} suggestions[] = {
    {"b", RI_COLUMN_BOOL},    {"c", RI_COLUMN_INTEGER}, {"C", RI_COLUMN_INTEGER},
    {"s", RI_COLUMN_INTEGER}, {"S", RI_COLUMN_INTEGER}, {"i", RI_COLUMN_INTEGER},
    {"I", RI_COLUMN_INTEGER}, {"l", RI_COLUMN_INTEGER}, {"L", RI_COLUMN_INTEGER},
    {"f", RI_COLUMN_NUMBER},  {"g", RI_COLUMN_NUMBER},  {"d:", RI_COLUMN_DECIMAL},
    {"td", RI_COLUMN_DATE},   {"ts", RI_COLUMN_TIME},
};

ri_column_type ri_schema_type(const struct ArrowSchema *field)
{
    struct ri_view text;
    if (ri_schema_value(field, "ri:type", &text)) {
        for (int type = 0; type < RI_COLUMN_TYPE_COUNT; type++) {
            if (ri_view_is(text, ri_column_type_text((ri_column_type)type)))
                return (ri_column_type)type;
        }
    }
    for (size_t i = 0; i < RI_COUNT(suggestions); i++) {
        if (strncmp(field->format, suggestions[i].prefix, strlen(suggestions[i].prefix)) == 0)
            return suggestions[i].type;
    }
    return RI_COLUMN_TEXT;
}
