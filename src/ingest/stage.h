/* One record, staged: copied to where it will stay, in UTF-8, quotes undone, fields trimmed. */
#ifndef RI_INGEST_STAGE_H
#define RI_INGEST_STAGE_H
#include "csv.h"

struct ingest_stage {
    ingest_charset  charset;
    bool            ascii_so_far; /* UTF-8 assumed, nothing has proved it */
    bool            switched;     /* the assumption fell: Windows-1252 */
    struct ri_view *fields;
    size_t          count, room;
};
/* What is wrong with the encoding of a record: NULL, or a message. May switch the encoding. */
const char *ingest_stage_check(struct ingest_stage *stage, struct ri_view text, bool *ret_convert);
/* Makes room for the views of n fields. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_stage_room(struct ingest_stage *stage, size_t n,
                                          struct ri_error *err);
/* A value without what protects it in a spreadsheet: '00012 and ="00012" are 00012. */
struct ri_view ingest_plain(struct ri_view value);
/* Bytes the record needs when staged. */
size_t ingest_stage_size(const struct ingest_record *record, bool convert);
/* Fills stage->fields with views into `to`; returns the bytes used. RI_ENOMEM. */
RI_MUST_CHECK ri_status ingest_stage_put(struct ingest_stage        *stage,
                                         const struct ingest_record *record, char quote,
                                         bool convert, char *to, size_t *ret_used,
                                         struct ri_error *err);
#endif
