/* pages list, show, save, remove: pages of one's own, each a YAML file under pages/ of the workspace.
 *
 *     title: My morning
 *     tiles:
 *       - operation: sales.kpis          what is asked, with the rights of who looks
 *         title: Net sales
 *         show: number                   number, table, bars or line
 *         column: net_sales
 *         parameters: {period: last_12_months, compare: weekday}
 *       - view: /analysis?category=Dairy  a saved view: an address of the dashboard
 *         title: Dairy
 *
 * Written by hand or by `pages save`; the first line of what the program wrote says for whom. */
#include "app/call_internal.h"
#include "app/files.h"
#include "app/operation.h"
#include "app/people.h"
#include "app/workspace.h"
#include "base/yaml.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_MOST = 60, PAGES_MOST = 500, TILES_MOST = 60, BYTES_MOST = 64 * 1024 };
static const char by_mark[] = "# by ";

static const char *const shows[] = {"number", "table", "bars", "line", NULL};

struct page {
    const char           *name, *path, *by; /* by NULL: by hand */
    struct ri_text        text;
    const struct ri_yaml *root, *tiles;
    int64_t               saved_us;
};

/* ---- Where -------------------------------------------------------------------------------------------------------- */

static ri_status path_of(struct ri_call *call, const char *name, const char **ret,
                         struct ri_error *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const size_t length = strlen(name);
    if (!length || length > NAME_MOST || strspn(name, allowed) != length)
        return ri_fail(err, RI_EUSAGE,
                       "a page's name has 1 to %d letters, digits, '_', '-'; got '%.80s'",
                       NAME_MOST, name);
    *ret = ri_arena_printf(ri_call_mem(call), "%s/pages/%s.yaml",
                           ri_workspace_directory(ri_call_workspace(call)), name);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a path");
}

/* ---- Reading: what a page may hold -------------------------------------------------------------------------------- */

static const char *text_of(const struct ri_yaml *map, const char *key)
{
    const struct ri_yaml *member = ri_yaml_member(map, key);
    return member && member->type == RI_YAML_SCALAR ? member->text : NULL;
}

static ri_status check_keys(const char *name, const struct ri_yaml *map, const char *const *known,
                            struct ri_error *err)
{
    for (const struct ri_yaml *at = map->first; at; at = at->next) {
        bool found = false;
        for (size_t i = 0; known[i]; i++) found = found || strcmp(known[i], at->key) == 0;
        if (found) continue;
        const char *nearest = ri_nearest(at->key, known);
        return ri_fail(err, RI_EDATA, "%s line %zu: '%.60s' is nothing a page has%s%s%s", name,
                       at->line, at->key, nearest ? " (did you mean '" : "",
                       nearest ? nearest : "", nearest ? "'?)" : "");
    }
    return RI_OK;
}

static ri_status check_parameters(const char *name, const struct ri_operation *operation,
                                  const struct ri_yaml *map, struct ri_error *err)
{
    if (map->type != RI_YAML_MAP)
        return ri_fail(err, RI_EDATA, "%s line %zu: parameters want name: value", name, map->line);
    for (const struct ri_yaml *at = map->first; at; at = at->next) {
        bool known = false;
        for (size_t i = 0; i < operation->info.param_count; i++)
            known = known || strcmp(operation->info.params[i].name, at->key) == 0;
        if (!known)
            return ri_fail(err, RI_EDATA, "%s line %zu: %s has no parameter '%.60s'", name,
                           at->line, operation->info.name, at->key);
        if (at->type != RI_YAML_SCALAR)
            return ri_fail(err, RI_EDATA,
                           "%s line %zu: '%s' wants one value; several are joined by commas", name,
                           at->line, at->key);
    }
    return RI_OK;
}

static ri_status check_question(const char *name, const struct ri_yaml *tile, struct ri_error *err)
{
    const char                *asked = text_of(tile, "operation");
    const struct ri_operation *operation = ri_operation_lookup(asked);
    const struct ri_yaml      *parameters = ri_yaml_member(tile, "parameters");
    if (!operation)
        return ri_fail(err, RI_EDATA, "%s line %zu: there is no operation '%.60s'", name,
                       tile->line, asked);
    if (operation->info.flags & (RI_CHANGES | RI_LOCAL))
        return ri_fail(err, RI_EDATA, "%s line %zu: %s changes something; a tile only asks", name,
                       tile->line, asked);
    return parameters ? check_parameters(name, operation, parameters, err) : RI_OK;
}

static ri_status check_tile(const char *name, const struct ri_yaml *tile, struct ri_error *err)
{
    static const char *const known[] = {"title",      "operation", "view", "show",
                                        "parameters", "column",    NULL};
    if (tile->type != RI_YAML_MAP)
        return ri_fail(err, RI_EDATA, "%s line %zu: a tile has an operation or a view", name,
                       tile->line);
    RI_TRY(check_keys(name, tile, known, err));
    const char *view = text_of(tile, "view"), *show = text_of(tile, "show");
    if (!view == !text_of(tile, "operation"))
        return ri_fail(err, RI_EDATA, "%s line %zu: a tile has an operation or a view, one of them",
                       name, tile->line);
    if (view && (view[0] != '/' || view[1] == '/'))
        return ri_fail(err, RI_EDATA,
                       "%s line %zu: a view is an address of this dashboard, as "
                       "/analysis?category=Tea; got '%.60s'",
                       name, tile->line, view);
    bool good = !show;
    for (size_t i = 0; shows[i]; i++) good = good || strcmp(shows[i], show) == 0;
    if (!good)
        return ri_fail(err, RI_EDATA,
                       "%s line %zu: show wants number, table, bars or line; got '%.60s'", name,
                       tile->line, show);
    return view ? RI_OK : check_question(name, tile, err);
}

/* page->text is read; root and tiles are what it means. */
static ri_status understand(struct ri_call *call, struct page *page, struct ri_error *err)
{
    static const char *const known[] = {"title", "tiles", NULL};
    const char              *text = page->text.at ? page->text.at : "";
    RI_TRY(ri_yaml_read(text, page->text.length, page->name, ri_call_mem(call), &page->root, err));
    if (page->root->type != RI_YAML_MAP)
        return ri_fail(err, RI_EDATA, "%s: a page has a title and tiles", page->name);
    RI_TRY(check_keys(page->name, page->root, known, err));
    page->tiles = ri_yaml_member(page->root, "tiles");
    if (!page->tiles) return RI_OK;
    if (page->tiles->type != RI_YAML_LIST || page->tiles->count > TILES_MOST)
        return ri_fail(err, RI_EDATA, "%s line %zu: tiles are a list of at most %d", page->name,
                       page->tiles->line, TILES_MOST);
    for (const struct ri_yaml *tile = page->tiles->first; tile; tile = tile->next)
        RI_TRY(check_tile(page->name, tile, err));
    return RI_OK;
}

static ri_status read_page(struct ri_call *call, const char *name, struct page *ret,
                           struct ri_error *err)
{
    struct stat found;
    *ret = (struct page){.name = name, .text = {.most = BYTES_MOST}};
    RI_TRY(path_of(call, name, &ret->path, err));
    const int fd = open(ret->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT)
        return ri_fail(err, RI_ENOTFOUND, "there is no page '%s'; 'pages list' has them", name);
    ri_status status = ri_read_file(fd, name, &ret->text, err);
    if (status == RI_OK && fstat(fd, &found) == 0)
        ret->saved_us = (int64_t)found.st_mtim.tv_sec * 1000000;
    if (fd >= 0) close(fd);
    RI_TRY(status);
    if (ret->text.length > sizeof by_mark && memcmp(ret->text.at, by_mark, sizeof by_mark - 1) == 0) {
        const char *who = ret->text.at + sizeof by_mark - 1;
        ret->by = ri_arena_copy(ri_call_mem(call), who, strcspn(who, "\n"));
    }
    return RI_OK;
}

/* ---- pages list --------------------------------------------------------------------------------------------------- */

static const struct ri_column list_columns[] = {
    {"page", RI_COLUMN_TEXT, "name"},
    {"title", RI_COLUMN_TEXT, "title; the name when it has none"},
    {"tiles", RI_COLUMN_INTEGER, "how many"},
    {"by", RI_COLUMN_TEXT, "who saved it; missing: written by hand"},
    {"saved_at", RI_COLUMN_TIME, "when"},
    {"said", RI_COLUMN_TEXT, "what is wrong with it; missing: nothing"},
    {"yaml", RI_COLUMN_TEXT, "all of it, as it is kept"},
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ri_status names(struct ri_call *call, const char ***ret, size_t *ret_count,
                       struct ri_error *err)
{
    const char *folder = ri_arena_printf(ri_call_mem(call), "%s/pages",
                                         ri_workspace_directory(ri_call_workspace(call)));
    *ret_count = 0;
    RI_ARENA_NEW(*ret, ri_call_mem(call), PAGES_MOST, err);
    DIR *at = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; at && (entry = readdir(at)) && *ret_count < PAGES_MOST;) {
        const size_t length = strlen(entry->d_name);
        if (length <= 5 || strcmp(entry->d_name + length - 5, ".yaml") != 0) continue;
        const char *name = ri_arena_copy(ri_call_mem(call), entry->d_name, length - 5);
        if (name) (*ret)[(*ret_count)++] = name;
    }
    if (at) closedir(at);
    qsort(*ret, *ret_count, sizeof **ret, by_name);
    return RI_OK;
}

static void put_page(struct ri_call *call, struct ri_table_builder *table, const char *name)
{
    struct page     page = {0};
    struct ri_error wrong = {0};
    ri_status       status = read_page(call, name, &page, &wrong);
    if (status == RI_OK) status = understand(call, &page, &wrong);
    const char *title = status == RI_OK ? text_of(page.root, "title") : NULL;
    ri_put_string(table, name);
    ri_put_string(table, title ? title : name);
    ri_put_int(table, status == RI_OK && page.tiles ? (int64_t)page.tiles->count : 0);
    ri_put_string(table, page.by);
    ri_put_instant(table, page.saved_us);
    ri_put_string(table, status == RI_OK ? NULL : wrong.message);
    ri_put_text(table, (struct ri_view){page.text.at ? page.text.at : "", page.text.length});
    ri_text_release(&page.text);
}

static ri_status list_run(struct ri_call *call, struct ri_error *err)
{
    const char             **all;
    size_t                   count;
    struct ri_table_builder *table;
    RI_TRY(names(call, &all, &count, err));
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; i < count; i++) put_page(call, table, all[i]);
    return ri_call_answer(call, table, RI_OK, err);
}

/* ---- pages show --------------------------------------------------------------------------------------------------- */

static const struct ri_param name_param[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of the page, as 'pages list' gives it"}};
static const struct ri_column show_columns[] = {
    {"tile", RI_COLUMN_INTEGER, "from 1, in the order of the page"},
    {"title", RI_COLUMN_TEXT, "what stands over it"},
    {"operation", RI_COLUMN_TEXT, "what it asks; missing: it is a view"},
    {"parameters", RI_COLUMN_TEXT, "with what: name=value, a line each"},
    {"show", RI_COLUMN_TEXT, "as a number, table, bars or line"},
    {"column", RI_COLUMN_TEXT, "which figure"},
    {"view", RI_COLUMN_TEXT, "address of the view"},
};

static ri_status put_tile(struct ri_table_builder *table, int64_t place,
                          const struct ri_yaml *tile, struct ri_error *err)
{
    struct ri_text        lines = {.most = BYTES_MOST};
    const struct ri_yaml *parameters = ri_yaml_member(tile, "parameters");
    const char           *show = text_of(tile, "show");
    for (const struct ri_yaml *at = parameters ? parameters->first : NULL; at; at = at->next)
        ri_text_printf(&lines, "%s%s=%s", lines.length ? "\n" : "", at->key,
                       at->text ? at->text : "");
    const ri_status status = ri_text_check(&lines, err);
    ri_put_int(table, place);
    ri_put_string(table, text_of(tile, "title"));
    ri_put_string(table, text_of(tile, "operation"));
    ri_put_text(table, (struct ri_view){lines.at ? lines.at : "", lines.length});
    ri_put_string(table, show ? show : "table");
    ri_put_string(table, text_of(tile, "column"));
    ri_put_string(table, text_of(tile, "view"));
    ri_text_release(&lines);
    return status;
}

static ri_status show_run(struct ri_call *call, struct ri_error *err)
{
    struct page              page;
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    ri_status status = read_page(call, ri_call_text(call, "name"), &page, err);
    if (status == RI_OK) status = understand(call, &page, err);
    int64_t place = 0;
    for (const struct ri_yaml *tile = status == RI_OK && page.tiles ? page.tiles->first : NULL;
         tile && status == RI_OK; tile = tile->next)
        status = put_tile(table, ++place, tile, err);
    ri_text_release(&page.text);
    return ri_call_answer(call, table, status, err);
}

/* ---- pages save, pages remove --------------------------------------------------------------------------------------- */

static const struct ri_param save_params[] = {
    {"name", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of the page: letters, digits, '_', '-'"},
    {"yaml", RI_PARAM_TEXT, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "title and tiles; 'help pages save' has an example"},
};

/* Whoever saved a page may change it, and so may an administrator; what was written by hand is the owner's. */
static ri_status may_change(struct ri_call *call, const struct page *page, struct ri_error *err)
{
    const struct ri_principal *principal = ri_call_principal(call);
    if (!principal || principal->roles & RI_ROLE_ADMIN) return RI_OK;
    if (page->by && strcmp(page->by, ri_people_who(call)) == 0) return RI_OK;
    return ri_fail(err, RI_EFORBIDDEN, "page '%s' is %s%s; save yours under another name",
                   page->name, page->by ? "by " : "the owner's", page->by ? page->by : "");
}

/* The page that stands under that name, if any, is the caller's to change. */
static ri_status find_mine(struct ri_call *call, const char *name, bool *ret_there,
                           struct ri_error *err)
{
    struct page     page;
    struct ri_error none = {0};
    ri_status       status = read_page(call, name, &page, &none);
    *ret_there = status == RI_OK;
    if (status == RI_OK)
        status = may_change(call, &page, err);
    else if (status != RI_ENOTFOUND)
        return ri_fail(err, status, "%s", none.message);
    else
        status = RI_OK;
    ri_text_release(&page.text);
    return status;
}

static ri_status write_page(struct ri_call *call, struct page *page, struct ri_error *err)
{
    struct ri_text out = {.most = BYTES_MOST + 200};
    const char    *text = page->text.at;
    const char    *body = strncmp(text, by_mark, sizeof by_mark - 1) == 0 ? strchr(text, '\n') : text;
    const char    *folder = ri_arena_printf(ri_call_mem(call), "%s/pages",
                                            ri_workspace_directory(ri_call_workspace(call)));
    if (!folder) return ri_fail(err, RI_ENOMEM, "no room for a path");
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return ri_fail(err, ri_status_of_errno(errno), "cannot make '%s': %s", folder,
                       strerror(errno));
    ri_text_printf(&out, "%s%s\n", by_mark, ri_people_who(call));
    ri_text_puts(&out, body ? body + (body != text) : "");
    ri_status status = ri_text_check(&out, err);
    if (status == RI_OK) status = ri_write_file(page->path, out.at, out.length, err);
    ri_text_release(&out);
    return status;
}

static ri_status save_run(struct ri_call *call, struct ri_error *err)
{
    struct page page = {.name = ri_call_text(call, "name"), .text = {.most = BYTES_MOST}};
    bool        there;
    RI_TRY(path_of(call, page.name, &page.path, err));
    RI_TRY(find_mine(call, page.name, &there, err));
    ri_text_puts(&page.text, ri_call_text(call, "yaml"));
    ri_status status = ri_text_check(&page.text, err);
    if (status == RI_OK) status = understand(call, &page, err);
    if (status == RI_OK) status = write_page(call, &page, err);
    ri_text_release(&page.text);
    RI_TRY(status);
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    put_page(call, table, page.name);
    return ri_call_answer(call, table, RI_OK, err);
}

static ri_status remove_run(struct ri_call *call, struct ri_error *err)
{
    const char              *name = ri_call_text(call, "name"), *path;
    bool                     there;
    struct ri_table_builder *table;
    RI_TRY(path_of(call, name, &path, err));
    RI_TRY(find_mine(call, name, &there, err));
    if (!there)
        return ri_fail(err, RI_ENOTFOUND, "there is no page '%s'; 'pages list' has them", name);
    RI_TRY(ri_call_builder(call, &table, err));
    put_page(call, table, name);
    const ri_status status =
        unlink(path) == 0 ? RI_OK
                          : ri_fail(err, ri_status_of_errno(errno), "cannot remove page '%s': %s",
                                    name, strerror(errno));
    return ri_call_answer(call, table, status, err);
}

/* ---- The table ------------------------------------------------------------------------------------------------------- */

static const struct ri_operation operations[] = {
    {.info = {.name = "pages.list",
              .summary = "Pages of one's own: tiles that people put together",
              .flags = RI_VOLATILE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight pages list")},
     .run = list_run},
    {.info = {.name = "pages.remove",
              .summary = "Removes a page of one's own",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(name_param),
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight pages remove morning")},
     .run = remove_run},
    {.info = {.name = "pages.save",
              .summary = "Saves a page of one's own: any operation or view as a tile",
              .details =
                  "A page is a YAML file under pages/ of the workspace and may be written by hand "
                  "there. Everybody sees the page; its figures are asked with the rights of who "
                  "looks. Whoever saved it may change it, and so may an administrator.",
              .flags = RI_CHANGES | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(save_params),
              RI_COLUMNS(list_columns),
              RI_EXAMPLES("retailinsight pages save morning --yaml \"{title: My morning, tiles: "
                          "[{operation: sales.kpis, title: Net sales, show: number, column: "
                          "net_sales, parameters: {period: last_12_months}}]}\"")},
     .run = save_run},
    {.info = {.name = "pages.show",
              .summary = "The tiles of a page: what each asks, and how it shows",
              .flags = RI_VOLATILE | RI_SCOPED,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(name_param),
              RI_COLUMNS(show_columns),
              RI_EXAMPLES("retailinsight pages show morning")},
     .run = show_run},
};
const struct ri_operation_table ri_page_operations = RI_OPERATION_TABLE(operations);
