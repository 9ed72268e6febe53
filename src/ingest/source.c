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

static ri_status pull_sheet(struct ingest_source *source, char *to, size_t room, size_t *ret,
                            struct ri_error *err)
{
    uint64_t total;
    RI_TRY(ingest_sheet_read(source->sheet, to, room, ret, err));
    const uint64_t done = ingest_sheet_done(source->sheet, &total);
    if (source->digest) ri_task_progress(source->task, "reading", done, total, "bytes");
    return RI_OK;
}

static ri_status pull(struct ingest_source *source, char *to, size_t room, size_t *ret,
                      struct ri_error *err)
{
    if (source->sheet) return pull_sheet(source, to, room, ret, err);
    return source->codec ? pull_coded(source, to, room, ret, err)
                         : pull_plain(source, to, room, ret, err);
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
        RI_TRY(pull(source, to, room, &n, err));
        if (source->spooling)
            RI_TRY(
                ingest_temp_write(source->spool, source->name, to, n, &source->spool_length, err));
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
    source->archive = source->in_end >= 4 && memcmp(source->in, "PK\3\4", 4) == 0;
    source->codec = ingest_codec_of((struct ri_view){(const char *)source->in, source->in_end});
    if (source->codec) RI_TRY(source->codec->open(&source->state, err));
    return RI_OK;
}

ri_status ingest_source_open(struct ingest_source *source, int fd, const char *name,
                             struct ri_task *task, bool with_digest, struct ri_error *err)
{
    struct stat about;
    *source = (struct ingest_source){.name = name, .task = task, .fd = fd, .spool = -1, .kept = -1};
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
    if (source->archive) return RI_OK;
    RI_TRY(fill_head(source, err));
    if (!source->head_length) return ri_fail(err, RI_EDATA, "%s: is empty once decompressed", name);
    return RI_OK;
}

/* The raw bytes to their end: digested, and kept in a temporary file where they cannot be read again. */
static ri_status swallow(struct ingest_source *source, const char *directory, struct ri_error *err)
{
    uint64_t at = 0;
    if (!source->seekable) RI_TRY(ingest_temp_file(directory, source->name, &source->kept, err));
    for (;;) {
        if (source->kept >= 0)
            RI_TRY(ingest_temp_write(source->kept, source->name, (const char *)source->in,
                                     source->in_end, &at, err));
        if (source->in_ended) return RI_OK;
        RI_TRY(read_raw(source, err));
    }
}

/* The sheet's text from its beginning; *ret_empty: it has no cells. */
static ri_status start_sheet(struct ingest_source *source, size_t index, bool *ret_empty,
                             struct ri_error *err)
{
    ingest_sheet_close(source->sheet);
    source->sheet = NULL;
    source->head_length = 0;
    source->frontier = 0;
    source->sheet_index = index;
    RI_TRY(ingest_sheet_open(source->book, index, &source->sheet, err));
    RI_TRY(fill_head(source, err));
    const struct ri_view head = {source->head, source->head_length};
    *ret_empty = source->head_length < INGEST_HEAD && !ri_view_trim(head).length;
    return RI_OK;
}

static ri_status choose_sheet(struct ingest_source *source, const char *wanted,
                              struct ri_error *err)
{
    const struct ingest_workbook *book = source->book;
    size_t                        index = 0;
    bool                          empty = true;
    if (wanted) {
        RI_TRY(ingest_workbook_find(book, wanted, &index, err));
        if (!book->sheets[index].chart) RI_TRY(start_sheet(source, index, &empty, err));
        if (empty)
            return ri_fail(err, RI_EDATA, "%s: sheet '%s' has no cells", source->name,
                           book->sheets[index].name);
        return RI_OK;
    }
    for (size_t i = 0; i < book->sheet_count && empty; i++) {
        if (!book->sheets[i].hidden && !book->sheets[i].chart)
            RI_TRY(start_sheet(source, i, &empty, err));
    }
    if (!empty) return RI_OK;
    struct ri_text list = {.most = 800};
    ingest_workbook_list(book, &list);
    const ri_status status = ri_fail(err, RI_EDATA, "%s: no visible sheet has cells; there are: %s",
                                     source->name, list.at ? list.at : "");
    ri_text_release(&list);
    return status;
}

ri_status ingest_source_workbook(struct ingest_source *source, const char *wanted,
                                 const char *directory, struct ri_error *err)
{
    RI_TRY(swallow(source, directory, err));
    source->book = calloc(1, sizeof *source->book);
    if (!source->book) return ri_fail(err, RI_ENOMEM, "%s: no room to read it", source->name);
    RI_TRY(ingest_workbook_open(source->book, source->kept >= 0 ? source->kept : source->fd,
                                source->kept >= 0 ? 0 : source->start, (int64_t)source->bytes_read,
                                source->name, directory, source->task, err));
    source->seekable = true;
    return choose_sheet(source, wanted, err);
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
                                  .spool = -1,
                                  .kept = -1};
    if (source->sheet)
        return ingest_sheet_open(source->book, source->sheet_index, &ret->sheet, err);
    return start(ret, err);
}

ri_status ingest_source_spool(struct ingest_source *source, const char *directory,
                              struct ri_error *err)
{
    RI_TRY(ingest_temp_file(directory, source->name, &source->spool, err));
    source->spooling = true;
    return RI_OK;
}

void ingest_source_release(struct ingest_source *source)
{
    if (source->codec) source->codec->close(source->state);
    if (source->spool > 0) close(source->spool);
    ingest_sheet_close(source->sheet);
    if (source->book) ingest_workbook_release(source->book);
    free(source->book);
    if (source->kept > 0) close(source->kept);
    ri_sha256_free(source->digest);
    free(source->in);
    free(source->head);
    *source = (struct ingest_source){.spool = -1, .fd = -1, .kept = -1};
}
