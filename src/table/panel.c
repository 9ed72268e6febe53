/* The panel builder.
 *
 * A series is a dense window of cells around the periods seen so far; it grows at both ends, so input in any
 * order costs the same. While the frequency is still to be found out, observations wait in a log and are
 * replayed. A cell is a sum, exact but for its last rounding, and what is known about it:
 *
 *     slot     0 ........ low ............ high ........ room
 *     period   first                                   first + room
 */
#include "panel.h"

#include "base/hash.h"
#include "base/intern.h"
#include "panel_internal.h"

#include <math.h>

enum {
    MOST_PERIODS = 10000000,
    DETECT_ROWS = 4000000, /* stamps that are sorted to find the frequency */
};
enum { SEEN = 1, KNOWN_MISSING = 2, CENSORED = 4, ROW = 8 }; /* rows are counted from ROW on */

struct window {
    int64_t first;
    size_t  room, low, high;
    double *sum;
    double *
        rest; /* what rounding cut off the sums, so that the order of rows leaves no trace; NULL: nothing so far */
    uint8_t *state;
};
struct observation {
    int64_t  local_us;
    double   value;
    uint32_t series;
    bool     censored;
};
struct ri_panel_builder {
    struct ri_panel_options options;
    struct ri_arena         mem; /* names */
    struct ri_intern   *names; /* keys joined by NUL: sorting their bytes sorts by key after key */
    struct ri_text      name;
    struct window      *windows;
    size_t              window_room;
    struct observation *log; /* only while detecting or holding */
    size_t              log_count, log_room;
};

static const char *copied(struct ri_arena *mem, const char *text)
{
    return ri_arena_copy(mem, text ? text : "", text ? strlen(text) : 0);
}

static ri_status copy_names(struct ri_arena *mem, const struct ri_panel_options *from,
                            const char *const **ret_keys, const char **ret_time,
                            const char **ret_value, struct ri_error *err)
{
    const char **keys = ri_arena_new(mem, const char *, from->key_count);
    bool         ok = keys != NULL;
    for (size_t k = 0; ok && k < from->key_count; k++)
        ok = (keys[k] = copied(mem, from->key_names[k])) != NULL;
    const char *time_name = copied(mem, from->time_name),
               *value_name = copied(mem, from->value_name);
    if (!ok || !time_name || !value_name)
        return ri_fail(err, RI_ENOMEM, "no room for the names of a panel");
    *ret_keys = keys;
    *ret_time = time_name;
    *ret_value = value_name;
    return RI_OK;
}

ri_status ri_panel_builder_new(const struct ri_panel_options *options,
                               struct ri_panel_builder **ret, struct ri_error *err)
{
    struct ri_panel_builder *builder = calloc(1, sizeof *builder);
    if (!builder) return ri_fail(err, RI_ENOMEM, "no room for a panel");
    builder->options = *options;
    ri_arena_init(&builder->mem, SIZE_MAX);
    ri_status status = copy_names(&builder->mem, options, &builder->options.key_names,
                                  &builder->options.time_name, &builder->options.value_name, err);
    if (status == RI_OK) status = ri_intern_new(&builder->names, err);
    if (status == RI_OK)
        *ret = builder;
    else
        ri_panel_builder_free(builder);
    return status;
}

static void window_free(struct window *window)
{
    free(window->sum);
    free(window->rest);
    free(window->state);
    *window = (struct window){0};
}

static void forget(struct ri_panel_builder *builder)
{
    const size_t count = builder->names ? ri_intern_count(builder->names) : 0;
    for (size_t i = 0; i < count && i < builder->window_room; i++)
        window_free(&builder->windows[i]);
    free(builder->windows);
    free(builder->log);
    ri_intern_free(builder->names);
    builder->windows = NULL;
    builder->log = NULL;
    builder->names = NULL;
    builder->window_room = builder->log_count = builder->log_room = 0;
}

void ri_panel_builder_free(struct ri_panel_builder *builder)
{
    if (!builder) return;
    forget(builder);
    ri_text_release(&builder->name);
    ri_arena_release(&builder->mem);
    free(builder);
}

/* ---- Observations ------------------------------------------------------------------------------------ */

/* Room for `count` items at least, doubling; *slot is a pointer to the first. */
static ri_status reserve(void *slot, size_t *room, size_t count, size_t size, struct ri_error *err)
{
    if (count <= *room) return RI_OK;
    const size_t more = count > *room * 2 ? count : *room * 2;
    void        *old, *grown;
    memcpy(&old, slot, sizeof old);
    grown = realloc(old, more * size);
    if (!grown) return ri_fail(err, RI_ENOMEM, "no room for %zu items of a panel", more);
    memset((char *)grown + *room * size, 0, (more - *room) * size);
    memcpy(slot, &grown, sizeof grown);
    *room = more;
    return RI_OK;
}

/* Makes the window reach from..to; the free slots go to the end that grew. */
static ri_status window_extend(struct window *window, int64_t from, int64_t to,
                               struct ri_error *err)
{
    const size_t used = window->high - window->low, need = (size_t)(to - from);
    const bool   down = used && from < window->first + (int64_t)window->low;
    size_t       room = used ? used * 2 : 1;
    if (room > MOST_PERIODS) room = MOST_PERIODS;
    if (room < need) room = need;
    struct window made = {.room = room};
    made.sum = calloc(room, sizeof *made.sum);
    made.rest = window->rest ? calloc(room, sizeof *made.rest) : NULL;
    made.state = calloc(room, 1);
    if (!made.sum || !made.state || (window->rest && !made.rest)) {
        window_free(&made);
        return ri_fail(err, RI_ENOMEM, "no room for a series of %zu periods", room);
    }
    made.first = down ? to - (int64_t)room : from;
    if (used) {
        made.low = (size_t)(window->first + (int64_t)window->low - made.first);
        made.high = made.low + used;
        memcpy(made.sum + made.low, window->sum + window->low, used * sizeof *made.sum);
        if (made.rest)
            memcpy(made.rest + made.low, window->rest + window->low, used * sizeof *made.rest);
        memcpy(made.state + made.low, window->state + window->low, used);
    }
    window_free(window);
    *window = made;
    return RI_OK;
}

/* sum[slot] += value, and what that rounds away into the rest (two-sum, Knuth); whole numbers round nothing away. */
static ri_status window_sum(struct window *window, size_t slot, double value, struct ri_error *err)
{
    const double before = window->sum[slot], after = before + value, part = after - before;
    const double cut = (before - (after - part)) + (value - part);
    window->sum[slot] = after;
    if (cut == 0 || !isfinite(cut)) return RI_OK;
    if (!window->rest && !(window->rest = calloc(window->room, sizeof *window->rest)))
        return ri_fail(err, RI_ENOMEM, "no room for a series of %zu periods", window->room);
    window->rest[slot] += cut;
    return RI_OK;
}

static ri_status window_add(struct window *window, int64_t period, double value, bool censored,
                            struct ri_error *err)
{
    const bool empty = window->high == window->low;
    int64_t    from = empty ? period : window->first + (int64_t)window->low;
    int64_t    to = empty ? period + 1 : window->first + (int64_t)window->high;
    if (period < from) from = period;
    if (period >= to) to = period + 1;
    if (to - from > MOST_PERIODS)
        return ri_fail(err, RI_EDATA, "a series of %lld periods: at most %d",
                       (long long)(to - from), MOST_PERIODS);
    if (!window->room || from < window->first || to > window->first + (int64_t)window->room)
        RI_TRY(window_extend(window, from, to, err));
    const size_t slot = (size_t)(period - window->first);
    window->low = (size_t)(from - window->first);
    window->high = (size_t)(to - window->first);
    window->state[slot] |=
        (uint8_t)((isnan(value) ? KNOWN_MISSING : SEEN) | (censored ? CENSORED : 0));
    if (!isnan(value)) RI_TRY(window_sum(window, slot, value, err));
    if (window->state[slot] / ROW < RI_PANEL_ROWS) window->state[slot] += ROW;
    return RI_OK;
}

static ri_status count_in(struct ri_panel_builder *builder, size_t series, int64_t local_us,
                          double value, bool censored, struct ri_error *err)
{
    const struct ri_panel_options *options = &builder->options;
    const int64_t period = ri_period_of(options->frequency, options->week_start, local_us);
    return window_add(&builder->windows[series], period, value, censored, err);
}

static ri_status find_series(struct ri_panel_builder *builder, const struct ri_view *keys,
                             size_t *ret, struct ri_error *err)
{
    ri_text_clear(&builder->name);
    for (size_t k = 0; k < builder->options.key_count; k++) {
        if (keys[k].length && memchr(keys[k].at, '\0', keys[k].length))
            return ri_fail(err, RI_EDATA, "%s: a key with a NUL in it",
                           builder->options.key_names[k]);
        if (k) ri_text_putc(&builder->name, '\0');
        ri_text_add(&builder->name, keys[k].at, keys[k].length);
    }
    RI_TRY(ri_text_check(&builder->name, err));
    if (!builder->names) RI_TRY(ri_intern_new(&builder->names, err));
    const struct ri_view name = {builder->name.at ? builder->name.at : "", builder->name.length};
    size_t               index;
    RI_TRY(ri_intern_put(builder->names, name, &index, NULL, err));
    if (index > UINT32_MAX) return ri_fail(err, RI_ETOOLARGE, "more than %u series", UINT32_MAX);
    RI_TRY(reserve(&builder->windows, &builder->window_room, index + 1, sizeof *builder->windows,
                   err));
    *ret = index;
    return RI_OK;
}

ri_status ri_panel_builder_add(struct ri_panel_builder *builder, const struct ri_view *keys,
                               int64_t local_us, double value, bool censored, struct ri_error *err)
{
    const int64_t earliest = ri_day_of(1, 1, 1) * RI_US_PER_DAY,
                  latest = ri_day_of(9999, 12, 31) * RI_US_PER_DAY;
    if (local_us < earliest || local_us > latest)
        return ri_fail(err, RI_EDATA, "%s: a time outside the years 1 to 9999",
                       builder->options.time_name);
    if (isinf(value))
        return ri_fail(err, RI_EDATA, "%s: an infinite value", builder->options.value_name);
    size_t series = 0;
    RI_TRY(find_series(builder, keys, &series, err));
    if (!builder->options.detect_frequency && !builder->options.hold)
        return count_in(builder, series, local_us, value, censored, err);
    RI_TRY(reserve(&builder->log, &builder->log_room, builder->log_count + 1, sizeof *builder->log,
                   err));
    builder->log[builder->log_count++] =
        (struct observation){local_us, value, (uint32_t)series, censored};
    return RI_OK;
}

void ri_panel_builder_week_start(struct ri_panel_builder *builder, int week_start)
{
    builder->options.week_start = week_start;
}

/* ---- Finish ------------------------------------------------------------------------------------------ */

/* Of a long log only every n-th series is looked at, chosen by its name: the order of input does not matter. */
static bool sampled(const struct ri_panel_builder *builder, size_t series, size_t stride)
{
    const struct ri_view name = ri_intern_at(builder->names, series);
    return stride == 1 || ri_hash64(name.at, name.length) % stride == 0;
}

static ri_status detect(struct ri_panel_builder *builder, struct ri_error *err)
{
    size_t              stride = 1 + builder->log_count / DETECT_ROWS, n = 0;
    struct panel_stamp *stamps = malloc((builder->log_count + 1) * sizeof *stamps);
    if (!stamps) return ri_fail(err, RI_ENOMEM, "no room to sort %zu times", builder->log_count);
    for (; !n && stride; stride = stride > 1 ? 1 : 0) {
        for (size_t i = 0; i < builder->log_count; i++) {
            const struct observation *seen = &builder->log[i];
            if (sampled(builder, seen->series, stride))
                stamps[n++] = (struct panel_stamp){seen->series, seen->local_us};
        }
    }
    builder->options.frequency = panel_detect(stamps, n);
    free(stamps);
    return RI_OK;
}

static ri_status replay(struct ri_panel_builder *builder, struct ri_error *err)
{
    if (builder->options.detect_frequency) RI_TRY(detect(builder, err));
    for (size_t i = 0; i < builder->log_count; i++) {
        const struct observation *seen = &builder->log[i];
        RI_TRY(count_in(builder, seen->series, seen->local_us, seen->value, seen->censored, err));
    }
    free(builder->log);
    builder->log = NULL;
    builder->log_count = builder->log_room = 0;
    return RI_OK;
}

struct sorted { /* a series on its way to its place */
    struct ri_view name;
    size_t         index;
};

static int by_name(const void *a, const void *b)
{
    const struct ri_view x = ((const struct sorted *)a)->name, y = ((const struct sorted *)b)->name;
    const int            order = memcmp(x.at, y.at, x.length < y.length ? x.length : y.length);
    return order ? order : (x.length > y.length) - (x.length < y.length);
}

static ri_status series_keys(struct ri_view name, size_t key_count, struct ri_arena *mem,
                             struct ri_series *ret, struct ri_error *err)
{
    const char **keys;
    RI_ARENA_NEW(keys, mem, key_count, err);
    const char *at = ri_arena_copy(mem, name.at, name.length);
    if (!at) return ri_fail(err, RI_ENOMEM, "no room for the keys of a series");
    for (size_t k = 0; k < key_count; k++, at += strlen(at) + 1) keys[k] = at;
    ret->keys = keys;
    return RI_OK;
}

/* The window as a series that ends before period `end`. */
static ri_status series_make(const struct window *window, int64_t end,
                             const struct ri_panel_options *options, struct ri_arena *mem,
                             struct ri_series *ret, struct ri_error *err)
{
    ret->start = window->first + (int64_t)window->low;
    ret->n = (size_t)(end - ret->start);
    if (ret->n > MOST_PERIODS)
        return ri_fail(err, RI_EDATA, "a series of %zu periods: at most %d", ret->n, MOST_PERIODS);
    const size_t seen = window->high - window->low;
    uint8_t      any = 0, *censored = NULL;
    RI_ARENA_NEW(ret->y, mem, ret->n, err);
    for (size_t t = 0; t < ret->n; t++) {
        const uint8_t state = t < seen ? window->state[window->low + t] : 0;
        any |= state;
        const double rest = window->rest && t < seen ? window->rest[window->low + t] : 0;
        ret->y[t] = state & SEEN            ? window->sum[window->low + t] + rest
                    : state & KNOWN_MISSING ? (double)NAN
                                            : options->gap;
    }
    if (options->count_rows) {
        uint8_t *rows;
        RI_ARENA_NEW(rows, mem, ret->n, err);
        for (size_t t = 0; t < seen; t++) rows[t] = window->state[window->low + t] / ROW;
        ret->rows = rows;
    }
    if (!(any & CENSORED)) return RI_OK;
    RI_ARENA_NEW(censored, mem, ret->n, err);
    for (size_t t = 0; t < seen; t++)
        censored[t] = (window->state[window->low + t] & CENSORED) != 0;
    ret->censored = censored;
    return RI_OK;
}

static ri_status make_all(struct ri_panel_builder *builder, const struct sorted *order,
                          struct ri_arena *mem, struct ri_panel *panel, struct ri_error *err)
{
    for (size_t i = 0; i < panel->series_count; i++) {
        struct window *window = &builder->windows[order[i].index];
        const int64_t  own_end = window->first + (int64_t)window->high;
        const int64_t  end = builder->options.fill_tail ? panel->last + 1 : own_end;
        RI_TRY(series_keys(order[i].name, panel->key_count, mem, &panel->series[i], err));
        RI_TRY(series_make(window, end, &builder->options, mem, &panel->series[i], err));
        window_free(window); /* as we go: two copies of all series at once would be dear */
    }
    return RI_OK;
}

static ri_status make_panel(struct ri_panel_builder *builder, struct ri_arena *mem,
                            struct ri_panel *ret, struct ri_error *err)
{
    const size_t count = builder->names ? ri_intern_count(builder->names) : 0;
    if (!count) return ri_fail(err, RI_EDATA, "no observation: nothing to make a panel of");
    RI_TRY(replay(builder, err));
    struct ri_panel panel = {.frequency = builder->options.frequency,
                             .week_start = builder->options.week_start,
                             .key_count = builder->options.key_count,
                             .series_count = count,
                             .last = INT64_MIN};
    RI_TRY(copy_names(mem, &builder->options, &panel.key_names, &panel.time_name, &panel.value_name,
                      err));
    RI_ARENA_NEW(panel.series, mem, count, err);
    struct sorted *order = malloc(count * sizeof *order);
    if (!order) return ri_fail(err, RI_ENOMEM, "no room to sort %zu series", count);
    for (size_t i = 0; i < count; i++) {
        const int64_t end = builder->windows[i].first + (int64_t)builder->windows[i].high;
        order[i] = (struct sorted){ri_intern_at(builder->names, i), i};
        if (end - 1 > panel.last) panel.last = end - 1;
    }
    qsort(order, count, sizeof *order, by_name);
    const ri_status status = make_all(builder, order, mem, &panel, err);
    free(order);
    if (status == RI_OK) *ret = panel;
    return status;
}

ri_status ri_panel_builder_finish(struct ri_panel_builder *builder, struct ri_arena *mem,
                                  struct ri_panel *ret, struct ri_error *err)
{
    const ri_status status = make_panel(builder, mem, ret, err);
    forget(builder);
    return status;
}
