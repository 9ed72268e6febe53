/* A purchase order as a supplier gets it: who orders, what, how much, for when, at what price. One form begins a page.
 *
 *     Purchase order PO-000012                          RetailInsight
 *     supplier   deliver to   ordered on   expected on
 *     ----------------------------------------------------------------
 *     #  article  description        packs     units   price   amount
 *     ----------------------------------------------------------------
 *                                                 total            EUR */
#ifndef RI_REPORT_ORDER_FORM_H
#define RI_REPORT_ORDER_FORM_H
#include "base/date.h"
#include "page.h"

struct ri_order_form_line { /* texts may be NULL; quantities in thousandths of a unit */
    const char *product, *gtin, *name;
    int64_t     quantity_milli, pack_milli; /* pack_milli 0: not known */
    int64_t     unit_cost_micro;            /* major units; INT64_MIN: not known */
    int64_t     amount_minor;               /* INT64_MIN: not known */
};
struct ri_order_form {
    const char                      *order, *state; /* state: draft is printed across the head */
    const char                      *buyer;         /* name of the firm, or NULL */
    const char                      *supplier, *supplier_name, *store, *store_name, *city;
    ri_day                           ordered_on, expected_on; /* RI_DAY_NONE: not said */
    const char                      *currency;
    int                              digits; /* of the currency's minor unit */
    const struct ri_order_form_line *lines;
    size_t                           count;
};
/* Pages that a form takes. */
size_t ri_order_form_pages(size_t lines);
/* Draws the form, beginning on the open page. A sum is exact; it is left out when an amount is not known, and says so. */
void ri_order_form_draw(struct ri_pages *pages, const struct ri_order_form *form);
#endif
