/* Adding up what will be taken. */
#include "memory.h"

#include "global_kept.h"
#include "hierarchy.h"
#include "one.h"
#include "reconcile.h"

/* ---- The learner --------------------------------------------------------------------------------------------------- */

enum {
    OWN_FEATURES = 80, /* of a series without covariates, at most; PER_*: of each covariate */
    PER_KNOWN = 3,
    PER_PAST = 2,
    BINS = 127,
    LEAVES = 31,
    BINNED = 200000, /* rows that LightGBM looks at to find its bins */
    ROW_BYTES =
        96, /* beside its features: target, start, score, derivatives, places in leaves and samples */
    FEATURE_BYTES = 6, /* a number, and bins by column and by row */
    PAIR_BYTES = 104,  /* of a forecast and its outcome: itself, sorted, its ratio, its place */
    FRAME_YEARS = 3,   /* of history that it reads */
    LEAST_SEASON = 7,
    BLOCK = 512,     /* series that are asked for together */
    GROUP_LEAST = 30 /* series that a group has */
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t features_of(const struct ri_covariates *covariates)
{
    const size_t names = OWN_FEATURES;
    if (!covariates) return names;
    return names + PER_KNOWN * covariates->known_count + PER_PAST * covariates->past_count +
           covariates->attribute_count;
}

/* Sums of groups and kin over the periods that the learner reads; twice where it walks step by step. */
static size_t frame_bytes(const struct ri_panel *panel, const struct ri_covariates *covariates,
                          size_t season)
{
    const size_t periods = FRAME_YEARS * 52 * larger(season, LEAST_SEASON) + 20 * season;
    size_t       groups = panel->series_count / GROUP_LEAST + 1, kin = 0;
    for (size_t a = 0; covariates && a < covariates->attribute_count; a++)
        kin = larger(kin, covariates->attributes[a].word_count);
    for (size_t a = 0; covariates && a < covariates->name_count; a++)
        kin = larger(kin, covariates->names[a].word_count);
    if (kin > panel->series_count) kin = panel->series_count;
    return 2 * (groups + kin) * periods *
           (2 * sizeof(double) + 2 * sizeof(uint32_t) + sizeof(float));
}

/* Rows of a series: as global_rows_each has them, of targets no older than two years and than the history. */
static size_t rows_each(const struct ri_panel *panel, size_t rows, size_t season)
{
    enum { YEARS = 2, SEASONS = 52, A_TARGET = 4 };
    const size_t wanted = YEARS * SEASONS * larger(season, LEAST_SEASON) + 2 * season;
    size_t       longest = 0;
    for (size_t i = 0; i < panel->series_count; i++) longest = larger(longest, panel->series[i].n);
    const size_t most = A_TARGET * (wanted < longest ? wanted : longest);
    const size_t each = panel->series_count ? rows / panel->series_count : 0;
    return each < 4 ? 4 : each < most ? each : most;
}

/* Rows of all ways together; *ret_table: of one way, whose table is all that is held at a time. */
static size_t count_rows(const struct ri_panel *panel, const struct ri_global_options *learner,
                         size_t season, size_t *ret_table)
{
    enum { USUAL = 1600000 };
    const size_t n = panel->series_count, rows = learner->rows ? learner->rows : USUAL;
    const size_t alone = n * rows_each(panel, rows, season);
    const bool   both = learner->strategy == RI_STRATEGY_AUTO ? alone >= RI_GLOBAL_BOTH_ROWS
                                                              : learner->strategy == RI_STRATEGY_BOTH;
    *ret_table = both ? n * rows_each(panel, rows / 2, season) : alone;
    return both ? 2 * *ret_table : alone;
}

static void add_learner(const struct ri_panel *panel, const struct ri_demand_options *options,
                        const struct ri_demand_plan *plan, size_t longest, unsigned threads,
                        struct ri_demand_need *need)
{
    const size_t             n = panel->series_count;
    size_t                   rows;
    struct ri_global_options learner;
    ri_demand_learner(panel, options, &learner);
    need->rows = count_rows(panel, &learner, plan->season, &rows);
    need->features = features_of(options->covariates);
    const bool asked = learner.kept && learner.kept->trained; /* nothing is trained */
    if (asked) need->rows = rows = 0;
    const size_t table = rows * (FEATURE_BYTES * need->features + ROW_BYTES);
    const size_t binned = rows < BINNED ? rows : BINNED;
    const size_t binning = binned * need->features * 2 * sizeof(double);
    const size_t leaves = larger(learner.leaves ? learner.leaves : LEAVES, LEAVES) + threads + 1;
    const size_t histograms =
        (asked ? 0 : leaves) * need->features * (BINS + 1) * 4 * sizeof(double);
    const size_t asking = BLOCK * longest * (sizeof(float) * need->features + 64);
    const size_t past = ri_global_past_most(learner.rows);
    const size_t pairs = n * past * longest * PAIR_BYTES;
    const size_t said = n * longest * sizeof(float) * (past + 4);
    const size_t held = frame_bytes(panel, options->covariates, plan->season) + said;
    need->learner = held + larger(table + larger(binning, histograms), larger(asking, pairs)) +
                    ((size_t)1 << 22);
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

void ri_demand_needs(const struct ri_panel *panel, const struct ri_demand_options *options,
                     unsigned threads, struct ri_demand_need *ret)
{
    struct ri_demand_plan plan;
    size_t                drawn = 0, longest = 0;
    if (threads == 0) threads = 1;
    *ret = (struct ri_demand_need){0};
    if (ri_demand_plan_make(panel, options, &plan, NULL) != RI_OK) return;
    for (size_t i = 0; i < panel->series_count; i++) {
        const size_t protection = ri_demand_plan_protection(&plan, i);
        const size_t lead = plan.lead ? plan.lead[i] : 0;
        drawn += (size_t)(protection > 0) + (size_t)(lead > 0);
        longest = larger(longest, larger(protection, lead));
    }
    const size_t past = plan.errors ? sizeof(float) * plan.origins * plan.horizon : 0;
    const size_t each = past + sizeof(double) * plan.horizon * (1 + plan.level_count) +
                        2 * RI_TEXT_ROOM + sizeof(struct ri_series_forecast) +
                        sizeof(struct ri_answer) + 64;
    const size_t samples = plan.automatic ? RI_CHOICE_SAMPLE * sizeof(struct ri_evidence) : 0;
    ret->series = panel->series_count * each + drawn * (sizeof(double) * plan.draws + 32) +
                  ((size_t)1 << 21) + samples + threads * ri_demand_plan_scratch(&plan, longest);
    if (plan.learns)
        add_learner(panel, options, &plan, larger(longest, plan.horizon), threads, ret);
    ret->bytes = ret->series + ret->learner;
}

size_t ri_demand_memory(const struct ri_panel *panel, const struct ri_demand_options *options,
                        unsigned threads)
{
    struct ri_demand_need need;
    ri_demand_needs(panel, options, threads, &need);
    return need.bytes;
}

ri_demand_fit ri_demand_fit_memory(const struct ri_panel *panel, unsigned threads, size_t bound,
                                   struct ri_demand_options *options,
                                   struct ri_global_options *learner,
                                   struct ri_demand_need    *ret_need)
{
    enum { ROWS_LEAST = 20000 };
    struct ri_demand_options fewer = *options;
    ri_demand_needs(panel, options, threads, ret_need);
    if (ret_need->bytes <= bound) return RI_FITS;
    ri_demand_learner(panel, options, learner);
    for (size_t rows = ret_need->rows / 2; rows >= ROWS_LEAST; rows /= 2) {
        learner->rows = rows;
        fewer.learner = learner;
        ri_demand_needs(panel, &fewer, threads, ret_need);
        if (ret_need->bytes > bound) continue;
        *options = fewer;
        return RI_FITS_FEWER_ROWS;
    }
    const bool automatic = !options->model || strcmp(options->model, "auto") == 0;
    const bool learns = ret_need->learner > 0;
    fewer = *options;
    fewer.series_only = true;
    if (automatic) ri_demand_needs(panel, &fewer, threads, ret_need);
    if (ret_need->bytes > bound || !learns) return RI_FITS_NOT;
    *options = fewer;
    return RI_FITS_SERIES_ALONE;
}

size_t ri_coherent_memory(const struct ri_panel *panel, const struct ri_hierarchy *hierarchy,
                          const struct ri_demand_options *options, unsigned threads)
{
    enum { OUTCOMES = 130, SOLVING = 12 };
    struct ri_demand_options own = *options;
    struct ri_demand_need    need;
    own.series_only = own.errors = true;
    own.level_count = 0;
    ri_demand_needs(panel, &own, threads, &need);
    const size_t n = hierarchy->node_count, h = options->horizon;
    const double share = (double)n / (double)larger(panel->series_count, 1);
    size_t       history = 0, most = 0;
    for (size_t i = 0; i < panel->series_count; i++) history = larger(history, panel->series[i].n);
    for (size_t l = 0; l < hierarchy->level_count; l++)
        most = larger(most, hierarchy->levels[l].count);
    const size_t sums = n * history * sizeof(double);
    const size_t results = n * h * sizeof(double) * (2 + options->level_count);
    const size_t errors = n * RI_ERROR_VECTORS_MOST * sizeof(double);
    const size_t solving = n * SOLVING * 4 * sizeof(double);
    const size_t outcomes =
        (threads ? threads : 1) * OUTCOMES * (hierarchy->series + most) * sizeof(double);
    return (size_t)((double)need.bytes * share) + sums + results + errors +
           larger(solving, outcomes);
}
