/* Rows of periods counted. */
#include "row_fault.h"

static bool has_one_a_period(const uint8_t *rows, size_t n)
{
    size_t with = 0, one = 0;
    for (size_t t = 0; t < n; t++) {
        with += rows[t] > 0;
        one += rows[t] == 1;
    }
    return with > 0 && 20 * one >= 19 * with;
}

size_t ri_row_faults(const uint8_t *rows, size_t n, size_t season, uint8_t *ret)
{
    size_t faults = 0;
    memset(ret, RI_ROW_USUAL, n);
    if (!has_one_a_period(rows, n)) return 0;
    for (size_t t = 0; t < n; t++)
        if (rows[t] > 1) ret[t] = RI_ROW_REPEATED, faults++;
    for (size_t p = 0; p < season && n / season >= 2; p++) {
        size_t with = 0, all = 0;
        for (size_t t = p; t < n; t += season) with += rows[t] > 0, all++;
        for (size_t t = p; 5 * with >= 4 * all && t < n; t += season)
            if (rows[t] == 0) ret[t] = RI_ROW_MISSING, faults++;
    }
    return faults;
}
