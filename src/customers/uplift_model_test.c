/* The two-model score: against a slow twin of the regression, on made trials with a known ranking, refusals. */
#include "uplift_model.h"

#include "base/random.h"
#include "base/test.h"

enum { COUNT = 4000, FIGURES = 3 };

static unsigned char treated[COUNT];
static double        outcome[COUNT], figures[COUNT * FIGURES], score[COUNT];

/* The first figure decides who is moved by contact, the second who buys anyway, the third nothing. */
static struct ri_trial made(uint64_t seed, bool moved)
{
    struct ri_random random;
    ri_random_init(&random, seed, 5);
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t f = 0; f < FIGURES; f++)
            figures[i * FIGURES + f] = 50 + 10 * ri_random_normal(&random);
        const double a = (figures[i * FIGURES] - 50) / 10, b = (figures[i * FIGURES + 1] - 50) / 10;
        treated[i] = ri_random_uniform(&random) < 0.6;
        const double eta = -1 + 0.8 * b + (treated[i] && moved ? 0.2 + 0.9 * a : 0);
        outcome[i] = ri_random_uniform(&random) < 1 / (1 + exp(-eta)) ? 12.5 : 0;
    }
    return (struct ri_trial){COUNT, treated, outcome, score};
}

/* The gradient of likelihood and prior at the fitted coefficients, reckoned plainly: a maximum has none. */
TEST(each_model_is_at_its_maximum)
{
    struct ri_uplift_model model;
    const struct ri_trial  trial = made(3, true);
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, FIGURES, &model, NULL), RI_OK);
    for (int group = 0; group < 2; group++) {
        const double *b = group ? model.treated : model.control;
        double        gradient[1 + 2 * FIGURES] = {0};
        for (size_t i = 0; i < COUNT; i++) {
            double x[1 + 2 * FIGURES] = {1}, eta = 0;
            if (treated[i] != group) continue;
            for (size_t f = 0; f < FIGURES; f++) {
                const double z =
                    fmin(4, fmax(-4, (figures[i * FIGURES + f] - model.mean[f]) / model.sd[f]));
                x[1 + 2 * f] = z;
                x[2 + 2 * f] = z * z - 1;
            }
            for (size_t k = 0; k < 1 + 2 * FIGURES; k++) eta += b[k] * x[k];
            for (size_t k = 0; k < 1 + 2 * FIGURES; k++)
                gradient[k] += ((outcome[i] > 0) - 1 / (1 + exp(-eta))) * x[k];
        }
        for (size_t k = 0; k < 1 + 2 * FIGURES; k++)
            CHECK_NEAR(gradient[k] - (k ? b[k] : 0), 0, 1e-3);
    }
    CHECK_NEAR(model.treated[1] - model.control[1], 0.9, 0.3); /* who is moved */
    CHECK_NEAR(model.control[3], 0.8, 0.2);                    /* who buys anyway */
}

static double qini_of(const struct ri_trial *trial, struct ri_arena *mem)
{
    struct ri_uplift_areas areas;
    uint32_t              *order;
    CHECK_STATUS(ri_uplift_order(trial, mem, &order, NULL), RI_OK);
    ri_uplift_areas(trial, order, NULL, &areas);
    return areas.qini_gain;
}

TEST(customers_who_are_moved_come_first_and_nobody_where_nobody_is)
{
    struct ri_arena mem;
    double          moved = 0, unmoved = 0;
    ri_arena_init(&mem, 1 << 24);
    for (uint64_t seed = 0; seed < 10; seed++) {
        const struct ri_arena_mark mark = ri_arena_mark(&mem);
        struct ri_trial            trial = made(seed, true);
        CHECK_STATUS(ri_uplift_cross_score(&trial, figures, FIGURES, seed, &mem, score, NULL),
                     RI_OK);
        moved += qini_of(&trial, &mem) / 10;
        trial = made(seed, false);
        CHECK_STATUS(ri_uplift_cross_score(&trial, figures, FIGURES, seed, &mem, score, NULL),
                     RI_OK);
        unmoved += qini_of(&trial, &mem) / 10;
        ri_arena_rewind(&mem, mark);
    }
    printf("mean Qini gain: %.4f where contact moves, %.4f where it does not\n", moved, unmoved);
    CHECK(moved > 0.2);
    CHECK(fabs(unmoved) < 0.1);
    ri_arena_release(&mem);
}

TEST(a_score_is_the_difference_of_two_chances)
{
    const struct ri_uplift_model model = {
        .figures = 1, .sd = {2}, .mean = {5}, .control = {0.5, 1, 0}, .treated = {1, -1, 0.25}};
    const double figure = 9; /* z = 2: terms 1, 2, 3 */
    CHECK_NEAR(ri_uplift_model_score(&model, &figure), 1 / (1 + exp(0.25)) - 1 / (1 + exp(-2.5)),
               1e-12);
}

TEST(what_a_customer_did_is_not_in_their_own_score)
{
    struct ri_arena mem;
    struct ri_trial trial = made(4, true);
    static double   again[COUNT];
    ri_arena_init(&mem, 1 << 24);
    trial.count = 200;
    CHECK_STATUS(ri_uplift_cross_score(&trial, figures, FIGURES, 9, &mem, score, NULL), RI_OK);
    outcome[0] = outcome[0] > 0 ? 0 : 1;
    CHECK_STATUS(ri_uplift_cross_score(&trial, figures, FIGURES, 9, &mem, again, NULL), RI_OK);
    size_t others = 0;
    for (size_t i = 1; i < trial.count; i++) others += score[i] != again[i];
    CHECK(score[0] == again[0]);
    CHECK(others > 50);
    ri_arena_release(&mem);
}

TEST(what_cannot_be_learnt_is_refused)
{
    struct ri_uplift_model model;
    struct ri_error        err = {0};
    struct ri_trial        trial = made(1, true);
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, 0, &model, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, 99, &model, NULL), RI_EUSAGE);
    figures[7] = NAN;
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, FIGURES, &model, NULL), RI_EDATA);
    trial = made(1, true);
    memset(outcome, 0, sizeof outcome);
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, FIGURES, &model, &err), RI_EDATA);
    CHECK(strstr(err.message, "0 of "));
    trial.count = 12;
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, FIGURES, &model, NULL), RI_EDATA);
}

TEST(a_figure_that_is_the_same_for_all_tells_nothing)
{
    struct ri_uplift_model model;
    const struct ri_trial  trial = made(2, true);
    for (size_t i = 0; i < COUNT; i++) figures[i * FIGURES + 2] = 7.25;
    CHECK_STATUS(ri_uplift_model_fit(&trial, figures, FIGURES, &model, NULL), RI_OK);
    double a[] = {61, 48, 7.25}, b[] = {61, 48, -300};
    CHECK(ri_uplift_model_score(&model, a) == ri_uplift_model_score(&model, b));
}
