/* JSON (RFC 8259): one document with a row a line, or one object a line. Decimals are written as exact
 * number literals; a reader that wants them exact must not read them as binary floating point. */
#include "base/json.h"
#include "write_internal.h"

static void json_cell(struct ri_write *write, struct ri_json *json,
                      const struct ri_column_view *column, size_t row)
{
    if (!ri_cell_valid(column, row)) {
        ri_json_null(json);
        return;
    }
    size_t          from, to;
    struct ri_text *cell = &write->cell;
    switch (column->kind) {
    case RI_CELL_NULL:
        ri_json_null(json);
        break;
    case RI_CELL_BOOL:
        ri_json_bool(json, ri_cell_bool(column, row));
        break;
    case RI_CELL_NUMBER:
        ri_json_number(json, ri_cell_number(column, row));
        break;
    case RI_CELL_TEXT:
        ri_json_view(json, ri_cell_text(column, row));
        break;
    case RI_CELL_INT:
    case RI_CELL_DECIMAL:
        ri_text_clear(cell);
        ri_cell_print(column, row, cell);
        ri_json_raw(json, cell->at ? cell->at : "", cell->length);
        break;
    case RI_CELL_DAY:
    case RI_CELL_INSTANT:
        ri_text_clear(cell);
        ri_cell_print(column, row, cell);
        ri_json_view(json, (struct ri_view){cell->at, cell->length});
        break;
    case RI_CELL_LIST:
        ri_json_array(json);
        ri_cell_items(column, row, &from, &to);
        for (size_t i = from; i < to; i++) json_cell(write, json, column->items, i);
        ri_json_end(json);
        break;
    }
    if (cell->failed) write->out.failed = true;
}

void write_row_object(struct ri_write *write, size_t row)
{
    struct ri_json json = {.out = &write->out};
    ri_json_object(&json);
    for (size_t c = 0; c < write->view.column_count; c++) {
        ri_json_key(&json, write->view.columns[c].name);
        json_cell(write, &json, &write->view.columns[c], row);
    }
    ri_json_end(&json);
}

/* ---- json -------------------------------------------------------------------------------------------- */

static void json_columns(struct ri_write *write, struct ri_json *json)
{
    ri_json_key(json, "columns");
    ri_json_array(json);
    for (size_t c = 0; c < write->view.column_count; c++) {
        const struct ri_column_view *column = &write->view.columns[c];
        ri_json_object(json);
        ri_json_key(json, "name");
        ri_json_text(json, column->name);
        ri_json_key(json, "type");
        ri_json_text(json, ri_column_type_text(column->type));
        ri_json_key(json, "unit");
        if (column->unit.length)
            ri_json_view(json, column->unit);
        else
            ri_json_null(json);
        ri_json_end(json);
    }
    ri_json_end(json);
}

static ri_status json_begin(struct ri_write *write, struct ri_error *err)
{
    (void)err;
    struct ri_json *json = write->state;
    json->out = &write->out;
    ri_json_object(json);
    ri_json_key(json, "operation");
    ri_json_text(json, write->options.operation);
    ri_json_key(json, "parameters");
    ri_json_object(json);
    for (size_t i = 0; i < write->options.param_count; i++) {
        ri_json_key(json, write->options.names[i]);
        ri_json_text(json, write->options.values[i]);
    }
    ri_json_end(json);
    json_columns(write, json);
    ri_json_key(json, "rows");
    ri_json_array(json);
    return RI_OK;
}

static ri_status json_batch(struct ri_write *write, struct ri_error *err)
{
    for (size_t r = 0; r < write->view.rows; r++) {
        ri_text_puts(&write->out, write->rows + r ? ",\n" : "\n");
        write_row_object(write, r);
        RI_TRY(write_some(write, err));
    }
    return RI_OK;
}

static ri_status json_end(struct ri_write *write, const char *const *notes, size_t note_count,
                          struct ri_error *err)
{
    (void)err;
    struct ri_json *json = write->state;
    if (write->rows) ri_text_putc(&write->out, '\n');
    ri_json_end(json);
    ri_json_key(json, "notes");
    ri_json_array(json);
    for (size_t i = 0; i < note_count; i++) ri_json_text(json, notes[i]);
    ri_json_end(json);
    if (write->options.next) {
        ri_json_key(json, "next");
        ri_json_text(json, *write->options.next ? write->options.next : NULL);
    }
    ri_json_end(json);
    ri_text_putc(&write->out, '\n');
    return RI_OK;
}

const struct ri_writer ri_write_json = {.name = "json",
                                        .extension = "json",
                                        .content_type = "application/json",
                                        .notes = true,
                                        .state_size = sizeof(struct ri_json),
                                        .begin = json_begin,
                                        .batch = json_batch,
                                        .end = json_end};

/* ---- ndjson ------------------------------------------------------------------------------------------ */

static ri_status lines_batch(struct ri_write *write, struct ri_error *err)
{
    for (size_t r = 0; r < write->view.rows; r++) {
        write_row_object(write, r);
        ri_text_putc(&write->out, '\n');
        RI_TRY(write_some(write, err));
    }
    return RI_OK;
}

const struct ri_writer ri_write_ndjson = {.name = "ndjson",
                                          .extension = "ndjson",
                                          .content_type = "application/x-ndjson",
                                          .batch = lines_batch};
