/* Weeks of products in stores as rows of price models, with weeks without a sale, empty shelves and promotions: what the workspace and files
 * of promotions build alike. */
#ifndef RI_APP_PRICING_WEEKS_H
#define RI_APP_PRICING_WEEKS_H
#include "app/pricing_rows.h"

struct ri_intern;
struct ri_week_record {      /* a product in a store and week */
    uint32_t product, store; /* of the interned words */
    ri_day   week;           /* its Monday */
    double   units, price;
    double   promoted; /* share of the week's days; of the units where promotions are not known */
    bool     empty;    /* the shelf ran empty */
};
struct ri_pricing_weeks {
    struct ri_call        *call;
    struct ri_pricing     *ret;
    struct ri_intern      *products, *stores, *pools;
    struct ri_week_record *at; /* in the order of pool, product, store, week */
    size_t                 count, room;
    uint32_t              *pool_of; /* [product] */
    size_t                 pool_room;
    ri_day                 first, last; /* Mondays */
    bool                   offers;
    bool   keep_empty; /* weeks of an empty shelf stay, marked: else they are left out */
    size_t controls;   /* 1: the promotion; 0: its price cut is a price like others */
};
struct ri_week_sold {
    struct ri_view pool, product, store;
    ri_day         week;
    double         units, price, promoted;
};
RI_MUST_CHECK ri_status ri_pricing_weeks_new(struct ri_call *call, struct ri_pricing *pricing,
                                             bool keep_empty, struct ri_pricing_weeks *ret,
                                             struct ri_error *err);
void                    ri_pricing_weeks_free(struct ri_pricing_weeks *weeks);
/* In the order of pool, product, store and week. */
RI_MUST_CHECK ri_status ri_pricing_weeks_add(struct ri_pricing_weeks   *weeks,
                                             const struct ri_week_sold *sold, struct ri_error *err);
/* Weeks of a product in a store from its first sale there to the chain's last: those without a sale at the chain's price. */
RI_MUST_CHECK ri_status ri_pricing_weeks_fill(struct ri_pricing_weeks *weeks, struct ri_error *err);
/* Days, both inclusive, on which the shelf was empty, or the product promoted; store NULL: everywhere. Others are passed over. */
void ri_pricing_weeks_empty(struct ri_pricing_weeks *weeks, struct ri_view product,
                            const struct ri_view *store, ri_day from, ri_day to);
void ri_pricing_weeks_promote(struct ri_pricing_weeks *weeks, struct ri_view product,
                              const struct ri_view *store, ri_day from, ri_day to);
/* Pools, groups (products), families (pools), stores: into weeks->ret. */
RI_MUST_CHECK ri_status ri_pricing_weeks_finish(struct ri_pricing_weeks *weeks,
                                                struct ri_error         *err);
size_t                  ri_pricing_weeks_stores(const struct ri_pricing_weeks *weeks);
#endif
