/* Phantom stock: the system believes that goods are on the shelf, and nobody can buy them. A kernel.
 *
 * A seller falls silent. Under its law of demand the chance of so long a silence is the product of the chances of nothing on
 * each day. By Bayes, with the share `prior` of positions that are phantom at any time, and certain silence when one is:
 *
 *     P(phantom | silence) = prior / (prior + (1 - prior) chance)
 *
 * A rate known from K sales is not sure itself: with its gamma law mixed in the chance is (1 + L / K)^-K, where exp(-L) would be that of
 * a known rate. Something sold once says nothing. */
#ifndef RI_INVENTORY_PHANTOM_H
#define RI_INVENTORY_PHANTOM_H
#include "base/arena.h"

struct ri_silence {
    size_t last_sale;   /* period of the last sale; SIZE_MAX: never sold */
    size_t days;        /* open days since then on which nothing sold */
    double expected;    /* units that those days would have sold */
    double a_day;       /* mean units a day before the silence */
    double chance;      /* of that silence if the goods are there */
    double probability; /* that the stock is phantom */
};
/* y[n] units sold, NAN: closed; censored (optional): days without stock, which are not silence. The law is that of the `memory` periods
 * up to the last sale, so that the silence does not speak for itself. 0 < prior < 1. RI_EUSAGE; as ri_demand_law_fit. */
RI_MUST_CHECK ri_status ri_silence_of(const double *y, const uint8_t *censored, size_t n,
                                      size_t season, size_t memory, double prior,
                                      struct ri_arena *scratch, struct ri_silence *ret,
                                      struct ri_error *err);
#endif
