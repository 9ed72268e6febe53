/* The rows of a sheet as CSV text, pulled: the record reader, the survey, quarantine and offsets then work as on a file.
 *
 *     row 1   Date,Item,Qty          texts are quoted, what the workbook holds as number, date or truth is not:
 *     row 2   2026-11-20,"Milk",2    2026-11-20 14:05:00   14:05:00   true   #N/A
 *     row 3                          an empty row is an empty line, so a row's line is its number in the sheet
 *
 * Empty cells at the end of a row are left out. A formula counts by its stored value; without one the cell is
 * "#UNCALCULATED! =A1*B1". Cells merged downwards repeat a text or date; a number never, it would count twice. Sheets
 * of more than 32 MiB are read without looking for merged cells first; what is merged is then only counted. */
#ifndef RI_INGEST_SHEET_H
#define RI_INGEST_SHEET_H
#include "sheet_merge.h"

struct ingest_sheet_counts {   /* what the rows read so far showed */
    uint64_t rounded;          /* numbers of more than 15 digits */
    uint64_t merged;           /* ranges of merged cells over several rows */
    uint64_t merged_numbers;   /* of those: with a number, not repeated */
    uint64_t merged_unseen;    /* of those: not looked for */
    char     first_number[16]; /* cell of the first such number: "C5" */
};
struct ingest_sheet;

RI_MUST_CHECK ri_status ingest_sheet_open(struct ingest_workbook *book, size_t index,
                                          struct ingest_sheet **ret, struct ri_error *err);
/* Up to `room` bytes; *ret 0 at the end. RI_EDATA: damaged, or beyond a limit. */
RI_MUST_CHECK ri_status ingest_sheet_read(struct ingest_sheet *sheet, char *to, size_t room,
                                          size_t *ret, struct ri_error *err);
/* Bytes of the part read and in all, for progress. */
uint64_t ingest_sheet_done(const struct ingest_sheet *sheet, uint64_t *ret_total);
const struct ingest_sheet_counts *ingest_sheet_counts(const struct ingest_sheet *sheet);
void                              ingest_sheet_close(struct ingest_sheet *sheet);
#endif
