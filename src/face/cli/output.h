/* Where a result goes: standard output, or a file that appears under its name once it is complete. */
#ifndef RI_FACE_CLI_OUTPUT_H
#define RI_FACE_CLI_OUTPUT_H
#include "cli.h"
#include "progress.h"
#include "table/write.h"

struct cli_output {
    int         fd;
    const char *path;      /* NULL: standard output */
    char       *target;    /* the file behind path (a link is followed) */
    char       *temporary; /* beside it; NULL: written in place (a device, a pipe) */
    struct cli_progress
        *progress; /* (optional) cleared before something is written to the terminal */
    bool closed;   /* whoever read has gone (EPIPE): nobody wants the rest */
};
/* path NULL: writes to fd. Otherwise makes the temporary file. RI_ENOTFOUND (no such folder), RI_EFORBIDDEN,
 * RI_ENOSPACE, RI_EIO ... */
RI_MUST_CHECK ri_status cli_output_open(struct cli_output *output, const char *path, int fd,
                                        struct ri_error *err);
RI_MUST_CHECK ri_status cli_output_write(struct cli_output *output, const void *bytes,
                                         size_t length, struct ri_error *err);
struct ri_sink          cli_output_sink(struct cli_output *output);
/* Everything is written: the file gets its name. */
RI_MUST_CHECK ri_status cli_output_finish(struct cli_output *output, struct ri_error *err);
void cli_output_release(struct cli_output *output); /* removes what was not finished */
/* All bytes to a descriptor; for messages, whose own failure cannot be told to anyone. */
void cli_say(int fd, const char *bytes, size_t length);
#endif
