/* Purchases of customers for models: from a file (--input) or from the warehouse. */
#ifndef RI_APP_PURCHASES_H
#define RI_APP_PURCHASES_H
#include "app/call.h"
#include "app/customer_name.h"
#include "base/intern.h"
#include "customers/history.h"

struct ri_loaded_purchases {
    struct ri_purchase      *at;
    size_t                   count, customers;
    struct ri_intern        *names;    /* natural numbers of a file, pseudonyms of the warehouse */
    size_t                  *place;    /* by customer, rising by name: its place in names */
    struct ri_customer_names display;  /* how results show them */
    const char              *currency; /* NULL: a file does not say */
    int                      digits;   /* of a minor unit */
    ri_day                   until;    /* last day that counts */
    bool                     from_file;
};
/* Parameters: the group `purchases`. RI_EUSAGE: a column is missing; RI_EDATA: nothing to work on, several
 * currencies, a cell that cannot be read; RI_ENOTFOUND: no workspace. ri_purchases_release follows also on failure. */
RI_MUST_CHECK ri_status ri_purchases_load(struct ri_call *call, struct ri_loaded_purchases *ret,
                                          struct ri_error *err);
void                    ri_purchases_release(struct ri_loaded_purchases *loaded);
void ri_purchases_put_name(struct ri_loaded_purchases *loaded, struct ri_table_builder *table,
                           size_t customer);
/* Minor units as money of the result; the builder's column has loaded->digits decimals. */
void ri_purchases_put_money(const struct ri_loaded_purchases *loaded,
                            struct ri_table_builder *table, double major);
#endif
