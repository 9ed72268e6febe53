/* The concentrated fit against its slow twin: the model run as published, all parameters searched by a simplex. */
#include "smooth.h"

#include "base/test.h"
#include "math/optimise.h"

enum { LENGTH = 80 };

static void sample(double *y)
{
    for (size_t t = 0; t < LENGTH; t++)
        y[t] = 30.385 + 0.4 * (double)t + 6.1 * sin((double)(t * t) * 0.21) +
               3.3 * cos((double)t * 0.09);
}

struct published {
    const double *y;
    ri_trend      trend;
    size_t        skip;
};
/* Fiorucci et al. (2016) word for word, recomputing the line from scratch in each period. x: level0, alpha, u. */
static double published_sse(void *context, const double *x)
{
    const struct published *p = context;
    const double            alpha = x[1], u = x[2];
    double                  level = x[0], sse = 0;
    if (alpha < 0.01 || alpha > 1 || u < 0 || u > 1) return (double)INFINITY;
    for (size_t t = 0; t < LENGTH; t++) {
        const double n = p->trend == RI_TREND_FIXED ? LENGTH : (double)t;
        double       sum = 0, weighted = 0, a = 0, b = 0;
        for (size_t i = 0; i < (size_t)n; i++)
            sum += p->y[i], weighted += (double)(i + 1) * p->y[i];
        if (n >= 2) b = (weighted - (n + 1) / 2 * sum) * 12 / (n * (n * n - 1));
        if (n >= 1) a = sum / n - (n + 1) / 2 * b;
        const double line =
            p->trend == RI_TREND_NONE
                ? 0
                : pow(1 - alpha, (double)t) * a + (1 - pow(1 - alpha, (double)t + 1)) / alpha * b;
        const double miss = p->y[t] - level - u * line;
        if (t >= p->skip) sse += miss * miss;
        level = alpha * p->y[t] + (1 - alpha) * level;
    }
    return sse;
}

TEST(run_is_the_published_recursion)
{
    double y[LENGTH];
    sample(y);
    for (int trend = RI_TREND_NONE; trend <= RI_TREND_DYNAMIC; trend++) {
        struct published p = {y, (ri_trend)trend, 3};
        struct ri_smooth smooth = {
            .trend = (ri_trend)trend, .alpha = 0.385, .u = 0.61, .level0 = 17.25};
        const double x[3] = {17.25, 0.385, trend == RI_TREND_NONE ? 0 : 0.61};
        ri_smooth_run(y, LENGTH, 3, false, false, &smooth);
        if (trend == RI_TREND_NONE) smooth.u = 0;
        CHECK_NEAR(smooth.sse, published_sse(&p, x), 1e-9);
    }
}

TEST(fit_is_no_worse_than_the_simplex)
{
    double y[LENGTH];
    sample(y);
    for (int trend = RI_TREND_FIXED; trend <= RI_TREND_DYNAMIC; trend++) {
        struct published p = {y, (ri_trend)trend, 3};
        struct ri_smooth smooth = {.trend = (ri_trend)trend};
        double           x[3] = {y[0] / 2, 0.5, 0.5};
        const double     step[3] = {5, 0.1, 0.1};
        const double     slow = ri_nelder_mead(published_sse, &p, 3, x, step, 1e-10, 3000);
        ri_smooth_fit(y, LENGTH, 3, 0.01, true, &smooth);
        CHECK(smooth.sse <= slow * (1 + 1e-6));
        if (slow < smooth.sse * (1 + 1e-6)) CHECK_NEAR(smooth.alpha, x[1], 0.01);
    }
}

TEST(ses_by_hand)
{
    const double     y[] = {2.5, 4, NAN, 3.5}; /* level0 3: 2.9 3.12 3.12 3.196 at alpha 0.2 */
    struct ri_smooth smooth = {.alpha = 0.2, .level0 = 3};
    ri_smooth_run(y, 4, 0, false, false, &smooth);
    CHECK_NEAR(smooth.level, 3.196, 1e-14);
    CHECK_NEAR(smooth.sse, 0.25 + 1.21 + 0.1444, 1e-13);
    CHECK_INT(smooth.count, 3);
    double mean[3];
    ri_smooth_forecast(&smooth, 3, mean);
    CHECK_NEAR(mean[2], 3.196, 1e-14);
}

TEST(first_level_is_the_least_squares_one)
{
    double           y[LENGTH];
    struct ri_smooth best = {.alpha = 0.3};
    sample(y);
    ri_smooth_run(y, LENGTH, 0, false, true, &best);
    for (double off = -2; off <= 2; off += 0.5) {
        struct ri_smooth other = {.alpha = 0.3, .level0 = best.level0 + off};
        ri_smooth_run(y, LENGTH, 0, false, false, &other);
        CHECK(other.sse >= best.sse - 1e-9);
    }
}

TEST(the_share_of_the_line_stays_between_none_and_all)
{
    double           y[LENGTH];
    struct ri_smooth smooth = {.trend = RI_TREND_FIXED};
    for (int turn = 0; turn < 2;
         turn++) { /* a hump wants less than no line, an elbow more than all of it */
        for (size_t t = 0; t < LENGTH; t++)
            y[t] = turn ? fmax(0, (double)t - 60) * 3 + 5 : 90 - fabs((double)t - 25) * 2;
        for (double alpha = 0.02; alpha < 1; alpha += 0.1) {
            smooth.alpha = alpha;
            ri_smooth_run(y, LENGTH, 3, true, true, &smooth);
            CHECK(smooth.u >= 0 && smooth.u <= 1);
        }
    }
}

TEST(a_straight_line_goes_on)
{
    double           y[LENGTH], mean[40];
    struct ri_smooth smooth = {.trend = RI_TREND_FIXED};
    for (size_t t = 0; t < LENGTH; t++) y[t] = 12.385 + 1.7 * (double)t;
    ri_smooth_fit(y, LENGTH, 3, 0.01, true, &smooth);
    ri_smooth_forecast(&smooth, 40, mean);
    for (size_t j = 0; j < 40; j++) CHECK_NEAR(mean[j], 12.385 + 1.7 * (double)(LENGTH + j), 1e-3);
}

/* Of one value there is no slope: the line lies at it. Of none there is no line. */
TEST(one_value_makes_a_level_line)
{
    const double     one[] = {NAN, 7.385, NAN}, none[] = {NAN, NAN, NAN};
    double           mean[3];
    struct ri_smooth smooth = {.trend = RI_TREND_FIXED, .alpha = 0.4, .u = 0.5, .level0 = 0.25};
    ri_smooth_run(one, 3, 0, false, false, &smooth);
    CHECK_NEAR(smooth.intercept, 7.385, 1e-15);
    CHECK_NEAR(smooth.slope, 0, 0);
    CHECK_NEAR(smooth.level, 0.6 * 0.25 + 0.4 * 7.385, 1e-15);
    ri_smooth_forecast(&smooth, 3, mean); /* half of the line, fading from its first 0.6 */
    CHECK_NEAR(mean[0], smooth.level + 0.5 * 0.6 * 7.385, 1e-12);
    CHECK_NEAR(mean[1], 0.6 * smooth.level + 0.4 * mean[0] + 0.5 * 0.36 * 7.385, 1e-12);
    ri_smooth_run(none, 3, 0, false, false, &smooth);
    CHECK_NEAR(smooth.intercept, 0, 0);
    CHECK_NEAR(smooth.level, 0.25, 0);
}

TEST(two_values_make_a_line)
{
    const double     two[] = {NAN, 2.5, 6.75, NAN}; /* the first value is at 1 */
    struct ri_smooth smooth = {.trend = RI_TREND_FIXED, .alpha = 0.4, .u = 0.5};
    ri_smooth_run(two, 4, 0, false, false, &smooth);
    CHECK_NEAR(smooth.slope, 4.25, 1e-12);
    CHECK_NEAR(smooth.intercept, 2.5 - 4.25, 1e-12);
}
