/* Whole files. */
#include "app/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <unistd.h>

ri_status ri_write_file(const char *path, const char *bytes, size_t length, struct ri_error *err)
{
    char temporary[4200];
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *file = fopen(temporary, "wbe");
    if (!file) return ri_fail(err, ri_status_of_errno(errno), "%s: %s", temporary, strerror(errno));
    int number = 0; /* of what failed first */
    if (fwrite(bytes, 1, length, file) != length || fflush(file) != 0 || fsync(fileno(file)) != 0)
        number = errno ? errno : EIO;
    if (fclose(file) != 0 && !number) number = errno;
    if (!number && rename(temporary, path) != 0) number = errno;
    if (!number) return RI_OK;
    unlink(temporary);
    return ri_fail(err, ri_status_of_errno(number), "%s: %s", path, strerror(number));
}

ri_status ri_read_file(int fd, const char *name, struct ri_text *out, struct ri_error *err)
{
    char    bytes[65536];
    ssize_t n = fd < 0 ? -1 : 1;
    while (n > 0) {
        n = read(fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n > 0)
            ri_text_add(out, bytes, (size_t)n);
        if (out->failed)
            return ri_fail(err, out->most ? RI_ETOOLARGE : RI_ENOMEM,
                           "'%s' is too large: over %zu bytes", name, out->length);
    }
    if (n < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot read '%s': %s", name,
                       strerror(errno));
    return RI_OK;
}

ri_status ri_temporary_file(int *ret_fd, struct ri_error *err)
{
    char        path[4096];
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    snprintf(path, sizeof path, "%s/retailinsight-XXXXXX", folder);
    const int fd = mkostemp(path, O_CLOEXEC);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "no temporary file in '%s': %s", folder,
                       strerror(errno));
    unlink(path);
    *ret_fd = fd;
    return RI_OK;
}

static int remove_one(const char *path, RI_UNUSED const struct stat *status, RI_UNUSED int type,
                      RI_UNUSED struct FTW *at)
{
    return remove(path);
}

ri_status ri_remove_tree(const char *path, struct ri_error *err)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot remove '%s': %s", path, strerror(errno));
}
