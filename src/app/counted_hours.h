/* People counted and receipts by hour of each store's own clock, store by store; counters that failed are found and filled. */
#ifndef RI_APP_COUNTED_HOURS_H
#define RI_APP_COUNTED_HOURS_H
#include "app/call.h"
#include "base/date.h"

enum { RI_HOURS_OF_DAY = 24, RI_COUNTED_DAYS_MOST = 4000 };
struct ri_counted_store { /* of one store, arrays [days * 24]; lives until `each` returns */
    const char    *code;
    ri_day         first;
    size_t         days;
    const double  *came, *went; /* people; NAN: not counted */
    const double  *receipts;    /* 0 where `rang` is false */
    const double  *usual; /* of the hour, by the same hour of the weeks around; NAN: not known */
    const uint8_t *fault; /* ri_counter_fault */
    const double *
        clean; /* came; where the counter was dead, stuck or shifted the usual, 0 where that is not known */
    const bool *closed;  /* [days] nobody and no receipt: it did not open */
    bool        counted; /* somebody was, in some hour */
    bool        rang;    /* receipts are known */
};
typedef ri_status ri_counted_fn(void *context, const struct ri_counted_store *store,
                                struct ri_error *err);
/* Stores of the workspace that the call may see and its filters choose, rising by code, from `first` up to `to`. A day without a person and
 * without a receipt was closed. */
RI_MUST_CHECK ri_status ri_counted_each(struct ri_call *call, ri_day first, ri_day to,
                                        ri_counted_fn *each, void *context, struct ri_error *err);
/* The same of a file of intervals of an hour or less, whole: parameters input, series (a store; one without), time, value, and (optional) out,
 * receipts. Without receipts a day of zeros counts as open: nobody can tell whether the counter failed or the store was closed.
 * RI_EUSAGE: a column is missing; RI_EDATA: a count below 0, more than RI_COUNTED_DAYS_MOST days. */
RI_MUST_CHECK ri_status ri_counted_file_each(struct ri_call *call, ri_counted_fn *each,
                                             void *context, struct ri_error *err);
/* A filled hour: dead, stuck or shifted. An imbalance is told and changes nothing. */
bool ri_counted_filled(const struct ri_counted_store *store, size_t hour);
#endif
