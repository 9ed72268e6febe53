/* One thread that copies until either end is done or it is told to stop. */
#include "app/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct ri_relay {
    int       from, to, stop;
    pthread_t thread;
};

/* False when it is time to stop, or the end is broken. */
static bool wait_for(const struct ri_relay *relay, int fd, short events)
{
    struct pollfd fds[] = {{.fd = fd, .events = events}, {.fd = relay->stop, .events = POLLIN}};
    while (poll(fds, RI_COUNT(fds), -1) < 0) {
        if (errno != EINTR) return false;
    }
    return !fds[1].revents && fds[0].revents & (events | POLLHUP);
}

static bool pass_on(const struct ri_relay *relay, const char *bytes, size_t length)
{
    while (length) {
        if (!wait_for(relay, relay->to, POLLOUT)) return false;
        const ssize_t written = write(relay->to, bytes, length);
        if (written < 0 && errno != EAGAIN && errno != EINTR) return false;
        if (written > 0) bytes += written, length -= (size_t)written;
    }
    return true;
}

static void *copy(void *argument)
{
    struct ri_relay *relay = argument;
    char             bytes[4096];
    sigset_t         pipe_signal;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal,
                    NULL); /* a reader who goes away is an answer like another */
    while (wait_for(relay, relay->from, POLLIN)) {
        const ssize_t got = read(relay->from, bytes, sizeof bytes);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (got <= 0 || !pass_on(relay, bytes, (size_t)got)) break;
    }
    close(relay->to); /* the end, for who reads */
    relay->to = -1;
    return NULL;
}

ri_status ri_relay_new(int from, struct ri_relay **ret, int *ret_fd, struct ri_error *err)
{
    int              ends[2];
    struct ri_relay *relay = calloc(1, sizeof *relay);
    if (!relay) return ri_fail(err, RI_ENOMEM, "no room to read a terminal");
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(relay);
        return ri_fail(err, ri_status_of_errno(errno), "pipe: %s", strerror(errno));
    }
    *relay = (struct ri_relay){.from = from, .to = ends[1], .stop = eventfd(0, EFD_CLOEXEC)};
    if (relay->stop >= 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 &&
        pthread_create(&relay->thread, NULL, copy, relay) == 0) {
        *ret = relay;
        *ret_fd = ends[0];
        return RI_OK;
    }
    if (relay->stop >= 0) close(relay->stop);
    close(ends[0]);
    close(ends[1]);
    free(relay);
    return ri_fail(err, RI_ENOMEM, "no thread to read a terminal");
}

void ri_relay_free(struct ri_relay *relay)
{
    if (!relay) return;
    (void)eventfd_write(relay->stop, 1);
    pthread_join(relay->thread, NULL);
    close(relay->stop);
    free(relay);
}
