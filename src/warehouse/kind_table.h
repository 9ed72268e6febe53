/* The tables that records of most kinds go to, as data: which column comes from which field, and what makes two records
 * the same fact. The writer, the control totals and undo read it; sales and demand have their own ways (sale_writer.c,
 * demand_writer.c).
 *
 * Columns of a table are in this order: those listed, attributes, described (dimensions), record_no, import_id,
 * superseded_by (keyed facts). A column added by a later migration goes to the end of the list; it must allow missing
 * values, so that the control totals of older imports stay what they were. */
#ifndef RI_WAREHOUSE_KIND_TABLE_H
#define RI_WAREHOUSE_KIND_TABLE_H
#include "warehouse_internal.h"

typedef enum kind_cell {
    CELL_TEXT,
    CELL_INT64, /* BIGINT, and DECIMAL in the field's unit */
    CELL_INT32, /* INTEGER */
    CELL_DAY,   /* DATE */
    CELL_FLAG,  /* BOOLEAN; missing: false */
    CELL_GTIN,  /* 14 digits; missing where it is no GTIN */
    CELL_STORE, /* its number */
    CELL_PRODUCT,
    CELL_CUSTOMER, /* by its pseudonym */
    CELL_SUPPLIER,
    CELL_PRODUCTS,      /* a text of several: a row for each */
    CELL_STORES,        /* likewise */
    CELL_MOMENT,        /* the store's clock as UTC; missing: the beginning of the import */
    CELL_TIMED,         /* was there such a time? */
    CELL_BUSINESS_DATE, /* of such a time, by the store's zone and cut-off */
    CELL_FIRST_DAY,     /* of a period */
    CELL_LAST_DAY,
    CELL_CURRENCY, /* missing: the file's, the store's, the workspace's */
    CELL_SOURCE    /* of the import; no field */
} kind_cell;

enum {
    COLUMN_VALUE = 0,
    COLUMN_KEY = 1,
    COLUMN_GROUP = 3 /* part of the key, and of what comes whole */
};

struct kind_column {
    const char *field; /* of the record */
    const char *column;
    kind_cell   cell;
    unsigned    role;
    const char *missing; /* (optional) SQL of what stands where the file says nothing */
};

typedef enum kind_settling {
    SETTLE_VERSIONS, /* dimensions: each record is a version of its member, the latest wins column by column */
    SETTLE_LEVELS, /* stock: never overwritten, the latest moment wins */
    SETTLE_FACTS /* one fact a key: another value replaces, what it replaced stays marked. Rows of one group come
                      * whole: where any of them differs, all older ones of the group are replaced */
} kind_settling;

struct kind_table {
    ri_record_kind            kind;
    const char               *table;
    const struct kind_column *columns; /* column NULL ends */
    kind_settling             settling;
    const char               *view; /* of dimensions: the latest version of each member */
    const char
        *prepare; /* (optional) sql/warehouse/NAME.sql over `stage` before anything is compared */
};
/* NULL: the kind has its own way. */
const struct kind_table *kind_table_of(ri_record_kind kind);

/* Appends a SELECT of import_id, facts, totals, records of one import ($import), or of all when it is missing. */
void kind_table_totals(const struct kind_table *table, struct ri_text *sql);
/* Takes the rows of $import out and brings back what they replaced; counts both. */
RI_MUST_CHECK ri_status kind_table_undo(const struct kind_table *table,
                                        struct ri_connection *connection, struct ri_binds binds,
                                        struct ri_undone *ret, struct ri_error *err);
#endif
