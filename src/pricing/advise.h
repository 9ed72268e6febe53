/* Which price to take: the best of those that are allowed, by what demand is known to do.
 *
 * Units answer with a constant elasticity e ~ N(elasticity, error^2) around what sells now: u(p) = units (p / price)^e. The price is what the
 * customer sees, tax included; margin is without tax: p / (1 + tax) - cost. Neighbours answer to this price too: v(p) = v (p / price)^cross.
 * Nothing is known outside the prices that were tried, so nothing is advised there. */
#ifndef RI_PRICING_ADVISE_H
#define RI_PRICING_ADVISE_H
#include "base/arena.h"

#define RI_PRICE_AIM_MAP(X)    \
    X(RI_AIM_PROFIT, "profit") \
    X(RI_AIM_REVENUE, "revenue") /* net sales */
#define RI_PRICE_AIM_ENUM_(code, text) code,
typedef enum ri_price_aim { RI_PRICE_AIM_MAP(RI_PRICE_AIM_ENUM_) } ri_price_aim;
#undef RI_PRICE_AIM_ENUM_

struct ri_price_ending { /* minor units end with `end`: price % modulus == end */
    int64_t modulus, end;
};
struct ri_price_neighbour {
    double units, margin, net_price; /* a week; of one unit, now */
    double cross;                    /* elasticity of its units in this price */
};
struct ri_price_case { /* money in minor units; NAN: not known */
    double price;      /* now, tax included */
    double cost, tax;  /* of a unit without tax; 0.23: 23 percent */
    double units;      /* a week at that price */
    double elasticity, error;
    double low, high; /* prices tried */
    double competitor;
    double on_hand; /* units, what is on its way included */
    double size;    /* what is in it, where it stands in a line of packs; line SIZE_MAX: in none */
    size_t line;
    double least,
        most;         /* allowed whatever else: a least advertised, a recommended price; 0: none */
    size_t reference; /* 1 + the case that its price is held against, as a leading brand; 0: none */
    double gap_low,
        gap_high; /* shares: price from (1 + gap_low) to (1 + gap_high) times the advised one of the reference; both 0: parity */
    size_t                           neighbour_count;
    const struct ri_price_neighbour *neighbour;
    const char                      *problem; /* an elasticity that was not told: why */
};
struct ri_price_rules {
    ri_price_aim aim;
    double       confidence;
    double       max_change;     /* share, 0.1: at most a tenth up or down */
    double       min_margin;     /* share of the net price */
    double       competitor_gap; /* share: at most so much above the competitor; NAN: do not mind */
    double least_gain;  /* share of what it makes now below which a change is not worth its label */
    double cover_weeks; /* stock below which a price is not lowered */
    const struct ri_price_ending *ending;
    size_t                        ending_count; /* 0: any price */
};
struct ri_price_outcome { /* a week, minor units; low and high by the interval of the elasticity */
    double units, units_low, units_high;
    double revenue, margin; /* without tax */
    double gain, gain_low,
        gain_high;     /* of margin (profit) or revenue against now, neighbours included */
    double neighbours; /* their part of the gain */
};
typedef enum ri_price_action {
    RI_PRICE_NONE,
    RI_PRICE_KEEP,
    RI_PRICE_RAISE,
    RI_PRICE_LOWER
} ri_price_action;
extern const char *const ri_price_action_words[];
struct ri_price_advice {
    ri_price_action         action;
    int64_t                 price; /* minor units; now where nothing is advised */
    struct ri_price_outcome now, then;
    const char             *limit;  /* what stopped it: NULL, or static text */
    const char             *reason; /* why there is no advice: static text */
};
/* ret[n]. Prices held against another are chosen after it, by what is advised for it; one that now breaks its gap, or the least or most that is
 * allowed, moves even where that costs money. A reference itself has none. Packs of one line keep their ladder: a bigger one is not dearer for what is in it than a smaller one (exactly, by dynamic
 * programming over the line's candidates), where those now are not already. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_price_advise(const struct ri_price_case *cases, size_t n,
                                        const struct ri_price_rules *rules, struct ri_arena *mem,
                                        struct ri_price_advice *ret, struct ri_error *err);
/* What a price would do, without asking whether it is allowed. */
struct ri_price_outcome ri_price_outcome_at(const struct ri_price_case  *one,
                                            const struct ri_price_rules *rules, double price);
/* "Whole Milk 1.5 l": 1.5 litres; *ret_kind tells litres from grams and pieces, *ret_before: bytes before the size. False: no size. */
bool ri_pack_of_name(const char *name, double *ret_size, int *ret_kind, size_t *ret_before);
#endif
