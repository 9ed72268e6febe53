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
                     struct ri_error *err)
{
    struct ri_series_forecast *forecast = &finding->result->series[series];
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

static ri_status borrow(struct finding *finding, size_t series, struct ri_error *err)
{
    struct ri_demand_result *result = finding->result;
    for (size_t c = 0; c < RI_COUNT(circles); c++) {
        const struct ri_attribute *what = attribute_of(finding, circles[c].what),
                                  *where = attribute_of(finding, circles[c].where);
        size_t             count = 0;
        struct ri_analogue analogue;
        if (!what || isnan(what->code[series]) || (circles[c].where && !where)) continue;
        for (size_t i = 0; i < finding->panel->series_count; i++)
            if (i != series && shares(what, i, series) && (!where || shares(where, i, series)))
                finding->alike[count++] = i;
        if (count < RI_ALIKE_LEAST) continue;
        const struct ri_arena_mark mark = ri_arena_mark(&finding->scratch);
        const ri_status            status = ri_analogue_forecast(
            finding->panel, finding->options, series, finding->alike, count, &finding->scratch,
            (double *)(uintptr_t)result->series[series].mean,
            (double *)(uintptr_t)result->series[series].quantiles, &analogue, err);
        ri_arena_rewind(&finding->scratch, mark);
        if (status == RI_OK) return say(finding, series, &analogue, what, where, err);
        if (status != RI_EDATA) return status; /* too few are old enough: ask further off */
    }
    finding->alone++;
    return RI_OK;
}

static ri_status borrow_all(struct finding *finding, const struct ri_loaded_panel *loaded,
                            struct ri_error *err)
{
    for (size_t i = 0; i < finding->panel->series_count; i++) {
        const bool replaces =
            loaded->handover && (loaded->handover->from[i] || loaded->handover->to[i]);
        if (!replaces && ri_series_is_new(finding->panel, i, finding->options->season))
            RI_TRY(borrow(finding, i, err));
    }
    return RI_OK;
}

static bool any_new(const struct ri_panel *panel, size_t season)
{
    for (size_t i = 0; i < panel->series_count; i++)
        if (ri_series_is_new(panel, i, season)) return true;
    return false;
}

ri_status ri_newcomers(struct ri_call *call, const struct ri_loaded_panel *loaded,
                       const struct ri_demand_options *options, struct ri_demand_result *result,
                       struct ri_error *err)
{
    struct ri_demand_options usual = *options;
    struct finding           finding = {
                  .call = call, .panel = &loaded->panel, .options = &usual, .result = result};
    usual.season = result->season;
    if (!any_new(&loaded->panel, usual.season)) return RI_OK;
    RI_TRY(ri_attributes_load(call, loaded, &finding.words, err));
    RI_ARENA_NEW(finding.alike, ri_call_mem(call), loaded->panel.series_count, err);
    ri_arena_init(&finding.scratch, SIZE_MAX);
    struct ri_error ignored = {0};
    const ri_status status = borrow_all(&finding, loaded, err ? err : &ignored);
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
