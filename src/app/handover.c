/* Hands histories on. */
#include "app/handover.h"

#include "app/operation.h"

#include <math.h>

enum { PAIRS_MOST = 100000, CHAIN_MOST = 16 };

struct pair {
    const char *product, *successor;
    int         depth; /* how many came before the product */
};
struct handing {
    struct ri_call         *call;
    struct ri_loaded_panel *loaded;
    struct pair            *pairs;
    size_t                  count, room;
};

static ri_status pair_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct handing  *handing = context;
    struct ri_arena *mem = ri_call_mem(handing->call);
    if (handing->count == handing->room) {
        struct pair *grown;
        handing->room = handing->room * 2 + 64;
        RI_ARENA_NEW(grown, mem, handing->room, err);
        if (handing->count) memcpy(grown, handing->pairs, handing->count * sizeof *grown);
        handing->pairs = grown;
    }
    const struct ri_view old = ri_row_text(row, 0), new = ri_row_text(row, 1);
    struct pair         *pair = &handing->pairs[handing->count++];
    *pair = (struct pair){ri_arena_copy(mem, old.at, old.length),
                          ri_arena_copy(mem, new.at, new.length), 0};
    return pair->product && pair->successor ? RI_OK
                                            : ri_fail(err, RI_ENOMEM, "no room for products");
}

/* Pairs whose product nobody replaces come first. A circle of successors ends after a while. */
static void order_chains(struct handing *handing)
{
    for (int round = 0; round < CHAIN_MOST; round++) {
        bool moved = false;
        for (size_t i = 0; i < handing->count; i++)
            for (size_t j = 0; j < handing->count; j++) {
                struct pair *pair = &handing->pairs[i];
                if (strcmp(handing->pairs[j].successor, pair->product) != 0) continue;
                if (handing->pairs[j].depth < pair->depth) continue;
                pair->depth = handing->pairs[j].depth + 1;
                moved = true;
            }
        if (!moved) return;
    }
}

static int by_depth(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return x->depth != y->depth ? (x->depth > y->depth) - (x->depth < y->depth)
                                : strcmp(x->product, y->product);
}

/* First series of a product; series are ordered by product and store. */
static size_t first_of(const struct ri_panel *panel, const char *product)
{
    size_t low = 0, high = panel->series_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (strcmp(product, panel->series[middle].keys[0]) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Sums of both; where the new one is not on sale yet, what is known of the old one's shelf. */
static ri_status join(struct handing *handing, const struct ri_series *old, struct ri_series *new,
                      struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(handing->call);
    const int64_t    start = old->start < new->start ? old->start : new->start;
    const size_t     n = (size_t)(new->start + (int64_t)new->n - start);
    double          *y;
    uint8_t         *censored;
    RI_ARENA_NEW(y, mem, n, err);
    RI_ARENA_NEW(censored, mem, n, err);
    for (size_t t = 0; t < n; t++) {
        const int64_t i = start + (int64_t)t - old->start, j = start + (int64_t)t - new->start;
        const bool    before = i >= 0 && (uint64_t)i < old->n, after = j >= 0;
        const double  a = before ? old->y[i] : (double)NAN, b = after ? new->y[j] : (double)NAN;
        y[t] = isnan(a) ? b : isnan(b) ? a : a + b;
        censored[t] =
            after ? new->censored &&new->censored[j] : before && old->censored && old->censored[i];
    }
    new->start = start;
    new->n = n;
    new->y = y;
    new->censored = censored;
    return RI_OK;
}

static ri_status hand_pair(struct handing *handing, const struct pair *pair,
                           struct ri_handover *ret, struct ri_error *err)
{
    const struct ri_panel *panel = &handing->loaded->panel;
    for (size_t i = first_of(panel, pair->product); i < panel->series_count; i++) {
        if (strcmp(panel->series[i].keys[0], pair->product) != 0) break;
        for (size_t j = first_of(panel, pair->successor); j < panel->series_count; j++) {
            if (strcmp(panel->series[j].keys[0], pair->successor) != 0) break;
            if (strcmp(panel->series[i].keys[1], panel->series[j].keys[1]) != 0 || ret->to[i])
                continue;
            RI_TRY(join(handing, &panel->series[i], &panel->series[j], err));
            ret->to[i] = pair->successor;
            ret->from[j] = pair->product;
        }
    }
    return RI_OK;
}

ri_status ri_panel_hand_on(struct ri_call *call, struct ri_warehouse *warehouse,
                           struct ri_loaded_panel *loaded, struct ri_error *err)
{
    struct handing      handing = {.call = call, .loaded = loaded};
    struct ri_handover *handover;
    const char         *sql;
    size_t              handed = 0;
    if (loaded->panel.key_count != 2) return RI_OK;
    RI_TRY(ri_embedded_sql_find("sql/panel/successors.sql", &sql, err));
    RI_TRY(ri_warehouse_rows(warehouse, sql, (struct ri_binds){0}, ri_call_task(call), pair_row,
                             &handing, err));
    if (!handing.count) return RI_OK;
    order_chains(&handing);
    qsort(handing.pairs, handing.count, sizeof *handing.pairs, by_depth);
    RI_ARENA_NEW(handover, ri_call_mem(call), 1, err);
    RI_ARENA_NEW(handover->from, ri_call_mem(call), loaded->panel.series_count, err);
    RI_ARENA_NEW(handover->to, ri_call_mem(call), loaded->panel.series_count, err);
    for (size_t p = 0; p < handing.count; p++)
        RI_TRY(hand_pair(&handing, &handing.pairs[p], handover, err));
    for (size_t i = 0; i < loaded->panel.series_count; i++) handed += handover->to[i] != NULL;
    if (!handed) return RI_OK;
    loaded->handover = handover;
    ri_call_note(call,
                 "series whose product was replaced, and whose history its successor takes on: %zu",
                 handed);
    return RI_OK;
}

ri_status ri_handover_say(struct ri_call *call, const struct ri_loaded_panel *loaded,
                          struct ri_demand_result *result, struct ri_error *err)
{
    const struct ri_handover *handover = loaded->handover;
    for (size_t i = 0; handover && i < result->series_count; i++) {
        struct ri_series_forecast *forecast = &result->series[i];
        if (handover->to[i]) {
            memset((double *)(uintptr_t)forecast->mean, 0, result->horizon * sizeof(double));
            memset((double *)(uintptr_t)forecast->quantiles, 0,
                   result->horizon * result->level_count * sizeof(double));
            forecast->model = "zero";
            forecast->params = "";
            forecast->reason =
                ri_arena_printf(ri_call_mem(call), "replaced by %s, which goes on with its history",
                                handover->to[i]);
        } else if (handover->from[i]) {
            forecast->reason =
                ri_arena_printf(ri_call_mem(call), "with the history of %s, which it replaces; %s",
                                handover->from[i], forecast->reason);
        }
        if (!forecast->reason) return ri_fail(err, RI_ENOMEM, "no room for reasons");
    }
    return RI_OK;
}
