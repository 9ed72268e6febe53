#include "coherent.h"

#include "base/test.h"
#include "math/stats.h"

enum { SERIES = 6, LENGTH = 120, STEPS = 14, LEVELS = 3 };

static double            values[SERIES][LENGTH];
static const char *const keys[SERIES][2] = {{"a", "n"}, {"b", "n"}, {"c", "s"},
                                            {"d", "s"}, {"e", "s"}, {"f", "n"}};
static const char *const names[] = {"item", "side"};
static struct ri_series  series[SERIES];
static const double      levels[LEVELS] = {0.1, 0.5, 0.9};

static struct ri_panel panel_of_counts(void)
{
    for (size_t i = 0; i < SERIES; i++) {
        for (size_t t = 0; t < LENGTH; t++)
            values[i][t] = floor(fabs(4 + 3.0 * (double)i * sin((double)t * 0.9) +
                                      5 * sin((double)(t * t * (i + 1)) * 0.37)));
        series[i] = (struct ri_series){.keys = keys[i], .start = 100, .n = LENGTH, .y = values[i]};
    }
    series[5].start = 190, series[5].n = 30; /* a newcomer */
    return (struct ri_panel){.frequency = RI_DAILY,
                             .key_count = 2,
                             .key_names = names,
                             .series_count = SERIES,
                             .series = series,
                             .last = 100 + LENGTH - 1};
}

static void run(const struct ri_panel *panel, ri_reconcile_method method, unsigned threads,
                struct ri_arena *mem, struct ri_hierarchy *h, struct ri_coherent_result *ret)
{
    const struct ri_demand_options options = {
        .horizon = STEPS, .levels = levels, .level_count = LEVELS};
    struct ri_task task = {.threads = threads};
    CHECK_STATUS(ri_hierarchy_make(panel, "item>side", mem, h, NULL), RI_OK);
    CHECK_STATUS(ri_demand_coherent(panel, h, method, &options, NULL, &task, mem, ret, NULL),
                 RI_OK);
}

TEST(means_add_up_quantiles_rise_and_counts_stay_counts)
{
    const struct ri_panel panel = panel_of_counts();
    for (int method = 0; method < RI_RECONCILE_COUNT; method++) {
        struct ri_arena           mem;
        struct ri_hierarchy       h;
        struct ri_coherent_result r;
        ri_arena_init(&mem, 1 << 26);
        run(&panel, (ri_reconcile_method)method, 1, &mem, &h, &r);
        CHECK_INT(h.node_count, 1 + 2 + SERIES);
        for (size_t j = 0; j < STEPS; j++) {
            double sides[2] = {0}, all = 0;
            for (size_t i = 0; i < SERIES; i++) {
                const double mean = r.mean[(3 + i) * STEPS + j];
                CHECK(mean >= 0);
                all += mean;
                sides[h.levels[1].node[i]] += mean;
            }
            CHECK_NEAR(r.mean[j], all, 1e-9);
            CHECK_NEAR(r.mean[STEPS + j], sides[0], 1e-9);
            for (size_t node = 0; node < h.node_count; node++) {
                const double *q = r.quantiles + (node * STEPS + j) * LEVELS;
                CHECK(q[0] >= 0 && q[0] <= q[1] && q[1] <= q[2]);
                if (node >= 3) CHECK(q[0] == round(q[0]) && q[2] == round(q[2]));
            }
            /* independent or not, a sum varies no more than its parts one upon the other */
            double widths = 0;
            for (size_t i = 0; i < SERIES; i++)
                widths += r.quantiles[((3 + i) * STEPS + j) * LEVELS + 2] -
                          r.quantiles[((3 + i) * STEPS + j) * LEVELS];
            CHECK(r.quantiles[j * LEVELS + 2] - r.quantiles[j * LEVELS] <= widths + SERIES);
            CHECK(r.quantiles[j * LEVELS + 2] > r.mean[j]);
        }
        ri_arena_release(&mem);
    }
}

TEST(coherent_forecasts_do_not_depend_on_threads)
{
    const struct ri_panel     panel = panel_of_counts();
    struct ri_arena           mem[2];
    struct ri_hierarchy       h;
    struct ri_coherent_result r[2];
    for (unsigned t = 0; t < 2; t++) {
        ri_arena_init(&mem[t], 1 << 26);
        run(&panel, RI_SHRINKAGE, t + 1, &mem[t], &h, &r[t]);
    }
    CHECK(memcmp(r[0].mean, r[1].mean, h.node_count * STEPS * sizeof(double)) == 0);
    CHECK(memcmp(r[0].quantiles, r[1].quantiles, h.node_count * STEPS * LEVELS * sizeof(double)) ==
          0);
    for (unsigned t = 0; t < 2; t++) ri_arena_release(&mem[t]);
}

static double one_more(void *context, size_t i, size_t step, double mean)
{
    const size_t *which = context;
    return i == *which && step == 3 ? 2 * mean + 6 : mean;
}

/* Series 0 is closed in step 2 (series 0, 1 and 5 are of one side), persons change series 4 in step 3. */
TEST(closed_days_and_changes_of_persons_go_into_the_sums)
{
    const struct ri_panel          panel = panel_of_counts();
    uint8_t                        closed[SERIES][STEPS] = {{0, 0, 1}};
    size_t                         which = 4;
    const struct ri_demand_options open = {
        .horizon = STEPS, .levels = levels, .level_count = LEVELS};
    struct ri_demand_options        shut = open;
    const struct ri_coherent_change change = {one_more, &which};
    shut.closed = &closed[0][0];
    shut.closed_steps = STEPS;
    for (int method = 0; method < RI_RECONCILE_COUNT; method++) {
        struct ri_arena           mem;
        struct ri_hierarchy       h;
        struct ri_coherent_result was, is;
        ri_arena_init(&mem, 1 << 26);
        CHECK_STATUS(ri_hierarchy_make(&panel, "item>side", &mem, &h, NULL), RI_OK);
        CHECK_STATUS(ri_demand_coherent(&panel, &h, (ri_reconcile_method)method, &open, NULL, NULL,
                                        &mem, &was, NULL),
                     RI_OK);
        CHECK_STATUS(ri_demand_coherent(&panel, &h, (ri_reconcile_method)method, &shut, &change,
                                        NULL, &mem, &is, NULL),
                     RI_OK);
        CHECK(was.added == NULL && is.added != NULL);
        CHECK(was.mean[3 * STEPS + 2] > 0);
        CHECK_NEAR(is.mean[3 * STEPS + 2], 0, 0);
        for (size_t l = 0; l < LEVELS; l++)
            CHECK_NEAR(is.quantiles[(3 * STEPS + 2) * LEVELS + l], 0, 0);
        CHECK_NEAR(is.mean[7 * STEPS + 3], 2 * was.mean[7 * STEPS + 3] + 6, 1e-9);
        CHECK_NEAR(is.added[7 * STEPS + 3], was.mean[7 * STEPS + 3] + 6, 1e-9);
        CHECK_NEAR(is.added[3], is.added[7 * STEPS + 3], 1e-9); /* as much in the sum of all */
        CHECK_NEAR(is.added[4], 0, 0);
        CHECK(is.quantiles[(7 * STEPS + 3) * LEVELS + 1] >
              was.quantiles[(7 * STEPS + 3) * LEVELS + 1]);
        CHECK(is.quantiles[3 * LEVELS + 2] > was.quantiles[3 * LEVELS + 2]);
        /* those that are open sell about what they would have sold: the sum of all loses the closed one */
        CHECK_NEAR(is.mean[2], was.mean[2] - was.mean[3 * STEPS + 2], 0.15 * was.mean[2]);
        for (size_t j = 0; j < STEPS; j++) {
            double all = 0;
            for (size_t i = 0; i < SERIES; i++) all += is.mean[(3 + i) * STEPS + j];
            CHECK_NEAR(is.mean[j], all, 1e-9);
        }
        ri_arena_release(&mem);
    }
}

/* A side that loses two of its three series on a day: what is reconciled are forecasts of sums cut to the share of who is open. */
TEST(a_sum_is_forecast_with_the_share_of_its_open_series)
{
    enum { NODES = 1 + 2 + SERIES };
    const struct ri_panel    panel = panel_of_counts();
    uint8_t                  closed[SERIES][STEPS] = {{0, 0, 1}, {0, 0, 1}};
    double                   cut[NODES * STEPS], want[NODES * STEPS];
    struct ri_demand_options shut = {.horizon = STEPS};
    shut.closed = &closed[0][0];
    shut.closed_steps = STEPS;
    static const ri_reconcile_method methods[] = {RI_TOP_DOWN, RI_OLS, RI_STRUCTURAL, RI_VARIANCE};
    for (size_t m = 0; m < RI_COUNT(methods); m++) {
        struct ri_arena           mem;
        struct ri_hierarchy       h;
        struct ri_coherent_result is;
        ri_arena_init(&mem, 1 << 26);
        CHECK_STATUS(ri_hierarchy_make(&panel, "item>side", &mem, &h, NULL), RI_OK);
        CHECK_STATUS(ri_demand_coherent(&panel, &h, methods[m], &shut, NULL, NULL, &mem, &is, NULL),
                     RI_OK);
        for (size_t node = 0; node < NODES; node++)
            memcpy(cut + node * STEPS, is.base.series[node].mean, STEPS * sizeof *cut);
        double all = 0, open = 0, side = 0, open_side = 0;
        for (size_t i = 0; i < SERIES; i++) {
            const double f = cut[(3 + i) * STEPS + 2];
            const bool   first = h.levels[1].node[i] == h.levels[1].node[0];
            all += f, open += closed[i][2] ? 0 : f;
            side += first ? f : 0, open_side += first && !closed[i][2] ? f : 0;
            if (closed[i][2]) cut[(3 + i) * STEPS + 2] = 0;
        }
        cut[2] *= open / all;
        cut[(1 + h.levels[1].node[0]) * STEPS + 2] *= open_side / side;
        /* errors of 26 origins, two steps of each: the first and the middle one */
        static double past[NODES * 52];
        const size_t  origins = is.base.origin_count;
        CHECK_INT(origins, 26);
        for (size_t node = 0; node < NODES; node++)
            for (size_t k = 0; k < 52; k++)
                past[node * 52 + k] =
                    (double)is.base.series[node].errors[k / 2 * STEPS + k % 2 * (STEPS / 2)];
        const struct ri_reconciling job = {.hierarchy = &h,
                                           .errors = past,
                                           .error_count = 52,
                                           .method = methods[m],
                                           .never_negative = true,
                                           .horizon = STEPS,
                                           .forecasts = cut};
        CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 24, want, NULL), RI_OK);
        for (size_t i = 2; i < SERIES; i++) /* closed ones are left out of the sums once more */
            for (size_t j = 0; j < STEPS; j++)
                CHECK_NEAR(is.mean[(3 + i) * STEPS + j], want[(3 + i) * STEPS + j], 1e-9);
        CHECK_NEAR(is.mean[3 * STEPS + 2] + is.mean[4 * STEPS + 2], 0, 0);
        ri_arena_release(&mem);
    }
}

/* What can fall below nothing is closed all the same: no quantile of the day is anything but nothing. */
TEST(a_closed_day_has_no_spread_where_values_may_be_negative)
{
    const struct ri_panel     panel = panel_of_counts();
    uint8_t                   closed[SERIES][STEPS] = {{0}, {0, 0, 1}};
    struct ri_demand_options  shut = {.horizon = STEPS, .levels = levels, .level_count = LEVELS};
    struct ri_arena           mem;
    struct ri_hierarchy       h;
    struct ri_coherent_result is;
    for (size_t t = 0; t < LENGTH; t += 2) values[1][t] = -9;
    shut.closed = &closed[0][0];
    shut.closed_steps = STEPS;
    ri_arena_init(&mem, 1 << 26);
    CHECK_STATUS(ri_hierarchy_make(&panel, "item>side", &mem, &h, NULL), RI_OK);
    CHECK_STATUS(ri_demand_coherent(&panel, &h, RI_STRUCTURAL, &shut, NULL, NULL, &mem, &is, NULL),
                 RI_OK);
    for (size_t l = 0; l < LEVELS; l++)
        CHECK_NEAR(is.quantiles[(4 * STEPS + 2) * LEVELS + l], 0, 0);
    CHECK(is.quantiles[(4 * STEPS + 1) * LEVELS] < 0);
    ri_arena_release(&mem);
}

TEST(too_little_memory_for_a_hierarchy_is_said)
{
    const struct ri_panel          panel = panel_of_counts();
    const struct ri_demand_options options = {
        .horizon = STEPS, .levels = levels, .level_count = LEVELS};
    ri_status status = RI_ENOMEM;
    for (size_t limit = 4096; limit < 1 << 24 && status != RI_OK; limit += limit / 2) {
        struct ri_arena           mem, own;
        struct ri_hierarchy       h;
        struct ri_coherent_result r;
        ri_arena_init(&own, 1 << 20);
        ri_arena_init(&mem, limit);
        CHECK_STATUS(ri_hierarchy_make(&panel, "item>side", &own, &h, NULL), RI_OK);
        status = ri_demand_coherent(&panel, &h, RI_VARIANCE, &options, NULL, NULL, &mem, &r, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        ri_arena_release(&mem);
        ri_arena_release(&own);
    }
    CHECK_STATUS(status, RI_OK);
}

/* What one sells more the other sells less: their sum hardly varies, and its quantiles say so. */
TEST(sums_move_together)
{
    static double                  pair[2][LENGTH];
    const struct ri_demand_options options = {
        .horizon = 7, .model = "mean", .levels = levels, .level_count = LEVELS};
    struct ri_series          two[2];
    struct ri_panel           panel = panel_of_counts();
    struct ri_hierarchy       h;
    struct ri_coherent_result r;
    struct ri_arena           mem;
    for (size_t t = 0; t < LENGTH; t++) {
        pair[0][t] = 50.25 + 9 * sin((double)(t * t) * 0.7);
        pair[1][t] = 100 - pair[0][t];
    }
    for (size_t i = 0; i < 2; i++)
        two[i] = (struct ri_series){.keys = keys[i], .start = 100, .n = LENGTH, .y = pair[i]};
    panel.series = two;
    panel.series_count = 2;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS(ri_hierarchy_make(&panel, "side", &mem, &h, NULL), RI_OK);
    CHECK_STATUS(ri_demand_coherent(&panel, &h, RI_BOTTOM_UP, &options, NULL, NULL, &mem, &r, NULL),
                 RI_OK);
    const size_t own = h.levels[h.level_count - 1].first;
    CHECK(r.quantiles[2] - r.quantiles[0] < 1);
    CHECK(r.quantiles[own * 7 * LEVELS + 2] - r.quantiles[own * 7 * LEVELS] > 10);
    ri_arena_release(&mem);
}

/* 26 origins want three or four outcomes of each: those of the neighbours one step away on either side, where there are some. */
TEST(quantiles_of_a_series_are_of_its_neighbouring_steps)
{
    enum { ORIGINS = 26, FIRST = 3 };
    const struct ri_panel     panel = panel_of_counts();
    struct ri_arena           mem;
    struct ri_hierarchy       h;
    struct ri_coherent_result r;
    ri_arena_init(&mem, 1 << 26);
    for (size_t t = 0; t < LENGTH; t += 3) values[1][t] = -9; /* returns: moved, not multiplied */
    run(&panel, RI_BOTTOM_UP, 1, &mem, &h, &r);
    CHECK_INT(r.base.origin_count, ORIGINS);
    for (size_t i = 0; i < SERIES; i++)
        for (size_t j = 0; j < STEPS; j++) {
            const float *errors = r.base.series[FIRST + i].errors;
            const double mean = r.mean[(FIRST + i) * STEPS + j];
            const bool   signs = i == 1;
            double       outcomes[3 * ORIGINS], sum = 0;
            size_t       count = 0;
            for (size_t k = 0; k < ORIGINS; k++)
                for (size_t step = j ? j - 1 : 0; step <= j + 1 && step < STEPS; step++) {
                    const double e = (double)errors[k * STEPS + step];
                    outcomes[count] = isnan(e) ? mean : mean + e;
                    if (!signs) outcomes[count] = fmax(0, outcomes[count]);
                    sum += outcomes[count++];
                }
            const double centre = sum / (double)count;
            for (size_t k = 0; k < count && (signs || sum > 0); k++)
                outcomes[k] = signs ? outcomes[k] + mean - centre : outcomes[k] * mean / centre;
            ri_sort(outcomes, count);
            for (size_t l = 0; l < LEVELS; l++)
                CHECK_NEAR(r.quantiles[((FIRST + i) * STEPS + j) * LEVELS + l],
                           round(ri_quantile_weibull(outcomes, count, levels[l])), 0);
        }
    ri_arena_release(&mem);
}
