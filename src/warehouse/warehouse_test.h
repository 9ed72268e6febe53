/* What the tests of the room share: a warehouse in a folder of its own, and sales written as rows of C. */
#ifndef RI_WAREHOUSE_WAREHOUSE_TEST_H
#define RI_WAREHOUSE_WAREHOUSE_TEST_H
#include "outcome.h"
#include "warehouse_internal.h"

#include "base/test.h"

struct place_test {
    char                 folder[64];
    struct ri_warehouse *warehouse;
    struct ri_error      err;
    bool                 occurrences_unknown; /* of the offers of test_import_sales */
    ri_import_item_fn   *items;               /* (optional) told by every import */
    void                *items_context;
};
bool test_open(struct place_test *place, bool memory); /* a new warehouse */
bool test_reopen(struct place_test *place);            /* the same again */
void test_close(struct place_test *place);             /* and removes the folder */
void test_remove_folder(const char *folder);

struct test_sale { /* NULL and 0 are missing; times "2026-11-20 14:05" */
    const char *transaction, *store, *sold_at, *product, *customer;
    int64_t     quantity, net; /* units; minor units */
    int64_t     line;
    const char *name, *category, *attributes;
};
/* One import of these sales with the options given (kind is set here). */
ri_status test_import_sales(struct place_test *place, const struct test_sale *sales, size_t count,
                            struct ri_import_options options, struct ri_ledger *ret);
/* Records of any kind: `cells` holds count rows of field_count + 1 texts; numbers as integers in their unit,
 * days as 2026-11-20. */
ri_status test_import_texts(struct place_test *place, struct ri_import_options options,
                            const char *const *cells, size_t count, struct ri_ledger *ret);
int64_t   test_int64(struct place_test *place, const char *sql);
/* SHA-256 over all facts and dimensions, in order, without the ledger: two equal warehouses have equal ones. */
void     test_fingerprint(struct place_test *place, char ret[65]);
uint64_t test_verify(struct place_test *place); /* failed checks */
#endif
