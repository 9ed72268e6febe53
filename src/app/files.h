/* Files that operations write into a workspace or where they are told. */
#ifndef RI_APP_FILES_H
#define RI_APP_FILES_H
#include "base/error.h"

/* Writes a whole file under a temporary name and renames it: the old one or the new one, never half. */
RI_MUST_CHECK ri_status ri_write_file(const char *path, const char *bytes, size_t length,
                                      struct ri_error *err);
#endif
