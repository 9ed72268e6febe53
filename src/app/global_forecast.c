/* A panel, what is known beside it, the global learner. */
#include "app/global_forecast.h"

#include "app/covariates.h"
#include "app/demand_parts.h"

const struct ri_global_options ri_learner_usual = {.seed = 42};

bool ri_is_global(const char *model)
{
    return model && strcmp(model, "boost") == 0;
}

static size_t longest(const struct ri_panel *panel, const struct ri_demand_options *options)
{
    size_t most = options->horizon;
    if (options->protection_all > most) most = options->protection_all;
    for (size_t i = 0; i < panel->series_count; i++) {
        if (options->protection && options->protection[i] > most) most = options->protection[i];
        if (options->lead && options->lead[i] > most) most = options->lead[i];
    }
    return most;
}

ri_status ri_learner_prepare(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             struct ri_demand_options *options, struct ri_error *err)
{
    struct ri_covariates *covariates;
    if (!options->learner) options->learner = &ri_learner_usual;
    if (!ri_demand_learns(&loaded->panel, options)) {
        if (ri_call_given(call, "future"))
            ri_call_note(call, "--future is not used: these models learn from the series alone");
        return RI_OK;
    }
    RI_ARENA_NEW(covariates, ri_call_mem(call), 1, err);
    RI_TRY(ri_covariates_load(call, loaded, longest(&loaded->panel, options), covariates, err));
    options->covariates = covariates;
    return ri_demand_bound(call, &loaded->panel, options, err); /* with its features, too */
}
