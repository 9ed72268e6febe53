/* What a SQL operation keeps beside its declaration. */
#ifndef RI_APP_QUERY_INTERNAL_H
#define RI_APP_QUERY_INTERNAL_H
#include "app/query.h"
#include "warehouse/warehouse.h"

/* What an operation answers with --input: its columns, out of a file. */
typedef ri_status ri_query_file_fn(struct ri_call *call, struct ri_error *err);
ri_query_file_fn  ri_customer_top_of_file;

struct ri_query {
    const char        *sql;   /* after the header */
    const char *const *notes; /* NULL-terminated */
    const char *const *when;  /* by declared column: the parameter that shows it, or NULL */
    const char        *needs; /* what `id` must name, or NULL */
    ri_query_file_fn  *file;  /* NULL: it has no --input */
    const char        *own;   /* the file of a workspace that it comes from; NULL: the program's */
};
struct ri_query_binds { /* what the parameters of a call became */
    struct ri_bind at[64];
    size_t         count;
};
RI_MUST_CHECK ri_status ri_query_bind(struct ri_query_binds *binds, struct ri_bind bind,
                                      struct ri_error *err);
/* Binds compare and, for operations with --comp, comp_days; notes which days are compared. --comp without a
 * comparison compares weekdays. */
RI_MUST_CHECK ri_status ri_query_compare(struct ri_call *call, struct ri_warehouse *warehouse,
                                         const struct ri_span_used *span,
                                         struct ri_query_binds *binds, struct ri_error *err);
/* The query with its parts in place, in mem. RI_EDATA: there is no such part. */
RI_MUST_CHECK ri_status ri_query_whole(const char *sql, struct ri_arena *mem, const char **ret,
                                       struct ri_error *err);
RI_MUST_CHECK ri_status ri_query_run(struct ri_call *call, struct ri_error *err);
#endif
