/* What an order that was advised was worth afterwards, now that it is known what was wanted. A kernel.
 *
 *     day 0 = first day after the advice      lead_time: an order then made is on the shelf before that day
 *     nothing   goods already on their way (what came within the lead time), and no order
 *     advised   those, and the advised quantity before day lead_time
 *     real      what really came, whoever ordered it
 *
 * Each is played over lead_time + review days (simulate.h). Money: margin of units lost, holding of unit-days, by the prices. */
#ifndef RI_INVENTORY_ADVICE_H
#define RI_INVENTORY_ADVICE_H
#include "simulate.h"

struct ri_advice {
    const double *demand,
        *received; /* [lead_time + review] units wanted and really received by day */
    size_t lead_time, review;
    double on_hand;          /* when the advice was given; below 0 counts as 0 */
    double advised, ordered; /* units advised, and really ordered within the review */
    struct ri_play_prices prices;
};
#define RI_ADVICE_FATE_MAP(X)         \
    X(RI_ADVICE_FOLLOWED, "followed") \
    X(RI_ADVICE_LESS, "less")         \
    X(RI_ADVICE_MORE, "more")         \
    X(RI_ADVICE_IGNORED, "ignored")
#define RI_ADVICE_FATE_ENUM_(code, text) code,
typedef enum ri_advice_fate {
    RI_ADVICE_FATE_MAP(RI_ADVICE_FATE_ENUM_) RI_ADVICE_FATES
} ri_advice_fate;
#undef RI_ADVICE_FATE_ENUM_
const char *ri_advice_fate_text(ri_advice_fate fate);

struct ri_advice_worth {
    ri_advice_fate
        fate; /* followed: within a fifth; ignored: nothing ordered where something was advised */
    double lost_nothing, lost_advised, lost_real; /* units */
    double saved_units,
        saved_money; /* by what was advised against what was done; below 0: the shop knew better.
                                      * Followed: against no order */
};
/* Takes room from scratch and gives it back. RI_EUSAGE, RI_EDATA as ri_play_policy. */
RI_MUST_CHECK ri_status ri_advice_value(const struct ri_advice *advice, struct ri_arena *scratch,
                                        struct ri_advice_worth *ret, struct ri_error *err);
#endif
