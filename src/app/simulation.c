/* Series by series, in parallel: the world as it was, forecasts rolled through it, every player in it. */
#include "app/simulation.h"

#include "base/thread.h"
#include "demand/stock_demand.h"
#include "inventory/demand_law.h"

#include <math.h>
#include <stdatomic.h>

enum { REACH_SEASONS = 4, OPENING_WINDOW = 1 };
static const double MICRO =
    1e6; /* costs are summed in millionths: sums do not depend on the order */

/* What simple rules are tuned over: seasons of mean sales; cover and what lies beyond it in times of lead time and review. */
static const size_t seasons_of_mean[] = {4, 8, 13, 26};
static const double covers[] = {0.5, 0.625, 0.75, 0.875, 1,    1.125, 1.25,
                                1.5, 1.75,  2,    2.5,   3.25, 4.5,   6};
static const double beyonds[] = {0.25, 0.5, 1, 2};
enum { TRIALS = RI_COUNT(seasons_of_mean) * RI_COUNT(covers) * (1 + RI_COUNT(beyonds)) };

struct running {
    struct ri_simulation *s;
    struct ri_arena      *scratch; /* by worker */
    int64_t (*cost)[TRIALS];       /* by worker, while tuning */
    int64_t       from, to;        /* periods that are counted in this pass */
    atomic_size_t done;
    const char   *stage;
};

/* ---- The world of a series ------------------------------------------------------------------------------------------- */

struct world {
    const struct ri_series           *series;
    const struct ri_simulation_terms *terms;
    int64_t                           start; /* period 0 of the play */
    struct ri_play                    play;
    double *sold, *received, *counted, *ordered; /* [play.periods] as it was */
    double *upto, *known; /* [n + 1] sums of sales and numbers of known periods */
};

static double sold_in(const struct ri_series *series, int64_t period)
{
    const int64_t t = period - series->start;
    return t < 0 || t >= (int64_t)series->n || isnan(series->y[t]) ? 0 : fmax(series->y[t], 0);
}

/* What was wanted: sales, and on days that ended without stock what the law of demand expects besides. */
static ri_status wanted(const struct ri_simulation *s, struct world *w, struct ri_arena *scratch,
                        double *ret, struct ri_error *err)
{
    const struct ri_series *series = w->series;
    for (size_t t = 0; t < w->play.periods; t++) ret[t] = sold_in(series, w->start + (int64_t)t);
    bool cut = false;
    for (size_t t = 0; series->censored && t < series->n; t++) cut = cut || series->censored[t];
    if (!cut) return RI_OK;
    struct ri_demand_law law;
    double              *y;
    RI_ARENA_NEW(y, scratch, series->n, err);
    for (size_t t = 0; t < series->n; t++)
        y[t] = isnan(series->y[t]) ? series->y[t] : fmax(series->y[t], 0);
    RI_TRY(ri_demand_law_fit(y, series->censored, series->n, s->season, REACH_SEASONS * s->season,
                             scratch, &law, err));
    for (size_t t = 0; t < w->play.periods; t++) {
        const int64_t at = w->start + (int64_t)t - series->start;
        if (at >= 0 && at < (int64_t)series->n && !isnan(law.wanted[at])) ret[t] = law.wanted[at];
    }
    return RI_OK;
}

static ri_status sum_up(struct world *w, struct ri_arena *scratch, struct ri_error *err)
{
    const size_t n = w->series->n;
    RI_ARENA_NEW(w->upto, scratch, n + 1, err);
    RI_ARENA_NEW(w->known, scratch, n + 1, err);
    for (size_t t = 0; t < n; t++) {
        const bool there = !isnan(w->series->y[t]);
        w->upto[t + 1] = w->upto[t] + (there ? fmax(w->series->y[t], 0) : 0);
        w->known[t + 1] = w->known[t] + there;
    }
    return RI_OK;
}

/* Mean sales a period of the newest `window` before a period: what a shop that keeps a list would know. */
static double mean_before(const struct world *w, int64_t period, size_t window)
{
    int64_t to = period - w->series->start;
    if (to <= 0) return 0;
    if (to > (int64_t)w->series->n) to = (int64_t)w->series->n;
    const int64_t from = to > (int64_t)window ? to - (int64_t)window : 0;
    const double  known = w->known[to] - w->known[from];
    return known > 0 ? (w->upto[to] - w->upto[from]) / known : 0;
}

/* Everybody begins with the stock there was, and with the goods that came within the first lead time; where nobody wrote that
 * down, with mean sales over lead time and review. */
static ri_status open_shelf(const struct ri_simulation *s, size_t i, struct world *w,
                            struct ri_arena *scratch, struct ri_error *err)
{
    const size_t protection = w->terms->lead_time + w->terms->review;
    const double mean = mean_before(w, w->start, seasons_of_mean[OPENING_WINDOW] * s->season);
    w->play.opening = ceil(mean * (double)protection);
    if (!s->records) return RI_OK;
    const size_t n =
        (size_t)(s->panel->last + 1 - w->start); /* to the last day: a count may come late */
    double *sold;
    RI_ARENA_NEW(sold, scratch, n, err);
    RI_ARENA_NEW(w->received, scratch, n, err);
    RI_ARENA_NEW(w->ordered, scratch, n, err);
    RI_ARENA_NEW(w->counted, scratch, n, err);
    ri_stock_record_of(s->records, i, w->start, n, w->received, w->ordered, w->counted);
    for (size_t t = 0; t < n; t++) sold[t] = sold_in(w->series, w->start + (int64_t)t);
    w->sold = sold;
    const struct ri_play_history history = {w->received, sold, w->counted, w->ordered};
    const double                 opening = ri_play_opening(&history, n);
    if (!isnan(opening)) w->play.opening = fmax(opening, 0);
    w->play.arrivals = w->received;
    w->play.arrival_count = w->terms->lead_time < n ? w->terms->lead_time : n;
    return RI_OK;
}

static ri_status make_world(const struct running *run, size_t i, struct ri_arena *scratch,
                            struct world *ret, struct ri_error *err)
{
    const struct ri_simulation_terms *terms = &run->s->terms[i];
    const size_t                      protection = terms->lead_time + terms->review;
    struct world                      w = {.series = &run->s->panel->series[i], .terms = terms};
    double                           *demand;
    w.start = run->from - (int64_t)protection;
    w.play = (struct ri_play){.periods = (size_t)(run->to - w.start),
                              .skipped = protection,
                              .lead_time = terms->lead_time,
                              .review = terms->review,
                              .shelf_life = terms->shelf_life,
                              .pack = terms->pack,
                              .minimum = terms->minimum};
    RI_ARENA_NEW(demand, scratch, w.play.periods, err);
    RI_TRY(sum_up(&w, scratch, err));
    RI_TRY(wanted(run->s, &w, scratch, demand, err));
    RI_TRY(open_shelf(run->s, i, &w, scratch, err));
    w.play.demand = demand;
    *ret = w;
    return RI_OK;
}

static void rates(const struct world *w, size_t window, double *ret)
{
    const size_t reviews = ri_play_reviews(&w->play);
    for (size_t r = 0; r < reviews; r++)
        ret[r] = mean_before(w, w->start + (int64_t)(r * w->play.review), window);
}

/* ---- Tuning ----------------------------------------------------------------------------------------------------------- */

/* The k-th trial; weeks of cover first, then minimum and maximum. */
static struct ri_player trial_of(const struct ri_simulation *s, size_t k)
{
    const size_t plain = RI_COUNT(seasons_of_mean) * RI_COUNT(covers);
    const bool   two = k >= plain;
    const size_t rest = two ? (k - plain) / RI_COUNT(beyonds) : k;
    return (struct ri_player){.policy = two ? "min_max" : "weeks_of_cover",
                              .rule = ri_policy_find(two ? "min_max" : "weeks_of_cover"),
                              .window = seasons_of_mean[rest / RI_COUNT(covers)] * s->season,
                              .cover = covers[rest % RI_COUNT(covers)],
                              .beyond = two ? beyonds[(k - plain) % RI_COUNT(beyonds)] : 0};
}

static ri_status play_rule(const struct world *w, const struct ri_player *player,
                           const double *rate, struct ri_arena *scratch, struct ri_play_result *ret,
                           struct ri_error *err)
{
    const double                    protection = (double)(w->terms->lead_time + w->terms->review);
    const struct ri_policy_settings settings = {
        .rate = rate, .cover = player->cover * protection, .beyond = player->beyond * protection};
    return ri_play_policy(&w->play, player->rule, &settings, scratch, NULL, ret, err);
}

static ri_status tune_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct running            *run = context;
    struct ri_arena           *scratch = &run->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct world               w;
    double                    *rate;
    size_t                     window = 0;
    if (!run->s->terms[i].played) return RI_OK;
    RI_TRY(make_world(run, i, scratch, &w, err));
    RI_ARENA_NEW(rate, scratch, ri_play_reviews(&w.play), err);
    for (size_t k = 0; k < TRIALS; k++) {
        const struct ri_player player = trial_of(run->s, k);
        struct ri_play_result  result;
        if (player.window != window) rates(&w, window = player.window, rate);
        RI_TRY(play_rule(&w, &player, rate, scratch, &result, err));
        run->cost[worker][k] += llround(ri_play_cost(&result, &w.terms->prices).total * MICRO);
    }
    ri_arena_rewind(scratch, mark);
    ri_task_progress(run->s->task, run->stage, atomic_fetch_add(&run->done, 1) + 1,
                     run->s->panel->series_count, "series");
    return RI_OK;
}

static void add_player(struct ri_simulation *s, struct ri_player player)
{
    s->player[s->player_count++] = player;
}

static void name_setting(struct ri_player *player)
{
    if (player->beyond > 0)
        snprintf(player->setting, sizeof player->setting,
                 "minimum %g, maximum %g times lead time and review, mean of %zu periods",
                 player->cover, player->cover + player->beyond, player->window);
    else
        snprintf(player->setting, sizeof player->setting,
                 "%g times lead time and review, mean of %zu periods", player->cover,
                 player->window);
}

/* The cheapest trial of each rule; the first of equals. */
static void add_tuned(struct running *run, unsigned threads)
{
    struct ri_simulation    *s = run->s;
    static const char *const rules[] = {"weeks_of_cover", "min_max"};
    for (size_t r = 0; r < RI_COUNT(rules); r++) {
        struct ri_player best = {.rule = NULL};
        int64_t          least = INT64_MAX;
        for (size_t k = 0; k < TRIALS; k++) {
            struct ri_player player = trial_of(s, k);
            int64_t          cost = 0;
            for (unsigned t = 0; t < threads; t++) cost += run->cost[t][k];
            if (strcmp(player.policy, rules[r]) != 0 || cost >= least) continue;
            least = cost;
            best = player;
        }
        name_setting(&best);
        add_player(s, best);
    }
}

/* ---- Playing ----------------------------------------------------------------------------------------------------------- */

static ri_status roll(const struct ri_simulation *s, const struct world *w,
                      struct ri_arena *scratch, struct ri_rolled *ret, struct ri_error *err)
{
    struct ri_rolling options = ri_rolling_usual(s->panel->frequency, s->season);
    options.refit = s->refit;
    options.lead = w->terms->lead_time;
    options.protection = w->terms->lead_time + w->terms->review;
    options.draws = s->draws;
    options.first = w->start - 1;
    options.step = w->play.review;
    options.reviews = ri_play_reviews(&w->play);
    options.silences = s->silences;
    const size_t i = (size_t)(w->series - s->panel->series);
    if (s->closed) {
        options.closed = s->closed + i * s->closed_count;
        options.closed_first = s->closed_first;
        options.closed_count = s->closed_count;
    }
    if (s->lifts && s->lifts->at[i]) {
        options.lift = s->lifts->at[i];
        options.lift_first = s->lifts->first;
        options.lift_count = s->lifts->periods;
    }
    return ri_roll_forecasts(&options, w->series, scratch, scratch, ret, err);
}

static ri_status play_one(const struct ri_simulation *s, const struct world *w,
                          const struct ri_player *player, const struct ri_rolled *rolled,
                          double *rate, struct ri_arena *scratch, struct ri_play_result *ret,
                          struct ri_error *err)
{
    if (!player->rule) {
        const struct ri_play_history history = {w->received, w->sold, w->counted, w->ordered};
        return ri_play_record(&w->play, &history, NULL, ret, err);
    }
    if (player->window) {
        rates(w, player->window, rate);
        return play_rule(w, player, rate, scratch, ret, err);
    }
    const struct ri_policy_settings settings = {.draws = rolled->draws,
                                                .lead_draws = rolled->lead_draws,
                                                .mean = rolled->ahead,
                                                .draw_count = s->draws,
                                                .service = player->service,
                                                .shortage_cost = w->terms->prices.margin,
                                                .holding_cost = w->terms->prices.holding,
                                                .order_cost = w->terms->prices.order};
    return ri_play_policy(&w->play, player->rule, &settings, scratch, NULL, ret, err);
}

static ri_status play_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct running            *run = context;
    struct ri_simulation      *s = run->s;
    struct ri_arena           *scratch = &run->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    struct world               w;
    struct ri_rolled           rolled;
    double                    *rate;
    if (!s->terms[i].played) return RI_OK;
    RI_TRY(make_world(run, i, scratch, &w, err));
    RI_ARENA_NEW(rate, scratch, ri_play_reviews(&w.play), err);
    RI_TRY(roll(s, &w, scratch, &rolled, err));
    for (size_t p = 0; p < s->player_count; p++)
        RI_TRY(play_one(s, &w, &s->player[p], &rolled, rate, scratch,
                        &s->result[i * s->player_count + p], err));
    ri_arena_rewind(scratch, mark);
    ri_task_progress(s->task, run->stage, atomic_fetch_add(&run->done, 1) + 1,
                     s->panel->series_count, "series");
    return RI_OK;
}

static void add_forecast_players(struct ri_simulation *s)
{
    const struct ri_policy *forecast = ri_policy_find("forecast");
    add_player(s, (struct ri_player){.policy = "forecast",
                                     .setting = "by costs",
                                     .rule = forecast,
                                     .service = (double)NAN});
    for (size_t k = 0; k < s->service_count; k++) {
        struct ri_player player = {
            .policy = "forecast", .rule = forecast, .service = s->services[k]};
        snprintf(player.setting, sizeof player.setting, "service %g", s->services[k]);
        add_player(s, player);
    }
}

/* ---- The run ------------------------------------------------------------------------------------------------------------ */

static ri_status pass(struct running *run, const char *stage, int64_t from, int64_t to,
                      ri_item_fn *item, struct ri_error *err)
{
    run->stage = stage;
    run->from = from;
    run->to = to;
    atomic_store(&run->done, 0);
    return ri_parallel(run->s->task, run->s->panel->series_count, item, run, err);
}

static ri_status tune_and_play(struct running *run, unsigned threads, struct ri_arena *mem,
                               struct ri_error *err)
{
    struct ri_simulation *s = run->s;
    s->player_count = 0;
    s->silences = ri_stock_silences(s->panel);
    add_forecast_players(s);
    RI_TRY(pass(run, "tune", s->from - (int64_t)s->tuned, s->from, tune_series, err));
    add_tuned(run, threads);
    if (s->records) add_player(s, (struct ri_player){.policy = "as_it_was", .setting = ""});
    RI_ARENA_NEW(s->result, mem, s->panel->series_count * s->player_count, err);
    return pass(run, "simulate", s->from, s->to, play_series, err);
}

ri_status ri_simulation_run(struct ri_simulation *simulation, struct ri_arena *mem,
                            struct ri_error *err)
{
    struct running run = {.s = simulation};
    const unsigned threads = ri_task_threads(simulation->task);
    if (simulation->service_count + 4 > RI_PLAYERS_MOST)
        return ri_fail(err, RI_EUSAGE, "at most %d service levels; got %zu", RI_PLAYERS_MOST - 4,
                       simulation->service_count);
    RI_ARENA_NEW(run.scratch, mem, threads, err);
    RI_ARENA_NEW(run.cost, mem, threads, err);
    for (unsigned t = 0; t < threads; t++) ri_arena_init(&run.scratch[t], mem->limit);
    const ri_status status = tune_and_play(&run, threads, mem, err);
    for (unsigned t = 0; t < threads; t++) ri_arena_release(&run.scratch[t]);
    return status;
}
