/* The program: this process's console and arguments into cli_main; the faces are put together here and nowhere else. */
#include "cli.h"

#include "face/http/http.h"

#include <signal.h>
#include <stdlib.h>

/* OpenMP (under the learners) reads these when it is loaded, which happens on first use. Its threads otherwise wait by
 * spinning: training takes ten times longer on a machine that has other work. */
static void let_openmp_sleep(void)
{
    setenv("OMP_WAIT_POLICY", "passive", 1);
    setenv("GOMP_SPINCOUNT", "0", 1);
}

int main(int argc, char **argv)
{
    let_openmp_sleep();
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of write, not our death */
    struct cli_console console = cli_console_here();
    console.serve = http_serve;
    return cli_main(&console, argc, argv);
}
