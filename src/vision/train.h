/* Training a network on labelled pictures: batches made by chance from the seed, a look at those held back after every epoch,
 * a checkpoint, and on until the last epoch or until it no longer gets better.
 *
 * Everything random comes from (seed, epoch, picture), so a training that is resumed after any epoch ends with the very weights
 * of one that was not interrupted, at the same number of threads. */
#ifndef RI_VISION_TRAIN_H
#define RI_VISION_TRAIN_H
#include "dataset.h"
#include "recipe.h"

struct ri_epoch {            /* one line of the learning curve */
    unsigned epoch;          /* from 1 */
    double   loss, accuracy; /* on what it learnt from, while it learnt, with augmentation */
    double   held_loss, held_accuracy; /* NAN when nothing is held back */
    double   rate, pictures_per_s;
};
struct ri_progress_of_training {
    float           *values, *first, *second; /* [total] weights and optimiser state, plain order */
    float           *best; /* [total] of the best epoch so far; only with patience */
    size_t           total;
    unsigned         epochs_done, best_epoch;
    uint64_t         steps;
    double           best_loss;
    struct ri_epoch *curve; /* [epochs] */
};
/* Called after each epoch; a failure ends the training. */
typedef ri_status ri_epoch_fn(void *context, const struct ri_progress_of_training *at,
                              struct ri_error *err);
struct ri_training {
    const struct ri_recipe        *recipe;
    const struct ri_network_shape *shape;
    const struct ri_picture_set   *learn; /* of any side */
    const size_t                  *learn_order;
    size_t                         learn_count;
    const struct ri_picture_set   *held;
    const size_t                  *held_order;
    size_t                         held_count;
    size_t                         class_count;
    uint64_t                       seed;
    unsigned                       patience; /* epochs without a lower loss; 0: to the end */
    bool   single; /* never in bfloat16: the same weights on any processor, but for rounding */
    size_t memory_limit;
    void (*planned)(void  *context,
                    size_t bytes); /* (optional) before the first step: memory taken */
    ri_epoch_fn *each;             /* (optional) */
    void        *each_context;     /* of both */
};
/* Room for the state of a training; zeroed: nothing is done yet. */
RI_MUST_CHECK ri_status ri_training_begin(const struct ri_training *training, struct ri_arena *mem,
                                          struct ri_progress_of_training *ret,
                                          struct ri_error                *err);
/* From where `at` is to the end; at->values are then the network's weights. *ret_memory (may be NULL): bytes planned. */
RI_MUST_CHECK ri_status ri_training_run(const struct ri_training *training, struct ri_task *task,
                                        struct ri_progress_of_training *at, size_t *ret_memory,
                                        struct ri_error *err);

/* ---- Asking a network about many pictures ------------------------------------------------------------- */

/* Scores [count][classes] of pictures of a set, averaged over the recipe's views. */
RI_MUST_CHECK ri_status ri_network_scores(struct ri_network *network, unsigned batch,
                                          const struct ri_input *input, unsigned views,
                                          const struct ri_picture_set *set, const size_t *order,
                                          size_t count, size_t classes, struct ri_task *task,
                                          float *ret, struct ri_error *err);
#endif
