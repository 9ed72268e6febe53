/* A shop's day: deliveries come in, customers want things, the shelf gives what it has. */
#include "sample_internal.h"

static ri_status make_room(struct trade *t, struct ri_error *err)
{
    const size_t n = t->chain->product_count;
    RI_ARENA_NEW(t->listed, &t->mem, n, err);
    RI_ARENA_NEW(t->on_hand, &t->mem, n, err);
    RI_ARENA_NEW(t->on_order, &t->mem, n, err);
    RI_ARENA_NEW(t->least, &t->mem, n, err);
    RI_ARENA_NEW(t->most, &t->mem, n, err);
    RI_ARENA_NEW(t->sold_lately, &t->mem, n, err);
    RI_ARENA_NEW(t->arrivals, &t->mem, n * ARRIVAL_DAYS, err);
    return RI_OK;
}

ri_status trade_new(const struct chain *chain, size_t store, struct trade **ret,
                    struct ri_error *err)
{
    struct trade *t = calloc(1, sizeof *t);
    if (!t) return ri_fail(err, RI_ENOMEM, "no room for a shop");
    t->chain = chain;
    t->store = &chain->stores[store];
    t->store_index = store;
    ri_arena_init(&t->mem, SIZE_MAX / 2);
    ri_random_init(&t->random, chain->options->seed, STREAM_STORE + store);
    const ri_status status = make_room(t, err);
    if (status != RI_OK) {
        trade_free(t);
        return status;
    }
    for (size_t p = 0; p < chain->product_count; p++) /* small shops carry less */
        t->listed[p] = ri_random_below(&t->random, 1000) < (uint64_t)(820 + 100 * t->store->size);
    buyer_begin(t);
    *ret = t;
    return RI_OK;
}

void trade_free(struct trade *t)
{
    if (!t) return;
    for (size_t i = 0; i < SHEETS; i++) ri_text_release(&t->sheets[i]);
    ri_arena_release(&t->mem);
    free(t->lines);
    free(t->owed);
    free(t);
}

void opening(const struct store *store, ri_day day, int *ret_open, int *ret_close)
{
    const bool sunday = ri_day_weekday(day) == 6;
    *ret_open = 60 * (sunday ? store->sunday_open : store->open_hour);
    *ret_close = 60 * (sunday ? store->sunday_close : store->close_hour);
}

static ri_status add_line(struct trade *t, int product, int quantity, struct ri_error *err)
{
    if (t->line_count == t->line_room) {
        const size_t      room = t->line_room ? 2 * t->line_room : 1024;
        struct sold_line *lines = realloc(t->lines, room * sizeof *lines);
        if (!lines) return ri_fail(err, RI_ENOMEM, "no room for %zu sale lines of a day", room);
        t->lines = lines;
        t->line_room = room;
    }
    t->lines[t->line_count++] = (struct sold_line){product, quantity, -1};
    return RI_OK;
}

static ri_status sell(struct trade *t, int product, int units, struct ri_error *err)
{
    while (units > 0) {
        const uint64_t dice = ri_random_below(&t->random, 100);
        int            quantity = dice < 82 ? 1 : dice < 96 ? 2 : 3;
        if (quantity > units) quantity = units;
        RI_TRY(add_line(t, product, quantity, err));
        units -= quantity;
    }
    return RI_OK;
}

static int demand_of(struct trade *t, double mean)
{
    if (mean <= 0) return 0;
    const uint64_t units = mean > 0.5 ? ri_random_negative_binomial(&t->random, mean, 6)
                                      : ri_random_poisson(&t->random, mean);
    return (int)(units < 10000 ? units : 10000);
}

static void note_demand(struct trade *t, int day, int product, int demand, int sold)
{
    struct ri_text *out = &t->sheets[SHEET_DEMAND];
    t->sum.demand_units += (uint64_t)demand;
    t->sum.sold_units += (uint64_t)sold;
    t->sum.stock_out_days += sold < demand;
    ri_text_puts(out, t->store->code);
    ri_text_putc(out, ',');
    ri_text_puts(out, t->chain->products[product].sku);
    ri_text_putc(out, ',');
    put_day(out, t->chain->first + day);
    ri_text_putc(out, ',');
    put_int(out, demand);
    ri_text_putc(out, ',');
    put_int(out, sold);
    ri_text_putc(out, '\n');
}

static ri_status serve(struct trade *t, int day, struct ri_error *err)
{
    double mood =
        1 + 0.1 * ri_random_normal(&t->random); /* weather, football: all products together */
    mood = t->store->size / FACTOR_ONE * (mood < 0.7 ? 0.7 : mood > 1.3 ? 1.3 : mood);
    for (size_t p = 0; p < t->chain->product_count; p++) {
        const uint16_t factor = t->chain->factor[p * SAMPLE_DAYS + (size_t)day];
        if (!factor || !t->listed[p]) continue;
        const int demand = demand_of(t, t->chain->products[p].rate * factor * mood);
        if (!demand) continue;
        const int sold = demand < t->on_hand[p] ? demand : t->on_hand[p];
        t->on_hand[p] -= sold;
        t->sold_lately[p] += sold;
        note_demand(t, day, (int)p, demand, sold);
        RI_TRY(sell(t, (int)p, sold, err));
    }
    return RI_OK;
}

static void receive(struct trade *t, int day)
{
    for (size_t p = 0; p < t->chain->product_count; p++) {
        uint16_t *arrival = &t->arrivals[p * ARRIVAL_DAYS + (size_t)day % ARRIVAL_DAYS];
        t->on_hand[p] += *arrival;
        t->on_order[p] -= *arrival;
        *arrival = 0;
    }
}

static void count_visitors(struct trade *t, int day)
{
    struct ri_text *out = &t->sheets[SHEET_FOOTFALL];
    int             open, close, inside = 0;
    opening(t->store, t->chain->first + day, &open, &close);
    for (int hour = open / 60; hour < close / 60; hour++) {
        const int in =
            t->visits[hour] + (int)ri_random_poisson(&t->random, 1.4 * t->visits[hour] + 1);
        const int out_now = hour + 1 == close / 60 ? in + inside : (in * 4 + 2) / 5 + inside;
        inside += in - out_now;
        t->visits[hour] = 0;
        ri_text_puts(out, t->store->code);
        ri_text_putc(out, ',');
        put_time(out, t->chain->first + day, hour * 60);
        ri_text_puts(out, ",60,");
        put_int(out, in);
        ri_text_putc(out, ',');
        put_int(out, out_now);
        ri_text_putc(out, '\n');
    }
}

ri_status trade_day(struct trade *t, int day, struct ri_error *err)
{
    receive(t, day);
    if (!t->chain->closed[day]) {
        RI_TRY(serve(t, day, err));
        RI_TRY(till_sell(t, day, err));
        till_take_back(t, day);
        count_visitors(t, day);
    } else if (day + 1 < SAMPLE_DAYS &&
               t->owed_head[day]) { /* what should come back today comes tomorrow */
        uint32_t *tail = &t->owed_head[day + 1];
        while (*tail) tail = &t->owed[*tail - 1].next;
        *tail = t->owed_head[day];
        t->owed_head[day] = 0;
    }
    buyer_order(t, day);
    for (size_t i = 0; i < SHEETS; i++) RI_TRY(ri_text_check(&t->sheets[i], err));
    return RI_OK;
}

void trade_stock(struct trade *t, struct ri_text *out)
{
    const ri_day last = t->chain->first + SAMPLE_DAYS - 1;
    int          open, close;
    opening(t->store, last, &open, &close);
    for (size_t p = 0; p < t->chain->product_count; p++) {
        const bool ended =
            t->chain->products[p].end_day < SAMPLE_DAYS && !t->on_hand[p] && !t->on_order[p];
        if (!t->listed[p] || ended) continue;
        const int reserved = t->on_hand[p] > 2 && ri_random_below(&t->random, 60) == 0;
        ri_text_puts(out, t->store->code);
        ri_text_putc(out, ',');
        ri_text_puts(out, t->chain->products[p].sku);
        ri_text_putc(out, ',');
        put_time(out, last, close);
        ri_text_putc(out, ',');
        put_int(out, t->on_hand[p]);
        ri_text_putc(out, ',');
        put_int(out, t->on_order[p]);
        ri_text_putc(out, ',');
        put_int(out, reserved);
        ri_text_putc(out, '\n');
    }
}
