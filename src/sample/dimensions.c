/* The files that do not grow with trade: products, shops, customers, suppliers, prices, promotions; more in ahead.c. */
#include "sample_internal.h"

static void write_products(const struct chain *chain, struct ri_text *out)
{
    ri_text_puts(out, "product,gtin,name,department,category,subcategory,brand,unit_cost,list_"
                      "price,pack_size,min_order,"
                      "shelf_life_days,supplier,status\n");
    for (size_t i = 0; i < chain->product_count; i++) {
        const struct product *p = &chain->products[i];
        const char           *status = p->end_day <= SAMPLE_DAYS - 1     ? "ended"
                                       : p->first_day > SAMPLE_DAYS - 60 ? "new"
                                                                         : "active";
        ri_text_printf(out, "%s,%s,%s,%s,%s,%s,%s,", p->sku, p->gtin, p->name, p->sub->department,
                       p->sub->category, p->sub->name, p->brand);
        put_cents(out, p->cost);
        ri_text_putc(out, ',');
        put_cents(out, price_on(p, SAMPLE_DAYS - 1));
        ri_text_printf(out, ",%d,%d,", p->pack, p->minimum);
        if (p->sub->shelf_life) put_int(out, p->sub->shelf_life);
        ri_text_printf(out, ",%s,%s\n", p->supplier_code, status);
    }
}

static void write_stores(const struct chain *chain, struct ri_text *out)
{
    ri_text_puts(out, "store,name,region,city,currency,time_zone,day_cutoff,opened_on,area_m2\n");
    for (size_t i = 0; i < chain->store_count; i++) {
        const struct store *s = &chain->stores[i];
        ri_text_printf(out, "%s,%s,%s,%s,EUR,Europe/Dublin,%02d:%02d,", s->code, s->name, s->region,
                       s->city, s->cutoff / 60, s->cutoff % 60);
        put_day(out, chain->first - 400 -
                         900 * (ri_day)(i % 4)); /* all traded before the sample begins */
        ri_text_printf(out, ",%d\n", s->area);
    }
}

static void write_customers(const struct chain *chain, struct ri_text *out)
{
    static const char *const given[] = {"Aoife", "Brian", "Ciara", "Daniel",  "Emma", "Fionn",
                                        "Grace", "Hugh",  "Isla",  "James",   "Kate", "Liam",
                                        "Maeve", "Niall", "Orla",  "Padraig", "Ruth", "Sean",
                                        "Tara",  "Una",   "Vera",  "William", "Zoe",  "Adam"};
    static const char *const family[] = {
        "Ashby",  "Barrow", "Carden",   "Dunmore", "Eastwick", "Farlow", "Galbally",
        "Harrow", "Inver",  "Kilbride", "Lisle",   "Marlow",   "Nevin",  "Oranmore",
        "Purdon", "Quill",  "Rathlin",  "Selby",   "Tarleton", "Urlin",  "Wexley"};
    static const char *const genders[] = {"female", "male",  "",      "female",
                                          "male",   "other", "female"};
    struct ri_random         random;
    ri_random_init(&random, chain->options->seed, STREAM_CUSTOMERS + 1000);
    ri_text_puts(out, "customer,name,email,consent_email,gender,birth_year\n");
    for (size_t i = 0; i < chain->customer_count; i++) {
        const char *a = given[ri_random_below(&random, RI_COUNT(given))],
                   *b = family[ri_random_below(&random, RI_COUNT(family))];
        const char *gender = genders[ri_random_below(&random, RI_COUNT(genders))];
        const int   born = ri_day_civil(chain->first).year - 18 - (int)ri_random_below(&random, 62);
        ri_text_printf(out, "C%zu,%s %s,%s.%s.%zu@example.com,%s,%s,%d\n", 100001 + i, a, b, a, b,
                       i + 1, ri_random_below(&random, 10) < 4 ? "yes" : "no", gender, born);
    }
}

static void write_suppliers(const struct chain *chain, struct ri_text *out)
{
    static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    ri_text_puts(out, "supplier,name,lead_time_days,review_days,order_days,minimum_order\n");
    for (size_t i = 0; i < chain->supplier_count; i++) {
        const struct supplier *s = &chain->suppliers[i];
        ri_text_printf(out, "%s,%s,%d,%d,", s->code, s->name, s->lead_days, s->review_days);
        for (unsigned day = 0, any = 0; day < 7; day++) {
            if (!(s->order_days >> day & 1)) continue;
            ri_text_printf(out, "%s%s", any++ ? " " : "", names[day]);
        }
        ri_text_putc(out, ',');
        put_cents(out, s->minimum);
        ri_text_putc(out, '\n');
    }
}

static void price_row(struct ri_text *out, const struct chain *chain, const struct product *p,
                      int from, int to, int price)
{
    if (from >= to) return;
    ri_text_printf(out, "%s,", p->sku);
    put_day(out, chain->first + from);
    ri_text_putc(out, ',');
    if (to < SAMPLE_DAYS) put_day(out, chain->first + to - 1);
    ri_text_putc(out, ',');
    put_cents(out, price);
    ri_text_puts(out, ",list\n");
}

static void write_prices(const struct chain *chain, struct ri_text *out)
{
    ri_text_puts(out, "product,starts_on,ends_on,price,kind\n");
    for (size_t i = 0; i < chain->product_count; i++) {
        const struct product *p = &chain->products[i];
        const int             change = p->price_day < p->first_day ? p->first_day
                                       : p->price_day < p->end_day ? p->price_day
                                                                   : p->end_day;
        price_row(out, chain, p, p->first_day, change, p->price);
        price_row(out, chain, p, change, p->end_day, p->later_price);
    }
}

static void write_promotions(const struct chain *chain, struct ri_text *out)
{
    ri_text_puts(out, "promotion,name,products,starts_on,ends_on,mechanics,discount_percent\n");
    int number = 0;
    for (size_t i = 0; i < chain->product_count; i++) {
        const uint8_t *row = chain->discount + i * SAMPLE_DAYS;
        for (int day = 0; day < SAMPLE_DAYS; day++) {
            const int from = day, percent = row[day];
            if (!percent) continue;
            while (day + 1 < SAMPLE_DAYS && row[day + 1] == percent) day++;
            ri_text_printf(out, "PR%05d,%d percent off,%s,", ++number, percent,
                           chain->products[i].sku);
            put_day(out, chain->first + from);
            ri_text_putc(out, ',');
            put_day(out, chain->first + day);
            ri_text_printf(out, ",percent off,%d\n", percent);
        }
    }
}

ri_status sheets_write_fixed(const struct chain *chain, struct ri_text *out, struct ri_error *err)
{
    static const struct {
        const char *name;
        void (*write)(const struct chain *chain, struct ri_text *out);
    } sheets[] = {
        {"products.csv", write_products},   {"stores.csv", write_stores},
        {"customers.csv", write_customers}, {"suppliers.csv", write_suppliers},
        {"prices.csv", write_prices},       {"promotions.csv", write_promotions},
        {"holidays.csv", ahead_holidays},   {"plan.csv", ahead_plan},
    };
    for (size_t i = 0; i < RI_COUNT(sheets); i++) {
        int fd;
        RI_TRY(file_open(chain->options->directory, sheets[i].name, &fd, err));
        sheets[i].write(chain, out);
        const ri_status status = file_add(fd, sheets[i].name, out, err);
        const ri_status closed = file_close(fd, sheets[i].name, status == RI_OK ? err : NULL);
        if (status != RI_OK || closed != RI_OK) return status != RI_OK ? status : closed;
    }
    return RI_OK;
}
