/* A series that is new borrows from its look-alikes: how much such things sell, how sales grow after a launch, and on which days.
 *
 *     level     of the look-alikes: a gamma law fitted by moments; own sales turn it into the posterior of a Poisson rate
 *               (empirical Bayes, Robbins 1956), so that what is borrowed fades as the series speaks for itself
 *     launch    mean of each of the first seasons over the mean of later ones, of look-alikes whose launch was seen
 *     season    places of the season in their sums
 *
 * A period ahead has the mean level x launch x season, and the negative binomial law that the uncertain level and the look-alikes'
 * own variation make. The first period of the series is left out: it is first because something sold. */
#ifndef RI_DEMAND_ANALOGUE_H
#define RI_DEMAND_ANALOGUE_H
#include "demand.h"

enum {
    RI_NEW_SEASONS = 6, /* a series is new for so many seasons after its first demand */
    RI_ALIKE_LEAST = 3  /* look-alikes that it takes */
};
/* Did the series begin within the newest seasons of a panel that reaches well beyond? season: periods. */
bool ri_series_is_new(const struct ri_panel *panel, size_t series, size_t season);

struct ri_analogue {
    size_t age;      /* periods since the first demand */
    size_t alike;    /* look-alikes old enough to tell a level */
    size_t launches; /* of them whose launch was seen; below RI_ALIKE_LEAST: no launch curve */
    double borrowed; /* part of the level that is theirs, 0 to 1 */
    double level;    /* units a period */
    double
        behind; /* units of sales that the level is worth: own, and what the look-alikes stand for */
    double variation; /* of a period around its level, squared and beyond that of a count */
};
/* n equally likely sums, rising, of the periods whose means are mean[span]: the level is uncertain for all of them alike, each varies by itself.
 * whole: counts. */
void ri_analogue_draws(const struct ri_analogue *analogue, const double *mean, size_t span,
                       bool whole, size_t n, double *ret);
/* mean[horizon], quantiles[horizon][level_count] of panel->series[series]; alike[count] are series of the panel. `season` of the options must
 * be set. RI_EDATA: fewer than RI_ALIKE_LEAST of them are old enough. */
RI_MUST_CHECK ri_status ri_analogue_forecast(const struct ri_panel          *panel,
                                             const struct ri_demand_options *options, size_t series,
                                             const size_t *alike, size_t count,
                                             struct ri_arena *scratch, double *mean,
                                             double *quantiles, struct ri_analogue *ret,
                                             struct ri_error *err);
#endif
