/* Reads observations of series from a file. */
#include "app/series_file.h"

#include "app/traps.h"
#include "engine/engine.h"
#include "ingest/table_input.h"
#include "table/reader.h"

#include <errno.h>
#include <math.h>

struct reading {
    const struct ri_series_columns *columns;
    struct ri_task                 *task;
    ri_observation_fn              *each;
    void                           *context;
};

/* ---- Delimited text ------------------------------------------------------------------------------------------ */

static ri_status text_batch(const struct reading *reading, const struct ri_columns *batch,
                            struct ri_error *err)
{
    const size_t           n = reading->columns->key_count;
    struct ri_view         keys[RI_SERIES_KEYS_MOST];
    const struct ri_cells *time = &batch->cells[n], *value = &batch->cells[n + 1];
    const struct ri_cells *flag = reading->columns->censored ? &batch->cells[n + 2] : NULL;
    for (size_t row = 0; row < batch->rows; row++) {
        for (size_t k = 0; k < n; k++)
            keys[k] =
                batch->cells[k].valid[row] ? batch->cells[k].text[row] : (struct ri_view){"", 0};
        if (!time->valid[row])
            return ri_fail(err, RI_EDATA, "record %llu has no time",
                           (unsigned long long)batch->record[row]);
        const double units =
            value->valid[row] ? (double)value->number[row] / (double)RI_INPUT_SCALE : NAN;
        RI_TRY(reading->each(reading->context, keys, time->number[row], units,
                             flag && flag->valid[row] && flag->number[row], err));
    }
    return ri_task_check(reading->task, err);
}

static ri_status read_text(const struct reading *reading, struct ri_table_input *input,
                           struct ri_error *err)
{
    struct ri_input_column          wanted[RI_SERIES_KEYS_MOST + 3];
    const struct ri_series_columns *columns = reading->columns;
    size_t                          count = 0;
    for (; count < columns->key_count; count++)
        wanted[count] = (struct ri_input_column){columns->keys[count], RI_INPUT_TEXT};
    wanted[count++] = (struct ri_input_column){columns->time, RI_INPUT_TIME};
    wanted[count++] = (struct ri_input_column){columns->value, RI_INPUT_NUMBER};
    if (columns->censored)
        wanted[count++] = (struct ri_input_column){columns->censored, RI_INPUT_FLAG};
    RI_TRY(ri_table_input_choose(input, wanted, count, err));
    for (;;) {
        const struct ri_columns *batch;
        RI_TRY(ri_table_input_next(input, &batch, err));
        if (!batch) return RI_OK;
        RI_TRY(text_batch(reading, batch, err));
    }
}

/* ---- Parquet -------------------------------------------------------------------------------------------------- */

struct parquet {
    const struct reading *reading;
    struct ri_table_view  view;
    size_t                keys[RI_SERIES_KEYS_MOST], time, value, censored;
    struct ri_text        text[RI_SERIES_KEYS_MOST]; /* of the keys of a row */
    uint64_t              record;
};

static ri_status find(const struct ri_table_view *view, const char *name, size_t *ret,
                      struct ri_error *err)
{
    *ret = ri_table_view_find(view, name);
    if (*ret != SIZE_MAX) return RI_OK;
    return ri_fail(err, RI_EUSAGE, "there is no column '%s'", name);
}

static ri_status find_columns(struct parquet *parquet, struct ri_error *err)
{
    const struct ri_series_columns *columns = parquet->reading->columns;
    for (size_t k = 0; k < columns->key_count; k++)
        RI_TRY(find(&parquet->view, columns->keys[k], &parquet->keys[k], err));
    RI_TRY(find(&parquet->view, columns->time, &parquet->time, err));
    RI_TRY(find(&parquet->view, columns->value, &parquet->value, err));
    if (columns->censored) RI_TRY(find(&parquet->view, columns->censored, &parquet->censored, err));
    return RI_OK;
}

/* A date, an instant, or text that begins with an ISO date. */
static bool cell_time(const struct ri_column_view *column, size_t row, int64_t *ret)
{
    if (!ri_cell_valid(column, row)) return false;
    if (column->kind == RI_CELL_INSTANT) return *ret = ri_cell_int(column, row), true;
    ri_day day;
    if (column->kind == RI_CELL_DAY)
        day = (ri_day)ri_cell_int(column, row);
    else if (column->kind != RI_CELL_TEXT || ri_cell_text(column, row).length < 10 ||
             !ri_day_parse((struct ri_view){ri_cell_text(column, row).at, 10}, &day))
        return false;
    *ret = day * RI_US_PER_DAY;
    return true;
}

static ri_status parquet_row(struct parquet *parquet, size_t row, struct ri_error *err)
{
    const struct ri_series_columns *columns = parquet->reading->columns;
    const struct ri_column_view    *value = &parquet->view.columns[parquet->value];
    struct ri_view                  keys[RI_SERIES_KEYS_MOST];
    int64_t                         us;
    parquet->record++;
    for (size_t k = 0; k < columns->key_count; k++) {
        ri_text_clear(&parquet->text[k]);
        ri_cell_print(&parquet->view.columns[parquet->keys[k]], row, &parquet->text[k]);
        keys[k] = (struct ri_view){parquet->text[k].at ? parquet->text[k].at : "",
                                   parquet->text[k].length};
    }
    if (!cell_time(&parquet->view.columns[parquet->time], row, &us))
        return ri_fail(err, RI_EDATA, "row %llu: column '%s' is no date or time",
                       (unsigned long long)parquet->record, columns->time);
    const bool number = value->kind == RI_CELL_INT || value->kind == RI_CELL_NUMBER ||
                        value->kind == RI_CELL_DECIMAL || value->kind == RI_CELL_BOOL;
    if (!number) return ri_fail(err, RI_EDATA, "column '%s' holds no numbers", columns->value);
    const struct ri_column_view *flag =
        columns->censored ? &parquet->view.columns[parquet->censored] : NULL;
    const bool cut = flag && ri_cell_valid(flag, row) && ri_cell_int(flag, row) != 0;
    return parquet->reading->each(parquet->reading->context, keys, us,
                                  ri_cell_valid(value, row) ? ri_cell_number(value, row) : NAN, cut,
                                  err);
}

static ri_status parquet_batches(struct parquet *parquet, struct ArrowArrayStream *stream,
                                 struct ri_error *err)
{
    for (;;) {
        struct ArrowArray batch;
        const int         number = stream->get_next(stream, &batch);
        if (number) return ri_stream_fail(stream, number, err);
        if (!batch.release) return RI_OK;
        ri_status status = ri_table_view_batch(&parquet->view, &batch, err);
        for (size_t row = 0; status == RI_OK && row < parquet->view.rows; row++)
            status = parquet_row(parquet, row, err);
        batch.release(&batch);
        RI_TRY(status);
        RI_TRY(ri_task_check(parquet->reading->task, err));
    }
}

static ri_status read_parquet(const struct reading *reading, const char *path, struct ri_error *err)
{
    struct ArrowArrayStream stream;
    struct ArrowSchema      schema = {0};
    struct parquet          parquet = {.reading = reading};
    struct ri_arena         mem;
    RI_TRY(ri_parquet_read(path, reading->task, &stream, err));
    ri_arena_init(&mem, 1 << 24);
    const int number = stream.get_schema(&stream, &schema);
    ri_status status = number ? ri_stream_fail(&stream, number, err)
                              : ri_table_view_init(&parquet.view, &schema, &mem, err);
    if (status == RI_OK) status = find_columns(&parquet, err);
    if (status == RI_OK) status = parquet_batches(&parquet, &stream, err);
    for (size_t k = 0; k < RI_SERIES_KEYS_MOST; k++) ri_text_release(&parquet.text[k]);
    if (schema.release) schema.release(&schema);
    stream.release(&stream);
    ri_arena_release(&mem);
    return status;
}

/* ---- Either ----------------------------------------------------------------------------------------------------- */

static bool is_parquet(const char *name)
{
    const size_t length = strlen(name);
    return length > 8 && strcmp(name + length - 8, ".parquet") == 0;
}

ri_status ri_series_file(struct ri_call *call, int fd, const char *name,
                         const struct ri_series_columns *columns, ri_observation_fn *each,
                         void *context, struct ri_error *err)
{
    const struct reading reading = {columns, ri_call_task(call), each, context};
    if (columns->key_count > RI_SERIES_KEYS_MOST)
        return ri_fail(err, RI_EUSAGE, "more than %d series columns", RI_SERIES_KEYS_MOST);
    if (fd < 0)
        return ri_fail(err, ri_status_of_errno(errno), "cannot open '%s': %s", name,
                       strerror(errno));
    if (is_parquet(name)) return read_parquet(&reading, name, err);
    struct ri_table_input *input;
    RI_TRY(ri_table_input_open(fd, name, NULL, reading.task, &input, err));
    const ri_status              status = read_text(&reading, input, err);
    size_t                       count;
    const struct ri_ingest_note *notes = ri_table_input_notes(input, &count);
    ri_say_traps(call, notes, count);
    ri_table_input_close(input);
    return status;
}
