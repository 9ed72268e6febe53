/* Bytes kept out of memory: an unlinked temporary file, and a growing one that is read back as memory. */
#ifndef RI_INGEST_TEMP_FILE_H
#define RI_INGEST_TEMP_FILE_H
#include "base/text.h"

/* In `directory` (NULL: $TMPDIR, /tmp), unlinked, for this process alone. `name`: of the input, for messages. */
RI_MUST_CHECK ri_status ingest_temp_file(const char *directory, const char *name, int *ret_fd,
                                         struct ri_error *err);
/* Writes all of it at `at`, which moves. RI_EIO, RI_ENOSPACE. */
RI_MUST_CHECK ri_status ingest_temp_write(int fd, const char *name, const char *bytes,
                                          size_t length, uint64_t *at, struct ri_error *err);

struct ingest_spill { /* appended to, then mapped; zeroed is not valid */
    const char *name;
    int         fd; /* -1: none */
    char       *buffer;
    size_t      used;
    uint64_t    length; /* written and buffered */
    char       *map;    /* all of it, once mapped; the kernel may drop its pages at will */
};
enum { INGEST_SPILL_BUFFER = 1 << 16 };
RI_MUST_CHECK ri_status ingest_spill_open(struct ingest_spill *spill, const char *directory,
                                          const char *name, struct ri_error *err);
RI_MUST_CHECK ri_status ingest_spill_add(struct ingest_spill *spill, const void *bytes,
                                         size_t length, struct ri_error *err);
/* No additions afterwards. */
RI_MUST_CHECK ri_status ingest_spill_map(struct ingest_spill *spill, struct ri_error *err);
void                    ingest_spill_release(struct ingest_spill *spill);
#endif
