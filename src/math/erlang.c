/* Erlang's formulas by recursion. */
#include "erlang.h"

#include <math.h>

double ri_erlang_wait(double load, size_t servers)
{
    double blocked = 1;
    if (!(load > 0)) return 0;
    if (load >= (double)servers) return 1;
    for (size_t n = 1; n <= servers; n++) blocked = load * blocked / ((double)n + load * blocked);
    return (double)servers * blocked / ((double)servers - load * (1 - blocked));
}

size_t ri_erlang_servers(double load, double service, double wait, double within)
{
    if (!(load > 0)) return 0;
    for (size_t servers = (size_t)floor(load) + 1;; servers++) {
        const double late =
            ri_erlang_wait(load, servers) * exp(-((double)servers - load) * wait / service);
        if (1 - late >= within || servers > 2 * (size_t)load + 1000) return servers;
    }
}
