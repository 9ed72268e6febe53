/* Learners on tables of numbers: trained on rows whose target is known, then asked about other rows.
 *
 *     learner   the driver table: how a kind of model is trained, saved, loaded and asked (ri_learners)
 *     learned   one trained model
 *
 * Rows are row-major arrays of double or float, NAN where a value is missing; a categorical column holds codes 0, 1, 2 ...
 * (learn/coding.h makes them from text). Same data, settings and seed give the same model, with any number of threads. */
#ifndef RI_LEARN_LEARNER_H
#define RI_LEARN_LEARNER_H
#include "base/task.h"
#include "base/text.h"

/* What is minimised. A quantile objective aims at settings.quantile; tweedie and poisson need targets >= 0. */
#define RI_OBJECTIVE_MAP(X)                               \
    X(RI_OBJECTIVE_SQUARES, "squares", "regression")      \
    X(RI_OBJECTIVE_ABSOLUTE, "absolute", "regression_l1") \
    X(RI_OBJECTIVE_POISSON, "poisson", "poisson")         \
    X(RI_OBJECTIVE_TWEEDIE, "tweedie", "tweedie")         \
    X(RI_OBJECTIVE_QUANTILE, "quantile", "quantile")
#define RI_OBJECTIVE_ENUM_(code, text, native) code,
typedef enum ri_objective { RI_OBJECTIVE_MAP(RI_OBJECTIVE_ENUM_) RI_OBJECTIVE_COUNT } ri_objective;
#undef RI_OBJECTIVE_ENUM_

struct ri_learn_settings { /* from ri_learn_defaults; names and ranges: ri_learn_set */
    ri_objective objective;
    int64_t      trees, leaves, depth; /* depth 0: only leaves limit a tree */
    int64_t      min_leaf;             /* rows a leaf must hold */
    int64_t      bins;                 /* most thresholds tried per column */
    double       rate;                 /* boosting: what each tree adds counts this much */
    double       column_share;         /* of the columns that each split may choose from */
    double       row_share;            /* of the rows that each tree sees */
    double       l2;                   /* pulls leaf values to 0 */
    double       quantile;             /* level of the quantile objective */
    double       tweedie_power;        /* variance = mean ^ power */
    int64_t      seed;
};

struct ri_learn_rows { /* exactly one of x64 and x32 is set: [rows][columns] */
    size_t        rows, columns;
    const double *x64;
    const float  *x32;
};
struct ri_learn_data {
    struct ri_learn_rows in;
    const float         *target; /* [rows], finite */
    const float         *weight; /* (optional) [rows], >= 0 */
    const double *
        start; /* (optional) [rows] boosting: where it begins, on the scale of the raw score (a logarithm
                            for poisson and tweedie). Predictions are then without it: to be multiplied or added by the caller. */
    const uint8_t *categorical; /* (optional) [columns] 1: holds codes */
};

struct ri_learner {
    const char *name, *summary;
    void (*defaults)(struct ri_learn_settings *settings);
    /* *ret is the driver's state, freed by `release`. Progress "training" in trees. */
    ri_status (*train)(const struct ri_learn_data *data, const struct ri_learn_settings *settings,
                       struct ri_task *task, void **ret, struct ri_error *err);
    ri_status (*save)(const void *state, struct ri_text *out, struct ri_error *err);
    ri_status (*load)(struct ri_view text, size_t columns, void **ret, struct ri_error *err);
    ri_status (*predict)(const void *state, const struct ri_learn_rows *rows, unsigned threads,
                         double *ret, struct ri_error *err);
    void (*release)(void *state);
    /* (optional) What each column brought, in units of the loss; default: not told, RI_EUSAGE. */
    ri_status (*importance)(const void *state, size_t columns, double *ret, struct ri_error *err);
    /* (optional) ret[rows][columns + 1]: what each column adds to the raw score of a row, then the
     * constant; the sum is the raw score (a logarithm for poisson and tweedie). Default: RI_EUSAGE. */
    ri_status (*contributions)(const void *state, const struct ri_learn_rows *rows,
                               unsigned threads, double *ret, struct ri_error *err);
};
extern const struct ri_learner        ri_learner_boost, ri_learner_forest;
extern const struct ri_learner *const ri_learners[]; /* NULL-terminated: boost, forest */
/* RI_EUSAGE names the nearest. */
RI_MUST_CHECK ri_status ri_learner_find(const char *name, const struct ri_learner **ret,
                                        struct ri_error *err);

/* ---- Settings by name -------------------------------------------------------------------------------- */

void ri_learn_defaults(const struct ri_learner *learner, struct ri_learn_settings *ret);
/* trees, leaves, depth, min-leaf, bins, rate, column-share, row-share, l2, objective, quantile, tweedie-power, seed.
 * RI_EUSAGE: no such setting (names the nearest), no number, out of range. */
RI_MUST_CHECK ri_status ri_learn_set(struct ri_learn_settings *settings, const char *name,
                                     const char *text, struct ri_error *err);
size_t                  ri_learn_setting_count(void);
const char             *ri_learn_setting_name(size_t i);
/* The value as text that ri_learn_set reads back; room for 32 bytes. */
void ri_learn_setting_text(const struct ri_learn_settings *settings, size_t i, char *ret);

/* ---- Trained models ---------------------------------------------------------------------------------- */

struct ri_learned;
/* Threads: the task's; none set means one. RI_EUSAGE: a setting that does not fit the learner; RI_EDATA: no row, a target that
 * is not finite or below 0 where the objective forbids it (names the row, from 1); RI_ETOOLARGE; RI_EUPSTREAM: the
 * library behind the learner is not there or failed; RI_ENOMEM, RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_learn_train(const struct ri_learner        *learner,
                                       const struct ri_learn_data     *data,
                                       const struct ri_learn_settings *settings,
                                       struct ri_task *task, struct ri_learned **ret,
                                       struct ri_error *err);
RI_MUST_CHECK ri_status ri_learned_save(const struct ri_learned *learned, struct ri_text *out,
                                        struct ri_error *err);
/* text as ri_learned_save wrote it; RI_EDATA when it is something else or has another number of columns. */
RI_MUST_CHECK ri_status  ri_learned_load(const struct ri_learner *learner, struct ri_view text,
                                         size_t columns, struct ri_learned **ret,
                                         struct ri_error *err);
void                     ri_learned_free(struct ri_learned *learned);
size_t                   ri_learned_columns(const struct ri_learned *learned);
const struct ri_learner *ri_learned_learner(const struct ri_learned *learned);
/* ret[rows]. RI_EUSAGE when the number of columns is another one. Many threads may ask one model. */
RI_MUST_CHECK ri_status ri_learned_predict(const struct ri_learned    *learned,
                                           const struct ri_learn_rows *rows, unsigned threads,
                                           double *ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_learned_importance(const struct ri_learned *learned, double *ret,
                                              struct ri_error *err);
RI_MUST_CHECK ri_status ri_learned_contributions(const struct ri_learned    *learned,
                                                 const struct ri_learn_rows *rows, unsigned threads,
                                                 double *ret, struct ri_error *err);
#endif
