/* What kind of console this process has. */
#include "cli.h"

#include <sys/ioctl.h>
#include <unistd.h>

static size_t columns_of(int fd)
{
    struct winsize size;
    int64_t        columns;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col) return size.ws_col;
    if (ri_parse_int(ri_view_of(getenv("COLUMNS")), &columns) && columns > 0 && columns < 10000)
        return (size_t)columns;
    return 80;
}

struct cli_console cli_console_here(void)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    const bool  out_terminal = isatty(STDOUT_FILENO), err_terminal = isatty(STDERR_FILENO);
    const bool  plain = (no_color && *no_color) || !terminal || strcmp(terminal, "dumb") == 0;
    return (struct cli_console){.in = STDIN_FILENO,
                                .out = STDOUT_FILENO,
                                .err = STDERR_FILENO,
                                .out_terminal = out_terminal,
                                .err_terminal = err_terminal,
                                .out_width = columns_of(STDOUT_FILENO),
                                .err_width = columns_of(STDERR_FILENO),
                                .color = out_terminal && !plain,
                                .signals = true};
}
