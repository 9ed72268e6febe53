#include "process.h"

#include "test.h"

#include <signal.h>

enum { SECOND = 1000000 };

static const char *const shell = "/bin/sh";

static void says(const struct ri_process *process, bool err_stream, const char *wanted)
{
    struct ri_text text = {0};
    CHECK_STATUS(ri_process_read(process, err_stream, &text, NULL), RI_OK);
    CHECK_TEXT(text.at ? text.at : "", wanted);
    ri_text_release(&text);
}

TEST(process_is_read_and_its_code_told)
{
    struct ri_process process;
    int               code = -1;
    const char *const words[] = {"sh", "-c", "pwd; echo bad >&2; echo \"$RI_KEPT$RI_GONE\"; exit 7",
                                 NULL};
    setenv("RI_KEPT", "kept", 1);
    setenv("RI_GONE", "gone", 1);
    CHECK_STATUS(ri_process_start(&process, shell, words, "/usr", "RI_GO", NULL), RI_OK);
    CHECK_STATUS(ri_process_wait(&process, NULL, 60 * (int64_t)SECOND, &code, NULL), RI_OK);
    CHECK_INT(code, 7);
    says(&process, false, "/usr\nkept\n");
    says(&process, true, "bad\n");
    ri_process_free(&process);
    unsetenv("RI_KEPT");
    unsetenv("RI_GONE");
}

TEST(process_that_runs_is_waited_for_in_vain_and_killed)
{
    struct ri_process process;
    int               code = -1;
    const char *const words[] = {"sleep", "100", NULL};
    CHECK_STATUS(ri_process_start(&process, "/bin/sleep", words, NULL, NULL, NULL), RI_OK);
    CHECK_STATUS(ri_process_wait(&process, NULL, SECOND / 50, &code, NULL), RI_ETIMEOUT);
    ri_process_signal(&process, SIGKILL);
    CHECK_STATUS(ri_process_wait(&process, NULL, 60 * (int64_t)SECOND, &code, NULL), RI_OK);
    CHECK_INT(code, 128 + SIGKILL);
    ri_process_free(&process);
    CHECK_STATUS(ri_process_start(&process, "/bin/sleep", words, NULL, NULL, NULL), RI_OK);
    ri_process_free(&process); /* ends it */
    ri_process_free(&process);
    ri_process_free(NULL);
}

TEST(process_wait_is_cancelled)
{
    struct ri_process process;
    struct ri_task    task = {0};
    int               code = -1;
    const char *const words[] = {"sleep", "100", NULL};
    CHECK_STATUS(ri_process_start(&process, "/bin/sleep", words, NULL, NULL, NULL), RI_OK);
    ri_task_cancel(&task);
    CHECK_STATUS(ri_process_wait(&process, &task, 60 * (int64_t)SECOND, &code, NULL),
                 RI_ECANCELLED);
    ri_process_free(&process);
}

TEST(process_that_is_not_there)
{
    struct ri_process process;
    const char *const words[] = {"nothing", NULL};
    CHECK_STATUS(ri_process_start(&process, "/nowhere/nothing", words, NULL, NULL, NULL),
                 RI_ENOTFOUND);
}
