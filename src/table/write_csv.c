/* CSV (RFC 4180, with LF line ends). A missing value is an empty field, an empty text is "".
 *
 * Spreadsheets run a cell that begins with = + - @, tab or carriage return as a formula ("CSV injection",
 * OWASP); such a text gets an apostrophe before it, unless it is a plain number. */
#include "write_internal.h"

static bool runs_in_a_spreadsheet(struct ri_view text)
{
    double number;
    return text.length && memchr("=+-@\t\r", text.at[0], 6) && !ri_parse_double(text, &number);
}

static void add_field(struct ri_text *out, struct ri_view text)
{
    const bool escape = runs_in_a_spreadsheet(text);
    bool       quote = !text.length;
    for (size_t i = 0; !quote && i < text.length; i++)
        quote = memchr(",\"\r\n", text.at[i], 4) != NULL;
    if (!quote) {
        if (escape) ri_text_putc(out, '\'');
        ri_text_add(out, text.at, text.length);
        return;
    }
    ri_text_putc(out, '"');
    if (escape) ri_text_putc(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"') ri_text_putc(out, '"');
        ri_text_putc(out, text.at[i]);
    }
    ri_text_putc(out, '"');
}

static void add_cell(struct ri_write *write, const struct ri_column_view *column, size_t row)
{
    if (!ri_cell_valid(column, row)) {
        if (write->view.column_count == 1)
            ri_text_puts(&write->out, "\"\""); /* readers skip empty lines */
    } else if (column->kind == RI_CELL_TEXT) {
        add_field(&write->out, ri_cell_text(column, row));
    } else if (column->kind == RI_CELL_LIST) {
        ri_text_clear(&write->cell);
        ri_cell_print(column, row, &write->cell);
        if (write->cell.failed)
            write->out.failed = true;
        else
            add_field(&write->out, (struct ri_view){write->cell.at, write->cell.length});
    } else {
        ri_cell_print(column, row, &write->out);
    }
}

static ri_status csv_begin(struct ri_write *write, struct ri_error *err)
{
    (void)err;
    for (size_t c = 0; c < write->view.column_count; c++) {
        if (c) ri_text_putc(&write->out, ',');
        add_field(&write->out, ri_view_of(write->view.columns[c].name));
    }
    ri_text_putc(&write->out, '\n');
    return RI_OK;
}

static ri_status csv_batch(struct ri_write *write, struct ri_error *err)
{
    for (size_t r = 0; r < write->view.rows; r++) {
        for (size_t c = 0; c < write->view.column_count; c++) {
            if (c) ri_text_putc(&write->out, ',');
            add_cell(write, &write->view.columns[c], r);
        }
        ri_text_putc(&write->out, '\n');
        RI_TRY(write_some(write, err));
    }
    return RI_OK;
}

const struct ri_writer ri_write_csv = {.name = "csv",
                                       .extension = "csv",
                                       .content_type = "text/csv; charset=utf-8",
                                       .begin = csv_begin,
                                       .batch = csv_batch};
