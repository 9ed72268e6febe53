/* Finds look-alikes and borrows from them. */
#include "app/newcomers.h"

#include "app/covariates.h"
#include "app/handover.h"
#include "demand/analogue.h"

#include <math.h>

/* Who is like a series, from close to far: those that share both words (NULL: no second one). */
static const struct {
    const char *what, *where;
} circles[] = {{"product", NULL},     {"subcategory", "store"}, {"subcategory", NULL},
               {"category", "store"}, {"category", NULL},       {"department", "store"},
               {"department", NULL}};

struct finding {
    struct ri_call                 *call;
    const struct ri_panel          *panel;
    const struct ri_demand_options *options;
    struct ri_demand_result        *result;
    struct ri_covariates            words; /* attributes alone */
    size_t                         *alike;
    struct ri_arena                 scratch;
    size_t                          found, alone; /* new series with and without look-alikes */
};

static const struct ri_attribute *attribute_of(const struct finding *finding, const char *name)
{
    for (size_t a = 0; name && a < finding->words.attribute_count; a++)
        if (strcmp(finding->words.attributes[a].name, name) == 0)
            return &finding->words.attributes[a];
    return NULL;
}

static bool shares(const struct ri_attribute *attribute, size_t a, size_t b)
{
    return !isnan(attribute->code[a]) && attribute->code[a] == attribute->code[b];
}

static ri_status say(struct finding *finding, size_t series, const struct ri_analogue *analogue,
                     const struct ri_attribute *what, const struct ri_attribute *where,
                     struct ri_series_forecast *forecast, struct ri_error *err)
{
    const char *place = where ? ri_arena_printf(ri_call_mem(finding->call), ", %s %s", where->name,
                                                where->words[(size_t)where->code[series]])
                              : "";
    forecast->model = "analogue";
    forecast->params = ri_arena_printf(ri_call_mem(finding->call), "level %.4g, borrowed %.0f%%",
                                       analogue->level, 100 * analogue->borrowed);
    forecast->reason = ri_arena_printf(
        ri_call_mem(finding->call),
        "new for %zu periods: level%s of %zu look-alikes (%s %s%s), %.0f%% of it borrowed",
        analogue->age, analogue->launches >= RI_ALIKE_LEAST ? " and launch curve" : "",
        analogue->alike, what->name, what->words[(size_t)what->code[series]], place ? place : "",
        100 * analogue->borrowed);
    if (!place || !forecast->params || !forecast->reason)
        return ri_fail(err, RI_ENOMEM, "no room for reasons");
    forecast->rung = RI_RUNG_MODEL;
    forecast->error = forecast->naive_error = NAN;
    finding->found++;
    return RI_OK;
}

/* The sums that orders are made of, where they are asked for. */
static void draw(const struct finding *finding, const struct ri_analogue *analogue,
                 struct ri_series_forecast *forecast)
{
    double *draws = (double *)(uintptr_t)forecast->draws, /* the result is the call's */
        *lead = (double *)(uintptr_t)forecast->lead_draws;
    const size_t n = finding->result ? finding->result->draw_count : 0;
    if (!n) return;
    if (draws)
        ri_analogue_draws(analogue, forecast->mean, forecast->protection, forecast->whole, n,
                          draws);
    if (lead) ri_analogue_draws(analogue, forecast->mean, forecast->lead, forecast->whole, n, lead);
}

static ri_status borrow(struct finding *finding, size_t series, struct ri_series_forecast *forecast,
                        struct ri_analogue *ret, struct ri_error *err)
{
    for (size_t c = 0; c < RI_COUNT(circles); c++) {
        const struct ri_attribute *what = attribute_of(finding, circles[c].what),
                                  *where = attribute_of(finding, circles[c].where);
        size_t count = 0;
        if (!what || isnan(what->code[series]) || (circles[c].where && !where)) continue;
        for (size_t i = 0; i < finding->panel->series_count; i++)
            if (i != series && shares(what, i, series) && (!where || shares(where, i, series)))
                finding->alike[count++] = i;
        if (count < RI_ALIKE_LEAST) continue;
        const struct ri_arena_mark mark = ri_arena_mark(&finding->scratch);
        const ri_status            status =
            ri_analogue_forecast(finding->panel, finding->options, series, finding->alike, count,
                                 &finding->scratch, (double *)(uintptr_t)forecast->mean,
                                 (double *)(uintptr_t)forecast->quantiles, ret, err);
        ri_arena_rewind(&finding->scratch, mark);
        if (status == RI_OK) {
            draw(finding, ret, forecast);
            return say(finding, series, ret, what, where, forecast, err);
        }
        if (status != RI_EDATA) return status; /* too few are old enough: ask further off */
    }
    finding->alone++;
    return RI_OK;
}

static bool is_new(const struct ri_loaded_panel *loaded, size_t series, size_t season)
{
    const bool replaces =
        loaded->handover && (loaded->handover->from[series] || loaded->handover->to[series]);
    return !replaces && ri_series_is_new(&loaded->panel, series, season);
}

static ri_status borrow_all(struct finding *finding, const struct ri_loaded_panel *loaded,
                            struct ri_demand_result *result, struct ri_error *err)
{
    struct ri_analogue analogue;
    for (size_t i = 0; i < finding->panel->series_count; i++)
        if (is_new(loaded, i, finding->options->season))
            RI_TRY(borrow(finding, i, &result->series[i], &analogue, err));
    return RI_OK;
}

static bool any_new(const struct ri_loaded_panel *loaded, size_t season)
{
    for (size_t i = 0; i < loaded->panel.series_count; i++)
        if (is_new(loaded, i, season)) return true;
    return false;
}

static ri_status start(struct ri_call *call, const struct ri_loaded_panel *loaded,
                       const struct ri_demand_options *options, struct finding *ret,
                       struct ri_error *err)
{
    *ret = (struct finding){.call = call, .panel = &loaded->panel, .options = options};
    RI_TRY(ri_attributes_load(call, loaded, &ret->words, err));
    RI_ARENA_NEW(ret->alike, ri_call_mem(call), loaded->panel.series_count, err);
    ri_arena_init(&ret->scratch, SIZE_MAX);
    return RI_OK;
}

ri_status ri_newcomers(struct ri_call *call, const struct ri_loaded_panel *loaded,
                       const struct ri_demand_options *options, struct ri_demand_result *result,
                       struct ri_error *err)
{
    struct ri_demand_options usual = *options;
    struct finding           finding;
    usual.season = result->season;
    if (!any_new(loaded, usual.season)) return RI_OK;
    RI_TRY(start(call, loaded, &usual, &finding, err));
    finding.result = result;
    const ri_status status = borrow_all(&finding, loaded, result, err);
    ri_arena_release(&finding.scratch);
    if (status == RI_OK && finding.found)
        ri_call_note(
            call,
            "new series that borrow from look-alikes (model analogue; --report says of whom): %zu",
            finding.found);
    if (status == RI_OK && finding.alone)
        ri_call_note(call, "new series without look-alikes among those that were chosen: %zu",
                     finding.alone);
    return status;
}

ri_status ri_newcomer(struct ri_call *call, const struct ri_loaded_panel *loaded,
                      const struct ri_demand_options *options, size_t series,
                      struct ri_series_forecast *forecast, struct ri_analogue *ret, bool *ret_found,
                      struct ri_error *err)
{
    struct finding finding;
    *ret_found = false;
    if (!is_new(loaded, series, options->season)) return RI_OK;
    RI_TRY(start(call, loaded, options, &finding, err));
    const ri_status status = borrow(&finding, series, forecast, ret, err);
    ri_arena_release(&finding.scratch);
    *ret_found = status == RI_OK && finding.found > 0;
    return status;
}

ri_status ri_newcomers_alone(struct ri_call *call, const struct ri_loaded_panel *loaded,
                             const struct ri_demand_options *options,
                             struct ri_series_forecast *ret, struct ri_error *err)
{
    const size_t       n = loaded->panel.series_count, h = options->horizon;
    struct finding     finding;
    struct ri_analogue analogue;
    ri_status          status = RI_OK;
    for (size_t i = 0; i < n; i++) ret[i] = (struct ri_series_forecast){0};
    if (!any_new(loaded, options->season)) return RI_OK;
    RI_TRY(start(call, loaded, options, &finding, err));
    for (size_t i = 0; i < n && status == RI_OK; i++) {
        if (!is_new(loaded, i, options->season)) continue;
        ret[i].mean = ri_arena_take(ri_call_mem(call), h, sizeof(double));
        ret[i].quantiles =
            ri_arena_take(ri_call_mem(call), h * options->level_count + 1, sizeof(double));
        status = ret[i].mean && ret[i].quantiles
                     ? borrow(&finding, i, &ret[i], &analogue, err)
                     : ri_fail(err, RI_ENOMEM, "no room for forecasts of new series");
    }
    ri_arena_release(&finding.scratch);
    return status;
}
