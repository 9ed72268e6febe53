/* What every operation on orders begins with: series, stock, lead times and forecasts of each thing in each place, and the
 * input of an order line made of them. */
#ifndef RI_APP_ORDERING_H
#define RI_APP_ORDERING_H
#include "app/lead_times.h"
#include "app/panel_load.h"
#include "app/stock.h"
#include "demand/demand.h"
#include "inventory/order.h"

struct ri_order_case { /* a product in a store */
    const char *const        *keys;
    size_t                    series; /* whose demand: its own, or its predecessor's */
    const struct ri_position *position;
    struct ri_lead_law
                law;    /* from now to the shelf: the wait for the order day and the lead time */
    size_t      wait;   /* periods until the supplier takes orders */
    size_t      review; /* periods from that order to the next one */
    const char *remark; /* what the reason must say; NULL: nothing */
};
struct ri_ordering {
    struct ri_call         *call;
    struct ri_loaded_panel  loaded;
    struct ri_stock        *stock;
    struct ri_lead_times   *times;
    struct ri_demand_result demand; /* draws over spans[], by series */
    size_t                 *spans;  /* by series: periods that its draws cover */
    struct ri_order_case   *cases;
    size_t                  case_count;
    ri_day                  day;       /* the last one known; RI_DAY_NONE: periods are no days */
    double service, shortage, holding; /* as asked; holding of a unit and period; NAN: not asked */
    double holding_rate;               /* of the cost of a unit and year; NAN: not asked */
};
/* Reads the parameters of group `ordering` and everything else. RI_EUSAGE, RI_EDATA, RI_ENOTFOUND. ri_ordering_release follows
 * also on failure. */
RI_MUST_CHECK ri_status ri_ordering_load(struct ri_call *call, struct ri_ordering *ret,
                                         struct ri_error *err);
void                    ri_ordering_release(struct ri_ordering *ordering);
/* The order line's input of a case; arrivals live in mem. */
RI_MUST_CHECK ri_status ri_ordering_input(const struct ri_ordering   *ordering,
                                          const struct ri_order_case *one, struct ri_arena *mem,
                                          struct ri_order_input *ret, struct ri_error *err);
/* Calls `each` for every case, in parallel; what it takes from scratch is given back afterwards. Its errors are about the
 * case. */
typedef ri_status       ri_order_case_fn(void *context, size_t i, struct ri_arena *scratch,
                                         struct ri_error *err);
RI_MUST_CHECK ri_status ri_ordering_each(const struct ri_ordering *ordering, ri_order_case_fn *each,
                                         void *context, struct ri_error *err);
/* What holding and a shortage of one unit cost a period: a year's rate of the cost (0.25 when not asked) or as asked; the margin,
 * as asked, or what `service` implies: h service / (1 - service). NAN: the cost of the goods is not known. */
void   ri_ordering_costs(const struct ri_ordering *ordering, const struct ri_order_case *one,
                         double service, double *ret_holding, double *ret_shortage);
double ri_ordering_days(const struct ri_ordering *ordering); /* days in a period */
/* The place of the key column that names the store, or the product (the first one where none has the name). SIZE_MAX: none. */
size_t ri_ordering_key(const struct ri_ordering *ordering, const char *name);
/* "product store: " in front of an error about a case. */
ri_status ri_ordering_about(const struct ri_order_case *one, size_t key_count,
                            struct ri_error *err);

/* Columns of results: the keys, then those declared but for the first, "*". room: RI_ORDER_COLUMNS_MOST. Returns how many. */
enum { RI_ORDER_COLUMNS_MOST = 64, RI_ORDER_MONEY_DIGITS = 2 };
size_t ri_ordering_columns(const struct ri_ordering *ordering, const struct ri_column *columns,
                           size_t count, struct ri_table_column *room);
void   ri_put_estimate(struct ri_table_builder *table, double money); /* NAN: missing */
#endif
