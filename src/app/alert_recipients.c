/* alerts recipients, alerts recipient, alerts remove, alerts test: who is told, and how. */
#include "app/alert_ask.h"
#include "app/alert_delivery.h"
#include "app/attend.h"
#include "app/mail_settings.h"
#include "app/operation.h"
#include "base/hash.h"
#include "base/zone.h"
#include "net/webhook.h"

/* ---- alerts recipients ---------------------------------------------------------------------------------------------- */

static const struct ri_column list_columns[] = {
    {"recipient", RI_COLUMN_TEXT, "name of the recipient"},
    {"channel", RI_COLUMN_TEXT, "email or webhook"},
    {"address", RI_COLUMN_TEXT, "e-mail address, or URL"},
    {"on", RI_COLUMN_BOOL, "messages are sent"},
    {"severity", RI_COLUMN_TEXT, "least severity that is sent"},
    {"stores", RI_COLUMN_TEXT, "only these stores; missing: all"},
    {"categories", RI_COLUMN_TEXT, "only these categories; missing: all"},
    {"quiet", RI_COLUMN_TEXT, "hours in which nothing is sent"},
    {"time_zone", RI_COLUMN_TEXT, "of those hours"},
    {"urgent", RI_COLUMN_BOOL, "critical alerts come at any hour"},
    {"digest", RI_COLUMN_TEXT, "none: at once; hourly; daily and its hour"},
    {"private", RI_COLUMN_BOOL, "a webhook may go to this machine or a private network"},
    {"why_off", RI_COLUMN_TEXT, "why it is switched off"},
};

static void put_hours(struct ri_table_builder *table, const struct ri_recipient *recipient)
{
    char text[32];
    snprintf(text, sizeof text, "%02d:%02d-%02d:%02d", recipient->quiet_from / 60,
             recipient->quiet_from % 60, recipient->quiet_to / 60, recipient->quiet_to % 60);
    ri_put_string(table, recipient->quiet_from < 0 ? NULL : text);
}

static void put_digest(struct ri_table_builder *table, const struct ri_recipient *recipient)
{
    char text[48];
    if (strcmp(recipient->digest, "daily") == 0)
        snprintf(text, sizeof text, "daily %02d:%02d", recipient->digest_at / 60,
                 recipient->digest_at % 60);
    else
        snprintf(text, sizeof text, "%s", recipient->digest);
    ri_put_string(table, text);
}

static ri_status list_row(void *context, const struct ri_recipient *recipient,
                          RI_UNUSED struct ri_error *err)
{
    struct ri_table_builder *table = context;
    ri_put_string(table, recipient->name);
    ri_put_string(table, recipient->channel);
    ri_put_string(table, recipient->address);
    ri_put_bool(table, recipient->on);
    ri_put_string(table, ri_severity_name(recipient->severity));
    ri_put_string(table, recipient->stores);
    ri_put_string(table, recipient->categories);
    put_hours(table, recipient);
    ri_put_string(table, recipient->time_zone);
    ri_put_bool(table, recipient->urgent);
    put_digest(table, recipient);
    ri_put_bool(table, recipient->allow_private);
    ri_put_string(table, recipient->why_off);
    return RI_OK;
}

static ri_status list(struct ri_call *call, struct ri_alerts *alerts, const char *name,
                      struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table, ri_recipients_each(alerts, name, list_row, table, err), err);
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    return list(call, alerts, NULL, err);
}

/* ---- alerts recipient ------------------------------------------------------------------------------------------------ */

static const struct ri_param put_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "short name of the recipient"},
    {"email", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "e-mail address to write to"},
    {"webhook", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "https URL to post events to, signed"},
    {"severity", RI_PARAM_ENUM, 0, NULL, "warning", ri_severity_names, "least severity to send"},
    {"store", RI_PARAM_STORE, RI_PARAM_LIST, NULL, NULL, NULL, "only these stores"},
    {"category", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, NULL, NULL, "only these categories"},
    {"quiet", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "hours in which nothing is sent, e.g. 20:00-07:00; what waits comes at their end"},
    {"time-zone", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "of those hours, e.g. Europe/Dublin; store.time_zone when not given"},
    {"urgent", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "critical alerts come in quiet hours and before the digest too"},
    {"digest", RI_PARAM_ENUM, 0, NULL, "none", ri_recipient_digests,
     "one message an hour or a day instead of one at once"},
    {"digest-at", RI_PARAM_TEXT, 0, NULL, "07:00", NULL, "hour of the daily digest"},
    {"allow-private", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "the webhook is on this machine or in a private network; http is taken too"},
    {"off", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "keep the recipient and send nothing"},
    {"new-secret", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "give a webhook that is there another secret"},
};

static ri_status read_hours(struct ri_call *call, struct ri_recipient *ret, struct ri_error *err)
{
    const char *quiet = ri_call_text(call, "quiet"), *dash = quiet ? strchr(quiet, '-') : NULL;
    char        from[8] = "";
    ret->quiet_from = ret->quiet_to = -1;
    if (dash && dash - quiet < (ptrdiff_t)sizeof from)
        snprintf(from, sizeof from, "%.*s", (int)(dash - quiet), quiet);
    if (quiet && !(dash && ri_minute_parse(from, &ret->quiet_from) &&
                   ri_minute_parse(dash + 1, &ret->quiet_to)))
        return ri_fail(err, RI_EUSAGE, "--quiet wants hours such as 20:00-07:00; got '%.40s'",
                       quiet);
    if (!ri_minute_parse(ri_call_text(call, "digest-at"), &ret->digest_at))
        return ri_fail(err, RI_EUSAGE, "--digest-at wants an hour such as 07:00; got '%.40s'",
                       ri_call_text(call, "digest-at"));
    return RI_OK;
}

static ri_status read_zone(struct ri_call *call, struct ri_recipient *ret, struct ri_error *err)
{
    struct ri_zone *zone;
    ret->time_zone = ri_call_text(call, "time-zone");
    if (!ret->time_zone)
        ret->time_zone =
            ri_config_text(ri_workspace_config(ri_call_workspace(call)), RI_CONFIG_ZONE);
    RI_TRY(ri_zone_load(ret->time_zone, &zone, err));
    ri_zone_free(zone);
    return RI_OK;
}

static ri_status read_address(struct ri_call *call, struct ri_recipient *ret, struct ri_error *err)
{
    const char *email = ri_call_text(call, "email"), *webhook = ri_call_text(call, "webhook");
    if (!email == !webhook)
        return ri_fail(err, RI_EUSAGE, "give --email or --webhook, one of them");
    ret->channel = email ? "email" : "webhook";
    ret->address = email ? email : webhook;
    ret->allow_private = ri_call_flag(call, "allow-private");
    if (webhook) return ri_webhook_url_check(webhook, ret->allow_private, err);
    if (ri_mail_address_good(email)) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--email wants one address; got '%.80s'", email);
}

static ri_status read_recipient(struct ri_call *call, struct ri_recipient *ret,
                                struct ri_error *err)
{
    *ret = (struct ri_recipient){.name = ri_call_text(call, "name"),
                                 .digest = ri_call_text(call, "digest"),
                                 .urgent = ri_call_flag(call, "urgent"),
                                 .on = !ri_call_flag(call, "off"),
                                 .why_off = ri_call_flag(call, "off") ? "switched off" : NULL};
    if (strlen(ret->name) > 60 || strpbrk(ret->name, "\r\n,") || !*ret->name)
        return ri_fail(err, RI_EUSAGE, "a name has 1 to 60 characters and no comma; got '%.80s'",
                       ret->name);
    (void)!ri_severity_parse(ri_call_text(call, "severity"), &ret->severity);
    RI_TRY(read_address(call, ret, err));
    RI_TRY(read_zone(call, ret, err));
    return read_hours(call, ret, err);
}

static ri_status has_secret(void *context, const struct ri_recipient *recipient,
                            RI_UNUSED struct ri_error *err)
{
    *(bool *)context = recipient->secret != NULL;
    return RI_OK;
}

/* A webhook that has none, or is to have another, gets a secret; it is shown this once. */
static ri_status give_secret(struct ri_call *call, struct ri_alerts *alerts,
                             struct ri_recipient *recipient,
                             unsigned char secret[RI_WEBHOOK_SECRET_SIZE], struct ri_error *err)
{
    bool            has = false;
    char            text[RI_WEBHOOK_SECRET_TEXT];
    const ri_status found = ri_recipients_each(alerts, recipient->name, has_secret, &has, NULL);
    if (found != RI_OK && found != RI_ENOTFOUND)
        return ri_fail(err, found, "the recipients cannot be read");
    if (strcmp(recipient->channel, "webhook") != 0) return RI_OK;
    if (has && !ri_call_flag(call, "new-secret")) return RI_OK;
    RI_TRY(ri_secret_bytes(secret, RI_WEBHOOK_SECRET_SIZE, err));
    recipient->secret = secret;
    ri_webhook_secret_text(secret, RI_WEBHOOK_SECRET_SIZE, text);
    ri_call_note(call, "the secret that the receiver checks signatures with, shown only now: %s",
                 text);
    explicit_bzero(text, sizeof text);
    return RI_OK;
}

static void say_mail(struct ri_call *call)
{
    struct ri_mail_settings settings;
    struct ri_error         why = {0};
    if (ri_mail_settings_load(ri_workspace_config(ri_call_workspace(call)), &settings, &why) ==
        RI_OK)
        ri_mail_settings_release(&settings);
    else
        ri_call_note(call, "%s; until then nothing reaches this recipient", why.message);
}

static ri_status put_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts   *alerts;
    struct ri_recipient recipient;
    unsigned char       secret[RI_WEBHOOK_SECRET_SIZE];
    RI_TRY(read_recipient(call, &recipient, err));
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(give_secret(call, alerts, &recipient, secret, err));
    const ri_status status = ri_recipients_put(
        alerts, &recipient, ri_call_given(call, "store") ? ri_call_list(call, "store", NULL) : NULL,
        ri_call_given(call, "category") ? ri_call_list(call, "category", NULL) : NULL,
        ri_task_now_us(ri_call_task(call)), err);
    explicit_bzero(secret, sizeof secret);
    RI_TRY(status);
    if (strcmp(recipient.channel, "email") == 0) say_mail(call);
    return list(call, alerts, recipient.name, err);
}

/* ---- alerts remove, alerts test --------------------------------------------------------------------------------------- */

static const struct ri_param name_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of the recipient"},
};
static const struct ri_column name_columns[] = {
    {"recipient", RI_COLUMN_TEXT, "name of the recipient"},
    {"message_id", RI_COLUMN_TEXT, "message that waits to be sent; see 'alerts deliveries'"},
};

static ri_status answer_name(struct ri_call *call, const char *id, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    ri_put_string(table, ri_call_text(call, "name"));
    ri_put_string(table, id);
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status remove_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_recipients_remove(alerts, ri_call_text(call, "name"), err));
    return answer_name(call, NULL, err);
}

static ri_status test_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts    *alerts;
    struct ri_workspace *workspace = ri_call_workspace(call);
    char                 id[RI_MESSAGE_ID_SIZE];
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(
        ri_alerts_test_message(workspace, ri_call_text(call, "name"), ri_call_task(call), id, err));
    ri_attendant_stir(ri_workspace_attendant(workspace));
    if (!ri_workspace_attendant(workspace))
        ri_call_note(call, "no server runs: 'retailinsight alerts deliver' sends what waits");
    return answer_name(call, id, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "alerts.recipients",
              .summary = "Who is told of stock alerts, of which ones, how and when",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_ADMIN,
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight alerts recipients")},
     .run = list_run},
    {.info = {.name = "alerts.recipient",
              .summary = "Tell somebody of stock alerts, by e-mail or a signed webhook",
              .details =
                  "A recipient that is there is said anew as a whole. Webhooks follow Standard "
                  "Webhooks: webhook-id, webhook-timestamp and webhook-signature (HMAC-SHA256), "
                  "over https and never to this machine or a private network unless "
                  "--allow-private. The mail server is set by smtp.* in retailinsight.yaml.",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(put_params),
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight alerts recipient dairy --email dairy@example.com "
                          "--category Dairy --quiet 20:00-07:00 --urgent",
                          "retailinsight alerts recipient erp --webhook "
                          "https://erp.example.com/hooks/stock --severity critical")},
     .run = put_run},
    {.info = {.name = "alerts.remove",
              .summary = "Tell a recipient no more; what waits for it is dropped",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(name_params),
              RI_COLUMNS(name_columns),
              RI_EXAMPLES("retailinsight alerts remove dairy")},
     .run = remove_run},
    {.info = {.name = "alerts.test",
              .summary = "Send a test message to a recipient",
              .flags = RI_CHANGES,
              .roles = RI_ROLE_ADMIN,
              RI_PARAMS(name_params),
              RI_COLUMNS(name_columns),
              RI_EXAMPLES("retailinsight alerts test dairy")},
     .run = test_run},
};
const struct ri_operation_table ri_alert_recipient_operations = RI_OPERATION_TABLE(operations);
