/* The command line: parse, call, render. It knows the public header and no operation by name.
 *
 *     argv -> cli_parse -> request -> cli_run -> call -> result -> writer -> stdout or a file
 *                              \-> help, man pages, completion: renderings of the same table
 */
#ifndef RI_FACE_CLI_H
#define RI_FACE_CLI_H
#include "base/text.h"
#include "face/serve.h"

struct cli_console {     /* where a run reads and writes; a test gives its own */
    int    in, out, err; /* descriptors */
    bool   out_terminal, err_terminal;
    size_t out_width, err_width; /* columns; what to assume when it is no terminal is in here too */
    bool   color;                /* of the result */
    bool   signals;              /* SIGINT and SIGTERM cancel the call */
    face_serve_fn *serve;        /* (optional) another face, for operations that go on by serving */
};
/* The console of this process: descriptors 0, 1 and 2, their sizes, NO_COLOR and TERM. */
struct cli_console cli_console_here(void);

/* The whole program: arguments in, exit code out (the table of statuses says which). */
int cli_main(const struct cli_console *console, int argc, char *const *argv);
#endif
