/* What is bought with promoted products: complements, and the units that promotions brought them. */
#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_promotion_internal.h"
#include "app/query.h"
#include "app/table_file.h"
#include "base/intern.h"

#include <math.h>

enum { WEEK = 7, YEAR = 364, PROMOTED = 0, OTHER, SHARE, COLUMNS };
static const char *const names[COLUMNS] = {"promoted", "other", "share"};

static ri_status add(struct promoting *p, struct ri_view promoted, struct ri_view other,
                     double share, struct ri_error *err)
{
    struct complement one = {.share = share};
    if (!ri_intern_find(p->products, promoted, &one.promoted) ||
        !ri_intern_find(p->products, other, &one.other) || one.promoted == one.other)
        return RI_OK;
    RI_TRY(ri_arena_grow(ri_call_mem(p->call), &p->complements, &p->complement_room,
                         p->complement_count, sizeof one, err));
    p->complements[p->complement_count++] = one;
    return RI_OK;
}

/* ---- The workspace's receipts --------------------------------------------------------------------------------------------- */

static ri_status pair_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    return add(context, ri_row_text(row, 0), ri_row_text(row, 1), ri_row_double(row, 2), err);
}

static ri_status ask(struct promoting *p, struct ri_error *err)
{
    struct ri_arena     *mem = ri_call_mem(p->call);
    struct ri_warehouse *warehouse;
    struct ri_filter_ids ids;
    struct ri_bind       binds[RI_FILTER_BINDS + 3];
    const char         **skus, *sql;
    bool                *met;
    size_t               count = 0;
    RI_ARENA_NEW(skus, mem, p->pricing.group_count, err);
    RI_ARENA_NEW(met, mem, p->pricing.group_count, err);
    for (size_t e = 0; e < p->event_count; e++) {
        if (!met[p->events[e].group]) skus[count++] = p->pricing.keys[p->events[e].group][0];
        met[p->events[e].group] = true;
    }
    RI_TRY(ri_call_warehouse(p->call, &warehouse, err));
    RI_TRY(ri_call_filter(p->call, warehouse, &ids, err));
    ids.products.all = true;
    ri_filter_binds(&ids, binds);
    binds[RI_FILTER_BINDS] = ri_bind_date("from", p->pricing.until - YEAR);
    binds[RI_FILTER_BINDS + 1] = ri_bind_date("to", p->pricing.until);
    binds[RI_FILTER_BINDS + 2] = ri_bind_text_list("skus", skus, count);
    RI_TRY(ri_query_text("sql/pricing/complements.sql", mem, &sql, err));
    return ri_warehouse_rows(warehouse, sql, RI_BINDS(binds), ri_call_task(p->call), pair_row, p,
                             err);
}

/* ---- A file ------------------------------------------------------------------------------------------------------------------ */

struct reading {
    struct promoting *p;
    size_t            column[COLUMNS];
};

static ri_status file_row(void *context, uint64_t record, const struct ri_cell *cells,
                          struct ri_error *err)
{
    const struct reading *r = context;
    const struct ri_cell *a = &cells[r->column[PROMOTED]], *b = &cells[r->column[OTHER]],
                         *share = &cells[r->column[SHARE]];
    if (!a->known || !b->known || !share->known || !(share->number >= 0 && share->number <= 1))
        return ri_fail(err, RI_EDATA,
                       "record %llu of --complements lacks a product, or a share from 0 to 1",
                       (unsigned long long)record);
    return add(r->p, a->text, b->text, share->number, err);
}

static ri_status read_pairs(struct promoting *p, struct ri_table_file *file, struct ri_error *err)
{
    struct reading r = {.p = p};
    ri_coded      *types;
    RI_ARENA_NEW(types, ri_call_mem(p->call), ri_table_file_count(file), err);
    for (size_t c = 0; c < ri_table_file_count(file); c++) types[c] = RI_CODED_CATEGORY;
    for (size_t c = 0; c < COLUMNS; c++)
        RI_TRY(ri_table_file_find(file, names[c], &r.column[c], err));
    types[r.column[SHARE]] = RI_CODED_NUMBER;
    return ri_table_file_rows(file, types, file_row, &r, err);
}

static ri_status read_file(struct promoting *p, struct ri_error *err)
{
    struct ri_table_file *file;
    const char           *name;
    int                   fd;
    ri_call_file(p->call, "complements", 0, &fd, &name);
    RI_TRY(ri_table_file_open(p->call, fd, name, &file, err));
    const ri_status status = read_pairs(p, file, err);
    ri_table_file_close(file);
    return status;
}

static int by_other(const void *left, const void *right)
{
    const struct complement *a = left, *b = right;
    if (a->other != b->other) return a->other < b->other ? -1 : 1;
    return (a->promoted > b->promoted) - (a->promoted < b->promoted);
}

ri_status promotion_complements(struct promoting *p, struct ri_error *err)
{
    if (ri_call_given(p->call, "complements"))
        RI_TRY(read_file(p, err));
    else if (!p->pricing.from_file)
        RI_TRY(ask(p, err));
    if (p->complement_count)
        qsort(p->complements, p->complement_count, sizeof *p->complements, by_other);
    return RI_OK;
}

/* ---- Exposure ---------------------------------------------------------------------------------------------------------------- */

/* Share of the week's days on which an offer stands in a store. */
static double stands(const struct ri_deal *offer, uint32_t store, uint32_t week)
{
    const int32_t begin = (int32_t)week * WEEK, end = begin + WEEK - 1;
    if (offer->store != UINT32_MAX && offer->store != store) return 0;
    const int32_t from = offer->first > begin ? offer->first : begin,
                  to = offer->last < end ? offer->last : end;
    return from <= to ? (double)(to - from + 1) / WEEK : 0;
}

static bool apart(const struct promoting *p, const struct complement *one,
                  const struct ri_pricing_pool *pool)
{
    const bool same_pool =
        one->promoted >= pool->first_group && one->promoted < pool->first_group + pool->rows.groups;
    return !same_pool || strcmp(p->facts[one->promoted].kin, p->facts[one->other].kin) != 0;
}

typedef void exposed_fn(struct promoting *p, size_t row, const struct ri_deal *offer, double part,
                        void *context);

/* Each offer of a complement that touches a row of the pool, with share of the days times share of the receipts. */
static bool each_exposed(struct promoting *p, const struct ri_pricing_pool *pool, exposed_fn *each,
                         void *context)
{
    bool any = false;
    for (size_t c = 0; c < p->complement_count; c++) {
        const struct complement *one = &p->complements[c];
        if (one->other < pool->first_group || one->other >= pool->first_group + pool->rows.groups ||
            !apart(p, one, pool))
            continue;
        for (size_t o = 0; o < p->offer_count; o++) {
            const struct ri_deal *offer = &p->offers[o];
            if (offer->group != one->promoted) continue;
            for (size_t i = 0; i < pool->rows.n; i++) {
                if (pool->rows.group[i] + pool->first_group != one->other) continue;
                const double part =
                    one->share * stands(offer, pool->rows.effect[0].level[i], pool->week[i]);
                if (!(part > 0)) continue;
                any = true;
                each(p, i, offer, part, context);
            }
        }
    }
    return any;
}

static void add_exposure(struct promoting *p, size_t row, const struct ri_deal *offer, double part,
                         void *context)
{
    double *beside = context;
    (void)p, (void)offer;
    beside[row] = fmin(beside[row] + part, 1);
}

ri_status promotion_beside(struct promoting *p, const struct ri_pricing_pool *pool, double **ret,
                           struct ri_error *err)
{
    *ret = NULL;
    if (!p->complement_count) return RI_OK;
    double *beside;
    RI_ARENA_NEW(beside, ri_call_mem(p->call), pool->rows.n, err);
    if (each_exposed(p, pool, add_exposure, beside)) *ret = beside;
    return RI_OK;
}

struct sharing {
    const struct ri_pricing_pool *pool;
    const double                 *beside, *halo;
};

static void add_halo(struct promoting *p, size_t row, const struct ri_deal *offer, double part,
                     void *context)
{
    const struct sharing *s = context;
    struct event         *event = &p->events[offer->event];
    const double          units = s->halo[row] * part / s->beside[row];
    const double margin = promotion_margin(p, s->pool->first_group + s->pool->rows.group[row]);
    event->halo += units;
    if (isfinite(margin)) event->halo_margin += units * margin;
}

void promotion_share_halo(struct promoting *p, const struct ri_pricing_pool *pool,
                          const double *beside, const double *halo)
{
    struct sharing sharing = {pool, beside, halo};
    (void)each_exposed(p, pool, add_halo, &sharing);
}
