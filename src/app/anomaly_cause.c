/* What is most likely behind an event: faults of the data first, then closed stores, then what is known beside the sales. */
#include "app/anomaly_watch.h"
#include "base/text.h"
#include "math/stats.h"

#include <math.h>

enum { WEEK = 7, WEEKS = RI_WATCH_BEFORE / WEEK };

static bool same_or_any(const char *asked, const char *name)
{
    return !asked || (name && strcmp(asked, name) == 0);
}

static ri_day day_of(const struct ri_watch *watch, size_t d)
{
    return watch->from + (ri_day)d;
}

static bool overlaps(const struct ri_watch *watch, const struct ri_event *event, ri_day from,
                     ri_day to)
{
    return from <= day_of(watch, event->last) && to >= day_of(watch, event->first);
}

/* Text in the call's memory. */
#define SAY(...) ri_arena_printf(ri_call_mem(watch->call), __VA_ARGS__)

/* ---- Faults of the data -------------------------------------------------------------------------------------------- */

static const struct fault_words {
    const char *kind, *one,
        *several; /* with the detail; of a detail that counts: when it is 1, and else */
} fault_words[] = {
    {"late till", "till %s did not report", "till %s did not report"},
    {"refund batch", "returns far above those of any other day%.0s",
     "returns far above those of any other day%.0s"},
    {"duplicated day", "%s receipt is there twice", "%s receipts are there twice"},
    {"price error", "the price of %s product is three times the usual or a third of it",
     "the prices of %s products are three times the usual or a third of it"},
    {"quarantined lines", "%s are in quarantine", "%s are in quarantine"},
    {"single amount", "%s line is far larger than any other",
     "%s lines are far larger than any other"},
};

ri_status ri_watch_explain_fault(struct ri_watch *watch, const struct ri_watch_fault *fault,
                                 struct ri_watch_cause *ret, RI_UNUSED struct ri_error *err)
{
    const char *detail = fault->detail ? fault->detail : "";
    size_t      i = 0;
    while (i + 1 < RI_COUNT(fault_words) && strcmp(fault_words[i].kind, fault->kind) != 0) i++;
    const char    *words = strcmp(detail, "1") == 0 ? fault_words[i].one : fault_words[i].several;
    struct ri_text text = {0};
    for (const char *at = words; *at; at++) {
        if (strncmp(at, "%.0s", 4) == 0)
            at += 3;
        else if (strncmp(at, "%s", 2) == 0)
            ri_text_puts(&text, detail), at++;
        else
            ri_text_putc(&text, *at);
    }
    *ret = (struct ri_watch_cause){fault->kind, fault->kind, SAY("%s", text.at ? text.at : ""), ""};
    ri_text_release(&text);
    return RI_OK;
}

/* Faults of the event's days and place that carry half of its money or more. */
static const struct ri_watch_fault *take_faults(struct ri_watch *watch, size_t e)
{
    const struct ri_event      *event = &watch->events[e];
    const struct ri_watch_part *part = &watch->parts[event->node];
    const char                 *kind = NULL;
    int64_t                     most = 0;
    for (size_t k = 0; k < watch->fault_count; k++) {
        const struct ri_watch_fault *of = &watch->faults[k];
        int64_t                      sum = 0;
        for (size_t f = 0; f < watch->fault_count; f++) {
            const struct ri_watch_fault *fault = &watch->faults[f];
            if (strcmp(fault->kind, of->kind) == 0 && fault->event == SIZE_MAX &&
                same_or_any(part->store, fault->store) &&
                (!part->product || same_or_any(part->product, fault->product)) &&
                (part->level <= RI_WATCH_STORE || fault->product) &&
                overlaps(watch, event, fault->day, fault->day))
                sum += fault->money_minor;
        }
        if (llabs(sum) > llabs(most)) most = sum, kind = of->kind;
    }
    const bool enough = kind && (most > 0) == (event->money_minor > 0) &&
                        2 * llabs(most) >= llabs(event->money_minor);
    const struct ri_watch_fault *first = NULL;
    for (size_t f = 0; enough && f < watch->fault_count; f++) {
        struct ri_watch_fault *fault = &watch->faults[f];
        if (strcmp(fault->kind, kind) != 0 || !same_or_any(part->store, fault->store) ||
            (part->product && !same_or_any(part->product, fault->product)) ||
            (part->level > RI_WATCH_STORE && !fault->product) || fault->event != SIZE_MAX ||
            !overlaps(watch, event, fault->day, fault->day))
            continue;
        fault->event = e;
        if (!first) first = fault;
    }
    return first;
}

/* ---- Visitors and receipts ----------------------------------------------------------------------------------------- */

struct
    visits { /* over the days of an event; usual: the median of the same weekdays of the eight weeks before */
    double receipts, receipts_usual, visitors, visitors_usual; /* visitors NAN: not counted */
};

static double usual_of(const struct ri_watch_store *store, size_t d, bool visitors)
{
    double room[WEEKS];
    size_t known = 0;
    for (size_t w = 1; w <= WEEKS; w++) {
        const struct ri_watch_visit *visit = &store->visits[RI_WATCH_BEFORE + d - w * WEEK];
        if (RI_WATCH_BEFORE + d < w * WEEK || (visitors && visit->visitors < 0)) continue;
        room[known++] = (double)(visitors ? visit->visitors : visit->receipts);
    }
    return known ? ri_median_of(room, known) : (double)NAN;
}

static struct visits visits_of(const struct ri_watch *watch, const struct ri_event *event,
                               const char *code)
{
    struct visits sum = {0};
    bool          counted = false;
    for (size_t s = 0; s < watch->store_count; s++) {
        const struct ri_watch_store *store = &watch->stores[s];
        if (!same_or_any(code, store->code)) continue;
        for (size_t d = event->first; d <= event->last; d++) {
            const struct ri_watch_visit *visit = &store->visits[RI_WATCH_BEFORE + d];
            const double receipts = usual_of(store, d, false), visitors = usual_of(store, d, true);
            sum.receipts += (double)visit->receipts;
            if (!isnan(receipts)) sum.receipts_usual += receipts;
            if (isnan(visitors)) continue;
            counted = true;
            sum.visitors += visit->visitors < 0 ? 0 : (double)visit->visitors;
            sum.visitors_usual += visitors;
        }
    }
    if (!counted) sum.visitors = sum.visitors_usual = (double)NAN;
    return sum;
}

/* ---- What is known beside ------------------------------------------------------------------------------------------ */

static const struct ri_watch_holiday *holiday_near(const struct ri_watch *watch,
                                                   const struct ri_event *event, const char *code,
                                                   ri_day reach)
{
    const char *region = NULL;
    for (size_t s = 0; code && s < watch->store_count; s++)
        if (strcmp(watch->stores[s].code, code) == 0) region = watch->stores[s].region;
    for (ri_day off = 0; off <= reach; off++)
        for (size_t h = 0; h < watch->holiday_count; h++) {
            const struct ri_watch_holiday *holiday = &watch->holidays[h];
            if (holiday->day + off < day_of(watch, event->first) ||
                holiday->day > day_of(watch, event->last) + off)
                continue;
            if (!holiday->region || !code || (region && strcmp(region, holiday->region) == 0))
                return holiday;
        }
    return NULL;
}

/* Part of the sales of the event's products of which a span tells, by their usual units. */
static double touched(const struct ri_watch *watch, const struct ri_event *event,
                      const struct ri_watch_span *spans, size_t count, ri_day after)
{
    const struct ri_watch_part *part = &watch->parts[event->node];
    double                      all = 0, with = 0;
    for (size_t i = 0; i < watch->part_count; i++) {
        const struct ri_watch_part *one = &watch->parts[i];
        if (one->level != RI_WATCH_PRODUCT || !same_or_any(part->category, one->category) ||
            !same_or_any(part->supplier, one->supplier) ||
            !same_or_any(part->product, one->product))
            continue;
        const double weight = fmax(one->finding[event->first].expected, 0);
        bool         is = false;
        for (size_t s = 0; !is && s < count; s++)
            is = same_or_any(spans[s].product, one->product) &&
                 same_or_any(spans[s].category, one->category) &&
                 (!part->store || same_or_any(spans[s].store, part->store)) &&
                 overlaps(watch, event, spans[s].from, spans[s].to + after);
        if (!isnan(weight)) all += weight, with += is ? weight : 0;
    }
    return all > 0 ? with / all : 0;
}

/* ---- The cause ----------------------------------------------------------------------------------------------------- */

/* Nothing was rung up: closed, or its sales are not here. */
static bool is_silent(struct ri_watch *watch, const struct ri_event *event,
                      const struct visits *visits, const char *code, struct ri_watch_cause *ret)
{
    if (visits->receipts > 0 || !(visits->receipts_usual > 0)) return false;
    const struct ri_watch_holiday *holiday = holiday_near(watch, event, code, 0);
    const bool                     newest = event->last + 1 == watch->window;
    const double people = visits->visitors / visits->visitors_usual; /* NAN: not counted */
    if (holiday)
        *ret = (struct ri_watch_cause){"closed", "holiday", holiday->name, holiday->name};
    else if (people > 0.2)
        *ret = (struct ri_watch_cause){
            "data gap", "data gap",
            SAY("%.0f people came in and no sale is known", visits->visitors), ""};
    else if (people <= 0.2)
        *ret = (struct ri_watch_cause){"closed", "closed", "no receipt, and nobody came in", ""};
    else if (newest || !code)
        *ret = (struct ri_watch_cause){"data gap", "data gap", "no sale is known yet", ""};
    else
        *ret = (struct ri_watch_cause){"closed", "closed",
                                       "no receipt: closed, or its sales did not arrive", ""};
    return true;
}

/* Of the change of sales, the larger part in logarithms: people who came, those who bought, what each bought. */
static void by_visits(struct ri_watch *watch, const struct ri_event *event,
                      const struct visits *visits, struct ri_watch_cause *ret)
{
    const double whole = log(fmax(event->actual, 1) / fmax(event->expected, 1));
    const double came = isnan(visits->visitors)
                            ? (double)NAN
                            : log(fmax(visits->visitors, 1) / fmax(visits->visitors_usual, 1));
    const double rang = log(fmax(visits->receipts, 1) / fmax(visits->receipts_usual, 1));
    if (!isnan(came) && came / whole >= 0.5)
        *ret = (struct ri_watch_cause){
            "sales", "traffic",
            SAY("%.0f people came in, %.0f usually do", visits->visitors, visits->visitors_usual),
            ""};
    else if (!isnan(came) && (rang - came) / whole >= 0.5)
        *ret = (struct ri_watch_cause){"sales", "conversion",
                                       SAY("%.0f receipts of %.0f people, usually %.0f of %.0f",
                                           visits->receipts, visits->visitors,
                                           visits->receipts_usual, visits->visitors_usual),
                                       ""};
    else if (rang / whole >= 0.5)
        *ret = (struct ri_watch_cause){
            "sales", "receipts",
            SAY("%.0f receipts, usually %.0f", visits->receipts, visits->receipts_usual), ""};
    else
        *ret = (struct ri_watch_cause){"sales", "basket",
                                       SAY("as many receipts as usual (%.0f), of %s worth",
                                           visits->receipts, whole < 0 ? "less" : "more"),
                                       ""};
}

static double price_change(const struct ri_watch_part *part, const struct ri_event *event)
{
    double net = 0, units = 0;
    for (size_t d = event->first; d <= event->last; d++) {
        net += (double)part->net_minor[d];
        units += part->units[d];
    }
    return units > 0 && part->price > 0 ? net / units / part->price - 1 : 0;
}

static void by_goods(struct ri_watch *watch, const struct ri_event *event,
                     struct ri_watch_cause *ret)
{
    const struct ri_watch_part *part = &watch->parts[event->node];
    const double                change = price_change(part, event);
    const double empty = touched(watch, event, watch->stockouts, watch->stockout_count, 0),
                 offered = touched(watch, event, watch->promotions, watch->promotion_count, 0),
                 after = touched(watch, event, watch->promotions, watch->promotion_count, WEEK);
    if (!event->above && empty >= 0.3)
        *ret = (struct ri_watch_cause){
            "sales", "stock-out",
            part->product ? "the shelf was empty"
                          : SAY("the shelves of %.0f %% of it were empty", 100 * empty),
            ""};
    else if (event->above && offered >= 0.2)
        *ret = (struct ri_watch_cause){
            "sales", "promotion",
            part->product ? "on offer" : SAY("%.0f %% of it on offer", 100 * offered), ""};
    else if (part->product && fabs(change) >= 0.05 && (change < 0) == event->above)
        *ret = (struct ri_watch_cause){"sales", "price",
                                       SAY("paid %.0f %% %s than in the four weeks before",
                                           100 * fabs(change), change < 0 ? "less" : "more"),
                                       ""};
    else if (!event->above && after >= 0.2 && offered < 0.2)
        *ret = (struct ri_watch_cause){"sales", "after a promotion", "an offer had just ended", ""};
    else
        *ret = (struct ri_watch_cause){"sales", "unknown", "no cause is known", ""};
}

/* Where the chosen sales are of one store, the chain is that store. */
static const char *only_store(const struct ri_watch *watch)
{
    const char *only = NULL;
    for (size_t i = 0; i < watch->part_count && watch->parts[i].level <= RI_WATCH_STORE; i++) {
        if (watch->parts[i].level != RI_WATCH_STORE) continue;
        if (only) return NULL;
        only = watch->parts[i].store;
    }
    return only;
}

/* What lasts has no holiday behind it; sums that vary more have the same level, which nothing drives. */
static void of_change(const struct ri_event *event, struct ri_watch_cause *ret)
{
    if (event->change == RI_EVENT_SPREAD)
        *ret =
            (struct ri_watch_cause){"spread change", "unknown", "no cause is known", ""};
    else if (strcmp(ret->kind, "sales") == 0)
        ret->kind = "level change";
}

ri_status ri_watch_explain(struct ri_watch *watch, size_t e, struct ri_watch_cause *ret,
                           struct ri_error *err)
{
    const struct ri_event       *event = &watch->events[e];
    const struct ri_watch_part  *part = &watch->parts[event->node];
    const struct ri_watch_fault *fault =
        event->change == RI_EVENT_SPREAD ? NULL : take_faults(watch, e);
    if (fault) return ri_watch_explain_fault(watch, fault, ret, err);
    if (part->level > RI_WATCH_STORE) {
        by_goods(watch, event, ret);
    } else {
        const char         *code = part->store ? part->store : only_store(watch);
        const struct visits visits = visits_of(watch, event, code);
        if (is_silent(watch, event, &visits, code, ret)) return RI_OK;
        by_visits(watch, event, &visits, ret);
    }
    if (event->change != RI_EVENT_DAYS) return of_change(event, ret), RI_OK;
    const struct ri_watch_holiday *holiday = holiday_near(watch, event, part->store, 1);
    const bool                     open =
        strcmp(ret->driver, "stock-out") != 0 && strcmp(ret->driver, "promotion") != 0;
    if (holiday && open && part->level != RI_WATCH_ITEM) {
        ret->driver = "holiday";
        ret->mark = holiday->name;
        ret->why = SAY("%s (%s)", holiday->name, ret->why);
    }
    return RI_OK;
}
