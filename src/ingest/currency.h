/* Currency signs and codes beside an amount. The codes themselves: number_text.h. */
#ifndef RI_INGEST_CURRENCY_H
#define RI_INGEST_CURRENCY_H
#include "base/text.h"

/* Bytes that a currency takes at the beginning or the end of text; 0: there is none. *ret is its 1-based number. */
size_t ingest_currency_before(struct ri_view text, unsigned *ret);
size_t ingest_currency_after(struct ri_view text, unsigned *ret);
#endif
