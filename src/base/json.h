/* JSON: a streaming writer of our own onto growable text, and a reader (yyjson behind it).
 *
 *     ri_json_object(&w); ri_json_key(&w, "rows"); ri_json_array(&w); ... ri_json_end(&w); ri_json_end(&w);
 */
#ifndef RI_BASE_JSON_H
#define RI_BASE_JSON_H
#include "text.h"

struct ri_json { /* a zeroed one with `out` set is ready */
    struct ri_text *out;
    uint64_t        is_array; /* bit d: the container at depth d is an array */
    unsigned        depth;
    bool            comma, after_key;
};
void ri_json_object(struct ri_json *json);
void ri_json_array(struct ri_json *json);
void ri_json_end(struct ri_json *json); /* of the innermost object or array */
void ri_json_key(struct ri_json *json, const char *key);
void ri_json_text(struct ri_json *json, const char *text);    /* NULL writes null */
void ri_json_view(struct ri_json *json, struct ri_view text); /* invalid UTF-8 becomes U+FFFD */
void ri_json_int(struct ri_json *json, int64_t value);
void ri_json_number(struct ri_json *json,
                    double          value); /* shortest that reads back; not finite: null */
void ri_json_bool(struct ri_json *json, bool value);
void ri_json_null(struct ri_json *json);
void ri_json_raw(struct ri_json *json, const char *literal,
                 size_t length); /* a value already written */
/* Shortest decimal text that reads back as `value`, into a buffer of 32; returns its length. */
size_t ri_double_text(double value, char *buffer);

/* The reader. A document owns its values; objects keep the order of the text. */
struct ri_json_document;
struct ri_json_value; /* opaque; NULL stands for "not there" and every getter accepts it */
/* RI_EDATA with the byte position. Depth over 128 and duplicate keys are refused. */
RI_MUST_CHECK ri_status ri_json_read(const char *text, size_t length, struct ri_json_document **ret,
                                     struct ri_error *err);
void                    ri_json_document_free(struct ri_json_document *document);
const struct ri_json_value *ri_json_root(const struct ri_json_document *document);
const struct ri_json_value *ri_json_member(const struct ri_json_value *object, const char *key);
size_t ri_json_count(const struct ri_json_value *value); /* members or items; 0 for others */
/* Item i of an array, or value i of an object (then *ret_key, if wanted, is its key). */
const struct ri_json_value *ri_json_at(const struct ri_json_value *value, size_t i,
                                       const char **ret_key);
bool                        ri_json_is_object(const struct ri_json_value *value);
bool                        ri_json_is_array(const struct ri_json_value *value);
const char *ri_json_string(const struct ri_json_value *value); /* NULL when it is not a string */
bool        ri_json_is_null(const struct ri_json_value *value);
size_t      ri_json_string_length(const struct ri_json_value *value); /* bytes; 0 for others */
/* Text form of a scalar (string as it is, number, true, false) in the arena; NULL for others. */
const char *ri_json_scalar(const struct ri_json_value *value, struct ri_arena *mem);
#endif
