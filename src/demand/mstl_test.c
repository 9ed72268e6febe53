/* STL and MSTL beside R's stl and forecast::mstl (tools/goldens/mstl_golden.R), and what they promise about gaps. */
#include "math/stl.h"

#include "base/golden.h"
#include "ets.h"
#include "models.h"

enum { MOST = 600, SEASONS_MOST = 2 };

struct work {
    double y[MOST], season[SEASONS_MOST * MOST], trend[MOST], want[MOST],
        room[12 * MOST + 20 * 180];
};

static const struct ri_json_value *read_cases(struct ri_json_document **document, const char *key)
{
    size_t      length = 0;
    const char *text = ri_test_data("mstl_golden.json", &length);
    *document = NULL;
    CHECK(text != NULL);
    if (!text) return NULL;
    CHECK_STATUS(ri_json_read(text, length, document, NULL), RI_OK);
    return ri_json_member(ri_json_root(*document), key);
}

TEST(one_season_as_R_takes_it_apart)
{
    static struct work          w;
    struct ri_json_document    *document;
    const struct ri_json_value *cases = read_cases(&document, "cases");
    CHECK_INT(cases ? ri_json_count(cases) : 0, 16);
    for (size_t i = 0; cases && i < ri_json_count(cases); i++) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        const size_t                n = golden_numbers(ri_json_member(one, "y"), w.y, MOST);
        char                        robust[8];
        CHECK(golden_text(one, "robust", robust, sizeof robust));
        const struct ri_stl stl =
            ri_stl_usual((size_t)golden_number(one, "m"), (size_t)golden_number(one, "width"),
                         strcmp(robust, "true") == 0);
        CHECK(ri_stl_room(n, stl.season) <= RI_COUNT(w.room));
        ri_stl_run(&stl, w.y, n, w.room, w.season, w.trend);
        CHECK_INT(golden_numbers(ri_json_member(one, "season"), w.want, MOST), n);
        for (size_t t = 0; t < n; t++) CHECK_NEAR(w.season[t], w.want[t], 1e-7);
        CHECK_INT(golden_numbers(ri_json_member(one, "trend"), w.want, MOST), n);
        for (size_t t = 0; t < n; t++) CHECK_NEAR(w.trend[t], w.want[t], 1e-7);
    }
    ri_json_document_free(document);
}

TEST(several_seasons_as_R_takes_them_apart)
{
    static struct work          w;
    struct ri_json_document    *document;
    const struct ri_json_value *cases = read_cases(&document, "several");
    CHECK_INT(cases ? ri_json_count(cases) : 0, 8);
    for (size_t i = 0; cases && i < ri_json_count(cases); i++) {
        const struct ri_json_value *one = ri_json_at(cases, i, NULL);
        const size_t                n = golden_numbers(ri_json_member(one, "y"), w.y, MOST);
        double                      periods[SEASONS_MOST], at[MOST];
        CHECK_INT(golden_numbers(ri_json_member(one, "m"), periods, SEASONS_MOST), 2);
        const size_t seasons[] = {(size_t)periods[0], (size_t)periods[1]};
        CHECK(ri_mstl_room(n, seasons, 2) <= RI_COUNT(w.room));
        ri_mstl_run(w.y, n, seasons, 2, 2, w.room, w.season, w.trend);
        const size_t count = golden_numbers(ri_json_member(one, "at"), at, MOST);
        for (size_t k = 0; k < 2; k++) {
            (void)golden_numbers(ri_json_member(one, k ? "long" : "short"), w.want, MOST);
            for (size_t p = 0; p < count; p++)
                CHECK_NEAR(w.season[k * n + (size_t)at[p]], w.want[p], 1e-7);
        }
        for (size_t t = 0; t < n; t++) /* nothing is lost */
            CHECK_NEAR(w.trend[t] + w.season[t] + w.season[n + t], w.y[t], 1e-9);
    }
    ri_json_document_free(document);
}

/* A line and two waves that loess follows; what is missing is guessed right to a hair. */
static double plain(size_t t)
{
    return 40 + 0.25 * (double)t + 6.5 * sin(0.8975979010256552 * (double)t) +
           3.7 * cos(0.2243994752564138 * (double)t);
}

TEST(gaps_take_the_season_and_trend_of_their_neighbours)
{
    static struct work w;
    enum { N = 280 };
    const size_t seasons[] = {7, 28};
    for (size_t kind = 0; kind < 3; kind++) { /* single days, a month shut, both ends unknown */
        for (size_t t = 0; t < N; t++) {
            const bool gap = kind == 0   ? t % 11 == 4
                             : kind == 1 ? t >= 120 && t < 150
                                         : t < 9 || t > 270;
            w.y[t] = gap ? (double)NAN : plain(t);
        }
        ri_mstl_run(w.y, N, seasons, 2, 2, w.room, w.season, w.trend);
        for (size_t t = 0; t < N; t++) {
            const double wave = plain(t) - 40 - 0.25 * (double)t;
            CHECK(isnan(w.trend[t]) == isnan(w.y[t]));
            CHECK_NEAR(w.season[t] + w.season[N + t], wave, kind == 1 ? 2.5 : 0.8);
        }
    }
}

TEST(a_position_never_seen_and_nothing_at_all_stay_finite)
{
    static struct work w;
    enum { N = 90 };
    const struct ri_stl stl = ri_stl_usual(7, 11, true);
    for (int all = 0; all < 2; all++) {
        for (size_t t = 0; t < N; t++) w.y[t] = all || t % 7 == 6 ? (double)NAN : 12.5;
        ri_stl_run(&stl, w.y, N, w.room, w.season, w.trend);
        for (size_t t = 0; t < N; t++) {
            CHECK(isfinite(w.season[t]) && isfinite(w.trend[t]));
            if (!all && t % 7 != 6) CHECK_NEAR(w.season[t] + w.trend[t], 12.5, 2);
        }
    }
}

TEST(outliers_do_not_pull_when_told_not_to)
{
    static struct work w;
    enum { N = 140 };
    double far[2] = {0, 0};
    for (int robust = 0; robust < 2; robust++) {
        const struct ri_stl stl = ri_stl_usual(7, 11, robust);
        for (size_t t = 0; t < N; t++) w.y[t] = plain(t) + (t == 60 || t == 90 ? 500 : 0);
        ri_stl_run(&stl, w.y, N, w.room, w.season, w.trend);
        for (size_t t = 0; t < N; t++)
            if (t != 60 && t != 90)
                far[robust] = fmax(far[robust], fabs(w.season[t] + w.trend[t] - plain(t)));
    }
    CHECK(far[0] > 30 && far[1] < 3);
}

/* Two seasons by hand: 3 and 12 periods that repeat exactly and no more; the forecast repeats both. */
TEST(both_seasons_are_carried_on)
{
    static const double quarter[3] = {-4.25, 1.5, 2.75};
    enum { N = 120, H = 30 };
    double           y[N], mean[H];
    struct ri_fitted fitted;
    struct ri_arena  mem;
    for (size_t t = 0; t < N; t++) y[t] = 20.5 + quarter[t % 3] + (t % 12 == 5 ? 11 : -1);
    struct ri_history history = {.y = y, .n = N, .season = 12, .more = {3}};
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(ri_forecaster_run(&ri_mstl_model, &history, H, &mem, mean, &fitted, NULL), RI_OK);
    for (size_t j = 0; j < H; j++)
        CHECK_NEAR(mean[j], 20.5 + quarter[(N + j) % 3] + ((N + j) % 12 == 5 ? 11 : -1), 0.05);
    history.more[0] = 0, history.season = 3; /* the long one unknown: its peak is not foreseen */
    CHECK_STATUS(ri_forecaster_run(&ri_mstl_model, &history, H, &mem, mean, &fitted, NULL), RI_OK);
    CHECK(mean[5] < 28);
    ri_arena_release(&mem);
}

static double ahead(double *y, size_t n, size_t season, size_t other, struct ri_fitted *fitted,
                    double *mean)
{
    struct ri_arena   mem;
    struct ri_history history = {.y = y, .n = n, .season = season, .more = {other}};
    ri_arena_init(&mem, 1 << 22);
    CHECK_STATUS(ri_forecaster_run(&ri_mstl_model, &history, 14, &mem, mean, fitted, NULL), RI_OK);
    ri_arena_release(&mem);
    return mean[0];
}

TEST(the_shortest_season_is_taken_off_first)
{
    double           y[120], one[14], other[14];
    struct ri_fitted fitted;
    for (size_t t = 0; t < 120; t++)
        y[t] = 50.385 + (double)(t % 3) * (double)t * 0.1 + 9 * sin((double)t * 0.5236) +
               4 * sin((double)(t * t) * 0.7);
    (void)ahead(y, 120, 3, 12, &fitted, one);
    (void)ahead(y, 120, 12, 3, &fitted, other);
    for (size_t j = 0; j < 14; j++) CHECK_NEAR(one[j], other[j], 1e-12);
}

/* A swing that grows: the forecast swings as the newest season did, around the smoothing of the rest. */
TEST(seasons_go_on_as_in_their_newest_cycle)
{
    enum { N = 84, M = 7 };
    static struct work w;
    double             mean[14], rest[14];
    struct ri_fitted   fitted;
    struct ri_ets      ets;
    size_t             known, season = M;
    for (size_t t = 0; t < N; t++)
        w.y[t] = 50.385 + (double)t * 0.2 * sin((double)t * 0.8975979) + sin((double)(t * t));
    (void)ahead(w.y, N, M, 0, &fitted, mean);
    ri_mstl_run(w.y, N, &season, 1, 2, w.room, w.season, w.trend);
    ri_ets_read(&fitted, &ets);
    (void)ri_ets_run(&ets, w.trend, N, &known, NULL);
    ri_ets_forecast(&ets, N, 14, rest);
    for (size_t j = 0; j < 14; j++) CHECK_NEAR(mean[j], rest[j] + w.season[N - M + j % M], 1e-9);
}
