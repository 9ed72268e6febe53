/* vision recognise and explain: what is on pictures, how sure, and what it looked at. */
#include "app/files.h"
#include "app/operation.h"
#include "app/vision_kept.h"
#include "app/vision_parts.h"
#include "base/thread.h"
#include "vision/onnx.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct ri_param params[] = {
    {"input", RI_PARAM_FILE,
     RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL | RI_PARAM_FOLDER | RI_PARAM_LIST, NULL, NULL, NULL,
     "pictures, or folders of them; - reads standard input"},
    {"model", RI_PARAM_TEXT, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "name of a kept model, or its file (./shelf.model)"},
    {"explain", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "folder for a heat map (PNG) of each picture: warm where covering it costs the answer most"},
};
static const struct ri_column columns[] = {
    {"file", RI_COLUMN_TEXT, "the picture"},
    {"label", RI_COLUMN_TEXT, "what it shows; 'unsure' below the model's threshold"},
    {"confidence", RI_COLUMN_SHARE, "how often answers like this are right, by pictures held back"},
    {"alternatives", RI_COLUMN_TEXT, "the five most likely, each with its confidence"},
    {"nearest", RI_COLUMN_TEXT, "pictures it learnt from that look most alike"},
};
static const struct ri_param explain_params[] = {
    {"input", RI_PARAM_FILE, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL, NULL, NULL, NULL,
     "a picture; - reads standard input"},
    {"model", RI_PARAM_TEXT, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "name of a kept model, or its file (./shelf.model)"},
};

static const struct ri_column document_columns[] = {
    {"*", RI_COLUMN_TEXT, "a document: PNG, or ONNX"},
};
static const struct ri_param export_params[] = {
    {"model", RI_PARAM_TEXT, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "name of a kept model, or its file (./shelf.model)"},
    {"features", RI_PARAM_FLAG, 0, NULL, NULL, NULL,
     "what the last layer takes instead of the answers: a backbone for `vision train --backbone`"},
};

enum { BATCH = 16, WORKERS_MOST = 64 };

/* A batch of pictures, or one that came as bytes. */
struct asking {
    struct ri_call                *call;
    struct ri_vision_loaded       *loaded;
    const struct ri_picture_model *model;
    struct ri_listing              list;
    unsigned                       batch; /* pictures that a network takes at once */
    struct ri_recogniser          *recognisers[WORKERS_MOST];
    struct ri_answer              *answers;
    const char                   **refused; /* [count] why, or NULL */
    ri_status                     *why;     /* [count] of those refused */
    const char                    *explain;
    int                            pipe; /* what came through a pipe, as a file; 0: nothing did */
};

static ri_status explain_to(const struct asking *at, struct ri_recogniser *recogniser,
                            const uint8_t *rgb, uint32_t label, const char *name,
                            struct ri_error *err)
{
    struct ri_picture map = {0};
    struct ri_text    png = {0};
    char              path[4200];
    const char       *dot = strrchr(name, '.');
    const int         stem = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
    snprintf(path, sizeof path, "%s/%.*s.png", at->explain, stem, name);
    for (char *slash = path + strlen(at->explain) + 1; (slash = strchr(slash, '/'));) *slash = '_';
    ri_status status = ri_explain(recogniser, rgb, at->model->input.side, label, &map, err);
    if (status == RI_OK) status = ri_picture_png(&map, &png, err);
    if (status == RI_OK) status = ri_write_file(path, png.at, png.length, err);
    ri_picture_release(&map);
    ri_text_release(&png);
    return status;
}

/* Pictures [first, first + n) of the list with the worker's own network, which has one thread. */
static ri_status ask_batch(void *context, size_t batch, unsigned worker, struct ri_error *err)
{
    struct asking *at = context;
    const size_t   first = batch * at->batch, left = at->list.count - first;
    const size_t   n = left < at->batch ? left : at->batch, side = at->model->input.side;
    size_t         order[BATCH], of[BATCH], good = 0;
    uint8_t       *pixels = malloc((size_t)at->batch * side * side * 3);
    ri_status      status = pixels ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for pictures");
    if (status == RI_OK && !at->recognisers[worker])
        status = ri_vision_ready_take(at->loaded, at->batch, &at->recognisers[worker], err);
    for (size_t i = 0; status == RI_OK && i < n; i++) {
        struct ri_picture picture = {0};
        struct ri_error   why = {0};
        const char       *file = at->list.files[first + i];
        if (ri_picture_read(file, (unsigned)side, &picture, &why) == RI_OK &&
            ri_picture_resize(&picture, (unsigned)side, (unsigned)side,
                              pixels + good * side * side * 3, &why) == RI_OK) {
            order[good] = good;
            of[good++] = first + i;
        } else {
            const size_t lead = strlen(file) + 2; /* messages begin with the path that was opened */
            char        *text = NULL;
            if (asprintf(&text, "%s: %s", at->list.names[first + i],
                         strncmp(why.message, file, lead - 2) == 0 ? why.message + lead
                                                                   : why.message) < 0)
                status = ri_fail(err, RI_ENOMEM, "no room for a message");
            at->refused[first + i] = text;
            at->why[first + i] = why.code;
        }
        ri_picture_release(&picture);
    }
    struct ri_answer            answers[BATCH];
    const struct ri_picture_set set = {.side = (unsigned)side, .count = good, .pixels = pixels};
    if (status == RI_OK && good)
        status = ri_recognise(at->recognisers[worker], &set, order, good, answers, NULL, err);
    for (size_t i = 0; status == RI_OK && i < good; i++) {
        at->answers[of[i]] = answers[i];
        if (at->explain)
            status = explain_to(at, at->recognisers[worker], pixels + i * side * side * 3,
                                answers[i].classes[0], at->list.names[of[i]], err);
    }
    free(pixels);
    return status;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------- */

static void put_answer(const struct asking *at, const char *name, const struct ri_answer *answer,
                       struct ri_table_builder *table)
{
    struct ri_text text = {0};
    ri_put_string(table, name);
    ri_put_string(table, answer->unsure ? "unsure" : at->model->classes[answer->classes[0]]);
    ri_put_number(table, answer->confidence[0]);
    for (size_t k = 0; k < answer->count; k++)
        ri_text_printf(&text, "%s%s %.3f", k ? ", " : "", at->model->classes[answer->classes[k]],
                       answer->confidence[k]);
    ri_put_text(table, (struct ri_view){text.at ? text.at : "", text.length});
    ri_text_clear(&text);
    for (size_t k = 0; k < answer->nearest_count; k++)
        ri_text_printf(&text, "%s%s", k ? ", " : "", at->model->examples[answer->nearest[k]]);
    ri_put_text(table, (struct ri_view){text.at ? text.at : "", text.length});
    ri_text_release(&text);
}

static ri_status put_answers(struct asking *at, struct ri_table_builder *table,
                             struct ri_error *err)
{
    size_t refused = 0, unsure = 0;
    for (size_t i = 0; i < at->list.count; i++) {
        if (at->refused[i]) {
            if (refused++ < 5) ri_call_note(at->call, "left out: %s", at->refused[i]);
            continue;
        }
        unsure += at->answers[i].unsure;
        put_answer(at, at->list.names[i], &at->answers[i], table);
    }
    if (refused > 5) ri_call_note(at->call, "left out: %zu more files", refused - 5);
    if (refused == at->list.count) return ri_fail(err, at->why[0], "%s", at->refused[0]);
    if (unsure)
        ri_call_note(at->call,
                     "%zu of %zu are unsure: below a confidence of %.2f, above which %.0f %% of "
                     "answers were right (%.0f %% of all)",
                     unsure, at->list.count - refused, at->model->threshold,
                     100 * at->model->precision, 100 * at->model->coverage);
    return RI_OK;
}

/* ---- Inputs ---------------------------------------------------------------------------------------------------- */

static ri_status join(struct asking *at, const struct ri_listing *more, const char *root,
                      struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(at->call);
    const size_t     n = at->list.count;
    const char     **files, **names;
    RI_ARENA_NEW(files, mem, n + more->count, err);
    RI_ARENA_NEW(names, mem, n + more->count, err);
    if (n) memcpy(files, at->list.files, n * sizeof *files);
    if (n) memcpy(names, at->list.names, n * sizeof *names);
    for (size_t i = 0; i < more->count; i++) {
        files[n + i] = more->files[i];
        names[n + i] = root ? root : more->names[i];
    }
    at->list = (struct ri_listing){.count = n + more->count, .files = files, .names = names};
    return RI_OK;
}

/* A pipe is read once: its bytes become a file without a name. *fd: that file's. */
static ri_status hold_pipe(struct asking *at, const char *name, int *fd, struct ri_error *err)
{
    struct ri_text bytes = {.most = RI_PICTURE_BYTES_MOST};
    if (at->pipe) return ri_fail(err, RI_EUSAGE, "only one picture comes through a pipe");
    ri_status status = ri_read_file(*fd, name, &bytes, err);
    if (status == RI_OK) {
        at->pipe = memfd_create("picture", MFD_CLOEXEC);
        if (at->pipe <= 0 ||
            write(at->pipe, bytes.at ? bytes.at : "", bytes.length) != (ssize_t)bytes.length)
            status = ri_fail(err, RI_EIO, "'%s' cannot be held: %s", name, strerror(errno));
    }
    ri_text_release(&bytes);
    if (status == RI_OK) *fd = at->pipe;
    return status;
}

/* Files come as descriptors, which /proc names; folders by their path. */
static ri_status gather(struct asking *at, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(at->call);
    const char      *name;
    struct stat      info;
    int              fd;
    for (size_t i = 0; ri_call_file(at->call, "input", i, &fd, &name); i++) {
        struct ri_listing more = {.count = 1};
        if (fd < 0 || fstat(fd, &info) != 0)
            return ri_fail(err, ri_status_of_errno(errno), "%s: %s", name, strerror(errno));
        if (S_ISDIR(info.st_mode)) {
            RI_TRY(ri_listing_plain(name, mem, &more, err));
            RI_TRY(join(at, &more, NULL, err));
            continue;
        }
        if (!S_ISREG(info.st_mode)) RI_TRY(hold_pipe(at, name, &fd, err));
        const char *path = ri_arena_printf(mem, "/proc/self/fd/%d", fd);
        if (!path) return ri_fail(err, RI_ENOMEM, "no room for names");
        more.files = &path;
        more.names = &name;
        RI_TRY(join(at, &more, name, err));
    }
    return RI_OK;
}

static ri_status ask(struct asking *at, struct ri_error *err)
{
    struct ri_call          *call = at->call;
    struct ri_arena         *mem = ri_call_mem(call);
    struct ri_table_builder *table;
    struct ri_task          *task = ri_call_task(call);
    if (ri_task_threads(task) > WORKERS_MOST) task->threads = WORKERS_MOST;
    RI_ARENA_NEW(at->answers, mem, at->list.count, err);
    RI_ARENA_NEW(at->refused, mem, at->list.count, err);
    RI_ARENA_NEW(at->why, mem, at->list.count, err);
    if (at->explain && mkdir(at->explain, 0777) != 0 && errno != EEXIST)
        return ri_fail(err, ri_status_of_errno(errno), "%s: %s", at->explain, strerror(errno));
    at->batch = at->list.count == 1 ? 1 : BATCH;
    ri_status status =
        ri_parallel(task, (at->list.count + at->batch - 1) / at->batch, ask_batch, at, err);
    if (status == RI_OK) status = ri_call_builder(call, &table, err);
    if (status == RI_OK) {
        status = put_answers(at, table, err);
        status = ri_call_answer(call, table, status, err);
    }
    for (size_t i = 0; i < at->list.count; i++) free((char *)(uintptr_t)at->refused[i]);
    for (size_t w = 0; w < WORKERS_MOST; w++) ri_vision_ready_give(at->loaded, at->recognisers[w]);
    return status;
}

static ri_status recognise_run(struct ri_call *call, struct ri_error *err)
{
    struct asking *at;
    RI_ARENA_NEW(at, ri_call_mem(call), 1, err);
    at->call = call;
    at->explain = ri_call_text(call, "explain");
    RI_TRY(ri_vision_kept_take(call, &at->loaded, err));
    at->model = ri_vision_loaded_model(at->loaded);
    ri_status status = gather(at, err);
    if (status == RI_OK) status = ask(at, err);
    if (at->pipe > 0) close(at->pipe);
    ri_vision_kept_give(call, at->loaded);
    return status;
}

/* ---- One heat map as a document ---------------------------------------------------------------------------------- */

static ri_status draw(struct ri_call *call, struct ri_vision_loaded *loaded,
                      const struct ri_picture *picture, struct ri_text *png, struct ri_error *err)
{
    const unsigned        side = ri_vision_loaded_model(loaded)->input.side;
    struct ri_recogniser *recogniser = NULL;
    struct ri_picture     map = {0};
    struct ri_answer      answer;
    const size_t          order[] = {0};
    uint8_t              *pixels;
    RI_ARENA_NEW(pixels, ri_call_mem(call), (size_t)side * side * 3, err);
    RI_TRY(ri_picture_resize(picture, side, side, pixels, err));
    const struct ri_picture_set set = {.side = side, .count = 1, .pixels = pixels};
    RI_TRY(ri_vision_ready_take(loaded, BATCH, &recogniser, err));
    ri_status status = ri_recognise(recogniser, &set, order, 1, &answer, NULL, err);
    if (status == RI_OK)
        status = ri_explain(recogniser, pixels, side, answer.classes[0], &map, err);
    if (status == RI_OK) status = ri_picture_png(&map, png, err);
    ri_picture_release(&map);
    ri_vision_ready_give(loaded, recogniser);
    return status;
}

static ri_status explain_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_vision_loaded *loaded;
    struct ri_picture        picture = {0};
    struct ri_text           bytes = {.most = RI_PICTURE_BYTES_MOST}, png = {0};
    const char              *name;
    int                      fd;
    RI_TRY(ri_vision_kept_take(call, &loaded, err));
    ri_call_file(call, "input", 0, &fd, &name);
    ri_status status = ri_read_file(fd, name, &bytes, err);
    if (status == RI_OK) {
        status = ri_picture_decode((struct ri_view){bytes.at ? bytes.at : "", bytes.length},
                                   ri_vision_loaded_model(loaded)->input.side, &picture, err);
        if (status != RI_OK) ri_error_prefix(err, "%s", name);
    }
    if (status == RI_OK) status = draw(call, loaded, &picture, &png, err);
    if (status == RI_OK)
        status = ri_call_document(call, "image/png", "looked-at.png", png.at, png.length, err);
    ri_vision_kept_give(call, loaded);
    ri_picture_release(&picture);
    ri_text_release(&bytes);
    ri_text_release(&png);
    return status;
}

/* ---- Other programs --------------------------------------------------------------------------------------------------- */

static ri_status export_run(struct ri_call *call, struct ri_error *err)
{
    struct ri_picture_model model;
    struct ri_text          file = {0};
    RI_TRY(ri_vision_model(call, &model, err));
    if (model.eye != RI_EYE_NETWORK)
        return ri_fail(err, RI_EUSAGE, "a model of the kind '%s' is no network of ours to export",
                       model.network);
    if (ri_call_flag(call, "features") && !model.look_size)
        return ri_fail(err, RI_EUSAGE, "what the last layer takes is too wide for a backbone");
    ri_status status = ri_onnx_write(&model, ri_call_flag(call, "features"), &file, err);
    if (status == RI_OK)
        status = ri_call_document(call, "application/octet-stream", "model.onnx", file.at,
                                  file.length, err);
    ri_text_release(&file);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "vision.recognise",
              .summary = "Say what products are on pictures, and how sure that is",
              .details =
                  "A confidence of 0.8 means that four in five such answers were right on pictures "
                  "held "
                  "back. Below the model's threshold the answer is 'unsure', with the five most "
                  "likely and "
                  "the pictures it learnt from that look most alike. A product that it never "
                  "learnt is not "
                  "reliably told from those it did. Folders are worked through on all threads.",
              .flags = RI_STANDALONE,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES("retailinsight vision recognise --input photo.jpg --model shelf",
                          "retailinsight vision recognise --input ./photos --model shelf --explain "
                          "./looked-at --format csv")},
     .run = recognise_run,
     .instead = "input"},
    {.info =
         {.name = "vision.explain",
          .summary = "A picture of where a trained model looked, warm where it mattered",
          .details =
              "Parts of the picture are covered one after another; where that costs the answer's "
              "confidence most, the map is warm. It works the same for every network.",
          .flags = RI_STANDALONE,
          .roles = RI_ROLE_ALL,
          RI_PARAMS(explain_params),
          RI_COLUMNS(document_columns),
          RI_EXAMPLES("retailinsight vision explain --input photo.jpg --model shelf -o "
                      "looked-at.png")},
     .run = explain_run,
     .instead = "input"},
    {.info = {.name = "vision.export",
              .summary = "A trained model as an ONNX file, for other programs",
              .details =
                  "Input `pictures` [N][3][side][side] of bytes / 255, output `probability` "
                  "[N][classes]; "
                  "centring, the mirror picture and the temperature are in the graph, so its "
                  "answers are "
                  "those of `vision recognise`. The metadata `classes` names them, a line each.",
              .flags = RI_STANDALONE,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(export_params),
              RI_COLUMNS(document_columns),
              RI_EXAMPLES("retailinsight vision export --model shelf -o shelf.onnx")},
     .run = export_run},
};
const struct ri_operation_table ri_vision_recognise_operations = RI_OPERATION_TABLE(operations);
