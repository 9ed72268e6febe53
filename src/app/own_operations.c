/* Key figures of one's own, out of the folder kpi of a workspace. */
#include "app/own_operations.h"

#include "retailinsight_server.h"

#include "app/files.h"
#include "app/query_internal.h"
#include "app/workspace.h"
#include "base/hash.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MOST = 200, FILE_BYTES = 1 << 17 };

struct own_file {
    char name[128]; /* "sales.by_hour" */
    char path[160]; /* "kpi/sales/by_hour.sql", as messages name it */
};
struct reading {
    const char      *directory;
    struct own_file  files[FILES_MOST];
    size_t           count;
    struct ri_arena *mem;
    ri_own_wrong_fn *wrong;
    void            *context;
};

/* What was read last; one workspace a process. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t        seen; /* of names, sizes and times; 0: nothing yet */
static struct kept {         /* memories of operations that calls may still point to */
    struct ri_arena mem;
    struct kept    *before;
} *kept;

/* ---- Finding ------------------------------------------------------------------------------------------------------------------- */

/* Small letters, digits, '-' and '_', a letter first. */
static bool is_word(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const bool letter = text[i] >= 'a' && text[i] <= 'z';
        const bool other = (text[i] >= '0' && text[i] <= '9') || text[i] == '-' || text[i] == '_';
        if (!letter && !(i && other)) return false;
    }
    return length > 0;
}

static void add_file(struct reading *reading, struct ri_key *key, const char *area,
                     const char *entry)
{
    const size_t     length = strlen(entry);
    struct own_file *file = &reading->files[reading->count];
    char             path[4096];
    struct stat      is;
    if (length < 5 || entry[0] == '.' || strcmp(entry + length - 4, ".sql") != 0) return;
    if (reading->count == FILES_MOST || length + strlen(area) > 100) return;
    const int named =
                  snprintf(file->name, sizeof file->name, "%s.%.*s", area, (int)length - 4, entry),
              placed = snprintf(file->path, sizeof file->path, "kpi/%s/%s", area, entry),
              wide = snprintf(path, sizeof path, "%s/%s", reading->directory, file->path);
    if (named < 0 || placed < 0 || wide < 0 || (size_t)wide >= sizeof path ||
        stat(path, &is) != 0 || !S_ISREG(is.st_mode))
        return;
    ri_key_text(key, ri_view_of(file->path));
    ri_key_int(key, is.st_size);
    ri_key_int(key, (int64_t)is.st_ino);
    ri_key_int(key, is.st_mtim.tv_sec);
    ri_key_int(key, is.st_mtim.tv_nsec);
    reading->count++;
}

static void look_into(struct reading *reading, struct ri_key *key, const char *area)
{
    char path[4096];
    if (area[0] == '.' || strlen(area) > 64) return;
    snprintf(path, sizeof path, "%s/kpi/%s", reading->directory, area);
    DIR *at = opendir(path);
    for (struct dirent *entry; at && (entry = readdir(at));)
        add_file(reading, key, area, entry->d_name);
    if (at) closedir(at);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct own_file *)a)->path, ((const struct own_file *)b)->path);
}

/* The files there are, and a number that changes when one of them does; 1: there are none. */
static uint64_t find_files(struct reading *reading)
{
    char          path[4096];
    struct ri_key key = {0};
    snprintf(path, sizeof path, "%s/kpi", reading->directory);
    DIR *at = opendir(path);
    for (struct dirent *entry; at && (entry = readdir(at));)
        look_into(reading, &key, entry->d_name);
    if (at) closedir(at);
    const uint64_t number = reading->count ? (uint64_t)ri_key_hash(&key) | 2 : 1;
    ri_key_release(&key);
    qsort(reading->files, reading->count, sizeof *reading->files, by_path);
    return number;
}

/* ---- Reading ------------------------------------------------------------------------------------------------------------------- */

static ri_status read_text(const struct reading *reading, const struct own_file *file,
                           const char **ret, struct ri_error *err)
{
    char           path[4096];
    struct ri_text text = {.most = FILE_BYTES};
    snprintf(path, sizeof path, "%s/%s", reading->directory, file->path);
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ri_status status = ri_read_file(fd, file->path, &text, err);
    if (fd >= 0) close(fd);
    if (status == RI_OK && text.length && memchr(text.at, '\0', text.length))
        status = ri_fail(err, RI_EDATA, "%s: it is no text", file->path);
    if (status == RI_OK) *ret = ri_arena_copy(reading->mem, text.at ? text.at : "", text.length);
    ri_text_release(&text);
    return status == RI_OK && !*ret ? ri_fail(err, RI_ENOMEM, "no room for %s", file->path)
                                    : status;
}

/* The query, told whose it is. */
static ri_status make_own(const struct reading *reading, const struct own_file *file,
                          struct ri_operation *operation, struct ri_error *err)
{
    struct ri_query         *query;
    const char              *sql = ((const struct ri_query *)operation->data)->sql;
    const size_t             blanks = strspn(sql, " \t\r\n");
    static const char *const begins[] = {"SELECT", "WITH"};
    if (strncasecmp(sql + blanks, begins[0], 6) != 0 &&
        strncasecmp(sql + blanks, begins[1], 4) != 0)
        return ri_fail(err, RI_EDATA, "%s: behind its header one SELECT is wanted (or WITH)",
                       file->path);
    RI_ARENA_NEW(query, reading->mem, 1, err);
    *query = *(const struct ri_query *)operation->data;
    query->own = ri_arena_copy(reading->mem, file->path, strlen(file->path));
    if (!query->own) return ri_fail(err, RI_ENOMEM, "no room for %s", file->path);
    operation->data = query;
    operation->info.flags |=
        RI_VOLATILE; /* an answer kept from before the file changed would be wrong */
    return RI_OK;
}

static ri_status read_one(const struct reading *reading, const struct own_file *file,
                          struct ri_operation *ret, struct ri_error *err)
{
    const char *text = NULL, *dot = strchr(file->name, '.');
    if (!is_word(file->name, (size_t)(dot - file->name)) || !is_word(dot + 1, strlen(dot + 1)))
        return ri_fail(err, RI_EDATA, "%s: folder and name want small letters, digits, '-' and '_'",
                       file->path);
    if (ri_operation_is_builtin(file->name))
        return ri_fail(err, RI_EDATA, "%s: %s is an operation of the program", file->path,
                       file->name);
    RI_TRY(read_text(reading, file, &text, err));
    RI_TRY(ri_query_operation(file->path, text, reading->mem, ret, err));
    if (strcmp(ret->info.name, file->name) != 0)
        return ri_fail(err, RI_EDATA, "%s: it declares operation '%.60s', but its place says '%s'",
                       file->path, ret->info.name, file->name);
    return make_own(reading, file, ret, err);
}

static ri_status read_files(struct reading *reading, struct ri_error *err)
{
    struct ri_operation *operations;
    size_t               good = 0;
    RI_ARENA_NEW(operations, reading->mem, reading->count, err);
    for (size_t i = 0; i < reading->count; i++) {
        struct ri_error wrong = {0};
        const ri_status status = read_one(reading, &reading->files[i], &operations[good], &wrong);
        if (status == RI_OK)
            good++;
        else if (reading->wrong)
            reading->wrong(reading->context, wrong.message);
    }
    return ri_operations_with(operations, good, err);
}

ri_status ri_operations_own(const char *directory, ri_own_wrong_fn *wrong, void *context,
                            bool *ret_changed, struct ri_error *err)
{
    struct reading *reading = calloc(1, sizeof *reading);
    struct kept    *next = calloc(1, sizeof *next);
    ri_status       status = RI_OK;
    *ret_changed = false;
    if (!reading || !next) {
        free(reading);
        free(next);
        return ri_fail(err, RI_ENOMEM, "no room for key figures");
    }
    *reading = (struct reading){.directory = ri_workspace_place(directory),
                                .mem = &next->mem,
                                .wrong = wrong,
                                .context = context};
    ri_arena_init(&next->mem, 1 << 26);
    pthread_mutex_lock(&lock);
    const uint64_t number = find_files(reading);
    if (number != seen && (seen || number != 1)) {
        status = read_files(reading, err);
        *ret_changed = status == RI_OK;
        next->before = kept;
        kept = next;
        next = NULL;
    }
    seen = number;
    pthread_mutex_unlock(&lock);
    if (next) ri_arena_release(&next->mem);
    free(next);
    free(reading);
    return status;
}
