/* Where the table begins: reports have a title, a date, an empty line above the names of their columns. */
#ifndef RI_INGEST_PREAMBLE_H
#define RI_INGEST_PREAMBLE_H
#include "sniff.h"

struct ingest_preamble {
    size_t   bytes, records; /* of the text before the table; 0: it begins at once */
    uint64_t lines;
};
/* The first of the first 50 records that fills most columns with names, no numbers and no dates. In a text file what stands
 * before it must be at most half as wide. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_preamble_find(struct ri_view text, bool whole,
                                             const struct ingest_dialect *dialect,
                                             struct ingest_preamble *ret, struct ri_error *err);
/* The person says how many lines. RI_EDATA: there are not so many. */
RI_MUST_CHECK ri_status ingest_preamble_skip(struct ri_view               text,
                                             const struct ingest_dialect *dialect, uint64_t lines,
                                             struct ingest_preamble *ret, struct ri_error *err);
#endif
