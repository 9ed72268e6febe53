/* The buyer: a minimum and a maximum for every product, set by eye and looked at every eight weeks. He counts what was
 * sold, not what was wanted, and each product has its own misjudgement; so shelves run empty, as they do. */
#include "sample_internal.h"

enum { LOOK_DAYS = 56 };

static int up(double x)
{
    const int whole = (int)x;
    return whole + (x > whole);
}

static void set_levels(struct trade *t, size_t p, double a_day)
{
    const struct product  *product = &t->chain->products[p];
    const struct supplier *supplier = &t->chain->suppliers[product->supplier];
    const double           guess = a_day * product->bias;
    double                 cover = supplier->lead_days + supplier->review_days;
    const int              life = product->sub->shelf_life;
    if (life > 0 && cover > life) cover = life; /* what would spoil is not bought */
    t->least[p] = up(guess * cover);
    if (t->least[p] < 1) t->least[p] = 1;
    t->most[p] = t->least[p] + up(guess * supplier->review_days) + 1;
}

void buyer_begin(struct trade *t)
{
    for (size_t p = 0; p < t->chain->product_count; p++) {
        const struct product *product = &t->chain->products[p];
        if (!t->listed[p]) continue;
        set_levels(t, p, product->rate * t->store->size);
        if (product->first_day == 0)
            t->on_hand[p] = t->most[p] + (int)ri_random_below(&t->random, (uint64_t)product->pack);
    }
}

static void look(struct trade *t, size_t p)
{
    const struct product *product = &t->chain->products[p];
    const double          seen = (double)t->sold_lately[p] / LOOK_DAYS,
                 usual = product->rate * t->store->size;
    t->sold_lately[p] = 0;
    set_levels(t, p, 0.7 * seen + 0.3 * usual); /* he remembers how it used to sell */
}

static void write_order(struct trade *t, size_t p, int day, int received, int quantity)
{
    const struct product *product = &t->chain->products[p];
    struct ri_text       *out = &t->sheets[SHEET_ORDERS];
    ri_text_printf(out, "%s-%d-%s,%s,%s,%s,", t->store->code, day + 1, product->supplier_code,
                   t->store->code, product->supplier_code, product->sku);
    put_day(out, t->chain->first + day);
    ri_text_putc(out, ',');
    put_day(out, t->chain->first + day + t->chain->suppliers[product->supplier].lead_days);
    ri_text_putc(out, ',');
    if (received < SAMPLE_DAYS) put_day(out, t->chain->first + received);
    ri_text_putc(out, ',');
    put_int(out, quantity);
    ri_text_putc(out, ',');
    put_cents(out, product->cost);
    ri_text_puts(out, ",EUR\n");
}

void buyer_order(struct trade *t, int day)
{
    const unsigned today = 1u << ri_day_weekday(t->chain->first + day);
    for (size_t p = 0; p < t->chain->product_count; p++) {
        const struct product  *product = &t->chain->products[p];
        const struct supplier *supplier = &t->chain->suppliers[product->supplier];
        if (!t->listed[p] || !(supplier->order_days & today)) continue;
        if (day + 14 < product->first_day ||
            day + supplier->lead_days + 14 >
                product->end_day + (product->end_day == SAMPLE_DAYS ? 60 : 0))
            continue;
        if ((day + (int)p) % LOOK_DAYS < 7 && day > LOOK_DAYS &&
            day - product->first_day > LOOK_DAYS)
            look(t, p);
        const int position = t->on_hand[p] + t->on_order[p];
        if (position > t->least[p]) continue;
        int quantity = (t->most[p] - position + product->pack - 1) / product->pack * product->pack;
        if (quantity < product->minimum) quantity = product->minimum;
        const uint64_t dice = ri_random_below(&t->random, 100);
        const int      late = dice < 82 ? 0 : dice < 94 ? 1 : 3;
        const int      received = day + supplier->lead_days + late;
        t->arrivals[p * ARRIVAL_DAYS + (size_t)received % ARRIVAL_DAYS] =
            (uint16_t)(t->arrivals[p * ARRIVAL_DAYS + (size_t)received % ARRIVAL_DAYS] + quantity);
        t->on_order[p] += quantity;
        write_order(t, p, day, received, quantity);
    }
}
