/* The folder, the socket in it, and who is at the other end. */
#include "local.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 64, NAP_MS = 10 };
static const char name[] = "calls";

/* Makes it where it is not there; it must be ours and nobody else's. */
static ri_status own_folder(const char *folder, int *ret, struct ri_error *err)
{
    struct stat info;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", folder, strerror(errno));
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &info) != 0) {
        const int       number = errno;
        const ri_status status =
            number == ELOOP || number == ENOTDIR ? RI_EFORBIDDEN : ri_status_of_errno(number);
        if (fd >= 0) close(fd);
        return ri_fail(err, status, "%s: %s", folder, strerror(number));
    }
    if (info.st_uid != geteuid()) {
        close(fd);
        return ri_fail(err, RI_EFORBIDDEN, "%s belongs to another user (%u)", folder,
                       (unsigned)info.st_uid);
    }
    if (info.st_mode & 077 && fchmod(fd, 0700) != 0) {
        const int number = errno;
        close(fd);
        return ri_fail(err, ri_status_of_errno(number), "%s: %s", folder, strerror(number));
    }
    *ret = fd;
    return RI_OK;
}

/* The address of the socket in the open folder: its path, or a short way to it when that is too long. */
static struct sockaddr_un address_of(const char *folder, int folder_fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const size_t       length = strlen(folder) + 1 + strlen(name);
    if (length < sizeof address.sun_path)
        snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", folder, name);
    else
        snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder_fd, name);
    return address;
}

/* ---- Listening ------------------------------------------------------------------------------------------ */

static ri_status listen_in(const char *folder, int folder_fd, int fd, struct ri_error *err)
{
    const struct sockaddr_un address = address_of(folder, folder_fd);
    if (unlinkat(folder_fd, name, 0) != 0 && errno != ENOENT)
        return ri_fail(err, ri_status_of_errno(errno), "%s/%s: %s", folder, name, strerror(errno));
    if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
        fchmodat(folder_fd, name, 0600, 0) != 0 || listen(fd, BACKLOG) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "no socket in %s: %s", folder,
                       strerror(errno));
    return RI_OK;
}

ri_status ri_local_listen(const char *folder, int *ret_listener, struct ri_error *err)
{
    int folder_fd;
    RI_TRY(own_folder(folder, &folder_fd, err));
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ri_status status = fd < 0
                           ? ri_fail(err, ri_status_of_errno(errno), "socket: %s", strerror(errno))
                           : listen_in(folder, folder_fd, fd, err);
    close(folder_fd);
    if (status == RI_OK)
        *ret_listener = fd;
    else if (fd >= 0)
        close(fd);
    return status;
}

void ri_local_close(const char *folder, int listener)
{
    int folder_fd;
    if (own_folder(folder, &folder_fd, NULL) == RI_OK) {
        (void)unlinkat(folder_fd, name,
                       0); /* one that stays behind is found dead by who connects */
        close(folder_fd);
    }
    close(listener);
}

/* ---- Both ends ------------------------------------------------------------------------------------------ */

static ri_status same_user(int fd, pid_t *ret_process, struct ri_error *err)
{
    struct ucred peer;
    socklen_t    length = sizeof peer;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "socket: %s", strerror(errno));
    if (peer.uid != geteuid())
        return ri_fail(err, RI_EFORBIDDEN, "a process of another user (%u)", (unsigned)peer.uid);
    if (ret_process) *ret_process = peer.pid;
    return RI_OK;
}

ri_status ri_local_accept(int listener, int *ret_fd, struct ri_error *err)
{
    const int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0) return ri_fail(err, ri_status_of_errno(errno), "socket: %s", strerror(errno));
    const ri_status status = same_user(fd, NULL, err);
    if (status == RI_OK)
        *ret_fd = fd;
    else
        close(fd);
    return status;
}

static ri_status connect_in(const char *folder, int folder_fd, int fd, int patience_ms,
                            struct ri_error *err)
{
    const struct sockaddr_un address = address_of(folder, folder_fd);
    while (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        if (errno == EINTR) continue;
        if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTSOCK || errno == EACCES)
            return ri_fail(err, RI_ENOTFOUND, "nobody listens in %s", folder);
        if (errno != EAGAIN)
            return ri_fail(err, ri_status_of_errno(errno), "%s: %s", folder, strerror(errno));
        if (patience_ms <= 0)
            return ri_fail(err, RI_ETIMEOUT, "%s: it takes no connection", folder);
        poll(NULL, 0, NAP_MS); /* many wait to be taken */
        patience_ms -= NAP_MS;
    }
    return RI_OK;
}

ri_status ri_local_connect(const char *folder, int patience_ms, int *ret_fd, pid_t *ret_process,
                           struct ri_error *err)
{
    const int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder_fd < 0) /* also where we may not look: then nobody of ours listens */
        return ri_fail(err, RI_ENOTFOUND, "%s: %s", folder, strerror(errno));
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    ri_status status = fd < 0
                           ? ri_fail(err, ri_status_of_errno(errno), "socket: %s", strerror(errno))
                           : connect_in(folder, folder_fd, fd, patience_ms, err);
    if (status == RI_OK) status = same_user(fd, ret_process, err);
    close(folder_fd);
    if (status == RI_OK)
        *ret_fd = fd;
    else if (fd >= 0)
        close(fd);
    return status;
}
