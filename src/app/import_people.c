/* People in imported files: contacts and consents. */
#include "app/import_people.h"

#include "retail/record.h"

static const char *const consent_fields[RI_CHANNELS] = {[RI_CHANNEL_EMAIL] = "consent_email",
                                                        [RI_CHANNEL_SMS] = "consent_sms",
                                                        [RI_CHANNEL_POST] = "consent_post"};
enum { DAY_SECONDS = 24 * 60 * 60 };

struct people { /* places of the fields */
    size_t customer, name, email, phone, consent[RI_CHANNELS], consent_at;
};

static size_t field_of(const char *name)
{
    return ri_record_field(ri_record_of(RI_CUSTOMERS), ri_view_of(name));
}

static const char *cell_text(const struct ri_columns *columns, size_t field, size_t row,
                             struct ri_arena *mem)
{
    const struct ri_cells *cells = &columns->cells[field];
    return cells->valid[row] ? ri_arena_copy(mem, cells->text[row].at, cells->text[row].length)
                             : NULL;
}

static ri_status keep_row(struct ri_control *control, const struct people *at,
                          const struct ri_columns *columns, size_t row, struct ri_arena *mem,
                          struct ri_error *err)
{
    struct ri_cells  *cells = columns->cells;
    struct ri_contact contact = {.natural = cell_text(columns, at->customer, row, mem),
                                 .name = cell_text(columns, at->name, row, mem),
                                 .email = cell_text(columns, at->email, row, mem),
                                 .phone = cell_text(columns, at->phone, row, mem)};
    for (size_t c = 0; c < RI_CHANNELS; c++)
        contact.consent[c] =
            cells[at->consent[c]].valid[row] ? cells[at->consent[c]].number[row] != 0 : -1;
    if (cells[at->consent_at].valid[row])
        contact.consent_at = cells[at->consent_at].number[row] * DAY_SECONDS;
    const size_t personal[] = {at->name, at->email, at->phone};
    for (size_t i = 0; i < RI_COUNT(personal); i++) cells[personal[i]].valid[row] = 0;
    return ri_identity_contact(control, &contact, err);
}

/* ---- People who were erased --------------------------------------------------------------------------------------- */

ri_status ri_import_pseudonym(void *context, struct ri_view natural, struct ri_view *ret,
                              bool *ret_erased, struct ri_error *err)
{
    struct ri_import_people *people = context;
    RI_TRY(ri_identity_is_erased(people->control, natural, ret_erased, err));
    if (!*ret_erased) return ri_identity_pseudonym(people->control, natural, ret, err);
    people->erased++;
    ri_identity_of(people->control, natural, people->pseudonym);
    *ret = ri_view_of(people->pseudonym);
    return RI_OK;
}

ri_status ri_import_names_erased(struct ri_import_people *people, struct ri_view raw, bool *ret,
                                 struct ri_error *err)
{
    static const char between[] = " \t\r\n,;|\"'=<>()[]{}";
    *ret = false;
    for (size_t at = 0; at < raw.length && !*ret;) {
        size_t end = at;
        while (end < raw.length && raw.at[end] && !strchr(between, raw.at[end])) end++;
        if (end > at)
            RI_TRY(ri_identity_is_erased(people->control, (struct ri_view){raw.at + at, end - at},
                                         ret, err));
        at = end + 1;
    }
    people->erased += *ret;
    return RI_OK;
}

ri_status ri_import_reject_erased(struct ri_import *import, uint64_t record, uint64_t offset,
                                  struct ri_error *err)
{
    return ri_import_reject(import, record, offset, RI_VIEW(""), "erased",
                            "the person was erased: nothing of the record is kept", err);
}

/* Takes row `from` to the place of row `to`. */
static void move_row(struct ri_columns *columns, size_t to, size_t from)
{
    for (size_t c = 0; c < columns->column_count; c++) {
        struct ri_cells *cells = &columns->cells[c];
        cells->valid[to] = cells->valid[from];
        if (cells->text)
            cells->text[to] = cells->text[from];
        else
            cells->number[to] = cells->number[from];
    }
}

/* ---- Contacts ------------------------------------------------------------------------------------------------------ */

static struct people places(void)
{
    struct people at = {.customer = field_of("customer"),
                        .name = field_of("name"),
                        .email = field_of("email"),
                        .phone = field_of("phone"),
                        .consent_at = field_of("consent_at")};
    for (size_t c = 0; c < RI_CHANNELS; c++) at.consent[c] = field_of(consent_fields[c]);
    return at;
}

ri_status ri_import_contacts(struct ri_import_people *people, struct ri_import *import,
                             struct ri_columns *columns, struct ri_error *err)
{
    const struct people at = places();
    struct ri_arena    *mem = ri_call_mem(people->call);
    uint64_t           *record; /* numbers of the rows that stay */
    size_t              rows = 0;
    RI_ARENA_NEW(record, mem, columns->rows + 1, err);
    for (size_t row = 0; row < columns->rows; row++) {
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        bool                       erased;
        RI_TRY(ri_identity_is_erased(people->control, columns->cells[at.customer].text[row],
                                     &erased, err));
        if (erased) {
            people->erased++;
            RI_TRY(
                ri_import_reject_erased(import, columns->record[row], columns->offset[row], err));
            continue;
        }
        const ri_status status = keep_row(people->control, &at, columns, row, mem, err);
        ri_arena_rewind(mem, mark);
        RI_TRY(status);
        if (rows != row) move_row(columns, rows, row);
        record[rows++] = columns->record[row];
    }
    columns->rows = rows;
    columns->record = record;
    return RI_OK;
}

ri_status ri_import_people_flush(struct ri_import_people *people, const char *file_name,
                                 struct ri_error *err)
{
    struct ri_call   *call = people->call;
    struct ri_flushed flushed;
    const char       *source = ri_arena_printf(ri_call_mem(call), "import %s", file_name);
    if (!source) return ri_fail(err, RI_ENOMEM, "no room for the name of a file");
    RI_TRY(ri_identity_flush(people->control, source, ri_task_now_us(ri_call_task(call)) / 1000000,
                             &flushed, err));
    if (flushed.passed_over)
        ri_call_note(call,
                     "%llu consents in the file were passed over: the customers said otherwise "
                     "later, or withdrew; a consent_at column or 'customers consent' says anew",
                     (unsigned long long)flushed.passed_over);
    if (people->erased)
        ri_call_note(call,
                     "the file names people who were erased: their sales are counted without a "
                     "customer, nothing else of them is kept");
    return RI_OK;
}
