/* The call itself, shared by call.c (parameters) and result.c (thread, queue, rows). */
#ifndef RI_APP_CALL_INTERNAL_H
#define RI_APP_CALL_INTERNAL_H
#include "app/operation.h"
#include "app/param.h"
#include "base/queue.h"

#include <pthread.h>

struct ri_input_file {
    const char *name;
    int         fd;
};
struct ri_argument { /* what was given for one parameter */
    struct ri_value      *values;
    size_t                count, room;
    struct ri_input_file *files; /* of a file parameter: as many as values */
    const char           *used;  /* the concrete value the run worked with, when it differs */
};
struct ri_result {
    struct ri_call    *call;
    pthread_t          thread;
    bool               started, joined, stream_taken;
    struct ri_queue   *batches; /* struct ArrowArray */
    pthread_mutex_t    lock;    /* guards all below */
    pthread_cond_t     changed;
    bool               has_schema, has_document, finished;
    struct ArrowSchema schema;
    struct ri_document document;
    ri_status          status; /* of the run; a verdict when it ended well otherwise */
    bool               verdict;
    struct ri_error    error;
    const char       **notes;
    size_t             note_count, note_room;
    const char        *workspace; /* to go on with, in the call's memory */
};
struct ri_call {
    struct ri_workspace       *workspace;
    const struct ri_operation *operation;
    struct ri_principal        principal;
    bool                       owner;  /* no principal was named */
    const char                *folder; /* where the caller is; NULL: where this process is */
    struct ri_arena            mem;    /* parameters and notes; the run's own memory is run_mem */
    struct ri_arena            run_mem;
    struct ri_argument        *arguments; /* by parameter */
    struct ri_task             task;
    struct ri_result           result;
};

/* Position of a parameter of the call's operation; our own mistake when there is none. */
size_t ri_call_param(const struct ri_call *call, const char *parameter);
#endif
