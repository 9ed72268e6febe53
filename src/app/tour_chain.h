/* The sample chain as a tour's shop: files made, then imported one by one. Inside of the tours. */
#ifndef RI_APP_TOUR_CHAIN_H
#define RI_APP_TOUR_CHAIN_H
#include "app/tour.h"

/* Makes the small chain in FOLDER/files and imports what ordering needs; the two largest imports are shown. */
RI_MUST_CHECK ri_status tour_chain_import(struct tour *tour, struct ri_error *err);
/* Units that customers wanted and did not get, of one store (NULL: all), out of FOLDER/files/true_demand.csv. */
RI_MUST_CHECK ri_status tour_chain_lost(const struct tour *tour, const char *store, int64_t *ret,
                                        struct ri_error *err);
#endif
