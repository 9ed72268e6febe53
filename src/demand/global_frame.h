/* All series of a panel as features of (series, origin, steps ahead): what a global learner is trained on and asked with.
 *
 *     origin    a count of periods of the frame: periods 0 .. origin-1 are known, the target is period origin + step - 1
 *     features  levels over windows before the origin and their ratios, the same position of earlier seasons, the year before,
 *               the group's level and what it did on the same day of earlier months, the level of its kin, covariates at
 *               the target, attributes, calendar, step
 *
 * A row reads the series' values before its origin and covariates up to its target, nothing else (tested by changing what comes after).
 * Levels enter as logarithms relative to one base, so that series of any size share the trees; the learner starts from
 * `base`, the level carried by the group's seasonal profile, and learns what to multiply it with. Trees know no ratio but those they
 * saw: in a history of fewer than GLOBAL_YEARS years, of a Christmas that came once, the base is carried on by half of how the group
 * went on a year ago. */
#ifndef RI_DEMAND_GLOBAL_FRAME_H
#define RI_DEMAND_GLOBAL_FRAME_H
#include "base/arena.h"
#include "covariate.h"

#include <math.h>

enum {
    GLOBAL_FEATURES_MOST = 512,
    GLOBAL_MONTH_REACH = 4 /* seasons on either side */,
    GLOBAL_YEARS = 3
};

struct global_groups { /* series put together, with their sums */
    size_t    count;
    size_t   *of;      /* [series]; SIZE_MAX: in none */
    double   *totals;  /* [group][n] */
    double   *running; /* [group][n + 1] their sums from the start */
    uint32_t *known;   /* [group][n + 1] how many values are in these */
    uint32_t *begun; /* [group][n + 1] how many there could be: of series that had begun by then */
};
/* What a group sold a period in the periods from .. to-1, had all of its series that had begun been open and known: a level that does
 * not fall because most of its shops are closed, and rises because more is on sale. NAN: nothing is known. */
static inline double global_level(const struct global_groups *groups, size_t group, size_t n,
                                  size_t from, size_t to)
{
    const size_t start = group * (n + 1) + from, end = group * (n + 1) + to;
    const double known = groups->known[end] - groups->known[start];
    const double begun = groups->begun[end] - groups->begun[start];
    return known > 0 ? (groups->running[end] - groups->running[start]) * (begun / known) /
                           (double)(to - from)
                     : (double)NAN;
}
struct global_frame { /* lives in the arena it was made in */
    const struct ri_panel      *panel;
    const struct ri_covariates *covariates;
    int64_t                     first;        /* period 0 of the frame */
    size_t                      n;            /* periods up to the panel's last */
    size_t                      season, year; /* periods; year 0: none */
    bool                        carried;      /* bases go on as last year did */
    struct global_groups        group;        /* by the attributes with few words */
    struct global_groups
        kin; /* by the one with many: the same product in other stores; count 0: none */
    /* [group][month_n] by days only, else NULL: logarithm of the group's level over its same weekdays of 4 seasons on either side; NAN:
     * not known. */
    float *month_day;
    size_t month_n;
    float *said; /* (optional) [n - said_from][series] in the place of values from said_from on */
    size_t said_from;
    size_t feature_count;
    const char **names;
    uint8_t     *categorical;
};
/* Share of last year's ratio that a forecast starts from, as `yearly_level` believes of sums. */
#define GLOBAL_LAST_YEAR 0.5
/* How the group of a series went on a year ago: logarithm of its level in the season around the target over that of the month before the
 * origin, both a year back, within -0.7 .. 0.7 (beyond it something else happened); NAN where one of them is not known. */
double global_year_ratio(const struct global_frame *frame, size_t series, size_t origin,
                         size_t step);
/* What the base goes on by because of last year, as a logarithm: 0 where that is not known or the frame is not carried. */
double global_last_year(const struct global_frame *frame, size_t series, size_t origin,
                        size_t step);
/* The newest periods of the panel, at most `most`. RI_ENOMEM. */
RI_MUST_CHECK ri_status global_frame_make(const struct ri_panel      *panel,
                                          const struct ri_covariates *covariates, size_t season,
                                          size_t most, struct ri_arena *mem,
                                          struct global_frame *ret, struct ri_error *err);

/* The frame up to `origin` and room for `steps` periods that are said one after another (global_frame_say); reads nothing of the frame
 * from origin on. Shares the frame's lists. RI_ENOMEM. */
RI_MUST_CHECK ri_status global_frame_extend(const struct global_frame *frame, size_t origin,
                                            size_t steps, struct ri_arena *mem,
                                            struct global_frame *ret, struct ri_error *err);
/* values[series] of the next period; NAN: none. */
void global_frame_say(struct global_frame *frame, size_t period, const float *values);

struct global_series { /* one series laid out for reading; room from global_series_new */
    size_t   index, n;
    size_t   first; /* period of its first demand; n: none */
    double  *y;     /* [n]; NAN: not known or closed */
    double  *sum;   /* [n + 1] running sums of known values, their squares, */
    double  *squares;
    double  *known; /* counts of known values and of zeros */
    double  *zeros;
    int32_t *quiet; /* [n] periods since the last demand */
};
RI_MUST_CHECK ri_status global_series_new(const struct global_frame *frame, struct ri_arena *mem,
                                          struct global_series *ret, struct ri_error *err);
void                    global_series_load(const struct global_frame *frame, size_t index,
                                           struct global_series *series);
/* Features of a row into x[feature_count]; returns the base, above 0. origin >= 1, step >= 1. */
double global_row(const struct global_frame *frame, const struct global_series *series,
                  size_t origin, size_t step, float *x);
/* Is the series closed in that period? */
bool global_closed(const struct global_frame *frame, size_t index, size_t period);
#endif
