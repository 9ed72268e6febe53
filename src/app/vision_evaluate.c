/* vision evaluate: a trained model on labelled pictures. */
#include "app/files.h"
#include "app/operation.h"
#include "app/vision_draw.h"
#include "app/vision_parts.h"

#include <math.h>

static const char *const     listings[] = {"classes", "calibration", "mistakes", NULL};
static const struct ri_param params[] = {
    {"input", RI_PARAM_FILE, RI_PARAM_REQUIRED | RI_PARAM_POSITIONAL | RI_PARAM_FOLDER, NULL, NULL,
     NULL, "folder with a folder of pictures for each class"},
    {"labels", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "list of file,label below the folder, instead of a folder for each class"},
    {"model", RI_PARAM_TEXT, RI_PARAM_REQUIRED, NULL, NULL, NULL,
     "name of a kept model, or its file (./shelf.model)"},
    {"coarse", RI_PARAM_FILE, 0, NULL, NULL, NULL,
     "list of class,coarse class: measured on coarse classes too, which the rows then show"},
    {"show", RI_PARAM_ENUM, 0, NULL, "classes", listings,
     "the rows: classes; calibration, ten bins of confidence; mistakes, the surest first"},
    {"confusion", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "also write who is taken for whom as a picture (PNG): rows are labels, columns answers"},
    {"curve", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "also write the calibration curve (PNG): the share right beside the confidence"},
    {"sheet", RI_PARAM_PATH, 0, NULL, NULL, NULL,
     "also write the 48 surest mistakes side by side (PNG), in the order of --show mistakes"},
};
static const struct ri_column columns[] = {
    {"label", RI_COLUMN_TEXT, "the class; with calibration the bin; with mistakes the true class"},
    {"pictures", RI_COLUMN_INTEGER, "that many"},
    {"right", RI_COLUMN_INTEGER, "of those"},
    {"accuracy", RI_COLUMN_SHARE, "right of all"},
    {"low", RI_COLUMN_SHARE, "95 % interval (Wilson)"},
    {"high", RI_COLUMN_SHARE, "95 % interval (Wilson)"},
    {"confidence", RI_COLUMN_SHARE, "mean of the answers'"},
    {"taken_for", RI_COLUMN_TEXT, "what it is most often mistaken for"},
    {"file", RI_COLUMN_TEXT, "with mistakes: the picture"},
};

struct evaluation {
    struct ri_call         *call;
    struct ri_picture_model model;
    struct ri_listing       list;
    struct ri_picture_set   set;
    size_t      *order, rows, classes; /* classes: of the rows shown, coarse ones with --coarse */
    const char **names;                /* [classes] */
    float       *probability;
    uint32_t    *labels;
    struct ri_evaluation found;
};

/* ---- Coarse classes --------------------------------------------------------------------------------------------- */

static size_t coarse_of(struct evaluation *at, const char **coarse, size_t *count, const char *name)
{
    (void)at;
    for (size_t k = 0; k < *count; k++)
        if (strcmp(coarse[k], name) == 0) return k;
    coarse[(*count)++] = name;
    return *count - 1;
}

/* A listing of "class,coarse": its names are the classes, its labels the coarse ones. */
static ri_status read_coarse(struct evaluation *at, const char **coarse, size_t *count,
                             uint32_t *of, struct ri_error *err)
{
    enum { LIST_MOST = 1 << 26 };
    struct ri_text    text = {.most = LIST_MOST};
    struct ri_listing map;
    const char       *name;
    int               fd;
    ri_call_file(at->call, "coarse", 0, &fd, &name);
    ri_status status = ri_read_file(fd, name, &text, err);
    if (status == RI_OK)
        status = ri_listing_file("", (struct ri_view){text.at ? text.at : "", text.length},
                                 ri_call_mem(at->call), &map, err);
    ri_text_release(&text);
    RI_TRY(status);
    for (size_t k = 0; k < at->model.class_count; k++) {
        size_t i = 0;
        while (i < map.count && strcmp(map.names[i], at->model.classes[k]) != 0) i++;
        if (i == map.count)
            return ri_fail(err, RI_EDATA, "%s names no coarse class of '%s'", name,
                           at->model.classes[k]);
        of[k] = (uint32_t)coarse_of(at, coarse, count, map.classes[map.labels[i]]);
    }
    return RI_OK;
}

static ri_status use_coarse(struct evaluation *at, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(at->call);
    const size_t     fine = at->model.class_count;
    size_t           count = 0;
    const char     **names;
    uint32_t        *of;
    float           *joined;
    RI_ARENA_NEW(names, mem, fine, err);
    RI_ARENA_NEW(of, mem, fine, err);
    RI_TRY(read_coarse(at, names, &count, of, err));
    RI_ARENA_NEW(joined, mem, at->rows * count, err);
    ri_evaluate_join(at->probability, at->rows, fine, of, count, joined);
    at->probability = joined;
    for (size_t i = 0; i < at->rows; i++) at->labels[i] = of[at->labels[i]];
    at->classes = count;
    at->names = names;
    return RI_OK;
}

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

static void put_shares(struct ri_table_builder *table, size_t right, size_t n, double confidence)
{
    double low, high;
    ri_share_interval((double)right, (double)n, &low, &high);
    ri_put_int(table, (int64_t)n);
    ri_put_int(table, (int64_t)right);
    ri_put_number(table, n ? (double)right / (double)n : (double)NAN);
    ri_put_number(table, n ? low : (double)NAN);
    ri_put_number(table, n ? high : (double)NAN);
    ri_put_number(table, confidence);
}

static void put_class(const struct evaluation *at, size_t label, struct ri_table_builder *table)
{
    const size_t *row = at->found.confusion + label * at->classes;
    size_t        n = 0, worst = label;
    double        sum = 0;
    for (size_t k = 0; k < at->classes; k++) {
        n += row[k];
        if (k != label && row[k] && (worst == label || row[k] > row[worst])) worst = k;
    }
    for (size_t i = 0; i < at->rows; i++) {
        const float *p = at->probability + i * at->classes;
        float        best = p[0];
        if (at->labels[i] != label) continue;
        for (size_t k = 1; k < at->classes; k++) best = p[k] > best ? p[k] : best;
        sum += (double)best;
    }
    ri_put_string(table, at->names[label]);
    put_shares(table, row[label], n, n ? sum / (double)n : (double)NAN);
    ri_put_string(table, worst == label ? NULL : at->names[worst]);
    ri_put_null(table);
}

static void put_bin(const struct evaluation *at, size_t bin, struct ri_table_builder *table)
{
    char name[32];
    snprintf(name, sizeof name, "%zu to %zu %%", bin * 100 / RI_BINS, (bin + 1) * 100 / RI_BINS);
    ri_put_string(table, name);
    put_shares(table, at->found.bins[bin].right, at->found.bins[bin].count,
               at->found.bins[bin].confidence);
    ri_put_null(table);
    ri_put_null(table);
}

struct mistake {
    size_t row, answer;
    double confidence;
};

static int by_confidence(const void *a, const void *b)
{
    const struct mistake *x = a, *y = b;
    if (x->confidence != y->confidence) return x->confidence > y->confidence ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static ri_status list_mistakes(struct evaluation *at, struct mistake **ret, size_t *ret_count,
                               struct ri_error *err)
{
    *ret_count = 0;
    RI_ARENA_NEW(*ret, ri_call_mem(at->call), at->rows, err);
    for (size_t i = 0; i < at->rows; i++) {
        const float *p = at->probability + i * at->classes;
        size_t       best = 0;
        for (size_t k = 1; k < at->classes; k++)
            if (p[k] > p[best]) best = k;
        if (best != at->labels[i])
            (*ret)[(*ret_count)++] = (struct mistake){i, best, (double)p[best]};
    }
    qsort(*ret, *ret_count, sizeof **ret, by_confidence);
    return RI_OK;
}

static void put_mistake(const struct evaluation *at, const struct mistake *mistake,
                        struct ri_table_builder *table)
{
    ri_put_string(table, at->names[at->labels[mistake->row]]);
    ri_put_int(table, 1);
    ri_put_int(table, 0);
    for (int k = 0; k < 3; k++) ri_put_null(table);
    ri_put_number(table, mistake->confidence);
    ri_put_string(table, at->names[mistake->answer]);
    ri_put_string(table, at->list.names[at->set.of[mistake->row]]);
}

/* ---- Pictures ------------------------------------------------------------------------------------------------------- */

/* status: of the drawing. */
static ri_status write_picture(const char *path, struct ri_text *png, ri_status status,
                               struct ri_error *err)
{
    if (status == RI_OK) status = ri_write_file(path, png->at, png->length, err);
    ri_text_release(png);
    return status;
}

/* "Fruit/Apple" is told as "Apple" where room is short. */
static const char *last_part(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash && slash[1] ? slash + 1 : name;
}

/* The surest mistakes: above what it is, below what was answered and how surely. */
static ri_status draw_sheet(struct evaluation *at, const char *path, const struct mistake *mistakes,
                            size_t count, struct ri_error *err)
{
    enum { SHEET_MOST = 48 };
    size_t                 order[SHEET_MOST];
    const char            *above[SHEET_MOST], *below[SHEET_MOST];
    struct ri_text         png = {0};
    struct ri_vision_sheet sheet = {.pixels = at->set.pixels,
                                    .side = at->set.side,
                                    .order = order,
                                    .above = above,
                                    .below = below,
                                    .count = count < SHEET_MOST ? count : SHEET_MOST};
    for (size_t i = 0; i < sheet.count; i++) {
        order[i] = mistakes[i].row;
        above[i] = last_part(at->names[at->labels[mistakes[i].row]]);
        below[i] =
            ri_arena_printf(ri_call_mem(at->call), "%.0f %% %s", 100 * mistakes[i].confidence,
                            last_part(at->names[mistakes[i].answer]));
        if (!below[i]) return ri_fail(err, RI_ENOMEM, "no room for words");
    }
    return write_picture(path, &png, ri_vision_draw_sheet(&sheet, &png, err), err);
}

static ri_status draw(struct evaluation *at, const struct mistake *mistakes, size_t count,
                      struct ri_error *err)
{
    const char    *confusion = ri_call_text(at->call, "confusion");
    const char    *sheet = ri_call_text(at->call, "sheet");
    const char    *curve = ri_call_text(at->call, "curve");
    struct ri_text png = {0};
    if (confusion)
        RI_TRY(write_picture(confusion, &png,
                             ri_vision_draw_confusion(&at->found, at->names, &png, err), err));
    png = (struct ri_text){0};
    if (curve)
        RI_TRY(write_picture(curve, &png, ri_vision_draw_calibration(&at->found, &png, err), err));
    return sheet ? draw_sheet(at, sheet, mistakes, count, err) : RI_OK;
}

/* ---- The call --------------------------------------------------------------------------------------------------------- */

static void note_shares(struct evaluation *at, const char *what)
{
    double       low, high, low5, high5;
    const double n = (double)at->rows;
    ri_share_interval((double)at->found.right, n, &low, &high);
    ri_share_interval((double)at->found.among, n, &low5, &high5);
    ri_call_note(
        at->call,
        "%s: %.1f %% of %zu pictures right (95 %% interval %.1f to %.1f), among the first five "
        "%.1f %% (%.1f to %.1f); confidence is off by %.3f on average",
        what, 100 * (double)at->found.right / n, at->rows, 100 * low, 100 * high,
        100 * (double)at->found.among / n, 100 * low5, 100 * high5, at->found.calibration_error);
}

static ri_status ask(struct evaluation *at, struct ri_error *err)
{
    enum { ASKED_AT_ONCE = 64 };
    struct ri_call       *call = at->call;
    struct ri_task       *task = ri_call_task(call);
    struct ri_recogniser *recogniser = NULL;
    const size_t          classes = at->model.class_count;
    RI_ARENA_NEW(at->probability, ri_call_mem(call), at->rows * classes, err);
    RI_TRY(ri_vision_order(call, at->rows, &at->order, err));
    RI_TRY(ri_recogniser_new(&at->model, ASKED_AT_ONCE, ri_task_threads(task), &recogniser, err));
    const ri_status status =
        ri_recogniser_scores(recogniser, &at->set, at->order, at->rows, task, at->probability, err);
    ri_recogniser_free(recogniser);
    RI_TRY(status);
    ri_softmax(at->probability, at->rows, classes, at->model.temperature, at->probability);
    at->labels = at->set.labels;
    at->classes = classes;
    at->names = at->model.classes;
    return ri_evaluate(at->probability, at->labels, at->rows, classes, ri_call_mem(call),
                       &at->found, err);
}

static ri_status put_rows(struct evaluation *at, struct ri_table_builder *table,
                          struct ri_error *err)
{
    const char     *show = ri_call_text(at->call, "show");
    struct mistake *mistakes;
    size_t          count;
    RI_TRY(list_mistakes(at, &mistakes, &count, err));
    RI_TRY(draw(at, mistakes, count, err));
    if (strcmp(show, "classes") == 0)
        for (size_t k = 0; k < at->classes; k++) put_class(at, k, table);
    if (strcmp(show, "calibration") == 0)
        for (size_t b = 0; b < RI_BINS; b++) put_bin(at, b, table);
    if (strcmp(show, "mistakes") == 0)
        for (size_t i = 0; i < count; i++) put_mistake(at, &mistakes[i], table);
    return RI_OK;
}

static ri_status evaluate(struct evaluation *at, struct ri_error *err)
{
    struct ri_call          *call = at->call;
    struct ri_table_builder *table;
    at->rows = at->set.count;
    if (!at->rows) return ri_fail(err, RI_EDATA, "none of the pictures can be read");
    RI_TRY(ask(at, err));
    note_shares(at, "classes");
    if (ri_call_given(call, "coarse")) {
        RI_TRY(use_coarse(at, err));
        RI_TRY(ri_evaluate(at->probability, at->labels, at->rows, at->classes, ri_call_mem(call),
                           &at->found, err));
        note_shares(at, "coarse classes");
    }
    RI_TRY(ri_call_builder(call, &table, err));
    return ri_call_answer(call, table, put_rows(at, table, err), err);
}

static ri_status run(struct ri_call *call, struct ri_error *err)
{
    struct evaluation at = {.call = call};
    struct ri_arena  *mem = ri_call_mem(call);
    size_t            unknown;
    RI_TRY(ri_vision_model(call, &at.model, err));
    RI_TRY(ri_vision_labelled(call, "input", "labels", &at.list, err));
    RI_TRY(
        ri_listing_relabel(&at.list, at.model.classes, at.model.class_count, &unknown, mem, err));
    if (unknown)
        ri_call_note(call, "%zu pictures are of classes that the model does not know, and left out",
                     unknown);
    RI_TRY(ri_picture_set_read(&at.list, at.model.input.side, 0, ri_call_task(call), mem, &at.set,
                               err));
    ri_vision_note_refused(call, at.set.refused, at.set.refused_count);
    const ri_status status = evaluate(&at, err);
    ri_picture_set_release(&at.set);
    return status;
}

static const struct ri_operation operations[] = {
    {.info = {.name = "vision.evaluate",
              .summary =
                  "How good a model is on labelled pictures: by class, mistakes, calibration",
              .details =
                  "Accuracy of the first answer and of the first five with 95 % intervals; each "
                  "class with what "
                  "it is most often taken for; ten bins of confidence beside the share that was "
                  "right. Coarse "
                  "classes come from a list: their confidence is the sum of that of their classes.",
              .flags = RI_LONG | RI_STANDALONE,
              .roles = RI_ROLE_ALL,
              RI_PARAMS(params),
              RI_COLUMNS(columns),
              RI_EXAMPLES(
                  "retailinsight vision evaluate --input ./new-pictures --model shelf",
                  "retailinsight vision evaluate --input ./new-pictures --model shelf --coarse "
                  "coarse.csv --confusion confusion.png --sheet mistakes.png")},
     .run = run,
     .instead = "input"},
};
const struct ri_operation_table ri_vision_evaluate_operations = RI_OPERATION_TABLE(operations);
