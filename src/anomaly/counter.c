/* Hours of a counter held against the same hours of other weeks. */
#include "counter.h"

#include "math/stats.h"

#include <math.h>

enum { HOURS = 24, WEEK = 7 * HOURS, WEEKS = 8, SHIFT_MOST = 3 };
static const double dead_people = 12; /* chance of nobody: exp(-12) */
static const double stuck_chance = 1e-6;

#define NAME(code, text) text,
const char *const ri_counter_fault_names[] = {RI_COUNTER_MAP(NAME) NULL};

static bool is_closed(const bool *closed, size_t t)
{
    return closed && closed[t / HOURS];
}

static double usual_at(const double *in, const bool *closed, size_t n, size_t t)
{
    double room[2 * WEEKS];
    size_t known = 0;
    for (size_t w = 1; w <= WEEKS; w++) {
        const size_t before = t - w * WEEK, after = t + w * WEEK;
        if (t >= w * WEEK && !isnan(in[before]) && !is_closed(closed, before))
            room[known++] = in[before];
        if (after < n && !isnan(in[after]) && !is_closed(closed, after)) room[known++] = in[after];
    }
    return known >= 3 ? ri_median_of(room, known) : (double)NAN;
}

/* Runs of nothing, and of the same number. */
static void mark_runs(const double *in, const bool *closed, size_t n, const double *usual,
                      uint8_t *fault)
{
    for (size_t t = 0; t < n;) {
        size_t     end = t;
        double     people = 0, chance = 1;
        const bool nothing = !(in[t] > 0);
        while (end < n && !is_closed(closed, end) &&
               (nothing ? !(in[end] > 0) : in[end] == in[t])) {
            if (usual[end] > 0) people += usual[end];
            if (end > t) chance /= 2 * sqrt(3.141592653589793 * fmax(usual[end], 1));
            end++;
        }
        if (end == t) { /* closed */
            t++;
            continue;
        }
        const bool dead = nothing && people >= dead_people;
        const bool stuck = !nothing && end - t >= 4 && chance < stuck_chance;
        for (size_t s = t; (dead || stuck) && s < end; s++)
            if (usual[s] > 0 && fault[s] == RI_COUNTER_GOOD)
                fault[s] = dead ? RI_COUNTER_DEAD : RI_COUNTER_STUCK;
        t = end;
    }
}

/* Squared distance of a day to its usual course, moved later by `shift` hours. */
static double distance(const double *in, const double *usual, int shift, double scale)
{
    double sum = 0;
    for (int h = 0; h < HOURS; h++) {
        const int    from = h - shift;
        const double want = from >= 0 && from < HOURS && usual[from] > 0 ? usual[from] * scale : 0;
        const double off = (isnan(in[h]) ? 0 : in[h]) - want;
        sum += off * off;
    }
    return sum;
}

static void mark_shift(const double *in, const double *usual, uint8_t *fault)
{
    double came = 0, expected = 0;
    for (size_t h = 0; h < HOURS; h++) {
        came += isnan(in[h]) ? 0 : in[h];
        expected += usual[h] > 0 ? usual[h] : 0;
    }
    if (!(expected >= 50) || came < 0.5 * expected || came > 2 * expected) return;
    const double scale = came / expected, here = distance(in, usual, 0, scale);
    double       best = here;
    for (int shift = -SHIFT_MOST; shift <= SHIFT_MOST; shift++)
        best = fmin(best, distance(in, usual, shift, scale));
    if (here < 4 * came || 3 * best > here) return; /* counts vary by about their number */
    for (size_t h = 0; h < HOURS; h++)
        if (in[h] > 0 || usual[h] > 0) fault[h] = RI_COUNTER_SHIFT;
}

static void mark_imbalance(const double *in, const double *out, uint8_t *fault)
{
    double came = 0, went = 0;
    bool   known = false;
    for (size_t h = 0; h < HOURS; h++) {
        known = known || !isnan(out[h]);
        came += isnan(in[h]) ? 0 : in[h];
        went += isnan(out[h]) ? 0 : out[h];
    }
    if (!known || fabs(came - went) < 0.25 * fmax(came, went) ||
        fabs(came - went) < 6 * sqrt(came + went))
        return;
    for (size_t h = 0; h < HOURS; h++)
        if (fault[h] == RI_COUNTER_GOOD && in[h] > 0) fault[h] = RI_COUNTER_IMBALANCE;
}

size_t ri_counter_check(const double *in, const double *out, const bool *closed, size_t days,
                        double *ret_usual, uint8_t *ret_fault)
{
    const size_t n = days * HOURS;
    size_t       faults = 0;
    memset(ret_fault, RI_COUNTER_GOOD, n);
    for (size_t t = 0; t < n; t++) ret_usual[t] = usual_at(in, closed, n, t);
    for (size_t d = 0; d < days; d++) {
        if (is_closed(closed, d * HOURS)) continue;
        mark_shift(in + d * HOURS, ret_usual + d * HOURS, ret_fault + d * HOURS);
    }
    mark_runs(in, closed, n, ret_usual, ret_fault);
    for (size_t d = 0; d < days; d++) {
        if (is_closed(closed, d * HOURS)) continue;
        mark_imbalance(in + d * HOURS, out + d * HOURS, ret_fault + d * HOURS);
    }
    for (size_t t = 0; t < n; t++) faults += ret_fault[t] != RI_COUNTER_GOOD;
    return faults;
}
