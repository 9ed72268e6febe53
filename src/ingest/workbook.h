/* An Excel workbook (.xlsx, .xlsm; ECMA-376, both namespaces): its sheets, number formats and shared texts. sheet.h reads
 * the rows of one. */
#ifndef RI_INGEST_WORKBOOK_H
#define RI_INGEST_WORKBOOK_H
#include "cell_text.h"
#include "temp_file.h"
#include "xml.h"

enum { INGEST_SHEETS_MOST = 1000, INGEST_FORMATS_MOST = 65536 };

struct ingest_sheet_entry {
    const char *name, *part; /* in the arena */
    bool        hidden, chart;
};
struct ingest_workbook {
    struct ri_arena            mem;
    struct ri_task            *task;
    struct ingest_archive     *archive;
    struct ingest_sheet_entry *sheets;
    size_t                     sheet_count;
    bool                       since_1904;
    unsigned char             *formats; /* ingest_cell_format by style of a cell */
    size_t                     format_count;
    struct ingest_spill        texts, starts; /* shared: bytes; where each begins, uint64 */
    size_t                     text_count;
};
/* Of a zip archive in fd. spool_directory: for shared texts, which are kept on disk. RI_EDATA: no workbook (says what it is
 * and what to do), damaged, beyond a limit. On failure release it as well. */
RI_MUST_CHECK ri_status ingest_workbook_open(struct ingest_workbook *book, int fd, int64_t start,
                                             int64_t size, const char *name,
                                             const char *spool_directory, struct ri_task *task,
                                             struct ri_error *err);
/* False: there is no such shared text. */
bool ingest_workbook_text(const struct ingest_workbook *book, uint64_t index, struct ri_view *ret);
/* The sheet a person means: its name, any case, or "#2". RI_EUSAGE lists them. */
RI_MUST_CHECK ri_status ingest_workbook_find(const struct ingest_workbook *book, const char *wanted,
                                             size_t *ret, struct ri_error *err);
/* "Sales, Notes (hidden)" for messages. */
void ingest_workbook_list(const struct ingest_workbook *book, struct ri_text *out);
void ingest_workbook_release(struct ingest_workbook *book);

/* What is not a workbook after all, or one that cannot be read: NULL, or advice. head: of the file. */
const char *ingest_workbook_advice(struct ri_view head);

/* workbook_parts.c */
RI_MUST_CHECK ri_status ingest_workbook_formats(struct ingest_workbook *book, const char *part,
                                                struct ri_error *err);
RI_MUST_CHECK ri_status ingest_workbook_texts(struct ingest_workbook *book, const char *part,
                                              const char *spool_directory, struct ri_error *err);
/* A text with _x000D_ for a carriage return and so on, decoded in place; returns its length. */
size_t ingest_workbook_unescape(char *text, size_t length);
#endif
