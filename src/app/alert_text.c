/* One sentence a rule: a text with places for its numbers. */
#include "app/alert_text.h"

#include <math.h>
#include <stddef.h>

void ri_alert_number(double value, struct ri_text *out)
{
    char buffer[40];
    if (!isfinite(value)) {
        ri_text_puts(out, "?");
        return;
    }
    int length = snprintf(buffer, sizeof buffer, "%.*f", fabs(value) < 1 ? 2 : 1, value);
    while (length > 1 && strchr(buffer, '.') && strchr(".0", buffer[length - 1])) {
        const bool point = buffer[--length] == '.';
        buffer[length] = '\0';
        if (point) break;
    }
    ri_text_puts(out, strcmp(buffer, "-0") == 0 ? "0" : buffer);
}

enum place { HAND, ORDER, COVER, DELIVERY, REORDER, DAILY, BEFORE, VALUE, PERCENT, PLACES };
static const char *const place_names[PLACES] = {"{hand}",     "{order}",   "{cover}",
                                                "{delivery}", "{reorder}", "{daily}",
                                                "{before}",   "{value}",   "{percent}"};

static const char *const sentences[RI_ALERT_RULES] = {
    [RI_BELOW_REORDER_POINT] =
        "{hand} in stock and {order} on the way, the reorder point is {reorder}.",
    [RI_RUNS_OUT] = "{hand} in stock last {cover} days at {daily} a day, the next delivery can be "
                    "there in {delivery} days.",
    [RI_NEVER_SOLD] = "{hand} in stock for {value} days and never sold here.",
    [RI_PHANTOM] = "{hand} on the books and probably not there ({percent} %): it should have sold.",
    [RI_OVERSTOCK] = "{hand} in stock last {cover} days at {daily} a day.",
    [RI_FORECAST_JUMP] = "{daily} a day are expected, {before} were before ({percent} %).",
    [RI_NO_DATA] =
        "{cover} trading days without sales, {value} hours later than they usually come.",
    [RI_REPORT_FAILED] = "not sent; runs that failed in a row: {value}.",
    [RI_LATE_FILE] = "{value} hours later than it should have come; usually one comes in {cover} "
                     "hours.",
    [RI_DATA_FAULT] = "", /* events bring their own */
    [RI_UNUSUAL_SALES] = "",
};
static const char out_of_stock[] = "out of stock, and {daily} a day would sell; the next delivery "
                                   "can be there in {delivery} days.";

static void put_place(enum place place, const struct ri_alert_figures *figures, struct ri_text *out)
{
    const double values[PLACES] = {
        [HAND] = figures->on_hand,          [ORDER] = figures->on_order,
        [COVER] = figures->cover_days,      [DELIVERY] = figures->days_to_delivery,
        [REORDER] = figures->reorder_point, [DAILY] = figures->daily,
        [BEFORE] = figures->daily_before,   [VALUE] = figures->value,
        [PERCENT] = figures->value * 100};
    if (place == PERCENT)
        ri_text_printf(out, "%.0f", values[PERCENT]);
    else
        ri_alert_number(values[place], out);
}

/* Behind a 1 stands one of them: the rest of the template. */
static const char *put_one(const char *at, struct ri_text *out)
{
    static const char *const several[] = {" days", " hours", " trading days"};
    for (size_t i = 0; i < RI_COUNT(several); i++) {
        const size_t length = strlen(several[i]);
        if (strncmp(at, several[i], length) != 0) continue;
        ri_text_add(out, at, length - 1);
        return at + length;
    }
    return at;
}

void ri_alert_sentence(ri_alert_rule_id rule, const char *name,
                       const struct ri_alert_figures *figures, struct ri_text *out)
{
    const bool  gone = rule == RI_RUNS_OUT && figures->on_hand <= 0;
    const char *at = gone ? out_of_stock : sentences[rule];
    ri_text_printf(out, "%s: ", name);
    while (*at) {
        size_t place = 0;
        while (place < PLACES && strncmp(at, place_names[place], strlen(place_names[place])) != 0)
            place++;
        if (place == PLACES) {
            ri_text_putc(out, *at++);
            continue;
        }
        const size_t before = out->length;
        put_place((enum place)place, figures, out);
        at += strlen(place_names[place]);
        if (out->length == before + 1 && out->at[before] == '1') at = put_one(at, out);
    }
}
