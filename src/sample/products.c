/* Products and suppliers: made up from the assortment's words, with prices, packs and a life on the shelf. */
#include "retail/gtin.h"
#include "sample_internal.h"

#include <math.h>

static const char *const brands[] = {"Bramley",  "Northfield", "Liffey",   "Corrib",  "Ardmore",
                                     "Greenway", "Maple Row",  "Saltwell", "Kestrel", "Own"};
static const char *const supplier_words[] = {"Atlantic", "Boyne", "Causeway", "Dargle",  "Emerald",
                                             "Foyle",    "Glen",  "Harbour",  "Iveragh", "Kilmore"};
static const char *const supplier_trades[] = {"Foods", "Trading", "Wholesale", "Imports"};

/* The i-th of words separated by '|', going round. */
static struct ri_view word_at(const char *words, size_t i)
{
    size_t count = 1;
    for (const char *at = words; *at; at++) count += *at == '|';
    for (i %= count; i > 0; words++) i -= *words == '|';
    return (struct ri_view){words, strcspn(words, "|")};
}

static double between(struct ri_random *random, double low, double high)
{
    return low + (high - low) * ri_random_uniform(random);
}

static int chance(struct ri_random *random, int of_thousand)
{
    return ri_random_below(random, 1000) < (uint64_t)of_thousand;
}

static int shelf_price(double cents) /* ends in 9, as prices on shelves do */
{
    const int price = (int)(cents / 10) * 10 + 9;
    return price < 49 ? 49 : price;
}

static void make_supplier(struct ri_random *random, size_t i, struct supplier *supplier)
{
    const size_t words = RI_COUNT(supplier_words);
    snprintf(supplier->code, sizeof supplier->code, "SUP-%02u", (unsigned)(i + 1) % 100);
    snprintf(supplier->name, sizeof supplier->name, "%s %s", supplier_words[i % words],
             supplier_trades[i / words % 4]);
    supplier->lead_days =
        i < 16 ? 1 + (int)ri_random_below(random, 3) : 3 + (int)ri_random_below(random, 10);
    supplier->review_days = i < 16 ? (i % 2 ? 3 : 2) : 7;
    static const unsigned days[] = {1 << 0 | 1 << 2 | 1 << 4, 1 << 1 | 1 << 4, 1 << 0, 1 << 3};
    supplier->order_days = i < 16 ? days[i % 2] : days[2 + i % 2];
    supplier->minimum = 5000 * (1 + (int)ri_random_below(random, 8));
}

/* Rates spread over two orders of magnitude: most products sell slowly, a few carry the shop. */
static double popularity(struct ri_random *random)
{
    const double factor = exp(1.15 * ri_random_normal(random) - 0.5 * 1.15 * 1.15);
    return floor(fmin(factor, 12) * 1e6) / 1e6;
}

static void make_life(struct ri_random *random, struct product *product)
{
    product->first_day = 0;
    product->end_day = SAMPLE_DAYS;
    if (chance(random, 90))
        product->first_day = 30 + (int)ri_random_below(random, SAMPLE_DAYS - 60);
    else if (chance(random, 80))
        product->end_day = 120 + (int)ri_random_below(random, SAMPLE_DAYS - 150);
    product->trend = chance(random, 300) ? between(random, -0.3, 0.4) : 0;
}

static void make_price(struct ri_random *random, struct product *product)
{
    const struct subcategory *sub = product->sub;
    product->price = shelf_price(between(random, sub->low, sub->high));
    product->later_price = product->price;
    product->price_day = SAMPLE_DAYS;
    if (chance(random, 600)) {
        product->price_day = 60 + (int)ri_random_below(random, SAMPLE_DAYS - 120);
        product->later_price = shelf_price(product->price * between(random, 1.02, 1.09));
    }
    const double without_tax = product->price * 1000.0 / (1000 + sub->tax_thousandths);
    product->cost =
        (int)(without_tax * (1 - between(random, sub->margin - 4, sub->margin + 4) / 100) + 0.5);
}

static void make_name(struct product *product, size_t i)
{
    const struct subcategory *sub = product->sub;
    const struct ri_view noun = word_at(sub->nouns, i), variant = word_at(sub->variants, i / 2),
                         size = word_at(sub->sizes, i);
    product->brand = brands[(i * 3 + (size_t)product->subcategory) % RI_COUNT(brands)];
    snprintf(product->name, sizeof product->name, "%s %.*s %.*s %.*s", product->brand,
             (int)variant.length, variant.at, (int)noun.length, noun.at, (int)size.length, size.at);
}

static void make_codes(struct product *product, size_t number)
{
    char digits[13];
    snprintf(product->sku, sizeof product->sku, "P%05u", (unsigned)(number + 1) % 100000);
    snprintf(digits, sizeof digits, "539%09zu",
             (number * 7919 + 101) % 1000000000); /* 539: Ireland */
    const int check = ri_gtin_check_digit(ri_view_of(digits));
    snprintf(product->gtin, sizeof product->gtin, "%s%c", digits, (char)('0' + check));
}

static void make_product(struct chain *chain, struct ri_random *random, size_t number,
                         size_t in_row)
{
    struct product *product = &chain->products[number];
    product->subcategory = (int)(number % subcategory_count);
    product->sub = &subcategories[product->subcategory];
    make_codes(product, number);
    make_name(product, in_row);
    make_price(random, product);
    make_life(random, product);
    static const int packs[] = {1, 1, 2};
    const int        times = packs[ri_random_below(random, 3)]; /* draws in this order */
    const int        parts = chance(random, 250) ? 2 : 1;
    product->pack = product->sub->pack * times / parts;
    if (product->pack < 1) product->pack = 1;
    product->minimum = product->pack * (chance(random, 150) ? 2 : 1);
    product->rate = product->sub->rate * popularity(random);
    product->bias = between(random, 0.65, 1.45);
    product->lift = between(random, 1.15, 1.9);
    const bool fresh = product->sub->shelf_life > 0 && product->sub->shelf_life < 60;
    product->supplier =
        (int)(fresh ? ri_random_below(random, 16) : ri_random_below(random, chain->supplier_count));
    snprintf(product->supplier_code, sizeof product->supplier_code, "%s",
             chain->suppliers[product->supplier].code);
}

ri_status products_make(struct chain *chain, struct ri_arena *mem, struct ri_error *err)
{
    struct ri_random random;
    RI_ARENA_NEW(chain->suppliers, mem, chain->supplier_count, err);
    RI_ARENA_NEW(chain->products, mem, chain->product_count, err);
    ri_random_init(&random, chain->options->seed, STREAM_SUPPLIERS);
    for (size_t i = 0; i < chain->supplier_count; i++)
        make_supplier(&random, i, &chain->suppliers[i]);
    ri_random_init(&random, chain->options->seed, STREAM_PRODUCTS);
    for (size_t i = 0; i < chain->product_count; i++)
        make_product(chain, &random, i, i / subcategory_count);
    return RI_OK;
}

int price_on(const struct product *product, int day)
{
    return day < product->price_day ? product->price : product->later_price;
}
