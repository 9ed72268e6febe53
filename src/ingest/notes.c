/* Decisions and traps. */
#include "notes.h"

#include <stdarg.h>

ri_status ingest_note(struct ingest_notes *notes, bool trap, const char *topic, const char *choice,
                      const char *change, struct ri_error *err, const char *evidence, ...)
{
    char    text[480];
    va_list args;
    if (notes->count == INGEST_NOTES_MOST) return RI_OK;
    va_start(args, evidence);
    vsnprintf(text, sizeof text, evidence, args);
    va_end(args);
    struct ri_ingest_note note = {
        .trap = trap,
        .topic = ri_arena_copy(notes->mem, topic, strlen(topic)),
        .choice = ri_arena_copy(notes->mem, choice, strlen(choice)),
        .change = ri_arena_copy(notes->mem, change, strlen(change)),
        .evidence = ri_arena_copy(notes->mem, text, strlen(text)),
    };
    if (!note.topic || !note.choice || !note.change || !note.evidence)
        return ri_fail(err, RI_ENOMEM, "no room for a note");
    notes->items[notes->count++] = note;
    return RI_OK;
}
