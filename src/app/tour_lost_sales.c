/* Tour 3: sales that empty shelves cost, found in what was sold, beside what was really wanted. */
#include "app/tour.h"

#include "app/tour_chain.h"

enum { WITHIN_PERCENT = 30 };

static ri_status beside(struct tour *tour, const struct ri_text *table, const char *store,
                        struct ri_error *err)
{
    int64_t found = 0, lost = 0, sold = 0;
    RI_TRY(tour_chain_lost(tour, store, &lost, err));
    const bool read = tour_number(tour_cell(tour, table, store, "lost_units"), 2, &found) &&
                      tour_number(tour_cell(tour, table, store, "sold_units"), 2, &sold);
    const double off = lost ? (double)found / (double)lost - 100 : 100;
    tour_claim(tour, read && lost > 0 && off > -WITHIN_PERCENT && off < WITHIN_PERCENT,
               "%s lost about %.0f units by what was found, %lld in truth: %+.0f %%. Counted by "
               "sales alone it "
               "lost none.",
               store, (double)found / 100, (long long)lost, off);
    return RI_OK;
}

static ri_status run(struct tour *tour, struct ri_error *err)
{
    struct ri_text table = {0};
    RI_TRY(tour_chain_import(tour, err));
    tour_say(tour, "Sold is not wanted: what nobody could buy stands in no file. The stock tells "
                   "when a shelf was empty, and the days "
                   "with stock tell how much would have sold:");
    TOUR_RUN(tour, &table, "inventory", "lost", "--by", "store");
    ri_status status = beside(tour, &table, "S01", err);
    if (status == RI_OK) status = beside(tour, &table, "S02", err);
    ri_text_release(&table);
    if (status != RI_OK) return status;
    tour_say(tour, "Where it hurts most:");
    TOUR_RUN(tour, NULL, "inventory", "lost", "--limit", "5");
    return RI_OK;
}

const struct tour_plan tour_lost_sales = {"lost sales, where the truth is known", run};
