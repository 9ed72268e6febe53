/* The bytes of one input: read from a descriptor, digested, decompressed, and readable again from the start.
 *
 *     fd -> SHA-256 -> gzip | zstd | rows of a sheet | as they are -> head (kept in memory) -> [spool] -> reader
 *
 * The head, up to 1 MiB of decompressed bytes, is kept, so sniffing never loses anything. Who must look further
 * than the head opens a second source on a file that can be read anywhere (pread, own position); on a pipe the
 * bytes read ahead go to an unlinked file and come back from it. */
#ifndef RI_INGEST_SOURCE_H
#define RI_INGEST_SOURCE_H
#include "base/hash.h"
#include "base/task.h"
#include "decode.h"
#include "sheet.h"

enum { INGEST_HEAD = 1 << 20, INGEST_CHUNK = 1 << 18 };

struct ingest_source {
    const char     *name;
    struct ri_task *task;
    int             fd;
    bool            seekable, ended;
    int64_t         start, position, size; /* of fd: where reading began and is; size 0: unknown */
    uint64_t        bytes_read;            /* as they came */
    struct ri_sha256          *digest;     /* NULL: not wanted */
    unsigned char             *in;         /* INGEST_CHUNK raw bytes */
    size_t                     in_at, in_end;
    bool                       in_ended;
    const struct ingest_codec *codec;
    void                      *state;
    char                      *head;
    size_t                     head_length;
    uint64_t                   frontier; /* decompressed bytes taken from the codec so far */
    int                        spool;    /* -1: none */
    uint64_t spool_length;               /* bytes after the head that came back from nowhere else */
    bool     spooling;
    bool     archive;             /* a zip archive: ingest_source_workbook next */
    struct ingest_workbook *book; /* owned by the first reader of it */
    struct ingest_sheet    *sheet;
    size_t                  sheet_index;
    int kept; /* a workbook that came through a pipe, in a temporary file; -1: none */
};
/* Reads fd from where it stands. with_digest: keep a SHA-256. A zip archive is only noticed: source->archive. */
RI_MUST_CHECK ri_status ingest_source_open(struct ingest_source *source, int fd, const char *name,
                                           struct ri_task *task, bool with_digest,
                                           struct ri_error *err);
/* Of an archive: digests it to its end, opens the workbook and a sheet; from here on the source's bytes are the rows of the
 * sheet as text (sheet.h). wanted: a name or "#2"; NULL: the first visible one with cells. A pipe is kept in a temporary
 * file in `directory` first. RI_EDATA, RI_EUSAGE (no such sheet). */
RI_MUST_CHECK ri_status ingest_source_workbook(struct ingest_source *source, const char *wanted,
                                               const char *directory, struct ri_error *err);
/* A second, independent reader of the same bytes from their start; only where source->seekable. */
RI_MUST_CHECK ri_status ingest_source_again(const struct ingest_source *source,
                                            struct ingest_source *ret, struct ri_error *err);
/* From now on what is read past the frontier is also kept in a spool in `directory` (NULL: $TMPDIR, /tmp). */
RI_MUST_CHECK ri_status ingest_source_spool(struct ingest_source *source, const char *directory,
                                            struct ri_error *err);
/* Up to `room` decompressed bytes from *position on, which moves; *ret 0 at the end. A position is the frontier or
 * before it, and then within head or spool. RI_EDATA: broken or truncated compression. RI_EIO. */
RI_MUST_CHECK ri_status ingest_source_read(struct ingest_source *source, uint64_t *position,
                                           char *to, size_t room, size_t *ret,
                                           struct ri_error *err);
void                    ingest_source_release(struct ingest_source *source);
#endif
