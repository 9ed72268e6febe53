/* demand predict: rows of a file through a kept model, batch by batch, all columns carried along. */
#include "app/learn_predict.h"

#include "app/model_store.h"
#include "app/table_file.h"
#include "demand/global_file.h"
#include "learn/model_file.h"

enum { ROWS_A_BATCH = 2048 };

struct prediction {
    struct ri_call        *call;
    struct ri_table_file  *file;
    struct ri_model_card   card;
    struct ri_learned     *learned;
    size_t                *columns; /* of the file, by column of the coding; SIZE_MAX: not there */
    ri_coded              *types;
    struct ri_cell        *cells;
    struct ri_coded_table *batch;
    struct ri_table_builder *table;
    struct ri_arena          kept; /* texts of the batch */
    struct ri_cell          *rows; /* [ROWS_A_BATCH][file columns] */
    double                  *x, *f;
    size_t                  *strangers;
};

static ri_status match_columns(struct prediction *at, struct ri_error *err)
{
    struct ri_call         *call = at->call;
    const struct ri_coding *coding = &at->card.coding;
    const size_t            count = ri_table_file_count(at->file);
    struct ri_table_column *shown;
    struct ri_arena        *mem = ri_call_mem(call);
    RI_ARENA_NEW(at->types, mem, count, err);
    RI_ARENA_NEW(at->columns, mem, coding->column_count, err);
    RI_ARENA_NEW(shown, mem, count + 1, err);
    for (size_t c = 0; c < count; c++) at->types[c] = ri_table_file_guess(at->file, c);
    for (size_t k = 0; k < coding->column_count; k++) {
        RI_TRY(ri_table_file_find(at->file, coding->columns[k].name, &at->columns[k], err));
        at->types[at->columns[k]] = coding->columns[k].type;
    }
    for (size_t c = 0; c < count; c++)
        shown[c] = (struct ri_table_column){.name = ri_table_file_name(at->file, c),
                                            .type = ri_cell_column_type(at->types[c])};
    shown[count] = (struct ri_table_column){.name = "prediction",
                                            .type = RI_COLUMN_NUMBER,
                                            .help = "what the model expects, units of the target"};
    RI_TRY(ri_call_columns(call, shown, count + 1, err));
    return ri_table_builder_new(shown, count + 1, &at->table, err);
}

static ri_status make_rooms(struct prediction *at, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(at->call);
    const size_t     features = ri_coding_features(&at->card.coding);
    RI_ARENA_NEW(at->cells, mem, at->card.coding.column_count, err);
    RI_ARENA_NEW(at->strangers, mem, at->card.coding.column_count, err);
    RI_ARENA_NEW(at->rows, mem, ROWS_A_BATCH * ri_table_file_count(at->file), err);
    RI_ARENA_NEW(at->x, mem, ROWS_A_BATCH * features, err);
    RI_ARENA_NEW(at->f, mem, ROWS_A_BATCH, err);
    return ri_coded_table_new(&at->card.coding, true, &at->batch, err);
}

/* Asks about the rows gathered and emits them. */
static ri_status flush(struct prediction *at, struct ri_error *err)
{
    const size_t               rows = ri_coded_table_rows(at->batch);
    const size_t               count = ri_table_file_count(at->file);
    const struct ri_learn_rows asked = {
        .rows = rows, .columns = ri_coding_features(&at->card.coding), .x64 = at->x};
    ri_coded_table_features(at->batch, NULL, rows, at->x);
    RI_TRY(ri_learned_predict(at->learned, &asked, ri_task_threads(ri_call_task(at->call)), at->f,
                              err));
    for (size_t r = 0; r < rows; r++) {
        for (size_t c = 0; c < count; c++)
            ri_put_cell(at->table, at->types[c], &at->rows[r * count + c]);
        ri_put_number(at->table, at->f[r]);
    }
    for (size_t k = 0; k < at->card.coding.column_count; k++)
        at->strangers[k] += ri_coded_table_strangers(at->batch, k);
    ri_coded_table_clear(at->batch);
    ri_arena_release(&at->kept);
    return ri_call_emit_builder(at->call, at->table, err);
}

static ri_status predict_row(void *context, uint64_t record, const struct ri_cell *cells,
                             struct ri_error *err)
{
    (void)record;
    struct prediction *at = context;
    const size_t       count = ri_table_file_count(at->file);
    struct ri_cell    *row = at->rows + ri_coded_table_rows(at->batch) * count;
    for (size_t c = 0; c < count; c++) {
        row[c] = cells[c];
        if (at->types[c] != RI_CODED_CATEGORY || !cells[c].known) continue;
        row[c].text.at = ri_arena_copy(&at->kept, cells[c].text.at, cells[c].text.length);
        if (!row[c].text.at) return ri_fail(err, RI_ENOMEM, "no room for texts");
    }
    for (size_t k = 0; k < at->card.coding.column_count; k++) at->cells[k] = row[at->columns[k]];
    RI_TRY(ri_coded_table_add(at->batch, at->cells, err));
    return ri_coded_table_rows(at->batch) == ROWS_A_BATCH ? flush(at, err) : RI_OK;
}

static void note_strangers(struct prediction *at)
{
    for (size_t k = 0; k < at->card.coding.column_count; k++)
        if (at->strangers[k])
            ri_call_note(at->call,
                         "column '%s': %zu rows have a value that the training data did not; it "
                         "counts as missing",
                         at->card.coding.columns[k].name, at->strangers[k]);
}

static ri_status predict_on(struct prediction *at, struct ri_error *err)
{
    struct ri_text bytes = {0};
    const char    *name = ri_call_text(at->call, "model");
    ri_status      status = ri_model_fetch(at->call, name, &bytes, err);
    if (status == RI_OK && bytes.length > strlen(ri_global_file_lead) &&
        memcmp(bytes.at, ri_global_file_lead, strlen(ri_global_file_lead)) == 0)
        status = ri_fail(err, RI_EUSAGE,
                         "the model '%s' is one over series: 'demand forecast --use %s'", name,
                         name);
    if (status == RI_OK)
        status = ri_model_read((struct ri_view){bytes.at, bytes.length}, ri_call_mem(at->call),
                               &at->card, &at->learned, err);
    ri_text_release(&bytes);
    RI_TRY(status);
    RI_TRY(match_columns(at, err));
    RI_TRY(make_rooms(at, err));
    RI_TRY(ri_table_file_rows(at->file, at->types, predict_row, at, err));
    RI_TRY(flush(at, err));
    note_strangers(at);
    return RI_OK;
}

ri_status learn_predict_run(struct ri_call *call, struct ri_error *err)
{
    struct prediction at = {.call = call};
    int               fd;
    const char       *name;
    ri_arena_init(&at.kept, SIZE_MAX);
    ri_call_file(call, "input", 0, &fd, &name);
    RI_TRY(ri_table_file_open(call, fd, name, &at.file, err));
    const ri_status status = predict_on(&at, err);
    ri_coded_table_free(at.batch);
    ri_table_builder_free(at.table);
    ri_learned_free(at.learned);
    ri_arena_release(&at.kept);
    ri_table_file_close(at.file);
    return status;
}
