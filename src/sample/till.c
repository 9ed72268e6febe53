/* The till: lines become receipts with a time, a payment and perhaps a customer; some goods come back. */
#include "retail/money.h"
#include "sample_internal.h"

struct receipt {
    int         minute, reg, customer; /* customer: index, -1 nobody known */
    uint32_t    number;
    const char *payment, *prefix;
};
struct amounts { /* cents; discount, tax and net as in sample.h */
    int64_t unit_price, gross, discount, tax, net, cost;
};

static int by_minute(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* A time within the opening hours, by how busy the hours are. */
static int draw_minute(struct trade *t, int open, int close)
{
    static const unsigned char busy[HOURS] = {2,  1,  0,  0,  0,  0,   0,  20, 40, 45, 60, 75, 95,
                                              90, 70, 65, 75, 95, 100, 70, 50, 40, 35, 30, 25, 12};
    for (;;) {
        const int minute = open + (int)ri_random_below(&t->random, (uint64_t)(close - open));
        if (ri_random_below(&t->random, 100) < busy[minute / 60]) return minute;
    }
}

static const char *draw_payment(struct trade *t)
{
    const uint64_t dice = ri_random_below(&t->random, 100);
    return dice < 58 ? "card" : dice < 82 ? "mobile" : dice < 97 ? "cash" : "voucher";
}

static int draw_customer(struct trade *t, int day)
{
    const size_t from = t->chain->customer_start[t->store_index],
                 n = t->chain->customer_start[t->store_index + 1] - from;
    const double u = ri_random_uniform(&t->random);
    if (!n || ri_random_below(&t->random, 100) >= 62) return -1;
    const size_t chosen = from + (size_t)((double)n * u * u); /* some come often, most seldom */
    const struct customer *customer = &t->chain->customers[chosen];
    return day >= customer->first_day && day < customer->end_day ? (int)chosen : -1;
}

static struct amounts amounts_of(const struct product *product, int quantity, int price,
                                 int percent)
{
    struct amounts a = {.unit_price = price, .gross = (int64_t)price * quantity};
    a.discount = (int64_t)(price * percent / 100) * quantity;
    a.tax =
        ri_money_tax_inside(a.gross - a.discount, (int64_t)product->sub->tax_thousandths * 1000);
    a.net = a.gross - a.discount - a.tax;
    a.cost = (int64_t)product->cost * quantity;
    return a;
}

static void put_number(struct ri_text *out, const char *store, const char *prefix, uint32_t number)
{
    char digits[8];
    for (int i = 6; i >= 0; i--, number /= 10) digits[i] = (char)('0' + number % 10);
    ri_text_puts(out, store);
    ri_text_puts(out, prefix);
    ri_text_add(out, digits, 7);
}

static void put_customer(struct ri_text *out, int customer)
{
    if (customer < 0) return;
    ri_text_putc(out, 'C');
    put_int(out, 100001 + customer);
}

static void write_line(struct trade *t, int day, const struct receipt *receipt, int line,
                       const struct product *product, const char *kind, int quantity,
                       const struct amounts *a, uint32_t origin)
{
    struct ri_text *out = &t->sheets[SHEET_SALES];
    put_number(out, t->store->code, receipt->prefix, receipt->number);
    ri_text_putc(out, ',');
    put_int(out, line);
    ri_text_putc(out, ',');
    ri_text_puts(out, t->store->code);
    ri_text_putc(out, ',');
    put_int(out, receipt->reg);
    ri_text_putc(out, ',');
    put_time(out, t->chain->first + day, receipt->minute);
    ri_text_putc(out, ',');
    ri_text_puts(out, product->sku);
    ri_text_putc(out, ',');
    put_customer(out, receipt->customer);
    ri_text_putc(out, ',');
    ri_text_puts(out, kind);
    ri_text_putc(out, ',');
    put_int(out, quantity);
    const int64_t money[] = {a->unit_price, a->gross, a->discount, a->tax, a->net, a->cost};
    for (size_t i = 0; i < RI_COUNT(money); i++) {
        ri_text_putc(out, ',');
        put_cents(out, money[i]);
    }
    ri_text_puts(out, ",EUR,");
    ri_text_puts(out, receipt->payment);
    ri_text_putc(out, ',');
    if (origin) put_number(out, t->store->code, "-", origin);
    ri_text_putc(out, '\n');
}

static ri_status promise_return(struct trade *t, int day, const struct receipt *receipt,
                                const struct sold_line *line, const struct amounts *a,
                                struct ri_error *err)
{
    const int due = day + 1 + (int)ri_random_below(&t->random, 21);
    if (due >= SAMPLE_DAYS) return RI_OK;
    if (t->owed_count == t->owed_room) {
        const size_t        room = t->owed_room ? 2 * t->owed_room : 256;
        struct owed_return *owed = realloc(t->owed, room * sizeof *owed);
        if (!owed) return ri_fail(err, RI_ENOMEM, "no room for %zu returns", room);
        t->owed = owed;
        t->owed_room = room;
    }
    const int paid =
        (int)((a->gross - a->discount) / line->quantity); /* exact: discounts are by unit */
    t->owed[t->owed_count++] = (struct owed_return){
        line->product, line->quantity, paid, receipt->customer, receipt->number, t->owed_head[due]};
    t->owed_head[due] = (uint32_t)t->owed_count;
    return RI_OK;
}

/* Spreads the day's lines over receipts; what belongs together is often bought together. */
static size_t deal(struct trade *t)
{
    int          last[SUBCATEGORIES_MOST];
    const size_t count = t->line_count * 10 / 26 + 1;
    for (size_t i = 0; i < SUBCATEGORIES_MOST; i++) last[i] = -1;
    for (size_t i = 0; i < t->line_count; i++) {
        struct sold_line *line = &t->lines[i];
        const int         own = t->chain->products[line->product].subcategory;
        const int         other = own + t->chain->products[line->product].sub->partner;
        const bool        together =
            other != own && last[other] >= 0 && ri_random_below(&t->random, 100) < 40;
        line->receipt = together ? last[other] : (int)ri_random_below(&t->random, count);
        last[own] = line->receipt;
    }
    return count;
}

static ri_status write_sale(struct trade *t, int day, const struct receipt *receipt,
                            const struct sold_line *line, int *number, struct ri_error *err)
{
    const struct product *product = &t->chain->products[line->product];
    const int      percent = t->chain->discount[(size_t)line->product * SAMPLE_DAYS + (size_t)day];
    const int      price = price_on(product, day);
    struct amounts a = amounts_of(product, line->quantity, price, percent);
    write_line(t, day, receipt, ++*number, product, "sale", line->quantity, &a, 0);
    t->sum.sale_lines++;
    t->sum.net_minor += a.net;
    if (ri_random_below(&t->random, 1000) < (uint64_t)product->sub->returns)
        RI_TRY(promise_return(t, day, receipt, line, &a, err));
    if (ri_random_below(&t->random, 1000) < 3) { /* rung up once too often */
        a = amounts_of(product, 1, price, percent);
        write_line(t, day, receipt, ++*number, product, "void", 1, &a, 0);
        t->sum.void_lines++;
    }
    return RI_OK;
}

static ri_status write_receipts(struct trade *t, int day, const int *minutes, const size_t *starts,
                                const size_t *order, size_t count, struct ri_error *err)
{
    for (size_t r = 0; r < count; r++) {
        if (starts[r] == starts[r + 1]) continue;
        struct receipt receipt = {.minute = minutes[r], .prefix = "-", .number = ++t->receipts};
        receipt.reg = 1 + (int)ri_random_below(&t->random, (uint64_t)t->store->registers);
        receipt.customer = draw_customer(t, day);
        receipt.payment = draw_payment(t);
        t->visits[receipt.minute / 60]++;
        t->sum.receipts++;
        int number = 0;
        for (size_t i = starts[r]; i < starts[r + 1]; i++)
            RI_TRY(write_sale(t, day, &receipt, &t->lines[order[i]], &number, err));
    }
    return RI_OK;
}

ri_status till_sell(struct trade *t, int day, struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(&t->mem);
    const size_t               count = deal(t);
    int                       *minutes, open, close;
    size_t                    *starts, *order;
    RI_ARENA_NEW(minutes, &t->mem, count, err);
    RI_ARENA_NEW(starts, &t->mem, count + 2, err);
    RI_ARENA_NEW(order, &t->mem, t->line_count, err);
    opening(t->store, t->chain->first + day, &open, &close);
    for (size_t r = 0; r < count; r++) minutes[r] = draw_minute(t, open, close);
    qsort(minutes, count, sizeof *minutes, by_minute);
    for (size_t i = 0; i < t->line_count; i++)
        starts[t->lines[i].receipt + 2]++; /* counting sort by receipt */
    for (size_t r = 0; r < count; r++) starts[r + 2] += starts[r + 1];
    for (size_t i = 0; i < t->line_count; i++) order[starts[t->lines[i].receipt + 1]++] = i;
    const ri_status status = write_receipts(t, day, minutes, starts, order, count, err);
    t->line_count = 0;
    ri_arena_rewind(&t->mem, mark);
    return status;
}

void till_take_back(struct trade *t, int day)
{
    int open, close;
    opening(t->store, t->chain->first + day, &open, &close);
    for (uint32_t at = t->owed_head[day]; at;) {
        const struct owed_return *owed = &t->owed[at - 1];
        const struct product     *product = &t->chain->products[owed->product];
        struct receipt            receipt = {
                       .reg = 1, .customer = owed->customer, .number = ++t->return_receipts, .prefix = "-R"};
        receipt.minute = draw_minute(t, open, close);
        receipt.payment = draw_payment(t);
        const struct amounts a = amounts_of(product, -owed->quantity, owed->unit_price, 0);
        write_line(t, day, &receipt, 1, product, "return", -owed->quantity, &a, owed->receipt);
        if (!product->sub->shelf_life)
            t->on_hand[owed->product] += owed->quantity; /* food is not sold again */
        t->sum.return_lines++;
        t->sum.receipts++;
        t->sum.returned_units += (uint64_t)owed->quantity;
        t->sum.net_minor += a.net;
        at = owed->next;
    }
}
