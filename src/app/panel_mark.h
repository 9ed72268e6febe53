/* What the warehouse knows of the days of a panel of sales: empty shelves and closed stores. */
#ifndef RI_APP_PANEL_MARK_H
#define RI_APP_PANEL_MARK_H
#include "app/panel_load.h"
#include "warehouse/warehouse.h"

/* Marks periods in which a shelf ran empty as censored (sql/panel/stockouts.sql); loaded->stockouts counts them. ids: the products and
 * stores of the panel, whose first two keys are product and store. */
RI_MUST_CHECK ri_status ri_panel_mark_stockouts(struct ri_call             *call,
                                                struct ri_warehouse        *warehouse,
                                                const struct ri_filter_ids *ids,
                                                struct ri_loaded_panel     *loaded,
                                                struct ri_error            *err);
/* Days on which the store was closed and nothing was sold become NAN: they are no demand of nothing. missing false: they stay days of
 * nothing, for sums go over the stores that are open. Sets loaded->openings. */
RI_MUST_CHECK ri_status ri_panel_mark_closed(struct ri_call *call, struct ri_warehouse *warehouse,
                                             struct ri_loaded_panel *loaded, bool missing,
                                             struct ri_error *err);
#endif
