/* vision train: a folder of pictures into a kept model. */
#include "app/call_config.h"
#include "app/files.h"
#include "app/model_store.h"
#include "app/operation.h"
#include "app/vision_training.h"
#include "app/workspace.h"
#include "base/hash.h"

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const     networks[] = {"reference", "default", "classical", NULL};
static const char *const     precisions[] = {"fast", "single", NULL};
static const struct ri_param params[] = {
    {"input", RI_PARAM_FILE, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL | RI_PARAM_FOLDER, NULL, NULL,
     NULL, "folder with a folder of pictures for each class (JPEG, PNG, WebP)"},
    {"labels", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "list of file,label below the folder, instead of a folder for each class"},
    {"validation", RI_PARAM_FILE, RI_PARAM_FOLDER, NULL, NULL, NULL,
     "folder of the same classes to measure on, instead of a share held back"},
    {"network", RI_PARAM_ENUM, 0, NULL, "default", networks,
     "default: a small residual network with augmentation; reference: convolutions of 32 and 64; "
     "classical: boosted trees on colours, edges, textures, for few pictures"},
    {"backbone", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "ONNX network that makes features out of pictures; a head over it is learnt (needs "
     "onnxruntime)"},
    {"size", RI_PARAM_COUNT, 0, "pixels", NULL, NULL,
     "side of the pictures; 96, reference 100 when not given"},
    {"epochs", RI_PARAM_COUNT, 0, NULL, NULL, NULL,
     "times that every picture is seen; 60, reference 10 when not given"},
    {"patience", RI_PARAM_COUNT, 0, "epochs", "0", NULL,
     "stop when this many epochs brought nothing; the best one is kept. 0: go on to the end"},
    {"held-share", RI_PARAM_NUMBER, 0, NULL, "0.2", NULL,
     "share of each class held back to measure on, chosen by the seed"},
    {"sure", RI_PARAM_NUMBER, 0, NULL, "0.9", NULL,
     "answers below the confidence that is right this often are called unsure"},
    {"seed", RI_PARAM_COUNT, 0, NULL, "42", NULL, "the same seed gives the same model"},
    {"memory", RI_PARAM_COUNT, 0, "MB", "2048", NULL, "most memory the network may plan"},
    {"precision", RI_PARAM_ENUM, 0, NULL, "fast", precisions,
     "fast: bfloat16 where the processor multiplies matrices of it (AMX), about twice as "
     "fast; single: 32 bits"},
    {"fresh", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "begin again, also when a training of this kind was interrupted"},
    {"save", RI_PARAM_TEXT, 0, NULL, NULL, NULL,
     "keep the model under this name, or in a file (./shelf.model)"},
    {"config", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "YAML file of these parameters; what is given here wins"},
};
static const struct ri_column columns[] = {
    {"epoch", RI_COLUMN_INTEGER, "from 1"},
    {"loss", RI_COLUMN_NUMBER, "cross-entropy while it learnt, augmented"},
    {"accuracy", RI_COLUMN_SHARE, "right while it learnt"},
    {"held_loss", RI_COLUMN_NUMBER, "cross-entropy on the pictures held back"},
    {"held_accuracy", RI_COLUMN_SHARE, "right on the pictures held back"},
};

/* ---- Data ------------------------------------------------------------------------------------------------ */

static ri_status read_sets(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_call  *call = t->call;
    struct ri_arena *mem = ri_call_mem(call);
    struct ri_task  *task = ri_call_task(call);
    const unsigned   side = t->recipe.side * t->recipe.stored / 100;
    RI_TRY(ri_picture_set_read(&t->listing, side, 0, task, mem, &t->set, err));
    ri_vision_note_refused(call, t->set.refused, t->set.refused_count);
    if (!t->set.count) return ri_fail(err, RI_EDATA, "none of the pictures can be read");
    if (!ri_call_given(call, "validation")) return RI_OK;
    size_t unknown;
    RI_TRY(ri_vision_labelled(call, "validation", NULL, &t->apart, err));
    RI_TRY(ri_listing_relabel(&t->apart, t->listing.classes, t->listing.class_count, &unknown, mem,
                              err));
    if (unknown) ri_call_note(call, "%zu validation pictures are of other classes", unknown);
    RI_TRY(ri_picture_set_read(&t->apart, side, 0, task, mem, &t->other, err));
    ri_vision_note_refused(call, t->other.refused, t->other.refused_count);
    return RI_OK;
}

static ri_status split_sets(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_call *call = t->call;
    const double    share = ri_call_number(call, "held-share", 0.2);
    const bool      apart = ri_call_given(call, "validation");
    const uint64_t  seed = (uint64_t)ri_call_integer(call, "seed", 42);
    if (!(share >= 0 && share < 1))
        return ri_fail(err, RI_EUSAGE, "--held-share wants 0 or more, below 1; got %g", share);
    RI_TRY(ri_split_make(&t->set, &t->listing, apart ? 0 : share, seed, ri_call_mem(call),
                         &t->split, err));
    if (t->split.duplicates)
        ri_call_note(call,
                     "pictures that look like another one: %zu; they are on one side of the split",
                     t->split.duplicates);
    if (t->split.across)
        ri_call_note(call,
                     "pictures that look like one of another class: %zu; are they labelled well?",
                     t->split.across);
    t->plan.held = &t->set;
    t->plan.held_order = t->split.held;
    t->plan.held_count = t->split.held_count;
    if (!apart) return RI_OK;
    size_t *order;
    RI_TRY(ri_vision_order(call, t->other.count, &order, err));
    t->plan.held = &t->other;
    t->plan.held_order = order;
    t->plan.held_count = t->other.count;
    return RI_OK;
}

/* What a training depends on, as one digest: the same key, the same weights. */
static ri_status make_keys(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_text text = {0};
    for (size_t i = 0; i < t->set.count; i++) {
        const size_t of = t->set.of[i];
        ri_text_printf(&text, "%s\t%s\t%016llx\n", t->listing.names[of],
                       t->listing.classes[t->set.labels[i]], (unsigned long long)t->set.looks[i]);
    }
    ri_status status = ri_text_check(&text, err);
    if (status == RI_OK)
        status = ri_sha256_text((struct ri_view){text.at, text.length}, t->fingerprint, err);
    ri_text_printf(&text, "%s %u %u %llu %u %zu %zu %d", t->recipe.name, t->recipe.side,
                   t->recipe.epochs, (unsigned long long)t->plan.seed,
                   ri_task_threads(ri_call_task(t->call)), t->plan.learn_count, t->plan.held_count,
                   t->plan.single);
    if (status == RI_OK)
        status = ri_sha256_text((struct ri_view){text.at, text.length}, t->key, err);
    ri_text_release(&text);
    return status;
}

/* ---- Checkpoints ------------------------------------------------------------------------------------------- */

/* Beside the model: NAME.training in the workspace's models, or ./shelf.model.training. */
static ri_status place_checkpoint(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_call *call = t->call;
    const char     *name = ri_call_text(call, "save");
    if (!name) return RI_OK;
    if (ri_model_is_path(name)) {
        t->checkpoint = ri_arena_printf(ri_call_mem(call), "%s.training", name);
    } else {
        const char *directory = ri_workspace_directory(ri_call_workspace(call));
        const char *folder = ri_arena_printf(ri_call_mem(call), "%s/models", directory);
        if (!folder) return ri_fail(err, RI_ENOMEM, "no room for a path");
        mkdir(directory, 0777);
        mkdir(folder, 0777);
        t->checkpoint = ri_arena_printf(ri_call_mem(call), "%s/%s.training", folder, name);
    }
    return t->checkpoint ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a path");
}

/* A disk that is full does not end hours of training: it is said once, and the training goes on. */
static ri_status keep_checkpoint(void *context, const struct ri_progress_of_training *at,
                                 struct ri_error *err)
{
    struct ri_vision_training *t = context;
    struct ri_text             bytes = {0};
    struct ri_error            why = {0};
    if (!t->checkpoint) return RI_OK;
    ri_status status = ri_checkpoint_write(at, t->key, &t->recipe, &bytes, err);
    if (status == RI_OK && ri_write_file(t->checkpoint, bytes.at, bytes.length, &why) != RI_OK &&
        !t->warned) {
        t->warned = true;
        ri_call_note(t->call, "no checkpoint could be kept, the training went on without: %s",
                     why.message);
    }
    ri_text_release(&bytes);
    return status;
}

static ri_status resume(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_text bytes = {0};
    bool           fits = false;
    if (!t->checkpoint || ri_call_flag(t->call, "fresh")) return RI_OK;
    const int fd = open(t->checkpoint, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return RI_OK;
    ri_status status = ri_read_file(fd, t->checkpoint, &bytes, err);
    close(fd);
    if (status == RI_OK)
        status = ri_checkpoint_read((struct ri_view){bytes.at ? bytes.at : "", bytes.length},
                                    t->key, t->recipe.epochs, &t->at, &fits, err);
    ri_text_release(&bytes);
    if (status == RI_OK && fits)
        ri_call_note(t->call, "went on after epoch %u of a training that was interrupted",
                     t->at.epochs_done);
    return status;
}

/* ---- The model -------------------------------------------------------------------------------------------------- */

static ri_status measure(struct ri_vision_training *t, struct ri_recogniser *recogniser,
                         struct ri_picture_model *model, struct ri_error *err)
{
    const size_t     n = t->plan.held_count, classes = model->class_count;
    struct ri_arena *mem = ri_call_mem(t->call);
    float           *scores;
    uint32_t        *labels;
    size_t           right = 0, among = 0;
    model->temperature = 1;
    model->accuracy = model->top5 = (double)NAN;
    if (!n) return RI_OK;
    RI_ARENA_NEW(scores, mem, n * classes, err);
    RI_ARENA_NEW(labels, mem, n, err);
    RI_TRY(ri_recogniser_scores(recogniser, t->plan.held, t->plan.held_order, n,
                                ri_call_task(t->call), scores, err));
    for (size_t i = 0; i < n; i++) {
        const float *row = scores + i * classes;
        size_t       above = 0;
        labels[i] = t->plan.held->labels[t->plan.held_order[i]];
        for (size_t k = 0; k < classes; k++) above += row[k] > row[labels[i]];
        right += above == 0;
        among += above < RI_ALTERNATIVES;
    }
    model->temperature = ri_temperature_fit(scores, labels, n, classes);
    ri_softmax(scores, n, classes, model->temperature, scores);
    const struct ri_surety sure =
        ri_surety_choose(scores, labels, n, classes, ri_call_number(t->call, "sure", 0.9));
    model->threshold = sure.threshold;
    model->coverage = sure.coverage;
    model->precision = sure.precision;
    model->accuracy = (double)right / (double)n;
    model->top5 = (double)among / (double)n;
    return RI_OK;
}

static ri_status add_examples(struct ri_vision_training *t, struct ri_recogniser *recogniser,
                              struct ri_picture_model *model, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(t->call);
    const size_t     n = t->plan.learn_count;
    if (!model->look_size) return RI_OK;
    RI_ARENA_NEW(model->examples, mem, n, err);
    RI_ARENA_NEW(model->example_labels, mem, n, err);
    RI_ARENA_NEW(model->looks, mem, n * model->look_size, err);
    for (size_t i = 0; i < n; i++) {
        const size_t picture = t->plan.learn_order[i];
        model->examples[i] = t->listing.names[t->set.of[picture]];
        model->example_labels[i] = t->set.labels[picture];
    }
    RI_TRY(ri_recogniser_looks(recogniser, &t->set, t->plan.learn_order, n, ri_call_task(t->call),
                               model->looks, err));
    model->example_count = n;
    return RI_OK;
}

static void note_measures(struct ri_vision_training *t, const struct ri_picture_model *model)
{
    double       low, high;
    const double n = (double)model->held_count;
    if (!model->held_count) {
        ri_call_note(t->call, "nothing was held back, so how good it is was not measured");
        return;
    }
    ri_share_interval(model->accuracy * n, n, &low, &high);
    ri_call_note(t->call,
                 "%.1f %% of %zu pictures it had not seen are right (95 %% interval %.1f to %.1f), "
                 "%.1f %% have the right one among five",
                 100 * model->accuracy, model->held_count, 100 * low, 100 * high,
                 100 * model->top5);
    ri_call_note(t->call,
                 "answers with a confidence of %.2f or more are %.1f %% right and %.1f %% of all; "
                 "the others are called unsure",
                 model->threshold, 100 * model->precision, 100 * model->coverage);
}

static ri_status keep_model(struct ri_vision_training *t, struct ri_picture_model *model,
                            struct ri_error *err)
{
    const char    *name = ri_call_text(t->call, "save"), *path;
    struct ri_text bytes = {0};
    if (!name) return RI_OK;
    ri_status status = ri_picture_model_write(model, &bytes, err);
    if (status == RI_OK)
        status = ri_model_keep(t->call, name, (struct ri_view){bytes.at, bytes.length}, &path, err);
    ri_text_release(&bytes);
    RI_TRY(status);
    if (t->checkpoint) unlink(t->checkpoint);
    ri_call_note(t->call, "the model is kept as '%s'", name);
    return RI_OK;
}

static ri_status make_model(struct ri_vision_training *t, struct ri_error *err)
{
    enum { ASKED_AT_ONCE = 64 };
    struct ri_recogniser   *recogniser = NULL;
    struct ri_picture_model model = {.network = t->recipe.name,
                                     .shape = t->shape,
                                     .input = t->recipe.input,
                                     .views = t->recipe.views,
                                     .class_count = t->listing.class_count,
                                     .classes = t->listing.classes,
                                     .total = t->at.total,
                                     .weights = t->at.values,
                                     .seed = t->plan.seed,
                                     .learn_count = t->plan.learn_count,
                                     .held_count = t->plan.held_count,
                                     .epoch_count = t->at.epochs_done,
                                     .curve = t->at.curve,
                                     .eye = t->eye,
                                     .extra = t->extra.at,
                                     .extra_size = t->extra.length,
                                     .feature_count = t->feature_count};
    model.look_size = ri_look_size(&model);
    memcpy(model.fingerprint, t->fingerprint, sizeof model.fingerprint);
    RI_TRY(ri_recogniser_new(&model, ASKED_AT_ONCE, ri_task_threads(ri_call_task(t->call)),
                             &recogniser, err));
    ri_status status = measure(t, recogniser, &model, err);
    if (t->eye == RI_EYE_TREES) t->at.curve[0].held_accuracy = model.accuracy;
    if (status == RI_OK) status = add_examples(t, recogniser, &model, err);
    ri_recogniser_free(recogniser);
    RI_TRY(status);
    note_measures(t, &model);
    return keep_model(t, &model, err);
}

/* ---- The call ----------------------------------------------------------------------------------------------------- */

static ri_status answer(struct ri_vision_training *t, struct ri_error *err)
{
    struct ri_table_builder *table;
    RI_TRY(ri_call_builder(t->call, &table, err));
    for (unsigned i = 0; i < t->at.epochs_done; i++) {
        const struct ri_epoch *line = &t->at.curve[i];
        ri_put_int(table, line->epoch);
        ri_put_number(table, line->loss);
        ri_put_number(table, line->accuracy);
        ri_put_number(table, line->held_loss);
        ri_put_number(table, line->held_accuracy);
    }
    return ri_call_answer(t->call, table, RI_OK, err);
}

/* Stated before the first step. */
static void note_plan(void *context, size_t bytes)
{
    const struct ri_vision_training *t = context;
    const size_t                     pictures = (t->set.count * t->set.side * t->set.side +
                             t->other.count * t->other.side * t->other.side) *
                            3;
    ri_call_note(
        t->call,
        "%zu classes, learnt from %zu pictures of %u pixels a side; planned: %zu MB for the "
        "network, %zu MB for pictures",
        t->listing.class_count, t->plan.learn_count, t->recipe.side, (bytes >> 20) + 1,
        (pictures >> 20) + 1);
}

static void plan(struct ri_vision_training *t)
{
    struct ri_call *call = t->call;
    t->plan.recipe = &t->recipe;
    t->plan.shape = &t->shape;
    t->plan.learn = &t->set;
    t->plan.learn_order = t->split.learn;
    t->plan.learn_count = t->split.learn_count;
    t->plan.class_count = t->listing.class_count;
    t->plan.seed = (uint64_t)ri_call_integer(call, "seed", 42);
    t->plan.patience = (unsigned)ri_call_integer(call, "patience", 0);
    t->plan.single = strcmp(ri_call_text(call, "precision"), "single") == 0;
    t->plan.memory_limit = (size_t)ri_call_integer(call, "memory", 2048) << 20;
    t->plan.planned = note_plan;
    t->plan.each = keep_checkpoint;
    t->plan.each_context = t;
}

static ri_status learn_network(struct ri_vision_training *t, struct ri_error *err)
{
    enum { FEW = 20 }; /* pictures a class */
    struct ri_call *call = t->call;
    if (t->plan.learn_count < FEW * t->listing.class_count)
        ri_call_note(call,
                     "few pictures, %.1f a class: --network classical may do as well from so few; "
                     "both are measured on the same pictures",
                     (double)t->plan.learn_count / (double)t->listing.class_count);
    RI_TRY(place_checkpoint(t, err));
    RI_TRY(ri_training_begin(&t->plan, ri_call_mem(call), &t->at, err));
    RI_TRY(resume(t, err));
    RI_TRY(ri_training_run(&t->plan, ri_call_task(call), &t->at, NULL, err));
    if (t->at.epochs_done < t->recipe.epochs)
        ri_call_note(call, "stopped after epoch %u: the best was epoch %u, which is kept",
                     t->at.epochs_done, t->at.best_epoch);
    return RI_OK;
}

static ri_status train(struct ri_vision_training *t, struct ri_error *err)
{
    RI_TRY(read_sets(t, err));
    RI_TRY(split_sets(t, err));
    plan(t);
    RI_TRY(make_keys(t, err));
    if (t->eye == RI_EYE_TREES)
        RI_TRY(ri_vision_learn_trees(t, err));
    else if (t->eye == RI_EYE_BACKBONE)
        RI_TRY(ri_vision_learn_head(t, err));
    else
        RI_TRY(learn_network(t, err));
    RI_TRY(make_model(t, err));
    return answer(t, err);
}

/* The way of learning, and sizes within bounds. */
static ri_status choose(struct ri_vision_training *t, struct ri_error *err)
{
    enum { EPOCHS_MOST = 10000 };
    struct ri_call *call = t->call;
    const char     *network = ri_call_text(call, "network");
    if (ri_call_given(call, "backbone"))
        RI_TRY(ri_vision_plan_head(t, err));
    else if (strcmp(network, "classical") == 0)
        ri_vision_plan_trees(t);
    else
        RI_TRY(ri_recipe_find(network, &t->recipe, err));
    if (t->eye != RI_EYE_TREES) RI_TRY(ri_network_available(err) ? RI_OK : RI_EUPSTREAM);
    if (t->eye != RI_EYE_NETWORK && ri_call_given(call, "size"))
        return ri_fail(err, RI_EUSAGE, "--size is of networks that learn from pictures themselves");
    const int64_t epochs = ri_call_integer(call, "epochs", t->recipe.epochs);
    const int64_t side = ri_call_integer(call, "size", t->recipe.side);
    if (epochs < 1 || epochs > EPOCHS_MOST)
        return ri_fail(err, RI_EUSAGE, "--epochs wants 1 to %d, got %lld", EPOCHS_MOST,
                       (long long)epochs);
    if (side < 8 || side > 512)
        return ri_fail(err, RI_EUSAGE, "--size wants 8 to 512 pixels, got %lld", (long long)side);
    t->recipe.epochs = (unsigned)epochs;
    RI_TRY(ri_vision_labelled(call, "input", "labels", &t->listing, err));
    if (t->eye != RI_EYE_NETWORK) return RI_OK;
    return ri_recipe_shape(&t->recipe, (unsigned)side, (unsigned)t->listing.class_count, &t->shape,
                           err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct ri_vision_training t = {.call = call};
    RI_TRY(ri_call_config(call, "config", err));
    if (ri_call_given(call, "save"))
        RI_TRY(ri_model_name_check(call, ri_call_text(call, "save"), err));
    ri_status status = choose(&t, err);
    if (status == RI_OK) status = train(&t, err);
    ri_picture_set_release(&t.set);
    ri_picture_set_release(&t.other);
    ri_text_release(&t.extra);
    return status;
}

static const struct ri_operation operations[] = {
    {.info =
         {.name = "vision.train",
          .summary = "Learn to recognise products from a folder of pictures",
          .details =
              "Pictures that cannot be read are named and left out; those that look alike are "
              "never "
              "on both sides of the split. After each epoch a checkpoint is kept beside the model: "
              "the same command goes on where it was interrupted, and ends with the same weights. "
              "The kept model is one file: network, weights, classes, how sure it may be, the "
              "learning curve, and what it learnt from looks like. While it runs, loss, share "
              "right, "
              "pictures a second and the time left are shown.",
          .flags = RI_LONG | RI_CHANGES | RI_STANDALONE,
          .roles = RI_ROLE_SCIENCE | RI_ROLE_ADMIN,
          RI_PARAMS(params),
          RI_COLUMNS(columns),
          RI_EXAMPLES("retailinsight vision train --input ./pictures --save shelf",
                      "retailinsight vision train --input ./pictures --network reference "
                      "--epochs 10 --seed 1 --save ./shelf.model")},
     .run = run,
     .instead = "input"},
};
const struct ri_operation_table ri_vision_train_operations = RI_OPERATION_TABLE(operations);
