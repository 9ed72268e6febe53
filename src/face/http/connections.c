/* A list, and a clock over it. */
#include "connections.h"

#include "base/task.h"

#include <poll.h>
#include <sys/socket.h>

enum { KEEP_ALIVE_S = 75, SEND_S = 600 };

void connections_init(struct connections *list)
{
    pthread_mutex_init(&list->lock, NULL);
    list->first = NULL;
    atomic_init(&list->count, 0);
}

void connections_release(struct connections *list)
{
    pthread_mutex_destroy(&list->lock);
}

struct connection *connections_add(struct connections *list, int fd)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) return NULL;
    connection->fd = fd;
    connection_enter(connection, PHASE_FRESH);
    pthread_mutex_lock(&list->lock);
    connection->after = list->first;
    if (list->first) list->first->before = connection;
    list->first = connection;
    pthread_mutex_unlock(&list->lock);
    atomic_fetch_add(&list->count, 1);
    return connection;
}

void connections_remove(struct connections *list, struct connection *connection)
{
    pthread_mutex_lock(&list->lock);
    *(connection->before ? &connection->before->after : &list->first) = connection->after;
    if (connection->after) connection->after->before = connection->before;
    pthread_mutex_unlock(&list->lock);
    atomic_fetch_sub(&list->count, 1);
    free(connection);
}

void connection_enter(struct connection *connection, connection_phase phase)
{
    if (!connection) return;
    atomic_store(&connection->since_us, ri_monotonic_us());
    atomic_store(&connection->phase, (int)phase);
}

static bool hung_up(int fd)
{
    struct pollfd one = {.fd = fd, .events = POLLRDHUP};
    return poll(&one, 1, 0) == 1 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR));
}

static bool too_slow(const struct connections *list, struct connection *connection, int64_t now_us)
{
    const int64_t waited_s = (now_us - atomic_load(&connection->since_us)) / 1000000;
    const int64_t idle = list->idle_s, head = list->head_s;
    switch ((connection_phase)atomic_load(&connection->phase)) {
    case PHASE_FRESH:
    case PHASE_HEAD:
        return waited_s >= head;
    case PHASE_KEPT:
        return waited_s >= KEEP_ALIVE_S;
    case PHASE_BODY:
        return waited_s >= idle &&
               (uint64_t)(waited_s - idle) * list->body_rate > atomic_load(&connection->received);
    case PHASE_SEND:
        return waited_s >= SEND_S;
    default:
        return false;
    }
}

void connections_tick(struct connections *list, int64_t now_us)
{
    pthread_mutex_lock(&list->lock);
    for (struct connection *at = list->first; at; at = at->after) {
        const connection_phase phase = (connection_phase)atomic_load(&at->phase);
        if (phase == PHASE_WORK && hung_up(at->fd)) list->on_gone(list->context, at);
        if (phase == PHASE_STREAM && at->pipe && hung_up(at->fd)) pipe_abandon(at->pipe);
        if (too_slow(list, at, now_us))
            shutdown(at->fd, SHUT_RDWR); /* whoever owns the socket closes it */
    }
    pthread_mutex_unlock(&list->lock);
}

size_t connections_busy(struct connections *list)
{
    size_t count = 0;
    pthread_mutex_lock(&list->lock);
    for (struct connection *at = list->first; at; at = at->after)
        count += atomic_load(&at->phase) >= PHASE_BODY;
    pthread_mutex_unlock(&list->lock);
    return count;
}

void connections_abandon(struct connections *list)
{
    pthread_mutex_lock(&list->lock);
    for (struct connection *at = list->first; at; at = at->after) {
        if (at->pipe) pipe_abandon(at->pipe);
    }
    pthread_mutex_unlock(&list->lock);
}
