/* Uplift: by hand, against scikit-uplift's formulas (tools/goldens/uplift_golden.py), and on made trials with a known effect. */
#include "uplift.h"

#include "base/json.h"
#include "base/random.h"
#include "base/test.h"
#include "math/distribution.h"

enum { TRIAL_MOST = 4000 };

static unsigned char treated[TRIAL_MOST];
static double        outcome[TRIAL_MOST], score[TRIAL_MOST];

static struct ri_trial trial_of(size_t count)
{
    return (struct ri_trial){count, treated, outcome, score};
}

/* ---- By hand ------------------------------------------------------------------------------------------------------ */

TEST(the_effect_by_hand)
{
    static const double     t[] = {12.5, 7.25, 0, 9.75}, c[] = {3.5, 0, 6.25};
    struct ri_uplift_effect effect;
    for (size_t i = 0; i < 7; i++) {
        treated[i] = i < 4;
        outcome[i] = i < 4 ? t[i] : c[i - 4];
    }
    const struct ri_trial trial = trial_of(7);
    CHECK_STATUS(ri_uplift_effect(&trial, 0.95, &effect, NULL), RI_OK);
    CHECK_INT(effect.treated, 4);
    CHECK_INT(effect.control, 3);
    CHECK_NEAR(effect.mean_treated, 7.375, 1e-12);
    CHECK_NEAR(effect.mean_control, 3.25, 1e-12);
    CHECK_NEAR(effect.effect, 4.125, 1e-12);
    /* variances 28.770833333 and 9.8125: error = sqrt(28.770833333 / 4 + 9.8125 / 3) */
    CHECK_NEAR(effect.error, sqrt(28.770833333333332 / 4 + 9.8125 / 3), 1e-12);
    CHECK_NEAR(effect.low, 4.125 - 1.959963984540054 * effect.error, 1e-12);
    CHECK_NEAR(effect.high, 4.125 + 1.959963984540054 * effect.error, 1e-12);
    CHECK_NEAR(effect.p_value, 2 * ri_normal_cdf(-4.125 / effect.error), 1e-12);
}

/* Newcombe (1998), table II, method 10: 56/70 - 48/80 = 0.2000 (0.0524, 0.3339); 9/10 - 3/10 = 0.6 (0.1705, 0.8090). */
TEST(shares_have_newcombes_interval)
{
    static const struct {
        size_t yes_t, n_t, yes_c, n_c;
        double low, high;
    } rows[] = {{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}};
    for (size_t r = 0; r < RI_COUNT(rows); r++) {
        struct ri_uplift_effect effect;
        const size_t            n = rows[r].n_t + rows[r].n_c;
        for (size_t i = 0; i < n; i++) {
            treated[i] = i < rows[r].n_t;
            outcome[i] = treated[i] ? i < rows[r].yes_t : i - rows[r].n_t < rows[r].yes_c;
        }
        const struct ri_trial trial = trial_of(n);
        CHECK_STATUS(ri_uplift_effect(&trial, 0.95, &effect, NULL), RI_OK);
        CHECK(fabs(effect.low - rows[r].low) < 5e-5);
        CHECK(fabs(effect.high - rows[r].high) < 5e-5);
    }
}

TEST(a_curve_by_hand)
{
    /* falling score: T1 C0 | T0 T1 (equal scores) | C1 */
    static const unsigned char t[] = {1, 0, 1, 1, 0};
    static const double        y[] = {1, 0, 0, 1, 1}, s[] = {9.5, 8.25, 7.5, 7.5, 2.125};
    struct ri_uplift_point     points[6];
    struct ri_arena            mem;
    uint32_t                  *order;
    ri_arena_init(&mem, 1 << 20);
    memcpy(treated, t, sizeof t);
    memcpy(outcome, y, sizeof y);
    memcpy(score, s, sizeof s);
    const struct ri_trial trial = trial_of(5);
    CHECK_STATUS(ri_uplift_order(&trial, &mem, &order, NULL), RI_OK);
    CHECK_INT(ri_uplift_curve(&trial, order, NULL, points), 5);
    static const double uplift[] = {0, 1, 2, 8.0 / 3, 5 * (2.0 / 3 - 0.5)},
                        qini[] = {0, 1, 1, 2, 2 - 1 * 3.0 / 2}, n[] = {0, 1, 2, 4, 5};
    for (size_t i = 0; i < 5; i++) {
        CHECK_NEAR(points[i].targeted, n[i], 1e-12);
        CHECK_NEAR(points[i].uplift, uplift[i], 1e-12);
        CHECK_NEAR(points[i].qini, qini[i], 1e-12);
    }
    struct ri_uplift_areas areas;
    ri_uplift_areas(&trial, order, NULL, &areas);
    /* trapezoids 0.5 + 1 + 3 + 1.25 = 5.75, random line 0.5 x 5 / 2 = 1.25 */
    CHECK_NEAR(areas.qini_gain, (5.75 - 1.25) / 25, 1e-12);
    ri_arena_release(&mem);
}

TEST(what_cannot_be_compared_is_refused)
{
    struct ri_uplift_effect    effect;
    struct ri_uplift_bootstrap bootstrap;
    struct ri_arena            mem;
    uint32_t                  *order;
    struct ri_error            err = {0};
    ri_arena_init(&mem, 1 << 16);
    for (size_t i = 0; i < 6; i++) {
        treated[i] = i > 0;
        outcome[i] = score[i] = (double)i;
    }
    struct ri_trial trial = trial_of(6);
    CHECK_STATUS(ri_uplift_effect(&trial, 0.95, &effect, &err), RI_EDATA);
    CHECK(strstr(err.message, "5 customers were contacted and 1"));
    CHECK_STATUS(ri_uplift_order(&trial, &mem, &order, NULL), RI_EDATA);
    treated[1] = 0;
    CHECK_STATUS(ri_uplift_effect(&trial, 1, &effect, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_uplift_bootstrap(&trial, NULL, 1, 0.95, 1, NULL, &mem, &bootstrap, NULL),
                 RI_EUSAGE);
    outcome[3] = INFINITY;
    CHECK_STATUS(ri_uplift_effect(&trial, 0.95, &effect, NULL), RI_EDATA);
    outcome[3] = 3;
    score[4] = NAN;
    CHECK_STATUS(ri_uplift_order(&trial, &mem, &order, NULL), RI_EDATA);
    trial.score = NULL;
    CHECK_STATUS(ri_uplift_order(&trial, &mem, &order, NULL), RI_EDATA);
    ri_arena_release(&mem);
}

TEST(curves_and_bootstrap_keep_to_their_arena)
{
    struct ri_uplift_bootstrap bootstrap;
    uint32_t                  *order;
    bool                       done = false;
    for (size_t i = 0; i < 40; i++) {
        treated[i] = i % 3 != 0;
        outcome[i] = i % 5 == 0;
        score[i] = (double)(i % 7);
    }
    const struct ri_trial trial = trial_of(40);
    for (size_t limit = 0; !done && limit < 1 << 16; limit += 64) {
        struct ri_arena mem;
        ri_arena_init(&mem, limit);
        ri_status status = ri_uplift_order(&trial, &mem, &order, NULL);
        if (status == RI_OK)
            status = ri_uplift_bootstrap(&trial, order, 20, 0.9, 7, NULL, &mem, &bootstrap, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        done = status == RI_OK;
        ri_arena_release(&mem);
    }
    CHECK(done);
}

/* ---- Against scikit-uplift ------------------------------------------------------------------------------------------ */

static size_t numbers(const struct ri_json_value *object, const char *key, double *ret)
{
    const struct ri_json_value *array = ri_json_member(object, key);
    struct ri_arena             mem;
    ri_arena_init(&mem, 1 << 20);
    const size_t n = ri_json_count(array);
    for (size_t i = 0; i < n && i < TRIAL_MOST; i++)
        CHECK(
            ri_parse_double(ri_view_of(ri_json_scalar(ri_json_at(array, i, NULL), &mem)), &ret[i]));
    ri_arena_release(&mem);
    return n;
}

static double number(const struct ri_json_value *object, const char *key)
{
    struct ri_arena mem;
    double          value = NAN;
    ri_arena_init(&mem, 4096);
    const char *text = ri_json_scalar(ri_json_member(object, key), &mem);
    if (text) CHECK(ri_parse_double(ri_view_of(text), &value));
    ri_arena_release(&mem);
    return value;
}

static void compare_case(const struct ri_json_value *golden)
{
    static double          groups[TRIAL_MOST], x[TRIAL_MOST], uplift[TRIAL_MOST], qini[TRIAL_MOST];
    struct ri_uplift_point points[200];
    struct ri_uplift_areas areas;
    struct ri_arena        mem;
    uint32_t              *order;
    const size_t           n = numbers(golden, "outcome", outcome);
    numbers(golden, "score", score);
    numbers(golden, "treated", groups);
    for (size_t i = 0; i < n; i++) treated[i] = groups[i] != 0;
    const size_t count = numbers(golden, "uplift_x", x);
    numbers(golden, "uplift_y", uplift);
    numbers(golden, "qini_y", qini);
    const struct ri_trial trial = trial_of(n);
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_uplift_order(&trial, &mem, &order, NULL), RI_OK);
    CHECK_INT(ri_uplift_curve(&trial, order, NULL, points), count);
    for (size_t i = 0; i < count; i++) {
        CHECK_NEAR(points[i].targeted, x[i], 1e-12);
        CHECK_NEAR(points[i].uplift, uplift[i], 1e-10);
        CHECK_NEAR(points[i].qini, qini[i], 1e-10);
    }
    ri_uplift_areas(&trial, order, NULL, &areas);
    CHECK_NEAR(areas.uplift_gain, number(golden, "uplift_gain"), 1e-12);
    CHECK_NEAR(areas.qini_gain, number(golden, "qini_gain"), 1e-12);
    if (ri_json_member(golden, "qini_ratio")) {
        CHECK_NEAR(areas.auuc, number(golden, "uplift_ratio"), 1e-10);
        CHECK_NEAR(areas.qini, number(golden, "qini_ratio"), 1e-10);
    } else {
        CHECK(isnan(areas.auuc) && isnan(areas.qini));
    }
    ri_arena_release(&mem);
}

TEST(curves_and_areas_are_those_of_scikit_uplift)
{
    size_t                   length;
    struct ri_json_document *document;
    const char              *text = ri_test_data("uplift_golden.json", &length);
    CHECK_STATUS(ri_json_read(text, length, &document, NULL), RI_OK);
    const struct ri_json_value *cases = ri_json_member(ri_json_root(document), "cases");
    CHECK_INT(ri_json_count(cases), 4);
    for (size_t i = 0; i < ri_json_count(cases); i++) compare_case(ri_json_at(cases, i, NULL));
    ri_json_document_free(document);
}

/* ---- On made trials -------------------------------------------------------------------------------------------------- */

/* Spending where contact lifts the rate of buying from 0.20 to 0.26; a purchase is gamma(2) x 25: a true effect of 3. */
static struct ri_trial made_trial(uint64_t seed, size_t count, bool money)
{
    struct ri_random random;
    ri_random_init(&random, seed, 77);
    for (size_t i = 0; i < count; i++) {
        treated[i] = ri_random_uniform(&random) < 0.75;
        score[i] = ri_random_normal(&random);
        const bool bought = ri_random_uniform(&random) < (treated[i] ? 0.26 : 0.20);
        outcome[i] = bought ? money ? 25 * ri_random_gamma(&random, 2) : 1 : 0;
    }
    return trial_of(count);
}

static bool inside(double value, double low, double high)
{
    return low <= value && value <= high;
}

TEST(the_true_effect_lies_in_95_of_100_intervals)
{
    enum { SEEDS = 400 };
    struct ri_arena mem;
    int             normal = 0, bootstrap = 0, shares = 0;
    ri_arena_init(&mem, 1 << 22);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ri_uplift_effect    effect;
        struct ri_uplift_bootstrap drawn;
        const struct ri_trial      trial = made_trial(seed, 1200, true);
        CHECK_STATUS(ri_uplift_effect(&trial, 0.95, &effect, NULL), RI_OK);
        CHECK_STATUS(ri_uplift_bootstrap(&trial, NULL, 200, 0.95, seed, NULL, &mem, &drawn, NULL),
                     RI_OK);
        normal += inside(3, effect.low, effect.high);
        bootstrap += inside(3, drawn.effect.low, drawn.effect.high);
        const struct ri_trial yes = made_trial(seed + SEEDS, 1200, false);
        CHECK_STATUS(ri_uplift_effect(&yes, 0.95, &effect, NULL), RI_OK);
        shares += inside(0.06, effect.low, effect.high);
    }
    printf("covered of %d: normal %d, bootstrap %d, shares %d\n", SEEDS, normal, bootstrap, shares);
    CHECK(normal >= 0.92 * SEEDS && normal <= 0.98 * SEEDS);
    CHECK(bootstrap >= 0.92 * SEEDS && bootstrap <= 0.98 * SEEDS);
    CHECK(shares >= 0.92 * SEEDS && shares <= 0.985 * SEEDS);
    ri_arena_release(&mem);
}

/* A score without meaning: its Qini interval holds 0 about as often as it should; one that knows: it does not. */
TEST(a_score_that_ranks_is_told_from_one_that_does_not)
{
    enum { SEEDS = 60 };
    struct ri_arena mem;
    int             chance = 0, known = 0;
    ri_arena_init(&mem, 1 << 22);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ri_uplift_bootstrap drawn;
        uint32_t                  *order;
        const struct ri_arena_mark mark = ri_arena_mark(&mem);
        const struct ri_trial      trial = made_trial(seed, 1500, false);
        for (int informed = 0; informed < 2; informed++) {
            struct ri_random random;
            ri_random_init(&random, seed, 78);
            for (size_t i = 0; informed && i < trial.count; i++)
                outcome[i] =
                    ri_random_uniform(&random) < (treated[i] && score[i] > 0.5 ? 0.45 : 0.2);
            CHECK_STATUS(ri_uplift_order(&trial, &mem, &order, NULL), RI_OK);
            CHECK_STATUS(
                ri_uplift_bootstrap(&trial, order, 200, 0.95, seed, NULL, &mem, &drawn, NULL),
                RI_OK);
            chance += !informed && inside(0, drawn.qini.low, drawn.qini.high);
            known += informed && drawn.qini.low > 0 && drawn.auuc.low > 0;
        }
        ri_arena_rewind(&mem, mark);
    }
    printf("of %d: chance held 0 in %d, knowledge was seen in %d\n", SEEDS, chance, known);
    CHECK(chance >= 53);
    CHECK(known >= 57);
    ri_arena_release(&mem);
}

TEST(a_bootstrap_repeats_and_draws_differ_by_seed)
{
    struct ri_uplift_bootstrap a, b, c;
    struct ri_arena            mem;
    ri_arena_init(&mem, 1 << 20);
    const struct ri_trial trial = made_trial(5, 300, true);
    CHECK_STATUS(ri_uplift_bootstrap(&trial, NULL, 50, 0.9, 3, NULL, &mem, &a, NULL), RI_OK);
    CHECK_STATUS(ri_uplift_bootstrap(&trial, NULL, 50, 0.9, 3, NULL, &mem, &b, NULL), RI_OK);
    CHECK_STATUS(ri_uplift_bootstrap(&trial, NULL, 50, 0.9, 4, NULL, &mem, &c, NULL), RI_OK);
    CHECK(a.effect.low == b.effect.low && a.effect.high == b.effect.high);
    CHECK(a.effect.low != c.effect.low);
    CHECK(isnan(a.qini.low));
    ri_arena_release(&mem);
}

/* ---- Before the start ------------------------------------------------------------------------------------------------- */

TEST(what_a_test_can_find_by_hand)
{
    const struct ri_uplift_design d = {900, 100, 40, 30, 0.95, 0.8};
    const double                  error = sqrt(1600.0 / 900 + 900.0 / 100);
    CHECK_NEAR(ri_uplift_detectable(&d), (1.959963984540054 + 0.8416212335729143) * error, 1e-12);
    CHECK_NEAR(ri_uplift_power(&d, ri_uplift_detectable(&d)), 0.8, 1e-5);
    CHECK_NEAR(ri_uplift_power(&d, 0), 0.05, 1e-9);
    const struct ri_uplift_design r = {
        .treated = 5000, .control = 5000, .confidence = 0.95, .power = 0.8};
    const double least = ri_uplift_detectable_rate(&r, 0.1), p = 0.1 + least;
    CHECK_NEAR(least, 2.801585218112969 * sqrt((0.09 + p * (1 - p)) / 5000), 1e-9);
    CHECK(isnan(ri_uplift_detectable_rate(&r, 1.5)));
    const struct ri_uplift_design few = {
        .treated = 3, .control = 2, .confidence = 0.95, .power = 0.8};
    CHECK(isinf(ri_uplift_detectable_rate(&few, 0.6)));
    const struct ri_uplift_design none = {
        .treated = 0, .control = 2, .confidence = 0.95, .power = 0.8};
    CHECK(isnan(ri_uplift_detectable(&none)) && isnan(ri_uplift_power(&none, 1)));
}

/* A true effect of the size that is called detectable is found about 8 times in 10. */
TEST(the_detectable_effect_is_found_as_often_as_said)
{
    enum { SEEDS = 400, COUNT = 2000 };
    const struct ri_uplift_design d = {
        .treated = 1500, .control = 500, .confidence = 0.95, .power = 0.8};
    const double effect = ri_uplift_detectable_rate(&d, 0.2);
    int          found = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct ri_random        random;
        struct ri_uplift_effect got;
        ri_random_init(&random, seed, 79);
        for (size_t i = 0; i < COUNT; i++) {
            treated[i] = i < 1500;
            outcome[i] = ri_random_uniform(&random) < (treated[i] ? 0.2 + effect : 0.2);
        }
        const struct ri_trial trial = trial_of(COUNT);
        CHECK_STATUS(ri_uplift_effect(&trial, 0.95, &got, NULL), RI_OK);
        found += got.effect > 0 && got.p_value < 0.05;
    }
    printf("found %d of %d\n", found, SEEDS);
    CHECK(found >= 0.74 * SEEDS && found <= 0.86 * SEEDS);
}
