/* A batch in the making: cells, the bytes they point at, rejects. */
#ifndef RI_INGEST_BATCH_H
#define RI_INGEST_BATCH_H
#include "csv.h"
#include "ingest.h"

enum { INGEST_POOL = 4 << 20 }; /* a batch ends when its texts or its rejects reach this */

struct ingest_batch {
    struct ri_ingest_batch view; /* what the reader sees */
    size_t                 columns;
    struct ri_cells       *cells;
    uint64_t              *record, *offset;
    size_t                 rows;
    char                  *pool; /* staged records */
    size_t                 pool_used, pool_room;
    struct ri_text
        attributes; /* JSON of all rows; cells point into it from ingest_batch_finish on */
    struct {
        size_t at, length;
    }                   *attribute; /* by row */
    struct ri_reject    *rejects;
    size_t               reject_count;
    size_t               reject_bytes;
    struct ri_arena      reject_mem;
    struct ri_arena_mark reject_mark;
};
/* is_text: by column. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_batch_init(struct ingest_batch *batch, const bool *is_text,
                                          size_t columns, struct ri_error *err);
void                    ingest_batch_clear(struct ingest_batch *batch);
/* Room for one more row that stages `bytes`? An empty batch makes room; RI_ENOMEM when it cannot. */
RI_MUST_CHECK ri_status ingest_batch_room(struct ingest_batch *batch, size_t bytes, bool *ret,
                                          struct ri_error *err);
RI_MUST_CHECK ri_status ingest_batch_reject(struct ingest_batch        *batch,
                                            const struct ingest_record *record, struct ri_view raw,
                                            const char *rule, const char *message,
                                            struct ri_error *err);
/* Makes the views. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_batch_finish(struct ingest_batch *batch, struct ri_error *err);
void                    ingest_batch_release(struct ingest_batch *batch);
#endif
