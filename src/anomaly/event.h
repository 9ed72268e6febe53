/* From many odd days to few events: the one place in a chain at which a deviation begins explains those above and below it. Kernel.
 *
 * Nodes are sums of sales: the chain, a store, a category, a category in a store, a product ... Each is a part of its parents. A day of a
 * node that is judged unusual is
 *
 *     explained   by an event above it: as the parent moved, so did the node (within the node's own band)
 *     handed down where its unusual parts, at most half of them, take the deviation away: without them the node is within its band
 *     an event    otherwise; days of one node and direction with at most one quiet day between them are one event
 *
 * Sums over all stores of a part of the assortment (`across`) move with the stores' events: a store that is closed takes its share from each
 * category. Sources: Bhagwan et al. 2014 (Adtributor: explanatory power, succinctness); the rules are our own. */
#ifndef RI_ANOMALY_EVENT_H
#define RI_ANOMALY_EVENT_H
#include "detector.h"

enum { RI_EVENT_PARENTS = 2, RI_EVENT_LEVELS = 8 };
struct ri_event_node {
    size_t level; /* below RI_EVENT_LEVELS; parts of one level add up to their parent */
    size_t parent[RI_EVENT_PARENTS]; /* places of nodes that stand before it; SIZE_MAX: none */
    bool   place;                    /* a store: what `across` nodes are spread over */
    bool   across;                   /* over all places: moves with their events */
    double price;                    /* minor units of money that one of y is worth */
    const double           *y;       /* [days] NAN: not known */
    const struct ri_judged *finding; /* [days] */
};
typedef enum ri_event_change {
    RI_EVENT_DAYS,   /* odd days */
    RI_EVENT_LEVEL,  /* another level from `first` on: change.h */
    RI_EVENT_SPREAD, /* it varies more or less from there on */
} ri_event_change;
struct ri_event {
    size_t node, first, last; /* days, first and last */
    size_t days;              /* unusual ones among them */
    bool   above;
    double actual, expected, low,
        high; /* sums over those days, in y; expected as moved by events above */
    int64_t
        money_minor; /* expected less actual: what is missing; below zero: more came in than expected */
    size_t explains; /* unusual days of other nodes that it explains */
    ri_event_change change;
};
/* Unusual days of all nodes: at most so many events there are. */
size_t ri_event_most(const struct ri_event_node *nodes, size_t count, size_t days);
/* ret[ri_event_most] receives the events, in the order they begin. Room from scratch, given back by the caller. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_event_find(const struct ri_event_node *nodes, size_t count, size_t days,
                                      struct ri_arena *scratch, struct ri_event *ret,
                                      size_t *ret_count, struct ri_error *err);
#endif
