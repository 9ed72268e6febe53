/* How the stock of each series moved in the past, by the workspace: orders, receipts, goods brought back, counts. Of days. */
#ifndef RI_APP_STOCK_RECORD_H
#define RI_APP_STOCK_RECORD_H
#include "app/call.h"
#include "table/panel.h"

struct ri_stock_records;
/* Everything from day `from` on of the series of a panel whose keys are product and store. RI_EUSAGE: the panel is another. Free
 * it. */
RI_MUST_CHECK ri_status ri_stock_records_load(struct ri_call *call, const struct ri_panel *panel,
                                              ri_day from, struct ri_stock_records **ret,
                                              struct ri_error *err);
/* Days first .. first + n - 1 of a series into [n] each; what came back is in received too. counted is NAN where nobody counted. Returns
 * whether anything was ever counted from `from` on. Any of the arrays may be NULL. */
bool ri_stock_record_of(const struct ri_stock_records *records, size_t series, int64_t first,
                        size_t n, double *received, double *ordered, double *counted);
/* The series of a product in a store; false: it was never sold. */
bool ri_stock_series(const struct ri_panel *panel, struct ri_view product, struct ri_view store,
                     size_t *ret);
void ri_stock_records_free(struct ri_stock_records *records);
#endif
