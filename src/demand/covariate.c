/* Looking covariates up. */
#include "covariate.h"

#include <math.h>

float ri_known_value(const struct ri_covariates *covariates, const struct ri_known *known,
                     size_t series, int64_t period)
{
    const size_t group = known->group[series];
    if (group == SIZE_MAX || period < covariates->first ||
        period >= covariates->first + (int64_t)covariates->periods)
        return NAN;
    return known->at[group * covariates->periods + (size_t)(period - covariates->first)];
}

ri_status ri_covariates_reach(const struct ri_covariates *covariates, const struct ri_panel *panel,
                              int64_t last, struct ri_error *err)
{
    for (size_t k = 0; k < covariates->known_count; k++) {
        const struct ri_known *known = &covariates->known[k];
        int64_t                reach = INT64_MIN;
        for (size_t i = 0; i < known->group_count * covariates->periods; i++)
            if (!isnan(known->at[i])) {
                const int64_t period = covariates->first + (int64_t)(i % covariates->periods);
                reach = period > reach ? period : reach;
            }
        if (known->categorical || reach >= last) continue; /* no event is no gap */
        return ri_fail(
            err, RI_EDATA,
            "'%s' is known up to %lld periods after the history; the forecast needs %lld",
            known->name, (long long)(reach - panel->last), (long long)(last - panel->last));
    }
    return RI_OK;
}
