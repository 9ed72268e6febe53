/* Sums of series: which series lie in which node, and sums up and spreads down along that. Kernels but for the making.
 *
 *     level     one way to group the series: all together; by region; by store and category; ...; each on its own (the last)
 *     node      a group of a level; nodes are counted through all levels, those of the last level are the series
 *
 * The matrix S of the literature is never made: a series has one node a level, so S b and S' x cost levels x series; of lanes less, as
 * a sum comes up from the sums of a finer level. */
#ifndef RI_DEMAND_HIERARCHY_H
#define RI_DEMAND_HIERARCHY_H
#include "base/arena.h"
#include "table/panel.h"

enum { RI_HIERARCHY_LEVELS_MOST = 64, RI_HIERARCHY_NAMES_MOST = 16 };
struct ri_level {
    const char     *name;  /* "region,item"; "all"; the last: "series" */
    size_t          first; /* its first node */
    size_t          count; /* its nodes */
    const uint32_t *node;  /* [series] node of each series, counted from `first` */
    const uint32_t
            *example; /* [count] a series of each node: its keys that `shown` marks name the node */
    uint64_t shown;   /* bit k: key k of the panel is the same for all series of a node */
    /* A finer level, of few nodes, each of which lies in one node of this one: the way by which sums of lanes come up; the
     * last level has none. */
    size_t          source;
    const uint32_t *of; /* [nodes of the source] the node of this level, counted from `first` */
};
struct ri_hierarchy { /* in the arena it was made in */
    size_t           series, level_count, node_count;
    struct ri_level *levels; /* coarse ones first */
};
/* "store>region,item>category": chains of key columns, each from fine to coarse; a level for every combination of one member
 * of each chain or none. Keys of the panel in no chain tell series apart on the last level only.
 * RI_EUSAGE: a name that is no key, or twice; too many levels. RI_EDATA: a value of a chain that lies in two coarser ones. */
RI_MUST_CHECK ri_status ri_hierarchy_make(const struct ri_panel *panel, const char *chains,
                                          struct ri_arena *mem, struct ri_hierarchy *ret,
                                          struct ri_error *err);
/* Key columns that the chains name, each once, in order; for those who read the panel. */
RI_MUST_CHECK ri_status ri_hierarchy_names(const char *chains, struct ri_arena *mem,
                                           const char **ret_names, size_t *ret_count,
                                           struct ri_error *err);
void ri_hierarchy_sum(const struct ri_hierarchy *h, const double *bottom, double *ret_nodes);
void ri_hierarchy_spread(const struct ri_hierarchy *h, const double *nodes, double *ret_bottom);
/* The same for several columns side by side: bottom[series][RI_HIERARCHY_LANES], nodes[node][RI_HIERARCHY_LANES]; spreading uses
 * the nodes up (each is left with what lies above it added). */
enum { RI_HIERARCHY_LANES = 4 };
void ri_hierarchy_sum_lanes(const struct ri_hierarchy *h, const double *bottom, double *ret_nodes);
void ri_hierarchy_spread_lanes(const struct ri_hierarchy *h, double *nodes, double *ret_bottom);
/* The panel of all nodes: a period of a node is known where one of its series is. Values live in mem. */
RI_MUST_CHECK ri_status ri_hierarchy_panel(const struct ri_hierarchy *h,
                                           const struct ri_panel *panel, struct ri_arena *mem,
                                           struct ri_panel *ret, struct ri_error *err);
#endif
