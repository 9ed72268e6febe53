/* The wide kernels beside sums written down as they are defined, in doubles; also where weights are far apart. */
#include "als_dense.h"

#include "base/random.h"
#include "base/test.h"

enum { ITEMS = 41, FACTORS = 48, USED = 43, WIDE = ALS_WIDE };
static const struct als_shape shape = {FACTORS, USED};
static float                  white[ITEMS][FACTORS], weight[WIDE][ITEMS];
static double                 system_of[FACTORS][FACTORS];

static void draw(uint64_t seed, double largest)
{
    struct ri_random random;
    ri_random_init(&random, seed, 0);
    for (size_t i = 0; i < ITEMS; i++)
        for (size_t k = 0; k < USED; k++) white[i][k] = (float)(0.08 * ri_random_normal(&random));
    for (size_t l = 0; l < WIDE; l++)
        for (size_t i = 0; i < ITEMS; i++)
            weight[l][i] = (float)exp(log(largest) * ri_random_uniform(&random));
}

/* x: (I + V'DV) x = V'(1 + D) over the first n items of one customer, by elimination. */
static void slow(const float *d, size_t n, double *x)
{
    for (size_t a = 0; a < FACTORS; a++) {
        x[a] = 0;
        for (size_t b = 0; b < FACTORS; b++) system_of[a][b] = a == b;
        for (size_t i = 0; i < n; i++) {
            x[a] += (1 + (double)d[i]) * (double)white[i][a];
            for (size_t b = 0; b < FACTORS; b++)
                system_of[a][b] += (double)d[i] * (double)white[i][a] * (double)white[i][b];
        }
    }
    for (size_t p = 0; p < FACTORS; p++)
        for (size_t a = 0; a < FACTORS; a++) {
            const double part = a == p ? 0 : system_of[a][p] / system_of[p][p];
            for (size_t b = p; b < FACTORS; b++) system_of[a][b] -= part * system_of[p][b];
            x[a] -= part * x[p];
        }
    for (size_t a = 0; a < FACTORS; a++) x[a] /= system_of[a][a];
}

/* Scores of the customer's own items, which is what a system with large weights settles well. */
static void check_scores(const float *got, const double *want, size_t n, double tolerance)
{
    for (size_t i = 0; i < n; i++) {
        double a = 0, b = 0;
        for (size_t k = 0; k < FACTORS; k++) {
            a += (double)(got[k] * white[i][k]);
            b += want[k] * (double)white[i][k];
        }
        CHECK_NEAR(a, b, tolerance);
    }
}

/* Customer l has the first n - l items; the systems of nobody are empty. */
static void check_systems(size_t n, double tolerance)
{
    static float systems[WIDE][FACTORS][FACTORS], x[WIDE][FACTORS];
    static float room[FACTORS * (FACTORS + WIDE) * WIDE];
    float        g[ITEMS * FACTORS], by[ITEMS], root[ITEMS];
    uint32_t     item[ITEMS];
    double       want[FACTORS];
    memset(systems, 0, sizeof systems);
    memset(x, 0, sizeof x);
    for (size_t l = 0; l < WIDE && l < n; l++) {
        for (size_t i = 0; i + l < n; i++) {
            item[i] = (uint32_t)i;
            by[i] = 1 + weight[l][i];
            root[i] = sqrtf(weight[l][i]);
        }
        als_pick(&(struct als_pick){&white[0][0], item, by, root}, n - l, FACTORS, g, x[l]);
        als_gram(g, n - l, shape, systems[l][0]);
    }
    als_solve_systems(systems[0][0], shape, room, x[0]);
    for (size_t l = 0; l < WIDE && l < n; l++) {
        slow(weight[l], n - l, want);
        check_scores(x[l], want, n - l, tolerance);
    }
    for (size_t l = n; l < WIDE; l++) CHECK_NEAR((double)x[l][0], 0, 0);
}

/* Customer l has most - l items. */
static void check_sixteen(size_t most, double tolerance)
{
    static float room[44 * (44 + WIDE) * WIDE];
    const float *row[44 * WIDE];
    float        d[44 * WIDE] = {0}, by[44 * WIDE], root[44 * WIDE];
    double       want[FACTORS];
    for (size_t i = 0; i < 44 * WIDE; i++) row[i] = white[0];
    for (size_t l = 0; l < WIDE; l++)
        for (size_t i = 0; i + l < most; i++) {
            row[i * WIDE + l] = white[i];
            d[i * WIDE + l] = weight[l][i];
        }
    als_solve_sixteen(&(struct als_sixteen){row, d, by, root, room}, (most + 3) / 4 * 4, shape);
    for (size_t l = 0; l < WIDE && l < most; l++) {
        float    x[FACTORS] = {0}, own[ITEMS];
        uint32_t item[ITEMS];
        for (size_t i = 0; i + l < most; i++) {
            item[i] = (uint32_t)i;
            own[i] = by[i * WIDE + l];
        }
        als_mix(&(struct als_pick){&white[0][0], item, own, NULL}, most - l, FACTORS, x);
        slow(weight[l], most - l, want);
        check_scores(x, want, most - l, tolerance);
    }
}

TEST(als_solves_what_elimination_solves)
{
    draw(7, 6.5);
    for (size_t n = 1; n <= ITEMS; n += 5) {
        check_systems(n, 2e-5);
        check_sixteen(n, 2e-5);
    }
}

TEST(als_bears_weights_that_are_far_apart)
{
    draw(11, ALS_WEIGHT_MOST);
    check_systems(ITEMS, 0.02);
    check_sixteen(23, 0.02);
}

TEST(als_products_by_hand)
{
    float a[3][WIDE] = {{0}}, matrix[WIDE][WIDE] = {{0}}, ret[3][WIDE];
    for (size_t r = 0; r < 3; r++)
        for (size_t k = 0; k < WIDE; k++) {
            a[r][k] = (float)(r + 1) * 0.5f + (float)k;
            matrix[k][k] = 2.25f;
        }
    matrix[3][5] = -1;
    als_times(a[0], 3, matrix[0], (struct als_shape){WIDE, WIDE}, ret[0]);
    CHECK_NEAR((double)ret[2][4], 2.25 * 5.5, 1e-6);
    CHECK_NEAR((double)ret[1][5], 2.25 * 6 - 4, 1e-6);
    CHECK_NEAR((double)als_dot(a[0], a[1], WIDE), 16 * 0.5 + 1.5 * 120 + 1240, 1e-6);
}
