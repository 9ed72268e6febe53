/* Secrets as files that carry their hashes as names. */
#include "access.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4400 };

static const struct kind {
    const char *prefix;
    int64_t     seconds;
} link_kind = {"link.", RI_LINK_SECONDS}, session_kind = {"session.", RI_SESSION_SECONDS};

static ri_status fail(const char *doing, const char *path, struct ri_error *err)
{
    return ri_fail(err, ri_status_of_errno(errno), "%s %s: %s", doing, path, strerror(errno));
}

static ri_status make_folder(const char *directory, struct ri_error *err)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/access", directory);
    if (mkdir(path, 0700) == 0 || errno == EEXIST) return RI_OK;
    return fail("cannot make", path, err);
}

/* False: not 64 hexadecimal digits, so no secret of ours and nothing to make a path of. */
static bool path_of(const char *directory, const struct kind *kind, const char *secret,
                    char ret[PATH_SIZE])
{
    char hex[RI_SHA256_TEXT];
    if (!secret || strlen(secret) != RI_SECRET_SIZE - 1 ||
        strspn(secret, "0123456789abcdef") != RI_SECRET_SIZE - 1 ||
        ri_sha256_text((struct ri_view){secret, RI_SECRET_SIZE - 1}, hex, NULL) != RI_OK)
        return false;
    const int length = snprintf(ret, PATH_SIZE, "%s/access/%s%s", directory, kind->prefix, hex);
    return length > 0 && length < PATH_SIZE;
}

static bool is_old(const char *path, const struct kind *kind, int64_t now)
{
    struct stat info;
    return stat(path, &info) != 0 || now - (int64_t)info.st_mtim.tv_sec > kind->seconds;
}

static void sweep_kind(const char *folder, const char *name, const struct kind *kind, int64_t now)
{
    char path[PATH_SIZE + 300];
    if (strncmp(name, kind->prefix, strlen(kind->prefix)) != 0) return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (is_old(path, kind, now)) unlink(path);
}

static void sweep(const char *directory, int64_t now)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/access", directory);
    DIR *folder = opendir(path);
    if (!folder) return;
    for (const struct dirent *entry; (entry = readdir(folder));) {
        sweep_kind(path, entry->d_name, &link_kind, now);
        sweep_kind(path, entry->d_name, &session_kind, now);
    }
    closedir(folder);
}

static ri_status make_secret(const char *directory, const struct kind *kind, int64_t now,
                             char ret[RI_SECRET_SIZE], struct ri_error *err)
{
    unsigned char bytes[(RI_SECRET_SIZE - 1) / 2];
    char          path[PATH_SIZE];
    RI_TRY(make_folder(directory, err));
    sweep(directory, now);
    RI_TRY(ri_secret_bytes(bytes, sizeof bytes, err));
    ri_hex(bytes, sizeof bytes, ret);
    explicit_bzero(bytes, sizeof bytes);
    if (!path_of(directory, kind, ret, path))
        return ri_fail(err, RI_EUSAGE, "the path of the workspace is too long");
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail("cannot make", path, err);
    const struct timespec times[2] = {{.tv_sec = (time_t)now}, {.tv_sec = (time_t)now}};
    const bool            dated = futimens(fd, times) == 0;
    close(fd);
    return dated ? RI_OK : fail("cannot date", path, err);
}

ri_status ri_access_link(const char *directory, int64_t now, char ret[RI_SECRET_SIZE],
                         struct ri_error *err)
{
    return make_secret(directory, &link_kind, now, ret, err);
}

ri_status ri_access_enter(const char *directory, const char *link, int64_t now,
                          char ret[RI_SECRET_SIZE], struct ri_error *err)
{
    char       path[PATH_SIZE];
    const bool known = path_of(directory, &link_kind, link, path) && !is_old(path, &link_kind, now);
    if (!known || unlink(path) != 0) /* whoever removes it has it */
        return ri_fail(
            err, RI_EAUTHENTICATE,
            "this link was used, or is older than %d minutes: 'retailinsight link' makes "
            "a new one",
            RI_LINK_SECONDS / 60);
    return make_secret(directory, &session_kind, now, ret, err);
}

ri_status ri_access_check(const char *directory, const char *session, int64_t now,
                          struct ri_error *err)
{
    char path[PATH_SIZE];
    if (path_of(directory, &session_kind, session, path) && !is_old(path, &session_kind, now))
        return RI_OK;
    return ri_fail(err, RI_EAUTHENTICATE,
                   "not signed in: open the link that 'retailinsight link' prints");
}

ri_status ri_access_end(const char *directory, const char *session, struct ri_error *err)
{
    char path[PATH_SIZE];
    if (!path_of(directory, &session_kind, session, path) || unlink(path) == 0 || errno == ENOENT)
        return RI_OK;
    return fail("cannot remove", path, err);
}

ri_status ri_access_announce(const char *directory, const char *address, struct ri_error *err)
{
    char path[PATH_SIZE], temporary[PATH_SIZE + 8];
    snprintf(path, sizeof path, "%s/access/address", directory);
    if (!address) return unlink(path) == 0 || errno == ENOENT ? RI_OK : fail("remove", path, err);
    RI_TRY(make_folder(directory, err));
    snprintf(temporary, sizeof temporary, "%s.new", path);
    const int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return fail("cannot write", temporary, err);
    const bool written = dprintf(fd, "%ld %s\n", (long)getpid(), address) > 0;
    close(fd);
    return written && rename(temporary, path) == 0 ? RI_OK : fail("cannot write", path, err);
}

ri_status ri_access_address(const char *directory, char ret[RI_ACCESS_ADDRESS_SIZE],
                            struct ri_error *err)
{
    char path[PATH_SIZE], line[RI_ACCESS_ADDRESS_SIZE + 32] = "";
    long pid = 0;
    int  used = 0;
    snprintf(path, sizeof path, "%s/access/address", directory);
    FILE *file = fopen(path, "rbe");
    if (file && !fgets(line, sizeof line, file)) line[0] = '\0';
    if (file) fclose(file);
    line[strcspn(line, "\n")] = '\0';
    const bool read = sscanf(line, "%ld %n", &pid, &used) == 1 && pid > 0 && used > 0;
    if (!read || (kill((pid_t)pid, 0) != 0 && errno == ESRCH))
        return ri_fail(err, RI_ENOTFOUND,
                       "nothing serves the workspace in '%s': 'retailinsight serve' does",
                       directory);
    snprintf(ret, RI_ACCESS_ADDRESS_SIZE, "%s", line + used);
    return RI_OK;
}
