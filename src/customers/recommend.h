/* What to offer next to whom, learnt from what was bought (implicit feedback: nobody said what they do not like).
 *
 *     popularity  what most customers have; the baseline that the others must beat
 *     item_item   what goes with what somebody has: cosine of the items' buyers, the nearest items of each
 *     als         alternating least squares (Hu, Koren & Volinsky 2008): minimise over x, y
 *                 sum c (p - x'y)^2 + lambda (|x|^2 + |y|^2),  p = 1 where bought,  c = 1 + alpha r
 *
 * One driver each; the same property tests run over all. Drivers learn from rows of users and score every item for one of them. */
#ifndef RI_CUSTOMERS_RECOMMEND_H
#define RI_CUSTOMERS_RECOMMEND_H
#include "base/arena.h"
#include "base/task.h"

struct ri_interactions { /* who bought what, how often */
    size_t          users, items;
    const size_t   *begin;  /* [users + 1] into item and weight */
    const uint32_t *item;   /* rising within a user */
    const float    *weight; /* r: times bought, above 0 */
};
enum { RI_FACTORS_MOST = 256, RI_NEIGHBOURS_MOST = 1000 };
struct ri_recommend_options { /* zeroed: the defaults */
    size_t factors;           /* als: 0: 32; a multiple of 8 is used */
    size_t iterations;        /* als: 0: 12 */
    double alpha;             /* als: 0: 1 */
    double lambda;            /* als: 0: 10 */
    size_t neighbours;        /* item_item: of each item; 0: 50 */
    double
        shrink; /* item_item: added to the divisor, so that pairs seen once are not the nearest */
    uint64_t seed;
    const float
        *start; /* als, for tests: item factors to begin with, [items][factors]; NULL: drawn */
};

struct ri_recommender {
    const char *name, *summary;
    /* The model lives in mem. RI_EUSAGE: an option out of range; RI_EDATA: nobody or nothing; RI_ENOMEM; RI_ECANCELLED. */
    ri_status (*learn)(const struct ri_interactions      *interactions,
                       const struct ri_recommend_options *options, struct ri_task *task,
                       struct ri_arena *mem, void **ret_model, struct ri_error *err);
    /* Scores of all items for a user that the model has learnt; interactions as learnt from. Safe for many threads. */
    void (*score)(const void *model, const struct ri_interactions *interactions, size_t user,
                  float *scores);
    /* The user's item that speaks most for another; SIZE_MAX: none does. */
    size_t (*reason)(const void *model, const struct ri_interactions *interactions, size_t user,
                     size_t item);
};
extern const struct ri_recommender *const ri_recommenders[]; /* ends with NULL */
const struct ri_recommender              *ri_recommender_find(const char *name);

/* ---- Lists -------------------------------------------------------------------------------------------- */

struct ri_offer_rules {
    bool        owned;  /* items that the user has may be offered again */
    const bool *barred; /* (optional) by item: never offered, out of stock */
};
/* The best `most` items of scores, best first, equal scores by number; returns how many. */
size_t ri_recommend_best(const struct ri_interactions *interactions, size_t user,
                         const float *scores, const struct ri_offer_rules *rules, size_t most,
                         uint32_t *ret);

/* ---- How good ------------------------------------------------------------------------------------------ */

struct ri_recommend_score { /* means over the users who bought something that could be offered */
    size_t users;
    double precision, recall; /* at k */
    double map;               /* mean average precision at k */
    double hit_rate;          /* part of users with at least one hit */
    double coverage;          /* part of the items that were offered to anybody */
};
/* Compares the best k of a model with what the same users bought afterwards (after: the same users and items). With !rules->owned
 * what they had before does not count as bought afterwards. RI_EDATA: nobody to ask; RI_ENOMEM; RI_ECANCELLED. */
RI_MUST_CHECK ri_status ri_recommend_evaluate(const struct ri_recommender  *recommender,
                                              const void                   *model,
                                              const struct ri_interactions *before,
                                              const struct ri_interactions *after,
                                              const struct ri_offer_rules *rules, size_t k,
                                              struct ri_task *task, struct ri_arena *scratch,
                                              struct ri_recommend_score *ret, struct ri_error *err);

/* ---- Shared ---------------------------------------------------------------------------------------------- */

/* The same by item: rows of items, their users rising. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_interactions_turn(const struct ri_interactions *interactions,
                                             struct ri_arena *mem, struct ri_interactions *ret,
                                             struct ri_error *err);
/* The objective that als lowers, over all pairs: for tests and comparisons. NAN: not an als model's. */
double ri_als_objective(const void *model, const struct ri_interactions *interactions);
#endif
