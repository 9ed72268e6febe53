/* Fitting one order by damped Newton steps, and finding the order. */
#include "arima.h"

#include "math/newton.h"
#include "math/stats.h"
#include "math/stl.h"

#include <math.h>

#define GREATEST_PARTIAL 0.995

struct problem {
    struct ri_arima *arima;
    const double    *w;
    size_t           n, count;
    bool             exact;
    double          *room, *here, *there; /* errors at x, and beside it */
};

/* Errors scaled so that n log of their squared sum is the criterion but for a constant. */
static double scaled(const struct problem *p, double *errors)
{
    const double value = ri_arima_likelihood(p->arima, p->w, p->n, p->exact, p->room, errors);
    double       sum = 0;
    if (!isfinite(value)) return (double)INFINITY;
    for (size_t t = 0; t < p->n; t++) sum += errors[t] * errors[t];
    if (!(sum > 0)) return (double)INFINITY;
    const double factor = exp(value / (2 * (double)p->n)) / sqrt(sum);
    for (size_t t = 0; t < p->n; t++) errors[t] *= factor;
    return value;
}

static double criterion(void *context, const double *x, double *gradient, double *curvature)
{
    const struct problem *p = context;
    const double          n = (double)p->n;
    memcpy(p->arima->x, x, p->count * sizeof *x);
    const double value = scaled(p, p->here);
    if (!isfinite(value)) return value;
    double sum = 0;
    for (size_t t = 0; t < p->n; t++) sum += p->here[t] * p->here[t];
    for (size_t i = 0; i < p->count; i++) {
        const bool    constant = p->arima->order.constant && i + 1 == p->count;
        const double  size = constant ? sqrt(sum / n) + fabs(x[i]) : 1;
        const double  step = (x[i] > 0 && !constant ? -1e-6 : 1e-6) * fmax(size, 1e-290);
        double *const by = p->there + i * p->n;
        p->arima->x[i] = x[i] + step;
        if (!isfinite(scaled(p, by))) return (double)INFINITY;
        p->arima->x[i] = x[i];
        gradient[i] = 0;
        for (size_t t = 0; t < p->n; t++) {
            by[t] = (by[t] - p->here[t]) / step;
            gradient[i] += 2 * n / sum * p->here[t] * by[t];
        }
        for (size_t j = 0; j <= i; j++) {
            double cross = 0;
            for (size_t t = 0; t < p->n; t++) cross += by[t] * p->there[j * p->n + t];
            curvature[i * p->count + j] = 2 * n / sum * cross;
        }
    }
    return value;
}

double ri_arima_fit(struct ri_arima *arima, const double *w, size_t n, bool exact, double *room,
                    size_t budget, size_t *ret_spent)
{
    struct problem p = {.arima = arima, .w = w, .n = n, .exact = exact};
    double x[RI_ARIMA_VARIABLES_MOST], low[RI_ARIMA_VARIABLES_MOST], high[RI_ARIMA_VARIABLES_MOST];
    p.count = ri_arima_variables(arima->order);
    p.here = room;
    p.there = room + n;
    p.room = p.there + p.count * n;
    memcpy(x, arima->x, p.count * sizeof *x);
    for (size_t i = 0; i < p.count; i++) low[i] = -GREATEST_PARTIAL, high[i] = GREATEST_PARTIAL;
    if (arima->order.constant)
        low[p.count - 1] = (double)-INFINITY, high[p.count - 1] = (double)INFINITY;
    *ret_spent = 1;
    if (p.count == 0) return ri_arima_likelihood(arima, w, n, exact, p.room, p.here);
    const struct ri_newton_goal goal = {1e-5, budget, (double)INFINITY};
    const double value = ri_newton_in_box(criterion, &p, p.count, x, low, high, &goal, ret_spent);
    memcpy(arima->x, x, p.count * sizeof *x);
    return value;
}

double ri_arima_fit_fresh(struct ri_arima *arima, const double *w, size_t n, bool exact,
                          double *room, size_t budget, size_t *ret_spent)
{
    /* Partials of phi and Phi, of theta and Theta. With all of them 0 the two sides cancel and nothing points anywhere. */
    static const double         starts[][2] = {{0.1, -0.1}, {0.6, 0.4}, {-0.4, 0.3}};
    const struct ri_arima_order o = arima->order;
    const size_t                count = ri_arima_variables(o);
    struct ri_arima             best = *arima;
    double                      least = INFINITY;
    const bool                  mixed = (o.p || o.sp) && (o.q || o.sq);
    *ret_spent = 0;
    for (size_t i = 0; i < (mixed && exact ? RI_COUNT(starts) : 1) && *ret_spent < budget; i++) {
        struct ri_arima a = *arima;
        size_t          used;
        for (size_t k = 0; k < count - o.constant; k++) {
            const bool of_errors =
                (k >= o.p && k < (size_t)o.p + o.q) || k >= (size_t)o.p + o.q + o.sp;
            a.x[k] = starts[i][of_errors];
        }
        if (o.constant) a.x[count - 1] = ri_mean(w, n);
        const double value = ri_arima_fit(&a, w, n, exact, room, budget - *ret_spent, &used);
        *ret_spent += used;
        if (i && !(value < least)) continue;
        least = value;
        best = a;
    }
    *arima = best;
    return least;
}

double ri_kpss(const double *y, size_t n)
{
    const double mean = ri_mean(y, n);
    const size_t lags = (size_t)(3 * sqrt((double)n) / 13);
    double       run = 0, runs = 0, variance = 0;
    for (size_t t = 0; t < n; t++) {
        run += y[t] - mean;
        runs += run * run;
        variance += (y[t] - mean) * (y[t] - mean);
    }
    for (size_t lag = 1; lag <= lags; lag++) {
        double sum = 0;
        for (size_t t = lag; t < n; t++) sum += (y[t] - mean) * (y[t - lag] - mean);
        variance += 2 * (1 - (double)lag / (double)(lags + 1)) * sum;
    }
    return variance > 0 ? runs / ((double)n * variance) : 0;
}

/* Share of the variation around the trend that is season, by STL as R's nsdiffs has it; room: ri_arima_choose_room. */
static double season_strength(const double *y, size_t n, size_t m, double *room)
{
    double *const season = room, *const rest = season + n, *const trend = rest + n;
    if (m < 2 || n < 2 * m + 2) return 0;
    ri_mstl_run(y, n, &m, 1, 1, trend, season, rest);
    for (size_t t = 0; t < n; t++) { /* rest[] held the trend too */
        rest[t] -= trend[t];
        season[t] += rest[t];
    }
    const double both = ri_variance(season, n);
    return both > 0 ? fmax(0, 1 - ri_variance(rest, n) / both) : 0;
}

struct search {
    const double           *w;
    size_t                  left, season;
    bool                    exact;
    double                 *room;
    struct ri_arima_choice *choice;
    struct ri_arima         best;
    double                  best_aicc;
    double                  aicc[6 * 6 * 3 * 3 * 2]; /* of orders tried; 0: not yet */
};

static double aicc_of(double value, size_t variables, size_t n)
{
    const double k = (double)variables + 1, count = (double)n;
    return count - k - 1 > 0 ? value + 2 * k + 2 * k * (k + 1) / (count - k - 1) : (double)INFINITY;
}

/* The AICc of an order, fitted once; INFINITY where it is not allowed or there is no budget for it. */
static double try_order(struct search *s, int p, int q, int sp, int sq, bool constant)
{
    const bool seasonal = s->season > 1;
    if (p < 0 || q < 0 || sp < 0 || sq < 0 || p > RI_ARIMA_ORDER_MOST || q > RI_ARIMA_ORDER_MOST ||
        sp > RI_ARIMA_SEASONAL_MOST || sq > RI_ARIMA_SEASONAL_MOST || (!seasonal && sp + sq))
        return (double)INFINITY;
    double *const aicc =
        &s->aicc[((((size_t)p * 6 + (size_t)q) * 3 + (size_t)sp) * 3 + (size_t)sq) * 2 + constant];
    if (*aicc != 0) return *aicc;
    if (s->choice->tried >= s->choice->models || s->choice->spent >= s->choice->passes)
        return (double)INFINITY;
    *aicc = (double)INFINITY;
    struct ri_arima a = {.order = s->best.order};
    a.order.p = (unsigned char)p, a.order.q = (unsigned char)q;
    a.order.sp = (unsigned char)sp, a.order.sq = (unsigned char)sq;
    a.order.constant = constant;
    const size_t variables = ri_arima_variables(a.order);
    const size_t lag = (size_t)p + (size_t)sp * s->season;
    if (isinf(aicc_of(0, variables, s->left)) || s->left < lag + variables + 3) return *aicc;
    size_t       used;
    const double value = ri_arima_fit_fresh(&a, s->w, s->left, s->exact, s->room,
                                            s->choice->passes - s->choice->spent, &used);
    s->choice->tried++;
    s->choice->spent += used;
    /* conditional likelihoods leave the first `lag` values out: brought to the same number */
    const double whole = s->exact ? value : value * (double)s->left / (double)(s->left - lag);
    *aicc = aicc_of(whole, variables, s->left);
    if (!(*aicc < s->best_aicc)) return *aicc;
    s->best = a;
    s->best_aicc = *aicc;
    return *aicc;
}

struct place { /* in the search */
    int    p, q, sp, sq;
    bool   constant;
    double aicc;
};

static bool move_to(struct search *s, int p, int q, int sp, int sq, bool constant, struct place *at)
{
    const double aicc = try_order(s, p, q, sp, sq, constant);
    if (!(aicc < at->aicc)) return false;
    *at = (struct place){p, q, sp, sq, constant, aicc};
    return true;
}

/* Steps to better neighbours until there is none. */
static void climb(struct search *s, struct place at, bool constant_allowed)
{
    static const signed char moves[][4] = {
        {0, 0, -1, 0}, {0, 0, 0, -1}, {0, 0, 1, 0},   {0, 0, 0, 1},  {0, 0, -1, -1},
        {0, 0, 1, 1},  {0, 0, -1, 1}, {0, 0, 1, -1},  {-1, 0, 0, 0}, {0, -1, 0, 0},
        {1, 0, 0, 0},  {0, 1, 0, 0},  {-1, -1, 0, 0}, {1, 1, 0, 0},  {-1, 1, 0, 0},
        {1, -1, 0, 0}, {-2, 0, 0, 0}, {0, -2, 0, 0},  {0, 0, 2, -1}};
    for (bool better = true; better;) {
        const struct place o = at;
        better = false;
        for (size_t i = 0; i < RI_COUNT(moves) && !better; i++)
            better = move_to(s, o.p + moves[i][0], o.q + moves[i][1], o.sp + moves[i][2],
                             o.sq + moves[i][3], o.constant, &at);
        if (!better && constant_allowed)
            better = move_to(s, o.p, o.q, o.sp, o.sq, !o.constant, &at);
    }
}

/* From the best of the usual orders, and in short series from the next one too: one path alone may end in a hollow. */
static void search_orders(struct search *s, bool constant)
{
    const int    sp = s->season > 1;
    struct place starts[] = {{2, 2, sp, sp, constant, 0}, {0, 0, 0, 0, constant, 0},
                             {1, 0, sp, 0, constant, 0},  {0, 1, 0, sp, constant, 0},
                             {0, 0, sp, sp, constant, 0}, {0, 0, 0, 0, false, 0}};
    for (size_t i = 0; i < RI_COUNT(starts); i++) {
        struct place place = starts[i];
        place.aicc = try_order(s, place.p, place.q, place.sp, place.sq, place.constant);
        size_t at = i;
        for (; at > 0 && starts[at - 1].aicc > place.aicc; at--) starts[at] = starts[at - 1];
        starts[at] = place;
    }
    for (size_t i = 0; i < (s->exact ? 2 : 1); i++)
        if (isfinite(starts[i].aicc)) climb(s, starts[i], constant);
}

static struct ri_arima_order differences(const double *y, size_t n, size_t season, double *room)
{
    const double          strong = 0.64, critical = 0.463; /* of KPSS at 5 % */
    struct ri_arima_order o = {.season = season};
    if (season_strength(y, n, season, room) > strong && n > 2 * season + 10) o.sd = 1;
    for (; o.d < 2 && n > ri_arima_lost(o) + 10; o.d++) {
        ri_arima_difference(o, y, n, room);
        if (!(ri_kpss(room, n - ri_arima_lost(o)) > critical)) break;
    }
    return o;
}

size_t ri_arima_choose_room(size_t n, size_t season)
{
    const struct ri_arima_order o = {.season = season};
    const size_t apart = 2 * n + ri_mstl_room(n, &season, 1), work = n + ri_arima_room(o, n);
    return apart > work ? apart : work; /* the season, then differences and fits */
}

bool ri_arima_choose(const double *y, size_t n, size_t season, double *room,
                     struct ri_arima_choice *choice, struct ri_arima *ret)
{
    enum { LONG = 150, LONG_SEASON = 12 };
    struct search s = {.season = season, .choice = choice, .best_aicc = (double)INFINITY};
    double        least = INFINITY, greatest = -INFINITY;
    for (size_t t = 0; t < n; t++) least = fmin(least, y[t]), greatest = fmax(greatest, y[t]);
    if (!(greatest > least)) return false; /* nothing to explain */
    choice->tried = choice->spent = 0;
    s.best.order = differences(y, n, season, room);
    const struct ri_arima_order o = s.best.order;
    const bool                  constant = o.d + o.sd < 2;
    s.left = n - ri_arima_lost(o);
    s.exact = !(s.left > LONG || season > LONG_SEASON);
    s.w = room;
    ri_arima_difference(o, y, n, room);
    s.room = room + n;
    search_orders(&s, constant);
    if (isinf(s.best_aicc)) return false;
    size_t used;
    choice->likelihood = ri_arima_fit(&s.best, s.w, s.left, true, s.room, 60, &used);
    choice->aicc = aicc_of(choice->likelihood, ri_arima_variables(s.best.order), s.left);
    *ret = s.best;
    return isfinite(choice->likelihood);
}
