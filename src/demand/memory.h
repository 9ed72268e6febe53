/* What a forecast takes at most, before it starts, and what to leave out when that is too much. */
#ifndef RI_DEMAND_MEMORY_H
#define RI_DEMAND_MEMORY_H
#include "demand.h"

struct ri_demand_need { /* bytes beside the history, at most */
    size_t
        bytes; /* all of it: the learner is gone before the series are forecast, but for what it said */
    size_t series;         /* results of the series and scratch of the threads */
    size_t learner;        /* 0: none */
    size_t rows, features; /* of the learner's tables: rows of both ways together, where there are two */
};
/* All zero when the options cannot be planned. options.covariates as the forecast will have them. */
void ri_demand_needs(const struct ri_panel *panel, const struct ri_demand_options *options,
                     unsigned threads, struct ri_demand_need *ret);

/* How a forecast was brought below a bound. */
typedef enum ri_demand_fit {
    RI_FITS,              /* as it is */
    RI_FITS_FEWER_ROWS,   /* the learner has fewer rows */
    RI_FITS_SERIES_ALONE, /* "auto" does without the learner */
    RI_FITS_NOT           /* it is too large whatever is left out */
} ri_demand_fit;
/* Changes *options, and *learner, which they then point to, so that *ret_need is within `bound` bytes. */
ri_demand_fit ri_demand_fit_memory(const struct ri_panel *panel, unsigned threads, size_t bound,
                                   struct ri_demand_options *options,
                                   struct ri_global_options *learner,
                                   struct ri_demand_need    *ret_need);

/* The same of a hierarchy's nodes, their reconciliation and their quantiles (coherent.h). */
struct ri_hierarchy;
size_t ri_coherent_memory(const struct ri_panel *panel, const struct ri_hierarchy *hierarchy,
                          const struct ri_demand_options *options, unsigned threads);
#endif
