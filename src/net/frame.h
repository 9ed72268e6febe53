/* Frames between two processes of this machine: a type, a length, bytes. Open descriptors may travel with one.
 *
 *     | type: 1 byte, not 0 | length: 4 bytes, little-endian | that many bytes |
 *
 * A frame is at most RI_FRAME_MOST long, so neither side holds more than that of the other's. What is longer goes in
 * several; what they mean is their users' matter. The socket is a Unix stream socket (AF_UNIX, SOCK_STREAM). */
#ifndef RI_NET_FRAME_H
#define RI_NET_FRAME_H
#include "base/error.h"

enum {
    RI_FRAME_HEAD = 5,
    RI_FRAME_MOST = 4 << 20,
    RI_FRAME_FILES = 200 /* descriptors with one frame; Linux carries 253 */
};

struct ri_frame { /* a view into the bytes it was read from */
    unsigned             type;
    const unsigned char *bytes;
    size_t               length;
};
/* The frame at the head of `bytes`. *ret_used 0: it is not all there yet, *ret is untouched; otherwise its bytes with the
 * head. RI_EDATA: type 0, or longer than RI_FRAME_MOST. */
RI_MUST_CHECK ri_status ri_frame_parse(const unsigned char *bytes, size_t length,
                                       struct ri_frame *ret, size_t *ret_used,
                                       struct ri_error *err);

/* Sends one frame and the descriptors, which stay the caller's. Waits up to patience_ms for each bit of room (-1: for
 * ever; 0: not at all, then nothing was sent). Length and count above the limits are the caller's mistake (RI_ETOOLARGE).
 * RI_ETIMEOUT: no room; RI_EUPSTREAM: the other side is gone. Raises no signal. */
RI_MUST_CHECK ri_status ri_frame_send(int fd, unsigned type, const void *bytes, size_t length,
                                      const int *files, size_t file_count, int patience_ms,
                                      struct ri_error *err);

/* The receiving end: reads ahead, keeps the descriptors that came in the order they were sent. */
struct ri_frames {
    int            fd;
    unsigned char *bytes;
    size_t         start, length, room; /* unread: bytes[start .. start + length) */
    int           *files;
    size_t         file_count, file_room, file_most; /* more than file_most is refused */
};
void ri_frames_init(struct ri_frames *frames, int fd, size_t file_most);
void ri_frames_release(struct ri_frames *frames); /* closes the descriptors nobody took, not fd */
/* The next frame, valid until the next call; waits up to timeout_ms (-1: for ever). RI_ETIMEOUT: not all there yet,
 * nothing is lost; RI_EUPSTREAM: the other side closed; RI_EDATA: no frame; RI_ETOOLARGE: more descriptors than file_most
 * or than this process may open. */
RI_MUST_CHECK ri_status ri_frames_next(struct ri_frames *frames, int timeout_ms,
                                       struct ri_frame *ret, struct ri_error *err);
/* Takes the oldest descriptor that came, or -1. */
int ri_frames_take_file(struct ri_frames *frames);
#endif
