/* pricing markdown: the path of prices that clears a stock by a date for the most money. */
#include "pricing/markdown.h"

#include "app/operation.h"
#include "app/pricing_facts.h"
#include "app/pricing_rows.h"

#include <math.h>

static const struct ri_param params[] = {
    {"facts", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "with --input: file of the group's columns with on_hand, and tax where there is one"},
    {"until", RI_PARAM_DATE, 0, NULL, NULL, NULL, "day by which the stock should be gone"},
    {"weeks", RI_PARAM_COUNT, 0, "weeks", NULL, NULL,
     "to sell, instead of --until; of a file: rows of the group are weeks"},
    {"stock", RI_PARAM_COUNT, 0, "units", NULL, NULL,
     "to sell; with --now, --elasticity and --demand neither workspace nor file is needed"},
    {"now", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "the price now, tax included"},
    {"elasticity", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "instead of the estimated one, below 0"},
    {"demand", RI_PARAM_NUMBER, 0, "units a week", NULL, NULL,
     "at the price now, instead of the recent one"},
    {"tax", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "in the price: 0.23"},
    {"dispersion", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of the negative binomial law of demand: variance = mean + mean^2 / dispersion; Poisson when "
     "not given"},
    {"steps", RI_PARAM_NUMBER, RI_PARAM_LIST, "percent", "0,10,20,30,40,50,60,70", NULL,
     "reductions that may be taken, rising"},
    {"decline", RI_PARAM_NUMBER, 0, NULL, "0", NULL,
     "share by which demand falls from week to week as the season ends"},
    {"salvage", RI_PARAM_NUMBER, 0, NULL, "0", NULL, "what a unit left at the end is worth"},
    {"up", RI_PARAM_FLAG, 0, NULL, NULL, NULL, "a price may rise again"},
};
static const struct ri_column columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns of the group: product; those of --group"},
    {"week", RI_COLUMN_INTEGER, "of the clearance, from 1"},
    {"from", RI_COLUMN_DATE, "its first day, where the date is known"},
    {"price", RI_COLUMN_NUMBER, "to take, tax included: the most likely; less stock, a higher one"},
    {"reduction", RI_COLUMN_SHARE, "of the price now"},
    {"stock", RI_COLUMN_NUMBER, "expected at the beginning of the week"},
    {"units", RI_COLUMN_NUMBER, "expected to sell"},
    {"revenue", RI_COLUMN_NUMBER, "expected, without tax"},
    {"money", RI_COLUMN_NUMBER, "of the whole path, what is left included; in its first week"},
    {"thumb_money", RI_COLUMN_NUMBER, "of 30, 50 and 70 percent off in thirds of the time"},
    {"full_money", RI_COLUMN_NUMBER, "of the price now to the end"},
    {"left", RI_COLUMN_NUMBER, "units expected to be left at the end"},
    {"reason", RI_COLUMN_TEXT, "why there is no path"},
};
enum { OWN_COLUMNS = RI_COUNT(columns) - 1, RULES = 3 };

struct clearing {
    struct ri_call          *call;
    struct ri_pricing        pricing; /* nothing in it where all is given */
    struct ri_table_builder *table;
    ri_day                   first; /* RI_DAY_NONE: not known */
    double                   off[RI_MARKDOWN_PRICES_MOST];
    size_t                   weeks, steps;
    size_t                   cleared, refused;
    double                   money, thumb, full;
};
struct goods { /* one group */
    double      price, units, elasticity, stock, tax;
    const char *problem;
};

static ri_status read_steps(struct clearing *c, struct ri_error *err)
{
    const char *const *words = ri_call_list(c->call, "steps", &c->steps);
    if (c->steps > RI_MARKDOWN_PRICES_MOST)
        return ri_fail(err, RI_EUSAGE, "--steps has %zu values; at most %d", c->steps,
                       RI_MARKDOWN_PRICES_MOST);
    for (size_t i = 0; i < c->steps; i++) {
        if (!ri_parse_double(ri_view_of(words[i]), &c->off[i]) || c->off[i] < 0 ||
            c->off[i] >= 100 || (i && c->off[i] <= c->off[i - 1]))
            return ri_fail(err, RI_EUSAGE,
                           "--steps '%s': percents off, rising, from 0 to below 100", words[i]);
        c->off[i] /= 100;
    }
    return RI_OK;
}

static ri_status read_time(struct clearing *c, struct ri_error *err)
{
    const ri_day  until = ri_call_day(c->call, "until", RI_DAY_NONE);
    const int64_t weeks = ri_call_integer(c->call, "weeks", 0);
    c->first = c->pricing.key_count && !c->pricing.from_file ? c->pricing.until
               : ri_call_given(c->call, "as-of")             ? ri_call_day(c->call, "as-of", 0) + 1
                                                             : RI_DAY_NONE;
    if (weeks > 0 || until == RI_DAY_NONE || c->first == RI_DAY_NONE) {
        if (weeks <= 0)
            return ri_fail(err, RI_EUSAGE,
                           "a clearance needs --weeks N, or --until DATE (with --as-of where "
                           "there is no workspace)");
        c->weeks = (size_t)weeks;
        return RI_OK;
    }
    if (until < c->first)
        return ri_fail(err, RI_EUSAGE, "--until %s lies before the first day of the clearance",
                       ri_call_text(c->call, "until"));
    c->weeks = (size_t)(until - c->first) / 7 + 1;
    return RI_OK;
}

/* ---- One path ---------------------------------------------------------------------------------------------------------- */

/* The step nearest to a reduction. */
static size_t step_of(const struct clearing *c, double off)
{
    size_t best = 0;
    for (size_t i = 1; i < c->steps; i++)
        if (fabs(c->off[i] - off) < fabs(c->off[best] - off)) best = i;
    return best;
}

static ri_status worth_of_rule(const struct clearing *c, const struct ri_markdown *m,
                               const double *off, struct ri_arena *mem, double *ret,
                               struct ri_error *err)
{
    struct ri_markdown_week week[RI_MARKDOWN_WEEKS_MOST];
    size_t                  rule[RI_MARKDOWN_WEEKS_MOST];
    double                  left;
    for (size_t t = 0; t < m->weeks; t++) rule[t] = step_of(c, off[t * RULES / m->weeks]);
    RI_TRY(ri_markdown_follow(m, NULL, rule, mem, week, &left, err));
    *ret = ri_markdown_money(m, week, left);
    return RI_OK;
}

static void put_keys(const struct clearing *c, size_t g)
{
    for (size_t k = 0; k < c->pricing.key_count; k++)
        ri_put_string(c->table, c->pricing.keys[g][k]);
}

static void put_weeks(struct clearing *c, size_t g, const struct ri_markdown *m,
                      const struct ri_markdown_week *week, const double *money, double left)
{
    for (size_t t = 0; t < m->weeks; t++) {
        put_keys(c, g);
        ri_put_int(c->table, (int64_t)t + 1);
        ri_put_day(c->table, c->first == RI_DAY_NONE ? RI_DAY_NONE : c->first + 7 * (ri_day)t);
        ri_put_number(c->table, m->price[week[t].price]);
        ri_put_number(c->table, c->off[week[t].price]);
        ri_put_number(c->table, week[t].stock);
        ri_put_number(c->table, week[t].units);
        ri_put_number(c->table, week[t].revenue);
        for (size_t i = 0; i < 3; i++) ri_put_number(c->table, t ? (double)NAN : money[i]);
        ri_put_number(c->table, t ? (double)NAN : left);
        ri_put_null(c->table);
    }
}

static ri_status clear_one(struct clearing *c, size_t g, const struct goods *goods,
                           struct ri_error *err)
{
    static const double        thumbs[RULES] = {0.3, 0.5, 0.7}, none[RULES] = {0, 0, 0};
    struct ri_arena           *mem = ri_call_mem(c->call);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ri_markdown_week    week[RI_MARKDOWN_WEEKS_MOST];
    struct ri_markdown_plan    plan;
    double                     price[RI_MARKDOWN_PRICES_MOST], money[3], left;
    double                    *demand;
    RI_ARENA_NEW(demand, mem, c->weeks, err);
    for (size_t i = 0; i < c->steps; i++) price[i] = goods->price * (1 - c->off[i]);
    for (size_t t = 0; t < c->weeks; t++)
        demand[t] = goods->units * pow(1 - ri_call_number(c->call, "decline", 0), (double)t);
    const struct ri_markdown m = {
        .weeks = c->weeks,
        .stock = goods->stock > 1e9 ? SIZE_MAX : (size_t)llround(goods->stock),
        .price_count = c->steps,
        .price = price,
        .full_price = goods->price,
        .demand = demand,
        .elasticity = goods->elasticity,
        .dispersion = ri_call_number(c->call, "dispersion", (double)INFINITY),
        .keep = 1 / (1 + goods->tax),
        .salvage = ri_call_number(c->call, "salvage", 0),
        .up = ri_call_flag(c->call, "up")};
    RI_TRY(ri_markdown_solve(&m, mem, &plan, err));
    RI_TRY(ri_markdown_follow(&m, &plan, NULL, mem, week, &left, err));
    money[0] = plan.worth;
    RI_TRY(worth_of_rule(c, &m, thumbs, mem, &money[1], err));
    RI_TRY(worth_of_rule(c, &m, none, mem, &money[2], err));
    put_weeks(c, g, &m, week, money, left);
    c->cleared++;
    c->money += money[0];
    c->thumb += money[1];
    c->full += money[2];
    ri_arena_rewind(mem, mark);
    return ri_task_check(ri_call_task(c->call), err);
}

static void refuse(struct clearing *c, size_t g, const char *reason)
{
    put_keys(c, g);
    for (size_t i = 1; i < OWN_COLUMNS; i++) ri_put_null(c->table);
    ri_put_string(c->table, reason);
    c->refused++;
}

/* ---- Goods ------------------------------------------------------------------------------------------------------------- */

static ri_status check_given(struct clearing *c, struct goods *goods, struct ri_error *err)
{
    goods->tax = ri_call_number(c->call, "tax", 0);
    const struct {
        const char *name;
        double      value;
        bool        good;
    } given[] = {
        {"now", goods->price, goods->price > 0},
        {"demand", goods->units, goods->units >= 0},
        {"elasticity", goods->elasticity, goods->elasticity < 0},
        {"tax", goods->tax, goods->tax >= 0},
        {"dispersion", ri_call_number(c->call, "dispersion", 1),
         ri_call_number(c->call, "dispersion", 1) > 0},
        {"salvage", ri_call_number(c->call, "salvage", 0),
         ri_call_number(c->call, "salvage", 0) >= 0},
        {"decline", ri_call_number(c->call, "decline", 0),
         ri_call_number(c->call, "decline", 0) >= 0 && ri_call_number(c->call, "decline", 0) < 1}};
    for (size_t i = 0; i < RI_COUNT(given); i++)
        if (!given[i].good)
            return ri_fail(err, RI_EUSAGE, "--%s is %g, which is out of range", given[i].name,
                           given[i].value);
    return RI_OK;
}

/* All of it given: one path, no data. */
static ri_status given_goods(struct clearing *c, struct ri_error *err)
{
    struct goods goods = {.price = ri_call_number(c->call, "now", 0),
                          .units = ri_call_number(c->call, "demand", 0),
                          .elasticity = ri_call_number(c->call, "elasticity", 0),
                          .stock = (double)ri_call_integer(c->call, "stock", 0)};
    RI_TRY(check_given(c, &goods, err));
    RI_TRY(read_time(c, err));
    RI_TRY(ri_pricing_columns(c->call, &c->pricing, columns + 1, OWN_COLUMNS, 0, &c->table, err));
    return clear_one(c, 0, &goods, err);
}

static struct goods goods_of(struct clearing *c, size_t g, const struct ri_elasticity *found,
                             const struct ri_slope *drawn, const struct ri_price_facts *facts,
                             const struct ri_price_now *now)
{
    struct goods goods = {.price = now[g].price,
                          .units = ri_call_number(c->call, "demand", now[g].units),
                          .elasticity = ri_call_number(c->call, "elasticity", drawn[g].value),
                          .stock = facts[g].stock,
                          .tax = ri_call_number(c->call, "tax", facts[g].tax)};
    const bool   told = ri_call_given(c->call, "elasticity");
    if (ri_call_given(c->call, "stock")) goods.stock = (double)ri_call_integer(c->call, "stock", 0);
    if (!isfinite(goods.stock))
        goods.problem = "its stock is not known";
    else if (goods.stock < 1)
        goods.problem = "there is no stock to clear";
    else if (goods.stock > RI_MARKDOWN_STOCK_MOST)
        goods.problem = "more stock than 5,000 units";
    else if (!(goods.price > 0) || !(goods.units > 0))
        goods.problem = "nothing sold lately";
    else if (!told && found[g].problem && !isfinite(drawn[g].value))
        goods.problem = found[g].problem;
    else if (!told && !(drawn[g].high < 0))
        goods.problem = "the interval of its elasticity includes 0: give --elasticity";
    return goods;
}

static ri_status known_goods(struct clearing *c, struct ri_error *err)
{
    struct ri_call        *call = c->call;
    struct ri_elasticity  *found;
    struct ri_slope       *drawn;
    struct ri_price_facts *facts;
    struct ri_price_now   *now;
    int                    digits;
    struct goods           any = {.price = 1,
                                  .elasticity = ri_call_number(call, "elasticity", -1),
                                  .units = ri_call_number(call, "demand", 1)};
    RI_TRY(check_given(c, &any, err));
    RI_TRY(ri_pricing_load(call, &c->pricing, err));
    RI_TRY(read_time(c, err));
    RI_TRY(ri_pricing_fit(call, &c->pricing, &found, err));
    RI_TRY(ri_pricing_draw(call, &c->pricing, found, &drawn, err));
    RI_TRY(ri_price_facts_load(call, &c->pricing, &facts, &digits, err));
    RI_TRY(ri_price_now(call, &c->pricing, drawn, 8, &now, err));
    RI_TRY(ri_pricing_columns(c->call, &c->pricing, columns + 1, OWN_COLUMNS, 0, &c->table, err));
    for (size_t g = 0; g < c->pricing.group_count; g++) {
        if (!ri_pricing_asked(&c->pricing, g)) continue;
        const struct goods goods = goods_of(c, g, found, drawn, facts, now);
        if (goods.problem)
            refuse(c, g, goods.problem);
        else
            RI_TRY(clear_one(c, g, &goods, err));
    }
    return RI_OK;
}

static ri_status answer(struct clearing *c, struct ri_error *err)
{
    struct ri_call *call = c->call;
    RI_TRY(read_steps(c, err));
    const bool given = ri_call_given(call, "now") && ri_call_given(call, "stock") &&
                       ri_call_given(call, "demand") && ri_call_given(call, "elasticity");
    if (ri_call_given(call, "now") && !given)
        return ri_fail(err, RI_EUSAGE, "--now goes with --stock, --elasticity and --demand");
    RI_TRY(given ? given_goods(c, err) : known_goods(c, err));
    RI_TRY(ri_call_emit_builder(call, c->table, err));
    if (c->cleared)
        ri_call_note(
            call,
            "expected money %.2f; 30, 50 and 70 percent off in thirds of the time %.2f; the "
            "price now to the end %.2f",
            c->money, c->thumb, c->full);
    if (c->refused) ri_call_note(call, "%zu have no path: column reason says why", c->refused);
    return RI_OK;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct clearing c = {.call = call};
    const ri_status status = answer(&c, err);
    ri_table_builder_free(c.table);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "pricing.markdown",
          .summary = "The path of prices that clears a stock by a date for the most money",
          .details =
              "Dynamic programming over weeks, prices and stock, on a Poisson or negative binomial "
              "law of demand that answers to the price with the elasticity; a price once lowered "
              "stays lowered. Beside it what rules of thumb would bring, computed exactly. Plan "
              "again each week with the stock that is left.",
          .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
          .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_SCIENCE |
                   RI_ROLE_STAFF | RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight pricing markdown --product P00022 --until 2026-12-31",
                      "retailinsight pricing markdown --stock 120 --now 39.99 --elasticity -2.2 "
                      "--demand 6 --weeks 8 --tax 0.23",
                      "retailinsight pricing markdown --input weeks.csv --price price --quantity "
                      "units --group product --facts stock.csv --weeks 8")},
     .run = run,
     .uses = "span filters pricing",
     .instead = "input"},
};
const struct ri_operation_table ri_pricing_markdown_operations = RI_OPERATION_TABLE(operations);
