/* What is known of a group beside its price and units: cost, tax, stock, competitor, packs. From --facts FILE and from the warehouse. */
#ifndef RI_APP_PRICING_FACTS_H
#define RI_APP_PRICING_FACTS_H
#include "app/pricing_rows.h"

struct ri_price_facts {
    const char *name;         /* NULL: its key says all */
    double cost, competitor;  /* major units; cost without tax, competitor with; NAN: not known */
    double tax;               /* 0.23 */
    double on_hand;           /* with what is on its way; INFINITY: not known */
    double stock;             /* on hand alone; NAN: not known */
    double least, most;       /* allowed prices, major units; 0: none */
    double gap_low, gap_high; /* shares: where its price stands to that of `reference` */
    const char *reference;    /* product; NULL: none */
    double      size;         /* content of the pack; 0: in no line */
    size_t      line;         /* SIZE_MAX: none */
    const char *kin;          /* subcategory; "" where not known */
};
/* ret[group_count]. --facts: a file with the columns of the group and any of cost, tax, competitor, on_hand, on_order, line, size, name, least_price, most_price, reference, gap_low, gap_high; it wins over the
 * workspace. Lines are told from --facts or attributes, else from names that differ in their size alone. *ret_digits: of the currency.
 * RI_EUSAGE: the file lacks a column of the group; RI_EDATA. */
RI_MUST_CHECK ri_status ri_price_facts_load(struct ri_call *call, const struct ri_pricing *pricing,
                                            struct ri_price_facts **ret, int *ret_digits,
                                            struct ri_error *err);
/* What sells now: price (of the last weeks without a promotion; of a file the last row), units a period at that price over the last
 * `periods` of them, all stores together. */
struct ri_price_now {
    double price, units; /* major units; units a week (a file: a row, or a value of --time) */
};
RI_MUST_CHECK ri_status ri_price_now(struct ri_call *call, const struct ri_pricing *pricing,
                                     const struct ri_slope *drawn, size_t periods,
                                     struct ri_price_now **ret, struct ri_error *err);
#endif
