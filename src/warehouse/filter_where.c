/* `attribute=value`: which shops or products have it; or what a receipt line must carry. */
#include "filter_internal.h"

struct wanted { /* one attribute, and the values that will do */
    const char *name, *path;
    const char *values[WHERE_MOST + 1];
    size_t      count;
};
struct finding { /* what the warehouse has under a name */
    struct ri_arena     *mem;
    const struct wanted *wanted;
    int64_t             *ids; /* of the values that will do */
    const char         **seen;
    size_t               id_count, id_room, seen_count, seen_room;
};

static ri_status copy_view(struct ri_arena *mem, struct ri_view text, const char **ret,
                           struct ri_error *err)
{
    *ret = ri_arena_copy(mem, text.at, text.length);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for attributes");
}

static ri_status take_found(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct finding      *finding = context;
    const struct ri_view value = ri_row_text(row, 1);
    if (finding->id_count == finding->id_room) {
        int64_t     *ids;
        const char **seen;
        finding->id_room = finding->id_room * 2 + 256;
        RI_ARENA_NEW(ids, finding->mem, finding->id_room, err);
        RI_ARENA_NEW(seen, finding->mem, finding->id_room + 1, err);
        if (finding->id_count) memcpy(ids, finding->ids, finding->id_count * sizeof *ids);
        if (finding->seen_count) memcpy(seen, finding->seen, finding->seen_count * sizeof *seen);
        finding->ids = ids;
        finding->seen = seen;
    }
    for (size_t i = 0; finding->wanted && i < finding->wanted->count; i++) {
        if (!ri_view_is(value, finding->wanted->values[i])) continue;
        finding->ids[finding->id_count++] = ri_row_int64(row, 0);
        return RI_OK;
    }
    if (finding->seen_count == finding->id_room) return RI_OK; /* enough to offer a name */
    return copy_view(finding->mem, value, &finding->seen[finding->seen_count++], err);
}

static ri_status find(struct ri_warehouse *warehouse, const char *query,
                      const struct wanted *wanted, struct finding *finding, struct ri_error *err)
{
    const struct ri_bind binds[] = {ri_bind_string("name", wanted ? wanted->name : NULL),
                                    ri_bind_string("path", wanted ? wanted->path : NULL)};
    finding->wanted = wanted;
    return ri_warehouse_rows(warehouse, warehouse_sql(query), RI_BINDS(binds), NULL, take_found,
                             finding, err);
}

static int by_id(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Leaves of `list` what is in `ids` too. */
static void narrow(struct ri_id_list *list, int64_t *ids, size_t count)
{
    qsort(ids, count, sizeof *ids, by_id);
    if (list->all) {
        *list = (struct ri_id_list){.count = count, .at = ids};
        return;
    }
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (bsearch(&list->at[i], ids, count, sizeof *ids, by_id)) list->at[kept++] = list->at[i];
    }
    list->count = kept;
}

static ri_status fail_unknown(const char *what, const char *name, const char *const *names,
                              struct ri_error *err)
{
    const char *nearest = names ? ri_nearest(name, names) : NULL;
    return ri_fail(err, RI_ENOTFOUND, "there is no %s \"%.80s\"%s%s%s", what, name,
                   nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                   nearest ? "\"?" : "");
}

static ri_status fail_attribute(struct ri_warehouse *warehouse, const struct wanted *wanted,
                                struct ri_arena *mem, struct ri_error *err)
{
    struct finding names = {.mem = mem};
    RI_TRY(find(warehouse, "where_names", NULL, &names, err));
    return fail_unknown("attribute", wanted->name, names.seen, err);
}

/* A dimension that knows the name decides; otherwise the lines do. */
static ri_status apply(struct ri_warehouse *warehouse, const struct wanted *wanted,
                       struct ri_arena *mem, struct ri_filter_ids *ids, struct ri_error *err)
{
    static const char *const queries[] = {"where_store", "where_product"};
    struct ri_id_list *const lists[] = {&ids->stores, &ids->products};
    for (size_t i = 0; i < RI_COUNT(queries); i++) {
        struct finding finding = {.mem = mem};
        RI_TRY(find(warehouse, queries[i], wanted, &finding, err));
        if (!finding.id_count && finding.seen_count)
            return fail_unknown(wanted->name, wanted->values[0], finding.seen, err);
        if (!finding.id_count) continue;
        narrow(lists[i], finding.ids, finding.id_count);
        return RI_OK;
    }
    struct finding line = {.mem = mem};
    RI_TRY(find(warehouse, "where_line", wanted, &line, err));
    if (!line.id_count && !line.seen_count) return fail_attribute(warehouse, wanted, mem, err);
    ids->line_paths[ids->line_path_count++] = wanted->path;
    for (size_t i = 0; i < wanted->count; i++) {
        ids->line_pairs[ids->line_pair_count] =
            ri_arena_printf(mem, "%s=%s", wanted->path, wanted->values[i]);
        if (!ids->line_pairs[ids->line_pair_count++])
            return ri_fail(err, RI_ENOMEM, "no room for attributes");
    }
    return RI_OK;
}

static ri_status path_of(const char *name, struct ri_arena *mem, const char **ret,
                         struct ri_error *err)
{
    if (strpbrk(name, "\"\\"))
        return ri_fail(err, RI_EUSAGE, "the attribute '%.80s' has a quote or backslash in its name",
                       name);
    *ret = ri_arena_printf(mem, "$.\"%s\"", name);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for attributes");
}

/* Adds one "name=value" to what is wanted; the same name again adds a value. */
static ri_status add(struct wanted *wanted, size_t *count, const char *text, struct ri_arena *mem,
                     struct ri_error *err)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return ri_fail(err, RI_EUSAGE, "an attribute is asked for as name=value; got '%.80s'",
                       text);
    char       *name = ri_arena_copy(mem, text, (size_t)(equals - text));
    const char *path = NULL;
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for attributes");
    RI_TRY(path_of(name, mem, &path, err));
    size_t at = 0;
    while (at < *count && strcmp(wanted[at].name, name) != 0) at++;
    if (at == *count) wanted[(*count)++] = (struct wanted){.name = name, .path = path};
    wanted[at].values[wanted[at].count++] = equals + 1;
    return RI_OK;
}

ri_status ri_warehouse_attribute(struct ri_warehouse *warehouse, const char *name,
                                 struct ri_arena *mem, const char **ret_path, struct ri_error *err)
{
    static const char *const columns[] = {"store",      "region",   "city",        "product",
                                          "department", "category", "subcategory", "brand",
                                          "supplier",   "payment",  "gender"};
    static const char *const queries[] = {"where_store", "where_product", "where_customer",
                                          "where_line"};
    const char              *path = NULL;
    for (size_t i = 0; i < RI_COUNT(columns); i++) {
        if (strcasecmp(columns[i], name) == 0) return *ret_path = NULL, RI_OK;
    }
    RI_TRY(path_of(name, mem, &path, err));
    const struct wanted wanted = {.name = name, .path = path};
    for (size_t i = 0; i < RI_COUNT(queries); i++) {
        struct finding finding = {.mem = mem};
        RI_TRY(find(warehouse, queries[i], &wanted, &finding, err));
        if (finding.seen_count) return *ret_path = path, RI_OK;
    }
    return fail_attribute(warehouse, &wanted, mem, err);
}

ri_status filter_where(struct ri_warehouse *warehouse, const char *const *pairs,
                       struct ri_arena *mem, struct ri_filter_ids *ids, struct ri_error *err)
{
    struct wanted *wanted;
    size_t         count = 0;
    RI_ARENA_NEW(wanted, mem, WHERE_MOST, err);
    RI_ARENA_NEW(ids->line_paths, mem, WHERE_MOST + 1, err);
    RI_ARENA_NEW(ids->line_pairs, mem, WHERE_MOST + 1, err);
    for (size_t i = 0; pairs && pairs[i]; i++) {
        if (i == WHERE_MOST)
            return ri_fail(err, RI_EUSAGE, "more than %d attributes are asked for", WHERE_MOST);
        RI_TRY(add(wanted, &count, pairs[i], mem, err));
    }
    for (size_t i = 0; i < count; i++) RI_TRY(apply(warehouse, &wanted[i], mem, ids, err));
    return RI_OK;
}
