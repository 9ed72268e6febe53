/* Workbooks made in memory for tests and fuzzing: parts, stored unpacked in a zip archive. */
#ifndef RI_INGEST_TESTING_WORKBOOK_H
#define RI_INGEST_TESTING_WORKBOOK_H
#include "base/text.h"

struct book_part {
    const char    *name;
    struct ri_view bytes;
};
#define BOOK_MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define BOOK_LINK "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static inline uint32_t book_crc(struct ri_view bytes)
{
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < bytes.length; i++) {
        crc ^= (unsigned char)bytes.at[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static inline void book_put(struct ri_text *out, unsigned long value, int bytes)
{
    for (; bytes; bytes--, value >>= 8) ri_text_putc(out, (char)(value & 0xff));
}

/* The fields that a local header and the directory share. */
static inline void book_entry(struct ri_text *out, const struct book_part *part)
{
    book_put(out, 20, 2);
    book_put(out, 0, 2 + 2 + 4); /* flags, stored, time */
    book_put(out, book_crc(part->bytes), 4);
    book_put(out, part->bytes.length, 4);
    book_put(out, part->bytes.length, 4);
    book_put(out, strlen(part->name), 2);
    book_put(out, 0, 2);
}

static inline void book_zip(const struct book_part *parts, size_t count, struct ri_text *out)
{
    size_t at[16];
    for (size_t i = 0; i < count; i++) {
        at[i] = out->length;
        ri_text_puts(out, "PK\3\4");
        book_entry(out, &parts[i]);
        ri_text_puts(out, parts[i].name);
        ri_text_add(out, parts[i].bytes.at, parts[i].bytes.length);
    }
    const size_t directory = out->length;
    for (size_t i = 0; i < count; i++) {
        ri_text_puts(out, "PK\1\2");
        book_put(out, 20, 2);
        book_entry(out, &parts[i]);
        book_put(out, 0, 2 + 2 + 2 + 4);
        book_put(out, at[i], 4);
        ri_text_puts(out, parts[i].name);
    }
    const size_t length = out->length - directory;
    ri_text_puts(out, "PK\5\6");
    book_put(out, 0, 4);
    book_put(out, count, 2);
    book_put(out, count, 2);
    book_put(out, length, 4);
    book_put(out, directory, 4);
    book_put(out, 0, 2);
}

static const char book_relations[] RI_UNUSED =
    "<Relationships><Relationship Id=\"r1\" Type=\"" BOOK_LINK "/worksheet\" "
    "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"" BOOK_LINK "/worksheet\" "
    "Target=\"/xl/worksheets/sheet2.xml\"/><Relationship Id=\"r3\" Type=\"" BOOK_LINK "/styles\" "
    "Target=\"styles.xml\"/><Relationship Id=\"r4\" Type=\"" BOOK_LINK "/sharedStrings\" "
    "Target=\"sharedStrings.xml\"/></Relationships>";
/* Styles 0 number, 1 date, 2 date and time, 3 time, 4 elapsed, 5 dd/mm/yyyy, 6 money, 7 percent. */
static const char book_styles[] RI_UNUSED =
    "<styleSheet xmlns=\"" BOOK_MAIN "\"><numFmts><numFmt numFmtId=\"164\" "
    "formatCode=\"dd/mm/yyyy;@\"/><numFmt numFmtId=\"165\" formatCode=\"&quot;due&quot; "
    "#,##0.00\"/>"
    "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
    "<xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"20\"/><xf numFmtId=\"46\"/>"
    "<xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>";

struct book {                    /* what differs; NULL: nothing of the kind */
    const char *sheets;          /* elements of <sheets>; NULL: one, "Sales" */
    const char *texts;           /* elements of <sst> */
    const char *sheet1, *sheet2; /* what a <worksheet> holds */
    bool        since_1904;
};

static inline void book_make(const struct book *book, struct ri_text *out)
{
    const char *const contents[] = {book->sheet1, book->sheet2, book->texts};
    const char *const names[] = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
                                 "xl/sharedStrings.xml"};
    struct ri_text    texts[4] = {{0}};
    struct book_part  parts[8];
    size_t            count = 0;
    ri_text_printf(&texts[3],
                   "<workbook xmlns=\"" BOOK_MAIN "\" xmlns:r=\"" BOOK_LINK "\"><workbookPr%s/>"
                   "<sheets>%s</sheets></workbook>",
                   book->since_1904 ? " date1904=\"1\"" : "",
                   book->sheets ? book->sheets
                                : "<sheet name=\"Sales\" sheetId=\"1\" r:id=\"r1\"/>");
    parts[count++] = (struct book_part){"xl/workbook.xml", {texts[3].at, texts[3].length}};
    parts[count++] = (struct book_part){"xl/_rels/workbook.xml.rels", ri_view_of(book_relations)};
    parts[count++] = (struct book_part){"xl/styles.xml", ri_view_of(book_styles)};
    for (size_t i = 0; i < 3; i++) {
        const char *tag = i < 2 ? "worksheet" : "sst";
        if (!contents[i]) continue;
        ri_text_printf(&texts[i], "<?xml version=\"1.0\"?>\n<%s xmlns=\"" BOOK_MAIN "\">%s</%s>",
                       tag, contents[i], tag);
        parts[count++] = (struct book_part){names[i], {texts[i].at, texts[i].length}};
    }
    book_zip(parts, count, out);
    for (size_t i = 0; i < 4; i++) ri_text_release(&texts[i]);
}
#endif
