/* ARIMA by hand, against slow twins, and against R: tools/goldens/arima_golden.R. */
#include "arima.h"

#include "base/golden.h"
#include "base/random.h"
#include "math/newton.h"

enum { MOST = 400, ROOM = 80000 };

static double room[ROOM];

TEST(orders_go_there_and_back)
{
    static const char *const good[] = {"(0,1,1)", "(2,0,3)c", "(1,1,0)(2,1,1)[12]",
                                       "(0,0,0)(0,1,1)[7]c"};
    static const char *const bad[] = {
        "", "(1,1)", "(6,0,0)", "(1,0,0)(3,0,0)[4]", "(1,0,0)(1,0,0)[1]", "(1,0,0)x"};
    for (size_t i = 0; i < RI_COUNT(good); i++) {
        struct ri_arima_order o;
        char                  text[RI_FORM_ROOM];
        CHECK(ri_arima_parse(good[i], &o));
        CHECK_TEXT(ri_arima_text(o, text), good[i]);
    }
    for (size_t i = 0; i < RI_COUNT(bad); i++) {
        struct ri_arima_order o;
        CHECK(!ri_arima_parse(bad[i], &o));
    }
}

/* The slow twin: covariance matrix of an ARMA from 4,000 terms of its moving average, Cholesky, the normal density. */
static double dense(const double *ar, size_t p, const double *ma, size_t q, const double *w,
                    size_t n)
{
    enum { TERMS = 4000, N = 40 };
    static double psi[TERMS], a[N * N];
    double        b[N], logs = 0, sum = 0;
    for (size_t k = 0; k < TERMS; k++) {
        psi[k] = k == 0 ? 1 : k <= q ? ma[k - 1] : 0;
        for (size_t i = 0; i < p && i < k; i++) psi[k] += ar[i] * psi[k - 1 - i];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            a[i * n + j] = 0;
            for (size_t k = 0; k + i - j < TERMS; k++) a[i * n + j] += psi[k] * psi[k + i - j];
        }
    memcpy(b, w, n * sizeof *b);
    CHECK(ri_cholesky_solve(a, n, b));
    for (size_t i = 0; i < n; i++) logs += 2 * log(a[i * n + i]), sum += b[i] * w[i];
    return (double)n * (log(2 * 3.141592653589793 * sum / (double)n) + 1) + logs;
}

TEST(exact_likelihood_is_the_dense_one)
{
    double w[40];
    for (size_t t = 0; t < 40; t++)
        w[t] = 2.385 * sin((double)(t * t) * 0.61) + cos((double)t * 0.4);
    static const char *const orders[] = {"(1,0,0)", "(0,0,1)",           "(2,0,1)",
                                         "(1,0,2)", "(1,0,1)(1,0,1)[4]", "(0,0,1)(0,0,1)[7]"};
    for (size_t i = 0; i < RI_COUNT(orders); i++) {
        struct ri_arima a = {.x = {0.6, -0.45, 0.3, 0.25}};
        CHECK(ri_arima_parse(orders[i], &a.order));
        /* partials to coefficients, by hand for these orders; 1 - c z */
        double        ar[9] = {0}, ma[9] = {0};
        size_t        p = 0, q = 0;
        const double *x = a.x;
        if (i == 0) ar[0] = x[0], p = 1;
        if (i == 1) ma[0] = -x[0], q = 1;
        if (i == 2) ar[0] = x[0] - x[1] * x[0], ar[1] = x[1], ma[0] = -x[2], p = 2, q = 1;
        if (i == 3) ar[0] = x[0], ma[0] = -(x[1] - x[2] * x[1]), ma[1] = -x[2], p = 1, q = 2;
        if (i == 4) {
            ar[0] = x[0], ar[3] = x[2], ar[4] = -x[0] * x[2], p = 5;
            ma[0] = -x[1], ma[3] = -x[3], ma[4] = x[1] * x[3], q = 5;
        }
        if (i == 5) ma[0] = -x[0], ma[6] = -x[1], ma[7] = x[0] * x[1], q = 8;
        CHECK_NEAR(ri_arima_likelihood(&a, w, 40, true, room, NULL), dense(ar, p, ma, q, w, 40),
                   1e-8);
    }
}

TEST(forecasts_by_hand)
{
    const double    y[12] = {3, 5, 4, 8, 6, 7, 9, 8.5, 11, 10, 12.25, 13};
    double          mean[6];
    struct ri_arima walk = {.order = {.d = 1, .constant = true, .season = 1}, .x = {0.75}};
    ri_arima_forecast(&walk, y, 12, 3, room, mean);
    for (size_t j = 0; j < 3; j++) CHECK_NEAR(mean[j], 13 + 0.75 * (double)(j + 1), 1e-13);
    struct ri_arima seasonal = {.order = {.sd = 1, .d = 1, .season = 4}};
    ri_arima_forecast(&seasonal, y, 12, 6, room,
                      mean); /* last season moved by what the newest one rose */
    for (size_t j = 0; j < 4; j++) CHECK_NEAR(mean[j], y[8 + j] + (13 - 8.5), 1e-12);
    CHECK_NEAR(mean[5], y[9] + 2 * 4.5, 1e-12);
    struct ri_arima ar = {.order = {.p = 1, .constant = true, .season = 1}, .x = {0.5, 8}};
    ri_arima_forecast(&ar, y, 12, 2, room, mean);
    CHECK_NEAR(mean[1], 8 + 0.25 * 5, 1e-13);
}

TEST(kpss_by_hand)
{
    const double y[5] = {1, 2.5, 2, 4,
                         3.5}; /* no lags: sum of squared partial sums over n^2 and variance */
    double       run = 0, runs = 0, squares = 0;
    for (size_t t = 0; t < 5; t++)
        run += y[t] - 2.6, runs += run * run, squares += (y[t] - 2.6) * (y[t] - 2.6);
    CHECK_NEAR(ri_kpss(y, 5), runs / 5 / squares, 1e-13);
}

/* Errors before the first value are 0: moving averages end after their lag, seasonal ones a season later. */
TEST(moving_averages_reach_ahead)
{
    const double    y[6] = {3.5, 5, 4.25, 8, 6, 7.5};
    double          mean[4], e[6];
    struct ri_arima ma = {.order = {.q = 1, .constant = true, .season = 1}, .x = {-0.4, 5.5}};
    for (size_t t = 0; t < 6; t++) e[t] = y[t] - 5.5 - (t ? 0.4 * e[t - 1] : 0);
    ri_arima_forecast(&ma, y, 6, 4, room, mean);
    CHECK_NEAR(mean[0], 5.5 + 0.4 * e[5], 1e-13);
    CHECK_NEAR(mean[1], 5.5, 1e-13);
    struct ri_arima seasonal = {.order = {.sq = 1, .constant = true, .season = 3},
                                .x = {-0.4, 5.5}};
    for (size_t t = 0; t < 6; t++) e[t] = y[t] - 5.5 - (t >= 3 ? 0.4 * e[t - 3] : 0);
    ri_arima_forecast(&seasonal, y, 6, 4, room, mean);
    for (size_t j = 0; j < 3; j++) CHECK_NEAR(mean[j], 5.5 + 0.4 * e[3 + j], 1e-13);
    CHECK_NEAR(mean[3], 5.5, 1e-13);
}

TEST(the_search_keeps_its_bounds)
{
    double y[90];
    for (size_t t = 0; t < 90; t++)
        y[t] = 40.385 + 5 * sin((double)t * 0.9) + 6 * sin((double)(t * t) * 0.7) +
               (t ? 0.5 * (y[t - 1] - 40) : 0);
    struct ri_arima        found;
    struct ri_arima_choice all = {.models = 94, .passes = 2000};
    CHECK(ri_arima_choose(y, 90, 7, room, &all, &found));
    CHECK(all.tried > 12 && all.spent > 60);
    struct ri_arima_choice few = {.models = 6, .passes = 2000},
                           quick = {.models = 94, .passes = 40};
    CHECK(ri_arima_choose(y, 90, 7, room, &few, &found));
    CHECK_INT(few.tried, 6);
    CHECK(few.aicc >= all.aicc - 1e-6);
    CHECK(ri_arima_choose(y, 90, 7, room, &quick, &found));
    CHECK(quick.spent <= 40 && quick.tried < all.tried);
}

/* The AICc of an order of w[n] fitted by itself; INFINITY where the search may not go. */
static double aicc_alone(struct ri_arima_order o, const int change[4], bool constant,
                         const double *w, size_t n)
{
    const int p = o.p + change[0], q = o.q + change[1], sp = o.sp + change[2],
              sq = o.sq + change[3];
    if (p < 0 || q < 0 || sp < 0 || sq < 0 || p > RI_ARIMA_ORDER_MOST || q > RI_ARIMA_ORDER_MOST ||
        sp > RI_ARIMA_SEASONAL_MOST || sq > RI_ARIMA_SEASONAL_MOST || (o.season < 2 && sp + sq))
        return (double)INFINITY;
    struct ri_arima a = {.order = o};
    a.order.p = (unsigned char)p, a.order.q = (unsigned char)q;
    a.order.sp = (unsigned char)sp, a.order.sq = (unsigned char)sq;
    a.order.constant = constant;
    const size_t variables = ri_arima_variables(a.order);
    const double k = (double)variables + 1, left = (double)n - k - 1;
    if (!(left > 0) || n < (size_t)p + (size_t)sp * o.season + variables + 3)
        return (double)INFINITY;
    size_t used;
    return ri_arima_fit_fresh(&a, w, n, true, room, 2000, &used) + 2 * k + 2 * k * (k + 1) / left;
}

/* A short series of any kind: two lags of itself and of its errors, a season, sometimes a trend. */
static void draw_series(struct ri_random *random, size_t n, size_t season, double *ret)
{
    const double phi = 1.6 * ri_random_uniform(random) - 0.8,
                 far = 1.4 * ri_random_uniform(random) - 0.7,
                 theta = 1.8 * ri_random_uniform(random) - 0.9,
                 same = 1.4 * ri_random_uniform(random) - 0.7,
                 slope = ri_random_uniform(random) < 0.3 ? 0.2 : 0;
    double before = 0, e[MOST];
    for (size_t t = 0; t < n; t++) {
        e[t] = ri_random_normal(random);
        ret[t] = e[t] + theta * (t ? e[t - 1] : 0) + slope + phi * before;
        if (t >= season && season > 1) ret[t] += same * e[t - season];
        if (t >= season + 2 && season > 1) ret[t] += far * (ret[t - season] - 0.5 * ret[t - 2]) / 2;
        before = ret[t];
    }
}

/* Where the search ends no step leads to a better order, nor was any of the orders better that it began with. The series are
 * those of 700 at which a search without one of its steps, its second climb or one of its beginnings (all but (0,0)(1,1)) ends
 * at an order worse by 0.1 or more than the one of the AICc that stands beside each. */
TEST(no_order_beside_the_one_found_is_better)
{
    static const int steps[][4] = {{0, 0, -1, 0},  {0, 0, 0, -1}, {0, 0, 1, 0},  {0, 0, 0, 1},
                                   {0, 0, -1, -1}, {0, 0, 1, 1},  {0, 0, -1, 1}, {0, 0, 1, -1},
                                   {-1, 0, 0, 0},  {0, -1, 0, 0}, {1, 0, 0, 0},  {0, 1, 0, 0},
                                   {-1, -1, 0, 0}, {1, 1, 0, 0},  {-1, 1, 0, 0}, {1, -1, 0, 0},
                                   {-2, 0, 0, 0},  {0, -2, 0, 0}, {0, 0, 2, -1}};
    static const int begins[][4] = {
        {2, 2, 1, 1}, {0, 0, 0, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {0, 0, 1, 1}};
    static const size_t seasons[] = {1, 4, 4, 7};
    static const struct {
        uint64_t seed;
        double   aicc;
    } known[] = {{1, 166.734},   {8, 150.047},   {23, 174.175},  {44, 167.667},  {49, 152.661},
                 {57, 130.755},  {59, 118.469},  {65, 118.611},  {97, 169.294},  {118, 185.163},
                 {133, 127.217}, {135, 222.044}, {145, 151.888}, {153, 163.597}, {173, 179.524},
                 {190, 166.989}, {196, 124.689}, {596, 172.154}, {623, 151.925}, {636, 199.411}};
    double y[MOST], w[MOST];
    for (size_t i = 0; i < RI_COUNT(known); i++) {
        struct ri_random random;
        ri_random_init(&random, known[i].seed, 5);
        const size_t n = 36 + ri_random_below(&random, 30), season = seasons[known[i].seed % 4];
        struct ri_arima_choice choice = {.models = 400, .passes = 100000};
        struct ri_arima        own = {0};
        draw_series(&random, n, season, y);
        CHECK(ri_arima_choose(y, n, season, room, &choice, &own));
        const struct ri_arima_order o = own.order;
        const size_t                left = n - ri_arima_lost(o);
        const bool                  allowed = o.d + o.sd < 2;
        ri_arima_difference(o, y, n, w);
        double least =
            allowed ? aicc_alone(o, (const int[4]){0}, !o.constant, w, left) : (double)INFINITY;
        for (size_t s = 0; s < RI_COUNT(steps); s++)
            least = fmin(least, aicc_alone(o, steps[s], o.constant, w, left));
        struct ri_arima_order zero = o;
        zero.p = zero.q = zero.sp = zero.sq = 0;
        for (size_t s = 0; s < RI_COUNT(begins); s++) {
            const int from[4] = {begins[s][0], begins[s][1], season > 1 ? begins[s][2] : 0,
                                 season > 1 ? begins[s][3] : 0};
            least = fmin(least, aicc_alone(zero, from, allowed, w, left));
        }
        least = fmin(least, aicc_alone(zero, begins[1], false, w, left));
        least = fmin(least + 1e-6, known[i].aicc + 0.05);
        if (!(choice.aicc <= least)) {
            char text[RI_FORM_ROOM];
            ri_test_fail(__FILE__, __LINE__, "series %d: %s of %.9g, another %.9g",
                         (int)known[i].seed, ri_arima_text(o, text), choice.aicc, least);
        }
    }
}

/* All 240 series with RI_TEST_FULL (make test-full), every sixth without: some 3 processor seconds. */
TEST(R_finds_no_better_orders)
{
    const size_t                every = getenv("RI_TEST_FULL") || getenv("RI_ARIMA_GOLDEN") ? 1 : 6;
    struct ri_json_document    *document;
    const struct ri_json_value *cases =
        golden_cases("arima_golden.json", "RI_ARIMA_GOLDEN", &document);
    double       y[MOST], w[MOST], mean[10];
    size_t       better = 0, worse = 0, compared = 0, given = 0, tried = 0;
    const size_t count = ri_json_count(cases);
    CHECK(count >= 200);
    for (size_t i = 0; i < count; i += every) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        const size_t                n = golden_numbers(ri_json_member(one, "y"), y, MOST);
        const size_t                m = (size_t)golden_number(one, "season");
        struct ri_arima_choice      choice = {.models = 94, .passes = 2000};
        struct ri_arima             own = {0}, theirs = {0};
        char                        text[RI_FORM_ROOM];
        size_t                      spent;
        CHECK(golden_text(one, "order", text, sizeof text) && ri_arima_parse(text, &theirs.order));
        theirs.order.season = theirs.order.season > 1 ? theirs.order.season : m;
        /* the same orders: our likelihood is theirs or better */
        ri_arima_difference(theirs.order, y, n, w);
        const size_t left = n - ri_arima_lost(theirs.order);
        const double value = ri_arima_fit_fresh(&theirs, w, left, true, room, 200, &spent);
        given++;
        if (!(value <= -2 * golden_number(one, "likelihood") + 0.05) && !getenv("RI_ARIMA_GOLDEN"))
            ri_test_fail(__FILE__, __LINE__, "series %zu %s: %.6g, R %.6g", i, text, value,
                         -2 * golden_number(one, "likelihood"));
        CHECK(ri_arima_choose(y, n, m, room, &choice, &own));
        tried += choice.tried;
        const double k = (double)ri_arima_variables(own.order) + 1;
        const double used = (double)(n - ri_arima_lost(own.order));
        CHECK_NEAR(choice.aicc, choice.likelihood + 2 * k + 2 * k * (k + 1) / (used - k - 1), 1e-9);
        char mine[RI_FORM_ROOM];
        if (own.order.d != theirs.order.d || own.order.sd != theirs.order.sd) {
            if (getenv("RI_ARIMA_GOLDEN"))
                printf("series %zu of %zu: %s, R %s: other differences\n", i, n,
                       ri_arima_text(own.order, mine), text);
            continue;
        }
        compared++;
        better += choice.aicc < golden_number(one, "aicc") - 0.01;
        worse += choice.aicc > golden_number(one, "aicc") + 0.01;
        if (choice.aicc > golden_number(one, "aicc") + 0.01 && getenv("RI_ARIMA_GOLDEN"))
            printf("series %zu of %zu: %s %.6g, R %s %.6g\n", i, n, ri_arima_text(own.order, mine),
                   choice.aicc, text, golden_number(one, "aicc"));
        ri_arima_forecast(&own, y, n, 10, room, mean);
        CHECK(isfinite(mean[9]));
    }
    if (getenv("RI_ARIMA_GOLDEN"))
        printf("%zu series, the same differences in %zu: AICc better in %zu, worse in %zu; %zu "
               "models tried\n",
               given, compared, better, worse, tried);
    CHECK(given >= count / every && compared == given && worse == 0);
    ri_json_document_free(document);
}
