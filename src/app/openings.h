/* When stores trade: said by the stores' dates and the holidays, and learnt from their tills.
 *
 * A till that usually rings often tells of itself: a day without a line was closed. A weekday on which it was silent nearly always is closed in
 * the future too; so is a holiday of kind `closed`, and one by whose name the store was closed before. */
#ifndef RI_APP_OPENINGS_H
#define RI_APP_OPENINGS_H
#include "app/call.h"
#include "table/panel.h"

struct ri_openings; /* lives in the call's memory */
/* Of the stores that the panel's key column `store` names; *ret NULL where the panel has none, or is not of days. as_of: last day that is known. */
RI_MUST_CHECK ri_status ri_openings_load(struct ri_call *call, struct ri_warehouse *warehouse,
                                         const struct ri_panel *panel, ri_day as_of,
                                         struct ri_openings **ret, struct ri_error *err);
/* Is the store of panel->series[series] closed on that day, past or future? */
bool ri_closed_on(const struct ri_openings *openings, size_t series, ri_day day);
/* [series][steps] 1 where closed after `last`; NULL: never. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_closed_ahead(const struct ri_openings *openings, ri_day last,
                                        size_t steps, struct ri_arena *mem, const uint8_t **ret,
                                        struct ri_error *err);
#endif
