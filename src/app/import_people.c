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

ri_status ri_import_contacts(struct ri_call *call, struct ri_control *control,
                             const struct ri_columns *columns, struct ri_error *err)
{
    struct people    at = {.customer = field_of("customer"),
                           .name = field_of("name"),
                           .email = field_of("email"),
                           .phone = field_of("phone"),
                           .consent_at = field_of("consent_at")};
    struct ri_arena *mem = ri_call_mem(call);
    for (size_t c = 0; c < RI_CHANNELS; c++) at.consent[c] = field_of(consent_fields[c]);
    for (size_t row = 0; row < columns->rows; row++) {
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        const ri_status            status = keep_row(control, &at, columns, row, mem, err);
        ri_arena_rewind(mem, mark);
        RI_TRY(status);
    }
    return RI_OK;
}

ri_status ri_import_people(struct ri_call *call, struct ri_control *control, const char *file_name,
                           struct ri_error *err)
{
    struct ri_flushed flushed;
    const char       *source = ri_arena_printf(ri_call_mem(call), "import %s", file_name);
    if (!source) return ri_fail(err, RI_ENOMEM, "no room for the name of a file");
    RI_TRY(ri_identity_flush(control, source, ri_task_now_us(ri_call_task(call)) / 1000000,
                             &flushed, err));
    if (flushed.passed_over)
        ri_call_note(call,
                     "%llu consents in the file were passed over: the customers said otherwise "
                     "later, or withdrew; a consent_at column or 'customers consent' says anew",
                     (unsigned long long)flushed.passed_over);
    return RI_OK;
}
