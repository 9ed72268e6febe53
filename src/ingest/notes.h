/* The list of decisions and traps. Texts are copied into the arena. */
#ifndef RI_INGEST_NOTES_H
#define RI_INGEST_NOTES_H
#include "ingest.h"

enum { INGEST_NOTES_MOST = 64 };
struct ingest_notes {
    struct ri_arena      *mem;
    struct ri_ingest_note items[INGEST_NOTES_MOST];
    size_t                count;
};
/* The evidence is formatted. More notes than fit are left out: there are fewer reasons for one than places. */
RI_MUST_CHECK ri_status ingest_note(struct ingest_notes *notes, bool trap, const char *topic,
                                    const char *choice, const char *change, struct ri_error *err,
                                    const char *evidence, ...)
    __attribute__((format(printf, 7, 8)));
#endif
