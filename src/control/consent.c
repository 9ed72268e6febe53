/* Statements of consent, and who consents now. */
#include "consent.h"

#include "audit.h"
#include "control_internal.h"

const char *const ri_channel_names[RI_CHANNELS + 1] = {
#define NAME(code, text, help) text,
    RI_CHANNEL_MAP(NAME)
#undef NAME
        NULL};

bool ri_channel_parse(const char *text, ri_channel *ret)
{
    for (int i = 0; i < RI_CHANNELS; i++) {
        if (strcmp(text, ri_channel_names[i]) != 0) continue;
        *ret = (ri_channel)i;
        return true;
    }
    return false;
}

/* ---- Setting --------------------------------------------------------------------------------------------------- */

struct setting {
    const char              *pseudonym, *who;
    const struct ri_consent *consent;
};

static ri_status set(struct ri_control *control, void *context, struct ri_error *err)
{
    const struct setting     *setting = context;
    const struct ri_consent  *consent = setting->consent;
    const struct control_bind binds[] = {
        control_text("pseudonym", setting->pseudonym),
        control_text("channel", ri_channel_names[consent->channel]),
        control_int("set_at", consent->set_at), control_int("granted", consent->granted),
        control_text("source", consent->source)};
    char             details[64];
    struct ri_arena  mem;
    struct ri_person person;
    ri_arena_init(&mem, 1 << 20);
    const ri_status known =
        ri_identity_person(control, ri_view_of(setting->pseudonym), &mem, &person, err);
    ri_arena_release(&mem);
    RI_TRY(known);
    RI_TRY(control_run(control->db, "consent_put", CONTROL_BINDS(binds), err));
    snprintf(details, sizeof details, "%s: %s", ri_channel_names[consent->channel],
             consent->granted ? "granted" : "withdrawn");
    const struct ri_audit_row row = {.at = consent->set_at,
                                     .who = setting->who,
                                     .action = "customers consent",
                                     .pseudonym = setting->pseudonym,
                                     .details = details};
    return ri_audit_add(control, &row, err);
}

ri_status ri_consent_set(struct ri_control *control, const char *pseudonym,
                         const struct ri_consent *consent, const char *who, struct ri_error *err)
{
    struct setting setting = {pseudonym, who, consent};
    return control_transaction(control, set, &setting, err);
}

/* ---- Asking ---------------------------------------------------------------------------------------------------- */

struct history {
    ri_consent_fn *each;
    void          *context;
};

static ri_status history_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct history *history = context;
    struct ri_consent     consent = {.granted = sqlite3_column_int(row, 1) != 0,
                                     .set_at = sqlite3_column_int64(row, 2),
                                     .source = control_cell(row, 3)};
    if (!ri_channel_parse(control_cell(row, 0), &consent.channel)) return RI_OK;
    return history->each(history->context, &consent, err);
}

ri_status ri_consent_history(struct ri_control *control, const char *pseudonym, ri_consent_fn *each,
                             void *context, struct ri_error *err)
{
    struct history            history = {each, context};
    const struct control_bind binds[] = {control_text("pseudonym", pseudonym)};
    return control_each(control->db, "consent_history", CONTROL_BINDS(binds), history_row, &history,
                        NULL, err);
}

struct each_pseudonym {
    ri_pseudonym_each_fn *each;
    void                 *context;
};

static ri_status pseudonym_row(void *context, sqlite3_stmt *row, struct ri_error *err)
{
    const struct each_pseudonym *rows = context;
    const struct ri_view pseudonym = {control_cell(row, 0), (size_t)sqlite3_column_bytes(row, 0)};
    return rows->each(rows->context, pseudonym, err);
}

ri_status ri_consent_each(struct ri_control *control, ri_channel channel,
                          ri_pseudonym_each_fn *each, void *context, struct ri_error *err)
{
    struct each_pseudonym     rows = {each, context};
    const struct control_bind binds[] = {control_text("channel", ri_channel_names[channel])};
    return control_each(control->db, "consent_now", CONTROL_BINDS(binds), pseudonym_row, &rows,
                        NULL, err);
}
