/* RFM scores: the part of customers who are worse, in fifths. */
#include "segment.h"

#include "math/stats.h"

const char *const ri_rfm_names[RI_RFM] = {"recency_days", "frequency", "monetary"};

/* How many of the rising values lie below v. */
static size_t count_below(const double *sorted, size_t count, double v)
{
    size_t low = 0, high = count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sorted[middle] < v)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

ri_status ri_rfm_scores(const struct ri_rfm *rfm, size_t count, struct ri_arena *scratch,
                        unsigned char (*ret)[RI_RFM], struct ri_error *err)
{
    const struct ri_arena_mark mark = ri_arena_mark(scratch);
    double                    *sorted;
    RI_ARENA_NEW(sorted, scratch, count, err);
    for (size_t f = 0; f < RI_RFM; f++) {
        const double sign = f == RI_RECENCY ? -1 : 1; /* fewer days are better */
        for (size_t i = 0; i < count; i++) sorted[i] = sign * rfm[i].value[f];
        ri_sort(sorted, count);
        for (size_t i = 0; i < count; i++)
            ret[i][f] =
                (unsigned char)(1 + 5 * count_below(sorted, count, sign * rfm[i].value[f]) / count);
    }
    ri_arena_rewind(scratch, mark);
    return RI_OK;
}
