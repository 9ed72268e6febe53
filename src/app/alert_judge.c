/* A table of rules. Comparisons with what is not known (NAN) are false, so that it opens nothing. */
#include "app/alert_judge.h"

#include <math.h>

double ri_standing_cover(const struct ri_standing *s)
{
    if (!(s->daily > 0)) return (double)NAN;
    return isnan(s->available) ? s->available : fmax(s->available, 0) / s->daily;
}

static struct ri_judged below_reorder_point(const struct ri_standing *s, double x)
{
    const double point = x * s->reorder_point;
    return (struct ri_judged){.value = s->position,
                              .threshold = point,
                              .crossed = s->position <= point,
                              .held = s->reorder_point > 0 &&
                                      s->position <= point + fmax(1, 0.1 * point)};
}

static struct ri_judged runs_out(const struct ri_standing *s, double x)
{
    const double cover = ri_standing_cover(s), until = s->days_to_delivery + x;
    return (struct ri_judged){.value = cover,
                              .threshold = until,
                              .crossed = cover < until,
                              .held = cover < until + 1 && s->daily * until >= 0.5};
}

static struct ri_judged never_sold(const struct ri_standing *s, double x)
{
    const bool long_there = s->days_on_shelf >= x;
    return (struct ri_judged){.value = s->days_on_shelf,
                              .threshold = x,
                              .crossed = long_there,
                              .held = long_there && s->on_hand > 0 && !s->ever_sold};
}

static struct ri_judged phantom(const struct ri_standing *s, double x)
{
    return (struct ri_judged){.value = s->phantom,
                              .threshold = x,
                              .crossed = s->phantom >= x,
                              .held = s->phantom >= x - 0.1 && s->on_hand > 0 && !s->sells};
}

static struct ri_judged overstock(const struct ri_standing *s, double x)
{
    const double cover = ri_standing_cover(s);
    return (struct ri_judged){.value = cover,
                              .threshold = x,
                              .crossed = cover > x,
                              .held = cover > 0.9 * x && s->available > s->order_up_to};
}

static struct ri_judged forecast_jump(const struct ri_standing *s, double x)
{
    const double change = s->daily_before > 0 ? s->daily / s->daily_before - 1 : (double)NAN;
    const double units = fabs(s->daily - s->daily_before) * s->span_days;
    return (struct ri_judged){.value = change,
                              .threshold = x,
                              .crossed = fabs(change) > x,
                              .held = fabs(change) > 0.8 * x && units >= 3};
}

static struct ri_judged of_no_product(const struct ri_standing *s, double x)
{
    (void)s;
    return (struct ri_judged){.value = (double)NAN, .threshold = x};
}

static struct ri_judged (*const rules[RI_ALERT_RULES])(const struct ri_standing *, double) = {
    [RI_BELOW_REORDER_POINT] = below_reorder_point,
    [RI_RUNS_OUT] = runs_out,
    [RI_NEVER_SOLD] = never_sold,
    [RI_PHANTOM] = phantom,
    [RI_OVERSTOCK] = overstock,
    [RI_FORECAST_JUMP] = forecast_jump,
    [RI_NO_DATA] = of_no_product,
    [RI_REPORT_FAILED] = of_no_product,
    [RI_LATE_FILE] = of_no_product,
    [RI_DATA_FAULT] = of_no_product,
    [RI_UNUSUAL_SALES] = of_no_product,
};

struct ri_judged ri_alert_judge(ri_alert_rule_id rule, double x, const struct ri_standing *standing)
{
    if (isnan(x)) return (struct ri_judged){.value = (double)NAN, .threshold = x};
    return rules[rule](standing, x);
}
