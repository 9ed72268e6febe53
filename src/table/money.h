/* Minor units to exact major units, column by column. No double is on the way. */
#ifndef RI_TABLE_MONEY_H
#define RI_TABLE_MONEY_H
#include "reader.h"

/* Row r < rows of `minor` (an integer, or a decimal of scale 0) counts 10^-exponents[r] major units: the digits of
 * that row's currency (JPY 0, EUR 2, KWD 3). Makes a column "d:38,<scale>" of the same rows; scale is the
 * largest exponent that occurs in the whole result. exponents NULL: all are `scale`. Missing stays missing.
 * RI_EDATA with the row: an exponent above scale whose digits are not zero, more than 38 digits, a column
 * of another kind. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_money_column(const struct ri_column_view *minor, size_t rows,
                                        const uint8_t *exponents, int scale, struct ArrowArray *ret,
                                        struct ri_error *err);
/* Takes batch (a struct array) and column: *ret is the batch with column i replaced; the other columns are
 * moved, not copied. On failure both stay the caller's. RI_ENOMEM; RI_EINTERNAL when lengths differ. */
RI_MUST_CHECK ri_status ri_batch_replace(struct ArrowArray *batch, size_t i,
                                         struct ArrowArray *column, struct ArrowArray *ret,
                                         struct ri_error *err);
#endif
