/* What both ways into the price models share. */
#include "app/pricing_rows.h"

#include "app/operation.h"
#include "app/pricing_rows_internal.h"
#include "base/thread.h"
#include "math/distribution.h"
#include "pricing/shrink.h"

#include <math.h>

#define WORD(code, text) text,
const char *const ri_demand_model_words[] = {RI_DEMAND_MODEL_MAP(WORD) NULL};
#undef WORD
const char *const ri_price_error_words[] = {"auto", "classical", "robust", "cluster", NULL};

const char *const ri_promotion_words[] = {"control", "price", NULL};

static size_t word_of(const char *const *words, const char *word)
{
    size_t i = 0;
    while (word && words[i] && strcmp(words[i], word) != 0) i++;
    return word && words[i] ? i : 0;
}

bool pricing_asks(const struct ri_call *call, const char *flag)
{
    return ri_call_has(call, flag) && ri_call_flag(call, flag);
}

ri_status pricing_options(struct ri_call *call, struct ri_pricing *ret, struct ri_error *err)
{
    const double confidence = ri_call_number(call, "confidence", 0.95);
    if (!(confidence > 0 && confidence < 1))
        return ri_fail(err, RI_EUSAGE, "--confidence is %g, must be above 0 and below 1",
                       confidence);
    const size_t errors = ri_call_has(call, "errors")
                              ? word_of(ri_price_error_words, ri_call_text(call, "errors"))
                              : 0;
    ret->options = (struct ri_elasticity_options){
        .model = ri_call_has(call, "model")
                     ? (ri_demand_model)word_of(ri_demand_model_words, ri_call_text(call, "model"))
                     : RI_DEMAND_AUTO,
        .errors = errors == 0 ? PRICING_ERRORS_AUTO : (int)errors - 1,
        .confidence = confidence};
    return RI_OK;
}

ri_status ri_pricing_load(struct ri_call *call, struct ri_pricing *ret, struct ri_error *err)
{
    if (ri_call_given(call, "input")) return pricing_load_file(call, ret, err);
    return ri_pricing_load_warehouse(call, pricing_asks(call, "cross"), ret, err);
}

/* ---- Fitting ------------------------------------------------------------------------------------------------------- */

struct fitting {
    struct ri_call          *call;
    const struct ri_pricing *pricing;
    struct ri_elasticity    *found;
    struct ri_arena         *scratch; /* by pool: results live there until they are copied */
    _Atomic size_t           done;
};

static ri_status fit_pool(void *context, size_t i, unsigned worker, struct ri_error *err)
{
    struct fitting               *fitting = context;
    const struct ri_pricing_pool *pool = &fitting->pricing->pools[i];
    (void)worker;
    RI_TRY(ri_elasticity_fit(&pool->rows, &fitting->pricing->options, &fitting->scratch[i],
                             fitting->found + pool->first_group, err));
    ri_task_progress(ri_call_task(fitting->call), "elasticities", ++fitting->done,
                     fitting->pricing->pool_count, "categories");
    return RI_OK;
}

static ri_status copy_slopes(struct ri_arena *mem, struct ri_slope **slopes, size_t count,
                             struct ri_error *err)
{
    struct ri_slope *kept;
    RI_ARENA_NEW(kept, mem, count, err);
    if (count) memcpy(kept, *slopes, count * sizeof *kept);
    *slopes = kept;
    return RI_OK;
}

static ri_status keep_slopes(struct ri_arena *mem, const struct ri_pricing_pool *pool,
                             struct ri_elasticity *found, struct ri_error *err)
{
    for (size_t g = 0; g < pool->rows.groups; g++) {
        RI_TRY(copy_slopes(mem, &found[g].other, pool->rows.other_count, err));
        RI_TRY(copy_slopes(mem, &found[g].control, pool->rows.control_count, err));
    }
    return RI_OK;
}

ri_status ri_pricing_fit(struct ri_call *call, const struct ri_pricing *pricing,
                         struct ri_elasticity **ret, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    struct fitting   fitting = {.call = call, .pricing = pricing};
    RI_ARENA_NEW(fitting.found, mem, pricing->group_count, err);
    RI_ARENA_NEW(fitting.scratch, mem, pricing->pool_count, err);
    for (size_t p = 0; p < pricing->pool_count; p++) ri_arena_init(&fitting.scratch[p], mem->limit);
    ri_status status =
        ri_parallel(ri_call_task(call), pricing->pool_count, fit_pool, &fitting, err);
    for (size_t p = 0; p < pricing->pool_count; p++) {
        const struct ri_pricing_pool *pool = &pricing->pools[p];
        if (status == RI_OK)
            status = keep_slopes(mem, pool, fitting.found + pool->first_group, err);
        ri_arena_release(&fitting.scratch[p]);
    }
    *ret = fitting.found;
    return status;
}

ri_status ri_pricing_columns(struct ri_call *call, const struct ri_pricing *pricing,
                             const struct ri_column *columns, size_t count, int digits,
                             struct ri_table_builder **ret, struct ri_error *err)
{
    struct ri_table_column *cells;
    size_t                  n = 0;
    RI_ARENA_NEW(cells, ri_call_mem(call), pricing->key_count + count, err);
    for (size_t k = 0; k < pricing->key_count; k++)
        cells[n++] = (struct ri_table_column){.name = pricing->key_names[k],
                                              .type = pricing->from_file ? RI_COLUMN_TEXT
                                                                         : RI_COLUMN_PRODUCT};
    for (size_t c = 0; c < count; c++)
        cells[n++] = (struct ri_table_column){.name = columns[c].name,
                                              .type = columns[c].type,
                                              .scale = digits,
                                              .help = columns[c].help};
    RI_TRY(ri_call_columns(call, cells, n, err));
    return ri_table_builder_new(cells, n, ret, err);
}

ri_status ri_pricing_draw(struct ri_call *call, const struct ri_pricing *pricing,
                          const struct ri_elasticity *found, struct ri_slope **ret,
                          struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    const double     z = ri_normal_quantile((1 + pricing->options.confidence) / 2);
    double          *value, *error;
    RI_ARENA_NEW(*ret, mem, pricing->group_count, err);
    RI_ARENA_NEW(value, mem, pricing->group_count, err);
    RI_ARENA_NEW(error, mem, pricing->group_count, err);
    for (size_t f = 0; f < pricing->family_count; f++) {
        size_t n = 0;
        for (size_t g = 0; g < pricing->group_count; g++) {
            if (pricing->family[g] != f) continue;
            value[n] = found[g].own.value;
            error[n++] = found[g].own.error;
        }
        const struct ri_family family = ri_family_of(value, error, n);
        for (size_t g = 0; g < pricing->group_count; g++) {
            if (pricing->family[g] != f) continue;
            struct ri_slope *to = &(*ret)[g];
            ri_draw_towards(&family, found[g].own.value, found[g].own.error, &to->value,
                            &to->error);
            to->low = to->value - z * to->error;
            to->high = to->value + z * to->error;
        }
    }
    return RI_OK;
}
