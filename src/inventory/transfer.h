/* Stock where it is worth more: units of one product moved between stores.
 *
 * A store's stock x is worth W(x), concave: a further unit is worth ever less. Moving units one by one from where the next is worth least
 * to where it is worth most, while that gains more than the move costs, is the best possible plan when every move costs the same
 * by the unit (a transport problem with concave gains: the exchange argument of greedy methods, Federgruen & Groenevelt 1986).
 * A fixed cost of a pair of stores is dealt with afterwards: givers and takers are paired large with large, so that there are
 * few pairs, and a pair that does not earn its cost is left out. Kernel. */
#ifndef RI_INVENTORY_TRANSFER_H
#define RI_INVENTORY_TRANSFER_H
#include "base/error.h"

struct ri_transfer_store {
    double stock;  /* units now; whole multiples of `unit` are moved */
    double spare;  /* most that it may give, units */
    double room;   /* most that it may take */
    double moved;  /* out: units; below 0: given */
    double paired; /* worked out: of moved, what has found its other end */
};
struct ri_transfer {
    size_t from, to;
    double units,
        gain; /* gain: worth of both stores together, less the cost by the unit and the fixed one; money */
};
/* Worth of stock x in a store, money. */
typedef double ri_transfer_worth(void *context, size_t store, double stock);
struct ri_transfer_terms {
    double unit; /* units moved at once, > 0 */
    double unit_cost, pair_cost;
};
/* Fills ret[0 .. returned - 1], room for n - 1 (n > 0). */
size_t ri_transfer_plan(struct ri_transfer_store *stores, size_t n,
                        const struct ri_transfer_terms *terms, ri_transfer_worth *worth,
                        void *context, struct ri_transfer *ret);
#endif
