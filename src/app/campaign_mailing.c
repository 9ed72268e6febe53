/* customers mailing: whom to contact, with the columns that mailing services take. Contacts are joined here and nowhere else. */
#include "app/operation.h"
#include "app/people.h"
#include "base/intern.h"
#include "control/audit.h"
#include "control/campaign.h"
#include "control/consent.h"

enum { ROWS_A_BATCH = 2048, COLUMNS_MOST = 6, PHONE_SIZE = 32 };

/* ---- Layouts ------------------------------------------------------------------------------------------------------- */

typedef enum mailing_cell {
    CUSTOMER,
    NAME,
    FIRST_NAME,
    LAST_NAME,
    EMAIL,
    PHONE,
    CAMPAIGN
} mailing_cell;
struct layout {
    const char *service;
    ri_channel  channel;
    struct {
        const char  *name; /* NULL ends */
        mailing_cell cell;
    } columns[COLUMNS_MOST + 1];
};
/* What the services' own pages on importing contacts ask for, as of 2026. The contact of another channel is not given away. */
static const struct layout layouts[] = {
    {"plain", RI_CHANNEL_EMAIL, {{"customer", CUSTOMER}, {"name", NAME}, {"email", EMAIL}}},
    {"plain", RI_CHANNEL_SMS, {{"customer", CUSTOMER}, {"name", NAME}, {"phone", PHONE}}},
    {"plain", RI_CHANNEL_POST, {{"customer", CUSTOMER}, {"name", NAME}}},
    {"mailchimp",
     RI_CHANNEL_EMAIL,
     {{"Email Address", EMAIL},
      {"First Name", FIRST_NAME},
      {"Last Name", LAST_NAME},
      {"Tags", CAMPAIGN}}},
    {"mailchimp",
     RI_CHANNEL_SMS,
     {{"SMS Phone Number", PHONE},
      {"First Name", FIRST_NAME},
      {"Last Name", LAST_NAME},
      {"Tags", CAMPAIGN}}},
    {"klaviyo",
     RI_CHANNEL_EMAIL,
     {{"Email Address", EMAIL},
      {"First Name", FIRST_NAME},
      {"Last Name", LAST_NAME},
      {"Campaign", CAMPAIGN}}},
    {"klaviyo",
     RI_CHANNEL_SMS,
     {{"Phone Number", PHONE},
      {"First Name", FIRST_NAME},
      {"Last Name", LAST_NAME},
      {"Campaign", CAMPAIGN}}},
};
static const char *const services[] = {"plain", "mailchimp", "klaviyo", NULL};

static const struct ri_param params[] = {
    {"campaign", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "its name, as customers campaigns lists it"},
    {"service", RI_PARAM_ENUM, 0, NULL, "plain", services, "whose columns to use"},
    {"country-code", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "of telephone numbers that have none, 49 or +49: services want +4915112345678"},
};
static const struct ri_column columns[] = {
    {"customer", RI_COLUMN_TEXT, "plain: customer number"},
    {"name", RI_COLUMN_TEXT, "plain: whole name"},
    {"email", RI_COLUMN_TEXT, "plain, by e-mail: address"},
    {"phone", RI_COLUMN_TEXT, "plain, by sms: number"},
    {"Email Address", RI_COLUMN_TEXT, "mailchimp, klaviyo, by e-mail"},
    {"SMS Phone Number", RI_COLUMN_TEXT, "mailchimp, by sms"},
    {"Phone Number", RI_COLUMN_TEXT, "klaviyo, by sms"},
    {"First Name", RI_COLUMN_TEXT, "all of the name but its last word"},
    {"Last Name", RI_COLUMN_TEXT, "the last word of the name, or what stands before a comma"},
    {"Tags", RI_COLUMN_TEXT, "mailchimp: name of the campaign"},
    {"Campaign", RI_COLUMN_TEXT, "klaviyo: name of the campaign"},
};

/* ---- Cells --------------------------------------------------------------------------------------------------------- */

static void split_name(const char *name, struct ri_view *ret_first, struct ri_view *ret_last)
{
    const char *comma = name ? strchr(name, ',') : NULL, *blank = name ? strrchr(name, ' ') : NULL;
    *ret_first = *ret_last = (struct ri_view){NULL, 0};
    if (!name) return;
    if (comma) { /* "Example, Ada" */
        *ret_last = ri_view_trim((struct ri_view){name, (size_t)(comma - name)});
        *ret_first = ri_view_trim(ri_view_of(comma + 1));
    } else if (blank) {
        *ret_first = ri_view_trim((struct ri_view){name, (size_t)(blank - name)});
        *ret_last = ri_view_of(blank + 1);
    } else {
        *ret_last = ri_view_of(name);
    }
}

/* "+" and digits, as E.164 writes numbers; false: there is no country code, or it is no number. */
static bool phone_text(const char *phone, const char *code, char ret[PHONE_SIZE])
{
    char   digits[PHONE_SIZE];
    size_t n = 0;
    bool   whole = false;
    for (const char *at = phone; *at; at++) {
        if (*at == '+' && n == 0) whole = true;
        if (*at < '0' || *at > '9') continue;
        if (n + 4 >= sizeof digits) return false;
        digits[n++] = *at;
    }
    digits[n] = '\0';
    const char *from = digits;
    if (!whole && strncmp(digits, "00", 2) == 0) {
        whole = true;
        from = digits + 2;
    }
    if (!whole && !code) return false;
    if (!whole) from += *from == '0'; /* 0151... is +49 151... */
    const int length = snprintf(ret, PHONE_SIZE, "+%s%s", whole ? "" : code, from);
    return length >= 8 && length <= 16;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

struct mailing {
    struct ri_call          *call;
    struct ri_control       *control;
    struct ri_campaign       campaign;
    const struct layout     *layout;
    const char              *code;
    struct ri_intern        *consenting;
    struct ri_table_builder *table;
    size_t                   rows, withdrawn, without, unknown;
};

static ri_status take_consent(void *context, struct ri_view pseudonym, struct ri_error *err)
{
    size_t place;
    return ri_intern_put(context, pseudonym, &place, NULL, err);
}

static void put_cell(struct mailing *m, mailing_cell cell, const struct ri_person *person,
                     const char *phone)
{
    struct ri_view first, last;
    split_name(person->name, &first, &last);
    const struct ri_view texts[] = {[CUSTOMER] = ri_view_of(person->natural),
                                    [NAME] = ri_view_of(person->name),
                                    [FIRST_NAME] = first,
                                    [LAST_NAME] = last,
                                    [EMAIL] = ri_view_of(person->email),
                                    [PHONE] = ri_view_of(phone),
                                    [CAMPAIGN] = ri_view_of(m->campaign.name)};
    if (texts[cell].at)
        ri_put_text(m->table, texts[cell]);
    else
        ri_put_null(m->table);
}

/* Consent is asked again now: it may have been withdrawn since the list was made. */
static ri_status put_member(void *context, const struct ri_campaign_member *member,
                            struct ri_error *err)
{
    struct mailing            *m = context;
    struct ri_arena           *mem = ri_call_mem(m->call);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ri_person           person;
    char                       phone[PHONE_SIZE] = "";
    size_t                     place;
    if (member->is_control) return RI_OK;
    if (!ri_intern_find(m->consenting, member->pseudonym, &place)) {
        m->withdrawn++;
        return RI_OK;
    }
    RI_TRY(ri_identity_person(m->control, member->pseudonym, mem, &person, err));
    const bool bad_phone = person.phone && m->layout->channel == RI_CHANNEL_SMS &&
                           !phone_text(person.phone, m->code, phone);
    const char *contact = m->layout->channel == RI_CHANNEL_EMAIL ? person.email
                          : m->layout->channel == RI_CHANNEL_SMS ? person.phone
                                                                 : person.natural;
    if (!contact || bad_phone) {
        m->without += !contact;
        m->unknown += bad_phone;
    } else {
        for (size_t c = 0; m->layout->columns[c].name; c++)
            put_cell(m, m->layout->columns[c].cell, &person, phone);
        m->rows++;
    }
    ri_arena_rewind(mem, mark);
    if (ri_table_builder_rows(m->table) < ROWS_A_BATCH) return RI_OK;
    return ri_call_emit_builder(m->call, m->table, err);
}

/* ---- The operation ------------------------------------------------------------------------------------------------- */

static ri_status find_layout(struct mailing *m, struct ri_error *err)
{
    const char *service = ri_call_text(m->call, "service");
    m->code = ri_call_text(m->call, "country-code");
    if (m->code && *m->code == '+') m->code++;
    if (m->code &&
        (!*m->code || strlen(m->code) > 3 || strspn(m->code, "0123456789") != strlen(m->code)))
        return ri_fail(err, RI_EUSAGE, "--country-code wants 1 to 3 digits; got '%.20s'",
                       ri_call_text(m->call, "country-code"));
    for (size_t i = 0; i < RI_COUNT(layouts); i++) {
        if (strcmp(layouts[i].service, service) == 0 && layouts[i].channel == m->campaign.channel)
            m->layout = &layouts[i];
    }
    if (m->layout) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "%s sends nothing by %s: --service plain lists the customers",
                   service, ri_channel_names[m->campaign.channel]);
}

static ri_status open_table(struct mailing *m, struct ri_error *err)
{
    struct ri_table_column shown[COLUMNS_MOST];
    size_t                 count = 0;
    for (; m->layout->columns[count].name; count++)
        shown[count] = (struct ri_table_column){.name = m->layout->columns[count].name,
                                                .type = RI_COLUMN_TEXT};
    RI_TRY(ri_call_columns(m->call, shown, count, err));
    return ri_table_builder_new(shown, count, &m->table, err);
}

static ri_status say_and_audit(struct mailing *m, struct ri_error *err)
{
    char details[128];
    ri_call_note(m->call, "%zu customers to contact by %s", m->rows,
                 ri_channel_names[m->campaign.channel]);
    if (m->withdrawn)
        ri_call_note(m->call, "left out, consent was withdrawn since: %zu", m->withdrawn);
    if (m->without) ri_call_note(m->call, "left out, no contact is known: %zu", m->without);
    if (m->unknown)
        ri_call_note(m->call,
                     "left out, telephone number without a country code (--country-code): %zu",
                     m->unknown);
    if (m->campaign.channel == RI_CHANNEL_POST)
        ri_call_note(m->call, "postal addresses are not held here: numbers and names only");
    snprintf(details, sizeof details, "campaign %lld: contacts of %zu customers, as %s",
             (long long)m->campaign.campaign_id, m->rows, m->layout->service);
    const struct ri_audit_row row = {.at = ri_people_now(m->call),
                                     .who = ri_people_who(m->call),
                                     .action = "customers mailing",
                                     .details = details};
    return ri_audit_add(m->control, &row, err);
}

static ri_status rows(struct mailing *m, struct ri_error *err)
{
    RI_TRY(ri_consent_each(m->control, m->campaign.channel, take_consent, m->consenting, err));
    RI_TRY(open_table(m, err));
    RI_TRY(ri_campaign_members(m->control, m->campaign.campaign_id, put_member, m, err));
    RI_TRY(ri_call_emit_builder(m->call, m->table, err));
    return say_and_audit(m, err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct mailing m = {.call = call};
    RI_TRY(ri_people_control(call, &m.control, err));
    RI_TRY(ri_campaign_find(m.control, ri_call_text(call, "campaign"), ri_call_mem(call),
                            &m.campaign, err));
    if (m.campaign.cancelled_at)
        return ri_fail(err, RI_ECONFLICT, "campaign '%s' was given up", m.campaign.name);
    RI_TRY(find_layout(&m, err));
    RI_TRY(ri_intern_new(&m.consenting, err));
    const ri_status status = rows(&m, err);
    ri_table_builder_free(m.table);
    ri_intern_free(m.consenting);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "customers.mailing",
              .summary =
                  "Whom a campaign is to contact, with the columns that mailing services take",
              .details =
                  "The control group is never on it, nor anybody who does not consent to the "
                  "channel now. Contacts come from the control database and stand nowhere else; "
                  "each export is noted in the audit.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_MARKETING | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight customers mailing spring --format csv -o spring.csv",
                          "retailinsight customers mailing spring --service mailchimp --format csv "
                          "-o mailchimp.csv",
                          "retailinsight customers mailing autumn --service klaviyo --country-code "
                          "49 --format csv -o klaviyo.csv")},
     .run = run},
};
const struct ri_operation_table ri_campaign_mailing_operations = RI_OPERATION_TABLE(operations);
