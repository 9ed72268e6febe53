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
    {"counted_at_utc", RI_FIELD_TIME, false, "",
     "the same as an instant, where the text says its offset"},
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

static const struct ri_field customers[] = {
    {"customer", RI_FIELD_TEXT, true, "C-77", "customer or loyalty number"},
    {"name", RI_FIELD_TEXT, false, "", "name; kept apart from sales, erasable"},
    {"email", RI_FIELD_TEXT, false, "", "e-mail; kept apart from sales, erasable"},
    {"phone", RI_FIELD_TEXT, false, "", "telephone; kept apart from sales, erasable"},
    {"consent_email", RI_FIELD_FLAG, false, "yes", "may be written to by e-mail"},
    {"consent_sms", RI_FIELD_FLAG, false, "no", "may get text messages and calls"},
    {"consent_post", RI_FIELD_FLAG, false, "", "may get letters"},
    {"consent_at", RI_FIELD_DAY, false, "2026-10-02", "day the consents were given or withdrawn"},
    {"gender", RI_FIELD_TEXT, false, "", "as the customer stated it"},
    {"birth_year", RI_FIELD_INTEGER, false, "1984", "year of birth"},
};

#define CONSENT_WORDS(field)                                                                       \
    {field, "yes",                                                                                 \
     "yes true 1 y ja oui si sim evet tak subscribed optedin optin granted given accepted "        \
     "confirmed abonniert eingewilligt zugestimmt "                                                \
     "erteilt inscrit abonne accepte suscrito aceptado iscritto accettato inscrito aceito "        \
     "aangemeld ingeschreven onayli kabul zapisany zgoda"},                                        \
        {field, "no",                                                                              \
         "no false 0 n nein non nao nee hayir nie unsubscribed optedout optout withdrawn revoked " \
         "denied declined neversubscribed "                                                        \
         "notsubscribed never cleaned abgemeldet widerrufen abgelehnt desabonne desinscrit "       \
         "refuse retire baja rechazado revocado disiscritto rifiutato revocato recusado "          \
         "cancelado afgemeld geweigerd ingetrokken ret iptal wypisany odmowa cofnieta"}
static const struct ri_word customer_words[] = {CONSENT_WORDS("consent_email"),
                                                CONSENT_WORDS("consent_sms"),
                                                CONSENT_WORDS("consent_post"),
                                                {NULL, NULL, NULL}};

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

static const struct ri_field footfall[] = {
    {"store", RI_FIELD_TEXT, false, "S01", "code of the shop"},
    {"door", RI_FIELD_TEXT, false, "main", "entrance or counter, where a shop has several"},
    {"interval_start", RI_FIELD_TIME, true, "2026-11-20 14:00",
     "beginning of the interval, or the day; shop's clock"},
    {"interval_start_utc", RI_FIELD_TIME, false, "",
     "the same as an instant, where the text says its offset"},
    {"minutes", RI_FIELD_INTEGER, false, "60", "length of the interval; 1440: a whole day"},
    {"counted_in", RI_FIELD_INTEGER, true, "37", "people who came in"},
    {"counted_out", RI_FIELD_INTEGER, false, "35", "people who went out"},
};
static const struct ri_limit footfall_limits[] = {
    {"minutes", 1, 1440, "a length from 1 to 1440 minutes"},
    {"counted_in", 0, 100000000, "a count of 0 or more"},
    {"counted_out", 0, 100000000, "a count of 0 or more"},
    {NULL, 0, 0, NULL}};

static const struct ri_field prices[] = {
    {"product", RI_FIELD_TEXT, true, "SKU-1", "stock keeping unit"},
    {"store", RI_FIELD_TEXT, false, "S01", "code of the shop; empty: all of them"},
    {"kind", RI_FIELD_TEXT, false, "list", "list, promotion or markdown; empty: list"},
    {"starts_on", RI_FIELD_DAY, false, "2026-11-01", "first day of the price"},
    {"ends_on", RI_FIELD_DAY, false, "2026-11-30",
     "last day of the price; empty: until another begins"},
    {"price", RI_FIELD_PRICE, true, "1.29", "price of one unit, major currency units"},
    {"currency", RI_FIELD_TEXT, false, "EUR", "ISO 4217 code"},
};
static const struct ri_word price_words[] = {
    {"kind", "list",
     "list regular normal base standard full grundpreis listenpreis normal tarif lista listino "
     "liste"},
    {"kind", "promotion",
     "promotion promo promotional offer special sale aktion angebot aktionspreis oferta offerta "
     "promocion promozione aanbieding kampanya promocja"},
    {"kind", "markdown",
     "markdown clearance reduced closeout abschrift reduziert ausverkauf soldes demarque rebaja "
     "liquidacion saldi ribasso liquidacao afprijzing tasfiye wyprzedaz"},
    {NULL, NULL, NULL}};
static const struct ri_limit price_limits[] = {{"price", 0, INT64_MAX, "a price of 0 or more"},
                                               {NULL, 0, 0, NULL}};

static const struct ri_field promotions[] = {
    {"promotion", RI_FIELD_TEXT, true, "P-7", "code of the promotion, or its name"},
    {"name", RI_FIELD_TEXT, false, "Winter days", "what it is called"},
    {"starts_on", RI_FIELD_DAY, true, "2026-11-20", "first day"},
    {"ends_on", RI_FIELD_DAY, false, "2026-11-27", "last day; empty: open"},
    {"mechanics", RI_FIELD_TEXT, false, "percent off",
     "how it works: percent off, 3 for 2, coupon"},
    {"discount_percent", RI_FIELD_NUMBER, false, "20", "off the list price, percent"},
    {"price", RI_FIELD_PRICE, false, "", "price of one unit while it lasts"},
    {"currency", RI_FIELD_TEXT, false, "EUR", "ISO 4217 code"},
    {"category", RI_FIELD_TEXT, false, "", "all its products, where no product is named"},
    {"products", RI_FIELD_TEXT, false, "SKU-1; SKU-2",
     "one or more stock keeping units, separated by ; , | or a line end"},
    {"stores", RI_FIELD_TEXT, false, "S01; S02",
     "one or more shops, separated likewise; empty: all"},
};
static const struct ri_limit promotion_limits[] = {
    {"discount_percent", 0, 100000, "a share of 0 to 100 percent"},
    {"price", 0, INT64_MAX, "a price of 0 or more"},
    {NULL, 0, 0, NULL}};

static const struct ri_field orders[] = {
    {"order", RI_FIELD_TEXT, false, "PO-31", "number of the order"},
    {"line", RI_FIELD_INTEGER, false, "1", "line of the order, counted from 1"},
    {"store", RI_FIELD_TEXT, false, "S01", "code of the shop it is for"},
    {"supplier", RI_FIELD_TEXT, false, "SUP-1", "code of the supplier"},
    {"product", RI_FIELD_TEXT, true, "SKU-1", "stock keeping unit"},
    {"ordered_at", RI_FIELD_TIME, true, "2026-11-18", "day or time of the order, shop's clock"},
    {"ordered_at_utc", RI_FIELD_TIME, false, "",
     "the same as an instant, where the text says its offset"},
    {"expected_on", RI_FIELD_DAY, false, "2026-11-20", "day it is expected"},
    {"received_on", RI_FIELD_DAY, false, "", "day it came; empty: not yet"},
    {"quantity", RI_FIELD_QUANTITY, true, "48", "units ordered"},
    {"received", RI_FIELD_QUANTITY, false, "", "units that came"},
    {"unit_cost", RI_FIELD_PRICE, false, "0.80", "cost of one unit, major currency units"},
    {"currency", RI_FIELD_TEXT, false, "EUR", "ISO 4217 code"},
    {"status", RI_FIELD_TEXT, false, "open", "draft, open, received or cancelled"},
};
static const struct ri_word order_words[] = {
    {"status", "draft", "draft entwurf brouillon borrador bozza concept taslak szkic"},
    {"status", "open",
     "open ordered placed sent confirmed pending backordered partial new offen bestellt ouvert "
     "commande abierto pedido aperto ordinato aberto besteld acik siparis otwarte"},
    {"status", "received",
     "received delivered complete completed closed done geliefert erhalten recu livre recibido "
     "entregado ricevuto consegnato recebido ontvangen geleverd teslim dostarczone"},
    {"status", "cancelled",
     "cancelled canceled void storniert annule cancelado annullato geannuleerd iptal anulowane"},
    {NULL, NULL, NULL}};
static const struct ri_limit order_limits[] = {
    {"line", 1, INT32_MAX, "a line number of 1 or more"},
    {"quantity", 0, INT64_MAX, "a quantity of 0 or more"},
    {"received", 0, INT64_MAX, "a quantity of 0 or more"},
    {"unit_cost", 0, INT64_MAX, "a cost of 0 or more"},
    {NULL, 0, 0, NULL}};

static const struct ri_field holidays[] = {
    {"region", RI_FIELD_TEXT, false, "North", "region of shops where it holds; empty: everywhere"},
    {"day", RI_FIELD_DAY, true, "2026-12-25", "the day"},
    {"name", RI_FIELD_TEXT, false, "Christmas Day", "what it is called"},
    {"kind", RI_FIELD_TEXT, false, "public", "public, school, event or closed; empty: public"},
    {"moved", RI_FIELD_FLAG, false, "no", "kept on this day instead of its own"},
};
static const struct ri_word holiday_words[] = {
    {"kind", "public",
     "public national bank statutory federal state observance a b c feiertag gesetzlich ferie "
     "publico nacional festivo nazionale nationaal resmi panstwowe"},
    {"kind", "school",
     "school schoolholiday ferien schulferien scolaire vacances escolar scolastico schoolvakantie "
     "okul szkolne"},
    {"kind", "event",
     "event sport festival fair local ereignis veranstaltung evenement evento etkinlik wydarzenie"},
    {"kind", "closed",
     "closed closure shut geschlossen ferme cerrado chiuso fechado gesloten kapali zamkniete"},
    {NULL, NULL, NULL}};

static const struct ri_field plan[] = {
    {"version", RI_FIELD_TEXT, false, "budget", "which plan; empty: 'plan'"},
    {"store", RI_FIELD_TEXT, false, "S01", "code of the shop; empty: all of them"},
    {"category", RI_FIELD_TEXT, false, "Dairy", "category; empty: all of them"},
    {"period", RI_FIELD_PERIOD, true, "2026-12",
     "day, week (2026-W49), month, quarter (2026-Q4) or year"},
    {"revenue", RI_FIELD_MONEY, false, "125000.00", "net sales to reach"},
    {"units", RI_FIELD_QUANTITY, false, "48000", "units to sell"},
    {"margin", RI_FIELD_MONEY, false, "31000.00", "gross margin to reach"},
    {"currency", RI_FIELD_TEXT, false, "EUR", "ISO 4217 code"},
};

static const struct ri_field rates[] = {
    {"base", RI_FIELD_TEXT, true, "EUR", "ISO 4217 code: one unit of this"},
    {"quote", RI_FIELD_TEXT, true, "USD", "ISO 4217 code: is worth so many of this"},
    {"day", RI_FIELD_DAY, true, "2026-11-20", "the day"},
    {"rate", RI_FIELD_RATE, true, "1.0842", "units of quote for one of base"},
};
static const struct ri_field forecast[] = {
    {"series", RI_FIELD_TEXT, false, "",
     "name of a series of demand history; or product and store"},
    {"product", RI_FIELD_TEXT, false, "SKU-1", "code of the product"},
    {"store", RI_FIELD_TEXT, false, "S01", "code of the shop"},
    {"made_on", RI_FIELD_DAY, false, "2026-11-20",
     "last day that the forecast knew; empty: the day before the first one"},
    {"day", RI_FIELD_DAY, true, "2026-11-21", "the day, or the first day of the period"},
    {"mean", RI_FIELD_QUANTITY, true, "12.4",
     "expected units; columns q0.1, q0.5 and so on hold quantiles"},
};

static const struct ri_limit rate_limits[] = {{"rate", 1, INT64_MAX, "a rate above 0"},
                                              {NULL, 0, 0, NULL}};

/* A store with a zone or currency nobody knows would fail the next import of its sales; an amount in a currency nobody
 * knows could not be shown. */
static const char *code_fault(const struct ri_field *field, struct ri_view text)
{
    static const char *const currencies[] = {"currency", "base", "quote"};
    char                     name[64];
    struct ri_zone          *zone;
    for (size_t i = 0; i < RI_COUNT(currencies); i++) {
        if (strcmp(field->name, currencies[i]) == 0)
            return ri_currency_find(text) ? NULL : "a currency code of ISO 4217";
    }
    if (strcmp(field->name, "time_zone") != 0) return NULL;
    if (text.length >= sizeof name) return "an IANA time zone such as Europe/Berlin";
    memcpy(name, text.at, text.length);
    name[text.length] = '\0';
    if (ri_zone_load(name, &zone, NULL) != RI_OK) return "an IANA time zone such as Europe/Berlin";
    ri_zone_free(zone);
    return NULL;
}

#define KIND(kind, about, ...) \
    {.name = #kind, .help = about, .fields = kind, .field_count = RI_COUNT(kind), __VA_ARGS__}
static const struct ri_record records[RI_RECORD_KINDS] = {
    [RI_SALES] = KIND(sales, "receipt lines: what was sold, where, when, for how much",
                      .any_of = "unit_price gross net", .moment = "sold_at"),
    [RI_STOCK] = KIND(stock, "stock levels by shop and product", .fault = NULL),
    [RI_PRODUCTS] = KIND(products, "products: names, categories, costs, packs", .fault = NULL),
    [RI_STORES] = KIND(stores, "shops: region, currency, time zone, opening", .fault = code_fault),
    [RI_CUSTOMERS] =
        KIND(customers, "customers; names and contacts are kept apart and can be erased",
             .words = customer_words),
    [RI_SUPPLIERS] =
        KIND(suppliers, "suppliers: lead time, order days, minimum order", .fault = NULL),
    [RI_DEMAND] = KIND(demand, "aggregated sales by series and day, long or wide", .fault = NULL),
    [RI_FOOTFALL] = KIND(footfall, "people counted at the doors, by interval or day",
                         .limits = footfall_limits, .moment = "interval_start"),
    [RI_PRICES] = KIND(prices, "prices by product, shop and period: list, promotion, markdown",
                       .fault = code_fault, .words = price_words, .limits = price_limits,
                       .starts = "starts_on", .ends = "ends_on"),
    [RI_PROMOTIONS] =
        KIND(promotions, "promotions: when, how, which products and shops", .fault = code_fault,
             .limits = promotion_limits, .starts = "starts_on", .ends = "ends_on"),
    [RI_ORDERS] = KIND(orders, "lines of purchase orders: ordered, expected, received",
                       .fault = code_fault, .words = order_words, .limits = order_limits),
    [RI_HOLIDAYS] = KIND(holidays, "holidays and other days that are not like the rest",
                         .words = holiday_words),
    [RI_PLAN] = KIND(plan, "plans by shop, category and period: revenue, units, margin",
                     .fault = code_fault, .any_of = "revenue units margin"),
    [RI_FORECAST] = KIND(forecast, "forecasts made elsewhere: mean and quantiles by series and day",
                         .any_of = "product series"),
    [RI_RATES] = KIND(rates, "exchange rates by day", .fault = code_fault, .limits = rate_limits),
};

const char *const ri_record_names[RI_RECORD_KINDS + 1] = {
    [RI_SALES] = "sales",         [RI_STOCK] = "stock",
    [RI_PRODUCTS] = "products",   [RI_STORES] = "stores",
    [RI_CUSTOMERS] = "customers", [RI_SUPPLIERS] = "suppliers",
    [RI_DEMAND] = "demand",       [RI_FOOTFALL] = "footfall",
    [RI_PRICES] = "prices",       [RI_PROMOTIONS] = "promotions",
    [RI_ORDERS] = "orders",       [RI_HOLIDAYS] = "holidays",
    [RI_PLAN] = "plan",           [RI_RATES] = "rates",
    [RI_FORECAST] = "forecast"};

const char *ri_record_list(void)
{
    return "sales, stock, products, stores, customers, suppliers, demand, footfall, prices, "
           "promotions, orders, holidays, plan, rates or forecast";
}

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
    static const char *const names[] = {"text", "integer", "quantity", "price", "money",  "number",
                                        "day",  "time",    "minutes",  "flag",  "period", "rate"};
    return names[type];
}
