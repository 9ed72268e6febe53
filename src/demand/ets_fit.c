/* Fitting by damped Newton steps in the box of weights: mean and first states are (nearly) linear, so that about ten passes do.
 * Choice of the form by AICc; a form that will not come near the best is given up. */
#include "ets_pass.h"
#include "season.h"

#include "math/newton.h"

#include <math.h>

#define LEAST_WEIGHT    1e-4
#define GREATEST_WEIGHT 0.9999
#define FINE            1e-7 /* of the criterion: where a fit ends */
#define COARSE          1e-3 /* and one that is only to be compared */

/* Level, slope and season of the first periods: a profile of means, a line through the first ten values without it. */
static void rough_start(struct ri_ets *ets, const double *y, size_t n)
{
    enum { FIRST = 10, SEASONS = 6 };
    const size_t      m = ets->season, whole = n / m * m;
    const size_t      used = whole < SEASONS * m ? whole : SEASONS * m;
    struct ri_history beginning = {.y = y, .n = used, .season = m};
    struct ri_profile profile = {.season = m, .additive = true, .at = ets->at};
    const size_t      most = n < (FIRST > m ? FIRST : m) ? n : FIRST > m ? FIRST : m;
    double            known = 0, sum = 0, times = 0, squares = 0, cross = 0;
    if (ets->form.season != 'N') ri_profile_of_means(&beginning, SEASONS, ets->at, &profile);
    for (size_t j = 0; ets->form.season == 'A' && !profile.additive && j < m; j++) ets->at[j] -= 1;
    double size = 0;
    for (size_t t = 0; t < most; t++)
        if (!isnan(y[t])) size += y[t], known++;
    size = known > 0 ? size / known : 0;
    for (size_t j = 0; ets->form.season == 'A' && !profile.additive && j < m; j++)
        ets->at[j] *= size;
    known = 0;
    for (size_t t = 0; t < most; t++) {
        if (isnan(y[t])) continue;
        const double s = ets->at[t % m], x = (double)(t + 1);
        const double here = ets->form.season == 'M'   ? y[t] / fmax(s, 0.01)
                            : ets->form.season == 'A' ? y[t] - s
                                                      : y[t];
        known++, sum += here, times += x, squares += x * x, cross += x * here;
    }
    const double spread = known * squares - times * times;
    const double slope = spread > 0 ? (known * cross - times * sum) / spread : 0;
    const double mean = known > 0 ? sum / known : 0;
    ets->level = ets->form.trend == 'N' ? mean : mean - slope * times / fmax(1, known);
    ets->slope = slope;
    if (ets->form.trend != 'M') return;
    ets->level = ets->level > 0 ? ets->level : mean;
    ets->slope = mean > 0 ? fmin(1.2, fmax(0.8, 1 + slope / mean)) : 1;
}

static void bounds_of(const struct ri_ets_problem *p, double *low, double *high)
{
    for (size_t i = 0; i < p->count; i++) {
        low[i] = ri_ets_is_root(p, i) ? sqrt(LEAST_WEIGHT)
                 : i < p->level       ? LEAST_WEIGHT
                                      : (double)-INFINITY;
        high[i] = ri_ets_is_root(p, i) ? sqrt(GREATEST_WEIGHT)
                  : i < p->level       ? GREATEST_WEIGHT
                                       : (double)INFINITY;
    }
    if (p->form.damped) low[p->phi] = 0.8, high[p->phi] = 0.98;
}

size_t ri_ets_room(size_t season)
{
    return season * RI_ETS_WIDTH;
}

/* Where fits begin: likelihoods of smoothing have several valleys. */
static const struct start {
    double alpha, share, part;
} starts[] = {{0.1, 0.1, 0.02}, {0.5, 0.02, 0.02}, {0.02, 0.2, 0.3},
              {0.15, 0.5, 0.5}, {0.7, 0.1, 0.7},   {0.01, 0.05, 0.02}};
static const struct {
    size_t first, end;
} ranges[] = {[RI_ETS_WARM] = {0, 1},
              [RI_ETS_ONE] = {0, 1},
              [RI_ETS_FEW] = {0, 2},
              [RI_ETS_OTHER] = {5, 6},
              [RI_ETS_MORE] = {2, RI_COUNT(starts)}};

static void begin_at(const struct start *start, const double *y, size_t n, struct ri_ets *ets)
{
    ets->alpha = start->alpha;
    ets->beta = start->share * start->alpha;
    ets->gamma = start->part * (1 - start->alpha);
    ets->phi = ets->form.damped ? 0.95 : 1;
    rough_start(ets, y, n);
}

/* Fits from each of the starts for as long as the goal is in reach; the budget is for all of them. */
static size_t fit_towards(struct ri_ets *ets, ri_ets_start start, const double *y, size_t n,
                          double *room, struct ri_newton_goal goal, double *ret_criterion)
{
    struct ri_ets_problem p = {
        .form = ets->form, .y = y, .n = n, .season = ets->season, .rows = room};
    double        x[RI_ETS_VARIABLES_MOST], low[RI_ETS_WIDTH], high[RI_ETS_WIDTH], best = INFINITY;
    struct ri_ets found = *ets;
    size_t        spent = 0;
    const size_t  budget = goal.budget;
    ri_ets_lay_out(&p);
    bounds_of(&p, low, high);
    for (size_t i = ranges[start].first; i < ranges[start].end && spent < budget; i++) {
        struct ri_ets beginning = *ets;
        size_t        used;
        if (start != RI_ETS_WARM) begin_at(&starts[i], y, n, &beginning);
        ri_ets_pack(&p, &beginning, x);
        goal.budget = budget - spent;
        const double value = ri_newton_in_box(ri_ets_pass, &p, p.count, x, low, high, &goal, &used);
        spent += used;
        if (!(value < best)) continue;
        best = value;
        ri_ets_unpack(&p, x, &found);
    }
    *ets = found;
    *ret_criterion = best;
    return spent;
}

size_t ri_ets_fit(struct ri_ets *ets, ri_ets_start start, const double *y, size_t n, double *room,
                  size_t budget, double *ret_criterion)
{
    const struct ri_newton_goal goal = {FINE, budget, (double)INFINITY};
    return fit_towards(ets, start, y, n, room, goal, ret_criterion);
}

double ri_ets_aicc(double criterion, struct ri_ets_form form, size_t season, size_t known)
{
    const double k = (double)ri_ets_variables(form, season) + 1, n = (double)known;
    if (!(n - k - 1 > 0)) return (double)INFINITY;
    return criterion + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

/* Forms without a finite variance, which R leaves out too. */
static bool unstable(struct ri_ets_form form)
{
    if (form.error == 'A') return form.trend == 'M' || form.season == 'M';
    return form.trend == 'M' && form.season == 'A';
}

enum { FORMS = 30, LONG = 300 }; /* LONG: known values from which one start is enough for most */
#define NEAR 6.0                 /* AICc from the best at which a form is worth more starts */

/* The form number i of all thirty, simple ones first. */
static struct ri_ets_form form_of(size_t i)
{
    static const char trends[] = {'N', 'A', 'A', 'M', 'M'}, seasons[] = {'N', 'A', 'M'};
    const size_t      trend = i / 2 % 5;
    return (struct ri_ets_form){.error = i % 2 ? 'M' : 'A',
                                .trend = trends[trend],
                                .damped = trend == 2 || trend == 4,
                                .season = seasons[i / 10]};
}

static bool fits_data(struct ri_ets_form form, bool positive, size_t n, size_t season,
                      const struct ri_ets_choice *choice)
{
    const bool any_m = form.error == 'M' || form.trend == 'M' || form.season == 'M';
    const bool seasonal = season > 1 && season <= RI_ETS_SEASON_MOST && n >= 2 * season;
    return (positive || !any_m) && (seasonal || form.season == 'N') &&
           (choice->multiplicative_trend || form.trend != 'M') &&
           (choice->unstable || !unstable(form));
}

struct choosing {
    const double         *y;
    size_t                n, known;
    double               *room;
    struct ri_ets_choice *choice;
    struct ri_ets        *best;
};

/* Fits a form and keeps it when it is better than the best so far; returns its AICc. It is given up where it will not
 * come below `beat`. */
static double try_form(const struct choosing *c, struct ri_ets ets, ri_ets_start start,
                       double tolerance, double beat)
{
    struct ri_ets_choice *const choice = c->choice;
    const double                penalty = ri_ets_aicc(0, ets.form, ets.season, c->known);
    const struct ri_newton_goal goal = {tolerance, choice->budget - choice->spent, beat - penalty};
    double                      value;
    choice->spent += fit_towards(&ets, start, c->y, c->n, c->room, goal, &value);
    if (!isfinite(value) || !ri_ets_admissible(&ets)) return (double)INFINITY;
    if (!(value + penalty < choice->aicc)) return value + penalty;
    choice->criterion = value;
    choice->aicc = value + penalty;
    choice->aic = value + 2 * ((double)ri_ets_variables(ets.form, ets.season) + 1);
    *c->best = ets;
    return value + penalty;
}

/* All forms that the data allow, from one start or two. */
static void first_round(const struct choosing *c, size_t season, bool positive, double *aicc)
{
    const bool long_one = c->known > LONG;
    for (size_t i = 0; i < FORMS && c->choice->spent < c->choice->budget; i++) {
        struct ri_ets ets = {.form = form_of(i)};
        ets.season = ets.form.season == 'N' ? 1 : season;
        if (!fits_data(ets.form, positive, c->n, season, c->choice) ||
            isinf(ri_ets_aicc(0, ets.form, ets.season, c->known)))
            continue;
        aicc[i] = long_one ? try_form(c, ets, RI_ETS_ONE, COARSE, c->choice->aicc + NEAR)
                           : try_form(c, ets, RI_ETS_FEW, FINE, (double)INFINITY);
    }
}

/* Those that came near the best, from other starts. */
static void second_round(const struct choosing *c, size_t season, const double *aicc)
{
    const bool long_one = c->known > LONG;
    for (size_t i = 0; i < FORMS && c->choice->spent < c->choice->budget; i++) {
        struct ri_ets ets = {.form = form_of(i)};
        ets.season = ets.form.season == 'N' ? 1 : season;
        if (!(aicc[i] < c->choice->aicc + NEAR)) continue;
        (void)(long_one ? try_form(c, ets, RI_ETS_OTHER, COARSE, fmin(aicc[i], c->choice->aicc))
                        : try_form(c, ets, RI_ETS_MORE, FINE, (double)INFINITY));
    }
}

bool ri_ets_choose(const double *y, size_t n, size_t season, double *room,
                   struct ri_ets_choice *choice, struct ri_ets *ret)
{
    struct choosing c = {.y = y, .n = n, .room = room, .choice = choice, .best = ret};
    double          aicc[FORMS];
    bool            positive = !choice->additive;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t])) continue;
        c.known++;
        positive = positive && y[t] > 0;
    }
    choice->spent = 0;
    choice->aicc = (double)INFINITY;
    for (size_t i = 0; i < FORMS; i++) aicc[i] = (double)INFINITY;
    first_round(&c, season, positive, aicc);
    second_round(&c, season, aicc);
    if (c.known > LONG && isfinite(choice->aicc))
        (void)try_form(&c, *ret, RI_ETS_WARM, FINE, (double)INFINITY);
    return isfinite(choice->aicc);
}
