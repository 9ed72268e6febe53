/* Markdown by dynamic programming over weeks, prices and stock. */
#include "markdown.h"

#include "math/distribution.h"

#include <math.h>

static double mean_of(const struct ri_markdown *m, size_t week, size_t price)
{
    return m->demand[week] * pow(m->price[price] / m->full_price, m->elasticity);
}

/* Chances of 0 .. stock - 1 units wanted; of all the stock or more at [stock]. */
static void law(const struct ri_markdown *m, size_t week, size_t price, double *ret)
{
    const double mean = mean_of(m, week, price);
    double       rest = 1;
    for (size_t d = 0; d < m->stock; d++) {
        ret[d] = mean > 0 ? ri_negative_binomial_pmf((double)d, mean, m->dispersion) : d == 0;
        rest -= ret[d];
    }
    ret[m->stock] = fmax(rest, 0);
}

/* Last wanted units that matter: what is beyond has no chance. */
static size_t reach_of(const double *chance, size_t stock)
{
    size_t reach = stock;
    while (reach > 0 && chance[reach] < 1e-13) reach--;
    return reach;
}

static ri_status check(const struct ri_markdown *m, struct ri_error *err)
{
    if (m->stock > RI_MARKDOWN_STOCK_MOST)
        return ri_fail(err, RI_ETOOLARGE, "a stock of %zu; at most %d", m->stock,
                       RI_MARKDOWN_STOCK_MOST);
    if (!m->weeks || m->weeks > RI_MARKDOWN_WEEKS_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu weeks to sell, must be 1 to %d", m->weeks,
                       RI_MARKDOWN_WEEKS_MOST);
    if (!m->price_count || m->price_count > RI_MARKDOWN_PRICES_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu prices, must be 1 to %d", m->price_count,
                       RI_MARKDOWN_PRICES_MOST);
    for (size_t p = 0; p < m->price_count; p++)
        if (!(m->price[p] > 0) || (p && m->price[p] >= m->price[p - 1]))
            return ri_fail(err, RI_EUSAGE,
                           "price %zu is %g, must be above 0 and below the one before", p + 1,
                           m->price[p]);
    if (!(m->elasticity < 0) || !(m->dispersion > 0) || !(m->full_price > 0))
        return ri_fail(err, RI_EUSAGE, "an elasticity of %g, must be below 0", m->elasticity);
    return RI_OK;
}

ri_status ri_markdown_solve(const struct ri_markdown *m, struct ri_arena *mem,
                            struct ri_markdown_plan *ret, struct ri_error *err)
{
    RI_TRY(check(m, err));
    const size_t states = m->price_count * (m->stock + 1), row = m->stock + 1;
    double      *worth, *taken, *chance;
    uint8_t     *choice;
    RI_ARENA_NEW(choice, mem, m->weeks * states, err);
    RI_ARENA_NEW(worth, mem, states, err); /* from the next week on */
    RI_ARENA_NEW(taken, mem, states, err); /* of taking a price now */
    RI_ARENA_NEW(chance, mem, row, err);
    for (size_t i = 0; i < states; i++) worth[i] = m->salvage * (double)(i % row);
    for (size_t t = m->weeks; t-- > 0;) {
        for (size_t p = 0; p < m->price_count; p++) {
            law(m, t, p, chance);
            const size_t reach = reach_of(chance, m->stock);
            for (size_t s = 0; s <= m->stock; s++) {
                double sum = 0, seen = 0;
                for (size_t d = 0; d < s && d <= reach; d++) {
                    sum += chance[d] * (m->keep * m->price[p] * (double)d + worth[p * row + s - d]);
                    seen += chance[d];
                }
                taken[p * row + s] =
                    sum + fmax(1 - seen, 0) * (m->keep * m->price[p] * (double)s + worth[p * row]);
            }
        }
        for (size_t before = 0; before < m->price_count; before++)
            for (size_t s = 0; s <= m->stock; s++) {
                size_t best = m->up ? 0 : before;
                for (size_t p = best + 1; p < m->price_count; p++)
                    if (taken[p * row + s] > taken[best * row + s] + 1e-12) best = p;
                choice[t * states + before * row + s] = (uint8_t)best;
                worth[before * row + s] = taken[best * row + s];
            }
    }
    *ret = (struct ri_markdown_plan){worth[m->stock], choice};
    return RI_OK;
}

ri_status ri_markdown_follow(const struct ri_markdown *m, const struct ri_markdown_plan *plan,
                             const size_t *rule, struct ri_arena *mem, struct ri_markdown_week *ret,
                             double *ret_left, struct ri_error *err)
{
    RI_TRY(check(m, err));
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    const size_t               row = m->stock + 1, states = m->price_count * row;
    double                    *now, *next, *chance, *likely;
    RI_ARENA_NEW(now, mem, states, err);
    RI_ARENA_NEW(next, mem, states, err);
    RI_ARENA_NEW(chance, mem, row, err);
    RI_ARENA_NEW(likely, mem, m->price_count, err);
    now[m->stock] = 1;
    for (size_t t = 0; t < m->weeks; t++) {
        struct ri_markdown_week week = {0};
        memset(next, 0, states * sizeof *next);
        memset(likely, 0, m->price_count * sizeof *likely);
        for (size_t p = 0; p < m->price_count; p++) { /* by the price that is taken */
            law(m, t, p, chance);
            const size_t reach = reach_of(chance, m->stock);
            for (size_t i = 0; i < states; i++) {
                const size_t s = i % row;
                if (!(now[i] > 1e-15) || (rule ? rule[t] : plan->choice[t * states + i]) != p)
                    continue;
                double sold = 0, seen = 0;
                for (size_t d = 0; d < s && d <= reach; d++) {
                    next[p * row + s - d] += now[i] * chance[d];
                    sold += chance[d] * (double)d;
                    seen += chance[d];
                }
                next[p * row] += now[i] * fmax(1 - seen, 0);
                sold += fmax(1 - seen, 0) * (double)s;
                week.stock += now[i] * (double)s;
                week.units += now[i] * sold;
                week.revenue += now[i] * sold * m->price[p] * m->keep;
                week.mean_price += now[i] * m->price[p];
                if (s) likely[p] += now[i];
            }
        }
        for (size_t p = 1; p < m->price_count; p++)
            if (likely[p] > likely[week.price]) week.price = p;
        ret[t] = week;
        double *swap = now;
        now = next;
        next = swap;
    }
    *ret_left = 0;
    for (size_t i = 0; i < states; i++) *ret_left += now[i] * (double)(i % row);
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

double ri_markdown_money(const struct ri_markdown *m, const struct ri_markdown_week *weeks,
                         double left)
{
    double sum = left * m->salvage;
    for (size_t t = 0; t < m->weeks; t++) sum += weeks[t].revenue;
    return sum;
}
