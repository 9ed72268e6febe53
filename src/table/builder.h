/* Result tables row by row: cells in, Arrow arrays out.
 *
 *     ri_table_builder_new(columns, 3, &table, err);
 *     for (...) { ri_put_text(table, store); ri_put_decimal(table, minor, 2); ri_put_null(table); }
 *     ri_table_builder_finish(table, &batch, err);          and again for the next batch
 *
 * Cells come in the order of the columns; after the last column the next row begins. Failures stick (like
 * struct ri_text): the first one comes out of finish, later cells do nothing. Not thread-safe. */
#ifndef RI_TABLE_BUILDER_H
#define RI_TABLE_BUILDER_H
#include "base/date.h"
#include "schema.h"

struct ri_table_builder;
/* Copies what it needs of columns. RI_ENOMEM, RI_EINTERNAL (a scale that no decimal has). */
RI_MUST_CHECK ri_status ri_table_builder_new(const struct ri_table_column *columns, size_t count,
                                             struct ri_table_builder **ret, struct ri_error *err);
void                    ri_table_builder_free(struct ri_table_builder *table);
/* The schema of its batches; the caller releases it. */
RI_MUST_CHECK ri_status ri_table_builder_schema(const struct ri_table_builder *table,
                                                struct ArrowSchema *ret, struct ri_error *err);

/* A cell of another type than its column is our own mistake: RI_EINTERNAL at finish. Text fits text, store,
 * product and customer columns; number fits number and share, where NAN and infinity are missing. */
void ri_put_null(struct ri_table_builder *table);
void ri_put_text(struct ri_table_builder *table, struct ri_view text);
void ri_put_string(struct ri_table_builder *table, const char *string); /* NULL: missing */
void ri_put_bool(struct ri_table_builder *table, bool value);
void ri_put_int(struct ri_table_builder *table, int64_t value);
void ri_put_number(struct ri_table_builder *table, double value);
void ri_put_day(struct ri_table_builder *table, ri_day day); /* RI_DAY_NONE: missing */
void ri_put_instant(struct ri_table_builder *table, int64_t utc_us);
/* value / 10^scale, brought to the column's scale exactly; RI_EDATA at finish if digits would be lost. So
 * minor units go in with the currency's exponent: ri_put_decimal(table, minor, 2). */
void ri_put_decimal(struct ri_table_builder *table, ri_int128 value, int scale);

size_t ri_table_builder_rows(const struct ri_table_builder *table); /* whole rows so far */
/* Moves the rows out; the builder is empty and usable, also after a failure. No rows give an array of
 * length 0. The array owns its buffers. RI_ENOMEM; RI_EINTERNAL when the last row is not whole. */
RI_MUST_CHECK ri_status ri_table_builder_finish(struct ri_table_builder *table,
                                                struct ArrowArray *ret, struct ri_error *err);
#endif
