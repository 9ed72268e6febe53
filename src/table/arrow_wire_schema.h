/* A schema as a JSON document. nanoarrow's reader of schemas in IPC streams trusts its input (a field without a type, a
 * metadata entry without a key end the program), so between processes the schema goes in a form that is checked here:
 *     {"name": "net", "format": "d:38,2", "flags": 2, "metadata": [["ri:type", "money"], ...], "children": [...]} */
#ifndef RI_TABLE_ARROW_WIRE_SCHEMA_H
#define RI_TABLE_ARROW_WIRE_SCHEMA_H
#include "base/text.h"

/* RI_EDATA, with the column's name: dictionaries. */
RI_MUST_CHECK ri_status wire_schema_write(const struct ArrowSchema *schema, struct ri_text *out,
                                          struct ri_error *err);
/* The caller releases *ret. RI_EDATA: not such a document, or no schema of a table; RI_ENOMEM. */
RI_MUST_CHECK ri_status wire_schema_read(struct ri_view text, struct ArrowSchema *ret,
                                         struct ri_error *err);
#endif
