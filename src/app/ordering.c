/* Reads what every operation on orders needs, and makes order inputs of it. */
#include "app/ordering_internal.h"

#include "app/operation.h"
#include "base/thread.h"

#include <math.h>

static const double HOLDING_RATE = 0.25; /* of the cost a year, where nothing else is asked */

double ri_ordering_days(const struct ri_ordering *ordering)
{
    static const double days[RI_FREQUENCY_COUNT] = {
        [RI_HOURLY] = 1.0 / 24, [RI_DAILY] = 1, [RI_WEEKLY] = 7, [RI_MONTHLY] = 365.25 / 12};
    return days[ordering->loaded.panel.frequency];
}

size_t ri_ordering_key(const struct ri_ordering *ordering, const char *name)
{
    const struct ri_panel *panel = &ordering->loaded.panel;
    for (size_t k = 0; k < panel->key_count; k++)
        if (strcmp(panel->key_names[k], name) == 0) return k;
    return strcmp(name, "product") == 0 && panel->key_count ? 0 : SIZE_MAX;
}

ri_status ri_ordering_about(const struct ri_order_case *one, size_t key_count, struct ri_error *err)
{
    struct ri_text name = {0};
    for (size_t k = 0; k < key_count; k++)
        ri_text_printf(&name, "%s%s", k ? " " : "", one->keys[k]);
    const ri_status status = ri_error_prefix(err, "%s", name.at ? name.at : "series");
    ri_text_release(&name);
    return status;
}

/* ---- What is asked --------------------------------------------------------------------------------------------- */

static ri_status read_target(struct ri_ordering *ordering, struct ri_error *err)
{
    struct ri_call *call = ordering->call;
    const bool costs = ri_call_given(call, "shortage-cost") || ri_call_given(call, "holding-cost");
    const bool rate = ri_call_given(call, "holding-rate");
    if ((costs || rate) && ri_call_given(call, "service"))
        return ri_fail(err, RI_EUSAGE,
                       "give --service, or --shortage-cost and --holding-cost, or --holding-rate; "
                       "one of them");
    if (costs && rate)
        return ri_fail(err, RI_EUSAGE,
                       "--holding-rate takes each product's own margin and cost; "
                       "--shortage-cost and --holding-cost are for all");
    if (costs && !(ri_call_given(call, "shortage-cost") && ri_call_given(call, "holding-cost")))
        return ri_fail(err, RI_EUSAGE, "--shortage-cost and --holding-cost go together");
    ordering->shortage = ri_call_number(call, "shortage-cost", NAN);
    ordering->holding = ri_call_number(call, "holding-cost", NAN);
    ordering->holding_rate = ri_call_number(call, "holding-rate", NAN);
    ordering->service = costs ? NAN : ri_call_number(call, "service", 0.95);
    if (!costs && !(ordering->service > 0 && ordering->service < 1))
        return ri_fail(err, RI_EUSAGE, "--service wants more than 0 and less than 1; got %s",
                       ri_call_text(call, "service"));
    if (costs && !(ordering->shortage > 0 && ordering->holding > 0))
        return ri_fail(err, RI_EUSAGE, "--shortage-cost and --holding-cost want more than 0");
    if (rate && !(ordering->holding_rate > 0 && ordering->holding_rate < 100))
        return ri_fail(err, RI_EUSAGE,
                       "--holding-rate wants a share of the cost a year, above 0; got %s",
                       ri_call_text(call, "holding-rate"));
    return RI_OK;
}

static ri_status read_time(struct ri_ordering *ordering, struct ri_error *err)
{
    const char *at = ri_call_text(ordering->call, "at");
    int         hour, minute, end = 0;
    if (!at) return RI_OK;
    if (sscanf(at, "%2d:%2d%n", &hour, &minute, &end) == 2 && !at[end] && hour >= 0 && hour < 24 &&
        minute >= 0 && minute < 60)
        return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--at wants a time of day such as 14:30; got %s", at);
}

/* ---- Load -------------------------------------------------------------------------------------------------------- */

ri_status ri_ordering_load(struct ri_call *call, struct ri_ordering *ret, struct ri_error *err)
{
    *ret = (struct ri_ordering){.call = call, .day = RI_DAY_NONE};
    RI_TRY(read_target(ret, err));
    RI_TRY(read_time(ret, err));
    RI_TRY(ri_panel_load(call, &ret->loaded, err));
    const struct ri_panel *panel = &ret->loaded.panel;
    if (ret->loaded.from_file && !ri_call_given(call, "stock"))
        return ri_fail(
            err, RI_EUSAGE,
            "--input needs --stock FILE: the series columns, on_hand and what is on its way");
    if (panel->frequency == RI_DAILY) ret->day = (ri_day)panel->last;
    const bool files = ret->loaded.from_file || ri_call_given(call, "stock");
    if (!files && panel->frequency != RI_DAILY)
        return ri_fail(err, RI_EUSAGE,
                       "stock of the workspace is ordered by days; leave --frequency out");
    RI_TRY(ri_stock_load(call, panel->key_names, panel->key_count, ret->day, &ret->stock, err));
    RI_TRY(ri_lead_times_load(call, files, ret->day, &ret->times, err));
    RI_TRY(ordering_make_cases(ret, err));
    return ordering_forecast(ret, err);
}

void ri_ordering_release(struct ri_ordering *ordering)
{
    ri_stock_free(ordering->stock);
    ri_lead_times_free(ordering->times);
    ordering->stock = NULL;
    ordering->times = NULL;
}

/* ---- Each -------------------------------------------------------------------------------------------------------- */

struct each {
    const struct ri_ordering *ordering;
    ri_order_case_fn         *call;
    void                     *context;
    struct ri_arena          *scratch; /* by worker */
};

static ri_status each_item(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    const struct each         *each = context;
    struct ri_arena           *scratch = &each->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const ri_status            status = each->call(each->context, i, scratch, err);
    ri_arena_rewind(scratch, mark);
    if (status == RI_OK) return RI_OK;
    return ri_ordering_about(&each->ordering->cases[i], each->ordering->loaded.panel.key_count,
                             err);
}

ri_status ri_ordering_each(const struct ri_ordering *ordering, ri_order_case_fn *call,
                           void *context, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(ordering->call);
    struct ri_task  *task = ri_call_task(ordering->call);
    const unsigned   workers = ri_task_threads(task);
    struct each      each = {ordering, call, context, NULL};
    RI_ARENA_NEW(each.scratch, mem, workers, err);
    for (unsigned w = 0; w < workers; w++) ri_arena_init(&each.scratch[w], mem->limit);
    const ri_status status = ri_parallel(task, ordering->case_count, each_item, &each, err);
    for (unsigned w = 0; w < workers; w++) ri_arena_release(&each.scratch[w]);
    return status;
}

void ri_ordering_costs(const struct ri_ordering *ordering, const struct ri_order_case *one,
                       double service, double *ret_holding, double *ret_shortage)
{
    const double cost = one->position->unit_cost, margin = one->position->unit_price - cost;
    const double rate = isnan(ordering->holding_rate) ? HOLDING_RATE : ordering->holding_rate;
    *ret_holding = cost > 0 ? rate * cost * ri_ordering_days(ordering) / 365.25 : NAN;
    if (!isnan(ordering->holding)) *ret_holding = ordering->holding;
    *ret_shortage = ordering->shortage;
    if (!isnan(ordering->holding_rate) && margin > 0) *ret_shortage = margin / (double)one->review;
    if (isnan(*ret_shortage)) *ret_shortage = *ret_holding * service / (1 - service);
}

/* ---- Inputs ------------------------------------------------------------------------------------------------------ */

static double first_known(double a, double b, double c)
{
    return !isnan(a) ? a : !isnan(b) ? b : c;
}

/* What is on its way without a day counts as arriving with an order placed now: at the end of the lead time. */
static ri_status arrivals_of(const struct ri_order_case *one, double lead_mean,
                             struct ri_arena *mem, struct ri_order_input *input,
                             struct ri_error *err)
{
    const struct ri_position *position = one->position;
    const size_t              lead = (size_t)(lead_mean + 0.5), due = lead ? lead - 1 : 0;
    const size_t count = position->arrival_count > due + 1 ? position->arrival_count : due + 1;
    double      *arrivals;
    RI_ARENA_NEW(arrivals, mem, count, err);
    for (size_t k = 0; k < position->arrival_count; k++) arrivals[k] = position->arrivals[k];
    arrivals[due] += position->on_order;
    input->arrivals = arrivals;
    input->arrival_count = count;
    return RI_OK;
}

/* One aim for all, or each thing's own margin against what holding it costs. */
static void aim(const struct ri_ordering *ordering, const struct ri_order_case *one,
                struct ri_order_input *input)
{
    const double review = (double)one->review, years = review * ri_ordering_days(ordering) / 365.25;
    const double margin = one->position->unit_price - one->position->unit_cost;
    input->service = ordering->service;
    input->shortage_cost = ordering->shortage;
    input->holding_cost = ordering->holding * review; /* of a unit left over for the cycle */
    if (!(margin > 0) || !(one->position->unit_cost > 0) || isnan(ordering->holding_rate)) return;
    input->service = NAN;
    input->shortage_cost = margin;
    input->holding_cost = ordering->holding_rate * one->position->unit_cost * years;
}

ri_status ri_ordering_input(const struct ri_ordering *ordering, const struct ri_order_case *one,
                            struct ri_arena *mem, struct ri_order_input *ret, struct ri_error *err)
{
    static const char *const words[RI_FREQUENCY_COUNT] = {
        [RI_HOURLY] = "hour", [RI_DAILY] = "day", [RI_WEEKLY] = "week", [RI_MONTHLY] = "month"};
    const struct ri_position        *position = one->position;
    const struct ri_series_forecast *forecast = &ordering->demand.series[one->series];
    struct ri_call                  *call = ordering->call;
    double                           lead_mean = 0;
    for (size_t l = 0; l < one->law.count; l++) lead_mean += one->law.chance[l] * (double)l;
    *ret = (struct ri_order_input){
        .on_hand = position->on_hand,
        .reserved = position->reserved,
        .lead_time = one->law.count - 1,
        .review = one->review,
        .period = words[ordering->loaded.panel.frequency],
        .protection = forecast->draws,
        .lead = forecast->lead_draws,
        .draw_count = ordering->demand.draw_count,
        .mean = forecast->mean,
        .pack = first_known(position->pack, ri_call_number(call, "pack", NAN), 1),
        .minimum = first_known(position->minimum, ri_call_number(call, "minimum", NAN), 0),
        .unit_cost = position->unit_cost,
        .unit_price = position->unit_price,
        .lost_sales = ri_call_flag(call, "lost-sales"),
        .span = ordering->spans[one->series],
        .shelf_space = isnan(position->shelf_space) ? 0 : position->shelf_space,
        .ending = position->status == RI_PRODUCT_ENDING,
        .remark = one->remark,
    };
    if (!ordering_is_sure(ordering, one)) {
        ret->lead_chance = one->law.chance;
        ret->lead_count = one->law.count;
    }
    if (!isnan(position->shelf_life)) {
        if (!(position->shelf_life >= 1))
            return ri_fail(err, RI_EDATA, "a shelf life of %g periods, want 1 or more",
                           position->shelf_life);
        ret->shelf_life = (size_t)fmin(position->shelf_life, 1e6);
    }
    aim(ordering, one, ret);
    return arrivals_of(one, lead_mean, mem, ret, err);
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

size_t ri_ordering_columns(const struct ri_ordering *ordering, const struct ri_column *columns,
                           size_t count, struct ri_table_column *room)
{
    const struct ri_panel *panel = &ordering->loaded.panel;
    size_t                 at = 0;
    for (; at < panel->key_count; at++)
        room[at] = (struct ri_table_column){
            .name = panel->key_names[at], .type = RI_COLUMN_TEXT, .help = "key of the series"};
    for (size_t c = 1; c < count; c++)
        room[at++] = (struct ri_table_column){
            .name = columns[c].name,
            .type = columns[c].type,
            .scale = columns[c].type == RI_COLUMN_MONEY ? RI_ORDER_MONEY_DIGITS : 0,
            .help = columns[c].help};
    return at;
}

void ri_put_estimate(struct ri_table_builder *table, double money)
{
    if (isnan(money) || !(fabs(money) < 1e15))
        ri_put_null(table);
    else
        ri_put_decimal(table, llround(money * 100), RI_ORDER_MONEY_DIGITS);
}
