/* An Excel workbook: typed cells with formats, header frozen and filtered, notes on a sheet of their own. Rows go to a
 * temporary file as they come (constant memory), the workbook to the sink at its end.
 *
 *     sheet `sales stores`    names, then rows: money #,##0.00, shares 0.0%, dates yyyy-mm-dd; widths by the first rows
 *     `sales stores (2)`      from 1,048,575 rows on
 *     sheet `about`           operation, parameters, notes, what the columns mean
 *
 * A cell of text is a string whatever it begins with, so nothing in it is ever run. A spreadsheet keeps 15 digits: what has more
 * is written as text, as are dates before March 1900. */
#include <xlsxwriter.h> /* first: it uses what base/banned.h forbids */

#include "workbook_file.h"
#include "write_internal.h"

#include <math.h>
#include <unistd.h>

enum {
    ROWS = 1048576,
    COLUMNS = 16384,
    TEXT_BYTES = 32000, /* of a cell */
    DIGITS = 15,
    NARROW = 8,
    WIDE = 60,
    NAME = 31 /* letters of a sheet's name */
};

struct xlsx {
    lxw_workbook  *book;
    lxw_worksheet *sheet;
    lxw_format    *head, **formats; /* by column */
    uint32_t       row;             /* next of the sheet */
    unsigned       sheets;
    size_t        *widths; /* by column, letters */
    char           path[WORKBOOK_PATH];
};

static ri_status failed(lxw_error error, struct ri_error *err)
{
    if (error == LXW_NO_ERROR) return RI_OK;
    return ri_fail(err, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? RI_ENOMEM : RI_EIO,
                   "the workbook cannot be written: %s", lxw_strerror(error));
}

/* A name that Excel takes: 31 letters at most, none of []:*?/\. */
static void sheet_name(const struct ri_write *write, unsigned number, char to[NAME + 1])
{
    char        end[16] = "";
    const char *name = write->options.operation ? write->options.operation : "result";
    if (number > 1) snprintf(end, sizeof end, " (%u)", number);
    snprintf(to, NAME + 1, "%.*s%s", (int)(NAME - strlen(end)), name, end);
    for (char *c = to; *c; c++) {
        if (strchr("[]:*?/\\.", *c) || (unsigned char)*c < ' ') *c = ' ';
    }
}

static const char *number_format(const struct ri_column_view *column, char code[32])
{
    const bool share = column->type == RI_COLUMN_SHARE;
    if (share && column->kind != RI_CELL_TEXT) return "0.0%";
    if (column->kind == RI_CELL_DAY) return "yyyy-mm-dd";
    if (column->kind == RI_CELL_INSTANT) return "yyyy-mm-dd hh:mm:ss";
    if (column->kind != RI_CELL_DECIMAL) return NULL;
    snprintf(code, 32, "#,##0%s%.*s", column->scale > 0 ? "." : "",
             column->scale < 18 ? column->scale : 18, "000000000000000000");
    return code;
}

static ri_status begin_sheet(struct ri_write *write, struct ri_error *err)
{
    struct xlsx *x = write->state;
    char         name[NAME + 1];
    sheet_name(write, ++x->sheets, name);
    x->sheet = workbook_add_worksheet(x->book, name);
    if (!x->sheet) return ri_fail(err, RI_ENOMEM, "no room for a sheet '%s'", name);
    for (size_t c = 0; c < write->view.column_count; c++) {
        RI_TRY(failed(
            worksheet_write_string(x->sheet, 0, (lxw_col_t)c, write->view.columns[c].name, x->head),
            err));
    }
    worksheet_freeze_panes(x->sheet, 1, 0);
    x->row = 1;
    return RI_OK;
}

static ri_status make_formats(struct ri_write *write, struct ri_error *err)
{
    struct xlsx *x = write->state;
    const size_t columns = write->view.column_count;
    RI_ARENA_NEW(x->formats, &write->mem, columns, err);
    RI_ARENA_NEW(x->widths, &write->mem, columns, err);
    x->head = workbook_add_format(x->book);
    if (!x->head) return ri_fail(err, RI_ENOMEM, "no room for a workbook");
    format_set_bold(x->head);
    format_set_bottom(x->head, LXW_BORDER_THIN);
    for (size_t c = 0; c < columns; c++) {
        char        code[32];
        const char *format = number_format(&write->view.columns[c], code);
        x->widths[c] = strlen(write->view.columns[c].name) + 3; /* the filter's button */
        if (!format) continue;
        x->formats[c] = workbook_add_format(x->book);
        if (!x->formats[c]) return ri_fail(err, RI_ENOMEM, "no room for a workbook");
        format_set_num_format(x->formats[c], format);
    }
    return RI_OK;
}

static ri_status xlsx_begin(struct ri_write *write, struct ri_error *err)
{
    struct xlsx *x = write->state;
    if (write->view.column_count > COLUMNS)
        return ri_fail(err, RI_EUSAGE, "%zu columns do not fit a sheet, which has %d",
                       write->view.column_count, COLUMNS);
    RI_TRY(workbook_file_new(x->path, err));
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = (char *)(uintptr_t)workbook_folder()};
    x->book = workbook_new_opt(x->path, &options);
    if (!x->book) return ri_fail(err, RI_ENOMEM, "no room for a workbook");
    RI_TRY(make_formats(write, err));
    return begin_sheet(write, err);
}

/* ---- Cells ----------------------------------------------------------------------------------------------------------- */

static lxw_error put_text(struct ri_write *write, uint32_t row, size_t c)
{
    struct xlsx *x = write->state;
    size_t       length = write->cell.length;
    if (length > TEXT_BYTES) { /* whole characters */
        length = TEXT_BYTES;
        while (length && ((unsigned char)write->cell.at[length] & 0xc0) == 0x80) length--;
        write->cell.at[length] = '\0';
    }
    if (!length) return LXW_NO_ERROR;
    return worksheet_write_string(x->sheet, row, (lxw_col_t)c, write->cell.at, NULL);
}

/* Digits that count; a spreadsheet keeps 15. */
static bool too_long(const struct ri_text *text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text->length; i++) {
        const char c = text->at[i];
        digits += c >= '0' && c <= '9' && (digits || c != '0');
    }
    return digits > DIGITS;
}

/* A date as days since 1899-12-30, where both calendars agree; false before that. */
static bool serial_of(const struct ri_column_view *column, size_t row, double *ret)
{
    const double days = column->kind == RI_CELL_DAY
                            ? (double)ri_cell_int(column, row)
                            : (double)ri_cell_int(column, row) / (double)RI_US_PER_DAY;
    *ret = days - (double)ri_day_of(1899, 12, 30);
    return *ret >= 61 && *ret < 2958466;
}

static lxw_error put_cell(struct ri_write *write, uint32_t at, size_t c, size_t row)
{
    struct xlsx                 *x = write->state;
    const struct ri_column_view *column = &write->view.columns[c];
    double                       number = 0;
    ri_text_clear(&write->cell);
    ri_cell_print(column, row, &write->cell);
    if (write->cell.failed) return LXW_ERROR_MEMORY_MALLOC_FAILED;
    if (write->rows + row < RI_WRITE_MEASURED) {
        const size_t width =
            ri_utf8_width((struct ri_view){write->cell.at, write->cell.length}) + 2;
        if (width > x->widths[c]) x->widths[c] = width;
    }
    if (column->kind == RI_CELL_BOOL)
        return worksheet_write_boolean(x->sheet, at, (lxw_col_t)c, ri_cell_bool(column, row), NULL);
    if (column->kind == RI_CELL_DAY || column->kind == RI_CELL_INSTANT) {
        if (!serial_of(column, row, &number)) return put_text(write, at, c);
        return worksheet_write_number(x->sheet, at, (lxw_col_t)c, number, x->formats[c]);
    }
    const bool exact = column->kind == RI_CELL_INT || column->kind == RI_CELL_DECIMAL;
    if (exact || column->kind == RI_CELL_NUMBER) number = ri_cell_number(column, row);
    if ((exact && !too_long(&write->cell)) || (column->kind == RI_CELL_NUMBER && isfinite(number)))
        return worksheet_write_number(x->sheet, at, (lxw_col_t)c, number, x->formats[c]);
    return put_text(write, at, c);
}

static ri_status xlsx_batch(struct ri_write *write, struct ri_error *err)
{
    struct xlsx *x = write->state;
    for (size_t r = 0; r < write->view.rows; r++) {
        if (x->row == ROWS) RI_TRY(begin_sheet(write, err));
        for (size_t c = 0; c < write->view.column_count; c++) {
            if (ri_cell_valid(&write->view.columns[c], r))
                RI_TRY(failed(put_cell(write, x->row, c, r), err));
        }
        x->row++;
    }
    return RI_OK;
}

/* ---- The end ----------------------------------------------------------------------------------------------------------- */

static ri_status put_line(struct ri_write *write, uint32_t *row, const char *what, const char *name,
                          struct ri_view text, struct ri_error *err)
{
    struct xlsx *x = write->state;
    RI_TRY(failed(worksheet_write_string(x->sheet, *row, 0, what, x->head), err));
    if (name && *name) RI_TRY(failed(worksheet_write_string(x->sheet, *row, 1, name, NULL), err));
    ri_text_clear(&write->cell);
    ri_text_add(&write->cell, text.at ? text.at : "", text.length);
    RI_TRY(ri_text_check(&write->cell, err));
    return failed(put_text(write, (*row)++, 2), err);
}

static ri_status about(struct ri_write *write, const char *const *notes, size_t count,
                       struct ri_error *err)
{
    struct xlsx                   *x = write->state;
    const struct ri_write_options *options = &write->options;
    uint32_t                       row = 0;
    x->sheet = workbook_add_worksheet(x->book, "about");
    if (!x->sheet) return ri_fail(err, RI_ENOMEM, "no room for a sheet");
    worksheet_set_column(x->sheet, 0, 0, 12, NULL);
    worksheet_set_column(x->sheet, 1, 1, 24, NULL);
    worksheet_set_column(x->sheet, 2, 2, 100, NULL);
    RI_TRY(put_line(write, &row, "operation", options->operation, (struct ri_view){"", 0}, err));
    for (size_t i = 0; i < options->param_count; i++)
        RI_TRY(put_line(write, &row, "parameter", options->names[i], ri_view_of(options->values[i]),
                        err));
    for (size_t i = 0; i < count; i++)
        RI_TRY(put_line(write, &row, "note", NULL, ri_view_of(notes[i]), err));
    for (size_t c = 0; c < write->view.column_count; c++) {
        const struct ri_column_view *column = &write->view.columns[c];
        struct ri_text               text = {0};
        ri_text_add(&text, column->help.at ? column->help.at : "", column->help.length);
        if (column->unit.length)
            ri_text_printf(&text, "%s%.*s", text.length ? "; " : "", (int)column->unit.length,
                           column->unit.at);
        const ri_status status = put_line(write, &row, "column", column->name,
                                          (struct ri_view){text.at, text.length}, err);
        ri_text_release(&text);
        RI_TRY(status);
    }
    return RI_OK;
}

static ri_status xlsx_end(struct ri_write *write, const char *const *notes, size_t note_count,
                          struct ri_error *err)
{
    struct xlsx *x = write->state;
    const size_t columns = write->view.column_count;
    worksheet_autofilter(x->sheet, 0, 0, x->row - 1, (lxw_col_t)(columns ? columns - 1 : 0));
    for (unsigned s = 1; s <= x->sheets; s++) {
        char name[NAME + 1];
        sheet_name(write, s, name);
        lxw_worksheet *sheet = workbook_get_worksheet_by_name(x->book, name);
        for (size_t c = 0; sheet && c < columns; c++) {
            const size_t width = x->widths[c] < NARROW ? NARROW
                                 : x->widths[c] > WIDE ? WIDE
                                                       : x->widths[c];
            worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c, (double)width, NULL);
        }
    }
    RI_TRY(about(write, notes, note_count, err));
    lxw_workbook *book = x->book;
    x->book = NULL; /* closing frees it, whatever comes of it */
    RI_TRY(failed(workbook_close(book), err));
    return workbook_file_hand_on(x->path, write->sink, err);
}

static void xlsx_release(struct ri_write *write)
{
    struct xlsx *x = write->state;
    if (x->book) lxw_workbook_free(x->book);
    if (x->path[0]) unlink(x->path);
}

const struct ri_writer ri_write_xlsx = {
    .name = "xlsx",
    .extension = "xlsx",
    .content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    .notes = true,
    .binary = true,
    .state_size = sizeof(struct xlsx),
    .begin = xlsx_begin,
    .batch = xlsx_batch,
    .end = xlsx_end,
    .release = xlsx_release};
