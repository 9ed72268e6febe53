/* From the name of a kept learner to the options of a forecast. */
#include "app/series_model.h"

#include "app/global_forecast.h"
#include "app/model_store.h"
#include "demand/global_file.h"

static ri_status fetch(struct ri_call *call, const char *name, struct ri_global_kept *kept,
                       struct ri_error *err)
{
    struct ri_text bytes = {0};
    ri_status      status = ri_model_fetch(call, name, &bytes, err);
    const size_t   lead = strlen(ri_global_file_lead);
    if (status == RI_OK &&
        (bytes.length < lead || memcmp(bytes.at, ri_global_file_lead, lead) != 0))
        status = ri_fail(err, RI_EUSAGE,
                         "the model '%s' is not one over series, as 'demand learn' keeps", name);
    if (status == RI_OK)
        status = ri_global_file_read((struct ri_view){bytes.at, bytes.length}, false,
                                     ri_call_mem(call), kept, err);
    ri_text_release(&bytes);
    return status;
}

ri_status ri_series_model_use(struct ri_call *call, struct ri_demand_options *options,
                              struct ri_global_options *learner, struct ri_global_kept *kept,
                              struct ri_error *err)
{
    const char *name = ri_call_text(call, "use");
    const bool  given = ri_call_given(call, "model");
    if (!name) return RI_OK;
    if (given && strcmp(options->model, "auto") != 0 && !ri_is_global(options->model))
        return ri_fail(err, RI_EUSAGE,
                       "--use brings a learner over all series: --model is boost or auto with it, "
                       "not %s",
                       options->model);
    RI_TRY(fetch(call, name, kept, err));
    *learner = (struct ri_global_options){.kept = kept};
    options->learner = learner;
    if (!given) options->model = "boost";
    if (!ri_call_given(call, "horizon")) options->horizon = kept->horizon;
    return RI_OK;
}

ri_status ri_series_model_strangers(struct ri_call *call, const struct ri_demand_options *options,
                                    struct ri_error *err)
{
    const struct ri_global_kept *kept = options->learner ? options->learner->kept : NULL;
    struct ri_kept_strangers    *strangers;
    if (!kept || !options->covariates) return RI_OK;
    RI_ARENA_NEW(strangers, ri_call_mem(call), kept->list_count, err);
    const size_t count = ri_global_kept_strangers(kept, options->covariates, strangers);
    for (size_t i = 0; i < count; i++)
        ri_call_note(call, "'%s': %zu word%s that the kept learner never saw count%s as missing",
                     strangers[i].name, strangers[i].words, strangers[i].words == 1 ? "" : "s",
                     strangers[i].words == 1 ? "s" : "");
    return RI_OK;
}
