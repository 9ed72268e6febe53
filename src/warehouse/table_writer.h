/* Records of most kinds into `stage`, a temporary copy of their table; how they get from there into the table is settling. */
#ifndef RI_WAREHOUSE_TABLE_WRITER_H
#define RI_WAREHOUSE_TABLE_WRITER_H
#include "import_internal.h"
#include "kind_table.h"

struct
    table_row { /* a row that comes of a record: records that name many products or stores make many */
    uint16_t record;         /* row of the batch */
    int64_t  product, store; /* numbers; 0: none */
};

struct table_state { /* import->state */
    const struct kind_table *table;
    struct ri_appender      *appender;
    struct clocks            clocks;
    size_t                   store_field; /* of the record; SIZE_MAX: none */
    uint64_t                 appended;    /* records */
    struct table_row        *rows;        /* RI_APPEND_ROWS of them; NULL: a record is a row */
    struct ri_text           sql;         /* of settling */
};

/* table_settle.c: one each for enum kind_settling; the signature is that of struct import_writer. */
RI_MUST_CHECK ri_status table_settle(struct ri_import *import, const struct ri_offer *offer,
                                     struct ri_error *err);
#endif
