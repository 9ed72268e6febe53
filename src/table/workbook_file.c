/* A temporary file, and its way to a sink. */
#include "workbook_file.h"

#include "write_internal.h"

#include <errno.h>
#include <unistd.h>

const char *workbook_folder(void)
{
    const char *set = getenv("TMPDIR");
    return set && *set ? set : "/tmp";
}

ri_status workbook_file_new(char path[WORKBOOK_PATH], struct ri_error *err)
{
    const char *folder = workbook_folder();
    if (snprintf(path, WORKBOOK_PATH, "%s/retailinsight-XXXXXX", folder) >= WORKBOOK_PATH) {
        path[0] = '\0';
        return ri_fail(err, RI_EUSAGE, "the path of the temporary folder is too long");
    }
    const int fd = mkstemp(path);
    if (fd < 0) {
        const int number = errno;
        path[0] = '\0';
        return ri_fail(err, ri_status_of_errno(number), "no temporary file can be made in %s: %s",
                       folder, strerror(number));
    }
    close(fd);
    return RI_OK;
}

ri_status workbook_file_hand_on(const char *path, struct ri_sink sink, struct ri_error *err)
{
    char      chunk[WRITE_CHUNK];
    size_t    n;
    ri_status status = RI_OK;
    FILE     *file = fopen(path, "rbe");
    if (!file) return ri_fail(err, ri_status_of_errno(errno), "%s: %s", path, strerror(errno));
    while (status == RI_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0)
        status = sink.write(sink.context, chunk, n, err);
    if (status == RI_OK && ferror(file)) status = ri_fail(err, RI_EIO, "%s: cannot be read", path);
    fclose(file);
    return status;
}
