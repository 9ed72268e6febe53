/* When what may be sent, and what it says. */
#include "app/alert_delivery.h"
#include "app/alert_message.h"
#include "app/alert_schedule.h"
#include "app/alert_text.h"
#include "app/mail_settings.h"
#include "base/date.h"
#include "base/test.h"

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return ri_day_of(year, month, day) * RI_US_PER_DAY +
           (hour * 60 + minute) * 60 * RI_US_PER_SECOND;
}

static struct ri_recipient person(const char *zone, int quiet_from, int quiet_to,
                                  const char *digest, int digest_at)
{
    return (struct ri_recipient){.name = "buyer",
                                 .channel = "email",
                                 .time_zone = zone,
                                 .quiet_from = quiet_from,
                                 .quiet_to = quiet_to,
                                 .digest = digest,
                                 .digest_at = digest_at};
}

TEST(what_waits_is_due_at_once_without_quiet_hours_and_digest)
{
    const struct ri_recipient recipient = person("UTC", -1, -1, "none", 0);
    const int64_t             now = at(2026, 11, 26, 3, 17);
    CHECK_INT(ri_alerts_due(&recipient, now - 5, now), now);
    CHECK_INT(ri_alerts_due(&recipient, now, now), now);
}

TEST(quiet_hours_end_by_the_recipients_own_clock)
{
    /* Dublin is at UTC in November and an hour ahead in July; the hours go over midnight. */
    const struct ri_recipient night = person("Europe/Dublin", 20 * 60, 7 * 60, "none", 0),
                              noon = person("UTC", 12 * 60, 13 * 60 + 30, "none", 0),
                              none = person("UTC", 600, 600, "none", 0);
    int64_t now = at(2026, 11, 26, 23, 30);
    CHECK_INT(ri_alerts_due(&night, now, now), at(2026, 11, 27, 7, 0));
    now = at(2026, 11, 27, 3, 0);
    CHECK_INT(ri_alerts_due(&night, now, now), at(2026, 11, 27, 7, 0));
    now = at(2026, 7, 1, 6, 0); /* seven in Dublin */
    CHECK_INT(ri_alerts_due(&night, now, now), now);
    now = at(2026, 7, 1, 5, 59);
    CHECK_INT(ri_alerts_due(&night, now, now), at(2026, 7, 1, 6, 0));
    now = at(2026, 7, 1, 12, 0);
    CHECK_INT(ri_alerts_due(&noon, now, now), at(2026, 7, 1, 13, 30));
    now = at(2026, 7, 1, 13, 30);
    CHECK_INT(ri_alerts_due(&noon, now, now), now);
    now = at(2026, 7, 1, 10, 0); /* hours of no length are none */
    CHECK_INT(ri_alerts_due(&none, now, now), now);
}

TEST(a_digest_comes_at_its_hour_and_not_in_quiet_hours)
{
    const struct ri_recipient hourly = person("UTC", -1, -1, "hourly", 0),
                              daily = person("Europe/Istanbul", -1, -1, "daily", 7 * 60),
                              both = person("UTC", 0, 9 * 60, "daily", 7 * 60);
    const int64_t since = at(2026, 11, 26, 10, 20);
    CHECK_INT(ri_alerts_due(&hourly, since, since), at(2026, 11, 26, 11, 0));
    CHECK_INT(ri_alerts_due(&hourly, since, at(2026, 11, 26, 13, 5)), at(2026, 11, 26, 13, 5));
    CHECK_INT(ri_alerts_due(&daily, since, since), at(2026, 11, 27, 4, 0)); /* seven, at UTC + 3 */
    CHECK_INT(ri_alerts_due(&both, since, since), at(2026, 11, 27, 9, 0));
}

TEST(a_zone_that_is_gone_delays_nothing)
{
    const struct ri_recipient recipient = person("Mars/Olympus", -1, -1, "none", 0);
    CHECK_INT(ri_alerts_due(&recipient, 7, 9), 9);
}

TEST(every_rule_has_its_sentence)
{
    static const struct ri_alert_figures figures = {.value = 0.873,
                                                    .on_hand = 2.385,
                                                    .on_order = 12,
                                                    .cover_days = 1.25,
                                                    .days_to_delivery = 4,
                                                    .reorder_point = 17.5,
                                                    .daily = 1.908,
                                                    .daily_before = 0.5};
    static const char *const             want[RI_ALERT_RULES] = {
        [RI_BELOW_REORDER_POINT] =
            "Tea: 2.4 in stock and 12 on the way, the reorder point is 17.5.",
        [RI_RUNS_OUT] = "Tea: 2.4 in stock last 1.2 days at 1.9 a day, the next delivery can be "
                                    "there in 4 days.",
        [RI_NEVER_SOLD] = "Tea: 2.4 in stock for 0.87 days and never sold here.",
        [RI_PHANTOM] = "Tea: 2.4 on the books and probably not there (87 %): it should have sold.",
        [RI_OVERSTOCK] = "Tea: 2.4 in stock last 1.2 days at 1.9 a day.",
        [RI_FORECAST_JUMP] = "Tea: 1.9 a day are expected, 0.5 were before (87 %).",
        [RI_NO_DATA] =
            "Tea: 1.2 trading days without sales, 0.87 hours later than they usually come.",
        [RI_REPORT_FAILED] = "Tea: not sent; runs that failed in a row: 0.87.",
        [RI_LATE_FILE] = "Tea: 0.87 hours later than it should have come; usually one comes in 1.2 "
                                     "hours.",
        [RI_DATA_FAULT] = "Tea: ",
        [RI_UNUSUAL_SALES] = "Tea: ",
    };
    for (int rule = 0; rule < RI_ALERT_RULES; rule++) {
        struct ri_text text = {0};
        ri_alert_sentence((ri_alert_rule_id)rule, "Tea", &figures, &text);
        CHECK_TEXT(text.at, want[rule]);
        ri_text_release(&text);
    }
    const struct ri_alert_figures gone = {.on_hand = 0, .daily = 1.908, .days_to_delivery = 4};
    struct ri_text                text = {0};
    ri_alert_sentence(RI_RUNS_OUT, "Tea", &gone, &text);
    CHECK_TEXT(text.at, "Tea: out of stock, and 1.9 a day would sell; the next delivery can be "
                        "there in 4 days.");
    ri_text_clear(&text);
    const struct ri_alert_figures one = {
        .on_hand = 1, .cover_days = 1, .days_to_delivery = 1, .daily = 1, .value = 1};
    ri_alert_sentence(RI_RUNS_OUT, "Tea", &one, &text);
    CHECK_TEXT(text.at, "Tea: 1 in stock last 1 day at 1 a day, the next delivery can be there in "
                        "1 day.");
    ri_text_clear(&text);
    ri_alert_sentence(RI_NO_DATA, "S01", &one, &text);
    CHECK_TEXT(text.at, "S01: 1 trading day without sales, 1 hour later than they usually come.");
    ri_text_release(&text);
}

TEST(numbers_as_people_write_them)
{
    static const struct {
        double      value;
        const char *text;
    } rows[] = {{12, "12"},     {2.385, "2.4"}, {0.004, "0"}, {-0.001, "0"},
                {0.25, "0.25"}, {-3, "-3"},     {100, "100"}, {(double)INFINITY, "?"}};
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        struct ri_text text = {0};
        ri_alert_number(rows[i].value, &text);
        CHECK_TEXT(text.at, rows[i].text);
        ri_text_release(&text);
    }
}

static struct ri_alert alert_of(ri_severity severity)
{
    return (struct ri_alert){.id = 7,
                             .rule = "runs_out",
                             .store = "S01",
                             .product = "TEA",
                             .state = "open",
                             .message = "Tea \"green\": 2.4 left",
                             .severity = severity};
}

TEST(a_message_says_all_that_it_can_and_counts_the_rest)
{
    for (int json = 0; json <= 1; json++) {
        struct ri_alert_writing writing = {.json = json};
        struct ri_text          subject = {0}, body = {0};
        for (int i = 0; i < RI_MESSAGE_ALERTS_MOST + 3; i++) {
            const struct ri_alert alert = alert_of(i ? RI_WARNING : RI_CRITICAL);
            CHECK_STATUS(ri_alert_write(&writing, &alert, NULL), RI_OK);
        }
        CHECK_STATUS(ri_alert_written(&writing, 0, &subject, &body, NULL), RI_OK);
        CHECK_TEXT(subject.at,
                   json ? "stock_alert.opened" : "Stock alerts: 103 (1 critical, 102 warning)");
        CHECK(strstr(body.at, json ? "\"count\":103" : "and 3 more."));
        CHECK(strstr(body.at, json ? "Tea \\\"green\\\"" : "Tea \"green\""));
        ri_text_release(&writing.rows);
        ri_text_release(&subject);
        ri_text_release(&body);
    }
}

TEST(one_alert_is_its_own_subject)
{
    struct ri_alert_writing writing = {.json = false};
    struct ri_text          subject = {0}, body = {0};
    const struct ri_alert   alert = alert_of(RI_CRITICAL);
    CHECK_STATUS(ri_alert_write(&writing, &alert, NULL), RI_OK);
    CHECK_STATUS(ri_alert_written(&writing, 0, &subject, &body, NULL), RI_OK);
    CHECK_TEXT(subject.at, "Stock alert S01: Tea \"green\": 2.4 left");
    ri_text_release(&writing.rows);
    ri_text_release(&subject);
    ri_text_release(&body);
}

/* Computed at eleven at night in Dublin: due the next night at eleven, by summer time too; never where it is not asked for. */
TEST(the_watch_is_renewed_once_a_day)
{
    const int     eleven = 23 * 60;
    const int64_t computed = at(2026, 11, 26, 23, 0) + 1;
    CHECK(!ri_alerts_refresh_due("Europe/Dublin", eleven, computed, at(2026, 11, 27, 22, 59)));
    CHECK(ri_alerts_refresh_due("Europe/Dublin", eleven, computed, at(2026, 11, 27, 23, 0)));
    CHECK(ri_alerts_refresh_due("Europe/Dublin", eleven, computed, at(2026, 12, 24, 3, 0)));
    CHECK(!ri_alerts_refresh_due("Europe/Dublin", eleven, at(2026, 7, 1, 22, 1),
                                 at(2026, 7, 2, 21, 59)));
    CHECK(ri_alerts_refresh_due("Europe/Dublin", eleven, at(2026, 7, 1, 22, 1),
                                at(2026, 7, 2, 22, 0)));
    CHECK(!ri_alerts_refresh_due("Europe/Dublin", 0, computed, at(2027, 11, 27, 23, 0)));
}
