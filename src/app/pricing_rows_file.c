/* Price models straight on a file. */
#include "app/filters.h"
#include "app/operation.h"
#include "app/pricing_rows.h"
#include "app/pricing_rows_internal.h"
#include "app/table_file.h"
#include "base/intern.h"

#include <math.h>
#include <stdlib.h>

enum {
    KEYS_MOST = 8,
    COLUMNS_MOST = 256,
    OTHERS_MOST = 64,
    HARMONICS = 2,
    DATE_FEATURES = 1 + 2 * HARMONICS
};

/* A column of the file as it is kept: numbers as they are, words as their number in `words`. */
struct kept_column {
    size_t            column; /* of the file */
    struct ri_intern *words;  /* NULL: numbers */
};
struct reading {
    struct ri_call       *call;
    struct ri_pricing    *ret;
    struct ri_table_file *file;
    ri_coded             *types; /* by column of the file */
    struct kept_column    kept[COLUMNS_MOST];
    size_t                kept_count;
    /* places among the kept */
    size_t  price, prices[COLUMNS_MOST], price_count, quantity, group[KEYS_MOST], group_count;
    size_t  control[COLUMNS_MOST], control_count, effect[RI_PRICE_EFFECTS_MOST], effect_count;
    size_t  shared, cluster, family, time, market[RI_PRICE_EFFECTS_MOST], market_count;
    bool    wild;  /* price*: the group's word stands for the star */
    double *cells; /* [rows][kept_count] */
    size_t  rows, room, missing;
    bool    logged;
};

/* ---- Which columns ------------------------------------------------------------------------------------------------------ */

static ri_status keep(struct reading *r, const char *name, bool words, size_t *ret,
                      struct ri_error *err)
{
    size_t column;
    RI_TRY(ri_table_file_find(r->file, name, &column, err));
    for (size_t k = 0; k < r->kept_count; k++)
        if (r->kept[k].column == column && (r->kept[k].words != NULL) == words)
            return *ret = k, RI_OK;
    if (r->kept_count == COLUMNS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "more than %d columns are asked for", COLUMNS_MOST);
    const ri_coded guess = ri_table_file_guess(r->file, column);
    if (!words && guess == RI_CODED_CATEGORY)
        return ri_fail(err, RI_EUSAGE,
                       "column '%s' holds words where numbers are wanted (words go to --group or "
                       "--effects)",
                       name);
    r->types[column] = guess;
    struct kept_column *to = &r->kept[r->kept_count];
    *to = (struct kept_column){.column = column};
    if (words) RI_TRY(ri_intern_new(&to->words, err));
    *ret = r->kept_count++;
    return RI_OK;
}

static ri_status keep_list(struct reading *r, const char *parameter, bool words, size_t most,
                           size_t *ret, size_t *ret_count, struct ri_error *err)
{
    *ret_count = 0;
    if (!ri_call_has(r->call, parameter)) return RI_OK; /* not of this operation */
    const char *const *names = ri_call_list(r->call, parameter, ret_count);
    if (*ret_count > most)
        return ri_fail(err, RI_EUSAGE, "--%s names %zu columns; at most %zu", parameter, *ret_count,
                       most);
    for (size_t i = 0; i < *ret_count; i++) RI_TRY(keep(r, names[i], words, &ret[i], err));
    return RI_OK;
}

static ri_status keep_one(struct reading *r, const char *parameter, bool words, size_t *ret,
                          struct ri_error *err)
{
    const char *name = ri_call_has(r->call, parameter) ? ri_call_text(r->call, parameter) : NULL;
    *ret = SIZE_MAX;
    return name ? keep(r, name, words, ret, err) : RI_OK;
}

/* Its logarithm counts: all digits. */
static ri_status keep_price(struct reading *r, const char *name, struct ri_error *err)
{
    RI_TRY(keep(r, name, false, &r->price, err));
    ri_table_file_fine(r->file, r->kept[r->price].column);
    return RI_OK;
}

/* price*: all columns of that pattern. */
static ri_status keep_prices(struct reading *r, const char *pattern, struct ri_error *err)
{
    const char  *star = strchr(pattern, '*');
    const size_t before = (size_t)(star - pattern), after = strlen(star + 1);
    for (size_t c = 0; c < ri_table_file_count(r->file); c++) {
        const char  *name = ri_table_file_name(r->file, c);
        const size_t length = strlen(name);
        if (length <= before + after || memcmp(name, pattern, before) != 0 ||
            strcmp(name + length - after, star + 1) != 0)
            continue;
        if (r->price_count == OTHERS_MOST)
            return ri_fail(err, RI_ETOOLARGE, "more than %d columns match --price %s", OTHERS_MOST,
                           pattern);
        RI_TRY(keep(r, name, false, &r->prices[r->price_count], err));
        ri_table_file_fine(r->file, r->kept[r->prices[r->price_count++]].column);
    }
    if (!r->price_count) return ri_fail(err, RI_EUSAGE, "no column matches --price %s", pattern);
    if (!r->group_count)
        return ri_fail(err, RI_EUSAGE, "--price %s needs --group: its word stands for the star",
                       pattern);
    r->wild = true;
    return RI_OK;
}

static ri_status choose(struct reading *r, struct ri_error *err)
{
    struct ri_call *call = r->call;
    const char     *price = ri_call_text(call, "price");
    const char     *quantity = ri_call_text(call, "quantity");
    if (!price || !quantity)
        return ri_fail(err, RI_EUSAGE, "--input needs --price COLUMN and --quantity COLUMN");
    RI_ARENA_NEW(r->types, ri_call_mem(call), ri_table_file_count(r->file), err);
    for (size_t c = 0; c < ri_table_file_count(r->file); c++) r->types[c] = RI_CODED_CATEGORY;
    RI_TRY(keep_list(r, "group", true, KEYS_MOST, r->group, &r->group_count, err));
    if (strchr(price, '*'))
        RI_TRY(keep_prices(r, price, err));
    else
        RI_TRY(keep_price(r, price, err));
    RI_TRY(keep(r, quantity, false, &r->quantity, err));
    RI_TRY(keep_list(r, "controls", false, COLUMNS_MOST / 2, r->control, &r->control_count, err));
    RI_TRY(keep_list(r, "effects", true, RI_PRICE_EFFECTS_MOST, r->effect, &r->effect_count, err));
    RI_TRY(keep_list(r, "market", true, RI_PRICE_EFFECTS_MOST, r->market, &r->market_count, err));
    RI_TRY(keep_one(r, "shared", true, &r->shared, err));
    RI_TRY(keep_one(r, "cluster", true, &r->cluster, err));
    RI_TRY(keep_one(r, "family", true, &r->family, err));
    RI_TRY(keep_one(r, "time", false, &r->time, err));
    r->logged = ri_call_flag(call, "logged");
    if (r->wild) return RI_OK;
    RI_TRY(keep_list(r, "prices", false, OTHERS_MOST, r->prices, &r->price_count, err));
    for (size_t p = 0; p < r->price_count; p++)
        ri_table_file_fine(r->file, r->kept[r->prices[p]].column);
    return RI_OK;
}

/* A cell as a word: as it stands, or its number or day printed. */
static struct ri_view word_of(const struct ri_cell *cell, ri_coded type, char *room, size_t size)
{
    if (!cell->known) return RI_VIEW("(none)");
    if (type == RI_CODED_CATEGORY) return cell->text;
    if (type == RI_CODED_DATE) {
        struct ri_civil day = ri_day_civil((ri_day)cell->number);
        snprintf(room, size, "%04d-%02d-%02d", day.year, day.month, day.day);
    } else if (type == RI_CODED_FLAG) {
        snprintf(room, size, "%s", cell->number != 0 ? "1" : "0");
    } else {
        snprintf(room, size, "%.15g", cell->number);
    }
    return ri_view_of(room);
}

static ri_status check_row(const struct reading *r, uint64_t record, const double *cells,
                           struct ri_error *err)
{
    for (size_t p = 0; p < r->price_count + !r->wild; p++) {
        const size_t at = p < r->price_count ? r->prices[p] : r->price;
        if (cells[at] <= 0)
            return ri_fail(err, RI_EDATA, "record %llu: %s is %g, must be above 0",
                           (unsigned long long)record,
                           ri_table_file_name(r->file, r->kept[at].column), cells[at]);
    }
    if (!r->logged && cells[r->quantity] < 0)
        return ri_fail(err, RI_EDATA,
                       "record %llu: %s is %g, must be 0 or more (returns do not belong here; "
                       "--logged: the column holds logarithms)",
                       (unsigned long long)record,
                       ri_table_file_name(r->file, r->kept[r->quantity].column),
                       cells[r->quantity]);
    return RI_OK;
}

static bool complete(const struct reading *r, const double *cells)
{
    if (isnan(cells[r->quantity]) || (!r->wild && isnan(cells[r->price]))) return false;
    for (size_t c = 0; c < r->control_count; c++)
        if (isnan(cells[r->control[c]])) return false;
    return true;
}

static ri_status take_row(void *context, uint64_t record, const struct ri_cell *cells,
                          struct ri_error *err)
{
    struct reading *r = context;
    char            room[64];
    if ((r->rows + 1) * r->kept_count > r->room) {
        const size_t more = r->room ? 2 * r->room : 4096 * r->kept_count;
        double      *wider = realloc(r->cells, more * sizeof *wider);
        if (!wider) return ri_fail(err, RI_ENOMEM, "no room for %zu cells", more);
        r->cells = wider;
        r->room = more;
    }
    double *to = r->cells + r->rows * r->kept_count;
    for (size_t k = 0; k < r->kept_count; k++) {
        const struct ri_cell *cell = &cells[r->kept[k].column];
        size_t                number;
        to[k] = cell->known ? cell->number : NAN;
        if (!r->kept[k].words) continue;
        RI_TRY(ri_intern_put(r->kept[k].words,
                             word_of(cell, r->types[r->kept[k].column], room, sizeof room), &number,
                             NULL, err));
        to[k] = (double)number;
    }
    RI_TRY(check_row(r, record, to, err));
    if (complete(r, to))
        r->rows++;
    else
        r->missing++;
    return RI_OK;
}

static double cell_of(const struct reading *r, size_t row, size_t kept)
{
    return r->cells[row * r->kept_count + kept];
}

/* A number for each combination of the kept columns; 0, 1, 2 ... as they come. */
static ri_status combine(struct reading *r, const size_t *kept, size_t count, uint32_t *ret,
                         size_t *ret_count, struct ri_error *err)
{
    struct ri_intern *intern;
    uint32_t          key[KEYS_MOST];
    ri_status         status = ri_intern_new(&intern, err);
    RI_TRY(status);
    for (size_t i = 0; i < r->rows && status == RI_OK; i++) {
        size_t number = 0;
        for (size_t k = 0; k < count; k++) key[k] = (uint32_t)cell_of(r, i, kept[k]);
        status = ri_intern_put(intern, (struct ri_view){(const char *)key, count * sizeof *key},
                               &number, NULL, err);
        ret[i] = (uint32_t)number;
    }
    *ret_count = ri_intern_count(intern);
    ri_intern_free(intern);
    return status;
}

/* Names of the file's columns outlive it. */
static ri_status copy_name(struct reading *r, size_t kept, const char **ret, struct ri_error *err)
{
    const char *name = ri_table_file_name(r->file, r->kept[kept].column);
    *ret = ri_arena_copy(ri_call_mem(r->call), name, strlen(name));
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a name");
}

static ri_status copy_word(struct reading *r, size_t kept, size_t row, const char **ret,
                           struct ri_error *err)
{
    const struct ri_view word = ri_intern_at(r->kept[kept].words, (size_t)cell_of(r, row, kept));
    *ret = ri_arena_copy(ri_call_mem(r->call), word.at, word.length);
    return *ret ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a name");
}

static ri_status name_groups(struct reading *r, const uint32_t *group, size_t groups,
                             struct ri_error *err)
{
    struct ri_arena   *mem = ri_call_mem(r->call);
    struct ri_pricing *ret = r->ret;
    const char       **names, **families;
    ret->key_count = r->group_count;
    ret->group_count = groups;
    RI_ARENA_NEW(ret->keys, mem, groups, err);
    RI_ARENA_NEW(ret->family, mem, groups, err);
    RI_ARENA_NEW(names, mem, r->group_count, err);
    for (size_t k = 0; k < r->group_count; k++) RI_TRY(copy_name(r, r->group[k], &names[k], err));
    ret->key_names = names;
    ret->family_count = r->family == SIZE_MAX ? 1 : ri_intern_count(r->kept[r->family].words);
    RI_ARENA_NEW(families, mem, ret->family_count, err);
    families[0] = "all groups";
    for (size_t f = 0; r->family != SIZE_MAX && f < ret->family_count; f++) {
        const struct ri_view word = ri_intern_at(r->kept[r->family].words, f);
        families[f] = ri_arena_copy(mem, word.at, word.length);
    }
    ret->family_names = families;
    for (size_t i = 0; i < r->rows; i++) {
        const char **keys;
        if (ret->keys[group[i]]) continue;
        RI_ARENA_NEW(keys, mem, r->group_count + 1, err);
        for (size_t k = 0; k < r->group_count; k++)
            RI_TRY(copy_word(r, r->group[k], i, &keys[k], err));
        ret->keys[group[i]] = keys;
        ret->family[group[i]] = r->family == SIZE_MAX ? 0 : (size_t)cell_of(r, i, r->family);
    }
    return RI_OK;
}

/* Groups by name, as they are shown. */
struct naming {
    const struct ri_pricing *pricing;
    size_t                   key_count;
};
static int by_name(const void *left, const void *right, void *context)
{
    const struct naming *naming = context;
    const size_t         a = *(const size_t *)left, b = *(const size_t *)right;
    for (size_t k = 0; k < naming->key_count; k++) {
        const char *x = naming->pricing->keys[a][k], *y = naming->pricing->keys[b][k];
        double      p, q;
        const int   words = strcmp(x, y);
        if (!words) continue;
        if (ri_parse_double(ri_view_of(x), &p) && ri_parse_double(ri_view_of(y), &q) && p != q)
            return p < q ? -1 : 1;
        return words;
    }
    return 0;
}

static ri_status sort_groups(struct reading *r, uint32_t *group, struct ri_error *err)
{
    struct ri_arena    *mem = ri_call_mem(r->call);
    struct ri_pricing  *ret = r->ret;
    struct naming       naming = {ret, r->group_count};
    const char *const **keys;
    size_t             *order, *family;
    uint32_t           *place;
    RI_ARENA_NEW(order, mem, ret->group_count, err);
    RI_ARENA_NEW(place, mem, ret->group_count, err);
    RI_ARENA_NEW(keys, mem, ret->group_count, err);
    RI_ARENA_NEW(family, mem, ret->group_count, err);
    for (size_t g = 0; g < ret->group_count; g++) order[g] = g;
    qsort_r(order, ret->group_count, sizeof *order, by_name, &naming);
    for (size_t g = 0; g < ret->group_count; g++) {
        place[order[g]] = (uint32_t)g;
        keys[g] = ret->keys[order[g]];
        family[g] = ret->family[order[g]];
    }
    for (size_t i = 0; i < r->rows; i++) group[i] = place[group[i]];
    ret->keys = keys;
    ret->family = family;
    return RI_OK;
}

/* ---- Columns of the model ---------------------------------------------------------------------------------------------- */

static ri_status levels_of(struct reading *r, size_t kept, struct ri_price_effect *ret,
                           struct ri_error *err)
{
    uint32_t *level;
    for (size_t e = 0; e < r->effect_count; e++) /* the same array says the same effect */
        if (r->effect[e] == kept && r->ret->pools[0].rows.effect[e].level)
            return *ret = r->ret->pools[0].rows.effect[e], RI_OK;
    RI_ARENA_NEW(level, ri_call_mem(r->call), r->rows, err);
    for (size_t i = 0; i < r->rows; i++) level[i] = (uint32_t)cell_of(r, i, kept);
    *ret = (struct ri_price_effect){level, ri_intern_count(r->kept[kept].words)};
    return RI_OK;
}

static ri_status own_price(struct reading *r, const uint32_t *group, struct ri_error *err)
{
    struct ri_arena      *mem = ri_call_mem(r->call);
    struct ri_price_rows *rows = &r->ret->pools[0].rows;
    const char           *pattern = ri_call_text(r->call, "price");
    const size_t          before = (size_t)(strchr(pattern, '*') - pattern),
                 after = strlen(strchr(pattern, '*') + 1);
    uint32_t *own;
    double   *price;
    RI_ARENA_NEW(own, mem, r->ret->group_count, err);
    RI_ARENA_NEW(price, mem, r->rows, err);
    for (size_t g = 0; g < r->ret->group_count; g++) {
        const char *word = r->ret->keys[g][0];
        own[g] = UINT32_MAX;
        for (size_t p = 0; p < r->price_count; p++) {
            const char  *name = ri_table_file_name(r->file, r->kept[r->prices[p]].column);
            const size_t length = strlen(name) - before - after;
            if (length == strlen(word) && memcmp(name + before, word, length) == 0)
                own[g] = (uint32_t)p;
        }
        if (own[g] == UINT32_MAX)
            return ri_fail(err, RI_EUSAGE, "group '%s' has no column of its own in --price %s",
                           word, pattern);
    }
    for (size_t i = 0; i < r->rows; i++) {
        price[i] = log(cell_of(r, i, r->prices[own[group[i]]]));
        if (isnan(price[i]))
            return ri_fail(err, RI_EDATA, "a row of group '%s' has no price of its own",
                           r->ret->keys[group[i]][0]);
    }
    rows->price = price;
    rows->own = own;
    return RI_OK;
}

/* Prices of other columns. */
static ri_status other_columns(struct reading *r, struct ri_error *err)
{
    struct ri_arena        *mem = ri_call_mem(r->call);
    struct ri_pricing_pool *pool = r->ret->pools;
    double                 *other;
    const char            **names;
    RI_ARENA_NEW(other, mem, r->price_count * r->rows, err);
    RI_ARENA_NEW(names, mem, r->price_count, err);
    for (size_t p = 0; p < r->price_count; p++) {
        RI_TRY(copy_name(r, r->prices[p], &names[p], err));
        for (size_t i = 0; i < r->rows; i++)
            other[p * r->rows + i] = log(cell_of(r, i, r->prices[p]));
    }
    pool->other_names = names;
    pool->rows.other = other;
    pool->rows.other_count = r->price_count;
    return RI_OK;
}

/* Prices of the other groups in the same market: mean of the logarithms where a group stands there several times. */
static ri_status other_groups(struct reading *r, const uint32_t *group, struct ri_error *err)
{
    struct ri_arena        *mem = ri_call_mem(r->call);
    struct ri_pricing_pool *pool = r->ret->pools;
    const size_t            groups = r->ret->group_count;
    size_t                  markets = 0, n = r->rows;
    uint32_t               *market, *own;
    double                 *sum, *count, *other;
    const char            **names;
    if (groups > OTHERS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "prices of %zu groups beside, at most %d: filter the file",
                       groups, OTHERS_MOST);
    const size_t *by = r->market_count ? r->market : r->effect;
    const size_t  by_count = r->market_count ? r->market_count : r->effect_count;
    if (!by_count || !r->group_count)
        return ri_fail(
            err, RI_EUSAGE,
            "--%s needs --group and --market (or --effects) to know which prices stood side by side%s",
            pricing_asks(r->call, "cross") ? "cross" : "neighbours",
            pricing_asks(r->call, "cross") ? ", or --prices COLUMNS" : "");
    RI_ARENA_NEW(market, mem, n, err);
    RI_TRY(combine(r, by, by_count, market, &markets, err));
    RI_ARENA_NEW(sum, mem, markets * groups, err);
    RI_ARENA_NEW(count, mem, markets * groups, err);
    RI_ARENA_NEW(other, mem, groups * n, err);
    RI_ARENA_NEW(own, mem, groups, err);
    RI_ARENA_NEW(names, mem, groups, err);
    for (size_t i = 0; i < n; i++) {
        sum[market[i] * groups + group[i]] += pool->rows.price[i];
        count[market[i] * groups + group[i]]++;
    }
    for (size_t g = 0; g < groups; g++) {
        own[g] = (uint32_t)g;
        names[g] = r->ret->keys[g][0];
        for (size_t k = 1; k < r->group_count; k++)
            names[g] = ri_arena_printf(mem, "%s %s", names[g], r->ret->keys[g][k]);
        for (size_t i = 0; i < n; i++)
            other[g * n + i] = sum[market[i] * groups + g] / count[market[i] * groups + g];
    }
    pool->rows.other = other;
    pool->rows.other_count = groups;
    pool->rows.own = own;
    pool->other_names = names;
    return RI_OK;
}

/* What learners know: the controls, and of --time how late a row is and where in the year. */
static ri_status put_features(struct reading *r, struct ri_error *err)
{
    struct ri_pricing_pool *pool = r->ret->pools;
    const size_t            n = r->rows, dated = r->time == SIZE_MAX ? 0 : DATE_FEATURES;
    const bool              day = dated && r->types[r->kept[r->time].column] == RI_CODED_DATE;
    double                 *feature;
    pool->features = r->control_count + (day ? dated : dated ? 1 : 0);
    RI_ARENA_NEW(feature, ri_call_mem(r->call), pool->features * n, err);
    if (n) memcpy(feature, pool->rows.control, r->control_count * n * sizeof *feature);
    pool->feature = feature;
    feature += r->control_count * n;
    for (size_t i = 0; dated && i < n; i++) {
        const double at = cell_of(r, i, r->time), turn = 2 * 3.14159265358979323846 * at / 365.25;
        feature[i] = at;
        for (size_t h = 1; day && h <= HARMONICS; h++) {
            feature[(2 * h - 1) * n + i] = sin((double)h * turn);
            feature[2 * h * n + i] = cos((double)h * turn);
        }
    }
    return RI_OK;
}

static ri_status numbers(struct reading *r, struct ri_error *err)
{
    struct ri_arena      *mem = ri_call_mem(r->call);
    struct ri_price_rows *rows = &r->ret->pools[0].rows;
    double               *price, *quantity, *control;
    const char          **names;
    RI_ARENA_NEW(price, mem, r->rows, err);
    RI_ARENA_NEW(quantity, mem, r->rows, err);
    RI_ARENA_NEW(control, mem, r->rows * r->control_count, err);
    RI_ARENA_NEW(names, mem, r->control_count, err);
    for (size_t i = 0; i < r->rows; i++) {
        if (!r->wild) price[i] = log(cell_of(r, i, r->price));
        quantity[i] = cell_of(r, i, r->quantity);
        for (size_t c = 0; c < r->control_count; c++)
            control[c * r->rows + i] = cell_of(r, i, r->control[c]);
    }
    for (size_t c = 0; c < r->control_count; c++)
        RI_TRY(copy_name(r, r->control[c], &names[c], err));
    r->ret->control_names = names;
    rows->price = price;
    rows->quantity = quantity;
    rows->logged = r->logged;
    rows->control = control;
    rows->control_count = r->control_count;
    return RI_OK;
}

/* Whose errors belong together: --cluster, else the first effect with enough levels. */
static ri_status choose_errors(struct reading *r, struct ri_error *err)
{
    struct ri_price_rows  *rows = &r->ret->pools[0].rows;
    int                   *errors = &r->ret->options.errors;
    struct ri_price_effect by = {0};
    size_t                 kept = r->cluster;
    for (size_t e = 0; kept == SIZE_MAX && e < r->effect_count; e++)
        if (ri_intern_count(r->kept[r->effect[e]].words) >= PRICING_CLUSTERS_FEWEST)
            kept = r->effect[e];
    if (*errors == RI_ERRORS_CLUSTER && kept == SIZE_MAX)
        return ri_fail(err, RI_EUSAGE, "--errors cluster needs --cluster COLUMN");
    if (*errors == PRICING_ERRORS_AUTO)
        *errors = kept == SIZE_MAX ? RI_ERRORS_ROBUST : RI_ERRORS_CLUSTER;
    if (*errors != RI_ERRORS_CLUSTER) {
        ri_call_note(r->call, "errors are %s",
                     *errors == RI_ERRORS_ROBUST ? "robust to unequal variance (HC1)"
                                                 : "those of plain least squares");
        return RI_OK;
    }
    RI_TRY(levels_of(r, kept, &by, err));
    if (kept == r->shared) by = rows->shared;
    rows->cluster = by.level;
    rows->clusters = by.levels;
    ri_call_note(r->call, "errors allow for what the same '%s' shares (%zu clusters)",
                 ri_table_file_name(r->file, r->kept[kept].column), by.levels);
    return RI_OK;
}

static ri_status build(struct reading *r, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(r->call);
    const bool       cross = pricing_asks(r->call, "cross") || pricing_asks(r->call, "neighbours");
    size_t           groups;
    uint32_t        *group;
    if (!r->rows) return ri_fail(err, RI_EDATA, "the file has no row with a price and a quantity");
    r->ret->pool_count = 1;
    RI_ARENA_NEW(r->ret->pools, mem, 1, err);
    RI_ARENA_NEW(group, mem, r->rows, err);
    RI_TRY(combine(r, r->group, r->group_count, group, &groups, err));
    RI_TRY(name_groups(r, group, groups, err));
    RI_TRY(sort_groups(r, group, err));
    struct ri_price_rows *rows = &r->ret->pools[0].rows;
    *r->ret->pools = (struct ri_pricing_pool){.name = ""};
    rows->n = r->rows;
    rows->group = group;
    rows->groups = groups;
    rows->effect_count = r->effect_count;
    RI_TRY(numbers(r, err));
    if (r->wild) RI_TRY(own_price(r, group, err));
    for (size_t e = 0; e < r->effect_count; e++)
        RI_TRY(levels_of(r, r->effect[e], &rows->effect[e], err));
    if (r->shared != SIZE_MAX) RI_TRY(levels_of(r, r->shared, &rows->shared, err));
    if (r->shared != SIZE_MAX && r->effect_count > 1)
        return ri_fail(err, RI_EUSAGE, "--shared goes with one of --effects at most");
    RI_TRY(choose_errors(r, err));
    if (r->price_count && (cross || !r->wild)) RI_TRY(other_columns(r, err));
    if (cross && !r->price_count) RI_TRY(other_groups(r, group, err));
    return put_features(r, err);
}

static ri_status read_file(struct reading *r, struct ri_error *err)
{
    int         fd = -1;
    const char *name = NULL;
    ri_call_file(r->call, "input", 0, &fd, &name);
    RI_TRY(ri_table_file_open(r->call, fd, name, &r->file, err));
    RI_TRY(choose(r, err));
    RI_TRY(ri_table_file_rows(r->file, r->types, take_row, r, err));
    return build(r, err);
}

ri_status pricing_load_file(struct ri_call *call, struct ri_pricing *ret, struct ri_error *err)
{
    struct reading r = {.call = call, .ret = ret};
    *ret = (struct ri_pricing){.from_file = true};
    ri_status status = ri_call_file_alone(call, err);
    if (status == RI_OK) status = pricing_options(call, ret, err);
    if (status == RI_OK) status = read_file(&r, err);
    ret->left_out = r.missing;
    if (status == RI_OK && r.missing)
        ri_call_note(call, "%zu rows are left out: no price, quantity or control", r.missing);
    for (size_t k = 0; k < r.kept_count; k++) ri_intern_free(r.kept[k].words);
    free(r.cells);
    ri_table_file_close(r.file);
    return status;
}
