/* The table of operations as it is offered over HTTP: addresses, and the OpenAPI 3.1 document. */
#ifndef RI_FACE_OPENAPI_H
#define RI_FACE_OPENAPI_H
#include "base/json.h"

/* Offered over HTTP at all: it touches no file of the caller's and needs no path. */
bool face_offers(const struct ri_operation_info *info);
/* "/api/v1/sales/stores" of "sales.stores", in mem. NULL: no room. */
const char *face_address(const struct ri_operation_info *info, struct ri_arena *mem);

/* What changes something out of a file may end its path with a word: the first parameter that is one of a few words, "as" of import. NULL: none. */
const struct ri_param *face_word(const struct ri_operation_info *info);

/* The parameters as JSON Schema, an object's, as the next value. files: those too, as the text that is in them. */
void face_input_schema(struct ri_json *json, const struct ri_operation_info *info, bool files);

/* The whole document: paths, parameters with units and defaults, rows by column type, problems, security. */
RI_MUST_CHECK ri_status face_openapi(struct ri_text *out, struct ri_error *err);
#endif
