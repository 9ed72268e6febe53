/* Columns to score by, weights, levels, falls. */
#include "app/demand_scores.h"

#include "app/demand_parts.h"
#include "app/demand_words.h"
#include "app/table_file.h"

#include <math.h>
#include <stdlib.h>

enum { NAMES_MOST = 32, MEASURES = 13, RMSSE_AT = 9 };

/* ---- Groups ------------------------------------------------------------------------------------------------------ */

struct by_key {
    const struct ri_panel *panel;
    size_t                 key;
};

static int key_order(const void *a, const void *b, void *context)
{
    const struct by_key *by = context;
    const uint32_t       i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    return strcmp(by->panel->series[i].keys[by->key], by->panel->series[j].keys[by->key]);
}

/* The groups of one key, in the order of their words. */
static ri_status group_by(struct ri_call *call, const struct ri_panel *panel, const char *name,
                          struct ri_backtest_grouping *ret, const char ***ret_words,
                          struct ri_error *err)
{
    struct ri_arena *const mem = ri_call_mem(call);
    struct by_key          by = {.panel = panel};
    const size_t           n = panel->series_count;
    uint32_t              *order, *of;
    const char           **words;
    while (by.key < panel->key_count && strcmp(panel->key_names[by.key], name) != 0) by.key++;
    if (by.key == panel->key_count)
        return ri_fail(err, RI_EUSAGE, "--by %s: there is no such column; there are: class, %s",
                       name, ri_panel_keys_said(call, panel));
    RI_ARENA_NEW(order, mem, n, err);
    RI_ARENA_NEW(of, mem, n, err);
    RI_ARENA_NEW(words, mem, n, err);
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    qsort_r(order, n, sizeof *order, key_order, &by);
    *ret = (struct ri_backtest_grouping){.of = of};
    for (size_t i = 0; i < n; i++) {
        const char *const word = panel->series[order[i]].keys[by.key];
        if (i == 0 || strcmp(word, words[ret->count - 1]) != 0) words[ret->count++] = word;
        of[order[i]] = (uint32_t)(ret->count - 1);
    }
    *ret_words = words;
    return RI_OK;
}

/* ---- Weights ------------------------------------------------------------------------------------------------------ */

struct weighing {
    const struct ri_panel *panel;
    const char            *name;
    size_t                 keys; /* the first of the panel's that the file has */
    size_t                 column[NAMES_MOST], weight;
    double                *weights;
    bool                  *given;
    size_t                 strangers;
};

static int compare_keys(const struct weighing *w, const struct ri_cell *cells, size_t series)
{
    for (size_t k = 0; k < w->keys; k++) {
        const struct ri_view text = cells[w->column[k]].text;
        const char *const    key = w->panel->series[series].keys[k];
        const size_t         length = strlen(key);
        const int order = memcmp(text.at, key, text.length < length ? text.length : length);
        if (order) return order;
        if (text.length != length) return text.length > length ? 1 : -1;
    }
    return 0;
}

static ri_status one_weight(void *context, uint64_t record, const struct ri_cell *cells,
                            struct ri_error *err)
{
    struct weighing *const w = context;
    size_t                 low = 0, high = w->panel->series_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (compare_keys(w, cells, middle) > 0)
            low = middle + 1;
        else
            high = middle;
    }
    const double weight = cells[w->weight].known ? cells[w->weight].number : (double)NAN;
    if (!(weight >= 0) || isinf(weight))
        return ri_fail(err, RI_EDATA, "%s, record %llu: a weight must be 0 or more", w->name,
                       (unsigned long long)record);
    if (low == w->panel->series_count || compare_keys(w, cells, low) != 0) {
        w->strangers++;
        return RI_OK;
    }
    if (w->given[low] || (low + 1 < w->panel->series_count && compare_keys(w, cells, low + 1) == 0))
        return ri_fail(err, RI_EDATA, "%s, record %llu: two weights or two series of one name",
                       w->name, (unsigned long long)record);
    w->given[low] = true;
    w->weights[low] = weight;
    return RI_OK;
}

static ri_status read_weights(struct ri_call *call, struct ri_table_file *file, struct weighing *w,
                              struct ri_error *err)
{
    const size_t count = ri_table_file_count(file);
    ri_coded    *types;
    RI_ARENA_NEW(types, ri_call_mem(call), count, err);
    for (size_t c = 0; c < count; c++) types[c] = RI_CODED_CATEGORY;
    RI_TRY(ri_table_file_find(file, "weight", &w->weight, err));
    types[w->weight] = RI_CODED_NUMBER;
    for (; w->keys < w->panel->key_count && w->keys < NAMES_MOST; w->keys++) {
        size_t c = 0;
        while (c < count && strcmp(ri_table_file_name(file, c), w->panel->key_names[w->keys]) != 0)
            c++;
        if (c == count) break;
        w->column[w->keys] = c;
    }
    if (w->keys == 0 && w->panel->key_count)
        return ri_fail(err, RI_EUSAGE, "%s has no column %s", w->name, w->panel->key_names[0]);
    RI_TRY(ri_table_file_rows(file, types, one_weight, w, err));
    size_t without = 0;
    for (size_t i = 0; i < w->panel->series_count; i++) without += !w->given[i];
    if (without || w->strangers)
        ri_call_note(call,
                     "%s: series without a weight, which count as 0: %zu; rows of no series: %zu",
                     w->name, without, w->strangers);
    return RI_OK;
}

static ri_status load_weights(struct ri_call *call, const struct ri_panel *panel,
                              const double **ret, struct ri_error *err)
{
    struct weighing       w = {.panel = panel};
    struct ri_table_file *file;
    int                   fd;
    if (!ri_call_file(call, "weights", 0, &fd, &w.name)) return RI_OK;
    RI_ARENA_NEW(w.weights, ri_call_mem(call), panel->series_count, err);
    RI_ARENA_NEW(w.given, ri_call_mem(call), panel->series_count, err);
    RI_TRY(ri_table_file_open(call, fd, w.name, &file, err));
    const ri_status status = read_weights(call, file, &w, err);
    ri_table_file_close(file);
    *ret = w.weights;
    return status;
}

/* ---- All of it ---------------------------------------------------------------------------------------------------- */

/* --by: columns under their own names; scores by class are there in any case. */
static ri_status read_by(struct ri_call *call, struct ri_scoring *ret, struct ri_error *err)
{
    const char       **by;
    size_t             count;
    const char *const *given = ri_call_list(call, "by", &count);
    RI_ARENA_NEW(by, ri_call_mem(call), count, err);
    for (size_t i = 0; i < count; i++)
        if (strcmp(given[i], "class") != 0) by[ret->by_count++] = ri_demand_word(call, given[i]);
    ret->by = by;
    if (ret->by_count <= NAMES_MOST - RI_HIERARCHY_NAMES_MOST) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "--by wants at most %d columns",
                   NAMES_MOST - RI_HIERARCHY_NAMES_MOST);
}

ri_status ri_scoring_load(struct ri_call *call, struct ri_loaded_panel *ret_loaded,
                          struct ri_scoring *ret, struct ri_backtest_options *backtest,
                          struct ri_error *err)
{
    struct ri_arena *const mem = ri_call_mem(call);
    const char            *chains = ri_call_text(call, "hierarchy");
    const char            *names[NAMES_MOST];
    size_t                 count = 0;
    *ret = (struct ri_scoring){0};
    if (chains) RI_TRY(ri_demand_chains(call, chains, &chains, err));
    if (chains) RI_TRY(ri_hierarchy_names(chains, mem, names, &count, err));
    RI_TRY(read_by(call, ret, err));
    for (size_t b = 0; b < ret->by_count; b++) names[count++] = ret->by[b];
    RI_TRY(ri_panel_load_with(call, names, count, ret_loaded, err));
    RI_ARENA_NEW(ret->groupings, mem, ret->by_count, err);
    RI_ARENA_NEW(ret->groups, mem, ret->by_count, err);
    for (size_t b = 0; b < ret->by_count; b++)
        RI_TRY(group_by(call, &ret_loaded->panel, ret->by[b], &ret->groupings[b], &ret->groups[b],
                        err));
    backtest->groupings = ret->groupings;
    backtest->grouping_count = ret->by_count;
    backtest->falls = ri_call_flag(call, "report");
    backtest->calibration = ri_call_flag(call, "calibration");
    if (!chains && ri_call_given(call, "weights"))
        return ri_fail(err, RI_EUSAGE,
                       "--weights are of sums: name them with --hierarchy, as store>region");
    if (!chains) return RI_OK;
    RI_TRY(ri_hierarchy_make(&ret_loaded->panel, chains, mem, &ret->hierarchy, err));
    backtest->hierarchy = &ret->hierarchy;
    return load_weights(call, &ret_loaded->panel, &backtest->weights, err);
}

const char *ri_scoring_origin(const struct ri_loaded_panel *loaded, int64_t origin, char *text)
{
    const int64_t us =
        ri_period_start_us(loaded->panel.frequency, loaded->panel.week_start, origin);
    const struct ri_civil day = ri_day_civil((ri_day)ri_floor_div(us, RI_US_PER_DAY));
    snprintf(text, 16, "%04d-%02d-%02d", day.year % 10000, day.month, day.day);
    return text;
}

void ri_scoring_put_scope(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                          const struct ri_scoring *scoring, const struct ri_score *score)
{
    char text[32];
    if (score->fold != RI_BACKTEST_ALL) {
        ri_put_string(table, "fold");
        ri_put_string(table, ri_scoring_origin(loaded, score->origin, text));
    } else if (score->grouping != RI_BACKTEST_ALL) {
        ri_put_string(table, scoring->by[score->grouping]);
        ri_put_string(table, scoring->groups[score->grouping][score->group]);
    } else if (score->step != RI_BACKTEST_ALL) {
        ri_put_string(table, "step");
        snprintf(text, sizeof text, "%zu", score->step);
        ri_put_string(table, text);
    } else if (score->demand_class != RI_BACKTEST_ALL) {
        ri_put_string(table, "class");
        ri_put_string(table, ri_demand_class_text((ri_demand_class)score->demand_class));
    } else {
        ri_put_string(table, "all");
        ri_put_null(table);
    }
}

void ri_scoring_put_levels(struct ri_table_builder *table, const struct ri_loaded_panel *loaded,
                           const struct ri_scoring                *scoring,
                           const struct ri_demand_backtest_result *result)
{
    for (size_t i = 0; i < result->levels_scored_count; i++) {
        const struct ri_level_score *score = &result->levels_scored[i];
        char                         text[16];
        if (score->fold != RI_BACKTEST_ALL && score->level != RI_BACKTEST_ALL) continue;
        const bool level = score->level != RI_BACKTEST_ALL, fold = score->fold != RI_BACKTEST_ALL;
        ri_put_string(table, score->model);
        ri_put_string(table, level ? "level" : fold ? "wrmsse of fold" : "wrmsse");
        if (level)
            ri_put_string(table, scoring->hierarchy.levels[score->level].name);
        else if (fold)
            ri_put_string(table,
                          ri_scoring_origin(loaded, result->scores[1 + score->fold].origin, text));
        else
            ri_put_null(table);
        for (size_t m = 0; m < MEASURES; m++) {
            if (m == RMSSE_AT)
                ri_put_number(table, score->rmsse);
            else if (m == 0 && level)
                ri_put_int(table, (int64_t)scoring->hierarchy.levels[score->level].count);
            else
                ri_put_null(table);
        }
        ri_put_number(table, score->spl);
    }
}

ri_status ri_scoring_report(struct ri_call *call, const struct ri_loaded_panel *loaded,
                            const struct ri_demand_backtest_result *result, struct ri_error *err)
{
    struct ri_table_column   columns[NAMES_MOST * 2];
    struct ri_table_builder *table;
    size_t                   count = 0;
    for (size_t k = 0; k < loaded->panel.key_count && k < NAMES_MOST; k++)
        columns[count++] = (struct ri_table_column){.name = loaded->panel.key_names[k],
                                                    .type = RI_COLUMN_TEXT,
                                                    .help = "key of the series"};
    const size_t                 keys = count;
    const struct ri_table_column others[] = {
        {"origin", RI_COLUMN_DATE, 0, NULL, "last period that the forecast knew"},
        {"asked", RI_COLUMN_TEXT, 0, NULL, "the model that should have made it"},
        {"made_by", RI_COLUMN_TEXT, 0, NULL, "the model that did"},
        {"rung", RI_COLUMN_TEXT, 0, NULL, "how far it fell: seasonal naive, mean, zero"},
        {"reason", RI_COLUMN_TEXT, 0, NULL, "why"}};
    memcpy(columns + count, others, sizeof others);
    count += RI_COUNT(others);
    RI_TRY(ri_call_columns(call, columns, count, err));
    RI_TRY(ri_table_builder_new(columns, count, &table, err));
    if (!result->fall_count) ri_call_note(call, "no series fell back at any of the origins");
    for (size_t i = 0; i < result->fall_count; i++) {
        const struct ri_fall *fall = &result->falls[i];
        const int64_t         us =
            ri_period_start_us(loaded->panel.frequency, loaded->panel.week_start, fall->origin);
        for (size_t k = 0; k < keys; k++)
            ri_put_string(table, loaded->panel.series[fall->series].keys[k]);
        ri_put_day(table, (ri_day)ri_floor_div(us, RI_US_PER_DAY));
        ri_put_string(table, result->models[0]);
        ri_put_string(table, fall->model);
        ri_put_string(table, ri_demand_rung_text(fall->rung));
        ri_put_string(table, fall->reason);
    }
    const ri_status status = ri_call_emit_builder(call, table, err);
    ri_table_builder_free(table);
    return status;
}
