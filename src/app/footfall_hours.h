/* A file of hours: counters that failed are filled, and hours become days with a course, as the hours of the workspace do. */
#ifndef RI_APP_FOOTFALL_HOURS_H
#define RI_APP_FOOTFALL_HOURS_H
#include "app/call.h"
#include "app/footfall_course.h"
#include "table/panel.h"

/* Hours in which a counter failed become their usual; a day of nothing is a closed one, as the file does not say otherwise. */
RI_MUST_CHECK ri_status ri_file_hours_clean(struct ri_call *call, struct ri_panel *panel,
                                            struct ri_error *err);
/* Hours are forecast as days and their course, unless the caller asks for models of the hours themselves (--season) or gives what is known by the hour
 * (--future, --past). */
bool ri_file_hours_fold_wanted(const struct ri_call *call);
/* Makes days of the hours, in the call's memory: closed ones are not known; a last day that is not over is left out, and the panel then ends before it.
 * ret[series_count] receives how the last eight weeks of days went; a weekday that was open on fewer than half of them is expected to stay closed. */
RI_MUST_CHECK ri_status ri_file_hours_fold(struct ri_call *call, struct ri_panel *panel,
                                           struct ri_hour_course *ret, struct ri_error *err);
#endif
