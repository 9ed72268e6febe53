/* What whole columns say before a row is made: order of dates, decimal mark, currency signs.
 *
 * First the head; where that leaves a question open, the rest of the input is read for it, only until every question
 * is settled: a file through a second reader, a pipe through the spool. */
#ifndef RI_INGEST_SURVEY_H
#define RI_INGEST_SURVEY_H
#include "notes.h"
#include "settings.h"

struct ingest_look { /* one column looked at */
    size_t                    column;
    const char               *name;               /* of the column */
    bool                      is_time, is_period; /* a period is a time that may name no day */
    struct ingest_date_vote   dates;              /* is_time */
    struct ingest_number_vote numbers;            /* otherwise */
    enum ingest_order         order;              /* decided */
    enum ingest_mark          mark;
};
struct ingest_survey {
    struct ingest_source         *source;
    const struct ingest_settings *settings;
    struct ingest_notes          *notes;
    struct ri_view                text; /* the head as UTF-8 */
    bool                          whole, header;
    struct ingest_dialect         dialect;
    ingest_charset                charset;
    size_t                        bom;
    const char                   *spool_directory;
    struct ingest_look           *looks;
    size_t                        look_count;
    uint64_t                      records; /* looked at */
};
/* Fills the looks' votes and decisions, adds notes. RI_EDATA: nothing settles a question (names the --set to use), or
 * a column that must hold dates or numbers holds none. */
RI_MUST_CHECK ri_status ingest_survey_run(struct ingest_survey *survey, struct ri_error *err);
#endif
