/* Review after review: clean what is known, carry the model forward, draw from its errors. */
#include "rolling.h"

#include "interval.h"
#include "silence.h"
#include "sum_law.h"

#include <math.h>

enum { MODELS_MOST = 8, SEASONS = 52, WINDOWS = 90, FEW = 20, SILENT_SEASONS = 8, NEW_SEASONS = 2 };
static const double BETTER = 0.95; /* of the squared error of the model that holds the seat */

static const char *const short_list[] = {"steady_level", "seasonal_ses", NULL};

struct window { /* a sum that was forecast in the past */
    int64_t start;
    double *ahead; /* [protection] */
};
struct roll {
    const struct ri_rolling    *options;
    const struct ri_series     *series;
    const struct ri_forecaster *models[MODELS_MOST];
    size_t                      model_count;
    struct ri_arena            *scratch;

    /* of the epoch */
    int64_t                     edge;  /* first period that its histories may hold */
    const struct ri_forecaster *model; /* NULL: too short a history */
    struct ri_fitted            fitted;
    size_t                      spacing, windows, room;
    struct window *window, *other; /* rising by start; another model's while they are compared */

    /* of the review */
    int64_t           last, begin; /* period of the history's first value */
    struct ri_cleaned c;
};

/* ---- One forecast ------------------------------------------------------------------------------------------------ */

/* What the model said about the protection period that begins at `start`. *ret_good: it can be used. */
static ri_status ahead_of(struct roll *roll, const struct ri_forecaster *model,
                          const struct ri_fitted *fitted, int64_t start, double *ret,
                          bool *ret_good, struct ri_error *err)
{
    const struct ri_history    known = {.y = roll->c.history.y,
                                        .n = (size_t)(start - roll->begin),
                                        .season = roll->c.history.season};
    const struct ri_arena_mark mark = ri_arena_mark(roll->scratch);
    *ret_good = start > roll->begin && ri_forecaster_accepts(model, &known);
    if (!*ret_good) return RI_OK;
    RI_TRY(model->forecast(&known, fitted, roll->options->protection, roll->scratch, ret, err));
    ri_arena_rewind(roll->scratch, mark);
    for (size_t j = 0; j < roll->options->protection; j++) {
        if (!isfinite(ret[j])) *ret_good = false;
        if (roll->c.never_negative && ret[j] < 0) ret[j] = 0;
    }
    return RI_OK;
}

/* Sums over the known periods of a window, actual and forecast, of `span` periods; the part of them that is known; 0 when the
 * window is not over. */
static double sums(const struct roll *roll, const struct window *window, size_t span,
                   double *ret_actual, double *ret_forecast)
{
    const double *raw = roll->c.raw + (window->start - roll->begin);
    size_t        known = 0;
    double        actual = 0, forecast = 0;
    if (window->start + (int64_t)span - 1 > roll->last) return 0;
    for (size_t j = 0; j < span; j++) {
        if (isnan(raw[j])) continue;
        actual += raw[j];
        forecast += window->ahead[j];
        known++;
    }
    *ret_actual = actual;
    *ret_forecast = forecast;
    return (double)known / (double)span;
}

/* ---- The epoch --------------------------------------------------------------------------------------------------- */

static int64_t first_window(const struct roll *roll)
{
    const int64_t half = roll->begin + (int64_t)(roll->c.history.n / 2);
    const int64_t year = roll->last + 1 - (int64_t)(SEASONS * roll->options->season) -
                         (int64_t)roll->options->protection;
    return half > year ? half : year;
}

/* Windows by a model from the first on; mean squared error of the sums, INFINITY: it cannot. */
static ri_status try_model(struct roll *roll, const struct ri_forecaster *model,
                           struct window *windows, size_t *ret_count, double *ret_loss,
                           struct ri_error *err)
{
    const int64_t     first = first_window(roll);
    struct ri_history before = {.y = roll->c.history.y,
                                .n = (size_t)(first - roll->begin),
                                .season = roll->c.history.season};
    struct ri_fitted  fitted = {.count = 0};
    double            loss = 0, measured = 0, actual, forecast;
    size_t            count = 0;
    *ret_loss = INFINITY;
    *ret_count = 0;
    if (!ri_forecaster_accepts(model, &before)) return RI_OK;
    if (model->fit) RI_TRY(model->fit(&before, roll->scratch, &fitted, err));
    for (int64_t start = first; start <= roll->last; start += (int64_t)roll->spacing) {
        struct window *window = &windows[count];
        bool           good;
        window->start = start;
        RI_TRY(ahead_of(roll, model, &fitted, start, window->ahead, &good, err));
        if (!good) continue;
        count++;
        if (2 * sums(roll, window, roll->options->protection, &actual, &forecast) < 1) continue;
        loss += (actual - forecast) * (actual - forecast);
        measured += 1;
    }
    if (measured > 0) *ret_loss = loss / measured;
    *ret_count = count;
    return RI_OK;
}

static ri_status choose(struct roll *roll, struct ri_error *err)
{
    double     best = INFINITY;
    const bool old = roll->c.history.n >= NEW_SEASONS * roll->options->season;
    roll->model = NULL;
    roll->windows = 0;
    if (!old || !(roll->c.mean_size > 0)) return RI_OK;
    for (size_t m = 0; m < roll->model_count; m++) {
        const struct ri_arena_mark mark = ri_arena_mark(roll->scratch);
        double                     loss;
        size_t                     count;
        RI_TRY(try_model(roll, roll->models[m], roll->other, &count, &loss, err));
        ri_arena_rewind(roll->scratch, mark);
        if (!(roll->model ? loss < BETTER * best : loss < INFINITY)) continue;
        struct window *const windows = roll->window;
        roll->window = roll->other;
        roll->other = windows;
        roll->windows = count;
        roll->model = roll->models[m];
        best = loss;
    }
    roll->fitted = (struct ri_fitted){.count = 0};
    for (size_t m = 0; m < roll->model_count && !roll->model; m++)
        if (ri_forecaster_accepts(roll->models[m], &roll->c.history)) roll->model = roll->models[m];
    if (!roll->model || !roll->model->fit) return RI_OK;
    const struct ri_arena_mark mark = ri_arena_mark(roll->scratch);
    RI_TRY(roll->model->fit(&roll->c.history, roll->scratch, &roll->fitted, err));
    ri_arena_rewind(roll->scratch, mark);
    return RI_OK;
}

/* Windows that began since the review before. */
static ri_status extend(struct roll *roll, struct ri_error *err)
{
    while (roll->windows && roll->windows < roll->room) {
        struct window *window = &roll->window[roll->windows];
        bool           good;
        window->start = roll->window[roll->windows - 1].start + (int64_t)roll->spacing;
        if (window->start > roll->last) return RI_OK;
        RI_TRY(
            ahead_of(roll, roll->model, &roll->fitted, window->start, window->ahead, &good, err));
        if (!good) return RI_OK;
        roll->windows++;
    }
    return RI_OK;
}

/* ---- The review --------------------------------------------------------------------------------------------------- */

/* Outcomes around `total` from past sums; few of them: single deviations, as if periods were independent, join in. */
static size_t outcomes_of(const struct roll *roll, size_t span, double total, double *ret,
                          struct ri_sum_law *ret_law)
{
    const int64_t oldest = roll->last + 1 - (int64_t)(SEASONS * roll->options->season + span);
    const double *raw = roll->c.raw, periods = (double)span;
    size_t        count = 0;
    double        actual, forecast;
    for (size_t w = 0; w < roll->windows; w++) {
        if (roll->window[w].start < oldest) continue;
        const double part = sums(roll, &roll->window[w], span, &actual, &forecast);
        if (2 * part < 1) continue; /* closed days: compare like with like */
        ret[count++] =
            ri_outcome(&roll->c, total, forecast / part, (actual - forecast) / part, periods);
        ri_sum_law_add(ret_law, actual / part, forecast / part);
    }
    if (count >= FEW) return count;
    const size_t n = roll->c.history.n, newest = n > FEW ? n - FEW : 0;
    for (size_t t = newest; t < n; t++)
        if (!isnan(raw[t]))
            ret[count++] = ri_outcome(&roll->c, total, total,
                                      (raw[t] - total / periods) * sqrt(periods), periods);
    return count;
}

/* Counts follow the law of sums; weights and what was below 0 their own past errors. */
static void draw_sum(const struct roll *roll, size_t span, double total, double *outcomes,
                     double *ret)
{
    struct ri_sum_law law = {0};
    const size_t count = outcomes_of(roll, span, total, outcomes, &law), n = roll->options->draws;
    if (roll->c.whole && roll->c.never_negative) {
        const double apart = fmin((double)roll->spacing / (double)span, 1);
        const double sold = roll->c.mean_size * (double)roll->c.known;
        ri_sum_law_draws(total, ri_sum_law_variance(&law, law.count * apart, sold, total), n, ret);
    } else {
        ri_interval_draws(&roll->c, total, outcomes, count, n, ret);
    }
}

/* A history begins with a sale, because what was before it is not known; so the first day says more than it should. Until there
 * are models to do better it counts as a whole season. */
static double mean_of_new(const struct roll *roll)
{
    const double *y = roll->c.history.y;
    double        sum = 0, known = 0;
    for (size_t t = 0; t < roll->c.history.n; t++) {
        if (isnan(y[t])) continue;
        sum += y[t];
        known += t ? 1 : (double)roll->options->season;
    }
    return known > 0 ? sum / known : 0;
}

static ri_status look_ahead(struct roll *roll, double *ahead, struct ri_error *err)
{
    bool good = false;
    if (roll->model)
        RI_TRY(ahead_of(roll, roll->model, &roll->fitted, roll->last + 1, ahead, &good, err));
    if (good) return RI_OK;
    const double mean = mean_of_new(roll);
    for (size_t j = 0; j < roll->options->protection; j++) ahead[j] = mean;
    roll->windows = 0;
    return RI_OK;
}

static double lift_at(const struct ri_rolling *o, int64_t period)
{
    const int64_t t = period - o->lift_first;
    return o->lift && t >= 0 && t < (int64_t)o->lift_count ? (double)o->lift[t] : 1;
}

static bool closed_at(const struct ri_rolling *o, int64_t period)
{
    const int64_t t = period - o->closed_first;
    return o->closed && t >= 0 && t < (int64_t)o->closed_count && o->closed[t];
}

/* From plain days to those that are planned. */
static void plan_days(const struct roll *roll, double *ahead)
{
    const struct ri_rolling *o = roll->options;
    for (size_t j = 0; j < o->protection; j++) {
        const int64_t period = roll->last + 1 + (int64_t)j;
        ahead[j] = closed_at(o, period) ? 0 : ahead[j] * lift_at(o, period);
    }
}

static double sum_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

static ri_status draw(struct roll *roll, size_t review, struct ri_rolled *rolled,
                      struct ri_error *err)
{
    const struct ri_rolling *o = roll->options;
    double                  *ahead = rolled->ahead + review * o->protection, *outcomes;
    RI_ARENA_NEW(outcomes, roll->scratch, roll->room + FEW, err);
    RI_TRY(look_ahead(roll, ahead, err));
    plan_days(roll, ahead);
    const double total = sum_of(ahead, o->protection), lead = sum_of(ahead, o->lead);
    rolled->mean[review] = total;
    draw_sum(roll, o->protection, total, outcomes, rolled->draws + review * o->draws);
    if (rolled->lead_draws)
        draw_sum(roll, o->lead, lead, outcomes, rolled->lead_draws + review * o->draws);
    return RI_OK;
}

/* A history of plain days: what promotions and prices multiplied is divided again. */
static ri_status divide_lifts(struct roll *roll, struct ri_error *err)
{
    const struct ri_rolling *o = roll->options;
    const size_t             n = roll->c.history.n;
    double                  *y, *raw;
    if (!o->lift) return RI_OK;
    RI_ARENA_NEW(y, roll->scratch, n, err);
    RI_ARENA_NEW(raw, roll->scratch, n, err);
    for (size_t t = 0; t < n; t++) {
        const double lift = lift_at(o, roll->begin + (int64_t)t);
        y[t] = roll->c.history.y[t] / lift;
        raw[t] = roll->c.raw[t] / lift;
    }
    roll->c.history.y = y;
    roll->c.raw = raw;
    return RI_OK;
}

/* What a silence hides is not known, neither to the model nor to its errors. */
static ri_status hide_silences(struct roll *roll, struct ri_error *err)
{
    const size_t n = roll->c.history.n;
    double      *y, *raw;
    RI_ARENA_NEW(y, roll->scratch, n, err);
    RI_ARENA_NEW(raw, roll->scratch, n, err);
    memcpy(y, roll->c.history.y, n * sizeof *y);
    memcpy(raw, roll->c.raw, n * sizeof *raw);
    if (!ri_silence_hide(y, n, SILENT_SEASONS * roll->options->season)) return RI_OK;
    for (size_t t = 0; t < n; t++)
        if (isnan(y[t])) raw[t] = NAN;
    roll->c.history.y = y;
    roll->c.raw = raw;
    return RI_OK;
}

static ri_status review(struct roll *roll, size_t i, struct ri_rolled *rolled, struct ri_error *err)
{
    const struct ri_rolling *o = roll->options;
    const bool    settled = roll->model && roll->windows >= FEW && (!o->refit || i % o->refit);
    const int64_t begin = roll->begin;
    roll->last = o->first + (int64_t)(i * o->step);
    if (!settled) roll->edge = roll->last - (int64_t)o->history + 1;
    RI_TRY(ri_clean(roll->series, roll->last, (size_t)(roll->last - roll->edge + 1), o->season,
                    roll->scratch, &roll->c, err));
    roll->begin = roll->last + 1 - (int64_t)roll->c.history.n;
    RI_TRY(divide_lifts(roll, err));
    if (o->silences) RI_TRY(hide_silences(roll, err));
    if (settled && roll->begin == begin) {
        RI_TRY(extend(roll, err));
    } else {
        RI_TRY(choose(roll, err));
        rolled->epochs++;
    }
    rolled->never_negative = roll->c.never_negative;
    rolled->whole = roll->c.whole;
    rolled->model = roll->c.mean_size > 0 ? roll->model ? roll->model->name : "mean" : "zero";
    return draw(roll, i, rolled, err);
}

/* ---- All of them --------------------------------------------------------------------------------------------------- */

static ri_status check(const struct ri_rolling *o, struct roll *roll, struct ri_error *err)
{
    if (!o->season || !o->history || !o->protection || !o->draws || !o->step || !o->reviews ||
        o->lead > o->protection)
        return ri_fail(err, RI_EUSAGE,
                       "rolling forecasts: season %zu, history %zu, lead %zu of %zu periods, %zu "
                       "draws, %zu reviews %zu apart",
                       o->season, o->history, o->lead, o->protection, o->draws, o->reviews,
                       o->step);
    const char *const *names = o->models ? o->models : short_list;
    for (; *names; names++) {
        const struct ri_forecaster *model = ri_forecaster_find(*names);
        static const char *const    beside[] = {"auto", NULL};
        if (!model) return ri_forecaster_unknown(*names, beside, err);
        if (roll->model_count == MODELS_MOST)
            return ri_fail(err, RI_EUSAGE, "rolling forecasts: more than 8 models: \"%s\"", *names);
        roll->models[roll->model_count++] = model;
    }
    return RI_OK;
}

struct ri_rolling ri_rolling_usual(ri_frequency frequency, size_t season)
{
    static const size_t years[RI_FREQUENCY_COUNT] = {[RI_MINUTELY] = 1440 * 14,
                                                     [RI_HOURLY] = 24 * 56,
                                                     [RI_DAILY] = 7 * 156,
                                                     [RI_WEEKLY] = 52 * 4,
                                                     [RI_MONTHLY] = 120};
    const size_t        usual = season ? season : ri_frequency_season(frequency);
    return (struct ri_rolling){.season = usual ? usual : 1,
                               .history = years[frequency],
                               .refit = 13,
                               .draws = 200,
                               .step = 1,
                               .reviews = 1};
}

static ri_status windows_new(struct roll *roll, struct window **ret, struct ri_error *err)
{
    double *ahead;
    RI_ARENA_NEW(*ret, roll->scratch, roll->room, err);
    RI_ARENA_NEW(ahead, roll->scratch, roll->room * roll->options->protection, err);
    for (size_t w = 0; w < roll->room; w++) (*ret)[w].ahead = ahead + w * roll->options->protection;
    return RI_OK;
}

static ri_status roll_all(struct roll *roll, struct ri_rolled *rolled, struct ri_error *err)
{
    const struct ri_rolling *o = roll->options;
    const size_t             year = SEASONS * o->season + o->protection;
    const size_t             epoch = (o->refit ? o->refit : o->reviews) * o->step;
    roll->spacing = year / WINDOWS + 1;
    roll->room = (year + epoch) / roll->spacing + 2;
    RI_TRY(windows_new(roll, &roll->window, err));
    RI_TRY(windows_new(roll, &roll->other, err));
    for (size_t i = 0; i < o->reviews; i++) {
        const struct ri_arena_mark mark = ri_arena_mark(roll->scratch);
        RI_TRY(review(roll, i, rolled, err));
        ri_arena_rewind(roll->scratch, mark);
    }
    return RI_OK;
}

ri_status ri_roll_forecasts(const struct ri_rolling *options, const struct ri_series *series,
                            struct ri_arena *mem, struct ri_arena *scratch, struct ri_rolled *ret,
                            struct ri_error *err)
{
    struct roll      roll = {.options = options, .series = series, .scratch = scratch};
    struct ri_rolled rolled = {.model = "zero"};
    RI_TRY(check(options, &roll, err));
    RI_ARENA_NEW(rolled.draws, mem, options->reviews * options->draws, err);
    RI_ARENA_NEW(rolled.mean, mem, options->reviews, err);
    RI_ARENA_NEW(rolled.ahead, mem, options->reviews * options->protection, err);
    if (options->lead) RI_ARENA_NEW(rolled.lead_draws, mem, options->reviews * options->draws, err);
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const ri_status            status = roll_all(&roll, &rolled, err);
    ri_arena_rewind(scratch, mark);
    if (status == RI_OK) *ret = rolled;
    return status;
}
