#include "spending.h"

#include <math.h>

static double ratio(double value, double cost)
{
    return cost > 0 ? value / cost : value > 0 ? INFINITY : 0;
}

static int better(const void *a, const void *b)
{
    const struct ri_spend_step *x = a, *y = b;
    if (x->ratio != y->ratio) return x->ratio < y->ratio ? 1 : -1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Joins step i to the one before it on its line, and so on, while the newer one is the better money. */
static void join(struct ri_spend_step *steps, size_t i)
{
    while (i > 0) {
        size_t before = i - 1;
        while (before > 0 && !steps[before].steps) before--;
        struct ri_spend_step *head = &steps[before], *last = &steps[i];
        if (head->line != last->line || last->ratio <= head->ratio) return;
        head->value += last->value;
        head->cost += last->cost;
        head->steps += last->steps;
        head->ratio = ratio(head->value, head->cost);
        last->steps = 0;
        last->ratio = -INFINITY;
        i = before;
    }
}

void ri_spend_order(struct ri_spend_step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        steps[i].place = i;
        steps[i].steps = 1;
        steps[i].ratio = ratio(steps[i].value, steps[i].cost);
        join(steps, i);
    }
    if (n) qsort(steps, n, sizeof *steps, better);
}

double ri_spend_within(const struct ri_spend_step *steps, size_t n, double budget, size_t *taken)
{
    const size_t shut = SIZE_MAX / 2; /* added to a line of which no more is taken */
    double       spent = 0;
    for (size_t i = 0; i < n; i++) {
        if (!steps[i].steps || taken[steps[i].line] >= shut) continue;
        if (spent + steps[i].cost > budget) {
            taken[steps[i].line] += shut;
            continue;
        }
        spent += steps[i].cost;
        taken[steps[i].line] += steps[i].steps;
    }
    for (size_t i = 0; i < n; i++)
        if (taken[steps[i].line] >= shut) taken[steps[i].line] -= shut;
    return spent;
}

/* Of the steps that reach what is left, the least dear one whose line has no step before it in the row. */
static size_t last_step(const struct ri_spend_step *steps, size_t n, size_t from, double left)
{
    size_t best = from;
    for (size_t j = from + 1; j < n; j++) {
        if (!steps[j].steps || steps[j].cost < left || steps[j].cost >= steps[best].cost) continue;
        size_t k = from;
        while (k < j && !(steps[k].steps && steps[k].line == steps[j].line)) k++;
        if (k == j) best = j;
    }
    return best;
}

double ri_spend_up_to(const struct ri_spend_step *steps, size_t n, double minimum, size_t *taken)
{
    double spent = 0;
    for (size_t i = 0; i < n && spent < minimum; i++) {
        if (!steps[i].steps) continue;
        const size_t next =
            steps[i].cost >= minimum - spent ? last_step(steps, n, i, minimum - spent) : i;
        spent += steps[next].cost;
        taken[steps[next].line] += steps[next].steps;
    }
    return spent;
}
