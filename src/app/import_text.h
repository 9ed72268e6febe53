/* Records that the program wrote itself, imported as a file that no folder has: the ledger, verify and undo hold for them as
 * for any other. */
#ifndef RI_APP_IMPORT_TEXT_H
#define RI_APP_IMPORT_TEXT_H
#include "app/call.h"
#include "base/text.h"

struct ri_import_text {
    const char                *name;      /* that the ledger gives the file */
    const char                *kind;      /* "orders", as `import --as` */
    const char                *source;    /* where the records come from: part of their keys */
    const struct ri_principal *principal; /* who brings them; NULL: the owner */
    bool                       whole;     /* a record that is not taken in is a failure */
};
struct ri_imported { /* what the ledger says */
    int64_t import_id, accepted, duplicates, quarantined;
};
/* A CSV file with its head line. RI_EDATA: `whole` and a record was not taken in; whatever `import` says. */
RI_MUST_CHECK ri_status ri_import_text(struct ri_call *call, const struct ri_import_text *how,
                                       const struct ri_text *csv, struct ri_imported *ret,
                                       struct ri_error *err);
/* Its number as a cell; missing to who may see some stores only, as imports of all of them are counted, and where there was none (0). */
void ri_put_import(struct ri_table_builder *table, const struct ri_call *call, int64_t import_id);
/* A field of such a file in quotes, NULL as an empty one, and the comma behind it. */
void ri_import_text_field(struct ri_text *csv, const char *value);
#endif
