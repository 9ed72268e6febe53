/* The parts of a workbook: a zip archive read in place. Nothing is unpacked to files, so names in it lead nowhere; a part
 * is found by its exact name only.
 *
 * Limits: 50,000 parts; a part of 16 GiB; 256 MiB from which on a part may be at most 250 times its packed size; packed
 * by deflate or stored, not encrypted. */
#ifndef RI_INGEST_ARCHIVE_H
#define RI_INGEST_ARCHIVE_H
#include "base/error.h"

struct ingest_archive;
struct ingest_part;

/* Reads `size` bytes of fd from `start` on by pread; fd is not closed. RI_EDATA: no zip archive, a limit. */
RI_MUST_CHECK ri_status ingest_archive_open(int fd, int64_t start, int64_t size, const char *name,
                                            struct ingest_archive **ret, struct ri_error *err);
/* What messages call the input. */
const char *ingest_archive_name(const struct ingest_archive *archive);
bool        ingest_archive_has(const struct ingest_archive *archive, const char *part);
/* The first part with this ending ("*.csv"-like), or NULL: for advice. */
const char *ingest_archive_like(const struct ingest_archive *archive, const char *ending);
void        ingest_archive_close(struct ingest_archive *archive);

/* Several parts, also the same one twice, may be open at a time. RI_EDATA: no such part, or one that may not be read. */
RI_MUST_CHECK ri_status ingest_part_open(struct ingest_archive *archive, const char *part,
                                         struct ingest_part **ret, struct ri_error *err);
/* Up to `room` bytes; *ret 0 at the end. RI_EDATA: damaged, or beyond a limit. */
RI_MUST_CHECK ri_status ingest_part_read(struct ingest_part *part, char *to, size_t room,
                                         size_t *ret, struct ri_error *err);
uint64_t                ingest_part_size(const struct ingest_part *part); /* unpacked, as stated */
void                    ingest_part_close(struct ingest_part *part);
#endif
