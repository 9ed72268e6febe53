/* Trials of a price in some of the stores: which ones, how long, what difference can be seen, and what it made.
 *
 *     d_s    = log(mean a day during) - log(mean a day before)                       of each store
 *     effect = mean of d over the test stores - mean of d over the others            difference in differences
 *     error^2 = s_T^2 / n_T + s_C^2 / n_C, degrees of freedom by Satterthwaite
 *
 * That is the regression with effects of store and day whose errors are clustered by store, with the correction for few clusters
 * (CR2): Bertrand, Duflo & Mullainathan 2004; Bell & McCaffrey 2002; Imbens & Kolesar 2016. */
#ifndef RI_PRICING_TRIAL_H
#define RI_PRICING_TRIAL_H
#include "base/arena.h"

struct ri_price_trial_panel {
    size_t        stores, days;
    const double *value; /* [stores][days] */
};
/* Stores are ordered by size and cut into `test` blocks of neighbours; one of each block is drawn. ret[stores]: it is a test store.
 * RI_EUSAGE: `test` is 0 or not below stores. */
RI_MUST_CHECK ri_status ri_price_trial_assign(const struct ri_price_trial_panel *panel, size_t test,
                                              uint64_t seed, struct ri_arena *mem, bool *ret,
                                              struct ri_error *err);
/* Standard deviation of d_s around the mean of all stores, over the windows of `before` and `during` days that the past holds, one a
 * week (they overlap). RI_EDATA: not one window with two stores that sold. */
RI_MUST_CHECK ri_status ri_price_trial_noise(const struct ri_price_trial_panel *panel,
                                             size_t before, size_t during, double *ret,
                                             struct ri_error *err);
struct ri_price_trial_design {
    size_t test, control; /* stores; two of each at least */
    double noise;
    double confidence, power; /* shares */
};
/* The smallest effect (logarithm) that is told from 0 with that power; and the power against an effect. */
double ri_price_trial_detectable(const struct ri_price_trial_design *design);
double ri_price_trial_power(const struct ri_price_trial_design *design, double effect);

struct ri_price_trial_effect { /* logarithms but for the means */
    double effect, error, df, low, high;
    double chance; /* of an effect as large where there is none */
    double test_before, test_during, control_before, control_during; /* mean a day of a store */
    size_t test, control, left_out; /* stores; left out: nothing sold before or during */
};
/* days before `first` are before, the others during. RI_EDATA: fewer than two stores of a kind are left. */
RI_MUST_CHECK ri_status ri_price_trial_measure(const struct ri_price_trial_panel *panel,
                                               const bool *is_test, size_t first, double confidence,
                                               struct ri_price_trial_effect *ret,
                                               struct ri_error              *err);
#endif
