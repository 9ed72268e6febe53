/* Three plays of the same days. */
#include "advice.h"

#include <math.h>

static const double NEAR = 0.2; /* of the advised quantity: packs and round numbers */

const char *ri_advice_fate_text(ri_advice_fate fate)
{
#define TEXT_OF_(code, text) text,
    static const char *const texts[] = {RI_ADVICE_FATE_MAP(TEXT_OF_)};
#undef TEXT_OF_
    return (size_t)fate < RI_COUNT(texts) ? texts[fate] : "unknown";
}

static ri_advice_fate fate_of(double advised, double ordered)
{
    if (fabs(ordered - advised) <= NEAR * advised) return RI_ADVICE_FOLLOWED;
    if (ordered > advised) return RI_ADVICE_MORE;
    return ordered > 0 ? RI_ADVICE_LESS : RI_ADVICE_IGNORED;
}

/* The days with these arrivals and no further order. */
static ri_status play(const struct ri_advice *a, const double *arrivals, struct ri_arena *scratch,
                      struct ri_play_result *ret, struct ri_error *err)
{
    const size_t                    days = a->lead_time + a->review;
    const struct ri_play            world = {.demand = a->demand,
                                             .periods = days,
                                             .lead_time = a->lead_time,
                                             .review = days,
                                             .first_review = days,
                                             .opening = fmax(a->on_hand, 0),
                                             .arrivals = arrivals,
                                             .arrival_count = days,
                                             .pack = 1};
    const struct ri_policy_settings none = {.cover = 0};
    return ri_play_policy(&world, ri_policy_find("weeks_of_cover"), &none, scratch, NULL, ret, err);
}

ri_status ri_advice_value(const struct ri_advice *a, struct ri_arena *scratch,
                          struct ri_advice_worth *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const size_t               days = a->lead_time + a->review;
    struct ri_play_result      nothing, advised, real;
    double                    *arrivals;
    if (!a->review || !(a->advised >= 0) || !(a->ordered >= 0))
        return ri_fail(err, RI_EUSAGE, "advice: a review of %zu days, %g advised, %g ordered",
                       a->review, a->advised, a->ordered);
    RI_ARENA_NEW(arrivals, scratch, days, err);
    for (size_t t = 0; t < a->lead_time; t++) arrivals[t] = a->received[t];
    RI_TRY(play(a, arrivals, scratch, &nothing, err));
    arrivals[a->lead_time] += a->advised;
    RI_TRY(play(a, arrivals, scratch, &advised, err));
    RI_TRY(play(a, a->received, scratch, &real, err));
    ri_arena_rewind(scratch, mark);
    struct ri_advice_worth       worth = {.fate = fate_of(a->advised, a->ordered),
                                          .lost_nothing = nothing.lost,
                                          .lost_advised = advised.lost,
                                          .lost_real = real.lost};
    const struct ri_play_result *beside = worth.fate == RI_ADVICE_FOLLOWED ? &nothing : &real;
    worth.saved_units = beside->lost - advised.lost;
    worth.saved_money =
        ri_play_cost(beside, &a->prices).total - ri_play_cost(&advised, &a->prices).total;
    *ret = worth;
    return RI_OK;
}
