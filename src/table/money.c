/* Money columns: minor units and exponents to one decimal128 column. */
#include "money.h"

#include "array.h"
#include "decimal.h"

static ri_status convert(const struct ri_column_view *minor, const uint8_t *exponents, int scale,
                         size_t rows, ri_int128 *values, unsigned char *valid, int64_t *ret_nulls,
                         struct ri_error *err)
{
    int64_t nulls = 0;
    for (size_t r = 0; r < rows; r++) {
        const bool known = ri_cell_valid(minor, r);
        const int  exponent = exponents ? exponents[r] : scale;
        ri_bit_put(valid, r, known);
        nulls += !known;
        if (known && !ri_decimal_rescale(ri_cell_decimal(minor, r), exponent, scale, &values[r]))
            return ri_fail(err, RI_EDATA,
                           "column %s, row %zu: an amount with %d digits after the point does not "
                           "fit %d",
                           minor->name, r, exponent, scale);
    }
    *ret_nulls = nulls;
    return RI_OK;
}

ri_status ri_money_column(const struct ri_column_view *minor, size_t rows, const uint8_t *exponents,
                          int scale, struct ArrowArray *ret, struct ri_error *err)
{
    const bool whole =
        minor->kind == RI_CELL_INT || (minor->kind == RI_CELL_DECIMAL && minor->scale == 0);
    if (!whole && minor->kind != RI_CELL_NULL)
        return ri_fail(err, RI_EDATA, "column %s: format \"%s\" does not hold minor units",
                       minor->name, minor->format);
    ri_int128 *values = calloc(rows + 1, sizeof *values);
    void      *valid = calloc(rows / 8 + 1, 1);
    int64_t    nulls = 0;
    ri_status  status =
        values && valid ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for %zu amounts", rows);
    if (status == RI_OK)
        status = convert(minor, exponents, scale, rows, values, valid, &nulls, err);
    if (status == RI_OK)
        status = ri_array_take((int64_t)rows, nulls, 2, (void *[]){valid, values}, ret, err);
    if (status != RI_OK) {
        free(values);
        free(valid);
    }
    return status;
}

ri_status ri_batch_replace(struct ArrowArray *batch, size_t i, struct ArrowArray *column,
                           struct ArrowArray *ret, struct ri_error *err)
{
    struct ArrowArray made;
    if (column->length != batch->length)
        return ri_fail(err, RI_EINTERNAL, "a column of %lld rows for a batch of %lld",
                       (long long)column->length, (long long)batch->length);
    RI_TRY(ri_array_struct(batch->length, (size_t)batch->n_children, &made, err));
    for (size_t c = 0; c < (size_t)batch->n_children; c++) {
        struct ArrowArray *from = c == i ? column : batch->children[c];
        *made.children[c] = *from;
        from->release = NULL;
        if (c == i || (made.children[c]->length == batch->length && !batch->offset)) continue;
        made.children[c]->offset += batch->offset; /* the parent was a slice: so is the child now */
        made.children[c]->length = batch->length;
        made.children[c]->null_count = -1;
    }
    batch->release(batch); /* Arrow: the parent goes at once when its children have been moved */
    *ret = made;
    return RI_OK;
}
