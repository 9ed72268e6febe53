/* An import in the making: what its writers share. One writer a record kind. */
#ifndef RI_WAREHOUSE_IMPORT_INTERNAL_H
#define RI_WAREHOUSE_IMPORT_INTERNAL_H
#include "outcome.h"
#include "warehouse_internal.h"

#include "base/hash.h"
#include "base/intern.h"
#include "base/zone.h"

/* ---- Members: codes of a dimension as numbers ---------------------------------------------------------- */

struct member_table {
    const char *table; /* "store_identity" */
    const char *load;  /* SELECT id, code */
};
extern const struct member_table warehouse_stores, warehouse_products, warehouse_customers,
    warehouse_suppliers;

struct members {
    const struct member_table *table;
    struct ri_intern          *codes;       /* index by code */
    int64_t                   *ids;         /* by index */
    size_t                     room, known; /* known: those in the warehouse already */
    int64_t                    next_id;
};
RI_MUST_CHECK ri_status members_load(struct members *members, const struct member_table *table,
                                     struct ri_connection *connection, struct ri_error *err);
/* The index of a code, made now if it is new; its id is members->ids[index]. */
RI_MUST_CHECK ri_status members_put(struct members *members, struct ri_view code, size_t *ret_index,
                                    struct ri_error *err);
/* Writes the new ones. */
RI_MUST_CHECK ri_status members_save(const struct members *members,
                                     struct ri_connection *connection, int64_t import_id,
                                     struct ri_error *err);
size_t                  members_new(const struct members *members);
void                    members_release(struct members *members);

/* ---- Clocks: a shop's own time ------------------------------------------------------------------------- */

struct clock {
    const struct ri_zone *zone;   /* of struct clocks */
    int                   cutoff; /* minutes after midnight */
    int64_t               slot;   /* quarter of an hour of the local clock whose offset is known */
    int64_t               offset; /* local - UTC, us */
    char                  currency[8];
};
struct clocks {
    struct clock    *at; /* by store index */
    size_t           count, room;
    struct clock     fallback; /* of sales without a store, and the model of new stores */
    struct ri_zone **zones;
    char (*names)[64];
    size_t zone_count;
};
struct ri_import;
RI_MUST_CHECK ri_status clocks_load(struct clocks *clocks, const struct ri_import *import,
                                    const struct members *stores, struct ri_error *err);
/* The clock of a store index (SIZE_MAX: no store). Valid until the next call. */
RI_MUST_CHECK ri_status clocks_of(struct clocks *clocks, size_t store, struct clock **ret,
                                  struct ri_error *err);
int64_t                 clock_utc(struct clock *clock, int64_t local_us);
void                    clocks_release(struct clocks *clocks);

/* ---- The import ---------------------------------------------------------------------------------------- */

struct import_writer { /* what a record kind does */
    ri_status (*begin)(struct ri_import *import, struct ri_error *err);
    ri_status (*append)(struct ri_import *import, const struct ri_columns *columns,
                        struct ri_error *err);
    /* Fills inserted, replaced, duplicates, facts, superseded of import->ledger. */
    ri_status (*settle)(struct ri_import *import, const struct ri_offer *offer,
                        struct ri_error *err);
    void (*release)(struct ri_import *import);
};
extern const struct import_writer warehouse_sale_writer, warehouse_demand_writer,
    warehouse_table_writer; /* all other kinds: kind_table.h */

struct ri_import {
    struct ri_warehouse        *warehouse;
    struct ri_connection       *connection; /* the warehouse's writer */
    struct ri_task             *task;
    const struct import_writer *writer;
    struct ri_import_options    options; /* texts in mem, defaults filled in */
    struct ri_arena             mem;
    int64_t                     started_us;
    struct ri_ledger            ledger;
    struct ri_appender         *quarantine;
    size_t                      quarantine_row;
    struct members              stores, products, customers,
        suppliers;           /* loaded by the writers that need them */
    struct ri_bind binds[3]; /* $import, $source, $dates_only */
    void          *state;    /* the writer's own */
    bool           open;     /* the transaction */
    ri_import_item_fn *items; /* (optional) told what became of records */
    void              *items_context;
    uint64_t           items_most;
};

#define IMPORT_BINDS(import) ((struct ri_binds){(import)->binds, RI_COUNT((import)->binds)})
/* Runs sql/warehouse/NAME.sql with $import and $source. */
RI_MUST_CHECK ri_status import_run(struct ri_import *import, const char *name,
                                   struct ri_error *err);
/* A single number, from one line of SQL with $import and $source. */
RI_MUST_CHECK ri_status import_count(struct ri_import *import, const char *sql, uint64_t *ret,
                                     struct ri_error *err);

/* Tells import->items, once the writer has settled and the quarantine is closed. */
RI_MUST_CHECK ri_status import_tell_items(struct ri_import *import, struct ri_error *err);

/* Copies cells[r] for the rows in `pick` (all rows when NULL) into a column of the appender's chunk. */
void import_put_numbers(struct ri_appender *appender, size_t column, const struct ri_cells *cells,
                        const uint16_t *pick, size_t count);
void import_put_texts(struct ri_appender *appender, size_t column, const struct ri_cells *cells,
                      const uint16_t *pick, size_t count);
/* The same for columns of 32 bits (INTEGER, DATE). */
void import_put_int32(struct ri_appender *appender, size_t column, const struct ri_cells *cells,
                      const uint16_t *pick, size_t count);
void import_put_records(struct ri_appender *appender, size_t column,
                        const struct ri_columns *columns, const uint16_t *pick, size_t count);
RI_MUST_CHECK ri_status import_pseudonym(struct ri_import *import, struct ri_view natural,
                                         struct ri_view *ret, bool *ret_erased,
                                         struct ri_error *err);
#endif
