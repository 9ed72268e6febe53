/* Files that operations write into a workspace or where they are told. */
#ifndef RI_APP_FILES_H
#define RI_APP_FILES_H
#include "base/text.h"

/* Writes a whole file under a temporary name and renames it: the old one or the new one, never half. */
RI_MUST_CHECK ri_status ri_write_file(const char *path, const char *bytes, size_t length,
                                      struct ri_error *err);
/* Appends all that fd gives to out, whose `most` bounds it (RI_ETOOLARGE). fd below 0: it could not be opened; errno says why. */
RI_MUST_CHECK ri_status ri_read_file(int fd, const char *name, struct ri_text *out,
                                     struct ri_error *err);
/* A file without a name in $TMPDIR or /tmp, to write and to read again; gone when it is closed. RI_EIO ... */
RI_MUST_CHECK ri_status ri_temporary_file(int *ret_fd, struct ri_error *err);
/* Removes a folder with all in it, or a file; fine when there is none. */
RI_MUST_CHECK ri_status ri_remove_tree(const char *path, struct ri_error *err);
#endif
