/* Decompression as drivers: bytes in, bytes out, as far as they go. */
#ifndef RI_INGEST_DECODE_H
#define RI_INGEST_DECODE_H
#include "base/text.h"

struct ingest_codec {
    const char   *name;
    const char   *magic; /* the first bytes of such an input */
    size_t        magic_length;
    RI_MUST_CHECK ri_status (*open)(void **ret_state, struct ri_error *err);
    /* Moves *in and *out on. *ret_whole: what was read so far ends a whole member or frame, so the input may end
     * here. RI_EDATA: damaged. */
    RI_MUST_CHECK ri_status (*run)(void *state, struct ri_view *in, char **out, size_t *room,
                                   bool *ret_whole, struct ri_error *err);
    void (*close)(void *state);
};
extern const struct ingest_codec ingest_gzip, ingest_zstd;
/* The codec that the first bytes ask for, or NULL. */
const struct ingest_codec *ingest_codec_of(struct ri_view head);
#endif
