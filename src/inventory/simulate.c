/* The flow of stock: receive, sell, throw away, and ask the policy at every review. */
#include "simulate.h"

#include <math.h>

static const double ROUNDING =
    1e-9; /* of a pack: a need of whole packs but for rounding is whole */

size_t ri_play_reviews(const struct ri_play *play)
{
    if (play->first_review >= play->periods || !play->review) return 0;
    return (play->periods - play->first_review - 1) / play->review + 1;
}

/* ---- What cannot be played -------------------------------------------------------------------------------------- */

static ri_status check_units(const double *x, size_t n, const char *what, struct ri_error *err)
{
    for (size_t t = 0; t < n; t++)
        if (!(x[t] >= 0 && x[t] < INFINITY))
            return ri_fail(err, RI_EDATA, "simulation: %s of period %zu is %g", what, t, x[t]);
    return RI_OK;
}

static ri_status check(const struct ri_play *play, struct ri_error *err)
{
    if (!play->periods) return ri_fail(err, RI_EUSAGE, "simulation: there is no period to play");
    if (!play->review) return ri_fail(err, RI_EUSAGE, "simulation: a review of 0 periods");
    if (!(play->pack > 0 && play->pack < INFINITY))
        return ri_fail(err, RI_EUSAGE, "simulation: a pack of %g units", play->pack);
    if (!(play->minimum >= 0 && play->minimum < INFINITY))
        return ri_fail(err, RI_EUSAGE, "simulation: a minimum order of %g units", play->minimum);
    if (play->skipped >= play->periods)
        return ri_fail(err, RI_EUSAGE, "simulation: %zu of %zu periods are not to be counted",
                       play->skipped, play->periods);
    RI_TRY(check_units(&play->opening, 1, "the opening stock", err));
    for (size_t t = 0; t < play->periods; t++)
        if (!isnan(play->demand[t]) && !(play->demand[t] >= 0 && play->demand[t] < INFINITY))
            return ri_fail(err, RI_EDATA, "simulation: the demand of period %zu is %g", t,
                           play->demand[t]);
    return check_units(play->arrivals, play->arrival_count, "what is on its way", err);
}

/* ---- The shelf --------------------------------------------------------------------------------------------------- */

struct shelf {
    double  on_hand;
    double *batch;  /* [periods] what is left of each period's arrivals; NULL: everything keeps */
    size_t  oldest; /* batch that is sold first */
};

static void put(struct shelf *shelf, size_t t, double units)
{
    shelf->on_hand += units;
    if (shelf->batch) shelf->batch[t] += units;
}

static double take(struct shelf *shelf, size_t t, double wanted)
{
    const double sold = fmin(wanted, shelf->on_hand);
    shelf->on_hand -= sold;
    for (double rest = sold; shelf->batch && rest > 0;) {
        const double from = fmin(rest, shelf->batch[shelf->oldest]);
        shelf->batch[shelf->oldest] -= from;
        rest -= from;
        if (rest > 0 && shelf->oldest++ == t) break; /* rounding: there is no younger batch */
    }
    return sold;
}

static double throw_away(struct shelf *shelf, size_t t, size_t shelf_life)
{
    double wasted = 0;
    if (!shelf->batch) return 0;
    for (; shelf->oldest <= t && t - shelf->oldest + 1 >= shelf_life; shelf->oldest++)
        wasted += shelf->batch[shelf->oldest];
    wasted = fmin(wasted, shelf->on_hand);
    shelf->on_hand -= wasted;
    return wasted;
}

/* ---- Counting ---------------------------------------------------------------------------------------------------- */

static void count(struct ri_play_result *sum, const struct ri_play_day *day)
{
    if (!sum->periods++) sum->opening = day->opening;
    sum->received += day->received;
    sum->wanted += day->wanted;
    sum->sold += day->sold;
    sum->lost += day->wanted - day->sold;
    sum->out += day->wanted > day->sold;
    sum->wasted += day->wasted;
    sum->closing = day->closing;
    sum->held += day->closing;
    sum->ordered += day->ordered;
    sum->orders += day->ordered > 0;
    sum->adjusted += day->adjusted;
}

/* ---- Playing ----------------------------------------------------------------------------------------------------- */

struct playing {
    const struct ri_play            *play;
    const struct ri_policy          *policy;
    const struct ri_policy_settings *settings;
    struct shelf                     shelf;
    double                          *due; /* [due_count] arrivals before each period */
    size_t                           due_count;
    double                           on_way;
};

static double whole_packs(const struct ri_play *play, double wanted)
{
    if (!(wanted > 0)) return 0;
    return ceil(fmax(wanted, play->minimum) / play->pack - ROUNDING) * play->pack;
}

static bool is_review(const struct ri_play *play, size_t t)
{
    return t >= play->first_review && (t - play->first_review) % play->review == 0;
}

static ri_status order(struct playing *p, size_t t, struct ri_arena *scratch, double *ret,
                       struct ri_error *err)
{
    const struct ri_play *play = p->play;
    *ret = 0;
    if (!is_review(play, t)) return RI_OK;
    const struct ri_play_moment now = {.review = (t - play->first_review) / play->review,
                                       .period = t,
                                       .on_hand = p->shelf.on_hand,
                                       .on_way = p->on_way,
                                       .arrivals = p->due + t,
                                       .arrival_count = p->due_count - t};
    const struct ri_arena_mark  mark = ri_arena_mark(scratch);
    double                      wanted = 0;
    RI_TRY(p->policy->wanted(play, p->settings, &now, scratch, &wanted, err));
    ri_arena_rewind(scratch, mark);
    const double quantity = whole_packs(play, wanted);
    if (play->lead_time == 0)
        put(&p->shelf, t, quantity);
    else {
        p->due[t + play->lead_time] += quantity;
        p->on_way += quantity;
    }
    *ret = quantity;
    return RI_OK;
}

static ri_status play_period(struct playing *p, size_t t, struct ri_arena *scratch,
                             struct ri_play_day *day, struct ri_error *err)
{
    const struct ri_play *play = p->play;
    *day = (struct ri_play_day){.opening = p->shelf.on_hand, .received = p->due[t]};
    p->due[t] = 0;
    p->on_way = fmax(p->on_way - day->received, 0);
    put(&p->shelf, t, day->received);
    RI_TRY(order(p, t, scratch, &day->ordered, err));
    if (play->lead_time == 0) day->received += day->ordered;
    day->wanted = isnan(play->demand[t]) ? 0 : play->demand[t];
    day->sold = take(&p->shelf, t, day->wanted);
    day->wasted = throw_away(&p->shelf, t, play->shelf_life);
    day->closing = p->shelf.on_hand;
    return RI_OK;
}

static ri_status prepare(struct playing *p, struct ri_arena *scratch, struct ri_error *err)
{
    const struct ri_play *play = p->play;
    p->due_count = play->periods + play->lead_time;
    RI_ARENA_NEW(p->due, scratch, p->due_count, err);
    if (play->shelf_life) RI_ARENA_NEW(p->shelf.batch, scratch, play->periods, err);
    put(&p->shelf, 0, play->opening);
    for (size_t i = 0; i < play->arrival_count && i < p->due_count; i++) {
        p->due[i] = play->arrivals[i];
        p->on_way += play->arrivals[i];
    }
    return RI_OK;
}

ri_status ri_play_policy(const struct ri_play *play, const struct ri_policy *policy,
                         const struct ri_policy_settings *settings, struct ri_arena *scratch,
                         struct ri_play_day *days, struct ri_play_result *ret, struct ri_error *err)
{
    RI_TRY(check(play, err));
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct playing             p = {.play = play, .policy = policy, .settings = settings};
    struct ri_play_result      sum = {0};
    struct ri_play_day         day;
    ri_status                  status = prepare(&p, scratch, err);
    for (size_t t = 0; t < play->periods && status == RI_OK; t++) {
        status = play_period(&p, t, scratch, &day, err);
        if (status != RI_OK) break;
        if (t >= play->skipped) count(&sum, &day);
        if (days) days[t] = day;
    }
    ri_arena_rewind(scratch, mark);
    if (status == RI_OK) *ret = sum;
    return status;
}

/* ---- What really happened ---------------------------------------------------------------------------------------- */

static struct ri_play_day day_of(const struct ri_play_history *history, size_t t, double demand,
                                 double opening)
{
    const double       wanted = isnan(demand) ? 0 : demand;
    const double       counted = history->counted ? history->counted[t] : (double)NAN;
    struct ri_play_day day = {.opening = opening,
                              .received = history->received[t],
                              .wanted = fmax(wanted, history->sold[t]),
                              .sold = history->sold[t],
                              .ordered = history->ordered ? history->ordered[t] : 0};
    const double       reckoned = opening + day.received - day.sold;
    day.closing = isnan(counted) ? fmax(reckoned, 0) : fmax(counted, 0);
    day.adjusted = day.closing - reckoned;
    return day;
}

double ri_play_opening(const struct ri_play_history *history, size_t periods)
{
    double moved = 0; /* since before period 0 */
    for (size_t t = 0; t < periods; t++) {
        moved += history->received[t] - history->sold[t];
        if (history->counted && !isnan(history->counted[t])) return history->counted[t] - moved;
    }
    return NAN;
}

ri_status ri_play_record(const struct ri_play *play, const struct ri_play_history *history,
                         struct ri_play_day *days, struct ri_play_result *ret, struct ri_error *err)
{
    struct ri_play_result sum = {0};
    RI_TRY(check(play, err));
    RI_TRY(check_units(history->received, play->periods, "what was received", err));
    RI_TRY(check_units(history->sold, play->periods, "what was sold", err));
    if (history->ordered)
        RI_TRY(check_units(history->ordered, play->periods, "what was ordered", err));
    double on_hand = play->opening;
    for (size_t t = 0; t < play->periods; t++) {
        const struct ri_play_day day = day_of(history, t, play->demand[t], on_hand);
        on_hand = day.closing;
        if (t >= play->skipped) count(&sum, &day);
        if (days) days[t] = day;
    }
    *ret = sum;
    return RI_OK;
}

/* ---- Money ------------------------------------------------------------------------------------------------------- */

static double or_nothing(double price)
{
    return isnan(price) ? 0 : price;
}

struct ri_play_money ri_play_cost(const struct ri_play_result *result,
                                  const struct ri_play_prices *prices)
{
    struct ri_play_money money = {.lost_margin = result->lost * or_nothing(prices->margin),
                                  .holding = result->held * or_nothing(prices->holding),
                                  .waste = result->wasted * or_nothing(prices->unit_cost),
                                  .orders = (double)result->orders * or_nothing(prices->order)};
    money.total = money.lost_margin + money.holding + money.waste + money.orders;
    return money;
}
