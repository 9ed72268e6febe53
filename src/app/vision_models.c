/* vision models and curve: what was trained, how good it is, and how a training under way gets on. */
#include "app/files.h"
#include "app/model_store.h"
#include "app/operation.h"
#include "app/vision_parts.h"
#include "app/workspace.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <unistd.h>

static const struct ri_column columns[] = {
    {"model", RI_COLUMN_TEXT, "name"},
    {"state", RI_COLUMN_TEXT, "kept; training: under way, or interrupted"},
    {"network", RI_COLUMN_TEXT, "how it was trained"},
    {"version", RI_COLUMN_TEXT,
     "what MODEL@VERSION names later, when another was kept under the name"},
    {"versions", RI_COLUMN_INTEGER, "how often a model was kept under the name"},
    {"kept_at", RI_COLUMN_TIME, "when"},
    {"classes", RI_COLUMN_INTEGER, "that it tells apart"},
    {"pictures", RI_COLUMN_INTEGER, "that it learnt from"},
    {"held_back", RI_COLUMN_INTEGER, "pictures that it was measured on"},
    {"accuracy", RI_COLUMN_SHARE, "right of those held back"},
    {"top5", RI_COLUMN_SHARE, "the right one among the first five"},
    {"threshold", RI_COLUMN_SHARE, "confidence below which it says unsure"},
    {"coverage", RI_COLUMN_SHARE, "answers above it"},
    {"epochs_done", RI_COLUMN_INTEGER, "epochs"},
    {"epochs", RI_COLUMN_INTEGER, "epochs planned, of a training"},
    {"pictures_per_s", RI_COLUMN_NUMBER, "pictures a second of the last epoch, of a training"},
    {"seconds_left", RI_COLUMN_NUMBER, "of a training, at that speed"},
};

static void put_share(struct ri_table_builder *table, double share)
{
    if (isfinite(share))
        ri_put_number(table, share);
    else
        ri_put_null(table);
}

/* ---- Kept models -------------------------------------------------------------------------------------------- */

/* *ret_pictures false: it is a model of another kind. The model lives in mem. */
static ri_status read_model(struct ri_call *call, const char *name, struct ri_arena *mem,
                            struct ri_picture_model *ret, bool *ret_pictures, struct ri_error *err)
{
    struct ri_text bytes = {0};
    ri_status      status = ri_model_fetch(call, name, &bytes, err);
    *ret_pictures = false;
    if (status == RI_OK)
        *ret_pictures =
            ri_picture_model_read((struct ri_view){bytes.at ? bytes.at : "", bytes.length}, mem,
                                  ret, NULL) == RI_OK;
    ri_text_release(&bytes);
    return status;
}

static ri_status put_kept(struct ri_call *call, const struct ri_kept_model *kept,
                          struct ri_table_builder *table, struct ri_error *err)
{
    struct ri_picture_model model;
    struct ri_arena         mem;
    size_t                  versions;
    int64_t                 kept_us;
    bool                    pictures;
    ri_arena_init(&mem, SIZE_MAX);
    ri_status status = read_model(call, kept->name, &mem, &model, &pictures, err);
    if (status == RI_OK && pictures) {
        ri_model_versions(call, kept->name, &versions, &kept_us);
        ri_put_string(table, kept->name);
        ri_put_string(table, "kept");
        ri_put_string(table, model.network);
        ri_put_text(table, (struct ri_view){kept->digest, 12});
        ri_put_int(table, (int64_t)(versions ? versions : 1));
        if (kept_us)
            ri_put_instant(table, kept_us);
        else
            ri_put_null(table);
        ri_put_int(table, (int64_t)model.class_count);
        ri_put_int(table, (int64_t)model.learn_count);
        ri_put_int(table, (int64_t)model.held_count);
        put_share(table, model.accuracy);
        put_share(table, model.top5);
        put_share(table, model.threshold);
        put_share(table, model.coverage);
        ri_put_int(table, (int64_t)model.epoch_count);
        for (int k = 0; k < 3; k++) ri_put_null(table);
    }
    ri_arena_release(&mem);
    return status;
}

/* ---- Trainings under way ------------------------------------------------------------------------------------- */

/* RI_ENOTFOUND: there is none of that name. */
static ri_status look_at(struct ri_call *call, const char *name, struct ri_training_seen *ret,
                         struct ri_error *err)
{
    const char    *path = ri_arena_printf(ri_call_mem(call), "%s/models/%s.training",
                                          ri_workspace_directory(ri_call_workspace(call)), name);
    const int      fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    struct ri_text bytes = {0};
    if (fd < 0) return ri_fail(err, RI_ENOTFOUND, "there is no training '%s'", name);
    ri_status status = ri_read_file(fd, name, &bytes, err);
    close(fd);
    if (status == RI_OK)
        status = ri_checkpoint_look((struct ri_view){bytes.at ? bytes.at : "", bytes.length},
                                    ri_call_mem(call), ret, err);
    ri_text_release(&bytes);
    return status;
}

static void put_training(const char *name, const struct ri_training_seen *seen,
                         struct ri_table_builder *table)
{
    const struct ri_epoch *last = &seen->curve[seen->epochs_done - 1];
    ri_put_string(table, name);
    ri_put_string(table, "training");
    for (int k = 0; k < 7; k++) ri_put_null(table);
    put_share(table, last->held_accuracy);
    for (int k = 0; k < 3; k++) ri_put_null(table);
    ri_put_int(table, seen->epochs_done);
    ri_put_int(table, seen->epochs);
    ri_put_number(table, last->pictures_per_s);
    ri_put_number(table, seen->seconds_left);
}

static void put_trainings(struct ri_call *call, struct ri_table_builder *table)
{
    static const char end[] = ".training";
    const char       *folder = ri_arena_printf(ri_call_mem(call), "%s/models",
                                               ri_workspace_directory(ri_call_workspace(call)));
    DIR              *at = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; at && (entry = readdir(at));) {
        const size_t            length = strlen(entry->d_name), tail = sizeof end - 1;
        struct ri_training_seen seen;
        char                    name[256];
        if (length <= tail || strcmp(entry->d_name + length - tail, end) != 0) continue;
        snprintf(name, sizeof name, "%.*s", (int)(length - tail), entry->d_name);
        if (look_at(call, name, &seen, NULL) == RI_OK) put_training(name, &seen, table);
    }
    if (at) closedir(at);
}

static ri_status put_models(struct ri_call *call, struct ri_table_builder *table,
                            struct ri_error *err)
{
    struct ri_kept_model *kept;
    size_t                count;
    put_trainings(call, table);
    RI_TRY(ri_models_kept(call, &kept, &count, err));
    for (size_t i = 0; i < count; i++) RI_TRY(put_kept(call, &kept[i], table, err));
    return RI_OK;
}

static ri_status models_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table, put_models(call, table, err), err);
}

/* ---- The learning curve ----------------------------------------------------------------------------------------- */

static const struct ri_param curve_params[] = {
    {"model", RI_PARAM_TEXT, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "name of a kept model, or of a training under way"},
};
static const struct ri_column curve_columns[] = {
    {"epoch", RI_COLUMN_INTEGER, "from 1"},
    {"loss", RI_COLUMN_NUMBER, "cross-entropy while it learnt, augmented"},
    {"accuracy", RI_COLUMN_SHARE, "right while it learnt"},
    {"held_loss", RI_COLUMN_NUMBER, "cross-entropy on the pictures held back"},
    {"held_accuracy", RI_COLUMN_SHARE, "right on the pictures held back"},
    {"pictures_per_s", RI_COLUMN_NUMBER, "pictures a second, of a training under way"},
};

static ri_status curve_of(struct ri_call *call, struct ri_training_seen *ret, struct ri_error *err)
{
    const char             *name = ri_call_text(call, "model");
    struct ri_picture_model model;
    bool                    pictures;
    if (!strchr(name, '/') && !strstr(name, ".model") && look_at(call, name, ret, NULL) == RI_OK) {
        ri_call_note(call, "under way or interrupted: epoch %u of %u, %.0f s left at this speed",
                     ret->epochs_done, ret->epochs, ret->seconds_left);
        return RI_OK;
    }
    RI_TRY(read_model(call, name, ri_call_mem(call), &model, &pictures, err));
    if (!pictures) return ri_fail(err, RI_EDATA, "'%s' is not a model of pictures", name);
    *ret = (struct ri_training_seen){.epochs_done = (unsigned)model.epoch_count,
                                     .epochs = (unsigned)model.epoch_count,
                                     .curve = model.curve};
    return RI_OK;
}

static ri_status curve_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_table_builder *table;
    struct ri_training_seen  seen;
    RI_TRY(curve_of(call, &seen, err));
    RI_TRY(ri_call_builder(call, &table, err));
    for (unsigned i = 0; i < seen.epochs_done; i++) {
        const struct ri_epoch *line = &seen.curve[i];
        ri_put_int(table, line->epoch);
        put_share(table, line->loss);
        put_share(table, line->accuracy);
        put_share(table, line->held_loss);
        put_share(table, line->held_accuracy);
        put_share(table, line->pictures_per_s > 0 ? line->pictures_per_s : (double)NAN);
    }
    return ri_call_answer(call, table, RI_OK, err);
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "vision.models",
          .summary = "Models that recognise pictures: kept versions, and trainings under way",
          .details =
              "Each name with the version it is now, how good it was on pictures held back, and "
              "where it says unsure. A training that is under way, also in another process, shows "
              "its epochs, its speed and the time left after its first checkpoint.",
          .flags = RI_STANDALONE | RI_VOLATILE,
          .roles = RI_ROLE_ALL,
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight vision models")},
     .run = models_run,
     .here = true},
    {.info = {.name = "vision.curve",
              .summary = "How a model learnt, epoch by epoch; also of a training under way",
              .flags = RI_STANDALONE | RI_VOLATILE,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(curve_params),
              RI_COLUMNS(curve_columns),
              RI_EXAMPLES("retailinsight vision curve --model shelf")},
     .run = curve_run,
     .here = true},
};
const struct ri_operation_table ri_vision_models_operations = RI_OPERATION_TABLE(operations);
