/* What the person has settled: "name=value" settings and which column is which field, from a mapping file and from
 * --set. Later ones win. */
#ifndef RI_INGEST_SETTINGS_H
#define RI_INGEST_SETTINGS_H
#include "date_text.h"
#include "ingest.h"
#include "number_text.h"
#include "sniff.h"

enum ingest_price { INGEST_PRICE_UNKNOWN, INGEST_UNIT_PRICE, INGEST_LINE_TOTAL };
enum ingest_returns { INGEST_RETURNS_UNKNOWN, INGEST_RETURNS_QUANTITY, INGEST_RETURNS_PREFIX_C };

struct ingest_claim { /* field <- column, or a constant, or nothing */
    size_t      field;
    const char *column; /* name or "#3"; NULL: constant or nothing */
    const char *constant;
    const char *origin; /* "--set" or "june.yaml: line 4" */
};

/* Settings that are texts; shape.h says what they mean. */
enum ingest_word {
    INGEST_GROUP,
    INGEST_CARRY,
    INGEST_SPREAD,
    INGEST_WIDE,
    INGEST_KINDS,
    INGEST_TAXES,
    INGEST_TOTALS,
    INGEST_ORDER_TOTAL,
    INGEST_ORDER_SUBTOTAL,
    INGEST_ORDER_SHIPPING,
    INGEST_ORDER_REFUND,
    INGEST_SHEET,
    INGEST_WORDS
};
extern const char *const ingest_word_names[INGEST_WORDS]; /* "group" */

struct ingest_settings { /* in the arena */
    enum ingest_order   order;
    enum ingest_mark    mark;
    enum ingest_price   price;
    enum ingest_returns returns;
    bool                drop_repeats, has_charset;
    const char         *words[INGEST_WORDS], *word_origins[INGEST_WORDS]; /* NULL: not given */
    int64_t             skip;     /* lines or rows before the table; -1: not given */
    unsigned            currency; /* 0: not given */
    ingest_charset      charset;
    struct ingest_sniff_options sniff;
    struct ingest_claim        *claims; /* at most one a field */
    size_t                      claim_count;
};
/* record NULL: settings only (a field is then unknown). RI_EUSAGE, RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_settings_read(const struct ri_ingest_options *options,
                                             const struct ri_record *record, struct ri_arena *mem,
                                             struct ingest_settings *ret, struct ri_error *err);
#endif
