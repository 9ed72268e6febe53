/* A trained recogniser as one self-contained file, and the state of a training that goes on.
 *
 *     retailinsight-pictures 1 <bytes of the card>\n
 *     {card: network, layers, input, classes, how sure, measures, curve, examples, sha256 of the rest}\n
 *     <weights as little-endian floats><looks of the examples, a byte a number><trees or backbone>
 *
 * A file is read with distrust: sizes, shapes and the digest are checked before anything is made of it. */
#ifndef RI_VISION_MODEL_H
#define RI_VISION_MODEL_H
#include "train.h"

enum { RI_LOOK_MOST = 4096 };
typedef enum ri_eye {                  /* what comes first */
                      RI_EYE_NETWORK,  /* nothing: the network takes the picture */
                      RI_EYE_TREES,    /* counted features and boosted trees; there is no network */
                      RI_EYE_BACKBONE, /* an ONNX network makes features; ours is its head */
                      RI_EYES
} ri_eye;
struct ri_picture_model {
    const char             *network; /* the recipe's name */
    ri_eye                  eye;
    const char             *extra;                     /* the trees, or the backbone's file */
    size_t                  extra_size, feature_count; /* features that the head takes */
    struct ri_network_shape shape;
    struct ri_input         input;
    unsigned                views;
    size_t                  class_count, total;
    const char            **classes;
    float                  *weights; /* [total] */
    uint64_t                seed;
    size_t                  learn_count, held_count;
    char                    fingerprint[65]; /* of names and labels it learnt from */
    double                  temperature;     /* scores are divided by it */
    double                  threshold;       /* below this confidence the answer is "unsure" */
    double coverage, precision; /* on those held back: share above it, and right among them */
    double accuracy, top5;      /* on those held back; NAN when none were */
    size_t epoch_count;
    struct ri_epoch *curve;
    /* The pictures it learnt from, as the layer before the last sees them: unit vectors, a byte a number. */
    size_t       example_count;
    unsigned     look_size;
    const char **examples; /* names */
    uint32_t    *example_labels;
    int8_t      *looks; /* [example_count][look_size] */
};
RI_MUST_CHECK ri_status ri_picture_model_write(const struct ri_picture_model *model,
                                               struct ri_text *out, struct ri_error *err);
/* Everything lives in mem. RI_EDATA says what is wrong; RI_ENEWER: a later format. */
RI_MUST_CHECK ri_status ri_picture_model_read(struct ri_view file, struct ri_arena *mem,
                                              struct ri_picture_model *ret, struct ri_error *err);

/* Of a training: `key` tells it from others (data, recipe, seed, threads). Reading into `at` as ri_training_begin made it. */
RI_MUST_CHECK ri_status ri_checkpoint_write(const struct ri_progress_of_training *at,
                                            const char *key, const struct ri_recipe *recipe,
                                            struct ri_text *out, struct ri_error *err);
/* A training as its checkpoint shows it, for whoever looks on. RI_EDATA: it is none. */
struct ri_training_seen {
    unsigned         epochs_done, epochs;
    double           seconds_left; /* at the speed of the last epoch */
    struct ri_epoch *curve;        /* [epochs_done] in mem */
};
RI_MUST_CHECK ri_status ri_checkpoint_look(struct ri_view file, struct ri_arena *mem,
                                           struct ri_training_seen *ret, struct ri_error *err);
/* *ret_fits false: it is of another training, or damaged; at is then as it was. */
RI_MUST_CHECK ri_status ri_checkpoint_read(struct ri_view file, const char *key, unsigned epochs,
                                           struct ri_progress_of_training *at, bool *ret_fits,
                                           struct ri_error *err);
#endif
