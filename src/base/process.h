/* A program that this one starts: what it prints is kept, its end is waited for or brought about. Linux. */
#ifndef RI_BASE_PROCESS_H
#define RI_BASE_PROCESS_H
#include "task.h"
#include "text.h"

struct ri_process { /* {.out = -1, .err = -1, .end = -1} is none */
    int id;         /* of the process; 0: it is over and was waited for */
    int out, err;   /* memory files that grow while it prints */
    int end;        /* readable when it is over */
};
/* Starts program with words (the first names it, NULL ends them) in a folder, with nothing to read and all signals open. The
 * environment is this process's, less what begins with `without` (NULL: all of it). The status of errno: it cannot be
 * started. */
RI_MUST_CHECK ri_status ri_process_start(struct ri_process *ret, const char *program,
                                         const char *const *words, const char *folder,
                                         const char *without, struct ri_error *err);
/* Until it is over: *ret_code is its exit code, or 128 and the signal that ended it. RI_ETIMEOUT: it still runs after
 * patience_us; RI_ECANCELLED as the task says. */
RI_MUST_CHECK ri_status ri_process_wait(struct ri_process *process, const struct ri_task *task,
                                        int64_t patience_us, int *ret_code, struct ri_error *err);
/* What it has printed so far (err: on its error stream) is added to ret. The status of errno, RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_process_read(const struct ri_process *process, bool err_stream,
                                        struct ri_text *ret, struct ri_error *err);
/* Sends a signal while it runs. */
void ri_process_signal(const struct ri_process *process, int number);
/* Ends it if it runs (SIGKILL), waits, and puts everything away. */
void ri_process_free(struct ri_process *process);
#endif
