/* Batches. */
#include "batch.h"

static bool make_cells(struct ingest_batch *batch, const bool *is_text, size_t columns)
{
    batch->cells = calloc(columns, sizeof *batch->cells);
    if (!batch->cells) return false;
    batch->columns = columns;
    for (size_t c = 0; c < columns; c++) {
        struct ri_cells *cells = &batch->cells[c];
        cells->valid = calloc(RI_BATCH_ROWS, 1);
        if (is_text[c])
            cells->text = calloc(RI_BATCH_ROWS, sizeof *cells->text);
        else
            cells->number = calloc(RI_BATCH_ROWS, sizeof *cells->number);
        if (!cells->valid || (!cells->text && !cells->number)) return false;
    }
    return true;
}

ri_status ingest_batch_init(struct ingest_batch *batch, const bool *is_text, size_t columns,
                            struct ri_error *err)
{
    *batch = (struct ingest_batch){.pool_room = INGEST_POOL};
    ri_arena_init(&batch->reject_mem, SIZE_MAX / 4);
    batch->reject_mark = ri_arena_mark(&batch->reject_mem);
    batch->record = calloc(RI_BATCH_ROWS, sizeof *batch->record);
    batch->offset = calloc(RI_BATCH_ROWS, sizeof *batch->offset);
    batch->attribute = calloc(RI_BATCH_ROWS, sizeof *batch->attribute);
    batch->rejects = calloc(RI_BATCH_ROWS, sizeof *batch->rejects);
    batch->pool = malloc(batch->pool_room);
    if (!make_cells(batch, is_text, columns) || !batch->record || !batch->offset ||
        !batch->attribute || !batch->rejects || !batch->pool)
        return ri_fail(err, RI_ENOMEM, "no room for a batch of %d rows", RI_BATCH_ROWS);
    return RI_OK;
}

void ingest_batch_clear(struct ingest_batch *batch)
{
    batch->rows = batch->pool_used = batch->reject_count = batch->reject_bytes = 0;
    ri_text_clear(&batch->attributes);
    ri_arena_rewind(&batch->reject_mem, batch->reject_mark);
}

ri_status ingest_batch_room(struct ingest_batch *batch, size_t bytes, bool *ret,
                            struct ri_error *err)
{
    const bool full = batch->rows == RI_BATCH_ROWS || batch->reject_count == RI_BATCH_ROWS ||
                      batch->attributes.length > INGEST_POOL || batch->reject_bytes > INGEST_POOL;
    *ret = !full && batch->pool_room - batch->pool_used >= bytes;
    if (*ret || batch->rows || batch->reject_count) return RI_OK;
    char *pool = realloc(batch->pool, bytes);
    if (!pool) return ri_fail(err, RI_ENOMEM, "no room for a record of %zu bytes", bytes);
    batch->pool = pool;
    batch->pool_room = bytes;
    *ret = true;
    return RI_OK;
}

ri_status ingest_batch_reject(struct ingest_batch *batch, const struct ingest_record *record,
                              struct ri_view raw, const char *rule, const char *message,
                              struct ri_error *err)
{
    struct ri_reject *reject = &batch->rejects[batch->reject_count];
    const char       *copy = ri_arena_copy(&batch->reject_mem, raw.at ? raw.at : "", raw.length);
    const char       *said = ri_arena_copy(&batch->reject_mem, message, strlen(message));
    if (!copy || !said)
        return ri_fail(err, RI_ENOMEM, "no room for a rejected record of %zu bytes", raw.length);
    *reject = (struct ri_reject){.record = record->number,
                                 .offset = record->offset,
                                 .line = record->line,
                                 .length = record->length,
                                 .rule = rule,
                                 .message = said,
                                 .raw = {copy, raw.length}};
    batch->reject_count++;
    batch->reject_bytes += raw.length;
    return RI_OK;
}

ri_status ingest_batch_finish(struct ingest_batch *batch, struct ri_error *err)
{
    RI_TRY(ri_text_check(&batch->attributes, err));
    struct ri_cells *cells = &batch->cells[batch->columns - 1];
    if (batch->attributes.at) {
        for (size_t r = 0; r < batch->rows; r++) {
            cells->text[r] = (struct ri_view){batch->attributes.at + batch->attribute[r].at,
                                              batch->attribute[r].length};
            cells->valid[r] = batch->attribute[r].length != 0;
        }
    }
    batch->view = (struct ri_ingest_batch){.columns = {.rows = batch->rows,
                                                       .column_count = batch->columns,
                                                       .cells = batch->cells,
                                                       .record = batch->record,
                                                       .offset = batch->offset},
                                           .rejects = batch->rejects,
                                           .reject_count = batch->reject_count};
    return RI_OK;
}

void ingest_batch_release(struct ingest_batch *batch)
{
    for (size_t c = 0; c < batch->columns; c++) {
        free(batch->cells[c].number);
        free(batch->cells[c].text);
        free(batch->cells[c].valid);
    }
    free(batch->cells);
    free(batch->record);
    free(batch->offset);
    free(batch->pool);
    free(batch->attribute);
    free(batch->rejects);
    ri_text_release(&batch->attributes);
    ri_arena_release(&batch->reject_mem);
    *batch = (struct ingest_batch){.rows = 0};
}
