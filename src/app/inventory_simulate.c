/* inventory simulate: a past span played again under our policy, under simple rules, and as it was. */
#include "app/simulation.h"

#include "app/covariates.h"
#include "app/lead_times.h"
#include "app/openings.h"
#include "app/operation.h"
#include "app/panel_load.h"
#include "app/stock.h"
#include "retail/money.h"

#include <math.h>

enum { MONEY_DIGITS = 2, SPAN_MOST = 400, SERVICES_MOST = 12, DRAWS = 200 };
static const double MICRO = 1e6;

static const struct ri_param params[] = {
    {"from", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "first day played; a year before --to when not given"},
    {"to", RI_PARAM_DATE, 0, NULL, NULL, NULL,
     "day after the last one; the end of the data when not given"},
    {"stock", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "file of the series columns with on_hand (not used here), unit_cost, unit_price, pack, "
     "minimum, "
     "lead_time, review"},
    {"receipts", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "file of orders that lead times are learnt from, as for 'inventory orders'"},
    {"lead-time", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "from order to shelf; as learnt from what was received before --from, else the supplier's, "
     "else 7 days, when not given"},
    {"review", RI_PARAM_COUNT, 0, "periods", NULL, NULL,
     "between orders; the supplier's, else 7 days, when not given"},
    {"service", RI_PARAM_NUMBER, RI_PARAM_LIST, NULL, NULL, NULL,
     "also play our policy at these chances of no stock-out, beside the one by costs"},
    {"shortage-cost", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of one unit lost; price less cost when not given"},
    {"holding-cost", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of one unit held for one period; --holding-rate of its cost when not given"},
    {"holding-rate", RI_PARAM_NUMBER, 0, NULL, "0.25", NULL,
     "of a unit's cost, for a year on the shelf"},
    {"order-cost", RI_PARAM_NUMBER, 0, NULL, "0", NULL, "of one order line"},
    {"pack", RI_PARAM_NUMBER, 0, "units", NULL, NULL, "units in a pack where nothing else says; 1"},
    {"minimum", RI_PARAM_NUMBER, 0, "units", NULL, NULL,
     "fewest units of an order where nothing else says; 0"},
    {"refit", RI_PARAM_COUNT, 0, "reviews", "13", NULL,
     "reviews between choosing and fitting models anew; 0: once"},
    {"waste", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "goods past their shelf life are thrown away, though the record does not say what was"},
    {"by", RI_PARAM_COLUMN, 0, NULL, NULL, NULL,
     "a column that names a series: one group of rows each"},
};
static const struct ri_column columns[] = {
    {"group", RI_COLUMN_TEXT, "value of --by; all"},
    {"policy", RI_COLUMN_TEXT,
     "forecast: the order lines of this program; weeks_of_cover, min_max; as_it_was"},
    {"setting", RI_COLUMN_TEXT, "of the policy; the simple rules are tuned on the time before"},
    {"fill_rate", RI_COLUMN_SHARE, "demand met from the shelf"},
    {"total_cost", RI_COLUMN_MONEY, "lost margin, holding, waste and orders"},
    {"change", RI_COLUMN_SHARE,
     "of the total cost, against as_it_was, else against weeks_of_cover"},
    {"demand", RI_COLUMN_NUMBER, "units wanted"},
    {"lost_units", RI_COLUMN_NUMBER, "units wanted and not there"},
    {"lost_margin", RI_COLUMN_MONEY, "margin, or shortage cost, of those"},
    {"stock_units", RI_COLUMN_NUMBER, "mean units at the end of a period"},
    {"stock_value", RI_COLUMN_MONEY, "mean stock at cost"},
    {"holding_cost", RI_COLUMN_MONEY, "of the stock, over the span"},
    {"wasted_units", RI_COLUMN_NUMBER, "units past their shelf life"},
    {"waste_cost", RI_COLUMN_MONEY, "at cost"},
    {"orders", RI_COLUMN_INTEGER, "order lines"},
    {"order_cost", RI_COLUMN_MONEY, "of those"},
};

struct simulating {
    struct ri_call             *call;
    struct ri_loaded_panel      loaded;
    struct ri_stock            *stock;
    struct ri_stock_records    *records;
    struct ri_lead_times       *times; /* as known before the span */
    size_t                      learnt;
    struct ri_simulation_terms *terms;
    struct ri_simulation        simulation;
};

/* ---- What is asked ----------------------------------------------------------------------------------------------------- */

/* A span in periods: the option, else the series' own, else seven days. */
static ri_status read_span(const struct simulating *s, const char *parameter, double own,
                           int64_t least, size_t *ret, struct ri_error *err)
{
    static const int days[RI_FREQUENCY_COUNT] = {
        [RI_HOURLY] = 168, [RI_DAILY] = 7, [RI_WEEKLY] = 1, [RI_MONTHLY] = 1};
    const bool given = ri_call_given(s->call, parameter);
    double     span = isnan(own) ? days[s->loaded.panel.frequency] : fmax(ceil(own), (double)least);
    if (given) span = (double)ri_call_integer(s->call, parameter, 0);
    if (!(span >= (double)least && span <= SPAN_MOST))
        return ri_fail(err, RI_EUSAGE, "--%s wants %lld to %d periods; got %g", parameter,
                       (long long)least, SPAN_MOST, span);
    *ret = (size_t)span;
    return RI_OK;
}

static ri_status read_cost(const struct simulating *s, const char *parameter, bool zero,
                           double *ret, struct ri_error *err)
{
    *ret = ri_call_number(s->call, parameter, NAN);
    if (isnan(*ret) || *ret > 0 || (zero && *ret == 0)) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--%s wants %s; got %s", parameter,
                   zero ? "0 or more" : "more than 0", ri_call_text(s->call, parameter));
}

static double first_known(double a, double b, double c)
{
    return !isnan(a) ? a : !isnan(b) ? b : c;
}

struct costs {
    double shortage, holding, rate, order;
};

/* Periods from order to shelf: of a law that was learnt its mean, for everybody alike; NAN: nobody knows. */
static ri_status lead_time_of(struct simulating *s, const struct ri_position *position,
                              const char *product, double *ret, struct ri_error *err)
{
    struct ri_lead_law law;
    double             mean = 0;
    *ret = NAN;
    if (!s->times) return RI_OK;
    RI_TRY(ri_lead_times_of(s->times, position, product, 0, &law, err));
    if (law.source != RI_LEAD_LEARNT) return RI_OK;
    for (size_t l = 0; l < law.count; l++) mean += law.chance[l] * (double)l;
    *ret = round(mean);
    s->learnt++;
    return RI_OK;
}

static ri_status terms_of(struct simulating *s, const struct ri_position *position,
                          const char *product, const struct costs *costs,
                          struct ri_simulation_terms *ret, struct ri_error *err)
{
    static const double periods_a_year[RI_FREQUENCY_COUNT] = {
        [RI_HOURLY] = 8766, [RI_DAILY] = 365.25, [RI_WEEKLY] = 52.18, [RI_MONTHLY] = 12};
    static const struct ri_position nothing = {.pack = NAN,
                                               .minimum = NAN,
                                               .unit_cost = NAN,
                                               .unit_price = NAN,
                                               .lead_time = NAN,
                                               .review = NAN};
    const struct ri_position       *p = position ? position : &nothing;
    const double                    year = periods_a_year[s->loaded.panel.frequency];
    struct ri_simulation_terms      terms = {
             .pack = first_known(p->pack, ri_call_number(s->call, "pack", NAN), 1),
             .minimum = first_known(p->minimum, ri_call_number(s->call, "minimum", NAN), 0),
             .unit_cost = p->unit_cost,
             .prices = {.margin =
                            first_known(costs->shortage, fmax(p->unit_price - p->unit_cost, 0), NAN),
                        .unit_cost = p->unit_cost,
                        .holding = first_known(costs->holding, p->unit_cost * costs->rate / year, NAN),
                        .order = costs->order}};
    if (isnan(costs->shortage) && isnan(p->unit_price - p->unit_cost)) terms.prices.margin = NAN;
    const double nobody = NAN;
    double       learnt;
    RI_TRY(lead_time_of(s, p, product, &learnt, err));
    RI_TRY(
        read_span(s, "lead-time",
                  first_known(learnt, p->lead_time, p->supplier ? p->supplier->lead_time : nobody),
                  0, &terms.lead_time, err));
    RI_TRY(read_span(s, "review",
                     first_known(p->review, p->supplier ? p->supplier->review : nobody, NAN), 1,
                     &terms.review, err));
    /* What was thrown away is not on record; so beside the record nothing is, unless that is wanted. */
    const bool perishes = !s->records || ri_call_flag(s->call, "waste");
    if (perishes && p->shelf_life >= 1) terms.shelf_life = (size_t)fmin(p->shelf_life, 1e6);
    terms.played = terms.prices.margin > 0 && terms.prices.holding > 0;
    *ret = terms;
    return RI_OK;
}

/* What each series costs and how it is ordered; those that lack what is needed are left out and counted. */
static ri_status read_terms(struct simulating *s, struct ri_error *err)
{
    const struct ri_panel *panel = &s->loaded.panel;
    struct costs           costs;
    size_t                 played = 0, unpriced = 0, uncounted = 0, product = 0;
    for (size_t k = 0; k < panel->key_count; k++)
        if (strcmp(panel->key_names[k], "product") == 0) product = k;
    RI_TRY(read_cost(s, "shortage-cost", false, &costs.shortage, err));
    RI_TRY(read_cost(s, "holding-cost", false, &costs.holding, err));
    RI_TRY(read_cost(s, "holding-rate", false, &costs.rate, err));
    RI_TRY(read_cost(s, "order-cost", true, &costs.order, err));
    RI_ARENA_NEW(s->terms, ri_call_mem(s->call), panel->series_count, err);
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_position *position =
            s->stock ? ri_stock_find(s->stock, panel->series[i].keys) : NULL;
        RI_TRY(terms_of(s, position, panel->series[i].keys[product], &costs, &s->terms[i], err));
        unpriced += !s->terms[i].played;
        if (s->terms[i].played && s->records &&
            !ri_stock_record_of(s->records, i, 0, 0, NULL, NULL, NULL)) {
            s->terms[i].played = false;
            uncounted++;
        }
        played += s->terms[i].played;
    }
    if (unpriced)
        ri_call_note(s->call,
                     "series left out: %zu, whose margin or cost is not known or not above 0",
                     unpriced);
    if (uncounted)
        ri_call_note(s->call, "series left out: %zu, whose stock was never counted in the span",
                     uncounted);
    if (played) return RI_OK;
    return ri_fail(err, RI_EDATA,
                   "no series has both a margin and a cost: give --stock FILE with unit_cost and "
                   "unit_price, or --shortage-cost and --holding-cost");
}

/* ---- The span ---------------------------------------------------------------------------------------------------------- */

static int64_t period_of(const struct ri_panel *panel, ri_day day)
{
    return ri_period_of(panel->frequency, panel->week_start, day * RI_US_PER_DAY);
}

static ri_status read_period(struct simulating *s, struct ri_error *err)
{
    static const int64_t year[RI_FREQUENCY_COUNT] = {
        [RI_HOURLY] = 24 * 28, [RI_DAILY] = 364, [RI_WEEKLY] = 52, [RI_MONTHLY] = 12};
    const struct ri_panel *panel = &s->loaded.panel;
    struct ri_simulation  *simulation = &s->simulation;
    const ri_day           from = ri_call_day(s->call, "from", RI_DAY_NONE);
    const ri_day           to = ri_call_day(s->call, "to", RI_DAY_NONE);
    int64_t                begin = INT64_MAX;
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].start < begin) begin = panel->series[i].start;
    simulation->to = to == RI_DAY_NONE ? panel->last + 1 : period_of(panel, to);
    if (simulation->to > panel->last + 1) simulation->to = panel->last + 1;
    simulation->from =
        from == RI_DAY_NONE ? simulation->to - year[panel->frequency] : period_of(panel, from);
    if (from == RI_DAY_NONE && simulation->from < begin + (simulation->to - begin) / 2)
        simulation->from = begin + (simulation->to - begin) / 2; /* the rest is to learn from */
    if (simulation->from >= simulation->to)
        return ri_fail(err, RI_EUSAGE, "there is no period to play from --from to --to");
    const int64_t before = simulation->from - begin;
    if (before < 8)
        return ri_fail(
            err, RI_EUSAGE,
            "%lld periods lie before --from; forecasts and rules need some to learn from",
            (long long)(before < 0 ? 0 : before));
    simulation->tuned =
        (size_t)(before / 2 < year[panel->frequency] ? before / 2 : year[panel->frequency]);
    return RI_OK;
}

static ri_status read_services(struct simulating *s, struct ri_error *err)
{
    size_t             count;
    double            *levels;
    const char *const *texts = ri_call_list(s->call, "service", &count);
    if (count > SERVICES_MOST)
        return ri_fail(err, RI_EUSAGE, "--service takes at most %d levels; got %zu", SERVICES_MOST,
                       count);
    RI_ARENA_NEW(levels, ri_call_mem(s->call), count, err);
    for (size_t k = 0; k < count; k++) {
        levels[k] = strtod(texts[k], NULL);
        if (!(levels[k] > 0 && levels[k] < 1))
            return ri_fail(err, RI_EUSAGE, "--service wants more than 0 and less than 1; got %s",
                           texts[k]);
    }
    s->simulation.services = levels;
    s->simulation.service_count = count;
    return RI_OK;
}

/* ---- Totals ------------------------------------------------------------------------------------------------------------ */

enum { LOST_MARGIN, HOLDING, WASTE, ORDERS, VALUE, MONEYS };
struct total {
    double    wanted, lost, held, wasted;
    size_t    orders, valued; /* valued: series whose cost is known */
    ri_int128 money[MONEYS];  /* millionths: rounded a series, then added as integers */
};
struct group {
    const char   *name;
    struct total *of; /* [player] */
};

static ri_int128 micro(double money)
{
    return isnan(money) ? 0 : (ri_int128)llround(money * MICRO);
}

static void add_result(struct total *total, const struct ri_play_result *result,
                       const struct ri_simulation_terms *terms, double periods)
{
    const struct ri_play_money money = ri_play_cost(result, &terms->prices);
    total->wanted += result->wanted;
    total->lost += result->lost;
    total->held += result->held;
    total->wasted += result->wasted;
    total->orders += result->orders;
    if (!isnan(terms->unit_cost)) total->valued++;
    total->money[LOST_MARGIN] += micro(money.lost_margin);
    total->money[HOLDING] += micro(money.holding);
    total->money[WASTE] += micro(money.waste);
    total->money[ORDERS] += micro(money.orders);
    total->money[VALUE] += micro(result->held * terms->unit_cost / periods);
}

static ri_int128 cents(ri_int128 millionths)
{
    return ri_divide_half_away(millionths, 10000);
}

static ri_int128 total_cost(const struct total *total)
{
    ri_int128 sum = 0; /* of the rounded parts, so that a row adds up */
    for (int m = LOST_MARGIN; m <= ORDERS; m++) sum += cents(total->money[m]);
    return sum;
}

static int by_group(const void *a, const void *b)
{
    return strcmp(((const struct group *)a)->name, ((const struct group *)b)->name);
}

/* The column of --by among those that name a series; SIZE_MAX: all in one. */
static ri_status by_column(const struct simulating *s, size_t *ret, struct ri_error *err)
{
    const char            *by = ri_call_text(s->call, "by");
    const struct ri_panel *panel = &s->loaded.panel;
    *ret = SIZE_MAX;
    if (!by) return RI_OK;
    for (size_t k = 0; k < panel->key_count; k++)
        if (strcmp(panel->key_names[k], by) == 0) *ret = k;
    if (*ret != SIZE_MAX) return RI_OK;
    const char *nearest = ri_nearest(by, panel->key_names);
    return ri_fail(err, RI_EUSAGE, "--by %s: no column of that name names a series%s%s%s", by,
                   nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static ri_status gather(struct simulating *s, size_t by, struct group **ret, size_t *ret_count,
                        struct ri_error *err)
{
    const struct ri_simulation *simulation = &s->simulation;
    const struct ri_panel      *panel = simulation->panel;
    const size_t                players = simulation->player_count;
    const double                periods = (double)(simulation->to - simulation->from);
    struct ri_arena            *mem = ri_call_mem(s->call);
    struct group               *groups;
    size_t                      count = 0;
    RI_ARENA_NEW(groups, mem, panel->series_count, err);
    for (size_t i = 0; i < panel->series_count; i++)
        groups[i].name = by == SIZE_MAX ? "all" : panel->series[i].keys[by];
    /* Names once each, in order. */
    qsort(groups, panel->series_count, sizeof *groups, by_group);
    for (size_t i = 0; i < panel->series_count; i++)
        if (!count || strcmp(groups[count - 1].name, groups[i].name) != 0)
            groups[count++] = groups[i];
    for (size_t g = 0; g < count; g++) RI_ARENA_NEW(groups[g].of, mem, players, err);
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct group  key = {.name = by == SIZE_MAX ? "all" : panel->series[i].keys[by]};
        struct group *const group = bsearch(&key, groups, count, sizeof *groups, by_group);
        for (size_t p = 0; p < players && simulation->terms[i].played; p++)
            add_result(&group->of[p], &simulation->result[i * players + p], &simulation->terms[i],
                       periods);
    }
    *ret = groups;
    *ret_count = count;
    return RI_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

/* What changes are measured against: what was, else weeks of cover. */
static size_t yardstick(const struct ri_simulation *simulation)
{
    size_t at = 0;
    for (size_t p = 0; p < simulation->player_count; p++) {
        if (!simulation->player[p].rule) return p;
        if (strcmp(simulation->player[p].policy, "weeks_of_cover") == 0) at = p;
    }
    return at;
}

static void put_money(struct ri_table_builder *table, ri_int128 millionths)
{
    ri_put_decimal(table, cents(millionths), MONEY_DIGITS);
}

static void put_row(struct ri_table_builder *table, const struct ri_simulation *simulation,
                    const struct group *group, size_t p)
{
    const struct total *t = &group->of[p], *with = &group->of[yardstick(simulation)];
    const double        periods = (double)(simulation->to - simulation->from);
    const double        before = (double)total_cost(with);
    ri_put_string(table, group->name);
    ri_put_string(table, simulation->player[p].policy);
    ri_put_string(table, simulation->player[p].setting);
    ri_put_number(table, t->wanted > 0 ? 1 - t->lost / t->wanted : (double)NAN);
    ri_put_decimal(table, total_cost(t), MONEY_DIGITS);
    ri_put_number(table, before > 0 ? (double)total_cost(t) / before - 1 : (double)NAN);
    ri_put_number(table, t->wanted);
    ri_put_number(table, t->lost);
    put_money(table, t->money[LOST_MARGIN]);
    ri_put_number(table, t->held / periods);
    if (t->valued)
        put_money(table, t->money[VALUE]);
    else
        ri_put_null(table);
    put_money(table, t->money[HOLDING]);
    ri_put_number(table, t->wasted);
    put_money(table, t->money[WASTE]);
    ri_put_int(table, (int64_t)t->orders);
    put_money(table, t->money[ORDERS]);
}

static ri_status emit(struct simulating *s, struct ri_error *err)
{
    struct ri_table_builder *table;
    struct group            *groups = NULL;
    size_t                   by, count = 0;
    RI_TRY(by_column(s, &by, err));
    RI_TRY(gather(s, by, &groups, &count, err));
    RI_TRY(ri_call_money_builder(s->call, MONEY_DIGITS, &table, err));
    for (size_t g = 0; g < count; g++)
        for (size_t p = 0; p < s->simulation.player_count; p++)
            put_row(table, &s->simulation, &groups[g], p);
    const ri_status status = ri_call_emit_builder(s->call, table, err);
    ri_table_builder_free(table);
    return status;
}

/* ---- Notes ------------------------------------------------------------------------------------------------------------- */

static void day_text(const struct ri_panel *panel, int64_t period, char text[16])
{
    const int64_t         us = ri_period_start_us(panel->frequency, panel->week_start, period);
    const struct ri_civil civil = ri_day_civil((ri_day)ri_floor_div(us, RI_US_PER_DAY));
    snprintf(text, 16, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

static void say(const struct simulating *s)
{
    const struct ri_simulation *simulation = &s->simulation;
    size_t                      played = 0;
    char                        from[16], to[16];
    for (size_t i = 0; i < simulation->panel->series_count; i++) played += s->terms[i].played;
    day_text(simulation->panel, simulation->from, from);
    day_text(simulation->panel, simulation->to - 1, to);
    ri_call_note(s->call,
                 "played %s to %s, %lld periods, %zu series; nothing that came later was known to "
                 "any policy",
                 from, to, (long long)(simulation->to - simulation->from), played);
    ri_call_note(s->call, "the simple rules are tuned on the %zu periods before, to the same costs",
                 simulation->tuned);
    ri_call_note(s->call,
                 simulation->records
                     ? "demand: sales, and on days that ended without stock what the law of "
                       "demand expects besides; every policy begins with the stock there "
                       "was"
                     : "demand: what was sold; every policy begins with mean sales over "
                       "lead time and review");
    if (s->learnt)
        ri_call_note(s->call, "lead times learnt from what was received before: %zu of %zu",
                     s->learnt, simulation->panel->series_count);
}

/* ---- What was known before the span ------------------------------------------------------------------------------------ */

/* Lead times of orders received by then; days on which stores are closed; what promotions and prices did by then. */
static ri_status look_back(struct simulating *s, struct ri_error *err)
{
    const struct ri_panel *panel = &s->loaded.panel;
    struct ri_simulation  *simulation = &s->simulation;
    struct ri_arena       *mem = ri_call_mem(s->call);
    const bool             days = panel->frequency == RI_DAILY;
    const bool             files = s->loaded.from_file || ri_call_given(s->call, "stock");
    const int64_t        first = simulation->from - 2 * SPAN_MOST; /* reviews begin a span before */
    struct ri_covariates known;
    struct ri_event_lifts *lifts;
    if (days && panel->key_count)
        RI_TRY(ri_lead_times_load(s->call, files, (ri_day)simulation->from - 1, &s->times, err));
    if (s->loaded.openings) {
        simulation->closed_first = first;
        simulation->closed_count = (size_t)(panel->last + 2 * SPAN_MOST - first);
        RI_TRY(ri_closed_ahead(s->loaded.openings, (ri_day)first - 1, simulation->closed_count, mem,
                               &simulation->closed, err));
    }
    if (s->loaded.from_file) return RI_OK;
    RI_ARENA_NEW(lifts, mem, 1, err);
    RI_TRY(ri_events_load(s->call, &s->loaded, 0, false, &known, err));
    RI_TRY(ri_event_lifts_learn(panel, &known, simulation->season, simulation->from - 1, mem, lifts,
                                err));
    simulation->lifts = lifts;
    return RI_OK;
}

static ri_status simulate(struct simulating *s, struct ri_error *err)
{
    struct ri_call        *call = s->call;
    const struct ri_panel *panel = &s->loaded.panel;
    const int64_t          season =
        ri_frequency_season(panel->frequency) ? (int64_t)ri_frequency_season(panel->frequency) : 1;
    RI_TRY(read_period(s, err));
    RI_TRY(read_services(s, err));
    if (!s->loaded.from_file && !ri_call_given(call, "stock") && panel->key_count == 2 &&
        panel->frequency == RI_DAILY)
        RI_TRY(ri_stock_records_load(call, panel, (ri_day)panel->last - 3660, &s->records, err));
    s->simulation.season = (size_t)season;
    RI_TRY(look_back(s, err));
    RI_TRY(read_terms(s, err));
    s->simulation.panel = panel;
    s->simulation.records = s->records;
    s->simulation.terms = s->terms;
    s->simulation.refit = (size_t)ri_call_integer(call, "refit", 13);
    s->simulation.draws = DRAWS;
    s->simulation.task = ri_call_task(call);
    RI_TRY(ri_simulation_run(&s->simulation, ri_call_mem(call), err));
    say(s);
    return emit(s, err);
}

static ri_status simulate_run(struct ri_call *call, struct ri_error *err)
{
    struct simulating s = {.call = call};
    RI_TRY(ri_panel_load(call, &s.loaded, err));
    if (ri_call_given(call, "stock") || !s.loaded.from_file)
        RI_TRY(ri_stock_load(call, s.loaded.panel.key_names, s.loaded.panel.key_count,
                             s.loaded.panel.frequency == RI_DAILY ? (ri_day)s.loaded.panel.last
                                                                  : RI_DAY_NONE,
                             &s.stock, err));
    const ri_status status = simulate(&s, err);
    ri_stock_free(s.stock);
    ri_stock_records_free(s.records);
    ri_lead_times_free(s.times);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "inventory.simulate",
          .summary = "A past span played again: our orders, simple rules, and what was done",
          .details =
              "Every day goods arrive, demand is met from the shelf or lost, and at each review "
              "the policy orders. Ours is the order line of `inventory orders`, on the forecast "
              "that would have been known at that review: a level under the profile of the "
              "week, the model chosen and fitted every --refit reviews on what was known then "
              "and carried forward in between, runs without sales that chance does not explain "
              "left out, and counts spread by one law for all. Weeks of cover and min/max are "
              "tuned, by the same costs, on the time before the span. With purchase orders and "
              "counts in the workspace the last row is what really happened.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES(
              "retailinsight inventory simulate --by store",
              "retailinsight inventory simulate --from 2026-05-22 --order-cost 0.5 --service "
              "0.9,0.97",
              "retailinsight inventory simulate --input sales.csv --series sku --time day "
              "--value units --shortage-cost 3 --holding-cost 0.01 --lead-time 7 --review 7")},
     .run = simulate_run,
     .uses = "panel"},
};
const struct ri_operation_table ri_inventory_simulate_operations = RI_OPERATION_TABLE(operations);
