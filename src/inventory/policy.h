/* Which replenishment policy suits a thing, with its parameters and what it costs.
 *
 *     review each period     R periods apart; with a fixed cost of an order (s,S): at or below s order up to S; without: base stock
 *     continuous review      an order may go out any period: (r,Q), Q whole packs
 *
 * Costs: h a unit and period in stock, p a unit short and period (the textbook's backorders), K an order. A wanted service
 * level stands for p = h service / (1 - service), whose critical ratio it is. (s,S) is exact for whole units (Zheng & Federgruen
 * 1991) while demand fits the room, else the power approximation (Ehrhardt & Mosier 1984); (r,Q) and base stock are best
 * for the draws themselves. Kernels. */
#ifndef RI_INVENTORY_POLICY_H
#define RI_INVENTORY_POLICY_H
#include "base/error.h"

#define RI_POLICY_MAP(X)                           \
    X(RI_POLICY_NONE, "none")                      \
    X(RI_POLICY_BASE_STOCK, "base stock")          \
    X(RI_POLICY_MIN_MAX, "(s,S)")                  \
    X(RI_POLICY_MIN_MAX_POWER, "(s,S) by formula") \
    X(RI_POLICY_REORDER, "(r,Q)")
#define RI_POLICY_ENUM_(code, text) code,
typedef enum ri_policy_kind { RI_POLICY_MAP(RI_POLICY_ENUM_) RI_POLICIES } ri_policy_kind;
#undef RI_POLICY_ENUM_
const char *ri_policy_text(ri_policy_kind kind);

struct ri_policy_case {
    const double *protection,
        *lead; /* [n] demand over lead time + review and over the lead time, rising; lead NULL: none */
    const double *cycle; /* [n] demand of one review period, rising */
    size_t        n;
    double        review; /* periods, >= 1 */
    bool          continuous;
    double        fixed, holding, shortage; /* K >= 0; h, p > 0 */
    double        pack;                     /* > 0 */
};
enum { RI_POLICY_ROOM = 4096 }; /* doubles that the caller lends: chances and visits */
struct ri_policy {
    ri_policy_kind kind;             /* NONE: nothing is demanded */
    double         minimum, maximum; /* s and S; r and r + Q; base stock: both S */
    double         quantity;         /* Q, or what an order brings on average */
    double         cost;             /* a period: orders, stock and shortage; the goods not */
    double         fill_rate, cycle_service, average_stock; /* units */
};
struct ri_policy ri_policy_choose(const struct ri_policy_case *c, double *room);
#endif
