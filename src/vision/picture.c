/* Which decoder, what is too large, and turning as the camera was held. */
#include "picture.h"

#include "picture_kinds.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char        *name, *magic; /* '?' stands for any byte */
    size_t             length;
    picture_decode_fn *decode;
} kinds[] = {
    {"JPEG", "\xff\xd8\xff", 3, picture_decode_jpeg},
    {"PNG", "\x89PNG\r\n\x1a\n", 8, picture_decode_png},
    {"WebP", "RIFF????WEBP", 12, picture_decode_webp},
};

static size_t kind_of(struct ri_view bytes)
{
    for (size_t k = 0; k < RI_COUNT(kinds); k++) {
        size_t same = 0;
        while (same < kinds[k].length && same < bytes.length &&
               (kinds[k].magic[same] == '?' || kinds[k].magic[same] == bytes.at[same]))
            same++;
        if (same == kinds[k].length) return k;
    }
    return RI_COUNT(kinds);
}

const char *ri_picture_kind(struct ri_view bytes)
{
    const size_t k = kind_of(bytes);
    return k < RI_COUNT(kinds) ? kinds[k].name : NULL;
}

void ri_picture_release(struct ri_picture *picture)
{
    free(picture->rgb);
    *picture = (struct ri_picture){0};
}

ri_status picture_check_size(uint64_t width, uint64_t height, struct ri_error *err)
{
    if (!width || !height) return ri_fail(err, RI_EDATA, "the picture has no pixel");
    if (width > RI_PICTURE_SIDE_MOST || height > RI_PICTURE_SIDE_MOST ||
        width * height > RI_PICTURE_PIXELS_MOST)
        return ri_fail(err, RI_ETOOLARGE,
                       "the picture has %llu x %llu pixels; at most %d million are read",
                       (unsigned long long)width, (unsigned long long)height,
                       RI_PICTURE_PIXELS_MOST / 1000000);
    return RI_OK;
}

ri_status picture_new(unsigned width, unsigned height, struct ri_picture *ret, struct ri_error *err)
{
    RI_TRY(picture_check_size(width, height, err));
    ret->rgb = malloc((size_t)width * height * 3);
    if (!ret->rgb)
        return ri_fail(err, RI_ENOMEM, "no room for a picture of %u x %u", width, height);
    ret->width = width;
    ret->height = height;
    return RI_OK;
}

ri_status ri_picture_decode(struct ri_view bytes, unsigned least, struct ri_picture *ret,
                            struct ri_error *err)
{
    const size_t      k = kind_of(bytes);
    struct ri_picture picture = {0};
    if (bytes.length > RI_PICTURE_BYTES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "the file has %zu MB; pictures of at most %d MB are read",
                       bytes.length >> 20, RI_PICTURE_BYTES_MOST >> 20);
    if (!bytes.length) return ri_fail(err, RI_EDATA, "the file is empty");
    if (k == RI_COUNT(kinds)) return ri_fail(err, RI_EDATA, "the file is no JPEG, PNG or WebP");
    const ri_status status = kinds[k].decode(bytes, least, &picture, err);
    if (status == RI_OK)
        *ret = picture;
    else
        ri_picture_release(&picture);
    return status;
}

/* ---- Orientation --------------------------------------------------------------------------------------- */

/* EXIF 2.3, tag 274: which corner of the scene is the first pixel. swap: rows and columns change places. */
static const struct {
    bool swap, left, up;
} turns[9] = {{0, 0, 0}, {0, 0, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1},
              {1, 0, 0}, {1, 0, 1}, {1, 1, 1}, {1, 1, 0}};

ri_status picture_orient(struct ri_picture *picture, int orientation, struct ri_error *err)
{
    struct ri_picture turned = {0};
    if (orientation < 2 || orientation > 8) return RI_OK;
    const bool     swap = turns[orientation].swap;
    const unsigned width = swap ? picture->height : picture->width;
    const unsigned height = swap ? picture->width : picture->height;
    RI_TRY(picture_new(width, height, &turned, err));
    for (unsigned y = 0; y < height; y++)
        for (unsigned x = 0; x < width; x++) {
            unsigned column = swap ? y : x, row = swap ? x : y;
            if (turns[orientation].left) column = picture->width - 1 - column;
            if (turns[orientation].up) row = picture->height - 1 - row;
            memcpy(turned.rgb + ((size_t)y * width + x) * 3,
                   picture->rgb + ((size_t)row * picture->width + column) * 3, 3);
        }
    ri_picture_release(picture);
    *picture = turned;
    return RI_OK;
}

/* ---- Files --------------------------------------------------------------------------------------------- */

static ri_status read_bytes(int fd, size_t size, struct ri_text *out, struct ri_error *err)
{
    char room[1 << 16];
    out->most = RI_PICTURE_BYTES_MOST;
    if (size > RI_PICTURE_BYTES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "the file has %zu MB; pictures of at most %d MB are read",
                       size >> 20, RI_PICTURE_BYTES_MOST >> 20);
    for (ssize_t n; (n = read(fd, room, sizeof room)) != 0;) {
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ri_fail(err, RI_EIO, "it cannot be read: %s", strerror(errno));
        ri_text_add(out, room, (size_t)n);
    }
    return ri_text_check(out, err);
}

ri_status ri_picture_read(const char *path, unsigned least, struct ri_picture *ret,
                          struct ri_error *err)
{
    struct ri_text bytes = {0};
    struct stat    info;
    const int      fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ri_status      status;
    if (fd < 0) return ri_fail(err, ri_status_of_errno(errno), "%s: %s", path, strerror(errno));
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        status = ri_fail(err, RI_EDATA, "it is no file");
    else
        status = read_bytes(fd, (size_t)info.st_size, &bytes, err);
    close(fd);
    if (status == RI_OK)
        status = ri_picture_decode((struct ri_view){bytes.at, bytes.length}, least, ret, err);
    ri_text_release(&bytes);
    return status == RI_OK ? RI_OK : ri_error_prefix(err, "%s", path);
}
