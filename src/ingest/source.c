/* Reading, digesting, decompressing, keeping the head and the spool. */
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static ri_status read_raw(struct ingest_source *source, struct ri_error *err)
{
    RI_TRY(ri_task_check(source->task, err));
    ssize_t n;
    do {
        n = source->seekable ? pread(source->fd, source->in, INGEST_CHUNK, source->position)
                             : read(source->fd, source->in, INGEST_CHUNK);
    } while (n < 0 && errno == EINTR);
    if (n < 0)
        return ri_fail(err, ri_status_of_errno(errno), "%s: cannot be read at byte %llu: %s",
                       source->name, (unsigned long long)source->bytes_read, strerror(errno));
    source->in_at = 0;
    source->in_end = (size_t)n;
    source->in_ended = n == 0;
    source->position += n;
    source->bytes_read += (uint64_t)n;
    if (!source->digest) return RI_OK;
    ri_sha256_add(source->digest, source->in, (size_t)n);
    ri_task_progress(source->task, "reading", source->bytes_read, (uint64_t)source->size, "bytes");
    return RI_OK;
}

/* Decompressed bytes at the frontier. */
static ri_status pull_plain(struct ingest_source *source, char *to, size_t room, size_t *ret,
                            struct ri_error *err)
{
    if (source->in_at == source->in_end && !source->in_ended) RI_TRY(read_raw(source, err));
    const size_t left = source->in_end - source->in_at;
    *ret = left < room ? left : room;
    if (*ret) memcpy(to, source->in + source->in_at, *ret);
    source->in_at += *ret;
    return RI_OK;
}

static ri_status pull_coded(struct ingest_source *source, char *to, size_t room, size_t *ret,
                            struct ri_error *err)
{
    char        *at = to;
    size_t       left = room;
    bool         whole = false;
    const size_t most = room;
    while (left == most) {
        if (source->in_at == source->in_end && !source->in_ended) RI_TRY(read_raw(source, err));
        struct ri_view  in = {(const char *)source->in + source->in_at,
                              source->in_end - source->in_at};
        const ri_status status = source->codec->run(source->state, &in, &at, &left, &whole, err);
        if (status != RI_OK) {
            ri_error_prefix(err, "%s: after %llu bytes", source->name,
                            (unsigned long long)source->frontier);
            return status;
        }
        source->in_at = source->in_end - in.length;
        if (left == most && source->in_ended) {
            if (!whole && !source->ended)
                return ri_fail(
                    err, RI_EDATA,
                    "%s: the %s data is truncated: it ends after %llu bytes in the middle",
                    source->name, source->codec->name, (unsigned long long)source->bytes_read);
            break;
        }
        source->ended = whole && source->in_at == source->in_end;
    }
    *ret = most - left;
    return RI_OK;
}

static ri_status write_spool(struct ingest_source *source, const char *bytes, size_t length,
                             struct ri_error *err)
{
    while (length) {
        const ssize_t n = pwrite(source->spool, bytes, length, (off_t)source->spool_length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return ri_fail(err, n < 0 ? ri_status_of_errno(errno) : RI_EIO,
                           "%s: cannot be kept in a temporary file: %s", source->name,
                           strerror(n < 0 ? errno : EIO));
        source->spool_length += (uint64_t)n;
        bytes += n;
        length -= (size_t)n;
    }
    return RI_OK;
}

static ri_status read_spool(struct ingest_source *source, uint64_t at, char *to, size_t room,
                            size_t *ret, struct ri_error *err)
{
    ssize_t n;
    do n = pread(source->spool, to, room, (off_t)at);
    while (n < 0 && errno == EINTR);
    if (n <= 0) return ri_fail(err, RI_EIO, "%s: its temporary file cannot be read", source->name);
    *ret = (size_t)n;
    return RI_OK;
}

ri_status ingest_source_read(struct ingest_source *source, uint64_t *position, char *to,
                             size_t room, size_t *ret, struct ri_error *err)
{
    size_t n = 0;
    if (*position < source->head_length) {
        n = source->head_length - (size_t)*position;
        if (n > room) n = room;
        memcpy(to, source->head + *position, n);
    } else if (*position < source->frontier) {
        RI_TRY(read_spool(source, *position - source->head_length, to, room, &n, err));
    } else {
        RI_TRY(source->codec ? pull_coded(source, to, room, &n, err)
                             : pull_plain(source, to, room, &n, err));
        if (source->spooling) RI_TRY(write_spool(source, to, n, err));
        source->frontier += n;
    }
    *position += n;
    *ret = n;
    return RI_OK;
}

/* The first raw chunk decides about compression; then the head is filled. */
static ri_status fill_head(struct ingest_source *source, struct ri_error *err)
{
    while (source->head_length < INGEST_HEAD) {
        size_t   n;
        uint64_t position = source->frontier;
        RI_TRY(ingest_source_read(source, &position, source->head + source->head_length,
                                  INGEST_HEAD - source->head_length, &n, err));
        if (!n) return RI_OK;
        source->head_length += n;
    }
    return RI_OK;
}

static ri_status start(struct ingest_source *source, struct ri_error *err)
{
    source->in = malloc(INGEST_CHUNK);
    if (!source->in) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", source->name);
    RI_TRY(read_raw(source, err));
    while (source->in_end < 4 && !source->in_ended && !source->seekable) { /* a pipe may dribble */
        ssize_t n = read(source->fd, source->in + source->in_end, INGEST_CHUNK - source->in_end);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            return ri_fail(err, ri_status_of_errno(errno), "%s: cannot be read", source->name);
        if (n == 0) source->in_ended = true;
        if (source->digest) ri_sha256_add(source->digest, source->in + source->in_end, (size_t)n);
        source->bytes_read += (uint64_t)n;
        source->in_end += (size_t)n;
    }
    source->codec = ingest_codec_of((struct ri_view){(const char *)source->in, source->in_end});
    if (source->codec) RI_TRY(source->codec->open(&source->state, err));
    return RI_OK;
}

ri_status ingest_source_open(struct ingest_source *source, int fd, const char *name,
                             struct ri_task *task, bool with_digest, struct ri_error *err)
{
    struct stat about;
    *source = (struct ingest_source){.name = name, .task = task, .fd = fd, .spool = -1};
    if (fstat(fd, &about) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "%s: cannot be read: %s", name,
                       strerror(errno));
    if (S_ISDIR(about.st_mode)) return ri_fail(err, RI_EDATA, "%s: is a folder, not a file", name);
    const off_t at = S_ISREG(about.st_mode) ? lseek(fd, 0, SEEK_CUR) : -1;
    source->seekable = at >= 0;
    if (source->seekable) {
        source->start = source->position = at;
        source->size = about.st_size > at ? about.st_size - at : 0;
    }
    if (with_digest) RI_TRY(ri_sha256_new(&source->digest, err));
    RI_TRY(start(source, err));
    if (!source->in_end) return ri_fail(err, RI_EDATA, "%s: is empty", name);
    source->head = malloc(INGEST_HEAD);
    if (!source->head) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", name);
    RI_TRY(fill_head(source, err));
    if (!source->head_length) return ri_fail(err, RI_EDATA, "%s: is empty once decompressed", name);
    return RI_OK;
}

ri_status ingest_source_again(const struct ingest_source *source, struct ingest_source *ret,
                              struct ri_error *err)
{
    *ret = (struct ingest_source){.name = source->name,
                                  .task = source->task,
                                  .fd = source->fd,
                                  .seekable = true,
                                  .start = source->start,
                                  .position = source->start,
                                  .size = source->size,
                                  .spool = -1};
    return start(ret, err);
}

ri_status ingest_source_spool(struct ingest_source *source, const char *directory,
                              struct ri_error *err)
{
    const char *from_environment = getenv("TMPDIR");
    if (!directory) directory = from_environment && *from_environment ? from_environment : "/tmp";
    source->spool = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (source->spool < 0) { /* a file system without O_TMPFILE */
        char path[4096];
        if (snprintf(path, sizeof path, "%s/retailinsight-XXXXXX", directory) < (int)sizeof path)
            source->spool = mkostemp(path, O_CLOEXEC);
        if (source->spool >= 0) unlink(path);
    }
    if (source->spool < 0)
        return ri_fail(err, ri_status_of_errno(errno),
                       "%s: no temporary file can be made in %s: %s", source->name, directory,
                       strerror(errno));
    source->spooling = true;
    return RI_OK;
}

void ingest_source_release(struct ingest_source *source)
{
    if (source->codec) source->codec->close(source->state);
    if (source->spool > 0) close(source->spool);
    ri_sha256_free(source->digest);
    free(source->in);
    free(source->head);
    *source = (struct ingest_source){.spool = -1, .fd = -1};
}
