/* Centres and seasons that outliers cannot pull. */
#include "detectors.h"

#include "math/stats.h"

#include <math.h>

static size_t known_of(const double *x, size_t n, double *ret)
{
    size_t known = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(x[t])) ret[known++] = x[t];
    return known;
}

size_t robust_centre(const double *x, size_t n, double *room, double *ret_median,
                     double *ret_spread)
{
    const size_t known = known_of(x, n, room);
    *ret_median = ri_median_of(room, known);
    for (size_t i = 0; i < known; i++) room[i] = fabs(room[i] - *ret_median);
    *ret_spread = 1.4826 * ri_median_of(room, known);
    return known;
}

/* Median of the known values of x[from .. from + count). */
static double median_of(const double *x, size_t count, double *room)
{
    const size_t known = known_of(x, count, room);
    return ri_median_of(room, known);
}

void season_of_medians(const struct ri_watched *watched, double *room, double *at)
{
    const size_t m = watched->season, seasons = watched->n / m, first = watched->n - seasons * m;
    double      *centres = room, *rest = room + seasons; /* seasons <= n / 2 where m > 1 */
    for (size_t p = 0; p < m; p++) at[p] = 0;
    if (m < 2 || seasons < 2) return;
    for (size_t s = 0; s < seasons; s++)
        centres[s] = median_of(watched->y + first + s * m, m, rest);
    for (size_t p = 0; p < m; p++) {
        size_t known = 0;
        for (size_t s = 0; s < seasons; s++) {
            const double y = watched->y[first + s * m + p];
            if (!isnan(y) && !isnan(centres[s])) rest[known++] = y - centres[s];
        }
        at[(first + p) % m] = known ? ri_median_of(rest, known) : 0;
    }
}
