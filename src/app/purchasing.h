/* Our own orders to suppliers, as lines: read as they stand, written back as an import of kind orders from the source
 * `retailinsight`, so that the ledger, verify and undo hold for them as for any other fact. */
#ifndef RI_APP_PURCHASING_H
#define RI_APP_PURCHASING_H
#include "app/call.h"

#define RI_PURCHASING_SOURCE "retailinsight"
struct
    ri_purchase_line { /* texts in the call's memory, NULL: missing; INT64_MIN, RI_DAY_NONE: missing */
    const char *order, *store, *store_name, *city, *supplier, *supplier_name, *product, *gtin,
        *name, *currency, *status; /* status: draft, open, received, cancelled */
    int64_t line, pack_milli, quantity_milli, received_milli, unit_cost_micro, lead_days;
    ri_day  ordered_on, expected_on, received_on;
    int     digits;  /* of the currency */
    bool    changed; /* to be written */
};
struct ri_purchase_lines {
    struct ri_purchase_line *at;
    size_t                   count, room;
};
/* NULL-terminated lists, NULL: any. Only stores that the caller may see. By order and line. */
RI_MUST_CHECK ri_status ri_purchase_read(struct ri_call *call, const char *const *orders,
                                         const char *const *suppliers, const char *const *states,
                                         struct ri_purchase_lines *ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_purchase_add(struct ri_call *call, struct ri_purchase_lines *lines,
                                        const struct ri_purchase_line *line, struct ri_error *err);
/* Imports the lines that changed; *ret_import: its number, 0: nothing had. */
RI_MUST_CHECK ri_status ri_purchase_write(struct ri_call                 *call,
                                          const struct ri_purchase_lines *lines,
                                          int64_t *ret_import, struct ri_error *err);
#endif
