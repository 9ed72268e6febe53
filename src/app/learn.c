/* demand train and demand predict: any table with a target column, a learner, a model that is kept. */
#include "app/learn_predict.h"

#include "app/call_config.h"
#include "app/model_store.h"
#include "app/operation.h"
#include "app/table_file.h"
#include "base/hash.h"
#include "learn/model_file.h"
#include "learn/row_draw.h"
#include "math/metrics.h"

#include <ctype.h>
#include <math.h>

static const char *const learner_words[] = {"boost", "forest", NULL};
static const char *const objective_words[] = {
#define WORD(code, text, native) text,
    RI_OBJECTIVE_MAP(WORD)
#undef WORD
        NULL};

static const struct ri_param train_params[] = {
    {"input", RI_PARAM_FILE, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "the table: CSV, TSV, Parquet; - reads standard input"},
    {"target", RI_PARAM_COLUMN, 0, NULL, NULL, NULL, "column to predict, a number in every row"},
    {"learner", RI_PARAM_ENUM, 0, NULL, "boost", learner_words,
     "gradient-boosted trees, or a random forest"},
    {"test-share", RI_PARAM_NUMBER, 0, NULL, "0.2", NULL,
     "share of the rows held back to measure on, chosen by what they hold and the seed; 0: none"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "42", NULL, "another seed holds back other rows"},
    {"ignore", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL, "columns not to learn from"},
    {"category", RI_PARAM_COLUMN, RI_PARAM_LIST, NULL, NULL, NULL,
     "columns whose numbers are names (store 1, 2, 3)"},
    {"save", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "keep the model under this name, or in a file (./demand.model); the target's name when not "
     "given; none: do not keep it"},
    {"config", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "YAML file of these parameters; what is given here wins"},
    {"objective", RI_PARAM_ENUM, 0, NULL, NULL, objective_words,
     "what boosting minimises; squares when not given"},
    {"trees", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "200 for boost, 100 for forest when not given"},
    {"leaves", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "most leaves of a tree; 31, forest 4096"},
    {"depth", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "deepest tree; 0: any"},
    {"min-leaf", RI_PARAM_COUNT, 0, "rows", NULL, NULL, "rows a leaf must hold; 20, forest 1"},
    {"bins", RI_PARAM_COUNT, 0, NULL, NULL, NULL, "thresholds tried per column; 255, forest 1023"},
    {"rate", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "how much each boosted tree adds; 0.05"},
    {"column-share", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of the columns that each split may choose from; 0.8, forest 1"},
    {"row-share", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of the rows that each tree sees; 0.8, forest 0.632"},
    {"l2", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "pulls leaf values to 0; 1, forest 0"},
    {"quantile", RI_PARAM_NUMBER, 0, NULL, NULL, NULL, "level of the quantile objective; 0.5"},
    {"tweedie-power", RI_PARAM_NUMBER, 0, NULL, NULL, NULL,
     "of the Tweedie objective: variance = mean ^ power; 1.1"},
};
static const struct ri_column train_columns[] = {
    {"metric", RI_COLUMN_TEXT,
     "mse, rmse, mae, r2 on the rows held back; rows; importance.COLUMN: share of what was learnt"},
    {"value", RI_COLUMN_NUMBER, "its value; mse in squared units of the target"},
};
static const struct ri_param predict_params[] = {
    {"input", RI_PARAM_FILE, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "rows to predict: CSV, TSV, Parquet; - reads standard input"},
    {"model", RI_PARAM_TEXT, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "name of a kept model, or its file (./demand.model)"},
};
static const struct ri_column predict_columns[] = {
    {"*", RI_COLUMN_TEXT, "the columns of the file"},
    {"prediction", RI_COLUMN_NUMBER, "what the model expects, units of the target"},
};

/* ---- The training table ------------------------------------------------------------------------------------------ */

struct training {
    struct ri_call        *call;
    struct ri_table_file  *file;
    size_t                 target;  /* column of the file */
    size_t                *columns; /* of the file, by column of the coding */
    ri_coded              *types;   /* by column of the file */
    struct ri_coding       raw;     /* before words are known */
    struct ri_coded_table *table;
    struct ri_cell        *cells;   /* of a row, by column of the coding */
    float                 *targets; /* by row */
    size_t                 rows, room;
    bool                   counts; /* the objective cannot learn what is below 0 */
    struct ri_coding       coding;
};

static bool listed(const char *const *list, const char *name)
{
    for (; *list; list++)
        if (strcmp(*list, name) == 0) return true;
    return false;
}

static int by_name(const void *a, const void *b, void *file)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int    order = strcmp(ri_table_file_name(file, x), ri_table_file_name(file, y));
    return order ? order : (x > y) - (x < y);
}

/* In the order of their names: a learner prefers the first of columns that are as good, and draws columns by number. */
static void name_columns(struct training *training)
{
    qsort_r(training->columns, training->raw.column_count, sizeof *training->columns, by_name,
            training->file);
    for (size_t at = 0; at < training->raw.column_count; at++) {
        const size_t c = training->columns[at];
        training->raw.columns[at] = (struct ri_coded_column){
            .name = ri_table_file_name(training->file, c), .type = training->types[c]};
    }
}

static ri_status choose_columns(struct training *training, struct ri_error *err)
{
    struct ri_call             *call = training->call;
    const struct ri_table_file *file = training->file;
    struct ri_arena            *mem = ri_call_mem(call);
    const size_t                count = ri_table_file_count(file);
    const char *const          *ignored = ri_call_list(call, "ignore", NULL);
    const char *const          *named = ri_call_list(call, "category", NULL);
    size_t                      ignore;
    if (!ri_call_given(call, "target"))
        return ri_fail(err, RI_EUSAGE,
                       "demand.train needs --target ('demand learn' learns over series)");
    RI_TRY(ri_table_file_find(file, ri_call_text(call, "target"), &training->target, err));
    for (size_t i = 0; ignored[i]; i++) RI_TRY(ri_table_file_find(file, ignored[i], &ignore, err));
    for (size_t i = 0; named[i]; i++) RI_TRY(ri_table_file_find(file, named[i], &ignore, err));
    RI_ARENA_NEW(training->types, mem, count, err);
    RI_ARENA_NEW(training->columns, mem, count, err);
    RI_ARENA_NEW(training->cells, mem, count, err);
    RI_ARENA_NEW(training->raw.columns, mem, count, err);
    for (size_t c = 0; c < count; c++) {
        const char *name = ri_table_file_name(file, c);
        ri_coded    type = ri_table_file_guess(file, c);
        if (listed(named, name)) type = RI_CODED_CATEGORY;
        if (listed(ignored, name)) type = RI_CODED_CATEGORY; /* readable, whatever it holds */
        training->types[c] = c == training->target ? RI_CODED_NUMBER : type;
        if (c == training->target || listed(ignored, name)) continue;
        training->columns[training->raw.column_count++] = c;
    }
    if (!training->raw.column_count)
        return ri_fail(err, RI_EUSAGE, "beside the target there is no column to learn from");
    name_columns(training);
    return RI_OK;
}

/* Here, where the record still has its number: a learner sees rows in another order, and those held back not at all. */
static ri_status check_target(const struct training *training, uint64_t record,
                              const struct ri_cell *target, struct ri_error *err)
{
    if (!target->known)
        return ri_fail(err, RI_EDATA, "record %llu has no value in the target column '%s'",
                       (unsigned long long)record, ri_call_text(training->call, "target"));
    if (training->counts && target->number < 0)
        return ri_fail(err, RI_EDATA,
                       "record %llu: the target %g is below 0, which this objective cannot learn",
                       (unsigned long long)record, target->number);
    return RI_OK;
}

static ri_status add_row(void *context, uint64_t record, const struct ri_cell *cells,
                         struct ri_error *err)
{
    struct training      *training = context;
    const struct ri_cell *target = &cells[training->target];
    RI_TRY(check_target(training, record, target, err));
    if (training->rows == training->room) {
        const size_t room = training->room ? 2 * training->room : 1024;
        float       *targets = realloc(training->targets, room * sizeof *targets);
        if (!targets) return ri_fail(err, RI_ENOMEM, "no room for %zu rows", room);
        training->targets = targets;
        training->room = room;
    }
    training->targets[training->rows++] = (float)target->number;
    for (size_t c = 0; c < training->raw.column_count; c++)
        training->cells[c] = cells[training->columns[c]];
    return ri_coded_table_add(training->table, training->cells, err);
}

/* A column of words of which hardly one comes twice names the rows; what a tree learns from it is noise. */
static ri_status settle(struct training *training, struct ri_error *err)
{
    const struct ri_coded_table *table = training->table;
    const size_t                 rows = ri_coded_table_rows(table);
    bool                        *keep;
    RI_ARENA_NEW(keep, ri_call_mem(training->call), training->raw.column_count, err);
    for (size_t c = 0; c < training->raw.column_count; c++) {
        const size_t words = ri_coded_table_words(table, c);
        keep[c] = rows < 50 || words <= rows / 2;
        if (!keep[c])
            ri_call_note(training->call,
                         "column '%s' is left out: %zu different texts in %zu rows name the rows "
                         "rather than describe them",
                         training->raw.columns[c].name, words, rows);
    }
    return ri_coded_table_settle(training->table, keep, ri_call_mem(training->call),
                                 &training->coding, err);
}

static ri_status read_training(struct training *training, struct ri_error *err)
{
    RI_TRY(choose_columns(training, err));
    RI_TRY(ri_coded_table_new(&training->raw, false, &training->table, err));
    RI_TRY(ri_table_file_rows(training->file, training->types, add_row, training, err));
    if (!training->rows) return ri_fail(err, RI_EDATA, "the file has no rows to learn from");
    return settle(training, err);
}

/* ---- Training ------------------------------------------------------------------------------------------------------ */

static ri_status read_settings(struct ri_call *call, const struct ri_learner **ret_learner,
                               struct ri_learn_settings *ret, struct ri_error *err)
{
    RI_TRY(ri_learner_find(ri_call_text(call, "learner"), ret_learner, err));
    ri_learn_defaults(*ret_learner, ret);
    for (size_t i = 0; i < ri_learn_setting_count(); i++) {
        const char *name = ri_learn_setting_name(i), *text = ri_call_text(call, name);
        if (text) RI_TRY(ri_learn_set(ret, name, text, err));
    }
    return RI_OK;
}

struct split { /* rows as the seed draws them: those held back, then those trained on */
    size_t       *rows, trained, held;
    unsigned char fingerprint[RI_SHA256_SIZE]; /* of the data */
};

static ri_status split_rows(const struct training *training, uint64_t seed, struct split *ret,
                            struct ri_error *err)
{
    const size_t rows = training->rows;
    const double share = ri_call_number(training->call, "test-share", 0);
    if (!(share >= 0 && share < 1))
        return ri_fail(err, RI_EUSAGE, "--test-share wants 0 or more, below 1; got %g", share);
    RI_ARENA_NEW(ret->rows, ri_call_mem(training->call), rows, err);
    RI_TRY(
        ri_rows_draw(training->table, training->targets, seed, ret->rows, ret->fingerprint, err));
    ret->held = (size_t)(share * (double)rows + 0.5);
    ret->trained = rows - ret->held;
    return RI_OK;
}

static ri_status learn(const struct training *training, const struct split *split,
                       struct ri_model_card *card, struct ri_learned **ret, struct ri_error *err)
{
    const size_t features = ri_coding_features(&training->coding);
    double      *x = malloc((split->trained ? split->trained : 1) * features * sizeof *x);
    float       *y = malloc((split->trained ? split->trained : 1) * sizeof *y);
    uint8_t     *categorical = malloc(features);
    ri_status    status = RI_OK;
    if (!x || !y || !categorical)
        status = ri_fail(err, RI_ENOMEM, "no room for %zu rows of %zu features", split->trained,
                         features);
    if (status == RI_OK) {
        const size_t *rows = split->rows + split->held;
        ri_coded_table_features(training->table, rows, split->trained, x);
        for (size_t i = 0; i < split->trained; i++) y[i] = training->targets[rows[i]];
        ri_coding_categorical(&training->coding, categorical);
        const struct ri_learn_data data = {
            .in = {.rows = split->trained, .columns = features, .x64 = x},
            .target = y,
            .categorical = categorical};
        status = ri_learn_train(card->learner, &data, &card->settings, ri_call_task(training->call),
                                ret, err);
    }
    free(x);
    free(y);
    free(categorical);
    return status;
}

static void put_metrics(struct ri_model_card *card, const struct ri_accuracy *accuracy,
                        double squares)
{
    const struct ri_model_metric metrics[] = {
        {"mse", ri_accuracy_mse(accuracy)},
        {"rmse", sqrt(ri_accuracy_mse(accuracy))},
        {"mae", ri_accuracy_mae(accuracy)},
        {"r2", squares > 0 ? 1 - accuracy->squared_error / squares : NAN}};
    memcpy(card->metrics, metrics, sizeof metrics);
    card->metric_count = RI_COUNT(metrics);
}

/* Errors on the rows held back; r2 against their own mean, as everybody defines it. */
static ri_status measure(const struct training *training, const struct split *split,
                         const struct ri_learned *learned, struct ri_model_card *card,
                         struct ri_error *err)
{
    const size_t features = ri_coding_features(&training->coding);
    if (!split->held) return RI_OK;
    double   *x = malloc(split->held * features * sizeof *x);
    double   *f = malloc(split->held * sizeof *f);
    ri_status status =
        x && f ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for %zu rows", split->held);
    if (status == RI_OK) {
        ri_coded_table_features(training->table, split->rows, split->held, x);
        const struct ri_learn_rows rows = {.rows = split->held, .columns = features, .x64 = x};
        status = ri_learned_predict(learned, &rows, ri_task_threads(ri_call_task(training->call)),
                                    f, err);
    }
    struct ri_accuracy accuracy = {0};
    double             squares = 0;
    for (size_t i = 0; status == RI_OK && i < split->held; i++)
        ri_accuracy_add(&accuracy, (double)training->targets[split->rows[i]], f[i]);
    const double mean = accuracy.n ? accuracy.actual / (double)accuracy.n : 0;
    for (size_t i = 0; status == RI_OK && i < split->held; i++) {
        const double off = (double)training->targets[split->rows[i]] - mean;
        squares += off * off;
    }
    if (status == RI_OK) put_metrics(card, &accuracy, squares);
    free(x);
    free(f);
    return status;
}

/* What the model is called: as asked, else as its target, in letters that a name may have. NULL: it is not kept. */
static ri_status name_model(struct ri_call *call, const char **ret, struct ri_error *err)
{
    enum { NAME_MOST = 64 };
    const char *given = ri_call_text(call, "save"), *target = ri_call_text(call, "target");
    *ret = NULL;
    if (given && strcmp(given, "none") == 0) return RI_OK;
    if (given) {
        *ret = given;
        return ri_model_name_check(call, given, err);
    }
    if (!target) return RI_OK; /* said where the columns are chosen */
    char *name = ri_arena_copy(ri_call_mem(call), target, strnlen(target, NAME_MOST));
    if (!name) return ri_fail(err, RI_ENOMEM, "no room for the name of the model");
    for (char *at = name; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '-') *at = '_';
    *ret = name;
    return ri_model_name_check(call, name, err);
}

static ri_status keep_model(struct ri_call *call, const struct ri_model_card *card,
                            const struct ri_learned *learned, struct ri_error *err)
{
    const char    *name, *path;
    struct ri_text bytes = {0};
    RI_TRY(name_model(call, &name, err));
    if (!name) return RI_OK;
    ri_status status = ri_model_write(card, learned, &bytes, err);
    if (status == RI_OK)
        status = ri_model_keep(call, name, (struct ri_view){bytes.at, bytes.length}, &path, err);
    if (status == RI_OK)
        ri_call_note(call, "the model is kept as '%s'; fingerprint of its data: %.12s%s", name,
                     card->fingerprint,
                     ri_call_given(call, "save") ? ""
                                                 : "; --save names it, --save none keeps none");
    ri_text_release(&bytes);
    return status;
}

static void put_metric(struct ri_table_builder *table, const char *name, double value)
{
    ri_put_string(table, name);
    ri_put_number(table, value);
}

struct importance {
    const char *name;
    double      share;
};

static int by_share(const void *a, const void *b)
{
    const struct importance *x = a, *y = b;
    return x->share > y->share ? -1 : x->share < y->share ? 1 : strcmp(x->name, y->name);
}

/* Gains of the features, as shares, largest first. */
static ri_status put_importances(struct ri_call *call, const struct ri_coding *coding,
                                 const struct ri_learned *learned, struct ri_table_builder *table,
                                 struct ri_error *err)
{
    const size_t       features = ri_coding_features(coding);
    double            *gains, total = 0;
    struct importance *list;
    struct ri_arena   *mem = ri_call_mem(call);
    RI_ARENA_NEW(gains, mem, features, err);
    RI_ARENA_NEW(list, mem, features, err);
    RI_TRY(ri_learned_importance(learned, gains, err));
    for (size_t f = 0; f < features; f++) total += gains[f];
    for (size_t f = 0; f < features; f++) {
        const char *name = ri_coding_feature_name(coding, f, mem);
        list[f] = (struct importance){ri_arena_printf(mem, "importance.%s", name ? name : "?"),
                                      total > 0 ? gains[f] / total : 0};
        if (!name || !list[f].name) return ri_fail(err, RI_ENOMEM, "no room for names");
    }
    qsort(list, features, sizeof *list, by_share);
    for (size_t f = 0; f < features; f++) put_metric(table, list[f].name, list[f].share);
    return RI_OK;
}

static ri_status answer_training(struct ri_call *call, const struct ri_model_card *card,
                                 const struct ri_learned *learned, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    for (size_t i = 0; i < card->metric_count; i++)
        put_metric(table, card->metrics[i].name, card->metrics[i].value);
    put_metric(table, "rows_trained", (double)card->trained_rows);
    put_metric(table, "rows_held_back", (double)card->held_rows);
    return ri_call_answer(call, table, put_importances(call, &card->coding, learned, table, err),
                          err);
}

static ri_status train_on(struct training *training, struct ri_error *err)
{
    struct ri_call      *call = training->call;
    struct ri_model_card card = {.target = ri_call_text(call, "target")};
    struct split         split = {0};
    struct ri_learned   *learned = NULL;
    RI_TRY(read_settings(call, &card.learner, &card.settings, err));
    training->counts = card.settings.objective == RI_OBJECTIVE_POISSON ||
                       card.settings.objective == RI_OBJECTIVE_TWEEDIE;
    RI_TRY(read_training(training, err));
    RI_TRY(split_rows(training, (uint64_t)card.settings.seed, &split, err));
    card.coding = training->coding;
    card.trained_rows = split.trained;
    card.held_rows = split.held;
    ri_hex(split.fingerprint, sizeof split.fingerprint, card.fingerprint);
    RI_TRY(learn(training, &split, &card, &learned, err));
    ri_status status = measure(training, &split, learned, &card, err);
    if (status == RI_OK) status = keep_model(call, &card, learned, err);
    if (status == RI_OK) status = answer_training(call, &card, learned, err);
    ri_learned_free(learned);
    return status;
}

static ri_status train_run(struct ri_call *call, struct ri_error *err)
{
    struct training training = {.call = call};
    int             fd;
    const char     *name;
    RI_TRY(ri_call_config(call, "config", err));
    RI_TRY(name_model(call, &name, err)); /* before a long training */
    ri_call_file(call, "input", 0, &fd, &name);
    RI_TRY(ri_table_file_open(call, fd, name, &training.file, err));
    const ri_status status = train_on(&training, err);
    ri_coded_table_free(training.table);
    free(training.targets);
    ri_table_file_close(training.file);
    return status;
}

/* ---- The table ------------------------------------------------------------------------------------------------------- */

static const struct ri_operation operations[] = {
    {.info =
         {.name = "demand.train",
          .summary = "Train boosted trees or a random forest on any table with a target column",
          .details =
              "Text columns become categories, dates their day, month and weekday, empty cells "
              "stay missing. A share of the rows is held back and measured on. The model is kept: "
              "one file: columns and their words, settings, seed, a fingerprint of the data, the "
              "measures, the trees. The same data and seed give the same model, in any order of "
              "the rows and of the columns.",
          .flags = RI_LONG | RI_CHANGES | RI_STANDALONE,
          .roles = RI_ROLE_SCIENCE | RI_ROLE_ANALYST | RI_ROLE_ADMIN,
          RI_PARAMS(train_params),
          RI_COLUMNS(train_columns),
          RI_EXAMPLES("retailinsight demand train --input data.csv --target demand --learner "
                      "forest --trees 100 --test-share 0.2 --seed 42",
                      "retailinsight demand train --input data.csv --target demand --objective "
                      "tweedie --config train.yaml -o weekly.model")},
     .run = train_run},
    {.info = {.name = "demand.predict",
              .summary = "The rows of a file with the prediction of a trained model",
              .details = "The file needs the columns that the model was trained on, under their "
                         "names; all its columns are carried through. A category that training did "
                         "not see counts as missing and is named in a note.",
              .flags = RI_LONG | RI_STANDALONE,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(predict_params),
              RI_COLUMNS(predict_columns),
              RI_EXAMPLES("retailinsight demand predict --input new.csv --model weekly",
                          "retailinsight demand predict --input new.csv --model ./demand.model "
                          "--format csv -o predicted.csv")},
     .run = learn_predict_run},
};
const struct ri_operation_table ri_learn_operations = RI_OPERATION_TABLE(operations);
