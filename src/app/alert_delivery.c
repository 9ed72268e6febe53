/* When what may be sent, and how a try ends. */
#include "app/alert_delivery.h"

#include "app/alert_message.h"
#include "app/mail_settings.h"
#include "base/hash.h"
#include "base/zone.h"
#include "net/mail.h"
#include "net/webhook.h"

enum { MINUTES_A_DAY = 1440, RECIPIENTS_MOST = 1000, PATIENCE_S = 4 * RI_DELIVERY_SECONDS };
static const int64_t minute_us = 60 * RI_US_PER_SECOND;

/* ---- When -------------------------------------------------------------------------------------------------------- */

/* The first instant after `from` whose local clock shows that minute of the day. */
static int64_t next_minute(const struct ri_zone *zone, int64_t from_us, int minute)
{
    const int64_t local = from_us + ri_zone_offset(zone, from_us) * RI_US_PER_SECOND;
    const int64_t day = ri_floor_div(local, RI_US_PER_DAY) * RI_US_PER_DAY;
    int64_t       at = ri_zone_to_utc(zone, day + minute * minute_us);
    if (at <= from_us) at = ri_zone_to_utc(zone, day + RI_US_PER_DAY + minute * minute_us);
    return at;
}

static bool is_quiet(const struct ri_recipient *recipient, const struct ri_zone *zone,
                     int64_t at_us)
{
    if (recipient->quiet_from < 0 || recipient->quiet_from == recipient->quiet_to) return false;
    const int64_t local = at_us + ri_zone_offset(zone, at_us) * RI_US_PER_SECOND;
    const int     minute =
        (int)((local - ri_floor_div(local, RI_US_PER_DAY) * RI_US_PER_DAY) / minute_us);
    return recipient->quiet_from < recipient->quiet_to
               ? minute >= recipient->quiet_from && minute < recipient->quiet_to
               : minute >= recipient->quiet_from || minute < recipient->quiet_to;
}

int64_t ri_alerts_due(const struct ri_recipient *recipient, int64_t since_us, int64_t now_us)
{
    struct ri_zone *zone = NULL;
    int64_t         due = since_us;
    if (ri_zone_load(recipient->time_zone, &zone, NULL) != RI_OK &&
        ri_zone_load("UTC", &zone, NULL) != RI_OK)
        return now_us; /* no zones on this machine: rather at a wrong hour than never */
    if (strcmp(recipient->digest, "hourly") == 0)
        due = (ri_floor_div(since_us, 60 * minute_us) + 1) * 60 * minute_us;
    else if (strcmp(recipient->digest, "daily") == 0)
        due = next_minute(zone, since_us, recipient->digest_at);
    if (due < now_us) due = now_us;
    if (is_quiet(recipient, zone, due)) due = next_minute(zone, due, recipient->quiet_to);
    ri_zone_free(zone);
    return due;
}

/* ---- Bundling ---------------------------------------------------------------------------------------------------- */

struct waiting_list { /* copied out, since the store may not be asked while it lists */
    struct ri_arena   mem;
    struct ri_waiting at[RECIPIENTS_MOST];
    size_t            count;
};

static ri_status keep_waiting(void *context, const struct ri_waiting *waiting, struct ri_error *err)
{
    struct waiting_list *list = context;
    if (list->count == RECIPIENTS_MOST) return RI_OK; /* the others at the next turn */
    list->at[list->count] = *waiting;
    list->at[list->count].recipient =
        ri_arena_copy(&list->mem, waiting->recipient, strlen(waiting->recipient));
    if (!list->at[list->count++].recipient) return ri_fail(err, RI_ENOMEM, "no room for names");
    return RI_OK;
}

struct plan { /* for one recipient */
    const struct ri_waiting *waiting;
    int64_t                  now_us;
    bool                     json, all, urgent_only;
};

static ri_status make_plan(void *context, const struct ri_recipient *recipient,
                           RI_UNUSED struct ri_error *err)
{
    struct plan *plan = context;
    plan->json = strcmp(recipient->channel, "webhook") == 0;
    plan->all = ri_alerts_due(recipient, plan->waiting->since_us, plan->now_us) <= plan->now_us;
    plan->urgent_only = !plan->all && recipient->urgent && plan->waiting->severity == RI_CRITICAL;
    return RI_OK;
}

static ri_status message_id(char ret[RI_MESSAGE_ID_SIZE], struct ri_error *err)
{
    unsigned char bytes[16];
    RI_TRY(ri_secret_bytes(bytes, sizeof bytes, err));
    memcpy(ret, "msg_", 4);
    ri_hex(bytes, sizeof bytes, ret + 4);
    return RI_OK;
}

static ri_status bundle_one(struct ri_alerts *alerts, const struct plan *plan, struct ri_error *err)
{
    const ri_severity       least = plan->urgent_only ? RI_CRITICAL : RI_INFO;
    struct ri_alert_writing writing = {.json = plan->json};
    struct ri_text          subject = {0}, body = {0};
    char                    id[RI_MESSAGE_ID_SIZE];
    RI_TRY(message_id(id, err));
    ri_status status = ri_outbox_alerts(alerts, plan->waiting->recipient, least, plan->now_us,
                                        ri_alert_write, &writing, err);
    if (status == RI_OK) status = ri_alert_written(&writing, plan->now_us, &subject, &body, err);
    const struct ri_message message = {.id = id,
                                       .recipient = plan->waiting->recipient,
                                       .subject = subject.at,
                                       .body = body.at,
                                       .alerts = (int64_t)writing.count};
    if (status == RI_OK && writing.count)
        status = ri_outbox_bundle(alerts, &message, least, plan->now_us, plan->now_us, err);
    ri_text_release(&writing.rows);
    ri_text_release(&subject);
    ri_text_release(&body);
    return status;
}

static ri_status bundle_all(struct ri_alerts *alerts, struct waiting_list *list, int64_t now_us,
                            size_t *ret_messages, struct ri_error *err)
{
    RI_TRY(ri_outbox_waiting(alerts, keep_waiting, list, err));
    for (size_t i = 0; i < list->count; i++) {
        struct plan     plan = {.waiting = &list->at[i], .now_us = now_us};
        const ri_status status =
            ri_recipients_each(alerts, plan.waiting->recipient, make_plan, &plan, err);
        if (status == RI_ENOTFOUND) continue; /* removed a moment ago */
        RI_TRY(status);
        if (!plan.all && !plan.urgent_only) continue;
        RI_TRY(bundle_one(alerts, &plan, err));
        ++*ret_messages;
    }
    return RI_OK;
}

ri_status ri_alerts_bundle(struct ri_workspace *workspace, struct ri_task *task,
                           size_t *ret_messages, struct ri_error *err)
{
    struct ri_alerts    *alerts;
    struct waiting_list *list;
    int64_t              woken = 0;
    const int64_t        now_us = ri_task_now_us(task);
    *ret_messages = 0;
    const ri_status there = ri_workspace_alerts(workspace, false, &alerts, err);
    if (there == RI_ENOTFOUND) return RI_OK;
    RI_TRY(there);
    RI_TRY(ri_alerts_wake(alerts, now_us, &woken, err));
    list = calloc(1, sizeof *list);
    if (!list) return ri_fail(err, RI_ENOMEM, "no room to bundle alerts");
    ri_arena_init(&list->mem, 1 << 20);
    const ri_status status = bundle_all(alerts, list, now_us, ret_messages, err);
    ri_arena_release(&list->mem);
    free(list);
    return status;
}

/* ---- Sending ----------------------------------------------------------------------------------------------------- */

struct sending {
    struct ri_workspace *workspace;
    struct ri_task      *task;
    struct ri_message    message;
    struct ri_delivery   delivery;
    struct ri_error      why;
    ri_status            status;
};

static ri_status send_mail(struct sending *sending, const struct ri_recipient *recipient,
                           struct ri_error *err)
{
    struct ri_mail_settings settings;
    RI_TRY(ri_mail_settings_load(ri_workspace_config(sending->workspace), &settings, err));
    const struct ri_mail mail = {.from = settings.from,
                                 .to = recipient->address,
                                 .subject = sending->message.subject,
                                 .text = sending->message.body,
                                 .id = sending->message.id,
                                 .now_us = ri_task_now_us(sending->task)};
    const ri_status      status =
        ri_mail_send(&settings.server, &mail, sending->task, &sending->delivery, err);
    ri_mail_settings_release(&settings);
    return status;
}

static ri_status send_webhook(struct sending *sending, const struct ri_recipient *recipient,
                              struct ri_error *err)
{
    const char *ca_file =
        ri_config_text(ri_workspace_config(sending->workspace), RI_CONFIG_WEBHOOK_CA);
    const struct ri_webhook webhook = {.url = recipient->address,
                                       .id = sending->message.id,
                                       .secret = recipient->secret,
                                       .secret_length = RI_WEBHOOK_SECRET_SIZE,
                                       .body = ri_view_of(sending->message.body),
                                       .allow_private = recipient->allow_private,
                                       .ca_file = *ca_file ? ca_file : NULL,
                                       .now_us = ri_task_now_us(sending->task)};
    if (!recipient->secret)
        return ri_fail(err, RI_EDATA, "the webhook has no secret: set the recipient again");
    return ri_webhook_send(&webhook, sending->task, &sending->delivery, err);
}

struct address { /* of a recipient, copied: nothing is asked of the store while something is sent */
    struct ri_recipient recipient;
    unsigned char       secret[RI_WEBHOOK_SECRET_SIZE];
    char                address[2048], channel[16];
};

static ri_status copy_address(void *context, const struct ri_recipient *recipient,
                              RI_UNUSED struct ri_error *err)
{
    struct address *to = context;
    to->recipient = (struct ri_recipient){
        .address = to->address, .channel = to->channel, .allow_private = recipient->allow_private};
    snprintf(to->address, sizeof to->address, "%s", recipient->address);
    snprintf(to->channel, sizeof to->channel, "%s", recipient->channel);
    if (recipient->secret) {
        memcpy(to->secret, recipient->secret, sizeof to->secret);
        to->recipient.secret = to->secret;
    }
    return RI_OK;
}

/* The wait before the next try, in seconds; 0: no more tries. */
static int64_t wait_after(int64_t attempts, int64_t asked_s)
{
    static const int64_t waits[] = {5,         300,       1800,      2 * 3600, 5 * 3600,
                                    10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600};
    unsigned char        chance = 128;
    if (attempts < 1 || (size_t)attempts > RI_COUNT(waits)) return 0;
    (void)!ri_secret_bytes(&chance, 1, NULL);
    const int64_t wait = waits[attempts - 1] * (800 + 400 * chance / 255) / 1000;
    return asked_s > wait ? asked_s : wait;
}

static ri_status write_down(struct sending *sending, struct ri_alerts *alerts, struct ri_error *err)
{
    enum { ASKED_MOST_S = 7 * 86400 };
    const struct ri_message  *message = &sending->message;
    const struct ri_delivery *delivery = &sending->delivery;
    const int64_t             now_us = ri_task_now_us(sending->task);
    if (sending->status == RI_OK)
        return ri_messages_end(alerts, message->id, "sent", NULL, now_us, now_us, err);
    if (sending->status == RI_ECANCELLED) /* the server stops: it goes on where it was */
        return ri_messages_end(alerts, message->id, "waiting", sending->why.message, now_us, now_us,
                               err);
    if (delivery->gone)
        RI_TRY(
            ri_recipients_off(alerts, message->recipient, "the receiver answered 410 (gone)", err));
    const int64_t asked =
        delivery->retry_after_s < ASKED_MOST_S ? delivery->retry_after_s : ASKED_MOST_S;
    const int64_t wait_s = delivery->permanent ? 0 : wait_after(message->attempts, asked);
    return ri_messages_end(alerts, message->id, wait_s ? "waiting" : "dead", sending->why.message,
                           now_us + wait_s * RI_US_PER_SECOND, now_us, err);
}

static ri_status send_claimed(struct sending *sending, struct ri_alerts *alerts,
                              struct ri_error *err)
{
    struct address to = {.channel = ""};
    RI_TRY(ri_recipients_each(alerts, sending->message.recipient, copy_address, &to, err));
    sending->status = strcmp(to.channel, "webhook") == 0
                          ? send_webhook(sending, &to.recipient, &sending->why)
                          : send_mail(sending, &to.recipient, &sending->why);
    explicit_bzero(to.secret, sizeof to.secret);
    return write_down(sending, alerts, err);
}

ri_status ri_alerts_send_next(struct ri_workspace *workspace, struct ri_task *task, bool *ret_sent,
                              struct ri_error *err)
{
    struct ri_alerts *alerts;
    struct ri_arena   mem;
    struct sending    sending = {.workspace = workspace, .task = task};
    RI_TRY(ri_task_check(task, err));
    RI_TRY(ri_workspace_alerts(workspace, false, &alerts, err));
    ri_arena_init(&mem, 16u << 20);
    ri_status status = ri_messages_claim(
        alerts, ri_task_now_us(task), PATIENCE_S * RI_US_PER_SECOND, &mem, &sending.message, err);
    if (status == RI_OK) status = send_claimed(&sending, alerts, err);
    if (status == RI_OK && ret_sent) *ret_sent = sending.status == RI_OK;
    ri_arena_release(&mem);
    return status;
}

/* ---- Trying a recipient ------------------------------------------------------------------------------------------- */

ri_status ri_alerts_test_message(struct ri_workspace *workspace, const char *recipient,
                                 struct ri_task *task, char ret_id[RI_MESSAGE_ID_SIZE],
                                 struct ri_error *err)
{
    struct ri_alerts *alerts;
    struct address    to = {.channel = ""};
    const int64_t     now_us = ri_task_now_us(task);
    struct ri_text    body = {0};
    RI_TRY(ri_workspace_alerts(workspace, false, &alerts, err));
    RI_TRY(ri_recipients_each(alerts, recipient, copy_address, &to, err));
    const bool json = strcmp(to.channel, "webhook") == 0;
    RI_TRY(message_id(ret_id, err));
    if (json) {
        ri_text_puts(&body, "{\"type\":\"test\",\"timestamp\":\"");
        ri_text_instant(&body, now_us);
        ri_text_puts(&body, "\",\"data\":{}}");
    } else {
        ri_text_puts(&body, "This is a test: stock alerts will come to this address.\n");
    }
    const struct ri_message message = {.id = ret_id,
                                       .recipient = recipient,
                                       .subject = json ? "test" : "Test of stock alerts",
                                       .body = body.at};
    ri_status               status = ri_text_check(&body, err);
    if (status == RI_OK) /* no alert is older than time itself: only the message is made */
        status = ri_outbox_bundle(alerts, &message, RI_CRITICAL, INT64_MIN, now_us, err);
    ri_text_release(&body);
    return status;
}
