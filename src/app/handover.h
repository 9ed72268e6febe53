/* Products that replace others take their history on, store by store. */
#ifndef RI_APP_HANDOVER_H
#define RI_APP_HANDOVER_H
#include "app/panel_load.h"
#include "demand/demand.h"
#include "warehouse/warehouse.h"

struct ri_handover {   /* by series of the panel; NULL: none */
    const char **from; /* the product whose history it has taken on */
    const char **to;   /* the product that goes on with its history */
};
/* Adds the sales of a product to those of its successor, where both were sold in a store. A chain of successors hands on all the way. Sets
 * loaded->handover when there is one; panels of product and store only. */
RI_MUST_CHECK ri_status ri_panel_hand_on(struct ri_call *call, struct ri_warehouse *warehouse,
                                         struct ri_loaded_panel *loaded, struct ri_error *err);
/* Nothing is expected of what was replaced, and the reasons say so. */
RI_MUST_CHECK ri_status ri_handover_say(struct ri_call *call, const struct ri_loaded_panel *loaded,
                                        struct ri_demand_result *result, struct ri_error *err);
#endif
