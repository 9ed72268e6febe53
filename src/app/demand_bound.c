/* How much memory a forecast takes: told and bounded before it starts. */
#include "app/demand_parts.h"

#include "demand/global.h"
#include "demand/memory.h"

enum { MEGABYTE = 1000000 };

static size_t bound_of(struct ri_call *call)
{
    const size_t bound = (size_t)ri_call_integer(call, "memory", 0);
    return bound ? bound * MEGABYTE : SIZE_MAX;
}

static size_t in_megabytes(size_t bytes)
{
    return bytes / MEGABYTE + 1;
}

/* On a terminal and in a job's events: so much, of so much. */
static void tell(struct ri_call *call, size_t bytes, size_t bound)
{
    ri_task_progress(ri_call_task(call), "memory at most", bytes, bound == SIZE_MAX ? 0 : bound,
                     "bytes");
}

static ri_status refuse(const struct ri_panel *panel, size_t bytes, size_t bound,
                        struct ri_error *err)
{
    return ri_fail(err, RI_ENOMEM,
                   "%zu series need up to %zu MB beside their history; --memory allows %zu",
                   panel->series_count, in_megabytes(bytes), bound / MEGABYTE);
}

ri_status ri_demand_bound(struct ri_call *call, const struct ri_panel *panel,
                          struct ri_demand_options *options, struct ri_error *err)
{
    const size_t              bound = bound_of(call);
    const unsigned            threads = ri_task_threads(ri_call_task(call));
    struct ri_demand_need     need;
    struct ri_global_options *learner;
    RI_ARENA_NEW(learner, ri_call_mem(call), 1, err);
    const ri_demand_fit fit = ri_demand_fit_memory(panel, threads, bound, options, learner, &need);
    if (fit == RI_FITS_NOT) return refuse(panel, need.bytes, bound, err);
    tell(call, need.bytes, bound);
    if (fit == RI_FITS_FEWER_ROWS)
        ri_call_note(call, "to keep within --memory the learner over all series takes %zu rows",
                     need.rows);
    if (fit == RI_FITS_SERIES_ALONE)
        ri_call_note(call, "to keep within --memory the learner over all series is left out");
    return RI_OK;
}

ri_status ri_demand_bound_sums(struct ri_call *call, const struct ri_panel *panel,
                               const struct ri_hierarchy      *hierarchy,
                               const struct ri_demand_options *options, struct ri_error *err)
{
    const size_t bound = bound_of(call);
    const size_t bytes =
        ri_coherent_memory(panel, hierarchy, options, ri_task_threads(ri_call_task(call)));
    if (bytes > bound) return refuse(panel, bytes, bound, err);
    tell(call, bytes, bound);
    return RI_OK;
}
