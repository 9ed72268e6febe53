/* The program: this process's console and arguments into cli_main. */
#include "cli.h"

#include <signal.h>

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a reader that goes away is an error of write, not our death */
    const struct cli_console console = cli_console_here();
    return cli_main(&console, argc, argv);
}
