/* Any bytes as a stream of batches from another process: refused, or batches of which every cell can be read. */
#include "wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static ri_status swallow(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    (void)bytes, (void)err;
    *(size_t *)context += length;
    return RI_OK;
}

/* Through the writer that looks at every cell. */
static void read_cells(const struct ArrowSchema *schema, const struct ArrowArray *batch)
{
    size_t           written = 0;
    struct ri_write *write;
    if (ri_write_open(&ri_write_json, &(struct ri_write_options){0}, schema,
                      (struct ri_sink){swallow, &written}, &write, NULL) != RI_OK)
        return;
    (void)!ri_write_batch(write, batch, NULL);
    ri_write_free(write);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct ri_wire_reader *reader;
    struct ri_wire_item    item;
    struct ArrowSchema     schema = {0};
    if (ri_wire_reader_new(1 << 20, &reader, NULL) != RI_OK) return 0;
    bool going = ri_wire_feed(reader, bytes, length, NULL) == RI_OK;
    while (going && ri_wire_next(reader, &item, NULL) == RI_OK) {
        going = item.schema.release || item.batch.release;
        if (item.schema.release) schema = item.schema;
        if (!item.batch.release) continue;
        read_cells(&schema, &item.batch);
        item.batch.release(&item.batch);
    }
    if (schema.release) schema.release(&schema);
    ri_wire_reader_free(reader);
    return 0;
}
