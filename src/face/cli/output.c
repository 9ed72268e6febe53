/* Writing results. A file is written under a temporary name in its own folder and renamed: nobody ever sees
 * half a result, and a failed run leaves the old one. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static ri_status fail_errno(const char *what, const char *path, int number, struct ri_error *err)
{
    return ri_fail(err, ri_status_of_errno(number), "cannot %s '%s': %s", what, path,
                   strerror(number));
}

/* The name of the temporary file: ".NAME.PID.part" beside the target. */
static ri_status open_temporary(struct cli_output *output, struct ri_error *err)
{
    struct ri_text name = {0};
    const char    *slash = strrchr(output->target, '/');
    const size_t   folder = slash ? (size_t)(slash - output->target) + 1 : 0;
    ri_text_add(&name, output->target, folder);
    ri_text_printf(&name, ".%s.%ld.part", output->target + folder, (long)getpid());
    if (name.failed) {
        ri_text_release(&name);
        return ri_fail(err, RI_ENOMEM, "no room for a file name");
    }
    output->fd = open(name.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (output->fd < 0) {
        const ri_status status = fail_errno("write", output->path, errno, err);
        ri_text_release(&name);
        return status;
    }
    output->temporary = name.at; /* taken */
    return RI_OK;
}

ri_status cli_output_open(struct cli_output *output, const char *path, int fd, struct ri_error *err)
{
    *output = (struct cli_output){.fd = fd, .path = path};
    if (!path) return RI_OK;
    struct stat info;
    const bool  exists = stat(path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode)) return fail_errno("write", path, EISDIR, err);
    if (exists && !S_ISREG(info.st_mode)) { /* /dev/stdout, a pipe */
        output->fd = open(path, O_WRONLY | O_CLOEXEC);
        return output->fd < 0 ? fail_errno("write", path, errno, err) : RI_OK;
    }
    output->target = exists ? realpath(path, NULL) : strdup(path);
    if (!output->target) return fail_errno("write", path, errno, err);
    return open_temporary(output, err);
}

ri_status cli_output_write(struct cli_output *output, const void *bytes, size_t length,
                           struct ri_error *err)
{
    const char *at = bytes;
    if (output->progress) cli_progress_clear(output->progress);
    while (length) {
        const ssize_t n = write(output->fd, at, length);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            output->closed = errno == EPIPE;
            return fail_errno("write", output->path ? output->path : "standard output", errno, err);
        }
        at += n;
        length -= (size_t)n;
    }
    return RI_OK;
}

static ri_status sink_write(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    return cli_output_write(context, bytes, length, err);
}

struct ri_sink cli_output_sink(struct cli_output *output)
{
    return (struct ri_sink){sink_write, output};
}

ri_status cli_output_finish(struct cli_output *output, struct ri_error *err)
{
    if (!output->path) return RI_OK;
    const bool synced =
        !output->temporary || fsync(output->fd) == 0; /* a full disk may speak up only now */
    const int  number = errno;
    const bool closed = close(output->fd) == 0;
    output->fd = -1;
    if (!synced || !closed) return fail_errno("write", output->path, synced ? errno : number, err);
    if (output->temporary && rename(output->temporary, output->target) != 0)
        return fail_errno("write", output->path, errno, err);
    free(output->temporary);
    output->temporary = NULL;
    return RI_OK;
}

void cli_output_release(struct cli_output *output)
{
    if (output->path && output->fd >= 0) close(output->fd);
    if (output->temporary) unlink(output->temporary);
    free(output->temporary);
    free(output->target);
    *output = (struct cli_output){.fd = -1};
}

void cli_say(int fd, const char *bytes, size_t length)
{
    struct cli_output output = {.fd = fd};
    if (length && cli_output_write(&output, bytes, length, NULL) != RI_OK) return;
}
