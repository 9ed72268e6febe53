/* What the two sources of stock positions share. */
#ifndef RI_APP_STOCK_INTERNAL_H
#define RI_APP_STOCK_INTERNAL_H
#include "app/stock.h"
#include "base/intern.h"

enum { STOCK_KEYS_MOST = 16, STOCK_KEY_SEPARATOR = 0x1F };
struct ri_stock {
    struct ri_call      *call;
    size_t               key_count;
    struct ri_intern    *keys;
    struct ri_position  *at; /* by number in keys */
    size_t               room;
    struct ri_text       key; /* of what is added */
    struct ri_intern    *supplier_names;
    struct ri_supplier **suppliers; /* by number in supplier_names; in the call's memory */
    size_t               supplier_room;
};
extern const struct ri_position stock_unknown; /* all that may be missing is NAN */

ri_status           stock_add(struct ri_stock *stock, const struct ri_view *keys,
                              const struct ri_position *position, struct ri_error *err);
/* NULL: none. From any thread, while nothing is added. */
struct ri_position *stock_find(const struct ri_stock *stock, const struct ri_view *keys);
/* The supplier of that name, made when it is new. */
ri_status stock_supplier(struct ri_stock *stock, struct ri_view name, struct ri_supplier **ret,
                         struct ri_error *err);
/* A text in the call's memory; NULL when it is missing. */
ri_status stock_text(struct ri_stock *stock, struct ri_view text, const char **ret,
                     struct ri_error *err);
/* "active", "new", "ending", "ended"; false: something else. */
bool      stock_status(struct ri_view text, ri_product_status *ret);
ri_status stock_from_file(struct ri_stock *stock, const char *const *key_names,
                          struct ri_error *err);
ri_status stock_from_warehouse(struct ri_stock *stock, ri_day day, struct ri_error *err);
#endif
