/* The reason of an order line: one sentence with the numbers that decided it. */
#include "order_internal.h"

#include <math.h>

enum { NUMBER = 32, CLAUSE = 160 };

static const char *units(double value,
                         char   buffer[NUMBER]) /* "12", "3.5": no more digits than a buyer reads */
{
    const bool whole = fabs(value - round(value)) < 0.05;
    if (whole && fabs(value) < 1e15)
        snprintf(buffer, NUMBER, "%lld", llround(value)); /* a third of the time of %.0f */
    else
        snprintf(buffer, NUMBER, "%.*f", whole ? 0 : 1, value);
    return buffer;
}

static void horizon(const struct ri_order_input *in, const struct ri_order_line *line,
                    char buffer[CLAUSE]) /* "next week", "next 9 days" */
{
    const char  *word = in->period ? in->period : "period";
    const size_t n =
        in->lead_chance ? (size_t)(line->lead_mean + 0.5) + in->review : in->lead_time + in->review;
    if (n == 1)
        snprintf(buffer, CLAUSE, "next %.40s", word);
    else
        snprintf(buffer, CLAUSE, "next %zu %.40ss", n, word);
}

static void stock(const struct ri_order_input *in, const struct ri_order_line *line,
                  char buffer[CLAUSE])
{
    char a[NUMBER], b[NUMBER], c[NUMBER], reserved[CLAUSE / 2] = "";
    if (in->reserved > 0)
        snprintf(reserved, sizeof reserved, " less %s reserved", units(in->reserved, c));
    snprintf(buffer, CLAUSE, "%s on hand%s and %s on order", units(fmax(in->on_hand, 0), a),
             reserved, units(line->on_order, b));
}

static void quantity(const struct ri_order_input *in, const struct ri_order_line *line,
                     char buffer[CLAUSE])
{
    char a[NUMBER], b[NUMBER], c[NUMBER];
    if (in->pack == 1)
        snprintf(buffer, CLAUSE, "Order %s", units(line->order_quantity, a));
    else
        snprintf(buffer, CLAUSE, "Order %s (%s pack%s of %s)", units(line->order_quantity, a),
                 units(line->packs, b), line->packs == 1 ? "" : "s", units(in->pack, c));
}

static void remarks(const struct ri_order_input *in, const struct ri_order_line *line,
                    char buffer[5 * CLAUSE])
{
    char   a[NUMBER];
    size_t at = 0;
    buffer[0] = '\0';
    if (line->cap == RI_ORDER_SPACE)
        at += (size_t)snprintf(buffer + at, CLAUSE, "; the shelf holds %s",
                               units(in->shelf_space, a));
    if (line->cap == RI_ORDER_LIFE)
        at += (size_t)snprintf(buffer + at, CLAUSE,
                               "; more would not be sold in the %zu %.40ss it keeps",
                               in->shelf_life, in->period ? in->period : "period");
    if (in->ending)
        at += (size_t)snprintf(buffer + at, CLAUSE,
                               "; the product ends, so what is left over counts as lost");
    if (line->order_quantity > 0 && in->minimum > line->need)
        at += (size_t)snprintf(buffer + at, CLAUSE, "; raised to the minimum order of %s",
                               units(in->minimum, a));
    else if (line->order_quantity > 0 && line->cap == RI_ORDER_FREE && !in->ending &&
             line->order_quantity < line->need - 1e-9 * in->pack)
        at += (size_t)snprintf(buffer + at, CLAUSE,
                               "; rounded down, as one more pack would cost more than it saves");
    if (line->stock_was_negative)
        at += (size_t)snprintf(buffer + at, CLAUSE, "; the stock of %s on the books was taken as 0",
                               units(in->on_hand, a));
    if (in->remark) at += (size_t)snprintf(buffer + at, CLAUSE, "; %.150s", in->remark);
    const double saved = order_stake(in) * (line->lost_without_order - line->expected_lost_units);
    if (line->order_quantity > 0 && saved >= 0.005)
        snprintf(buffer + at, CLAUSE, "; it saves about %.2f", saved);
}

const char *order_reason(const struct ri_order_input *in, const struct ri_order_line *line,
                         double quantile, struct ri_arena *mem)
{
    char when[CLAUSE], have[CLAUSE], order[CLAUSE], extra[5 * CLAUSE], a[NUMBER], b[NUMBER];
    horizon(in, line, when);
    stock(in, line, have);
    quantity(in, line, order);
    remarks(in, line, extra);
    const double cases = 100 * line->level;
    if (line->order_quantity > 0)
        return ri_arena_printf(
            mem, "%s: %s, and demand of the %s stays within %s in %.3g of 100 cases%s.", order,
            have, when, units(quantile, a), cases, extra);
    if (line->expected_demand <= 0)
        return ri_arena_printf(mem, "No order: no demand is expected in the %s%s.", when, extra);
    if (line->need > 0 && in->quantity) /* decided elsewhere: the remark says why */
        return ri_arena_printf(mem, "No order now: %s more would be wanted%s.",
                               units(line->need, a), extra);
    if (line->need > 0 && line->cap == RI_ORDER_LIFE)
        return ri_arena_printf(
            mem,
            "No order: %s more would be wanted, but of the smallest order of %s more "
            "would spoil than it saves%s.",
            units(line->need, a), units(fmax(in->minimum, in->pack), b), extra);
    if (line->need > 0 && line->cap != RI_ORDER_FREE)
        return ri_arena_printf(mem,
                               "No order: %s more would be wanted, but the smallest order is %s%s.",
                               units(line->need, a), units(fmax(in->minimum, in->pack), b), extra);
    if (line->need > 0 && in->ending)
        return ri_arena_printf(
            mem, "No order: %s more might sell, less than the smallest order of %s%s.",
            units(line->need, a), units(fmax(in->minimum, in->pack), b), extra);
    if (line->need > 0)
        return ri_arena_printf(
            mem,
            "No order: %s more would be wanted, but the smallest order of %s costs more in stock "
            "than it saves in lost sales%s.",
            units(line->need, a), units(fmax(in->minimum, in->pack), b), extra);
    return ri_arena_printf(
        mem, "No order: %s cover the demand of the %s, within %s in %.3g of 100 cases%s.", have,
        when, units(quantile, a), cases, extra);
}
