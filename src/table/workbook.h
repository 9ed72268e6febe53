/* A workbook of several sheets, cell by cell, for documents; results row by row are write.h's xlsx.
 *
 *     ri_workbook_new(&book, err);
 *     ri_workbook_sheet(book, "Stores", err);
 *     ri_workbook_text(book, 0, 0, "Store", RI_WORKBOOK_HEAD);
 *     ri_workbook_number(book, 1, 1, 128875, "#,##0", 0);
 *     ri_workbook_finish(book, &bytes, err);  ri_workbook_free(book);
 *
 * Texts are strings whatever they begin with: nothing in them is ever run. Failures stick and come out of finish. */
#ifndef RI_TABLE_WORKBOOK_H
#define RI_TABLE_WORKBOOK_H
#include "base/text.h"

enum { /* looks, to be joined */
       RI_WORKBOOK_BOLD = 1 << 0,
       RI_WORKBOOK_HEAD = 1 << 1, /* bold over a line */
       RI_WORKBOOK_LARGE = 1 << 2,
       RI_WORKBOOK_GREY = 1 << 3,
       RI_WORKBOOK_GOOD = 1 << 4,
       RI_WORKBOOK_BAD = 1 << 5,
       RI_WORKBOOK_WRAP = 1 << 6
};
struct ri_workbook;
RI_MUST_CHECK ri_status ri_workbook_new(struct ri_workbook **ret, struct ri_error *err);
void                    ri_workbook_free(struct ri_workbook *book);
/* A further sheet, which cells go to from now on. Its name is cut to what Excel takes and made different from the others. */
void ri_workbook_sheet(struct ri_workbook *book, const char *name);
void ri_workbook_text(struct ri_workbook *book, unsigned row, unsigned column, const char *text,
                      unsigned look);
void ri_workbook_number(struct ri_workbook *book, unsigned row, unsigned column, double value,
                        const char *format, unsigned look);
void ri_workbook_width(struct ri_workbook *book, unsigned column, double letters);
void ri_workbook_freeze(struct ri_workbook *book, unsigned rows);
typedef enum ri_workbook_drawing {
    RI_WORKBOOK_LINES,
    RI_WORKBOOK_COLUMNS,
    RI_WORKBOOK_BARS
} ri_workbook_drawing;
/* Draws columns 1 to `columns` of this sheet over column 0: `rows` rows behind the head, whose cells name the series. Stands right of
 * them; who changes a figure sees it move. */
void ri_workbook_chart(struct ri_workbook *book, ri_workbook_drawing drawing, const char *title,
                       unsigned rows, unsigned columns);
RI_MUST_CHECK ri_status ri_workbook_finish(struct ri_workbook *book, struct ri_text *out,
                                           struct ri_error *err);
#endif
