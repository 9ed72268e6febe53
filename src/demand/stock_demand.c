/* Series by series, in parallel: one review each, at the end of what is known. */
#include "stock_demand.h"

#include "base/thread.h"
#include "event_lift.h"

#include <stdatomic.h>

struct planning {
    const struct ri_panel          *panel;
    const struct ri_demand_options *options;
    struct ri_rolling               usual;
    struct ri_task                 *task;
    struct ri_arena                *scratch; /* by worker */
    struct ri_demand_result        *result;
    double                         *mean;         /* [series][horizon] */
    double                         *draws, *lead; /* [series][draw_count] */
    atomic_size_t                   done;
};

bool ri_stock_silences(const struct ri_panel *panel)
{
    for (size_t i = 0; i < panel->series_count; i++)
        if (panel->series[i].censored) return false;
    return true;
}

static struct ri_rolling review_of(const struct planning *p, size_t i)
{
    const struct ri_demand_options *o = p->options;
    struct ri_rolling               rolling = p->usual;
    rolling.protection = o->protection ? o->protection[i] : o->protection_all;
    if (!rolling.protection) rolling.protection = o->horizon;
    rolling.lead = o->lead ? o->lead[i] : 0;
    rolling.first = p->panel->last;
    if (o->closed) {
        rolling.closed = o->closed + i * o->closed_steps;
        rolling.closed_first = p->panel->last + 1;
        rolling.closed_count = o->closed_steps;
    }
    if (o->lifts && o->lifts->at[i]) {
        rolling.lift = o->lifts->at[i];
        rolling.lift_first = o->lifts->first;
        rolling.lift_count = o->lifts->periods;
    }
    return rolling;
}

static const char *reason_of(const char *model)
{
    if (strcmp(model, "zero") == 0) return "never sold";
    if (strcmp(model, "mean") == 0) return "too short a history for a model";
    return "nearest to past sums over lead time and review";
}

static ri_demand_rung rung_of(const char *model)
{
    if (strcmp(model, "zero") == 0) return RI_RUNG_ZERO;
    return strcmp(model, "mean") == 0 ? RI_RUNG_MEAN : RI_RUNG_MODEL;
}

/* What the workers keep lies in rooms made before; the review itself in scratch. */
static ri_status plan_series(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct planning           *p = context;
    struct ri_arena           *scratch = &p->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const size_t               h = p->result->horizon, n = p->result->draw_count;
    const struct ri_rolling    rolling = review_of(p, i);
    struct ri_rolled           rolled;
    struct ri_series_forecast *to = &p->result->series[i];
    double                    *mean = p->mean + i * h;
    RI_TRY(ri_roll_forecasts(&rolling, &p->panel->series[i], scratch, scratch, &rolled, err));
    for (size_t j = 0; j < h && j < rolling.protection; j++) mean[j] = rolled.ahead[j];
    memcpy(p->draws + i * n, rolled.draws, n * sizeof *rolled.draws);
    if (rolled.lead_draws) memcpy(p->lead + i * n, rolled.lead_draws, n * sizeof *rolled.draws);
    *to = (struct ri_series_forecast){.mean = mean,
                                      .draws = p->draws + i * n,
                                      .protection = rolling.protection,
                                      .lead_draws = rolled.lead_draws ? p->lead + i * n : NULL,
                                      .lead = rolling.lead,
                                      .model = rolled.model,
                                      .params = "",
                                      .rung = rung_of(rolled.model),
                                      .reason = reason_of(rolled.model),
                                      .known = p->panel->series[i].n,
                                      .never_negative = rolled.never_negative,
                                      .whole = rolled.whole};
    ri_arena_rewind(scratch, mark);
    ri_task_progress(p->task, "forecast", atomic_fetch_add(&p->done, 1) + 1, p->panel->series_count,
                     "series");
    return RI_OK;
}

static ri_status run(struct planning *p, unsigned threads, struct ri_arena *mem,
                     struct ri_error *err)
{
    const size_t n = p->panel->series_count;
    RI_ARENA_NEW(p->result->series, mem, n, err);
    RI_ARENA_NEW(p->mean, mem, n * p->result->horizon, err);
    RI_ARENA_NEW(p->draws, mem, n * p->result->draw_count, err);
    RI_ARENA_NEW(p->lead, mem, p->options->lead ? n * p->result->draw_count : 0, err);
    RI_ARENA_NEW(p->scratch, mem, threads, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&p->scratch[w], mem->limit);
    const ri_status status = ri_parallel(p->task, n, plan_series, p, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&p->scratch[w]);
    for (size_t i = 0; i < n && status == RI_OK; i++) p->result->rungs[p->result->series[i].rung]++;
    return status;
}

ri_status ri_stock_demand(const struct ri_panel *panel, const struct ri_demand_options *options,
                          struct ri_task *task, struct ri_arena *mem, struct ri_demand_result *ret,
                          struct ri_error *err)
{
    struct ri_demand_result result = {
        .first = panel->last + 1, .horizon = options->horizon, .series_count = panel->series_count};
    struct planning p = {.panel = panel, .options = options, .task = task, .result = &result};
    if (!options->horizon || options->horizon > RI_DEMAND_HORIZON_MOST)
        return ri_fail(err, RI_EUSAGE, "a horizon of %zu periods, want 1 to %d", options->horizon,
                       RI_DEMAND_HORIZON_MOST);
    p.usual = ri_rolling_usual(panel->frequency, options->season);
    p.usual.silences = ri_stock_silences(panel);
    if (options->history) p.usual.history = options->history;
    if (options->draws) p.usual.draws = options->draws;
    result.season = p.usual.season;
    result.draw_count = p.usual.draws;
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    const ri_status            status = run(&p, ri_task_threads(task), mem, err);
    if (status == RI_OK)
        *ret = result;
    else
        ri_arena_rewind(mem, mark);
    return status;
}
