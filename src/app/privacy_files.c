/* Looking through the files of the workspace. */
#include "app/privacy_files.h"

#include "app/files.h"
#include "app/workspace.h"
#include "base/mention.h"
#include "learn/model_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_SIZE = 4400, FILE_MOST = 1 << 30 };

typedef bool must_go_fn(struct ri_call *call, struct ri_view bytes, const char *const *names);

static bool mentions(struct ri_call *call, struct ri_view bytes, const char *const *names)
{
    (void)call;
    return ri_mentions(bytes, names);
}

/* A model holds words in its dictionary; digits elsewhere in it are numbers of its own. */
static bool knows_word(struct ri_call *call, struct ri_view bytes, const char *const *names)
{
    struct ri_arena           *mem = ri_call_mem(call);
    const struct ri_arena_mark mark = ri_arena_mark(mem);
    struct ri_model_card       card;
    struct ri_view             text;
    bool                       knows = false;
    if (ri_model_card_read(bytes, mem, &card, &text, NULL) != RI_OK) {
        ri_arena_rewind(mem, mark);
        return ri_mentions(bytes, names);
    }
    for (size_t c = 0; c < card.coding.column_count && !knows; c++) {
        const struct ri_coded_column *column = &card.coding.columns[c];
        for (size_t w = 0; w < column->word_count && !knows; w++)
            knows = ri_mentions(ri_view_of(column->words[w]), names);
    }
    ri_arena_rewind(mem, mark);
    return knows;
}

static ri_status read_file(const char *path, struct ri_text *out, struct ri_error *err)
{
    char      bytes[65536];
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t   n = -1;
    ri_text_clear(out);
    if (fd >= 0)
        while ((n = read(fd, bytes, sizeof bytes)) > 0 && out->length < FILE_MOST)
            ri_text_add(out, bytes, (size_t)n);
    const int number = errno;
    if (fd >= 0) close(fd);
    if (fd < 0 || n < 0)
        return ri_fail(err, ri_status_of_errno(number), "%s: %s", path, strerror(number));
    return ri_text_check(out, err);
}

static bool ends_with(const char *name, const char *ending)
{
    const size_t n = strlen(name), m = strlen(ending);
    return n > m && strcmp(name + n - m, ending) == 0;
}

static ri_status remove_file(const char *path, struct ri_error *err)
{
    if (unlink(path) == 0 || errno == ENOENT) return RI_OK;
    return ri_fail(err, ri_status_of_errno(errno), "cannot remove %s: %s", path, strerror(errno));
}

static ri_status look_through(struct ri_call *call, const char *folder, const char *ending,
                              must_go_fn *must_go, const char *const *names, size_t *ret,
                              struct ri_error *err)
{
    char           path[PATH_SIZE];
    struct ri_text bytes = {0};
    ri_status      status = RI_OK;
    snprintf(path, sizeof path, "%s/%s", ri_workspace_directory(ri_call_workspace(call)), folder);
    DIR *dir = opendir(path);
    if (!dir) return RI_OK; /* none was ever made */
    for (const struct dirent *entry; status == RI_OK && (entry = readdir(dir));) {
        if (!ends_with(entry->d_name, ending)) continue;
        snprintf(path, sizeof path, "%s/%s/%.255s", ri_workspace_directory(ri_call_workspace(call)),
                 folder, entry->d_name);
        status = read_file(path, &bytes, err);
        if (status != RI_OK || !must_go(call, (struct ri_view){bytes.at, bytes.length}, names))
            continue;
        status = remove_file(path, err);
        ++*ret;
    }
    closedir(dir);
    ri_text_release(&bytes);
    return status;
}

static ri_status remove_copies(struct ri_call *call, size_t *ret, struct ri_error *err)
{
    static const char prefix[] = "warehouse.duckdb.before-";
    const char       *folder = ri_workspace_directory(ri_call_workspace(call));
    char              path[PATH_SIZE];
    ri_status         status = RI_OK;
    DIR              *dir = opendir(folder);
    if (!dir) return RI_OK;
    for (const struct dirent *entry; status == RI_OK && (entry = readdir(dir));) {
        if (strncmp(entry->d_name, prefix, sizeof prefix - 1) != 0) continue;
        snprintf(path, sizeof path, "%s/%.255s", folder, entry->d_name);
        status = remove_file(path, err);
        ++*ret;
    }
    closedir(dir);
    return status;
}

ri_status ri_privacy_remove_files(struct ri_call *call, const char *const *names,
                                  struct ri_removed_files *ret, struct ri_error *err)
{
    struct ri_removed_files removed = {0};
    RI_TRY(look_through(call, "models", ".model", knows_word, names, &removed.models, err));
    RI_TRY(look_through(call, "mappings", ".yaml", mentions, names, &removed.mappings, err));
    RI_TRY(look_through(call, "pages", ".yaml", mentions, names, &removed.pages, err));
    RI_TRY(remove_copies(call, &removed.copies, err));
    *ret = removed;
    return RI_OK;
}
