/* What once.c keeps beyond the end of the process: a file a key, under replies/ of the workspace, which its owner alone can read.
 *
 *     retailinsight-reply 1 DIGEST AT_US STATUS HEADERS LENGTH     status 0: begun, and how it ended is not known
 *     Name: value                                                  HEADERS lines
 *     LENGTH bytes
 *
 * Written beside its name and moved there, so that one is whole or not there. A file that cannot be read counts as none. */
#ifndef RI_FACE_HTTP_ONCE_FILE_H
#define RI_FACE_HTTP_ONCE_FILE_H
#include "wire.h"

enum { ONCE_FILE_MOST = 16 << 20, ONCE_FILES = 4096, ONCE_FILES_BYTES = 256 << 20 };
struct once_reply {
    uint64_t            digest;
    int64_t             at_us;
    struct wire_answer *answer; /* counted; NULL: begun */
};
/* folder: made when there is none. name: any text. RI_EIO ... */
RI_MUST_CHECK ri_status once_file_write(const char *folder, const char *name,
                                        const struct once_reply *reply, struct ri_error *err);
/* False: there is none. */
bool once_file_read(const char *folder, const char *name, struct once_reply *ret);
void once_file_remove(const char *folder, const char *name);
/* Those last written before `before_us` go, and the oldest while there are too many or they take too much room; INT64_MAX: all. */
void once_file_sweep(const char *folder, int64_t before_us);
#endif
