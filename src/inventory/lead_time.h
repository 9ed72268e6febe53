/* How long orders take, learnt from those that were placed: the law of the lead time in whole periods.
 *
 * An order that has not come yet says that its lead time is longer than its age: leaving it out would make suppliers look
 * quicker than they are. Chances are those of Kaplan & Meier (1958) with `weight` orders of a prior law mixed in, so that few
 * receipts lean on the supplier's or on what was agreed (Dirichlet prior; Susarla & Van Ryzin 1976). Kernels. */
#ifndef RI_INVENTORY_LEAD_TIME_H
#define RI_INVENTORY_LEAD_TIME_H
#include "base/error.h"

struct ri_lead_seen {
    size_t periods; /* from order to shelf, or so far */
    bool   open;    /* not received yet */
};
/* Fills ret_chance[0 .. returned - 1], which adds up to 1; returned <= room, periods of room or more count as room - 1. Orders that
 * are open for more than twice the longest lead time known are taken for forgotten and left out. prior[prior_count] adds up to 1; weight
 * 0: none. 0 when nothing is known: no receipt and no prior. */
size_t ri_lead_time_learn(const struct ri_lead_seen *seen, size_t n, const double *prior,
                          size_t prior_count, double weight, double *ret_chance, size_t room);
/* The law with a mean and a standard deviation: gamma, rounded to whole periods; sd 0: the mean itself, rounded up.
 * Returns the number of periods; 0 when out of range. */
size_t ri_lead_time_spread(double mean, double sd, double *ret_chance, size_t room);
#endif
