/* JSON whose numbers are kept as they are written, and values as text again: records that people send. */
#ifndef RI_BASE_JSON_EXACT_H
#define RI_BASE_JSON_EXACT_H
#include "json.h"

/* As ri_json_read; ri_json_scalar gives the digits of a number, none of them lost. */
RI_MUST_CHECK ri_status ri_json_read_exact(const char *text, size_t length,
                                           struct ri_json_document **ret, struct ri_error *err);
/* Any value as JSON text, without blanks. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_json_print(const struct ri_json_value *value, struct ri_text *out,
                                      struct ri_error *err);
#endif
