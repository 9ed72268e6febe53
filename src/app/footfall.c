/* footfall forecast and footfall staff: how many people will come, and how many must be there for them. */
#include "app/footfall_ahead.h"
#include "app/operation.h"
#include "app/series_file.h"
#include "base/json.h"
#include "math/erlang.h"

#include <math.h>

enum { ROWS_A_BATCH = 2048, COLUMNS_MOST = RI_SERIES_KEYS_MOST + RI_DEMAND_LEVELS_MOST + 12 };

static const char *const grains[] = {"day", "hour", NULL};
static const char *const measures[] = {"auto", "visitors", "receipts", NULL};
static const char *const rules[] = {"rate", "erlang", NULL};
static const char *const cases[] = {"mean", "high", NULL};
static const char *const counter_words[] = {"correct", "ignore", NULL};

/* clang-format off */ /* rows that both have */
#define MEASURE_PARAMS                                                                            \
    {"measure", RI_PARAM_ENUM, 0, NULL, "auto", measures,                                         \
     "of the workspace: people counted, or receipts; auto takes receipts where nobody counts"},   \
    {"counters", RI_PARAM_ENUM, 0, NULL, "correct", counter_words,                                \
     "hours in which a counter failed ('footfall counters'): filled with their usual before "     \
     "anything is learnt, or taken as they were counted"}
/* clang-format on */

static const struct ri_param forecast_params[] = {
    MEASURE_PARAMS,
    {"by", RI_PARAM_ENUM, 0, NULL, "day", grains,
     "a row a day, or an hour: by the course of that weekday in the eight weeks before"},
};
static const struct ri_column forecast_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series, and the time column"},
    {"hour", RI_COLUMN_INTEGER, "of the store's own clock; only with hours"},
    {"mean", RI_COLUMN_NUMBER, "people (or receipts) expected"},
    {"q*", RI_COLUMN_NUMBER, "quantile of them"},
    {"measure", RI_COLUMN_TEXT,
     "what is counted: visitors, or receipts that stand for them; the value column of a file"},
    {"model", RI_COLUMN_TEXT, "what made the forecast of the day"},
};
static const struct ri_param staff_params[] = {
    MEASURE_PARAMS,
    {"rule", RI_PARAM_ENUM, 0, NULL, "rate", rules,
     "rate: so many people are looked after by one of the staff in an hour; erlang: so few that a "
     "share of those who queue waits no longer than said (Erlang C)"},
    {"rate", RI_PARAM_NUMBER, 0, "an hour", "20", NULL,
     "with rate: people that one of the staff looks after in an hour"},
    {"minutes", RI_PARAM_NUMBER, 0, "minutes", "2", NULL,
     "with erlang: one of the staff is busy so long with one who queues"},
    {"wait", RI_PARAM_NUMBER, 0, "minutes", "3", NULL, "with erlang: longest wait wanted"},
    {"within", RI_PARAM_NUMBER, 0, NULL, "0.8", NULL,
     "with erlang: share of those who queue that waits no longer"},
    {"minimum", RI_PARAM_COUNT, 0, NULL, "1", NULL, "fewest staff while open"},
    {"plan-for", RI_PARAM_ENUM, 0, NULL, "mean", cases,
     "the people expected, or the highest of --quantiles"},
};
static const struct ri_column staff_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns that name a series, and the time column"},
    {"hour", RI_COLUMN_INTEGER, "of the store's own clock"},
    {"expected", RI_COLUMN_NUMBER, "people (or receipts) expected"},
    {"high", RI_COLUMN_NUMBER, "the highest of --quantiles"},
    {"queueing", RI_COLUMN_NUMBER,
     "with erlang: those among the people planned for who will queue: visitors times the store's "
     "own conversion"},
    {"staff", RI_COLUMN_INTEGER, "how many must be there"},
    {"busy", RI_COLUMN_SHARE, "part of their time that they are then busy"},
    {"measure", RI_COLUMN_TEXT, "visitors, receipts, or the value column of a file"},
};

struct answering {
    struct ri_call               *call;
    const struct ri_people_ahead *ahead;
    struct ri_table_builder      *table;
    bool                          hours;
};

static size_t first_columns(const struct answering *answering, struct ri_table_column *columns)
{
    const struct ri_panel *panel = &answering->ahead->loaded.panel;
    size_t                 count = 0;
    for (size_t k = 0; k < panel->key_count; k++)
        columns[count++] = (struct ri_table_column){
            .name = panel->key_names[k],
            .type = strcmp(panel->key_names[k], "store") == 0 ? RI_COLUMN_STORE : RI_COLUMN_TEXT,
            .help = "key of the series"};
    columns[count++] = (struct ri_table_column){.name = panel->time_name,
                                                .type = RI_COLUMN_DATE,
                                                .help = "day, or first day of the period"};
    if (answering->hours)
        columns[count++] = (struct ri_table_column){
            .name = "hour", .type = RI_COLUMN_INTEGER, .help = forecast_columns[1].help};
    return count;
}

static void put_first(const struct answering *answering, const struct ri_people_expected *expected)
{
    const struct ri_panel *panel = &answering->ahead->loaded.panel;
    for (size_t k = 0; k < panel->key_count; k++)
        ri_put_string(answering->table, panel->series[expected->series].keys[k]);
    ri_put_day(answering->table, expected->day);
    if (answering->hours) ri_put_int(answering->table, expected->hour);
}

static ri_status full(const struct answering *answering, struct ri_error *err)
{
    return ri_table_builder_rows(answering->table) < ROWS_A_BATCH
               ? RI_OK
               : ri_call_emit_builder(answering->call, answering->table, err);
}

static ri_status answer(struct answering *answering, const struct ri_table_column *columns,
                        size_t count, ri_people_fn *each, void *context, struct ri_error *err)
{
    RI_TRY(ri_call_columns(answering->call, columns, count, err));
    RI_TRY(ri_table_builder_new(columns, count, &answering->table, err));
    ri_status status = ri_people_each(answering->ahead, each, context, err);
    if (status == RI_OK) status = ri_call_emit_builder(answering->call, answering->table, err);
    ri_table_builder_free(answering->table);
    return status;
}

/* ---- footfall forecast --------------------------------------------------------------------------------------------- */

static ri_status forecast_row(void *context, const struct ri_people_expected *expected,
                              struct ri_error *err)
{
    struct answering *answering = context;
    put_first(answering, expected);
    ri_put_number(answering->table, expected->mean);
    for (size_t q = 0; q < answering->ahead->result.level_count; q++)
        ri_put_number(answering->table, expected->quantiles[q]);
    ri_put_string(answering->table, ri_people_measure(answering->ahead));
    ri_put_string(answering->table, expected->model);
    return full(answering, err);
}

static ri_status forecast_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_people_ahead ahead;
    struct ri_table_column columns[COLUMNS_MOST];
    const bool             hours = strcmp(ri_call_text(call, "by"), "hour") == 0;
    RI_TRY(ri_people_ahead(call, hours, &ahead, err));
    struct answering answering = {.call = call, .ahead = &ahead, .hours = hours || ahead.hourly};
    size_t           count = first_columns(&answering, columns);
    columns[count++] = (struct ri_table_column){
        .name = "mean", .type = RI_COLUMN_NUMBER, .help = forecast_columns[2].help};
    for (size_t q = 0; q < ahead.result.level_count; q++) {
        char level[32];
        level[ri_double_text(ahead.result.levels[q], level)] = '\0';
        columns[count++] =
            (struct ri_table_column){.name = ri_arena_printf(ri_call_mem(call), "q%s", level),
                                     .type = RI_COLUMN_NUMBER,
                                     .help = forecast_columns[3].help};
    }
    columns[count++] = (struct ri_table_column){
        .name = "measure", .type = RI_COLUMN_TEXT, .help = forecast_columns[4].help};
    columns[count++] = (struct ri_table_column){
        .name = "model", .type = RI_COLUMN_TEXT, .help = forecast_columns[5].help};
    return answer(&answering, columns, count, forecast_row, &answering, err);
}

/* ---- footfall staff ------------------------------------------------------------------------------------------------ */

struct staffing {
    struct answering answering;
    bool             erlang, high;
    double           rate, minutes, wait, within;
    size_t           minimum;
};

static ri_status read_rule(struct ri_call *call, struct staffing *ret, struct ri_error *err)
{
    *ret = (struct staffing){.erlang = strcmp(ri_call_text(call, "rule"), "erlang") == 0,
                             .high = strcmp(ri_call_text(call, "plan-for"), "high") == 0,
                             .rate = ri_call_number(call, "rate", 20),
                             .minutes = ri_call_number(call, "minutes", 2),
                             .wait = ri_call_number(call, "wait", 3),
                             .within = ri_call_number(call, "within", 0.8),
                             .minimum = (size_t)ri_call_integer(call, "minimum", 1)};
    if (!(ret->rate > 0))
        return ri_fail(err, RI_EUSAGE, "--rate is %g, must be above 0", ret->rate);
    if (!(ret->minutes > 0))
        return ri_fail(err, RI_EUSAGE, "--minutes is %g, must be above 0", ret->minutes);
    if (!(ret->wait >= 0))
        return ri_fail(err, RI_EUSAGE, "--wait is %g, must be 0 or more", ret->wait);
    if (!(ret->within > 0 && ret->within < 1))
        return ri_fail(err, RI_EUSAGE, "--within is %g, must be above 0 and below 1", ret->within);
    return RI_OK;
}

static ri_status staff_row(void *context, const struct ri_people_expected *expected,
                           struct ri_error *err)
{
    struct staffing              *s = context;
    const struct ri_people_ahead *ahead = s->answering.ahead;
    const size_t                  levels = ahead->result.level_count;
    const double                  high = levels ? expected->quantiles[levels - 1] : (double)NAN;
    const double                  people = s->high && levels ? high : expected->mean;
    const double                  conversion =
        ahead->course ? ahead->course[expected->series].conversion : (double)NAN;
    const double queueing = isnan(conversion) ? people : people * conversion;
    const double load = s->erlang ? queueing * s->minutes / 60 : people / s->rate;
    size_t       staff = s->erlang ? ri_erlang_servers(load, s->minutes, s->wait, s->within)
                                   : (size_t)ceil(load - 1e-9);
    if (staff < s->minimum) staff = s->minimum;
    put_first(&s->answering, expected);
    ri_put_number(s->answering.table, expected->mean);
    ri_put_number(s->answering.table, high);
    ri_put_number(s->answering.table, s->erlang ? queueing : (double)NAN);
    ri_put_int(s->answering.table, (int64_t)staff);
    ri_put_number(s->answering.table, staff ? load / (double)staff : 0);
    ri_put_string(s->answering.table, ri_people_measure(ahead));
    return full(&s->answering, err);
}

static ri_status staff_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_people_ahead ahead;
    struct staffing        s;
    struct ri_table_column columns[COLUMNS_MOST];
    RI_TRY(read_rule(call, &s, err));
    RI_TRY(ri_people_ahead(call, true, &ahead, err));
    s.answering = (struct answering){.call = call, .ahead = &ahead, .hours = true};
    size_t count = first_columns(&s.answering, columns);
    for (size_t c = 2; c < RI_COUNT(staff_columns); c++)
        columns[count++] = (struct ri_table_column){.name = staff_columns[c].name,
                                                    .type = staff_columns[c].type,
                                                    .help = staff_columns[c].help};
    if (s.erlang)
        ri_call_note(call, "%g %% of those who queue wait at most %g minutes, %g minutes each",
                     100 * s.within, s.wait, s.minutes);
    else
        ri_call_note(call, "one of the staff looks after %g %s an hour", s.rate,
                     ri_people_measure(&ahead));
    return answer(&s.answering, columns, count, staff_row, &s, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "footfall.forecast",
          .summary = "How many people will come into each store, by day or hour",
          .details =
              "Days are forecast as demand is: by the model that was best on each store's own "
              "past, "
              "without days on which it is closed, with holidays, promotions and --future files "
              "where the learner over all series is used. Hours take their part of the day by "
              "weekday, of a file of hours too; there --season, --future and --past forecast the hours "
              "themselves. Hours in which a counter failed are filled before days and their parts are "
              "learnt.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ALL,
          RI_PARAMS(forecast_params),
          RI_COLUMNS(forecast_columns),
          RI_EXAMPLES("retailinsight footfall forecast --horizon 14 --by hour --store S01",
                      "retailinsight footfall forecast --input rossmann.csv --series Store --time "
                      "Date --value Customers --gaps missing --horizon 42 --model boost --future "
                      "known.csv")},
     .run = forecast_run,
     .uses = "panel model known"},
    {.info =
         {.name = "footfall.staff",
          .summary = "How many staff each hour needs",
          .details = "From the forecast by hour: a stated rate, or Erlang's law of waiting lines "
                     "for tills. Hours in which the store is closed have no row.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ALL,
          RI_PARAMS(staff_params),
          RI_COLUMNS(staff_columns),
          RI_EXAMPLES(
              "retailinsight footfall staff --horizon 14 --store S01 --rate 25",
              "retailinsight footfall staff --rule erlang --minutes 1.5 --wait 2 --within 0.9")},
     .run = staff_run,
     .uses = "panel model known"},
};
const struct ri_operation_table ri_footfall_operations = RI_OPERATION_TABLE(operations);
