/* Source: setpriority(2), which on Linux takes the number of a thread. */
#include "priority.h"

#include "error.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    STEP = 10,
    MOST = 19
}; /* ten steps are a ninth of the processor beside one who wants it all */

void ri_priority_give_way(void)
{
    const id_t self = (id_t)syscall(SYS_gettid);
    const int  now = getpriority(PRIO_PROCESS, self);
    (void)setpriority(PRIO_PROCESS, self, now + STEP < MOST ? now + STEP : MOST);
}
