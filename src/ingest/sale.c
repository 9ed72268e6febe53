/* A sale line completed: currency, kind, and amounts that agree with each other.
 *
 *     gross = quantity x unit price (or as given)     net = gross - discount - tax (or as given)
 *
 * All in integers: quantities in thousandths, prices in millionths, products in 128 bits, rounded half away from zero
 * to the minor unit of the row's currency. Money arrives from the parser in millionths. */
#include "internal.h"

enum { UNIT = 1000, PRICE_DIGITS = 6 };

struct amounts { /* of one row; millionths where the parser put them, minor units once settled */
    int64_t quantity, price, gross, discount, tax, net, cost;
    bool    has_price, has_gross, has_net, has_cost;
    bool    on_top; /* the tax is no part of gross and discount */
};

static bool cell(const struct ingest_batch *batch, size_t field, size_t r, int64_t *ret)
{
    if (!batch->cells[field].valid[r]) return false;
    *ret = batch->cells[field].number[r];
    return true;
}

static void put(struct ingest_batch *batch, size_t field, size_t r, int64_t value)
{
    batch->cells[field].number[r] = value;
    batch->cells[field].valid[r] = 1;
}

static void put_text(struct ingest_batch *batch, size_t field, size_t r, const char *text)
{
    batch->cells[field].text[r] = ri_view_of(text);
    batch->cells[field].valid[r] = 1;
}

static const char *kind_of_plain(const char *plain)
{
    static const struct {
        const char *word, *kind;
    } words[] = {{"sale", "sale"},         {"sold", "sale"},       {"s", "sale"},
                 {"purchase", "sale"},     {"verkauf", "sale"},    {"vente", "sale"},
                 {"venta", "sale"},        {"vendita", "sale"},    {"venda", "sale"},
                 {"verkoop", "sale"},      {"satis", "sale"},      {"sprzedaz", "sale"},
                 {"return", "return"},     {"returned", "return"}, {"refund", "return"},
                 {"refunded", "return"},   {"r", "return"},        {"credit", "return"},
                 {"storno", "return"},     {"ruckgabe", "return"}, {"retoure", "return"},
                 {"gutschrift", "return"}, {"retour", "return"},   {"avoir", "return"},
                 {"devolucion", "return"}, {"reso", "return"},     {"devolucao", "return"},
                 {"iade", "return"},       {"zwrot", "return"},    {"void", "void"},
                 {"voided", "void"},       {"cancelled", "void"},  {"canceled", "void"},
                 {"annule", "void"},       {"anulado", "void"},    {"annullato", "void"},
                 {"iptal", "void"}};
    for (size_t i = 0; i < RI_COUNT(words); i++) {
        if (strcmp(words[i].word, plain) == 0) return words[i].kind;
    }
    return NULL;
}

/* Words of a kind column: those the mapping gives a meaning ("voided:void *:sale"), then the usual ones. */
static const char *kind_of(const struct ri_ingest *ingest, struct ri_view word)
{
    char plain[24], known[24], means[24];
    int  used = 0;
    ingest_normalise(word, plain, sizeof plain);
    for (const char *at = ingest->mapping.shape.kinds; at && *at; at += used) {
        used = 0;
        at += strspn(at, " ,");
        if (sscanf(at, " %23[^: ]:%23[a-z]%n", known, means, &used) != 2 || !used) break;
        if (strcmp(known, plain) == 0 || strcmp(known, "*") == 0) return kind_of_plain(means);
    }
    return kind_of_plain(plain);
}

static bool cancels(struct ri_view transaction)
{
    return transaction.length > 1 && (transaction.at[0] | 0x20) == 'c' &&
           transaction.at[1] >= '0' && transaction.at[1] <= '9';
}

/* The row's currency: its column, else a sign beside an amount, else the file's. */
static bool find_currency(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                          unsigned *ret, struct ingest_fault *fault)
{
    struct ingest_sale *sale = &ingest->sale;
    *ret = ingest->row_currency ? ingest->row_currency : sale->currency;
    if (!sale->has[RI_SALE_CURRENCY] || !batch->cells[RI_SALE_CURRENCY].valid[r]) return true;
    const struct ri_view code = batch->cells[RI_SALE_CURRENCY].text[r];
    if (code.length != 3 || memcmp(code.at, sale->last_code_text, 3) != 0) {
        sale->last_currency = ingest_currency_find(code);
        if (code.length == 3) memcpy(sale->last_code_text, code.at, 3);
    }
    *ret = sale->last_currency;
    if (*ret && code.length == 3) return true;
    sale->last_code_text[0] = '\0';
    ingest_fault(fault, "currency", "'%.*s' is not a currency code of ISO 4217",
                 (int)(code.length < 40 ? code.length : 40), code.at);
    return false;
}

static int digits_of(struct ingest_sale *sale, unsigned currency)
{
    if (sale->digits_of != currency || !currency) {
        sale->digits_of = currency;
        sale->digits = ingest_currency_digits(currency);
    }
    return sale->digits;
}

static void count_currency(struct ingest_findings *findings, unsigned currency)
{
    for (size_t i = 0; i < findings->currency_count; i++) {
        if (findings->currencies[i] == currency) return;
    }
    if (findings->currency_count < RI_COUNT(findings->currencies))
        findings->currencies[findings->currency_count++] = currency;
}

/* Millionths to minor units. */
static bool to_minor(int64_t *amount, int digits)
{
    if (!*amount) return true;
    return ingest_multiply(*amount, 1, PRICE_DIGITS - digits, amount);
}

/* What the order gives its line. */
static void share_amounts(const struct ingest_shape *shape, const struct ingest_share *share,
                          struct amounts *a)
{
    if (!share->active) return;
    a->on_top = share->on_top;
    if (shape->spread_discount) a->discount = share->discount;
    if (shape->spread_tax) a->tax = share->tax;
    if (!share->back) return;
    a->quantity = share->quantity;
    a->gross = share->gross;
    a->has_gross = true;
    a->has_net = a->has_cost = false;
}

static bool read_amounts(const struct ri_ingest *ingest, const struct ingest_batch *batch, size_t r,
                         int digits, struct amounts *ret)
{
    struct amounts a = {.quantity = UNIT};
    bool           fits = true;
    if (ingest->sale.has[RI_SALE_QUANTITY]) cell(batch, RI_SALE_QUANTITY, r, &a.quantity);
    a.has_price =
        ingest->sale.has[RI_SALE_UNIT_PRICE] && cell(batch, RI_SALE_UNIT_PRICE, r, &a.price);
    a.has_gross = ingest->sale.has[RI_SALE_GROSS] && cell(batch, RI_SALE_GROSS, r, &a.gross);
    a.has_net = ingest->sale.has[RI_SALE_NET] && cell(batch, RI_SALE_NET, r, &a.net);
    a.has_cost = ingest->sale.has[RI_SALE_COST] && cell(batch, RI_SALE_COST, r, &a.cost);
    if (ingest->sale.has[RI_SALE_DISCOUNT]) cell(batch, RI_SALE_DISCOUNT, r, &a.discount);
    if (ingest->sale.has[RI_SALE_TAX]) cell(batch, RI_SALE_TAX, r, &a.tax);
    if (ingest->sale.price == INGEST_LINE_TOTAL && a.has_price) {
        a.gross = a.price;
        a.has_gross = true;
        a.has_price = false;
    }
    fits = to_minor(&a.gross, digits) && to_minor(&a.net, digits) &&
           to_minor(&a.discount, digits) && to_minor(&a.tax, digits) && to_minor(&a.cost, digits);
    a.on_top = ingest->mapping.shape.taxes == INGEST_TAX_EXCLUDED;
    share_amounts(&ingest->mapping.shape, &ingest->share, &a);
    *ret = a;
    return fits;
}

static bool turn(int64_t *amount, int sign)
{
    if ((*amount < 0 && sign > 0) || (*amount > 0 && sign < 0)) {
        *amount = -*amount;
        return true;
    }
    return false;
}

/* A returned line is negative in every amount; files write some of them without the sign. */
static bool align_signs(struct amounts *a, bool is_return)
{
    bool turned = is_return && turn(&a->quantity, -1);
    if (a->quantity < 0) {
        if (a->has_gross) turned |= turn(&a->gross, -1);
        if (a->has_net) turned |= turn(&a->net, -1);
        if (a->has_cost) turned |= turn(&a->cost, -1);
    }
    return turned;
}

/* The amounts that were not given. False: out of range. */
static bool complete(struct amounts *a, int digits)
{
    bool fits = true;
    if (!a->has_gross && a->has_price) {
        fits = ingest_multiply(a->quantity, a->price, 3 + PRICE_DIGITS - digits, &a->gross);
        a->has_gross = true;
    }
    const int sign = (a->has_gross ? a->gross : a->net) < 0 ? -1 : 1;
    turn(&a->discount, sign); /* files write them with either sign */
    turn(&a->tax, sign);
    if (!a->has_gross) {
        fits = fits && !__builtin_add_overflow(a->net, a->discount, &a->gross) &&
               !__builtin_add_overflow(a->gross, a->on_top ? 0 : a->tax, &a->gross);
    }
    if (!a->has_net) {
        fits = fits && !__builtin_sub_overflow(a->gross, a->discount, &a->net) &&
               !__builtin_sub_overflow(a->net, a->on_top ? 0 : a->tax, &a->net);
    }
    if (!a->has_price && a->quantity) {
        fits = fits && ingest_divide(a->gross, a->quantity, 3 + PRICE_DIGITS - digits, &a->price);
        a->has_price = true;
    }
    return fits;
}

static void store(const struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                  const struct amounts *a)
{
    put(batch, RI_SALE_QUANTITY, r, a->quantity);
    put(batch, RI_SALE_GROSS, r, a->gross);
    put(batch, RI_SALE_NET, r, a->net);
    put(batch, RI_SALE_UNIT_PRICE, r, a->price);
    batch->cells[RI_SALE_UNIT_PRICE].valid[r] = a->has_price;
    put(batch, RI_SALE_DISCOUNT, r, a->discount);
    put(batch, RI_SALE_TAX, r, a->tax);
    batch->cells[RI_SALE_TAX].valid[r] = ingest->sale.has[RI_SALE_TAX];
    put(batch, RI_SALE_COST, r, a->cost);
    batch->cells[RI_SALE_COST].valid[r] = a->has_cost;
}

static bool test_like(struct ri_view text)
{
    if (text.length < 4 || (text.at[0] | 0x20) != 't') return false;
    return (text.at[1] | 0x20) == 'e' && (text.at[2] | 0x20) == 's' && (text.at[3] | 0x20) == 't';
}

static void notice(struct ri_ingest *ingest, const struct ingest_batch *batch, size_t r,
                   const struct amounts *a, unsigned currency)
{
    static const size_t     watched[] = {RI_SALE_PRODUCT, RI_SALE_CUSTOMER, RI_SALE_TRANSACTION};
    struct ingest_findings *f = &ingest->findings;
    f->zero_prices += a->has_price ? a->price == 0 : a->gross == 0;
    f->negative_prices += (a->has_price && a->price < 0) || (a->quantity > 0 && a->gross < 0);
    if (f->currency_count == 0 || f->currencies[0] != currency) count_currency(f, currency);
    for (size_t i = 0; i < RI_COUNT(watched); i++) {
        if (!batch->cells[watched[i]].valid[r] || !test_like(batch->cells[watched[i]].text[r]))
            continue;
        f->test_rows++;
        return;
    }
}

bool ingest_sale_finish(struct ri_ingest *ingest, struct ingest_batch *batch, size_t r,
                        struct ingest_fault *fault)
{
    const struct ri_cells *cells = batch->cells;
    const char            *kind = NULL;
    struct amounts         a;
    unsigned               currency;
    if (!find_currency(ingest, batch, r, &currency, fault)) return false;
    const int digits = digits_of(&ingest->sale, currency);
    if (ingest->sale.has[RI_SALE_KIND] && cells[RI_SALE_KIND].valid[r]) {
        kind = kind_of(ingest, cells[RI_SALE_KIND].text[r]);
        if (!kind) {
            const struct ri_view text = cells[RI_SALE_KIND].text[r];
            ingest_fault(fault, "kind", "'%.*s' is neither sale, return nor void",
                         (int)(text.length < 40 ? text.length : 40), text.at);
            return false;
        }
    }
    if (ingest->share.active && ingest->share.back) kind = "return";
    bool fits = read_amounts(ingest, batch, r, digits, &a);
    if (fits && !a.has_price && !a.has_gross && !a.has_net) {
        ingest_fault(fault, "required", "the record has no amount");
        return false;
    }
    if (!kind && ingest->sale.prefix_c && cells[RI_SALE_TRANSACTION].valid[r] &&
        cancels(cells[RI_SALE_TRANSACTION].text[r])) {
        kind = "return";
        ingest->findings.prefix_returns++;
    }
    const bool alone = !ingest->sale.has[RI_SALE_QUANTITY] && (a.has_gross ? a.gross
                                                               : a.has_net ? a.net
                                                                           : a.price) < 0;
    if (alone && a.has_price)
        turn(&a.price, 1); /* no quantity column: a negative amount is one unit back */
    if (fits) ingest->findings.turned += align_signs(&a, alone || (kind && kind[0] == 'r'));
    fits = fits && complete(&a, digits);
    if (!fits) {
        ingest_fault(fault, "range", "an amount is too large");
        return false;
    }
    store(ingest, batch, r, &a);
    put_text(batch, RI_SALE_KIND, r, kind ? kind : a.quantity < 0 ? "return" : "sale");
    put_text(batch, RI_SALE_CURRENCY, r, ingest_currency_code(currency));
    notice(ingest, batch, r, &a, currency);
    return true;
}
