/* Codes and names that a person gave, as the ids that queries bind. */
#include "filter_internal.h"

struct named { /* one thing that can be asked for */
    int64_t     id;
    const char *code, *groups[3]; /* region; or department, category, subcategory */
};
struct list {
    struct ri_arena *mem;
    struct named    *at;
    size_t           count, room, group_count;
};

static ri_status take_named(void *context, const struct ri_row *row, struct ri_error *err)
{
    struct list *list = context;
    if (list->count == list->room) {
        struct named *grown;
        list->room = list->room * 2 + 256;
        RI_ARENA_NEW(grown, list->mem, list->room, err);
        if (list->count) memcpy(grown, list->at, list->count * sizeof *grown);
        list->at = grown;
    }
    struct named *named = &list->at[list->count++];
    *named = (struct named){.id = ri_row_int64(row, 0)};
    for (size_t c = 0; c <= list->group_count; c++) {
        const struct ri_view text = ri_row_text(row, c + 1);
        const char          *copy =
            ri_row_missing(row, c + 1) ? "" : ri_arena_copy(list->mem, text.at, text.length);
        if (!copy) return ri_fail(err, RI_ENOMEM, "no room for a list of names");
        if (c == 0)
            named->code = copy;
        else
            named->groups[c - 1] = copy;
    }
    return RI_OK;
}

static bool has(const char *const *texts, const char *text)
{
    for (; *texts; texts++) {
        if (strcmp(*texts, text) == 0) return true;
    }
    return false;
}

static bool in_groups(const struct list *list, const struct named *named, const char *const *groups)
{
    for (size_t g = 0; g < list->group_count; g++) {
        if (named->groups[g][0] && has(groups, named->groups[g])) return true;
    }
    return false;
}

/* Is every name of `wanted` a code (group: a group) of the list? Otherwise the nearest is offered. */
static ri_status check_names(const struct list *list, const char *const *wanted, bool group,
                             const char *what, struct ri_arena *mem, struct ri_error *err)
{
    for (; wanted && *wanted; wanted++) {
        const char *const one[] = {*wanted, NULL};
        bool              found = false;
        for (size_t i = 0; !found && i < list->count; i++)
            found =
                group ? in_groups(list, &list->at[i], one) : strcmp(list->at[i].code, *wanted) == 0;
        if (found) continue;
        const char **names;
        size_t       count = 0;
        RI_ARENA_NEW(names, mem, list->count * 3 + 1, err);
        for (size_t i = 0; i < list->count; i++) {
            if (!group) names[count++] = list->at[i].code;
            for (size_t g = 0; group && g < list->group_count; g++)
                names[count++] = list->at[i].groups[g];
        }
        const char *nearest = ri_nearest(*wanted, names);
        return ri_fail(err, RI_ENOTFOUND, "there is no %s \"%s\"%s%s%s", what, *wanted,
                       nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                       nearest ? "\"?" : "");
    }
    return RI_OK;
}

static int by_id(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Those that satisfy all lists that are given. */
static ri_status choose(const struct list *list, const char *const *codes,
                        const char *const *groups, const char *const *scope, struct ri_arena *mem,
                        struct ri_id_list *ret, struct ri_error *err)
{
    struct ri_id_list ids = {.all = !codes && !groups && !scope};
    RI_ARENA_NEW(ids.at, mem, list->count + 1, err);
    for (size_t i = 0; i < list->count; i++) {
        const struct named *named = &list->at[i];
        if (codes && !has(codes, named->code)) continue;
        if (groups && !in_groups(list, named, groups)) continue;
        if (scope && !has(scope, named->code)) continue;
        ids.at[ids.count++] = named->id;
    }
    qsort(ids.at, ids.count, sizeof *ids.at, by_id);
    *ret = ids;
    return RI_OK;
}

static ri_status filter_stores(struct ri_warehouse *warehouse, const struct ri_filter *filter,
                               struct ri_arena *mem, struct ri_id_list *ret, struct ri_error *err)
{
    struct list list = {.mem = mem, .group_count = 1};
    for (const char *const *code = filter->stores; code && filter->scope && *code; code++) {
        if (!has(filter->scope, *code))
            return ri_fail(err, RI_EFORBIDDEN, "shop \"%s\" is not yours to see", *code);
    }
    RI_TRY(ri_warehouse_rows(warehouse, "SELECT store_id, code, region FROM store",
                             warehouse_no_binds, NULL, take_named, &list, err));
    RI_TRY(check_names(&list, filter->stores, false, "shop", mem, err));
    RI_TRY(check_names(&list, filter->regions, true, "region", mem, err));
    return choose(&list, filter->stores, filter->regions, filter->scope, mem, ret, err);
}

static ri_status filter_products(struct ri_warehouse *warehouse, const struct ri_filter *filter,
                                 struct ri_arena *mem, struct ri_id_list *ret, struct ri_error *err)
{
    struct list list = {.mem = mem, .group_count = 3};
    RI_TRY(ri_warehouse_rows(
        warehouse, "SELECT product_id, sku, department, category, subcategory FROM product",
        warehouse_no_binds, NULL, take_named, &list, err));
    RI_TRY(check_names(&list, filter->products, false, "product", mem, err));
    RI_TRY(check_names(&list, filter->categories, true, "category", mem, err));
    return choose(&list, filter->products, filter->categories, NULL, mem, ret, err);
}

ri_status ri_warehouse_filter(struct ri_warehouse *warehouse, const struct ri_filter *filter,
                              struct ri_arena *mem, struct ri_filter_ids *ret, struct ri_error *err)
{
    struct ri_filter_ids ids = {.stores = {.all = true}, .products = {.all = true}};
    if (filter->stores || filter->regions || filter->scope)
        RI_TRY(filter_stores(warehouse, filter, mem, &ids.stores, err));
    if (filter->products || filter->categories)
        RI_TRY(filter_products(warehouse, filter, mem, &ids.products, err));
    RI_TRY(filter_where(warehouse, filter->wheres, mem, &ids, err));
    *ret = ids;
    return RI_OK;
}

struct ri_bind ri_bind_ids(const char *name, const struct ri_id_list *ids)
{
    return ids->all ? ri_bind_null(name) : ri_bind_int64_list(name, ids->at, ids->count);
}
