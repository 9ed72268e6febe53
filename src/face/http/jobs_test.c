/* The life of a job, on the double of the library: queued, running, done or cancelled, bounded, its own. */
#include "events.h"
#include "jobs_internal.h"

#include "base/task.h"
#include "base/test.h"

#include <unistd.h>

struct place {
    struct http_server server;
};

static void open_place(struct place *place, unsigned threads, unsigned queue)
{
    const struct ri_open_options options = {.directory = "/tmp/none"};
    *place = (struct place){
        .server.limits = {
            .jobs = threads, .job_queue = queue, .result_bytes = 1 << 20, .result_minutes = 60}};
    pthread_mutex_init(&place->server.look_lock, NULL);
    CHECK_STATUS(ri_workspace_open(&options, &place->server.workspace, NULL), RI_OK);
    CHECK_STATUS(events_new(4, &place->server.events, NULL), RI_OK);
    CHECK_STATUS(jobs_new(&place->server, &place->server.jobs, NULL), RI_OK);
}

static void close_place(struct place *place)
{
    jobs_cancel_all(place->server.jobs);
    for (int i = 0; i < 2000 && !jobs_are_idle(place->server.jobs); i++) usleep(1000);
    CHECK(jobs_are_idle(place->server.jobs));
    jobs_free(place->server.jobs);
    events_free(place->server.events);
    ri_workspace_close(place->server.workspace);
}

static ri_status add(struct place *place, const char *operation, uint64_t *ret_id)
{
    struct ri_call *call = NULL;
    struct ri_text  json = {0};
    CHECK_STATUS(ri_call_new(place->server.workspace, operation, NULL, &call, NULL), RI_OK);
    const ri_status status =
        job_add(place->server.jobs, call, NULL, ri_operation_find(operation), &json, ret_id, NULL);
    if (status == RI_OK) CHECK(strstr(json.at, "\"state\":\"queued\"") != NULL);
    ri_text_release(&json);
    return status;
}

static job_state state_of(struct place *place, uint64_t id)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)id);
    pthread_mutex_lock(&place->server.jobs->lock);
    const struct http_job *job = job_find(place->server.jobs, text, NULL);
    const job_state        state = job ? job->state : (job_state)-1;
    pthread_mutex_unlock(&place->server.jobs->lock);
    return state;
}

static void wait_for(struct place *place, uint64_t id, job_state want)
{
    for (int i = 0; i < 3000 && state_of(place, id) != want; i++) usleep(1000);
    CHECK_INT(state_of(place, id), want);
}

static void cancel(struct place *place, uint64_t id)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)id);
    pthread_mutex_lock(&place->server.jobs->lock);
    job_cancel(place->server.jobs, job_find(place->server.jobs, text, NULL));
    pthread_mutex_unlock(&place->server.jobs->lock);
}

TEST(a_job_is_done_and_its_result_is_kept_for_a_while)
{
    struct place place;
    uint64_t     id = 0;
    char         text[24];
    open_place(&place, 1, 4);
    CHECK_STATUS(add(&place, "sales.stores", &id), RI_OK);
    wait_for(&place, id, JOB_DONE);
    snprintf(text, sizeof text, "%llu", (unsigned long long)id);
    struct http_job *job = job_find(place.server.jobs, text, NULL);
    CHECK(job->table != NULL);
    jobs_tick(place.server.jobs);
    CHECK(job->table != NULL);
    job->finished_us -= INT64_C(61) * 60 * 1000000; /* an hour and a minute ago */
    jobs_tick(place.server.jobs);
    CHECK(job->table == NULL);
    CHECK_STATUS(add(&place, "sales.stores", &id), RI_OK);
    wait_for(&place, id, JOB_DONE);
    jobs_forget(place.server.jobs); /* a person was erased */
    snprintf(text, sizeof text, "%llu", (unsigned long long)id);
    CHECK(job_find(place.server.jobs, text, NULL)->table == NULL);
    close_place(&place);
}

TEST(so_many_run_so_many_wait_and_no_more)
{
    struct place place;
    uint64_t     ids[3] = {0}, refused = 0;
    open_place(&place, 1, 2);
    CHECK_STATUS(add(&place, "wait", &ids[0]), RI_OK);
    wait_for(&place, ids[0], JOB_RUNNING);
    CHECK_STATUS(add(&place, "wait", &ids[1]), RI_OK);
    CHECK_STATUS(add(&place, "wait", &ids[2]), RI_OK);
    CHECK_STATUS(add(&place, "wait", &refused), RI_ERATE);
    CHECK_INT(jobs_running(place.server.jobs), 1);
    cancel(&place, ids[2]); /* one that waits */
    CHECK_INT(state_of(&place, ids[2]), JOB_CANCELLED);
    cancel(&place, ids[0]); /* one that runs: the next one does */
    wait_for(&place, ids[0], JOB_CANCELLED);
    wait_for(&place, ids[1], JOB_RUNNING);
    CHECK_STATUS(add(&place, "wait", &refused), RI_OK);
    close_place(&place);
}

TEST(a_closed_queue_takes_nothing_and_begins_nothing)
{
    struct place place;
    uint64_t     runs = 0, waits = 0, late = 0;
    open_place(&place, 1, 4);
    CHECK_STATUS(add(&place, "wait", &runs), RI_OK);
    wait_for(&place, runs, JOB_RUNNING);
    CHECK_STATUS(add(&place, "wait", &waits), RI_OK);
    jobs_close(place.server.jobs);
    CHECK_INT(state_of(&place, waits), JOB_CANCELLED);
    CHECK_INT(state_of(&place, runs), JOB_RUNNING);
    CHECK(add(&place, "wait", &late) != RI_OK);
    close_place(&place);
}

static void sleep_on(void *context)
{
    (void)context;
}

/* What a reader got so far. */
static void read_all(struct http_pipe *pipe, char *ret, size_t size)
{
    size_t at = 0, n = 0;
    while (at + 1 < size && pipe_read(pipe, ret + at, size - 1 - at, &n) == PIPE_BYTES) at += n;
    ret[at] = '\0';
}

TEST(events_are_told_in_order_and_again_to_who_comes_back)
{
    struct http_events *events;
    struct http_pipe   *first, *again, *third, *none;
    bool                replayed = true;
    char                got[2000];
    CHECK_STATUS(events_new(3, &events, NULL), RI_OK);
    CHECK_STATUS(events_join(events, 0, NULL, NULL, ri_view_of("hello\n\n"), &first, &replayed, NULL),
                 RI_OK);
    pipe_attach(first, (struct pipe_reader){sleep_on, sleep_on, NULL});
    events_publish(events, &(struct event){.name = "a", .data = "{\"n\":1}"});
    events_publish(events, &(struct event){.name = "b", .data = "{\"n\":2}"});
    read_all(first, got, sizeof got);
    unsigned long long one = 0, two = 0;
    CHECK_INT(sscanf(got, "hello\n\nid: %llu\nevent: a\ndata: {\"n\":1}\n\nid: %llu\nevent: b\n",
                     &one, &two),
              2);
    CHECK_INT(two, one + 1);
    CHECK_STATUS(events_join(events, one, NULL, NULL, ri_view_of(""), &again, &replayed, NULL), RI_OK);
    pipe_attach(again, (struct pipe_reader){sleep_on, sleep_on, NULL});
    CHECK(replayed);
    read_all(again, got, sizeof got);
    CHECK(strstr(got, "event: b") != NULL && strstr(got, "event: a") == NULL);
    CHECK_STATUS(events_join(events, one - 100, NULL, NULL, ri_view_of(""), &third, &replayed, NULL),
                 RI_OK);
    pipe_attach(third, (struct pipe_reader){sleep_on, sleep_on, NULL});
    CHECK(!replayed); /* from before the server: the state of now is said instead */
    CHECK_INT(events_readers(events), 3);
    CHECK_STATUS(events_join(events, 0, NULL, NULL, ri_view_of(""), &none, &replayed, NULL), RI_ERATE);
    events_stop(events);
    size_t n;
    CHECK_INT(pipe_read(again, got, sizeof got, &n), PIPE_END);
    for (struct http_pipe **at = (struct http_pipe *[]){first, again, third, NULL}; *at; at++) {
        pipe_close_reader(*at);
        pipe_free(*at);
    }
    events_free(events);
}

TEST(a_reader_that_is_too_slow_is_dropped)
{
    struct http_events *events;
    struct http_pipe   *pipe;
    bool                replayed;
    static char         large[5000];
    CHECK_STATUS(events_new(1, &events, NULL), RI_OK);
    CHECK_STATUS(events_join(events, 0, NULL, NULL, ri_view_of(""), &pipe, &replayed, NULL), RI_OK);
    pipe_attach(pipe, (struct pipe_reader){sleep_on, sleep_on, NULL});
    memset(large, 'x', sizeof large - 1);
    for (int i = 0; i < 40; i++)
        events_publish(events, &(struct event){.name = "a", .data = large});
    CHECK_INT(events_readers(events), 0);
    pipe_close_reader(pipe);
    pipe_free(pipe);
    events_free(events);
}
