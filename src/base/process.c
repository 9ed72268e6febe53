/* posix_spawn with memory files for what is printed, and a pidfd for the end. */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { SLICE_MS = 50 };

/* A copy of the environment without some names; the texts stay where they are. */
static char **environment_without(const char *without)
{
    size_t count = 0, kept = 0;
    while (environ[count]) count++;
    char **ret = calloc(count + 1, sizeof *ret);
    for (size_t i = 0; ret && i < count; i++) {
        if (!without || strncmp(environ[i], without, strlen(without)) != 0)
            ret[kept++] = environ[i];
    }
    return ret;
}

static int set_up(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
                  const struct ri_process *process, const char *folder)
{
    sigset_t none;
    sigemptyset(&none);
    int number = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!number) number = posix_spawn_file_actions_adddup2(actions, process->out, STDOUT_FILENO);
    if (!number) number = posix_spawn_file_actions_adddup2(actions, process->err, STDERR_FILENO);
    if (!number && folder) number = posix_spawn_file_actions_addchdir_np(actions, folder);
    if (!number) number = posix_spawnattr_setsigmask(attributes, &none);
    if (!number) number = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK);
    return number;
}

static int spawn(struct ri_process *process, const char *program, const char *const *words,
                 const char *folder, const char *without)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t          attributes;
    pid_t                      id = 0;
    char                     **environment = environment_without(without);
    int                        number = posix_spawn_file_actions_init(&actions);
    if (number) return free(environment), number;
    if ((number = posix_spawnattr_init(&attributes)) == 0) {
        number = environment ? set_up(&actions, &attributes, process, folder) : ENOMEM;
        if (!number)
            number =
                posix_spawn(&id, program, &actions, &attributes, (char *const *)words, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    free(environment);
    if (!number) process->id = id;
    return number;
}

ri_status ri_process_start(struct ri_process *ret, const char *program, const char *const *words,
                           const char *folder, const char *without, struct ri_error *err)
{
    struct ri_process process = {.out = memfd_create("out", MFD_CLOEXEC),
                                 .err = memfd_create("err", MFD_CLOEXEC),
                                 .end = -1};
    int               number = process.out < 0 || process.err < 0 ? errno : 0;
    if (!number) number = spawn(&process, program, words, folder, without);
    if (!number && (process.end = pidfd_open(process.id, 0)) < 0) number = errno;
    if (number) {
        ri_process_free(&process);
        return ri_fail(err, ri_status_of_errno(number), "cannot start '%s': %s", program,
                       strerror(number));
    }
    *ret = process;
    return RI_OK;
}

static int code_of(int state)
{
    return WIFSIGNALED(state) ? 128 + WTERMSIG(state) : WEXITSTATUS(state);
}

ri_status ri_process_wait(struct ri_process *process, const struct ri_task *task,
                          int64_t patience_us, int *ret_code, struct ri_error *err)
{
    struct pollfd end = {.fd = process->end, .events = POLLIN};
    const int64_t until = ri_monotonic_us() + patience_us;
    int           state = 0;
    while (poll(&end, 1, 0) <= 0) {
        RI_TRY(ri_task_check(task, err));
        const int64_t left_ms = (until - ri_monotonic_us()) / 1000;
        if (left_ms <= 0) return ri_fail(err, RI_ETIMEOUT, "process %d still runs", process->id);
        (void)poll(&end, 1, left_ms < SLICE_MS ? (int)left_ms : SLICE_MS);
    }
    if (waitpid(process->id, &state, 0) < 0)
        return ri_fail(err, ri_status_of_errno(errno), "process %d: %s", process->id,
                       strerror(errno));
    process->id = 0;
    *ret_code = code_of(state);
    return RI_OK;
}

ri_status ri_process_read(const struct ri_process *process, bool err_stream, struct ri_text *ret,
                          struct ri_error *err)
{
    const int file = err_stream ? process->err : process->out;
    char      part[4096];
    off_t     at = 0;
    for (;;) {
        const ssize_t got = pread(file, part, sizeof part, at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return ri_fail(err, ri_status_of_errno(errno), "what a process printed: %s",
                           strerror(errno));
        if (got == 0) return ri_text_check(ret, err);
        ri_text_add(ret, part, (size_t)got);
        at += got;
    }
}

void ri_process_signal(const struct ri_process *process, int number)
{
    if (process->id > 0) kill(process->id, number);
}

void ri_process_free(struct ri_process *process)
{
    if (!process) return;
    if (process->id > 0) {
        kill(process->id, SIGKILL);
        while (waitpid(process->id, NULL, 0) < 0 && errno == EINTR) {}
    }
    const int files[] = {process->out, process->err, process->end};
    for (size_t i = 0; i < RI_COUNT(files); i++) {
        if (files[i] >= 0) close(files[i]);
    }
    *process = (struct ri_process){.out = -1, .err = -1, .end = -1};
}
