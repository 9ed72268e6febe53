/* Who is cut off when, on socket pairs and a clock of our own. */
#include "connections.h"

#include "base/task.h"
#include "base/test.h"

#include <sys/socket.h>
#include <unistd.h>

static int  gone;
static void note_gone(void *context, struct connection *connection)
{
    (void)context, (void)connection;
    gone++;
}

static bool is_cut(int other)
{
    char byte;
    return recv(other, &byte, 1, MSG_DONTWAIT) == 0;
}

/* Is a connection in that phase cut off after so many seconds? */
static bool cut_after(connection_phase phase, int seconds, uint64_t received)
{
    struct connections list = {.idle_s = 30, .head_s = 15, .body_rate = 1000, .on_gone = note_gone};
    int                pair[2];
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    connections_init(&list);
    struct connection *connection = connections_add(&list, pair[0]);
    CHECK_INT(list.count, 1);
    connection_enter(connection, phase);
    atomic_store(&connection->received, received);
    connections_tick(&list, ri_monotonic_us() + (int64_t)seconds * 1000000 + 1000);
    const bool cut = is_cut(pair[1]);
    connections_remove(&list, connection);
    CHECK_INT(list.count, 0);
    connections_release(&list);
    close(pair[0]);
    close(pair[1]);
    return cut;
}

TEST(connections_slow_clients_are_cut_off)
{
    CHECK(!cut_after(PHASE_FRESH, 14, 0));
    CHECK(cut_after(PHASE_FRESH, 15, 0));
    CHECK(!cut_after(PHASE_HEAD, 14, 0));
    CHECK(cut_after(PHASE_HEAD, 15, 0));
    CHECK(!cut_after(PHASE_KEPT, 74, 0));
    CHECK(cut_after(PHASE_KEPT, 75, 0));
    CHECK(!cut_after(PHASE_BODY, 30, 0));
    CHECK(cut_after(PHASE_BODY, 33, 2385)); /* wants 3,000 */
    CHECK(!cut_after(PHASE_BODY, 33, 3001));
    CHECK(!cut_after(PHASE_WORK, 3600, 0));
    CHECK(!cut_after(PHASE_STREAM, 3600, 0));
    CHECK(cut_after(PHASE_SEND, 600, 0));
}

TEST(connections_clients_that_left_are_noticed)
{
    struct connections list = {.idle_s = 30, .head_s = 15, .on_gone = note_gone};
    int                pair[2];
    gone = 0;
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    connections_init(&list);
    struct connection *connection = connections_add(&list, pair[0]);
    connection_enter(connection, PHASE_WORK);
    connections_tick(&list, ri_monotonic_us());
    CHECK_INT(gone, 0);
    close(pair[1]);
    connections_tick(&list, ri_monotonic_us());
    CHECK_INT(gone, 1);
    connections_remove(&list, connection);
    connections_release(&list);
    close(pair[0]);
}
