/* Any bytes on a connection: whole frames in order, or a refusal; never a byte beyond, never more than a frame is held. */
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void demand(bool holds)
{
    if (!holds) __builtin_trap();
}

/* What the frames are, read straight from the bytes. */
static size_t frames_of(const uint8_t *bytes, size_t length, bool *ret_bad)
{
    size_t          count = 0, used = 1;
    struct ri_frame frame = {0};
    *ret_bad = false;
    for (size_t at = 0; used; at += used) {
        if (ri_frame_parse(bytes + at, length - at, &frame, &used, NULL) != RI_OK) {
            *ret_bad = true;
            return count;
        }
        if (!used) break;
        demand(used <= length - at && used == RI_FRAME_HEAD + frame.length);
        demand(frame.bytes == bytes + at + RI_FRAME_HEAD && frame.type);
        count++;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    int              ends[2];
    bool             bad;
    struct ri_frames frames;
    struct ri_frame  frame = {0};
    ri_status        status;
    if (length > 100000) return 0; /* fits into the socket */
    const size_t want = frames_of(bytes, length, &bad);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return 0;
    demand(!length || write(ends[0], bytes, length) == (ssize_t)length);
    close(ends[0]);
    ri_frames_init(&frames, ends[1], 0);
    size_t got = 0;
    while ((status = ri_frames_next(&frames, 0, &frame, NULL)) == RI_OK) got++;
    demand(got == want && status == (bad ? RI_EDATA : RI_EUPSTREAM));
    ri_frames_release(&frames);
    close(ends[1]);
    return 0;
}
