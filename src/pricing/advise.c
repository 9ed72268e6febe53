/* The best allowed price of each product, and of lines of packs together. */
#include "advise.h"

#include "base/text.h"
#include "math/distribution.h"

#include <math.h>

enum { CANDIDATES_MOST = 20000 };
#define STEEPEST    (-12.0) /* what is steeper comes from a handful of weeks */
#define LEAST_ERROR 1e-4
const char *const ri_price_action_words[] = {"none", "keep", "raise", "lower", NULL};

struct candidate {
    int64_t price;
    double  worth; /* gain of the aim against now */
};
struct choice { /* of one product */
    struct candidate *at;
    size_t            count, chosen;
    bool              free;                /* something may be advised */
    bool              forced;              /* the price of now is not allowed, and another is */
    double            must_low, must_high; /* by gap, least and most */
};

/* ---- What a price does ------------------------------------------------------------------------------------------------ */

static double net_of(const struct ri_price_case *one, double price)
{
    return price / (1 + one->tax);
}

static double aim_of(const struct ri_price_case *one, const struct ri_price_rules *rules,
                     double price, double elasticity)
{
    const double units = one->units * pow(price / one->price, elasticity);
    const double each =
        rules->aim == RI_AIM_REVENUE ? net_of(one, price) : net_of(one, price) - one->cost;
    return units * each;
}

static double neighbours_at(const struct ri_price_case *one, const struct ri_price_rules *rules,
                            double price)
{
    double sum = 0;
    for (size_t i = 0; i < one->neighbour_count; i++) {
        const struct ri_price_neighbour *n = &one->neighbour[i];
        const double each = rules->aim == RI_AIM_REVENUE ? n->net_price : n->margin;
        if (isfinite(each)) sum += n->units * each * (pow(price / one->price, n->cross) - 1);
    }
    return sum;
}

struct ri_price_outcome ri_price_outcome_at(const struct ri_price_case  *one,
                                            const struct ri_price_rules *rules, double price)
{
    const double z = ri_normal_quantile((1 + rules->confidence) / 2), e = one->elasticity;
    const double ends[] = {e - z * one->error, e + z * one->error};
    struct ri_price_outcome out = {.neighbours = neighbours_at(one, rules, price)};
    const double            now = aim_of(one, rules, one->price, e);
    out.units = one->units * pow(price / one->price, e);
    out.revenue = out.units * net_of(one, price);
    out.margin = out.units * (net_of(one, price) - one->cost);
    out.gain = aim_of(one, rules, price, e) - now + out.neighbours;
    out.units_low = out.gain_low = INFINITY;
    out.units_high = out.gain_high = -INFINITY;
    for (size_t i = 0; i < 2; i++) {
        const double units = one->units * pow(price / one->price, ends[i]);
        const double gain = aim_of(one, rules, price, ends[i]) - now + out.neighbours;
        out.units_low = fmin(out.units_low, units);
        out.units_high = fmax(out.units_high, units);
        out.gain_low = fmin(out.gain_low, gain);
        out.gain_high = fmax(out.gain_high, gain);
    }
    return out;
}

/* ---- Which prices are allowed ----------------------------------------------------------------------------------------- */

static const char *refusal(const struct ri_price_case *one, const struct ri_price_rules *rules)
{
    const double z = ri_normal_quantile((1 + rules->confidence) / 2);
    if (one->problem) return one->problem;
    if (!(one->price > 0) || !(one->units >= 0)) return "its price or units now are not known";
    if (!isfinite(one->elasticity) || !(one->error >= 0)) return "no elasticity is known";
    if (one->on_hand <= 0) return "it is out of stock";
    if (!(one->units > 0)) return "nothing sold lately";
    if (one->elasticity < STEEPEST || one->error < LEAST_ERROR)
        return "its elasticity is not plausible: too few changes of its price";
    if (one->elasticity + z * one->error >= 0)
        return "the interval of its elasticity includes 0: what a price does is not known";
    if (rules->aim == RI_AIM_PROFIT && !isfinite(one->cost)) return "its cost is not known";
    return NULL;
}

static bool ends_well(const struct ri_price_rules *rules, int64_t price)
{
    for (size_t i = 0; i < rules->ending_count; i++)
        if (price % rules->ending[i].modulus == rules->ending[i].end) return true;
    return !rules->ending_count;
}

struct bounds {
    double low, high;
};

/* What binds even the price of now; reference: the price that it is held against, NAN: none. */
static struct bounds must_of(const struct ri_price_case *one, double reference)
{
    struct bounds b = {one->least, one->most > 0 ? one->most : (double)INFINITY};
    if (isnan(reference)) return b;
    b.low = fmax(b.low, reference * (1 + one->gap_low));
    b.high = fmin(b.high, reference * (1 + one->gap_high));
    return b;
}

static struct bounds bounds_of(const struct ri_price_case *one, const struct ri_price_rules *rules)
{
    struct bounds b = {fmax(one->low, one->price * (1 - rules->max_change)),
                       fmin(one->high, one->price * (1 + rules->max_change))};
    if (isfinite(one->cost) && rules->min_margin < 1)
        b.low = fmax(b.low, one->cost / (1 - rules->min_margin) * (1 + one->tax));
    if (isfinite(one->competitor) && isfinite(rules->competitor_gap))
        b.high = fmin(b.high, one->competitor * (1 + rules->competitor_gap));
    if (one->on_hand < rules->cover_weeks * one->units) b.low = fmax(b.low, one->price);
    return b;
}

static ri_status gather(const struct ri_price_case *one, const struct ri_price_rules *rules,
                        double reference, struct ri_arena *mem, struct choice *ret,
                        struct ri_error *err)
{
    const struct bounds must = must_of(one, reference);
    struct bounds       b = bounds_of(one, rules);
    b.low = fmax(b.low, must.low);
    b.high = fmin(b.high, must.high);
    const int64_t low = (int64_t)ceil(fmax(b.low, 1) - 1e-6), high = (int64_t)floor(b.high + 1e-6),
                  now = llround(one->price);
    const size_t room = high >= low ? (size_t)(high - low) + 1 : 0;
    const size_t most = room < CANDIDATES_MOST ? room : CANDIDATES_MOST;
    const double step = most ? (double)room / (double)most : 1;
    RI_ARENA_NEW(ret->at, mem, most + 1, err);
    ret->at[ret->count++] = (struct candidate){now, 0};
    for (size_t i = 0; i < most; i++) {
        const int64_t price = low + (int64_t)((double)i * step);
        if (price == now || !ends_well(rules, price)) continue;
        ret->at[ret->count++] =
            (struct candidate){price, ri_price_outcome_at(one, rules, (double)price).gain};
    }
    ret->free = true;
    ret->must_low = must.low;
    ret->must_high = must.high;
    ret->forced =
        ret->count > 1 && !((double)now >= must.low - 0.5 && (double)now <= must.high + 0.5);
    if (ret->forced) ret->at[0].worth = -INFINITY;
    return RI_OK;
}

/* A price that is not moved still binds the packs beside it. */
static ri_status stand_fast(int64_t price, struct ri_arena *mem, struct choice *ret,
                            struct ri_error *err)
{
    RI_ARENA_NEW(ret->at, mem, 1, err);
    ret->at[ret->count++] = (struct candidate){price, 0};
    return RI_OK;
}

static void choose_best(struct choice *choice)
{
    for (size_t i = 1; i < choice->count; i++)
        if (choice->at[i].worth > choice->at[choice->chosen].worth + 1e-9) choice->chosen = i;
}

/* ---- Lines of packs ----------------------------------------------------------------------------------------------------- */

static int dearest_first(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->price < y->price) - (x->price > y->price);
}

struct
    step { /* of the dynamic programme: best of the smaller packs with a price per content at or above */
    double total;
    size_t before;
};

/* members: products of one line from the smallest size on. */
static ri_status choose_line(const struct ri_price_case *cases, struct choice *choices,
                             const size_t *members, size_t n, struct ri_arena *mem,
                             struct ri_error *err)
{
    struct step **steps;
    RI_ARENA_NEW(steps, mem, n, err);
    for (size_t m = 0; m < n; m++) {
        struct choice *choice = &choices[members[m]];
        const double   size = cases[members[m]].size;
        qsort(choice->at, choice->count, sizeof *choice->at, dearest_first);
        RI_ARENA_NEW(steps[m], mem, choice->count, err);
        const struct choice *smaller = m ? &choices[members[m - 1]] : NULL;
        size_t               next = 0, best = SIZE_MAX;
        for (size_t i = 0; i < choice->count; i++) {
            const double each = (double)choice->at[i].price / size;
            for (; smaller && next < smaller->count &&
                   (double)smaller->at[next].price / cases[members[m - 1]].size >= each - 1e-9;
                 next++)
                if (best == SIZE_MAX || steps[m - 1][next].total > steps[m - 1][best].total)
                    best = next;
            const bool possible = !smaller || best != SIZE_MAX;
            steps[m][i].before = best;
            steps[m][i].total = possible
                                    ? choice->at[i].worth + (smaller ? steps[m - 1][best].total : 0)
                                    : -INFINITY;
        }
    }
    size_t best = 0;
    for (size_t i = 1; i < choices[members[n - 1]].count; i++)
        if (steps[n - 1][i].total > steps[n - 1][best].total) best = i;
    if (!isfinite(steps[n - 1][best].total)) { /* no ladder can be had: each for itself */
        for (size_t m = 0; m < n; m++) choose_best(&choices[members[m]]);
        return RI_OK;
    }
    for (size_t m = n; m-- > 0; best = steps[m][best].before) choices[members[m]].chosen = best;
    return RI_OK;
}

static int by_line_and_size(const void *left, const void *right, void *context)
{
    const struct ri_price_case *cases = context;
    const size_t                a = *(const size_t *)left, b = *(const size_t *)right;
    if (cases[a].line != cases[b].line) return cases[a].line < cases[b].line ? -1 : 1;
    if (cases[a].size != cases[b].size) return cases[a].size < cases[b].size ? -1 : 1;
    return (a > b) - (a < b);
}

static ri_status choose_all(const struct ri_price_case *cases, size_t n, struct choice *choices,
                            struct ri_arena *mem, struct ri_error *err)
{
    size_t *order, count = 0;
    RI_ARENA_NEW(order, mem, n, err);
    for (size_t i = 0; i < n; i++) {
        if (!choices[i].count) continue;
        if (cases[i].line == SIZE_MAX || !(cases[i].size > 0))
            choose_best(&choices[i]);
        else
            order[count++] = i;
    }
    qsort_r(order, count, sizeof *order, by_line_and_size, (void *)(uintptr_t)cases);
    for (size_t first = 0, last; first < count; first = last) {
        for (last = first + 1; last < count && cases[order[last]].line == cases[order[first]].line;)
            last++;
        RI_TRY(choose_line(cases, choices, order + first, last - first, mem, err));
    }
    return RI_OK;
}

/* ---- Advice --------------------------------------------------------------------------------------------------------------- */

/* What the best price stands against: the nearest bound within a step of it. */
static const char *limit_of(const struct ri_price_case *one, const struct ri_price_rules *rules,
                            double price)
{
    const double near = fmax(one->price * 0.02, 11); /* a step of endings */
    if (price < one->price && isfinite(one->cost) &&
        price - one->cost / (1 - rules->min_margin) * (1 + one->tax) < near)
        return "minimum margin";
    if (price > one->price && isfinite(one->competitor) && isfinite(rules->competitor_gap) &&
        one->competitor * (1 + rules->competitor_gap) - price < near)
        return "competitor";
    if (price < one->price ? price - one->low < near : one->high - price < near)
        return "end of the tried range";
    if (fabs(price / one->price - 1) > rules->max_change - near / one->price)
        return "maximum change";
    return NULL;
}

static void conclude(const struct ri_price_case *one, const struct ri_price_rules *rules,
                     const struct choice *choice, struct ri_price_advice *ret)
{
    const int64_t now = llround(one->price), price = choice->at[choice->chosen].price;
    ret->then = ri_price_outcome_at(one, rules, (double)price);
    const double makes = fabs(rules->aim == RI_AIM_REVENUE ? ret->now.revenue : ret->now.margin);
    ret->action = price > now ? RI_PRICE_RAISE : price < now ? RI_PRICE_LOWER : RI_PRICE_KEEP;
    if (!choice->forced && ret->action != RI_PRICE_KEEP &&
        ret->then.gain < rules->least_gain * makes) {
        ret->action = RI_PRICE_KEEP;
        ret->then = ret->now;
        ret->limit = "the gain is too small";
        return;
    }
    ret->price = price;
    if ((double)now < choice->must_low - 0.5 || (double)now > choice->must_high + 0.5)
        ret->limit =
            choice->forced ? "moved to what is allowed" : "what is allowed is out of reach";
    else if (ret->action != RI_PRICE_KEEP)
        ret->limit = fmin((double)price - choice->must_low, choice->must_high - (double)price) < 11
                         ? "gap, least or most that is allowed"
                         : limit_of(one, rules, (double)price);
    else if (one->on_hand < rules->cover_weeks * one->units)
        ret->limit = "stock is short: not lowered";
}

/* Those that are held against another (second), or the others; what was chosen before stands fast in its line. */
static ri_status choose_some(const struct ri_price_case *cases, size_t n,
                             const struct ri_price_rules *rules, bool second, struct ri_arena *mem,
                             struct ri_price_advice *ret, struct ri_error *err)
{
    struct choice *choices;
    RI_ARENA_NEW(choices, mem, n, err);
    for (size_t i = 0; i < n; i++) {
        const size_t of = cases[i].reference;
        const bool   now = (of > 0) == second;
        const double reference =
            second && now && ret[of - 1].price > 0 ? (double)ret[of - 1].price : (double)NAN;
        if (!ret[i].reason && now)
            RI_TRY(gather(&cases[i], rules, reference, mem, &choices[i], err));
        else if (cases[i].line != SIZE_MAX && ret[i].price > 0)
            RI_TRY(stand_fast(ret[i].price, mem, &choices[i], err));
    }
    RI_TRY(choose_all(cases, n, choices, mem, err));
    for (size_t i = 0; i < n; i++)
        if (choices[i].free) conclude(&cases[i], rules, &choices[i], &ret[i]);
    return RI_OK;
}

ri_status ri_price_advise(const struct ri_price_case *cases, size_t n,
                          const struct ri_price_rules *rules, struct ri_arena *mem,
                          struct ri_price_advice *ret, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct ri_price_advice){.reason = refusal(&cases[i], rules)};
        ret[i].price = cases[i].price > 0 ? llround(cases[i].price) : 0;
        ret[i].now = ri_price_outcome_at(&cases[i], rules, cases[i].price);
    }
    RI_TRY(choose_some(cases, n, rules, false, mem, ret, err));
    RI_TRY(choose_some(cases, n, rules, true, mem, ret, err));
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

bool ri_pack_of_name(const char *name, double *ret_size, int *ret_kind, size_t *ret_before)
{
    static const struct {
        const char *word;
        double      times;
        int         kind;
    } units[] = {{"ml", 0.001, 1}, {"cl", 0.01, 1},   {"l", 1, 1},      {"g", 1, 2},
                 {"kg", 1000, 2},  {"pack", 1, 3},    {"packs", 1, 3},  {"pieces", 1, 4},
                 {"piece", 1, 4},  {"bags", 1, 5},    {"rolls", 1, 6},  {"washes", 1, 7},
                 {"pcs", 1, 4},    {"tablets", 1, 8}, {"sheets", 1, 9}, {"oz", 28.349523, 2}};
    const size_t length = strlen(name);
    size_t       unit = length, number;
    while (unit > 0 && name[unit - 1] >= 'a' && name[unit - 1] <= 'z') unit--;
    number = unit;
    while (number > 0 && name[number - 1] == ' ') number--;
    const size_t end = number;
    while (number > 0 &&
           ((name[number - 1] >= '0' && name[number - 1] <= '9') || name[number - 1] == '.'))
        number--;
    double amount;
    if (number == end || (number > 0 && name[number - 1] != ' ') ||
        !ri_parse_double((struct ri_view){name + number, end - number}, &amount) || !(amount > 0))
        return false;
    for (size_t u = 0; u < RI_COUNT(units); u++) {
        if (strcmp(units[u].word, name + unit) != 0) continue;
        *ret_size = amount * units[u].times;
        *ret_kind = units[u].kind;
        *ret_before = number;
        return true;
    }
    return false;
}
