/* What an order line refuses, each with its value. */
#include "draws.h"
#include "order_internal.h"

#include <math.h>

static ri_status check_amount(const char *what, double value, double least, struct ri_error *err)
{
    if (isfinite(value) && value >= least) return RI_OK;
    return ri_fail(err, RI_EDATA, "order: %s is %g", what, value);
}

static ri_status check_amounts(const char *what, const double *values, size_t n, bool rising,
                               struct ri_error *err)
{
    if (draws_sound(values, n, rising)) return RI_OK;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]) || values[i] < 0)
            return ri_fail(err, RI_EDATA, "order: %s %zu is %g", what, i + 1, values[i]);
        if (rising && i && values[i] < values[i - 1])
            return ri_fail(err, RI_EDATA, "order: %s %zu is %g after %g: draws must rise", what,
                           i + 1, values[i], values[i - 1]);
    }
    return RI_OK;
}

static ri_status check_aim(const struct ri_order_input *in, struct ri_error *err)
{
    const bool by_service = !isnan(in->service),
               by_cost = !isnan(in->shortage_cost) || !isnan(in->holding_cost);
    if (by_service == by_cost)
        return ri_fail(err, RI_EUSAGE, "order: %s",
                       by_service ? "a service level and costs: one or the other"
                                  : "neither a service level nor costs");
    if (by_service && !(in->service > 0 && in->service < 1))
        return ri_fail(err, RI_EUSAGE, "order: a service level of %g, want above 0 and below 1",
                       in->service);
    if (by_cost && !(in->shortage_cost > 0 && isfinite(in->shortage_cost)))
        return ri_fail(err, RI_EUSAGE, "order: a shortage cost of %g, want above 0",
                       in->shortage_cost);
    if (by_cost && !(in->holding_cost > 0 && isfinite(in->holding_cost)))
        return ri_fail(err, RI_EUSAGE, "order: a holding cost of %g, want above 0",
                       in->holding_cost);
    return RI_OK;
}

static ri_status check_sizes(const struct ri_order_input *in, struct ri_error *err)
{
    if (!in->review) return ri_fail(err, RI_EUSAGE, "order: a review period of 0, want at least 1");
    if (!in->draw_count || !in->protection)
        return ri_fail(err, RI_EUSAGE, "order: no draws of demand");
    if (in->lead_time && !in->lead && order_by_sums(in))
        return ri_fail(err, RI_EUSAGE, "order: no draws of demand over the lead time of %zu",
                       in->lead_time);
    if (!(in->pack > 0 && isfinite(in->pack)))
        return ri_fail(err, RI_EUSAGE, "order: a pack of %g units, want above 0", in->pack);
    if (!(in->minimum >= 0 && isfinite(in->minimum)))
        return ri_fail(err, RI_EUSAGE, "order: a minimum order of %g units", in->minimum);
    return RI_OK;
}

static ri_status check_lead(const struct ri_order_input *in, struct ri_error *err)
{
    double sum = 0;
    if (!in->lead_chance) return RI_OK;
    if (!in->lead_count)
        return ri_fail(err, RI_EUSAGE, "order: a law of the lead time of no periods");
    for (size_t l = 0; l < in->lead_count; l++) {
        if (!(in->lead_chance[l] >= 0 && in->lead_chance[l] <= 1))
            return ri_fail(err, RI_EDATA, "order: the chance of a lead time of %zu is %g", l,
                           in->lead_chance[l]);
        sum += in->lead_chance[l];
    }
    if (fabs(sum - 1) > 1e-6)
        return ri_fail(err, RI_EDATA, "order: the chances of lead times add up to %g, not to 1",
                       sum);
    return RI_OK;
}

static ri_status check_span(const struct ri_order_input *in, struct ri_error *err)
{
    const size_t least = order_lead_most(in) + in->review;
    if (order_span(in) < least)
        return ri_fail(err, RI_EUSAGE,
                       "order: draws cover %zu periods, lead time and review need %zu",
                       order_span(in), least);
    if (in->quantity && !(*in->quantity >= 0 && isfinite(*in->quantity)))
        return ri_fail(err, RI_EUSAGE, "order: a quantity of %g", *in->quantity);
    if (!(in->shelf_space >= 0))
        return ri_fail(err, RI_EDATA, "order: shelf space is %g", in->shelf_space);
    return RI_OK;
}

ri_status order_check(const struct ri_order_input *in, struct ri_error *err)
{
    RI_TRY(check_lead(in, err));
    RI_TRY(check_sizes(in, err));
    RI_TRY(check_span(in, err));
    RI_TRY(check_aim(in, err));
    RI_TRY(check_amount("stock on hand", in->on_hand, -INFINITY, err));
    RI_TRY(check_amount("reserved stock", in->reserved, 0, err));
    RI_TRY(check_amounts("arrival", in->arrivals, in->arrival_count, false, err));
    RI_TRY(check_amounts("draw of protection demand", in->protection, in->draw_count, !in->paired,
                         err));
    if (in->lead_time && in->lead && !in->lead_chance)
        RI_TRY(
            check_amounts("draw of lead-time demand", in->lead, in->draw_count, !in->paired, err));
    if (in->mean)
        RI_TRY(check_amounts("expected demand of period", in->mean, order_span(in), false, err));
    if (!isnan(in->unit_cost)) RI_TRY(check_amount("unit cost", in->unit_cost, 0, err));
    if (!isnan(in->unit_price)) RI_TRY(check_amount("unit price", in->unit_price, 0, err));
    for (size_t i = 0;
         in->paired && in->lead_time && in->lead && !in->lead_chance && i < in->draw_count; i++) {
        if (in->protection[i] < in->lead[i])
            return ri_fail(err, RI_EDATA,
                           "order: draw %zu has %g over the lead time and %g over all", i + 1,
                           in->lead[i], in->protection[i]);
    }
    return RI_OK;
}
