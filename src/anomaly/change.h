/* Changes for good in a lattice of sums: which of them are news, and at which one place each begins. Kernel.
 *
 * A change is news where it is large enough to matter, has lasted more than a week, did not come at the same time of the year before, and does not lead back to where the one before
 * it came from. Of news about one thing
 * the place where it begins is told:
 *
 *     explained    by the nearest change above: the greater part of it is how that one moved
 *     handed down  where parts that changed alike, at most half of them, make up the greater part of it
 *     an event     otherwise
 *
 * Odd days and changes do not tell the same thing twice: a change whose days, or those of its parts, are odd already is no event, and odd days that are what a change leaves
 * are not told beside it. */
#ifndef RI_ANOMALY_CHANGE_H
#define RI_ANOMALY_CHANGE_H
#include "event.h"
#include "level_change.h"

/* The newest change of the last `window` periods that is news; `at` is counted from their first. ret->deviation is 0 where there is none. Looked for in the
 * half year before the window; a year before shows what the season does. A series that cannot be judged has none. stricter: as in
 * ri_change_search. RI_ENOMEM; room from scratch, given back. */
RI_MUST_CHECK ri_status ri_change_newest(const struct ri_watched *watched, size_t window,
                                         double stricter, struct ri_arena *scratch,
                                         struct ri_change *ret, struct ri_error *err);
/* changes[count]: of each node. events: those of ri_event_find, room for count more; the changes that are told come after them, odd days that they
 * account for are gone. What a change costs: of the level, days since times what it moved by; of the spread, days since times how much farther than before a
 * day stands from its mean (sqrt(2/pi) of the standard deviation): above zero where it varies more. Room from scratch, given back by the caller. RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_change_events(const struct ri_event_node *nodes,
                                         const struct ri_change *changes, size_t count, size_t days,
                                         struct ri_arena *scratch, struct ri_event *events,
                                         size_t *event_count, struct ri_error *err);
#endif
