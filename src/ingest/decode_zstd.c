/* Zstandard (RFC 8878); frames may follow each other. And the table of codecs. */
#include "decode.h"

#include <zstd.h>

enum { LARGEST_WINDOW_LOG = 27 }; /* 128 MiB: what zstd itself accepts without being told */

static ri_status zstd_open(void **ret, struct ri_error *err)
{
    ZSTD_DCtx *state = ZSTD_createDCtx();
    if (!state) return ri_fail(err, RI_ENOMEM, "no room to decompress zstd");
    (void)ZSTD_DCtx_setParameter(state, ZSTD_d_windowLogMax, LARGEST_WINDOW_LOG);
    *ret = state;
    return RI_OK;
}

static ri_status zstd_run(void *state, struct ri_view *in, char **out, size_t *room,
                          bool *ret_whole, struct ri_error *err)
{
    ZSTD_inBuffer  input = {in->at, in->length, 0};
    ZSTD_outBuffer output = {*out, *room, 0};
    size_t         left = 1;
    while (output.pos < output.size) {
        const size_t before_in = input.pos, before_out = output.pos;
        left = ZSTD_decompressStream(state, &output, &input);
        if (ZSTD_isError(left))
            return ri_fail(err, RI_EDATA, "the zstd data is damaged (%s)", ZSTD_getErrorName(left));
        if (left == 0 && input.pos == input.size) break;
        if (input.pos == before_in && output.pos == before_out) break;
    }
    in->at += input.pos;
    in->length -= input.pos;
    *out += output.pos;
    *room -= output.pos;
    *ret_whole = left == 0;
    return RI_OK;
}

static void zstd_close(void *state)
{
    ZSTD_freeDCtx(state);
}

const struct ingest_codec ingest_zstd = {.name = "zstd",
                                         .magic = "\x28\xb5\x2f\xfd",
                                         .magic_length = 4,
                                         .open = zstd_open,
                                         .run = zstd_run,
                                         .close = zstd_close};

const struct ingest_codec *ingest_codec_of(struct ri_view head)
{
    static const struct ingest_codec *const codecs[] = {&ingest_gzip, &ingest_zstd};
    for (size_t i = 0; i < RI_COUNT(codecs); i++) {
        const struct ingest_codec *codec = codecs[i];
        if (head.length >= codec->magic_length &&
            memcmp(head.at, codec->magic, codec->magic_length) == 0)
            return codec;
    }
    return NULL;
}
