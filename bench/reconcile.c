/* Reconciling a hierarchy of the shape of M5 (10 stores in 3 states, 3,049 items in 7 departments of 3 categories: 12 levels, 42,840
 * nodes) over 28 periods: processor seconds of each method, as JSON. Forecasts are made up: a series is exp of a uniform number, a sum
 * lies up to a tenth off. usage: reconcile FORECASTS.bin (written: [node][28], and the answer of `structural` that may fall below 0 behind it) */
#include "demand/reconcile.h"

#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

enum { STORES = 10, ITEMS = 3049, SERIES = STORES * ITEMS, STEPS = 28, ERRORS = 26, ROUNDS = 3 };
enum { KEYS = 5, ROOM = 8 };
static const char *const names[KEYS] = {"state", "store", "cat", "dept", "item"};

static double uniform(uint64_t *state) /* xorshift */
{
    *state ^= *state << 13, *state ^= *state >> 7, *state ^= *state << 17;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static double processor_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void name_series(size_t i, char (*text)[ROOM], const char **keys)
{
    const size_t store = i % STORES, item = i / STORES, dept = item % 7;
    const size_t of[KEYS] = {store < 4   ? 0
                             : store < 7 ? 1
                                         : 2,
                             store,
                             dept < 2   ? 0
                             : dept < 4 ? 1
                                        : 2,
                             dept, item};
    for (size_t k = 0; k < KEYS; k++) {
        snprintf(text[k], ROOM, "%zu", of[k]);
        keys[k] = text[k];
    }
}

/* Forecasts [node][STEPS] and past errors [node][ERRORS]. */
static void make_up(const struct ri_hierarchy *h, double *forecasts, double *errors, double *bottom,
                    double *nodes)
{
    uint64_t     state = 88172645463325252u;
    const size_t own = h->levels[h->level_count - 1].first;
    for (size_t j = 0; j < STEPS; j++) {
        for (size_t i = 0; i < SERIES; i++) bottom[i] = exp(3 * uniform(&state) - 2);
        ri_hierarchy_sum(h, bottom, nodes);
        for (size_t i = 0; i < h->node_count; i++)
            forecasts[i * STEPS + j] = nodes[i] * (i < own ? 0.9 + 0.2 * uniform(&state) : 1);
    }
    for (size_t i = 0; i < h->node_count * ERRORS; i++)
        errors[i] = (uniform(&state) - 0.5) * forecasts[i / ERRORS * STEPS];
}

static ri_status run(const char *path, struct ri_arena *mem, struct ri_error *err)
{
    char(*text)[KEYS][ROOM];
    const char *(*keys)[KEYS];
    double             *forecasts, *errors, *bottom, *nodes, *answer;
    struct ri_panel     panel = {.key_count = KEYS, .key_names = names, .series_count = SERIES};
    struct ri_hierarchy h;
    RI_ARENA_NEW(text, mem, SERIES, err);
    RI_ARENA_NEW(keys, mem, SERIES, err);
    RI_ARENA_NEW(panel.series, mem, SERIES, err);
    for (size_t i = 0; i < SERIES; i++) {
        name_series(i, text[i], keys[i]);
        panel.series[i].keys = keys[i];
    }
    RI_TRY(ri_hierarchy_make(&panel, "store>state,item>dept>cat", mem, &h, err));
    RI_ARENA_NEW(forecasts, mem, h.node_count * STEPS, err);
    RI_ARENA_NEW(answer, mem, h.node_count * STEPS, err);
    RI_ARENA_NEW(errors, mem, h.node_count * ERRORS, err);
    RI_ARENA_NEW(bottom, mem, SERIES, err);
    RI_ARENA_NEW(nodes, mem, h.node_count, err);
    make_up(&h, forecasts, errors, bottom, nodes);
    printf("{\"nodes\":%zu,\"levels\":%zu", h.node_count, h.level_count);
    for (int method = RI_TOP_DOWN; method < RI_RECONCILE_COUNT; method++) {
        const struct ri_reconciling job = {.hierarchy = &h,
                                           .method = (ri_reconcile_method)method,
                                           .never_negative = true,
                                           .horizon = STEPS,
                                           .forecasts = forecasts,
                                           .errors = method >= RI_VARIANCE ? errors : NULL,
                                           .error_count = method >= RI_VARIANCE ? ERRORS : 0};
        double                      least = INFINITY;
        for (int round = 0; round < (method == RI_SHRINKAGE ? 1 : ROUNDS); round++) {
            const double began = processor_s();
            RI_TRY(ri_reconcile(&job, NULL, SIZE_MAX, answer, err));
            least = fmin(least, processor_s() - began);
        }
        printf(",\"%s\":%.3f", ri_reconcile_text(job.method), least);
    }
    struct ri_reconciling job = {
        .hierarchy = &h, .method = RI_STRUCTURAL, .horizon = STEPS, .forecasts = forecasts};
    const double began = processor_s();
    RI_TRY(ri_reconcile(&job, NULL, SIZE_MAX, answer, err));
    printf(",\"structural_signed\":%.3f", processor_s() - began);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(forecasts, sizeof *forecasts, h.node_count * STEPS, file) == 0 ||
        fwrite(answer, sizeof *answer, h.node_count * STEPS, file) == 0 || fclose(file) != 0)
        return ri_fail(err, RI_EIO, "%s cannot be written", path);
    printf("}\n");
    return RI_OK;
}

int main(int argc, char **argv)
{
    struct ri_arena mem;
    struct ri_error err;
    if (argc != 2) return 2;
    ri_arena_init(&mem, (size_t)1 << 30);
    const ri_status status = run(argv[1], &mem, &err);
    if (status != RI_OK) fprintf(stderr, "%s\n", err.message);
    ri_arena_release(&mem);
    return status != RI_OK;
}
