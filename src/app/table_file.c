/* Reads arbitrary tables into cells. */
#include "app/table_file.h"

#include "app/traps.h"
#include "base/date.h"
#include "engine/engine.h"
#include "ingest/table_input.h"
#include "table/reader.h"

#include <errno.h>

struct ri_table_file {
    struct ri_call         *call;
    const char             *name;
    size_t                  count;
    struct ri_table_input  *input; /* delimited text; NULL: Parquet */
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema;
    struct ri_table_view    view;
    struct ri_text         *text;  /* [count] of Parquet cells that are printed */
    struct ri_cell         *cells; /* [count] of a row */
    bool                   *fine;  /* [count] */
};

static const ri_coded      of_input[] = {[RI_INPUT_TEXT] = RI_CODED_CATEGORY,
                                         [RI_INPUT_NUMBER] = RI_CODED_NUMBER,
                                         [RI_INPUT_TIME] = RI_CODED_DATE,
                                         [RI_INPUT_FLAG] = RI_CODED_FLAG};
static const ri_input_type to_input[] = {[RI_CODED_NUMBER] = RI_INPUT_NUMBER,
                                         [RI_CODED_FLAG] = RI_INPUT_FLAG,
                                         [RI_CODED_DATE] = RI_INPUT_TIME,
                                         [RI_CODED_CATEGORY] = RI_INPUT_TEXT};

static double day_of(int64_t us)
{
    return (double)ri_floor_div(us, RI_US_PER_DAY);
}

/* ---- Opening ---------------------------------------------------------------------------------------------------- */

static bool is_parquet(const char *name)
{
    const size_t length = strlen(name);
    return length > 8 && strcmp(name + length - 8, ".parquet") == 0;
}

static ri_status open_stream(struct ri_table_file *file, struct ri_error *err)
{
    const int number = file->stream.get_schema(&file->stream, &file->schema);
    if (number) return ri_stream_fail(&file->stream, number, err);
    RI_TRY(ri_table_view_init(&file->view, &file->schema, ri_call_mem(file->call), err));
    file->count = file->view.column_count;
    return RI_OK;
}

static ri_status open_text(struct ri_table_file *file, int fd, struct ri_error *err)
{
    RI_TRY(ri_table_input_open(fd, file->name, NULL, ri_call_task(file->call), &file->input, err));
    file->count = ri_table_input_count(file->input);
    return RI_OK;
}

static ri_status make_row(struct ri_table_file *file, struct ri_error *err)
{
    struct ri_arena *mem = ri_call_mem(file->call);
    if (file->count > RI_CODING_COLUMNS_MOST)
        return ri_fail(err, RI_ETOOLARGE, "'%s' has %zu columns; at most %d", file->name,
                       file->count, RI_CODING_COLUMNS_MOST);
    RI_ARENA_NEW(file->text, mem, file->count, err);
    RI_ARENA_NEW(file->cells, mem, file->count, err);
    RI_ARENA_NEW(file->fine, mem, file->count, err);
    return RI_OK;
}

static ri_status finish(struct ri_table_file *file, ri_status status, struct ri_table_file **ret,
                        struct ri_error *err)
{
    if (status == RI_OK) status = make_row(file, err);
    if (status == RI_OK)
        *ret = file;
    else
        ri_table_file_close(file);
    return status;
}

ri_status ri_table_file_open(struct ri_call *call, int fd, const char *name,
                             struct ri_table_file **ret, struct ri_error *err)
{
    struct ri_table_file *file;
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    RI_ARENA_NEW(file, ri_call_mem(call), 1, err);
    *file = (struct ri_table_file){.call = call, .name = name};
    if (!is_parquet(name)) return finish(file, open_text(file, fd, err), ret, err);
    ri_status status = ri_parquet_read(name, ri_call_task(call), &file->stream, err);
    if (status == RI_OK) status = open_stream(file, err);
    return finish(file, status, ret, err);
}

ri_status ri_table_file_stream(struct ri_call *call, const char *name,
                               struct ArrowArrayStream *stream, struct ri_table_file **ret,
                               struct ri_error *err)
{
    struct ri_table_file *file = ri_arena_new(ri_call_mem(call), struct ri_table_file, 1);
    if (!file) {
        stream->release(stream);
        return ri_fail(err, RI_ENOMEM, "no room for the rows of %s", name);
    }
    *file = (struct ri_table_file){.call = call, .name = name, .stream = *stream};
    return finish(file, open_stream(file, err), ret, err);
}

void ri_table_file_close(struct ri_table_file *file)
{
    if (!file) return;
    for (size_t c = 0; file->text && c < file->count; c++) ri_text_release(&file->text[c]);
    if (file->schema.release) file->schema.release(&file->schema);
    if (file->stream.release) file->stream.release(&file->stream);
    ri_table_input_close(file->input);
}

size_t ri_table_file_count(const struct ri_table_file *file)
{
    return file->count;
}

const char *ri_table_file_name(const struct ri_table_file *file, size_t column)
{
    return file->input ? ri_table_input_name(file->input, column) : file->view.columns[column].name;
}

ri_status ri_table_file_find(const struct ri_table_file *file, const char *name, size_t *ret,
                             struct ri_error *err)
{
    const char **names;
    RI_ARENA_NEW(names, ri_call_mem(file->call), file->count + 1, err);
    for (size_t c = 0; c < file->count; c++) {
        names[c] = ri_table_file_name(file, c);
        if (strcmp(names[c], name) == 0) return *ret = c, RI_OK;
    }
    const char *nearest = ri_nearest(name, names);
    return ri_fail(err, RI_EUSAGE, "'%s' has no column '%s'%s%s%s", file->name, name,
                   nearest ? " (did you mean '" : "", nearest ? nearest : "", nearest ? "'?)" : "");
}

ri_coded ri_table_file_guess(const struct ri_table_file *file, size_t column)
{
    if (file->input) return of_input[ri_table_input_guess(file->input, column)];
    switch (file->view.columns[column].kind) {
    case RI_CELL_BOOL:
        return RI_CODED_FLAG;
    case RI_CELL_INT:
    case RI_CELL_NUMBER:
    case RI_CELL_DECIMAL:
        return RI_CODED_NUMBER;
    case RI_CELL_DAY:
    case RI_CELL_INSTANT:
        return RI_CODED_DATE;
    default:
        return RI_CODED_CATEGORY;
    }
}

/* ---- Delimited text ------------------------------------------------------------------------------------------------ */

void ri_table_file_fine(struct ri_table_file *file, size_t column)
{
    file->fine[column] = true;
}

static void text_cell(const struct ri_cells *cells, size_t row, ri_coded type, int64_t scale,
                      struct ri_cell *ret)
{
    *ret = (struct ri_cell){.known = cells->valid[row] != 0};
    if (!ret->known) return;
    if (type == RI_CODED_CATEGORY)
        ret->text = cells->text[row];
    else if (type == RI_CODED_DATE)
        ret->number = day_of(cells->number[row]);
    else if (type == RI_CODED_FLAG)
        ret->number = cells->number[row] != 0;
    else
        ret->number = (double)cells->number[row] / (double)scale;
}

static ri_status text_rows(struct ri_table_file *file, const ri_coded *types, ri_table_row_fn *each,
                           void *context, struct ri_error *err)
{
    struct ri_input_column *wanted;
    RI_ARENA_NEW(wanted, ri_call_mem(file->call), file->count, err);
    for (size_t c = 0; c < file->count; c++)
        wanted[c] = (struct ri_input_column){
            ri_table_file_name(file, c),
            file->fine[c] && types[c] == RI_CODED_NUMBER ? RI_INPUT_FINE : to_input[types[c]]};
    RI_TRY(ri_table_input_choose(file->input, wanted, file->count, err));
    for (;;) {
        const struct ri_columns *batch;
        RI_TRY(ri_table_input_next(file->input, &batch, err));
        if (!batch) return RI_OK;
        for (size_t row = 0; row < batch->rows; row++) {
            for (size_t c = 0; c < file->count; c++)
                text_cell(&batch->cells[c], row, types[c],
                          file->fine[c] ? RI_INPUT_FINE_SCALE : RI_INPUT_SCALE, &file->cells[c]);
            RI_TRY(each(context, batch->record[row], file->cells, err));
        }
        RI_TRY(ri_task_check(ri_call_task(file->call), err));
    }
}

/* ---- Parquet ----------------------------------------------------------------------------------------------------------- */

static bool parquet_date(const struct ri_column_view *column, size_t row, double *ret)
{
    ri_day day;
    if (column->kind == RI_CELL_INSTANT) return *ret = day_of(ri_cell_int(column, row)), true;
    if (column->kind == RI_CELL_DAY) return *ret = (double)ri_cell_int(column, row), true;
    if (column->kind != RI_CELL_TEXT || ri_cell_text(column, row).length < 10 ||
        !ri_day_parse((struct ri_view){ri_cell_text(column, row).at, 10}, &day))
        return false;
    *ret = day;
    return true;
}

static ri_status parquet_cell(struct ri_table_file *file, size_t c, size_t row, uint64_t record,
                              ri_coded type, struct ri_error *err)
{
    const struct ri_column_view *column = &file->view.columns[c];
    struct ri_cell              *ret = &file->cells[c];
    const bool number = column->kind == RI_CELL_BOOL || column->kind == RI_CELL_INT ||
                        column->kind == RI_CELL_NUMBER || column->kind == RI_CELL_DECIMAL;
    *ret = (struct ri_cell){.known = ri_cell_valid(column, row)};
    if (!ret->known) return RI_OK;
    if (type == RI_CODED_CATEGORY) {
        ri_text_clear(&file->text[c]);
        ri_cell_print(column, row, &file->text[c]);
        ret->text =
            (struct ri_view){file->text[c].at ? file->text[c].at : "", file->text[c].length};
        return RI_OK;
    }
    if (type == RI_CODED_DATE ? !parquet_date(column, row, &ret->number) : !number)
        return ri_fail(err, RI_EDATA, "row %llu: column '%s' holds no %s",
                       (unsigned long long)record, column->name, ri_coded_text(type));
    if (type != RI_CODED_DATE) ret->number = ri_cell_number(column, row);
    ret->known = ret->number == ret->number; /* NaN: missing */
    return RI_OK;
}

static ri_status parquet_batch(struct ri_table_file *file, const ri_coded *types, uint64_t *record,
                               ri_table_row_fn *each, void *context, struct ri_error *err)
{
    for (size_t row = 0; row < file->view.rows; row++) {
        ++*record;
        for (size_t c = 0; c < file->count; c++)
            RI_TRY(parquet_cell(file, c, row, *record, types[c], err));
        RI_TRY(each(context, *record, file->cells, err));
    }
    return ri_task_check(ri_call_task(file->call), err);
}

static ri_status parquet_rows(struct ri_table_file *file, const ri_coded *types,
                              ri_table_row_fn *each, void *context, struct ri_error *err)
{
    uint64_t record = 0;
    for (;;) {
        struct ArrowArray batch;
        const int         number = file->stream.get_next(&file->stream, &batch);
        if (number) return ri_stream_fail(&file->stream, number, err);
        if (!batch.release) return RI_OK;
        ri_status status = ri_table_view_batch(&file->view, &batch, err);
        if (status == RI_OK) status = parquet_batch(file, types, &record, each, context, err);
        batch.release(&batch);
        RI_TRY(status);
    }
}

ri_status ri_table_file_rows(struct ri_table_file *file, const ri_coded *types,
                             ri_table_row_fn *each, void *context, struct ri_error *err)
{
    if (!file->input) return parquet_rows(file, types, each, context, err);
    const ri_status              status = text_rows(file, types, each, context, err);
    size_t                       count;
    const struct ri_ingest_note *notes = ri_table_input_notes(file->input, &count);
    ri_say_traps(file->call, notes, count);
    return status;
}

/* ---- In results ------------------------------------------------------------------------------------------------- */

ri_column_type ri_cell_column_type(ri_coded type)
{
    static const ri_column_type types[] = {[RI_CODED_NUMBER] = RI_COLUMN_NUMBER,
                                           [RI_CODED_FLAG] = RI_COLUMN_BOOL,
                                           [RI_CODED_DATE] = RI_COLUMN_DATE,
                                           [RI_CODED_CATEGORY] = RI_COLUMN_TEXT};
    return types[type];
}

void ri_put_cell(struct ri_table_builder *table, ri_coded type, const struct ri_cell *cell)
{
    if (!cell->known)
        ri_put_null(table);
    else if (type == RI_CODED_CATEGORY)
        ri_put_text(table, cell->text);
    else if (type == RI_CODED_DATE)
        ri_put_day(table, (ri_day)cell->number);
    else if (type == RI_CODED_FLAG)
        ri_put_bool(table, cell->number != 0);
    else
        ri_put_number(table, cell->number);
}
