/* Numbers as people write them: which mark is the decimal one, and exact scaled integers.
 *
 *     1234.5   1,234.50   1.234,50   1 234,50   1'234.50   EUR 12.00   12,00 zł   (45.10)   45.10-   1.2E+3
 *
 * Whether a comma is a decimal mark or groups thousands is decided for a whole column. */
#ifndef RI_INGEST_NUMBER_TEXT_H
#define RI_INGEST_NUMBER_TEXT_H
#include "base/text.h"

enum ingest_mark { INGEST_MARK_UNKNOWN, INGEST_MARK_POINT, INGEST_MARK_COMMA };

struct ingest_number_vote {                /* what a column's values say */
    size_t   values, point, comma;         /* values that can only be read with that mark */
    size_t   unclear_point, unclear_comma; /* "1.234", "1,234": grouped or decimal */
    size_t   unreadable;
    char     sample_point[24], sample_comma[24]; /* the first of each */
    char     sample_unclear[24], sample_bad[24];
    unsigned currency; /* 1-based index of the first currency seen beside an amount; 0: none */
};
void ingest_number_vote_add(struct ingest_number_vote *vote, struct ri_view text);

typedef enum ingest_number_result {
    INGEST_NUMBER_OK,
    INGEST_NUMBER_ROUNDED, /* more digits than the scale holds: half away from zero */
    INGEST_NUMBER_BAD,     /* no number */
    INGEST_NUMBER_UNCLEAR, /* "1,234" and nobody knows the mark */
    INGEST_NUMBER_RANGE    /* does not fit */
} ingest_number_result;
/* text (trimmed, not empty) times 10^scale. *ret_currency (may be NULL) is set, 1-based, when one stands beside it. */
ingest_number_result ingest_number_parse(struct ri_view text, enum ingest_mark mark, int scale,
                                         int64_t *ret, unsigned *ret_currency);

/* a * b / 10^digits, half away from zero; false when it does not fit. */
bool ingest_multiply(int64_t a, int64_t b, int digits, int64_t *ret);
/* a * 10^digits / b, half away from zero; b is not 0. */
bool ingest_divide(int64_t a, int64_t b, int digits, int64_t *ret);

/* Currencies, 1-based: ISO 4217 codes and their minor digits. */
unsigned    ingest_currency_find(struct ri_view code); /* 0: none; any case */
const char *ingest_currency_code(unsigned currency);   /* 0 gives "XXX" */
int         ingest_currency_digits(unsigned currency); /* 0 gives 2 */
#endif
