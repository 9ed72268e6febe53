/* Cells merged over several rows: the value stands in the first, a reader of rows wants it in all. */
#ifndef RI_INGEST_SHEET_MERGE_H
#define RI_INGEST_SHEET_MERGE_H
#include "workbook.h"

enum { INGEST_MERGES_MOST = 10000, INGEST_MERGES_AT_ONCE = 256 };

struct ingest_merge {
    uint32_t first, last, column; /* rows, from 1; leftmost column, from 0 */
};
struct ingest_merge_value { /* to be repeated in the rows below */
    uint32_t last, column;
    bool     quoted;
    char    *text; /* owned */
    size_t   length;
};
struct ingest_merges {
    struct ingest_merge      *items; /* by first row, then column */
    size_t                    count, at;
    uint64_t                  dropped;                       /* more than are kept */
    struct ingest_merge_value values[INGEST_MERGES_AT_ONCE]; /* by column */
    size_t                    value_count;
};
/* Reads them ahead of the rows (they stand behind them); none from a part of more than 32 MiB, *ret_seen false. */
RI_MUST_CHECK ri_status ingest_merges_read(struct ingest_merges   *merges,
                                           struct ingest_workbook *book, const char *part,
                                           bool *ret_seen, struct ri_error *err);
/* A range "B2:B7" over several rows? */
bool ingest_merge_parse(const char *ref, struct ingest_merge *ret);
/* Row begins: forgets what has ended. */
void ingest_merges_row(struct ingest_merges *merges, uint64_t row);
/* True: the cell begins a range over several rows. */
bool ingest_merges_begins(struct ingest_merges *merges, uint64_t row, size_t column,
                          uint32_t *ret_last);
/* From the next row on, until `last`. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_merges_keep(struct ingest_merges *merges, size_t column,
                                           uint32_t last, struct ri_view text, bool quoted,
                                           struct ri_error *err);
void                    ingest_merges_release(struct ingest_merges *merges);
#endif
