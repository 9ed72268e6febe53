/* Files that are not one fact a record: how their records become facts. All of it can be said in a mapping, as settings:
 *
 *     fields:  sold_at: Date + Time          two columns joined by a blank
 *              product: SKU | Item           the first that is not empty
 *     group: Name                            records of one order have this column in common (or leave it empty)
 *     carry: sold_at customer                these fields, where empty, are those of the record before in the group
 *     spread: discount tax                   these amounts stand once an order: shared out by the lines' value
 *     taxes: included | excluded | by_total  is the tax part of the line amounts? by_total: as the order's total says
 *     order_total, order_subtotal, order_shipping, order_refund: columns of the order
 *     kinds: voided:void *:sale              words of the kind column
 *     wide: Current Quantity *               stock: one column a store, named by what stands for the star
 *     wide: after:COO                        or all columns behind this one
 *     totals: reject | keep                  a record that is the sum of others is left out */
#ifndef RI_INGEST_SHAPE_H
#define RI_INGEST_SHAPE_H
#include "names.h"
#include "notes.h"
#include "settings.h"

#define INGEST_NONE SIZE_MAX
enum { INGEST_VIRTUAL_MOST = 16, INGEST_VIRTUAL_PARTS = 4, INGEST_CARRY_MOST = 16 };

enum ingest_virtual_op { INGEST_JOINED, INGEST_FIRST, INGEST_PLACE, INGEST_LEVEL };
struct ingest_virtual { /* a column made of others; its index follows those of the file */
    enum ingest_virtual_op op;
    size_t                 parts[INGEST_VIRTUAL_PARTS], count;
};
enum ingest_taxes { INGEST_TAX_INCLUDED, INGEST_TAX_EXCLUDED, INGEST_TAX_BY_TOTAL };

struct ingest_shape {              /* in the arena */
    size_t                columns; /* of the file */
    struct ingest_virtual virtuals[INGEST_VIRTUAL_MOST];
    size_t                virtual_count;
    size_t                group; /* columns; INGEST_NONE: none */
    size_t                total, subtotal, shipping, refund;
    size_t                reserved[4], reserved_count;
    size_t                carry[INGEST_CARRY_MOST], carry_count; /* columns */
    bool                  spread_discount, spread_tax, keep_totals;
    enum ingest_taxes     taxes;
    const char           *kinds;
    size_t               *places; /* wide stock: columns, and the stores they are */
    const char          **place_names;
    size_t                place_count;
    const char           *words[INGEST_WORDS]; /* as they hold, for the mapping; NULL: not used */
};

/* The names of columns, and how layouts call them. */
struct ingest_names_of {
    const char **names; /* room for INGEST_VIRTUAL_MOST more, which are added */
    char (*normal)[INGEST_NAME_ROOM];
    size_t count;
};

/* A column a person (origin) or a layout (origin NULL) names, "a + b" and "a | b" too; of a layout INGEST_NONE where none
 * is there. RI_EUSAGE, RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_shape_column(struct ingest_shape          *shape,
                                            const struct ingest_names_of *names, const char *text,
                                            const char *origin, struct ri_arena *mem, size_t *ret,
                                            struct ri_error *err);
/* Before names are looked up: the columns of the order are not those of its lines, so they are claimed for that time. */
RI_MUST_CHECK ri_status ingest_shape_reserve(struct ingest_shape          *shape,
                                             const struct ingest_settings *settings,
                                             const struct ingest_layout   *layout,
                                             const struct ri_record       *record,
                                             const struct ingest_names_of *names, bool *claimed,
                                             struct ri_arena *mem, struct ri_error *err);
/* Everything but the fields, once those are settled: what the person said, then the layout. column, given: by field. RI_EUSAGE. */
RI_MUST_CHECK ri_status ingest_shape_settle(struct ingest_shape          *shape,
                                            const struct ingest_settings *settings,
                                            const struct ingest_layout   *layout,
                                            const struct ri_record       *record,
                                            const struct ingest_names_of *names, size_t *column,
                                            bool *claimed, const bool *given,
                                            struct ingest_notes *notes, struct ri_error *err);
/* The column of the file that says how a column is written: of a joined one the first. */
size_t ingest_shape_real(const struct ingest_shape *shape, size_t column);
#endif
