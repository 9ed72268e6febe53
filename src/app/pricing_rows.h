/* What people paid and how much they took: rows for the price models, from a file or from the warehouse.
 *
 * A file: columns that the caller names. The warehouse: product, store and week; products of a category make a pool, whose weeks are
 * shared, because prices are mostly the same in all stores. Weeks in which the shelf ran empty are left out. */
#ifndef RI_APP_PRICING_ROWS_H
#define RI_APP_PRICING_ROWS_H
#include "app/call.h"
#include "pricing/elasticity.h"

extern const char *const ri_demand_model_words[], *const ri_price_error_words[],
                                                      *const ri_promotion_words[];

struct ri_column;
struct ri_pricing_pool {
    const char          *name; /* category; of a file "" */
    struct ri_price_rows rows;
    size_t               first_group; /* of the pool, in all */
    size_t               features;    /* for debiased estimates */
    const double        *feature;     /* [features][n] */
    const char *const   *other_names; /* [rows.other_count] */
    const uint32_t      *week;        /* [n] warehouse: weeks since first_week */
    const double        *promoted;    /* [n] warehouse: share of the week */
    const bool *empty; /* [n] warehouse: the shelf ran empty; those left out are not here */
};
struct ri_pricing {
    bool                from_file;
    size_t              key_count; /* 0: a file without groups */
    const char *const  *key_names;
    size_t              group_count;
    const char *const **keys;   /* [group][key] */
    size_t             *family; /* [group] whom its estimate is drawn towards */
    const bool *
        asked; /* [group] NULL: all; else those of --product: the others only teach what weeks are like */
    size_t                  family_count;
    const char *const      *family_names;
    size_t                  pool_count;
    struct ri_pricing_pool *pools;
    const char *const      *control_names;
    size_t                  left_out;          /* rows without a price or quantity */
    size_t                  empty_weeks;       /* warehouse: left out because the shelf was empty */
    ri_day                  first_week, until; /* warehouse: Monday; day after the last one */
    const char             *currency;          /* warehouse */
    const char *const      *store_names; /* warehouse: by level of effect[0], NULL-terminated */
    struct ri_elasticity_options options;
};
/* What a file is asked for is read from the call's parameters price, quantity, group, controls, effects, shared, family, cluster, prices,
 * market, time, logged, cross; model, errors and confidence into options. Lives in the call's memory. RI_EUSAGE; RI_EDATA names record
 * and value. */
RI_MUST_CHECK ri_status ri_pricing_load(struct ri_call *call, struct ri_pricing *ret,
                                        struct ri_error *err);
/* The same of the warehouse alone; narrow: pools of subcategories instead of categories. cross: prices of the pool's best sellers beside. */
RI_MUST_CHECK ri_status ri_pricing_load_warehouse(struct ri_call *call, bool cross,
                                                  struct ri_pricing *ret, struct ri_error *err);
/* The same with the weeks of an empty shelf, marked (pools[].empty). */
RI_MUST_CHECK ri_status ri_pricing_load_with_empty(struct ri_call *call, struct ri_pricing *ret,
                                                   struct ri_error *err);
static inline bool      ri_pricing_asked(const struct ri_pricing *pricing, size_t group)
{
    return !pricing->asked || pricing->asked[group];
}
/* Fits all pools, in parallel: ret[group_count]. */
RI_MUST_CHECK ri_status ri_pricing_fit(struct ri_call *call, const struct ri_pricing *pricing,
                                       struct ri_elasticity **ret, struct ri_error *err);
/* The columns of the result: those of the group, then `count` of `columns` (decimals of money: digits), said; a builder of them. */
RI_MUST_CHECK ri_status ri_pricing_columns(struct ri_call *call, const struct ri_pricing *pricing,
                                           const struct ri_column *columns, size_t count,
                                           int digits, struct ri_table_builder **ret,
                                           struct ri_error *err);
/* Each drawn towards its family: ret[group_count]; low and high by the normal law. */
RI_MUST_CHECK ri_status ri_pricing_draw(struct ri_call *call, const struct ri_pricing *pricing,
                                        const struct ri_elasticity *found, struct ri_slope **ret,
                                        struct ri_error *err);
#endif
