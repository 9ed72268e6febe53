/* The JSON reader: a thin skin over yyjson, so that it can be replaced here. */
#include "intern.h"
#include "json_exact.h"

#include <yyjson.h>

enum { DEEPEST = 128 };

static yyjson_val *inner(const struct ri_json_value *value)
{
    return (yyjson_val *)(uintptr_t)value;
}

static const struct ri_json_value *outer(yyjson_val *value)
{
    return (const struct ri_json_value *)value;
}

static ri_status check_keys(yyjson_val      *object,
                            struct ri_error *err) /* in linear time: objects come from outside */
{
    struct ri_intern *seen;
    RI_TRY(ri_intern_new(&seen, err));
    ri_status   status = RI_OK;
    size_t      i, n, number;
    yyjson_val *key, *item;
    yyjson_obj_foreach(object, i, n, key, item)
    {
        bool fresh = true;
        status = ri_intern_put(seen, (struct ri_view){yyjson_get_str(key), yyjson_get_len(key)},
                               &number, &fresh, err);
        if (!fresh)
            status =
                ri_fail(err, RI_EDATA, "json: key \"%.60s\" occurs twice", yyjson_get_str(key));
        if (status != RI_OK) break;
    }
    ri_intern_free(seen);
    return status;
}

static ri_status check_value(yyjson_val *value, unsigned depth, struct ri_error *err)
{
    if (depth > DEEPEST) return ri_fail(err, RI_EDATA, "json: nested deeper than %d", DEEPEST);
    size_t      i, n;
    yyjson_val *key, *item;
    if (yyjson_is_arr(value)) {
        yyjson_arr_foreach(value, i, n, item) RI_TRY(check_value(item, depth + 1, err));
    } else if (yyjson_is_obj(value)) {
        if (yyjson_obj_size(value) > 1) RI_TRY(check_keys(value, err));
        yyjson_obj_foreach(value, i, n, key, item) RI_TRY(check_value(item, depth + 1, err));
    }
    return RI_OK;
}

static ri_status read_with(yyjson_read_flag flags, const char *text, size_t length,
                           struct ri_json_document **ret, struct ri_error *err)
{
    yyjson_read_err problem = {0};
    yyjson_doc     *doc = yyjson_read_opts((char *)(uintptr_t)text, length, flags, NULL, &problem);
    if (!doc) return ri_fail(err, RI_EDATA, "json: %s at byte %zu", problem.msg, problem.pos);
    const ri_status status = check_value(yyjson_doc_get_root(doc), 0, err);
    if (status == RI_OK)
        *ret = (struct ri_json_document *)doc;
    else
        yyjson_doc_free(doc);
    return status;
}

ri_status ri_json_read(const char *text, size_t length, struct ri_json_document **ret,
                       struct ri_error *err)
{
    return read_with(0, text, length, ret, err);
}

ri_status ri_json_read_exact(const char *text, size_t length, struct ri_json_document **ret,
                             struct ri_error *err)
{
    return read_with(YYJSON_READ_NUMBER_AS_RAW, text, length, ret, err);
}

void ri_json_document_free(struct ri_json_document *document)
{
    yyjson_doc_free((yyjson_doc *)document);
}

const struct ri_json_value *ri_json_root(const struct ri_json_document *document)
{
    return outer(yyjson_doc_get_root((yyjson_doc *)(uintptr_t)document));
}

const struct ri_json_value *ri_json_member(const struct ri_json_value *object, const char *key)
{
    return outer(yyjson_obj_get(inner(object), key));
}

size_t ri_json_count(const struct ri_json_value *value)
{
    return yyjson_is_arr(inner(value)) ? yyjson_arr_size(inner(value))
                                       : yyjson_obj_size(inner(value));
}

const struct ri_json_value *ri_json_at(const struct ri_json_value *value, size_t i,
                                       const char **ret_key)
{
    if (yyjson_is_arr(inner(value))) return outer(yyjson_arr_get(inner(value), i));
    size_t      at, n;
    yyjson_val *key, *item;
    yyjson_obj_foreach(inner(value), at, n, key, item)
    {
        if (at != i) continue;
        if (ret_key) *ret_key = yyjson_get_str(key);
        return outer(item);
    }
    return NULL;
}

bool ri_json_is_object(const struct ri_json_value *value)
{
    return yyjson_is_obj(inner(value));
}

bool ri_json_is_array(const struct ri_json_value *value)
{
    return yyjson_is_arr(inner(value));
}

const char *ri_json_string(const struct ri_json_value *value)
{
    return yyjson_get_str(inner(value));
}

bool ri_json_is_null(const struct ri_json_value *value)
{
    return yyjson_is_null(inner(value));
}

size_t ri_json_string_length(const struct ri_json_value *value)
{
    return yyjson_get_len(inner(value));
}

const char *ri_json_scalar(const struct ri_json_value *value, struct ri_arena *mem)
{
    yyjson_val *v = inner(value);
    if (yyjson_is_str(v)) return ri_arena_copy(mem, yyjson_get_str(v), yyjson_get_len(v));
    if (yyjson_is_raw(v)) return ri_arena_copy(mem, yyjson_get_raw(v), yyjson_get_len(v));
    if (yyjson_is_bool(v)) return yyjson_get_bool(v) ? "true" : "false";
    if (yyjson_is_uint(v))
        return ri_arena_printf(mem, "%llu", (unsigned long long)yyjson_get_uint(v));
    if (yyjson_is_int(v)) return ri_arena_printf(mem, "%lld", (long long)yyjson_get_sint(v));
    if (!yyjson_is_real(v)) return NULL;
    char buffer[32];
    return ri_arena_copy(mem, buffer, ri_double_text(yyjson_get_real(v), buffer));
}

ri_status ri_json_print(const struct ri_json_value *value, struct ri_text *out,
                        struct ri_error *err)
{
    size_t length = 0;
    char  *text = yyjson_val_write(inner(value), 0, &length);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a JSON value");
    ri_text_add(out, text, length);
    free(text);
    return ri_text_check(out, err);
}
