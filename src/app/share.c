/* The listener: one thread takes connections, each is served on a thread of its own. */
#include "app/share.h"

#include "app/protocol.h"
#include "net/local.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

struct guest {
    struct ri_share *share;
    int              fd;
    struct guest    *next;
};
struct ri_share {
    struct ri_workspace *workspace;
    char                 folder[4096];
    int                  listener, wake;
    pthread_t            thread;
    bool                 has_thread;
    pthread_mutex_t      lock; /* guards the guests */
    pthread_cond_t       left;
    struct guest        *guests;
    size_t               guest_count;
};

/* ---- Guests --------------------------------------------------------------------------------------------- */

static void leave(struct guest *guest)
{
    struct ri_share *share = guest->share;
    pthread_mutex_lock(&share->lock);
    struct guest **at = &share->guests;
    while (*at != guest) at = &(*at)->next;
    *at = guest->next;
    close(guest->fd); /* under the lock: whoever shuts it down knows that it is still this one */
    share->guest_count--;
    pthread_cond_broadcast(&share->left);
    pthread_mutex_unlock(&share->lock);
    free(guest);
}

static void *serve(void *argument)
{
    struct guest *guest = argument;
    ri_guest_serve(guest->share->workspace, guest->fd);
    leave(guest);
    return NULL;
}

/* True when the guest is served; then the connection is its own. */
static bool receive(struct ri_share *share, int fd)
{
    pthread_t     thread;
    struct guest *guest = calloc(1, sizeof *guest);
    if (!guest) return false;
    *guest = (struct guest){.share = share, .fd = fd};
    pthread_mutex_lock(&share->lock);
    const bool room =
        share->guest_count < PASS_GUESTS_MOST && pthread_create(&thread, NULL, serve, guest) == 0;
    if (room) {
        guest->next = share->guests; /* it cannot leave before: leaving takes the lock */
        share->guests = guest;
        share->guest_count++;
        pthread_detach(thread);
    }
    pthread_mutex_unlock(&share->lock);
    if (!room) free(guest);
    return room;
}

static void *listen_for_guests(void *argument)
{
    struct ri_share *share = argument;
    struct pollfd    fds[] = {{.fd = share->listener, .events = POLLIN},
                              {.fd = share->wake, .events = POLLIN}};
    for (;;) {
        if (poll(fds, RI_COUNT(fds), -1) < 0 && errno != EINTR) return NULL;
        if (fds[1].revents) return NULL;
        int fd;
        if (!fds[0].revents || ri_local_accept(share->listener, &fd, NULL) != RI_OK) continue;
        if (receive(share, fd)) continue;
        ri_guest_refuse(share->workspace, fd);
        close(fd);
    }
}

/* ---- Open and close ------------------------------------------------------------------------------------- */

static ri_status start(struct ri_share *share, struct ri_error *err)
{
    RI_TRY(pass_folder(share->workspace, share->folder, sizeof share->folder, err));
    share->wake = eventfd(0, EFD_CLOEXEC);
    if (share->wake < 0)
        return ri_fail(err, ri_status_of_errno(errno), "eventfd: %s", strerror(errno));
    RI_TRY(ri_local_listen(share->folder, &share->listener, err));
    if (pthread_create(&share->thread, NULL, listen_for_guests, share) != 0)
        return ri_fail(err, RI_ENOMEM, "no thread to take calls from other processes");
    share->has_thread = true;
    return RI_OK;
}

ri_status ri_share_new(struct ri_workspace *workspace, struct ri_share **ret, struct ri_error *err)
{
    struct ri_share *share = calloc(1, sizeof *share);
    if (!share) return ri_fail(err, RI_ENOMEM, "no room to share the workspace");
    share->workspace = workspace;
    share->listener = share->wake = -1;
    pthread_mutex_init(&share->lock, NULL);
    pthread_cond_init(&share->left, NULL);
    const ri_status status = start(share, err);
    if (status == RI_OK)
        *ret = share;
    else
        ri_share_free(share);
    return status;
}

void ri_share_free(struct ri_share *share)
{
    if (!share) return;
    if (share->has_thread) {
        (void)eventfd_write(share->wake, 1);
        pthread_join(share->thread, NULL);
    }
    if (share->listener >= 0) ri_local_close(share->folder, share->listener);
    pthread_mutex_lock(&share->lock);
    for (const struct guest *at = share->guests; at; at = at->next) shutdown(at->fd, SHUT_RDWR);
    while (share->guest_count) pthread_cond_wait(&share->left, &share->lock);
    pthread_mutex_unlock(&share->lock);
    if (share->wake >= 0) close(share->wake);
    pthread_mutex_destroy(&share->lock);
    pthread_cond_destroy(&share->left);
    free(share);
}
