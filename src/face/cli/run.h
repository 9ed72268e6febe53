/* Making the call a request asks for, and writing what comes back. */
#ifndef RI_FACE_CLI_RUN_H
#define RI_FACE_CLI_RUN_H
#include "request.h"

/* Runs the operation: the result to the output, notes and progress to the error stream. The status is that of
 * the operation, also when its rows were written (verify). */
RI_MUST_CHECK ri_status cli_run(const struct cli_console *console,
                                const struct cli_request *request, struct ri_arena *mem,
                                struct ri_error *err);
/* "prefix: text" on the error stream, wrapped where that is a terminal, control characters escaped. */
void cli_message(const struct cli_console *console, const char *prefix, const char *text);
#endif
