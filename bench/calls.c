/* How long does a call take inside the program, without starting a process or opening the workspace?
 *
 *     calls WORKSPACE TIMES OPERATION...
 *
 * Opens the workspace once, runs every operation once unmeasured and then TIMES rounds, pulling each result to its
 * end; one line of JSON: {"sales.kpis": [milliseconds, ...], ...}. Uses the public header alone. */
#include "retailinsight.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static ri_status pull(struct ri_result *result, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    const ri_status         status = ri_result_stream(result, &stream, err);
    if (status != RI_OK) return status;
    for (;;) {
        struct ArrowArray batch;
        if (stream.get_next(&stream, &batch) != 0 || !batch.release) break;
        batch.release(&batch);
    }
    stream.release(&stream);
    return ri_result_status(result, err);
}

static double call_ms(struct ri_workspace *workspace, const char *operation)
{
    struct ri_error   err = {0};
    struct ri_call   *call = NULL;
    struct ri_result *result = NULL;
    const double      start = now_ms();
    ri_status         status = ri_call_new(workspace, operation, NULL, &call, &err);
    if (status == RI_OK) status = ri_call_run(call, &result, &err);
    if (status == RI_OK) status = pull(result, &err);
    const double taken = now_ms() - start;
    ri_result_free(result);
    ri_call_free(call);
    if (status == RI_OK) return taken;
    fprintf(stderr, "%s: %s\n", operation, err.message);
    exit(1);
}

static void measure(struct ri_workspace *workspace, const char *operation, int times,
                    const char *before)
{
    call_ms(workspace, operation);
    printf("%s\"%s\": [", before, operation);
    for (int i = 0; i < times; i++) printf("%s%.3f", i ? ", " : "", call_ms(workspace, operation));
    printf("]");
}

int main(int argc, char **argv)
{
    struct ri_workspace *workspace;
    struct ri_error      err = {0};
    if (argc < 4) {
        fprintf(stderr, "usage: calls WORKSPACE TIMES OPERATION...\n");
        return 2;
    }
    const struct ri_open_options options = {.directory = argv[1]};
    if (ri_workspace_open(&options, &workspace, &err) != RI_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], err.message);
        return 1;
    }
    for (int i = 3; i < argc; i++) measure(workspace, argv[i], atoi(argv[2]), i == 3 ? "{" : ", ");
    printf("}\n");
    ri_workspace_close(workspace);
    return 0;
}
