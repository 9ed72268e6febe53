/* anomaly events, dismiss, undo, feedback: what happened in the sales, one line for each thing that happened, and what people say of it. */
#include "app/alert_ask.h"
#include "app/anomaly_watch.h"
#include "app/operation.h"
#include "control/verdict.h"

#include <math.h>

static const unsigned doers =
    RI_ROLE_ANALYST | RI_ROLE_INVENTORY | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF | RI_ROLE_ADMIN;

/* clang-format off */ /* rows that several operations have */
#define SPAN_PARAMS                                                                                  \
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL, "first day looked at; four weeks when not given"},  \
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL, "day after the last one"},                            \
    {"as-of", RI_PARAM_DATE, 0, NULL, NULL, NULL,                                                    \
     "what 'today' is; the data's last business day when not given"}
/* clang-format on */

/* ---- anomaly events ------------------------------------------------------------------------------------------------ */

static const char *const     kinds[] = {
    "sales",        "closed",         "data gap",    "level change",  "spread change",     "late till",
    "refund batch", "duplicated day", "price error", "single amount", "quarantined lines", NULL};
static const struct ri_param event_params[] = {
    SPAN_PARAMS,
    {"kind", RI_PARAM_ENUM, RI_PARAM_LIST, NULL, NULL, kinds, "only these kinds"},
    {"least", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "money at stake, major units: only events of so much or more"},
    {"all", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "also those that a person said are no problem"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "50", NULL, "most rows; 0: all"},
    {"skip", RI_PARAM_COUNT, 0, "rows", "0", NULL, "rows before the first: the next page"},
};
static const struct ri_column event_columns[] = {
    {"event", RI_COLUMN_TEXT, "name of the event, for 'anomaly dismiss'"},
    {"at_stake", RI_COLUMN_MONEY,
     "expected less actual: what is missing; below zero: more came in than expected; of a change of "
     "spread how much farther than before its days stand from their mean, together"},
    {"currency", RI_COLUMN_TEXT, "of the amounts"},
    {"since", RI_COLUMN_DATE, "first day"},
    {"until", RI_COLUMN_DATE, "last day"},
    {"days", RI_COLUMN_INTEGER, "unusual days"},
    {"level", RI_COLUMN_TEXT,
     "where it begins: chain, store, category, supplier, category in a store, product, product in "
     "a "
     "store; missing: a fault of the data that stands alone"},
    {"store", RI_COLUMN_STORE, "missing: all stores"},
    {"category", RI_COLUMN_TEXT, "missing: all goods"},
    {"supplier", RI_COLUMN_TEXT, "of a supplier's goods, or of the product"},
    {"product", RI_COLUMN_PRODUCT, "missing: not one product"},
    {"kind", RI_COLUMN_TEXT,
     "sales; closed; data gap (sales that are not here); level change, spread change (for good, as "
     "it looks); or a fault of the data: late till, refund batch, duplicated day, price error, "
     "single amount, quarantined lines"},
    {"direction", RI_COLUMN_TEXT, "below or above the usual"},
    {"driver", RI_COLUMN_TEXT, "what is most likely behind it"},
    {"actual", RI_COLUMN_MONEY,
     "net sales of those days; of goods their units at the recent price"},
    {"expected", RI_COLUMN_MONEY, "what is usual there on such days"},
    {"low", RI_COLUMN_MONEY, "lowest that chance explains"},
    {"high", RI_COLUMN_MONEY, "highest that chance explains"},
    {"explains", RI_COLUMN_INTEGER,
     "unusual days of other parts of the chain that it accounts for: they are not told"},
    {"state", RI_COLUMN_TEXT, "new; dismissed: like one that a person said is no problem"},
    {"text", RI_COLUMN_TEXT, "the same in one sentence"},
};

static void put_money(struct ri_table_builder *table, int64_t minor, int digits)
{
    if (minor == INT64_MIN)
        ri_put_null(table);
    else
        ri_put_decimal(table, minor, digits);
}

static void put_event(struct ri_table_builder *table, const struct ri_watch *watch,
                      const struct ri_watch_event *event)
{
    const struct ri_watch_part *part = event->part;
    const int64_t amounts[] = {event->actual, event->expected, event->low, event->high};
    ri_put_string(table, event->id);
    put_money(table, event->at_stake, watch->digits);
    ri_put_string(table, watch->currency);
    ri_put_day(table, event->since);
    ri_put_day(table, event->until);
    ri_put_int(table, (int64_t)event->days);
    ri_put_string(table, part ? ri_watch_level_names[part->level] : NULL);
    ri_put_string(table, event->store);
    ri_put_string(table, part ? part->category : NULL);
    ri_put_string(table, part ? part->supplier : NULL);
    ri_put_string(table, event->product);
    ri_put_string(table, event->cause.kind);
    ri_put_string(table, event->above ? "above" : "below");
    ri_put_string(table, event->cause.driver);
    for (size_t i = 0; i < RI_COUNT(amounts); i++) put_money(table, amounts[i], watch->digits);
    ri_put_int(table, (int64_t)event->explains);
    ri_put_string(table, event->dismissed ? "dismissed" : "new");
    ri_put_string(table, event->text);
}

static bool is_wanted(const char *const *kinds_wanted, const char *kind)
{
    for (size_t i = 0; kinds_wanted && kinds_wanted[i]; i++)
        if (strcmp(kinds_wanted[i], kind) == 0) return true;
    return !kinds_wanted;
}

static void say_span(struct ri_call *call, const struct ri_watch *watch, size_t shown,
                     size_t dismissed, size_t explained)
{
    struct ri_text from = {0}, to = {0};
    ri_text_day(&from, watch->from);
    ri_text_day(&to, watch->to - 1);
    ri_call_note(call,
                 "%s to %s: %zu event%s account%s for %zu more unusual days of stores and goods",
                 from.at ? from.at : "", to.at ? to.at : "", shown, shown == 1 ? "" : "s",
                 shown == 1 ? "s" : "", explained);
    ri_text_release(&from);
    ri_text_release(&to);
    if (dismissed)
        ri_call_note(call, "%zu more %s like what was said to be no problem: --all shows them",
                     dismissed, dismissed == 1 ? "is" : "are");
}

static ri_status events_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_watch          watch;
    struct ri_watch_event   *events;
    struct ri_table_builder *table;
    size_t                   count, met = 0, shown = 0, dismissed = 0, explained = 0;
    const size_t             skip = (size_t)ri_call_integer(call, "skip", 0);
    const bool               all = ri_call_flag(call, "all");
    const double             least = ri_call_number(call, "least", 0);
    const int64_t            limit = ri_call_integer(call, "limit", 0);
    const char *const       *wanted =
        ri_call_given(call, "kind") ? ri_call_list(call, "kind", NULL) : NULL;
    if (!(least >= 0)) return ri_fail(err, RI_EUSAGE, "--least is %g, must be 0 or more", least);
    RI_TRY(ri_watch_list(call, &watch, &events, &count, err));
    RI_TRY(ri_call_money_builder(call, watch.digits, &table, err));
    const double unit = pow(10, watch.digits);
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(wanted, events[i].cause.kind) ||
            (double)llabs(events[i].at_stake) < least * unit)
            continue;
        dismissed += events[i].dismissed && !all;
        if ((events[i].dismissed && !all) || met++ < skip || (limit > 0 && shown >= (size_t)limit))
            continue;
        put_event(table, &watch, &events[i]);
        explained += events[i].explains;
        shown++;
    }
    say_span(call, &watch, shown, dismissed, explained);
    if (met > skip + shown)
        ri_call_note(call, "%zu more of less money: --skip %zu shows the next, --limit 0 all",
                     met - skip - shown, skip + shown);
    const ri_status status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

/* ---- anomaly dismiss, undo, feedback ------------------------------------------------------------------------------- */

static const struct ri_param dismiss_params[] = {
    {"event", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of the event, as 'anomaly events' gives it"},
    {"note", RI_PARAM_TEXT, 0, NULL, NULL, NULL, "why it is no problem"},
    RI_AUTHOR_PARAM,
    SPAN_PARAMS,
};
static const struct ri_param undo_params[] = {
    {"verdict", RI_PARAM_COUNT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "number, as 'anomaly feedback' gives it"},
    RI_AUTHOR_PARAM,
};
static const struct ri_param feedback_params[] = {
    {"all", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "also what was taken back"},
};
static const struct ri_column verdict_columns[] = {
    {"verdict", RI_COLUMN_INTEGER, "number, for 'anomaly undo'"},
    {"event", RI_COLUMN_TEXT, "event that it was said of"},
    {"store", RI_COLUMN_STORE, "its store; missing: no single one"},
    {"text", RI_COLUMN_TEXT, "what the event said"},
    {"note", RI_COLUMN_TEXT, "why it is no problem"},
    {"author", RI_COLUMN_TEXT, "who said so"},
    {"set_at", RI_COLUMN_TIME, "when"},
    {"undone_at", RI_COLUMN_TIME, "when it was taken back"},
};

struct listing {
    struct ri_table_builder *table;
    int64_t                  only; /* 0: any */
    bool                     all;
};

static ri_status verdict_row(void *context, const struct ri_verdict *verdict,
                             RI_UNUSED struct ri_error *err)
{
    struct listing *listing = context;
    if (listing->only ? verdict->id != listing->only
                      : verdict->undone_us != INT64_MIN && !listing->all)
        return RI_OK;
    const char *texts[] = {verdict->event, verdict->store, verdict->message, verdict->note,
                           verdict->author};
    ri_put_int(listing->table, verdict->id);
    for (size_t i = 0; i < RI_COUNT(texts); i++) ri_put_string(listing->table, texts[i]);
    ri_put_instant(listing->table, verdict->set_us);
    ri_put_instant_or_null(listing->table, verdict->undone_us);
    return RI_OK;
}

static ri_status answer(struct ri_call *call, struct ri_alerts *alerts, int64_t only, bool all,
                        struct ri_error *err)
{
    struct listing listing = {.only = only, .all = all};
    RI_TRY(ri_call_builder(call, &listing.table, err));
    const ri_status status =
        ri_verdict_each(alerts, ri_call_scope(call), verdict_row, &listing, err);
    return ri_call_answer(call, listing.table, status, err);
}

static ri_status dismiss_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_watch        watch;
    struct ri_watch_event *events;
    struct ri_alerts      *alerts;
    size_t                 count, i = 0;
    int64_t                id = 0;
    const char            *name = ri_call_text(call, "event");
    RI_TRY(ri_watch_list(call, &watch, &events, &count, err));
    while (i < count && strcmp(events[i].id, name) != 0) i++;
    if (i == count)
        return ri_fail(
            err, RI_ENOTFOUND,
            "there is no event '%.60s' in these days: 'anomaly events' lists them, with the "
            "same --from, --to or --as-of",
            name);
    if (ri_call_scope(call) && !events[i].store)
        return ri_fail(err, RI_EFORBIDDEN,
                       "event '%.60s' is not of one shop: only who may see all of them can say "
                       "that it is no problem",
                       name);
    const struct ri_verdict verdict = {.pattern = events[i].pattern,
                                       .event = events[i].id,
                                       .store = events[i].store,
                                       .message = events[i].text,
                                       .daily_minor = ri_watch_daily(&events[i]),
                                       .author = ri_call_author(call),
                                       .note = ri_call_text(call, "note")};
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_verdict_put(alerts, &verdict, ri_task_now_us(ri_call_task(call)), &id, err));
    ri_call_note(call,
                 "events like it are no longer told, unless they cost more than twice as much a "
                 "day; 'anomaly undo %lld' takes it back",
                 (long long)id);
    return answer(call, alerts, id, true, err);
}

static ri_status undo_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    const int64_t     id = ri_call_integer(call, "verdict", 0);
    RI_TRY(ri_call_alerts(call, &alerts, err));
    RI_TRY(ri_verdict_undo(alerts, id, ri_call_scope(call), ri_call_author(call),
                           ri_task_now_us(ri_call_task(call)), err));
    return answer(call, alerts, id, true, err);
}

static ri_status feedback_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_alerts *alerts;
    RI_TRY(ri_call_alerts(call, &alerts, err));
    return answer(call, alerts, 0, ri_call_flag(call, "all"), err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "anomaly.events",
          .summary = "What happened in the sales: one event for each thing that happened, most "
                     "money first",
          .details =
              "The chain, each store, category, supplier and product is judged against its own "
              "usual. Where many are unusual for one reason, the reason is told and not they: a "
              "closed store explains its products, a holiday of the whole chain its stores, a "
              "supplier's goods their product lines. Faults of the data that look like demand (a "
              "till that did not report, a day that came twice, refunds in a batch, a price list "
              "gone wrong, one huge amount, more lines in quarantine than usual) are found beside. A "
              "level or a spread that is another since a week or more, and was not at the same time "
              "of the year before, is one event from its first day on. Products are looked at that sell "
              "one a day: a single day of slower ones says nothing.",
          .flags = RI_LONG | RI_VOLATILE | RI_SCOPED,
          .roles = RI_ROLE_ALL,
          RI_PARAMS(event_params),
          RI_COLUMNS(event_columns),
          RI_EXAMPLES("retailinsight anomaly events",
                      "retailinsight anomaly events --store S01 --from 2026-10-01 --to 2026-11-01",
                      "retailinsight anomaly events --kind closed,'data gap' --least 500")},
     .run = events_run,
     .uses = "filters"},
    {.info = {.name = "anomaly.dismiss",
              .summary = "Say that an event is no problem: those like it are no longer told",
              .details =
                  "Alike are events of the same place, goods, kind, direction and driver (and "
                  "holiday). One that costs more than twice as much a day is told all the same.",
              .flags = RI_CHANGES | RI_LONG | RI_SCOPED,
              .roles = doers,
              RI_PARAMS(dismiss_params),
              RI_COLUMNS(verdict_columns),
              RI_EXAMPLES("retailinsight anomaly dismiss 7c1f0a2b --note 'stock taking'")},
     .run = dismiss_run},
    {.info = {.name = "anomaly.undo",
              .summary = "Take back that an event is no problem",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = doers,
              RI_PARAMS(undo_params),
              RI_COLUMNS(verdict_columns),
              RI_EXAMPLES("retailinsight anomaly undo 3")},
     .run = undo_run},
    {.info = {.name = "anomaly.feedback",
              .summary = "Events that people said are no problem",
              .flags = RI_VOLATILE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(feedback_params),
              RI_COLUMNS(verdict_columns),
              RI_EXAMPLES("retailinsight anomaly feedback")},
     .run = feedback_run},
};
const struct ri_operation_table ri_anomaly_event_operations = RI_OPERATION_TABLE(operations);
