/* Layout: the panel cut to its newest periods, groups of series with their totals, the list of features. */
#include "global_frame.h"

#include "global_features.h"

#include <math.h>

static size_t periods_of_year(ri_frequency frequency, size_t season)
{
    static const size_t periods[RI_FREQUENCY_COUNT] = {
        [RI_MINUTELY] = 0, [RI_HOURLY] = 0, [RI_DAILY] = 364, [RI_WEEKLY] = 52, [RI_MONTHLY] = 12};
    const size_t year = periods[frequency];
    return season && year % season == 0 ? year : 0;
}

enum { GROUPS_MOST = 1024, SERIES_A_GROUP = 30, SERIES_A_KIN = 3 };

static size_t word_of(const struct ri_attribute *attribute, size_t series)
{
    const float code = attribute->code[series];
    return isnan(code) ? attribute->word_count : (size_t)code;
}

/* Series are grouped by the attributes that have few words, as long as groups stay large: their totals tell weekdays and
 * feasts better than a single series can. */
static ri_status group_series(struct global_frame *frame, struct ri_arena *mem,
                              struct ri_error *err)
{
    const struct ri_covariates *covariates = frame->covariates;
    struct global_groups       *group = &frame->group;
    const size_t                n = frame->panel->series_count;
    RI_ARENA_NEW(group->of, mem, n, err);
    group->count = 1;
    for (size_t a = 0; a < covariates->attribute_count; a++) {
        const struct ri_attribute *attribute = &covariates->attributes[a];
        const size_t               words = attribute->word_count + 1; /* and none */
        size_t                    *seen, found = 0;
        if (words * words > n || words * group->count > (size_t)1 << 20) continue;
        const struct ri_arena_mark mark = ri_arena_mark(mem);
        RI_ARENA_NEW(seen, mem, words * group->count, err);
        for (size_t i = 0; i < n; i++) {
            size_t *at = &seen[group->of[i] * words + word_of(attribute, i)];
            if (!*at) *at = ++found;
        }
        if (found <= GROUPS_MOST && found * SERIES_A_GROUP <= n && found > group->count) {
            for (size_t i = 0; i < n; i++)
                group->of[i] = seen[group->of[i] * words + word_of(attribute, i)] - 1;
            group->count = found;
        }
        ri_arena_rewind(mem, mark);
    }
    return RI_OK;
}

/* Kin share a word of the attribute that has the most of them, a few series each. */
static ri_status find_kin(struct global_frame *frame, struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_covariates *covariates = frame->covariates;
    const struct ri_attribute  *chosen = NULL;
    const size_t                n = frame->panel->series_count;
    for (size_t a = 0; a < covariates->attribute_count + covariates->name_count; a++) {
        const struct ri_attribute *one = a < covariates->attribute_count
                                             ? &covariates->attributes[a]
                                             : &covariates->names[a - covariates->attribute_count];
        if (one->word_count > frame->group.count && one->word_count * SERIES_A_KIN <= n &&
            (!chosen || one->word_count > chosen->word_count))
            chosen = one;
    }
    RI_ARENA_NEW(frame->kin.of, mem, n, err);
    frame->kin.count = chosen ? chosen->word_count : 0;
    for (size_t i = 0; i < n; i++)
        frame->kin.of[i] = !chosen || isnan(chosen->code[i]) ? SIZE_MAX : (size_t)chosen->code[i];
    return RI_OK;
}

static double value_at(const struct global_frame *frame, size_t index, size_t period)
{
    const struct ri_series *series = &frame->panel->series[index];
    const size_t            all = frame->panel->series_count;
    const int64_t           at = frame->first + (int64_t)period - series->start;
    if (global_closed(frame, index, period)) return NAN;
    if (frame->said && period >= frame->said_from)
        return (double)frame->said[(period - frame->said_from) * all + index];
    if (at < 0 || at >= (int64_t)series->n) return NAN;
    if (series->censored && series->censored[at])
        return NAN; /* at least so many: no value to learn */
    return isfinite(series->y[at]) ? series->y[at] : NAN;
}

static ri_status new_sums(struct global_groups *groups, size_t n, struct ri_arena *mem,
                          struct ri_error *err)
{
    RI_ARENA_NEW(groups->totals, mem, groups->count * n, err);
    RI_ARENA_NEW(groups->running, mem, groups->count * (n + 1), err);
    RI_ARENA_NEW(groups->known, mem, groups->count * (n + 1), err);
    RI_ARENA_NEW(groups->begun, mem, groups->count * (n + 1), err);
    return RI_OK;
}

/* Adds the value of a series that has begun to period t of its group; counts stand behind the period until they are added up. */
static void add_value(struct global_groups *groups, size_t n, size_t series, size_t t, double value)
{
    const size_t group = groups->of[series];
    if (group == SIZE_MAX) return;
    groups->begun[group * (n + 1) + t + 1]++;
    if (isnan(value)) return;
    groups->totals[group * n + t] += value;
    groups->known[group * (n + 1) + t + 1]++;
}

/* Period t of every group onto the sums and counts of the periods before it. */
static void add_up(struct global_groups *groups, size_t n, size_t t)
{
    for (size_t g = 0; g < groups->count; g++) {
        const size_t at = g * (n + 1) + t;
        groups->running[at + 1] = groups->running[at] + groups->totals[g * n + t];
        groups->known[at + 1] += groups->known[at];
        groups->begun[at + 1] += groups->begun[at];
    }
}

/* The period of the frame in which a series begins. */
static size_t begin_of(const struct global_frame *frame, size_t index)
{
    const int64_t start = frame->panel->series[index].start - frame->first;
    return start > 0 ? (size_t)start : 0;
}

static ri_status sum_groups(struct global_frame *frame, struct ri_arena *mem, struct ri_error *err)
{
    struct global_groups *const both[] = {&frame->group, &frame->kin};
    for (size_t k = 0; k < RI_COUNT(both); k++) {
        RI_TRY(new_sums(both[k], frame->n, mem, err));
        for (size_t i = 0; i < frame->panel->series_count; i++)
            for (size_t t = begin_of(frame, i); t < frame->n && both[k]->of[i] != SIZE_MAX; t++)
                add_value(both[k], frame->n, i, t, value_at(frame, i, t));
        for (size_t t = 0; t < frame->n; t++) add_up(both[k], frame->n, t);
    }
    return RI_OK;
}

static double level_on(const struct global_groups *groups, size_t group, size_t n, size_t t)
{
    return global_level(groups, group, n, t, t + 1);
}

/* Paydays and the like show in what a group sold beside its own weekdays around. */
static ri_status compare_days(struct global_frame *frame, struct ri_arena *mem,
                              struct ri_error *err)
{
    const size_t n = frame->n, season = frame->season;
    if (frame->panel->frequency != RI_DAILY) return RI_OK;
    RI_ARENA_NEW(frame->month_day, mem, frame->group.count * n, err);
    frame->month_n = n;
    for (size_t at = 0; at < frame->group.count * n; at++) {
        const size_t group = at / n, t = at % n, reach = GLOBAL_MONTH_REACH * season;
        const double level = level_on(&frame->group, group, n, t);
        double       around = 0, days = 0;
        frame->month_day[at] = NAN;
        if (t < reach || t + reach >= n || isnan(level)) continue;
        for (size_t other = t - reach; other <= t + reach; other += season) {
            const double its = other == t ? NAN : level_on(&frame->group, group, n, other);
            if (!isnan(its)) around += its, days++;
        }
        if (around > 0)
            frame->month_day[at] = (float)log(fmax(0.5, fmin(2, level * days / around)));
    }
    return RI_OK;
}

ri_status global_frame_make(const struct ri_panel *panel, const struct ri_covariates *covariates,
                            size_t season, size_t most, struct ri_arena *mem,
                            struct global_frame *ret, struct ri_error *err)
{
    struct global_frame frame = {.panel = panel, .covariates = covariates, .season = season};
    int64_t             first = panel->last;
    for (size_t i = 0; i < panel->series_count; i++)
        first = panel->series[i].start < first ? panel->series[i].start : first;
    if (panel->last - first + 1 > (int64_t)most) first = panel->last - (int64_t)most + 1;
    frame.first = first;
    frame.n = (size_t)(panel->last - first + 1);
    frame.year = periods_of_year(panel->frequency, season);
    frame.carried = frame.n < GLOBAL_YEARS * frame.year;
    RI_TRY(group_series(&frame, mem, err));
    RI_TRY(find_kin(&frame, mem, err));
    RI_TRY(sum_groups(&frame, mem, err));
    RI_TRY(compare_days(&frame, mem, err));
    RI_TRY(global_features_list(&frame, mem, err));
    *ret = frame;
    return RI_OK;
}

/* ---- What is said takes the place of what is not known ------------------------------------------------------------- */

static ri_status extend_sums(const struct global_groups *groups, size_t n, size_t known,
                             size_t longer, struct ri_arena *mem, struct global_groups *ret,
                             struct ri_error *err)
{
    RI_TRY(new_sums(ret, longer, mem, err));
    for (size_t g = 0; g < groups->count; g++) {
        memcpy(ret->totals + g * longer, groups->totals + g * n, known * sizeof(double));
        memcpy(ret->running + g * (longer + 1), groups->running + g * (n + 1),
               (known + 1) * sizeof(double));
        memcpy(ret->known + g * (longer + 1), groups->known + g * (n + 1),
               (known + 1) * sizeof *ret->known);
        memcpy(ret->begun + g * (longer + 1), groups->begun + g * (n + 1),
               (known + 1) * sizeof *ret->begun);
    }
    return RI_OK;
}

ri_status global_frame_extend(const struct global_frame *frame, size_t origin, size_t steps,
                              struct ri_arena *mem, struct global_frame *ret, struct ri_error *err)
{
    const size_t        n = origin + steps, series = frame->panel->series_count;
    struct global_frame longer = *frame;
    longer.n = n;
    longer.said_from = origin;
    RI_TRY(extend_sums(&frame->group, frame->n, origin, n, mem, &longer.group, err));
    RI_TRY(extend_sums(&frame->kin, frame->n, origin, n, mem, &longer.kin, err));
    RI_ARENA_NEW(longer.said, mem, steps * series, err);
    for (size_t i = 0; i < steps * series; i++) longer.said[i] = NAN;
    *ret = longer;
    return RI_OK;
}

static void say_sums(struct global_groups *groups, size_t n, size_t series, size_t period,
                     const float *values)
{
    for (size_t i = 0; i < series; i++) add_value(groups, n, i, period, (double)values[i]);
    add_up(groups, n, period);
}

void global_frame_say(struct global_frame *frame, size_t period, const float *values)
{
    const size_t series = frame->panel->series_count;
    memcpy(frame->said + (period - frame->said_from) * series, values, series * sizeof *values);
    say_sums(&frame->group, frame->n, series, period, values);
    say_sums(&frame->kin, frame->n, series, period, values);
}

bool global_closed(const struct global_frame *frame, size_t index, size_t period)
{
    const struct ri_covariates *covariates = frame->covariates;
    if (!covariates->open) return false;
    const float open =
        ri_known_value(covariates, covariates->open, index, frame->first + (int64_t)period);
    return open == 0;
}

double global_year_ratio(const struct global_frame *frame, size_t series, size_t origin,
                         size_t step)
{
    const double                most = 0.7;
    const struct global_groups *groups = &frame->group;
    const size_t                year = frame->year, season = frame->season;
    const size_t                target = origin + step - 1, half = season / 2;
    if (!year || target < year + half || origin < year + 4 * season ||
        target - year + half + 1 > origin)
        return NAN;
    const size_t from = target - year + half + 1 - season, then = origin - year;
    const double after = global_level(groups, groups->of[series], frame->n, from, from + season);
    const double before =
        global_level(groups, groups->of[series], frame->n, then - 4 * season, then);
    return fmax(-most, fmin(most, log((after + 1e-9) / (before + 1e-9))));
}

double global_last_year(const struct global_frame *frame, size_t series, size_t origin, size_t step)
{
    const double ratio = frame->carried ? global_year_ratio(frame, series, origin, step) : 0;
    return isnan(ratio) ? 0 : GLOBAL_LAST_YEAR * ratio;
}

/* ---- One series ---------------------------------------------------------------------------------------------------- */

ri_status global_series_new(const struct global_frame *frame, struct ri_arena *mem,
                            struct global_series *ret, struct ri_error *err)
{
    struct global_series series = {.n = frame->n};
    RI_ARENA_NEW(series.y, mem, frame->n, err);
    RI_ARENA_NEW(series.sum, mem, frame->n + 1, err);
    RI_ARENA_NEW(series.squares, mem, frame->n + 1, err);
    RI_ARENA_NEW(series.known, mem, frame->n + 1, err);
    RI_ARENA_NEW(series.zeros, mem, frame->n + 1, err);
    RI_ARENA_NEW(series.quiet, mem, frame->n, err);
    *ret = series;
    return RI_OK;
}

/* value_at of every period, as a copy of what the panel holds wherever nothing stands against it. */
static void load_values(const struct global_frame *frame, size_t index, double *ret)
{
    const struct ri_series *series = &frame->panel->series[index];
    const int64_t           ago = series->start - frame->first; /* periods of the frame before it */
    const size_t            end = frame->said ? frame->said_from : frame->n;
    const size_t            skipped = ago < 0 ? (size_t)-ago : 0;
    const size_t            from = ago > 0 ? ((size_t)ago < end ? (size_t)ago : end) : 0;
    const size_t            left = series->n > skipped ? series->n - skipped : 0;
    const size_t            count = left < end - from ? left : end - from;
    const double           *y = series->y + skipped;
    for (size_t t = 0; t < from; t++) ret[t] = NAN;
    for (size_t t = 0; t < count; t++) ret[from + t] = isfinite(y[t]) ? y[t] : NAN;
    for (size_t t = from + count; t < end; t++) ret[t] = NAN;
    for (size_t t = 0; t < count && series->censored; t++)
        if (series->censored[skipped + t]) ret[from + t] = NAN;
    for (size_t t = 0; t < end && frame->covariates->open; t++)
        if (global_closed(frame, index, t)) ret[t] = NAN;
    for (size_t t = end; t < frame->n; t++) ret[t] = value_at(frame, index, t);
}

/* Adds period t, at or after the first demand, to the running sums. said: a mean, which says how likely none is and how much it varies. */
static void count_period(struct global_series *series, size_t t, bool said)
{
    const double y = series->y[t];
    const bool   known = !isnan(y);
    const double none = said ? exp(-y) : y == 0;
    series->quiet[t] = known && none < 0.5 ? 0 : (t ? series->quiet[t - 1] : 0) + 1;
    series->sum[t + 1] = series->sum[t] + (known ? y : 0);
    series->squares[t + 1] = series->squares[t] + (known ? y * y + (said ? y : 0) : 0);
    series->known[t + 1] = series->known[t] + known;
    series->zeros[t + 1] = series->zeros[t] + (known ? none : 0);
}

void global_series_load(const struct global_frame *frame, size_t index,
                        struct global_series *series)
{
    const size_t n = frame->n, end = frame->said ? frame->said_from : n;
    size_t       t = 0;
    series->index = index;
    load_values(frame, index, series->y);
    series->sum[0] = series->squares[0] = series->known[0] = series->zeros[0] = 0;
    for (; t < n && (isnan(series->y[t]) || series->y[t] == 0); t++) { /* not on sale yet */
        series->y[t] = NAN;
        series->quiet[t] = (int32_t)t + 1;
        series->sum[t + 1] = series->squares[t + 1] = 0;
        series->known[t + 1] = series->zeros[t + 1] = 0;
    }
    series->first = t;
    for (; t < end; t++) count_period(series, t, false);
    for (; t < n; t++) count_period(series, t, true);
}
