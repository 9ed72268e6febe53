/* The forecasters of this room, for its table only. */
#ifndef RI_DEMAND_MODELS_H
#define RI_DEMAND_MODELS_H
#include "forecaster.h"

extern const struct ri_forecaster ri_naive, ri_drift, ri_mean_forecaster,
    ri_seasonal_naive; /* naive.c */
extern const struct ri_forecaster ri_average, ri_seasonal_average,
    ri_seasonal_level;                                                            /* average.c */
extern const struct ri_forecaster ri_steady_level;                                /* steady.c */
extern const struct ri_forecaster ri_yearly_level;                                /* yearly.c */
extern const struct ri_forecaster ri_ses, ri_seasonal_ses;                        /* ses.c */
extern const struct ri_forecaster ri_theta, ri_optimised_theta, ri_dynamic_theta; /* theta.c */
extern const struct ri_forecaster ri_ets_model, ri_holt, ri_damped_holt, ri_holt_winters,
    ri_damped_holt_winters; /* ets_model.c */
extern const struct ri_forecaster ri_croston, ri_sba, ri_tsb, ri_adida,
    ri_imapa;                                     /* intermittent.c */
extern const struct ri_forecaster ri_count;       /* count_model.c */
extern const struct ri_forecaster ri_arima_model; /* arima_model.c */
extern const struct ri_forecaster ri_mstl_model;  /* mstl_model.c */
#endif
