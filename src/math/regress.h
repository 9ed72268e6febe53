/* Least squares and Poisson regression on rows that are mostly zero, with one set of fixed effects taken out exactly.
 *
 *     y_i = effect of the row's cell + sum over its columns of coefficient times value + error          (squares)
 *     E y_i = exp of the same                                                                           (Poisson)
 *
 * A row names at most `width` columns, so that slopes of many products and dummies of many weeks cost nothing where they
 * are zero; the effects of cells (stores, product-stores: tens of thousands) are eliminated, the rest is solved by Cholesky on
 * scaled cross products with a step of refinement. Columns that an earlier one, or the cells, already say are left out.
 * Columns that never meet in a cell cost least where they come first, by group, and those that meet all come last.
 * Counts that vary more than Poisson's may have a law of their own (negative binomial, variance mean + alpha mean^2), and rows may say
 * only that so many were wanted at least (censored: Newton's steps on what is expected then, Louis 1982).
 * A Poisson coefficient that would run away (nothing is sold where it says so) stops where its rows have lost their weight.
 * Poisson by maximum likelihood needs no counts: only the mean must be right (Gourieroux, Monfort & Trognon 1984; Santos Silva &
 * Tenreyro 2006). Errors robust to unequal variance (White 1980, HC1) or to dependence within clusters (Liang & Zeger 1986). */
#ifndef RI_MATH_REGRESS_H
#define RI_MATH_REGRESS_H
#include "base/arena.h"

enum { RI_REGRESS_COLUMNS_MOST = 4096 };
struct ri_sparse_rows {
    size_t          n, width, k; /* rows; columns a row names; columns in all */
    const uint32_t *column;      /* [n][width], below k; a column named twice adds up */
    const double *value;  /* [n][width] finite; far from their mean they cost digits: centre them */
    const uint32_t *cell; /* [n], below cells */
    size_t          cells; /* at least 1; one alone is an intercept */
};
struct ri_fit {          /* lives in the arena passed */
    double *coefficient; /* [k] NAN: left out */
    double *inverse;  /* [k][k] of the cross products; rows and columns of zeros where left out */
    double *centre;   /* [cells][k] weighted means of the columns within the cell */
    double *effect;   /* [cells] NAN: no row, or (Poisson) nothing but zeros */
    double *residual; /* [n] y - mean (squares); y / mean - 1 (counts) */
    double *
        weight; /* [n] 1 (squares); mean / (1 + alpha mean) (counts; 0 in cells of nothing but zeros) */
    double *mean;       /* [n] of counts */
    size_t  used, rank; /* rows with a weight; columns not left out */
    size_t  alive;      /* cells with such rows */
    double  squares;    /* weighted sum of squared residuals */
    double  total; /* the same around the overall mean: 1 - squares / total is R2 (squares only) */
    bool    poisson; /* counts */
    double  alpha;   /* of counts */
};
/* RI_ETOOLARGE: too many columns, RI_EDATA: a Poisson fit that does not converge, or y below 0; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_fit_squares(const struct ri_sparse_rows *rows, const double *y,
                                       struct ri_arena *mem, struct ri_fit *ret,
                                       struct ri_error *err);
RI_MUST_CHECK ri_status ri_fit_poisson(const struct ri_sparse_rows *rows, const double *y,
                                       struct ri_arena *mem, struct ri_fit *ret,
                                       struct ri_error *err);
struct ri_count_law {
    double alpha; /* variance = mean + alpha mean^2; 0: Poisson */
    bool   learn; /* alpha by maximum likelihood, from there on */
    const bool *
        censored; /* (optional) [n] y is the least that was wanted; their residual is that of what is expected then */
};
/* The same with a law of counts; a censored row stands at its expectation above y (variance over mean as that of the others, alpha 0), and tells
 * the less the lower y lies: `inverse` knows that. */
RI_MUST_CHECK ri_status ri_fit_counts(const struct ri_sparse_rows *rows, const double *y,
                                      const struct ri_count_law *law, struct ri_arena *mem,
                                      struct ri_fit *ret, struct ri_error *err);
/* Of Y that is s or more: its mean, and what is left of its variance as a share. s whole, 0 or more; variance mean + alpha mean^2. */
double ri_count_above(double s, double mean, double alpha, double *ret_left);

/* How errors of coefficients are told. */
struct ri_fit_errors {
    enum { RI_ERRORS_CLASSICAL, RI_ERRORS_ROBUST, RI_ERRORS_CLUSTER } kind;
    const uint32_t *cluster; /* [n], below clusters */
    size_t          clusters;
    size_t
        nested; /* of the columns: dummies that say no more than the cluster; they take no degree of freedom */
};
/* Covariance of the m coefficients `wanted` into ret[m][m]; NAN where one is left out or no degree of freedom is left.
 * *ret_df: degrees of freedom of t. Cells within one cluster take no degree of freedom either (as fixest, reghdfe). */
RI_MUST_CHECK ri_status ri_fit_covariance(const struct ri_sparse_rows *rows,
                                          const struct ri_fit         *fit,
                                          const struct ri_fit_errors *errors, const size_t *wanted,
                                          size_t m, struct ri_arena *mem, double *ret,
                                          double *ret_df, struct ri_error *err);
#endif
