/* Who would buy because of a campaign: two models of one trial, one of the contacted, one of the control group.
 *
 *     uplift of a customer = P(buys | contacted) - P(buys | not contacted)
 *
 * Each is a logistic regression on standardised figures and their squares, with a normal prior of deviation 1 on every
 * coefficient (ridge), so that small control groups do not run away. A score that did not rank better than chance on
 * customers it had not seen is no reason to choose anybody: ask ri_uplift_cross_score and its areas first.
 * Source: Radcliffe & Surry (1999); Hansotia & Rukstales (2002). */
#ifndef RI_CUSTOMERS_UPLIFT_MODEL_H
#define RI_CUSTOMERS_UPLIFT_MODEL_H
#include "uplift.h"

enum { RI_UPLIFT_FIGURES_MOST = 12, RI_UPLIFT_TERMS_MOST = 1 + 2 * RI_UPLIFT_FIGURES_MOST };

struct ri_uplift_model {
    size_t figures;
    double mean[RI_UPLIFT_FIGURES_MOST], sd[RI_UPLIFT_FIGURES_MOST]; /* sd 0: the same for all */
    double control[RI_UPLIFT_TERMS_MOST], treated[RI_UPLIFT_TERMS_MOST]; /* 1, z, z^2 - 1 */
};
/* figures[count][n], rows by customer; trial->outcome above 0 counts as bought. RI_EDATA: fewer than 10 customers of a group, nobody or
 * everybody of it bought, a figure that is not finite; RI_ENOCONV. */
RI_MUST_CHECK ri_status ri_uplift_model_fit(const struct ri_trial *trial, const double *figures,
                                            size_t n, struct ri_uplift_model *ret,
                                            struct ri_error *err);
double ri_uplift_model_score(const struct ri_uplift_model *model, const double *figures);
/* Scores of customers by models that did not see them: halves drawn at random, each scored by the other's model. ret[count]. RI_ENOMEM too. */
RI_MUST_CHECK ri_status ri_uplift_cross_score(const struct ri_trial *trial, const double *figures,
                                              size_t n, uint64_t seed, struct ri_arena *scratch,
                                              double *ret, struct ri_error *err);
#endif
