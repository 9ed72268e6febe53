/* The demand that stock is planned on: of every series the forecast of rolling.h at the end of what is known. What is replayed by a
 * simulation is what is ordered. */
#ifndef RI_DEMAND_STOCK_DEMAND_H
#define RI_DEMAND_STOCK_DEMAND_H
#include "demand.h"
#include "rolling.h"

#define RI_STOCK_MODEL "plan" /* the name by which users ask for it */

/* Whether silences of this panel are hidden: nobody recorded when a shelf was empty, so no series is marked as cut short. */
bool ri_stock_silences(const struct ri_panel *panel);
/* As ri_demand_forecast, with means, draws and lead draws only: of options horizon, season, protection, lead, draws, closed,
 * lifts and history count. A series falls to "mean" while it is too short for a model and to "zero" where it never sold. Does not depend
 * on the number of threads. RI_EUSAGE, RI_ENOMEM, RI_ECANCELLED, RI_ETIMEOUT. */
RI_MUST_CHECK ri_status ri_stock_demand(const struct ri_panel          *panel,
                                        const struct ri_demand_options *options,
                                        struct ri_task *task, struct ri_arena *mem,
                                        struct ri_demand_result *ret, struct ri_error *err);
#endif
