/* Sources: compression found, members joined, damage and truncation said, pipes spooled, digests of what came. */
#include "source.h"

#include <zlib.h>
#include <zstd.h>

#include "base/random.h"
#include "testing.h"

static size_t gzip(const char *text, size_t length, char *to, size_t room)
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)text,
                  .avail_in = (unsigned)length,
                  .next_out = (unsigned char *)to,
                  .avail_out = (unsigned)room};
    deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return room - z.avail_out;
}

/* Everything a source gives, read in odd pieces; compares with want unless that is NULL. */
static ri_status drain(struct ingest_source *source, const char *want, size_t length,
                       struct ri_error *err)
{
    uint64_t position = 0;
    char     piece[997];
    for (;;) {
        size_t n;
        RI_TRY(ingest_source_read(source, &position, piece, sizeof piece, &n, err));
        if (!n) break;
        if (!want) continue;
        if (position > length || memcmp(piece, want + position - n, n) != 0)
            return ri_fail(err, RI_EINTERNAL, "other bytes");
    }
    return !want || position == length
               ? RI_OK
               : ri_fail(err, RI_EINTERNAL, "%llu bytes", (unsigned long long)position);
}

static ri_status read_all(const char *bytes, size_t size, const char *want, size_t length,
                          struct ri_error *err)
{
    struct ingest_source source;
    const int            fd = fd_of(bytes, size);
    ri_status            status = ingest_source_open(&source, fd, "t", NULL, true, err);
    if (status == RI_OK) status = drain(&source, want, length, err);
    ingest_source_release(&source);
    close(fd);
    return status;
}

static char *make_text(size_t length)
{
    char            *text = malloc(length);
    struct ri_random random;
    ri_random_init(&random, 17, 4);
    for (size_t i = 0; i < length; i++) text[i] = (char)('a' + ri_random_below(&random, 20));
    return text;
}

TEST(source_decompresses)
{
    enum { N = 3000000 };
    char        *text = make_text(N), *packed = malloc(2 * N);
    const size_t half = N / 2;
    size_t       size = gzip(text, half, packed, 2 * N);
    CHECK_STATUS(read_all(text, N, text, N, NULL), RI_OK);
    CHECK_STATUS(read_all(packed, size, text, half, NULL), RI_OK);
    size += gzip(text + half, N - half, packed + size, 2 * N - size); /* a second member */
    CHECK_STATUS(read_all(packed, size, text, N, NULL), RI_OK);
    memset(packed + size, 0, 512); /* padding */
    CHECK_STATUS(read_all(packed, size + 512, text, N, NULL), RI_OK);
    size = ZSTD_compress(packed, 2 * N, text, half, 1);
    size +=
        ZSTD_compress(packed + size, 2 * N - size, text + half, N - half, 1); /* a second frame */
    CHECK_STATUS(read_all(packed, size, text, N, NULL), RI_OK);
    free(text);
    free(packed);
}

TEST(source_says_what_is_wrong_with_it)
{
    enum { N = 400000 };
    char           *text = make_text(N), *packed = malloc(2 * N);
    struct ri_error err = {0};
    size_t          size = gzip(text, N, packed, 2 * N);
    for (size_t cut = 3; cut < size; cut += size / 23) {
        CHECK_STATUS(read_all(packed, cut, text, N, &err), RI_EDATA);
        CHECK_SAYS(err.message, "truncated");
    }
    packed[size / 2] ^= 0x55;
    CHECK_STATUS(read_all(packed, size, NULL, N, &err), RI_EDATA);
    CHECK_SAYS(err.message, "damaged");
    size = ZSTD_compress(packed, 2 * N, text, N, 1);
    CHECK_STATUS(read_all(packed, size / 2, text, N, &err), RI_EDATA);
    CHECK_SAYS(err.message, "truncated");
    memset(packed + 9, 0xff, 3); /* a block of a type there is none of */
    CHECK_STATUS(read_all(packed, size, NULL, N, &err), RI_EDATA);
    CHECK_STATUS(read_all("", 0, "", 0, &err), RI_EDATA);
    CHECK_SAYS(err.message, "is empty");
    size = gzip("", 0, packed, N);
    CHECK_STATUS(read_all(packed, size, "", 0, &err), RI_EDATA);
    CHECK_SAYS(err.message, "empty once decompressed");
    struct ingest_source source;
    const int            folder = open("/", O_RDONLY);
    CHECK_STATUS(ingest_source_open(&source, folder, "/", NULL, true, &err), RI_EDATA);
    CHECK_SAYS(err.message, "is a folder");
    ingest_source_release(&source);
    close(folder);
    CHECK_STATUS(ingest_source_open(&source, -1, "gone", NULL, true, &err), RI_EIO);
    ingest_source_release(&source);
    free(text);
    free(packed);
}

/* A pipe: the head comes twice, what was read ahead comes again from the spool, then the rest. */
TEST(source_spools_a_pipe)
{
    enum { N = 2500000, AHEAD = 1700000 };
    char *text = make_text(N);
    int   ends[2];
    CHECK(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        for (size_t at = 0; at < N;) {
            const ssize_t n = write(ends[1], text + at, N - at);
            if (n <= 0) break;
            at += (size_t)n;
        }
        _exit(0);
    }
    close(ends[1]);
    struct ingest_source source;
    CHECK_STATUS(ingest_source_open(&source, ends[0], "pipe", NULL, true, NULL), RI_OK);
    CHECK(!source.seekable);
    CHECK_STATUS(ingest_source_spool(&source, NULL, NULL), RI_OK);
    uint64_t ahead = 0;
    char     piece[4096];
    size_t   n = 1;
    while (n && ahead < AHEAD)
        CHECK_STATUS(ingest_source_read(&source, &ahead, piece, sizeof piece, &n, NULL), RI_OK);
    source.spooling = false;
    CHECK_STATUS(drain(&source, text, N, NULL), RI_OK);
    unsigned char     digest[RI_SHA256_SIZE], want[RI_SHA256_SIZE];
    struct ri_sha256 *sha;
    ri_sha256_finish(source.digest, digest);
    CHECK_STATUS(ri_sha256_new(&sha, NULL), RI_OK);
    ri_sha256_add(sha, text, N);
    ri_sha256_finish(sha, want);
    ri_sha256_free(sha);
    CHECK(memcmp(digest, want, sizeof want) == 0);
    CHECK_INT(source.bytes_read, N);
    ingest_source_release(&source);
    close(ends[0]);
    struct ri_error err = {0};
    source = (struct ingest_source){.name = "pipe", .spool = -1};
    CHECK_STATUS(ingest_source_spool(&source, "/nowhere/at/all", &err), RI_ENOTFOUND);
    CHECK_SAYS(err.message, "/nowhere/at/all");
    free(text);
}

TEST(source_stops_when_told)
{
    struct ri_task       task = {0};
    struct ingest_source source;
    const int            fd = fd_of("a,b\n", 4);
    ri_task_cancel(&task);
    CHECK_STATUS(ingest_source_open(&source, fd, "t", &task, true, NULL), RI_ECANCELLED);
    ingest_source_release(&source);
    close(fd);
}
