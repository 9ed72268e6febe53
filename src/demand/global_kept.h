/* The learners of a run over all series, kept: gathered while they are trained, asked instead of training again.
 *
 *     slot 0        learnt from all that was known
 *     slot k        learnt from what was known k horizons earlier: its errors are the spread of what is said now
 *     way 0, 1      asked step by step ahead directly, or walked (global_strategy.h)
 *
 * Asked about the panel that they were trained on they say what training again would say, number by number. Asked about a later one they
 * are as honest: no learner has seen what it is measured on. An earlier one is refused, since they have seen what would be asked. */
#ifndef RI_DEMAND_GLOBAL_KEPT_H
#define RI_DEMAND_GLOBAL_KEPT_H
#include "global.h"
#include "learn/learner.h"

enum { RI_KEPT_SLOTS = RI_GLOBAL_PAST_MOST + 1, RI_KEPT_WAYS = 2 };
struct ri_kept_words { /* of an attribute, or of a category known by period: its codes are places in this list */
    const char        *name;
    bool               by_period;
    size_t             count;
    const char *const *words;
};
struct ri_kept_share { /* of what was learnt, by what features are about; only beside the training itself */
    const char *subject;
    double      share;
};
struct ri_global_kept { /* zeroed: to be filled by a training, which may be over before it is asked */
    bool            trained;
    struct ri_arena own; /* texts and lists of a training; those of a file live where it was read to */
    /* What it fits. */
    ri_frequency                frequency;
    int                         week_start;
    size_t                      key_count, feature_count, list_count;
    const char *const          *key_names;
    const char *const          *features;
    const struct ri_kept_words *lists;
    size_t                      season, horizon;
    int64_t                     last; /* newest period that was learnt from */
    /* How it was made, and how good it was at the held-back origins. */
    struct ri_global_options settings; /* resolved: no zeros, no auto */
    const char              *value_name;
    size_t                   past_count, series_count, rows, values;
    double                   wape, bias, mae, rmse;
    char                     fingerprint[65]; /* SHA-256 of the panel, hex */
    size_t                   share_count;
    struct ri_kept_share    *shares;
    struct ri_learned       *learned[RI_KEPT_SLOTS][RI_KEPT_WAYS];
};
void ri_global_kept_release(struct ri_global_kept *kept); /* NULL is accepted */
/* Words that a panel's covariates have and the learners do not know: they count as missing. */
struct ri_kept_strangers {
    const char *name;
    size_t      words;
};
/* At most kept->list_count of them into ret; returns how many. */
size_t ri_global_kept_strangers(const struct ri_global_kept *kept,
                                const struct ri_covariates  *covariates,
                                struct ri_kept_strangers    *ret);
#endif
