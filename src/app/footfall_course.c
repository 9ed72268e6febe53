/* Sums by weekday and hour, drawn together. */
#include "app/footfall_course.h"

#include <math.h>

enum { HOURS = RI_HOURS_OF_DAY };

/* Sums become parts of the day; those of a weekday are drawn towards the course of all days by a hundred people's worth. */
static void draw_together(struct ri_hour_course *course, const double totals[7], double all)
{
    enum { WORTH = 100 };
    double whole[HOURS] = {0};
    for (size_t h = 0; h < HOURS; h++)
        for (size_t d = 0; d < 7; d++) whole[h] += course->share[d][h];
    for (size_t d = 0; d < 7; d++) {
        double sum = 0;
        for (size_t h = 0; h < HOURS && totals[d] > 0; h++) { /* hours in which it opens */
            if (course->share[d][h] > 0) course->share[d][h] += WORTH * whole[h] / all;
            sum += course->share[d][h];
        }
        for (size_t h = 0; h < HOURS && sum > 0; h++) course->share[d][h] /= sum;
    }
}

void ri_hour_course_learn(const double *people, const double *receipts, size_t days, ri_day from,
                          bool visitors, struct ri_hour_course *ret)
{
    double totals[7] = {0}, off = 0, squares = 0, all = 0, rang = 0;
    *ret = (struct ri_hour_course){.conversion = (double)NAN};
    for (size_t t = 0; t < days * HOURS; t++) {
        const size_t weekday = (size_t)ri_day_weekday(from + (ri_day)(t / HOURS));
        const double y = people[t] > 0 ? people[t] : 0;
        ret->share[weekday][t % HOURS] += y;
        totals[weekday] += y;
        all += y;
        rang += receipts ? receipts[t] : 0;
    }
    draw_together(ret, totals, all);
    for (size_t d = 0; d < days; d++) {
        double total = 0;
        for (size_t h = 0; h < HOURS; h++)
            total += people[d * HOURS + h] > 0 ? people[d * HOURS + h] : 0;
        for (size_t h = 0; h < HOURS; h++) {
            const double y = people[d * HOURS + h] > 0 ? people[d * HOURS + h] : 0;
            const double mean = total * ret->share[ri_day_weekday(from + (ri_day)d)][h];
            off += (y - mean) * (y - mean) - mean;
            squares += mean * mean;
        }
    }
    ret->spread = squares > 0 ? fmax(off / squares, 0) : 0;
    if (visitors && receipts && all > 0) ret->conversion = fmin(rang / all, 1);
}
