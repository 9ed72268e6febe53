/* pricing elasticity: how units answer to prices. */
#include "app/operation.h"
#include "app/pricing_rows.h"
#include "pricing/debias.h"

#include <math.h>

#define WORD(code, text) text,
static const char *const cleaners[] = {RI_CLEANER_MAP(WORD) NULL};
#undef WORD
static const char *const methods[] = {"regression", "debiased", NULL};

static const struct ri_param params[] = {
    {"prices", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: columns of other prices, whose cross elasticities are estimated too"},
    {"cross", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "cross elasticities: of the other groups, or the best sellers of the subcategory"},
    {"market", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input and --cross: columns whose values say which prices stood side by side; "
     "--effects "
     "when not given"},
    {"method", RI_PARAM_ENUM, 0, NULL, "regression", methods,
     "which estimate is `elasticity`: of the regression, or free of the bias of prices that follow "
     "expected demand"},
    {"learner", RI_PARAM_ENUM, 0, NULL, "auto", cleaners,
     "what cleans prices and units of the controls for the debiased estimate"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "42", NULL, "another seed makes other folds"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns of the group: product; those of --group"},
    {"price_of", RI_COLUMN_TEXT, "with --cross or --prices: whose price moves; 'own' or another's"},
    {"elasticity", RI_COLUMN_NUMBER, "percent more units for one percent more price"},
    {"std_error", RI_COLUMN_NUMBER, "standard error of elasticity"},
    {"low", RI_COLUMN_NUMBER, "lower bound of elasticity"},
    {"high", RI_COLUMN_NUMBER, "upper bound of elasticity"},
    {"observations", RI_COLUMN_INTEGER, "rows it rests on"},
    {"prices", RI_COLUMN_INTEGER, "different prices tried"},
    {"shrunk", RI_COLUMN_NUMBER, "drawn towards the mean of its category, by precision"},
    {"shrunk_low", RI_COLUMN_NUMBER, "lower bound of shrunk"},
    {"shrunk_high", RI_COLUMN_NUMBER, "upper bound of shrunk"},
    {"debiased", RI_COLUMN_NUMBER,
     "double machine learning: free of what the controls say of price and demand"},
    {"debiased_error", RI_COLUMN_NUMBER, "standard error of debiased"},
    {"price_explained", RI_COLUMN_SHARE,
     "of the price's movement, by controls: near 1, little is left to learn from"},
    {"model", RI_COLUMN_TEXT, "log, count or negative-binomial"},
    {"overdispersion", RI_COLUMN_NUMBER,
     "of count models: alpha of variance = mean + alpha mean^2; near 0 Poisson's law holds"},
    {"reason", RI_COLUMN_TEXT, "why there is no elasticity"},
};
enum { PRICE_OF = 1, SHRUNK = 8, DEBIASED = 11, MODEL = 14 }; /* of columns */
enum { OWN_COLUMNS = RI_COUNT(columns) - 1, ROWS_A_BATCH = 2048, FOLDS = 5 };

struct answering {
    struct ri_call          *call;
    struct ri_pricing        pricing;
    struct ri_elasticity    *found;
    struct ri_debiased      *clean; /* NULL: not asked for */
    struct ri_slope         *drawn;
    bool                     others;
    struct ri_table_builder *table;
    size_t                   left; /* rows that may still come */
};

static size_t word_of(const char *const *words, const char *word)
{
    size_t i = 0;
    while (strcmp(words[i], word) != 0) i++;
    return i;
}

/* ---- Free of bias ------------------------------------------------------------------------------------------------------ */

static ri_status debias(struct answering *a, ri_cleaner cleaner, struct ri_error *err)
{
    struct ri_arena               *mem = ri_call_mem(a->call);
    const struct ri_debias_options options = {.cleaner = cleaner,
                                              .folds = FOLDS,
                                              .seed =
                                                  (uint64_t)ri_call_integer(a->call, "seed", 42),
                                              .confidence = a->pricing.options.confidence};
    RI_ARENA_NEW(a->clean, mem, a->pricing.group_count, err);
    for (size_t p = 0; p < a->pricing.pool_count; p++) {
        const struct ri_pricing_pool *pool = &a->pricing.pools[p];
        RI_TRY(ri_debias(&pool->rows, pool->feature, pool->features, &options,
                         ri_call_task(a->call), mem, a->clean + pool->first_group, err));
    }
    return RI_OK;
}

/* The debiased estimate takes the place of the regression's. */
static void put_first(struct answering *a)
{
    for (size_t g = 0; g < a->pricing.group_count; g++) {
        if (a->found[g].problem) continue;
        a->found[g].own = a->clean[g].own;
        a->found[g].problem = a->clean[g].problem;
    }
}

static ri_status maybe_debias(struct answering *a, struct ri_error *err)
{
    const bool       wanted = strcmp(ri_call_text(a->call, "method"), "debiased") == 0;
    const ri_cleaner cleaner = (ri_cleaner)word_of(cleaners, ri_call_text(a->call, "learner"));
    const bool       something = a->pricing.from_file && a->pricing.pools[0].features > 0;
    if (wanted && cleaner == RI_CLEANER_NONE)
        return ri_fail(err, RI_EUSAGE, "--method debiased needs a --learner, not none");
    if (wanted && a->pricing.from_file && !something)
        return ri_fail(err, RI_EUSAGE,
                       "--method debiased needs --controls or --time: what prices were set by");
    if (cleaner == RI_CLEANER_NONE || !(wanted || something)) return RI_OK;
    RI_TRY(debias(a, cleaner, err));
    if (wanted) put_first(a);
    return RI_OK;
}

/* ---- Rows ------------------------------------------------------------------------------------------------------------- */

/* Columns that would be empty are left out. */
static bool shown(const struct answering *a, size_t column)
{
    if (column == PRICE_OF) return a->others;
    if (column >= SHRUNK && column < DEBIASED) return a->pricing.group_count > 1;
    return column < DEBIASED || column >= MODEL || a->clean;
}

static ri_status begin(struct answering *a, struct ri_error *err)
{
    struct ri_column cells[OWN_COLUMNS];
    size_t           count = 0;
    for (size_t c = PRICE_OF; c < RI_COUNT(columns); c++)
        if (shown(a, c)) cells[count++] = columns[c];
    return ri_pricing_columns(a->call, &a->pricing, cells, count, 0, &a->table, err);
}

static void put_slope(struct ri_table_builder *table, const struct ri_slope *slope)
{
    ri_put_number(table, slope->value);
    ri_put_number(table, slope->error);
    ri_put_number(table, slope->low);
    ri_put_number(table, slope->high);
}

static void put_keys(struct answering *a, size_t g)
{
    for (size_t k = 0; k < a->pricing.key_count; k++)
        ri_put_string(a->table, a->pricing.keys[g][k]);
}

static void put_model(struct answering *a, const struct ri_elasticity *one)
{
    const bool negative = a->pricing.options.model == RI_DEMAND_NEGATIVE_BINOMIAL;
    ri_put_string(a->table,
                  ri_demand_model_words[!one->counted ? RI_DEMAND_LOG
                                        : negative    ? RI_DEMAND_NEGATIVE_BINOMIAL
                                                      : RI_DEMAND_COUNT]);
    ri_put_number(a->table, one->alpha);
}

static void put_group(struct answering *a, size_t g)
{
    const struct ri_elasticity *one = &a->found[g];
    struct ri_table_builder    *table = a->table;
    put_keys(a, g);
    if (a->others) ri_put_string(table, "own");
    put_slope(table, &one->own);
    ri_put_int(table, (int64_t)one->observations);
    ri_put_int(table, (int64_t)one->prices);
    if (shown(a, SHRUNK)) {
        ri_put_number(table, a->drawn[g].value);
        ri_put_number(table, a->drawn[g].low);
        ri_put_number(table, a->drawn[g].high);
    }
    if (a->clean) {
        ri_put_number(table, a->clean[g].own.value);
        ri_put_number(table, a->clean[g].own.error);
        ri_put_number(table, a->clean[g].explained);
    }
    put_model(a, one);
    ri_put_string(table, one->problem);
}

static void put_other(struct answering *a, size_t g, const char *name, const struct ri_slope *slope)
{
    struct ri_table_builder *table = a->table;
    put_keys(a, g);
    ri_put_string(table, name);
    put_slope(table, slope);
    ri_put_int(table, (int64_t)a->found[g].observations);
    for (size_t c = SHRUNK - 1; c < MODEL; c++)
        if (shown(a, c)) ri_put_null(table);
    put_model(a, &a->found[g]);
    ri_put_string(table, isnan(slope->value) ? "that price moves only with others" : NULL);
}

static ri_status put_all(struct answering *a, struct ri_error *err)
{
    for (size_t p = 0; p < a->pricing.pool_count; p++) {
        const struct ri_pricing_pool *pool = &a->pricing.pools[p];
        for (size_t l = 0; l < pool->rows.groups; l++) {
            const size_t g = pool->first_group + l;
            if (!ri_pricing_asked(&a->pricing, g)) continue;
            if (!a->left--) return ri_call_emit_builder(a->call, a->table, err);
            put_group(a, g);
            for (size_t o = 0; o < pool->rows.other_count; o++) {
                if (a->found[g].problem || (pool->rows.own && pool->rows.own[l] == o)) continue;
                if (!a->left--) return ri_call_emit_builder(a->call, a->table, err);
                put_other(a, g, pool->other_names[o], &a->found[g].other[o]);
            }
            if (ri_table_builder_rows(a->table) >= ROWS_A_BATCH)
                RI_TRY(ri_call_emit_builder(a->call, a->table, err));
        }
    }
    return ri_call_emit_builder(a->call, a->table, err);
}

static void say(const struct answering *a)
{
    size_t told = 0, counted = 0, clean = 0, asked = 0;
    for (size_t g = 0; g < a->pricing.group_count; g++) {
        if (!ri_pricing_asked(&a->pricing, g)) continue;
        asked++;
        told += !a->found[g].problem;
        counted += a->found[g].counted && !a->found[g].problem;
        clean += a->clean && !a->clean[g].problem;
    }
    if (asked > 1)
        ri_call_note(a->call, "%zu of %zu groups have an elasticity; column reason says why not",
                     told, asked);
    if (counted) ri_call_note(a->call, "%zu by the count model, because of zero sales", counted);
    if (a->clean && clean < told)
        ri_call_note(a->call, "%zu have no debiased estimate: too few rows, or too many zero sales",
                     told - clean);
}

static ri_status answer(struct answering *a, struct ri_error *err)
{
    const int64_t limit = ri_call_integer(a->call, "limit", 0);
    a->left = limit > 0 ? (size_t)limit : SIZE_MAX;
    RI_TRY(ri_pricing_load(a->call, &a->pricing, err));
    RI_TRY(ri_pricing_fit(a->call, &a->pricing, &a->found, err));
    RI_TRY(maybe_debias(a, err));
    RI_TRY(ri_pricing_draw(a->call, &a->pricing, a->found, &a->drawn, err));
    if (a->pricing.group_count == 1 && a->found[0].problem)
        return ri_fail(err, RI_EDATA, "there is no elasticity: %s", a->found[0].problem);
    for (size_t p = 0; p < a->pricing.pool_count; p++)
        a->others |= a->pricing.pools[p].rows.other_count > 0;
    RI_TRY(begin(a, err));
    RI_TRY(put_all(a, err));
    say(a);
    return RI_OK;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct answering a = {.call = call};
    const ri_status  status = answer(&a, err);
    ri_table_builder_free(a.table);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "pricing.elasticity",
          .summary = "How units answer to prices: own and cross elasticities with intervals",
          .details =
              "Log-log regression by group with effects, controls and errors that allow for "
              "clusters; zero sales by a count model; thin groups drawn towards their category "
              "(empirical Bayes); beside it an estimate free of the bias of prices that were set "
              "from expected demand (double machine learning). Of the workspace: price paid per "
              "unit, tax included, by product, store and week, without weeks of empty shelves; "
              "stores have levels of their own, products of a category share the weeks, and "
              "promotions are a control.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_SCIENCE |
                   RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight pricing elasticity --category Snacks",
                      "retailinsight pricing elasticity --input weeks.csv --price price --quantity "
                      "units --group product --controls promotion --effects store,week",
                      "retailinsight pricing elasticity --input oj.csv --price price --quantity "
                      "sales --group brand,feat",
                      "retailinsight pricing elasticity --category Snacks --cross")},
     .run = run,
     .uses = "span filters pricing",
     .instead = "input"},
};
const struct ri_operation_table ri_pricing_operations = RI_OPERATION_TABLE(operations);
