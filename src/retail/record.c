/* The kinds of record and their fields, as data. */
#include "record.h"

#include "base/zone.h"
#include "money.h"

static const struct ri_field sales[RI_SALE_FIELDS] = {
    [RI_SALE_TRANSACTION] = {"transaction", RI_FIELD_TEXT, false, "R-1001",
                             "receipt or invoice number"},
    [RI_SALE_LINE] = {"line", RI_FIELD_INTEGER, false, "1", "line of the receipt, counted from 1"},
    [RI_SALE_STORE] = {"store", RI_FIELD_TEXT, false, "S01", "code of the shop"},
    [RI_SALE_REGISTER] = {"register", RI_FIELD_TEXT, false, "2", "till"},
    [RI_SALE_SOLD_AT] = {"sold_at", RI_FIELD_TIME, true, "2026-11-20 14:05",
                         "date or time of the sale, shop's clock"},
    [RI_SALE_SOLD_AT_UTC] = {"sold_at_utc", RI_FIELD_TIME, false, "",
                             "instant of the sale, where the text says its offset"},
    [RI_SALE_PRODUCT] = {"product", RI_FIELD_TEXT, false, "SKU-1", "stock keeping unit"},
    [RI_SALE_PRODUCT_NAME] = {"product_name", RI_FIELD_TEXT, false, "Whole milk 1 l",
                              "description"},
    [RI_SALE_CATEGORY] = {"category", RI_FIELD_TEXT, false, "Dairy", "category of the product"},
    [RI_SALE_CUSTOMER] = {"customer", RI_FIELD_TEXT, false, "C-77", "customer or loyalty number"},
    [RI_SALE_KIND] = {"kind", RI_FIELD_TEXT, false, "sale",
                      "sale, return or void; a negative quantity is a return"},
    [RI_SALE_QUANTITY] = {"quantity", RI_FIELD_QUANTITY, false, "2",
                          "units sold; negative when returned"},
    [RI_SALE_UNIT_PRICE] = {"unit_price", RI_FIELD_PRICE, false, "1.29",
                            "price of one unit, major currency units"},
    [RI_SALE_GROSS] = {"gross", RI_FIELD_MONEY, false, "2.58", "line amount before discount"},
    [RI_SALE_DISCOUNT] = {"discount", RI_FIELD_MONEY, false, "0.00",
                          "discount of the line, positive"},
    [RI_SALE_TAX] = {"tax", RI_FIELD_MONEY, false, "0.17", "tax in the line amount"},
    [RI_SALE_NET] = {"net", RI_FIELD_MONEY, false, "2.41",
                     "line amount after discount, without tax"},
    [RI_SALE_COST] = {"cost", RI_FIELD_MONEY, false, "1.60", "cost of the line's goods"},
    [RI_SALE_CURRENCY] = {"currency", RI_FIELD_TEXT, false, "EUR", "ISO 4217 code"},
    [RI_SALE_PAYMENT_METHOD] = {"payment_method", RI_FIELD_TEXT, false, "card", "how it was paid"},
    [RI_SALE_ORIGIN] = {"origin", RI_FIELD_TEXT, false, "", "receipt a return belongs to"},
};

static const struct ri_field stock[] = {
    {"store", RI_FIELD_TEXT, false, "S01", "code of the shop"},
    {"product", RI_FIELD_TEXT, true, "SKU-1", "stock keeping unit"},
    {"counted_at", RI_FIELD_TIME, false, "2026-11-20 21:00",
     "when the level was true, shop's clock"},
    {"on_hand", RI_FIELD_QUANTITY, true, "12", "units on the shelf and in the back room"},
    {"on_order", RI_FIELD_QUANTITY, false, "24", "units ordered and not yet received"},
    {"reserved", RI_FIELD_QUANTITY, false, "0", "units promised to customers"},
};

static const struct ri_field products[] = {
    {"product", RI_FIELD_TEXT, true, "SKU-1", "stock keeping unit"},
    {"gtin", RI_FIELD_TEXT, false, "4006381333931", "bar code (GTIN-8, 12, 13 or 14)"},
    {"name", RI_FIELD_TEXT, false, "Whole milk 1 l", "description"},
    {"department", RI_FIELD_TEXT, false, "Food", "first level of the assortment"},
    {"category", RI_FIELD_TEXT, false, "Dairy", "second level"},
    {"subcategory", RI_FIELD_TEXT, false, "Milk", "third level"},
    {"brand", RI_FIELD_TEXT, false, "Own", "brand"},
    {"unit_cost", RI_FIELD_PRICE, false, "0.80", "cost of one unit, major currency units"},
    {"list_price", RI_FIELD_PRICE, false, "1.29", "price of one unit, major currency units"},
    {"pack_size", RI_FIELD_QUANTITY, false, "12", "units in an order pack"},
    {"min_order", RI_FIELD_QUANTITY, false, "12", "fewest units of an order"},
    {"shelf_life_days", RI_FIELD_INTEGER, false, "14", "days it can be sold"},
    {"supplier", RI_FIELD_TEXT, false, "SUP-1", "code of the supplier"},
    {"status", RI_FIELD_TEXT, false, "active", "active, new, ending, ended"},
    {"successor", RI_FIELD_TEXT, false, "", "stock keeping unit that replaces it"},
};

static const struct ri_field stores[] = {
    {"store", RI_FIELD_TEXT, true, "S01", "code of the shop"},
    {"name", RI_FIELD_TEXT, false, "Market Square", "name of the shop"},
    {"region", RI_FIELD_TEXT, false, "North", "sales region"},
    {"city", RI_FIELD_TEXT, false, "Leeds", "town"},
    {"currency", RI_FIELD_TEXT, false, "EUR", "ISO 4217 code"},
    {"time_zone", RI_FIELD_TEXT, false, "Europe/Berlin", "IANA name"},
    {"day_cutoff", RI_FIELD_MINUTES, false, "04:00", "when the business day changes"},
    {"opened_on", RI_FIELD_DAY, false, "2020-03-01", "first trading day"},
    {"closed_on", RI_FIELD_DAY, false, "", "last trading day"},
    {"area_m2", RI_FIELD_NUMBER, false, "450", "sales area, square metres"},
};

/* A store with a zone or currency nobody knows would fail the next import of its sales. */
static const char *store_fault(size_t field, struct ri_view text)
{
    char            name[64];
    struct ri_zone *zone;
    const char     *what = stores[field].name;
    if (strcmp(what, "currency") == 0 && !ri_currency_find(text))
        return "a currency code of ISO 4217";
    if (strcmp(what, "time_zone") != 0) return NULL;
    if (text.length >= sizeof name) return "an IANA time zone such as Europe/Berlin";
    memcpy(name, text.at, text.length);
    name[text.length] = '\0';
    if (ri_zone_load(name, &zone, NULL) != RI_OK) return "an IANA time zone such as Europe/Berlin";
    ri_zone_free(zone);
    return NULL;
}

static const struct ri_field customers[] = {
    {"customer", RI_FIELD_TEXT, true, "C-77", "customer or loyalty number"},
    {"name", RI_FIELD_TEXT, false, "", "name; kept apart from sales, erasable"},
    {"email", RI_FIELD_TEXT, false, "", "e-mail; kept apart from sales, erasable"},
    {"phone", RI_FIELD_TEXT, false, "", "telephone; kept apart from sales, erasable"},
    {"consent_email", RI_FIELD_FLAG, false, "yes", "may be written to"},
    {"gender", RI_FIELD_TEXT, false, "", "as the customer stated it"},
    {"birth_year", RI_FIELD_INTEGER, false, "1984", "year of birth"},
};

static const struct ri_field suppliers[] = {
    {"supplier", RI_FIELD_TEXT, true, "SUP-1", "code of the supplier"},
    {"name", RI_FIELD_TEXT, false, "Dairy Union", "name"},
    {"lead_time_days", RI_FIELD_NUMBER, false, "2", "days from order to receipt"},
    {"review_days", RI_FIELD_NUMBER, false, "7", "days between orders"},
    {"order_days", RI_FIELD_TEXT, false, "mon thu", "weekdays on which orders are taken"},
    {"minimum_order", RI_FIELD_MONEY, false, "150.00", "smallest order value"},
};

static const struct ri_field demand[RI_DEMAND_FIELDS] = {
    [RI_DEMAND_SERIES] = {"series", RI_FIELD_TEXT, true, "SKU-1_S01", "name of the series"},
    [RI_DEMAND_DAY] = {"day", RI_FIELD_DAY, true, "2026-11-20",
                       "the day, or the first day of the period"},
    [RI_DEMAND_UNITS] = {"units", RI_FIELD_QUANTITY, true, "3", "units sold"},
    [RI_DEMAND_CENSORED] = {"censored", RI_FIELD_FLAG, false, "no",
                            "the shelf was empty for a time"},
};

#define KIND(kind, about, check) \
    {.name = #kind, .help = about, .fields = kind, .field_count = RI_COUNT(kind), .fault = check}
static const struct ri_record records[RI_RECORD_KINDS] = {
    [RI_SALES] = KIND(sales, "receipt lines: what was sold, where, when, for how much", NULL),
    [RI_STOCK] = KIND(stock, "stock levels by shop and product", NULL),
    [RI_PRODUCTS] = KIND(products, "products: names, categories, costs, packs", NULL),
    [RI_STORES] = KIND(stores, "shops: region, currency, time zone, opening", store_fault),
    [RI_CUSTOMERS] =
        KIND(customers, "customers; names and contacts are kept apart and can be erased", NULL),
    [RI_SUPPLIERS] = KIND(suppliers, "suppliers: lead time, order days, minimum order", NULL),
    [RI_DEMAND] = KIND(demand, "aggregated sales by series and day, long or wide", NULL),
};

const struct ri_record *ri_record_of(ri_record_kind kind)
{
    return &records[kind];
}

bool ri_record_parse(const char *name, ri_record_kind *ret)
{
    for (size_t i = 0; i < RI_RECORD_KINDS; i++) {
        if (strcmp(records[i].name, name) != 0) continue;
        *ret = (ri_record_kind)i;
        return true;
    }
    return false;
}

size_t ri_record_field(const struct ri_record *record, struct ri_view name)
{
    for (size_t i = 0; i < record->field_count; i++) {
        if (ri_view_is(name, record->fields[i].name)) return i;
    }
    return SIZE_MAX;
}

const char *ri_field_type_text(ri_field_type type)
{
    static const char *const names[] = {"text",   "integer", "quantity", "price",   "money",
                                        "number", "day",     "time",     "minutes", "flag"};
    return names[type];
}
