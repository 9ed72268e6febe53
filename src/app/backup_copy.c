/* Copying a file of a backup while its digest is taken. */
#include "app/backup.h"

#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static ri_status put(int to, const char *bytes, size_t length)
{
    while (length) {
        const ssize_t n = write(to, bytes, length);
        if (n < 0 && errno != EINTR) return ri_status_of_errno(errno);
        bytes += n > 0 ? n : 0;
        length -= n > 0 ? (size_t)n : 0;
    }
    return RI_OK;
}

static ri_status pump(int from, int to, struct ri_sha256 *digest, struct ri_task *task,
                      uint64_t *ret_bytes, struct ri_error *err)
{
    char bytes[65536];
    for (;;) {
        RI_TRY(ri_task_check(task, err));
        const ssize_t n = read(from, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ri_fail(err, ri_status_of_errno(errno), "%s", strerror(errno));
        if (n == 0) break;
        ri_sha256_add(digest, bytes, (size_t)n);
        *ret_bytes += (uint64_t)n;
        const ri_status status = to < 0 ? RI_OK : put(to, bytes, (size_t)n);
        if (status != RI_OK) return ri_fail(err, status, "%s", strerror(errno));
    }
    if (to >= 0 && fsync(to) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "%s", strerror(errno));
    return RI_OK;
}

static ri_status copy(int from, const char *name, int to, struct ri_task *task,
                      struct ri_backup_file *ret, struct ri_error *err)
{
    unsigned char     sum[RI_SHA256_SIZE];
    struct ri_sha256 *digest;
    RI_TRY(ri_sha256_new(&digest, err));
    ret->bytes = 0;
    const ri_status status = pump(from, to, digest, task, &ret->bytes, err);
    if (status == RI_OK) {
        ri_sha256_finish(digest, sum);
        ri_hex(sum, sizeof sum, ret->sha256);
    }
    ri_sha256_free(digest);
    return status == RI_OK || status == RI_ECANCELLED ? status : ri_error_prefix(err, "'%s'", name);
}

ri_status ri_backup_copy(const char *from, const char *to, struct ri_task *task,
                         struct ri_backup_file *ret, struct ri_error *err)
{
    const int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0) return ri_fail(err, ri_status_of_errno(errno), "'%s': %s", from, strerror(errno));
    const int out = to ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    ri_status status =
        to && out < 0 ? ri_fail(err, ri_status_of_errno(errno), "'%s': %s", to, strerror(errno))
                      : copy(in, to ? to : from, out, task, ret, err);
    if (out >= 0 && close(out) != 0 && status == RI_OK)
        status = ri_fail(err, ri_status_of_errno(errno), "'%s': %s", to, strerror(errno));
    close(in);
    return status;
}

const char *ri_backup_partial(struct ri_arena *mem, const char *path, const char **ret_path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    *ret_path = ri_arena_copy(mem, path, length);
    return *ret_path ? ri_arena_printf(mem, "%s.partial", *ret_path) : NULL;
}
