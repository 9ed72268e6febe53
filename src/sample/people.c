/* Shops and customers. */
#include "sample_internal.h"

const struct store sample_stores[] = {
    {"S01", "Henry Street", "Leinster", "Dublin", 9, 21, 11, 19, 0, 5, 1450, 1.55},
    {"S02", "Temple Bar Late", "Leinster", "Dublin", 10, 25, 11, 24, 240, 3, 520, 0.90},
    {"S03", "Patrick Street", "Munster", "Cork", 9, 20, 11, 18, 0, 4, 1180, 1.30},
    {"S04", "Eyre Square", "Connacht", "Galway", 9, 20, 11, 18, 0, 3, 860, 1.05},
    {"S05", "Arthur's Quay", "Munster", "Limerick", 9, 19, 12, 18, 0, 3, 790, 0.90},
    {"S06", "The Quay", "Munster", "Waterford", 9, 19, 12, 18, 0, 2, 640, 0.75},
    {"S07", "High Street", "Leinster", "Kilkenny", 9, 18, 12, 18, 0, 2, 560, 0.65},
    {"S08", "Rockwood Parade", "Connacht", "Sligo", 9, 18, 12, 18, 0, 2, 480, 0.55},
};

ri_status customers_make(struct chain *chain, struct ri_arena *mem, struct ri_error *err)
{
    struct ri_random random;
    double           sizes = 0, upto = 0;
    size_t           next = 0;
    RI_ARENA_NEW(chain->customers, mem, chain->customer_count, err);
    RI_ARENA_NEW(chain->customer_start, mem, chain->store_count + 1, err);
    ri_random_init(&random, chain->options->seed, STREAM_CUSTOMERS);
    for (size_t s = 0; s < chain->store_count; s++) sizes += chain->stores[s].size;
    for (size_t s = 0; s < chain->store_count; s++) {
        upto += chain->stores[s].size;
        const size_t end = s + 1 == chain->store_count
                               ? chain->customer_count
                               : (size_t)((double)chain->customer_count * upto / sizes);
        for (; next < end; next++) {
            struct customer *customer = &chain->customers[next];
            *customer = (struct customer){(int)s, 0, SAMPLE_DAYS};
            if (ri_random_below(&random, 10) < 3)
                customer->first_day = (int)ri_random_below(&random, SAMPLE_DAYS);
            if (ri_random_below(&random, 10) < 3)
                customer->end_day = 60 + (int)ri_random_below(&random, SAMPLE_DAYS);
        }
        chain->customer_start[s + 1] = next;
    }
    return RI_OK;
}
