/* Trees of few leaves asked for many rows at once, with LightGBM's own digits.
 *
 *     rows    ROWS_ABREAST of them, a column beside the other
 *     node    where a row does not go left, the leaves under the left child fall out of the row's mask
 *     tree    after its nodes, in any order, the first leaf that is left in the mask is the answer
 *
 * No row waits for a jump, so that wide registers take many of them at a time; on 31 leaves that is many times as fast as walking.
 * Source: Lucchese, Nardini, Orlando, Perego, Tonellotto, Venturini, "QuickScorer" (SIGIR 2015), and its vectors (SIGIR 2016). */
#ifndef RI_LEARN_LEAF_MASKS_H
#define RI_LEARN_LEAF_MASKS_H
#include "learner.h"

enum { LEAF_MASKS_MOST = 32 }; /* leaves a tree */

struct leaf_masks;
/* The model of a text as LightGBM writes it; checks all of it (lightgbm_read_text). *ret is NULL where this way does not serve: more
 * leaves, answers that are averaged, another objective, zero taken as missing. RI_EDATA, RI_ENOMEM. */
RI_MUST_CHECK ri_status leaf_masks_read(struct ri_view text, size_t columns,
                                        struct leaf_masks **ret, struct ri_error *err);
void                    leaf_masks_free(struct leaf_masks *masks);
/* ret[rows->rows]; rows->x32 is set. Many threads may ask. */
RI_MUST_CHECK ri_status leaf_masks_predict(const struct leaf_masks    *masks,
                                           const struct ri_learn_rows *rows, unsigned threads,
                                           double *ret, struct ri_error *err);
#endif
