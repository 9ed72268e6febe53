/* Changes for good: news or not, and the places where they begin. */
#include "change.h"

#include "detectors.h"

#include <math.h>

enum {
    WEEK = 7,
    BACK = 26 * WEEK,
    YEAR = 52 * WEEK,
    AROUND = 8 * WEEK,
    NEAR = WEEK,
    USUALLY_MOST = 3 /* deviations */
};
static const double least_part = 0.1;                       /* of the level before */
static const double least_spread = 0.405;                   /* log 1.5 */
static const double mean_of_deviation = 0.7978845608028654; /* sqrt(2 / pi) */

/* ---- News --------------------------------------------------------------------------------------------------------- */

struct moments {
    double mean, deviation;
    size_t known;
};

static struct moments moments_of(const double *y, size_t from, size_t end)
{
    struct moments m = {0};
    double         squares = 0;
    for (size_t t = from; t < end; t++)
        if (!isnan(y[t])) m.mean += y[t], m.known++;
    if (m.known) m.mean /= (double)m.known;
    for (size_t t = from; t < end; t++)
        if (!isnan(y[t])) squares += (y[t] - m.mean) * (y[t] - m.mean);
    if (m.known) m.deviation = sqrt(squares / (double)m.known);
    return m;
}

/* The year before, at the same time, it moved alike: the season's doing, in half or more. */
static bool is_season(const struct ri_watched *watched, size_t at, const struct ri_change *change)
{
    if (at < YEAR + AROUND) return false;
    const struct moments before = moments_of(watched->y, at - YEAR - AROUND, at - YEAR),
                         after = moments_of(watched->y, at - YEAR, watched->n - YEAR);
    if (before.known < AROUND / 2 || after.known < WEEK / 2 || !(before.mean > 0) ||
        !(after.mean > 0))
        return false;
    if (change->spread)
        return before.deviation > 0 && after.deviation > 0 &&
               log(after.deviation / before.deviation) /
                       log(change->deviation / change->deviation_before) >=
                   0.5;
    return change->mean_before > 0 && change->mean > 0 &&
           log(after.mean / before.mean) / log(change->mean / change->mean_before) >= 0.5;
}

static bool is_large(const struct ri_change *change)
{
    if (change->spread)
        return fabs(log(change->deviation / change->deviation_before)) >= least_spread;
    const double moved = fabs(change->mean - change->mean_before);
    return moved >= least_part * fabs(change->mean_before) &&
           moved >= fmin(change->deviation, change->deviation_before);
}

/* Back to where it was before the change before. */
static bool is_return(const struct ri_change *before, const struct ri_change *change)
{
    const double from = change->spread ? log(change->deviation_before) : change->mean_before,
                 to = change->spread ? log(change->deviation) : change->mean,
                 was = change->spread ? log(before->deviation_before) : before->mean_before;
    return fabs(to - was) <= 0.5 * fabs(to - from);
}

/* Small counts are searched by their square roots (Anscombe 1948), which vary by 1 whatever their level, and told by their means. */
static void to_roots(const double *y, size_t n, double *ret)
{
    for (size_t t = 0; t < n; t++) ret[t] = 2 * sqrt(y[t] + 0.375);
}

static void tell_counts(const double *y, size_t n, size_t before, struct ri_change *change)
{
    const size_t         from = before + AROUND < change->at ? change->at - AROUND : before;
    const struct moments was = moments_of(y, from, change->at), is = moments_of(y, change->at, n);
    change->mean_before = was.mean;
    change->mean = is.mean;
    change->deviation_before = fmax(was.deviation, sqrt(was.mean + 0.375));
    change->deviation = fmax(is.deviation, sqrt(is.mean + 0.375));
}

ri_status ri_change_newest(const struct ri_watched *watched, size_t window, double stricter,
                           struct ri_arena *scratch, struct ri_change *ret, struct ri_error *err)
{
    const size_t      n = watched->n < window + BACK ? watched->n : window + BACK;
    const size_t      skipped = watched->n - n;
    const double     *y = watched->y + skipped;
    struct ri_watched near = {y, n, watched->season};
    struct ri_change *changes;
    double           *roots;
    size_t            count = 0;
    const bool counts = are_small_counts(&near) && !ri_detector_refuses(&ri_count_law, &near);
    struct ri_arena_mark mark = ri_arena_mark(scratch);
    *ret = (struct ri_change){0};
    if (n < window + 2 * WEEK || ri_detector_refuses(&ri_level_change, &near)) return RI_OK;
    RI_ARENA_NEW(changes, scratch, ri_change_most(&near), err);
    RI_ARENA_NEW(roots, scratch, n, err);
    if (counts) {
        to_roots(y, n, roots);
        near.y = roots;
    }
    const ri_status status = ri_change_search(&near, stricter, scratch, changes, &count, err);
    if (status == RI_OK && count) {
        struct ri_change *newest = &changes[count - 1];
        const bool        here =
            newest->at >= n - window && (count < 2 || !is_return(&changes[count - 2], newest));
        if (counts) tell_counts(y, n, count < 2 ? 0 : changes[count - 2].at, newest);
        if (here && moments_of(y, newest->at, n).known > WEEK && is_large(newest) &&
            !is_season(watched, skipped + newest->at, newest)) {
            *ret = *newest;
            ret->at -= n - window;
        }
    }
    ri_arena_rewind(scratch, mark);
    return status;
}

/* ---- Where it begins ---------------------------------------------------------------------------------------------- */

#define NOBODY SIZE_MAX

struct places {
    const struct ri_event_node *nodes;
    const struct ri_change     *changes;
    size_t                      count, days;
    size_t          *owner; /* [count] node whose change explains what happens here; NOBODY */
    struct ri_event *events;
    size_t           event_count;
};

static bool is_change(const struct ri_change *change)
{
    return change->deviation > 0;
}

static bool is_up(const struct ri_change *change)
{
    return change->spread ? change->deviation > change->deviation_before
                          : change->mean > change->mean_before;
}

/* How much it moved by, in what adds up over parts: the mean, or the variance. */
static double moved_by(const struct ri_change *change, double price)
{
    return change->spread ? price * price *
                                (change->deviation * change->deviation -
                                 change->deviation_before * change->deviation_before)
                          : price * (change->mean - change->mean_before);
}

static bool are_alike(const struct ri_change *a, const struct ri_change *b)
{
    const size_t apart = a->at > b->at ? a->at - b->at : b->at - a->at;
    return is_change(a) && is_change(b) && a->spread == b->spread && is_up(a) == is_up(b) &&
           apart <= NEAR;
}

/* As `above` moved, so did it, but for less than half. */
static bool is_explained(const struct ri_change *change, const struct ri_change *above)
{
    const double ratio = above->spread ? above->deviation / above->deviation_before
                                       : above->mean / above->mean_before;
    const double before = change->spread ? change->deviation_before : change->mean_before,
                 now = change->spread ? change->deviation : change->mean;
    return above->mean_before > 0 && fabs(now - before * ratio) <= 0.5 * fabs(now - before);
}

static bool lies_below(const struct places *p, size_t i)
{
    const struct ri_change *change = &p->changes[i];
    const double            whole = moved_by(change, p->nodes[i].price);
    for (size_t level = p->nodes[i].level + 1; level < RI_EVENT_LEVELS; level++) {
        size_t all = 0, alike = 0;
        double part = 0;
        for (size_t k = i + 1; k < p->count; k++) {
            const struct ri_event_node *node = &p->nodes[k];
            if (node->level != level || (node->parent[0] != i && node->parent[1] != i)) continue;
            all++;
            if (!are_alike(change, &p->changes[k])) continue;
            alike++;
            part += moved_by(&p->changes[k], node->price);
        }
        if (alike && 2 * alike <= all && fabs(whole - part) <= 0.5 * fabs(whole)) return true;
    }
    return false;
}

static size_t owner_of(const struct places *p, size_t i)
{
    size_t first = NOBODY;
    for (size_t k = 0; k < RI_EVENT_PARENTS; k++) {
        const size_t parent = p->nodes[i].parent[k];
        const size_t owner = parent == SIZE_MAX ? NOBODY : p->owner[parent];
        if (owner == NOBODY) continue;
        if (are_alike(&p->changes[i], &p->changes[owner])) return owner;
        if (first == NOBODY) first = owner;
    }
    return first;
}

/* It is `of`, or a part of it. */
static bool is_within(const struct places *p, size_t i, size_t of)
{
    if (i == of) return true;
    for (size_t k = 0; k < RI_EVENT_PARENTS; k++) {
        const size_t parent = p->nodes[i].parent[k];
        if (parent != SIZE_MAX && is_within(p, parent, of)) return true;
    }
    return false;
}

static size_t known_since(const struct places *p, size_t i, size_t at)
{
    size_t known = 0;
    for (size_t d = at; d < p->days; d++) known += isnan(p->nodes[i].y[d]) ? 0 : 1;
    return known;
}

/* Odd days that are what the change of a node leaves are of it: as it moved, or no farther out than its days now are. */
static bool is_left_by(const struct places *p, const struct ri_event *event, size_t node)
{
    const struct ri_change *of = &p->changes[node];
    const double            off = fabs(event->actual - event->expected);
    if (event->first + 1 < of->at) return false;
    if (of->spread)
        return is_up(of) && event->node == node &&
               off <= USUALLY_MOST * of->deviation * (double)event->days;
    if (event->above != is_up(of) || !(of->mean_before > 0) || !is_within(p, event->node, node))
        return false;
    return fabs(event->actual - event->expected * of->mean / of->mean_before) <= 0.5 * off;
}

/* Odd days above it that tell the same already, half of the days since, or its own far beyond it. */
static struct ri_event *told_by_days(const struct places *p, size_t i, size_t known)
{
    const struct ri_change *change = &p->changes[i];
    for (size_t e = 0; e < p->event_count; e++) {
        struct ri_event *event = &p->events[e];
        if (event->change != RI_EVENT_DAYS || event->last < change->at ||
            !is_within(p, i, event->node))
            continue;
        if ((change->spread || event->above == is_up(change)) && 2 * event->days >= known &&
            !is_left_by(p, event, i))
            return event;
    }
    return NULL;
}

/* What it comes to over `known` days, in y. */
static double cost_of(const struct ri_change *change, size_t known)
{
    return (double)known * (change->spread
                                ? mean_of_deviation * (change->deviation - change->deviation_before)
                                : change->mean - change->mean_before);
}

/* Odd days of its parts, told already and far beyond it, that make up half of it. */
static bool lies_in_days(const struct places *p, size_t i, size_t known)
{
    const struct ri_change *change = &p->changes[i];
    double                  of_days = 0;
    for (size_t e = 0; e < p->event_count; e++) {
        const struct ri_event *event = &p->events[e];
        if (event->change == RI_EVENT_DAYS && event->last >= change->at &&
            (change->spread || event->above == is_up(change)) && is_within(p, event->node, i) &&
            !is_left_by(p, event, i))
            of_days += fabs((double)event->money_minor);
    }
    return 2 * of_days >= fabs(cost_of(change, known)) * p->nodes[i].price;
}

static void tell(struct places *p, size_t i, size_t known)
{
    const struct ri_event_node *node = &p->nodes[i];
    const struct ri_change     *change = &p->changes[i];
    struct ri_event             event = {.node = i,
                                         .first = change->at,
                                         .last = p->days - 1,
                                         .days = known,
                                         .above = is_up(change),
                                         .change = change->spread ? RI_EVENT_SPREAD : RI_EVENT_LEVEL};
    const double                cost = cost_of(change, known);
    const double                chance = 2 * change->deviation_before * sqrt((double)known);
    for (size_t d = change->at; d < p->days; d++)
        if (!isnan(node->y[d])) event.actual += node->y[d];
    event.expected = change->spread ? event.actual : change->mean_before * (double)known;
    event.low = event.expected - chance;
    event.high = event.expected + chance;
    event.money_minor =
        llround((change->spread ? cost : event.expected - event.actual) * node->price);
    p->owner[i] = i;
    p->events[p->event_count++] = event;
}

static void drop_what_is_left(struct places *p, size_t day_events)
{
    size_t kept = 0;
    for (size_t e = 0; e < p->event_count; e++) {
        bool gone = false;
        for (size_t c = day_events; e < day_events && c < p->event_count && !gone; c++) {
            gone = is_left_by(p, &p->events[e], p->events[c].node);
            if (gone) p->events[c].explains += p->events[e].days + p->events[e].explains;
        }
        if (!gone) p->events[kept++] = p->events[e];
    }
    p->event_count = kept;
}

static void look(struct places *p, size_t i)
{
    const struct ri_change *change = &p->changes[i];
    p->owner[i] = owner_of(p, i);
    if (!is_change(change)) return;
    const size_t     known = known_since(p, i, change->at);
    struct ri_event *days = told_by_days(p, i, known);
    if (days) {
        days->explains += days->node != i;
        return;
    }
    const size_t owner = p->owner[i];
    if (owner != NOBODY && are_alike(change, &p->changes[owner]) &&
        is_explained(change, &p->changes[owner])) {
        for (size_t e = 0; e < p->event_count; e++)
            if (p->events[e].node == owner && p->events[e].change != RI_EVENT_DAYS)
                p->events[e].explains++;
        return;
    }
    if (!lies_below(p, i) && !lies_in_days(p, i, known)) tell(p, i, known);
}

ri_status ri_change_events(const struct ri_event_node *nodes, const struct ri_change *changes,
                           size_t count, size_t days, struct ri_arena *scratch,
                           struct ri_event *events, size_t *event_count, struct ri_error *err)
{
    struct places p = {.nodes = nodes,
                       .changes = changes,
                       .count = count,
                       .days = days,
                       .events = events,
                       .event_count = *event_count};
    RI_ARENA_NEW(p.owner, scratch, count, err);
    for (size_t i = 0; i < count; i++) look(&p, i);
    drop_what_is_left(&p, *event_count);
    *event_count = p.event_count;
    return RI_OK;
}
