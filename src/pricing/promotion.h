/* What each promotion brought: against a baseline that knows stores, weeks and the other promotions.
 *
 *     E units of a product in a store and week = exp(level of product and store + week of the pool
 *         + elasticity of the product times its usual price + sum over its promotions: effect_e times share of the week's days
 *         + after times share of days 1-7 after one + later times share of days 8-14 + stocked times share of days 15-28
 *         + rivals times weight of the promoted others of its kin
 *         + halo times part of its receipts that hold a promoted complement)
 *
 * by Poisson pseudo-likelihood with overdispersion. Weeks in which the shelf ran empty say only that so much was wanted at least (censored):
 * leaving them out would leave out the best weeks of promotions. Effects of single promotions are drawn towards those of the pool; what a
 * promotion does to later weeks and to others is learnt from all promotions of the pool, and counts only where it is below 0 (halo: above)
 * beyond chance (995 of 1,000). */
#ifndef RI_PRICING_PROMOTION_H
#define RI_PRICING_PROMOTION_H
#include "elasticity.h"

struct ri_deal {           /* a span of days in which a product of the pool is promoted */
    uint32_t event;        /* below events: spans of several stores make one event */
    uint32_t group, store; /* store UINT32_MAX: all */
    int32_t  first, last;  /* days since the Monday of week 0, both inclusive */
};
struct ri_deal_pool {
    const struct ri_price_rows *
        rows; /* units; effect[0] stores, shared weeks; rows of a product in a store together, by week */
    const uint32_t       *kin; /* [groups] number of the subcategory */
    size_t                kins;
    const struct ri_deal *offers;
    size_t                offer_count, events;
    const double *
        depth; /* (optional) [events] above 0: -log of the price cut, to which effects are in proportion */
    const double *margin; /* [groups] of a unit at its usual price; NAN: not known */
    double        confidence;
    const bool
        *censored; /* (optional) [n] the shelf ran empty: units are the least that was wanted */
    const double *
        beside; /* (optional) [n] share of the row's receipts that hold a promoted complement of another pool or kin */
    double *
        halo; /* (optional, with beside) [n] set: units of the row that its complements' promotions brought */
};
struct ri_deal_effects { /* of the pool, logarithms at full weight */
    struct ri_slope after, later, stocked, rivals, halo;
    double          dispersion; /* variance over mean */
    const char     *problem;
};
struct ri_deal_result {
    double units, baseline;                 /* in the weeks that it touches, its own days' share */
    double uplift, uplift_low, uplift_high; /* units more because of it */
    double lift;                 /* share: 0.4 is 40 percent more, drawn towards the pool's */
    double lift_raw, lift_error; /* of the logarithm, before drawing; NAN: not told */
    double pulled;               /* units that the two weeks after lost to it */
    double stocked;              /* and the third and fourth: put by at home */
    double lost; /* units of it that were wanted when the shelf was empty: never sold */
    double taken, taken_margin; /* units of its kin that it took, and what they would have made */
    const char *problem;
};
/* ret[events]. RI_ENOMEM, RI_ETOOLARGE. */
RI_MUST_CHECK ri_status ri_deals_measure(const struct ri_deal_pool *pool, struct ri_arena *mem,
                                         struct ri_deal_effects *ret_effects,
                                         struct ri_deal_result *ret, struct ri_error *err);
#endif
