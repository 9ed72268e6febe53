/* The words by which --hierarchy and --by name columns, and what to say when one is none. */
#ifndef RI_APP_DEMAND_WORDS_H
#define RI_APP_DEMAND_WORDS_H
#include "app/call.h"
#include "table/panel.h"

/* Of the workspace the column that people also call otherwise: product for item, sku, article; store for shop, branch, location. Of a file (--input),
 * and for any other word, the word itself. */
const char *ri_demand_word(const struct ri_call *call, const char *word);
/* The same of every column of "store>region, item>category", without its blanks; in the call's memory. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_demand_chains(struct ri_call *call, const char *chains, const char **ret,
                                         struct ri_error *err);
/* "product, store": the key columns of a panel; in the call's memory. */
const char *ri_panel_keys_said(struct ri_call *call, const struct ri_panel *panel);
#endif
