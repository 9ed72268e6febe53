/* Every optimum is where the two ends of the band cost the same: g(r) = g(r + Q) = cost. */
#include "reorder.h"

#include "lot_size.h"
#include "math/distribution.h"
#include "newsvendor.h"

#include <math.h>

enum { STEPS = 200 }; /* of bisection: more than a double has digits */

static bool usable(const struct ri_reorder_case *c)
{
    return c->fixed > 0 && c->holding > 0 && c->shortage > 0 && c->demand > 0 && c->lead_mean > 0 &&
           c->lead_sd > 0 && isfinite(c->lead_mean) && isfinite(c->lead_sd);
}

static double unit_loss(const struct ri_reorder_case *c, double y) /* E(D - y)+ */
{
    return c->lead_sd * ri_normal_loss((y - c->lead_mean) / c->lead_sd);
}

static double rate_at(const struct ri_reorder_case *c, double y) /* g(y) */
{
    return c->holding * (y - c->lead_mean) + (c->holding + c->shortage) * unit_loss(c, y);
}

static double rate_between(const struct ri_reorder_case *c, double low, double high)
{
    const double variance = c->lead_sd * c->lead_sd, from = (low - c->lead_mean) / c->lead_sd,
                 to = (high - c->lead_mean) / c->lead_sd;
    const double losses = variance * (ri_normal_loss_second(from) - ri_normal_loss_second(to));
    return c->holding * variance * (to * to - from * from) / 2 +
           (c->holding + c->shortage) * losses;
}

double ri_reorder_cost(const struct ri_reorder_case *c, double point, double quantity)
{
    if (!usable(c) || !(quantity > 0)) return NAN;
    return (c->fixed * c->demand + rate_between(c, point, point + quantity)) / quantity;
}

static double lowest(const struct ri_reorder_case *c) /* where g is least */
{
    return ri_newsvendor_normal(c->holding, c->shortage, c->lead_mean, c->lead_sd);
}

/* The two places where g is `level`. Beyond them g is at least a straight line, which bounds the search. */
static void places(const struct ri_reorder_case *c, double level, double *ret_low, double *ret_high)
{
    double low = fmin(lowest(c), c->lead_mean - level / c->shortage), up = lowest(c);
    for (int i = 0; i < STEPS; i++) {
        const double middle = (low + up) / 2;
        *(rate_at(c, middle) > level ? &low : &up) = middle;
    }
    *ret_low = (low + up) / 2;
    low = lowest(c), up = fmax(lowest(c), c->lead_mean + level / c->holding);
    for (int i = 0; i < STEPS; i++) {
        const double middle = (low + up) / 2;
        *(rate_at(c, middle) > level ? &up : &low) = middle;
    }
    *ret_high = (low + up) / 2;
}

/* The level at which the area between it and g pays for the orders: it grows with the level. */
struct ri_reorder ri_reorder_best(const struct ri_reorder_case *c)
{
    struct ri_reorder best = {NAN, NAN, NAN};
    if (!usable(c)) return best;
    const double pay = c->fixed * c->demand;
    double       low = rate_at(c, lowest(c)), width = low, r = 0, top = 0;
    double       high = low + width;
    for (;; high += width, width *= 2) {
        places(c, high, &r, &top);
        if (high * (top - r) - rate_between(c, r, top) >= pay) break;
    }
    for (int i = 0; i < STEPS / 2; i++) {
        const double level = (low + high) / 2;
        places(c, level, &r, &top);
        *(level * (top - r) - rate_between(c, r, top) >= pay ? &high : &low) = level;
    }
    best = (struct ri_reorder){.point = r, .quantity = top - r};
    best.cost = ri_reorder_cost(c, best.point, best.quantity);
    return best;
}

double ri_reorder_point_for(const struct ri_reorder_case *c, double quantity)
{
    if (!usable(c) || !(quantity > 0)) return NAN;
    double low = lowest(c) - quantity, high = lowest(c); /* g(r) - g(r + Q) falls with r */
    for (int i = 0; i < STEPS; i++) {
        const double r = (low + high) / 2;
        *(rate_at(c, r) > rate_at(c, r + quantity) ? &low : &high) = r;
    }
    return (low + high) / 2;
}

struct ri_reorder ri_reorder_expected_level(const struct ri_reorder_case *c)
{
    struct ri_reorder at = {NAN, NAN, NAN};
    if (!usable(c)) return at;
    at.quantity = ri_eoq(c->fixed, c->holding, c->demand);
    for (int i = 0; i < STEPS; i++) { /* each step takes the other one's answer: a contraction */
        const double out = at.quantity * c->holding / (c->shortage * c->demand);
        if (!(out < 1)) return (struct ri_reorder){NAN, NAN, NAN}; /* shortage too cheap to avoid */
        at.point = c->lead_mean + c->lead_sd * ri_normal_quantile(1 - out);
        at.quantity =
            sqrt(2 * c->demand * (c->fixed + c->shortage * unit_loss(c, at.point)) / c->holding);
    }
    at.cost = c->holding * (at.point - c->lead_mean + at.quantity / 2) +
              (c->fixed + c->shortage * unit_loss(c, at.point)) * c->demand / at.quantity;
    return at;
}

struct ri_reorder ri_reorder_safety(const struct ri_reorder_case *c)
{
    struct ri_reorder at = {NAN, NAN, NAN};
    if (!usable(c)) return at;
    at.quantity = ri_eoq(c->fixed, c->holding, c->demand);
    at.point = lowest(c);
    at.cost = ri_reorder_cost(c, at.point, at.quantity);
    return at;
}

struct ri_reorder ri_reorder_backorders(const struct ri_reorder_case *c)
{
    struct ri_reorder at = {NAN, NAN, NAN};
    double            backlog;
    if (!usable(c)) return at;
    at.quantity = ri_eoq_backorders(c->fixed, c->holding, c->shortage, c->demand, &backlog);
    at.point = ri_reorder_point_for(c, at.quantity);
    at.cost = ri_reorder_cost(c, at.point, at.quantity);
    return at;
}

double ri_fill_rate_backorders(double short_at_point, double short_at_top, double quantity)
{
    return quantity > 0 ? 1 - (short_at_point - short_at_top) / quantity : NAN;
}

double ri_fill_rate_lost(double short_at_point, double quantity)
{
    return quantity > 0 ? quantity / (quantity + short_at_point) : NAN;
}
