/* What a SQL operation keeps beside its declaration. */
#ifndef RI_APP_QUERY_INTERNAL_H
#define RI_APP_QUERY_INTERNAL_H
#include "app/query.h"

struct ri_query {
    const char        *sql;   /* after the header */
    const char *const *notes; /* NULL-terminated */
    const char *const *when;  /* by declared column: the parameter that shows it, or NULL */
};
RI_MUST_CHECK ri_status ri_query_run(struct ri_call *call, struct ri_error *err);
#endif
