/* Files and labels: folders walked, lists read. */
#include "dataset.h"

#include <dirent.h>
#include <errno.h>
#include <strings.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 16 };

struct walk {
    struct ri_arena *mem;
    const char      *root;
    size_t           count, room;
    const char     **names; /* grows by doubling, in the arena */
};

static bool is_picture_name(const char *name)
{
    static const char *const ends[] = {".jpg", ".jpeg", ".png", ".webp"};
    const size_t             length = strlen(name);
    for (size_t i = 0; i < RI_COUNT(ends); i++) {
        const size_t tail = strlen(ends[i]);
        if (length > tail && strcasecmp(name + length - tail, ends[i]) == 0) return true;
    }
    return false;
}

static ri_status add_name(struct walk *walk, const char *name, struct ri_error *err)
{
    if (walk->count == RI_PICTURES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "%s has more than %d pictures", walk->root,
                       RI_PICTURES_MOST);
    if (walk->count == walk->room) {
        const size_t room = walk->room ? 2 * walk->room : 256;
        const char **names;
        RI_ARENA_NEW(names, walk->mem, room, err);
        if (walk->count) memcpy(names, walk->names, walk->count * sizeof *names);
        walk->names = names;
        walk->room = room;
    }
    walk->names[walk->count++] = name;
    return RI_OK;
}

static ri_status walk_folder(struct walk *walk, const char *below, int depth, struct ri_error *err);

static ri_status walk_entry(struct walk *walk, const char *below, const char *entry, int depth,
                            struct ri_error *err)
{
    struct stat info;
    const char *name = *below ? ri_arena_printf(walk->mem, "%s/%s", below, entry)
                              : ri_arena_copy(walk->mem, entry, strlen(entry));
    const char *path = name ? ri_arena_printf(walk->mem, "%s/%s", walk->root, name) : NULL;
    if (!path) return ri_fail(err, RI_ENOMEM, "no room for names");
    if (lstat(path, &info) != 0) return RI_OK; /* gone meanwhile */
    if (S_ISDIR(info.st_mode)) return walk_folder(walk, name, depth + 1, err);
    if (S_ISLNK(info.st_mode) && (stat(path, &info) != 0)) return RI_OK; /* leads nowhere */
    return S_ISREG(info.st_mode) && is_picture_name(entry) ? add_name(walk, name, err) : RI_OK;
}

static ri_status walk_folder(struct walk *walk, const char *below, int depth, struct ri_error *err)
{
    const char *path = ri_arena_printf(walk->mem, "%s/%s", walk->root, below);
    DIR        *folder;
    ri_status   status = RI_OK;
    if (!path) return ri_fail(err, RI_ENOMEM, "no room for names");
    if (depth > DEPTH_MOST)
        return ri_fail(err, RI_ETOOLARGE, "%s: folders lie deeper than %d", path, DEPTH_MOST);
    if (!(folder = opendir(path)))
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", path, strerror(errno));
    for (struct dirent *entry; status == RI_OK && (entry = readdir(folder));)
        if (entry->d_name[0] != '.') status = walk_entry(walk, below, entry->d_name, depth, err);
    closedir(folder);
    return status;
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ri_status make_listing(const char *root, struct ri_arena *mem, const char **names,
                              size_t count, struct ri_listing *ret, struct ri_error *err)
{
    *ret = (struct ri_listing){.count = count, .names = names};
    RI_ARENA_NEW(ret->files, mem, count, err);
    RI_ARENA_NEW(ret->labels, mem, count, err);
    for (size_t i = 0; i < count; i++) {
        ret->files[i] = ri_arena_printf(mem, "%s/%s", root, names[i]);
        if (!ret->files[i]) return ri_fail(err, RI_ENOMEM, "no room for names");
    }
    return RI_OK;
}

/* words[i] of each picture -> its label; classes sorted and each once. */
static ri_status number_classes(const char *root, const char **words, struct ri_arena *mem,
                                struct ri_listing *ret, struct ri_error *err)
{
    RI_ARENA_NEW(ret->classes, mem, ret->count, err);
    if (!ret->count) return RI_OK;
    memcpy(ret->classes, words, ret->count * sizeof *words);
    qsort(ret->classes, ret->count, sizeof *words, by_bytes);
    for (size_t i = 0; i < ret->count; i++)
        if (!i || strcmp(ret->classes[ret->class_count - 1], ret->classes[i]) != 0)
            ret->classes[ret->class_count++] = ret->classes[i];
    if (ret->class_count < 2)
        return ri_fail(err, RI_EDATA, "%s has the one class '%s'; to tell apart takes two", root,
                       ret->classes[0]);
    if (ret->class_count > RI_CLASSES_MOST)
        return ri_fail(err, RI_ETOOLARGE, "%s has %zu classes; at most %d are told apart", root,
                       ret->class_count, RI_CLASSES_MOST);
    for (size_t i = 0; i < ret->count; i++) {
        const char **at =
            bsearch(&words[i], ret->classes, ret->class_count, sizeof *words, by_bytes);
        ret->labels[i] = (uint32_t)(at - ret->classes);
    }
    return RI_OK;
}

ri_status ri_listing_folder(const char *root, struct ri_arena *mem, struct ri_listing *ret,
                            struct ri_error *err)
{
    struct walk  walk = {.mem = mem, .root = root};
    const char **words;
    RI_TRY(walk_folder(&walk, "", 0, err));
    if (!walk.count)
        return ri_fail(err, RI_EDATA,
                       "%s holds no picture (.jpg, .jpeg, .png, .webp); expected is a folder of "
                       "pictures for each class",
                       root);
    qsort(walk.names, walk.count, sizeof *walk.names, by_bytes);
    RI_TRY(make_listing(root, mem, walk.names, walk.count, ret, err));
    RI_ARENA_NEW(words, mem, walk.count, err);
    for (size_t i = 0; i < walk.count; i++) {
        const char *slash = strrchr(walk.names[i], '/');
        if (!slash)
            return ri_fail(err, RI_EDATA,
                           "%s/%s lies in no folder of a class; expected is a folder of pictures "
                           "for each class, or a list of labels",
                           root, walk.names[i]);
        words[i] = ri_arena_copy(mem, walk.names[i], (size_t)(slash - walk.names[i]));
        if (!words[i]) return ri_fail(err, RI_ENOMEM, "no room for names");
    }
    return number_classes(root, words, mem, ret, err);
}

ri_status ri_listing_plain(const char *path, struct ri_arena *mem, struct ri_listing *ret,
                           struct ri_error *err)
{
    struct walk walk = {.mem = mem, .root = path};
    struct stat info;
    if (stat(path, &info) != 0)
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", path, strerror(errno));
    if (!S_ISDIR(info.st_mode)) {
        *ret = (struct ri_listing){.count = 1};
        RI_ARENA_NEW(ret->files, mem, 1, err);
        RI_ARENA_NEW(ret->labels, mem, 1, err);
        ret->files[0] = ri_arena_copy(mem, path, strlen(path));
        ret->names = ret->files;
        return ret->files[0] ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for names");
    }
    RI_TRY(walk_folder(&walk, "", 0, err));
    if (!walk.count)
        return ri_fail(err, RI_EDATA, "%s holds no picture (.jpg, .jpeg, .png, .webp)", path);
    qsort(walk.names, walk.count, sizeof *walk.names, by_bytes);
    return make_listing(path, mem, walk.names, walk.count, ret, err);
}

/* ---- Lists of labels ------------------------------------------------------------------------------------- */

static struct ri_view next_line(struct ri_view *text)
{
    const char          *end = memchr(text->at, '\n', text->length);
    const size_t         length = end ? (size_t)(end - text->at) : text->length;
    const struct ri_view line = ri_view_trim((struct ri_view){text->at, length});
    text->at += length + (end ? 1 : 0);
    text->length -= length + (end ? 1 : 0);
    return line;
}

static char delimiter_of(struct ri_view line)
{
    static const char marks[] = {'\t', ';', ','};
    for (size_t i = 0; i < RI_COUNT(marks); i++)
        if (memchr(line.at, marks[i], line.length)) return marks[i];
    return '\0';
}

static struct ri_view next_cell(struct ri_view *line, char delimiter)
{
    const char    *end = memchr(line->at, delimiter, line->length);
    const size_t   length = end ? (size_t)(end - line->at) : line->length;
    struct ri_view cell = ri_view_trim((struct ri_view){line->at, length});
    line->at += length + (end ? 1 : 0);
    line->length -= length + (end ? 1 : 0);
    if (cell.length >= 2 && cell.at[0] == '"' && cell.at[cell.length - 1] == '"')
        cell = (struct ri_view){cell.at + 1, cell.length - 2};
    return cell;
}

static bool is_head(struct ri_view cell)
{
    static const char *const words[] = {"file", "filename", "name", "path", "picture", "image"};
    for (size_t i = 0; i < RI_COUNT(words); i++)
        if (cell.length == strlen(words[i]) && strncasecmp(cell.at, words[i], cell.length) == 0)
            return true;
    return false;
}

static ri_status check_name(struct ri_view name, size_t number, struct ri_error *err)
{
    if (name.length && name.at[0] != '/' && !memmem(name.at, name.length, "..", 2)) return RI_OK;
    return ri_fail(err, RI_EDATA, "line %zu of the list: '%.*s' is no file below the folder",
                   number, (int)(name.length < 80 ? name.length : 80), name.at);
}

ri_status ri_listing_file(const char *root, struct ri_view text, struct ri_arena *mem,
                          struct ri_listing *ret, struct ri_error *err)
{
    struct walk  walk = {.mem = mem, .root = root};
    size_t       lines = 1, number = 0;
    const char **words;
    for (size_t i = 0; i < text.length; i++) lines += text.at[i] == '\n';
    RI_ARENA_NEW(words, mem, lines, err);
    while (text.length) {
        struct ri_view       line = next_line(&text);
        const char           delimiter = delimiter_of(line);
        const struct ri_view file = next_cell(&line, delimiter ? delimiter : ',');
        const struct ri_view label = next_cell(&line, delimiter ? delimiter : ',');
        number++;
        if (!file.length && !label.length) continue;
        if (!walk.count && is_head(file)) continue;
        RI_TRY(check_name(file, number, err));
        if (!label.length)
            return ri_fail(err, RI_EDATA,
                           "line %zu of the list has no label: expected is file,label", number);
        words[walk.count] = ri_arena_copy(mem, label.at, label.length);
        const char *name = ri_arena_copy(mem, file.at, file.length);
        if (!name || !words[walk.count]) return ri_fail(err, RI_ENOMEM, "no room for names");
        RI_TRY(add_name(&walk, name, err));
    }
    if (!walk.count) return ri_fail(err, RI_EDATA, "the list of labels is empty");
    RI_TRY(make_listing(root, mem, walk.names, walk.count, ret, err));
    return number_classes("the list of labels", words, mem, ret, err);
}

ri_status ri_listing_relabel(struct ri_listing *listing, const char *const *classes,
                             size_t class_count, size_t *ret_unknown, struct ri_arena *mem,
                             struct ri_error *err)
{
    size_t kept = 0;
    *ret_unknown = 0;
    for (size_t i = 0; i < listing->count; i++) {
        const char        *name = listing->classes[listing->labels[i]];
        const char *const *at = bsearch(&name, classes, class_count, sizeof *classes, by_bytes);
        if (!at) {
            (*ret_unknown)++;
            continue;
        }
        listing->files[kept] = listing->files[i];
        listing->names[kept] = listing->names[i];
        listing->labels[kept++] = (uint32_t)(at - classes);
    }
    if (!kept)
        return ri_fail(err, RI_EDATA,
                       "none of the %zu classes is one that the model knows ('%s' ...)",
                       listing->class_count, classes[0]);
    listing->count = kept;
    listing->class_count = class_count;
    RI_ARENA_NEW(listing->classes, mem, class_count, err);
    memcpy(listing->classes, classes, class_count * sizeof *classes);
    return RI_OK;
}
