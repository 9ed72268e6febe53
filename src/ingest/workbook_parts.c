/* Styles and shared texts of a workbook. */
#include "workbook.h"

enum { TEXT_MOST = 1 << 20, CODES_MOST = 4096 };

/* ---- styles.xml: cellXfs/xf numFmtId, in order; numFmts/numFmt gives codes to ids of one's own ------------------- */

struct styles {
    struct ingest_workbook *book;
    struct ingest_xml      *xml;
    struct {
        long               id;
        ingest_cell_format format;
    }     *codes;
    size_t code_count;
    bool   cells; /* in cellXfs; cellStyleXfs has xf too */
};

static ingest_cell_format format_of(const struct styles *styles, long id)
{
    for (size_t i = 0; i < styles->code_count; i++) {
        if (styles->codes[i].id == id) return styles->codes[i].format;
    }
    return ingest_cell_format_builtin(id);
}

static void style_start(void *context, const char *name, const char **attributes)
{
    struct styles *styles = context;
    const char    *id = ingest_xml_attribute(attributes, "numFmtId");
    if (strcmp(name, "cellXfs") == 0) styles->cells = true;
    if (strcmp(name, "numFmt") == 0 && id && styles->code_count < CODES_MOST) {
        const char *code = ingest_xml_attribute(attributes, "formatCode");
        styles->codes[styles->code_count].id = strtol(id, NULL, 10);
        styles->codes[styles->code_count++].format = ingest_cell_format_of(code ? code : "");
    }
    if (strcmp(name, "xf") != 0 || !styles->cells ||
        styles->book->format_count == INGEST_FORMATS_MOST)
        return;
    styles->book->formats[styles->book->format_count++] =
        (unsigned char)format_of(styles, id ? strtol(id, NULL, 10) : 0);
}

static void style_end(void *context, const char *name)
{
    struct styles *styles = context;
    if (strcmp(name, "cellXfs") == 0) ingest_xml_stop(styles->xml);
}

ri_status ingest_workbook_formats(struct ingest_workbook *book, const char *part,
                                  struct ri_error *err)
{
    static const struct ingest_xml_handlers handlers = {style_start, style_end, NULL};
    struct styles                           styles = {.book = book};
    RI_ARENA_NEW(styles.codes, &book->mem, CODES_MOST, err);
    RI_ARENA_NEW(book->formats, &book->mem, INGEST_FORMATS_MOST, err);
    return ingest_xml_part(book->archive, part, &handlers, &styles, &styles.xml, book->task, err);
}

/* ---- sharedStrings.xml: si with t, or runs r with t each; rPh holds how it is pronounced -------------------------- */

struct texts {
    struct ingest_workbook *book;
    struct ingest_xml      *xml;
    struct ri_text          text;
    int                     spoken; /* depth in rPh */
    bool                    item, inside;
    ri_status               status;
    struct ri_error        *err;
};

static void fail_texts(struct texts *texts, ri_status status)
{
    texts->status = status;
    ingest_xml_stop(texts->xml);
}

static void text_start(void *context, const char *name, RI_UNUSED const char **attributes)
{
    struct texts *texts = context;
    if (strcmp(name, "si") == 0) {
        texts->item = true;
        ri_text_clear(&texts->text);
    }
    texts->spoken += strcmp(name, "rPh") == 0;
    texts->inside = texts->item && !texts->spoken && strcmp(name, "t") == 0;
}

static void text_end(void *context, const char *name)
{
    struct texts           *texts = context;
    struct ingest_workbook *book = texts->book;
    texts->inside = false;
    texts->spoken -= strcmp(name, "rPh") == 0;
    if (texts->status != RI_OK || strcmp(name, "si") != 0) return;
    texts->item = false;
    const uint64_t at = book->texts.length;
    ri_status      status = RI_OK;
    if (texts->text.failed)
        status = ri_fail(texts->err, RI_EDATA, "%s: a text of its cells is longer than %d bytes",
                         ingest_archive_name(book->archive), TEXT_MOST);
    if (status == RI_OK) status = ingest_spill_add(&book->starts, &at, sizeof at, texts->err);
    if (status == RI_OK && texts->text.length)
        status = ingest_spill_add(&book->texts, texts->text.at,
                                  ingest_workbook_unescape(texts->text.at, texts->text.length),
                                  texts->err);
    if (status != RI_OK)
        fail_texts(texts, status);
    else
        book->text_count++;
}

static void text_bytes(void *context, const char *bytes, size_t length)
{
    struct texts *texts = context;
    if (texts->inside) ri_text_add(&texts->text, bytes, length);
}

ri_status ingest_workbook_texts(struct ingest_workbook *book, const char *part,
                                const char *spool_directory, struct ri_error *err)
{
    static const struct ingest_xml_handlers handlers = {text_start, text_end, text_bytes};
    const char                             *name = ingest_archive_name(book->archive);
    struct texts texts = {.book = book, .text = {.most = TEXT_MOST}, .err = err};
    RI_TRY(ingest_spill_open(&book->texts, spool_directory, name, err));
    RI_TRY(ingest_spill_open(&book->starts, spool_directory, name, err));
    ri_status status =
        ingest_xml_part(book->archive, part, &handlers, &texts, &texts.xml, book->task, err);
    if (status == RI_OK) status = texts.status;
    ri_text_release(&texts.text);
    RI_TRY(status);
    RI_TRY(ingest_spill_map(&book->texts, err));
    return ingest_spill_map(&book->starts, err);
}

bool ingest_workbook_text(const struct ingest_workbook *book, uint64_t index, struct ri_view *ret)
{
    uint64_t span[2] = {0, book->texts.length};
    if (index >= book->text_count) return false;
    const size_t both = index + 1 < book->text_count ? 2 : 1;
    memcpy(span, book->starts.map + index * sizeof *span, both * sizeof *span);
    *ret = (struct ri_view){book->texts.map ? book->texts.map + span[0] : "",
                            (size_t)(span[1] - span[0])};
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* "_x000D_" at `at`; only control characters are written so in earnest, and _x005F_ for the line itself. */
static int escape_at(const char *at, size_t left)
{
    int code = 0;
    if (left < 7 || at[0] != '_' || at[1] != 'x' || at[6] != '_') return -1;
    for (int i = 2; i < 6; i++) {
        const int digit = hex_digit(at[i]);
        if (digit < 0) return -1;
        code = code * 16 + digit;
    }
    return (code > 0 && code < 0x20) || code == 0x5f ? code : -1;
}

size_t ingest_workbook_unescape(char *text, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        const int code = text[i] == '_' ? escape_at(text + i, length - i) : -1;
        text[n++] = code < 0 ? text[i] : (char)code;
        if (code >= 0) i += 6;
    }
    return n;
}
