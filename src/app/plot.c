/* A result as a picture: which of its columns are time, names and measures decides the chart.
 *
 *     cause, amount                    what made up a change: waterfall
 *     cohort, age, share               triangle: heat
 *     time and a measure               lines, one a series; beside q columns a range; beside x_before a comparison
 *     names and a measure              bars, in the order of the rows
 *     two measures                     a line of the second over the first
 */
#include "app/call_internal.h"
#include "app/gather.h"
#include "report/figure.h"
#include "report/rendering.h"

#include <ctype.h>
#include <math.h>

enum { MOST_ROWS = 50000, MOST_BARS = 40, MOST_LINES = 5, MOST_KEYS = 6 };

struct plot {
    struct ri_arena   *mem;
    struct ri_gathered rows;
    size_t             time, measure, names[MOST_KEYS], name_count; /* columns; SIZE_MAX: none */
    struct ri_chart    chart;
    const char        *note; /* what was left out, or NULL */
};

/* ---- What the columns are ------------------------------------------------------------------------------------------------------------ */

static bool is_measure(const struct ri_gathered_column *column)
{
    static const char *const counters[] = {"import_id", "alert_id", "run_id", "record", "line"};
    for (size_t i = 0; i < RI_COUNT(counters); i++)
        if (strcmp(column->name, counters[i]) == 0) return false;
    return column->kind == RI_CELL_INT || column->kind == RI_CELL_NUMBER ||
           column->kind == RI_CELL_DECIMAL;
}

static bool is_time(const struct ri_gathered_column *column)
{
    return column->kind == RI_CELL_DAY || column->kind == RI_CELL_INSTANT;
}

/* Names tell rows apart; what explains them (model, reason) or holds for all (currency) does not. */
static bool is_name(const struct ri_gathered_column *column)
{
    static const char *const words[] = {"currency", "model",   "reason", "sentence", "why",
                                        "note",     "message", "detail", "complete", "action",
                                        "advice",   "period",  "name",   "movement"};
    for (size_t i = 0; i < RI_COUNT(words); i++)
        if (strcmp(column->name, words[i]) == 0) return false;
    return column->kind == RI_CELL_TEXT;
}

static void look_at_columns(struct plot *plot)
{
    plot->time = plot->measure = SIZE_MAX;
    for (size_t c = 0; c < plot->rows.column_count; c++) {
        const struct ri_gathered_column *column = &plot->rows.columns[c];
        if (plot->time == SIZE_MAX && is_time(column)) plot->time = c;
        if (plot->measure == SIZE_MAX && is_measure(column)) plot->measure = c;
        if (is_name(column) && plot->name_count < MOST_KEYS) plot->names[plot->name_count++] = c;
    }
}

static const struct ri_gathered_cell *cell(const struct plot *plot, size_t row, size_t column)
{
    return &plot->rows.cells[row * plot->rows.column_count + column];
}

static double *column_values(struct plot *plot, size_t column)
{
    double *values = ri_arena_new(plot->mem, double, plot->rows.rows);
    for (size_t r = 0; values && r < plot->rows.rows; r++)
        values[r] = cell(plot, r, column)->number;
    return values;
}

/* "net_sales": "Net sales". */
static const char *words_of(struct plot *plot, const char *name)
{
    char *words = ri_arena_copy(plot->mem, name, strlen(name));
    for (char *c = words; c && *c; c++)
        if (*c == '_') *c = ' ';
    if (words && *words) *words = (char)toupper((unsigned char)*words);
    return words ? words : "";
}

static const char *unit_of(struct plot *plot, size_t column)
{
    const struct ri_gathered_column *it = &plot->rows.columns[column];
    const char *currency = plot->rows.rows ? ri_gathered_text(&plot->rows, 0, "currency") : "";
    if (it->type == RI_COLUMN_MONEY && *currency) return currency;
    return *it->unit ? it->unit : NULL;
}

/* What a row is called: its names, joined. */
static const char *row_name(struct plot *plot, size_t row)
{
    const char *name = "";
    for (size_t i = 0; i < plot->name_count && name; i++) {
        const char *text = cell(plot, row, plot->names[i])->text;
        name = ri_arena_printf(plot->mem, "%s%s%s", name, i ? ", " : "", text ? text : "–");
    }
    return name ? name : "";
}

static void describe(struct plot *plot, size_t measure, const char *by)
{
    const struct ri_gathered_column *column = &plot->rows.columns[measure];
    plot->chart.title = ri_arena_printf(plot->mem, "%s by %s", words_of(plot, column->name), by);
    plot->chart.unit = unit_of(plot, measure);
    plot->chart.share = column->type == RI_COLUMN_SHARE;
    plot->chart.digits = column->type == RI_COLUMN_MONEY   ? 2
                         : column->kind == RI_CELL_INT     ? 0
                         : column->kind == RI_CELL_DECIMAL ? 0
                                                           : 2;
    if (!plot->chart.title) plot->chart.title = "";
}

/* ---- Bars and waterfall --------------------------------------------------------------------------------------------------------------- */

static ri_status one_series(struct plot *plot, size_t measure, size_t count, struct ri_error *err)
{
    struct ri_series *series;
    const char      **labels;
    char              before[160];
    RI_ARENA_NEW(series, plot->mem, 2, err);
    RI_ARENA_NEW(labels, plot->mem, plot->rows.rows, err);
    series[0] = (struct ri_series){.name = plot->rows.columns[measure].name,
                                   .values = column_values(plot, measure)};
    snprintf(before, sizeof before, "%s_before", series[0].name);
    const size_t compared = ri_gathered_find(&plot->rows, before);
    if (compared != SIZE_MAX)
        series[1] = (struct ri_series){
            .name = "the year before", .values = column_values(plot, compared), .compared = true};
    for (size_t r = 0; r < plot->rows.rows; r++) labels[r] = row_name(plot, r);
    plot->chart.labels = labels;
    plot->chart.count = count;
    plot->chart.series = series;
    plot->chart.series_count = 1 + (compared != SIZE_MAX);
    return RI_OK;
}

static ri_status bars(struct plot *plot, struct ri_error *err)
{
    const size_t count = plot->rows.rows > MOST_BARS ? MOST_BARS : plot->rows.rows;
    const char  *by = words_of(plot, plot->rows.columns[plot->names[0]].name);
    char        *lower = ri_arena_copy(plot->mem, by, strlen(by));
    if (lower) *lower = (char)tolower((unsigned char)*lower);
    plot->chart.kind = RI_CHART_BARS;
    describe(plot, plot->measure, lower ? lower : "");
    RI_TRY(one_series(plot, plot->measure, count, err));
    if (count < plot->rows.rows)
        plot->note = ri_arena_printf(plot->mem, "the first %zu of %zu rows are drawn", count,
                                     plot->rows.rows);
    return RI_OK;
}

static ri_status waterfall(struct plot *plot, struct ri_error *err)
{
    const size_t amount = ri_gathered_find(&plot->rows, "amount");
    double      *values;
    const char **labels;
    size_t       count = 0;
    plot->chart.kind = RI_CHART_WATERFALL;
    describe(plot, amount, "cause");
    plot->chart.digits = 0;
    plot->chart.title = "What made the change of net sales";
    RI_TRY(one_series(plot, amount, plot->rows.rows, err));
    RI_ARENA_NEW(values, plot->mem, plot->rows.rows + 1, err);
    RI_ARENA_NEW(labels, plot->mem, plot->rows.rows + 1, err);
    for (size_t r = 0; r < plot->rows.rows; r++) {
        if (strcmp(ri_gathered_text(&plot->rows, r, "part_of"), "net_sales") != 0) continue;
        values[count] = cell(plot, r, amount)->number;
        labels[count++] = words_of(plot, ri_gathered_text(&plot->rows, r, "cause"));
    }
    values[count] = cell(plot, 0, amount)->number;
    labels[count++] = "Change";
    ((struct ri_series *)plot->chart.series)->values = values;
    plot->chart.labels = labels;
    plot->chart.count = count;
    plot->chart.series_count = 1;
    return RI_OK;
}

/* ---- Heat: a row a cohort, a column an age ---------------------------------------------------------------------------------------------- */

static ri_status heat(struct plot *plot, struct ri_error *err)
{
    enum { AGES = 25 };
    const size_t      measure = ri_gathered_find(&plot->rows, "retention");
    struct ri_series *series;
    const char      **labels;
    double           *values;
    size_t            count = 0, ages = 0;
    RI_ARENA_NEW(series, plot->mem, plot->rows.rows, err);
    RI_ARENA_NEW(labels, plot->mem, AGES, err);
    RI_ARENA_NEW(values, plot->mem, plot->rows.rows * AGES, err);
    for (size_t i = 0; i < plot->rows.rows * AGES; i++) values[i] = NAN;
    for (size_t r = 0; r < plot->rows.rows; r++) {
        if (!isfinite(cell(plot, r, measure)->number)) continue; /* withheld, or still to come */
        const char  *name = ri_gathered_text(&plot->rows, r, "cohort");
        const double age = ri_gathered_number(&plot->rows, r, "age");
        if (!count || strcmp(series[count - 1].name, name) != 0)
            series[count++] = (struct ri_series){.name = name, .values = &values[count * AGES]};
        if (!(age >= 0 && age < AGES)) continue;
        values[(count - 1) * AGES + (size_t)age] = cell(plot, r, measure)->number;
        if ((size_t)age >= ages) ages = (size_t)age + 1;
    }
    for (size_t i = 0; i < AGES; i++) labels[i] = ri_arena_printf(plot->mem, "%zu", i);
    describe(plot, measure, "cohort and age");
    plot->chart.kind = RI_CHART_HEAT;
    plot->chart.unit = "per cent";
    plot->chart.labels = labels;
    plot->chart.count = ages;
    plot->chart.series = series;
    plot->chart.series_count = count;
    return RI_OK;
}

/* ---- Lines ------------------------------------------------------------------------------------------------------------------------------ */

struct line { /* one series of the result */
    const char *name;
    double      sum, *values, *low, *high, *before;
};
struct lines {
    struct line *at;
    size_t       count;
    ri_day      *days;
    size_t       day_count;
    size_t       low, high, before; /* columns */
};

static int by_day(const void *a, const void *b)
{
    const ri_day x = *(const ri_day *)a, y = *(const ri_day *)b;
    return (x > y) - (x < y);
}

static ri_day day_at(const struct plot *plot, size_t row)
{
    const double value = cell(plot, row, plot->time)->number;
    if (isnan(value)) return RI_DAY_NONE;
    return plot->rows.columns[plot->time].kind == RI_CELL_DAY
               ? (ri_day)value
               : (ri_day)ri_floor_div((int64_t)value, RI_US_PER_DAY);
}

static ri_status all_days(struct plot *plot, struct lines *lines, struct ri_error *err)
{
    size_t kept = 0;
    RI_ARENA_NEW(lines->days, plot->mem, plot->rows.rows, err);
    for (size_t r = 0; r < plot->rows.rows; r++) {
        const ri_day day = day_at(plot, r);
        if (day != RI_DAY_NONE) lines->days[kept++] = day;
    }
    qsort(lines->days, kept, sizeof *lines->days, by_day);
    for (size_t i = 0; i < kept; i++)
        if (!lines->day_count || lines->days[lines->day_count - 1] != lines->days[i])
            lines->days[lines->day_count++] = lines->days[i];
    return RI_OK;
}

static double *room_for(struct plot *plot, const struct lines *lines)
{
    double *values = ri_arena_new(plot->mem, double, lines->day_count);
    for (size_t i = 0; values && i < lines->day_count; i++) values[i] = NAN;
    return values;
}

static struct line *line_named(struct plot *plot, struct lines *lines, const char *name)
{
    struct line *line =
        lines->count ? &lines->at[lines->count - 1] : NULL; /* rows of a series stand together */
    if (line && strcmp(line->name, name) == 0) return line;
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->at[i].name, name) == 0) return &lines->at[i];
    line = &lines->at[lines->count];
    *line = (struct line){.name = name,
                          .values = room_for(plot, lines),
                          .low = room_for(plot, lines),
                          .high = room_for(plot, lines),
                          .before = room_for(plot, lines)};
    if (!line->values || !line->low || !line->high || !line->before) return NULL;
    lines->count++;
    return line;
}

/* The outermost quantiles of "q0.1 q0.5 q0.9", or low and high. */
static void find_range(const struct plot *plot, struct lines *lines)
{
    double least = 0.5, most = 0.5;
    lines->low = ri_gathered_find(&plot->rows, "low");
    lines->high = ri_gathered_find(&plot->rows, "high");
    for (size_t c = 0; c < plot->rows.column_count; c++) {
        double level;
        if (plot->rows.columns[c].name[0] != 'q' ||
            !ri_parse_double(ri_view_of(plot->rows.columns[c].name + 1), &level))
            continue;
        if (level < least) least = level, lines->low = c;
        if (level > most) most = level, lines->high = c;
    }
}

static ri_status fill_lines(struct plot *plot, struct lines *lines, struct ri_error *err)
{
    for (size_t r = 0; r < plot->rows.rows; r++) {
        const ri_day  day = day_at(plot, r);
        const ri_day *at = day == RI_DAY_NONE
                               ? NULL
                               : bsearch(&day, lines->days, lines->day_count, sizeof day, by_day);
        struct line  *line = line_named(plot, lines, row_name(plot, r));
        if (!line) return ri_fail(err, RI_ENOMEM, "no room for a plot");
        if (!at) continue;
        const size_t i = (size_t)(at - lines->days);
        if (strcmp(ri_gathered_text(&plot->rows, r, "complete"), "false") == 0) {
            plot->note = "periods that are not whole are not drawn";
            continue; /* they would look like a fall */
        }
        const double value = cell(plot, r, plot->measure)->number;
        line->values[i] = value;
        if (isfinite(value)) line->sum += fabs(value);
        if (lines->low != SIZE_MAX) line->low[i] = cell(plot, r, lines->low)->number;
        if (lines->high != SIZE_MAX) line->high[i] = cell(plot, r, lines->high)->number;
        if (lines->before != SIZE_MAX) line->before[i] = cell(plot, r, lines->before)->number;
    }
    return RI_OK;
}

static int by_sum(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    return x->sum != y->sum ? (x->sum < y->sum) - (x->sum > y->sum) : strcmp(x->name, y->name);
}

static ri_status time_lines(struct plot *plot, struct ri_error *err)
{
    struct lines      lines = {.count = 0};
    struct ri_series *series;
    char              before[160];
    RI_TRY(all_days(plot, &lines, err));
    RI_ARENA_NEW(lines.at, plot->mem, plot->rows.rows + 1, err);
    find_range(plot, &lines);
    snprintf(before, sizeof before, "%s_before", plot->rows.columns[plot->measure].name);
    lines.before = ri_gathered_find(&plot->rows, before);
    RI_TRY(fill_lines(plot, &lines, err));
    qsort(lines.at, lines.count, sizeof *lines.at, by_sum);
    const size_t drawn = lines.count > MOST_LINES ? MOST_LINES : lines.count;
    RI_ARENA_NEW(series, plot->mem, drawn + 1, err);
    for (size_t i = 0; i < drawn; i++) {
        const struct line *line = &lines.at[i];
        series[i] = (struct ri_series){
            .name =
                *line->name ? line->name : words_of(plot, plot->rows.columns[plot->measure].name),
            .values = line->values,
            .low = lines.low != SIZE_MAX ? line->low : NULL,
            .high = lines.high != SIZE_MAX ? line->high : NULL};
    }
    plot->chart.series_count = drawn;
    if (lines.before != SIZE_MAX && lines.count == 1)
        series[plot->chart.series_count++] = (struct ri_series){
            .name = "the year before", .values = lines.at[0].before, .compared = true};
    if (drawn < lines.count)
        plot->note = ri_arena_printf(plot->mem, "the %zu largest of %zu series are drawn", drawn,
                                     lines.count);
    describe(plot, plot->measure, "date");
    plot->chart.kind = RI_CHART_LINES;
    plot->chart.days = lines.days;
    plot->chart.count = lines.day_count;
    plot->chart.series = series;
    return RI_OK;
}

/* The second measure over the first, as it stands. */
static ri_status measure_lines(struct plot *plot, size_t second, struct ri_error *err)
{
    struct lines      range = {.count = 0};
    struct ri_series *series;
    const char      **labels;
    RI_ARENA_NEW(series, plot->mem, 1, err);
    RI_ARENA_NEW(labels, plot->mem, plot->rows.rows, err);
    find_range(plot, &range);
    describe(plot, second, words_of(plot, plot->rows.columns[plot->measure].name));
    for (size_t r = 0; r < plot->rows.rows; r++) {
        const char *text = cell(plot, r, plot->measure)->text;
        labels[r] = text ? text : "–";
    }
    *series = (struct ri_series){.name = words_of(plot, plot->rows.columns[second].name),
                                 .values = column_values(plot, second)};
    if (range.low != SIZE_MAX && range.high != SIZE_MAX && range.low != second) {
        series->low = column_values(plot, range.low);
        series->high = column_values(plot, range.high);
    }
    plot->chart.kind = RI_CHART_LINES;
    plot->chart.labels = labels;
    plot->chart.count = plot->rows.rows;
    plot->chart.series = series;
    plot->chart.series_count = 1;
    return RI_OK;
}

/* ---- The whole ---------------------------------------------------------------------------------------------------------------------------- */

static size_t second_measure(const struct plot *plot)
{
    for (size_t c = plot->measure + 1; c < plot->rows.column_count; c++)
        if (is_measure(&plot->rows.columns[c])) return c;
    return SIZE_MAX;
}

static ri_status choose(struct plot *plot, struct ri_error *err)
{
    const struct ri_gathered *rows = &plot->rows;
    if (!rows->rows)
        return ri_fail(err, RI_ENOTFOUND, "there is nothing to plot: the result has no rows");
    look_at_columns(plot);
    if (ri_gathered_find(rows, "cause") != SIZE_MAX && ri_gathered_find(rows, "amount") != SIZE_MAX)
        return waterfall(plot, err);
    if (ri_gathered_find(rows, "cohort") != SIZE_MAX && ri_gathered_find(rows, "age") != SIZE_MAX &&
        ri_gathered_find(rows, "retention") != SIZE_MAX)
        return heat(plot, err);
    if (plot->measure == SIZE_MAX)
        return ri_fail(err, RI_EDATA,
                       "this result cannot be plotted: none of its %zu columns is a measure",
                       rows->column_count);
    if (plot->time != SIZE_MAX && rows->rows > 1) return time_lines(plot, err);
    if (plot->name_count) return bars(plot, err);
    const size_t second = second_measure(plot);
    if (second != SIZE_MAX && rows->rows > 1) return measure_lines(plot, second, err);
    return ri_fail(err, RI_EDATA,
                   "this result cannot be plotted: it has %zu row%s and neither time nor names "
                   "beside its measures",
                   rows->rows, rows->rows == 1 ? "" : "s");
}

/* "Net sales by store: from 313.39 (S02) to 740.22 (S01)." */
static const char *alternative(struct plot *plot)
{
    const struct ri_chart *chart = &plot->chart;
    const double          *values = chart->series[0].values;
    size_t                 least = SIZE_MAX, most = SIZE_MAX;
    struct ri_text         text = {0};
    for (size_t i = 0; i < chart->count; i++) {
        if (!isfinite(values[i])) continue;
        if (least == SIZE_MAX || values[i] < values[least]) least = i;
        if (most == SIZE_MAX || values[i] > values[most]) most = i;
    }
    if (least == SIZE_MAX) return chart->title;
    const size_t ends[] = {least, most};
    ri_text_puts(&text, chart->title);
    for (int i = 0; i < 2; i++) {
        ri_text_puts(&text, i ? " to " : ": from ");
        if (chart->share)
            ri_figure_percent(&text, values[ends[i]]);
        else
            ri_figure_money(&text, values[ends[i]]);
        ri_text_puts(&text, " (");
        if (chart->days)
            ri_figure_day(&text, chart->days[ends[i]]);
        else
            ri_text_puts(&text, chart->labels[ends[i]]);
        ri_text_puts(&text, ")");
    }
    ri_text_putc(&text, '.');
    const char *copy = ri_arena_copy(plot->mem, text.at ? text.at : "", text.length);
    ri_text_release(&text);
    return copy ? copy : chart->title;
}

static ri_status gather(struct plot *plot, struct ArrowArrayStream *stream,
                        struct ri_result *result, struct ri_error *err)
{
    struct ArrowSchema   schema = {.release = NULL};
    struct ri_table_view view;
    if (stream->get_schema(stream, &schema) != 0) return ri_result_status(result, err);
    ri_status status = ri_table_view_init(&view, &schema, plot->mem, err);
    while (status == RI_OK) {
        struct ArrowArray batch = {.release = NULL};
        if (stream->get_next(stream, &batch) != 0 || !batch.release) break;
        status = ri_table_view_batch(&view, &batch, err);
        if (status == RI_OK && plot->rows.rows + view.rows > MOST_ROWS)
            status = ri_fail(err, RI_ETOOLARGE,
                             "more than %d rows are no picture: narrow the result, or --limit it",
                             (int)MOST_ROWS);
        for (size_t row = 0; status == RI_OK && row < view.rows; row++)
            status = ri_gather_row(&plot->rows, plot->mem, &view, row, err);
        batch.release(&batch);
    }
    schema.release(&schema);
    return status;
}

static ri_status draw(struct plot *plot, const char *format, struct ri_call *call,
                      struct ri_document *ret, struct ri_error *err)
{
    struct ri_text bytes = {0};
    RI_TRY(choose(plot, err));
    plot->chart.alt = alternative(plot);
    if (plot->note) ri_call_note(call, "%s", plot->note);
    ri_status status = ri_chart_picture(&plot->chart, format, &bytes, &ret->content_type, err);
    if (status == RI_OK) {
        const char *copy = ri_arena_copy(&call->mem, bytes.at, bytes.length);
        if (!copy) status = ri_fail(err, RI_ENOMEM, "no room for a picture");
        ret->bytes = (const unsigned char *)copy;
        ret->length = bytes.length;
        ret->file_name = NULL;
    }
    ri_text_release(&bytes);
    return status;
}

ri_status ri_result_plot(struct ri_result *result, const char *format, struct ri_document *ret,
                         struct ri_error *err)
{
    struct ArrowArrayStream stream;
    struct ri_arena         mem;
    RI_TRY(ri_result_stream(result, &stream, err));
    ri_arena_init(&mem, (size_t)1 << 30);
    struct plot plot = {.mem = &mem};
    ri_status   status = gather(&plot, &stream, result, err);
    if (stream.release) stream.release(&stream);
    if (status == RI_OK && ri_result_status(result, NULL) != RI_OK && !result->verdict)
        status = ri_result_status(result, err);
    if (status == RI_OK) status = draw(&plot, format, result->call, ret, err);
    ri_arena_release(&mem);
    return status;
}
