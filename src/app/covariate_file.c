/* A `--future` file: joined to the series by the columns it shares with them. */
#include "app/covariates_internal.h"

#include "app/table_file.h"

#include <math.h>

enum { GAP_MOST = 31, NO_COLUMN = -1 };

struct column {           /* one that is neither time nor key */
    size_t            at; /* of the file */
    struct ri_intern *words;
    bool              numbers;       /* every cell so far reads as one */
    float            *number, *code; /* [group][periods], or [group] of attributes */
};
struct reading {
    struct gathering     *gathering;
    const char           *name;
    bool                  past; /* nothing may be known after the history */
    struct ri_table_file *file;
    ptrdiff_t             time; /* column, or NO_COLUMN */
    size_t                join_count, column_count;
    size_t                joins[RI_CODING_COLUMNS_MOST]; /* columns of the file */
    struct attribute     *with[RI_CODING_COLUMNS_MOST];  /* what they are joined with */
    struct column         columns[KNOWN_MOST];
    struct ri_intern     *groups; /* composed keys of the series */
    size_t               *group;  /* [series] */
    struct ri_text        key;
    bool                  late_target; /* the file knows what is to be forecast */
    int64_t  late;   /* first period after the history that a `past` file knows; 0: none */
    size_t   target; /* column named as the panel's value; SIZE_MAX: none */
    uint64_t matched;
};

/* ---- Which column is what ---------------------------------------------------------------------------------------- */

static ptrdiff_t time_column(const struct reading *reading)
{
    const char *wanted = reading->gathering->loaded->panel.time_name;
    ptrdiff_t   found = NO_COLUMN;
    for (size_t c = 0; c < ri_table_file_count(reading->file); c++)
        if (strcmp(ri_table_file_name(reading->file, c), wanted) == 0) return (ptrdiff_t)c;
    for (size_t c = 0; c < ri_table_file_count(reading->file); c++)
        if (ri_table_file_guess(reading->file, c) == RI_CODED_DATE) found = (ptrdiff_t)c;
    return found;
}

static struct attribute *shared(struct gathering *gathering, const char *name)
{
    for (size_t a = 0; a < gathering->attribute_count; a++)
        if (strcmp(gathering->attributes[a].name, name) == 0) return &gathering->attributes[a];
    return NULL;
}

static ri_status sort_columns(struct reading *reading, struct ri_error *err)
{
    reading->time = time_column(reading);
    reading->target = SIZE_MAX;
    for (size_t c = 0; c < ri_table_file_count(reading->file); c++) {
        const char       *name = ri_table_file_name(reading->file, c);
        struct attribute *attribute = shared(reading->gathering, name);
        if ((ptrdiff_t)c == reading->time) continue;
        if (attribute) {
            reading->joins[reading->join_count] = c;
            reading->with[reading->join_count++] = attribute;
        } else if (strcmp(name, reading->gathering->loaded->panel.value_name) == 0) {
            reading->target = c;
        } else if (reading->column_count == KNOWN_MOST) {
            return ri_fail(err, RI_ETOOLARGE, "'%s' has more than %d columns of covariates",
                           reading->name, KNOWN_MOST);
        } else {
            struct column *column = &reading->columns[reading->column_count++];
            *column = (struct column){.at = c, .numbers = true};
            RI_TRY(ri_intern_new(&column->words, err));
        }
    }
    if (reading->time == NO_COLUMN && !reading->join_count)
        return ri_fail(err, RI_EUSAGE,
                       "'%s' shares no column with the series and has no column of dates",
                       reading->name);
    return RI_OK;
}

/* ---- Which series a row belongs to --------------------------------------------------------------------------------- */

static void key_begin(struct reading *reading)
{
    ri_text_clear(&reading->key);
    ri_text_putc(&reading->key, 'k');
}

static void key_add(struct reading *reading, struct ri_view word)
{
    ri_text_add(&reading->key, word.at, word.length);
    ri_text_putc(&reading->key, '\x1f');
}

static struct ri_view key_view(const struct reading *reading)
{
    return (struct ri_view){reading->key.at, reading->key.length};
}

static ri_status group_series(struct reading *reading, struct ri_error *err)
{
    const size_t n = reading->gathering->loaded->panel.series_count;
    RI_ARENA_NEW(reading->group, ri_call_mem(reading->gathering->call), n, err);
    RI_TRY(ri_intern_new(&reading->groups, err));
    for (size_t i = 0; i < n; i++) {
        bool whole = true;
        key_begin(reading);
        for (size_t j = 0; j < reading->join_count; j++) {
            const float code = reading->with[j]->code[i];
            whole = whole && !isnan(code);
            if (whole) key_add(reading, ri_intern_at(reading->with[j]->words, (size_t)code));
        }
        reading->group[i] = SIZE_MAX;
        RI_TRY(ri_text_check(&reading->key, err));
        if (whole)
            RI_TRY(
                ri_intern_put(reading->groups, key_view(reading), &reading->group[i], NULL, err));
    }
    return RI_OK;
}

static ri_status make_rooms(struct reading *reading, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(reading->gathering->call);
    const size_t     periods = reading->time == NO_COLUMN ? 1 : reading->gathering->periods;
    const size_t     cells = ri_intern_count(reading->groups) * periods;
    for (size_t c = 0; c < reading->column_count; c++) {
        struct column *column = &reading->columns[c];
        RI_ARENA_NEW(column->number, mem, cells, err);
        RI_ARENA_NEW(column->code, mem, cells, err);
        for (size_t i = 0; i < cells; i++) column->number[i] = column->code[i] = NAN;
    }
    return RI_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

/* Words that mean that there is nothing. */
static bool nothing(struct ri_view text)
{
    static const char *const words[] = {"", "0", "none", "None", "no", "NA", "nan"};
    for (size_t i = 0; i < RI_COUNT(words); i++)
        if (ri_view_is(text, words[i])) return true;
    return false;
}

static ri_status put_cell(struct column *column, size_t place, const struct ri_cell *cell,
                          struct ri_error *err)
{
    size_t code;
    double number;
    if (!cell->known) return RI_OK;
    if (column->numbers && ri_parse_double(cell->text, &number))
        column->number[place] = (float)number;
    else
        column->numbers = false;
    if (nothing(cell->text)) return RI_OK;
    RI_TRY(ri_intern_put(column->words, cell->text, &code, NULL, err));
    column->code[place] = (float)code;
    return RI_OK;
}

static ri_status future_row(void *context, uint64_t record, const struct ri_cell *cells,
                            struct ri_error *err)
{
    struct reading         *reading = context;
    const struct gathering *gathering = reading->gathering;
    const struct ri_panel  *panel = &gathering->loaded->panel;
    size_t                  group, place = 0;
    (void)record;
    key_begin(reading);
    for (size_t j = 0; j < reading->join_count; j++)
        key_add(reading, cells[reading->joins[j]].text);
    if (!ri_intern_find(reading->groups, key_view(reading), &group)) return RI_OK;
    if (reading->time != NO_COLUMN) {
        const struct ri_cell *time = &cells[reading->time];
        if (!time->known) return RI_OK;
        const int64_t period = ri_period_of(panel->frequency, panel->week_start,
                                            (int64_t)time->number * RI_US_PER_DAY);
        const bool    known = reading->target != SIZE_MAX && cells[reading->target].known;
        reading->late_target |= known && period > panel->last;
        if (reading->past && period > panel->last) {
            if (!reading->late || period < reading->late) reading->late = period;
            return RI_OK;
        }
        if (period < gathering->first || period >= gathering->first + (int64_t)gathering->periods)
            return RI_OK;
        place = group * gathering->periods + (size_t)(period - gathering->first);
    } else {
        place = group;
    }
    reading->matched++;
    for (size_t c = 0; c < reading->column_count; c++)
        RI_TRY(put_cell(&reading->columns[c], place, &cells[reading->columns[c].at], err));
    return RI_OK;
}

/* ---- Into the covariates ------------------------------------------------------------------------------------------------ */

/* The usual distance between values of one group, in periods; 1 when there is none. */
static size_t usual_gap(const float *at, size_t groups, size_t periods)
{
    size_t counts[GAP_MOST + 1] = {0}, best = 1;
    for (size_t g = 0; g < groups; g++) {
        size_t before = SIZE_MAX;
        for (size_t t = 0; t < periods; t++) {
            if (isnan(at[g * periods + t])) continue;
            if (before != SIZE_MAX && t - before <= GAP_MOST) counts[t - before]++;
            before = t;
        }
    }
    for (size_t gap = 1; gap <= GAP_MOST; gap++)
        if (counts[gap] > counts[best]) best = gap;
    return best;
}

/* A list with a value every so many periods holds in between. */
static void hold(float *at, size_t groups, size_t periods)
{
    const size_t gap = usual_gap(at, groups, periods);
    for (size_t g = 0; g < groups && gap > 1; g++) {
        size_t since = gap;
        float  value = NAN;
        for (size_t t = 0; t < periods; t++) {
            float *cell = &at[g * periods + t];
            if (!isnan(*cell)) {
                value = *cell;
                since = 0;
            } else if (++since < gap) {
                *cell = value;
            }
        }
    }
}

static ri_status put_past(struct reading *reading, const struct ri_known *known,
                          struct ri_error *err)
{
    struct gathering *gathering = reading->gathering;
    if (known->categorical)
        return ri_fail(err, RI_EDATA,
                       "'%s': column '%s' holds no numbers; --past takes numbers only",
                       reading->name, known->name);
    if (gathering->past_count == KNOWN_MOST)
        return ri_fail(err, RI_ETOOLARGE, "more than %d covariates", KNOWN_MOST);
    gathering->past[gathering->past_count++] = *known;
    return RI_OK;
}

static ri_status put_known(struct reading *reading, struct ri_error *err)
{
    struct gathering *gathering = reading->gathering;
    struct ri_arena  *mem = ri_call_mem(gathering->call);
    const size_t      groups = ri_intern_count(reading->groups);
    for (size_t c = 0; c < reading->column_count; c++) {
        struct column *column = &reading->columns[c];
        const char    *name = ri_table_file_name(reading->file, column->at);
        const size_t   words = ri_intern_count(column->words);
        if (words < 1 || (!column->numbers && words > WORDS_MOST)) continue;
        if (column->numbers) hold(column->number, groups, gathering->periods);
        const char *copy = ri_arena_copy(mem, name, strlen(name));
        if (!copy) return ri_fail(err, RI_ENOMEM, "no room for names");
        struct ri_known known = {.name = copy,
                                 .categorical = !column->numbers,
                                 .group_count = groups,
                                 .group = reading->group,
                                 .at = column->numbers ? column->number : column->code};
        if (known.categorical) {
            known.word_count = words;
            RI_TRY(covariate_words(column->words, mem, &known.words, err));
        }
        RI_TRY(reading->past ? put_past(reading, &known, err)
                             : covariate_known(gathering, &known, err));
    }
    return RI_OK;
}

static ri_status put_attributes(struct reading *reading, struct ri_error *err)
{
    struct gathering *gathering = reading->gathering;
    for (size_t c = 0; c < reading->column_count; c++) {
        const struct column *column = &reading->columns[c];
        struct attribute    *attribute;
        RI_TRY(covariate_attribute(gathering, ri_table_file_name(reading->file, column->at),
                                   &attribute, err));
        for (size_t i = 0; i < gathering->loaded->panel.series_count; i++) {
            const float code =
                reading->group[i] == SIZE_MAX ? NAN : column->code[reading->group[i]];
            if (!isnan(code))
                RI_TRY(covariate_set(attribute, i, ri_intern_at(column->words, (size_t)code), err));
        }
    }
    return RI_OK;
}

static ri_status too_late(const struct reading *reading, struct ri_error *err)
{
    const struct ri_panel *panel = &reading->gathering->loaded->panel;
    struct ri_text         late = {0}, last = {0};
    ri_text_day(&late, (ri_day)ri_floor_div(
                           ri_period_start_us(panel->frequency, panel->week_start, reading->late),
                           RI_US_PER_DAY));
    ri_text_day(&last, (ri_day)ri_floor_div(
                           ri_period_start_us(panel->frequency, panel->week_start, panel->last),
                           RI_US_PER_DAY));
    const ri_status status = ri_fail(
        err, RI_EDATA,
        "'%s' knows %s, but the history ends with %s: what is known of the past only cannot be "
        "known then (--future takes what is known ahead)",
        reading->name, late.at ? late.at : "", last.at ? last.at : "");
    ri_text_release(&late);
    ri_text_release(&last);
    return status;
}

static ri_status read_file(struct reading *reading, struct ri_error *err)
{
    const size_t count = ri_table_file_count(reading->file);
    ri_coded    *types;
    RI_TRY(sort_columns(reading, err));
    RI_TRY(group_series(reading, err));
    RI_TRY(make_rooms(reading, err));
    RI_ARENA_NEW(types, ri_call_mem(reading->gathering->call), count, err);
    for (size_t c = 0; c < count; c++)
        types[c] = (ptrdiff_t)c == reading->time ? RI_CODED_DATE : RI_CODED_CATEGORY;
    RI_TRY(ri_table_file_rows(reading->file, types, future_row, reading, err));
    if (reading->late_target)
        return ri_fail(
            err, RI_EDATA,
            "'%s' holds '%s' of periods that are to be forecast: nobody can know it then",
            reading->name, reading->gathering->loaded->panel.value_name);
    if (reading->late) return too_late(reading, err);
    if (reading->past && reading->time == NO_COLUMN)
        return ri_fail(err, RI_EUSAGE, "'%s' has no column of dates: --past wants values by period",
                       reading->name);
    if (!reading->matched)
        ri_call_note(reading->gathering->call, "'%s' has no row that belongs to the series",
                     reading->name);
    return reading->time == NO_COLUMN ? put_attributes(reading, err) : put_known(reading, err);
}

ri_status covariate_file(struct gathering *gathering, int fd, const char *name, bool past,
                         struct ri_error *err)
{
    struct reading *reading;
    RI_ARENA_NEW(reading, ri_call_mem(gathering->call), 1, err);
    reading->gathering = gathering;
    reading->name = name;
    reading->past = past;
    ri_status status = ri_table_file_open(gathering->call, fd, name, &reading->file, err);
    if (status == RI_OK) status = read_file(reading, err);
    for (size_t c = 0; c < reading->column_count; c++) ri_intern_free(reading->columns[c].words);
    ri_intern_free(reading->groups);
    ri_text_release(&reading->key);
    ri_table_file_close(reading->file);
    return status;
}
