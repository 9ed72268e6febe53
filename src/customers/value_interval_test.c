/* Predictive laws: they add up to the expectation, agree with a simulation of the model, and cover what a simulated crowd does. */
#include "value_interval.h"

#include "base/random.h"
#include "base/test.h"

static const struct ri_purchase_params cdnow = {
    .r = 0.2426, .alpha = 4.4135, .a = 0.7929, .b = 2.4259};
static const struct ri_spend_params spend = {.p = 6.25, .q = 3.74, .v = 15.44};

static const struct ri_purchase_history histories[] = {
    {0, 0, 38.86, 1},   {1, 1.71, 38.86, 1}, {2, 30.43, 38.86, 1}, {7, 29.43, 38.86, 1},
    {26, 30.86, 31, 1}, {3, 3.2, 12.85, 1},  {0, 0, 0, 1},         {120, 51.7, 52, 1},
};

TEST(chances_add_up_to_one_and_to_the_expectation)
{
    static double chances[RI_CHANCES_MOST];
    for (size_t m = 0; ri_purchase_models[m]; m++) {
        const struct ri_purchase_model *model = ri_purchase_models[m];
        for (size_t i = 0; i < RI_COUNT(histories); i++) {
            for (double t = 0.5; t < 200; t *= 5) {
                const size_t n =
                    ri_purchase_chances(model, &cdnow, &histories[i], t, chances, RI_CHANCES_MOST);
                double sum = 0, mean = 0;
                for (size_t k = 0; k < n; k++) {
                    CHECK(chances[k] >= 0);
                    sum += chances[k];
                    mean += (double)k * chances[k];
                }
                CHECK_NEAR(sum, 1, 2e-7);
                CHECK_NEAR(mean, model->expected(&cdnow, &histories[i], t), 3e-5);
            }
        }
    }
}

/* One future of a customer whose history is known: alive or not, own rate and own chance of leaving, purchases one by one. */
static void live_on(const struct ri_purchase_model *model, const struct ri_purchase_history *h,
                    double mean, double t, struct ri_random *random, double *ret_count,
                    double *ret_spent)
{
    const double rate = ri_random_gamma(random, cdnow.r + h->x) / (cdnow.alpha + h->span);
    const double g = ri_random_gamma(random, cdnow.a),
                 p = g / (g + ri_random_gamma(random, cdnow.b + h->x + model->first_coin));
    const double nu = ri_random_gamma(random, spend.q + spend.p * h->x) / (spend.v + h->x * mean);
    double       at = 0;
    bool         here = ri_random_uniform(random) < model->alive(&cdnow, h);
    *ret_count = *ret_spent = 0;
    while (here) {
        at += ri_random_gamma(random, 1) / rate;
        if (at > t) return;
        ++*ret_count;
        *ret_spent += ri_random_gamma(random, spend.p) / nu;
        here = ri_random_uniform(random) >= p;
    }
}

TEST(a_simulation_falls_where_the_laws_say)
{
    enum { FUTURES = 20000 };
    static double    chances[RI_CHANCES_MOST];
    struct ri_random random;
    ri_random_init(&random, 31, 0);
    for (size_t m = 0; ri_purchase_models[m]; m++) {
        for (size_t i = 1; i < 6; i++) {
            const struct ri_purchase_history *h = &histories[i];
            const double                      mean = 22.35, t = 39;
            const size_t                      n =
                ri_purchase_chances(ri_purchase_models[m], &cdnow, h, t, chances, RI_CHANCES_MOST);
            const struct ri_value_range counts = ri_purchase_range(chances, n, 0.8),
                                        money = ri_spend_range(chances, n, &spend, h->x, mean, 0.8);
            double sums[4] = {0}, none = 0, below = 0, above = 0, poorer = 0, richer = 0;
            for (size_t f = 0; f < FUTURES; f++) {
                double count, spent;
                live_on(ri_purchase_models[m], h, mean, t, &random, &count, &spent);
                sums[0] += count, sums[1] += spent, sums[2] += count * count;
                sums[3] += spent * spent;
                none += (count == 0) / (double)FUTURES;
                below += (count < counts.low) / (double)FUTURES;
                above += (count > counts.high) / (double)FUTURES;
                poorer += (spent < money.low) / (double)FUTURES;
                richer += (spent > money.high) / (double)FUTURES;
            }
            const struct ri_value_moments law = ri_value_moments_of(chances, n, &spend, h->x, mean);
            CHECK(fabs(sums[0] / FUTURES / law.purchases - 1) < 0.05);
            CHECK(fabs(sums[1] / FUTURES / law.spent - 1) < 0.06);
            CHECK(fabs((sums[2] / FUTURES - pow(sums[0] / FUTURES, 2)) / law.purchases_variance -
                       1) < 0.08);
            CHECK(fabs((sums[3] / FUTURES - pow(sums[1] / FUTURES, 2)) / law.spent_variance - 1) <
                  0.25);
            CHECK(fabs(none - chances[0]) < 0.012);
            CHECK(below < 0.112 && above < 0.112);
            CHECK(chances[0] > 0.1 ? money.low == 0 : fabs(poorer - 0.1) < 0.012);
            CHECK(chances[0] > 0.9 ? money.high == 0 : fabs(richer - 0.1) < 0.012);
        }
    }
}

TEST(ranges_by_hand)
{
    const double                chances[] = {0.5, 0.25, 0.125, 0.075, 0.05};
    const struct ri_value_range range = ri_purchase_range(chances, 5, 0.8);
    CHECK(range.low == 0 && range.high == 3); /* 0.95 reaches 0.9 */
    const struct ri_value_range narrow = ri_purchase_range(chances, 5, 0.2);
    CHECK(narrow.low == 0 && narrow.high == 1); /* 0.5 goes beyond 0.4, 0.75 reaches 0.6 */
    const double                sure[] = {0, 0, 1};
    const struct ri_value_range two = ri_purchase_range(sure, 3, 0.9);
    CHECK(two.low == 2 && two.high == 2);
    const double                never[] = {1};
    const struct ri_value_range none = ri_spend_range(never, 1, &spend, 2, 20, 0.9);
    CHECK(none.low == 0 && none.high == 0);
}

/* Values of the library lifetimes for somebody new, at the parameters published for CDNOW. */
TEST(chances_of_somebody_new)
{
    static const struct ri_purchase_params published = {
        .r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};
    const struct ri_purchase_history nothing = {0, 0, 0, 1};
    const struct ri_purchase_model  *bgnbd = ri_purchase_model_find("bgnbd");
    double                           chances[64];
    CHECK(ri_purchase_chances(bgnbd, &published, &nothing, 2, chances, 64) > 10);
    CHECK(fabs(chances[10] - 1.07869e-07) < 1e-11);
    (void)ri_purchase_chances(bgnbd, &published, &nothing, 39, chances, 64);
    CHECK_NEAR(chances[0], 0.5737864, 1e-6);
}
