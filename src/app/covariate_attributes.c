/* Attributes of series: their keys, and what the workspace knows of products, stores and wide records. */
#include "app/covariates_internal.h"

#include "app/operation.h"
#include "app/workspace.h"
#include "base/json.h"

#include <math.h>

ri_status covariate_attribute(struct gathering *gathering, const char *name, struct attribute **ret,
                              struct ri_error *err)
{
    const size_t     n = gathering->loaded->panel.series_count;
    struct ri_arena *mem = ri_call_mem(gathering->call);
    for (size_t a = 0; a < gathering->attribute_count; a++)
        if (strcmp(gathering->attributes[a].name, name) == 0)
            return *ret = &gathering->attributes[a], RI_OK;
    if (gathering->attribute_count == ATTRIBUTES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "more than %d attributes of series", ATTRIBUTES_MOST);
    struct attribute attribute = {.name = ri_arena_copy(mem, name, strlen(name))};
    if (!attribute.name) return ri_fail(err, RI_ENOMEM, "no room for attributes");
    RI_ARENA_NEW(attribute.code, mem, n, err);
    for (size_t i = 0; i < n; i++) attribute.code[i] = NAN;
    RI_TRY(ri_intern_new(&attribute.words, err));
    *ret = &gathering->attributes[gathering->attribute_count++];
    **ret = attribute;
    return RI_OK;
}

ri_status covariate_set(struct attribute *attribute, size_t series, struct ri_view word,
                        struct ri_error *err)
{
    size_t code;
    if (!word.length) return RI_OK;
    RI_TRY(ri_intern_put(attribute->words, word, &code, NULL, err));
    attribute->code[series] = (float)code;
    return RI_OK;
}

static ri_status from_keys(struct gathering *gathering, struct ri_error *err)
{
    const struct ri_panel *panel = &gathering->loaded->panel;
    for (size_t k = 0; k < panel->key_count; k++) {
        struct attribute *attribute;
        RI_TRY(covariate_attribute(gathering, panel->key_names[k], &attribute, err));
        for (size_t i = 0; i < panel->series_count; i++)
            RI_TRY(covariate_set(attribute, i, ri_view_of(panel->series[i].keys[k]), err));
    }
    return RI_OK;
}

/* ---- From the workspace: rows of a key and a JSON object ------------------------------------------------------------- */

struct lookup {
    struct gathering *gathering;
    struct attribute *key; /* the attribute that the row's first column is a word of */
    struct members    members;
};

ri_status covariate_members(struct gathering *gathering, const struct attribute *attribute,
                            struct members *ret, struct ri_error *err)
{
    const size_t     n = gathering->loaded->panel.series_count;
    struct ri_arena *mem = ri_call_mem(gathering->call);
    RI_ARENA_NEW(ret->head, mem, ri_intern_count(attribute->words), err);
    RI_ARENA_NEW(ret->next, mem, n, err);
    for (size_t i = n; i-- > 0;) {
        if (isnan(attribute->code[i])) continue;
        const size_t code = (size_t)attribute->code[i];
        ret->next[i] = ret->head[code];
        ret->head[code] = i + 1;
    }
    return RI_OK;
}

static ri_status set_members(const struct lookup *lookup, size_t code,
                             const struct ri_json_value *object, struct ri_error *err)
{
    struct gathering *gathering = lookup->gathering;
    for (size_t m = 0; m < ri_json_count(object); m++) {
        const char                 *name;
        const struct ri_json_value *value = ri_json_at(object, m, &name);
        const char                 *text = ri_json_scalar(value, ri_call_mem(gathering->call));
        struct attribute           *attribute;
        if (!text || !*text) continue;
        RI_TRY(covariate_attribute(gathering, name, &attribute, err));
        for (size_t i = lookup->members.head[code]; i; i = lookup->members.next[i - 1])
            RI_TRY(covariate_set(attribute, i - 1, ri_view_of(text), err));
    }
    return RI_OK;
}

static ri_status attribute_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    const struct lookup     *lookup = context;
    struct ri_json_document *document;
    size_t                   code;
    if (ri_row_missing(row, 1) || !ri_intern_find(lookup->key->words, ri_row_text(row, 0), &code))
        return RI_OK;
    const struct ri_view text = ri_row_text(row, 1);
    RI_TRY(ri_json_read(text.at, text.length, &document, err));
    const ri_status status = set_members(lookup, code, ri_json_root(document), err);
    ri_json_document_free(document);
    return status;
}

static ri_status look_up(struct gathering *gathering, const char *key, const char *file,
                         struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    struct lookup        lookup = {.gathering = gathering};
    const char          *sql;
    RI_TRY(covariate_attribute(gathering, key, &lookup.key, err));
    RI_TRY(ri_call_warehouse(gathering->call, &warehouse, err));
    RI_TRY(ri_embedded_sql_find(file, &sql, err));
    RI_TRY(covariate_members(gathering, lookup.key, &lookup.members, err));
    return ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, ri_call_task(gathering->call),
                             attribute_row, &lookup, err);
}

ri_status covariate_attributes(struct gathering *gathering, struct ri_error *err)
{
    const struct ri_panel *panel = &gathering->loaded->panel;
    RI_TRY(from_keys(gathering, err));
    if (gathering->loaded->from_file) return RI_OK;
    if (panel->key_count == 1)
        return look_up(gathering, panel->key_names[0], "sql/panel/series_attributes.sql", err);
    RI_TRY(look_up(gathering, "product", "sql/panel/product_attributes.sql", err));
    return look_up(gathering, "store", "sql/panel/store_attributes.sql", err);
}
