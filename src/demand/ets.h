/* Exponential smoothing in all its thirty forms: error {A, M} x trend {N, A, Ad, M, Md} x season {N, A, M}. Kernels.
 *
 *     before t:  level l, slope b, season s of t's position
 *     q          l (N), l + phi b (A), l b^phi (M)        mu = q, q + s (A), q s (M)
 *     k          (y - mu), over s with a multiplicative season: by how much q was wrong
 *     after t:   l' = q + alpha k,  b' = phi b + beta k (A), b^phi + beta k / l (M),
 *                s' = s + gamma (y - mu) (A), s + gamma (y - mu) / q (M)
 *
 * A missing period moves nothing but time. The criterion is minus twice the log likelihood but for a constant:
 * n log sum e^2 + 2 sum log |mu| for e = (y - mu) / mu, and n log sum e^2 for e = y - mu. Hyndman, Koehler, Ord & Snyder
 * (2008), and as R's `ets` counts. Multiplicative parts need a level, slope and season above 0, multiplicative errors
 * a mean above 0: anything else is not allowed. */
#ifndef RI_DEMAND_ETS_H
#define RI_DEMAND_ETS_H
#include "forecaster.h"

enum {
    RI_ETS_SEASON_MOST = 24,                       /* longest season with states of its own */
    RI_ETS_VARIABLES_MOST = RI_ETS_SEASON_MOST + 5 /* alpha beta gamma phi level slope season-1 */
};
struct ri_ets_form {
    char error, trend, season; /* 'A' or 'M'; 'N', 'A' or 'M'; the same */
    bool damped;
};
struct ri_ets { /* a model with its state */
    struct ri_ets_form form;
    size_t             season; /* positions; 1 without */
    double             alpha, beta, gamma, phi;
    double             level, slope, at[RI_ETS_SEASON_MOST]; /* at[t % season] */
};
/* "A,Ad,N" and back; false: no such form. text: room of 8. */
const char *ri_ets_form_text(struct ri_ets_form form, char *text);
bool        ri_ets_form_parse(const char *text, struct ri_ets_form *ret);
/* Variables that are fitted: weights, phi, first states (one season position follows from the others). */
size_t ri_ets_variables(struct ri_ets_form form, size_t season);
/* Runs through y[n] from the state in *ets, which is left after the last period. Returns the criterion, NAN when the
 * form is not allowed here; *ret_known: periods that counted. one_step[n] (optional): means before each period. */
double ri_ets_run(struct ri_ets *ets, const double *y, size_t n, size_t *ret_known,
                  double *one_step);
/* Means of the h periods after the n that were run. */
void ri_ets_forecast(const struct ri_ets *ets, size_t n, size_t h, double *ret_mean);
/* Whether the weights forget the past: in the region where R's `ets` would take them (its `admissible`). */
bool ri_ets_admissible(const struct ri_ets *ets);

typedef enum ri_ets_start {
    RI_ETS_WARM,  /* from the values given */
    RI_ETS_ONE,   /* from a rough guess: enough for most long series */
    RI_ETS_FEW,   /* from two */
    RI_ETS_OTHER, /* from another, with small weights */
    RI_ETS_MORE   /* from three others, for a form that is worth them */
} ri_ets_start;
/* Fits weights and first states within 1e-4 <= alpha, beta / alpha, gamma / (1 - alpha) <= 0.9999, 0.8 <= phi <= 0.98.
 * *ets: the form and the season, and where a warm start begins. room: ri_ets_room
 * values. On return *ets holds the fitted weights and first states; *ret_criterion is INFINITY where the form
 * is not allowed. At most `budget` passes; returns how many were spent. */
size_t ri_ets_fit(struct ri_ets *ets, ri_ets_start start, const double *y, size_t n, double *room,
                  size_t budget, double *ret_criterion);
size_t ri_ets_room(size_t season);

struct ri_ets_choice {           /* what may be chosen from */
    bool   multiplicative_trend; /* also forms whose trend is multiplicative */
    bool   unstable;             /* also forms without a finite variance */
    bool   additive;             /* only forms without a multiplicative part */
    size_t budget, spent;        /* passes for all forms together, and those used */
    double criterion, aic, aicc; /* of the form chosen */
};
/* The form with the least AICc, fitted; forms that the data do not allow are left out: multiplicative ones unless every
 * value is above 0, seasonal ones unless season is 2 .. RI_ETS_SEASON_MOST, and those with too many variables. false: none fits. */
bool ri_ets_choose(const double *y, size_t n, size_t season, double *room,
                   struct ri_ets_choice *choice, struct ri_ets *ret);
/* A fitted model as a forecaster keeps it, and back. */
void ri_ets_report(const struct ri_ets *ets, struct ri_fitted *ret);
void ri_ets_read(const struct ri_fitted *fitted, struct ri_ets *ret);
/* AICc of a criterion; INFINITY when there are too few values for the variables. */
double ri_ets_aicc(double criterion, struct ri_ets_form form, size_t season, size_t known);
#endif
