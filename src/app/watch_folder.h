/* The folder of `import --watch`: which files are whole and ready, and where they go afterwards.
 *
 * A file is ready when nobody has written to it for a time (its mtime is that old) and it is no temporary one: a name
 * that begins with a dot or ends as programs name what they still write. Renamed into the folder it counts from its own
 * mtime. Ready files come oldest first, so that a correction follows what it corrects. */
#ifndef RI_APP_WATCH_FOLDER_H
#define RI_APP_WATCH_FOLDER_H
#include "base/arena.h"

struct ri_watch_file {
    const char *name;
    int64_t     mtime_us;
    uint64_t    size;
};
struct ri_watch_look {
    struct ri_watch_file *files; /* ready, oldest first */
    size_t                count;
    size_t                waiting; /* matched, still being written */
};
/* folder: an open directory. pattern: of names, as the shell's; NULL: all. Sub-folders, links and devices are left alone.
 * RI_EIO, RI_ENOMEM. */
RI_MUST_CHECK ri_status ri_watch_ready(int folder, const char *pattern, int64_t settle_us,
                                       int64_t now_us, struct ri_arena *mem,
                                       struct ri_watch_look *ret, struct ri_error *err);
/* Opens one for reading; RI_ECONFLICT: it is no longer what the look saw. */
RI_MUST_CHECK ri_status ri_watch_open(int folder, const struct ri_watch_file *file, int *ret_fd,
                                      struct ri_error *err);
/* Is an open file still what the look saw? */
bool ri_watch_unchanged(int fd, const struct ri_watch_file *file);
/* Moves it into the sub-folder `to` (made when missing) under its name, or NAME~2 and so on where that is taken: nothing
 * is overwritten. *ret_name is the name it has there. The folder is synchronised. */
RI_MUST_CHECK ri_status ri_watch_move(int folder, const char *name, const char *to,
                                      struct ri_arena *mem, const char **ret_name,
                                      struct ri_error *err);
/* Writes text as TO/NAME.why.txt. */
RI_MUST_CHECK ri_status ri_watch_why(int folder, const char *to, const char *name, const char *text,
                                     struct ri_error *err);
#endif
