/* Arrow schemas made and read without a library.
 *
 * Every field carries what Arrow's own types cannot say, as key/value metadata:
 *     ri:type   the column's type in the table of operations: "money", "share", "store" ...
 *     ri:unit   "units", "days", "EUR" (optional)
 *     ri:help   the meaning (optional)
 * A field without it (an engine's own result) gets the type that its Arrow format suggests. */
#ifndef RI_TABLE_SCHEMA_H
#define RI_TABLE_SCHEMA_H
#include "base/text.h"

struct ri_table_column {
    const char    *name; /* in ri_schema_describe '*' stands for a varying part: "q*" */
    ri_column_type type;
    int         scale; /* digits after the point of RI_COLUMN_DECIMAL and RI_COLUMN_MONEY: 0..38 */
    const char *unit;  /* (optional) */
    const char *help;  /* (optional) */
};

/* The Arrow format of a column type: text and references "u", bool "b", integer "l", number and share "g",
 * decimal and money "d:38,<scale>", date "tdD", time "tsu:UTC". */
RI_MUST_CHECK ri_status ri_schema_new(const struct ri_table_column *columns, size_t count,
                                      struct ArrowSchema *ret, struct ri_error *err);
/* A deep copy of a struct schema whose fields take type, unit and help of the first column whose name fits;
 * scale is ignored, formats stay. Fields that no column names are copied as they are. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_schema_describe(const struct ArrowSchema     *from,
                                           const struct ri_table_column *columns, size_t count,
                                           struct ArrowSchema *ret, struct ri_error *err);
/* Makes field i of a schema of ri_schema_new or ri_schema_describe a "d:38,<scale>" of type money: what
 * ri_money_column turns the column into. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_schema_set_money(struct ArrowSchema *schema, size_t i, int scale,
                                            struct ri_error *err);
/* Does `name` fit a column name of the table of operations ('*' = any text, also none)? */
bool ri_column_fits(const char *pattern, const char *name);

/* Says something of the whole table, in a schema of ri_schema_new or ri_schema_describe that says nothing yet: a key and a
 * value that Arrow and Parquet files carry beside the rows. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_schema_say(struct ArrowSchema *schema, const char *key,
                                      struct ri_view value, struct ri_error *err);

/* The value of a metadata key of a field, or of the table; false when it is not there. */
bool ri_schema_value(const struct ArrowSchema *field, const char *key, struct ri_view *ret);
/* Pair i of the metadata; false behind the last. */
bool ri_schema_pair(const struct ArrowSchema *field, size_t i, struct ri_view *ret_key,
                    struct ri_view *ret_value);
ri_column_type ri_schema_type(const struct ArrowSchema *field);
#endif
