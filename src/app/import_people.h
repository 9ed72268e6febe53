/* What an import learns about people: it goes to control.sqlite, never to the warehouse. Those who were erased do not come back. */
#ifndef RI_APP_IMPORT_PEOPLE_H
#define RI_APP_IMPORT_PEOPLE_H
#include "app/call.h"
#include "control/control.h"
#include "table/columns.h"
#include "warehouse/warehouse.h"

struct ri_import_people { /* of one import; zeroed but for the first two is ready */
    struct ri_call    *call;
    struct ri_control *control;
    size_t             erased; /* customers and records of them that were met again */
    char               pseudonym[RI_PSEUDONYM_SIZE];
};
/* A ri_pseudonym_fn; context: struct ri_import_people. */
RI_MUST_CHECK ri_status ri_import_pseudonym(void *context, struct ri_view natural,
                                            struct ri_view *ret, bool *ret_erased,
                                            struct ri_error *err);
/* Remembers names, contacts and consents of a batch of customers, and takes them out of the batch; records of erased people go into
 * quarantine without their bytes. */
RI_MUST_CHECK ri_status ri_import_contacts(struct ri_import_people *people,
                                           struct ri_import *import, struct ri_columns *columns,
                                           struct ri_error *err);
/* Does a rejected record name somebody who was erased? Then its bytes must not be kept. */
RI_MUST_CHECK ri_status ri_import_names_erased(struct ri_import_people *people, struct ri_view raw,
                                               bool *ret, struct ri_error *err);
RI_MUST_CHECK ri_status ri_import_reject_erased(struct ri_import *import, uint64_t record,
                                                uint64_t offset, struct ri_error *err);
/* Writes what was remembered, before the warehouse commits, and says what became of consents and of erased people. */
RI_MUST_CHECK ri_status ri_import_people_flush(struct ri_import_people *people,
                                               const char *file_name, struct ri_error *err);
#endif
