/* Which column is which field. */
#ifndef RI_INGEST_MAPPING_H
#define RI_INGEST_MAPPING_H
#include "names.h"
#include "notes.h"
#include "shape.h"

struct ingest_mapping { /* in the arena */
    ri_record_kind              kind;
    const struct ri_record     *record;
    const struct ingest_layout *layout; /* NULL: none is known */
    struct ingest_shape         shape;
    const char                **names;    /* of the columns, the virtual ones of the shape behind */
    size_t                     *column;   /* by field; INGEST_NONE: not read from a column */
    const char                **constant; /* by field; NULL: none */
    bool                       *claimed;  /* by column */
    bool                       *given;    /* by field: settled by the person or the layout */
    size_t                      wide;     /* day columns of a wide table */
    size_t                     *day_column;
    ri_day                     *day;
};
/* Claims of the person, then a known layout, then names. names: of the columns; first: values of the first record of a file without
 * a header, or NULL.
 * RI_EUSAGE: a claimed column that is not there; RI_EDATA: a required field without a column; RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_map(ri_record_kind kind, const struct ingest_settings *settings,
                                   const char *const *names, size_t count,
                                   const struct ri_view *first, enum ingest_order order,
                                   struct ingest_notes *notes, struct ingest_mapping *ret,
                                   struct ri_error *err);
/* The column a person means: a name as written, any case, or "#3". RI_EUSAGE names the nearest and lists them. */
RI_MUST_CHECK ri_status ingest_column_find(const char *const *names, size_t count,
                                           const char *wanted, const char *origin, size_t *ret,
                                           struct ri_error *err);
/* "a, b, c ... and 12 more" for messages. */
void ingest_column_list(const char *const *names, size_t count, struct ri_text *out);
#endif
