/* inventory transfers: moves between stores that beat buying, net of what they cost. */
#include "inventory/transfer.h"

#include "app/operation.h"
#include "app/ordering.h"
#include "base/thread.h"
#include "math/distribution.h"
#include "math/stats.h"

#include <math.h>

static const double RATE = 0.25, YEAR = 365.25;

static const struct ri_param params[] = {
    {"unit-cost", RI_PARAM_NUMBER, 0, "money", "0", NULL, "of moving one unit"},
    {"move-cost", RI_PARAM_NUMBER, 0, "money", "0", NULL,
     "of a move between two stores, whatever it carries of a product"},
    {"least-gain", RI_PARAM_NUMBER, 0, "money", "1", NULL, "moves that gain less are left out"},
    {"transfer-time", RI_PARAM_COUNT, 0, "periods", "1", NULL, "from one shelf to the other"},
    {"limit", RI_PARAM_COUNT, 0, "rows", "0", NULL, "most rows; 0: all"},
};
static const struct ri_column columns[] = {
    {"product", RI_COLUMN_TEXT, "what is moved"},
    {"from_store", RI_COLUMN_TEXT, "store that gives"},
    {"to_store", RI_COLUMN_TEXT, "store that takes"},
    {"units", RI_COLUMN_NUMBER, "to move"},
    {"gain", RI_COLUMN_MONEY,
     "estimate: margin saved there less margin lost here, stock that sells sooner, less the move's "
     "cost"},
    {"margin_saved", RI_COLUMN_MONEY, "there: of what would be short before an order could come"},
    {"margin_lost", RI_COLUMN_MONEY, "here: of what becomes short before an order could come"},
    {"stock_saved", RI_COLUMN_MONEY, "cost of holding what now sells sooner"},
    {"cost", RI_COLUMN_MONEY, "of the move"},
    {"from_on_hand", RI_COLUMN_NUMBER, "units here"},
    {"to_on_hand", RI_COLUMN_NUMBER, "units there"},
    {"from_days_of_cover", RI_COLUMN_NUMBER, "days that the stock here lasts at expected demand"},
    {"to_days_of_cover", RI_COLUMN_NUMBER, "days that the stock there lasts at expected demand"},
    {"buying_takes", RI_COLUMN_NUMBER, "periods until an order would be on the shelf there"},
    {"reason", RI_COLUMN_TEXT, "why, in one sentence"},
};

struct shop {             /* a case as a store of its product's plan */
    size_t        number; /* of the case */
    const double *before; /* [n] demand that nothing bought now can meet, rising; NULL: none */
    const double *rest;   /* [n] the part of it that a move is in time for; NULL: none */
    size_t        n;
    double        stock, left;           /* now; what is left of it when a move arrives, expected */
    double        margin, holding;       /* of a unit short; of a unit and period in stock */
    double        coming;                /* by the time an order could come */
    double        daily, expected, lead; /* demand a period, over lead time and review; periods */
};
struct move {
    size_t from, to; /* cases */
    double units, gain, saved, lost, stock;
};
struct moving {
    struct ri_ordering       base;
    size_t                  *order; /* cases by product */
    size_t                  *first; /* [groups + 1] into order */
    size_t                   groups;
    struct move             *moves;  /* room for one a case */
    size_t                  *counts; /* by group: moves, at moves + first[group] */
    struct ri_transfer_terms terms;
    double                   least;
    struct ri_arena         *scratch;
};

/* ---- What stock is worth in a store ------------------------------------------------------------------------------ */

/* Margin of what is short before an order could come. What a move brings is not in time for the first periods. */
static double shortage(const struct shop *shop, double stock)
{
    if (!shop->before) return 0;
    const double here = fmin(stock, shop->stock), moved = fmax(stock - shop->stock, 0);
    double       units = ri_empirical_loss(shop->before, shop->n, here + shop->coming);
    if (moved > 0 && shop->rest)
        units += ri_empirical_loss(shop->rest, shop->n, shop->left + moved) -
                 ri_empirical_loss(shop->rest, shop->n, shop->left);
    return shop->margin * units;
}

/* What holding costs of what is there beyond the demand of lead time and review, until it is sold; a year at most. */
static double excess(const struct shop *shop, double stock, double days)
{
    const double over = fmax(stock + shop->coming - shop->expected, 0), most = YEAR / days;
    const double until = shop->daily > 0 ? fmin(over / shop->daily, most) : most;
    const double sold = shop->daily * until; /* evenly; the rest lies for the whole time */
    return shop->holding * (sold * until / 2 + (over - sold) * until);
}

struct worth {
    const struct shop *shops;
    double             days;
};

static double worth_of(void *context, size_t store, double stock)
{
    const struct worth *worth = context;
    return -shortage(&worth->shops[store], stock) -
           excess(&worth->shops[store], stock, worth->days);
}

/* ---- One product ------------------------------------------------------------------------------------------------- */

/* Demand between the arrival of a move and that of an order. */
static ri_status rest_of(const struct ri_order_input *input, size_t wait, size_t upto,
                         struct ri_arena *scratch, const double **ret, struct ri_error *err)
{
    struct ri_order_input  later = *input;
    struct ri_order_demand demand;
    double                *chance;
    RI_ARENA_NEW(chance, scratch, wait + 1, err);
    chance[wait] = 1;
    later.lead_chance = chance;
    later.lead_count = wait + 1;
    later.review = upto - wait;
    RI_TRY(ri_inventory_demand(&later, scratch, &demand, err));
    *ret = demand.cycle;
    return RI_OK;
}

static ri_status make_shop(const struct moving *moving, size_t i, struct ri_arena *scratch,
                           struct shop *ret, struct ri_error *err)
{
    const struct ri_order_case *one = &moving->base.cases[i];
    const struct ri_position   *position = one->position;
    struct ri_order_input       input;
    struct ri_order_demand      demand;
    double                      lead = 0;
    RI_TRY(ri_ordering_input(&moving->base, one, scratch, &input, err));
    RI_TRY(ri_inventory_demand(&input, scratch, &demand, err));
    for (size_t l = 0; l < one->law.count; l++) lead += one->law.chance[l] * (double)l;
    const double rate = isnan(moving->base.holding_rate) ? RATE : moving->base.holding_rate;
    const double margin = position->unit_price - position->unit_cost;
    *ret = (struct shop){.number = i,
                         .before = demand.lead,
                         .n = demand.n,
                         .margin = isnan(margin) ? moving->base.shortage : fmax(margin, 0),
                         .holding =
                             rate * position->unit_cost * ri_ordering_days(&moving->base) / YEAR,
                         .expected = ri_mean(demand.protection, demand.n),
                         .lead = lead};
    if (isnan(ret->margin)) ret->margin = 0;
    if (isnan(ret->holding)) ret->holding = 0;
    ret->daily = ret->expected / (lead + (double)one->review);
    const size_t upto = (size_t)(lead + 0.5),
                 wait = (size_t)ri_call_integer(moving->base.call, "transfer-time", 1);
    for (size_t k = 0; k < input.arrival_count && k < upto; k++) ret->coming += input.arrivals[k];
    ret->stock = fmax(position->on_hand, 0) - position->reserved;
    ret->left = fmax(ret->stock + ret->coming - ret->daily * (double)wait, 0);
    return upto > wait ? rest_of(&input, wait, upto, scratch, &ret->rest, err) : RI_OK;
}

/* A move after those before it: `paired` counts what the two stores have given and taken so far. */
static struct move move_of(const struct moving *moving, const struct shop *shops,
                           struct ri_transfer_store *stores, const struct ri_transfer *transfer)
{
    const double       days = ri_ordering_days(&moving->base);
    const struct shop *from = &shops[transfer->from], *to = &shops[transfer->to];
    const double       here = stores[transfer->from].stock + stores[transfer->from].paired;
    const double       there = stores[transfer->to].stock + stores[transfer->to].paired;
    stores[transfer->from].paired -= transfer->units;
    stores[transfer->to].paired += transfer->units;
    return (struct move){.from = from->number,
                         .to = to->number,
                         .units = transfer->units,
                         .gain = transfer->gain,
                         .saved = shortage(to, there) - shortage(to, there + transfer->units),
                         .lost = shortage(from, here - transfer->units) - shortage(from, here),
                         .stock =
                             excess(to, there, days) - excess(to, there + transfer->units, days) +
                             excess(from, here, days) - excess(from, here - transfer->units, days)};
}

static ri_status plan_product(const struct moving *moving, size_t group, struct ri_arena *scratch,
                              struct ri_error *err)
{
    const size_t              first = moving->first[group], n = moving->first[group + 1] - first;
    struct shop              *shops;
    struct ri_transfer_store *stores;
    struct ri_transfer       *plan;
    if (n < 2) return RI_OK;
    RI_ARENA_NEW(shops, scratch, n, err);
    RI_ARENA_NEW(stores, scratch, n, err);
    RI_ARENA_NEW(plan, scratch, n, err);
    for (size_t k = 0; k < n; k++) {
        const size_t              i = moving->order[first + k];
        const struct ri_position *position = moving->base.cases[i].position;
        ri_status                 status = make_shop(moving, i, scratch, &shops[k], err);
        if (status != RI_OK)
            return ri_ordering_about(&moving->base.cases[i], moving->base.loaded.panel.key_count,
                                     err);
        const bool   late = !shops[k].rest; /* buying is as quick */
        const double there = shops[k].stock;
        stores[k] = (struct ri_transfer_store){.stock = there,
                                               .spare = floor(fmax(there, 0)),
                                               .room = late ? 0 : ceil(shops[k].expected) + 1};
        if (!isnan(position->shelf_space) && position->shelf_space > 0)
            stores[k].room = fmin(stores[k].room, fmax(position->shelf_space - there, 0));
    }
    struct worth worth = {shops, ri_ordering_days(&moving->base)};
    const size_t count = ri_transfer_plan(stores, n, &moving->terms, worth_of, &worth, plan);
    for (size_t k = 0; k < n; k++) stores[k].paired = 0;
    for (size_t k = 0; k < count; k++) {
        const struct move move = move_of(moving, shops, stores, &plan[k]);
        if (move.gain >= moving->least) moving->moves[first + moving->counts[group]++] = move;
    }
    return RI_OK;
}

static ri_status plan_item(void *context, size_t group, unsigned worker, struct ri_error *err)
{
    struct moving             *moving = context;
    const struct ri_arena_mark mark = ri_arena_mark(&moving->scratch[worker]);
    const ri_status            status = plan_product(moving, group, &moving->scratch[worker], err);
    ri_arena_rewind(&moving->scratch[worker], mark);
    return status;
}

static ri_status plan_all(struct moving *moving, struct ri_error *err)
{
    struct ri_task  *task = ri_call_task(moving->base.call);
    struct ri_arena *mem = ri_call_mem(moving->base.call);
    const unsigned   workers = ri_task_threads(task);
    RI_ARENA_NEW(moving->scratch, mem, workers, err);
    for (unsigned w = 0; w < workers; w++) ri_arena_init(&moving->scratch[w], mem->limit);
    const ri_status status = ri_parallel(task, moving->groups, plan_item, moving, err);
    for (unsigned w = 0; w < workers; w++) ri_arena_release(&moving->scratch[w]);
    return status;
}

/* ---- Products ---------------------------------------------------------------------------------------------------- */

static int by_product(const void *a, const void *b, void *context)
{
    const struct ri_ordering *base = context;
    const size_t              i = *(const size_t *)a, j = *(const size_t *)b,
                 at = ri_ordering_key(base, "product");
    const int product = strcmp(base->cases[i].keys[at], base->cases[j].keys[at]);
    return product ? product : (i > j) - (i < j);
}

static ri_status group_products(struct moving *moving, struct ri_error *err)
{
    const struct ri_ordering *base = &moving->base;
    const size_t              n = base->case_count, at = ri_ordering_key(base, "product");
    struct ri_arena          *mem = ri_call_mem(base->call);
    RI_ARENA_NEW(moving->order, mem, n, err);
    RI_ARENA_NEW(moving->first, mem, n + 1, err);
    RI_ARENA_NEW(moving->counts, mem, n, err);
    RI_ARENA_NEW(moving->moves, mem, n, err);
    for (size_t i = 0; i < n; i++) moving->order[i] = i;
    qsort_r(moving->order, n, sizeof *moving->order, by_product, (void *)base);
    for (size_t i = 0; i < n; i++) {
        const char *here = base->cases[moving->order[i]].keys[at];
        if (i && strcmp(here, base->cases[moving->order[i - 1]].keys[at]) == 0) continue;
        moving->first[moving->groups++] = i;
    }
    moving->first[moving->groups] = n;
    return RI_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

static int better(const void *a, const void *b)
{
    const struct move *x = a, *y = b;
    if (x->gain != y->gain) return x->gain < y->gain ? 1 : -1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

static double days_of_cover(const struct moving *moving, size_t i)
{
    const struct ri_order_case *one = &moving->base.cases[i];
    const double               *mean = moving->base.demand.series[one->series].mean;
    const size_t                span = moving->base.spans[one->series];
    const double                daily = ri_sum(mean, span) / (double)span;
    return daily > 0 ? fmax(one->position->on_hand, 0) / daily * ri_ordering_days(&moving->base)
                     : INFINITY;
}

static void put_move(const struct moving *moving, struct ri_table_builder *table,
                     const struct move *move)
{
    const struct ri_ordering   *base = &moving->base;
    const struct ri_order_case *from = &base->cases[move->from], *to = &base->cases[move->to];
    const size_t product = ri_ordering_key(base, "product"), store = ri_ordering_key(base, "store");
    const double cost = moving->terms.unit_cost * move->units + moving->terms.pair_cost;
    double       lead = 0;
    for (size_t l = 0; l < to->law.count; l++) lead += to->law.chance[l] * (double)l;
    ri_put_string(table, from->keys[product]);
    ri_put_string(table, from->keys[store]);
    ri_put_string(table, to->keys[store]);
    ri_put_number(table, move->units);
    const double money[] = {move->gain, move->saved, move->lost, move->stock, cost};
    for (size_t c = 0; c < RI_COUNT(money); c++) ri_put_estimate(table, money[c]);
    const double numbers[] = {from->position->on_hand, to->position->on_hand,
                              days_of_cover(moving, move->from), days_of_cover(moving, move->to),
                              lead};
    for (size_t c = 0; c < RI_COUNT(numbers); c++) ri_put_number(table, numbers[c]);
    ri_put_string(table,
                  ri_arena_printf(ri_call_mem(base->call),
                                  "%s has %.6g and can spare %.6g; %s has %.6g and would lose %.2f "
                                  "before an order could come in %.3g periods.",
                                  from->keys[store], from->position->on_hand, move->units,
                                  to->keys[store], to->position->on_hand, move->saved, lead));
}

static ri_status emit(struct moving *moving, struct ri_error *err)
{
    struct ri_call          *call = moving->base.call;
    struct ri_table_builder *table;
    size_t                   count = 0;
    double                   gain = 0;
    const int64_t            limit = ri_call_integer(call, "limit", 0);
    for (size_t g = 0; g < moving->groups; g++)
        for (size_t k = 0; k < moving->counts[g]; k++)
            moving->moves[count++] = moving->moves[moving->first[g] + k];
    if (count) qsort(moving->moves, count, sizeof *moving->moves, better);
    RI_TRY(ri_call_money_builder(call, RI_ORDER_MONEY_DIGITS, &table, err));
    for (size_t k = 0; k < count; k++) {
        gain += moving->moves[k].gain;
        if (limit <= 0 || k < (size_t)limit) put_move(moving, table, &moving->moves[k]);
    }
    ri_call_note(call, "moves that beat buying: %zu; together they gain about %.2f", count, gain);
    if (moving->terms.unit_cost == 0 && moving->terms.pair_cost == 0)
        ri_call_note(call,
                     "moving was taken to cost nothing: --unit-cost and --move-cost say otherwise");
    const ri_status status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static ri_status read_terms(struct moving *moving, struct ri_error *err)
{
    struct ri_call *call = moving->base.call;
    moving->terms = (struct ri_transfer_terms){.unit = 1,
                                               .unit_cost = ri_call_number(call, "unit-cost", 0),
                                               .pair_cost = ri_call_number(call, "move-cost", 0)};
    moving->least = ri_call_number(call, "least-gain", 1);
    if (!(moving->terms.unit_cost >= 0 && moving->terms.pair_cost >= 0))
        return ri_fail(err, RI_EUSAGE, "--unit-cost and --move-cost want 0 or more");
    if (ri_ordering_key(&moving->base, "store") == SIZE_MAX)
        return ri_fail(err, RI_EUSAGE,
                       "moves go between stores: --series wants a column store beside the product");
    return RI_OK;
}

static ri_status make(struct moving *moving, struct ri_error *err)
{
    RI_TRY(read_terms(moving, err));
    RI_TRY(group_products(moving, err));
    RI_TRY(plan_all(moving, err));
    return emit(moving, err);
}

static ri_status transfers_run(struct ri_call *call, struct ri_error *err)
{
    struct moving moving = {.groups = 0};
    ri_status     status = ri_ordering_load(call, &moving.base, err);
    if (status == RI_OK) status = make(&moving, err);
    ri_ordering_release(&moving.base);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "inventory.transfers",
              .summary = "Moves between stores that beat buying, net of what they cost, best first",
              .details = "Until an order could come, only another store can help. A unit is worth "
                         "the margin that it saves there less the margin "
                         "that it costs here, and the stock that sells sooner; units move one by "
                         "one from where the next is worth least to where "
                         "it is worth most, which is the best plan there is when moves cost the "
                         "same by the unit. A cost of the move "
                         "itself leaves out what does not earn it.",
              .flags = RI_LONG | RI_STANDALONE | RI_SCOPED,
              .roles = RI_ROLE_INVENTORY | RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_STAFF |
                       RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight inventory transfers --move-cost 4 --unit-cost 0.1",
                          "retailinsight inventory transfers --category Dairy --limit 20",
                          "retailinsight inventory transfers --input sales.csv --series "
                          "product,store --time day --value units "
                          "--stock stock.csv --lead-time 5 --review 7")},
     .run = transfers_run,
     .uses = "panel ordering known"},
};
const struct ri_operation_table ri_inventory_transfers_operations = RI_OPERATION_TABLE(operations);
