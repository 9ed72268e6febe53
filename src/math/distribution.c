/* Masses by Loader's saddle point form (2000), which keeps its digits for large counts; tails by series and
 * continued fractions (Abramowitz & Stegun 6.5.29, 6.5.31, 26.5.8). */
#include "distribution.h"

#include <math.h>

static const double TINY = 1e-300, PRECISE = 1e-16;
static const double HALF_LOG_2PI = 0.91893853320467274178, SQRT_HALF = 0.70710678118654752440;

/* ---- normal ------------------------------------------------------------------------------------------------ */

double ri_normal_pdf(double z)
{
    return exp(-0.5 * z * z - HALF_LOG_2PI);
}

double ri_normal_cdf(double z)
{
    return 0.5 * erfc(-z * SQRT_HALF);
}

double ri_normal_quantile(double p)
{
    if (!(p >= 0 && p <= 1)) return NAN;
    if (p == 0 || p == 1) return p == 0 ? -INFINITY : INFINITY;
    const double tail = p < 0.5 ? p : 1 - p, t = sqrt(-2 * log(tail));
    double       z = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                         (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))); /* A&S 26.2.23 */
    for (int i = 0; i < 3; i++) { /* Halley: each step triples the digits */
        const double step = (ri_normal_cdf(z) - tail) / ri_normal_pdf(z);
        z -= step / (1 + 0.5 * z * step);
    }
    return p < 0.5 ? z : -z;
}

double ri_normal_loss(double z)
{
    if (z < 0) return ri_normal_loss(-z) - z; /* E(D - s)+ - E(s - D)+ = E D - s */
    return ri_normal_pdf(z) - z * ri_normal_cdf(-z);
}

double ri_normal_loss_second(double z)
{
    if (z < 0) return (z * z + 1) / 2 - ri_normal_loss_second(-z); /* E(Z - z)^2 = z^2 + 1 */
    return ((z * z + 1) * ri_normal_cdf(-z) - z * ri_normal_pdf(z)) / 2;
}

/* ---- masses -------------------------------------------------------------------------------------------------- */

static double stirling_error(double n) /* log n! minus Stirling's formula; n > 0 */
{
    if (n < 16) return lgamma_r(n + 1, &(int){0}) - (n + 0.5) * log(n) + n - HALF_LOG_2PI;
    const double s = n * n;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / s) / s) / s) / s) / n;
}

static double deviance(
    double x, double mean) /* x log(x / mean) + mean - x, without cancelling near x = mean */
{
    const double v = (x - mean) / (x + mean);
    if (fabs(v) > 0.1) return x * log(x / mean) + mean - x;
    double sum = (x - mean) * v, term = 2 * x * v;
    for (int j = 1; j < 100; j++) {
        term *= v * v;
        const double next = sum + term / (2 * j + 1);
        if (next == sum) break;
        sum = next;
    }
    return sum;
}

static double poisson_mass(double k, double mean) /* mean^k e^-mean / Gamma(k + 1), k >= 0 real */
{
    if (mean == 0) return k == 0;
    if (k == 0) return exp(-mean);
    return exp(-stirling_error(k) - deviance(k, mean) - HALF_LOG_2PI) / sqrt(k);
}

static double binomial_mass(double k, double n,
                            double p) /* Gamma(n+1)/(Gamma(k+1)Gamma(n-k+1)) p^k q^(n-k) */
{
    const double q = 1 - p, rest = n - k;
    if (k == 0) return exp(n * log1p(-p));
    if (rest == 0) return exp(n * log(p));
    const double log_mass = stirling_error(n) - stirling_error(k) - stirling_error(rest) -
                            deviance(k, n * p) - deviance(rest, n * q) - HALF_LOG_2PI;
    return exp(log_mass) * sqrt(n / k / rest);
}

static bool whole_count(double k)
{
    return k >= 0 && k == floor(k) && !isinf(k);
}

double ri_poisson_pmf(double k, double mean)
{
    return whole_count(k) ? poisson_mass(k, mean) : 0;
}

/* r / (r + k) times the binomial mass of r successes in k + r trials. */
double ri_negative_binomial_pmf(double k, double mean, double dispersion)
{
    if (isinf(dispersion)) return ri_poisson_pmf(k, mean);
    if (!whole_count(k)) return 0;
    const double r = dispersion;
    if (mean == 0) return k == 0;
    if (k == 0) return exp(-r * log1p(mean / r));
    return r / (r + k) * binomial_mass(r, r + k, r / (r + mean));
}

/* ---- tails --------------------------------------------------------------------------------------------------- */

static double gamma_series(double a, double x) /* P(a, x), quick for x < a + 1 */
{
    double term = 1, sum = 1;
    for (double n = a + 1; term > PRECISE * sum; n++) sum += term *= x / n;
    return sum * poisson_mass(a, x);
}

static double gamma_fraction(double a, double x) /* Q(a, x), quick for x > a + 1; modified Lentz */
{
    double b = x + 1 - a, c = 1 / TINY, d = 1 / b, h = d;
    for (double i = 1; i < 1e7; i++) {
        const double factor = -i * (i - a);
        b += 2;
        d = 1 / (factor * d + b);
        c = b + factor / c;
        h *= d * c;
        if (fabs(d * c - 1) < PRECISE) break;
    }
    return h * poisson_mass(a, x) * a;
}

double ri_gamma_upper(double a, double x)
{
    if (!(a > 0) || !(x >= 0)) return NAN;
    if (x == 0) return 1;
    return x < a + 1 ? 1 - gamma_series(a, x) : gamma_fraction(a, x);
}

static double beta_fraction(double x, double a, double b)
{
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), h = d;
    for (double m = 1; m < 1e7; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / (1 + even * d);
        c = 1 + even / c;
        h *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        h *= d * c;
        if (fabs(d * c - 1) < PRECISE) break;
    }
    return h * binomial_mass(a, a + b, x) * b / (a + b);
}

double ri_beta_inside(double x, double a, double b)
{
    if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1)) return NAN;
    if (x == 0 || x == 1) return x;
    if (x < (a + 1) / (a + b + 2)) return beta_fraction(x, a, b);
    return 1 - beta_fraction(1 - x, b, a);
}

static double poisson_above(double k, double mean) /* P(D > k), small tails keep their digits */
{
    if (k < 0) return 1;
    if (mean == 0) return 0;
    const double a = floor(k) + 1;
    return mean < a + 1 ? gamma_series(a, mean) : 1 - gamma_fraction(a, mean);
}

double ri_poisson_cdf(double k, double mean)
{
    if (k < 0) return 0;
    return mean == 0 ? 1 : ri_gamma_upper(floor(k) + 1, mean);
}

double ri_negative_binomial_cdf(double k, double mean, double dispersion)
{
    if (isinf(dispersion)) return ri_poisson_cdf(k, mean);
    if (k < 0) return 0;
    return mean == 0 ? 1
                     : ri_beta_inside(dispersion / (dispersion + mean), dispersion, floor(k) + 1);
}

static double negative_binomial_above(double k, double mean, double r) /* P(D > k) */
{
    if (k < 0) return 1;
    return mean == 0 ? 0 : ri_beta_inside(mean / (r + mean), floor(k) + 1, r);
}

/* ---- quantiles and losses -------------------------------------------------------------------------------------- */

double ri_negative_binomial_quantile(double p, double mean, double dispersion)
{
    if (!(p >= 0 && p < 1) || !(mean >= 0)) return NAN;
    const double want =
        p * (1 - 64 * 0x1p-53); /* a p that is a cdf's value but for rounding is met by it */
    const double variance = isinf(dispersion) ? mean : mean + mean * mean / dispersion;
    double       step = ceil(sqrt(variance)) + 1, low = -1, high = ceil(mean);
    while (ri_negative_binomial_cdf(high, mean, dispersion) < want) {
        low = high;
        high += step;
        step *= 2;
    }
    while (high - low > 1) { /* cdf(low) < want <= cdf(high) */
        const double middle = floor((low + high) / 2);
        if (ri_negative_binomial_cdf(middle, mean, dispersion) >= want)
            high = middle;
        else
            low = middle;
    }
    return high;
}

double ri_poisson_quantile(double p, double mean)
{
    return ri_negative_binomial_quantile(p, mean, INFINITY);
}

/* E(D - s)+ = E[D; D > s] - s P(D > s), and k f(k) is the mean times the mass of a law shifted by one. */
double ri_poisson_loss(double s, double mean)
{
    if (s < 0) return mean - s;
    const double k = floor(s);
    return mean * poisson_above(k - 1, mean) - s * poisson_above(k, mean);
}

double ri_negative_binomial_loss(double s, double mean, double dispersion)
{
    if (isinf(dispersion)) return ri_poisson_loss(s, mean);
    if (s < 0) return mean - s;
    const double r = dispersion, k = floor(s);
    return mean * negative_binomial_above(k - 1, mean * (r + 1) / r, r + 1) -
           s * negative_binomial_above(k, mean, r);
}

double ri_empirical_cdf(const double *sorted, size_t n, double s)
{
    size_t low = 0, high = n; /* values [0, low) are at most s */
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (sorted[middle] <= s)
            low = middle + 1;
        else
            high = middle;
    }
    return (double)low / (double)n;
}

double ri_empirical_loss(const double *sorted, size_t n, double s)
{
    double sum = 0;
    for (size_t i = n; i-- > 0 && sorted[i] > s;) sum += sorted[i] - s;
    return sum / (double)n;
}
