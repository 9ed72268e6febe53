/* A trained model as one self-contained file: what it was trained on, how, how good it was, and the learner's own text.
 *
 *     retailinsight-model 1 <bytes of the card>\n
 *     {card: learner, target, columns with their words, settings, rows, data fingerprint, metrics, model sha256}\n
 *     <the learner's text>
 *
 * A file is read with distrust: sizes, types and the digest are checked, and the learner's text before its library sees it. */
#ifndef RI_LEARN_MODEL_FILE_H
#define RI_LEARN_MODEL_FILE_H
#include "coding.h"

enum { RI_METRICS_MOST = 16 };
struct ri_model_metric {
    const char *name; /* "mse", "rmse", "mae", "r2" */
    double      value;
};
struct ri_model_card {
    const struct ri_learner *learner;
    const char              *target;
    struct ri_coding         coding;
    struct ri_learn_settings settings;
    size_t                   trained_rows, held_rows;
    char                     fingerprint[65]; /* of the data, hex; "" when not known */
    size_t                   metric_count;    /* on the rows held back */
    struct ri_model_metric   metrics[RI_METRICS_MOST];
};
/* Appends the file's bytes; deterministic: the same model, the same bytes. RI_ENOMEM, RI_EUPSTREAM. */
RI_MUST_CHECK ri_status ri_model_write(const struct ri_model_card *card,
                                       const struct ri_learned *learned, struct ri_text *out,
                                       struct ri_error *err);
/* The card alone and the learner's text as a view into `file`, digest checked; the learner's library is not needed. Texts live
 * in mem. RI_EDATA says what is wrong; RI_ENEWER: a later format. */
RI_MUST_CHECK ri_status ri_model_card_read(struct ri_view file, struct ri_arena *mem,
                                           struct ri_model_card *ret, struct ri_view *ret_text,
                                           struct ri_error *err);
RI_MUST_CHECK ri_status ri_model_read(struct ri_view file, struct ri_arena *mem,
                                      struct ri_model_card *ret_card, struct ri_learned **ret,
                                      struct ri_error *err);
#endif
