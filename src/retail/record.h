/* The trade's records: which kinds of file there are, and the fields of each, in standard terms.
 * Ingest fills them, the warehouse stores them; columns that claim no field travel as attributes. */
#ifndef RI_RETAIL_RECORD_H
#define RI_RETAIL_RECORD_H
#include "base/text.h"

typedef enum ri_field_type {
    RI_FIELD_TEXT,
    RI_FIELD_INTEGER,
    RI_FIELD_QUANTITY, /* thousandths of a unit: weighed goods exist */
    RI_FIELD_PRICE,    /* millionths of the major unit, per unit of quantity */
    RI_FIELD_MONEY,    /* minor units of the row's currency */
    RI_FIELD_NUMBER,   /* thousandths (areas, days) */
    RI_FIELD_DAY,      /* ri_day */
    RI_FIELD_TIME,     /* wall-clock microseconds since 1970-01-01 of the store's own clock */
    RI_FIELD_MINUTES,  /* minutes after midnight */
    RI_FIELD_FLAG,
    RI_FIELD_PERIOD, /* a day, week, month, quarter or year: see ri_period_pack */
    RI_FIELD_RATE    /* billionths: exchange rates */
} ri_field_type;
const char *ri_field_type_text(ri_field_type type);
/* A period as one number: its first and its last day. */
static inline int64_t ri_period_pack(int32_t first_day, int32_t last_day)
{
    return (int64_t)first_day * (INT64_C(1) << 32) + (uint32_t)last_day;
}
static inline int32_t ri_period_first(int64_t period)
{
    return (int32_t)(period >> 32);
}
static inline int32_t ri_period_last(int64_t period)
{
    return (int32_t)(uint32_t)(uint64_t)period;
}

struct ri_field {
    const char   *name;
    ri_field_type type;
    bool          required;
    const char   *sample; /* for templates */
    const char   *help;   /* meaning and unit */
};

typedef enum ri_record_kind {
    RI_SALES,
    RI_STOCK,
    RI_PRODUCTS,
    RI_STORES,
    RI_CUSTOMERS,
    RI_SUPPLIERS,
    RI_DEMAND,
    RI_FOOTFALL,
    RI_PRICES,
    RI_PROMOTIONS,
    RI_ORDERS,
    RI_HOLIDAYS,
    RI_PLAN,
    RI_RATES,
    RI_FORECAST,
    RI_RECORD_KINDS
} ri_record_kind;

struct ri_word { /* what files write for one of a field's few meanings */
    const char *field, *meaning;
    const char *words; /* in several languages, lower case without accents, separated by blanks */
};
struct ri_limit { /* what a number of a field must be, in the field's unit */
    const char *field;
    int64_t     least, most;
    const char *wants; /* "a count of 0 or more" */
};

struct ri_record {
    const char            *name; /* the word after --as */
    const char            *help;
    const struct ri_field *fields;
    size_t                 field_count;
    /* (optional) What a text of a field must be ("an IANA time zone such as Europe/Berlin"), or NULL: it is fine. */
    const char *(*fault)(const struct ri_field *field, struct ri_view text);
    const struct ri_word  *words;  /* (optional) of fields with few meanings; field NULL ends */
    const struct ri_limit *limits; /* (optional) field NULL ends */
    const char *any_of; /* (optional) fields of which a file must have one, the most usual first */
    const char *starts, *ends; /* (optional) fields: the first must not be after the second */
    const char *moment; /* (optional) the time field that says on which business day it happened */
};
const struct ri_record  *ri_record_of(ri_record_kind kind);
bool                     ri_record_parse(const char *name, ri_record_kind *ret);
extern const char *const ri_record_names[RI_RECORD_KINDS + 1]; /* NULL-terminated */
/* "sales, stock, ... or forecast", for messages. */
const char *ri_record_list(void);
/* Index of a field, or SIZE_MAX. */
size_t ri_record_field(const struct ri_record *record, struct ri_view name);

/* How a sale line is told from others; a part of every key. */
typedef enum ri_key_mode {
    RI_KEY_LINE, /* by source, store, register, transaction, day and line */
    RI_KEY_RECEIPT, /* by its receipt (and day), all its values and its occurrence among equal lines (in field line) */
    RI_KEY_CONTENT /* no receipts: by all its values and its occurrence in the file */
} ri_key_mode;

/* Positions of the fields of a sale; the others' are looked up by name once. A batch of any kind has one
 * more column after its fields: attributes, a JSON object of the columns that no mapping claims, or missing. */
enum ri_sale_field {
    RI_SALE_TRANSACTION,
    RI_SALE_LINE,
    RI_SALE_STORE,
    RI_SALE_REGISTER,
    RI_SALE_SOLD_AT,
    RI_SALE_SOLD_AT_UTC, /* set instead where the text carried its own offset */
    RI_SALE_PRODUCT,
    RI_SALE_PRODUCT_NAME,
    RI_SALE_CATEGORY,
    RI_SALE_CUSTOMER,
    RI_SALE_KIND, /* sale, return, void */
    RI_SALE_QUANTITY,
    RI_SALE_UNIT_PRICE,
    RI_SALE_GROSS,
    RI_SALE_DISCOUNT,
    RI_SALE_TAX,
    RI_SALE_NET,
    RI_SALE_COST,
    RI_SALE_CURRENCY,
    RI_SALE_PAYMENT_METHOD,
    RI_SALE_ORIGIN,
    RI_SALE_FIELDS
};
enum ri_demand_field {
    RI_DEMAND_SERIES,
    RI_DEMAND_DAY,
    RI_DEMAND_UNITS,
    RI_DEMAND_CENSORED,
    RI_DEMAND_FIELDS
};
#endif
