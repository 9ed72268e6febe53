/* LightGBM 4.7.0 behind the driver table, opened at run time (library.h). Source: LightGBM's c_api.h. */
#ifndef RI_LEARN_LIGHTGBM_H
#define RI_LEARN_LIGHTGBM_H
#include "learner.h"

/* The functions of the library, opened once for the process: lib_lightgbm.so beside the program (lib/, ../lib/), else where
 * the system looks. RI_EUPSTREAM with the reason. */
struct lightgbm;
RI_MUST_CHECK ri_status lightgbm_open(const struct lightgbm **ret, struct ri_error *err);

/* Cuts the next piece up to `mark` off *rest; false at the end. */
bool lightgbm_cut(struct ri_view *rest, char mark, struct ri_view *ret);
/* A split that sends all known values left is written "inf". */
bool lightgbm_number(struct ri_view word, double *ret);

struct lightgbm_head { /* what a model's text says before its trees */
    struct ri_view objective;
    bool           averaged; /* the answer is the mean of the trees, not their sum */
};
struct lightgbm_tree { /* lines of a tree by name; empty: not there */
    struct ri_view num_leaves, num_cat, split_feature, threshold, decision_type, left_child,
        right_child, leaf_value, cat_boundaries, cat_threshold, is_linear, shrinkage;
};
struct lightgbm_reader { /* is told of what was read, in its order, each after its check */
    void *context;
    ri_status (*head)(void *context, const struct lightgbm_head *head, struct ri_error *err);
    ri_status (*tree)(void *context, const struct lightgbm_tree *tree, struct ri_error *err);
};
/* Everything in a model's text that LightGBM's reader uses as a size or an index, checked. reader: (optional). RI_EDATA, and what
 * the reader answers. */
RI_MUST_CHECK ri_status lightgbm_read_text(struct ri_view text, size_t columns,
                                           const struct lightgbm_reader *reader,
                                           struct ri_error              *err);

struct lightgbm { /* names and types of c_api.h, without LGBM_; everything returns 0 or -1 */
    const char *(*GetLastError)(void);
    int (*RegisterLogCallback)(void (*callback)(const char *));
    int (*DatasetCreateFromMat)(const void *data, int type, int32_t rows, int32_t columns,
                                int row_major, const char *parameters, void *reference, void **ret);
    int (*DatasetSetField)(void *dataset, const char *name, const void *data, int count, int type);
    int (*DatasetFree)(void *dataset);
    int (*BoosterCreate)(void *dataset, const char *parameters, void **ret);
    int (*BoosterLoadModelFromString)(const char *text, int *ret_iterations, void **ret);
    int (*BoosterFree)(void *booster);
    int (*BoosterUpdateOneIter)(void *booster, int *ret_finished);
    int (*BoosterPredictForMat)(void *booster, const void *data, int type, int32_t rows,
                                int32_t columns, int row_major, int kind, int start, int count,
                                const char *parameters, int64_t *ret_length, double *ret);
    int (*BoosterSaveModelToString)(void *booster, int start, int count, int importance,
                                    int64_t room, int64_t *ret_length, char *ret);
    int (*BoosterFeatureImportance)(void *booster, int iterations, int kind, double *ret);
    int (*BoosterGetNumFeature)(void *booster, int *ret);
};
#endif
