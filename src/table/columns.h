/* A batch of clean records, column by column: what ingest hands out and the warehouse takes in.
 *
 *     cells[c].number[r]   integers, days, instants, minor units, scaled decimals (see retail/record.h)
 *     cells[c].text[r]     text; the bytes belong to the batch's maker
 *     cells[c].valid[r]    0: the value is missing
 */
#ifndef RI_TABLE_COLUMNS_H
#define RI_TABLE_COLUMNS_H
#include "base/text.h"

enum { RI_BATCH_ROWS = 2048 }; /* most rows of a batch: also the engine's vector size */

struct ri_cells { /* one column; exactly one of number and text is set */
    int64_t        *number;
    struct ri_view *text;
    uint8_t        *valid;
};
struct ri_columns { /* views: valid until its maker makes the next one */
    size_t           rows, column_count;
    struct ri_cells *cells;
    const uint64_t  *record; /* 1-based physical record of the file each row came from */
    const uint64_t  *offset; /* byte offset of that record in the decompressed bytes */
};
#endif
