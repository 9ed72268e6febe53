/* Names to models. */
#include "app/model_store.h"

#include "app/files.h"
#include "app/workspace.h"
#include "base/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MOST = 64, MODEL_MOST = 0x7fffffff };

static bool ends(const char *text, const char *end)
{
    const size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

bool ri_model_is_path(const char *name)
{
    return strchr(name, '/') || ends(name, ".model");
}

ri_status ri_model_name_check(struct ri_call *call, const char *name, struct ri_error *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (ri_model_is_path(name)) {
        if (!ri_call_principal(call)) return RI_OK;
        return ri_fail(err, RI_EFORBIDDEN, "'%s' is a file; here models go by names", name);
    }
    if (*name && *name != '.' && strlen(name) <= NAME_MOST && strspn(name, allowed) == strlen(name))
        return RI_OK;
    return ri_fail(err, RI_EUSAGE,
                   "a model's name has 1 to %d letters, digits, '.', '_', '-'; got '%.80s'",
                   NAME_MOST, name);
}

static ri_status make_folder(const char *path, struct ri_error *err)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", path, strerror(errno));
}

/* `name` is what to call it. */
static ri_status read_path(const char *path, const char *name, struct ri_text *out,
                           struct ri_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    out->most = MODEL_MOST;
    const ri_status status = ri_read_file(fd, name, out, err);
    if (fd >= 0) close(fd);
    return status;
}

/* ---- Versions ------------------------------------------------------------------------------------------------ */

/* models/NAME.END; the path lives in the call's memory. NULL: no room. */
static const char *path_of(struct ri_call *call, const char *name, const char *end)
{
    return ri_arena_printf(ri_call_mem(call), "%s/models/%s.%s",
                           ri_workspace_directory(ri_call_workspace(call)), name, end);
}

static void read_versions(struct ri_call *call, const char *name, struct ri_text *out)
{
    const char *path = path_of(call, name, "versions");
    if (path && access(path, F_OK) == 0 && read_path(path, path, out, NULL) != RI_OK)
        ri_text_clear(out);
}

/* "digest microseconds" a line. */
static ri_status note_version(struct ri_call *call, const char *name, const char *digest,
                              struct ri_error *err)
{
    struct ri_text lines = {0};
    const char    *path = path_of(call, name, "versions");
    if (!path) return ri_fail(err, RI_ENOMEM, "no room for a path");
    read_versions(call, name, &lines);
    ri_text_printf(&lines, "%.64s %lld\n", digest, (long long)ri_task_now_us(ri_call_task(call)));
    ri_status status = ri_text_check(&lines, err);
    if (status == RI_OK) status = ri_write_file(path, lines.at, lines.length, err);
    ri_text_release(&lines);
    return status;
}

void ri_model_versions(struct ri_call *call, const char *name, size_t *ret_count,
                       int64_t *ret_last_us)
{
    struct ri_text lines = {0};
    *ret_count = 0;
    *ret_last_us = 0;
    read_versions(call, name, &lines);
    for (size_t i = 0; i < lines.length; i++) {
        if (lines.at[i] != '\n') continue;
        const char *blank = memrchr(lines.at, ' ', i);
        int64_t     us;
        (*ret_count)++;
        if (blank &&
            ri_parse_int((struct ri_view){blank + 1, (size_t)(lines.at + i - blank - 1)}, &us))
            *ret_last_us = us;
    }
    ri_text_release(&lines);
}

/* The version of NAME that NAME@PREFIX names. */
static ri_status find_version(struct ri_call *call, const char *name, const char *prefix,
                              char ret[RI_MODEL_DIGEST], struct ri_error *err)
{
    struct ri_text lines = {0};
    const size_t   length = strlen(prefix);
    bool           found = false;
    read_versions(call, name, &lines);
    for (size_t at = 0; length >= 4 && at + 65 <= lines.length;) {
        if (strncmp(lines.at + at, prefix, length) == 0 && length <= 64) {
            snprintf(ret, RI_MODEL_DIGEST, "%.64s", lines.at + at);
            found = strspn(ret, "0123456789abcdef") == 64;
        }
        const char *end = memchr(lines.at + at, '\n', lines.length - at);
        at = end ? (size_t)(end + 1 - lines.at) : lines.length;
    }
    ri_text_release(&lines);
    return found ? RI_OK
                 : ri_fail(err, RI_ENOTFOUND, "there is no version '%s' of the model '%s'", prefix,
                           name);
}

ri_status ri_model_keep(struct ri_call *call, const char *name, struct ri_view bytes,
                        const char **ret_path, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    const char      *directory = ri_workspace_directory(ri_call_workspace(call));
    char             digest[66];
    RI_TRY(ri_model_name_check(call, name, err));
    if (ri_model_is_path(name)) {
        RI_TRY(ri_call_path(call, name, ret_path, err));
        return ri_write_file(*ret_path, bytes.at, bytes.length, err);
    }
    RI_TRY(ri_sha256_text(bytes, digest, err));
    const char *folder = ri_arena_printf(mem, "%s/models", directory);
    const char *model = ri_arena_printf(mem, "%s/models/%s.model", directory, digest);
    const char *pointer = ri_arena_printf(mem, "%s/models/%s.name", directory, name);
    if (!folder || !model || !pointer) return ri_fail(err, RI_ENOMEM, "no room for a path");
    RI_TRY(make_folder(directory, err));
    RI_TRY(make_folder(folder, err));
    RI_TRY(ri_write_file(model, bytes.at, bytes.length, err));
    memcpy(digest + 64, "\n", 2);
    RI_TRY(ri_write_file(pointer, digest, 65, err));
    RI_TRY(note_version(call, name, digest, err));
    *ret_path = model;
    return RI_OK;
}

/* ---- All of them ----------------------------------------------------------------------------------------------- */

static int by_bytes(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* Sorted. No folder: none. */
static ri_status list_names(struct ri_call *call, const char ***ret, size_t *ret_count,
                            struct ri_error *err)
{
    enum { NAMES_MOST = 10000 };
    struct ri_arena *mem = ri_call_mem(call);
    const char      *folder =
        ri_arena_printf(mem, "%s/models", ri_workspace_directory(ri_call_workspace(call)));
    DIR   *at = folder ? opendir(folder) : NULL;
    size_t n = 0;
    RI_ARENA_NEW(*ret, mem, NAMES_MOST, err);
    for (struct dirent *entry; at && n < NAMES_MOST && (entry = readdir(at));)
        if (ends(entry->d_name, ".name") &&
            ((*ret)[n] = ri_arena_copy(mem, entry->d_name, strlen(entry->d_name) - 5)))
            n++;
    if (at) closedir(at);
    qsort(*ret, n, sizeof **ret, by_bytes);
    *ret_count = n;
    return RI_OK;
}

/* "there are: a, b" of the names kept; "" when there is none. */
static const char *names_kept(struct ri_call *call)
{
    struct ri_text list = {.most = 300};
    const char   **names;
    size_t         count = 0;
    if (list_names(call, &names, &count, NULL) != RI_OK) return "";
    for (size_t i = 0; i < count; i++)
        ri_text_printf(&list, "%s%s", list.length ? ", " : "", names[i]);
    const char *text = ri_arena_printf(ri_call_mem(call), "%s%s",
                                       list.length ? "; there are: " : "", list.at ? list.at : "");
    ri_text_release(&list);
    return text ? text : "";
}

static ri_status look_at(struct ri_call *call, const char *name, struct ri_kept_model *ret,
                         struct ri_error *err)
{
    const char *pointer = path_of(call, name, "name");
    struct stat found;
    *ret = (struct ri_kept_model){.name = name};
    if (!pointer) return ri_fail(err, RI_ENOMEM, "no room for the models' names");
    FILE *file = fopen(pointer, "rbe");
    if (!file || fread(ret->digest, 1, 64, file) != 64) *ret->digest = '\0';
    if (file && fstat(fileno(file), &found) == 0)
        ret->kept_us = (int64_t)found.st_mtim.tv_sec * 1000000 + found.st_mtim.tv_nsec / 1000;
    if (file) fclose(file);
    return RI_OK;
}

ri_status ri_models_kept(struct ri_call *call, struct ri_kept_model **ret, size_t *ret_count,
                         struct ri_error *err)
{
    const char **names;
    RI_TRY(list_names(call, &names, ret_count, err));
    RI_ARENA_NEW(*ret, ri_call_mem(call), *ret_count + 1, err);
    for (size_t i = 0; i < *ret_count; i++) RI_TRY(look_at(call, names[i], &(*ret)[i], err));
    return RI_OK;
}

ri_status ri_model_digest(struct ri_call *call, const char *name, char ret[RI_MODEL_DIGEST],
                          struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    struct ri_text   digest = {.most = 65};
    *ret = '\0';
    if (ri_model_is_path(name)) return ri_model_name_check(call, name, err);
    const char *version = strchr(name, '@');
    if (version) {
        const char *base = ri_arena_copy(mem, name, (size_t)(version - name));
        if (!base) return ri_fail(err, RI_ENOMEM, "no room for a name");
        RI_TRY(ri_model_digest(call, base, ret, err)); /* the one it is now counts too */
        if (strlen(version + 1) >= 4 && strncmp(ret, version + 1, strlen(version + 1)) == 0)
            return RI_OK;
        return find_version(call, base, version + 1, ret, err);
    }
    RI_TRY(ri_model_name_check(call, name, err));
    const char *folder =
        ri_arena_printf(mem, "%s/models", ri_workspace_directory(ri_call_workspace(call)));
    const char *pointer = ri_arena_printf(mem, "%s/%s.name", folder ? folder : "", name);
    if (!folder || !pointer) return ri_fail(err, RI_ENOMEM, "no room for a path");
    if (access(pointer, F_OK) != 0)
        return ri_fail(err, RI_ENOTFOUND, "there is no model '%s' in %s%s", name, folder,
                       names_kept(call));
    ri_status status = read_path(pointer, pointer, &digest, err);
    if (status == RI_OK && (digest.length != 65 || strspn(digest.at, "0123456789abcdef") != 64))
        status = ri_fail(err, RI_EDATA, "%s does not name a model", pointer);
    if (status == RI_OK) snprintf(ret, RI_MODEL_DIGEST, "%.64s", digest.at);
    ri_text_release(&digest);
    return status;
}

ri_status ri_model_fetch(struct ri_call *call, const char *name, struct ri_text *out,
                         struct ri_error *err)
{
    char digest[RI_MODEL_DIGEST];
    RI_TRY(ri_model_digest(call, name, digest, err));
    const char *path = ri_arena_printf(ri_call_mem(call), "%s/models/%s.model",
                                       ri_workspace_directory(ri_call_workspace(call)), digest);
    if (!path) return ri_fail(err, RI_ENOMEM, "no room for a path");
    if (*digest) return read_path(path, path, out, err);
    RI_TRY(ri_call_path(call, name, &path, err));
    return read_path(path, name, out, err);
}
