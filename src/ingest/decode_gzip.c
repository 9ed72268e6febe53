/* gzip (RFC 1952) by zlib; members may follow each other. */
#include "decode.h"

#include <zlib.h>

struct state {
    z_stream z;
    bool     ended; /* between members */
};

static ri_status gzip_open(void **ret, struct ri_error *err)
{
    struct state *state = calloc(1, sizeof *state);
    if (!state || inflateInit2(&state->z, 16 + MAX_WBITS) != Z_OK) {
        free(state);
        return ri_fail(err, RI_ENOMEM, "no room to decompress gzip");
    }
    *ret = state;
    return RI_OK;
}

/* Zero bytes after a member are padding (tapes, some uploaders); anything else begins the next one. */
static void skip_padding(struct state *state, struct ri_view *in)
{
    while (in->length && in->at[0] == '\0') in->at++, in->length--;
    if (!in->length) return;
    inflateReset(&state->z);
    state->ended = false;
}

static ri_status gzip_run(void *opaque, struct ri_view *in, char **out, size_t *room,
                          bool *ret_whole, struct ri_error *err)
{
    struct state *state = opaque;
    z_stream     *z = &state->z;
    while (in->length && *room) {
        if (state->ended) skip_padding(state, in);
        if (!in->length) break;
        const size_t most_in = in->length < UINT32_MAX ? in->length : UINT32_MAX;
        const size_t most_out = *room < UINT32_MAX ? *room : UINT32_MAX;
        z->next_in = (unsigned char *)(uintptr_t)in->at;
        z->avail_in = (unsigned)most_in;
        z->next_out = (unsigned char *)*out;
        z->avail_out = (unsigned)most_out;
        const int code = inflate(z, Z_NO_FLUSH);
        in->at += most_in - z->avail_in;
        in->length -= most_in - z->avail_in;
        *out += most_out - z->avail_out;
        *room -= most_out - z->avail_out;
        if (code == Z_MEM_ERROR) return ri_fail(err, RI_ENOMEM, "no room to decompress gzip");
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return ri_fail(err, RI_EDATA, "the gzip data is damaged (%s)",
                           z->msg ? z->msg : "unknown error");
        state->ended = code == Z_STREAM_END;
    }
    *ret_whole = state->ended;
    return RI_OK;
}

static void gzip_close(void *opaque)
{
    struct state *state = opaque;
    if (!state) return;
    inflateEnd(&state->z);
    free(state);
}

const struct ingest_codec ingest_gzip = {.name = "gzip",
                                         .magic = "\x1f\x8b",
                                         .magic_length = 2,
                                         .open = gzip_open,
                                         .run = gzip_run,
                                         .close = gzip_close};
