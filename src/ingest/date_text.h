/* Dates and times as people write them.
 *
 *     5/8/2022   05.08.22   2022-08-05   20220805   5 Aug 2022   Aug 5, 2022   05-AUG-2022
 *     2022-08 (the first of the month)
 *     any of them followed by  14:05  14:05:09.25  2:05 PM  T14:05Z  14:05+03:00
 *
 * Whether 5/8 is in May or in August is decided for a whole column. Two-digit years: 69..99 are 19xx, 00..68 20xx (POSIX). */
#ifndef RI_INGEST_DATE_TEXT_H
#define RI_INGEST_DATE_TEXT_H
#include "base/date.h"

enum ingest_order { INGEST_ORDER_UNKNOWN, INGEST_DMY, INGEST_MDY, INGEST_YMD };
const char       *ingest_order_text(enum ingest_order order); /* "dmy" */
enum ingest_order ingest_order_parse(struct ri_view text);    /* UNKNOWN when it is none */

struct ingest_date_vote {    /* what a column's values say */
    size_t values, sure;     /* sure: year first or month by name: no order needed */
    size_t dmy, mdy, either; /* only as, only as, both */
    size_t unreadable, short_years, offsets;
    char   sample_dmy[32], sample_mdy[32], sample_either[32], sample_bad[32];
};
void ingest_date_vote_add(struct ingest_date_vote *vote, struct ri_view text);

struct ingest_time {
    int64_t us; /* wall clock; UTC when has_offset */
    bool    has_offset, has_time;
};
/* text is trimmed and not empty. False: no date, or not one of the order. */
bool ingest_time_parse(struct ri_view text, enum ingest_order order, struct ingest_time *ret);
/* The month, 1 to 12, that a word names in one of nine languages, by its beginning; 0: none. */
int ingest_month_parse(struct ri_view word);
#endif
