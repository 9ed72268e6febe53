/* Frames: parsed from bytes, sent and received with their descriptors. */
#include "frame.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_AHEAD = 64 << 10 };

ri_status ri_frame_parse(const unsigned char *bytes, size_t length, struct ri_frame *ret,
                         size_t *ret_used, struct ri_error *err)
{
    *ret_used = 0;
    if (length && !bytes[0]) return ri_fail(err, RI_EDATA, "a frame of type 0");
    if (length < RI_FRAME_HEAD) return RI_OK;
    const size_t body =
        (size_t)bytes[1] | (size_t)bytes[2] << 8 | (size_t)bytes[3] << 16 | (size_t)bytes[4] << 24;
    if (body > RI_FRAME_MOST)
        return ri_fail(err, RI_EDATA, "a frame of %zu bytes, at most %d are allowed", body,
                       RI_FRAME_MOST);
    if (length - RI_FRAME_HEAD < body) return RI_OK;
    *ret = (struct ri_frame){bytes[0], bytes + RI_FRAME_HEAD, body};
    *ret_used = RI_FRAME_HEAD + body;
    return RI_OK;
}

/* ---- Sending -------------------------------------------------------------------------------------------- */

static bool gone(int number)
{
    return number == EPIPE || number == ECONNRESET || number == ENOTCONN;
}

/* The descriptors as the kernel wants them, into `room`. */
static void add_files(struct msghdr *message, void *room, const int *files, size_t count)
{
    if (!count) return;
    message->msg_control = room;
    message->msg_controllen = CMSG_SPACE(count * sizeof *files);
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    control->cmsg_level = SOL_SOCKET;
    control->cmsg_type = SCM_RIGHTS;
    control->cmsg_len = CMSG_LEN(count * sizeof *files);
    memcpy(CMSG_DATA(control), files, count * sizeof *files);
}

static ri_status wait_for(int fd, short events, int patience_ms, struct ri_error *err)
{
    struct pollfd poll_fd = {.fd = fd, .events = events};
    for (;;) {
        const int ready = poll(&poll_fd, 1, patience_ms);
        if (ready > 0) return RI_OK;
        if (ready == 0)
            return ri_fail(err, RI_ETIMEOUT, "no answer within %.1f s", patience_ms / 1e3);
        if (errno != EINTR)
            return ri_fail(err, ri_status_of_errno(errno), "poll: %s", strerror(errno));
    }
}

ri_status ri_frame_send(int fd, unsigned type, const void *bytes, size_t length, const int *files,
                        size_t file_count, int patience_ms, struct ri_error *err)
{
    if (length > RI_FRAME_MOST || file_count > RI_FRAME_FILES)
        return ri_fail(err, RI_ETOOLARGE, "a message of %zu bytes and %zu files, at most %d and %d",
                       length, file_count, RI_FRAME_MOST, RI_FRAME_FILES);
    const unsigned char head[RI_FRAME_HEAD] = {
        (unsigned char)type, (unsigned char)length, (unsigned char)(length >> 8),
        (unsigned char)(length >> 16), (unsigned char)(length >> 24)};
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(RI_FRAME_FILES * sizeof(int))] = {0};
    struct iovec                  parts[] = {{(void *)(uintptr_t)head, sizeof head},
                                             {(void *)(uintptr_t)bytes, length}};
    for (size_t done = 0; done < sizeof head + length;) {
        const bool    in_head = done < sizeof head;
        struct msghdr message = {.msg_iov = parts + !in_head, .msg_iovlen = in_head ? 2 : 1};
        if (!done) add_files(&message, control, files, file_count);
        const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
            RI_TRY(wait_for(fd, POLLOUT, done && !patience_ms ? -1 : patience_ms, err));
        } else if (sent < 0) {
            return ri_fail(err, gone(errno) ? RI_EUPSTREAM : ri_status_of_errno(errno),
                           "socket: %s", strerror(errno));
        } else {
            done += (size_t)sent;
            const size_t of_body = done < sizeof head ? 0 : done - sizeof head;
            parts[0].iov_base = (void *)(uintptr_t)(head + (done < sizeof head ? done : 0));
            parts[0].iov_len = done < sizeof head ? sizeof head - done : 0;
            parts[1].iov_base = (unsigned char *)(uintptr_t)bytes + of_body;
            parts[1].iov_len = length - of_body;
        }
    }
    return RI_OK;
}

/* ---- Receiving ------------------------------------------------------------------------------------------ */

void ri_frames_init(struct ri_frames *frames, int fd, size_t file_most)
{
    *frames = (struct ri_frames){.fd = fd, .file_most = file_most};
}

void ri_frames_release(struct ri_frames *frames)
{
    for (int file; (file = ri_frames_take_file(frames)) >= 0;) close(file);
    free(frames->files);
    free(frames->bytes);
    *frames = (struct ri_frames){.fd = -1};
}

int ri_frames_take_file(struct ri_frames *frames)
{
    if (!frames->file_count) return -1;
    const int file = frames->files[0];
    memmove(frames->files, frames->files + 1, --frames->file_count * sizeof *frames->files);
    return file;
}

/* All that came with one read: kept, or all closed when they are too many. */
static ri_status keep_files(struct ri_frames *frames, struct msghdr *message, struct ri_error *err)
{
    ri_status status = message->msg_flags & MSG_CTRUNC
                           ? ri_fail(err, RI_ETOOLARGE, "more files than this process may open")
                           : RI_OK;
    for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at; at = CMSG_NXTHDR(message, at)) {
        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) continue;
        const size_t count = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        int          files[CMSG_SPACE(RI_FRAME_FILES * sizeof(int)) / sizeof(int)];
        memcpy(files, CMSG_DATA(at), count * sizeof(int));
        if (status == RI_OK && frames->file_count + count > frames->file_most)
            status = ri_fail(err, RI_ETOOLARGE, "more than %zu files", frames->file_most);
        if (status == RI_OK && frames->file_count + count > frames->file_room) {
            const size_t room = frames->file_room * 2 + count;
            int         *more = realloc(frames->files, room * sizeof *more);
            if (!more) status = ri_fail(err, RI_ENOMEM, "no room for %zu files", room);
            if (more) frames->files = more, frames->file_room = room;
        }
        if (status == RI_OK) {
            memcpy(frames->files + frames->file_count, files, count * sizeof(int));
            frames->file_count += count;
        }
        for (size_t i = 0; status != RI_OK && i < count; i++) close(files[i]);
    }
    return status;
}

/* Room for READ_AHEAD more bytes behind the unread ones. */
static ri_status make_room(struct ri_frames *frames, struct ri_error *err)
{
    if (frames->start && frames->length)
        memmove(frames->bytes, frames->bytes + frames->start, frames->length);
    frames->start = 0;
    if (frames->length + READ_AHEAD <= frames->room) return RI_OK;
    const size_t   room = frames->length * 2 + READ_AHEAD;
    unsigned char *bytes = realloc(frames->bytes, room);
    if (!bytes) return ri_fail(err, RI_ENOMEM, "no room for a message of %zu bytes", room);
    frames->bytes = bytes;
    frames->room = room;
    return RI_OK;
}

static ri_status read_more(struct ri_frames *frames, int timeout_ms, struct ri_error *err)
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(RI_FRAME_FILES * sizeof(int))];
    RI_TRY(wait_for(frames->fd, POLLIN, timeout_ms, err));
    RI_TRY(make_room(frames, err));
    struct iovec  part = {frames->bytes + frames->length, READ_AHEAD};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    const ssize_t got = recvmsg(frames->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return RI_OK;
    if (got == 0 || (got < 0 && gone(errno)))
        return ri_fail(err, RI_EUPSTREAM, "the other side closed the connection");
    if (got < 0) return ri_fail(err, ri_status_of_errno(errno), "socket: %s", strerror(errno));
    frames->length += (size_t)got;
    return keep_files(frames, &message, err);
}

ri_status ri_frames_next(struct ri_frames *frames, int timeout_ms, struct ri_frame *ret,
                         struct ri_error *err)
{
    for (;;) {
        size_t used = 0;
        if (frames->length)
            RI_TRY(ri_frame_parse(frames->bytes + frames->start, frames->length, ret, &used, err));
        frames->start += used;
        frames->length -= used;
        if (used) return RI_OK;
        RI_TRY(read_more(frames, timeout_ms, err));
    }
}
