/* The warehouse: facts, dimensions and the ledger of imports in one file, and how they change.
 *
 * Nothing is lost and nothing is counted twice: an import is one transaction (rows, rejects, ledger, data
 * version), and its ledger balances or it does not happen. A warehouse may be used by several threads; one
 * import, undo or other change runs at a time, readers never wait for it.
 *
 *     offered  = accepted + duplicates + quarantined        in physical records of the file
 *     accepted = inserted + replaced */
#ifndef RI_WAREHOUSE_WAREHOUSE_H
#define RI_WAREHOUSE_WAREHOUSE_H
#include "engine/engine.h"
#include "retail/record.h"
#include "table/columns.h"

struct ri_warehouse;
struct ri_warehouse_options { /* zeroed is valid */
    bool     read_only; /* look at a copy: nothing is brought up to date, nothing can be written */
    bool     create;    /* make the directory and the file when there are none; else RI_ENOTFOUND */
    uint64_t memory_limit;  /* bytes the engine may use; 0: 128 MiB */
    unsigned threads;       /* 0: all cores */
    const char *time_zone;  /* of stores that have none; NULL: UTC */
    int         day_cutoff; /* minutes after midnight at which their business day begins */
    const char *currency;   /* of rows that name none; NULL: XXX, "no currency" */
};
/* directory NULL: in memory. RI_ENOTFOUND, RI_ELOCKED (another program has it), RI_ENEWER (made by a newer version), RI_EDATA
 * (an applied migration was changed, or the file is no warehouse), RI_ENOSPACE, RI_EIO. An older warehouse is copied to warehouse.duckdb.before-NNNN,
 * then brought up to date. */
RI_MUST_CHECK ri_status ri_warehouse_open(const char                        *directory,
                                          const struct ri_warehouse_options *options,
                                          struct ri_warehouse **ret, struct ri_error *err);
void ri_warehouse_close(struct ri_warehouse *warehouse); /* after its imports and streams */
/* The warehouse as of one moment, as a new file in the spool while others read and write; it stays there until the caller
 * drops it. *ret_path in mem. RI_ECONFLICT: another copy is being made. RI_ENOSPACE before anything is written where the disk has no room. */
RI_MUST_CHECK ri_status ri_warehouse_copy(struct ri_warehouse *warehouse, struct ri_task *task,
                                          struct ri_arena *mem, const char **ret_path,
                                          struct ri_error *err);
void                    ri_warehouse_copy_drop(struct ri_warehouse *warehouse, const char *path);
/* Rises with every commit; 1 when nothing was ever imported. */
RI_MUST_CHECK ri_status ri_warehouse_data_version(struct ri_warehouse *warehouse,
                                                  uint64_t *ret_version, struct ri_error *err);
/* Rises whenever the version may have; counts from the opening. Reads one number, so that it may be asked before every answer. */
uint64_t ri_warehouse_changes(const struct ri_warehouse *warehouse);

/* ---- Asking -------------------------------------------------------------------------------------------- */

/* Runs one query with named parameters on a connection of its own; the stream owns it. Values are as in
 * engine.h; see there for errors. */
RI_MUST_CHECK ri_status ri_warehouse_query(struct ri_warehouse *warehouse, const char *sql,
                                           struct ri_binds binds, struct ri_task *task,
                                           struct ArrowArrayStream *ret, struct ri_error *err);
/* The same in a transaction that only reads: a statement that would change something fails. */
RI_MUST_CHECK ri_status ri_warehouse_read(struct ri_warehouse *warehouse, const char *sql,
                                          struct ri_binds binds, struct ri_task *task,
                                          struct ArrowArrayStream *ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_warehouse_rows(struct ri_warehouse *warehouse, const char *sql,
                                          struct ri_binds binds, struct ri_task *task,
                                          ri_row_fn *each, void *context, struct ri_error *err);
/* A stranger's SQL: exactly one SELECT over the public views (ri_warehouse_public_views), no files, no
 * settings, no catalog, at most most_rows rows (0: any). RI_EUSAGE, RI_EFORBIDDEN, RI_ETOOLARGE. */
RI_MUST_CHECK ri_status ri_warehouse_guarded_query(struct ri_warehouse *warehouse, const char *sql,
                                                   uint64_t most_rows, struct ri_task *task,
                                                   struct ArrowArrayStream *ret,
                                                   struct ri_error         *err);
const char *const      *ri_warehouse_public_views(
         const struct ri_warehouse *warehouse); /* NULL-terminated, by name */

/* Codes and names that a person gave, as ids to bind: `($stores IS NULL OR list_contains($stores, store_id))`. Lists are
 * NULL-terminated; NULL = not limited. */
struct ri_filter {
    const char *const *stores;
    const char *const *regions;
    const char *const *products;
    const char *const *categories;
    const char *const *scope;  /* stores the caller may see */
    const char *const *wheres; /* "attribute=value"; the same attribute again: any of its values */
};
struct ri_id_list {
    bool     all; /* not limited: bind a missing value */
    size_t   count;
    int64_t *at; /* rising */
};
struct ri_filter_ids {
    struct ri_id_list stores, products; /* products: of both products and categories */
    /* Attributes that receipt lines must have: JSON paths, and "path=value" pairs that will do. */
    const char **line_paths, **line_pairs;
    size_t       line_path_count, line_pair_count;
};
/* An attribute is looked for among those of shops (and their name, city, region), then of products (brand, department,
 * subcategory, supplier ... too), then of receipt lines. RI_ENOTFOUND with the nearest name for one that does not exist;
 * RI_EFORBIDDEN for a store out of scope (a region is cut to the scope silently). */
RI_MUST_CHECK ri_status ri_warehouse_filter(struct ri_warehouse    *warehouse,
                                            const struct ri_filter *filter, struct ri_arena *mem,
                                            struct ri_filter_ids *ret, struct ri_error *err);
/* The JSON path of an attribute that rows can be grouped by; NULL for one that is a column (store, region, brand ...).
 * RI_ENOTFOUND with the nearest name when no store, product, customer or line has it. */
RI_MUST_CHECK ri_status ri_warehouse_attribute(struct ri_warehouse *warehouse, const char *name,
                                               struct ri_arena *mem, const char **ret_path,
                                               struct ri_error *err);
struct ri_bind          ri_bind_ids(const char *name, const struct ri_id_list *ids);

/* ---- Importing ----------------------------------------------------------------------------------------- */

/* The pseudonym of a customer's natural id: opaque, the same each time. `ret` lives until the next call. *ret_erased (false before):
 * the person was erased; their lines are kept without a customer, and known by the pseudonym when they come again. */
typedef ri_status ri_pseudonym_fn(void *context, struct ri_view natural_id, struct ri_view *ret,
                                  bool *ret_erased, struct ri_error *err);

struct ri_import_options {
    ri_record_kind kind;
    const char    *file_name; /* what the ledger calls it */
    const char *source; /* name of the system or mapping the records come from; part of every key */
    ri_key_mode key_mode;     /* sales only */
    bool        drop_repeats; /* sales only: lines whose occurrence is above 1 are duplicates */
    bool        dates_only;   /* times are days without hours: no cut-off applies */
    bool
        wide; /* demand: one record makes the facts of one series, rows of a record follow each other */
    const char      *time_zone;  /* of stores that have none; NULL: the warehouse's */
    int              day_cutoff; /* minutes; below 0: the warehouse's */
    const char      *currency;   /* of rows and stores that have none; NULL: the warehouse's */
    ri_pseudonym_fn *pseudonym;  /* NULL: customer codes are stored as they are (tests) */
    void            *pseudonym_context;
};
struct ri_offer {                 /* what the file was, known at its end */
    bool     occurrences_unknown; /* the reader's set of lines was full: number equal lines here */
    uint64_t offered;             /* physical records, header not counted */
    uint64_t dropped; /* repeats among them that the reader left out itself: duplicates */
    uint64_t bytes;
    unsigned char sha256[32];
};
struct ri_ledger {
    int64_t  import_id;
    uint64_t offered, accepted, inserted, replaced, duplicates, quarantined;
    uint64_t facts;                                   /* rows written (a wide record makes many) */
    uint64_t superseded;                              /* older rows that were replaced */
    uint64_t new_stores, new_products, new_customers; /* first seen in this import */
};

struct ri_import;
/* Waits for nobody: RI_ECONFLICT when another change of this warehouse is running. task may be NULL. */
RI_MUST_CHECK ri_status ri_import_begin(struct ri_warehouse            *warehouse,
                                        const struct ri_import_options *options,
                                        struct ri_task *task, struct ri_import **ret,
                                        struct ri_error *err);
/* Takes in a batch: the columns of the record kind and one more, attributes (retail/record.h). */
RI_MUST_CHECK ri_status ri_import_append(struct ri_import *import, const struct ri_columns *columns,
                                         struct ri_error *err);
/* Puts one record into quarantine. */
RI_MUST_CHECK ri_status ri_import_reject(struct ri_import *import, uint64_t record, uint64_t offset,
                                         struct ri_view raw, const char *rule, const char *message,
                                         struct ri_error *err);
/* Compares, writes, balances, commits. On failure nothing has changed. RI_EINTERNAL: the ledger does not
 * balance. Call it once; ri_import_free follows either way. */
RI_MUST_CHECK ri_status ri_import_commit(struct ri_import *import, const struct ri_offer *offer,
                                         struct ri_ledger *ret, struct ri_error *err);
void ri_import_free(struct ri_import *import); /* gives up what was not committed */

/* Files that should keep coming. */
struct ri_expectation {
    const char *kind, *source,
        *file;       /* source "": any; file: its name with # for digits, "": any */
    int every_hours; /* 0: none is expected any longer */
};
RI_MUST_CHECK ri_status ri_warehouse_expect(struct ri_warehouse         *warehouse,
                                            const struct ri_expectation *expectation,
                                            struct ri_task *task, struct ri_error *err);

/* Order lines as `inventory orders` gives them (product, store, on_hand, reserved, days_of_cover, lead_time, reorder_point, order_up_to, expected_demand, money_at_stake)
 * become the thresholds that alerts hold the stock against, in place of all before. phantom: NULL, or a stream of product,
 * store and probability. Releases neither; no data version rises. *ret_rows: thresholds kept. RI_EDATA: a column is
 * missing. */
struct ArrowArrayStream;
RI_MUST_CHECK ri_status ri_warehouse_keep_thresholds(struct ri_warehouse     *warehouse,
                                                     struct ArrowArrayStream *advice,
                                                     struct ArrowArrayStream *phantom,
                                                     struct ri_task *task, int64_t *ret_rows,
                                                     struct ri_error *err);

/* Order lines as `inventory orders` gives them (product, store, order_quantity, on_hand, expected_demand, lead_time, money_at_stake,
 * reason) are kept as a run of advice of that day. Does not release the stream; raises the data version. RI_EDATA: a column is
 * missing. RI_ECONFLICT as an import. */
RI_MUST_CHECK ri_status ri_warehouse_keep_advice(struct ri_warehouse     *warehouse,
                                                 struct ArrowArrayStream *orders, int32_t as_of,
                                                 struct ri_task *task, int64_t *ret_run,
                                                 struct ri_error *err);

/* What a person expects instead of the forecast, for the series that all of its words fit (NULL: any). */
struct ri_forecast_override {
    const char *product, *category, *store;
    const char *series_id; /* of imported demand history */
    int32_t     first_day, last_day;
    bool        by_factor; /* amount is times the forecast, else units a day of each series */
    double      amount;
    const char *reason;
    int32_t     known_on; /* backtests use it from this day on */
};
/* Raises the data version. RI_ECONFLICT as an import. */
RI_MUST_CHECK ri_status ri_warehouse_override(struct ri_warehouse               *warehouse,
                                              const struct ri_forecast_override *override,
                                              const char *author, struct ri_task *task,
                                              int64_t *ret_id, struct ri_error *err);
/* RI_ENOTFOUND: there is none of that number that holds. */
RI_MUST_CHECK ri_status ri_warehouse_override_remove(struct ri_warehouse *warehouse,
                                                     int64_t override_id, const char *author,
                                                     struct ri_task *task, struct ri_error *err);

/* Groups of customers as `customers rfm` gives them (customer: a pseudonym, recency_days, frequency, monetary, segment, profile)
 * become a run of their own. Of `run` until and clusters are taken; *ret is the run as kept. No data version rises. Does not
 * release the stream. RI_EDATA: a column is missing. */
struct ri_segment_run {
    int64_t run_id, clusters, customers; /* clusters 0: chosen by the program */
    ri_day  until;
};
RI_MUST_CHECK ri_status ri_warehouse_keep_segments(struct ri_warehouse         *warehouse,
                                                   const struct ri_segment_run *run,
                                                   struct ArrowArrayStream     *scores,
                                                   struct ri_task *task, struct ri_segment_run *ret,
                                                   struct ri_error *err);

/* ---- Looking back -------------------------------------------------------------------------------------- */

/* Takes an import back and restores what it replaced. RI_ENOTFOUND; RI_ECONFLICT when it is undone already or
 * a later import was compared with it (undo that one first: the message names it). *ret may be NULL. */
struct ri_undone {
    uint64_t removed, restored; /* rows */
};
RI_MUST_CHECK ri_status ri_warehouse_undo(struct ri_warehouse *warehouse, int64_t import_id,
                                          struct ri_task *task, struct ri_undone *ret,
                                          struct ri_error *err);

/* ---- Erasing a person ---------------------------------------------------------------------------------- */

/* Their facts stay, under a pseudonym made anew that leads to nobody; what a file of customers said about them goes (the rows stay,
 * emptied), as do rejected records and attributes of their lines that name them. One change; control totals of the imports it touched are
 * taken again, so that verify holds. Then the file's free blocks are written over and its log is emptied: no byte is left. */
struct ri_erasure {
    const char *pseudonym;
    const char *replacement; /* begins with 'x'; free of the old one */
    const char *const
        *names; /* what the person is called: number, name, e-mail, phone; NULL-terminated */
};
struct ri_erased_rows {
    uint64_t lines;       /* of receipts that now carry the replacement */
    uint64_t attributes;  /* of them, emptied */
    uint64_t described;   /* rows of files of customers, emptied */
    uint64_t quarantined; /* rejected records, emptied */
};
/* RI_ECONFLICT: another change is running, or readers kept the file from being written over (then the change stands: run it again). A
 * pseudonym that nobody has is no failure. */
RI_MUST_CHECK ri_status ri_warehouse_erase(struct ri_warehouse     *warehouse,
                                           const struct ri_erasure *erasure, struct ri_task *task,
                                           struct ri_erased_rows *ret, struct ri_error *err);

/* Recounts every import from its rows and compares with the ledger, whose entries are chained by SHA-256. Calls
 * `each` for every check in the order of imports; *ret_failed counts those that do not hold. */
struct ri_check {
    int64_t import_id;
    const char
        *check; /* "offered", "accepted", "quarantined", "facts", "totals", "chain", "commits" */
    const char *expected, *found;
    bool        ok;
};
typedef ri_status ri_check_fn(void *context, const struct ri_check *check, struct ri_error *err);
RI_MUST_CHECK ri_status ri_warehouse_verify(struct ri_warehouse *warehouse, struct ri_task *task,
                                            ri_check_fn *each, void *context, uint64_t *ret_failed,
                                            struct ri_error *err);
#endif
