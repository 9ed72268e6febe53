/* Base stock: at each review order up to S. Snyder & Shen, sections 4.3 and 5.2.
 *
 *     backorders   S is the newsvendor's quantile of demand over lead time and review (continuous review: lead time alone)
 *     lost sales   continuous review, Poisson demand: units on order never exceed S, so the share of demand that finds the
 *                  shelf empty is Erlang's loss formula whatever the law of the lead time (Karush 1957)
 *
 * Kernels; out of range: NAN. h > 0 a unit and period, p > 0 a unit lost, mean > 0 a period, lead > 0 periods. */
#ifndef RI_INVENTORY_BASE_STOCK_H
#define RI_INVENTORY_BASE_STOCK_H
#include "base/error.h"

double ri_base_stock_normal(double holding, double shortage, double mean, double sd,
                            double protection);
double ri_base_stock_poisson(double holding, double shortage, double mean, double protection);

/* Share of Poisson demand lost with S units in the system and `load` = mean x lead; S a whole number >= 0. */
double ri_lost_share(double level, double load);
double ri_base_stock_lost_cost(double holding, double shortage, double mean, double lead,
                               double level);
double ri_base_stock_lost(double holding, double shortage, double mean, double lead);
#endif
