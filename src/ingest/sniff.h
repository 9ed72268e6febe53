/* What kind of text table the beginning of an input is: line end, delimiter, quote, header. */
#ifndef RI_INGEST_SNIFF_H
#define RI_INGEST_SNIFF_H
#include "csv.h"

struct ingest_sniffed {
    struct ingest_dialect dialect;
    bool                  header;
    size_t                width;                                /* fields of most records */
    const char           *delimiter_evidence, *header_evidence; /* in the arena */
    bool                  uneasy; /* the delimiter is a guess that must be said aloud */
};
/* What the person has settled. */
struct ingest_sniff_options {
    bool has_delimiter, has_quote, has_header;
    char delimiter, quote;
    bool header;
    bool sheet; /* rows of a sheet: only the header is a question */
};
/* text: the beginning, converted to an ASCII-compatible encoding; whole: it is all there is. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_sniff(struct ri_view text, bool whole,
                                     const struct ingest_sniff_options *options,
                                     struct ri_arena *mem, struct ingest_sniffed *ret,
                                     struct ri_error *err);
/* A record reader over text in memory; release with ingest_csv_release. `source` is scratch and must outlive it. */
RI_MUST_CHECK ri_status ingest_csv_of_text(struct ingest_csv *csv, struct ingest_source *source,
                                           struct ri_view               text,
                                           const struct ingest_dialect *dialect,
                                           struct ri_error             *err);
#endif
