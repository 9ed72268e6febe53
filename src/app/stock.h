/* Where each series stands before ordering: stock, what is on its way, pack, costs, times. From a file or the warehouse. */
#ifndef RI_APP_STOCK_H
#define RI_APP_STOCK_H
#include "app/call.h"

struct
    ri_position { /* quantities in units, times in periods, prices in major units; NAN: not known */
    double  on_hand, reserved;
    double  on_order; /* on its way with no day named */
    double *arrivals; /* [arrival_count] on the shelf before period 1, 2 ... */
    size_t  arrival_count;
    double  pack, minimum, unit_cost, unit_price, lead_time, review;
    bool    ended; /* the product is no longer ordered */
};
struct ri_stock;
/* Reads --stock where it is given, else the warehouse's latest levels. key_names: the series columns, as they are named in
 * the stock file. Lives in the call's memory; free it too. RI_EUSAGE, RI_EDATA name what is wrong. */
RI_MUST_CHECK ri_status   ri_stock_load(struct ri_call *call, const char *const *key_names,
                                        size_t key_count, struct ri_stock **ret,
                                        struct ri_error *err);
const struct ri_position *ri_stock_find(const struct ri_stock *stock,
                                        const char *const     *keys); /* NULL: none */
size_t                    ri_stock_count(const struct ri_stock *stock);
void                      ri_stock_free(struct ri_stock *stock);
#endif
