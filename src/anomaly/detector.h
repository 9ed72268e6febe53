/* One way to tell what is unusual in a series: the driver table of the room.
 *
 * A detector reads a whole series and says for each period what would have been usual, and whether what came is too far from it to be
 * chance. It judges history: the usual may be learnt from both sides of a period. Nothing depends on the order of series or on threads. */
#ifndef RI_ANOMALY_DETECTOR_H
#define RI_ANOMALY_DETECTOR_H
#include "esd.h"

#include "base/arena.h"

struct ri_watched {
    const double *y; /* oldest first; NAN: not known (closed, a gap); never infinite */
    size_t        n;
    size_t        season; /* periods of the season, at least 1 */
};

/* How high a finding must stand beside the highest values of the seasons: their median or a quantile. */
#define RI_THRESHOLD_MAP(X)                \
    X(RI_THRESHOLD_NONE, "none", 0)        \
    X(RI_THRESHOLD_MEDIAN, "med_max", 0.5) \
    X(RI_THRESHOLD_P95, "p95", 0.95)       \
    X(RI_THRESHOLD_P99, "p99", 0.99)
#define RI_THRESHOLD_ENUM_(code, text, share) code,
typedef enum ri_threshold { RI_THRESHOLD_MAP(RI_THRESHOLD_ENUM_) RI_THRESHOLD_COUNT } ri_threshold;
#undef RI_THRESHOLD_ENUM_

struct ri_detect_options { /* zeroed: the defaults */
    double          alpha; /* chance of a false alarm over the whole series; 0: 0.05 */
    double          share; /* most part of the periods that may be unusual, below 0.5; 0: 0.02 */
    ri_anomaly_side side;
    size_t
        piece; /* periods judged on a median of their own, where the level moves over the years; 0: all at once */
    size_t       newest; /* only the newest periods may be findings; 0: all */
    ri_threshold threshold;
    size_t       phase; /* periods of a season before y[0]: where thresholds cut the seasons */
};

struct ri_judged {
    double expected, low,
        high;     /* usual value and the ends of what chance explains; NAN where not known */
    double score; /* how unusual; 0 is the most usual, comparable within a detector */
    bool   anomaly;
    bool   spread; /* the change is one of the spread, not of the level */
};

struct ri_detector {
    const char *name, *summary, *score; /* score: what its scores count */
    size_t      least;                  /* fewest known values */
    size_t      least_seasons;          /* fewest whole seasons */
    bool        counts;                 /* for whole numbers >= 0 only */
    /* ret[watched.n]. Room from scratch, given back by the caller. RI_ENOMEM. */
    ri_status (*run)(const struct ri_watched *watched, const struct ri_detect_options *options,
                     struct ri_arena *scratch, struct ri_judged *ret, struct ri_error *err);
};

extern const struct ri_detector *const ri_detectors[];                     /* ends with NULL */
const struct ri_detector              *ri_detector_find(const char *name); /* NULL: there is none */
/* Why the detector cannot judge the series: static text; NULL: it can. */
const char *ri_detector_refuses(const struct ri_detector *detector,
                                const struct ri_watched  *watched);
/* What `auto` takes: count for small whole numbers, local where it accepts the series, shesd otherwise. NULL: too short for all. */
const struct ri_detector *ri_detector_for(const struct ri_watched *watched);

/* Runs a detector: options checked, periods before `newest` and those below the threshold are no findings, unknown periods
 * neither. RI_EUSAGE: an option out of range, with its value; RI_EDATA: the detector refuses the series; RI_ENOMEM. scratch is
 * given back. */
RI_MUST_CHECK ri_status ri_detect(const struct ri_detector       *detector,
                                  const struct ri_watched        *watched,
                                  const struct ri_detect_options *options, struct ri_arena *scratch,
                                  struct ri_judged *ret, struct ri_error *err);
#endif
