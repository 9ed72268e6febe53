/* Shared libraries that learners open at run time. Those of OpenMP read OMP_* when they are loaded, so a program that wants
 * more than one thread sets OMP_WAIT_POLICY=passive and GOMP_SPINCOUNT=0 before (face/cli/main.c does): waiting threads that
 * spin make training ten times slower on shared cores. */
#ifndef RI_LEARN_LIBRARY_H
#define RI_LEARN_LIBRARY_H
#include "base/error.h"

struct library_symbol {
    const char *name;
    size_t      offset; /* of its pointer in the table of functions */
};
/* Opens `file` beside the program (lib/, ../lib/), else where the system looks, and fills the table. *ret_handle (may be NULL)
 * stays open. RI_EUPSTREAM with the reason in room[size]. */
RI_MUST_CHECK ri_status library_open(const char *file, const struct library_symbol *symbols,
                                     size_t count, void *table, void **ret_handle, char *room,
                                     size_t size);
/* Threads that a library of OpenMP may use: as many as wanted where OMP_WAIT_POLICY is passive, else one. */
unsigned library_threads(unsigned wanted);
#endif
