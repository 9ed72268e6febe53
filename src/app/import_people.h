/* What an import learns about people: it goes to control.sqlite, never to the warehouse. */
#ifndef RI_APP_IMPORT_PEOPLE_H
#define RI_APP_IMPORT_PEOPLE_H
#include "app/call.h"
#include "control/control.h"
#include "table/columns.h"

/* Remembers names, contacts and consents of a batch of customers, and takes them out of the batch. */
RI_MUST_CHECK ri_status ri_import_contacts(struct ri_call *call, struct ri_control *control,
                                           const struct ri_columns *columns, struct ri_error *err);
/* Writes what was remembered, before the warehouse commits, and says what became of consents. */
RI_MUST_CHECK ri_status ri_import_people(struct ri_call *call, struct ri_control *control,
                                         const char *file_name, struct ri_error *err);
#endif
