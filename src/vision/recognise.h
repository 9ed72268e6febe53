/* Asking a trained model: what is on a picture, how sure, which examples look alike, what part mattered. */
#ifndef RI_VISION_RECOGNISE_H
#define RI_VISION_RECOGNISE_H
#include "model.h"

/* ---- How sure -------------------------------------------------------------------------------------------- */

/* The temperature that makes scores [rows][classes] most likely to give the labels (Guo et al. 2017), 0.05 to 20, with a
 * normal prior on its logarithm (deviation 0.5). */
double ri_temperature_fit(const float *scores, const uint32_t *labels, size_t rows, size_t classes);
struct ri_surety { /* what a threshold means, on pictures held back */
    double threshold, coverage, precision;
};
/* The lowest threshold, in whole thousandths, whose answers are right at least `wanted` of the time; the best there is when none reaches it. */
struct ri_surety ri_surety_choose(const float *probability, const uint32_t *labels, size_t rows,
                                  size_t classes, double wanted);

/* ---- Recognising ----------------------------------------------------------------------------------------- */

enum { RI_ALTERNATIVES = 5, RI_NEAREST = 3 };
struct ri_answer {
    uint32_t classes[RI_ALTERNATIVES]; /* most likely first; the first is the label */
    double   confidence[RI_ALTERNATIVES];
    size_t   count;
    bool     unsure;
    size_t   nearest[RI_NEAREST]; /* examples of the model, most alike first */
    size_t   nearest_count;
};
struct ri_recogniser;
/* batch: pictures at once. threads: of the network; a server gives each worker one. The model must outlive it. */
RI_MUST_CHECK ri_status ri_recogniser_new(const struct ri_picture_model *model, unsigned batch,
                                          unsigned threads, struct ri_recogniser **ret,
                                          struct ri_error *err);
void                    ri_recogniser_free(struct ri_recogniser *recogniser);
unsigned                ri_recogniser_batch(const struct ri_recogniser *recogniser);
/* n <= batch pictures of the network's side; order picks them from the set. ret[n]; probability (may be NULL) [n][classes]. */
RI_MUST_CHECK ri_status ri_recognise(struct ri_recogniser        *recogniser,
                                     const struct ri_picture_set *set, const size_t *order,
                                     size_t n, struct ri_answer *ret, float *probability,
                                     struct ri_error *err);
/* Scores before temperature of any number of pictures. */
RI_MUST_CHECK ri_status ri_recogniser_scores(struct ri_recogniser        *recogniser,
                                             const struct ri_picture_set *set, const size_t *order,
                                             size_t count, struct ri_task *task, float *ret,
                                             struct ri_error *err);
/* The looks of pictures, for the examples of a model that is made: ret[count][look_size]. Of a network what its last layer takes,
 * else the features. */
unsigned                ri_look_size(const struct ri_picture_model *model);
RI_MUST_CHECK ri_status ri_recogniser_looks(struct ri_recogniser        *recogniser,
                                            const struct ri_picture_set *set, const size_t *order,
                                            size_t count, struct ri_task *task, int8_t *ret,
                                            struct ri_error *err);
/* The picture with warm colours where covering it costs the label most (occlusion, Zeiler & Fergus 2014): works for any network. */
RI_MUST_CHECK ri_status ri_explain(struct ri_recogniser *recogniser, const uint8_t *rgb,
                                   unsigned side, uint32_t label, struct ri_picture *ret,
                                   struct ri_error *err);
#endif
