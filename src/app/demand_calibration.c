/* demand backtest --calibration: does a quantile cover what it says? */
#include "app/demand_scores.h"

#include <math.h>

/* clang-format off */
static const struct ri_table_column columns[] = {
    {"model", RI_COLUMN_TEXT, 0, NULL, "auto, or the model asked for"},
    {"scope", RI_COLUMN_TEXT, 0, NULL, "all, fold, class, a column of --by"},
    {"at", RI_COLUMN_TEXT, 0, NULL, "last known period of the fold, class of demand, word of the column"},
    {"above", RI_COLUMN_NUMBER, 0, NULL, "level of the lower quantile; empty: everything below the upper one"},
    {"below", RI_COLUMN_NUMBER, 0, NULL, "level of the upper quantile"},
    {"values", RI_COLUMN_INTEGER, 0, "periods", "periods scored"},
    {"nominal", RI_COLUMN_SHARE, 0, NULL, "what should lie between them"},
    {"coverage", RI_COLUMN_SHARE, 0, NULL, "what did; of counts that equal a quantile the part that lies within its level"},
    {"off", RI_COLUMN_SHARE, 0, NULL, "coverage less nominal"},
};
/* clang-format on */

struct calibrating {
    struct ri_table_builder      *table;
    const struct ri_loaded_panel *loaded;
    const struct ri_scoring      *scoring;
    const double                 *levels;
    size_t                        level_count;
};

/* What lies between two levels; low SIZE_MAX: everything below the upper one. */
static void put_row(const struct calibrating *c, const struct ri_score *score, size_t low,
                    size_t high)
{
    const bool   open = low == SIZE_MAX;
    const double nominal = c->levels[high] - (open ? 0 : c->levels[low]);
    const double coverage = score->under[high] - (open ? 0 : score->under[low]);
    ri_put_string(c->table, score->model);
    ri_scoring_put_scope(c->table, c->loaded, c->scoring, score);
    ri_put_number(c->table, open ? (double)NAN : c->levels[low]);
    ri_put_number(c->table, c->levels[high]);
    ri_put_int(c->table, (int64_t)score->values);
    ri_put_number(c->table, nominal);
    ri_put_number(c->table, coverage);
    ri_put_number(c->table, coverage - nominal);
}

/* Every quantile, then every interval that leaves as much on either side, from the widest. */
static void put_rows(const struct calibrating *c, const struct ri_score *score)
{
    const double alike = 1e-9;
    for (size_t l = 0; l < c->level_count; l++) put_row(c, score, SIZE_MAX, l);
    for (size_t l = 0, u = c->level_count; l < u;) {
        const double both = c->levels[l] + c->levels[u - 1];
        if (fabs(both - 1) < alike && l + 1 < u) put_row(c, score, l, u - 1);
        l += both <= 1 + alike;
        u -= both >= 1 - alike;
    }
}

ri_status ri_scoring_calibration(struct ri_call *call, const struct ri_loaded_panel *loaded,
                                 const struct ri_scoring                *scoring,
                                 const struct ri_demand_backtest_result *result,
                                 struct ri_error                        *err)
{
    struct calibrating c = {.loaded = loaded,
                            .scoring = scoring,
                            .levels = result->levels,
                            .level_count = result->level_count};
    RI_TRY(ri_call_columns(call, columns, RI_COUNT(columns), err));
    RI_TRY(ri_table_builder_new(columns, RI_COUNT(columns), &c.table, err));
    for (size_t i = 0; i < result->score_count; i++) {
        const struct ri_score *score = &result->scores[i];
        if (score->model == result->models[0] && score->step == RI_BACKTEST_ALL && score->values)
            put_rows(&c, score);
    }
    const ri_status status = ri_call_emit_builder(call, c.table, err);
    ri_table_builder_free(c.table);
    return status;
}
