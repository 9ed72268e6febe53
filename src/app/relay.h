/* What one terminal gives, through a pipe: another process must not read the terminal itself. In the background of the
 * same terminal it would be stopped for trying. */
#ifndef RI_APP_RELAY_H
#define RI_APP_RELAY_H
#include "base/error.h"

struct ri_relay;
/* Reads `from`, which stays the caller's, on a thread of its own; *ret_fd is the end to read, the caller's to close. */
RI_MUST_CHECK ri_status ri_relay_new(int from, struct ri_relay **ret, int *ret_fd,
                                     struct ri_error *err);
/* Stops at once; what was read and not passed on is lost. */
void ri_relay_free(struct ri_relay *relay);
#endif
