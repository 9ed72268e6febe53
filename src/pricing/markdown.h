/* The path of prices that clears a season's stock by a date for the most money: dynamic programming on the law of demand.
 *
 *     worth(week, price so far, stock) = max over prices allowed of  E[ price min(D, stock) + worth(week + 1, price, stock - D) ]
 *     D ~ negative binomial with mean demand(week) (price / full price)^elasticity, or Poisson;  what is left is worth its salvage
 *
 * A price once lowered stays lowered, unless `up`. Gallego & van Ryzin 1994; Caro & Gallien 2012. */
#ifndef RI_PRICING_MARKDOWN_H
#define RI_PRICING_MARKDOWN_H
#include "base/arena.h"

enum { RI_MARKDOWN_STOCK_MOST = 5000, RI_MARKDOWN_WEEKS_MOST = 104, RI_MARKDOWN_PRICES_MOST = 64 };
struct ri_markdown {
    size_t        weeks, stock, price_count;
    const double *price; /* [price_count] falling; the first is the one that stands now */
    double        full_price;
    const double *demand; /* [weeks] mean units at the full price */
    double        elasticity;
    double        dispersion; /* of the negative binomial; INFINITY: Poisson */
    double        keep;       /* share of a price that is kept: 1 / (1 + tax) */
    double        salvage;    /* of a unit left at the end */
    bool          up;         /* prices may rise again */
};
struct ri_markdown_plan {
    double         worth;  /* expected money, salvage included */
    const uint8_t *choice; /* [weeks][price_count][stock + 1] index of the price to take */
};
struct ri_markdown_week {                     /* expected, under a plan or a rule */
    size_t price;                             /* index: the most likely one */
    double mean_price, stock, units, revenue; /* stock at its beginning; revenue net of tax */
};
/* RI_EUSAGE names what is out of range; RI_ETOOLARGE: more stock than RI_MARKDOWN_STOCK_MOST; RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_markdown_solve(const struct ri_markdown *m, struct ri_arena *mem,
                                          struct ri_markdown_plan *ret, struct ri_error *err);
/* What is to be expected week by week, exactly; ret[weeks]; *ret_left: units left at the end. rule: NULL: the plan decides; else [weeks]
 * indices of prices. */
RI_MUST_CHECK ri_status ri_markdown_follow(const struct ri_markdown      *m,
                                           const struct ri_markdown_plan *plan, const size_t *rule,
                                           struct ri_arena *mem, struct ri_markdown_week *ret,
                                           double *ret_left, struct ri_error *err);
/* Money of such weeks, salvage of what is left included. */
double ri_markdown_money(const struct ri_markdown *m, const struct ri_markdown_week *weeks,
                         double left);
#endif
