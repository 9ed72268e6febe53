/* Frames over a real socket pair: every cut, limits, descriptors, patience. */
#include "frame.h"

#include "base/test.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

static void pair_of(int ends[2])
{
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
}

TEST(a_frame_is_found_at_every_cut_and_not_before_it_is_whole)
{
    const unsigned char bytes[] = {'R', 3, 0, 0, 0, 'a', 'b', 'c', 'E', 0, 0, 0, 0};
    struct ri_frame     frame = {0};
    size_t              used = 9;
    for (size_t cut = 0; cut < 8; cut++) {
        CHECK_STATUS(ri_frame_parse(bytes, cut, &frame, &used, NULL), RI_OK);
        CHECK_INT(used, 0);
    }
    CHECK_STATUS(ri_frame_parse(bytes, sizeof bytes, &frame, &used, NULL), RI_OK);
    CHECK_INT(used, 8);
    CHECK_INT(frame.type, 'R');
    CHECK(frame.length == 3 && memcmp(frame.bytes, "abc", 3) == 0);
    CHECK_STATUS(ri_frame_parse(bytes + used, sizeof bytes - used, &frame, &used, NULL), RI_OK);
    CHECK_INT(used, 5);
    CHECK(frame.type == 'E' && frame.length == 0);
}

TEST(what_is_no_frame_is_refused_before_anything_is_kept)
{
    struct ri_frame frame = {0};
    size_t          used;
    struct ri_error err = {0};
    CHECK_STATUS(ri_frame_parse((const unsigned char[]){0}, 1, &frame, &used, &err), RI_EDATA);
    CHECK_STATUS(ri_frame_parse((const unsigned char[]){'R', 1, 0, 64, 0}, 5, &frame, &used, &err),
                 RI_EDATA);
    CHECK_TEXT(err.message, "a frame of 4194305 bytes, at most 4194304 are allowed");
    CHECK_STATUS(
        ri_frame_parse((const unsigned char[]){'R', 255, 255, 255, 255}, 5, &frame, &used, &err),
        RI_EDATA);
    CHECK_STATUS(ri_frame_send(-1, 'R', "", RI_FRAME_MOST + 1, NULL, 0, 0, NULL), RI_ETOOLARGE);
    CHECK_STATUS(ri_frame_send(-1, 'R', "", 0, NULL, RI_FRAME_FILES + 1, 0, NULL), RI_ETOOLARGE);
}

TEST(frames_arrive_in_order_with_their_descriptors)
{
    int              ends[2];
    struct ri_frames frames;
    struct ri_frame  frame = {0};
    pair_of(ends);
    const int files[] = {open("/dev/null", O_RDONLY | O_CLOEXEC),
                         open("/dev/zero", O_RDONLY | O_CLOEXEC)};
    CHECK_STATUS(ri_frame_send(ends[0], 'F', NULL, 0, files, 2, 100, NULL), RI_OK);
    CHECK_STATUS(ri_frame_send(ends[0], 'C', "{}", 2, NULL, 0, 100, NULL), RI_OK);
    close(files[0]);
    close(files[1]);
    ri_frames_init(&frames, ends[1], 4);
    CHECK_STATUS(ri_frames_next(&frames, 100, &frame, NULL), RI_OK);
    CHECK_INT(frame.type, 'F');
    CHECK_STATUS(ri_frames_next(&frames, 100, &frame, NULL), RI_OK);
    CHECK(frame.type == 'C' && frame.length == 2);
    const int first = ri_frames_take_file(&frames), second = ri_frames_take_file(&frames);
    char      byte = 1;
    CHECK_INT(read(first, &byte, 1), 0);  /* /dev/null came first */
    CHECK_INT(read(second, &byte, 1), 1); /* /dev/zero second */
    CHECK_INT(byte, 0);
    CHECK_INT(fcntl(second, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    CHECK_INT(ri_frames_take_file(&frames), -1);
    close(first);
    close(second);
    CHECK_STATUS(ri_frames_next(&frames, 0, &frame, NULL), RI_ETIMEOUT);
    close(ends[0]);
    CHECK_STATUS(ri_frames_next(&frames, 100, &frame, NULL), RI_EUPSTREAM);
    ri_frames_release(&frames);
    close(ends[1]);
}

TEST(more_descriptors_than_allowed_are_closed_and_refused)
{
    int              ends[2];
    struct ri_frames frames;
    struct ri_frame  frame = {0};
    pair_of(ends);
    const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int files[] = {file, file, file};
    CHECK_STATUS(ri_frame_send(ends[0], 'F', NULL, 0, files, 3, 100, NULL), RI_OK);
    const int lowest = dup(file);
    close(lowest);
    ri_frames_init(&frames, ends[1], 2);
    CHECK_STATUS(ri_frames_next(&frames, 100, &frame, NULL), RI_ETOOLARGE);
    const int after = dup(file);
    CHECK_INT(after, lowest); /* nothing stayed open */
    close(after);
    ri_frames_release(&frames);
    close(file);
    close(ends[0]);
    close(ends[1]);
}

TEST(a_full_socket_is_waited_for_or_not_as_asked)
{
    enum { LENGTH = 1 << 20 };
    int              ends[2];
    struct ri_frames frames;
    struct ri_frame  frame = {0};
    char            *bytes = calloc(1, LENGTH);
    pair_of(ends);
    bytes[LENGTH - 1] = 'z';
    CHECK_STATUS(ri_frame_send(ends[0], 'B', bytes, LENGTH, NULL, 0, 50, NULL), RI_ETIMEOUT);
    CHECK_STATUS(ri_frame_send(ends[0], 'A', NULL, 0, NULL, 0, 0, NULL), RI_ETIMEOUT);
    ri_frames_init(&frames, ends[1], 0);
    CHECK_STATUS(ri_frames_next(&frames, 50, &frame, NULL), RI_ETIMEOUT); /* the rest never comes */
    close(ends[1]);
    CHECK_STATUS(ri_frame_send(ends[0], 'A', NULL, 0, NULL, 0, 50, NULL), RI_EUPSTREAM);
    frames.fd = -1;
    ri_frames_release(&frames);
    close(ends[0]);
    free(bytes);
}
