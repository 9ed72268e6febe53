/* Reading a law of whole numbers off its quantiles. */
#include "ties.h"

#include <math.h>

enum { GRID = 50 }; /* levels .01, .03, ... .99 */

static double grid_level(size_t i)
{
    return ((double)i + 0.5) / GRID;
}

void ri_fine_levels_make(const double *asked, size_t count, struct ri_fine_levels *ret)
{
    const double least_apart = 1e-9;
    const size_t grid = count + GRID <= RI_DEMAND_LEVELS_MOST ? GRID : 0;
    size_t       a = 0, g = 0;
    *ret = (struct ri_fine_levels){.asked_count = count};
    while (a < count || g < grid) {
        const bool own = a < count && (g == grid || asked[a] <= grid_level(g) + least_apart);
        if (own && g < grid && asked[a] >= grid_level(g) - least_apart) g++; /* both are one */
        if (own) ret->at[a] = ret->count;
        ret->levels[ret->count++] = own ? asked[a++] : grid_level(g++);
    }
}

/* Between two neighbouring levels the law jumps somewhere: half way. 0 and 1 lie beyond the ends. */
static double between(const struct ri_fine_levels *fine, size_t below, size_t above)
{
    const double low = below < fine->count ? fine->levels[below] : 0;
    const double high = above < fine->count ? fine->levels[above] : 1;
    return (low + high) / 2;
}

void ri_fine_levels_read(const struct ri_fine_levels *fine, const double *quantiles,
                         double *ret_quantiles, double *ret_ties)
{
    for (size_t a = 0; a < fine->asked_count; a++) {
        const size_t at = fine->at[a];
        const double q = quantiles[at];
        size_t       first = at, last = at;
        while (first > 0 && quantiles[first - 1] == q) first--;
        while (last + 1 < fine->count && quantiles[last + 1] == q) last++;
        /* nothing lies below the least value that there can be */
        const double below = first ? between(fine, first - 1, first) : 0;
        const double up_to = between(fine, last, last + 1);
        ret_quantiles[a] = q;
        ret_ties[a] = fmin(1, fmax(0, (fine->levels[at] - below) / (up_to - below)));
    }
}
