/* One thread, one connection at a time. */
#include "mail_drop.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINE = 4096, MESSAGE_MOST = 1 << 20, IDLE_MS = 10000, SLICE_US = 50000 };

struct ri_mail_drop {
    int             listener, wake;
    bool            has_thread;
    pthread_t       thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t  came;
    struct ri_text  message;
    uint64_t        count, told;
    int64_t         at_us;
};

/* ---- A connection ---------------------------------------------------------------------------------------------------- */

struct visit {
    struct ri_mail_drop *drop;
    int                  fd;
    char                 bytes[LINE];
    size_t               length;
};

static bool say(const struct visit *visit, const char *answer)
{
    const size_t length = strlen(answer);
    return send(visit->fd, answer, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static bool readable(const struct visit *visit)
{
    struct pollfd fds[] = {{.fd = visit->fd, .events = POLLIN},
                           {.fd = visit->drop->wake, .events = POLLIN}};
    return poll(fds, RI_COUNT(fds), IDLE_MS) > 0 && !fds[1].revents;
}

/* The next line without its end; false: the other side is gone, silent or no sender. */
static bool next_line(struct visit *visit, char ret[LINE])
{
    for (;;) {
        const char *end = memchr(visit->bytes, '\n', visit->length);
        if (end) {
            const size_t used = (size_t)(end - visit->bytes) + 1, length = used - 1;
            memcpy(ret, visit->bytes, length);
            ret[length && ret[length - 1] == '\r' ? length - 1 : length] = '\0';
            memmove(visit->bytes, visit->bytes + used, visit->length - used);
            visit->length -= used;
            return true;
        }
        if (visit->length == LINE || !readable(visit)) return false;
        const ssize_t got = recv(visit->fd, visit->bytes + visit->length, LINE - visit->length, 0);
        if (got <= 0) return false;
        visit->length += (size_t)got;
    }
}

static void keep(struct ri_mail_drop *drop, struct ri_text *message)
{
    pthread_mutex_lock(&drop->lock);
    ri_text_release(&drop->message);
    drop->message = *message;
    drop->count++;
    drop->at_us = ri_monotonic_us();
    pthread_cond_broadcast(&drop->came);
    pthread_mutex_unlock(&drop->lock);
}

/* Lines up to one with a dot alone; a dot before another was put there by the sender. */
static bool take_message(struct visit *visit)
{
    char           line[LINE];
    struct ri_text message = {.most = MESSAGE_MOST};
    if (!say(visit, "354 go on\r\n")) return false;
    while (next_line(visit, line)) {
        if (strcmp(line, ".") == 0 && !message.failed) {
            keep(visit->drop, &message);
            return say(visit, "250 taken\r\n");
        }
        ri_text_puts(&message, line[0] == '.' ? line + 1 : line);
        ri_text_putc(&message, '\n');
        if (message.failed) break;
    }
    ri_text_release(&message);
    return false;
}

static bool begins(const char *line, const char *word)
{
    return strncasecmp(line, word, strlen(word)) == 0;
}

static void serve(struct ri_mail_drop *drop, int fd)
{
    struct visit visit = {.drop = drop, .fd = fd};
    char         line[LINE];
    bool         goes_on = say(&visit, "220 loopback\r\n");
    while (goes_on && next_line(&visit, line)) {
        if (begins(line, "DATA"))
            goes_on = take_message(&visit);
        else if (begins(line, "QUIT"))
            goes_on = say(&visit, "221 bye\r\n") && false;
        else
            goes_on = say(&visit, "250 loopback\r\n");
    }
}

static void *listen_for_mail(void *context)
{
    struct ri_mail_drop *drop = context;
    struct pollfd        fds[] = {{.fd = drop->listener, .events = POLLIN},
                                  {.fd = drop->wake, .events = POLLIN}};
    for (;;) {
        if (poll(fds, RI_COUNT(fds), -1) < 0 && errno != EINTR) return NULL;
        if (fds[1].revents) return NULL;
        const int fd = fds[0].revents ? accept4(drop->listener, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (fd < 0) continue;
        serve(drop, fd);
        close(fd);
    }
}

/* ---- The drop -------------------------------------------------------------------------------------------------------- */

static ri_status start(struct ri_mail_drop *drop, int *ret_port, struct ri_error *err)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t          size = sizeof address;
    drop->wake = eventfd(0, EFD_CLOEXEC);
    drop->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (drop->wake < 0 || drop->listener < 0 ||
        bind(drop->listener, (struct sockaddr *)&address, size) != 0 ||
        listen(drop->listener, 8) != 0 ||
        getsockname(drop->listener, (struct sockaddr *)&address, &size) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "a port for mail: %s", strerror(errno));
    if (pthread_create(&drop->thread, NULL, listen_for_mail, drop) != 0)
        return ri_fail(err, RI_ENOMEM, "no thread to take mail");
    drop->has_thread = true;
    *ret_port = ntohs(address.sin_port);
    return RI_OK;
}

ri_status ri_mail_drop_open(struct ri_mail_drop **ret, int *ret_port, struct ri_error *err)
{
    struct ri_mail_drop *drop = calloc(1, sizeof *drop);
    if (!drop) return ri_fail(err, RI_ENOMEM, "no room to take mail");
    drop->listener = drop->wake = -1;
    pthread_mutex_init(&drop->lock, NULL);
    pthread_cond_init(&drop->came, NULL);
    const ri_status status = start(drop, ret_port, err);
    if (status == RI_OK)
        *ret = drop;
    else
        ri_mail_drop_close(drop);
    return status;
}

ri_status ri_mail_drop_wait(struct ri_mail_drop *drop, const struct ri_task *task,
                            int64_t patience_us, struct ri_text *ret, int64_t *ret_at_us,
                            struct ri_error *err)
{
    const int64_t until = ri_monotonic_us() + patience_us;
    ri_status     status = RI_OK;
    pthread_mutex_lock(&drop->lock);
    while (status == RI_OK && drop->count == drop->told) {
        struct timespec slice;
        clock_gettime(CLOCK_REALTIME, &slice);
        const int64_t at_ns = slice.tv_nsec + (int64_t)SLICE_US * 1000;
        slice.tv_sec += at_ns / 1000000000;
        slice.tv_nsec = at_ns % 1000000000;
        pthread_cond_timedwait(&drop->came, &drop->lock, &slice);
        status = ri_task_check(task, err);
        if (status == RI_OK && drop->count == drop->told && ri_monotonic_us() > until)
            status = ri_fail(err, RI_ETIMEOUT, "no mail came");
    }
    if (status == RI_OK) {
        ri_text_add(ret, drop->message.at ? drop->message.at : "", drop->message.length);
        *ret_at_us = drop->at_us;
        drop->told = drop->count;
    }
    pthread_mutex_unlock(&drop->lock);
    return status == RI_OK ? ri_text_check(ret, err) : status;
}

void ri_mail_drop_close(struct ri_mail_drop *drop)
{
    if (!drop) return;
    if (drop->has_thread) {
        (void)eventfd_write(drop->wake, 1);
        pthread_join(drop->thread, NULL);
    }
    if (drop->listener >= 0) close(drop->listener);
    if (drop->wake >= 0) close(drop->wake);
    ri_text_release(&drop->message);
    pthread_mutex_destroy(&drop->lock);
    pthread_cond_destroy(&drop->came);
    free(drop);
}
