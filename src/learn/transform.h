/* Columns of any table as numbers that any model takes: scaled, one-hot or ordinal, by a transform that is fitted once, kept,
 * and applied again, so that training and scoring see the same.
 *
 *     number, flag, date (days since 1970)  -> name            (value - centre) / spread; missing: 0, the centre
 *                                              name.missing    1 where it was missing; only if the fit saw any missing
 *     category, one-hot                     -> name=word ...   0 or 1; every kept word, bytewise order
 *                                              name=(other)    1 for rare and unknown words; only if the fit found rare ones
 *     category, ordinal                     -> name            place among the kept words, bytewise; rare, unknown: missing
 *
 * The scales are those of scikit-learn: standard (mean, standard deviation with divisor n), minmax (least, range), robust (median,
 * interquartile range, type 7), none. A constant column gets spread 1. */
#ifndef RI_LEARN_TRANSFORM_H
#define RI_LEARN_TRANSFORM_H
#include "coding.h"

#define RI_SCALE_MAP(X)              \
    X(RI_SCALE_STANDARD, "standard") \
    X(RI_SCALE_MINMAX, "minmax")     \
    X(RI_SCALE_ROBUST, "robust")     \
    X(RI_SCALE_NONE, "none")
#define RI_SCALE_ENUM_(code, text) code,
typedef enum ri_scale { RI_SCALE_MAP(RI_SCALE_ENUM_) RI_SCALE_COUNT } ri_scale;
#undef RI_SCALE_ENUM_
const char *ri_scale_text(ri_scale scale);

struct ri_transform_options {
    ri_scale scale;
    bool     ordinal; /* categories as places instead of one column a word */
    size_t   least;   /* rows of the fit that a word must have to be kept; 0: 1 */
    size_t   most;    /* words kept of a category, the most frequent; 0: 50 */
};
struct ri_transformed { /* one column of the input */
    const char  *name;
    ri_coded     type;
    double       centre, spread;
    bool         has_missing; /* the fit saw missing values */
    bool         ordinal, has_other;
    size_t       word_count;
    const char **words; /* kept, rising bytewise */
};
struct ri_transform {
    size_t                 count;
    struct ri_transformed *columns;
};

/* Rows to fit on, columns by columns. */
struct ri_transform_data;
RI_MUST_CHECK ri_status ri_transform_data_new(const char *const *names, const ri_coded *types,
                                              size_t count, struct ri_transform_data **ret,
                                              struct ri_error *err);
void                    ri_transform_data_free(struct ri_transform_data *data);
/* One row, a cell a column. RI_EDATA: a number that is not finite; RI_ENOMEM. 8 bytes a cell. */
RI_MUST_CHECK ri_status ri_transform_data_add(struct ri_transform_data *data,
                                              const struct ri_cell *cells, struct ri_error *err);
size_t                  ri_transform_data_rows(const struct ri_transform_data *data);
/* The cells of a row, as they were added; valid until the next call. */
const struct ri_cell *ri_transform_data_row(struct ri_transform_data *data, size_t row);

/* Fits to the rows of `fit` (NULL: all). ret lives in mem. RI_EDATA: no row to fit on. */
RI_MUST_CHECK ri_status ri_transform_fit(const struct ri_transform_data *data, const bool *fit,
                                         const struct ri_transform_options *options,
                                         struct ri_arena *mem, struct ri_transform *ret,
                                         struct ri_error *err);
size_t                  ri_transform_features(const struct ri_transform *transform);
/* Names of all features in order, into ret[features]; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_transform_names(const struct ri_transform *transform,
                                           struct ri_arena *mem, const char **ret,
                                           struct ri_error *err);
/* Features of one row of cells (a cell a column of the transform), into ret[features]; NAN: missing. */
void ri_transform_apply(const struct ri_transform *transform, const struct ri_cell *cells,
                        double *ret);

/* As JSON, and back with every value checked: RI_EDATA names what is wrong. */
void ri_transform_write(const struct ri_transform *transform, struct ri_text *out);
RI_MUST_CHECK ri_status ri_transform_read(const char *text, size_t length, struct ri_arena *mem,
                                          struct ri_transform *ret, struct ri_error *err);
#endif
