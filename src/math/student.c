/* Student's t by the incomplete beta function; its quantile by Hill's approximation and Newton. */
#include "student.h"

#include "distribution.h"

#include <math.h>

/* P(T > t) for t >= 0. */
static double upper_tail(double t, double df)
{
    return 0.5 * ri_beta_inside(df / (df + t * t), df / 2, 0.5);
}

double ri_student_cdf(double t, double df)
{
    if (isnan(t) || !(df > 0)) return (double)NAN;
    const double tail = isinf(t) ? 0 : upper_tail(fabs(t), df);
    return t < 0 ? tail : 1 - tail;
}

static double density(double t, double df)
{
    const double log_scale =
        lgamma((df + 1) / 2) - lgamma(df / 2) - 0.5 * log(df * 3.14159265358979323846);
    return exp(log_scale - (df + 1) / 2 * log1p(t * t / df));
}

/* Two series in 1 / df: one around the normal quantile, one for few degrees of freedom or far tails. `both` is the chance beyond
 * -t and t together. */
static double hill(double both, double df)
{
    const double a = 1 / (df - 0.5), b = 48 / (a * a);
    const double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
    const double d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * 1.57079632679489661923) * df;
    double       y = pow(d * both, 2 / df);
    if (y > 0.05 + a) {
        const double x = ri_normal_quantile(both / 2);
        const double square = x * x;
        const double low = df < 5 ? c + 0.3 * (df - 4.5) * (x + 0.6) : c;
        const double scale = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + low;
        y = (((((0.4 * square + 6.3) * square + 36) * square + 94.5) / scale - square - 3) / b +
             1) *
            x;
        y = expm1(a * y * y);
    } else {
        y = ((1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y -
             1) *
                (df + 1) / (df + 2) +
            1 / y;
    }
    return sqrt(df * y);
}

static double start(double both, double df)
{
    if (df < 1.5) return 1 / tan(both * 1.57079632679489661923); /* Cauchy, exact at df = 1 */
    if (df < 2.5) return sqrt(2 / (both * (2 - both)) - 2);      /* exact at df = 2 */
    return hill(both, df);
}

double ri_student_quantile(double p, double df)
{
    if (!(p >= 0 && p <= 1) || !(df > 0)) return (double)NAN;
    if (p == 0 || p == 1) return p == 0 ? -(double)INFINITY : (double)INFINITY;
    if (p == 0.5) return 0;
    const double tail = p < 0.5 ? p : 1 - p;
    double       t = start(2 * tail, df);
    for (int pass = 0; pass < 60;
         pass++) { /* in the logarithm of the tail, which is nearly straight */
        const double here = upper_tail(t, df);
        const double step = here * log(here / tail) / density(t, df);
        t = t + step > 0 ? t + step : t / 2;
        if (!(fabs(step) > 1e-14 * t)) break;
    }
    return p < 0.5 ? -t : t;
}
