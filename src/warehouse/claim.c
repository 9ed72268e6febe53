#include "claim.h"

#include <time.h>

void claim_init(struct claim *claim)
{
    pthread_condattr_t steady; /* setting the clock of the machine makes no wait longer */
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&claim->lock, NULL);
    pthread_cond_init(&claim->free, &steady);
    pthread_condattr_destroy(&steady);
    claim->held = CLAIM_NONE;
}

void claim_destroy(struct claim *claim)
{
    pthread_cond_destroy(&claim->free);
    pthread_mutex_destroy(&claim->lock);
}

ri_status claim_take(struct claim *claim, enum claim_length length, struct ri_error *err)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += CLAIM_PATIENCE_S;
    pthread_mutex_lock(&claim->lock);
    for (int waited = 0; claim->held == CLAIM_BRIEF && waited == 0;)
        waited = pthread_cond_timedwait(&claim->free, &claim->lock, &until);
    const bool taken = claim->held == CLAIM_NONE;
    if (taken) claim->held = length;
    pthread_mutex_unlock(&claim->lock);
    return taken
               ? RI_OK
               : ri_fail(err, RI_ECONFLICT, "another import or undo is running in this warehouse");
}

void claim_give_up(struct claim *claim)
{
    pthread_mutex_lock(&claim->lock);
    claim->held = CLAIM_NONE;
    pthread_cond_signal(&claim->free);
    pthread_mutex_unlock(&claim->lock);
}
