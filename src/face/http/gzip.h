/* gzip (RFC 1952) of a whole answer, or of one that comes in pieces. */
#ifndef RI_FACE_HTTP_GZIP_H
#define RI_FACE_HTTP_GZIP_H
#include "table/write.h"

/* A new block from malloc; false: it would not be smaller, or no room. */
bool gzip_whole(const void *bytes, size_t length, char **ret, size_t *ret_length);

struct gzip_stream;
/* Bytes written to it go on compressed to the sink. */
RI_MUST_CHECK ri_status gzip_new(struct ri_sink to, struct gzip_stream **ret, struct ri_error *err);
RI_MUST_CHECK ri_status gzip_write(struct gzip_stream *stream, const void *bytes, size_t length,
                                   struct ri_error *err);
RI_MUST_CHECK ri_status gzip_end(struct gzip_stream *stream, struct ri_error *err);
void                    gzip_free(struct gzip_stream *stream);
#endif
