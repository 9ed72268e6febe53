/* Tables for people. The first RI_WRITE_MEASURED rows are kept to learn how wide each column is and how many
 * digits its numbers want; then the header goes out and everything streams in that layout.
 *
 *     store           net_sales  share          header: name over its column
 *     ──────────  ─────────────  ─────
 *     Kanyon      13,710,755.24  20.0%          numbers to the right, text to the left
 *
 * Zeros that no row needs after the point of a decimal are not shown (60114.000 is 60,114); those of money are.
 * Of `metric` and `value` each row is another measure, so each number has digits of its own.
 * With a width, a last column of sentences goes under its row; texts are cut (the widest first); what still does
 * not fit is left out and named at the end.
 * A single row that does not fit stands upright instead, a line a column. */
#include "display.h"
#include "write_internal.h"

#include <math.h>

enum {
    GAP = 2,         /* blanks between columns */
    NARROWEST = 8,   /* a text column is not cut below this */
    SENTENCE = 48,   /* a last column of texts at least this wide may go under its row */
    INDENT = 4,      /* of what goes under a row */
    MOST_DIGITS = 4, /* after the point of a number */
    WHOLE_DIGITS = 5 /* digits shown of a number when it has a fraction */
};

struct layout {
    bool   right, grouped; /* numbers; with thousands separators */
    bool   own;    /* every row is another measure: digits by the number, not by the column */
    int    digits; /* of numbers and decimals: after the point; -1: as many as it takes */
    size_t width;
    double largest;         /* of RI_CELL_NUMBER: magnitude in the rows kept */
    int    needed;          /* digits after the point that the rows kept have */
    bool   left_out, under; /* under: a line of its own below each row */
};
struct table {
    struct layout  *columns;
    size_t          kept;    /* rows */
    struct ri_view *texts;   /* kept cells, row by row; bytes in the writer's arena */
    double         *numbers; /* the same of RI_CELL_NUMBER */
    bool            started; /* the header is out */
};

/* Integers whose name ends so are names themselves: 2022 is not 2,022. */
static bool names_something(const char *name)
{
    static const char *const endings[] = {"id",     "year", "week",    "code", "number",
                                          "record", "line", "version", "seed"};
    const size_t             length = strlen(name);
    for (size_t i = 0; i < RI_COUNT(endings); i++) {
        const size_t n = strlen(endings[i]);
        if (length < n || strcmp(name + length - n, endings[i]) != 0) continue;
        if (length == n || name[length - n - 1] == '_') return true;
    }
    return false;
}

static ri_status table_begin(struct ri_write *write, struct ri_error *err)
{
    struct table *table = write->state;
    const size_t  count = write->view.column_count;
    RI_ARENA_NEW(table->columns, &write->mem, count, err);
    RI_ARENA_NEW(table->texts, &write->mem, count * RI_WRITE_MEASURED, err);
    RI_ARENA_NEW(table->numbers, &write->mem, count * RI_WRITE_MEASURED, err);
    for (size_t c = 0; c < count; c++) {
        const struct ri_column_view *column = &write->view.columns[c];
        const ri_cell_kind           kind = column->kind;
        table->columns[c] = (struct layout){
            .right = kind == RI_CELL_INT || kind == RI_CELL_NUMBER || kind == RI_CELL_DECIMAL,
            .grouped = kind != RI_CELL_INT || !names_something(column->name),
            .own = c && strcmp(column->name, "value") == 0 &&
                   strcmp(write->view.columns[c - 1].name, "metric") == 0,
        };
    }
    return RI_OK;
}

/* ---- Digits ------------------------------------------------------------------------------------------ */

static int digits_needed(double value)
{
    int digits = 0;
    for (double scaled = fabs(value); digits < MOST_DIGITS; digits++, scaled *= 10) {
        if (fabs(scaled - nearbyint(scaled)) <= 1e-9 * fmax(1.0, scaled)) break;
    }
    return digits;
}

static void measure_number(struct layout *layout, double value)
{
    if (!isfinite(value)) return;
    const int needed = digits_needed(value);
    if (fabs(value) > layout->largest) layout->largest = fabs(value);
    if (needed > layout->needed) layout->needed = needed;
}

static int digits_before_point(double value)
{
    return value < 1 ? 0 : (int)floor(log10(value)) + 1;
}

static void choose_digits(struct layout *layout)
{
    const int fits = WHOLE_DIGITS - digits_before_point(layout->largest);
    layout->digits = fits < 1 ? 1 : fits > MOST_DIGITS ? MOST_DIGITS : fits;
    if (layout->needed < layout->digits) layout->digits = layout->needed;
    if (layout->largest > 0 && layout->largest < 0.01) layout->digits = -1;
}

/* Digits of a number that stands for itself. */
static int own_digits(double value)
{
    struct layout alone = {0};
    measure_number(&alone, value);
    choose_digits(&alone);
    return alone.digits;
}

/* ---- Cells ------------------------------------------------------------------------------------------- */

static void show_number(struct ri_text *out, struct ri_text *scratch, ri_column_type type,
                        const struct layout *layout, double value)
{
    const int digits = layout->own ? own_digits(value) : layout->digits;
    ri_text_clear(scratch);
    if (isnan(value))
        ri_text_puts(scratch, "-");
    else if (isinf(value))
        ri_text_puts(scratch, value < 0 ? "-inf" : "inf");
    else if (type == RI_COLUMN_SHARE)
        ri_text_printf(scratch, "%.1f%%", value * 100);
    else if (digits < 0 || fabs(value) >= 1e15)
        ri_text_printf(scratch, "%.4g", value);
    else
        ri_text_printf(scratch, "%.*f", digits, value);
    if (scratch->failed)
        out->failed = true;
    else
        ri_display_thousands(out, (struct ri_view){scratch->at, scratch->length});
}

/* A cell as people read it; not for RI_CELL_NUMBER. */
static void show_cell(struct ri_write *write, const struct ri_column_view *column,
                      const struct layout *layout, size_t row, struct ri_text *out)
{
    if (!ri_cell_valid(column, row)) {
        ri_text_putc(out, '-');
        return;
    }
    if (column->kind == RI_CELL_TEXT) {
        ri_display_text(out, ri_cell_text(column, row));
        return;
    }
    ri_text_clear(&write->cell);
    ri_cell_print(column, row, &write->cell);
    const struct ri_view text = {write->cell.at, write->cell.length};
    if (write->cell.failed)
        out->failed = true;
    else if (column->kind == RI_CELL_DECIMAL && column->type == RI_COLUMN_SHARE)
        show_number(out, &write->cell, column->type, layout, ri_cell_number(column, row));
    else if (layout->right && layout->grouped)
        ri_display_thousands(out, text);
    else
        ri_display_text(out, text);
}

/* Digits after the point of a plain decimal, without zeros at the end. */
static int digits_shown(struct ri_view text)
{
    const char *point = text.length ? memchr(text.at, '.', text.length) : NULL;
    if (!point) return 0;
    while (text.at[text.length - 1] == '0') text.length--;
    return (int)(text.at + text.length - point) - 1;
}

/* A decimal without the zeros that its column does not need. */
static struct ri_view without_zeros(struct ri_view text, int digits)
{
    const char *point = text.length ? memchr(text.at, '.', text.length) : NULL;
    if (!point) return text;
    while (text.at + text.length - point - 1 > digits && text.at[text.length - 1] == '0')
        text.length--;
    if (text.at[text.length - 1] == '.') text.length--;
    return text;
}

static bool drops_zeros(const struct ri_column_view *column)
{
    return column->kind == RI_CELL_DECIMAL && column->type == RI_COLUMN_DECIMAL;
}

/* ---- Measuring --------------------------------------------------------------------------------------- */

/* Keeps row r. */
static ri_status keep_row(struct ri_write *write, size_t r, struct ri_error *err)
{
    struct table  *table = write->state;
    const size_t   count = write->view.column_count;
    struct ri_text shown = {0};
    for (size_t c = 0; c < count; c++) {
        const struct ri_column_view *column = &write->view.columns[c];
        const size_t                 slot = table->kept * count + c;
        if (column->kind == RI_CELL_NUMBER) {
            table->numbers[slot] =
                ri_cell_valid(column, r) ? ri_cell_number(column, r) : (double)NAN;
            measure_number(&table->columns[c], table->numbers[slot]);
            continue;
        }
        ri_text_clear(&shown);
        show_cell(write, column, &table->columns[c], r, &shown);
        const int digits =
            drops_zeros(column) ? digits_shown((struct ri_view){shown.at, shown.length}) : 0;
        if (digits > table->columns[c].needed) table->columns[c].needed = digits;
        const char *copy = shown.failed
                               ? NULL
                               : ri_arena_copy(&write->mem, shown.at ? shown.at : "", shown.length);
        if (!copy) {
            ri_text_release(&shown);
            return ri_fail(err, RI_ENOMEM, "no room for the rows of a table");
        }
        table->texts[slot] = (struct ri_view){copy, shown.length};
    }
    ri_text_release(&shown);
    table->kept++;
    return RI_OK;
}

static void widen(struct layout *layout, struct ri_view text)
{
    const size_t width = ri_utf8_width(text);
    if (width > layout->width) layout->width = width;
}

static void show_kept(struct ri_write *write, size_t row, size_t c, struct ri_text *out)
{
    const struct table          *table = write->state;
    const struct ri_column_view *column = &write->view.columns[c];
    const size_t                 slot = row * write->view.column_count + c;
    ri_text_clear(out);
    if (column->kind == RI_CELL_NUMBER)
        show_number(out, &write->cell, column->type, &table->columns[c], table->numbers[slot]);
    else {
        struct ri_view text = table->texts[slot];
        if (drops_zeros(column)) text = without_zeros(text, table->columns[c].needed);
        ri_text_add(out, text.at, text.length);
    }
}

static void measure(struct ri_write *write, struct ri_text *scratch)
{
    struct table *table = write->state;
    for (size_t c = 0; c < write->view.column_count; c++) {
        struct layout *layout = &table->columns[c];
        choose_digits(layout);
        ri_text_clear(scratch);
        ri_display_text(scratch, ri_view_of(write->view.columns[c].name));
        layout->width = 1;
        widen(layout, (struct ri_view){scratch->at, scratch->length});
        for (size_t r = 0; r < table->kept; r++) {
            show_kept(write, r, c, scratch);
            widen(layout, (struct ri_view){scratch->at, scratch->length});
        }
    }
}

/* ---- Fitting ----------------------------------------------------------------------------------------- */

static size_t total_width(const struct ri_write *write)
{
    const struct table *table = write->state;
    size_t              total = 0;
    for (size_t c = 0; c < write->view.column_count; c++) {
        if (table->columns[c].left_out || table->columns[c].under) continue;
        total += table->columns[c].width + (total ? GAP : 0);
    }
    return total;
}

static struct layout *widest_text(const struct ri_write *write)
{
    const struct table *table = write->state;
    struct layout      *widest = NULL;
    for (size_t c = 0; c < write->view.column_count; c++) {
        struct layout     *layout = &table->columns[c];
        const ri_cell_kind kind = write->view.columns[c].kind;
        if ((kind != RI_CELL_TEXT && kind != RI_CELL_LIST) || layout->width <= NARROWEST) continue;
        if (layout->under) continue;
        if (!widest || layout->width > widest->width) widest = layout;
    }
    return widest;
}

/* Sentences read better whole under their row than cut at its end. */
static void put_sentences_under(struct ri_write *write)
{
    const struct table *table = write->state;
    const size_t        last = write->view.column_count - 1;
    struct layout      *layout = &table->columns[last];
    if (last > 0 && write->view.columns[last].kind == RI_CELL_TEXT && layout->width >= SENTENCE)
        layout->under = true;
}

static void fit(struct ri_write *write)
{
    struct table *table = write->state;
    if (!write->options.width || total_width(write) <= write->options.width) return;
    put_sentences_under(write);
    for (size_t c = 0; c < write->view.column_count; c++) { /* so that the loop below is short */
        struct layout *layout = &table->columns[c];
        if (!layout->right && layout->width > write->options.width)
            layout->width = write->options.width;
    }
    while (total_width(write) > write->options.width) {
        struct layout *widest = widest_text(write);
        if (!widest) break;
        widest->width--;
    }
    for (size_t c = write->view.column_count; c-- > 1 && total_width(write) > write->options.width;)
        table->columns[c].left_out = !table->columns[c].under;
}

/* ---- Lines ------------------------------------------------------------------------------------------- */

/* One cell of a line; `first` and `last` of the line decide on gap and padding. */
static void add_aligned(struct ri_write *write, const struct layout *layout, struct ri_view text,
                        bool first, bool last)
{
    struct ri_text *out = &write->out;
    const size_t    from = out->length + (first ? 0 : GAP);
    ri_display_pad(out, first ? 0 : GAP);
    size_t width = ri_utf8_width(text);
    if (width < layout->width && layout->right) ri_display_pad(out, layout->width - width);
    if (layout->right || !write->options.width)
        ri_text_add(out, text.at, text.length);
    else
        ri_display_cut(out, text, layout->width);
    if (layout->right || last || out->failed) return;
    width = ri_utf8_width((struct ri_view){out->at + from, out->length - from});
    if (width < layout->width) ri_display_pad(out, layout->width - width);
}

static size_t last_shown(const struct ri_write *write)
{
    const struct table *table = write->state;
    size_t              last = 0;
    for (size_t c = 0; c < write->view.column_count; c++) {
        if (!table->columns[c].left_out && !table->columns[c].under) last = c;
    }
    return last;
}

/* How a line gets the text of its column c. */
typedef void line_cell(struct ri_write *write, size_t row, size_t c, struct ri_text *out);

static void line(struct ri_write *write, size_t row, line_cell *cell, struct ri_text *scratch)
{
    const struct table *table = write->state;
    const size_t        last = last_shown(write);
    for (size_t c = 0; c <= last && c < write->view.column_count; c++) {
        if (table->columns[c].left_out || table->columns[c].under) continue;
        cell(write, row, c, scratch);
        if (scratch->failed)
            write->out.failed = true;
        else
            add_aligned(write, &table->columns[c], (struct ri_view){scratch->at, scratch->length},
                        c == 0, c == last);
    }
    ri_text_putc(&write->out, '\n');
}

static void header_cell(struct ri_write *write, size_t row, size_t c, struct ri_text *out)
{
    const struct table *table = write->state;
    struct ri_text      name = {0};
    (void)row;
    ri_display_text(&name, ri_view_of(write->view.columns[c].name));
    ri_text_clear(out);
    ri_display_cut(out, (struct ri_view){name.at, name.length}, table->columns[c].width);
    if (name.failed) out->failed = true;
    ri_text_release(&name);
}

static void rule_cell(struct ri_write *write, size_t row, size_t c, struct ri_text *out)
{
    const struct table *table = write->state;
    (void)row;
    ri_text_clear(out);
    for (size_t i = 0; i < table->columns[c].width; i++) ri_text_puts(out, "─");
}

static void live_cell(struct ri_write *write, size_t row, size_t c, struct ri_text *out)
{
    const struct table          *table = write->state;
    const struct ri_column_view *column = &write->view.columns[c];
    ri_text_clear(out);
    if (column->kind != RI_CELL_NUMBER) {
        show_cell(write, column, &table->columns[c], row, out);
        if (!drops_zeros(column) || out->failed) return;
        out->length =
            without_zeros((struct ri_view){out->at, out->length}, table->columns[c].needed).length;
    } else {
        const double value = ri_cell_valid(column, row) ? ri_cell_number(column, row) : (double)NAN;
        show_number(out, &write->cell, column->type, &table->columns[c], value);
    }
}

static void colored(struct ri_write *write, const char *escape)
{
    if (write->options.color) ri_text_puts(&write->out, escape);
}

/* Bytes of the words that fit into `width` columns; at least one word. */
static size_t words_that_fit(struct ri_view text, size_t width)
{
    size_t fits = 0;
    for (size_t i = 1; i <= text.length; i++) {
        if (i < text.length && text.at[i] != ' ') continue;
        if (fits && ri_utf8_width((struct ri_view){text.at, i}) > width) break;
        fits = i;
    }
    return fits;
}

/* The sentence of a row, where there is one, below it. */
static void line_under(struct ri_write *write, size_t row, line_cell *cell, struct ri_text *scratch)
{
    const struct table *table = write->state;
    const size_t        last = write->view.column_count - 1, width = write->options.width;
    if (!write->view.column_count || !table->columns[last].under || width <= INDENT) return;
    cell(write, row, last, scratch);
    struct ri_view left = {scratch->at, scratch->length};
    if (ri_view_is(left, "-")) return; /* missing */
    for (left = ri_view_trim(left); left.length; left = ri_view_trim(left)) {
        const size_t length = words_that_fit(left, width - INDENT);
        ri_display_pad(&write->out, INDENT);
        colored(write, "\033[2m");
        ri_display_cut(&write->out, (struct ri_view){left.at, length}, width - INDENT);
        colored(write, "\033[0m");
        ri_text_putc(&write->out, '\n');
        left = (struct ri_view){left.at + length, left.length - length};
    }
}

/* The one row there is, a line a column: "net_sales  68,551,365.91". */
static void upright(struct ri_write *write, struct ri_text *scratch)
{
    struct table *table = write->state;
    size_t        widest = 0;
    for (size_t c = 0; c < write->view.column_count; c++) {
        const size_t width = ri_utf8_width(ri_view_of(write->view.columns[c].name));
        if (width > widest) widest = width;
    }
    const size_t left =
        write->options.width > widest + GAP ? write->options.width - widest - GAP : 1;
    for (size_t c = 0; c < write->view.column_count; c++) {
        table->columns[c].width = widest;
        header_cell(write, 0, c, scratch);
        colored(write, "\033[1m");
        ri_text_add(&write->out, scratch->at, scratch->length);
        colored(write, "\033[0m");
        const size_t used = ri_utf8_width((struct ri_view){scratch->at, scratch->length});
        ri_display_pad(&write->out, widest - used + GAP);
        show_kept(write, 0, c, scratch);
        ri_display_cut(&write->out, (struct ri_view){scratch->at, scratch->length}, left);
        ri_text_putc(&write->out, '\n');
    }
}

/* Header, rule and the rows kept so far. */
static ri_status lying(struct ri_write *write, struct ri_text *scratch, struct ri_error *err)
{
    const struct table *table = write->state;
    colored(write, "\033[1m");
    line(write, 0, header_cell, scratch);
    colored(write, "\033[0;2m");
    line(write, 0, rule_cell, scratch);
    colored(write, "\033[0m");
    for (size_t r = 0; r < table->kept; r++) {
        line(write, r, show_kept, scratch);
        line_under(write, r, show_kept, scratch);
        RI_TRY(write_some(write, err));
    }
    return RI_OK;
}

/* Writes what was kept. whole: no row follows. */
static ri_status start(struct ri_write *write, bool whole, struct ri_error *err)
{
    struct table  *table = write->state;
    struct ri_text scratch = {0};
    ri_status      status = RI_OK;
    measure(write, &scratch);
    if (whole && table->kept == 1 && write->options.width &&
        total_width(write) > write->options.width) {
        upright(write, &scratch);
    } else {
        fit(write);
        status = lying(write, &scratch, err);
    }
    ri_text_release(&scratch);
    table->started = true;
    return status;
}

static ri_status table_batch(struct ri_write *write, struct ri_error *err)
{
    struct table *table = write->state;
    size_t        r = 0;
    while (!table->started && r < write->view.rows) {
        RI_TRY(keep_row(write, r++, err));
        if (table->kept == RI_WRITE_MEASURED) RI_TRY(start(write, false, err));
    }
    struct ri_text scratch = {0};
    ri_status      status = RI_OK;
    for (; status == RI_OK && r < write->view.rows; r++) {
        line(write, r, live_cell, &scratch);
        line_under(write, r, live_cell, &scratch);
        status = write_some(write, err);
    }
    ri_text_release(&scratch);
    return status;
}

static void name_left_out(struct ri_write *write)
{
    const struct table *table = write->state;
    const char         *before = "(no room for: ";
    for (size_t c = 0; c < write->view.column_count; c++) {
        if (!table->columns[c].left_out) continue;
        ri_text_puts(&write->out, before);
        ri_display_text(&write->out, ri_view_of(write->view.columns[c].name));
        before = ", ";
    }
    if (before[0] == ',') ri_text_puts(&write->out, ")\n");
}

static ri_status table_end(struct ri_write *write, const char *const *notes, size_t note_count,
                           struct ri_error *err)
{
    struct table *table = write->state;
    (void)notes; /* people read them beside the table: the face prints them */
    (void)note_count;
    if (!table->started) RI_TRY(start(write, true, err));
    if (!write->rows) ri_text_puts(&write->out, "(no rows)\n");
    name_left_out(write);
    return RI_OK;
}

const struct ri_writer ri_write_table = {.name = "table",
                                         .extension = "txt",
                                         .content_type = "text/plain; charset=utf-8",
                                         .state_size = sizeof(struct table),
                                         .begin = table_begin,
                                         .batch = table_batch,
                                         .end = table_end};
