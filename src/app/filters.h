/* Which rows a call means: its parameters store, region, category, product and where, cut to what the caller may see. */
#ifndef RI_APP_FILTERS_H
#define RI_APP_FILTERS_H
#include "app/call.h"
#include "warehouse/warehouse.h"

/* Declared parameters only; an operation without one of them is not limited by it. Errors as ri_warehouse_filter. Lives in the call's
 * memory. */
RI_MUST_CHECK ri_status ri_call_filter(struct ri_call *call, struct ri_warehouse *warehouse,
                                       struct ri_filter_ids *ret, struct ri_error *err);
/* With --input: what chooses in the workspace (store, region, category, product, where, currency, spans and as-of) would be passed over in silence. RI_EUSAGE,
 * with its name. */
RI_MUST_CHECK ri_status ri_call_file_alone(const struct ri_call *call, struct ri_error *err);
/* $scope: codes of the stores that the caller may see; missing: all. For what is not of one store, as a product's price. */
struct ri_bind ri_scope_bind(const struct ri_call *call);
enum { RI_FILTER_BINDS = 4 };
/* What sql/part/selected_line.sql asks for: stores, products, where_paths, where_pairs. */
void ri_filter_binds(const struct ri_filter_ids *ids, struct ri_bind ret[RI_FILTER_BINDS]);

/* The newest of a column of days, as "SELECT max(...)" says; RI_DAY_NONE: there is none. */
/* Of the stores that the caller may see only: sql ends with the table, which has store_id. */
RI_MUST_CHECK ri_status ri_scoped_rows(struct ri_call *call, struct ri_warehouse *warehouse,
                                       const char *sql, ri_row_fn *each, void *context,
                                       struct ri_error *err);
RI_MUST_CHECK ri_status ri_newest_day(struct ri_call *call, struct ri_warehouse *warehouse,
                                      const char *sql, ri_day *ret, struct ri_error *err);
extern const char       ri_newest_business_day[]; /* the data's last business day */
#endif
