/* Rows of features. Every block has its names beside its values, in one order. */
#include "global_features.h"

#include <math.h>

struct row { /* what the blocks of one row share */
    const struct global_frame  *frame;
    const struct global_series *series;
    size_t                      origin, step;
    int64_t                     target; /* period of the panel */
    double small; /* what keeps logarithms finite: a hundredth of the mean size */
    double level; /* logarithm of the base level */
    float *x;     /* next feature */
};

static void put(struct row *row, double value)
{
    *row->x++ = (float)value;
}

/* Mean of the known values of the `length` periods before `end`; NAN when there is none. */
static double mean_before(const struct global_series *series, size_t end, size_t length)
{
    const size_t from = end > length ? end - length : 0;
    const double known = series->known[end] - series->known[from];
    return known > 0 ? (series->sum[end] - series->sum[from]) / known : NAN;
}

static double or_else(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

/* Logarithm of a level relative to the base. */
static double relative(const struct row *row, double value)
{
    return log(value + row->small) - row->level;
}

/* ---- Levels before the origin -------------------------------------------------------------------------------------- */

static const char *const level_names[] = {"level",      "mean_1",  "mean_2",  "mean_4",
                                          "mean_8",     "mean_16", "mean_52", "variation_8",
                                          "zero_share", "quiet",   "age"};

static void put_levels(struct row *row)
{
    static const size_t         seasons[] = {1, 2, 4, 8, 16, 52};
    const struct global_series *series = row->series;
    const size_t                season = row->frame->season, o = row->origin;
    put(row, row->level);
    for (size_t i = 0; i < RI_COUNT(seasons); i++)
        put(row, relative(row, mean_before(series, o, seasons[i] * season)));
    const size_t from = o > 8 * season ? o - 8 * season : 0;
    const double known = fmax(1, series->known[o] - series->known[from]);
    const double mean = (series->sum[o] - series->sum[from]) / known;
    const double variance = (series->squares[o] - series->squares[from]) / known - mean * mean;
    put(row, sqrt(fmax(0, variance)) / (fabs(mean) + row->small));
    const size_t recent = o > 4 * season ? o - 4 * season : 0;
    put(row, (series->zeros[o] - series->zeros[recent]) /
                 fmax(1, series->known[o] - series->known[recent]));
    put(row, fmin(series->quiet[o - 1], 17 * (double)season));
    put(row, fmin((double)o - (double)series->first, 114 * (double)season));
}

/* ---- The same position of earlier seasons ---------------------------------------------------------------------------- */

static const char *const position_names[] = {"position_4", "position_8", "position_16", "profile"};

/* Mean of the known values of the newest `count` periods before the origin in the target's place of the season. */
static double position_mean(const struct row *row, size_t count)
{
    const size_t season = row->frame->season, back = (row->step + season - 1) / season * season;
    double       sum = 0, known = 0;
    for (size_t k = 0; k < count; k++) {
        const size_t ago = back + k * season;
        if (ago > row->origin + row->step - 1) break;
        const double y = row->series->y[row->origin + row->step - 1 - ago];
        if (!isnan(y)) sum += y, known++;
    }
    return known > 0 ? sum / known : NAN;
}

/* The group's level in the target's place of the season over its mean, from the newest 8 seasons. */
static double group_profile(const struct row *row)
{
    const struct global_frame *frame = row->frame;
    const size_t               season = frame->season, group = frame->group.of[row->series->index];
    const size_t               back = (row->step + season - 1) / season * season;
    const size_t               from = row->origin > 8 * season ? row->origin - 8 * season : 0;
    const double mean = global_level(&frame->group, group, frame->n, from, row->origin);
    double       sum = 0, count = 0;
    for (size_t k = 0; k < 8; k++) {
        const size_t ago = back + k * season;
        if (ago > row->origin + row->step - 1) break;
        const size_t t = row->origin + row->step - 1 - ago;
        const double level = global_level(&frame->group, group, frame->n, t, t + 1);
        if (!isnan(level)) sum += level, count++;
    }
    return count > 0 && mean > 0 ? fmax(sum / count / mean, 0.02) : 1;
}

static double put_positions(struct row *row)
{
    const double profile = group_profile(row);
    put(row, relative(row, position_mean(row, 4)));
    put(row, relative(row, position_mean(row, 8)));
    put(row, relative(row, position_mean(row, 16)));
    put(row, log(profile));
    return profile;
}

/* ---- A year before, of the series and of its group -------------------------------------------------------------------- */

static const char *const year_names[] = {"year_ratio",        "year_level",  "group_year_ratio",
                                         "group_year_target", "group_trend", "group_newest",
                                         "group_growth"};

/* Level of the series' group over the `length` periods before `end`. */
static double level_before(const struct row *row, const struct global_groups *groups, size_t end,
                           size_t length)
{
    return global_level(groups, groups->of[row->series->index], row->frame->n,
                        end > length ? end - length : 0, end);
}

static double group_mean(const struct row *row, size_t end, size_t length)
{
    return level_before(row, &row->frame->group, end, length);
}

static double year_ratio(const struct row *row)
{
    return global_year_ratio(row->frame, row->series->index, row->origin, row->step);
}

static void put_year(struct row *row)
{
    const size_t year = row->frame->year, season = row->frame->season, o = row->origin;
    const double now = group_mean(row, o, 4 * season), ratio = year_ratio(row);
    if (!isnan(ratio)) {
        const size_t then = o + row->step - 1 - year;
        const double around = mean_before(row->series, then + season / 2 + 1, season);
        const double before = mean_before(row->series, o - year, 4 * season);
        const double group_before = group_mean(row, o - year, 4 * season) + 1e-9;
        put(row, log(around + row->small) - log(before + row->small));
        put(row, relative(row, before));
        put(row, ratio);
        put(row, log((group_mean(row, then + 1, 1) + 1e-9 + 0.001 * group_before) / group_before));
    } else {
        for (int i = 0; i < 4; i++) put(row, NAN);
    }
    put(row, log((now + 1e-9) / (group_mean(row, o, 16 * season) + 1e-9)));
    put(row, log((group_mean(row, o, season) + 1e-9) / (now + 1e-9)));
    put(row, year && o >= year + 4 * season
                 ? log((now + 1e-9) / (group_mean(row, o - year, 4 * season) + 1e-9))
                 : NAN);
}

/* ---- Kin: the same product in other stores ---------------------------------------------------------------------------- */

static const char *const kin_names[] = {"kin_newest", "kin_trend", "kin_growth", "kin_year_ratio"};

static double kin_ratio(const struct row *row, size_t end, size_t length, size_t other_end,
                        size_t other)
{
    const struct global_groups *kin = &row->frame->kin;
    const double                below = level_before(row, kin, other_end, other);
    return log((level_before(row, kin, end, length) + 0.05) / (below + 0.05));
}

static void put_kin(struct row *row)
{
    const struct global_frame *frame = row->frame;
    const size_t               year = frame->year, season = frame->season, o = row->origin;
    const size_t               target = o + row->step - 1, half = season / 2;
    const bool                 grown = year && o >= year + 4 * season;
    if (!frame->kin.count) return;
    if (frame->kin.of[row->series->index] == SIZE_MAX) {
        for (size_t i = 0; i < RI_COUNT(kin_names); i++) put(row, NAN);
        return;
    }
    put(row, kin_ratio(row, o, season, o, 4 * season));
    put(row, kin_ratio(row, o, 4 * season, o, 16 * season));
    put(row, grown ? kin_ratio(row, o, 4 * season, o - year, 4 * season) : NAN);
    put(row, grown && target >= year + half && target - year + half + 1 <= o
                 ? kin_ratio(row, target - year + half + 1, season, o - year, 4 * season)
                 : NAN);
}

/* ---- Calendar ----------------------------------------------------------------------------------------------------------- */

static const char *const calendar_names[] = {"step", "position", "day_of_month", "month_day"};

/* What the group did on this day of earlier months, pulled towards nothing; reads up to the origin, or to where others than it are said. */
static double month_day(const struct row *row, const struct ri_civil *civil)
{
    enum { MONTHS = 24, PULL = 3 };
    const struct global_frame *frame = row->frame;
    const size_t o = frame->said && row->origin > frame->said_from ? frame->said_from : row->origin;
    const size_t reach = GLOBAL_MONTH_REACH * frame->season;
    double       sum = 0, count = PULL;
    if (!frame->month_day) return NAN;
    const float *ratios = frame->month_day + frame->group.of[row->series->index] * frame->month_n;
    for (int k = 1; k <= MONTHS; k++) {
        const int     month = civil->year * 12 + civil->month - 1 - k;
        const ri_day  day = ri_day_of(month / 12, month % 12 + 1, civil->day);
        const int64_t t = (int64_t)day - frame->first;
        if (day == RI_DAY_NONE || t + (int64_t)reach >= (int64_t)o) continue;
        if (t < 0) break;
        if (isnan(ratios[t])) continue;
        sum += (double)ratios[t];
        count++;
    }
    return sum / count;
}

static void put_calendar(struct row *row)
{
    const struct ri_panel *panel = row->frame->panel;
    const int64_t         us = ri_period_start_us(panel->frequency, panel->week_start, row->target);
    const struct ri_civil civil = ri_day_civil((ri_day)ri_floor_div(us, RI_US_PER_DAY));
    put(row, (double)row->step);
    put(row, (double)(row->target - ri_floor_div(row->target, (int64_t)row->frame->season) *
                                        (int64_t)row->frame->season));
    put(row, civil.day);
    put(row, month_day(row, &civil));
}

/* ---- Covariates: numbers by value and change, categories by value and distance ------------------------------------------ */

enum { FAR = 30, KNOWN_PARTS = 3 };
static const char *const number_parts[] = {"", ".change", ".change_long"};
static const char *const event_parts[] = {"", ".until", ".since"};

static double known_mean(const struct row *row, const struct ri_known *known, size_t count)
{
    double       sum = 0, seen = 0;
    const size_t season = row->frame->season;
    for (size_t k = 0; k < count; k++) {
        const float value = ri_known_value(row->frame->covariates, known, row->series->index,
                                           row->target - (int64_t)(row->step + k * season));
        if (!isnan(value)) sum += (double)value, seen++;
    }
    return seen > 0 ? sum / seen : NAN;
}

/* Periods to the nearest event in a direction; 0 is the target itself. */
static double distance(const struct row *row, const struct ri_known *known, int64_t direction)
{
    for (int64_t d = 0; d < FAR; d++)
        if (!isnan(ri_known_value(row->frame->covariates, known, row->series->index,
                                  row->target + direction * d)))
            return (double)d;
    return FAR;
}

static void put_known(struct row *row)
{
    const struct ri_covariates *covariates = row->frame->covariates;
    for (size_t k = 0; k < covariates->known_count; k++) {
        const struct ri_known *known = &covariates->known[k];
        const double           value =
            (double)ri_known_value(covariates, known, row->series->index, row->target);
        put(row, value);
        if (known->categorical) {
            put(row, distance(row, known, 1));
            put(row, distance(row, known, -1));
        } else {
            put(row, value - known_mean(row, known, 4));
            put(row, value / known_mean(row, known, 26));
        }
    }
}

/* ---- What was known at the origin, and not beyond: a season's mean, and how it differs from those before -------------------- */

enum { PAST_PARTS = 2 };
static const char *const past_parts[] = {".recent", ".recent_change"};

static double past_mean(const struct row *row, const struct ri_known *past, size_t periods)
{
    const struct global_frame *frame = row->frame;
    const bool walked = frame->said && row->origin > frame->said_from; /* nothing came meanwhile */
    const size_t step = row->step + (walked ? row->origin - frame->said_from : 0);
    double       sum = 0, seen = 0;
    for (size_t k = 0; k < periods; k++) {
        const float value = ri_known_value(frame->covariates, past, row->series->index,
                                           row->target - (int64_t)(step + k));
        if (!isnan(value)) sum += (double)value, seen++;
    }
    return seen > 0 ? sum / seen : NAN;
}

static void put_past(struct row *row)
{
    const struct ri_covariates *covariates = row->frame->covariates;
    for (size_t p = 0; p < covariates->past_count; p++) {
        const double recent = past_mean(row, &covariates->past[p], row->frame->season);
        put(row, recent);
        put(row, recent - past_mean(row, &covariates->past[p], 4 * row->frame->season));
    }
}

/* ---- The list and the row --------------------------------------------------------------------------------------------- */

static ri_status add_names(struct global_frame *frame, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) frame->names[frame->feature_count++] = names[i];
    return RI_OK;
}

static ri_status add_known_names(struct global_frame *frame, struct ri_arena *mem,
                                 struct ri_error *err)
{
    const struct ri_covariates *covariates = frame->covariates;
    for (size_t k = 0; k < covariates->known_count; k++) {
        const struct ri_known *known = &covariates->known[k];
        for (size_t part = 0; part < KNOWN_PARTS; part++) {
            const size_t f = frame->feature_count++;
            frame->names[f] =
                ri_arena_printf(mem, "%s%s", known->name,
                                known->categorical ? event_parts[part] : number_parts[part]);
            frame->categorical[f] = known->categorical && part == 0;
            if (!frame->names[f]) return ri_fail(err, RI_ENOMEM, "no room for names");
        }
    }
    for (size_t p = 0; p < covariates->past_count * PAST_PARTS; p++) {
        const char *name = ri_arena_printf(mem, "%s%s", covariates->past[p / PAST_PARTS].name,
                                           past_parts[p % PAST_PARTS]);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for names");
        frame->names[frame->feature_count++] = name;
    }
    return RI_OK;
}

ri_status global_features_list(struct global_frame *frame, struct ri_arena *mem,
                               struct ri_error *err)
{
    const struct ri_covariates *covariates = frame->covariates;
    const size_t room = RI_COUNT(level_names) + RI_COUNT(position_names) + RI_COUNT(year_names) +
                        RI_COUNT(calendar_names) + RI_COUNT(kin_names) +
                        KNOWN_PARTS * covariates->known_count +
                        PAST_PARTS * covariates->past_count + covariates->attribute_count;
    if (room > GLOBAL_FEATURES_MOST)
        return ri_fail(err, RI_EUSAGE, "%zu covariates and %zu attributes are too many",
                       covariates->known_count, covariates->attribute_count);
    RI_ARENA_NEW(frame->names, mem, room, err);
    RI_ARENA_NEW(frame->categorical, mem, room, err);
    RI_TRY(add_names(frame, level_names, RI_COUNT(level_names)));
    RI_TRY(add_names(frame, position_names, RI_COUNT(position_names)));
    RI_TRY(add_names(frame, year_names, RI_COUNT(year_names)));
    if (frame->kin.count) RI_TRY(add_names(frame, kin_names, RI_COUNT(kin_names)));
    RI_TRY(add_names(frame, calendar_names, RI_COUNT(calendar_names)));
    frame->categorical[frame->feature_count - 3] = 1; /* position in the season */
    RI_TRY(add_known_names(frame, mem, err));
    for (size_t a = 0; a < covariates->attribute_count; a++) {
        frame->categorical[frame->feature_count] = 1;
        frame->names[frame->feature_count++] = covariates->attributes[a].name;
    }
    return RI_OK;
}

const char *global_feature_subject(const struct global_frame *frame, size_t feature)
{
    const struct {
        const char *subject;
        size_t      count;
    } blocks[] = {{"recent sales", RI_COUNT(level_names)},
                  {"season", RI_COUNT(position_names)},
                  {"last year", 4},
                  {"trend of the group", RI_COUNT(year_names) - 4},
                  {"kin", frame->kin.count ? RI_COUNT(kin_names) : 0},
                  {"calendar", RI_COUNT(calendar_names)}};
    for (size_t b = 0; b < RI_COUNT(blocks); b++) {
        if (feature < blocks[b].count) return blocks[b].subject;
        feature -= blocks[b].count;
    }
    const struct ri_covariates *covariates = frame->covariates;
    if (feature < KNOWN_PARTS * covariates->known_count) {
        const struct ri_known *known = &covariates->known[feature / KNOWN_PARTS];
        return known->subject ? known->subject : known->name;
    }
    feature -= KNOWN_PARTS * covariates->known_count;
    if (feature < PAST_PARTS * covariates->past_count)
        return covariates->past[feature / PAST_PARTS].name;
    return covariates->attributes[feature - PAST_PARTS * covariates->past_count].name;
}

double global_row(const struct global_frame *frame, const struct global_series *series,
                  size_t origin, size_t step, float *x)
{
    const size_t season = frame->season;
    struct row   row = {.frame = frame,
                        .series = series,
                        .origin = origin,
                        .step = step,
                        .target = frame->first + (int64_t)(origin + step) - 1,
                        .x = x};
    const double newest = or_else(mean_before(series, origin, 4 * season), 0);
    const double longer = or_else(mean_before(series, origin, 16 * season), newest);
    const double always = or_else(mean_before(series, origin, 52 * season), longer);
    row.small = fmax(0.02, 0.002 * always);
    row.level = log(fmax(0, 0.7 * newest + 0.3 * longer) + row.small);
    put_levels(&row);
    const double profile = put_positions(&row);
    put_year(&row);
    put_kin(&row);
    put_calendar(&row);
    put_known(&row);
    put_past(&row);
    for (size_t a = 0; a < frame->covariates->attribute_count; a++)
        put(&row, (double)frame->covariates->attributes[a].code[series->index]);
    return exp(row.level) * profile * exp(global_last_year(frame, series->index, origin, step));
}
