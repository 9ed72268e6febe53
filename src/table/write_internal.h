/* What the drivers of write.h share. */
#ifndef RI_TABLE_WRITE_INTERNAL_H
#define RI_TABLE_WRITE_INTERNAL_H
#include "write.h"

enum { WRITE_CHUNK = 1 << 16 }; /* bytes gathered before they go to the sink */

struct ri_write {
    const struct ri_writer   *writer;
    struct ri_write_options   options;
    const struct ArrowSchema *schema;
    const struct ArrowArray  *batch; /* while the driver's batch runs */
    struct ri_sink            sink;
    struct ri_arena           mem; /* as long as the writer */
    struct ri_table_view      view;
    struct ri_text            out, cell; /* bytes on their way; scratch for one cell */
    uint64_t                  rows;      /* written before this batch */
    void                     *state;
};

/* Hands on what was gathered once it is a chunk; RI_ENOMEM when gathering failed. */
RI_MUST_CHECK ri_status write_some(struct ri_write *write, struct ri_error *err);
/* Hands on everything. */
RI_MUST_CHECK ri_status write_flush(struct ri_write *write, struct ri_error *err);
/* One row as a JSON object, in write_json.c. */
void write_row_object(struct ri_write *write, size_t row);
#endif
