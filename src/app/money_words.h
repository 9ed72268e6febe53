/* Amounts in sentences, as people read them. */
#ifndef RI_APP_MONEY_WORDS_H
#define RI_APP_MONEY_WORDS_H
#include "retail/money.h"

/* "7,538,257", "690.70", "-12,300": thousands apart by commas; the currency's digits under 1,000 major units, none above (half away from
 * zero). currency NULL: two digits. The currency's code is not said. */
void ri_text_money_told(struct ri_text *text, int64_t minor, const struct ri_currency *currency);
#endif
