/* How results name a customer: by natural number for those who may see it (marketing, admin, the owner), else by pseudonym. */
#ifndef RI_APP_CUSTOMER_NAME_H
#define RI_APP_CUSTOMER_NAME_H
#include "app/call.h"

struct ri_customer_names { /* zeroed but for call is ready */
    struct ri_call    *call;
    struct ri_control *control; /* opened when the first is to be named */
    bool               unknown; /* it did not open: pseudonyms */
};
void ri_put_customer(struct ri_customer_names *names, struct ri_table_builder *table,
                     struct ri_view pseudonym);
#endif
