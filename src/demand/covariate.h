/* What is known beside the series' own past: attributes that do not change, and values by period that are known ahead
 * (prices, promotions, holidays, open or closed). Everything lives in one arena. */
#ifndef RI_DEMAND_COVARIATE_H
#define RI_DEMAND_COVARIATE_H
#include "table/panel.h"

struct ri_attribute { /* a category by series */
    const char        *name;
    size_t             word_count; /* codes are 0 .. word_count - 1 */
    const char *const *words;
    const float       *code; /* [series]; NAN: not known */
};
struct ri_known { /* a value by period, shared by the series of a group */
    const char   *name;
    const char   *subject; /* (optional) what explanations call it; NULL: its name */
    bool          categorical;
    size_t        word_count; /* of a category: codes are 0 .. word_count - 1 */
    const char *const *words; /* (optional) of a category: NULL where codes are all that is known */
    size_t        group_count;
    const size_t *group; /* [series]; SIZE_MAX: nothing is known for it */
    const float  *at;    /* [group][covariates.periods]; NAN: not known, or no event */
};
struct ri_covariates { /* zeroed: none */
    size_t                     attribute_count;
    const struct ri_attribute *attributes;
    size_t                     name_count;
    const struct ri_attribute *
        names; /* with too many words to describe, as the product, `words` NULL: who shares one is kin */
    size_t                 known_count;
    const struct ri_known *known;
    size_t                 past_count;
    const struct ri_known
        *past; /* numbers that are known up to an origin only: what came, not what will */
    const struct ri_known *
        open; /* (optional) one of `known`: 0 where the series is closed: no demand, none is learnt */
    int64_t first; /* period of at[..][0] */
    size_t  periods;
};
/* NAN outside of what is covered. */
float ri_known_value(const struct ri_covariates *covariates, const struct ri_known *known,
                     size_t series, int64_t period);
/* RI_EDATA when a covariate ends before `last` for a series that has it: a forecast needs it up to there. Names it. */
RI_MUST_CHECK ri_status ri_covariates_reach(const struct ri_covariates *covariates,
                                            const struct ri_panel *panel, int64_t last,
                                            struct ri_error *err);
#endif
