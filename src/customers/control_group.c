/* One pass: each place is taken with the chance that fills what is still wanted. */
#include "control_group.h"

#include "base/random.h"

void ri_control_group_draw(size_t count, size_t control, uint64_t seed, unsigned char *ret)
{
    struct ri_random random;
    size_t           wanted = control;
    ri_random_init(&random, seed, 0);
    for (size_t i = 0; i < count; i++) {
        const size_t left = count - i;
        ret[i] = ri_random_below(&random, left) < wanted;
        wanted -= ret[i];
    }
}
