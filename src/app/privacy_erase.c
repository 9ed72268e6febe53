/* customers erase: takes a person out of everything that the workspace holds. */
#include "app/backup.h"
#include "app/operation.h"
#include "app/people.h"
#include "app/privacy_files.h"
#include "app/workspace.h"
#include "base/hash.h"
#include "control/audit.h"

#include <sys/stat.h>

enum { NAMES_MOST = 4, REPLACEMENT_SIZE = 26, PATH_SIZE = 4400 };

static const struct ri_param params[] = {
    {"customer", RI_PARAM_CUSTOMER, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "the customer's own number"},
    {"unknown", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "also when no customer has this number: empties rejected records that name it, and keeps it "
     "out from now on"},
};
static const struct ri_column columns[] = {
    {"what", RI_COLUMN_TEXT, "what was erased, emptied or made anonymous"},
    {"count", RI_COLUMN_INTEGER, "how many"},
};

struct erasing {
    struct ri_call         *call;
    struct ri_control      *control;
    struct ri_person_meant  meant;
    const char             *natural;
    const char             *names[NAMES_MOST + 1];
    struct ri_erased_rows   rows;
    struct ri_removed_files files;
    struct ri_erased        erased;
};

/* Number and contacts; a name of one word alone is too common to look for. */
static ri_status find_person(struct erasing *e, struct ri_error *err)
{
    const char *text = ri_call_text(e->call, "customer");
    size_t      count = 0;
    bool        before = false;
    RI_TRY(ri_people_control(e->call, &e->control, err));
    RI_TRY(ri_people_find(e->call, e->control, text, &e->meant, err));
    const struct ri_person *p = &e->meant.person;
    e->natural = p->natural ? p->natural : text;
    RI_TRY(ri_identity_is_erased(e->control, ri_view_of(e->natural), &before, err));
    if (!p->natural && !before && !ri_call_flag(e->call, "unknown"))
        return ri_fail(err, RI_ENOTFOUND,
                       "no customer is known as '%.60s'; --unknown looks through rejected records "
                       "all the same",
                       text);
    const char *const all[NAMES_MOST] = {e->natural, p->email, p->phone,
                                         p->name && strchr(p->name, ' ') ? p->name : NULL};
    for (size_t i = 0; i < NAMES_MOST; i++)
        if (all[i] && *all[i]) e->names[count++] = all[i];
    return RI_OK;
}

static ri_status erase_facts(struct erasing *e, struct ri_error *err)
{
    struct ri_warehouse *warehouse;
    unsigned char        bytes[(REPLACEMENT_SIZE - 2) / 2];
    char                 replacement[REPLACEMENT_SIZE] = "x";
    RI_TRY(ri_secret_bytes(bytes, sizeof bytes, err));
    ri_hex(bytes, sizeof bytes, replacement + 1);
    const struct ri_erasure erasure = {e->meant.pseudonym, replacement, e->names};
    RI_TRY(ri_call_warehouse(e->call, &warehouse, err));
    return ri_warehouse_erase(warehouse, &erasure, ri_call_task(e->call), &e->rows, err);
}

/* A backup stays as it was made; it is told where one lies that was made while the person was known. */
static ri_status say_backup(void *context, const struct ri_audit_row *row,
                            RI_UNUSED struct ri_error *err)
{
    struct ri_call *call = context;
    char            manifest[PATH_SIZE];
    struct stat     info;
    if (strcmp(row->action, RI_BACKUP_MADE) != 0) return RI_OK;
    snprintf(manifest, sizeof manifest, "%s/" RI_BACKUP_MANIFEST, row->details);
    if (stat(manifest, &info) != 0) return RI_OK;
    ri_call_note(
        call,
        "the backup '%s' was made before and still holds the person: 'retailinsight restore "
        "%s --into DIR' leaves them out; back up DIR anew, then delete the old one",
        row->details, row->details);
    return RI_OK;
}

static ri_status answer(struct erasing *e, struct ri_error *err)
{
    const struct {
        const char *what;
        int64_t     count;
    } rows[] = {
        {"identity: number, name, contacts", e->erased.identities},
        {"statements of consent", e->erased.consents},
        {"places on lists of campaigns", e->erased.lists},
        {"lines of receipts made anonymous", (int64_t)e->rows.lines},
        {"attributes of them that named the person", (int64_t)e->rows.attributes},
        {"descriptions from files of customers", (int64_t)e->rows.described},
        {"rejected records", (int64_t)e->rows.quarantined},
        {"trained models that knew the person by name", (int64_t)e->files.models},
        {"mappings that named the person", (int64_t)e->files.mappings},
        {"pages of one's own that named the person", (int64_t)e->files.pages},
        {"copies of the warehouse from before an upgrade", (int64_t)e->files.copies},
    };
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(e->call, &table, err));
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        ri_put_string(table, rows[i].what);
        ri_put_int(table, rows[i].count);
    }
    ri_call_note(e->call,
                 "files outside of the workspace, as they were imported, exported or moved "
                 "by a watched folder, are yours to remove");
    if (e->files.models)
        ri_call_note(e->call,
                     "models were removed with the person's name in them: train them again");
    return ri_call_answer(e->call, table,
                          ri_audit_each(e->control, NULL, 0, say_backup, e->call, err), err);
}

/* The identity goes last: until then the same call, run again, still knows what to look for. */
static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct erasing e = {.call = call};
    RI_TRY(find_person(&e, err));
    RI_TRY(erase_facts(&e, err));
    RI_TRY(ri_privacy_remove_files(call, e.names, &e.files, err));
    RI_TRY(ri_identity_erase(e.control, e.natural, ri_people_who(call), ri_people_now(call),
                             &e.erased, err));
    ri_workspace_erased(ri_call_workspace(call));
    return answer(&e, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "customers.erase",
          .summary = "Erases a customer: identity, consent, lists, descriptions, rejected records",
          .details =
              "Receipts stay, so that figures stay what they are, under a pseudonym made anew that "
              "leads to nobody. Bytes are written over, not only marked as free. A keyed mark of "
              "the number stays, so that a file that names the person again brings nothing back: "
              "sales in it count without a customer. There is no way back.",
          .flags = RI_CHANGES | RI_LONG,
          .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight customers erase C-77",
                      "retailinsight customers erase C-77 --unknown")},
     .run = run},
};
const struct ri_operation_table ri_privacy_erase_operations = RI_OPERATION_TABLE(operations);
