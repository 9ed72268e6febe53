/* Generalised ESD on one sorted array whose ends are taken off. */
#include "esd.h"

#include "math/stats.h"
#include "math/student.h"

#include <math.h>
#include <stdlib.h>

struct ranked { /* a value and where it stood */
    double value;
    size_t at;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->value != y->value) return x->value < y->value ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* What remains: sorted[low .. high). */
struct rest {
    const double *sorted;
    size_t        low, high;
};

static double median_of(const struct rest *rest)
{
    const size_t n = rest->high - rest->low, mid = rest->low + n / 2;
    return n % 2 ? rest->sorted[mid] : 0.5 * (rest->sorted[mid - 1] + rest->sorted[mid]);
}

/* Distance number k (from 0) from the centre: `below` values lie left of it, the nearest of them at low + below - 1. A split of the
 * k + 1 nearest into those left and right, found by bisection. */
static double kth_distance(const struct rest *rest, double centre, size_t below, size_t k)
{
    const double *at = rest->sorted + rest->low;
    const size_t  above = rest->high - rest->low - below;
    size_t        least = k + 1 > above ? k + 1 - above : 0, most = k + 1 < below ? k + 1 : below;
    while (
        least <
        most) { /* fewest from the left such that the next on the left is not nearer than the last on the right */
        const size_t left = (least + most) / 2, right = k + 1 - left;
        if (right > 0 && centre - at[below - 1 - left] < at[below + right - 1] - centre)
            least = left + 1;
        else
            most = left;
    }
    const size_t right = k + 1 - least;
    const double far_left = least ? centre - at[below - least] : 0;
    const double far_right = right ? at[below + right - 1] - centre : 0;
    return fmax(far_left, far_right);
}

static double mad_of(const struct rest *rest, double centre)
{
    const size_t n = rest->high - rest->low, below = n / 2; /* the median splits them there */
    const double upper = kth_distance(rest, centre, below, n / 2);
    const double lower = n % 2 ? upper : kth_distance(rest, centre, below, n / 2 - 1);
    return 1.4826 * 0.5 * (lower + upper);
}

/* Takes the farthest value off; its distance, and its place among the sorted. */
static double take_farthest(struct rest *rest, ri_anomaly_side side, double centre,
                            size_t *ret_rank)
{
    const double under = centre - rest->sorted[rest->low],
                 over = rest->sorted[rest->high - 1] - centre;
    if (side == RI_BELOW || (side == RI_BOTH_SIDES && under > over)) {
        *ret_rank = rest->low++;
        return under;
    }
    *ret_rank = --rest->high;
    return over;
}

double ri_esd_limit(const struct ri_esd *esd, size_t n, size_t i)
{
    const double left = (double)(n - i);
    const double share = esd->alpha / (left + 1) / (esd->side == RI_BOTH_SIDES ? 2 : 1);
    const double t = ri_student_quantile(1 - share, left - 1);
    return t * left / sqrt((left - 1 + t * t) * (left + 1));
}

size_t ri_esd_room(size_t n)
{
    return 2 * n;
}

/* Where the `count` lowest values stood, the lowest first; of equal ones those that came first. */
static void place_lowest(const double *x, size_t n, double last, size_t equal, struct ranked *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (x[i] < last || (x[i] == last && equal && equal--))
            ret[count++] = (struct ranked){x[i], i};
    qsort(ret, count, sizeof *ret, by_value);
}

/* The same of the highest, rising; of equal ones those that came last. */
static void place_highest(const double *x, size_t n, double first, size_t equal, struct ranked *ret)
{
    size_t count = 0;
    for (size_t i = n; i-- > 0;)
        if (x[i] > first || (x[i] == first && equal && equal--))
            ret[count++] = (struct ranked){x[i], i};
    qsort(ret, count, sizeof *ret, by_value);
}

/* Places among the sorted become places in x: only those taken out are looked up. */
static void find_places(const double *x, const struct rest *rest, size_t n, struct ranked *room,
                        size_t found, size_t *at)
{
    size_t low = 0, high = 0, equal = 0;
    for (size_t i = 0; i < found; i++) *(at[i] < rest->low ? &low : &high) += 1;
    for (size_t i = low; i-- > 0 && rest->sorted[i] == rest->sorted[low - 1];) equal++;
    if (low) place_lowest(x, n, rest->sorted[low - 1], equal, room);
    equal = 0;
    for (size_t i = n - high; i < n && rest->sorted[i] == rest->sorted[n - high]; i++) equal++;
    if (high) place_highest(x, n, rest->sorted[n - high], equal, room + low);
    for (size_t i = 0; i < found; i++)
        at[i] = room[at[i] < rest->low ? at[i] : low + at[i] - (n - high)].at;
}

size_t ri_esd_run(const struct ri_esd *esd, const double *x, size_t n, double *room, size_t *ret_at)
{
    const size_t most = n < 3 ? 0 : esd->most < n / 2 ? esd->most : (n - 1) / 2;
    const double lowest = most ? ri_esd_limit(esd, n, most) : 0; /* limits fall with i */
    struct rest  rest = {room, 0, n};
    size_t       found = 0;
    memcpy(room, x, n * sizeof *room);
    ri_sort_many(room, n, room + n);
    for (size_t i = 1; i <= most; i++) {
        const double centre = median_of(&rest);
        const double spread = mad_of(&rest, centre);
        if (!(spread > 0)) break;
        const double far = take_farthest(&rest, esd->side, centre, &ret_at[i - 1]) / spread;
        if (far > lowest && far > ri_esd_limit(esd, n, i)) found = i;
    }
    find_places(x, &rest, n, (struct ranked *)(void *)(room + n), found, ret_at);
    return found;
}
