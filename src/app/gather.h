/* The rows of an operation within a call, kept by the names of their columns: what reports and plots are made from. */
#ifndef RI_APP_GATHER_H
#define RI_APP_GATHER_H
#include "app/nested.h"

struct ri_gathered_cell { /* in the memory of who gathered */
    const char *text;     /* exact, as ri_cell_print writes it; NULL: missing */
    double      number;   /* of numbers, money, shares; NAN: none. Days: since 1970 */
};
struct ri_gathered_column {
    const char    *name, *unit; /* unit "" when there is none */
    ri_column_type type;
    ri_cell_kind   kind;
};
struct ri_gathered {
    struct ri_gathered_column *columns;
    size_t                     column_count, rows, room;
    struct ri_gathered_cell   *cells; /* by row */
};
/* Adds a row; the first says the columns. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_gather_row(struct ri_gathered *gathered, struct ri_arena *mem,
                                      const struct ri_table_view *table, size_t row,
                                      struct ri_error *err);
/* SIZE_MAX: there is no such column (also where there are no rows). */
size_t ri_gathered_find(const struct ri_gathered *gathered, const char *column);
/* Never NULL: "" for what is missing. */
const char *ri_gathered_text(const struct ri_gathered *gathered, size_t row, const char *column);
double      ri_gathered_number(const struct ri_gathered *gathered, size_t row, const char *column);
ri_day      ri_gathered_day(const struct ri_gathered *gathered, size_t row, const char *column);
/* Sum of a column, of the rows whose column `where` says `value`; where NULL: of all. What is missing adds nothing. Decimals, and so all
 * money, are added as whole millionths; the sum becomes a double once, to be shown. */
double ri_gathered_sum(const struct ri_gathered *gathered, const char *column, const char *where,
                       const char *value);
#endif
