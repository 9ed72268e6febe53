/* Events put into words, with what is at stake, most money first. */
#include "app/anomaly_watch.h"

#include "app/alert_ask.h"
#include "app/money_words.h"
#include "app/workspace.h"
#include "base/hash.h"
#include "control/verdict.h"
#include "report/figure.h"

#include <math.h>
#include <stdlib.h>

enum {
    WORSE = 2
}; /* so many times the money a day of the one said to be no problem, and it is told again */

struct telling {
    struct ri_call        *call;
    struct ri_watch       *watch;
    struct ri_watch_event *events;
    size_t                 count;
};

int64_t ri_watch_daily(const struct ri_watch_event *event)
{
    return llabs(event->at_stake) / (int64_t)(event->days ? event->days : 1);
}

/* ---- Words --------------------------------------------------------------------------------------------------------- */

static void put_place(struct ri_text *text, const struct ri_watch_event *event)
{
    const struct ri_watch_part *part = event->part;
    const char                 *goods = NULL;
    if (part && part->level == RI_WATCH_SUPPLIER)
        ri_text_puts(text, "goods of "), goods = part->supplier;
    else if (part)
        goods = part->product ? (part->name ? part->name : part->product) : part->category;
    else
        goods = event->product;
    if (goods) ri_text_puts(text, goods);
    if (goods && event->store) ri_text_puts(text, " in ");
    if (event->store) ri_text_puts(text, event->store);
    if (!goods && !event->store) ri_text_puts(text, "all stores");
}

static void put_days(struct ri_text *text, const struct ri_watch_event *event, ri_day newest)
{
    if (event->since == event->until) {
        ri_text_puts(text, " on ");
        ri_figure_day(text, event->since);
        return;
    }
    ri_text_puts(text, event->until >= newest ? " since " : " from ");
    ri_figure_day(text, event->since);
    if (event->until < newest) {
        ri_text_puts(text, " to ");
        ri_figure_day(text, event->until);
    }
    ri_text_printf(text, " (%zu day%s)", event->days, event->days == 1 ? "" : "s");
}

/* How far days stand from their mean, now and before. */
static void put_spread(struct ri_text *text, const struct ri_watch_part *part,
                       const struct ri_currency *currency)
{
    const struct ri_change *change = &part->change;
    ri_text_puts(text, "days vary by ");
    ri_text_money_told(text, llround(change->deviation * part->price), currency);
    ri_text_puts(text, " instead of ");
    ri_text_money_told(text, llround(change->deviation_before * part->price), currency);
}

static void put_amounts(struct ri_text *text, const struct ri_watch_event *event,
                        const struct ri_currency *currency)
{
    if (strcmp(event->cause.kind, "level change") == 0) ri_text_puts(text, "another level, ");
    ri_text_money_told(text, event->actual, currency);
    ri_text_puts(text, " instead of ");
    ri_text_money_told(text, event->expected, currency);
    ri_text_puts(text, " (");
    ri_text_money_told(text, event->low, currency);
    ri_text_puts(text, " to ");
    ri_text_money_told(text, event->high, currency);
    ri_text_putc(text, ')');
}

static ri_status put_words(struct telling *telling, struct ri_watch_event *event,
                           struct ri_error *err)
{
    const struct ri_watch    *watch = telling->watch;
    const struct ri_currency *currency = ri_currency_find(ri_view_of(watch->currency));
    struct ri_text            text = {0};
    if (!currency) currency = ri_currency_find(ri_view_of("XXX"));
    put_place(&text, event);
    ri_text_puts(&text, ": ");
    if (event->change == RI_EVENT_SPREAD) {
        put_spread(&text, event->part, currency);
    } else if (event->actual != INT64_MIN) {
        put_amounts(&text, event, currency);
    } else {
        ri_text_money_told(&text, llabs(event->at_stake), currency);
        ri_text_puts(&text, event->at_stake > 0 ? " missing" : " too much");
    }
    put_days(&text, event, watch->to - 1);
    ri_text_puts(&text, ". ");
    const char *driver = event->cause.driver, *why = event->cause.why ? event->cause.why : "";
    if (strcmp(driver, "unknown") == 0)
        ri_text_puts(&text, "No cause is known.");
    else
        ri_text_printf(&text, "Most likely %s: %s.", driver, why);
    event->text = text.at ? ri_arena_copy(ri_call_mem(telling->call), text.at, text.length) : NULL;
    ri_text_release(&text);
    return event->text ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for the words of an event");
}

static ri_status put_pattern(struct telling *telling, struct ri_watch_event *event,
                             struct ri_error *err)
{
    const struct ri_watch_part *part = event->part;
    const char                 *names[] = {part ? ri_watch_level_names[part->level] : "fault",
                           event->store,
                           part ? part->category : NULL,
                           part && !part->product ? part->supplier : NULL,
                           event->product,
                           event->cause.kind,
                           event->above ? "above" : "below",
                           event->cause.driver,
                           event->cause.mark};
    struct ri_text text = {0};
    for (size_t i = 0; i < RI_COUNT(names); i++)
        ri_text_printf(&text, "%s%s", i ? "|" : "", names[i] ? names[i] : "");
    event->pattern =
        text.at ? ri_arena_copy(ri_call_mem(telling->call), text.at, text.length) : NULL;
    ri_text_putc(&text, '|');
    ri_text_day(&text, event->since);
    snprintf(event->id, sizeof event->id, "%08x",
             (unsigned)(ri_hash64(text.at ? text.at : "", text.length) & 0xffffffffU));
    ri_text_release(&text);
    return event->pattern ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a pattern");
}

/* ---- Events and faults --------------------------------------------------------------------------------------------- */

static int64_t money(double y, double price)
{
    return isfinite(y) ? llround(y * price) : INT64_MIN;
}

static ri_status tell_event(struct telling *telling, size_t e, struct ri_error *err)
{
    struct ri_watch            *watch = telling->watch;
    const struct ri_event      *event = &watch->events[e];
    const struct ri_watch_part *part = &watch->parts[event->node];
    struct ri_watch_event      *told = &telling->events[telling->count++];
    *told = (struct ri_watch_event){.part = part,
                                    .store = part->store,
                                    .product = part->product,
                                    .since = watch->from + (ri_day)event->first,
                                    .until = watch->from + (ri_day)event->last,
                                    .days = event->days,
                                    .explains = event->explains,
                                    .above = event->above,
                                    .change = event->change,
                                    .actual = money(event->actual, part->price),
                                    .expected = money(event->expected, part->price),
                                    .low = money(fmax(event->low, 0), part->price),
                                    .high = money(event->high, part->price),
                                    .at_stake = event->money_minor};
    return ri_watch_explain(watch, e, &told->cause, err);
}

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Faults of one kind and place on days that follow each other are one event. */
static ri_status tell_fault(struct telling *telling, size_t f, struct ri_error *err)
{
    const struct ri_watch_fault *fault = &telling->watch->faults[f];
    for (size_t i = 0; i < telling->count; i++) {
        struct ri_watch_event *told = &telling->events[i];
        if (told->part || strcmp(told->cause.kind, fault->kind) != 0 ||
            !same(told->store, fault->store) || !same(told->product, fault->product) ||
            told->until != fault->day - 1 || told->above != (fault->money_minor < 0))
            continue;
        told->until = fault->day;
        told->days++;
        told->at_stake += fault->money_minor;
        return RI_OK;
    }
    struct ri_watch_event *told = &telling->events[telling->count++];
    *told = (struct ri_watch_event){.store = fault->store,
                                    .product = fault->product,
                                    .since = fault->day,
                                    .until = fault->day,
                                    .days = 1,
                                    .above = fault->money_minor < 0,
                                    .actual = INT64_MIN,
                                    .expected = INT64_MIN,
                                    .low = INT64_MIN,
                                    .high = INT64_MIN,
                                    .at_stake = fault->money_minor};
    return ri_watch_explain_fault(telling->watch, fault, &told->cause, err);
}

/* ---- What people said ---------------------------------------------------------------------------------------------- */

static ri_status hear(void *context, const struct ri_verdict *verdict,
                      RI_UNUSED struct ri_error *err)
{
    struct telling *telling = context;
    if (verdict->undone_us != INT64_MIN) return RI_OK;
    for (size_t i = 0; i < telling->count; i++) {
        struct ri_watch_event *told = &telling->events[i];
        if (strcmp(told->pattern, verdict->pattern) == 0 &&
            ri_watch_daily(told) <= WORSE * verdict->daily_minor)
            told->dismissed = true;
    }
    return RI_OK;
}

static int by_money(const void *a, const void *b)
{
    const struct ri_watch_event *x = a, *y = b;
    const int64_t                mine = llabs(x->at_stake), other = llabs(y->at_stake);
    if (mine != other) return mine < other ? 1 : -1;
    if (x->since != y->since) return x->since < y->since ? -1 : 1;
    return strcmp(x->id, y->id);
}

ri_status ri_watch_list(struct ri_call *call, struct ri_watch *watch, struct ri_watch_event **ret,
                        size_t *ret_count, struct ri_error *err)
{
    struct telling    telling = {.call = call, .watch = watch};
    struct ri_alerts *alerts;
    RI_TRY(ri_watch_load(call, watch, err));
    RI_TRY(ri_watch_evidence(watch, err));
    RI_ARENA_NEW(telling.events, ri_call_mem(call), watch->event_count + watch->fault_count, err);
    for (size_t e = 0; e < watch->event_count; e++) RI_TRY(tell_event(&telling, e, err));
    for (size_t f = 0; f < watch->fault_count; f++)
        if (watch->faults[f].event == SIZE_MAX) RI_TRY(tell_fault(&telling, f, err));
    for (size_t i = 0; i < telling.count; i++) {
        RI_TRY(put_words(&telling, &telling.events[i], err));
        RI_TRY(put_pattern(&telling, &telling.events[i], err));
    }
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_verdict_each(alerts, ri_call_scope(call), hear, &telling, err));
    qsort(telling.events, telling.count, sizeof *telling.events, by_money);
    *ret = telling.events;
    *ret_count = telling.count;
    return RI_OK;
}
