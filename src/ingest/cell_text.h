/* What a cell of a sheet means, as text: numbers as the person sees them, dates from serial numbers.
 *
 * Numbers: spreadsheets keep binary doubles and write up to 17 digits of them (1.1 as 1.1000000000000001), but show and
 * keep what a person types to 15. So a number of more than 15 significant digits is rounded there, half away from zero,
 * on its decimal digits; a shorter one stays as written. Exponents are written out: a bar code stays a bar code.
 * Dates: ECMA-376 part 1, 18.17.4.1: days since 1899-12-31 with a 29 February 1900 that never was, or since 1904-01-01. */
#ifndef RI_INGEST_CELL_TEXT_H
#define RI_INGEST_CELL_TEXT_H
#include "base/text.h"

typedef enum ingest_cell_format {
    INGEST_CELL_NUMBER,
    INGEST_CELL_DATE,   /* a day, perhaps with a time */
    INGEST_CELL_TIME,   /* a time of day */
    INGEST_CELL_ELAPSED /* hours that may pass 24 */
} ingest_cell_format;
/* Of a built-in number format (0 .. 163): dates are 14-17, 22, 27-31, 34-36, 50-58; times 18-21, 32, 33, 45, 47; 46 elapsed. */
ingest_cell_format ingest_cell_format_builtin(long id);
/* Of a format code such as "dd/mm/yyyy" or "[$-409]h:mm AM/PM;@". */
ingest_cell_format ingest_cell_format_of(const char *code);

/* The number as above; false (nothing added): it is none. *ret_rounded: digits were dropped. */
bool ingest_cell_number(struct ri_view value, struct ri_text *out, bool *ret_rounded);
/* "2026-11-20", "2026-11-20 14:05:00", "14:05:00"; to the millisecond. False: no date (negative, beyond 9999). */
bool ingest_cell_time(struct ri_view value, ingest_cell_format format, bool since_1904,
                      struct ri_text *out);
/* "BC12" -> 54 (from 0), 12; false: no cell name. row may be absent: 0. */
bool ingest_cell_name(const char *name, size_t *ret_column, uint64_t *ret_row);
enum { INGEST_SHEET_COLUMNS = 16384, INGEST_SHEET_ROWS = 1048576 };
#endif
