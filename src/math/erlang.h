/* Erlang's waiting law: calls or customers that come at random to a number of servers and wait in one line (Erlang 1917). Kernels.
 *
 *     load      arrivals an hour times hours of service each, in servers that are busy on average
 *     P(wait)   C(servers, load), by Erlang's B from below: B_n = load B_{n-1} / (n + load B_{n-1}), C = n B / (n - load (1 - B))
 *     P(wait more than t) = C exp(-(servers - load) t / service) */
#ifndef RI_MATH_ERLANG_H
#define RI_MATH_ERLANG_H
#include "base/error.h"

/* Chance that one who comes must wait; 1 where the servers do not keep up. */
double ri_erlang_wait(double load, size_t servers);
/* Fewest servers with which at least `within` (0 to 1) of those who come wait no longer than `wait`; service and wait in the same unit, service > 0.
 * 0 for no load. */
size_t ri_erlang_servers(double load, double service, double wait, double within);
#endif
