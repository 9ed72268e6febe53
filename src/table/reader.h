/* Typed views over Arrow batches: what writers, tests and jobs read cells through.
 *
 *     ri_table_view_init(&view, &schema, mem, err);         once: formats are understood here
 *     ri_table_view_batch(&view, &batch, err);              per batch; a view never owns
 *     ri_cell_text(&view.columns[0], row) ...
 *
 * Formats: n b c C s S i I l L f g u U vu tdD tdm ts[smun]:zone d:p,s[,128] and lists (+l, +L) of these.
 * Anything else (dictionaries, structs, intervals, binary) is RI_EDATA with the column's name. */
#ifndef RI_TABLE_READER_H
#define RI_TABLE_READER_H
#include "base/date.h"
#include "schema.h"

typedef enum ri_cell_kind {
    RI_CELL_NULL, /* a column of nothing but missing values */
    RI_CELL_BOOL,
    RI_CELL_INT,    /* any width, signed or not */
    RI_CELL_NUMBER, /* float, double */
    RI_CELL_DECIMAL,
    RI_CELL_TEXT,
    RI_CELL_DAY,
    RI_CELL_INSTANT, /* microseconds; UTC unless `local` */
    RI_CELL_LIST
} ri_cell_kind;

struct ri_column_view {
    const char              *name;
    ri_column_type           type; /* ri:type of the field, else what the format suggests */
    ri_cell_kind             kind;
    struct ri_view           unit, help; /* empty when not said */
    int                      scale;      /* of RI_CELL_DECIMAL */
    int64_t                  per_second; /* of RI_CELL_INSTANT: ticks in the buffer */
    bool                     local;      /* of RI_CELL_INSTANT: no zone in the format */
    const char              *format;
    const struct ArrowArray *array; /* of the batch at hand */
    size_t                   shift; /* offset of row 0 in the buffers */
    struct ri_column_view   *items; /* of RI_CELL_LIST */
};
struct ri_table_view {
    size_t                 rows, column_count;
    struct ri_column_view *columns;
};

/* The schema (a struct, "+s") must outlive the view; what the view needs lives in mem. RI_EDATA, RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_table_view_init(struct ri_table_view     *view,
                                           const struct ArrowSchema *schema, struct ri_arena *mem,
                                           struct ri_error *err);
/* RI_EDATA when the batch does not fit the schema. */
RI_MUST_CHECK ri_status ri_table_view_batch(struct ri_table_view    *view,
                                            const struct ArrowArray *batch, struct ri_error *err);
/* Index of a column by name, or SIZE_MAX. */
size_t ri_table_view_find(const struct ri_table_view *view, const char *name);

/* row < rows of the batch. Everything but ri_cell_valid is for valid cells of a kind named beside it. */
bool           ri_cell_valid(const struct ri_column_view *column, size_t row);
bool           ri_cell_bool(const struct ri_column_view *column, size_t row); /* BOOL */
int64_t        ri_cell_int(const struct ri_column_view *column,
                           size_t                       row); /* BOOL INT DAY INSTANT (us) */
ri_int128      ri_cell_decimal(const struct ri_column_view *column,
                               size_t                       row); /* INT, DECIMAL (times 10^scale) */
double         ri_cell_number(const struct ri_column_view *column,
                              size_t                       row); /* BOOL INT NUMBER DECIMAL */
struct ri_view ri_cell_text(const struct ri_column_view *column,
                            size_t                       row); /* TEXT: bytes of the batch */
/* LIST: the cell's items are rows *ret_from <= i < *ret_to of column->items. */
void ri_cell_items(const struct ri_column_view *column, size_t row, size_t *ret_from,
                   size_t *ret_to);
/* The cell as exact plain text: 2026-11-20, 2026-11-20T08:15:00Z, 68551365.91, true, [a, b]; nothing for
 * a missing one. A number is the shortest text that reads back (nan, inf, -inf). */
void ri_cell_print(const struct ri_column_view *column, size_t row, struct ri_text *out);
#endif
