/* sales drivers: why net sales changed, in money that adds up. Sums come from SQL, the split from math/decompose. */
#include "app/money_words.h"
#include "app/operation.h"
#include "app/query.h"
#include "math/decompose.h"
#include "warehouse/warehouse.h"

#include <math.h>

enum { FACTORS_MOST = 4 };

static const struct ri_column columns[] = {
    {"cause", RI_COLUMN_TEXT,
     "net_sales (the whole change); visitors, conversion, transactions, units_per_transaction, "
     "price_per_unit; price and mix, which make up price_per_unit"},
    {"part_of", RI_COLUMN_TEXT, "the row that this one is a part of; missing for net_sales"},
    {"currency", RI_COLUMN_TEXT,
     "currency of the amounts; amounts in several currencies are never added"},
    {"before", RI_COLUMN_NUMBER, "the year before; prices and sales in major currency units"},
    {"now", RI_COLUMN_NUMBER, "in the span"},
    {"change", RI_COLUMN_SHARE, "of its value before"},
    {"amount", RI_COLUMN_MONEY,
     "what it contributed to the change of net sales; parts add up exactly"},
    {"share", RI_COLUMN_SHARE, "amount as a part of the whole change"},
    {"sentence", RI_COLUMN_TEXT, "the same in words"},
};

struct group { /* one category of one currency */
    int64_t net_before, net_after;
    double  units_before, units_after;
};
struct change { /* one currency */
    char          currency[8];
    struct group  whole;
    double        transactions_before, transactions_after, visitors_before, visitors_after;
    double        counted; /* part of the net sales on counted days, the lesser of both spans */
    struct group *groups;
    size_t        group_count, group_room;
};
struct changes {
    struct ri_arena *mem;
    struct change   *at;
    size_t           count, room;
};

/* ---- Reading ------------------------------------------------------------------------------------------------- */

static double number_or(const struct ri_row *row, size_t column, double otherwise)
{
    return ri_row_missing(row, column) ? otherwise : ri_row_double(row, column);
}

static struct group group_of(const struct ri_row *row)
{
    return (struct group){ri_row_int64(row, 2), ri_row_int64(row, 3), ri_row_double(row, 4),
                          ri_row_double(row, 5)};
}

/* The totals of a currency come before its categories. */
static ri_status take_total(struct changes *changes, const struct ri_row *row, struct ri_error *err)
{
    if (changes->count == changes->room) {
        struct change *grown;
        changes->room = changes->room * 2 + 4;
        RI_ARENA_NEW(grown, changes->mem, changes->room, err);
        if (changes->count) memcpy(grown, changes->at, changes->count * sizeof *grown);
        changes->at = grown;
    }
    struct change       *change = &changes->at[changes->count++];
    const struct ri_view currency = ri_row_text(row, 0);
    *change = (struct change){.whole = group_of(row),
                              .transactions_before = ri_row_double(row, 6),
                              .transactions_after = ri_row_double(row, 7),
                              .visitors_before = number_or(row, 8, 0),
                              .visitors_after = number_or(row, 9, 0),
                              .counted = fmin(number_or(row, 10, 0), number_or(row, 11, 0))};
    snprintf(change->currency, sizeof change->currency, "%.*s", (int)currency.length, currency.at);
    return RI_OK;
}

static ri_status take_row(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct changes *changes = context;
    if (ri_row_missing(row, 1)) return take_total(changes, row, err);
    struct change *change = &changes->at[changes->count - 1];
    if (change->group_count == change->group_room) {
        struct group *grown;
        change->group_room = change->group_room * 2 + 32;
        RI_ARENA_NEW(grown, changes->mem, change->group_room, err);
        if (change->group_count) memcpy(grown, change->groups, change->group_count * sizeof *grown);
        change->groups = grown;
    }
    change->groups[change->group_count++] = group_of(row);
    return RI_OK;
}

/* ---- Splitting ------------------------------------------------------------------------------------------------ */

struct cause {
    const char *name, *more, *less; /* more, less: as sentences say it */
};
static const struct cause causes[] = {
    {"visitors", "more visitors", "fewer visitors"},
    {"conversion", "a higher conversion", "a lower conversion"},
    {"transactions", "more transactions", "fewer transactions"},
    {"units_per_transaction", "more units per transaction", "fewer units per transaction"},
    {"price_per_unit", "a higher price per unit", "a lower price per unit"},
};
enum { VISITORS, CONVERSION, TRANSACTIONS, UNITS, PRICE };

struct split {     /* one currency, taken apart */
    size_t  count; /* of factors; 0: it cannot be taken apart */
    size_t  cause[FACTORS_MOST];
    double  before[FACTORS_MOST], after[FACTORS_MOST];
    int64_t amount[FACTORS_MOST];
    int64_t price, mix; /* parts of the price per unit; both 0 where it has none */
};

static void add_factor(struct split *split, size_t cause, double before, double after)
{
    split->cause[split->count] = cause;
    split->before[split->count] = before;
    split->after[split->count++] = after;
}

/* Visitors only where nearly all sales were made while they were counted: a store without a counter would
 * look like a change of conversion. */
static bool has_visitors(const struct change *change)
{
    static const double enough = 0.995;
    return change->counted >= enough && change->visitors_before > 0 && change->visitors_after > 0;
}

static ri_status split_price(const struct change *change, struct split *split, struct ri_arena *mem,
                             struct ri_error *err)
{
    const struct group  *whole = &change->whole;
    struct ri_mix_group *groups;
    double               parts[2];
    const double         before = (double)whole->net_before / whole->units_before,
                 after = (double)whole->net_after / whole->units_after;
    RI_ARENA_NEW(groups, mem, change->group_count + 1, err);
    for (size_t i = 0; i < change->group_count; i++) {
        const struct group *g = &change->groups[i];
        groups[i] = (struct ri_mix_group){
            g->units_before / whole->units_before, g->units_after / whole->units_after,
            g->units_before > 0 ? (double)g->net_before / g->units_before : NAN,
            g->units_after > 0 ? (double)g->net_after / g->units_after : NAN};
    }
    ri_split_price(groups, change->group_count, &parts[0], &parts[1]);
    /* The part of a factor is L(sales) / L(factor) times the factor's change: the same scale for both. */
    const double scale = ri_log_mean((double)whole->net_after, (double)whole->net_before) /
                         ri_log_mean(after, before);
    parts[0] *= scale;
    parts[1] *= scale;
    int64_t amounts[2];
    ri_round_to_total(parts, 2, split->amount[split->count - 1], amounts);
    split->price = amounts[0];
    split->mix = amounts[1];
    return RI_OK;
}

static ri_status take_apart(const struct change *change, struct ri_arena *mem, struct split *ret,
                            struct ri_error *err)
{
    const struct group *whole = &change->whole;
    double              parts[FACTORS_MOST];
    *ret = (struct split){0};
    if (has_visitors(change)) {
        add_factor(ret, VISITORS, change->visitors_before, change->visitors_after);
        add_factor(ret, CONVERSION, change->transactions_before / change->visitors_before,
                   change->transactions_after / change->visitors_after);
    } else {
        add_factor(ret, TRANSACTIONS, change->transactions_before, change->transactions_after);
    }
    add_factor(ret, UNITS, whole->units_before / change->transactions_before,
               whole->units_after / change->transactions_after);
    add_factor(ret, PRICE, (double)whole->net_before / whole->units_before,
               (double)whole->net_after / whole->units_after);
    if (!ri_split_change(ret->before, ret->after, ret->count, parts)) {
        ret->count = 0;
        return RI_OK;
    }
    ri_round_to_total(parts, ret->count, whole->net_after - whole->net_before, ret->amount);
    return split_price(change, ret, mem, err);
}

/* ---- Saying --------------------------------------------------------------------------------------------------- */

static void add_amount(struct ri_text *text, int64_t minor, const struct change *change)
{
    if (minor > 0) ri_text_putc(text, '+');
    ri_text_money_told(text, minor, ri_currency_find(ri_view_of(change->currency)));
    ri_text_printf(text, " %s", change->currency);
}

/* "two thirds", or per cent; shares within 5 points of a simple fraction are said by it. */
static void add_share(struct ri_text *text, double share)
{
    static const struct {
        double      share;
        const char *words;
    } rows[] = {{1, "all"},   {.75, "three quarters"}, {2. / 3, "two thirds"},
                {.5, "half"}, {1. / 3, "a third"},     {.25, "a quarter"}};
    static const double near = 0.05;
    const char         *best = NULL;
    double              least = near;
    for (size_t i = 0; i < RI_COUNT(rows); i++) {
        if (fabs(share - rows[i].share) > least) continue;
        least = fabs(share - rows[i].share);
        best = rows[i].words;
    }
    if (best)
        ri_text_printf(text, "%s%s", best == rows[0].words && share < .995 ? "nearly " : "", best);
    else
        ri_text_printf(text, "%.0f %%", share * 100);
}

/* The cause that pulled most in the direction of the change, and how much of it that is. */
static void add_main_cause(struct ri_text *text, const struct split *split, int64_t whole,
                           const struct change *change)
{
    size_t best = 0;
    for (size_t i = 1; i < split->count; i++) {
        if ((whole < 0 ? -split->amount[i] : split->amount[i]) >
            (whole < 0 ? -split->amount[best] : split->amount[best]))
            best = i;
    }
    const struct cause *cause = &causes[split->cause[best]];
    const double        share = (double)split->amount[best] / (double)whole;
    const char         *words = split->amount[best] > 0 ? cause->more : cause->less;
    ri_text_puts(text, "; ");
    if (share > 1.05) {
        ri_text_printf(text, "%s alone made ", words);
        add_amount(text, split->amount[best], change);
    } else {
        add_share(text, share);
        ri_text_printf(text, " of it is %s", words);
    }
}

static void say_whole(struct ri_text *text, const struct change *change, const struct split *split)
{
    const int64_t before = change->whole.net_before, whole = change->whole.net_after - before;
    if (before == 0 && change->whole.net_after == 0) {
        ri_text_puts(text, "there are no net sales in either span");
        return;
    }
    if (whole == 0) {
        ri_text_puts(text, "net sales did not change against the year before");
        return;
    }
    ri_text_printf(text, "net sales %s ", whole > 0 ? "rose" : "fell");
    if (before > 0) ri_text_printf(text, "%.1f %% ", fabs((double)whole / (double)before) * 100);
    ri_text_puts(text, "(");
    add_amount(text, whole, change);
    ri_text_puts(text, ") against the year before");
    if (split->count) add_main_cause(text, split, whole, change);
}

static void say_price(struct ri_text *text, const struct change *change, const struct split *split)
{
    const int64_t price = split->price, mix = split->mix;
    const bool    prices = llabs(price) > llabs(mix);
    ri_text_printf(text, "%s: ", prices ? "prices, not mix" : "mix, not prices");
    ri_text_puts(text, "prices within the categories made ");
    add_amount(text, price, change);
    ri_text_puts(text, ", what was sold (mix of categories) ");
    add_amount(text, mix, change);
}

static void say_factor(struct ri_text *text, const struct change *change, const struct split *split,
                       size_t i)
{
    const struct cause *cause = &causes[split->cause[i]];
    if (split->amount[i] == 0)
        ri_text_printf(text, "%s did not matter", cause->name);
    else
        ri_text_printf(text,
                       "%s: ", split->after[i] > split->before[i] ? cause->more : cause->less);
    if (split->amount[i] != 0) add_amount(text, split->amount[i], change);
}

struct line { /* a row of the result */
    const char *cause, *part_of;
    double      before, now;
    int64_t     amount;
};

static void put_line(struct ri_table_builder *table, const struct change *change,
                     const struct line *line, struct ri_text *sentence)
{
    const struct ri_currency *currency = ri_currency_find(ri_view_of(change->currency));
    const int64_t             whole = change->whole.net_after - change->whole.net_before;
    ri_put_string(table, line->cause);
    ri_put_string(table, line->part_of);
    ri_put_string(table, change->currency);
    ri_put_number(table, line->before);
    ri_put_number(table, line->now);
    ri_put_number(table, line->before != 0 ? line->now / line->before - 1 : NAN);
    ri_put_decimal(table, line->amount, currency ? currency->digits : 2);
    ri_put_number(table, whole ? (double)line->amount / (double)whole : NAN);
    ri_put_string(table, sentence->length ? sentence->at : NULL);
    ri_text_clear(sentence);
}

static ri_status put_change(struct ri_call *call, struct ri_table_builder *table,
                            const struct change *change, struct ri_error *err)
{
    struct split   split;
    struct ri_text text = {0};
    RI_TRY(take_apart(change, ri_call_mem(call), &split, err));
    const struct ri_currency *currency = ri_currency_find(ri_view_of(change->currency));
    const double              unit = pow(10, currency ? currency->digits : 2);
    const struct group       *whole = &change->whole;
    say_whole(&text, change, &split);
    ri_call_note(call, "%s: %s", change->currency, text.at ? text.at : "");
    put_line(table, change,
             &(struct line){"net_sales", NULL, (double)whole->net_before / unit,
                            (double)whole->net_after / unit, whole->net_after - whole->net_before},
             &text);
    for (size_t i = 0; i < split.count; i++) {
        const double scale = split.cause[i] == PRICE ? unit : 1;
        say_factor(&text, change, &split, i);
        put_line(table, change,
                 &(struct line){causes[split.cause[i]].name, "net_sales", split.before[i] / scale,
                                split.after[i] / scale, split.amount[i]},
                 &text);
    }
    if (split.count) {
        say_price(&text, change, &split);
        put_line(table, change, &(struct line){"price", "price_per_unit", NAN, NAN, split.price},
                 &text);
        put_line(table, change, &(struct line){"mix", "price_per_unit", NAN, NAN, split.mix},
                 &text);
    } else {
        ri_call_note(
            call,
            "%s: there is nothing to take apart: one span has no sales, units or transactions",
            change->currency);
    }
    const ri_status status = ri_text_check(&text, err);
    ri_text_release(&text);
    return status;
}

static void say_visitors(struct ri_call *call, const struct change *change)
{
    if (change->counted > 0 && !has_visitors(change))
        ri_call_note(
            call,
            "%s: visitors were counted for %.0f %% of the net sales only: the causes begin "
            "with transactions",
            change->currency, change->counted * 100);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct changes           changes = {.mem = ri_call_mem(call)};
    struct ri_table_builder *table = NULL;
    int                      scale = 0;
    RI_TRY(ri_call_query(call, "sql/app/drivers.sql", take_row, &changes, err));
    for (size_t i = 0; i < changes.count; i++) {
        const struct ri_currency *currency = ri_currency_find(ri_view_of(changes.at[i].currency));
        const int                 digits = currency ? currency->digits : 2;
        if (digits > scale) scale = digits;
    }
    RI_TRY(ri_call_money_builder(call, scale, &table, err));
    ri_status status = RI_OK;
    for (size_t i = 0; status == RI_OK && i < changes.count; i++) {
        status = put_change(call, table, &changes.at[i], err);
        say_visitors(call, &changes.at[i]);
    }
    if (status == RI_OK) status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "sales.drivers",
          .summary = "Why net sales changed: visitors, conversion, basket, price and mix, in money "
                     "that adds up",
          .details =
              "Net sales are visitors x conversion x units per transaction x price per unit. The "
              "change against the year before is split by shares of the factors' logarithms "
              "(LMDI): the amounts add up exactly. Where visitors were not counted it begins with "
              "transactions. The price per unit is split again into prices within the categories "
              "and the mix of categories.",
          .flags = RI_SCOPED,
          .roles = RI_ROLE_ANALYST | RI_ROLE_MANAGEMENT | RI_ROLE_MARKETING | RI_ROLE_ADMIN,
          RI_COLUMNS(columns),
          RI_EXAMPLES(
              "retailinsight sales drivers --period last_12_months",
              "retailinsight sales drivers --period 2023-Q1 --compare calendar --store S01")},
     .uses = "span filters refunds calendar compare=weekday",
     .run = run},
};
const struct ri_operation_table ri_sales_operations = RI_OPERATION_TABLE(operations);
