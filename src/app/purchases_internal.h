/* Shared by the files that read purchases. */
#ifndef RI_APP_PURCHASES_INTERNAL_H
#define RI_APP_PURCHASES_INTERNAL_H
#include "app/purchases.h"

struct purchase_loading {
    struct ri_call             *call;
    struct ri_purchase_wish     wish;
    struct ri_loaded_purchases *loaded;
    size_t                      room;
    ri_day                      last;        /* newest day seen */
    char                        currency[8]; /* the one of all amounts */
};
struct purchase_line {           /* one purchase as it is read */
    size_t             customer; /* its number where it comes from, for now */
    struct ri_view     item;
    struct ri_purchase purchase; /* but for the customer */
    bool               promoted;
    int64_t            quantity_milli;
};
RI_MUST_CHECK ri_status purchases_add(struct purchase_loading    *loading,
                                      const struct purchase_line *line, struct ri_error *err);
/* Numbers the names of customers in their order: *ret_number by place in loaded->names, in the call's memory. */
RI_MUST_CHECK ri_status purchases_number_customers(struct purchase_loading *loading,
                                                   uint32_t **ret_number, struct ri_error *err);
/* Both leave customers numbered as loaded->place has them; unless nobody asks for names, by name. */
RI_MUST_CHECK ri_status purchases_from_warehouse(struct purchase_loading *loading,
                                                 struct ri_error         *err);
RI_MUST_CHECK ri_status purchases_from_file(struct purchase_loading *loading, struct ri_error *err);
#endif
