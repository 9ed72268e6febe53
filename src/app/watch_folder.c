/* A folder that files are dropped into. */
#include "app/watch_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MOST = 1000 };

static int64_t mtime_of(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * 1000000 + status->st_mtim.tv_nsec / 1000;
}

/* As programs name what they are still writing. */
static bool is_temporary(const char *name)
{
    static const char *const ends[] = {".tmp",      ".temp",    ".part", ".partial", ".crdownload",
                                       ".filepart", ".writing", ".swp",  "~"};
    const size_t             length = strlen(name);
    if (name[0] == '.') return true;
    for (size_t i = 0; i < RI_COUNT(ends); i++) {
        const size_t end = strlen(ends[i]);
        if (length > end && strcmp(name + length - end, ends[i]) == 0) return true;
    }
    return false;
}

static ri_status add(struct ri_watch_look *look, size_t *room, const struct ri_watch_file *file,
                     struct ri_arena *mem, struct ri_error *err)
{
    if (look->count == *room) {
        struct ri_watch_file *files;
        const size_t          more = *room ? *room * 2 : 16;
        RI_ARENA_NEW(files, mem, more, err);
        if (look->count) memcpy(files, look->files, look->count * sizeof *files);
        look->files = files;
        *room = more;
    }
    look->files[look->count++] = *file;
    return RI_OK;
}

static ri_status see(int folder, const char *name, int64_t newest_us, struct ri_arena *mem,
                     struct ri_watch_look *look, size_t *room, struct ri_error *err)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
        return RI_OK; /* gone in between, or no file */
    if (mtime_of(&status) > newest_us) {
        look->waiting++;
        return RI_OK;
    }
    const struct ri_watch_file file = {.name = ri_arena_copy(mem, name, strlen(name)),
                                       .mtime_us = mtime_of(&status),
                                       .size = (uint64_t)status.st_size};
    if (!file.name) return ri_fail(err, RI_ENOMEM, "no room for the names of a folder");
    return add(look, room, &file, mem, err);
}

static int oldest_first(const void *a, const void *b)
{
    const struct ri_watch_file *x = a, *y = b;
    if (x->mtime_us != y->mtime_us) return x->mtime_us < y->mtime_us ? -1 : 1;
    return strcmp(x->name, y->name);
}

ri_status ri_watch_ready(int folder, const char *pattern, int64_t settle_us, int64_t now_us,
                         struct ri_arena *mem, struct ri_watch_look *ret, struct ri_error *err)
{
    struct ri_watch_look look = {.count = 0};
    size_t               room = 0;
    const int            fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR                 *directory = fd < 0 ? NULL : fdopendir(fd);
    if (!directory) {
        const int number = errno;
        if (fd >= 0) close(fd);
        return ri_fail(err, ri_status_of_errno(number), "cannot read the folder: %s",
                       strerror(number));
    }
    ri_status status = RI_OK;
    for (struct dirent *entry; status == RI_OK && (entry = readdir(directory));) {
        if (is_temporary(entry->d_name) ||
            (pattern && fnmatch(pattern, entry->d_name, FNM_PERIOD) != 0))
            continue;
        status = see(folder, entry->d_name, now_us - settle_us, mem, &look, &room, err);
    }
    closedir(directory);
    RI_TRY(status);
    if (look.count) qsort(look.files, look.count, sizeof *look.files, oldest_first);
    *ret = look;
    return RI_OK;
}

bool ri_watch_unchanged(int fd, const struct ri_watch_file *file)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
           mtime_of(&status) == file->mtime_us && (uint64_t)status.st_size == file->size;
}

ri_status ri_watch_open(int folder, const struct ri_watch_file *file, int *ret_fd,
                        struct ri_error *err)
{
    const int fd = openat(folder, file->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", file->name,
                       strerror(errno));
    if (ri_watch_unchanged(fd, file)) {
        *ret_fd = fd;
        return RI_OK;
    }
    close(fd);
    return ri_fail(err, RI_ECONFLICT, "'%s' is being written", file->name);
}

static int open_to(int folder, const char *to)
{
    if (mkdirat(folder, to, 0777) != 0 && errno != EEXIST) return -1;
    return openat(folder, to, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

ri_status ri_watch_move(int folder, const char *name, const char *to, struct ri_arena *mem,
                        const char **ret_name, struct ri_error *err)
{
    const int   place = open_to(folder, to);
    const char *as = name;
    int         number = place < 0 ? errno : 0;
    for (int i = 2; place >= 0 && i < NAMES_MOST; i++) {
        if (!as || renameat2(folder, name, place, as, RENAME_NOREPLACE) == 0) break;
        number = errno;
        if (number != EEXIST) break;
        number = 0;
        as = ri_arena_printf(mem, "%s~%d", name, i);
    }
    if (place >= 0 && fsync(place) == 0) (void)!fsync(folder);
    if (place >= 0) close(place);
    if (!as) return ri_fail(err, RI_ENOMEM, "no room for a name");
    if (number)
        return ri_fail(err, ri_status_of_errno(number), "cannot move '%s' to %s/: %s", name, to,
                       strerror(number));
    *ret_name = as;
    return RI_OK;
}

ri_status ri_watch_why(int folder, const char *to, const char *name, const char *text,
                       struct ri_error *err)
{
    char path[1200];
    snprintf(path, sizeof path, "%s/%s.why.txt", to, name);
    const int fd =
        openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    const bool written = fd >= 0 && dprintf(fd, "%s\n", text) > 0;
    const int  number = errno;
    if (fd >= 0 && close(fd) == 0 && written) return RI_OK;
    return ri_fail(err, ri_status_of_errno(number), "cannot write '%s': %s", path,
                   strerror(number));
}
