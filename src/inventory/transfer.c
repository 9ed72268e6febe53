#include "transfer.h"

#include <math.h>

struct moving {
    struct ri_transfer_store       *stores;
    size_t                          n;
    const struct ri_transfer_terms *terms;
    ri_transfer_worth              *worth;
    void                           *context;
};

static double worth_of(const struct moving *m, size_t i, double moved)
{
    return m->worth(m->context, i, m->stores[i].stock + moved);
}

/* What one more lot is worth to a store, and what one less costs it; no such lot: never chosen. */
static double gain_of(const struct moving *m, size_t i)
{
    const struct ri_transfer_store *store = &m->stores[i];
    const double                    unit = m->terms->unit;
    if (store->moved < 0 || store->moved + unit > store->room + 1e-9 * unit) return -INFINITY;
    return worth_of(m, i, store->moved + unit) - worth_of(m, i, store->moved);
}

static double loss_of(const struct moving *m, size_t i)
{
    const struct ri_transfer_store *store = &m->stores[i];
    const double                    unit = m->terms->unit;
    if (store->moved > 0 || unit - store->moved > store->spare + 1e-9 * unit) return INFINITY;
    return worth_of(m, i, store->moved) - worth_of(m, i, store->moved - unit);
}

static void move_units(const struct moving *m)
{
    const double cost = m->terms->unit_cost * m->terms->unit;
    for (;;) {
        size_t to = 0, from = 0;
        double gain = -INFINITY, loss = INFINITY;
        for (size_t i = 0; i < m->n; i++) {
            const double g = gain_of(m, i), l = loss_of(m, i);
            if (g > gain) gain = g, to = i;
            if (l < loss) loss = l, from = i;
        }
        if (!(gain - loss > cost + 1e-12 * fabs(gain)) || to == from) return;
        m->stores[to].moved += m->terms->unit;
        m->stores[from].moved -= m->terms->unit;
    }
}

/* The store with the most units that have no other end yet; sign 1: takers, -1: givers. n: none. */
static size_t widest(const struct ri_transfer_store *stores, size_t n, double unit, int sign)
{
    size_t at = n;
    double most = unit / 2;
    for (size_t i = 0; i < n; i++) {
        const double open = sign * (stores[i].moved - stores[i].paired);
        if (open > most) most = open, at = i;
    }
    return at;
}

static double pair_gain(const struct moving *m, size_t from, size_t to, double units)
{
    const double there = m->stores[to].paired, here = m->stores[from].paired;
    return worth_of(m, to, there + units) - worth_of(m, to, there) -
           (worth_of(m, from, here) - worth_of(m, from, here - units)) -
           m->terms->unit_cost * units - m->terms->pair_cost;
}

size_t ri_transfer_plan(struct ri_transfer_store *stores, size_t n,
                        const struct ri_transfer_terms *terms, ri_transfer_worth *worth,
                        void *context, struct ri_transfer *ret)
{
    const struct moving m = {stores, n, terms, worth, context};
    size_t              count = 0;
    for (size_t i = 0; i < n; i++) stores[i].moved = stores[i].paired = 0;
    move_units(&m);
    for (;;) {
        const size_t to = widest(stores, n, terms->unit, 1),
                     from = widest(stores, n, terms->unit, -1);
        if (to == n || from == n) return count;
        const double units =
            fmin(stores[to].moved - stores[to].paired, stores[from].paired - stores[from].moved);
        const double gain = pair_gain(&m, from, to, units);
        if (gain > 0) {
            stores[to].paired += units;
            stores[from].paired -= units;
            ret[count++] = (struct ri_transfer){from, to, units, gain};
        } else { /* does not earn its cost */
            stores[to].moved -= units;
            stores[from].moved += units;
        }
    }
}
