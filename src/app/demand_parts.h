/* What the operations of the area demand share. */
#ifndef RI_APP_DEMAND_PARTS_H
#define RI_APP_DEMAND_PARTS_H
#include "app/call.h"
#include "demand/demand.h"

/* Parameters of group `model` as options for this panel. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_demand_read_options(struct ri_call *call, const struct ri_panel *panel,
                                               struct ri_demand_options *ret, struct ri_error *err);
/* --season: the season, and the further ones, of *ret. RI_EUSAGE. */
RI_MUST_CHECK ri_status ri_demand_read_seasons(struct ri_call *call, struct ri_demand_options *ret,
                                               struct ri_error *err);
/* demand forecast with --hierarchy: all nodes, adding up. */
RI_MUST_CHECK ri_status  ri_demand_hierarchy_run(struct ri_call *call, struct ri_error *err);
extern const char *const ri_reconcile_words[]; /* values of --reconcile */
#endif
