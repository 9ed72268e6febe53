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

static bool is_path(const char *name)
{
    return strchr(name, '/') || ends(name, ".model");
}

ri_status ri_model_name_check(struct ri_call *call, const char *name, struct ri_error *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (is_path(name)) {
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

ri_status ri_model_keep(struct ri_call *call, const char *name, struct ri_view bytes,
                        const char **ret_path, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    const char      *directory = ri_workspace_directory(ri_call_workspace(call));
    char             digest[66];
    RI_TRY(ri_model_name_check(call, name, err));
    if (is_path(name)) {
        *ret_path = name;
        return ri_write_file(name, bytes.at, bytes.length, err);
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
    *ret_path = model;
    return RI_OK;
}

/* "there are: a, b" of the names kept; "" when there is none. */
static const char *names_kept(struct ri_call *call, const char *folder)
{
    struct ri_text list = {.most = 300};
    DIR           *at = opendir(folder);
    for (struct dirent *entry; at && (entry = readdir(at));)
        if (ends(entry->d_name, ".name"))
            ri_text_printf(&list, "%s%.*s", list.length ? ", " : "", (int)strlen(entry->d_name) - 5,
                           entry->d_name);
    if (at) closedir(at);
    const char *text = ri_arena_printf(ri_call_mem(call), "%s%s",
                                       list.length ? "; there are: " : "", list.at ? list.at : "");
    ri_text_release(&list);
    return text ? text : "";
}

static ri_status read_path(const char *path, struct ri_text *out, struct ri_error *err)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    out->most = MODEL_MOST;
    const ri_status status = ri_read_file(fd, path, out, err);
    if (fd >= 0) close(fd);
    return status;
}

ri_status ri_model_digest(struct ri_call *call, const char *name, char ret[RI_MODEL_DIGEST],
                          struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(call);
    struct ri_text   digest = {.most = 65};
    RI_TRY(ri_model_name_check(call, name, err));
    *ret = '\0';
    if (is_path(name)) return RI_OK;
    const char *folder =
        ri_arena_printf(mem, "%s/models", ri_workspace_directory(ri_call_workspace(call)));
    const char *pointer = ri_arena_printf(mem, "%s/%s.name", folder ? folder : "", name);
    if (!folder || !pointer) return ri_fail(err, RI_ENOMEM, "no room for a path");
    if (access(pointer, F_OK) != 0)
        return ri_fail(err, RI_ENOTFOUND, "there is no model '%s' in %s%s", name, folder,
                       names_kept(call, folder));
    ri_status status = read_path(pointer, &digest, err);
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
    if (!*digest) return read_path(name, out, err);
    const char *path = ri_arena_printf(ri_call_mem(call), "%s/models/%s.model",
                                       ri_workspace_directory(ri_call_workspace(call)), digest);
    return path ? read_path(path, out, err) : ri_fail(err, RI_ENOMEM, "no room for a path");
}
