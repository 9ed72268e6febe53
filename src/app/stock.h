/* Where each series stands before ordering: stock, what is on its way, pack, costs, times, supplier. From a file or the warehouse. */
#ifndef RI_APP_STOCK_H
#define RI_APP_STOCK_H
#include "app/call.h"

struct ri_supplier {
    const char *name;
    double      lead_time, review; /* given, periods; NAN: not known */
    double      minimum;           /* smallest order, major units; 0: none */
    unsigned    order_days;        /* bit 0: Monday; 0: any day */
    int cut_off; /* minute of the day until which an order goes out that day; -1: not known */
};
typedef enum ri_product_status {
    RI_PRODUCT_ACTIVE,
    RI_PRODUCT_NEW,
    RI_PRODUCT_ENDING,
    RI_PRODUCT_ENDED
} ri_product_status;

struct
    ri_position { /* quantities in units, times in periods, prices in major units; NAN: not known */
    double                    on_hand, reserved;
    double                    on_order; /* on its way with no day named */
    double                   *arrivals; /* [arrival_count] on the shelf before period 1, 2 ... */
    size_t                    arrival_count;
    double                    overdue; /* should have come and has not: no supply */
    double                    pack, minimum, unit_cost, unit_price, lead_time, lead_time_sd, review;
    double                    shelf_life, shelf_space, supplier_minimum;
    const char               *category, *successor; /* NULL: none */
    const struct ri_supplier *supplier;             /* NULL: not known */
    ri_product_status         status;
    bool                      lines_known; /* what is on order comes from order lines */
};
struct ri_stock;
/* Reads --stock where it is given, else the warehouse's levels as known on `day`, the last day of the panel. key_names: the series
 * columns, as they are named in the stock file. Lives in the call's memory; free it too. RI_EUSAGE, RI_EDATA name what is
 * wrong. */
RI_MUST_CHECK ri_status   ri_stock_load(struct ri_call *call, const char *const *key_names,
                                        size_t key_count, ri_day day, struct ri_stock **ret,
                                        struct ri_error *err);
const struct ri_position *ri_stock_find(const struct ri_stock *stock,
                                        const char *const     *keys); /* NULL: none */
size_t                    ri_stock_count(const struct ri_stock *stock);
/* The i-th position and its keys, joined by 0x1F, in the order of the source. */
const struct ri_position *ri_stock_at(const struct ri_stock *stock, size_t i,
                                      struct ri_view *ret_keys);
void                      ri_stock_free(struct ri_stock *stock);
#endif
