/* The law of each supplier's lead time: learnt from orders received and open, leaning on what was agreed. */
#ifndef RI_APP_LEAD_TIMES_H
#define RI_APP_LEAD_TIMES_H
#include "app/stock.h"

typedef enum ri_lead_source {
    RI_LEAD_ASKED,   /* --lead-time */
    RI_LEAD_LEARNT,  /* from receipts */
    RI_LEAD_GIVEN,   /* by the supplier's record or the stock file */
    RI_LEAD_ASSUMED, /* nothing known: seven days */
    RI_LEAD_SOURCES
} ri_lead_source;

struct ri_lead_law { /* chance[l], l < count, of l periods; adds up to 1 */
    const double  *chance;
    size_t         count;
    ri_lead_source source;
    size_t         receipts; /* behind it */
};
struct ri_lead_times;
/* Reads what orders took: from --receipts, else (when not from_file) from the warehouse. `day`: the last day known. In the call's memory;
 * free it too. */
RI_MUST_CHECK ri_status ri_lead_times_load(struct ri_call *call, bool from_file, ri_day day,
                                           struct ri_lead_times **ret, struct ri_error *err);
/* The law for a product of a supplier; `assumed` periods where nothing is known. Laws are kept: ask as often as you like. */
RI_MUST_CHECK ri_status ri_lead_times_of(struct ri_lead_times     *times,
                                         const struct ri_position *position, const char *product,
                                         size_t assumed, struct ri_lead_law *ret,
                                         struct ri_error *err);
void                    ri_lead_times_free(struct ri_lead_times *times);
#endif
