/* What reading a file showed that a person must know. */
#ifndef RI_APP_TRAPS_H
#define RI_APP_TRAPS_H
#include "app/call.h"
#include "ingest/ingest.h"

/* Traps become notes of the call, each with its evidence and the way to decide otherwise; plain decisions do not. */
void ri_say_traps(struct ri_call *call, const struct ri_ingest_note *notes, size_t count);
#endif
