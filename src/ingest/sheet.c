/* Rows of a sheet. */
#include "sheet.h"

enum { CHUNK = 1 << 16, OUT_ENOUGH = 1 << 20, VALUE_MOST = 1 << 20, FORMULA_MOST = 8192 };

enum cell_type { NUMBER, SHARED, RESULT, INLINE, TRUTH, FAULT, ISO_DATE, CELL_TYPES };

struct ingest_sheet {
    const struct ingest_workbook *book;
    const char                   *part_name, *name;
    struct ingest_part           *part;
    struct ingest_xml            *xml;
    char                         *chunk;
    uint64_t                      taken;
    bool                          part_ended;
    struct ri_text                out; /* CSV not handed out yet */
    size_t                        out_at;
    bool                          data, row; /* inside them */
    uint64_t                      lines;     /* written, with their line end */
    size_t                        column, commas;
    struct {
        enum cell_type type;
        size_t         column;
        unsigned long  style;
        bool           open, has_value, has_formula;
        int            spoken; /* in rPh */
    } cell;
    struct ri_text            *into; /* what texts are added to; NULL: they do not count */
    struct ri_text             value, formula, shown;
    bool                       quoted;
    struct ingest_merges       merges;
    size_t                     fill; /* next of merges.values */
    bool                       merges_seen;
    struct ingest_sheet_counts counts;
    ri_status                  status;
    struct ri_error           *err;
};

static void fail(struct ingest_sheet *sheet, ri_status status)
{
    if (sheet->status == RI_OK) sheet->status = status;
    ingest_xml_stop(sheet->xml);
}

#define FAIL(sheet, code, ...) fail((sheet), ri_fail((sheet)->err, (code), __VA_ARGS__))

static const char *file_name(const struct ingest_sheet *sheet)
{
    return ingest_archive_name(sheet->book->archive);
}

/* ---- CSV out ---------------------------------------------------------------------------------------------------------- */

static void put_field(struct ingest_sheet *sheet, size_t column, struct ri_view text, bool quoted)
{
    struct ri_text *out = &sheet->out;
    for (; sheet->commas < column; sheet->commas++) ri_text_putc(out, ',');
    if (!quoted) {
        ri_text_add(out, text.at, text.length);
        return;
    }
    ri_text_putc(out, '"');
    while (text.length) {
        const char  *quote = memchr(text.at, '"', text.length);
        const size_t n = quote ? (size_t)(quote - text.at) + 1 : text.length;
        ri_text_add(out, text.at, n);
        if (quote) ri_text_putc(out, '"');
        text.at += n;
        text.length -= n;
    }
    ri_text_putc(out, '"');
}

/* Merged texts of columns before `column`; the one of `column` itself is passed over. */
static void fill_merged(struct ingest_sheet *sheet, size_t column)
{
    const struct ingest_merges *merges = &sheet->merges;
    for (; sheet->fill < merges->value_count && merges->values[sheet->fill].column <= column;
         sheet->fill++) {
        const struct ingest_merge_value *value = &merges->values[sheet->fill];
        if (value->column < column)
            put_field(sheet, value->column, (struct ri_view){value->text, value->length},
                      value->quoted);
    }
}

/* ---- One cell --------------------------------------------------------------------------------------------------------- */

static struct ri_view view_of(const struct ri_text *text)
{
    return (struct ri_view){text->at ? text->at : "", text->length};
}

static struct ri_view show_number(struct ingest_sheet *sheet, struct ri_view value)
{
    bool                     rounded = false;
    const ingest_cell_format format =
        sheet->cell.style < sheet->book->format_count
            ? (ingest_cell_format)sheet->book->formats[sheet->cell.style]
            : INGEST_CELL_NUMBER;
    ri_text_clear(&sheet->shown);
    if (format != INGEST_CELL_NUMBER &&
        ingest_cell_time(value, format, sheet->book->since_1904, &sheet->shown))
        return view_of(&sheet->shown);
    if (!ingest_cell_number(value, &sheet->shown, &rounded)) return value;
    sheet->counts.rounded += rounded;
    return view_of(&sheet->shown);
}

static struct ri_view show_shared(struct ingest_sheet *sheet, struct ri_view value)
{
    int64_t        index;
    struct ri_view text = {"", 0};
    if (value.length && (!ri_parse_int(value, &index) || index < 0 ||
                         !ingest_workbook_text(sheet->book, (uint64_t)index, &text)))
        FAIL(sheet, RI_EDATA,
             "%s: row %llu of sheet '%s' names the shared text %.*s, which is not there",
             file_name(sheet), (unsigned long long)sheet->lines + 1, sheet->name,
             (int)(value.length < 20 ? value.length : 20), value.at);
    sheet->quoted = true;
    return text;
}

static struct ri_view show_text(struct ingest_sheet *sheet, RI_UNUSED struct ri_view value)
{
    if (sheet->value.length)
        sheet->value.length = ingest_workbook_unescape(sheet->value.at, sheet->value.length);
    sheet->quoted = true;
    return view_of(&sheet->value);
}

static struct ri_view show_truth(RI_UNUSED struct ingest_sheet *sheet, struct ri_view value)
{
    if (!value.length) return value;
    return ri_view_is(value, "0") || ri_view_is(value, "false") ? RI_VIEW("false")
                                                                : RI_VIEW("true");
}

static struct ri_view show_as_is(RI_UNUSED struct ingest_sheet *sheet, struct ri_view value)
{
    return value;
}

static const struct {
    const char *name; /* of attribute t */
    struct ri_view (*show)(struct ingest_sheet *sheet, struct ri_view value);
} cell_types[CELL_TYPES] = {[NUMBER] = {"n", show_number}, [SHARED] = {"s", show_shared},
                            [RESULT] = {"str", show_text}, [INLINE] = {"inlineStr", show_text},
                            [TRUTH] = {"b", show_truth},   [FAULT] = {"e", show_as_is},
                            [ISO_DATE] = {"d", show_as_is}};

/* A formula nobody has worked out: programs that only write files leave them so. */
static bool uncalculated(const struct ingest_sheet *sheet)
{
    if (!sheet->cell.has_formula || sheet->value.length) return false;
    return sheet->cell.type != RESULT || !sheet->cell.has_value;
}

static void keep_merged(struct ingest_sheet *sheet, struct ri_view text)
{
    const uint64_t row = sheet->lines + 1;
    uint32_t       last;
    if (!ingest_merges_begins(&sheet->merges, row, sheet->cell.column, &last)) return;
    const bool is_date = !sheet->quoted && memchr(text.at, '-', text.length) &&
                         text.at[0] != '-'; /* not -5, but 2026-11-20 */
    sheet->counts.merged++;
    if (!sheet->quoted && !is_date) {
        char letters[4] = {0};
        if (sheet->counts.merged_numbers++) return;
        for (size_t c = sheet->cell.column + 1, i = 0; c && i < 3; c = (c - 1) / 26, i++) {
            memmove(letters + 1, letters, i);
            letters[0] = (char)('A' + (c - 1) % 26);
        }
        snprintf(sheet->counts.first_number, sizeof sheet->counts.first_number, "%s%llu", letters,
                 (unsigned long long)row);
        return;
    }
    const ri_status status = ingest_merges_keep(&sheet->merges, sheet->cell.column, last, text,
                                                sheet->quoted, sheet->err);
    if (status != RI_OK) fail(sheet, status);
    fill_merged(sheet, sheet->cell.column); /* from the next row on */
}

static void end_cell(struct ingest_sheet *sheet)
{
    sheet->cell.open = false;
    sheet->quoted = false;
    if (sheet->value.failed) {
        FAIL(sheet, RI_EDATA, "%s: row %llu of sheet '%s' has a cell of more than %d bytes",
             file_name(sheet), (unsigned long long)sheet->lines + 1, sheet->name, VALUE_MOST);
        return;
    }
    struct ri_view text;
    if (uncalculated(sheet)) {
        ri_text_clear(&sheet->shown);
        ri_text_printf(&sheet->shown, "#UNCALCULATED!%s%s", sheet->formula.length ? " =" : "",
                       sheet->formula.length ? sheet->formula.at : "");
        text = view_of(&sheet->shown);
        sheet->quoted = true;
    } else {
        const struct ri_view value = view_of(&sheet->value);
        text = cell_types[sheet->cell.type].show(sheet, value);
    }
    if (!ri_view_trim(text).length || sheet->status != RI_OK) return;
    fill_merged(sheet, sheet->cell.column);
    put_field(sheet, sheet->cell.column, text, sheet->quoted);
    if (sheet->merges.count) keep_merged(sheet, text);
    if (sheet->out.length > OUT_ENOUGH) ingest_xml_pause(sheet->xml);
}

static void start_cell(struct ingest_sheet *sheet, const char **attributes)
{
    const char *name = NULL, *type = NULL, *style = NULL;
    uint64_t    row;
    for (size_t i = 0; attributes[i]; i += 2) {
        if (attributes[i][0] == 'r' && !attributes[i][1]) name = attributes[i + 1];
        if (attributes[i][0] == 't' && !attributes[i][1]) type = attributes[i + 1];
        if (attributes[i][0] == 's' && !attributes[i][1]) style = attributes[i + 1];
    }
    sheet->cell.column = sheet->column;
    if (name && (!ingest_cell_name(name, &sheet->cell.column, &row) ||
                 sheet->cell.column < sheet->column)) {
        FAIL(sheet, RI_EDATA,
             "%s: row %llu of sheet '%s': cell '%.20s' is out of place: the "
             "workbook is damaged",
             file_name(sheet), (unsigned long long)sheet->lines + 1, sheet->name, name);
        return;
    }
    if (sheet->cell.column >= INGEST_SHEET_COLUMNS) {
        FAIL(sheet, RI_EDATA, "%s: row %llu of sheet '%s' has more than %d cells", file_name(sheet),
             (unsigned long long)sheet->lines + 1, sheet->name, INGEST_SHEET_COLUMNS);
        return;
    }
    sheet->column = sheet->cell.column + 1;
    sheet->cell.type = NUMBER;
    for (int i = 0; type && i < CELL_TYPES; i++) {
        if (strcmp(type, cell_types[i].name) == 0) sheet->cell.type = (enum cell_type)i;
    }
    sheet->cell.style = style ? strtoul(style, NULL, 10) : 0;
    sheet->cell.open = true;
    sheet->cell.has_value = sheet->cell.has_formula = false;
    sheet->cell.spoken = 0;
    ri_text_clear(&sheet->value);
    ri_text_clear(&sheet->formula);
}

/* ---- Elements --------------------------------------------------------------------------------------------------------- */

static void start_row(struct ingest_sheet *sheet, const char **attributes)
{
    const char *number = ingest_xml_attribute(attributes, "r");
    int64_t     row = (int64_t)sheet->lines + 1;
    if (number && (!ri_parse_int(ri_view_of(number), &row) || row <= (int64_t)sheet->lines ||
                   row > INGEST_SHEET_ROWS)) {
        FAIL(sheet, RI_EDATA,
             "%s: sheet '%s': row '%.20s' follows row %llu: the workbook is damaged",
             file_name(sheet), sheet->name, number, (unsigned long long)sheet->lines);
        return;
    }
    for (; (int64_t)sheet->lines + 1 < row; sheet->lines++) ri_text_putc(&sheet->out, '\n');
    sheet->row = true;
    sheet->column = sheet->commas = sheet->fill = 0;
    ingest_merges_row(&sheet->merges, (uint64_t)row);
}

static void end_row(struct ingest_sheet *sheet)
{
    fill_merged(sheet, SIZE_MAX);
    ri_text_putc(&sheet->out, '\n');
    sheet->lines++;
    sheet->row = false;
    if (sheet->out.length > OUT_ENOUGH) ingest_xml_pause(sheet->xml);
}

/* v: the value; f: the formula; t: text of an inline string, of runs too, but not of how it is pronounced (rPh). */
static void start_in_cell(struct ingest_sheet *sheet, const char *name)
{
    sheet->into = NULL;
    if (name[0] == 'v' && !name[1]) {
        sheet->cell.has_value = true;
        if (sheet->cell.type != INLINE) sheet->into = &sheet->value;
    } else if (name[0] == 'f' && !name[1]) {
        sheet->cell.has_formula = true;
        sheet->into = &sheet->formula;
    } else if (name[0] == 't' && !name[1]) {
        if (sheet->cell.type == INLINE && !sheet->cell.spoken) sheet->into = &sheet->value;
    } else {
        sheet->cell.spoken += strcmp(name, "rPh") == 0;
    }
}

static void start(void *context, const char *name, const char **attributes)
{
    struct ingest_sheet *sheet = context;
    struct ingest_merge  merge;
    if (sheet->cell.open) {
        start_in_cell(sheet, name);
    } else if (sheet->row) {
        if (name[0] == 'c' && !name[1]) start_cell(sheet, attributes);
    } else if (sheet->data) {
        if (strcmp(name, "row") == 0) start_row(sheet, attributes);
    } else if (strcmp(name, "sheetData") == 0) {
        sheet->data = true;
    } else if (!sheet->merges_seen && strcmp(name, "mergeCell") == 0) {
        const char *ref = ingest_xml_attribute(attributes, "ref");
        sheet->counts.merged_unseen += ref && ingest_merge_parse(ref, &merge);
    }
}

static void end(void *context, const char *name)
{
    struct ingest_sheet *sheet = context;
    if (sheet->status != RI_OK) return;
    if (sheet->cell.open) {
        sheet->into = NULL;
        sheet->cell.spoken -= strcmp(name, "rPh") == 0;
        if (name[0] == 'c' && !name[1]) end_cell(sheet);
    } else if (sheet->row) {
        if (strcmp(name, "row") == 0) end_row(sheet);
    } else if (sheet->data && strcmp(name, "sheetData") == 0) {
        sheet->data = false;
        if (sheet->merges_seen) ingest_xml_stop(sheet->xml);
    }
}

static void text(void *context, const char *bytes, size_t length)
{
    struct ingest_sheet *sheet = context;
    if (!sheet->into) return;
    ri_text_add(sheet->into, bytes, length);
}

/* ---- Pulling ------------------------------------------------------------------------------------------------------------ */

ri_status ingest_sheet_open(struct ingest_workbook *book, size_t index, struct ingest_sheet **ret,
                            struct ri_error *err)
{
    static const struct ingest_xml_handlers handlers = {start, end, text};
    struct ingest_sheet                    *sheet = calloc(1, sizeof *sheet);
    if (!sheet) return ri_fail(err, RI_ENOMEM, "no room for a sheet");
    sheet->book = book;
    sheet->name = book->sheets[index].name;
    sheet->part_name = book->sheets[index].part;
    sheet->value.most = VALUE_MOST;
    sheet->formula.most = FORMULA_MOST; /* for messages: what is cut off does not matter */
    sheet->chunk = malloc(CHUNK);
    ri_status status = sheet->chunk ? RI_OK : ri_fail(err, RI_ENOMEM, "no room for a sheet");
    if (status == RI_OK)
        status =
            ingest_merges_read(&sheet->merges, book, sheet->part_name, &sheet->merges_seen, err);
    if (status == RI_OK)
        status = ingest_part_open(book->archive, sheet->part_name, &sheet->part, err);
    if (status == RI_OK)
        status = ingest_xml_new(&handlers, sheet, sheet->part_name, &sheet->xml, err);
    if (status != RI_OK) {
        ingest_sheet_close(sheet);
        return status;
    }
    *ret = sheet;
    return RI_OK;
}

/* One more step of the part: a chunk, or what a pause left. */
static ri_status advance(struct ingest_sheet *sheet, struct ri_error *err)
{
    size_t n = 0;
    RI_TRY(ri_task_check(sheet->book->task, err));
    const bool paused = ingest_xml_paused(sheet->xml);
    if (!paused) {
        RI_TRY(ingest_part_read(sheet->part, sheet->chunk, CHUNK, &n, err));
        sheet->taken += n;
        sheet->part_ended = n == 0;
    }
    sheet->err = err;
    const ri_status status =
        ingest_xml_feed(sheet->xml, paused ? NULL : sheet->chunk, n, sheet->part_ended, err);
    if (status != RI_OK) {
        ri_error_prefix(err, "%s", file_name(sheet));
        return status;
    }
    RI_TRY(sheet->status);
    return ri_text_check(&sheet->out, err);
}

ri_status ingest_sheet_read(struct ingest_sheet *sheet, char *to, size_t room, size_t *ret,
                            struct ri_error *err)
{
    *ret = 0;
    while (sheet->out_at == sheet->out.length) {
        if (sheet->part_ended && !ingest_xml_paused(sheet->xml)) return RI_OK;
        ri_text_clear(&sheet->out);
        sheet->out_at = 0;
        RI_TRY(advance(sheet, err));
    }
    const size_t left = sheet->out.length - sheet->out_at;
    *ret = left < room ? left : room;
    memcpy(to, sheet->out.at + sheet->out_at, *ret);
    sheet->out_at += *ret;
    return RI_OK;
}

uint64_t ingest_sheet_done(const struct ingest_sheet *sheet, uint64_t *ret_total)
{
    *ret_total = ingest_part_size(sheet->part);
    return sheet->taken;
}

const struct ingest_sheet_counts *ingest_sheet_counts(const struct ingest_sheet *sheet)
{
    return &sheet->counts;
}

void ingest_sheet_close(struct ingest_sheet *sheet)
{
    if (!sheet) return;
    ingest_xml_free(sheet->xml);
    ingest_part_close(sheet->part);
    ingest_merges_release(&sheet->merges);
    ri_text_release(&sheet->out);
    ri_text_release(&sheet->value);
    ri_text_release(&sheet->formula);
    ri_text_release(&sheet->shown);
    free(sheet->chunk);
    free(sheet);
}
