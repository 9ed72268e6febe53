#include "alerts_internal.h"
#include "base/test.h"
#include "outbox.h"

static const int64_t minute_us = INT64_C(60) * 1000000;

static struct ri_alerts *opened(void)
{
    struct ri_alerts *alerts = NULL;
    struct ri_error   err = {0};
    CHECK_STATUS(ri_alerts_open(NULL, true, &alerts, &err), RI_OK);
    return alerts;
}

static struct ri_finding below(const char *store, const char *product, bool crossed, double value)
{
    return (struct ri_finding){.rule = RI_BELOW_REORDER_POINT,
                               .store = store,
                               .product = product,
                               .category = "Dairy",
                               .message = "2.385 left",
                               .severity = RI_WARNING,
                               .crossed = crossed,
                               .value = value,
                               .threshold = 17.25,
                               .on_hand = value,
                               .on_order = NAN,
                               .cover_days = 1.5,
                               .stake_minor = 1234};
}

/* One check of everything with at most one finding. */
static struct ri_alerts_settled check(struct ri_alerts *alerts, const struct ri_finding *finding,
                                      int64_t now_us)
{
    struct ri_alerts_settled     settled = {-1, -1};
    const struct ri_alerts_scope scope = {
        .whole = true, .rules = {[RI_BELOW_REORDER_POINT] = true}, .version = 3, .after = -1};
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    if (finding) CHECK_STATUS(ri_alerts_find(alerts, finding, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, now_us, 5, NULL, NULL, &settled, NULL), RI_OK);
    return settled;
}

struct seen {
    size_t  count;
    int64_t id;
    char    state[16], note[32], text[64];
    double  value;
};

static ri_status see(void *context, const struct ri_alert *alert, RI_UNUSED struct ri_error *err)
{
    struct seen *seen = context;
    seen->count++;
    seen->id = alert->id;
    seen->value = alert->value;
    snprintf(seen->state, sizeof seen->state, "%s", alert->state);
    snprintf(seen->note, sizeof seen->note, "%s", alert->note ? alert->note : "");
    return RI_OK;
}

static struct seen all(struct ri_alerts *alerts, const char *const *states)
{
    struct seen                  seen = {0};
    const struct ri_alert_filter filter = {.states = states};
    CHECK_STATUS(ri_alerts_each(alerts, &filter, see, &seen, NULL), RI_OK);
    return seen;
}

static ri_status count_waiting(void *context, const struct ri_waiting *waiting,
                               RI_UNUSED struct ri_error *err)
{
    ++*(size_t *)context;
    CHECK(waiting->since_us > 0);
    return RI_OK;
}

static size_t waiting(struct ri_alerts *alerts)
{
    size_t count = 0;
    CHECK_STATUS(ri_outbox_waiting(alerts, count_waiting, &count, NULL), RI_OK);
    return count;
}

static void put_recipient(struct ri_alerts *alerts, const char *name, ri_severity severity,
                          const char *const *stores, const char *const *categories)
{
    const struct ri_recipient recipient = {.name = name,
                                           .channel = "email",
                                           .address = "buyer@example.com",
                                           .time_zone = "UTC",
                                           .digest = "none",
                                           .severity = severity,
                                           .quiet_from = -1,
                                           .quiet_to = -1,
                                           .on = true};
    CHECK_STATUS(ri_recipients_put(alerts, &recipient, stores, categories, 1, NULL), RI_OK);
}

TEST(one_alert_a_crossing_however_often_data_arrive)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5), band = below("S01", "P1", false, 18.5),
                      lower = below("S01", "P1", true, 3.25);
    CHECK_INT(check(alerts, &low, 10).opened, 1);
    CHECK_INT(check(alerts, &low, 20).opened, 0);
    CHECK_INT(check(alerts, &lower, 30).opened, 0);
    CHECK_NEAR(all(alerts, NULL).value, 3.25, 1e-12); /* the alert says the latest */
    CHECK_INT(check(alerts, &band, 40).cleared, 0);   /* above the limit, within the margin */
    CHECK_INT(check(alerts, &low, 50).opened, 0);
    CHECK_INT(check(alerts, NULL, 60).cleared, 1);
    CHECK_TEXT(all(alerts, NULL).state, "resolved");
    CHECK_INT(check(alerts, &band, 70).opened, 0); /* the margin opens none */
    CHECK_INT(check(alerts, &low, 80).opened, 1);
    CHECK_INT(all(alerts, NULL).count, 2);
    ri_alerts_close(alerts);
}

static ri_status add_number(void *context, const struct ri_alert *alert,
                            RI_UNUSED struct ri_error *err)
{
    struct ri_text *numbers = context;
    ri_text_printf(numbers, "%s%s %lld", numbers->length ? ", " : "", alert->store,
                   (long long)alert->id);
    return RI_OK;
}

/* A number tells nobody how many alerts other stores have. */
TEST(each_store_counts_its_alerts_for_itself)
{
    struct ri_alerts            *alerts = opened();
    struct ri_alerts_settled     settled;
    struct ri_text               numbers = {0};
    static const char *const     stores[] = {"S02", "S01", "S02", "S02"};
    static const char *const     products[] = {"P1", "P1", "P2", "P3"};
    const struct ri_alerts_scope scope = {
        .whole = true, .rules = {[RI_BELOW_REORDER_POINT] = true}, .version = 3, .after = -1};
    for (size_t known = 2; known <= RI_COUNT(stores); known++) { /* one more each check */
        CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
        for (size_t i = 0; i < known; i++) {
            const struct ri_finding finding = below(stores[i], products[i], true, 5.5);
            CHECK_STATUS(ri_alerts_find(alerts, &finding, NULL), RI_OK);
        }
        CHECK_STATUS(ri_alerts_settle(alerts, &scope, (int64_t)known, 5, NULL, NULL, &settled, NULL),
                     RI_OK);
    }
    const struct ri_finding third = below("S03", "P1", true, 5.5), first = below("S01", "P2", true, 5.5);
    CHECK_INT(check(alerts, &third, 50).opened, 1); /* the others are over, and keep their numbers */
    CHECK_INT(check(alerts, &first, 60).opened, 1);
    const struct ri_alert_filter filter = {.limit = 0};
    CHECK_STATUS(ri_alerts_each(alerts, &filter, add_number, &numbers, NULL), RI_OK);
    CHECK_TEXT(numbers.at, "S01 1000002, S03 3000001, S02 2000003, S02 2000002, S01 1000001, S02 2000001");
    ri_text_release(&numbers);
    ri_alerts_close(alerts);
}

TEST(a_resolved_alert_stays_resolved_until_its_condition_was_over)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5);
    bool              changed = false;
    check(alerts, &low, 10);
    const int64_t                id = all(alerts, NULL).id;
    const struct ri_alert_change resolve = {"resolved", "Ada", "ordered by phone", 0};
    CHECK_STATUS(ri_alerts_change(alerts, id, NULL, &resolve, 20, &changed, NULL), RI_OK);
    CHECK(changed);
    CHECK_STATUS(ri_alerts_change(alerts, id, NULL, &resolve, 21, &changed, NULL), RI_OK);
    CHECK(!changed);
    CHECK_INT(check(alerts, &low, 30).opened, 0);
    CHECK_INT(check(alerts, NULL, 40).cleared, 1);
    CHECK_INT(check(alerts, &low, 50).opened, 1);
    CHECK_TEXT(all(alerts, (const char *const[]){"resolved", NULL}).note, "ordered by phone");
    ri_alerts_close(alerts);
}

TEST(changes_that_cannot_be_are_refused)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5);
    bool              changed;
    check(alerts, &low, 10);
    const int64_t                id = all(alerts, NULL).id;
    const struct ri_alert_change acknowledge = {"acknowledged", "Ada", NULL, 0};
    const char *const            other[] = {"S02", NULL};
    CHECK_STATUS(ri_alerts_change(alerts, id + 1, NULL, &acknowledge, 20, &changed, NULL),
                 RI_ENOTFOUND);
    CHECK_STATUS(ri_alerts_change(alerts, 0, NULL, &acknowledge, 20, &changed, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_alerts_change(alerts, id, other, &acknowledge, 20, &changed, NULL),
                 RI_ENOTFOUND); /* another's store */
    check(alerts, NULL, 30);
    CHECK_STATUS(ri_alerts_change(alerts, id, NULL, &acknowledge, 40, &changed, NULL),
                 RI_ECONFLICT);
    ri_alerts_close(alerts);
}

TEST(only_pairs_and_rules_that_were_looked_at_can_be_over)
{
    struct ri_alerts        *alerts = opened();
    struct ri_finding        low = below("S01", "P1", true, 5.5);
    struct ri_alerts_settled settled;
    struct ri_alerts_scope   scope = {.rules = {[RI_BELOW_REORDER_POINT] = true}, .after = -1};
    check(alerts, &low, 10);
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_look(alerts, "S01", "P2", NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, 20, 0, NULL, NULL, &settled, NULL), RI_OK);
    CHECK_INT(settled.cleared, 0);
    scope.rules[RI_BELOW_REORDER_POINT] = false;
    scope.rules[RI_RUNS_OUT] = true;
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_look(alerts, "S01", "P1", NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, 30, 0, NULL, NULL, &settled, NULL), RI_OK);
    CHECK_INT(settled.cleared, 0);
    scope.rules[RI_BELOW_REORDER_POINT] = true;
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_look(alerts, "S01", "P1", NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, 40, 0, NULL, NULL, &settled, NULL), RI_OK);
    CHECK_INT(settled.cleared, 1);
    ri_alerts_close(alerts);
}

TEST(a_check_of_one_import_counts_as_done_only_after_those_before_it)
{
    struct ri_alerts        *alerts = opened();
    struct ri_alerts_settled settled;
    struct ri_alerts_scope   scope = {.version = 7, .after = 6};
    int64_t                  version = -1;
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, 10, 0, NULL, NULL, &settled, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_checked(alerts, &version, NULL), RI_OK);
    CHECK_INT(version, 0);
    check(alerts, NULL, 20); /* everything, version 3 */
    scope.version = 4, scope.after = 3;
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, 30, 0, NULL, NULL, &settled, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_checked(alerts, &version, NULL), RI_OK);
    CHECK_INT(version, 4);
    ri_alerts_close(alerts);
}

TEST(an_abandoned_check_leaves_nothing_behind)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5);
    put_recipient(alerts, "buyer", RI_INFO, NULL, NULL);
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_find(alerts, &low, NULL), RI_OK);
    ri_alerts_abandon(alerts);
    CHECK_INT(all(alerts, NULL).count, 0);
    CHECK_INT(waiting(alerts), 0);
    CHECK_INT(check(alerts, &low, 10).opened, 1); /* and the next one begins afresh */
    CHECK_INT(waiting(alerts), 1);
    ri_alerts_close(alerts);
}

TEST(recipients_get_what_they_want_and_no_more)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5);
    put_recipient(alerts, "all", RI_INFO, NULL, NULL);
    put_recipient(alerts, "critical only", RI_CRITICAL, NULL, NULL);
    put_recipient(alerts, "store", RI_WARNING, (const char *const[]){"S01", "S09", NULL}, NULL);
    put_recipient(alerts, "other store", RI_INFO, (const char *const[]){"S02", NULL}, NULL);
    put_recipient(alerts, "category", RI_INFO, NULL, (const char *const[]){"Dairy", NULL});
    put_recipient(alerts, "other category", RI_INFO, NULL, (const char *const[]){"Bread", NULL});
    check(alerts, &low, 10);
    CHECK_INT(waiting(alerts), 3);
    CHECK_STATUS(ri_recipients_off(alerts, "store", "gone", NULL), RI_OK);
    CHECK_INT(waiting(alerts), 2);
    CHECK_STATUS(ri_recipients_remove(alerts, "all", NULL), RI_OK);
    CHECK_INT(waiting(alerts), 1);
    CHECK_STATUS(ri_recipients_remove(alerts, "all", NULL), RI_ENOTFOUND);
    ri_alerts_close(alerts);
}

TEST(a_snooze_that_is_over_opens_and_tells_again)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5);
    struct ri_message message = {
        .id = "msg_1", .recipient = "buyer", .subject = "s", .body = "b", .alerts = 1};
    bool    changed;
    int64_t woken = -1;
    put_recipient(alerts, "buyer", RI_INFO, NULL, NULL);
    check(alerts, &low, 10);
    CHECK_STATUS(ri_outbox_bundle(alerts, &message, RI_INFO, 10, 11, NULL), RI_OK);
    CHECK_INT(waiting(alerts), 0);
    const struct ri_alert_change snooze = {"snoozed", "Ada", NULL, 50 * minute_us};
    CHECK_STATUS(ri_alerts_change(alerts, all(alerts, NULL).id, NULL, &snooze, 20, &changed, NULL),
                 RI_OK);
    CHECK_STATUS(ri_alerts_wake(alerts, 49 * minute_us, &woken, NULL), RI_OK);
    CHECK_INT(woken, 0);
    CHECK_STATUS(ri_alerts_wake(alerts, 50 * minute_us, &woken, NULL), RI_OK);
    CHECK_INT(woken, 1);
    CHECK_TEXT(all(alerts, NULL).state, "open");
    CHECK_INT(waiting(alerts), 1);
    ri_alerts_close(alerts);
}

static ri_status see_message(void *context, const struct ri_message *message,
                             RI_UNUSED struct ri_error *err)
{
    struct seen *seen = context;
    seen->count++;
    seen->id = message->attempts;
    snprintf(seen->state, sizeof seen->state, "%s", message->state);
    snprintf(seen->text, sizeof seen->text, "%s", message->last_error ? message->last_error : "");
    return RI_OK;
}

TEST(a_message_is_claimed_once_tried_again_and_ends_as_a_dead_letter)
{
    struct ri_alerts *alerts = opened();
    struct ri_finding low = below("S01", "P1", true, 5.5);
    struct ri_message message = {
        .id = "msg_1", .recipient = "buyer", .subject = "Low", .body = "b", .alerts = 1};
    struct ri_message claimed;
    struct ri_arena   mem;
    int64_t           count = 0;
    ri_arena_init(&mem, 1 << 20);
    put_recipient(alerts, "buyer", RI_INFO, NULL, NULL);
    check(alerts, &low, 10);
    CHECK_STATUS(ri_messages_claim(alerts, 10, minute_us, &mem, &claimed, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_outbox_bundle(alerts, &message, RI_INFO, 10, 11, NULL), RI_OK);
    CHECK_STATUS(ri_messages_claim(alerts, 11, minute_us, &mem, &claimed, NULL), RI_OK);
    CHECK_TEXT(claimed.id, "msg_1");
    CHECK_INT(claimed.attempts, 1);
    CHECK_STATUS(ri_messages_claim(alerts, 12, minute_us, &mem, &claimed, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_messages_end(alerts, "msg_1", "waiting", "451 later", 100, 20, NULL), RI_OK);
    CHECK_STATUS(ri_messages_claim(alerts, 99, minute_us, &mem, &claimed, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_messages_claim(alerts, 100, minute_us, &mem, &claimed, NULL), RI_OK);
    /* The program is killed here: it is due again when nobody ended it in time. */
    CHECK_STATUS(ri_messages_claim(alerts, 100 + minute_us, minute_us, &mem, &claimed, NULL),
                 RI_OK);
    CHECK_INT(claimed.attempts, 3);
    CHECK_STATUS(ri_messages_end(alerts, "msg_1", "dead", "550 no such user", 0, 30, NULL), RI_OK);
    struct seen seen = {0};
    CHECK_STATUS(ri_messages_each(alerts, (const char *const[]){"dead", NULL}, NULL, 0, see_message,
                                  &seen, NULL),
                 RI_OK);
    CHECK_INT(seen.count, 1);
    CHECK_TEXT(seen.text, "550 no such user");
    CHECK_STATUS(ri_messages_retry(alerts, "msg_9", 40, &count, NULL), RI_ENOTFOUND);
    CHECK_STATUS(ri_messages_retry(alerts, NULL, 40, &count, NULL), RI_OK);
    CHECK_INT(count, 1);
    CHECK_STATUS(ri_messages_claim(alerts, 40, minute_us, &mem, &claimed, NULL), RI_OK);
    CHECK_STATUS(ri_messages_end(alerts, "msg_1", "sent", NULL, 0, 41, NULL), RI_OK);
    CHECK_STATUS(ri_messages_claim(alerts, 100 * minute_us, minute_us, &mem, &claimed, NULL),
                 RI_ENOTFOUND);
    ri_arena_release(&mem);
    ri_alerts_close(alerts);
}

TEST(rules_are_set_within_their_range)
{
    struct ri_alerts    *alerts = opened();
    struct ri_alert_rule rules[RI_ALERT_RULES];
    CHECK_STATUS(ri_alerts_rules(alerts, rules, NULL), RI_OK);
    CHECK(rules[RI_RUNS_OUT].on && !rules[RI_RUNS_OUT].changed);
    CHECK_INT(rules[RI_RUNS_OUT].severity, RI_CRITICAL);
    rules[RI_RUNS_OUT].threshold = 2.5;
    rules[RI_RUNS_OUT].on = false;
    CHECK_STATUS(ri_alerts_set_rule(alerts, &rules[RI_RUNS_OUT], "Ada", 5, NULL), RI_OK);
    rules[RI_OVERSTOCK].threshold = 6.9;
    CHECK_STATUS(ri_alerts_set_rule(alerts, &rules[RI_OVERSTOCK], "Ada", 5, NULL), RI_EUSAGE);
    CHECK_STATUS(ri_alerts_rules(alerts, rules, NULL), RI_OK);
    CHECK_NEAR(rules[RI_RUNS_OUT].threshold, 2.5, 1e-12);
    CHECK(!rules[RI_RUNS_OUT].on && rules[RI_RUNS_OUT].changed);
    CHECK_NEAR(rules[RI_OVERSTOCK].threshold, 120, 1e-12);
    const struct ri_alert_rule unknown = {.name = "nonsense", .threshold = 1};
    CHECK_STATUS(ri_alerts_set_rule(alerts, &unknown, "Ada", 5, NULL), RI_EUSAGE);
    ri_alerts_close(alerts);
}

/* A warning and something critical wait for one recipient. */
static void two_wait(struct ri_alerts *alerts)
{
    struct ri_finding low = below("S01", "P1", true, 5.5), gone = below("S01", "P2", true, 0);
    struct ri_alerts_settled     settled;
    const struct ri_alerts_scope scope = {
        .whole = true, .rules = {[RI_BELOW_REORDER_POINT] = true}, .version = 3, .after = -1};
    gone.severity = RI_CRITICAL;
    put_recipient(alerts, "buyer", RI_INFO, NULL, NULL);
    CHECK_STATUS(ri_alerts_begin(alerts, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_find(alerts, &low, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_find(alerts, &gone, NULL), RI_OK);
    CHECK_STATUS(ri_alerts_settle(alerts, &scope, 10, 5, NULL, NULL, &settled, NULL), RI_OK);
    CHECK_INT(settled.opened, 2);
}

static ri_status count_alert(void *context, RI_UNUSED const struct ri_alert *alert,
                             RI_UNUSED struct ri_error *err)
{
    ++*(size_t *)context;
    return RI_OK;
}

static size_t bundled(struct ri_alerts *alerts, ri_severity severity, int64_t until_us)
{
    size_t count = 0;
    CHECK_STATUS(
        ri_outbox_alerts(alerts, "buyer", severity, until_us, count_alert, &count, NULL), RI_OK);
    return count;
}

TEST(what_is_urgent_goes_alone_and_the_rest_waits)
{
    struct ri_alerts *alerts = opened();
    struct ri_message urgent = {
                          .id = "msg_1", .recipient = "buyer", .subject = "s", .body = "b", .alerts = 1},
                      rest = urgent;
    rest.id = "msg_2";
    two_wait(alerts);
    CHECK_INT(bundled(alerts, RI_CRITICAL, 10), 1);
    CHECK_INT(bundled(alerts, RI_INFO, 10), 2);
    CHECK_INT(bundled(alerts, RI_INFO, 9), 0); /* what came later waits for the next one */
    CHECK_STATUS(ri_outbox_bundle(alerts, &urgent, RI_CRITICAL, 10, 11, NULL), RI_OK);
    CHECK_INT(waiting(alerts), 1);
    CHECK_INT(bundled(alerts, RI_CRITICAL, 10), 0);
    CHECK_INT(bundled(alerts, RI_INFO, 10), 1);
    CHECK_STATUS(ri_outbox_bundle(alerts, &rest, RI_INFO, 9, 12, NULL), RI_OK);
    CHECK_INT(waiting(alerts), 1); /* until 9: it came at 10 */
    ri_alerts_close(alerts);
}

TEST(only_what_is_being_sent_can_end_and_only_dead_letters_are_all_tried_again)
{
    struct ri_alerts *alerts = opened();
    struct ri_message message = {
        .id = "msg_1", .recipient = "buyer", .subject = "s", .body = "b", .alerts = 2};
    struct ri_message claimed;
    struct ri_arena   mem;
    int64_t           count = -1;
    ri_arena_init(&mem, 1 << 20);
    two_wait(alerts);
    CHECK_STATUS(ri_outbox_bundle(alerts, &message, RI_INFO, 10, 11, NULL), RI_OK);
    CHECK_STATUS(ri_messages_retry(alerts, NULL, 12, &count, NULL), RI_OK);
    CHECK_INT(count, 0); /* it waits, it was not given up */
    CHECK_STATUS(ri_messages_claim(alerts, 12, minute_us, &mem, &claimed, NULL), RI_OK);
    CHECK_STATUS(ri_messages_end(alerts, "msg_1", "sent", NULL, 0, 13, NULL), RI_OK);
    (void)!ri_messages_end(alerts, "msg_1", "waiting", "a sender that was late", 14, 14, NULL);
    CHECK_STATUS(ri_messages_claim(alerts, 100 * minute_us, minute_us, &mem, &claimed, NULL),
                 RI_ENOTFOUND);
    ri_arena_release(&mem);
    ri_alerts_close(alerts);
}
