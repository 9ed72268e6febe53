/* Traps of a file as notes of a call. */
#include "app/traps.h"

void ri_say_traps(struct ri_call *call, const struct ri_ingest_note *notes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct ri_ingest_note *note = &notes[i];
        if (!note->trap) continue;
        const bool way = note->change && *note->change;
        ri_call_note(call, "%s: %s; %s%s%s%s", note->topic, note->choice, note->evidence,
                     way ? " (to change it: " : "", way ? note->change : "", way ? ")" : "");
    }
}
