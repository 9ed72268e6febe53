/* Chances by the share of those still waiting that came in each period. */
#include "lead_time.h"

#include "math/distribution.h"

#include <math.h>

static size_t cut(size_t periods, size_t room)
{
    return periods < room ? periods : room - 1;
}

static size_t longest(const struct ri_lead_seen *seen, size_t n, size_t prior_count, double weight)
{
    size_t most = weight > 0 && prior_count ? prior_count : 0;
    for (size_t i = 0; i < n; i++)
        if (!seen[i].open && seen[i].periods + 1 > most) most = seen[i].periods + 1;
    return most; /* periods, and one for 0 */
}

size_t ri_lead_time_learn(const struct ri_lead_seen *seen, size_t n, const double *prior,
                          size_t prior_count, double weight, double *ret_chance, size_t room)
{
    const size_t most = longest(seen, n, prior_count, weight);
    const size_t count = most < room ? most : room;
    double       waiting = 0, left = 1;
    if (!count) return 0;
    for (size_t l = 0; l < count; l++) ret_chance[l] = 0;
    for (size_t l = 0; weight > 0 && l < prior_count; l++)
        ret_chance[cut(l, count)] += weight * prior[l];
    for (size_t i = 0; i < n; i++)
        if (!seen[i].open) ret_chance[cut(seen[i].periods, count)]++;
    for (size_t l = 0; l < count; l++) waiting += ret_chance[l];
    for (size_t i = 0; i < n; i++) waiting += seen[i].open && seen[i].periods <= 2 * most;
    for (size_t l = 0; l < count; l++) {
        const double came = ret_chance[l];
        ret_chance[l] = waiting > 0 ? left * came / waiting : 0;
        left -= ret_chance[l];
        waiting -= came;
        for (size_t i = 0; i < n; i++) waiting -= seen[i].open && seen[i].periods == l;
    }
    ret_chance[count - 1] += fmax(left, 0); /* still waiting past all that came: the longest seen */
    return count;
}

size_t ri_lead_time_spread(double mean, double sd, double *ret_chance, size_t room)
{
    if (!(mean >= 0 && sd >= 0) || !room || !isfinite(mean + sd)) return 0;
    if (sd == 0 || mean == 0) {
        const size_t at = cut((size_t)fmin(ceil(mean - 1e-9), 1e6), room);
        for (size_t l = 0; l < at; l++) ret_chance[l] = 0;
        ret_chance[at] = 1;
        return at + 1;
    }
    const double shape = mean * mean / (sd * sd), rate = mean / (sd * sd);
    double       above = 1;
    size_t       count = 0;
    for (; count < room && above > 1e-4; count++) {
        const double beyond = ri_gamma_upper(shape, rate * ((double)count + 0.5));
        ret_chance[count] = above - beyond;
        above = beyond;
    }
    ret_chance[count - 1] += above;
    return count;
}
