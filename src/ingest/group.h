/* Records of one order, read together: amounts that stand once an order are shared out over its lines, and what was paid
 * back makes returned lines.
 *
 *     order #1001   2 x 16.00, 1 x 20.00    discount 5.00, tax 3.29, paid back 10.00
 *     lines         gross 32.00 discount 3.08 | gross 20.00 discount 1.92 ...
 *     then          one returned line each, of its part of what was paid back
 *
 * Parts are minor units by largest remainder (retail/money.h). All paid back: each line comes back whole. Less: in
 * proportion to what the lines cost, quantity 0, as nobody knows which came back. A returned line is a record of its own
 * in every count. */
#ifndef RI_INGEST_GROUP_H
#define RI_INGEST_GROUP_H
#include "csv.h"

struct ri_ingest;
struct ingest_group;
enum { INGEST_GROUP_RECORDS = 2000, INGEST_GROUP_BYTES = 64 << 20 };

struct ingest_share { /* of the record at hand */
    bool    active;
    bool    on_top;                         /* tax is not part of the line amounts */
    bool    back;                           /* a returned line: quantity and gross count too */
    int64_t quantity, gross, discount, tax; /* thousandths; minor units */
};
RI_MUST_CHECK ri_status ingest_group_new(struct ingest_group **ret, struct ri_error *err);
/* The next record of ingest->csv by way of its order, into ingest->record and ingest->share. */
RI_MUST_CHECK ri_status ingest_group_next(struct ri_ingest *ingest, bool *ret_more,
                                          struct ri_error *err);
/* What the orders showed, as notes. */
RI_MUST_CHECK ri_status ingest_group_say(struct ri_ingest *ingest, struct ri_error *err);
void                    ingest_group_free(struct ingest_group *group);
#endif
