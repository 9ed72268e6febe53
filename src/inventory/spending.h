/* The best money first: which steps of many order lines to take when money is short, or when a supplier wants a minimum.
 *
 * Each line is a row of steps, each with its worth and its cost; a step needs those before it. Where a line's steps are worth ever
 * less for their money, taking steps by worth per money is the best that any choice can do, but for the last step that did not
 * fit (Dantzig 1957); steps that are not are joined with those that follow until they are (upper concave hull). */
#ifndef RI_INVENTORY_SPENDING_H
#define RI_INVENTORY_SPENDING_H
#include "base/error.h"

struct ri_spend_step { /* in the order of lines, and of steps within a line */
    size_t line;
    double value, cost; /* cost >= 0 */

    double ratio;        /* worked out: value per money of the joined steps; see ri_spend_order */
    size_t place, steps; /* where it stood; how many are joined here, 0: joined to one before */
};
/* Joins steps and puts them into the order of taking: the best ratio first, then by line and step. */
void ri_spend_order(struct ri_spend_step *steps, size_t n);
/* Takes ordered steps that still fit into `budget`; taken[line] counts steps. A line whose step does not fit gets no later one.
 * Returns what is spent. taken starts at 0. */
double ri_spend_within(const struct ri_spend_step *steps, size_t n, double budget, size_t *taken);
/* Takes ordered steps until `minimum` is reached, or all; the last one is the least dear of those that reach it. */
double ri_spend_up_to(const struct ri_spend_step *steps, size_t n, double minimum, size_t *taken);
#endif
