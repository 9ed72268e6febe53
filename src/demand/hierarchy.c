/* Levels from chains of key columns; sums and spreads. */
#include "hierarchy.h"

#include "base/clones.h"

#include "base/text.h"

#include <math.h>

struct chain {
    size_t keys[RI_HIERARCHY_NAMES_MOST]; /* of the panel, fine to coarse */
    size_t count;
};
struct chains {
    struct chain at[RI_HIERARCHY_NAMES_MOST];
    size_t       count;
};

ri_status ri_hierarchy_names(const char *chains, struct ri_arena *mem, const char **ret_names,
                             size_t *ret_count, struct ri_error *err)
{
    size_t count = 0;
    for (const char *at = chains;; at++) {
        while (*at == ' ') at++;
        size_t      length = strcspn(at, ",>");
        const char *next = at + length;
        while (length && at[length - 1] == ' ') length--;
        if (length == 0)
            return ri_fail(
                err, RI_EUSAGE,
                "\"%s\" is no hierarchy: a column is missing (as in store>region,item>category)",
                chains);
        if (count == RI_HIERARCHY_NAMES_MOST)
            return ri_fail(err, RI_EUSAGE, "\"%s\" names more than %d columns", chains,
                           RI_HIERARCHY_NAMES_MOST);
        ret_names[count] = ri_arena_copy(mem, at, length);
        if (!ret_names[count]) return ri_fail(err, RI_ENOMEM, "no room for a name");
        for (size_t i = 0; i < count; i++)
            if (strcmp(ret_names[i], ret_names[count]) == 0)
                return ri_fail(err, RI_EUSAGE, "column %s is twice in the hierarchy \"%s\"",
                               ret_names[count], chains);
        count++;
        at = next;
        if (!*at) break;
    }
    *ret_count = count;
    return RI_OK;
}

static ri_status find_key(const struct ri_panel *panel, const char *name, size_t *ret,
                          struct ri_error *err)
{
    for (size_t k = 0; k < panel->key_count && k < 64; k++)
        if (strcmp(panel->key_names[k], name) == 0) {
            *ret = k;
            return RI_OK;
        }
    struct ri_text list = {.most = 300};
    for (size_t k = 0; k < panel->key_count && k < 64; k++)
        ri_text_printf(&list, "%s%s", k ? ", " : "", panel->key_names[k]);
    const ri_status status = ri_fail(
        err, RI_EUSAGE, "the hierarchy names %s, which is no column of the series; there are: %s",
        name, list.at ? list.at : "none");
    ri_text_release(&list);
    return status;
}

static ri_status read_chains(const struct ri_panel *panel, const char *text, struct ri_arena *mem,
                             struct chains *ret, struct ri_error *err)
{
    const char *names[RI_HIERARCHY_NAMES_MOST];
    size_t      count, i = 0;
    RI_TRY(ri_hierarchy_names(text, mem, names, &count, err));
    *ret = (struct chains){.count = 1};
    for (const char *at = text;; at++) {
        struct chain *chain = &ret->at[ret->count - 1];
        RI_TRY(find_key(panel, names[i++], &chain->keys[chain->count++], err));
        at += strcspn(at, ",>");
        if (!*at) return RI_OK;
        if (*at == ',') ret->count++;
    }
}

/* Numbers the series by the marked keys: series of the same values have the same number, in order of appearance. */
struct numbering {
    uint32_t *node;    /* [series] */
    uint32_t *example; /* [series], the first `count` are used */
    size_t    count;
};

static uint64_t hash_keys(const struct ri_series *series, uint64_t shown)
{
    uint64_t hash = 1469598103934665603u; /* FNV-1a */
    for (size_t k = 0; shown >> k; k++) {
        if (!(shown >> k & 1)) continue;
        for (const char *c = series->keys[k];; c++) {
            hash = (hash ^ (unsigned char)*c) * 1099511628211u;
            if (!*c) break;
        }
    }
    return hash ^ hash >> 29;
}

static bool same_keys(const struct ri_series *a, const struct ri_series *b, uint64_t shown)
{
    for (size_t k = 0; shown >> k; k++)
        if ((shown >> k & 1) && strcmp(a->keys[k], b->keys[k]) != 0) return false;
    return true;
}

static ri_status number(const struct ri_panel *panel, uint64_t shown, struct ri_arena *mem,
                        struct numbering *ret, struct ri_error *err)
{
    const size_t n = panel->series_count;
    size_t       room = 16;
    uint32_t    *slots;
    while (room < 2 * n) room *= 2;
    RI_ARENA_NEW(ret->node, mem, n, err);
    RI_ARENA_NEW(ret->example, mem, n, err);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    RI_ARENA_NEW(slots, mem, room, err);
    ret->count = 0;
    for (size_t i = 0; i < n; i++) {
        const struct ri_series *series = &panel->series[i];
        size_t                  slot = hash_keys(series, shown) & (room - 1);
        while (slots[slot] &&
               !same_keys(series, &panel->series[ret->example[slots[slot] - 1]], shown))
            slot = (slot + 1) & (room - 1);
        if (!slots[slot]) {
            ret->example[ret->count++] = (uint32_t)i;
            slots[slot] = (uint32_t)ret->count;
        }
        ret->node[i] = slots[slot] - 1;
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

/* Each value of a finer column must lie in one value of the coarser one. */
static ri_status check_nesting(const struct ri_panel *panel, size_t fine, size_t coarse,
                               struct ri_arena *mem, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct numbering           by_fine;
    RI_TRY(number(panel, (uint64_t)1 << fine, mem, &by_fine, err));
    for (size_t i = 0; i < panel->series_count; i++) {
        const struct ri_series *first = &panel->series[by_fine.example[by_fine.node[i]]];
        if (strcmp(first->keys[coarse], panel->series[i].keys[coarse]) != 0)
            return ri_fail(err, RI_EDATA, "%s %s lies in %s %s and in %s", panel->key_names[fine],
                           first->keys[fine], panel->key_names[coarse], first->keys[coarse],
                           panel->series[i].keys[coarse]);
    }
    ri_arena_rewind(mem, mark);
    return RI_OK;
}

/* Adds the level of the marked keys; `own`: the last, each series on its own. */
static ri_status add_level(const struct ri_panel *panel, uint64_t shown, const char *name, bool own,
                           struct ri_arena *mem, struct ri_hierarchy *h, struct ri_error *err)
{
    struct ri_level *level = &h->levels[h->level_count];
    struct numbering numbers = {0};
    if (own) {
        RI_ARENA_NEW(numbers.node, mem, h->series, err);
        for (size_t i = 0; i < h->series; i++) numbers.node[i] = (uint32_t)i;
        numbers.example = numbers.node;
        numbers.count = h->series;
    } else {
        RI_TRY(number(panel, shown, mem, &numbers, err));
    }
    if (!own && numbers.count == h->series && h->series > 1)
        return RI_OK; /* the last level says it */
    *level = (struct ri_level){.name = name,
                               .first = h->node_count,
                               .count = numbers.count,
                               .node = numbers.node,
                               .example = numbers.example,
                               .shown = shown};
    h->level_count++;
    h->node_count += numbers.count;
    return RI_OK;
}

static const char *level_name(const struct ri_panel *panel, const struct chains *chains,
                              const size_t *pick, struct ri_arena *mem)
{
    char   text[512] = "";
    size_t at = 0;
    for (size_t c = 0; c < chains->count && at < sizeof text; c++)
        if (pick[c] < chains->at[c].count)
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", at ? "," : "",
                                   panel->key_names[chains->at[c].keys[pick[c]]]);
    return ri_arena_copy(mem, at ? text : "all", at ? strlen(text) : 3);
}

/* The keys that name a node: those picked, and all coarser ones of their chains. */
static uint64_t shown_of(const struct chains *chains, const size_t *pick)
{
    uint64_t shown = 0;
    for (size_t c = 0; c < chains->count; c++)
        for (size_t k = pick[c]; k < chains->at[c].count; k++)
            shown |= (uint64_t)1 << chains->at[c].keys[k];
    return shown;
}

/* Of the levels that tell apart all that this one does, the one with the fewest nodes. Finer levels come later, the series last. */
static ri_status find_source(struct ri_hierarchy *h, size_t l, struct ri_arena *mem,
                             struct ri_error *err)
{
    struct ri_level       *level = &h->levels[l];
    const struct ri_level *finer = &h->levels[h->level_count - 1];
    uint32_t              *of;
    for (size_t k = l + 1; k + 1 < h->level_count; k++)
        if ((h->levels[k].shown & level->shown) == level->shown &&
            h->levels[k].count < finer->count)
            finer = &h->levels[k];
    level->source = (size_t)(finer - h->levels);
    RI_ARENA_NEW(of, mem, finer->count, err);
    for (size_t k = 0; k < finer->count; k++) of[k] = level->node[finer->example[k]];
    level->of = of;
    return RI_OK;
}

ri_status ri_hierarchy_make(const struct ri_panel *panel, const char *text, struct ri_arena *mem,
                            struct ri_hierarchy *ret, struct ri_error *err)
{
    struct chains       chains;
    struct ri_hierarchy h = {.series = panel->series_count};
    size_t              pick[RI_HIERARCHY_NAMES_MOST], combinations = 1;
    RI_TRY(read_chains(panel, text, mem, &chains, err));
    for (size_t c = 0; c < chains.count; c++) {
        combinations *= chains.at[c].count + 1;
        if (combinations >= RI_HIERARCHY_LEVELS_MOST)
            return ri_fail(err, RI_EUSAGE, "the hierarchy \"%s\" has more than %d levels", text,
                           RI_HIERARCHY_LEVELS_MOST - 1);
        for (size_t k = 0; k + 1 < chains.at[c].count; k++)
            RI_TRY(check_nesting(panel, chains.at[c].keys[k], chains.at[c].keys[k + 1], mem, err));
        pick[c] = chains.at[c].count; /* none: the coarsest */
    }
    RI_ARENA_NEW(h.levels, mem, combinations + 1, err);
    for (size_t i = 0; i < combinations; i++) {
        const char *name = level_name(panel, &chains, pick, mem);
        if (!name) return ri_fail(err, RI_ENOMEM, "no room for a name");
        RI_TRY(add_level(panel, shown_of(&chains, pick), name, false, mem, &h, err));
        for (size_t c = chains.count; c-- > 0;) { /* the next combination, ever finer */
            if (pick[c]-- > 0) break;
            pick[c] = chains.at[c].count;
        }
    }
    RI_TRY(add_level(panel,
                     panel->key_count < 64 ? ((uint64_t)1 << panel->key_count) - 1 : UINT64_MAX,
                     "series", true, mem, &h, err));
    for (size_t l = 0; l + 1 < h.level_count; l++) RI_TRY(find_source(&h, l, mem, err));
    *ret = h;
    return RI_OK;
}

void ri_hierarchy_sum(const struct ri_hierarchy *h, const double *bottom, double *ret_nodes)
{
    for (size_t i = 0; i < h->node_count; i++) ret_nodes[i] = 0;
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        double *const          nodes = ret_nodes + level->first;
        for (size_t i = 0; i < h->series; i++) nodes[level->node[i]] += bottom[i];
    }
}

void ri_hierarchy_spread(const struct ri_hierarchy *h, const double *nodes, double *ret_bottom)
{
    for (size_t i = 0; i < h->series; i++) ret_bottom[i] = 0;
    for (size_t l = 0; l < h->level_count; l++) {
        const struct ri_level *level = &h->levels[l];
        const double *const    at = nodes + level->first;
        for (size_t i = 0; i < h->series; i++) ret_bottom[i] += at[level->node[i]];
    }
}

RI_CLONES void ri_hierarchy_sum_lanes(const struct ri_hierarchy *h, const double *bottom,
                                      double *ret_nodes)
{
    enum { L = RI_HIERARCHY_LANES };
    const size_t last = h->level_count - 1, own = L * h->levels[last].first;
    memset(ret_nodes, 0, own * sizeof *ret_nodes);
    memcpy(ret_nodes + own, bottom, L * h->series * sizeof *bottom);
    for (size_t l = last; l-- > 0;) { /* a source lies behind: it is there already */
        const struct ri_level *level = &h->levels[l], *source = &h->levels[level->source];
        const double *const    from = ret_nodes + L * source->first;
        double *const          nodes = ret_nodes + L * level->first;
        for (size_t i = 0; i < source->count; i++) {
            double *const to = nodes + (size_t)L * level->of[i];
            for (size_t k = 0; k < L; k++) to[k] += from[L * i + k];
        }
    }
}

RI_CLONES void ri_hierarchy_spread_lanes(const struct ri_hierarchy *h, double *nodes,
                                         double *ret_bottom)
{
    enum { L = RI_HIERARCHY_LANES };
    const size_t last = h->level_count - 1;
    for (size_t l = 0; l < last; l++) {
        const struct ri_level *level = &h->levels[l], *source = &h->levels[level->source];
        const double *const    at = nodes + L * level->first;
        double *const          to = nodes + L * source->first;
        for (size_t i = 0; i < source->count; i++) {
            const double *const from = at + (size_t)L * level->of[i];
            for (size_t k = 0; k < L; k++) to[L * i + k] += from[k];
        }
    }
    memcpy(ret_bottom, nodes + L * h->levels[last].first, L * h->series * sizeof *nodes);
}

static void add_series(struct ri_series *sum, const struct ri_series *one)
{
    for (size_t t = 0; t < one->n; t++) {
        double *const y = &sum->y[one->start - sum->start + (int64_t)t];
        if (isnan(one->y[t])) continue;
        *y = isnan(*y) ? one->y[t] : *y + one->y[t];
    }
}

ri_status ri_hierarchy_panel(const struct ri_hierarchy *h, const struct ri_panel *panel,
                             struct ri_arena *mem, struct ri_panel *ret, struct ri_error *err)
{
    struct ri_panel nodes = *panel;
    RI_ARENA_NEW(nodes.series, mem, h->node_count, err);
    nodes.series_count = h->node_count;
    for (size_t l = 0; l + 1 < h->level_count; l++) {
        const struct ri_level  *level = &h->levels[l];
        struct ri_series *const sums = nodes.series + level->first;
        for (size_t i = 0; i < h->series; i++) {
            struct ri_series *const sum = &sums[level->node[i]];
            if (!sum->keys || panel->series[i].start < sum->start)
                sum->start = panel->series[i].start;
            sum->keys = panel->series[level->example[level->node[i]]].keys;
        }
        for (size_t k = 0; k < level->count; k++) {
            sums[k].n = (size_t)(panel->last - sums[k].start + 1);
            RI_ARENA_NEW(sums[k].y, mem, sums[k].n, err);
            for (size_t t = 0; t < sums[k].n; t++) sums[k].y[t] = (double)NAN;
        }
        for (size_t i = 0; i < h->series; i++) add_series(&sums[level->node[i]], &panel->series[i]);
    }
    memcpy(nodes.series + h->levels[h->level_count - 1].first, panel->series,
           h->series * sizeof *panel->series);
    *ret = nodes;
    return RI_OK;
}
