/* What the files of the room share. */
#ifndef RI_WAREHOUSE_WAREHOUSE_INTERNAL_H
#define RI_WAREHOUSE_WAREHOUSE_INTERNAL_H
#include "claim.h"
#include "warehouse.h"

struct ri_warehouse {
    struct ri_engine     *engine;
    struct ri_connection *writer;  /* of the one change at a time */
    struct claim          claim;   /* who has the writer */
    atomic_bool           copying; /* a copy is being made, or waits to be taken away */
    atomic_uint_fast64_t  version; /* data version, see ri_warehouse_data_version */
    struct ri_arena       mem;     /* names below */
    const char          **public_views;
    const char           *time_zone;
    const char *file, *copies; /* NULL in memory: the file, and the folder for its copies */
    int         day_cutoff;
    char        currency[8];
};

static const struct ri_binds warehouse_no_binds = {0};

/* What a copy that is being made is called: what a process that died left under these names goes. */
static const char *const warehouse_copy_names[] = {"warehouse.duckdb", "warehouse.duckdb.wal"};

void warehouse_give_up(struct ri_warehouse *warehouse); /* the claim of its writer */
/* After a commit: the data version is asked for anew. Giving up the claim says so too. */
void warehouse_changed(struct ri_warehouse *warehouse);
void warehouse_rollback(struct ri_connection *connection); /* quietly */
/* Raises the data version inside the open transaction. */
RI_MUST_CHECK ri_status warehouse_touch(struct ri_connection *connection, int64_t now_us,
                                        struct ri_error *err);

/* Text of sql/warehouse/NAME.sql. */
const char *warehouse_sql(const char *name);
/* Runs the statements of sql/warehouse/NAME.sql one after the other, with the parameters each names. */
RI_MUST_CHECK ri_status warehouse_run(struct ri_connection *connection, const char *name,
                                      struct ri_binds binds, struct ri_task *task,
                                      struct ri_error *err);

/* Takes the control totals of an import's rows into its ledger row and chains that row to the one before. */
RI_MUST_CHECK ri_status warehouse_seal(struct ri_connection *connection, int64_t import_id,
                                       ri_record_kind kind, struct ri_error *err);

/* Takes the control totals of an import again, since rows of it were emptied; verify holds the rows against the last ones. */
RI_MUST_CHECK ri_status warehouse_retotal(struct ri_connection *connection, int64_t erasure_id,
                                          int64_t import_id, ri_record_kind kind,
                                          struct ri_error *err);

/* Writes over the free blocks of the file and empties its log. Outside of a transaction. RI_ECONFLICT: readers keep it from that. */
RI_MUST_CHECK ri_status warehouse_scrub(struct ri_connection *connection, struct ri_task *task,
                                        struct ri_error *err);

RI_MUST_CHECK ri_status warehouse_migrate(struct ri_connection *connection, int64_t now_us,
                                          struct ri_error *err);
/* The number of the last applied migration; 0 for an empty file. Checks names, checksums, newness. */
RI_MUST_CHECK ri_status warehouse_schema_check(struct ri_connection *connection, int *ret_applied,
                                               struct ri_error *err);
int                     warehouse_schema_known(void); /* the last migration of this program */
RI_MUST_CHECK ri_status warehouse_views(struct ri_connection *connection, struct ri_arena *mem,
                                        const char ***ret_public, struct ri_error *err);
RI_MUST_CHECK ri_status warehouse_fill_calendar(struct ri_connection *connection,
                                                struct ri_error      *err);
#endif
