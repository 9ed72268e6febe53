/* Regression on sparse rows: beside statsmodels (tools/goldens/regress_golden.py), by hand, and where there is no answer. */
#include "regress.h"

#include "base/golden.h"
#include "base/random.h"

enum { MOST = 128, WIDTH = 3 };
static const size_t both[] = {0, 1};

struct made { /* rows of two slopes and a dummy */
    uint32_t column[MOST * WIDTH], cell[MOST];
    double   value[MOST * WIDTH], y[MOST];
};

static void put(struct made *made, size_t i, size_t j, uint32_t column, double value)
{
    made->column[i * WIDTH + j] = column;
    made->value[i * WIDTH + j] = value;
}

static void check_errors(const struct ri_sparse_rows *rows, const struct ri_fit *fit, int kind,
                         const double *want, struct ri_arena *mem)
{
    struct ri_fit_errors errors = {.kind = kind, .cluster = rows->cell, .clusters = rows->cells};
    double               covariance[4], df;
    CHECK_STATUS(ri_fit_covariance(rows, fit, &errors, both, 2, mem, covariance, &df, NULL), RI_OK);
    CHECK_NEAR(sqrt(covariance[0]), want[0], 1e-7);
    CHECK_NEAR(sqrt(covariance[3]), want[1], 1e-7);
    CHECK_NEAR(covariance[1], covariance[2], 1e-12);
}

static void check_case(const struct ri_json_value *one)
{
    static struct made made;
    double             shop[MOST], week[MOST], price[MOST], offer[MOST], slope[2], error[2];
    const size_t       n = golden_numbers(ri_json_member(one, "shop"), shop, MOST);
    char               counts[8];
    golden_numbers(ri_json_member(one, "week"), week, MOST);
    golden_numbers(ri_json_member(one, "price"), price, MOST);
    golden_numbers(ri_json_member(one, "offer"), offer, MOST);
    golden_numbers(ri_json_member(one, "y"), made.y, MOST);
    golden_numbers(ri_json_member(one, "slope"), slope, 2);
    golden_text(one, "counts", counts, sizeof counts);
    for (size_t i = 0; i < n; i++) { /* all weeks get a dummy: the last one is left out by itself */
        put(&made, i, 0, 0, price[i]);
        put(&made, i, 1, 1, offer[i]);
        put(&made, i, 2, 2 + (uint32_t)week[i], 1);
        made.cell[i] = (uint32_t)shop[i];
    }
    const struct ri_sparse_rows rows = {n, WIDTH, 13, made.column, made.value, made.cell, 7};
    struct ri_arena             mem;
    struct ri_fit               fit;
    ri_arena_init(&mem, 1 << 24);
    CHECK_STATUS((strcmp(counts, "true") == 0 ? ri_fit_poisson : ri_fit_squares)(&rows, made.y,
                                                                                 &mem, &fit, NULL),
                 RI_OK);
    CHECK_NEAR(fit.coefficient[0], slope[0], 1e-8);
    CHECK_NEAR(fit.coefficient[1], slope[1], 1e-8);
    CHECK_INT(fit.rank, 12);
    CHECK(isnan(fit.coefficient[12]));
    static const char *const names[] = {"classical", "robust", "cluster"};
    for (int kind = 0; kind < 3; kind++) {
        golden_numbers(ri_json_member(one, names[kind]), error, 2);
        check_errors(&rows, &fit, kind, error, &mem);
    }
    ri_arena_release(&mem);
}

TEST(regressions_are_those_of_statsmodels)
{
    struct ri_json_document    *document;
    const struct ri_json_value *cases =
        golden_cases("regress_golden.json", "RI_REGRESS_GOLDEN", &document);
    CHECK_INT(ri_json_count(cases), 4);
    for (size_t i = 0; i < ri_json_count(cases); i++) check_case(ri_json_at(cases, i, NULL));
    ri_json_document_free(document);
}

/* y = 2.5 + 1.25 x in one cell, 4.5 + 1.25 x in another; the second column is twice the first. */
TEST(a_line_by_hand_and_a_column_that_says_nothing_new)
{
    static const double   x[] = {1, 2, 4, 1, 3, 7}, y[] = {3.75, 5, 7.5, 5.75, 8.25, 13.25};
    static const uint32_t cell[] = {0, 0, 0, 1, 1, 1};
    uint32_t              column[12];
    double                value[12], covariance[4], df;
    struct ri_arena       mem;
    struct ri_fit         fit;
    for (size_t i = 0; i < 6; i++) {
        column[2 * i] = 0, column[2 * i + 1] = 1;
        value[2 * i] = x[i], value[2 * i + 1] = 2 * x[i];
    }
    const struct ri_sparse_rows rows = {6, 2, 2, column, value, cell, 2};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_fit_squares(&rows, y, &mem, &fit, NULL), RI_OK);
    CHECK_NEAR(fit.coefficient[0], 1.25, 1e-12);
    CHECK(isnan(fit.coefficient[1]));
    CHECK_NEAR(fit.effect[0], 2.5, 1e-12);
    CHECK_NEAR(fit.effect[1], 4.5, 1e-12);
    CHECK_NEAR(fit.squares, 0, 1e-12);
    const struct ri_fit_errors plain = {.kind = RI_ERRORS_CLASSICAL};
    CHECK_STATUS(ri_fit_covariance(&rows, &fit, &plain, both, 2, &mem, covariance, &df, NULL),
                 RI_OK);
    CHECK(isnan(covariance[3]) && isnan(covariance[1]) && !isnan(covariance[0]));
    CHECK_NEAR(df, 3, 0);
    ri_arena_release(&mem);
}

TEST(a_price_that_never_moves_within_its_cells_has_no_slope)
{
    static const double         x[] = {1.5, 1.5, 2.25, 2.25}, y[] = {3.5, 4, 1, 2};
    static const uint32_t       cell[] = {0, 0, 1, 1}, column[] = {0, 0, 0, 0};
    const struct ri_sparse_rows rows = {4, 1, 1, column, x, cell, 2};
    struct ri_arena             mem;
    struct ri_fit               fit;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_fit_squares(&rows, y, &mem, &fit, NULL), RI_OK);
    CHECK(isnan(fit.coefficient[0]));
    CHECK_STATUS(ri_fit_poisson(&rows, y, &mem, &fit, NULL), RI_OK);
    CHECK(isnan(fit.coefficient[0]));
    CHECK_NEAR(fit.effect[0], log(3.75), 1e-9);
    ri_arena_release(&mem);
}

TEST(cells_of_nothing_but_zeros_are_left_out_of_a_count)
{
    static const double         x[] = {0, 1, 0, 1, 0, 1}, y[] = {4, 2, 8, 4, 0, 0};
    static const uint32_t       cell[] = {0, 0, 1, 1, 2, 2}, column[6] = {0};
    const struct ri_sparse_rows rows = {6, 1, 1, column, x, cell, 3};
    struct ri_arena             mem;
    struct ri_fit               fit;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_fit_poisson(&rows, y, &mem, &fit, NULL), RI_OK);
    CHECK_NEAR(fit.coefficient[0], log(0.5), 1e-9);
    CHECK_INT(fit.used, 4);
    CHECK_INT(fit.alive, 2);
    CHECK(isnan(fit.effect[2]));
    ri_arena_release(&mem);
}

/* In cell 1 only the offer sold anything: its effect has no end. The price's slope in cell 0 stands all the same: log 0.5. */
TEST(a_count_that_runs_away_harms_no_other)
{
    static const double x[] = {0, 0, 1, 1, 0, 1, 0, 1}, offer[] = {0, 0, 0, 0, 1, 1, 0, 0},
                        y[] = {4, 6, 2, 3, 6, 3, 0, 0};
    static const uint32_t cell[] = {0, 0, 0, 0, 1, 1, 1, 1};
    uint32_t              column[16];
    double                value[16];
    struct ri_arena       mem;
    struct ri_fit         fit;
    for (size_t i = 0; i < 8; i++) {
        column[2 * i] = 0, column[2 * i + 1] = 1;
        value[2 * i] = offer[i], value[2 * i + 1] = x[i];
    }
    const struct ri_sparse_rows rows = {8, 2, 2, column, value, cell, 2};
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_fit_poisson(&rows, y, &mem, &fit, NULL), RI_OK);
    CHECK_NEAR(fit.coefficient[1], log(0.5), 1e-8);
    CHECK(isnan(fit.coefficient[0]) || fit.coefficient[0] > 6);
    CHECK_NEAR(fit.weight[4], 6, 1e-6);
    CHECK_NEAR(fit.weight[6], 0, 1e-6);
    ri_arena_release(&mem);
}

/* Slopes of eight groups that meet only in the last column, in that order and with that column first. */
TEST(the_order_of_columns_changes_no_result)
{
    enum { GROUPS = 8, EACH = 12, N = GROUPS * EACH };
    static uint32_t  column[2][N * 2], cell[N];
    static double    value[N * 2], y[N];
    struct ri_random random;
    struct ri_arena  mem;
    struct ri_fit    fit[2];
    ri_random_init(&random, 5, 0);
    for (size_t i = 0; i < N; i++) {
        column[0][2 * i] = cell[i] = (uint32_t)(i / EACH);
        column[0][2 * i + 1] = GROUPS;
        column[1][2 * i] = cell[i] + 1;
        column[1][2 * i + 1] = 0;
        value[2 * i] = ri_random_uniform(&random);
        value[2 * i + 1] = (double)(i % 3);
        y[i] = 1 + (double)cell[i] * value[2 * i] + value[2 * i + 1] + ri_random_uniform(&random);
    }
    ri_arena_init(&mem, 1 << 20);
    for (size_t o = 0; o < 2; o++) {
        const struct ri_sparse_rows rows = {N, 2, GROUPS + 1, column[o], value, cell, GROUPS};
        CHECK_STATUS(ri_fit_poisson(&rows, y, &mem, &fit[o], NULL), RI_OK);
    }
    for (size_t a = 0; a <= GROUPS; a++) {
        const size_t b = a == GROUPS ? 0 : a + 1, k = GROUPS + 1;
        CHECK_NEAR(fit[0].coefficient[a], fit[1].coefficient[b], 1e-9);
        CHECK_NEAR(fit[0].inverse[a * k + GROUPS], fit[1].inverse[b * k], 1e-9);
    }
    ri_arena_release(&mem);
}

TEST(regressions_refuse_what_they_cannot_do)
{
    static const double   x[] = {0, 1}, y[] = {1.5, -1};
    static const uint32_t cell[] = {0, 0}, column[] = {0, 0};
    struct ri_sparse_rows rows = {2, 1, 1, column, x, cell, 1};
    struct ri_arena       mem;
    struct ri_fit         fit;
    ri_arena_init(&mem, 1 << 20);
    CHECK_STATUS(ri_fit_poisson(&rows, y, &mem, &fit, NULL), RI_EDATA);
    rows.k = RI_REGRESS_COLUMNS_MOST + 1;
    CHECK_STATUS(ri_fit_squares(&rows, y, &mem, &fit, NULL), RI_ETOOLARGE);
    rows.k = 1;
    for (size_t limit = 0; limit < 2048; limit += 64) {
        ri_arena_release(&mem);
        ri_arena_init(&mem, limit);
        const ri_status status = ri_fit_squares(&rows, x, &mem, &fit, NULL);
        CHECK(status == RI_OK || status == RI_ENOMEM);
    }
    ri_arena_release(&mem);
}
