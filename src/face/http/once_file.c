/* Replies in files. */
#include "once_file.h"

#include "base/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4400, HEADER_MOST = 4096 };
static const char mark[] = "retailinsight-reply 1";

static bool path_of(const char *folder, const char *name, const char *ending, char *ret)
{
    char hex[RI_SHA256_TEXT];
    if (ri_sha256_text(ri_view_of(name), hex, NULL) != RI_OK) return false;
    return snprintf(ret, PATH_SIZE, "%s/%s%s", folder, hex, ending) < PATH_SIZE;
}

/* ---- Writing ----------------------------------------------------------------------------------------------------- */

static void print_head(const struct once_reply *reply, struct ri_text *out)
{
    const struct wire_header *headers = reply->answer ? wire_answer_headers(reply->answer) : NULL;
    size_t                    count = 0;
    while (headers && headers[count].name) count++;
    ri_text_printf(out, "%s %llu %lld %u %zu %zu\n", mark, (unsigned long long)reply->digest,
                   (long long)reply->at_us, reply->answer ? wire_answer_status(reply->answer) : 0,
                   count, reply->answer ? wire_answer_length(reply->answer) : 0);
    for (size_t i = 0; i < count; i++)
        ri_text_printf(out, "%s: %s\n", headers[i].name, headers[i].value);
}

static bool write_all(int fd, const char *bytes, size_t length)
{
    while (length) {
        const ssize_t n = write(fd, bytes, length);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

ri_status once_file_write(const char *folder, const char *name, const struct once_reply *reply,
                          struct ri_error *err)
{
    char           path[PATH_SIZE], temporary[PATH_SIZE];
    struct ri_text head = {0};
    if (!path_of(folder, name, ".reply", path) || !path_of(folder, name, ".new", temporary))
        return ri_fail(err, RI_EIO, "no name for a reply");
    mkdir(folder, 0700);
    print_head(reply, &head);
    const int fd =
        head.failed ? -1 : open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool written = fd >= 0 && write_all(fd, head.at, head.length);
    if (written && reply->answer)
        written =
            write_all(fd, wire_answer_bytes(reply->answer), wire_answer_length(reply->answer));
    if (fd >= 0 && close(fd) != 0) written = false;
    ri_text_release(&head);
    if (written && rename(temporary, path) == 0) return RI_OK;
    unlink(temporary);
    return ri_fail(err, RI_EIO, "a reply is not kept: %s", strerror(errno));
}

/* ---- Reading ----------------------------------------------------------------------------------------------------- */

struct head {
    unsigned long long digest;
    long long          at_us;
    unsigned           status;
    size_t             headers, length;
};

/* Splits "Name: value\n" in place. */
static bool read_header(FILE *file, char *line, struct wire_header *ret)
{
    if (!fgets(line, HEADER_MOST, file)) return false;
    char *colon = strstr(line, ": "), *end = strchr(line, '\n');
    if (!colon || !end || colon == line) return false;
    *colon = *end = '\0';
    *ret = (struct wire_header){line, colon + 2};
    return true;
}

static struct wire_answer *read_answer(FILE *file, const struct head *head)
{
    struct wire_header  headers[WIRE_HEADERS + 1] = {{NULL, NULL}};
    struct wire_answer *answer = NULL;
    if (head->headers > WIRE_HEADERS || head->length > ONCE_FILE_MOST) return NULL;
    char *lines = malloc((head->headers + 1) * HEADER_MOST), *bytes = malloc(head->length + 1);
    bool  good = lines && bytes;
    for (size_t i = 0; good && i < head->headers; i++)
        good = read_header(file, lines + i * HEADER_MOST, &headers[i]);
    good = good && fread(bytes, 1, head->length, file) == head->length && fgetc(file) == EOF;
    if (good)
        answer = wire_answer_new(head->status, headers, bytes, head->length); /* takes bytes */
    if (!good) free(bytes);
    free(lines);
    return answer;
}

bool once_file_read(const char *folder, const char *name, struct once_reply *ret)
{
    char        path[PATH_SIZE], begins[sizeof mark] = "";
    struct head head = {0};
    if (!path_of(folder, name, ".reply", path)) return false;
    FILE *file = fopen(path, "rbe");
    if (!file) return false;
    bool good = fread(begins, 1, sizeof mark - 1, file) == sizeof mark - 1 &&
                strcmp(begins, mark) == 0 &&
                fscanf(file, "%llu %lld %u %zu %zu", &head.digest, &head.at_us, &head.status,
                       &head.headers, &head.length) == 5 &&
                fgetc(file) == '\n';
    *ret = (struct once_reply){.digest = head.digest, .at_us = head.at_us};
    if (good && head.status) good = (ret->answer = read_answer(file, &head)) != NULL;
    fclose(file);
    return good;
}

void once_file_remove(const char *folder, const char *name)
{
    char path[PATH_SIZE];
    if (path_of(folder, name, ".reply", path)) unlink(path);
}

/* ---- Bounds ------------------------------------------------------------------------------------------------------ */

struct aged {
    char    name[RI_SHA256_TEXT + 8];
    int64_t at_us, bytes;
};

static int older(const void *a, const void *b)
{
    const struct aged *x = a, *y = b;
    return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

static size_t list(const char *folder, struct aged *to, size_t most)
{
    size_t count = 0;
    DIR   *dir = opendir(folder);
    if (!dir) return 0;
    for (const struct dirent *entry; count < most && (entry = readdir(dir));) {
        struct stat info;
        if (!strstr(entry->d_name, ".reply") && !strstr(entry->d_name, ".new")) continue;
        if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
        struct aged *aged = &to[count++];
        snprintf(aged->name, sizeof aged->name, "%.*s", (int)sizeof aged->name - 1, entry->d_name);
        aged->at_us = (int64_t)info.st_mtim.tv_sec * 1000000 + info.st_mtim.tv_nsec / 1000;
        aged->bytes = info.st_size;
    }
    closedir(dir);
    return count;
}

void once_file_sweep(const char *folder, int64_t before_us)
{
    enum { SEEN = 2 * ONCE_FILES };
    struct aged *files = malloc(SEEN * sizeof *files);
    const size_t count = files ? list(folder, files, SEEN) : 0;
    int64_t      bytes = 0;
    if (count) qsort(files, count, sizeof *files, older);
    for (size_t i = 0; i < count; i++) bytes += files[i].bytes;
    for (size_t i = 0; i < count; i++) {
        char       path[PATH_SIZE];
        const bool room = count - i <= ONCE_FILES && bytes <= ONCE_FILES_BYTES;
        if (files[i].at_us >= before_us && room) break;
        snprintf(path, sizeof path, "%s/%s", folder, files[i].name);
        unlink(path);
        bytes -= files[i].bytes;
    }
    free(files);
}
