/* Fitting and applying; the rows to fit on. */
#include "transform.h"

#include "base/intern.h"
#include "math/stats.h"

#include <math.h>

enum { WORDS_MOST = 50 };

const char *ri_scale_text(ri_scale scale)
{
    static const char *const texts[] = {
#define TEXT(code, text) [code] = text,
        RI_SCALE_MAP(TEXT)
#undef TEXT
    };
    return texts[scale];
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

struct ri_transform_data {
    size_t             count, rows, room;
    const char *const *names;
    const ri_coded    *types;
    double **values; /* by column: number, or place of the word in its dictionary; NAN: missing */
    struct ri_intern **words; /* by column; NULL: no category */
    struct ri_cell    *cells; /* of the row asked for */
};

ri_status ri_transform_data_new(const char *const *names, const ri_coded *types, size_t count,
                                struct ri_transform_data **ret, struct ri_error *err)
{
    struct ri_transform_data *data = calloc(1, sizeof *data);
    if (!data) return ri_fail(err, RI_ENOMEM, "no room for a table");
    *data = (struct ri_transform_data){.count = count, .names = names, .types = types};
    data->values = calloc(count + 1, sizeof *data->values);
    data->words = calloc(count + 1, sizeof *data->words);
    data->cells = calloc(count + 1, sizeof *data->cells);
    ri_status status = data->values && data->words && data->cells
                           ? RI_OK
                           : ri_fail(err, RI_ENOMEM, "no room for a table of %zu columns", count);
    for (size_t c = 0; c < count && status == RI_OK; c++)
        if (types[c] == RI_CODED_CATEGORY) status = ri_intern_new(&data->words[c], err);
    if (status == RI_OK)
        *ret = data;
    else
        ri_transform_data_free(data);
    return status;
}

void ri_transform_data_free(struct ri_transform_data *data)
{
    if (!data) return;
    for (size_t c = 0; c < data->count; c++) {
        if (data->values) free(data->values[c]);
        if (data->words) ri_intern_free(data->words[c]);
    }
    free(data->values);
    free(data->words);
    free(data->cells);
    free(data);
}

static ri_status make_room(struct ri_transform_data *data, struct ri_error *err)
{
    if (data->rows < data->room) return RI_OK;
    const size_t room = data->room ? data->room * 2 : 1024;
    for (size_t c = 0; c < data->count; c++) {
        double *values = realloc(data->values[c], room * sizeof *values);
        if (!values) return ri_fail(err, RI_ENOMEM, "no room for %zu rows", room);
        data->values[c] = values;
    }
    data->room = room;
    return RI_OK;
}

ri_status ri_transform_data_add(struct ri_transform_data *data, const struct ri_cell *cells,
                                struct ri_error *err)
{
    RI_TRY(make_room(data, err));
    for (size_t c = 0; c < data->count; c++) {
        double *value = &data->values[c][data->rows];
        size_t  word;
        *value = NAN;
        if (!cells[c].known) continue;
        if (!data->words[c] && !isfinite(cells[c].number))
            return ri_fail(err, RI_EDATA, "column '%s' holds a number that is not finite",
                           data->names[c]);
        if (data->words[c]) RI_TRY(ri_intern_put(data->words[c], cells[c].text, &word, NULL, err));
        *value = data->words[c] ? (double)word : cells[c].number;
    }
    data->rows++;
    return RI_OK;
}

size_t ri_transform_data_rows(const struct ri_transform_data *data)
{
    return data->rows;
}

const struct ri_cell *ri_transform_data_row(struct ri_transform_data *data, size_t row)
{
    for (size_t c = 0; c < data->count; c++) {
        const double value = data->values[c][row];
        data->cells[c] = (struct ri_cell){.known = !isnan(value), .number = value};
        if (data->words[c] && !isnan(value))
            data->cells[c].text = ri_intern_at(data->words[c], (size_t)value);
    }
    return data->cells;
}

/* ---- Fitting ---------------------------------------------------------------------------------------------------------- */

struct fitting {
    const struct ri_transform_data    *data;
    const bool                        *fit;
    const struct ri_transform_options *options;
    struct ri_arena                   *mem, *scratch;
};

static bool counts(const struct fitting *fitting, size_t row)
{
    return !fitting->fit || fitting->fit[row];
}

static void measure(ri_scale scale, double *x, size_t n, struct ri_transformed *column)
{
    column->centre = 0;
    column->spread = 1;
    if (!n || scale == RI_SCALE_NONE) return;
    double low = x[0], high = x[0];
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, x[i]);
        high = fmax(high, x[i]);
    }
    if (scale == RI_SCALE_STANDARD) {
        column->centre = ri_mean(x, n);
        column->spread = n > 1 ? sqrt(ri_variance(x, n) * (double)(n - 1) / (double)n) : 0;
    } else if (scale == RI_SCALE_MINMAX) {
        column->centre = low;
        column->spread = high - low;
    } else {
        ri_sort(x, n);
        column->centre = ri_median(x, n);
        column->spread = ri_quantile(x, n, 0.75) - ri_quantile(x, n, 0.25);
    }
    if (!(column->spread > 0)) column->spread = 1; /* constant */
}

static ri_status fit_number(const struct fitting *fitting, size_t c, struct ri_transformed *column,
                            struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(fitting->scratch);
    double                    *x;
    size_t                     n = 0;
    RI_ARENA_NEW(x, fitting->scratch, fitting->data->rows, err);
    for (size_t row = 0; row < fitting->data->rows; row++) {
        if (!counts(fitting, row)) continue;
        const double value = fitting->data->values[c][row];
        if (isnan(value))
            column->has_missing = true;
        else
            x[n++] = value;
    }
    measure(fitting->options->scale, x, n, column);
    ri_arena_rewind(fitting->scratch, mark);
    return RI_OK;
}

struct tally {
    struct ri_view word;
    size_t         rows;
};

static int most_frequent_first(const void *left, const void *right)
{
    const struct tally *a = left, *b = right;
    if (a->rows != b->rows) return a->rows > b->rows ? -1 : 1;
    const size_t length = a->word.length < b->word.length ? a->word.length : b->word.length;
    const int    order = memcmp(a->word.at, b->word.at, length);
    return order ? order : (a->word.length > b->word.length) - (a->word.length < b->word.length);
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static ri_status keep_words(const struct fitting *fitting, struct tally *tallies, size_t count,
                            struct ri_transformed *column, struct ri_error *err)
{
    const size_t most = fitting->options->most ? fitting->options->most : WORDS_MOST;
    const size_t least = fitting->options->least ? fitting->options->least : 1;
    qsort(tallies, count, sizeof *tallies, most_frequent_first);
    RI_ARENA_NEW(column->words, fitting->mem, count, err);
    for (size_t w = 0; w < count && tallies[w].rows; w++) {
        if (w >= most || tallies[w].rows < least) {
            column->has_other = true;
            break;
        }
        column->words[column->word_count] =
            ri_arena_copy(fitting->mem, tallies[w].word.at, tallies[w].word.length);
        if (!column->words[column->word_count++])
            return ri_fail(err, RI_ENOMEM, "no room for words");
    }
    qsort(column->words, column->word_count, sizeof *column->words, by_bytes);
    return RI_OK;
}

/* Words are counted in the rows of the fit alone: what comes later must not be known. */
static ri_status fit_category(const struct fitting *fitting, size_t c,
                              struct ri_transformed *column, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(fitting->scratch);
    const size_t               count = ri_intern_count(fitting->data->words[c]);
    struct tally              *tallies;
    RI_ARENA_NEW(tallies, fitting->scratch, count, err);
    for (size_t w = 0; w < count; w++) tallies[w].word = ri_intern_at(fitting->data->words[c], w);
    for (size_t row = 0; row < fitting->data->rows; row++) {
        if (!counts(fitting, row)) continue;
        const double value = fitting->data->values[c][row];
        if (isnan(value))
            column->has_missing = true;
        else
            tallies[(size_t)value].rows++;
    }
    column->ordinal = fitting->options->ordinal;
    const ri_status status = keep_words(fitting, tallies, count, column, err);
    ri_arena_rewind(fitting->scratch, mark);
    return status;
}

static ri_status fit_all(const struct fitting *fitting, struct ri_transform *ret,
                         struct ri_error *err)
{
    const struct ri_transform_data *data = fitting->data;
    size_t                          rows = 0;
    for (size_t row = 0; row < data->rows; row++) rows += counts(fitting, row);
    if (!rows)
        return ri_fail(err, RI_EDATA, "there is no row to fit on (%zu rows in all)", data->rows);
    ret->count = data->count;
    RI_ARENA_NEW(ret->columns, fitting->mem, data->count, err);
    for (size_t c = 0; c < data->count; c++) {
        struct ri_transformed *column = &ret->columns[c];
        *column = (struct ri_transformed){.type = data->types[c], .spread = 1};
        column->name = ri_arena_printf(fitting->mem, "%s", data->names[c]);
        if (!column->name) return ri_fail(err, RI_ENOMEM, "no room for a transform");
        RI_TRY(data->words[c] ? fit_category(fitting, c, column, err)
                              : fit_number(fitting, c, column, err));
    }
    return RI_OK;
}

ri_status ri_transform_fit(const struct ri_transform_data *data, const bool *fit,
                           const struct ri_transform_options *options, struct ri_arena *mem,
                           struct ri_transform *ret, struct ri_error *err)
{
    struct ri_transform  transform = {0};
    struct ri_arena      scratch;
    const struct fitting fitting = {data, fit, options, mem, &scratch};
    ri_arena_init(&scratch, mem->limit);
    const ri_status status = fit_all(&fitting, &transform, err);
    ri_arena_release(&scratch);
    if (status == RI_OK) *ret = transform;
    return status;
}

/* ---- Applying --------------------------------------------------------------------------------------------------------- */

static bool is_category(const struct ri_transformed *column)
{
    return column->type == RI_CODED_CATEGORY;
}

static size_t features_of(const struct ri_transformed *column)
{
    if (!is_category(column)) return 1 + column->has_missing;
    return column->ordinal ? 1 : column->word_count + column->has_other;
}

size_t ri_transform_features(const struct ri_transform *transform)
{
    size_t count = 0;
    for (size_t c = 0; c < transform->count; c++) count += features_of(&transform->columns[c]);
    return count;
}

ri_status ri_transform_names(const struct ri_transform *transform, struct ri_arena *mem,
                             const char **ret, struct ri_error *err)
{
    size_t at = 0;
    for (size_t c = 0; c < transform->count; c++) {
        const struct ri_transformed *column = &transform->columns[c];
        const bool                   one_hot = is_category(column) && !column->ordinal;
        if (!one_hot) ret[at++] = column->name;
        if (!is_category(column) && column->has_missing)
            ret[at++] = ri_arena_printf(mem, "%s.missing", column->name);
        for (size_t w = 0; one_hot && w < column->word_count; w++)
            ret[at++] = ri_arena_printf(mem, "%s=%s", column->name, column->words[w]);
        if (one_hot && column->has_other)
            ret[at++] = ri_arena_printf(mem, "%s=(other)", column->name);
    }
    for (size_t i = 0; i < at; i++)
        if (!ret[i]) return ri_fail(err, RI_ENOMEM, "no room for names of features");
    return RI_OK;
}

static int word_against(const void *key, const void *word)
{
    const struct ri_view *view = key;
    const char           *text = *(const char *const *)word;
    const size_t length = strlen(text), least = view->length < length ? view->length : length;
    const int    order = memcmp(view->at, text, least);
    return order ? order : (view->length > length) - (view->length < length);
}

static size_t place_of(const struct ri_transformed *column, struct ri_view word)
{
    const char **found = column->word_count ? bsearch(&word, column->words, column->word_count,
                                                      sizeof *column->words, word_against)
                                            : NULL;
    return found ? (size_t)(found - column->words) : SIZE_MAX;
}

static void apply_category(const struct ri_transformed *column, const struct ri_cell *cell,
                           double *ret)
{
    const size_t place = cell->known ? place_of(column, cell->text) : SIZE_MAX;
    if (column->ordinal) {
        *ret = place == SIZE_MAX ? NAN : (double)place;
        return;
    }
    for (size_t w = 0; w < column->word_count; w++) ret[w] = w == place;
    if (column->has_other) ret[column->word_count] = cell->known && place == SIZE_MAX;
}

void ri_transform_apply(const struct ri_transform *transform, const struct ri_cell *cells,
                        double *ret)
{
    for (size_t c = 0; c < transform->count; c++) {
        const struct ri_transformed *column = &transform->columns[c];
        if (is_category(column)) {
            apply_category(column, &cells[c], ret);
        } else {
            ret[0] = cells[c].known ? (cells[c].number - column->centre) / column->spread : 0;
            if (column->has_missing) ret[1] = !cells[c].known;
        }
        ret += features_of(column);
    }
}
