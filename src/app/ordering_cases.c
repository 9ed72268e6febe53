/* From stock and series to what is ordered: life of products, order days, lead times. */
#include "app/ordering_internal.h"

#include "base/intern.h"
#include "retail/order_days.h"

#include <math.h>

enum { KEYS_MOST = 16, SEPARATOR = 0x1F, YOUNG_SEASONS = 4 };

struct matching {
    struct ri_ordering *ordering;
    struct ri_intern   *heirs;        /* keys of products that replace others */
    size_t             *predecessors; /* by number in heirs: the series they take over */
    size_t              heir_room;
    size_t              without, ended, replaced, inherited, assumed, no_demand, learnt;
};

static const struct ri_position empty = {.pack = NAN,
                                         .minimum = NAN,
                                         .unit_cost = NAN,
                                         .unit_price = NAN,
                                         .lead_time = NAN,
                                         .lead_time_sd = NAN,
                                         .review = NAN,
                                         .shelf_life = NAN,
                                         .shelf_space = NAN,
                                         .supplier_minimum = NAN};

/* ---- Times ------------------------------------------------------------------------------------------------------- */

static size_t usual_span(const struct ri_ordering *ordering)
{
    const double days = ri_ordering_days(ordering);
    return days > 7 ? 1 : (size_t)(7 / days + 0.5);
}

/* A span in periods: the option, else the series' own, else seven days. */
static ri_status read_span(const struct ri_ordering *ordering, const char *parameter, double own,
                           int64_t least, size_t *ret, struct ri_error *err)
{
    struct ri_call *call = ordering->call;
    const bool      given = ri_call_given(call, parameter);
    double          span = given        ? (double)ri_call_integer(call, parameter, 0)
                           : isnan(own) ? (double)usual_span(ordering)
                                        : own;
    span = ceil(span);
    if (span < (double)least && !given) span = (double)least;
    if (!(span >= (double)least && span <= ORDERING_SPAN_MOST))
        return ri_fail(err, RI_EUSAGE, "--%s wants %lld to %d periods; got %g", parameter,
                       (long long)least, ORDERING_SPAN_MOST, span);
    *ret = (size_t)span;
    return RI_OK;
}

static int minute_asked(const struct ri_ordering *ordering) /* --at; -1: not said */
{
    int         hour = 0, minute = 0, end = 0;
    const char *at = ri_call_text(ordering->call, "at");
    if (!at || sscanf(at, "%2d:%2d%n", &hour, &minute, &end) != 2 || at[end]) return -1;
    return hour * 60 + minute;
}

/* Days until the supplier takes the order, and from then to the one after. */
static void order_days(const struct ri_ordering *ordering, struct ri_order_case *one)
{
    const struct ri_supplier *supplier = one->position->supplier;
    if (!supplier || !supplier->order_days || ordering->day == RI_DAY_NONE ||
        ri_call_given(ordering->call, "review"))
        return;
    const int    at = minute_asked(ordering);
    const int    late = at >= 0 && supplier->cut_off >= 0 && at > supplier->cut_off;
    const ri_day first = ordering->day + late;
    one->wait = (size_t)(late + ri_order_days_until(supplier->order_days, first));
    const ri_day sent = ordering->day + (ri_day)one->wait;
    one->review = (size_t)(1 + ri_order_days_until(supplier->order_days, sent + 1));
}

/* The law of the lead time, later by the wait. */
static ri_status wait_for(struct ri_ordering *ordering, struct ri_order_case *one,
                          struct ri_error *err)
{
    double *chance;
    if (!one->wait) return RI_OK;
    RI_ARENA_NEW(chance, ri_call_mem(ordering->call), one->law.count + one->wait, err);
    for (size_t l = 0; l < one->law.count; l++) chance[l + one->wait] = one->law.chance[l];
    one->law.chance = chance;
    one->law.count += one->wait;
    return RI_OK;
}

static ri_status lead_time_of(struct matching *matching, struct ri_order_case *one,
                              struct ri_error *err)
{
    struct ri_ordering *ordering = matching->ordering;
    if (ri_call_given(ordering->call, "lead-time")) {
        size_t  periods;
        double *chance;
        RI_TRY(read_span(ordering, "lead-time", NAN, 0, &periods, err));
        RI_ARENA_NEW(chance, ri_call_mem(ordering->call), periods + 1, err);
        chance[periods] = 1;
        one->law = (struct ri_lead_law){chance, periods + 1, RI_LEAD_ASKED, 0};
    } else {
        const size_t product = ri_ordering_key(ordering, "product");
        RI_TRY(ri_lead_times_of(ordering->times, one->position, one->keys[product],
                                usual_span(ordering), &one->law, err));
    }
    matching->assumed += one->law.source == RI_LEAD_ASSUMED;
    matching->learnt += one->law.source == RI_LEAD_LEARNT;
    return wait_for(ordering, one, err);
}

/* ---- Which are ordered ------------------------------------------------------------------------------------------- */

static ri_status add_case(struct matching *matching, const char *const *keys, size_t series,
                          const struct ri_position *position, const char *remark,
                          struct ri_error *err)
{
    struct ri_ordering   *ordering = matching->ordering;
    struct ri_order_case *one = &ordering->cases[ordering->case_count];
    *one = (struct ri_order_case){
        .keys = keys, .series = series, .position = position, .remark = remark};
    RI_TRY(read_span(ordering, "review", position->review, 1, &one->review, err));
    order_days(ordering, one);
    ri_status status = lead_time_of(matching, one, err);
    if (status != RI_OK) return ri_ordering_about(one, ordering->loaded.panel.key_count, err);
    const size_t span = one->law.count - 1 + one->review;
    if (span > ordering->spans[series]) ordering->spans[series] = span;
    if (position->overdue > 0 && !one->remark) {
        one->remark = ri_arena_printf(ri_call_mem(ordering->call),
                                      "%.6g more are overdue and not counted", position->overdue);
        if (!one->remark) return ri_fail(err, RI_ENOMEM, "no room for a remark");
    }
    ordering->case_count++;
    return RI_OK;
}

static void heir_key(const struct matching *matching, const char *const *keys, const char *product,
                     struct ri_text *ret)
{
    const struct ri_ordering *ordering = matching->ordering;
    const size_t              at = ri_ordering_key(ordering, "product");
    ri_text_clear(ret);
    for (size_t k = 0; k < ordering->loaded.panel.key_count; k++) {
        const char *part = k == at ? product : keys[k];
        if (k) ri_text_putc(ret, SEPARATOR);
        ri_text_puts(ret, part);
    }
}

static const struct ri_position *at_key(const struct ri_ordering *ordering, const char *joined)
{
    const char *keys[KEYS_MOST];
    char        parts[512];
    size_t      count = 0;
    snprintf(parts, sizeof parts, "%s", joined);
    for (char *at = parts; at && count < KEYS_MOST;) {
        keys[count++] = at;
        at = strchr(at, SEPARATOR);
        if (at) *at++ = '\0';
    }
    return count == ordering->loaded.panel.key_count ? ri_stock_find(ordering->stock, keys) : NULL;
}

/* Products that take over from others, and whose demand they inherit. */
static ri_status find_heirs(struct matching *matching, struct ri_error *err)
{
    const struct ri_panel *panel = &matching->ordering->loaded.panel;
    struct ri_text         key = {0};
    ri_status              status = RI_OK;
    RI_ARENA_NEW(matching->predecessors, ri_call_mem(matching->ordering->call), panel->series_count,
                 err);
    for (size_t i = 0; i < panel->series_count && status == RI_OK; i++) {
        const char *const        *keys = panel->series[i].keys;
        const struct ri_position *position = ri_stock_find(matching->ordering->stock, keys);
        size_t                    number;
        if (!position || !position->successor) continue;
        heir_key(matching, keys, position->successor, &key);
        status = ri_intern_put(matching->heirs, (struct ri_view){key.at, key.length}, &number, NULL,
                               err);
        if (status == RI_OK) matching->predecessors[number] = i;
    }
    ri_text_release(&key);
    return status;
}

/* SIZE_MAX: it takes over from nobody. */
static size_t predecessor_of(const struct matching *matching, const char *const *keys)
{
    struct ri_text key = {0};
    size_t         number, series = SIZE_MAX;
    heir_key(matching, keys, keys[ri_ordering_key(matching->ordering, "product")], &key);
    if (key.at && ri_intern_find(matching->heirs, (struct ri_view){key.at, key.length}, &number))
        series = matching->predecessors[number];
    ri_text_release(&key);
    return series;
}

/* A product that ends is not ordered any more once its successor is in the store, or on its way there. */
static bool successor_is_there(const struct matching *matching, const char *const *keys,
                               const struct ri_position *position)
{
    if (position->status != RI_PRODUCT_ENDING || !position->successor) return false;
    struct ri_text key = {0};
    heir_key(matching, keys, position->successor, &key);
    const struct ri_position *next = key.at ? at_key(matching->ordering, key.at) : NULL;
    ri_text_release(&key);
    if (!next) return false;
    double coming = next->on_hand + next->on_order;
    for (size_t i = 0; i < next->arrival_count; i++) coming += next->arrivals[i];
    return coming > 0;
}

static ri_status match_series(struct matching *matching, size_t i, struct ri_error *err)
{
    struct ri_ordering       *ordering = matching->ordering;
    const struct ri_panel    *panel = &ordering->loaded.panel;
    const struct ri_series   *series = &panel->series[i];
    const struct ri_position *position = ri_stock_find(ordering->stock, series->keys);
    matching->without += position == NULL;
    if (!position && ordering->loaded.from_file) position = &empty;
    if (!position) return RI_OK;
    const bool replaced = successor_is_there(matching, series->keys, position);
    matching->ended += position->status == RI_PRODUCT_ENDED;
    matching->replaced += replaced;
    if (position->status == RI_PRODUCT_ENDED || replaced) return RI_OK;
    const size_t before = predecessor_of(matching, series->keys);
    const size_t young = YOUNG_SEASONS * ri_frequency_season(panel->frequency);
    if (before == SIZE_MAX || before == i || series->n >= young)
        return add_case(matching, series->keys, i, position, NULL, err);
    matching->inherited++;
    return add_case(matching, series->keys, before, position,
                    "demand is that of the product it replaces", err);
}

/* Stock of a product that was never sold: ordered where it takes over from one that was. */
static ri_status match_unsold(struct matching *matching, size_t i, struct ri_error *err)
{
    struct ri_ordering       *ordering = matching->ordering;
    const size_t              count = ordering->loaded.panel.key_count;
    struct ri_view            joined;
    const char              **keys;
    const struct ri_position *position = ri_stock_at(ordering->stock, i, &joined);
    char *text = ri_arena_copy(ri_call_mem(ordering->call), joined.at, joined.length);
    if (!text) return ri_fail(err, RI_ENOMEM, "no room for a key");
    RI_ARENA_NEW(keys, ri_call_mem(ordering->call), count, err);
    for (size_t k = 0; k < count; k++) {
        keys[k] = text;
        text = strchr(text, SEPARATOR);
        if (!text)
            text = "";
        else
            *text++ = '\0';
    }
    const size_t before = predecessor_of(matching, keys);
    if (before == SIZE_MAX || position->status == RI_PRODUCT_ENDED) {
        matching->no_demand++;
        return RI_OK;
    }
    matching->inherited++;
    return add_case(matching, keys, before, position, "demand is that of the product it replaces",
                    err);
}

static void say(const struct matching *matching)
{
    struct ri_call *call = matching->ordering->call;
    if (matching->without && matching->ordering->loaded.from_file)
        ri_call_note(call, "series without a line in the stock file: %zu; their stock counts as 0",
                     matching->without);
    else if (matching->without)
        ri_call_note(
            call, "product-stores that were sold and have no stock level: %zu; they are left out",
            matching->without);
    if (matching->ended)
        ri_call_note(call, "product-stores that are ended and not ordered: %zu", matching->ended);
    if (matching->replaced)
        ri_call_note(
            call, "ending product-stores whose successor is there or on its way: %zu; not ordered",
            matching->replaced);
    if (matching->inherited)
        ri_call_note(call,
                     "new product-stores ordered by the demand of the product they replace: %zu",
                     matching->inherited);
    if (matching->no_demand)
        ri_call_note(call,
                     "stock lines without sales behind them: %zu; nothing is ordered for them",
                     matching->no_demand);
    if (matching->assumed)
        ri_call_note(call, "lead times that nobody knows: %zu; taken as %zu periods",
                     matching->assumed, usual_span(matching->ordering));
    if (matching->learnt)
        ri_call_note(call, "lead times learnt from received orders: %zu of %zu", matching->learnt,
                     matching->ordering->case_count);
}

static ri_status match_all(struct matching *matching, struct ri_error *err)
{
    struct ri_ordering    *ordering = matching->ordering;
    const struct ri_panel *panel = &ordering->loaded.panel;
    const size_t           stocked = ri_stock_count(ordering->stock);
    uint8_t               *sold;
    RI_TRY(find_heirs(matching, err));
    RI_ARENA_NEW(sold, ri_call_mem(ordering->call), stocked, err);
    struct ri_view first;
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_position *position = ri_stock_find(ordering->stock, panel->series[i].keys);
        if (position) sold[position - ri_stock_at(ordering->stock, 0, &first)] = 1;
        RI_TRY(match_series(matching, i, err));
    }
    for (size_t i = 0; i < stocked; i++)
        if (!sold[i]) RI_TRY(match_unsold(matching, i, err));
    return RI_OK;
}

ri_status ordering_make_cases(struct ri_ordering *ordering, struct ri_error *err)
{
    struct matching  matching = {.ordering = ordering};
    struct ri_arena *mem = ri_call_mem(ordering->call);
    const size_t     n = ordering->loaded.panel.series_count,
                 most = n + ri_stock_count(ordering->stock);
    RI_ARENA_NEW(ordering->cases, mem, most, err);
    RI_ARENA_NEW(ordering->spans, mem, n, err);
    RI_TRY(ri_intern_new(&matching.heirs, err));
    const ri_status status = match_all(&matching, err);
    ri_intern_free(matching.heirs);
    if (status == RI_OK) say(&matching);
    return status;
}
