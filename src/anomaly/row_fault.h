/* Periods that are wrong before any value is looked at: no row where one usually stands, several where one does. Kernel.
 *
 * A series has one row a period when 19 of 20 periods that have rows have one; otherwise its rows are receipts or the like and nothing is said of
 * their number. A period without a row is missing when four of five periods at its position of the season have one: a
 * shop that never opens on Sunday misses none. */
#ifndef RI_ANOMALY_ROW_FAULT_H
#define RI_ANOMALY_ROW_FAULT_H
#include "base/error.h"

typedef enum ri_row_fault { RI_ROW_USUAL, RI_ROW_MISSING, RI_ROW_REPEATED } ri_row_fault;

/* rows[n]: observations of each period; season: periods, at least 1; ret[n] receives an ri_row_fault each. Missing ones are only
 * looked for over two whole seasons or more. Returns how many are not usual. */
size_t ri_row_faults(const uint8_t *rows, size_t n, size_t season, uint8_t *ret);
#endif
