/* The policies that are played: the order line of this program, and the rules of thumb that shops use. */
#include "lot_size.h"
#include "order.h"
#include "simulate.h"

#include "math/stats.h"

#include <math.h>

/* ---- forecast: the order line itself ------------------------------------------------------------------------------ */

/* What the order saves: short units less the holding that it causes at most. Below the cost of an order line it can wait. */
static bool worth_its_cost(const struct ri_order_line *line, const struct ri_policy_settings *s,
                           size_t review)
{
    if (!(s->order_cost > 0)) return true;
    const double saved = s->shortage_cost * (line->lost_without_order - line->expected_lost_units);
    return saved - s->holding_cost * (double)review * line->order_quantity > s->order_cost;
}

static ri_status by_forecast(const struct ri_play *play, const struct ri_policy_settings *s,
                             const struct ri_play_moment *now, struct ri_arena *scratch,
                             double *ret, struct ri_error *err)
{
    const double *lead = s->lead_draws ? s->lead_draws + now->review * s->draw_count : NULL;
    const bool    by_costs = isnan(s->service);
    const struct ri_order_input input = {
        .on_hand = now->on_hand,
        .arrivals = now->arrivals,
        .arrival_count = now->arrival_count,
        .lead_time = play->lead_time,
        .review = play->review,
        .protection = s->draws + now->review * s->draw_count,
        .lead = lead,
        .draw_count = s->draw_count,
        .mean = s->mean ? s->mean + now->review * (play->lead_time + play->review) : NULL,
        .pack = play->pack,
        .minimum = play->minimum,
        .unit_cost = NAN,
        .unit_price = NAN,
        .service = s->service,
        .shortage_cost = by_costs ? s->shortage_cost : NAN,
        .holding_cost = by_costs ? s->holding_cost * (double)play->review : NAN,
        .lost_sales = true,
        .shelf_life = play->shelf_life,
    };
    struct ri_order_line line;
    RI_TRY(ri_inventory_order(&input, scratch, &line, err));
    double quantity = line.order_quantity;
    if (quantity > 0 && s->order_cost > 0) {
        const double a_period = line.expected_demand / (double)(play->lead_time + play->review);
        const double lot = ri_eoq(s->order_cost, s->holding_cost, a_period);
        quantity =
            worth_its_cost(&line, s, play->review) ? fmax(quantity, isnan(lot) ? 0 : lot) : 0;
    }
    *ret = quantity;
    return RI_OK;
}

static const struct ri_policy forecast = {
    "forecast", "the order lines of this program, from the distribution of demand", by_forecast};

/* ---- rules of thumb ------------------------------------------------------------------------------------------------ */

static ri_status by_weeks_of_cover(const struct ri_play *play, const struct ri_policy_settings *s,
                                   const struct ri_play_moment *now, struct ri_arena *scratch,
                                   double *ret, struct ri_error *err)
{
    (void)play, (void)scratch, (void)err;
    *ret = s->rate[now->review] * s->cover - now->on_hand - now->on_way;
    return RI_OK;
}

static const struct ri_policy weeks_of_cover = {
    "weeks_of_cover", "order up to so many weeks of mean sales", by_weeks_of_cover};

static ri_status by_min_max(const struct ri_play *play, const struct ri_policy_settings *s,
                            const struct ri_play_moment *now, struct ri_arena *scratch, double *ret,
                            struct ri_error *err)
{
    (void)play, (void)scratch, (void)err;
    const double least = ceil(s->rate[now->review] * s->cover);
    const double most = least + ceil(s->rate[now->review] * s->beyond);
    const double position = now->on_hand + now->on_way;
    *ret = position <= least ? most - position : 0;
    return RI_OK;
}

static const struct ri_policy min_max = {
    "min_max", "at the minimum or below, order up to the maximum", by_min_max};

const struct ri_policy *const ri_policies[] = {&forecast, &weeks_of_cover, &min_max, NULL};

const struct ri_policy *ri_policy_find(const char *name)
{
    for (size_t i = 0; ri_policies[i]; i++)
        if (strcmp(ri_policies[i]->name, name) == 0) return ri_policies[i];
    return NULL;
}
