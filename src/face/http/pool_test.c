/* Runs in the pool, on requests that no network has: what is answered, shared, refused, cancelled. */
#include "cache.h"
#include "jobs.h"
#include "pool.h"
#include "run.h"
#include "wire_internal.h"

#include "base/task.h"
#include "base/test.h"

#include <unistd.h>

enum { REQUESTS = 12 };
struct place { /* as much of a server as a run needs */
    struct http_server  server;
    struct wire         wire;
    struct connection   connection;
    struct http_request states[REQUESTS];
    struct wire_request requests[REQUESTS];
    size_t              count;
};

static void open_place(struct place *place, unsigned workers, unsigned queue)
{
    const struct ri_open_options options = {.directory = "/tmp/none"};
    *place = (struct place){.server.limits = {.rows = 0, .idle_s = 5, .call_ms = 60000}};
    for (size_t i = 0; i < STRIPES; i++) pthread_mutex_init(&place->wire.stripes[i], NULL);
    CHECK_STATUS(ri_workspace_open(&options, &place->server.workspace, NULL), RI_OK);
    CHECK_STATUS(cache_new(1 << 20, &place->server.cache, NULL), RI_OK);
    CHECK_STATUS(pool_new(workers, queue, &place->server.pool, NULL), RI_OK);
}

static void close_place(struct place *place)
{
    while (!pool_is_idle(place->server.pool)) {
        pool_cancel_all(place->server.pool);
        usleep(1000);
    }
    pool_free(place->server.pool);
    cache_free(place->server.cache);
    for (size_t i = 0; i < place->count; i++) wire_answer_free(place->requests[i].answer);
    ri_workspace_close(place->server.workspace);
}

/* key NULL: it is not shared. */
static struct http_run *a_run(struct place *place, const char *operation, const char *key)
{
    struct ri_call      *call = NULL;
    struct wire_request *request = &place->requests[place->count];
    struct http_request *state = &place->states[place->count++];
    state->target.path = (char[]){"/api/v1/x"};
    *request = (struct wire_request){.wire = &place->wire,
                                     .connection = &place->connection,
                                     .number = place->count,
                                     .state = state};
    CHECK_STATUS(ri_call_new(place->server.workspace, operation, NULL, &call, NULL), RI_OK);
    struct http_run *run = run_new(&place->server, request, call, NULL);
    run->operation = operation;
    run->writer = &ri_write_ndjson;
    run->shareable = key;
    if (key) ri_text_puts(&run->key, key);
    state->run = run;
    return run;
}

static bool answered(struct place *place, size_t i)
{
    pthread_mutex_t *stripe = wire_stripe(&place->wire, place->requests[i].number);
    pthread_mutex_lock(stripe);
    const bool is = place->requests[i].answered;
    pthread_mutex_unlock(stripe);
    return is;
}

static bool within(struct place *place, size_t i, int milliseconds)
{
    for (; milliseconds > 0 && !answered(place, i); milliseconds -= 5) usleep(5000);
    return answered(place, i);
}

static void until_running(struct place *place, size_t count)
{
    for (int i = 0; i < 1000 && pool_running(place->server.pool) < count; i++) usleep(2000);
    CHECK_INT(pool_running(place->server.pool), count);
}

TEST(a_run_is_answered_and_its_answer_is_kept)
{
    struct place place;
    open_place(&place, 2, 4);
    CHECK(pool_submit(place.server.pool, a_run(&place, "sales.stores", "stores")));
    CHECK(within(&place, 0, 5000));
    CHECK_INT(wire_answer_status(place.requests[0].answer), 200);
    struct wire_answer *kept = cache_get(place.server.cache, ri_view_of("stores"));
    CHECK(kept == place.requests[0].answer);
    wire_answer_free(kept);
    struct http_run *many = a_run(&place, "sales.stores", NULL);
    many->status = 207;
    CHECK(pool_submit(place.server.pool, many));
    CHECK(within(&place, 1, 5000));
    CHECK_INT(wire_answer_status(place.requests[1].answer), 207);
    close_place(&place);
}

TEST(who_asks_the_same_at_the_same_time_shares_one_run)
{
    struct place place;
    open_place(&place, 1, 1);
    struct http_run *leader = a_run(&place, "wait", "slow");
    CHECK(pool_submit(place.server.pool, leader));
    until_running(&place, 1);
    for (int i = 0; i < 4; i++) /* more than may wait: they do not wait, they follow */
        CHECK(pool_submit(place.server.pool, a_run(&place, "wait", "slow")));
    CHECK_INT(pool_waiting(place.server.pool), 0);
    CHECK_INT(pool_running(place.server.pool), 1);
    CHECK(pool_submit(place.server.pool, a_run(&place, "sales.stores", "other")));
    struct http_run *refused = a_run(&place, "sales.stores", "one too many");
    CHECK(!pool_submit(place.server.pool, refused));
    run_free(refused);
    run_cancel(leader); /* its answer is shared with nobody: each is run for itself */
    CHECK(within(&place, 0, 5000));
    CHECK(wire_answer_status(place.requests[0].answer) >= 400);
    until_running(&place, 1);
    CHECK(pool_waiting(place.server.pool) >= 3);
    close_place(&place);
}

TEST(one_that_runs_for_a_second_keeps_nobody_waiting)
{
    struct place place;
    open_place(&place, 1, 8);
    CHECK(pool_submit(place.server.pool, a_run(&place, "wait", NULL)));
    until_running(&place, 1);
    CHECK(pool_submit(place.server.pool, a_run(&place, "sales.stores", NULL)));
    CHECK(!within(&place, 1, 300)); /* the one place is taken */
    const int64_t start = ri_monotonic_us();
    while (!answered(&place, 1) && ri_monotonic_us() - start < 8000000) {
        pool_tick(place.server.pool);
        usleep(20000);
    }
    CHECK(answered(&place, 1));
    CHECK_INT(pool_running(place.server.pool), 1); /* the slow one still runs */
    close_place(&place);
}

TEST(long_ones_leave_places_to_quick_ones)
{
    struct place place;
    open_place(&place, 1, 4); /* four threads, three of them for long ones; two of them may wait */
    for (int i = 0; i < 5; i++) {
        struct http_run *one = a_run(&place, "wait", NULL);
        one->is_long = true;
        const int64_t start = ri_monotonic_us();
        CHECK(pool_submit(place.server.pool, one));
        while (i < 3 && pool_running(place.server.pool) <= (size_t)i &&
               ri_monotonic_us() - start < 8000000) {
            pool_tick(place.server.pool);
            usleep(20000);
        }
    }
    struct http_run *refused = a_run(&place, "wait", NULL);
    refused->is_long = true;
    CHECK(!pool_submit(place.server.pool, refused));
    run_free(refused);
    usleep(1100000); /* so that the place is there for the fourth, were it not long */
    pool_tick(place.server.pool);
    CHECK_INT(pool_running(place.server.pool), 3);
    CHECK_INT(pool_waiting(place.server.pool), 2);
    for (size_t i = 6; i < 9; i++) { /* past those that wait */
        CHECK(pool_submit(place.server.pool, a_run(&place, "sales.stores", NULL)));
        CHECK(within(&place, i, 5000));
    }
    run_cancel(place.states[0].run);
    CHECK(within(&place, 0, 5000));
    until_running(&place, 3); /* and one that waited runs in its place */
    CHECK_INT(pool_waiting(place.server.pool), 1);
    CHECK(pool_submit(place.server.pool, a_run(&place, "wait", NULL))); /* behind the last */
    CHECK_INT(pool_waiting(place.server.pool), 2);
    close_place(&place);
}
