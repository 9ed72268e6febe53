/* One change at a time: who has the writer of a warehouse.
 *
 * A long change (an import, an undo, an erasure) lasts for minutes: whoever comes second is told so at once. A brief one (advice kept, a
 * threshold, what the hourly tidying empties) is over in a moment and often nobody asked for it: whoever comes second waits for its end,
 * CLAIM_PATIENCE_S at most. So an import is never refused because of what a server does by itself. Any thread may take and give up. */
#ifndef RI_WAREHOUSE_CLAIM_H
#define RI_WAREHOUSE_CLAIM_H
#include "base/error.h"

#include <pthread.h>

enum { CLAIM_PATIENCE_S = 60 };

enum claim_length { CLAIM_NONE, CLAIM_BRIEF, CLAIM_LONG };

struct claim {
    pthread_mutex_t   lock; /* guards `held` */
    pthread_cond_t    free; /* said when it became CLAIM_NONE */
    enum claim_length held;
};

void claim_init(struct claim *claim);
void claim_destroy(struct claim *claim); /* nobody has it or waits for it */

/* Takes it for a change of this length: RI_ECONFLICT when a long change has it, or a brief one for longer than anybody waits. */
RI_MUST_CHECK ri_status claim_take(struct claim *claim, enum claim_length length,
                                   struct ri_error *err);
void                    claim_give_up(struct claim *claim);
#endif
