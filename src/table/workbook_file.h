/* The temporary file that a workbook is gathered in. */
#ifndef RI_TABLE_WORKBOOK_FILE_H
#define RI_TABLE_WORKBOOK_FILE_H
#include "write.h"

enum { WORKBOOK_PATH = 4096 };
const char *workbook_folder(void); /* $TMPDIR, else /tmp */
/* Makes an empty file and says its path; on failure the path is empty. */
RI_MUST_CHECK ri_status workbook_file_new(char path[WORKBOOK_PATH], struct ri_error *err);
/* Its bytes to the sink. */
RI_MUST_CHECK ri_status workbook_file_hand_on(const char *path, struct ri_sink sink,
                                              struct ri_error *err);
#endif
