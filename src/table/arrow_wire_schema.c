/* Schemas written and read as JSON. */
#include "arrow_wire_schema.h"

#include "arrow_rows.h"
#include "base/json.h"
#include "schema.h"

enum { DEEPEST = 16 };

/* ---- Writing -------------------------------------------------------------------------------------------- */

static void write_metadata(const struct ArrowSchema *schema, struct ri_json *json)
{
    struct ArrowMetadataReader reader;
    struct ArrowStringView     key, value;
    ri_json_key(json, "metadata");
    ri_json_array(json);
    if (ArrowMetadataReaderInit(&reader, schema->metadata) == NANOARROW_OK) {
        while (ArrowMetadataReaderRead(&reader, &key, &value) == NANOARROW_OK) {
            ri_json_array(json);
            ri_json_view(json, (struct ri_view){key.data, (size_t)key.size_bytes});
            ri_json_view(json, (struct ri_view){value.data, (size_t)value.size_bytes});
            ri_json_end(json);
        }
    }
    ri_json_end(json);
}

static ri_status write_field(const struct ArrowSchema *schema, struct ri_json *json,
                             struct ri_error *err)
{
    if (schema->dictionary)
        return ri_fail(err, RI_EDATA, "column %s: dictionaries are not passed on",
                       schema->name ? schema->name : "");
    ri_json_object(json);
    ri_json_key(json, "name");
    ri_json_text(json, schema->name);
    ri_json_key(json, "format");
    ri_json_text(json, schema->format);
    ri_json_key(json, "flags");
    ri_json_int(json, schema->flags);
    write_metadata(schema, json);
    ri_json_key(json, "children");
    ri_json_array(json);
    for (int64_t i = 0; i < schema->n_children; i++)
        RI_TRY(write_field(schema->children[i], json, err));
    ri_json_end(json);
    ri_json_end(json);
    return RI_OK;
}

ri_status wire_schema_write(const struct ArrowSchema *schema, struct ri_text *out,
                            struct ri_error *err)
{
    struct ri_json json = {.out = out};
    RI_TRY(write_field(schema, &json, err));
    return ri_text_check(out, err);
}

/* ---- Reading -------------------------------------------------------------------------------------------- */

static ArrowErrorCode set_metadata(struct ArrowSchema *schema, const struct ri_json_value *pairs)
{
    struct ArrowBuffer buffer = {0};
    int                code = ArrowMetadataBuilderInit(&buffer, NULL);
    for (size_t i = 0; code == NANOARROW_OK && i < ri_json_count(pairs); i++) {
        const struct ri_json_value *pair = ri_json_at(pairs, i, NULL);
        const char                 *key = ri_json_string(ri_json_at(pair, 0, NULL)),
                   *value = ri_json_string(ri_json_at(pair, 1, NULL));
        code = key && value
                   ? ArrowMetadataBuilderAppend(&buffer, ArrowCharView(key), ArrowCharView(value))
                   : EINVAL;
    }
    if (code == NANOARROW_OK && ri_json_count(pairs))
        code = ArrowSchemaSetMetadata(schema, (const char *)buffer.data);
    ArrowBufferReset(&buffer);
    return code;
}

/* schema is initialised and empty; it is released by the caller also on failure. */
static ArrowErrorCode read_field(const struct ri_json_value *field, struct ArrowSchema *schema,
                                 int depth, struct ri_arena *mem)
{
    int64_t                     flags;
    const struct ri_json_value *children = ri_json_member(field, "children");
    const char                 *format = ri_json_string(ri_json_member(field, "format")),
               *text = ri_json_scalar(ri_json_member(field, "flags"), mem);
    if (depth > DEEPEST || !format || !ri_json_is_array(children) || !text ||
        !ri_parse_int(ri_view_of(text), &flags))
        return EINVAL;
    NANOARROW_RETURN_NOT_OK(ArrowSchemaSetFormat(schema, format));
    NANOARROW_RETURN_NOT_OK(
        ArrowSchemaSetName(schema, ri_json_string(ri_json_member(field, "name"))));
    NANOARROW_RETURN_NOT_OK(set_metadata(schema, ri_json_member(field, "metadata")));
    schema->flags = flags & ARROW_FLAG_NULLABLE;
    NANOARROW_RETURN_NOT_OK(ArrowSchemaAllocateChildren(schema, (int64_t)ri_json_count(children)));
    for (int64_t i = 0; i < schema->n_children; i++) {
        ArrowSchemaInit(schema->children[i]);
        NANOARROW_RETURN_NOT_OK(
            read_field(ri_json_at(children, (size_t)i, NULL), schema->children[i], depth + 1, mem));
    }
    return NANOARROW_OK;
}

ri_status wire_schema_read(struct ri_view text, struct ArrowSchema *ret, struct ri_error *err)
{
    struct ri_json_document *document;
    struct ri_arena          mem;
    struct ArrowSchema       schema;
    RI_TRY(ri_json_read(text.at, text.length, &document, err));
    ri_arena_init(&mem, 1 << 24);
    ArrowSchemaInit(&schema);
    const int code = read_field(ri_json_root(document), &schema, 0, &mem);
    ri_arena_release(&mem);
    ri_json_document_free(document);
    if (code == NANOARROW_OK && strcmp(schema.format, "+s") == 0) {
        *ret = schema;
        return RI_OK;
    }
    ArrowSchemaRelease(&schema);
    return code == ENOMEM ? ri_fail(err, RI_ENOMEM, "no room for a schema")
                          : ri_fail(err, RI_EDATA, "arrow: no schema of a table");
}
