#include "stl.h"

#include "base/test.h"

#include <math.h>
#include <stdlib.h>

/* What is a line and a season is nearly taken apart into these (two passes leave a hundredth), with and without gaps; R's values stand in demand/mstl_test.c. */
TEST(a_line_and_a_season_come_apart)
{
    enum { N = 84, M = 7 };
    static const double profile[M] = {-2.5, 1.25, 0.5, -1.75, 3.5, -0.25, -0.75};
    double              y[N], season[N], trend[N];
    double             *room = calloc(ri_stl_room(N, M), sizeof *room);
    for (int gaps = 0; room && gaps < 2; gaps++) {
        for (size_t t = 0; t < N; t++)
            y[t] = 12.5 + 0.3 * (double)t + profile[t % M] + 0.02 * ((double)(t * 37 % 11) - 5);
        for (size_t t = 20; gaps && t < 23; t++) y[t] = (double)NAN;
        for (int robust = 0; robust < 2; robust++) {
            const struct ri_stl stl = ri_stl_usual(M, 11, robust);
            ri_stl_run(&stl, y, N, room, season, trend);
            for (size_t t = 0; t < N; t++) {
                CHECK_NEAR(season[t], profile[t % M], 0.1);
                CHECK_NEAR(trend[t], 12.5 + 0.3 * (double)t, 0.1);
            }
        }
    }
    free(room);
}

/* The periodic season is what a loess becomes whose window is far wider than the series: its slow twin, with outliers and gaps. */
TEST(a_season_for_all_years_agrees_with_a_wide_loess)
{
    enum { N = 252, M = 12 };
    double  y[N], season[N], trend[N], cycle[M], slow_trend[N];
    double *room = calloc(ri_stl_room(N, M), sizeof *room);
    for (int gaps = 0; room && gaps < 2; gaps++) {
        for (size_t t = 0; t < N; t++)
            y[t] = 40 + 0.05 * (double)t + 3 * sin((double)(t % M)) +
                   0.3 * ((double)(t * 37 % 11) - 5) + (t % 61 == 17 ? 35 : 0);
        for (size_t t = 100; gaps && t < 107; t++) y[t] = (double)NAN;
        struct ri_stl stl = ri_stl_usual(M, 10 * N + 1, true);
        stl.seasonal_degree = 0;
        ri_stl_run(&stl, y, N, room, season, slow_trend);
        for (size_t t = 0; t < ri_stl_periodic_room(N, M); t++) room[t] = 77; /* of nobody */
        ri_stl_periodic(y, N, M, 1e-7, room, cycle, trend);
        for (size_t t = 0; t < N; t++) {
            CHECK_NEAR(cycle[t % M], season[t], 2e-3);
            CHECK_NEAR(trend[t], slow_trend[t], 2e-3);
        }
    }
    free(room);
}
