/* anomaly detect: each series of a file or of the workspace against its own usual. */
#include "anomaly/detector.h"
#include "anomaly/row_fault.h"

#include "app/filters.h"
#include "app/operation.h"
#include "app/panel_load.h"
#include "base/thread.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048, PIECE_SEASONS = 14, MOST_NAMES = 3 };

static const char *const methods[] = {"auto", "shesd", "local", "count", "level", "shape", NULL};
static const char *const sides[] = {"both", "above", "below", NULL};
#define THRESHOLD_WORD(code, text, share) text,
static const char *const thresholds[] = {RI_THRESHOLD_MAP(THRESHOLD_WORD) NULL};

static const struct ri_param params[] = {
    {"method", RI_PARAM_ENUM, 0, NULL, "auto", methods,
     "shesd (seasonal hybrid ESD), local (beside the seasons around), count (small whole numbers), "
     "level (changes for good), "
     "shape (seasons like no other); auto takes what fits each series"},
    {"season", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "of the season; 1,440 minutes, 24 hours, 7 days, 52 weeks or 12 months when not given; 1: "
     "none"},
    {"max-share", RI_PARAM_NUMBER, 0, NULL, "0.02", NULL,
     "most part of the periods that may be anomalies, below 0.5"},
    {"alpha", RI_PARAM_NUMBER, 0, NULL, "0.05", NULL,
     "chance of a false alarm over a whole series"},
    {"direction", RI_PARAM_ENUM, 0, NULL, "both", sides,
     "values above the usual, below it, or both"},
    {"longterm", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "the level moves over the years: pieces of 14 seasons are judged on their own"},
    {"last-day", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "only the last day (the last period where periods are longer)"},
    {"threshold", RI_PARAM_ENUM, 0, NULL, "none", thresholds,
     "only values above the median, 95 % or 99 % quantile of the highest values of the seasons"},
    {"found", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "only the anomalies, not every period"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series, and the time"},
    {"value", RI_COLUMN_NUMBER, "what was there"},
    {"expected", RI_COLUMN_NUMBER, "the usual value of that period"},
    {"low", RI_COLUMN_NUMBER, "lowest value that chance explains"},
    {"high", RI_COLUMN_NUMBER, "highest value that chance explains"},
    {"score", RI_COLUMN_NUMBER,
     "how unusual: robust standard deviations (shesd, local), -log10 of the chance (count), size "
     "of the change (level), distance (shape)"},
    {"is_anomaly", RI_COLUMN_BOOL, "too far from the usual to be chance"},
    {"method", RI_COLUMN_TEXT, "what judged the series"},
    {"kind", RI_COLUMN_TEXT,
     "of an anomaly: above or below the usual; spread: it varies more or less from here on; shape: "
     "a "
     "season like no other; missing: no row where one usually stands; repeated: several rows of "
     "one "
     "period"},
};
enum { OWN_COLUMNS = 8 }; /* those after the keys and the time */

struct scan {
    const struct ri_panel     *panel;
    struct ri_detect_options   options;
    size_t                     season;
    const struct ri_detector  *wanted;   /* NULL: auto */
    const struct ri_detector **detector; /* [series] NULL: none can judge it */
    const char               **refused;  /* [series] why, static text */
    struct ri_judged         **findings; /* [series][n] */
    uint8_t                  **faults;   /* [series][n] ri_row_fault; NULL: rows are not counted */
    bool                       calendar; /* row faults are anomalies */
    struct ri_arena           *scratch;  /* [workers] */
    struct ri_task            *task;
    _Atomic size_t             done;
};

/* ---- Judging ------------------------------------------------------------------------------------------------------- */

/* Periods of a season before the first value: seasons begin at midnight, on Monday, in January. */
static size_t phase_of(const struct ri_panel *panel, const struct ri_series *series, size_t season)
{
    const int64_t monday = panel->frequency == RI_DAILY ? 3 : 0; /* day 0 is a Thursday */
    const int64_t m = (int64_t)season;
    return (size_t)(((series->start + monday) % m + m) % m);
}

/* Missing and repeated periods are anomalies whatever their values. Those before the newest asked for are not. */
static void look_at_rows(struct scan *scan, size_t i)
{
    const struct ri_series *series = &scan->panel->series[i];
    const size_t            newest = scan->options.newest;
    if (!scan->faults[i]) return;
    (void)ri_row_faults(series->rows, series->n, scan->season, scan->faults[i]);
    for (size_t t = newest && newest < series->n ? series->n - newest : 0;
         scan->calendar && scan->detector[i] && t < series->n; t++)
        if (scan->faults[i][t] != RI_ROW_USUAL) scan->findings[i][t].anomaly = true;
}

static ri_status judge(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct scan             *scan = context;
    const struct ri_series  *series = &scan->panel->series[i];
    const struct ri_watched  watched = {series->y, series->n, scan->season};
    struct ri_detect_options options = scan->options;
    options.phase = phase_of(scan->panel, series, scan->season);
    const struct ri_detector *detector = scan->wanted ? scan->wanted : ri_detector_for(&watched);
    scan->refused[i] =
        detector ? ri_detector_refuses(detector, &watched) : "it has too few known values";
    scan->detector[i] = scan->refused[i] ? NULL : detector;
    if (scan->detector[i])
        RI_TRY(ri_detect(detector, &watched, &options, &scan->scratch[worker], scan->findings[i],
                         err));
    look_at_rows(scan, i);
    ri_task_progress(scan->task, "anomalies", ++scan->done, scan->panel->series_count, "series");
    return RI_OK;
}

static ri_status judge_all(struct ri_call *call, struct scan *scan, struct ri_error *err)
{
    const size_t     n = scan->panel->series_count;
    const unsigned   threads = ri_task_threads(scan->task);
    struct ri_arena *mem = ri_call_mem(call);
    RI_ARENA_NEW(scan->detector, mem, n, err);
    RI_ARENA_NEW(scan->refused, mem, n, err);
    RI_ARENA_NEW(scan->findings, mem, n, err);
    RI_ARENA_NEW(scan->faults, mem, n, err);
    RI_ARENA_NEW(scan->scratch, mem, threads, err);
    for (size_t i = 0; i < n; i++) {
        const struct ri_series *series = &scan->panel->series[i];
        RI_ARENA_NEW(scan->findings[i], mem, series->n, err);
        if (series->rows) RI_ARENA_NEW(scan->faults[i], mem, series->n, err);
    }
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&scan->scratch[w], mem->limit);
    const ri_status status = ri_parallel(scan->task, n, judge, scan, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&scan->scratch[w]);
    return status;
}

/* ---- Options ------------------------------------------------------------------------------------------------------- */

static size_t word_of(const char *const *words, const char *word)
{
    size_t i = 0;
    while (words[i] && strcmp(words[i], word) != 0) i++;
    return i;
}

static ri_status read_options(struct ri_call *call, struct scan *scan, struct ri_error *err)
{
    static const size_t day[RI_FREQUENCY_COUNT] = {
        [RI_MINUTELY] = 1440, [RI_HOURLY] = 24, [RI_DAILY] = 1, [RI_WEEKLY] = 1, [RI_MONTHLY] = 1};
    const ri_frequency frequency = scan->panel->frequency;
    scan->season = (size_t)ri_call_integer(call, "season", (int64_t)ri_frequency_season(frequency));
    if (scan->season == 0)
        return ri_fail(err, RI_EUSAGE, "--season is 0, must be at least 1 (no season)");
    const double alpha = ri_call_number(call, "alpha", 0.05),
                 share = ri_call_number(call, "max-share", 0.02);
    if (!(alpha > 0 && alpha < 1))
        return ri_fail(err, RI_EUSAGE, "--alpha is %g, must be above 0 and below 1", alpha);
    if (!(share > 0 && share < 0.5))
        return ri_fail(err, RI_EUSAGE, "--max-share is %g, must be above 0 and below 0.5", share);
    scan->options = (struct ri_detect_options){
        .alpha = alpha,
        .share = share,
        .side = (ri_anomaly_side)word_of(sides, ri_call_text(call, "direction")),
        .piece = ri_call_flag(call, "longterm") ? PIECE_SEASONS * scan->season : 0,
        .newest = ri_call_flag(call, "last-day") ? day[frequency] : 0,
        .threshold = (ri_threshold)word_of(thresholds, ri_call_text(call, "threshold"))};
    scan->wanted = ri_detector_find(ri_call_text(call, "method")); /* NULL for auto */
    scan->calendar = !scan->wanted;
    return RI_OK;
}

/* ---- Results ------------------------------------------------------------------------------------------------------- */

static ri_status begin(struct ri_call *call, const struct ri_loaded_panel *loaded,
                       struct ri_table_builder **ret, struct ri_error *err)
{
    const struct ri_panel  *panel = &loaded->panel;
    struct ri_table_column *cells;
    size_t                  count = 0;
    RI_ARENA_NEW(cells, ri_call_mem(call), panel->key_count + 1 + OWN_COLUMNS, err);
    for (size_t k = 0; k < panel->key_count; k++)
        cells[count++] =
            (struct ri_table_column){.name = panel->key_names[k], .type = RI_COLUMN_TEXT};
    cells[count++] =
        (struct ri_table_column){.name = panel->time_name, .type = ri_panel_time_type(loaded)};
    for (size_t c = 0; c < OWN_COLUMNS; c++)
        cells[count++] = (struct ri_table_column){
            .name = columns[1 + c].name, .type = columns[1 + c].type, .help = columns[1 + c].help};
    RI_TRY(ri_call_columns(call, cells, count, err));
    return ri_table_builder_new(cells, count, ret, err);
}

/* What kind of anomaly it is; NULL: none. */
static const char *kind_of(const struct scan *scan, size_t i, size_t t)
{
    const struct ri_judged *finding = &scan->findings[i][t];
    const uint8_t           fault = scan->faults[i] ? scan->faults[i][t] : RI_ROW_USUAL;
    if (!finding->anomaly) return NULL;
    if (fault != RI_ROW_USUAL) return fault == RI_ROW_MISSING ? "missing" : "repeated";
    if (finding->spread) return "spread";
    if (strcmp(scan->detector[i]->name, "shape") == 0) return "shape";
    return scan->panel->series[i].y[t] < finding->expected ? "below" : "above";
}

static void put_period(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                       const struct scan *scan, size_t i, size_t t)
{
    const struct ri_series *series = &loaded->panel.series[i];
    const struct ri_judged *finding = &scan->findings[i][t];
    for (size_t k = 0; k < loaded->panel.key_count; k++) ri_put_string(table, series->keys[k]);
    ri_panel_put_time(table, loaded, series->start + (int64_t)t);
    ri_put_number(table, series->y[t]);
    ri_put_number(table, finding->expected);
    ri_put_number(table, finding->low);
    ri_put_number(table, finding->high);
    ri_put_number(table, finding->score);
    ri_put_bool(table, finding->anomaly);
    ri_put_string(table, scan->detector[i]->name);
    ri_put_string(table, kind_of(scan, i, t));
}

static ri_status put_all(struct ri_call *call, const struct ri_loaded_panel *loaded,
                         const struct scan *scan, struct ri_table_builder *table,
                         struct ri_error *err)
{
    const bool found = ri_call_flag(call, "found");
    for (size_t i = 0; i < loaded->panel.series_count; i++) {
        if (!scan->detector[i]) continue;
        for (size_t t = 0; t < loaded->panel.series[i].n; t++) {
            if (found && !scan->findings[i][t].anomaly) continue;
            put_period(table, loaded, scan, i, t);
            if (ri_table_builder_rows(table) >= ROWS_A_BATCH)
                RI_TRY(ri_call_emit_builder(call, table, err));
        }
    }
    return ri_call_emit_builder(call, table, err);
}

static void name_of(const struct ri_panel *panel, size_t i, char *ret, size_t room)
{
    size_t length = 0;
    ret[0] = '\0';
    for (size_t k = 0; k < panel->key_count && length < room; k++)
        length += (size_t)snprintf(ret + length, room - length, "%s%s", k ? "," : "",
                                   panel->series[i].keys[k]);
}

/* How many were found, and which series nobody can judge. */
static void say(struct ri_call *call, const struct scan *scan)
{
    size_t findings = 0, with = 0, refused = 0, judged = 0, missing = 0, repeated = 0;
    for (size_t i = 0; i < scan->panel->series_count; i++) {
        size_t here = 0;
        for (size_t t = 0; scan->detector[i] && t < scan->panel->series[i].n; t++)
            here += scan->findings[i][t].anomaly;
        for (size_t t = 0; scan->faults[i] && t < scan->panel->series[i].n; t++) {
            missing += scan->faults[i][t] == RI_ROW_MISSING;
            repeated += scan->faults[i][t] == RI_ROW_REPEATED;
        }
        findings += here;
        with += here > 0;
        judged += scan->detector[i] != NULL;
        if (!scan->refused[i] || refused++ >= MOST_NAMES) continue;
        char name[200];
        name_of(scan->panel, i, name, sizeof name);
        ri_call_note(call, "%s%scannot be judged: %s", name, name[0] ? " " : "the series ",
                     scan->refused[i]);
    }
    if (missing || repeated)
        ri_call_note(
            call, "periods without a row where one usually stands: %zu; with several: %zu%s",
            missing, repeated, scan->calendar ? "" : " (--method auto counts them as anomalies)");
    if (refused > MOST_NAMES)
        ri_call_note(call, "%zu more series cannot be judged", refused - MOST_NAMES);
    if (scan->panel->series_count == 1)
        ri_call_note(call, "%zu anomal%s", findings, findings == 1 ? "y" : "ies");
    else
        ri_call_note(call, "%zu anomal%s in %zu of %zu series", findings,
                     findings == 1 ? "y" : "ies", with, judged);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct ri_loaded_panel   loaded;
    struct ri_table_builder *table;
    struct scan              scan = {.task = ri_call_task(call)};
    RI_TRY(ri_panel_load(call, &loaded, err));
    if (loaded.from_file) RI_TRY(ri_call_file_alone(call, err));
    scan.panel = &loaded.panel;
    RI_TRY(read_options(call, &scan, err));
    RI_TRY(judge_all(call, &scan, err));
    if (loaded.panel.series_count == 1 && scan.refused[0])
        return ri_fail(err, RI_EDATA, "the series cannot be judged: %s", scan.refused[0]);
    RI_TRY(begin(call, &loaded, &table, err));
    const ri_status status = put_all(call, &loaded, &scan, table, err);
    ri_table_builder_free(table);
    say(call, &scan);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "anomaly.detect",
              .summary = "What is unusual: periods far from what the series itself has been",
              .details = "Each series is judged against its own level, season and spread; nothing "
                         "is compared between series. Periods that "
                         "are not known (closed, empty cells) are never anomalies, but with auto a "
                         "period without a row, "
                         "where one usually stands, is one, and so is a period that came twice. "
                         "The usual is learnt from both sides of a "
                         "period, without what stands out.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight anomaly detect --found --store S01",
                          "retailinsight anomaly detect --input counts.csv --time timestamp "
                          "--value count --method shesd --season 1440",
                          "retailinsight anomaly detect --input days.csv --series shop --time day "
                          "--value sales --gaps missing --method level")},
     .run = run,
     .uses = "panel"},
};
const struct ri_operation_table ri_anomaly_operations = RI_OPERATION_TABLE(operations);
