/* The learner and the priors of a run. */
#include "pooled.h"

#include "one.h"

#include "base/thread.h"

/* ---- The learner ---------------------------------------------------------------------------------------------------- */

static size_t longest_span(const struct ri_demand_plan *plan, size_t series_count)
{
    size_t longest = plan->horizon;
    for (size_t i = 0; i < series_count; i++) {
        const size_t protection = ri_demand_plan_protection(plan, i);
        const size_t lead = plan->lead ? plan->lead[i] : 0;
        longest = protection > longest ? protection : longest;
        longest = lead > longest ? lead : longest;
    }
    return longest;
}

/* Without a library, or with covariates that end too early, "auto" still has the models of one series. */
static bool can_do_without(ri_status status)
{
    return status == RI_EUPSTREAM || status == RI_EDATA;
}

static ri_status learn(struct ri_demand_plan *plan, const struct ri_panel *panel,
                       const struct ri_demand_options *options, struct ri_task *task,
                       struct ri_arena *mem, struct ri_pooled *pooled, struct ri_error *err)
{
    struct ri_demand_options asked = *options;
    struct ri_error          why;
    if (!plan->learns) return RI_OK;
    asked.horizon = longest_span(plan, panel->series_count);
    const ri_status status = ri_global_learn(panel, &asked, task, mem, &pooled->learnt, &why);
    pooled->learned = status == RI_OK;
    if (pooled->learned) return RI_OK;
    const bool brought = options->learner && options->learner->kept; /* asked for by name */
    if (!plan->automatic || brought || !can_do_without(status)) {
        if (err) *err = why;
        return status;
    }
    plan->learns = false;
    pooled->note =
        ri_arena_printf(mem, "the learner over all series was left out: %s", why.message);
    return pooled->note ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a note");
}

/* ---- Priors ---------------------------------------------------------------------------------------------------------- */

struct sampling {
    const struct ri_demand_plan *plan;
    const struct ri_pooled      *pooled;
    struct ri_evidence          *evidence;
    size_t                       count;
    struct ri_arena             *scratch; /* by worker */
};

static ri_status sample_one(void *context, size_t k, unsigned worker, struct ri_error *err)
{
    struct sampling           *sampling = context;
    struct ri_arena           *scratch = &sampling->scratch[worker];
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    const size_t               series = sampling->pooled->panel->series_count;
    struct ri_tried           *tried;
    RI_ARENA_NEW(tried, scratch, 1, err);
    RI_TRY(ri_try_models(sampling->plan, sampling->pooled, k * series / sampling->count, scratch,
                         tried, err));
    sampling->evidence[k] = tried->evidence;
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}

static ri_status sample(struct sampling *sampling, struct ri_task *task, struct ri_arena *work,
                        size_t limit, struct ri_error *err)
{
    const unsigned threads = ri_task_threads(task);
    RI_ARENA_NEW(sampling->evidence, work, sampling->count, err);
    RI_ARENA_NEW(sampling->scratch, work, threads, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_init(&sampling->scratch[w], limit);
    const ri_status status = ri_parallel(task, sampling->count, sample_one, sampling, err);
    for (unsigned w = 0; w < threads; w++) ri_arena_release(&sampling->scratch[w]);
    return status;
}

static ri_status make_prior(const struct ri_demand_plan *plan, struct ri_task *task,
                            struct ri_arena *mem, struct ri_pooled *pooled, struct ri_error *err)
{
    const size_t    all = pooled->panel->series_count;
    struct sampling sampling = {
        .plan = plan, .pooled = pooled, .count = all < RI_CHOICE_SAMPLE ? all : RI_CHOICE_SAMPLE};
    struct ri_prior *prior;
    struct ri_arena  work;
    if (!plan->automatic || ri_demand_plan_count(plan) < 2) sampling.count = 0;
    RI_ARENA_NEW(prior, mem, 1, err);
    ri_arena_init(&work, mem->limit);
    const ri_status status = sample(&sampling, task, &work, mem->limit, err);
    if (status == RI_OK) ri_prior_make(sampling.evidence, sampling.count, prior);
    ri_arena_release(&work);
    pooled->prior = prior;
    return status;
}

ri_status ri_pooled_make(struct ri_demand_plan *plan, const struct ri_panel *panel,
                         const struct ri_demand_options *options, struct ri_task *task,
                         struct ri_arena *mem, struct ri_pooled *ret, struct ri_error *err)
{
    struct ri_pooled pooled = {.panel = panel};
    RI_TRY(learn(plan, panel, options, task, mem, &pooled, err));
    RI_TRY(make_prior(plan, task, mem, &pooled, err));
    *ret = pooled;
    return RI_OK;
}
