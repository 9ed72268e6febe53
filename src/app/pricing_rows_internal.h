/* What the files of pricing_rows share. */
#ifndef RI_APP_PRICING_ROWS_INTERNAL_H
#define RI_APP_PRICING_ROWS_INTERNAL_H
#include "app/pricing_rows.h"

enum { PRICING_ERRORS_AUTO = -1, PRICING_CLUSTERS_FEWEST = 10 };
ri_status pricing_options(struct ri_call *call, struct ri_pricing *ret, struct ri_error *err);
ri_status pricing_load_file(struct ri_call *call, struct ri_pricing *ret, struct ri_error *err);
bool      pricing_asks(const struct ri_call *call,
                       const char           *flag); /* the operation has the flag, and it is set */
#endif
