/* What the files of `pricing promotions` share. */
#ifndef RI_APP_PRICING_PROMOTION_INTERNAL_H
#define RI_APP_PRICING_PROMOTION_INTERNAL_H
#include "app/pricing_facts.h"
#include "pricing/promotion.h"

struct ri_intern;
struct event {
    const char *promotion, *mechanics;
    size_t      group;
    ri_day      first, last;
    double      discount; /* percent off as it was said; 0: not said */
    double      return_minor, low_minor, high_minor, cost_minor; /* NAN: cost not known */
    double      halo,
        halo_margin; /* units of complements that it brought, and their margin (major units) */
};
struct
    complement { /* of the receipts with `other` the share that holds `promoted`; groups of the whole chain */
    size_t promoted, other;
    double share;
};
struct promoting {
    struct ri_call        *call;
    struct ri_pricing      pricing;
    struct ri_price_facts *facts;
    struct ri_price_now   *now;
    struct ri_intern      *products, *keys;
    struct event          *events; /* by pool, as they are met */
    struct ri_deal_result *results;
    struct ri_deal        *offers; /* with groups of the whole chain until a pool takes them */
    size_t                 event_count, event_room, offer_count, offer_room;
    struct complement     *complements; /* by `other` */
    size_t                 complement_count, complement_room;
    int                    digits;
    size_t                 cannibal, pulling, halos, pools;
};
/* An event under a key that tells it from others, made where it is new; its promotion and mechanics live in the call's memory. */
ri_status promotion_event(struct promoting *p, const char *key, const struct event *event,
                          size_t *ret, struct ri_error *err);
ri_status promotion_offer(struct promoting *p, const struct ri_deal *offer, struct ri_error *err);
/* --input: rows, events, offers and facts out of a file. RI_EUSAGE: a column is missing; RI_EDATA: no promotion, a price of 0. */
ri_status promotion_load_file(struct promoting *p, struct ri_error *err);

/* Complements of what was promoted: from --complements FILE, else from the receipts of the workspace; none of a file of weeks alone. */
ri_status promotion_complements(struct promoting *p, struct ri_error *err);
/* Of a pool's rows the share of receipts that hold a promoted complement of another kin; NULL where there is none. */
ri_status promotion_beside(struct promoting *p, const struct ri_pricing_pool *pool, double **ret,
                           struct ri_error *err);
/* Units that complements' promotions brought to a pool's rows: to the events that brought them. */
void   promotion_share_halo(struct promoting *p, const struct ri_pricing_pool *pool,
                            const double *beside, const double *halo);
double promotion_margin(const struct promoting *p, size_t g); /* of a unit at its usual price */
#endif
