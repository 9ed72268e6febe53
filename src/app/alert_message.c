/* Texts and events made of alerts. */
#include "app/alert_message.h"

#include "app/alert_check.h"
#include "base/date.h"
#include "base/json.h"

static void write_text(struct ri_alert_writing *writing, const struct ri_alert *alert)
{
    ri_text_printf(&writing->rows, "%-9s ", ri_severity_name(alert->severity));
    if (*alert->store)
        ri_text_printf(&writing->rows, "%s  %s\n          ", alert->store, alert->product);
    ri_text_printf(&writing->rows, "%s\n", alert->message);
}

ri_status ri_alert_write(void *context, const struct ri_alert *alert, struct ri_error *err)
{
    struct ri_alert_writing *writing = context;
    if (!writing->count++)
        snprintf(writing->first, sizeof writing->first, "%s%s: %s",
                 *alert->store ? "Stock alert " : "Alert", alert->store, alert->message);
    writing->by_severity[alert->severity]++;
    if (writing->written == RI_MESSAGE_ALERTS_MOST) return RI_OK;
    if (writing->json) {
        if (writing->written) ri_text_putc(&writing->rows, ',');
        ri_alert_json(alert, &writing->rows);
    } else {
        write_text(writing, alert);
    }
    writing->written++;
    return ri_text_check(&writing->rows, err);
}

static void put_counts(const struct ri_alert_writing *writing, struct ri_text *out)
{
    const char *comma = "";
    for (int severity = RI_CRITICAL; severity >= RI_INFO; severity--) {
        if (!writing->by_severity[severity]) continue;
        ri_text_printf(out, "%s%zu %s", comma, writing->by_severity[severity],
                       ri_severity_name((ri_severity)severity));
        comma = ", ";
    }
}

static void body_of_people(const struct ri_alert_writing *writing, struct ri_text *body)
{
    ri_text_printf(body, "Stock alerts: %zu (", writing->count);
    put_counts(writing, body);
    ri_text_puts(body, ")\n\n");
    ri_text_add(body, writing->rows.at ? writing->rows.at : "", writing->rows.length);
    if (writing->count > writing->written)
        ri_text_printf(body, "\nand %zu more.\n", writing->count - writing->written);
    ri_text_puts(body, "\nThe whole list: retailinsight inventory alerts, or the dashboard.\n"
                       "Each alert is told once; it comes again only after its condition was over, "
                       "or when a snooze ends.\n");
}

static void body_of_programs(const struct ri_alert_writing *writing, int64_t now_us,
                             struct ri_text *body)
{
    ri_text_puts(body, "{\"type\":\"stock_alert.opened\",\"timestamp\":\"");
    ri_text_instant(body, now_us);
    ri_text_printf(body, "\",\"data\":{\"count\":%zu,\"alerts\":[", writing->count);
    ri_text_add(body, writing->rows.at ? writing->rows.at : "", writing->rows.length);
    ri_text_puts(body, "]}}");
}

ri_status ri_alert_written(const struct ri_alert_writing *writing, int64_t now_us,
                           struct ri_text *subject, struct ri_text *body, struct ri_error *err)
{
    if (writing->json) {
        ri_text_puts(subject, "stock_alert.opened");
        body_of_programs(writing, now_us, body);
    } else {
        if (writing->count == 1) {
            ri_text_puts(subject, writing->first);
        } else {
            ri_text_printf(subject, "Stock alerts: %zu (", writing->count);
            put_counts(writing, subject);
            ri_text_putc(subject, ')');
        }
        body_of_people(writing, body);
    }
    RI_TRY(ri_text_check(subject, err));
    return ri_text_check(body, err);
}
