/* Periods as people write them: 2026   2026-01   01/2026   202601   Jan 2026   2026-Q1   Q1 2026   2026-W05   KW 5/2026
 * Weeks are those of ISO 8601. A full date is no period here: see date_text.h. */
#ifndef RI_INGEST_PERIOD_TEXT_H
#define RI_INGEST_PERIOD_TEXT_H
#include "base/date.h"

/* text is trimmed. False: it is none. *ret_last is the last day of the period, not the day after. */
bool ingest_period_parse(struct ri_view text, ri_day *ret_first, ri_day *ret_last);
#endif
