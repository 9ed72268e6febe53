/* pricing advise: which prices to change, what that brings, and why not. */
#include "pricing/advise.h"

#include "app/operation.h"
#include "app/pricing_facts.h"
#include "app/pricing_rows.h"
#include "pricing/shrink.h"

#include <math.h>

#define WORD(code, text) text,
static const char *const aims[] = {RI_PRICE_AIM_MAP(WORD) NULL};
#undef WORD

static const struct ri_param params[] = {
    {"facts", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "file of the group's columns with any of cost (without tax), tax (0.23), competitor, on_hand, "
     "on_order, line and size (packs of one good), name, kin (its subcategory), least_price and most_price (advertised, "
     "recommended), reference with gap_low and gap_high (a product, and the shares of its advised "
     "price that this one stands from it: -0.2, -0.1; both 0: parity); it wins over the workspace"},
    {"aim", RI_PARAM_ENUM, 0, NULL, "profit", aims, "what is to grow: margin, or net sales"},
    {"max-change", RI_PARAM_NUMBER, 0, NULL, "0.1", NULL, "most that a price moves, share of it"},
    {"min-margin", RI_PARAM_NUMBER, 0, NULL, "0", NULL,
     "least margin, share of the price without tax"},
    {"endings", RI_PARAM_TEXT, RI_PARAM_LIST, NULL, "9", NULL,
     "last digits of a price in cents: 9; 99,49; any"},
    {"competitor-gap", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "most above the competitor's price, share of it; prices of competitors do not bind when not "
     "given"},
    {"least-gain", RI_PARAM_NUMBER, 0, NULL, "0.01", NULL,
     "gain below which a label is not worth changing, share of what the product makes"},
    {"cover", RI_PARAM_NUMBER, 0, "weeks", "2", NULL,
     "stock below which a price is not lowered; stock with what is on its way"},
    {"recent", RI_PARAM_COUNT, 0, "weeks", "8", NULL,
     "from which units and price of now are taken (a file: its last rows of the group)"},
    {"neighbours", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "count what a price takes from and gives to others of the subcategory, by cross elasticities of "
     "its best sellers; of a file to others of the same kin (--facts; all when not given)"},
    {"market", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "with --input: of --neighbours columns whose values say which prices stood side by side, as week; "
     "those of --effects when not given"},
    {"all", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "also prices to keep, and those not to be judged"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows, largest gain first; 0: all"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns of the group: product; those of --group"},
    {"name", RI_COLUMN_TEXT, "what it is called"},
    {"action", RI_COLUMN_TEXT, "raise, lower, keep; none: not to be judged"},
    {"price", RI_COLUMN_MONEY, "now, as customers see it"},
    {"new_price", RI_COLUMN_MONEY, "advised"},
    {"change", RI_COLUMN_SHARE, "of the price"},
    {"units", RI_COLUMN_NUMBER, "a week now, all stores"},
    {"new_units", RI_COLUMN_NUMBER, "expected a week"},
    {"units_low", RI_COLUMN_NUMBER, "lower bound of new_units"},
    {"units_high", RI_COLUMN_NUMBER, "upper bound of new_units"},
    {"revenue", RI_COLUMN_MONEY, "net sales a week now"},
    {"new_revenue", RI_COLUMN_MONEY, "expected net sales a week"},
    {"margin", RI_COLUMN_MONEY, "a week now, without tax"},
    {"new_margin", RI_COLUMN_MONEY, "expected a week"},
    {"gain", RI_COLUMN_MONEY, "a week, of the aim, neighbours included"},
    {"gain_low", RI_COLUMN_MONEY, "lower bound of gain"},
    {"gain_high", RI_COLUMN_MONEY, "upper bound of gain"},
    {"neighbours", RI_COLUMN_MONEY, "part of the gain that others of the subcategory make"},
    {"elasticity", RI_COLUMN_NUMBER, "drawn towards its category"},
    {"tried_low", RI_COLUMN_MONEY, "lowest price tried: nothing is advised below"},
    {"tried_high", RI_COLUMN_MONEY, "highest price tried"},
    {"limit", RI_COLUMN_TEXT, "what held the price"},
    {"reason", RI_COLUMN_TEXT, "why nothing is advised"},
};
enum { ENDINGS_MOST = 16 };

struct advising {
    struct ri_call         *call;
    struct ri_pricing       pricing;
    struct ri_elasticity   *found;
    struct ri_slope        *drawn;
    struct ri_price_facts  *facts;
    struct ri_price_now    *now;
    struct ri_price_case   *cases;
    struct ri_price_advice *advice;
    struct ri_price_rules   rules;
    struct ri_price_ending  endings[ENDINGS_MOST];
    int                     digits;
    double                  minor; /* minor units of a major one */
};

/* ---- Rules ------------------------------------------------------------------------------------------------------------- */

static ri_status read_endings(struct advising *a, struct ri_error *err)
{
    const char *const *words = ri_call_list(a->call, "endings", NULL);
    if (words[0] && strcmp(words[0], "any") == 0) return RI_OK;
    for (size_t i = 0; words[i]; i++) {
        int64_t      end;
        const size_t length = strlen(words[i]);
        if (length > 4 || !ri_parse_int(ri_view_of(words[i]), &end) || end < 0 || i >= ENDINGS_MOST)
            return ri_fail(err, RI_EUSAGE,
                           "--endings '%s' is not the last digits of a price, such as 9 or 99",
                           words[i]);
        int64_t modulus = 1;
        for (size_t d = 0; d < length; d++) modulus *= 10;
        a->endings[a->rules.ending_count++] = (struct ri_price_ending){modulus, end};
    }
    a->rules.ending = a->endings;
    return RI_OK;
}

static ri_status read_rules(struct advising *a, struct ri_error *err)
{
    static const struct {
        const char *name;
        double      least, below;
    } ranges[] = {{"max-change", 0, 10},
                  {"min-margin", -1, 1},
                  {"competitor-gap", -1, 10},
                  {"least-gain", 0, 10},
                  {"cover", 0, 1e6}};
    for (size_t i = 0; i < RI_COUNT(ranges); i++) {
        const double value = ri_call_number(a->call, ranges[i].name, 0);
        if (!(value >= ranges[i].least && value < ranges[i].below))
            return ri_fail(err, RI_EUSAGE, "--%s is %g, must be %g or more and below %g",
                           ranges[i].name, value, ranges[i].least, ranges[i].below);
    }
    a->rules = (struct ri_price_rules){
        .aim = strcmp(ri_call_text(a->call, "aim"), aims[RI_AIM_REVENUE]) == 0 ? RI_AIM_REVENUE
                                                                               : RI_AIM_PROFIT,
        .confidence = a->pricing.options.confidence,
        .max_change = ri_call_number(a->call, "max-change", 0.1),
        .min_margin = ri_call_number(a->call, "min-margin", 0),
        .competitor_gap = ri_call_number(a->call, "competitor-gap", (double)NAN),
        .least_gain = ri_call_number(a->call, "least-gain", 0.01),
        .cover_weeks = ri_call_number(a->call, "cover", 2)};
    return read_endings(a, err);
}

/* ---- Cases ------------------------------------------------------------------------------------------------------------- */

static void make_case(struct advising *a, size_t g)
{
    const struct ri_price_facts *facts = &a->facts[g];
    a->cases[g] = (struct ri_price_case){.price = a->now[g].price * a->minor,
                                         .cost = facts->cost * a->minor,
                                         .tax = facts->tax,
                                         .units = a->now[g].units,
                                         .elasticity = a->drawn[g].value,
                                         .error = a->drawn[g].error,
                                         .low = exp(a->found[g].low_price) * a->minor,
                                         .high = exp(a->found[g].high_price) * a->minor,
                                         .competitor = facts->competitor * a->minor,
                                         .on_hand = facts->on_hand,
                                         .least = facts->least * a->minor,
                                         .most = facts->most * a->minor,
                                         .gap_low = facts->gap_low,
                                         .gap_high = facts->gap_high,
                                         .size = facts->size,
                                         .line = facts->line,
                                         .problem = a->found[g].problem};
}

/* Whose price each is held against. */
static ri_status find_references(struct advising *a, struct ri_error *err)
{
    for (size_t g = 0; g < a->pricing.group_count; g++) {
        const char *name = a->facts[g].reference;
        if (!name) continue;
        size_t of = 0;
        while (of < a->pricing.group_count && strcmp(a->pricing.keys[of][0], name) != 0) of++;
        if (of == a->pricing.group_count || of == g || a->facts[of].reference)
            return ri_fail(err, RI_EDATA, "--facts: the reference of '%s', '%s', %s",
                           a->pricing.keys[g][0], name,
                           of == a->pricing.group_count ? "is not among what is priced"
                                                        : "is itself held against another");
        a->cases[g].reference = of + 1;
    }
    return RI_OK;
}

/* Cross slopes of a pool drawn towards their mean: those of price o by group. */
static ri_status draw_cross(struct advising *a, const struct ri_pricing_pool *pool, size_t o,
                            const struct ri_family *family, struct ri_error *err)
{
    const size_t               first = pool->first_group;
    size_t                     owner = SIZE_MAX, count = 0;
    struct ri_price_neighbour *neighbours;
    for (size_t g = 0; g < pool->rows.groups; g++)
        if (pool->rows.own[g] == o) owner = first + g;
    if (owner == SIZE_MAX) return RI_OK;
    RI_ARENA_NEW(neighbours, ri_call_mem(a->call), pool->rows.groups, err);
    for (size_t l = 0; l < pool->rows.groups; l++) {
        const size_t g = first + l;
        double       cross, error;
        if (g == owner || a->found[g].problem || strcmp(a->facts[g].kin, a->facts[owner].kin) != 0)
            continue;
        ri_draw_towards(family, a->found[g].other[o].value, a->found[g].other[o].error, &cross,
                        &error);
        if (!isfinite(cross) || family->count < 3) continue;
        const double net = a->cases[g].price / (1 + a->cases[g].tax);
        neighbours[count++] =
            (struct ri_price_neighbour){a->cases[g].units, net - a->cases[g].cost, net, cross};
    }
    a->cases[owner].neighbour = neighbours;
    a->cases[owner].neighbour_count = count;
    return RI_OK;
}

static ri_status add_neighbours(struct advising *a, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(a->call);
    for (size_t p = 0; p < a->pricing.pool_count; p++) {
        const struct ri_pricing_pool *pool = &a->pricing.pools[p];
        const size_t                  others = pool->rows.other_count, groups = pool->rows.groups;
        double                       *value, *error;
        if (!others || !pool->rows.own) continue;
        RI_ARENA_NEW(value, mem, groups * others, err);
        RI_ARENA_NEW(error, mem, groups * others, err);
        for (size_t i = 0; i < groups * others; i++) {
            const struct ri_elasticity *one = &a->found[pool->first_group + i / others];
            value[i] = one->problem ? NAN : one->other[i % others].value;
            error[i] = one->problem ? NAN : one->other[i % others].error;
        }
        const struct ri_family family = ri_family_of(value, error, groups * others);
        for (size_t o = 0; o < others; o++) RI_TRY(draw_cross(a, pool, o, &family, err));
    }
    return RI_OK;
}

static ri_status prepare(struct advising *a, struct ri_error *err)
{
    struct ri_call  *call = a->call;
    struct ri_arena *mem = ri_call_mem(call);
    const size_t     recent = (size_t)ri_call_integer(call, "recent", 8);
    if (!recent) return ri_fail(err, RI_EUSAGE, "--recent is 0, must be at least 1");
    if (ri_call_given(call, "input"))
        RI_TRY(ri_pricing_load(call, &a->pricing, err));
    else
        RI_TRY(ri_pricing_load_warehouse(call, ri_call_flag(call, "neighbours"), &a->pricing, err));
    RI_TRY(read_rules(a, err));
    RI_TRY(ri_pricing_fit(call, &a->pricing, &a->found, err));
    RI_TRY(ri_pricing_draw(call, &a->pricing, a->found, &a->drawn, err));
    RI_TRY(ri_price_facts_load(call, &a->pricing, &a->facts, &a->digits, err));
    RI_TRY(ri_price_now(call, &a->pricing, a->drawn, recent, &a->now, err));
    a->minor = pow(10, a->digits);
    RI_ARENA_NEW(a->cases, mem, a->pricing.group_count, err);
    RI_ARENA_NEW(a->advice, mem, a->pricing.group_count, err);
    for (size_t g = 0; g < a->pricing.group_count; g++) make_case(a, g);
    RI_TRY(find_references(a, err));
    RI_TRY(add_neighbours(a, err));
    return ri_price_advise(a->cases, a->pricing.group_count, &a->rules, mem, a->advice, err);
}

/* ---- Rows -------------------------------------------------------------------------------------------------------------- */

static void put_money(const struct advising *a, struct ri_table_builder *table, double minor)
{
    if (isfinite(minor) && fabs(minor) < 9e18)
        ri_put_decimal(table, (ri_int128)llround(minor), a->digits);
    else
        ri_put_null(table);
}

static void put_outcome(const struct advising *a, struct ri_table_builder *table, size_t g)
{
    const struct ri_price_outcome *now = &a->advice[g].now, *then = &a->advice[g].then;
    const bool                     told = !a->advice[g].reason;
    ri_put_number(table, now->units);
    ri_put_number(table, told ? then->units : NAN);
    ri_put_number(table, told ? then->units_low : NAN);
    ri_put_number(table, told ? then->units_high : NAN);
    put_money(a, table, now->revenue);
    put_money(a, table, told ? then->revenue : NAN);
    put_money(a, table, now->margin);
    put_money(a, table, told ? then->margin : NAN);
    put_money(a, table, told ? then->gain : NAN);
    put_money(a, table, told ? then->gain_low : NAN);
    put_money(a, table, told ? then->gain_high : NAN);
    put_money(a, table, told && a->cases[g].neighbour_count ? then->neighbours : NAN);
}

static void put_row(const struct advising *a, struct ri_table_builder *table, size_t g)
{
    const struct ri_price_advice *advice = &a->advice[g];
    const struct ri_price_case   *one = &a->cases[g];
    for (size_t k = 0; k < a->pricing.key_count; k++) ri_put_string(table, a->pricing.keys[g][k]);
    ri_put_string(table, a->facts[g].name);
    ri_put_string(table, ri_price_action_words[advice->action]);
    put_money(a, table, one->price);
    put_money(a, table, advice->reason ? NAN : (double)advice->price);
    ri_put_number(table, advice->reason ? NAN : (double)advice->price / one->price - 1);
    put_outcome(a, table, g);
    ri_put_number(table, a->drawn[g].value);
    put_money(a, table, one->low);
    put_money(a, table, one->high);
    ri_put_string(table, advice->limit);
    ri_put_string(table, advice->reason);
}

static int largest_gain_first(const void *left, const void *right, void *context)
{
    const struct ri_price_advice *advice = context;
    const size_t                  a = *(const size_t *)left, b = *(const size_t *)right;
    const double                  x = advice[a].action > RI_PRICE_KEEP ? advice[a].then.gain
                                                                       : -(double)!!advice[a].reason,
                 y = advice[b].action > RI_PRICE_KEEP ? advice[b].then.gain
                                                      : -(double)!!advice[b].reason;
    if (x != y) return x > y ? -1 : 1;
    return (a > b) - (a < b);
}

static void say(const struct advising *a)
{
    size_t raise = 0, lower = 0, none = 0, asked = 0;
    double gain = 0;
    for (size_t g = 0; g < a->pricing.group_count; g++) {
        if (!ri_pricing_asked(&a->pricing, g)) continue;
        asked++;
        raise += a->advice[g].action == RI_PRICE_RAISE;
        lower += a->advice[g].action == RI_PRICE_LOWER;
        none += a->advice[g].action == RI_PRICE_NONE;
        if (a->advice[g].action > RI_PRICE_KEEP) gain += a->advice[g].then.gain;
    }
    ri_call_note(a->call,
                 "%zu prices to raise, %zu to lower, of %zu; together %.*f of %s a week expected",
                 raise, lower, asked, a->digits, gain / a->minor,
                 a->rules.aim == RI_AIM_REVENUE ? "net sales" : "margin");
    if (none) ri_call_note(a->call, "%zu are not judged; --all says why", none);
}

static ri_status rows(struct advising *a, struct ri_error *err)
{
    const int64_t            limit = ri_call_integer(a->call, "limit", 0);
    const bool               all = ri_call_flag(a->call, "all");
    const size_t             n = a->pricing.group_count;
    struct ri_table_builder *table;
    size_t                  *order, count = 0, shown = 0;
    RI_ARENA_NEW(order, ri_call_mem(a->call), n, err);
    for (size_t g = 0; g < n; g++)
        if (ri_pricing_asked(&a->pricing, g)) order[count++] = g;
    qsort_r(order, count, sizeof *order, largest_gain_first, a->advice);
    RI_TRY(ri_pricing_columns(a->call, &a->pricing, columns + 1, RI_COUNT(columns) - 1, a->digits,
                              &table, err));
    for (size_t i = 0; i < count && (limit <= 0 || shown < (size_t)limit); i++) {
        if (!all && a->advice[order[i]].action <= RI_PRICE_KEEP && count > 1) continue;
        put_row(a, table, order[i]);
        shown++;
    }
    const ri_status status = ri_call_emit_builder(a->call, table, err);
    ri_table_builder_free(table);
    say(a);
    return status;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct advising a = {.call = call};
    RI_TRY(prepare(&a, err));
    return rows(&a, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "pricing.advise",
          .summary = "Prices to change, what that brings a week with its interval, and why not",
          .details =
              "The best price inside the range that was tried, by elasticities drawn towards their "
              "category, within rules: most change, least margin, endings, competitor, ladders of "
              "packs (a bigger one not dearer for its content), gaps to a leading brand, least and most "
              "that are allowed, stock. Customers answer to the "
              "price with tax, margin is without. Nothing is advised where the price never moved, "
              "the interval of the elasticity includes 0, the cost is unknown or the shelf is "
              "empty.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_SCIENCE |
                   RI_ROLE_STAFF | RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES(
              "retailinsight pricing advise --category Snacks",
              "retailinsight pricing advise --aim revenue --max-change 0.05 --endings 99,49",
              "retailinsight pricing advise --input weeks.csv --price price --quantity "
              "units --group product --controls promotion --facts costs.csv")},
     .run = run,
     .uses = "span filters pricing",
     .instead = "input"},
};
const struct ri_operation_table ri_pricing_advise_operations = RI_OPERATION_TABLE(operations);
