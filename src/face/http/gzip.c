/* zlib with a gzip head. */
#include "gzip.h"

#include <zlib.h>

enum { LEVEL_WHOLE = 6, LEVEL_STREAM = 4, GZIP_WINDOW = 15 + 16, MEMORY = 8, BLOCK = 32 * 1024 };

bool gzip_whole(const void *bytes, size_t length, char **ret, size_t *ret_length)
{
    z_stream z = {0};
    if (length > UINT32_MAX / 2 ||
        deflateInit2(&z, LEVEL_WHOLE, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    char *out = malloc(length);
    z.next_in = (unsigned char *)(uintptr_t)bytes;
    z.avail_in = (uInt)length;
    z.next_out = (unsigned char *)out;
    z.avail_out = (uInt)length;
    const bool smaller = out && deflate(&z, Z_FINISH) == Z_STREAM_END;
    *ret_length = z.total_out;
    deflateEnd(&z);
    if (!smaller) free(out);
    *ret = smaller ? out : NULL;
    return smaller;
}

struct gzip_stream {
    z_stream       z;
    struct ri_sink to;
    unsigned char  block[BLOCK];
};

ri_status gzip_new(struct ri_sink to, struct gzip_stream **ret, struct ri_error *err)
{
    struct gzip_stream *stream = calloc(1, sizeof *stream);
    if (!stream || deflateInit2(&stream->z, LEVEL_STREAM, Z_DEFLATED, GZIP_WINDOW, MEMORY,
                                Z_DEFAULT_STRATEGY) != Z_OK) {
        free(stream);
        return ri_fail(err, RI_ENOMEM, "no room to compress");
    }
    stream->to = to;
    *ret = stream;
    return RI_OK;
}

static ri_status run_deflate(struct gzip_stream *stream, int flush, struct ri_error *err)
{
    int code;
    do {
        stream->z.next_out = stream->block;
        stream->z.avail_out = BLOCK;
        code = deflate(&stream->z, flush);
        const size_t length = BLOCK - stream->z.avail_out;
        if (length) RI_TRY(stream->to.write(stream->to.context, stream->block, length, err));
    } while (!stream->z.avail_out && code != Z_STREAM_END);
    return RI_OK;
}

ri_status gzip_write(struct gzip_stream *stream, const void *bytes, size_t length,
                     struct ri_error *err)
{
    const unsigned char *at = bytes;
    while (length) {
        const size_t n = length < (1 << 30) ? length : 1 << 30;
        stream->z.next_in = (unsigned char *)(uintptr_t)at;
        stream->z.avail_in = (uInt)n;
        RI_TRY(run_deflate(stream, Z_NO_FLUSH, err));
        at += n;
        length -= n;
    }
    return RI_OK;
}

ri_status gzip_end(struct gzip_stream *stream, struct ri_error *err)
{
    stream->z.avail_in = 0;
    return run_deflate(stream, Z_FINISH, err);
}

void gzip_free(struct gzip_stream *stream)
{
    if (!stream) return;
    deflateEnd(&stream->z);
    free(stream);
}
