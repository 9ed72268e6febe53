/* customers consent and export: what a customer allowed, and all that is held about one. */
#include "app/operation.h"
#include "app/people.h"
#include "app/privacy_rows.h"
#include "app/workspace.h"
#include "control/audit.h"
#include "control/campaign.h"
#include "control/consent.h"

static const char *const answers[] = {"yes", "no", NULL};

static const struct ri_param consent_params[] = {
    {"customer", RI_PARAM_CUSTOMER, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "the customer's own number"},
    {"channel", RI_PARAM_ENUM, 0, NULL, NULL, ri_channel_names,
     "with --set: what it is about; without it only this channel is shown"},
    {"set", RI_PARAM_ENUM, 0, NULL, NULL, answers, "what the customer said"},
    {"source", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "with --set: where they said it: a form, a call, an e-mail"},
};
static const struct ri_column consent_columns[] = {
    {"channel", RI_COLUMN_TEXT, "email, sms (text messages and calls) or post"},
    {"granted", RI_COLUMN_BOOL, "may be addressed; missing: never said, which counts as no"},
    {"set_at", RI_COLUMN_TIME, "when it was said, UTC"},
    {"source", RI_COLUMN_TEXT, "where it was said"},
    {"current", RI_COLUMN_BOOL, "the latest statement: what counts"},
};

/* ---- customers consent ---------------------------------------------------------------------------------------------- */

struct consent_rows {
    struct ri_table_builder *table;
    const char              *only;    /* channel, or NULL */
    struct ri_consent        waiting; /* put when the next one tells whether it is the latest */
    bool                     any, said[RI_CHANNELS];
};

static void put_waiting(struct consent_rows *rows, bool current)
{
    const struct ri_consent *c = &rows->waiting;
    if (!rows->any || (rows->only && strcmp(rows->only, ri_channel_names[c->channel]) != 0)) return;
    ri_put_string(rows->table, ri_channel_names[c->channel]);
    ri_put_bool(rows->table, c->granted);
    ri_put_instant(rows->table, c->set_at * 1000000);
    ri_put_string(rows->table, c->source);
    ri_put_bool(rows->table, current);
}

struct consent_context {
    struct consent_rows rows;
    struct ri_arena    *mem;
};

static ri_status take_consent(void *context, const struct ri_consent *consent, struct ri_error *err)
{
    struct consent_context *at = context;
    put_waiting(&at->rows, consent->channel != at->rows.waiting.channel);
    at->rows.any = true;
    at->rows.said[consent->channel] = true;
    at->rows.waiting = *consent;
    at->rows.waiting.source = ri_arena_copy(at->mem, consent->source, strlen(consent->source));
    return at->rows.waiting.source ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a source");
}

static ri_status set_consent(struct ri_call *call, struct ri_control *control,
                             const struct ri_person_meant *meant, struct ri_error *err)
{
    struct ri_consent consent = {.granted = strcmp(ri_call_text(call, "set"), "yes") == 0,
                                 .set_at = ri_people_now(call),
                                 .source = ri_call_text(call, "source")};
    if (!ri_call_given(call, "channel"))
        return ri_fail(err, RI_EUSAGE,
                       "--set needs --channel: consent is given channel by channel");
    if (!consent.source || !*consent.source)
        return ri_fail(err, RI_EUSAGE,
                       "--set needs --source: where the customer said so (a form, a call)");
    if (!ri_channel_parse(ri_call_text(call, "channel"), &consent.channel))
        return ri_fail(err, RI_EINTERNAL, "no channel '%s'", ri_call_text(call, "channel"));
    return ri_consent_set(control, meant->pseudonym, &consent, ri_people_who(call), err);
}

static ri_status find_known(struct ri_call *call, struct ri_control **ret_control,
                            struct ri_person_meant *ret, struct ri_error *err)
{
    const char *text = ri_call_text(call, "customer");
    RI_TRY(ri_people_control(call, ret_control, err));
    RI_TRY(ri_people_find(call, *ret_control, text, ret, err));
    if (ret->person.natural) return RI_OK;
    return ri_fail(err, RI_ENOTFOUND, "no customer is known as '%.60s'", text);
}

static ri_status consent_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_control     *control;
    struct ri_person_meant meant;
    struct consent_context at = {.mem = ri_call_mem(call)};
    RI_TRY(find_known(call, &control, &meant, err));
    if (ri_call_given(call, "set"))
        RI_TRY(set_consent(call, control, &meant, err));
    else if (ri_call_given(call, "source"))
        return ri_fail(err, RI_EUSAGE, "--source goes with --set");
    RI_TRY(ri_call_builder(call, &at.rows.table, err));
    at.rows.only = ri_call_text(call, "channel");
    const ri_status status = ri_consent_history(control, meant.pseudonym, take_consent, &at, err);
    put_waiting(&at.rows, true);
    for (size_t c = 0; c < RI_CHANNELS; c++) {
        if (at.rows.said[c] || (at.rows.only && strcmp(at.rows.only, ri_channel_names[c]) != 0))
            continue;
        ri_put_string(at.rows.table, ri_channel_names[c]);
        for (size_t i = 0; i < 3; i++) ri_put_null(at.rows.table);
        ri_put_bool(at.rows.table, true);
    }
    return ri_call_answer(call, at.rows.table, status, err);
}

/* ---- customers export ----------------------------------------------------------------------------------------------- */

static const struct ri_param export_params[] = {
    {"customer", RI_PARAM_CUSTOMER, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "the customer's own number"},
};
static const struct ri_column export_columns[] = {
    {"section", RI_COLUMN_TEXT,
     "identity, consent, campaign, description, purchase, figures, score, rejected, audit"},
    {"entry", RI_COLUMN_INTEGER, "number of the thing within its section, from 1"},
    {"field", RI_COLUMN_TEXT, "what is said of it"},
    {"value", RI_COLUMN_TEXT, "the value as text"},
};

static ri_status export_consent(void *context, const struct ri_consent *c, struct ri_error *err)
{
    struct ri_privacy_rows *rows = context;
    (void)err;
    ri_privacy_entry(rows, "consent");
    ri_privacy_field(rows, "channel", ri_channel_names[c->channel]);
    ri_privacy_field(rows, "granted", c->granted ? "yes" : "no");
    ri_privacy_time(rows, "set_at", c->set_at);
    ri_privacy_field(rows, "source", c->source);
    return RI_OK;
}

static ri_status export_campaign(void *context, const struct ri_campaign *c,
                                 const struct ri_campaign_member *member, struct ri_error *err)
{
    struct ri_privacy_rows *rows = context;
    char                    score[40];
    (void)err;
    ri_privacy_entry(rows, "campaign");
    ri_privacy_field(rows, "name", c->name);
    ri_privacy_field(rows, "channel", ri_channel_names[c->channel]);
    ri_privacy_day(rows, "starts_on", c->starts_on);
    ri_privacy_field(rows, "group", member->is_control ? "control" : "contact");
    snprintf(score, sizeof score, "%.10g", member->score);
    ri_privacy_field(rows, "score", score);
    return RI_OK;
}

static ri_status export_audit(void *context, const struct ri_audit_row *row, struct ri_error *err)
{
    struct ri_privacy_rows *rows = context;
    (void)err;
    ri_privacy_entry(rows, "audit");
    ri_privacy_time(rows, "at", row->at);
    ri_privacy_field(rows, "who", row->who);
    ri_privacy_field(rows, "action", row->action);
    ri_privacy_field(rows, "details", row->details);
    return RI_OK;
}

static ri_status export_held(struct ri_privacy_rows *rows, struct ri_control *control,
                             const struct ri_person_meant *meant, struct ri_error *err)
{
    const struct ri_person   *p = &meant->person;
    const struct ri_audit_row row = {.at = ri_people_now(rows->call),
                                     .who = ri_people_who(rows->call),
                                     .action = "customers export",
                                     .pseudonym = meant->pseudonym,
                                     .details = "all that is held was exported"};
    ri_privacy_entry(rows, "identity");
    ri_privacy_field(rows, "number", p->natural);
    ri_privacy_field(rows, "pseudonym", meant->pseudonym);
    ri_privacy_field(rows, "name", p->name);
    ri_privacy_field(rows, "email", p->email);
    ri_privacy_field(rows, "phone", p->phone);
    RI_TRY(ri_consent_history(control, meant->pseudonym, export_consent, rows, err));
    RI_TRY(ri_campaign_of_person(control, meant->pseudonym, export_campaign, rows, err));
    RI_TRY(ri_privacy_facts(rows, meant, err));
    RI_TRY(ri_audit_add(control, &row, err));
    return ri_audit_each(control, meant->pseudonym, 0, export_audit, rows, err);
}

static ri_status export_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_control     *control;
    struct ri_person_meant meant;
    struct ri_privacy_rows rows = {.call = call};
    RI_TRY(find_known(call, &control, &meant, err));
    RI_TRY(ri_call_builder(call, &rows.table, err));
    const ri_status status = export_held(&rows, control, &meant, err);
    return ri_call_answer(call, rows.table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.consent",
              .summary = "What a customer allowed by channel, since when, said where; or sets it",
              .details = "Who never said yes has not consented. Statements are kept, the latest "
                         "counts; a withdrawal stands until the customer speaks again. Setting is "
                         "noted in the audit.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
              RI_PARAMS(consent_params),
              RI_COLUMNS(consent_columns),
              RI_EXAMPLES("retailinsight customers consent C-77",
                          "retailinsight customers consent C-77 --channel email --set no --source "
                          "'letter of 2 October'")},
     .run = consent_run},
    {.info = {.name = "customers.export",
              .summary = "All that is held about a customer",
              .details = "Number, name and contacts, consent, lists of campaigns, what files said, "
                         "every line of every receipt, figures, rejected records that name them, "
                         "and the audit. The export itself is noted there.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
              RI_PARAMS(export_params),
              RI_COLUMNS(export_columns),
              RI_EXAMPLES("retailinsight customers export C-77 --format json -o C-77.json")},
     .run = export_run},
};
const struct ri_operation_table ri_privacy_operations = RI_OPERATION_TABLE(operations);
