/* Tour 2: the past year of a shop played again with our orders, beside what its own buyer did, in money. */
#include "app/tour.h"

#include "app/tour_chain.h"

static ri_status run(struct tour *tour, struct ri_error *err)
{
    struct ri_text table = {0};
    int64_t        ours = 0, theirs = 0, simple = 0, other = 0;
    RI_TRY(tour_chain_import(tour, err));
    tour_say(tour, "Each policy begins the year with the stock there was and knows of each day "
                   "only what was known then. "
                   "Cost: margin lost to empty shelves, money in stock, orders, waste.");
    TOUR_RUN(tour, &table, "inventory", "simulate");
    const bool read =
        tour_number(tour_cell(tour, &table, "forecast", "total_cost"), 2, &ours) &&
        tour_number(tour_cell(tour, &table, "as_it_was", "total_cost"), 2, &theirs) &&
        tour_number(tour_cell(tour, &table, "weeks_of_cover", "total_cost"), 2, &simple) &&
        tour_number(tour_cell(tour, &table, "min_max", "total_cost"), 2, &other);
    ri_text_release(&table);
    if (other < simple) simple = other;
    tour_claim(tour, read && ours < theirs,
               "the year would have cost %.0f under our orders; the shop's own cost %.0f, so %.0f "
               "%% less. The better of two simple "
               "rules, tuned on the half year before, comes to %.0f.",
               (double)ours / 100, (double)theirs / 100,
               theirs ? 100 - 100 * (double)ours / (double)theirs : 0, (double)simple / 100);
    return RI_OK;
}

const struct tour_plan tour_replay = {"the past year again, against the shop's own orders", run};
