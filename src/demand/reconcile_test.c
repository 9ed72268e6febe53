/* Hierarchies by hand; reconciliation against the textbook formula with dense matrices. */
#include "reconcile.h"

#include "base/test.h"
#include "math/newton.h"

enum { SERIES = 12, STEPS = 3, ERRORS = 6, NODES_MOST = 64 };

struct shop {
    struct ri_arena     mem;
    struct ri_panel     panel;
    struct ri_series    series[SERIES];
    const char         *keys[SERIES][4];
    double              y[SERIES][5];
    struct ri_hierarchy h;
};
static const char *const key_names[] = {"store", "region", "item", "category"};

/* Stores a, b (north), c (south) x items 1, 2 (food), 3, 4 (toys). */
static void set_up(struct shop *shop, const char *chains)
{
    static const char *const stores[] = {"a", "b", "c"}, *const items[] = {"1", "2", "3", "4"};
    ri_arena_init(&shop->mem, 1 << 22);
    for (size_t i = 0; i < SERIES; i++) {
        shop->keys[i][0] = stores[i / 4];
        shop->keys[i][1] = i / 4 == 2 ? "south" : "north";
        shop->keys[i][2] = items[i % 4];
        shop->keys[i][3] = i % 4 < 2 ? "food" : "toys";
        for (size_t t = 0; t < 5; t++) shop->y[i][t] = (double)(i + 1) + 0.25 * (double)(t * i % 5);
        shop->series[i] = (struct ri_series){
            .keys = shop->keys[i], .start = i == 3 ? 12 : 10, .n = i == 3 ? 3 : 5, .y = shop->y[i]};
    }
    shop->y[0][1] = (double)NAN;
    shop->panel = (struct ri_panel){.frequency = RI_DAILY,
                                    .key_count = 4,
                                    .key_names = key_names,
                                    .series_count = SERIES,
                                    .series = shop->series,
                                    .last = 14};
    if (chains)
        CHECK_STATUS(ri_hierarchy_make(&shop->panel, chains, &shop->mem, &shop->h, NULL), RI_OK);
}

TEST(two_chains_cross)
{
    static const char *const names[] = {"all",    "category",        "item",
                                        "region", "region,category", "region,item",
                                        "store",  "store,category",  "series"};
    static const size_t      counts[] = {1, 2, 4, 2, 4, 8, 3, 6, 12};
    struct shop              shop;
    set_up(&shop, "store>region, item > category");
    CHECK_INT(shop.h.level_count, 9); /* store,item is what a series is */
    for (size_t l = 0; l < shop.h.level_count; l++) {
        CHECK_TEXT(shop.h.levels[l].name, names[l]);
        CHECK_INT(shop.h.levels[l].count, counts[l]);
    }
    CHECK_INT(shop.h.node_count, 42);
    CHECK_INT(shop.h.levels[5].shown,
              1 << 1 | 1 << 2 | 1 << 3); /* an item shows its category too */
    double bottom[SERIES], nodes[NODES_MOST], back[SERIES];
    for (size_t i = 0; i < SERIES; i++) bottom[i] = (double)(1 << i);
    ri_hierarchy_sum(&shop.h, bottom, nodes);
    CHECK(nodes[0] == 4095);
    CHECK(nodes[1] == 1 + 2 + 16 + 32 + 256 + 512);
    CHECK(nodes[shop.h.levels[6].first + 2] == 256 + 512 + 1024 + 2048);
    for (size_t k = 0; k < shop.h.node_count; k++) nodes[k] = k == 0 ? 100 : k == 2 ? 10 : 0;
    ri_hierarchy_spread(&shop.h, nodes, back);
    CHECK(back[0] == 100 && back[2] == 110);
    ri_arena_release(&shop.mem);
}

/* Sums of lanes come up from level to level; the twin takes every sum from its series. */
TEST(lanes_are_the_plain_sums_and_spreads)
{
    enum { L = RI_HIERARCHY_LANES };
    static const char *const chains[] = {"store", "store>region,item>category", "store,item",
                                         "category,region", "item"};
    for (size_t c = 0; c < RI_COUNT(chains); c++) {
        struct shop shop;
        double      bottom[SERIES], nodes[NODES_MOST], back[SERIES];
        double      lanes[L * SERIES], sums[L * NODES_MOST], down[L * SERIES];
        set_up(&shop, chains[c]);
        const size_t own = shop.h.levels[shop.h.level_count - 1].first;
        for (size_t l = 0; l + 1 < shop.h.level_count; l++) /* the few come from the few */
            CHECK(shop.h.levels[l].source > l &&
                  shop.h.levels[shop.h.levels[l].source].count >= shop.h.levels[l].count);
        if (c == 1) CHECK_INT(shop.h.levels[0].source, 1);
        for (size_t i = 0; i < L * SERIES; i++) lanes[i] = 2.385 + sin((double)i);
        ri_hierarchy_sum_lanes(&shop.h, lanes, sums);
        for (size_t q = 0; q < L; q++) {
            for (size_t i = 0; i < SERIES; i++) bottom[i] = lanes[L * i + q];
            ri_hierarchy_sum(&shop.h, bottom, nodes);
            for (size_t k = 0; k < shop.h.node_count; k++)
                CHECK_NEAR(sums[L * k + q], nodes[k], 1e-13);
        }
        for (size_t k = 0; k < L * shop.h.node_count; k++) sums[k] = cos((double)(k * k));
        for (size_t q = L; q-- > 0;) {
            for (size_t k = 0; k < shop.h.node_count; k++)
                nodes[k] = cos((double)((L * k + q) * (L * k + q)));
            if (q + 1 == L) ri_hierarchy_spread_lanes(&shop.h, sums, down);
            ri_hierarchy_spread(&shop.h, nodes, back);
            for (size_t i = 0; i < SERIES; i++) CHECK_NEAR(down[L * i + q], back[i], 1e-13);
        }
        CHECK(own + SERIES == shop.h.node_count);
        ri_arena_release(&shop.mem);
    }
}

TEST(the_panel_of_nodes_adds_up)
{
    struct shop     shop;
    struct ri_panel nodes;
    set_up(&shop, "store");
    CHECK_STATUS(ri_hierarchy_panel(&shop.h, &shop.panel, &shop.mem, &nodes, NULL), RI_OK);
    CHECK_INT(nodes.series_count, 1 + 3 + 12);
    for (size_t t = 0; t < 5; t++) {
        double sum = 0;
        for (size_t i = 0; i < 4; i++) {
            const int64_t at = (int64_t)t + 10 - shop.series[i].start;
            if (at >= 0 && !isnan(shop.y[i][at])) sum += shop.y[i][at];
        }
        CHECK_NEAR(nodes.series[1].y[t], sum, 1e-14);
    }
    CHECK_TEXT(nodes.series[2].keys[0], "b");
    ri_arena_release(&shop.mem);
}

TEST(what_is_no_hierarchy_is_said)
{
    static const struct {
        const char *chains;
        ri_status   want;
    } rows[] = {
        {"store>city", RI_EUSAGE},         {"store>,item", RI_EUSAGE}, {"", RI_EUSAGE},
        {"store>region,store", RI_EUSAGE}, {"region>store", RI_EDATA}, {"item>store", RI_EDATA}};
    struct shop shop;
    set_up(&shop, NULL);
    for (size_t i = 0; i < RI_COUNT(rows); i++)
        CHECK_STATUS(ri_hierarchy_make(&shop.panel, rows[i].chains, &shop.mem, &shop.h, NULL),
                     rows[i].want);
    ri_arena_release(&shop.mem);
    ri_status status = RI_ENOMEM;
    for (size_t limit = 0; limit < 1 << 18 && status != RI_OK; limit += 512) {
        ri_arena_init(&shop.mem, limit);
        status = ri_hierarchy_make(&shop.panel, "store>region,item", &shop.mem, &shop.h, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
        ri_arena_release(&shop.mem);
    }
    CHECK_STATUS(status, RI_OK);
}

/* The covariance that a method stands for, dense. */
static void covariance(const struct ri_hierarchy *h, ri_reconcile_method method,
                       const double *errors, double (*w)[NODES_MOST])
{
    const size_t n = h->node_count;
    double       ones[SERIES], sizes[NODES_MOST], v[NODES_MOST];
    for (size_t i = 0; i < SERIES; i++) ones[i] = 1;
    ri_hierarchy_sum(h, ones, sizes);
    double noise = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        v[i] = 0;
        for (size_t k = 0; k < ERRORS; k++)
            v[i] += errors[i * ERRORS + k] * errors[i * ERRORS + k] / ERRORS;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) { /* pair by pair */
            double r = 0, second = 0;
            for (size_t k = 0; k < ERRORS; k++) {
                const double p =
                    errors[i * ERRORS + k] * errors[j * ERRORS + k] / sqrt(v[i] * v[j]);
                r += p / ERRORS, second += p * p;
            }
            w[i][j] = r * sqrt(v[i] * v[j]);
            if (i == j) continue;
            squares += r * r;
            noise += (second - ERRORS * r * r) / (ERRORS * (ERRORS - 1.0));
        }
    const double lambda = fmax(0.01, fmin(1, fmax(0, noise / squares)));
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            if (method == RI_SHRINKAGE)
                w[i][j] *= i == j ? 1 : 1 - lambda;
            else
                w[i][j] = i != j                    ? 0
                          : method == RI_OLS        ? 1
                          : method == RI_STRUCTURAL ? sizes[i]
                                                    : v[i];
        }
}

/* b = (S' W^-1 S)^-1 S' W^-1 f */
static void textbook(const struct ri_hierarchy *h, double (*w)[NODES_MOST], const double *f,
                     double *b)
{
    const size_t n = h->node_count;
    double       s[SERIES][NODES_MOST], solved[SERIES][NODES_MOST], a[SERIES * SERIES];
    for (size_t j = 0; j < SERIES; j++) {
        double unit[SERIES] = {0}, factor[NODES_MOST * NODES_MOST];
        unit[j] = 1;
        ri_hierarchy_sum(h, unit, s[j]);
        memcpy(solved[j], s[j], n * sizeof(double));
        for (size_t i = 0; i < n; i++) memcpy(factor + i * n, w[i], n * sizeof(double));
        CHECK(ri_cholesky_solve(factor, n, solved[j]));
    }
    for (size_t i = 0; i < SERIES; i++) {
        b[i] = 0;
        for (size_t k = 0; k < n; k++) b[i] += solved[i][k] * f[k];
        for (size_t j = 0; j < SERIES; j++) {
            a[i * SERIES + j] = 0;
            for (size_t k = 0; k < n; k++) a[i * SERIES + j] += solved[i][k] * s[j][k];
        }
    }
    CHECK(ri_cholesky_solve(a, SERIES, b));
}

static void sample(const struct ri_hierarchy *h, double *forecasts, double *errors, double shift)
{
    for (size_t i = 0; i < h->node_count; i++) {
        for (size_t j = 0; j < STEPS; j++)
            forecasts[i * STEPS + j] =
                shift + 20 * sin((double)(i * i + 3 * j) * 0.7) + 30.0 * (i < 8);
        for (size_t k = 0; k < ERRORS; k++)
            errors[i * ERRORS + k] = (1 + 4.0 * (i < 8)) * sin((double)(i * 5 + k * k * 3) * 1.3);
    }
}

TEST(every_method_is_the_textbook)
{
    struct shop   shop;
    double        f[NODES_MOST * STEPS], errors[NODES_MOST * ERRORS], got[NODES_MOST * STEPS];
    static double w[NODES_MOST][NODES_MOST];
    set_up(&shop, "store>region,item>category");
    sample(&shop.h, f, errors, 0);
    struct ri_task task = {.threads = 2};
    for (int method = RI_OLS; method < RI_RECONCILE_COUNT; method++) {
        const struct ri_reconciling job = {.hierarchy = &shop.h,
                                           .method = (ri_reconcile_method)method,
                                           .horizon = STEPS,
                                           .forecasts = f,
                                           .errors = errors,
                                           .error_count = ERRORS};
        CHECK_STATUS(ri_reconcile(&job, &task, 1 << 22, got, NULL), RI_OK);
        covariance(&shop.h, job.method, errors, w);
        for (size_t j = 0; j < STEPS; j++) {
            double at[NODES_MOST], b[SERIES], want[NODES_MOST];
            for (size_t i = 0; i < shop.h.node_count; i++) at[i] = f[i * STEPS + j];
            textbook(&shop.h, w, at, b);
            ri_hierarchy_sum(&shop.h, b, want);
            for (size_t i = 0; i < shop.h.node_count; i++)
                CHECK_NEAR(got[i * STEPS + j], want[i], 1e-6);
        }
    }
    ri_arena_release(&shop.mem);
}

TEST(sums_hold_nothing_is_negative_and_coherent_forecasts_stay)
{
    struct shop shop;
    double      f[NODES_MOST * STEPS], errors[NODES_MOST * ERRORS], got[NODES_MOST * STEPS],
        again[NODES_MOST * STEPS];
    set_up(&shop, "store>region,item>category");
    sample(&shop.h, f, errors, 0); /* many below 0 */
    for (int method = 0; method < RI_RECONCILE_COUNT; method++) {
        struct ri_reconciling job = {.hierarchy = &shop.h,
                                     .method = (ri_reconcile_method)method,
                                     .never_negative = true,
                                     .horizon = STEPS,
                                     .forecasts = f,
                                     .errors = errors,
                                     .error_count = ERRORS};
        ri_reconcile_method   parsed;
        CHECK(ri_reconcile_parse(ri_reconcile_text(job.method), &parsed) && parsed == job.method);
        CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_OK);
        for (size_t j = 0; j < STEPS; j++) {
            double b[SERIES], sums[NODES_MOST];
            for (size_t i = 0; i < SERIES; i++) b[i] = got[(30 + i) * STEPS + j];
            ri_hierarchy_sum(&shop.h, b, sums);
            for (size_t i = 0; i < shop.h.node_count; i++) {
                CHECK(got[i * STEPS + j] >= 0);
                CHECK_NEAR(got[i * STEPS + j], sums[i], 1e-12);
            }
        }
        job.forecasts = got;
        CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, again, NULL), RI_OK);
        for (size_t i = 0; i < shop.h.node_count * STEPS; i++) CHECK_NEAR(again[i], got[i], 1e-6);
    }
    ri_arena_release(&shop.mem);
}

/* Held at 0 only what the sums do not pull up: no small move of any series comes nearer. */
static size_t check_nearest(const char *chains, double shift, size_t turn)
{
    struct shop shop;
    double      f[NODES_MOST * STEPS], errors[NODES_MOST * ERRORS], got[NODES_MOST * STEPS];
    size_t      zeros = 0;
    set_up(&shop, chains);
    sample(&shop.h, f, errors, shift);
    for (size_t i = 0; i < shop.h.node_count * STEPS; i++)
        f[i] += 15 * sin((double)(i * i + 1) * (double)turn * 0.37);
    const struct ri_reconciling job = {.hierarchy = &shop.h,
                                       .method = RI_OLS,
                                       .never_negative = true,
                                       .horizon = STEPS,
                                       .forecasts = f};
    CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_OK);
    const size_t own = shop.h.levels[shop.h.level_count - 1].first;
    for (size_t j = 0; j < STEPS; j++) {
        double b[SERIES], sums[NODES_MOST], best = 0;
        for (size_t i = 0; i < SERIES; i++) b[i] = got[(own + i) * STEPS + j], zeros += b[i] == 0;
        ri_hierarchy_sum(&shop.h, b, sums);
        for (size_t k = 0; k < shop.h.node_count; k++) best += pow(f[k * STEPS + j] - sums[k], 2);
        for (size_t i = 0; i < SERIES * 2; i++) {
            double moved[SERIES], value = 0;
            memcpy(moved, b, sizeof b);
            moved[i / 2] = fmax(0, moved[i / 2] + (i % 2 ? 0.01 : -0.01));
            ri_hierarchy_sum(&shop.h, moved, sums);
            for (size_t k = 0; k < shop.h.node_count; k++)
                value += pow(f[k * STEPS + j] - sums[k], 2);
            CHECK(value >= best - 1e-7);
        }
    }
    ri_arena_release(&shop.mem);
    return zeros;
}

TEST(non_negative_is_the_nearest)
{
    CHECK(check_nearest("store,item", -5, 0) > 3);
    for (size_t turn = 1; turn <= 40; turn++) /* some of which let go what they held first */
        (void)check_nearest(turn % 2 ? "store>region,item>category" : "store,item",
                            -5 - (double)(turn % 5), turn);
}

TEST(reconciling_says_what_it_lacks)
{
    struct shop shop;
    double      f[NODES_MOST * STEPS], errors[NODES_MOST * ERRORS], got[NODES_MOST * STEPS];
    struct ri_reconciling job = {
        .hierarchy = &shop.h, .method = RI_VARIANCE, .horizon = STEPS, .forecasts = f};
    set_up(&shop, "store");
    sample(&shop.h, f, errors, 0);
    CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_EUSAGE);
    job.errors = errors, job.error_count = RI_ERROR_VECTORS_MOST + 1;
    CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_EUSAGE);
    job.error_count = ERRORS;
    CHECK_STATUS(ri_reconcile(&job, NULL, 100, got, NULL), RI_ENOMEM);
    f[4] = (double)NAN;
    CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_EDATA);
    ri_arena_release(&shop.mem);
}

TEST(top_down_by_hand)
{
    struct shop shop;
    double      f[NODES_MOST], got[NODES_MOST];
    set_up(&shop, "store");
    const struct ri_reconciling job = {
        .hierarchy = &shop.h, .method = RI_TOP_DOWN, .horizon = 1, .forecasts = f};
    const size_t own = shop.h.levels[shop.h.level_count - 1].first;
    for (size_t i = 0; i < shop.h.node_count; i++) f[i] = i < own ? 39 : (double)(i - own + 1);
    CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_OK);
    for (size_t i = 0; i < SERIES; i++) /* 1 .. 12 sum to 78: half of each */
        CHECK_NEAR(got[own + i], (double)(i + 1) / 2, 1e-12);
    for (size_t i = own; i < shop.h.node_count; i++) f[i] = 0;
    CHECK_STATUS(ri_reconcile(&job, NULL, 1 << 22, got, NULL), RI_OK);
    CHECK_NEAR(got[own + 3], 39.0 / SERIES, 1e-12); /* no shares: all alike */
    ri_arena_release(&shop.mem);
}
