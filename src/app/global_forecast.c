/* A panel, what is known beside it, the global learner. */
#include "app/global_forecast.h"

#include "app/covariates.h"
#include "demand/global.h"

bool ri_is_global(const char *model)
{
    return model && strcmp(model, "boost") == 0;
}

ri_status ri_forecast_global(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             const struct ri_demand_options *options, struct ri_demand_result *ret,
                             struct ri_error *err)
{
    struct ri_covariates     covariates;
    struct ri_global_options global = {.seed = 42};
    RI_TRY(ri_covariates_load(call, loaded, options->horizon, &covariates, err));
    return ri_global_forecast(&loaded->panel, &covariates, options, &global, ri_call_task(call),
                              ri_call_mem(call), ret, err);
}
