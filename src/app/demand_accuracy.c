/* demand accuracy: forecasts made elsewhere (`import --as forecast`) beside this program's on the same days. */
#include "app/as_known.h"
#include "app/demand_parts.h"
#include "app/operation.h"
#include "app/query.h"
#include "base/json.h"
#include "warehouse/warehouse.h"

#include <math.h>

static const struct ri_param accuracy_params[] = {
    {"source", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "only forecasts of this source, as 'import --source' named it"},
};
static const struct ri_column accuracy_columns[] = {
    {"source", RI_COLUMN_TEXT, "whose forecasts say which series and days are scored"},
    {"model", RI_COLUMN_TEXT, "that source, or this program's model from the same past"},
    RI_MEASURE_COLUMNS,
};

struct given { /* one row of a forecast made elsewhere */
    const char *source;
    size_t      series;
    int64_t     origin, period; /* last period it knew; the one it is of */
    double      mean;
    double     *quantiles; /* [levels]; NAN: not given */
};
struct comparing {
    struct ri_call          *call;
    struct ri_loaded_panel   loaded;
    struct ri_demand_options options;
    struct ri_table_builder *table;
    struct given            *given;
    size_t  count, room, strange, ahead; /* of no series; of days that are not over */
    size_t *which, *place;               /* series of a block; [series] where it stands there */
    bool    partly;                      /* some quantile is not given */
};

/* ---- Reading ----------------------------------------------------------------------------------------------------------- */

static int key_order(struct ri_view text, const char *other)
{
    const size_t length = strlen(other);
    const int    order = memcmp(text.at, other, text.length < length ? text.length : length);
    return order ? order : (text.length > length) - (text.length < length);
}

static size_t find_series(const struct ri_panel *panel, const struct ri_view *keys)
{
    size_t low = 0, high = panel->series_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        int          order = 0;
        for (size_t k = 0; k < panel->key_count && !order; k++)
            order = key_order(keys[k], panel->series[middle].keys[k]);
        if (!order) return middle;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return SIZE_MAX;
}

static int64_t period_of(const struct ri_panel *panel, int64_t day)
{
    return ri_period_of(panel->frequency, panel->week_start, day * RI_US_PER_DAY);
}

/* Columns q0.1 and so on of the levels asked for. */
static ri_status read_quantiles(struct comparing *comparing, struct ri_view json, double *ret,
                                struct ri_error *err)
{
    struct ri_json_document        *document;
    const struct ri_demand_options *options = &comparing->options;
    RI_TRY(ri_json_read(json.at, json.length, &document, err));
    const struct ri_json_value *object = ri_json_root(document);
    for (size_t m = 0; m < ri_json_count(object); m++) {
        const char                 *name;
        const struct ri_json_value *value = ri_json_at(object, m, &name);
        double                      level, number;
        const char                 *text = ri_json_scalar(value, ri_call_mem(comparing->call));
        if (*name != 'q' || !ri_parse_double(ri_view_of(name + 1), &level)) continue;
        if (!text || !ri_parse_double(ri_view_of(text), &number)) continue;
        for (size_t l = 0; l < options->level_count; l++)
            if (fabs(options->levels[l] - level) < 1e-9) ret[l] = number;
    }
    ri_json_document_free(document);
    return RI_OK;
}

static ri_status grow(struct comparing *comparing, struct ri_error *err)
{
    struct given *grown;
    if (comparing->count < comparing->room) return RI_OK;
    comparing->room = comparing->room * 2 + 1024;
    RI_ARENA_NEW(grown, ri_call_mem(comparing->call), comparing->room, err);
    if (comparing->count) memcpy(grown, comparing->given, comparing->count * sizeof *grown);
    comparing->given = grown;
    return RI_OK;
}

static ri_status check_leak(const struct ri_row *row, const struct ri_panel *panel, int64_t origin,
                            int64_t period, struct ri_error *err)
{
    struct ri_text made = {0}, day = {0};
    if (period > origin) return RI_OK;
    (void)panel;
    ri_text_day(&made, (ri_day)ri_row_int64(row, 1));
    ri_text_day(&day, (ri_day)ri_row_int64(row, 4));
    const struct ri_view source = ri_row_text(row, 0);
    const ri_status      status = ri_fail(
        err, RI_EDATA, "the forecast of '%.*s' made on %s is of %s: that day was known to it",
        (int)source.length, source.at, made.at ? made.at : "", day.at ? day.at : "");
    ri_text_release(&made);
    ri_text_release(&day);
    return status;
}

static ri_status given_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct comparing      *comparing = context;
    const struct ri_panel *panel = &comparing->loaded.panel;
    const struct ri_view   keys[] = {ri_row_text(row, 2), ri_row_text(row, 3)},
                         source = ri_row_text(row, 0);
    const size_t  series = find_series(panel, keys), levels = comparing->options.level_count;
    const int64_t origin = period_of(panel, ri_row_int64(row, 1) + 1) - 1,
                  period = period_of(panel, ri_row_int64(row, 4));
    RI_TRY(check_leak(row, panel, origin, period, err));
    comparing->strange += series == SIZE_MAX;
    comparing->ahead += series != SIZE_MAX && period > panel->last;
    if (series == SIZE_MAX || period > panel->last) return RI_OK;
    RI_TRY(grow(comparing, err));
    struct given *given = &comparing->given[comparing->count];
    *given = (struct given){
        .series = series, .origin = origin, .period = period, .mean = ri_row_double(row, 5)};
    const char *before = comparing->count ? given[-1].source : NULL;
    given->source = before && ri_view_is(source, before)
                        ? before
                        : ri_arena_copy(ri_call_mem(comparing->call), source.at, source.length);
    if (!given->source) return ri_fail(err, RI_ENOMEM, "no room for forecasts");
    RI_ARENA_NEW(given->quantiles, ri_call_mem(comparing->call), levels, err);
    for (size_t l = 0; l < levels; l++) given->quantiles[l] = NAN;
    if (!ri_row_missing(row, 6))
        RI_TRY(read_quantiles(comparing, ri_row_text(row, 6), given->quantiles, err));
    comparing->count++;
    return RI_OK;
}

static ri_status read_given(struct comparing *comparing, struct ri_error *err)
{
    struct ri_call      *call = comparing->call;
    struct ri_warehouse *warehouse;
    const char          *sql, *source = ri_call_text(call, "source");
    const struct ri_bind binds[] = {
        source ? ri_bind_string("source", source) : ri_bind_null("source"),
        ri_bind_bool("by_series", comparing->loaded.panel.key_count == 1)};
    RI_TRY(ri_call_warehouse(call, &warehouse, err));
    RI_TRY(ri_query_text("sql/panel/forecasts.sql", ri_call_mem(call), &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(call), given_row,
                             comparing, err));
    if (comparing->strange)
        ri_call_note(call,
                     "imported forecasts of series that did not sell, or were not chosen: %zu rows",
                     comparing->strange);
    if (comparing->ahead)
        ri_call_note(call, "imported forecasts of days that are not over: %zu rows",
                     comparing->ahead);
    if (comparing->count) return RI_OK;
    return ri_fail(
        err, RI_EDATA,
        "there is no imported forecast to score: 'retailinsight import FILE --as forecast "
        "--source NAME' brings one (product and store or series, day, mean, q0.1 ...)");
}

/* ---- Scoring ------------------------------------------------------------------------------------------------------------- */

struct tallies {
    struct ri_tally theirs, ours, naive;
};

/* Rows [from, to) of one source and origin as numbers by series of the block and step. */
struct block {
    size_t  from, to, series_count, horizon;
    int64_t origin;
    double *y, *mean, *quantiles; /* [series][horizon], [series][horizon][levels] */
};

static ri_status lay_out(struct comparing *comparing, struct block *block, struct ri_error *err)
{
    struct ri_arena       *mem = ri_call_mem(comparing->call);
    const struct ri_panel *panel = &comparing->loaded.panel;
    const size_t           levels = comparing->options.level_count;
    for (size_t g = block->from; g < block->to; g++) {
        const struct given *given = &comparing->given[g];
        const size_t        ahead = (size_t)(given->period - given->origin);
        if (ahead > block->horizon) block->horizon = ahead;
        if (g == block->from || given[-1].series != given->series)
            comparing->which[block->series_count++] = given->series;
        comparing->place[given->series] = block->series_count - 1;
    }
    if (block->horizon > RI_DEMAND_HORIZON_MOST)
        return ri_fail(err, RI_EDATA, "'%s' forecasts %zu periods ahead, at most %d can be scored",
                       comparing->given[block->from].source, block->horizon,
                       RI_DEMAND_HORIZON_MOST);
    const size_t cells = block->series_count * block->horizon;
    RI_ARENA_NEW(block->y, mem, cells, err);
    RI_ARENA_NEW(block->mean, mem, cells, err);
    RI_ARENA_NEW(block->quantiles, mem, cells * levels, err);
    for (size_t i = 0; i < cells; i++) block->y[i] = NAN;
    for (size_t g = block->from; g < block->to; g++) {
        const struct given *given = &comparing->given[g];
        const size_t        at = comparing->place[given->series] * block->horizon +
                          (size_t)(given->period - given->origin) - 1;
        ri_came_after(&panel->series[given->series], given->period - 1, 1, &block->y[at]);
        block->mean[at] = given->mean;
        for (size_t l = 0; l < levels; l++) {
            block->quantiles[at * levels + l] = given->quantiles[l];
            comparing->partly = comparing->partly || isnan(given->quantiles[l]);
        }
    }
    return RI_OK;
}

static void add_all(const struct comparing *comparing, const struct block *block,
                    const struct ri_demand_result *result, struct ri_tally *tally)
{
    const struct ri_demand_options *options = &comparing->options;
    const size_t                    h = block->horizon, levels = options->level_count;
    const size_t                    season =
        options->season ? options->season : ri_frequency_season(comparing->loaded.panel.frequency);
    for (size_t i = 0; i < block->series_count; i++) {
        const struct ri_series_forecast *own = result ? &result->series[comparing->which[i]] : NULL;
        const struct ri_said             said = {.mean = own ? own->mean : block->mean + i * h,
                                                 .quantiles =
                                         own ? own->quantiles : block->quantiles + i * h * levels,
                                                 .levels = options->levels,
                                                 .level_count = levels};
        ri_tally_add(
            tally, block->y + i * h, h, &said,
            ri_scale_until(&comparing->loaded.panel, comparing->which[i], block->origin, season));
    }
}

static ri_status score_block(struct comparing *comparing, struct block *block,
                             struct tallies *tallies, struct ri_error *err)
{
    struct ri_demand_options options = comparing->options;
    struct ri_loaded_panel   cut;
    struct ri_demand_result  result;
    RI_TRY(lay_out(comparing, block, err));
    RI_TRY(ri_panel_as_known(&comparing->loaded, block->origin, ri_call_mem(comparing->call), &cut,
                             err));
    options.horizon = block->horizon;
    add_all(comparing, block, NULL, &tallies->theirs);
    RI_TRY(ri_forecast_by_any(comparing->call, &cut, &options, &result, err));
    add_all(comparing, block, &result, &tallies->ours);
    options.model = "seasonal_naive";
    RI_TRY(ri_demand_forecast(&cut.panel, &options, ri_call_task(comparing->call),
                              ri_call_mem(comparing->call), &result, err));
    add_all(comparing, block, &result, &tallies->naive);
    return RI_OK;
}

static ri_status put_source(struct comparing *comparing, const char *source,
                            const struct tallies *tallies, struct ri_error *err)
{
    const size_t levels = comparing->options.level_count;
    for (int own = 0; own < 2; own++) {
        struct ri_score score = {0};
        double         *under;
        RI_ARENA_NEW(under, ri_call_mem(comparing->call), levels, err);
        ri_tally_read(own ? &tallies->ours : &tallies->theirs, &tallies->naive, levels, under,
                      &score);
        if (!own && comparing->partly) score.pinball = score.inside = NAN;
        ri_put_string(comparing->table, source);
        ri_put_string(comparing->table, own ? comparing->options.model : source);
        ri_demand_put_measures(comparing->table, &score);
    }
    return RI_OK;
}

/* Rows of one source, from `from` on; *ret_to: where the next one begins. */
static ri_status score_source(struct comparing *comparing, size_t from, size_t *ret_to,
                              struct ri_error *err)
{
    const char    *source = comparing->given[from].source;
    struct tallies tallies;
    const size_t   levels = comparing->options.level_count;
    RI_TRY(ri_tally_new(ri_call_mem(comparing->call), levels, &tallies.theirs, err));
    RI_TRY(ri_tally_new(ri_call_mem(comparing->call), levels, &tallies.ours, err));
    RI_TRY(ri_tally_new(ri_call_mem(comparing->call), levels, &tallies.naive, err));
    comparing->partly = false;
    while (from < comparing->count && comparing->given[from].source == source) {
        struct block block = {.from = from, .to = from, .origin = comparing->given[from].origin};
        while (block.to < comparing->count && comparing->given[block.to].source == source &&
               comparing->given[block.to].origin == block.origin)
            block.to++;
        RI_TRY(score_block(comparing, &block, &tallies, err));
        from = block.to;
    }
    if (comparing->partly)
        ri_call_note(comparing->call,
                     "'%s' does not give every quantile of --quantiles: its band is not scored",
                     source);
    *ret_to = from;
    return put_source(comparing, source, &tallies, err);
}

static ri_status accuracy_run(struct ri_call *call, struct ri_error *err)
{
    struct comparing *comparing;
    RI_ARENA_NEW(comparing, ri_call_mem(call), 1, err);
    comparing->call = call;
    if (ri_call_given(call, "input"))
        return ri_fail(err, RI_EUSAGE,
                       "forecasts made elsewhere are scored in a workspace: import both");
    RI_TRY(ri_panel_load(call, &comparing->loaded, err));
    const struct ri_panel *panel = &comparing->loaded.panel;
    RI_TRY(ri_demand_read_options(call, panel, &comparing->options, err));
    RI_TRY(read_given(comparing, err));
    RI_ARENA_NEW(comparing->which, ri_call_mem(call), panel->series_count, err);
    RI_ARENA_NEW(comparing->place, ri_call_mem(call), panel->series_count, err);
    RI_TRY(ri_call_builder(call, &comparing->table, err));
    ri_status status = RI_OK;
    for (size_t from = 0; from < comparing->count && status == RI_OK;)
        status = score_source(comparing, from, &from, err);
    return ri_call_answer(call, comparing->table, status, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "demand.accuracy",
          .summary = "Forecasts made elsewhere beside this program's, on the same days",
          .details =
              "'import --as forecast --source NAME' takes them in: product and store (or "
              "series), day, mean, columns q0.1, q0.5 and so on, and made_on, the last day they "
              "knew. For each source the program forecasts the same series and days from the "
              "same past. A forecast of a day that was known to it is an error.",
          .flags = RI_LONG | RI_SCOPED,
          .roles = RI_ROLE_ALL,
          RI_PARAMS(accuracy_params),
          RI_COLUMNS(accuracy_columns),
          RI_EXAMPLES("retailinsight demand accuracy",
                      "retailinsight demand accuracy --source notebook --quantiles 0.05,0.5,0.95 "
                      "--model ets")},
     .run = accuracy_run,
     .uses = "panel model known"},
};
const struct ri_operation_table ri_demand_accuracy_operations = RI_OPERATION_TABLE(operations);
