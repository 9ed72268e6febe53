/* SIGINT and SIGTERM: the first cancels the call, the second ends the program at once. */
#ifndef RI_FACE_CLI_INTERRUPT_H
#define RI_FACE_CLI_INTERRUPT_H
#include "base/error.h"

struct cli_interrupt;
/* Blocks both signals in this thread (and those it makes) and waits for them on a thread of its own, because
 * cancelling a call is not something a signal handler may do. RI_ENOMEM. */
RI_MUST_CHECK ri_status cli_interrupt_new(struct cli_interrupt **ret, struct ri_error *err);
/* Which call the first signal cancels; NULL: none. A signal that came before cancels it now. */
void cli_interrupt_watch(struct cli_interrupt *interrupt, struct ri_call *call);
void cli_interrupt_free(struct cli_interrupt *interrupt); /* the signals do again what they did */
#endif
