/* What the files of the room share. Functions without ri_ are its own. */
#ifndef RI_SAMPLE_INTERNAL_H
#define RI_SAMPLE_INTERNAL_H
#include "base/arena.h"
#include "base/random.h"
#include "sample.h"

enum {
    SAMPLE_DAYS = 728, /* two years of whole weeks */
    ARRIVAL_DAYS = 32, /* longer than any delivery takes */
    FACTOR_ONE = 4096, /* demand factors are fixed point: the same on every machine */
    SUBCATEGORIES_MOST = 64,
    HOURS = 26 /* of a trading day; 24 and 25 are after midnight */
};
/* Streams of random numbers: shops have their own, so that threads do not matter. */
enum {
    STREAM_PRODUCTS = 1,
    STREAM_SUPPLIERS,
    STREAM_CUSTOMERS,
    STREAM_PROMOTIONS,
    STREAM_STORE = 100
};

typedef enum season_kind {
    SEASON_NONE,
    SEASON_SUMMER,
    SEASON_WINTER,
    SEASON_GIFTS,
    SEASON_EASTER,
    SEASON_SCHOOL,
    SEASON_GARDEN
} season_kind;

struct subcategory { /* a row of the assortment */
    const char *department, *category, *name;
    const char *nouns; /* words separated by '|' */
    const char *variants;
    const char *sizes;
    int         low, high;       /* price, cents */
    int         margin;          /* percent of the price without tax */
    int         tax_thousandths; /* Irish VAT: 230, 135, 0 */
    int         shelf_life;      /* days, 0: keeps */
    int         pack;            /* usual order pack */
    double      rate;            /* mean units a shop and day */
    season_kind season;
    int         returns; /* of 1,000 sold lines */
    int         partner; /* distance in rows to what is bought with it, 0: nothing */
};
extern const struct subcategory subcategories[];
extern const size_t             subcategory_count;

struct product {
    const struct subcategory *sub;
    char                      sku[12], gtin[14], name[96], supplier_code[12];
    const char               *brand;
    int                       subcategory, supplier;
    int                       cost, price, later_price; /* cents */
    int                       price_day;                /* day from which later_price holds */
    int                       pack, minimum;
    int                       first_day, end_day; /* on sale [first, end) of the sample's days */
    double                    rate;               /* units a day in a shop of size 1 */
    double                    trend;              /* change in a year */
    double                    bias;               /* how the buyer misjudges it */
    double                    lift; /* demand at a discount of 10 percent, as a factor */
};
struct supplier {
    char     code[12], name[48];
    int      lead_days, review_days;
    unsigned order_days; /* bit of the weekday, Monday first */
    int      minimum;    /* cents */
};
struct store {
    const char *code, *name, *region, *city;
    int    open_hour, close_hour, sunday_open, sunday_close; /* close over 24: after midnight */
    int    cutoff;                                           /* minutes */
    int    registers, area;
    double size;
};
struct customer {
    int store, first_day, end_day;
};
struct chain { /* fixed before trading begins; shared by threads */
    const struct ri_sample_options *options;
    ri_day                          first;
    size_t                          store_count, product_count, supplier_count, customer_count;
    const struct store             *stores;
    struct product                 *products;
    struct supplier                *suppliers;
    struct customer                *customers;      /* ordered by store */
    size_t                         *customer_start; /* [store_count + 1] */
    uint16_t *factor;   /* [product][day] of demand, FACTOR_ONE = 1; 0: not on sale or closed */
    uint8_t  *discount; /* [product][day] percent */
    bool      closed[SAMPLE_DAYS];
};

extern const struct store sample_stores[];
ri_status products_make(struct chain *chain, struct ri_arena *mem, struct ri_error *err);
ri_status customers_make(struct chain *chain, struct ri_arena *mem, struct ri_error *err);
ri_status demand_make(struct chain *chain, struct ri_arena *mem,
                      struct ri_error *err); /* factors and promotions */
ri_day    easter_sunday(int year);
ri_day    black_friday(int year);
int       price_on(const struct product *product, int day); /* cents, before discount */

void ahead_holidays(const struct chain *chain, struct ri_text *out); /* holidays.csv */
void ahead_plan(const struct chain *chain, struct ri_text *out);     /* plan.csv */

/* ---- trading ------------------------------------------------------------------------------------------------ */

typedef enum sheet_kind { /* files that grow while the shops trade */
                          SHEET_SALES,
                          SHEET_DEMAND,
                          SHEET_ORDERS,
                          SHEET_FOOTFALL,
                          SHEETS
} sheet_kind;
struct sold_line { /* of the day being traded */
    int product, quantity, receipt;
};
struct owed_return {                                  /* goods that will come back */
    int      product, quantity, unit_price, customer; /* unit_price: paid, cents */
    uint32_t receipt;
    uint32_t next; /* of the same day, + 1; 0: none */
};
struct trade { /* one shop's state; arrays by product */
    const struct chain *chain;
    const struct store *store;
    size_t              store_index;
    struct ri_random    random;
    struct ri_arena     mem;
    bool               *listed;
    int                *on_hand, *on_order, *least, *most; /* the buyer's minimum and maximum */
    int                *sold_lately;
    uint16_t           *arrivals; /* [product][ARRIVAL_DAYS] */
    struct sold_line   *lines;    /* of the day */
    size_t              line_count, line_room;
    struct owed_return *owed;
    size_t              owed_count, owed_room;
    uint32_t            owed_head[SAMPLE_DAYS]; /* index + 1 */
    uint32_t            receipts, return_receipts;
    int                 visits[HOURS]; /* receipts by hour of the day */
    struct ri_text      sheets[SHEETS];
    struct ri_sample_summary sum;
};
ri_status trade_new(const struct chain *chain, size_t store, struct trade **ret,
                    struct ri_error *err);
ri_status trade_day(struct trade *trade, int day,
                    struct ri_error *err);                  /* adds rows to its sheets */
void trade_stock(struct trade *trade, struct ri_text *out); /* stock.csv rows after the last day */
void trade_free(struct trade *trade);
void buyer_begin(struct trade *trade);
void buyer_order(struct trade *trade, int day); /* rows to SHEET_ORDERS */
ri_status till_sell(struct trade *trade, int day,
                    struct ri_error *err);              /* receipts of the day's lines */
void      till_take_back(struct trade *trade, int day); /* returns due today */
void      opening(const struct store *store, ri_day day, int *ret_open,
                  int *ret_close); /* minutes of the day */

/* ---- files -------------------------------------------------------------------------------------------------- */

ri_status file_open(const char *directory, const char *name, int *ret_fd, struct ri_error *err);
ri_status file_add(int fd, const char *name, struct ri_text *text,
                   struct ri_error *err); /* writes and clears it */
ri_status file_close(int fd, const char *name, struct ri_error *err);
void      put_int(struct ri_text *out, int64_t value);
void      put_cents(struct ri_text *out, int64_t minor);
void      put_day(struct ri_text *out, ri_day day);
void      put_time(struct ri_text *out, ri_day day, int minute); /* minute may pass midnight */
ri_status sheets_write_fixed(const struct chain *chain, struct ri_text *out,
                             struct ri_error *err); /* dimensions */
#endif
