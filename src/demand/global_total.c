/* Sums of forecasts beside a forecast of the sum. */
#include "global_total.h"

#include "models.h"

#include "math/stats.h"

#include <math.h>

static const double MOST = 2.0 / 3; /* share of the sum's own forecast */
static const double LEAST_FACTOR = 0.5, MOST_FACTOR = 2;
static const double FEAST = 0.2; /* logarithm of the ratio, beyond that of the days around */

struct total {        /* of one origin, [horizon] */
    double *own;      /* the sum forecast on its own */
    double *learnt;   /* sum of the learner's forecasts */
    double *compared; /* the same of those series whose value came to be known */
    double *came;     /* sum of these values; NAN: none known */
};

/* Sums of known values; NAN where no series is known. */
static void sum_history(const struct global_frame *frame, struct global_series *series, double *ret)
{
    for (size_t t = 0; t < frame->n; t++) ret[t] = NAN;
    for (size_t i = 0; i < frame->panel->series_count; i++) {
        global_series_load(frame, i, series);
        for (size_t t = series->first; t < frame->n; t++)
            if (!isnan(series->y[t])) ret[t] = isnan(ret[t]) ? series->y[t] : ret[t] + series->y[t];
    }
}

static ri_status total_new(size_t horizon, struct ri_arena *mem, struct total *ret,
                           struct ri_error *err)
{
    RI_ARENA_NEW(ret->own, mem, horizon, err);
    RI_ARENA_NEW(ret->learnt, mem, horizon, err);
    RI_ARENA_NEW(ret->compared, mem, horizon, err);
    RI_ARENA_NEW(ret->came, mem, horizon, err);
    return RI_OK;
}

/* *ret_good: the sum's history up to the origin was enough for a forecast. */
static ri_status look(const struct global_frame *frame, const struct global_said *said,
                      size_t horizon, const double *sums, struct global_series *series,
                      struct ri_arena *mem, struct total *ret, bool *ret_good, struct ri_error *err)
{
    const struct ri_history history = {
        .y = sums, .n = said->origin, .season = frame->season, .more = {frame->year}};
    struct ri_fitted fitted;
    RI_TRY(total_new(horizon, mem, ret, err));
    for (size_t h = 0; h < horizon; h++) ret->came[h] = NAN;
    for (size_t i = 0; i < frame->panel->series_count; i++) {
        const float *values = said->values + i * horizon;
        global_series_load(frame, i, series);
        for (size_t h = 0; h < horizon; h++) {
            const size_t t = said->origin + h;
            const double y = t < frame->n ? series->y[t] : NAN;
            if (isnan(values[h])) continue;
            ret->learnt[h] += (double)values[h];
            if (isnan(y)) continue;
            ret->compared[h] += (double)values[h];
            ret->came[h] = isnan(ret->came[h]) ? y : ret->came[h] + y;
        }
    }
    const ri_status status =
        ri_forecaster_run(&ri_yearly_level, &history, horizon, mem, ret->own, &fitted, err);
    *ret_good = status == RI_OK;
    return status == RI_EDATA ? RI_OK : status;
}

/* Medians of squares: a feast that one of the two knows and the other does not is one day, and says nothing of the level. */
static ri_status find_share(const struct total *past, size_t count, size_t horizon,
                            struct ri_arena *mem, double *ret, struct ri_error *err)
{
    double *learnt, *own;
    size_t  known = 0;
    RI_ARENA_NEW(learnt, mem, count * horizon, err);
    RI_ARENA_NEW(own, mem, count * horizon, err);
    for (size_t k = 0; k < count; k++)
        for (size_t h = 0; h < horizon; h++) {
            if (isnan(past[k].came[h])) continue;
            learnt[known] = pow(past[k].compared[h] - past[k].came[h], 2);
            own[known++] = pow(past[k].own[h] - past[k].came[h], 2);
        }
    *ret = 0;
    if (!known) return RI_OK;
    const double miss = ri_median_of(learnt, known), other = ri_median_of(own, known);
    if (miss > 0) *ret = fmin(MOST, miss / (miss + other));
    return RI_OK;
}

/* Logarithm of the sum's own forecast over the learner's; NAN where one of them is none. */
static double ratio(const struct total *total, size_t h)
{
    const bool both = total->learnt[h] > 0 && total->own[h] > 0;
    return both ? log(total->own[h] / total->learnt[h]) : NAN;
}

/* The ratio of a period, kept near the median of the season on either side: what is far from it is a feast that one of the two forecasts
 * knows and the other does not, and no level. room[2 * season + 1] */
static double kept_ratio(const struct total *total, size_t h, size_t horizon, size_t season,
                         double *room)
{
    const size_t from = h > season ? h - season : 0;
    const size_t end = h + season < horizon ? h + season + 1 : horizon;
    size_t       known = 0;
    for (size_t k = from; k < end; k++)
        if (!isnan(ratio(total, k))) room[known++] = ratio(total, k);
    const double middle = ri_median_of(room, known);
    return middle + fmax(-FEAST, fmin(FEAST, ratio(total, h) - middle));
}

static ri_status draw(const struct global_frame *frame, const struct total *total, double share,
                      size_t horizon, struct ri_arena *mem, float *values, struct ri_error *err)
{
    double *room;
    RI_ARENA_NEW(room, mem, 2 * frame->season + 1, err);
    for (size_t h = 0; h < horizon; h++) {
        if (isnan(ratio(total, h))) continue;
        const double kept = exp(kept_ratio(total, h, horizon, frame->season, room));
        const double bounded = fmax(LEAST_FACTOR, fmin(MOST_FACTOR, kept));
        const float  factor = (float)(1 - share + share * bounded);
        for (size_t i = 0; i < frame->panel->series_count; i++) values[i * horizon + h] *= factor;
    }
    return RI_OK;
}

static ri_status draw_all(const struct global_frame *frame, const struct global_said *past,
                          size_t past_count, const struct global_said *ahead, size_t horizon,
                          struct ri_arena *mem, double *ret_share, struct ri_error *err)
{
    struct global_series series;
    struct total        *totals;
    double              *sums;
    bool                 good = true;
    RI_TRY(global_series_new(frame, mem, &series, err));
    RI_ARENA_NEW(sums, mem, frame->n, err);
    RI_ARENA_NEW(totals, mem, past_count + 1, err);
    sum_history(frame, &series, sums);
    *ret_share = 0;
    for (size_t k = 0; k <= past_count && good; k++)
        RI_TRY(look(frame, k < past_count ? &past[k] : ahead, horizon, sums, &series, mem,
                    &totals[k], &good, err));
    if (!good) return RI_OK;
    RI_TRY(find_share(totals, past_count, horizon, mem, ret_share, err));
    for (size_t k = 0; k <= past_count; k++)
        RI_TRY(draw(frame, &totals[k], *ret_share, horizon, mem,
                    k < past_count ? past[k].values : ahead->values, err));
    return RI_OK;
}

ri_status global_total_draw(const struct global_frame *frame, const struct global_said *past,
                            size_t past_count, const struct global_said *ahead, size_t horizon,
                            double *ret_share, struct ri_error *err)
{
    struct ri_arena mem;
    ri_arena_init(&mem, SIZE_MAX);
    const ri_status status =
        draw_all(frame, past, past_count, ahead, horizon, &mem, ret_share, err);
    ri_arena_release(&mem);
    return status;
}
