/* Purchases of customers for models: from a file (--input) or from the warehouse. */
#ifndef RI_APP_PURCHASES_H
#define RI_APP_PURCHASES_H
#include "app/call.h"
#include "app/customer_name.h"
#include "base/intern.h"
#include "customers/history.h"

struct ri_purchase_detail {  /* what was bought */
    uint32_t item;           /* 0 .. item_count - 1, rising by name */
    bool     promoted;       /* at a discount, or in a promotion */
    int64_t  quantity_milli; /* thousandths of a unit; a file without --quantity: 1,000 a row */
};
struct ri_loaded_purchases {
    struct ri_purchase *at;
    struct ri_purchase_detail
          *detail; /* by purchase, until ri_customer_histories sorts them; NULL: not asked for */
    size_t count, customers, item_count;
    struct ri_intern *names; /* natural numbers of a file, pseudonyms of the warehouse */
    struct ri_intern *items; /* names of items */
    size_t           *place; /* by customer, rising by name: its place in names; NULL: nameless */
    size_t           *item_place;      /* by item: its place in items */
    struct ri_customer_names display;  /* how results show customers */
    const char              *currency; /* NULL: a file does not say */
    int                      digits;   /* of a minor unit */
    int64_t known_minor, cost_minor;   /* net amount of lines whose cost is known, and that cost */
    ri_day  until;                     /* last day that counts */
    bool    from_file;
};
struct ri_purchase_wish { /* zeroed: purchases alone */
    const char *by;       /* with details: what an item is, product, category, store, hour ... */
    bool        details, promotions, costs;
    bool nameless;      /* no answer names a customer or depends on their order: numbers are any */
    bool item_optional; /* a file without --item has one item, "" */
};
/* Parameters: the group `purchases`, or `purchase_file` and --input is given; with details the operation's own --item, --quantity and --promotion, each of which it may
 * lack. RI_EUSAGE: a column is missing; RI_EDATA: nothing to work on, several currencies, a cell that cannot be read;
 * RI_ENOTFOUND: no workspace. ri_purchases_release follows also on failure. */
RI_MUST_CHECK ri_status ri_purchases_load(struct ri_call *call, const struct ri_purchase_wish *wish,
                                          struct ri_loaded_purchases *ret, struct ri_error *err);
void                    ri_purchases_release(struct ri_loaded_purchases *loaded);

/* The customer of a natural number (the warehouse: by its pseudonym). RI_ENOTFOUND. */
RI_MUST_CHECK ri_status ri_purchases_find(struct ri_loaded_purchases *loaded, const char *customer,
                                          size_t *ret, struct ri_error *err);

/* ---- Results ------------------------------------------------------------------------------------------ */

/* Says the columns, money with the digits of the purchases, and opens a builder for them. */
RI_MUST_CHECK ri_status ri_purchases_table(struct ri_loaded_purchases *loaded,
                                           const struct ri_column *columns, size_t count,
                                           struct ri_table_builder **ret, struct ri_error *err);
/* Ends that table: emits what is left unless `status` is a failure, which is returned; frees it either way. */
RI_MUST_CHECK ri_status ri_purchases_end_table(struct ri_loaded_purchases *loaded,
                                               struct ri_table_builder *table, ri_status status,
                                               struct ri_error *err);
/* Emits the rows so far once there are enough of them for a batch. */
RI_MUST_CHECK ri_status ri_purchases_flush(struct ri_loaded_purchases *loaded,
                                           struct ri_table_builder *table, struct ri_error *err);
void ri_purchases_put_name(struct ri_loaded_purchases *loaded, struct ri_table_builder *table,
                           size_t customer);
struct ri_view ri_purchases_item(const struct ri_loaded_purchases *loaded, size_t item);
/* Major units as money of the result; the builder's column has loaded->digits decimals. */
void ri_purchases_put_money(const struct ri_loaded_purchases *loaded,
                            struct ri_table_builder *table, double major);
#endif
