/* demand models: the models this workspace keeps, what each learnt from and how good it was, out of their own cards. */
#include "app/model_store.h"
#include "app/operation.h"
#include "app/workspace.h"
#include "demand/global_file.h"
#include "learn/model_file.h"
#include "vision/model.h"

#include <math.h>

static const struct ri_column columns[] = {
    {"model", RI_COLUMN_TEXT, "name it is called by"},
    {"kind", RI_COLUMN_TEXT,
     "table: rows of figures; series: a learner over series; pictures; damaged: `said` tells"},
    {"learner", RI_COLUMN_TEXT, "boost or forest; of pictures the network"},
    {"target", RI_COLUMN_TEXT, "column it predicts"},
    {"trained_rows", RI_COLUMN_INTEGER, "rows or pictures it learnt from"},
    {"held_rows", RI_COLUMN_INTEGER, "rows or pictures held back, on which it was measured"},
    {"rmse", RI_COLUMN_NUMBER,
     "on those held back, of series at earlier origins: root mean squared error, units of the "
     "target"},
    {"mae", RI_COLUMN_NUMBER, "mean absolute error"},
    {"r2", RI_COLUMN_NUMBER, "share of the variance explained"},
    {"accuracy", RI_COLUMN_SHARE, "of pictures held back: answers that are right"},
    {"settings", RI_COLUMN_TEXT, "seed, trees or epochs: what it takes to train it again"},
    {"version", RI_COLUMN_TEXT,
     "first digits of the SHA-256 of its bytes: another model, another version"},
    {"data", RI_COLUMN_TEXT, "first digits of the fingerprint of what it learnt from"},
    {"kept_at", RI_COLUMN_TIME, "when this name began to mean this version"},
    {"said", RI_COLUMN_TEXT, "what is wrong with the file; missing: nothing"},
};
enum { DIGITS = 12, KINDS_FIGURES = 4 };
typedef ri_status put_fn(struct ri_call *call, struct ri_table_builder *table,
                         const struct ri_kept_model *kept, struct ri_view file,
                         struct ri_error *err);

static void put_head(struct ri_table_builder *table, const struct ri_kept_model *kept,
                     const char *kind)
{
    ri_put_string(table, kept->name);
    ri_put_string(table, kind);
}

static void put_digits(struct ri_table_builder *table, const char *hex)
{
    ri_put_text(table, (struct ri_view){hex, strnlen(hex, DIGITS)});
}

static void put_foot(struct ri_table_builder *table, const struct ri_kept_model *kept,
                     const char *fingerprint, const char *said)
{
    put_digits(table, kept->digest);
    if (*fingerprint)
        put_digits(table, fingerprint);
    else
        ri_put_null(table);
    ri_put_instant(table, kept->kept_us);
    ri_put_string(table, said);
}

static void put_measure(struct ri_table_builder *table, const struct ri_model_card *card,
                        const char *name)
{
    for (size_t i = 0; i < card->metric_count; i++) {
        if (strcmp(card->metrics[i].name, name) != 0) continue;
        ri_put_number(table, card->metrics[i].value);
        return;
    }
    ri_put_null(table);
}

static ri_status put_table_model(struct ri_call *call, struct ri_table_builder *table,
                                 const struct ri_kept_model *kept, struct ri_view file,
                                 struct ri_error *err)
{
    struct ri_model_card card;
    struct ri_view       text;
    RI_TRY(ri_model_card_read(file, ri_call_mem(call), &card, &text, err));
    const char *settings =
        ri_arena_printf(ri_call_mem(call), "seed %lld, %lld trees", (long long)card.settings.seed,
                        (long long)card.settings.trees);
    put_head(table, kept, "table");
    ri_put_string(table, card.learner->name);
    ri_put_string(table, card.target);
    ri_put_int(table, (int64_t)card.trained_rows);
    ri_put_int(table, (int64_t)card.held_rows);
    put_measure(table, &card, "rmse");
    put_measure(table, &card, "mae");
    put_measure(table, &card, "r2");
    ri_put_null(table);
    ri_put_string(table, settings);
    put_foot(table, kept, card.fingerprint, NULL);
    return RI_OK;
}

static ri_status put_series_model(struct ri_call *call, struct ri_table_builder *table,
                                  const struct ri_kept_model *kept, struct ri_view file,
                                  struct ri_error *err)
{
    struct ri_global_kept model;
    RI_TRY(ri_global_file_read(file, true, ri_call_mem(call), &model, err));
    const char *settings = ri_arena_printf(
        ri_call_mem(call), "seed %llu, %zu trees, %zu %ss ahead",
        (unsigned long long)model.settings.seed, model.settings.trees, model.horizon,
        ri_frequency_text(model.frequency));
    put_head(table, kept, "series");
    ri_put_string(table, "boost");
    ri_put_string(table, model.value_name);
    ri_put_int(table, (int64_t)model.rows);
    ri_put_int(table, (int64_t)model.values);
    ri_put_number(table, model.rmse);
    ri_put_number(table, model.mae);
    for (int i = 0; i < KINDS_FIGURES - 2; i++) ri_put_null(table);
    ri_put_string(table, settings);
    put_foot(table, kept, model.fingerprint, NULL);
    return RI_OK;
}

static ri_status put_picture_model(struct ri_call *call, struct ri_table_builder *table,
                                   const struct ri_kept_model *kept, struct ri_view file,
                                   struct ri_error *err)
{
    struct ri_picture_model model;
    RI_TRY(ri_picture_model_read(file, ri_call_mem(call), &model, err));
    const char *settings = ri_arena_printf(ri_call_mem(call), "seed %llu, %zu epochs",
                                           (unsigned long long)model.seed, model.epoch_count);
    put_head(table, kept, "pictures");
    ri_put_string(table, model.network);
    ri_put_null(table);
    ri_put_int(table, (int64_t)model.learn_count);
    ri_put_int(table, (int64_t)model.held_count);
    for (int i = 0; i < KINDS_FIGURES - 1; i++) ri_put_null(table);
    if (isnan(model.accuracy))
        ri_put_null(table);
    else
        ri_put_number(table, model.accuracy);
    ri_put_string(table, settings);
    put_foot(table, kept, model.fingerprint, NULL);
    return RI_OK;
}

static void put_damaged(struct ri_table_builder *table, const struct ri_kept_model *kept,
                        const char *said)
{
    enum { UNKNOWN = 9 };
    put_head(table, kept, "damaged");
    for (int i = 0; i < UNKNOWN; i++) ri_put_null(table);
    put_foot(table, kept, "", said);
}

/* By what the file begins with. */
static put_fn *kind_of(struct ri_view file)
{
    const struct {
        const char *lead;
        put_fn     *put;
    } kinds[] = {{"retailinsight-pictures ", put_picture_model},
                 {ri_global_file_lead, put_series_model}};
    for (size_t i = 0; i < RI_COUNT(kinds); i++) {
        const size_t length = strlen(kinds[i].lead);
        if (file.length > length && memcmp(file.at, kinds[i].lead, length) == 0)
            return kinds[i].put;
    }
    return put_table_model;
}

/* A model that cannot be read is a row that says so: the others are still shown. */
static ri_status put_model(struct ri_call *call, struct ri_table_builder *table,
                           const struct ri_kept_model *kept, struct ri_error *err)
{
    struct ri_text  file = {0};
    struct ri_error wrong = {0};
    ri_status       status = ri_model_fetch(call, kept->name, &file, &wrong);
    if (status == RI_OK) {
        const struct ri_view bytes = {file.at, file.length};
        status = kind_of(bytes)(call, table, kept, bytes, &wrong);
    }
    ri_text_release(&file);
    if (status == RI_OK) return RI_OK;
    if (status == RI_ENOMEM) return ri_fail(err, status, "%s", wrong.message);
    put_damaged(table, kept, wrong.message);
    return RI_OK;
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct ri_kept_model    *kept;
    size_t                   count;
    struct ri_table_builder *table;
    RI_TRY(ri_models_kept(call, &kept, &count, err));
    RI_TRY(ri_call_builder(call, &table, err));
    ri_status status = RI_OK;
    for (size_t i = 0; i < count && status == RI_OK; i++)
        status = put_model(call, table, &kept[i], err);
    if (!count)
        ri_call_note(call, "no model is kept yet; 'demand train' and 'demand learn' with --save "
                           "NAME keep one");
    return ri_call_answer(call, table, status, err);
}

static const struct ri_operation operations[] = {
    {.info = {.name = "demand.models",
              .summary = "The models that are kept: what each learnt from, and how good it was",
              .details =
                  "Figures are those of the rows that training held back, out of the model's "
                  "own file; a file that was changed since says so.",
              .flags = RI_VOLATILE,
              .roles = RI_ROLE_SCIENCE | RI_ROLE_ANALYST | RI_ROLE_ADMIN,
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight demand models")},
     .run = run},
};
const struct ri_operation_table ri_learn_kept_operations = RI_OPERATION_TABLE(operations);
