/* Options checked once and resolved: what every series is forecast with. */
#ifndef RI_DEMAND_PLAN_H
#define RI_DEMAND_PLAN_H
#include "combine.h"
#include "demand.h"
#include "forecaster.h"

struct ri_demand_plan {
    size_t horizon, season, origins, history, draws;
    size_t more[RI_DEMAND_MORE_SEASONS]; /* further seasons, 0: none */
    /* The candidates of a series in this order: models, combinations of them, the learner. */
    bool   automatic; /* choose among the candidates, else only `asked` is asked for */
    bool   learns;    /* the learner is to be trained */
    size_t asked;
    size_t model_count;
    const struct ri_forecaster *models[RI_DEMAND_CANDIDATES_MOST];
    size_t                      combination_count;
    ri_combination              combinations[RI_COMBINATION_COUNT];
    const double               *levels;
    size_t                      level_count;
    const size_t               *protection; /* by series, or NULL: protection_all */
    size_t                      protection_all;
    const size_t               *lead; /* by series, or NULL: none */
    bool                        errors;
    const uint8_t              *closed; /* [series][closed_steps], or NULL */
    size_t                      closed_steps;
};
enum { RI_PLAN_MOST = RI_DEMAND_CANDIDATES_MOST + RI_COMBINATION_COUNT + 1 };
/* RI_EUSAGE names the option, its value and what is allowed. */
RI_MUST_CHECK ri_status ri_demand_plan_make(const struct ri_panel          *panel,
                                            const struct ri_demand_options *options,
                                            struct ri_demand_plan *ret, struct ri_error *err);
/* Candidates of a series, with the learner where it is trained; their names as results show them. */
size_t      ri_demand_plan_count(const struct ri_demand_plan *plan);
const char *ri_demand_plan_name(const struct ri_demand_plan *plan, size_t candidate);
size_t      ri_demand_plan_protection(const struct ri_demand_plan *plan, size_t series);
/* Most scratch bytes that one series can take. */
size_t ri_demand_plan_scratch(const struct ri_demand_plan *plan, size_t longest_protection);
#endif
