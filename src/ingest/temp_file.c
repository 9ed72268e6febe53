/* Temporary files. */
#include "temp_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

ri_status ingest_temp_file(const char *directory, const char *name, int *ret_fd,
                           struct ri_error *err)
{
    const char *from_environment = getenv("TMPDIR");
    if (!directory) directory = from_environment && *from_environment ? from_environment : "/tmp";
    int fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) { /* a file system without O_TMPFILE */
        char path[4096];
        if (snprintf(path, sizeof path, "%s/retailinsight-XXXXXX", directory) < (int)sizeof path)
            fd = mkostemp(path, O_CLOEXEC);
        if (fd >= 0) unlink(path);
    }
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno),
                       "%s: no temporary file can be made in %s: %s", name, directory,
                       strerror(errno));
    *ret_fd = fd;
    return RI_OK;
}

ri_status ingest_temp_write(int fd, const char *name, const char *bytes, size_t length,
                            uint64_t *at, struct ri_error *err)
{
    while (length) {
        const ssize_t n = pwrite(fd, bytes, length, (off_t)*at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return ri_fail(err, n < 0 ? ri_status_of_errno(errno) : RI_EIO,
                           "%s: cannot be kept in a temporary file: %s", name,
                           strerror(n < 0 ? errno : EIO));
        *at += (uint64_t)n;
        bytes += n;
        length -= (size_t)n;
    }
    return RI_OK;
}

ri_status ingest_spill_open(struct ingest_spill *spill, const char *directory, const char *name,
                            struct ri_error *err)
{
    *spill = (struct ingest_spill){.name = name, .fd = -1};
    spill->buffer = malloc(INGEST_SPILL_BUFFER);
    if (!spill->buffer) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", name);
    return ingest_temp_file(directory, name, &spill->fd, err);
}

static ri_status flush(struct ingest_spill *spill, struct ri_error *err)
{
    uint64_t at = spill->length - spill->used;
    RI_TRY(ingest_temp_write(spill->fd, spill->name, spill->buffer, spill->used, &at, err));
    spill->used = 0;
    return RI_OK;
}

ri_status ingest_spill_add(struct ingest_spill *spill, const void *bytes, size_t length,
                           struct ri_error *err)
{
    const char *at = bytes;
    while (length) {
        if (spill->used == INGEST_SPILL_BUFFER) RI_TRY(flush(spill, err));
        const size_t left = INGEST_SPILL_BUFFER - spill->used, n = length < left ? length : left;
        memcpy(spill->buffer + spill->used, at, n);
        spill->used += n;
        spill->length += n;
        at += n;
        length -= n;
    }
    return RI_OK;
}

ri_status ingest_spill_map(struct ingest_spill *spill, struct ri_error *err)
{
    RI_TRY(flush(spill, err));
    free(spill->buffer);
    spill->buffer = NULL;
    if (!spill->length) return RI_OK;
    void *map = mmap(NULL, (size_t)spill->length, PROT_READ, MAP_PRIVATE, spill->fd, 0);
    if (map == MAP_FAILED)
        return ri_fail(err, ri_status_of_errno(errno), "%s: its temporary file cannot be read: %s",
                       spill->name, strerror(errno));
    spill->map = map;
    return RI_OK;
}

void ingest_spill_release(struct ingest_spill *spill)
{
    if (spill->map) munmap(spill->map, (size_t)spill->length);
    if (spill->fd > 0) close(spill->fd);
    free(spill->buffer);
    *spill = (struct ingest_spill){.fd = -1};
}
