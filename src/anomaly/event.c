/* Events in a lattice of sums, a day at a time, parents before their parts. */
#include "event.h"

#include <math.h>
#include <stdlib.h>

enum { QUIET = 1 }; /* days between two that still belong together */
#define NOBODY SIZE_MAX

struct parts {          /* of a node, of one level */
    size_t all, odd[2]; /* how many; unusual ones below and above the usual */
    double off[2];      /* their deviation together */
};
struct ratio { /* of a part to what is expected of it */
    double by, weight;
};
struct moved {    /* how events above moved a node on the day */
    double by;    /* factor */
    size_t owner; /* event; NOBODY: none */
};
struct search {
    const struct ri_event_node *nodes;
    size_t                      count, day;
    struct parts               *parts;  /* [count][RI_EVENT_LEVELS] of the day */
    struct moved               *moved;  /* [count] of the day */
    struct ratio               *ratios; /* [count] room */
    size_t                     *newest; /* [count] last event of a node; NOBODY: none */
    struct ri_event            *events;
    size_t                      event_count;
};

static bool is_odd(const struct ri_event_node *node, size_t day)
{
    return node->finding[day].anomaly && !isnan(node->y[day]) &&
           !isnan(node->finding[day].expected);
}

size_t ri_event_most(const struct ri_event_node *nodes, size_t count, size_t days)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t d = 0; d < days; d++) most += is_odd(&nodes[i], d);
    return most;
}

static double off_of(const struct ri_event_node *node, size_t day)
{
    return node->y[day] - node->finding[day].expected;
}

/* Deviations of parts with a price count in money, those of their parent too. */
static void count_parts(struct search *s)
{
    memset(s->parts, 0, s->count * RI_EVENT_LEVELS * sizeof *s->parts);
    for (size_t i = 0; i < s->count; i++) {
        const struct ri_event_node *node = &s->nodes[i];
        if (isnan(node->y[s->day])) continue;
        const double off = off_of(node, s->day) * node->price;
        for (size_t p = 0; p < RI_EVENT_PARENTS; p++) {
            if (node->parent[p] == SIZE_MAX) continue;
            struct parts *parts = &s->parts[node->parent[p] * RI_EVENT_LEVELS + node->level];
            parts->all++;
            if (!is_odd(node, s->day)) continue;
            parts->odd[off > 0]++;
            parts->off[off > 0] += off;
        }
    }
}

/* ---- What events above do ----------------------------------------------------------------------------------------- */

static double far(double factor)
{
    return fabs(log(fmax(factor, 1e-6)));
}

/* As the places moved, weighed by what is expected of each. */
static struct moved of_places(const struct search *s)
{
    struct moved moved = {1, NOBODY};
    double       expected = 0, left = 0, most = 0;
    for (size_t i = 0; i < s->count; i++) {
        const double usual = s->nodes[i].finding[s->day].expected;
        if (!s->nodes[i].place || !(usual > 0)) continue;
        const double gone = usual * fabs(1 - s->moved[i].by);
        expected += usual;
        left += usual * s->moved[i].by;
        if (gone > most && s->moved[i].owner != NOBODY) {
            most = gone;
            moved.owner = s->moved[i].owner;
        }
    }
    if (expected > 0 && moved.owner != NOBODY) moved.by = left / expected;
    return moved;
}

static struct moved of_parents(const struct search *s, const struct ri_event_node *node,
                               const struct moved *places)
{
    struct moved moved = {1, NOBODY};
    if (node->across && places->owner != NOBODY) moved = *places;
    for (size_t p = 0; p < RI_EVENT_PARENTS; p++) {
        if (node->parent[p] == SIZE_MAX) continue;
        const struct ri_event_node *parent = &s->nodes[node->parent[p]];
        const struct moved         *above = &s->moved[node->parent[p]];
        if (node->across && !parent->across) continue; /* the places say it better */
        if (above->owner != NOBODY && far(above->by) > far(moved.by)) moved = *above;
    }
    return moved;
}

/* ---- A day of a node ---------------------------------------------------------------------------------------------- */

/* Without the unusual parts of some level, at most half of them, the node is within its band. */
static bool lies_below(const struct search *s, size_t i, double off, double half)
{
    const double price = s->nodes[i].price;
    for (size_t level = 0; level < RI_EVENT_LEVELS; level++) {
        const struct parts *parts = &s->parts[i * RI_EVENT_LEVELS + level];
        const size_t        odd = parts->odd[off > 0];
        if (odd && 2 * odd <= parts->all && fabs(off * price - parts->off[off > 0]) <= half * price)
            return true;
    }
    return false;
}

static size_t event_of(struct search *s, size_t i, bool above)
{
    const size_t newest = s->newest[i];
    if (newest != NOBODY && s->events[newest].above == above) {
        size_t known = 0; /* quiet days since */
        for (size_t d = s->events[newest].last + 1; d < s->day; d++)
            known += isnan(s->nodes[i].y[d]) ? 0 : 1;
        if (known <= QUIET) return newest;
    }
    s->events[s->event_count] =
        (struct ri_event){.node = i, .first = s->day, .last = s->day, .above = above};
    s->newest[i] = s->event_count;
    return s->event_count++;
}

static int by_ratio(const void *a, const void *b)
{
    const double x = ((const struct ratio *)a)->by, y = ((const struct ratio *)b)->by;
    return (x > y) - (x < y);
}

/* The factor by which a node moved: that of its parts in the middle, by what is expected of them; one part that did something else does not
 * pull it. Without parts its own. */
static double factor_of(const struct search *s, size_t i)
{
    size_t level = RI_EVENT_LEVELS, count = 0;
    double whole = 0, sum = 0;
    for (size_t k = i + 1; k < s->count; k++) {
        const struct ri_event_node *part = &s->nodes[k];
        const double                usual = part->finding[s->day].expected;
        if (part->parent[0] != i && part->parent[1] != i) continue;
        if (level == RI_EVENT_LEVELS) level = part->level;
        if (part->level != level || isnan(part->y[s->day]) || !(usual > 0)) continue;
        s->ratios[count++] = (struct ratio){fmax(part->y[s->day], 0) / usual, usual};
        whole += usual;
    }
    qsort(s->ratios, count, sizeof *s->ratios, by_ratio);
    for (size_t k = 0; k < count; k++) {
        sum += s->ratios[k].weight;
        if (2 * sum >= whole) return s->ratios[k].by;
    }
    const struct ri_event_node *node = &s->nodes[i];
    const double                usual = node->finding[s->day].expected;
    return usual > 0 ? fmax(node->y[s->day], 0) / usual : 1;
}

static void add_day(struct search *s, size_t i, double by)
{
    const struct ri_event_node *node = &s->nodes[i];
    const struct ri_judged     *finding = &node->finding[s->day];
    const double                y = node->y[s->day], expected = finding->expected * by;
    struct ri_event            *event = &s->events[event_of(s, i, y > expected)];
    event->last = s->day;
    event->days++;
    event->actual += y;
    event->expected += expected;
    event->low += finding->low * by;
    event->high += finding->high * by;
    event->money_minor += llround((expected - y) * node->price);
    s->moved[i] = (struct moved){factor_of(s, i), s->newest[i]};
}

static void look(struct search *s, size_t i, const struct moved *places)
{
    const struct ri_event_node *node = &s->nodes[i];
    const struct ri_judged     *finding = &node->finding[s->day];
    const struct moved          above = of_parents(s, node, places);
    s->moved[i] = above;
    if (!is_odd(node, s->day)) return;
    const double off = node->y[s->day] - finding->expected * above.by;
    const double half =
        (off < 0 ? finding->expected - finding->low : finding->high - finding->expected) *
        fmax(1, above.by);
    if (fabs(off) <= half) { /* it would not be judged unusual after what happened above */
        if (above.owner != NOBODY) s->events[above.owner].explains++;
        return;
    }
    if (!lies_below(s, i, off, half)) add_day(s, i, above.by);
}

ri_status ri_event_find(const struct ri_event_node *nodes, size_t count, size_t days,
                        struct ri_arena *scratch, struct ri_event *ret, size_t *ret_count,
                        struct ri_error *err)
{
    struct search s = {.nodes = nodes, .count = count, .events = ret};
    RI_ARENA_NEW(s.parts, scratch, count * RI_EVENT_LEVELS, err);
    RI_ARENA_NEW(s.moved, scratch, count, err);
    RI_ARENA_NEW(s.newest, scratch, count, err);
    RI_ARENA_NEW(s.ratios, scratch, count, err);
    for (size_t i = 0; i < count; i++) s.newest[i] = NOBODY;
    for (s.day = 0; s.day < days; s.day++) {
        struct moved places = {1, NOBODY};
        bool         asked = false;
        count_parts(&s);
        for (size_t i = 0; i < count; i++) {
            if (nodes[i].across && !asked) {
                places = of_places(&s);
                asked = true;
            }
            look(&s, i, &places);
        }
    }
    *ret_count = s.event_count;
    return RI_OK;
}
