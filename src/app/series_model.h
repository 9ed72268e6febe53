/* Learners over series that are kept under a name: trained by `demand learn`, used by `demand forecast` and `demand explain`. */
#ifndef RI_APP_SERIES_MODEL_H
#define RI_APP_SERIES_MODEL_H
#include "app/panel_load.h"
#include "demand/global_kept.h"

/* How --use is told in every operation that has it. */
/* clang-format off */
#define RI_USE_PARAM                                                                            \
    {"use", RI_PARAM_TEXT, 0, NULL, NULL, NULL,                                                 \
     "a learner over all series that 'demand learn' kept, by name or file: nothing is trained; " \
     "the model is boost, or with --model auto among the candidates"}
/* clang-format on */
/* The learner that --use names, as the model of *options (which point to *kept, and with the horizon that it looks ahead where none is
 * given); without --use nothing changes. *learner: room that *options may point to. Release *kept whatever comes back. RI_EUSAGE: with
 * a model that it is not; as ri_model_fetch and ri_global_file_read. */
RI_MUST_CHECK ri_status ri_series_model_use(struct ri_call *call, struct ri_demand_options *options,
                                            struct ri_global_options *learner,
                                            struct ri_global_kept *kept, struct ri_error *err);
/* Notes which words of the covariates it never saw. */
RI_MUST_CHECK ri_status ri_series_model_strangers(struct ri_call                 *call,
                                                  const struct ri_demand_options *options,
                                                  struct ri_error                *err);
#endif
