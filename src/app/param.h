/* Parameters: text in, checked values out. One row a type; every face gets the same checks and words. */
#ifndef RI_APP_PARAM_H
#define RI_APP_PARAM_H
#include "base/date.h"

struct ri_value {
    const char *text; /* as given */
    union {
        int64_t integer; /* integer; duration in minutes; flag 0 or 1; money in millionths */
        double  number;
        ri_day  day;
    } as;
};
/* Reads one value (not a list), whose text stays the caller's. RI_EUSAGE: "--limit wants an integer, got 'ten'". */
RI_MUST_CHECK ri_status ri_param_view(const struct ri_param *param, const char *text,
                                      struct ri_value *ret, struct ri_error *err);
/* The same of a copy in mem. */
RI_MUST_CHECK ri_status ri_param_read(const struct ri_param *param, const char *text,
                                      struct ri_arena *mem, struct ri_value *ret,
                                      struct ri_error *err);
/* The parameter of that name, or NULL and RI_EUSAGE with the nearest name. */
RI_MUST_CHECK ri_status ri_param_find(const struct ri_operation_info *info, const char *name,
                                      size_t *ret_index, struct ri_error *err);

/* A span of business dates, the last day excluded. */
struct ri_span {
    ri_day from, to;
};
/* 2026, 2026-Q1, 2026-W07, 2026-11, 2026-11-20, all, today, yesterday, this_|last_ week|month|quarter|year,
 * last_N_days|weeks|months, month_to_date, year_to_date; relative to as_of (the last complete day).
 * `all` leaves *ret untouched. RI_EUSAGE names the forms. */
RI_MUST_CHECK ri_status ri_span_of_period(const char *text, ri_day as_of, struct ri_span *ret,
                                          struct ri_error *err);
#endif
