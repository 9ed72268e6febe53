/* Polynomials, likelihood, forecasts. */
#include "arima.h"

#include <math.h>

#define TWO_PI 6.283185307179586

size_t ri_arima_variables(struct ri_arima_order o)
{
    return (size_t)o.p + o.q + o.sp + o.sq + (size_t)o.constant;
}

const char *ri_arima_text(struct ri_arima_order o, char *text)
{
    int at = snprintf(text, 32, "(%d,%d,%d)", o.p, o.d, o.q);
    if (o.season > 1 && o.sp + o.sd + o.sq)
        at += snprintf(text + at, 32 - (size_t)at, "(%d,%d,%d)[%zu]", o.sp, o.sd, o.sq, o.season);
    if (o.constant && at < 31) text[at++] = 'c', text[at] = '\0';
    return text;
}

static bool read_digit(const char **at, char before, unsigned char *ret)
{
    if (**at != before || (*at)[1] < '0' || (*at)[1] > '9') return false;
    *ret = (unsigned char)((*at)[1] - '0');
    *at += 2;
    return true;
}

bool ri_arima_parse(const char *text, struct ri_arima_order *ret)
{
    struct ri_arima_order o = {.season = 1};
    const char           *at = text;
    if (!read_digit(&at, '(', &o.p) || !read_digit(&at, ',', &o.d) || !read_digit(&at, ',', &o.q) ||
        *at++ != ')')
        return false;
    if (*at == '(') {
        if (!read_digit(&at, '(', &o.sp) || !read_digit(&at, ',', &o.sd) ||
            !read_digit(&at, ',', &o.sq) || *at++ != ')' || *at++ != '[')
            return false;
        o.season = 0;
        while (*at >= '0' && *at <= '9' && o.season < 100000)
            o.season = 10 * o.season + (size_t)(*at++ - '0');
        if (*at++ != ']' || o.season < 2) return false;
    }
    o.constant = *at == 'c';
    if (at[o.constant] || o.p > RI_ARIMA_ORDER_MOST || o.q > RI_ARIMA_ORDER_MOST ||
        o.sp > RI_ARIMA_SEASONAL_MOST || o.sq > RI_ARIMA_SEASONAL_MOST)
        return false;
    *ret = o;
    return true;
}

size_t ri_arima_lost(struct ri_arima_order o)
{
    return o.d + o.sd * o.season;
}

void ri_arima_difference(struct ri_arima_order o, const double *y, size_t n, double *ret_w)
{
    size_t left = n;
    memcpy(ret_w, y, n * sizeof *y);
    for (unsigned i = 0; i < (unsigned)o.d + o.sd; i++) {
        const size_t lag = i < o.sd ? o.season : 1;
        left -= lag;
        for (size_t t = 0; t < left; t++) ret_w[t] = ret_w[t + lag] - ret_w[t];
    }
}

/* Coefficients of a stationary 1 - c1 z - c2 z^2 ... from partial autocorrelations. */
static void from_partials(const double *partials, size_t n, double *c)
{
    double old[RI_ARIMA_ORDER_MOST];
    for (size_t k = 0; k < n; k++) {
        memcpy(old, c, k * sizeof *c);
        for (size_t i = 0; i < k; i++) c[i] = old[i] - partials[k] * old[k - 1 - i];
        c[k] = partials[k];
    }
}

/* Expands (1 - a(z)) (1 - A(z^m)) into 1 - ret(z), ret[0 .. count): lags 1 and on. */
static size_t expand(const double *a, size_t p, const double *sa, size_t sp, size_t m, double *ret)
{
    const size_t count = p + sp * m;
    for (size_t i = 0; i < count; i++) ret[i] = i < p ? a[i] : 0;
    for (size_t s = 1; s <= sp; s++) {
        ret[s * m - 1] += sa[s - 1];
        for (size_t i = 0; i < p; i++) ret[s * m + i] -= a[i] * sa[s - 1];
    }
    return count;
}

struct model {       /* expanded: w_t = sum ar w + e_t + sum ma e */
    double *ar, *ma; /* lags 1 and on */
    size_t  p, q;
    double  mean;
};

static struct model expanded(const struct ri_arima *a, double *room)
{
    const struct ri_arima_order o = a->order;
    double                      short_ar[RI_ARIMA_ORDER_MOST], short_ma[RI_ARIMA_ORDER_MOST];
    double                      long_ar[RI_ARIMA_ORDER_MOST], long_ma[RI_ARIMA_ORDER_MOST];
    const double               *x = a->x;
    struct model                m = {.ar = room};
    from_partials(x, o.p, short_ar);
    from_partials(x + o.p, o.q, short_ma);
    from_partials(x + o.p + o.q, o.sp, long_ar);
    from_partials(x + o.p + o.q + o.sp, o.sq, long_ma);
    m.p = expand(short_ar, o.p, long_ar, o.sp, o.season, m.ar);
    m.ma = room + m.p;
    m.q = expand(short_ma, o.q, long_ma, o.sq, o.season, m.ma);
    for (size_t i = 0; i < m.q; i++) m.ma[i] = -m.ma[i];
    m.mean = o.constant ? x[ri_arima_variables(o) - 1] : 0;
    return m;
}

static size_t lag_room(struct ri_arima_order o)
{
    return (size_t)o.p + o.q + ((size_t)o.sp + o.sq) * o.season;
}

size_t ri_arima_room(struct ri_arima_order o, size_t n)
{
    const size_t lags =
        RI_ARIMA_ORDER_MOST + (o.season > 1 ? RI_ARIMA_SEASONAL_MOST * o.season : 0);
    const size_t width = (lags < RI_ARIMA_LAG_MOST ? lags : RI_ARIMA_LAG_MOST) + 1;
    return 2 * lags + 2 * width * width + 6 * width + (3 + RI_ARIMA_VARIABLES_MOST) * n;
}

/* ---- Conditional ------------------------------------------------------------------------------------------------ */

/* One-step errors from period `from` on, those before are 0 already; returns their squared sum. */
static double recurse(const struct model *m, const double *w, size_t from, size_t n, double *e)
{
    double sum = 0;
    for (size_t t = from; t < n; t++) {
        double mean = 0;
        for (size_t i = 0; i < m->p && i < t; i++)
            if (m->ar[i] != 0) mean += m->ar[i] * (w[t - 1 - i] - m->mean);
        for (size_t i = 0; i < m->q && i < t; i++)
            if (m->ma[i] != 0) mean += m->ma[i] * e[t - 1 - i];
        e[t] = w[t] - m->mean - mean;
        sum += e[t] * e[t];
    }
    return sum;
}

/* ---- Exact ------------------------------------------------------------------------------------------------------ */

/* Solves A x = b, A[n][n] with pivoting; false: singular. */
static bool solve(double *a, size_t n, double *b)
{
    for (size_t c = 0; c < n; c++) {
        size_t pivot = c;
        for (size_t i = c + 1; i < n; i++)
            if (fabs(a[i * n + c]) > fabs(a[pivot * n + c])) pivot = i;
        if (!(fabs(a[pivot * n + c]) > 1e-14)) return false;
        for (size_t j = 0; j < n && pivot != c; j++) {
            const double keep = a[c * n + j];
            a[c * n + j] = a[pivot * n + j], a[pivot * n + j] = keep;
        }
        const double keep = b[c];
        b[c] = b[pivot], b[pivot] = keep;
        for (size_t i = c + 1; i < n; i++) {
            const double f = a[i * n + c] / a[c * n + c];
            if (f == 0) continue;
            for (size_t j = c; j < n; j++) a[i * n + j] -= f * a[c * n + j];
            b[i] -= f * b[c];
        }
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++) b[i] -= a[i * n + j] * b[j];
        b[i] /= a[i * n + i];
    }
    return true;
}

/* Autocovariances 0 .. p of unit-variance errors, and on to `last`; matrix, psi: room. */
static bool autocovariances(const struct model *m, size_t last, double *matrix, double *psi,
                            double *gamma)
{
    const size_t n = m->p + 1;
    for (size_t j = 0; j <= m->q; j++) {
        psi[j] = j == 0 ? 1 : m->ma[j - 1];
        for (size_t i = 0; i < m->p && i < j; i++) psi[j] += m->ar[i] * psi[j - 1 - i];
    }
    memset(matrix, 0, n * n * sizeof *matrix);
    for (size_t k = 0; k <= (last > m->p ? last : m->p); k++) {
        double right = 0;
        for (size_t j = k; j <= m->q; j++) right += (j == 0 ? 1 : m->ma[j - 1]) * psi[j - k];
        gamma[k] = right;
    }
    for (size_t k = 0; k < n; k++) {
        matrix[k * n + k] += 1;
        for (size_t i = 0; i < m->p; i++) {
            const size_t lag = k > i + 1 ? k - i - 1 : i + 1 - k;
            matrix[k * n + lag] -= m->ar[i];
        }
    }
    if (!solve(matrix, n, gamma)) return false;
    for (size_t k = n; k <= last; k++)
        for (size_t i = 0; i < m->p; i++) gamma[k] += m->ar[i] * gamma[k - 1 - i];
    return true;
}

/* The covariance of w_1 .. w_big, then phi(B) w, by lag: among the first, between one of them and a later one, among later ones. */
struct band {
    double *gamma, *mixed, *later; /* [big + 1] each; the last two end with lag q */
    size_t  big;
};

static void make_band(const struct model *m, struct band *b)
{
    for (size_t lag = 0; lag <= b->big; lag++) {
        b->mixed[lag] = b->later[lag] = 0;
        if (lag > m->q) continue;
        for (size_t r = 0; r + lag <= m->q; r++)
            b->later[lag] += (r == 0 ? 1 : m->ma[r - 1]) * (r + lag == 0 ? 1 : m->ma[r + lag - 1]);
        b->mixed[lag] = b->gamma[lag];
        for (size_t r = 0; r < m->p; r++)
            b->mixed[lag] -= m->ar[r] * b->gamma[r + 1 > lag ? r + 1 - lag : lag - r - 1];
    }
}

static double covariance(const struct band *b, size_t i, size_t j) /* i >= j, from 1 */
{
    return (i <= b->big ? b->gamma : j > b->big ? b->later : b->mixed)[i - j];
}

/* Runs the innovations algorithm until the variance has settled; *ret_t: the first period left to the plain recursion. */
static double innovations(const struct model *m, const double *w, size_t n, double *room, double *e,
                          double *v_out, size_t *ret_t)
{
    const size_t  big = m->p > m->q ? m->p : m->q, width = big + 1;
    double *const matrix = room, *const gamma = matrix + width * width, *const psi = gamma + width;
    double *const rows = psi + width;       /* [width][width]: theta of the newest rows */
    double *const v = rows + width * width; /* [width], by t % width */
    double *const scaled_row = v + width;   /* [width], oldest first: theta times its variance */
    struct band   b = {gamma, scaled_row + width, scaled_row + 2 * width, big};
    double        sum = 0, logs = 0;
    size_t        t = 0, settled = 0;
    if (!autocovariances(m, big, matrix, psi, gamma)) return INFINITY;
    make_band(m, &b);
    for (; t < n && (settled <= width || t <= 2 * big); t++) {
        const size_t back = t < big || m->q > t ? t : m->q, oldest = t - back;
        double      *row = rows + t % width * width; /* row[j]: theta_{t, j}, 1 <= j <= big */
        double       variance = covariance(&b, t + 1, t + 1), mean = 0;
        for (size_t j = 0; j < width; j++) row[j] = 0;
        for (size_t k = oldest; k < t; k++) { /* k: 0 .. t - 1 of the literature */
            const double *other = rows + k % width * width + (k - oldest);
            double        c = covariance(&b, t + 1, k + 1);
            for (size_t j = 0; j < k - oldest; j++) c -= *(other - j) * scaled_row[j];
            row[t - k] = c / v[k % width];
            scaled_row[k - oldest] = c;
        }
        for (size_t k = oldest; k < t; k++) {
            variance -= row[t - k] * scaled_row[k - oldest];
            mean += row[t - k] * e[k];
        }
        if (!(variance > 1e-12)) return INFINITY;
        for (size_t i = 0; t >= big && i < m->p; i++) mean += m->ar[i] * (w[t - 1 - i] - m->mean);
        e[t] = w[t] - m->mean - mean;
        v[t % width] = variance;
        v_out[t] = variance;
        sum += e[t] * e[t] / variance;
        logs += log(variance);
        settled = fabs(variance - 1) < 1e-9 ? settled + 1 : 0;
    }
    *ret_t = t;
    for (size_t s = t; s < n; s++) v_out[s] = 1;
    const double rest = recurse(m, w, t, n, e);
    return (double)n * log((sum + rest) / (double)n) + logs;
}

double ri_arima_likelihood(const struct ri_arima *arima, const double *w, size_t n, bool exact,
                           double *room, double *errors)
{
    const size_t lags = lag_room(arima->order);
    struct model m = expanded(arima, room);
    double      *own = room + lags, *e = errors ? errors : own, *v = own + n, *rest = v + n;
    const double count = (double)n;
    if (!exact || (m.p > m.q ? m.p : m.q) > RI_ARIMA_LAG_MOST) {
        const size_t from = m.p < n ? m.p : n;
        for (size_t t = 0; t < from; t++) e[t] = 0;
        const double sum = recurse(&m, w, from, n, e), used = (double)(n - from);
        return used > 0 ? used * (log(TWO_PI * (sum + 1e-290) / used) + 1) : INFINITY;
    }
    size_t       t;
    const double value = innovations(&m, w, n, rest, e, v, &t);
    for (size_t s = 0; s < n && isfinite(value); s++) e[s] /= sqrt(v[s]);
    return value + count * (log(TWO_PI) + 1);
}

void ri_arima_forecast(const struct ri_arima *arima, const double *y, size_t n, size_t h,
                       double *room, double *ret_mean)
{
    const struct ri_arima_order o = arima->order;
    const size_t                lost = ri_arima_lost(o), lags = lag_room(o), left = n - lost;
    struct model                m = expanded(arima, room);
    double                     *w = room + lags, *e = w + n;
    ri_arima_difference(o, y, n, w);
    for (size_t t = 0; t < left && t < m.p; t++) e[t] = 0;
    (void)recurse(&m, w, m.p < left ? m.p : left, left, e);
    /* the differences ahead, then back to levels, one difference after the other */
    for (size_t j = 0; j < h; j++) {
        double mean = 0;
        for (size_t i = 0; i < m.p && i < left + j; i++)
            mean += m.ar[i] * ((i < j ? ret_mean[j - 1 - i] : w[left + j - 1 - i]) - m.mean);
        for (size_t i = j; i < m.q && i < left + j; i++) mean += m.ma[i] * e[left + j - 1 - i];
        ret_mean[j] = m.mean + mean;
    }
    for (unsigned k = (unsigned)o.d + o.sd; k-- > 0;) {
        struct ri_arima_order before = o; /* the differences taken before this one */
        before.sd = (unsigned char)(k < o.sd ? k : o.sd);
        before.d = (unsigned char)(k < o.sd ? 0 : k - o.sd);
        const size_t lag = k < o.sd ? o.season : 1, there = n - ri_arima_lost(before);
        ri_arima_difference(before, y, n, w);
        for (size_t j = 0; j < h; j++)
            ret_mean[j] += j < lag ? w[there + j - lag] : ret_mean[j - lag];
    }
}
