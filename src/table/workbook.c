/* Workbooks of several sheets over libxlsxwriter. */
#include <xlsxwriter.h> /* first: it uses what base/banned.h forbids */

#include "workbook.h"

#include "workbook_file.h"

#include <unistd.h>

enum { FORMATS = 64, NAME = 31, SHEETS = 99 };

struct ri_workbook {
    lxw_workbook  *book;
    lxw_worksheet *sheet;
    lxw_error      error; /* the first */
    struct {
        const char *number;
        unsigned    look;
        lxw_format *format;
    } formats[FORMATS];
    size_t format_count;
    char   path[WORKBOOK_PATH];
};

ri_status ri_workbook_new(struct ri_workbook **ret, struct ri_error *err)
{
    struct ri_workbook *book = calloc(1, sizeof *book);
    if (!book) return ri_fail(err, RI_ENOMEM, "no room for a workbook");
    ri_status status = workbook_file_new(book->path, err);
    if (status == RI_OK) {
        book->book = workbook_new(book->path);
        if (!book->book) status = ri_fail(err, RI_ENOMEM, "no room for a workbook");
    }
    if (status != RI_OK) {
        ri_workbook_free(book);
        return status;
    }
    *ret = book;
    return RI_OK;
}

void ri_workbook_free(struct ri_workbook *book)
{
    if (!book) return;
    if (book->book) lxw_workbook_free(book->book);
    if (book->path[0]) unlink(book->path);
    free(book);
}

static void keep(struct ri_workbook *book, lxw_error error)
{
    if (book->error == LXW_NO_ERROR) book->error = error;
}

void ri_workbook_sheet(struct ri_workbook *book, const char *name)
{
    char clean[NAME + 1], tried[NAME + 8];
    snprintf(clean, sizeof clean, "%.*s", (int)NAME, name);
    clean[ri_utf8_valid(clean, strlen(clean))] = '\0';
    for (char *c = clean; *c; c++) {
        if (strchr("[]:*?/\\'", *c) || (unsigned char)*c < ' ') *c = ' ';
    }
    snprintf(tried, sizeof tried, "%s", *clean ? clean : "Sheet");
    for (int i = 2; i < SHEETS && workbook_get_worksheet_by_name(book->book, tried); i++)
        snprintf(tried, sizeof tried, "%.26s %d", clean, i);
    book->sheet = workbook_add_worksheet(book->book, tried);
    if (!book->sheet) keep(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
}

static lxw_format *format_of(struct ri_workbook *book, const char *number, unsigned look)
{
    static const struct {
        unsigned look, colour;
    } colours[] = {
        {RI_WORKBOOK_GREY, 0x656a71}, {RI_WORKBOOK_GOOD, 0x0b6a5a}, {RI_WORKBOOK_BAD, 0xb03a0e}};
    if (!number && !look) return NULL;
    for (size_t i = 0; i < book->format_count; i++) {
        if (book->formats[i].look == look && !number == !book->formats[i].number &&
            (!number || strcmp(number, book->formats[i].number) == 0))
            return book->formats[i].format;
    }
    if (book->format_count == FORMATS) return NULL;
    lxw_format *format = workbook_add_format(book->book);
    if (!format) return NULL;
    if (number) format_set_num_format(format, number);
    if (look & (RI_WORKBOOK_BOLD | RI_WORKBOOK_HEAD)) format_set_bold(format);
    if (look & RI_WORKBOOK_HEAD) format_set_bottom(format, LXW_BORDER_THIN);
    if (look & RI_WORKBOOK_LARGE) format_set_font_size(format, 16);
    if (look & RI_WORKBOOK_WRAP) {
        format_set_text_wrap(format);
        format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    }
    for (size_t i = 0; i < RI_COUNT(colours); i++)
        if (look & colours[i].look) format_set_font_color(format, colours[i].colour);
    book->formats[book->format_count].number = number;
    book->formats[book->format_count].look = look;
    book->formats[book->format_count++].format = format;
    return format;
}

void ri_workbook_text(struct ri_workbook *book, unsigned row, unsigned column, const char *text,
                      unsigned look)
{
    if (!book->sheet || !text || !*text) return;
    keep(book, worksheet_write_string(book->sheet, row, (lxw_col_t)column, text,
                                      format_of(book, NULL, look)));
}

void ri_workbook_number(struct ri_workbook *book, unsigned row, unsigned column, double value,
                        const char *format, unsigned look)
{
    if (!book->sheet) return;
    keep(book, worksheet_write_number(book->sheet, row, (lxw_col_t)column, value,
                                      format_of(book, format, look)));
}

void ri_workbook_width(struct ri_workbook *book, unsigned column, double letters)
{
    if (book->sheet)
        worksheet_set_column(book->sheet, (lxw_col_t)column, (lxw_col_t)column, letters, NULL);
}

void ri_workbook_freeze(struct ri_workbook *book, unsigned rows)
{
    if (book->sheet) worksheet_freeze_panes(book->sheet, rows, 0);
}

/* One column as a series: names and values are ranges of the sheet. */
static void add_series(struct ri_workbook *book, lxw_chart *chart, unsigned rows, unsigned column)
{
    const lxw_col_t   at = (lxw_col_t)column;
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series) {
        keep(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    chart_series_set_categories(series, book->sheet->name, 1, 0, rows, 0);
    chart_series_set_values(series, book->sheet->name, 1, at, rows, at);
    chart_series_set_name_range(series, book->sheet->name, 0, at);
}

void ri_workbook_chart(struct ri_workbook *book, ri_workbook_drawing drawing, const char *title,
                       unsigned rows, unsigned columns)
{
    static const uint8_t kinds[] = {[RI_WORKBOOK_LINES] = LXW_CHART_LINE,
                                    [RI_WORKBOOK_COLUMNS] = LXW_CHART_COLUMN,
                                    [RI_WORKBOOK_BARS] = LXW_CHART_BAR};
    if (!book->sheet || !rows || !columns) return;
    lxw_chart *chart = workbook_add_chart(book->book, kinds[drawing]);
    if (!chart) {
        keep(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    for (unsigned c = 1; c <= columns; c++) add_series(book, chart, rows, c);
    if (title && *title) chart_title_set_name(chart, title);
    if (columns == 1) chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    if (drawing == RI_WORKBOOK_BARS) chart_axis_set_reverse(chart->x_axis); /* first on top */
    lxw_chart_options where = {.x_scale = 1.6, .y_scale = 1.4};
    keep(book, worksheet_insert_chart_opt(book->sheet, 1, (lxw_col_t)(columns + 2), chart, &where));
}

static ri_status add_bytes(void *context, const void *bytes, size_t length, struct ri_error *err)
{
    struct ri_text *out = context;
    ri_text_add(out, bytes, length);
    return ri_text_check(out, err);
}

ri_status ri_workbook_finish(struct ri_workbook *book, struct ri_text *out, struct ri_error *err)
{
    lxw_workbook *open = book->book;
    book->book = NULL; /* closing frees it, whatever comes of it */
    keep(book, workbook_close(open));
    if (book->error != LXW_NO_ERROR)
        return ri_fail(err, book->error == LXW_ERROR_MEMORY_MALLOC_FAILED ? RI_ENOMEM : RI_EIO,
                       "the workbook cannot be written: %s", lxw_strerror(book->error));
    return workbook_file_hand_on(book->path, (struct ri_sink){add_bytes, out}, err);
}
