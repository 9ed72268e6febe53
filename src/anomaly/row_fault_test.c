#include "row_fault.h"

#include "base/test.h"

enum { WEEKS = 20, N = 7 * WEEKS };

/* Closed on Sundays; one Wednesday without a row, one Friday twice. */
TEST(a_day_is_missing_and_a_day_came_twice)
{
    uint8_t rows[N], faults[N];
    for (size_t t = 0; t < N; t++) rows[t] = t % 7 != 6;
    rows[7 * 5 + 2] = 0;
    rows[7 * 9 + 4] = 2;
    CHECK_INT(ri_row_faults(rows, N, 7, faults), 2);
    for (size_t t = 0; t < N; t++)
        CHECK_INT(faults[t], t == 37 ? RI_ROW_MISSING : t == 67 ? RI_ROW_REPEATED : RI_ROW_USUAL);
}

/* Rows are receipts: their number says nothing. A slow seller without rows on most days misses none; nor does a short series. */
TEST(rows_that_say_nothing)
{
    uint8_t rows[N], faults[N];
    for (size_t t = 0; t < N; t++) rows[t] = (uint8_t)(1 + t * 5 % 3);
    rows[31] = 0;
    CHECK_INT(ri_row_faults(rows, N, 7, faults), 0);
    for (size_t t = 0; t < N; t++) rows[t] = t * 13 % 8 < 3;
    CHECK_INT(ri_row_faults(rows, N, 7, faults), 0);
    memset(rows, 1, sizeof rows);
    rows[5] = 0;
    CHECK_INT(ri_row_faults(rows, 13, 7, faults), 0);
    memset(rows, 0, sizeof rows);
    CHECK_INT(ri_row_faults(rows, N, 7, faults), 0);
}

/* Without a season a gap is a gap. */
TEST(no_season)
{
    uint8_t rows[] = {1, 1, 0, 1, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
            faults[sizeof rows];
    CHECK_INT(ri_row_faults(rows, sizeof rows, 1, faults), 2);
    CHECK_INT(faults[2], RI_ROW_MISSING);
    CHECK_INT(faults[4], RI_ROW_REPEATED);
}
